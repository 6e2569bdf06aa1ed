"""Numbered lines that part a report into sections (`2. Xây dựng nông thôn mới`)."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context.patterns import compiled
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

_NUMBER = compiled(r"\s*(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)/]\s")
_DIGIT = compiled(r"\d")
_LONGEST = 70
_LABEL = compiled(r"\s*(?:(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)/]\s*)?[^:;.()\d]{3,60}:\s")


def heads_of_sections(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """The first sentences of numbered lines that head what follows (`3. Văn hóa - xã hội`).

    Such a line is short, tells no figure and ends with a word; `text` is folded.
    """
    found = set()
    for index, sentence in enumerate(sentences):
        if index and sentences[index - 1].paragraph == sentence.paragraph:
            continue
        last = index
        while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentence.paragraph:
            last += 1
        end = sentences[last].end
        numbered = _NUMBER.match(text, sentence.start, end) if end - sentence.start < _LONGEST else None
        if numbered and text[end - 1] not in ".;,:" and not _DIGIT.search(text, numbered.end(), end):
            found.add(index)
    return frozenset(found)


def is_labelled_item(text: str, sentences: Sequence[Sentence], first: int) -> bool:
    """Whether the paragraph that begins with a sentence is a list item with a label (`5. Ngân sách: ...`)."""
    sentence = sentences[first]
    if sentence.block.kind is not BlockKind.LIST_ITEM:
        return False
    last = first
    while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentence.paragraph:
        last += 1
    return _LABEL.match(text, sentence.start, sentences[last].end) is not None
