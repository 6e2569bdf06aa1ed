"""Sentences of an article's content blocks."""

from __future__ import annotations

import re

from chitieu.catalogue.folding import LOWER, UPPER
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import CONTENT_KINDS, Article

# Words that a full stop belongs to. `Q. 4` and `TP. HCM` go on after it.
_ABBREVIATIONS = frozenset(
    [
        "tp",
        "tt",
        "tx",
        "q",
        "p",
        "h",
        "x",
        "pgs",
        "gs",
        "ts",
        "ths",
        "bs",
        "ks",
        "cn",
        "ncs",
        "nsưt",
        "nsnd",
        "ông",
        "ths.bs",
        "tr",
        "st",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "no",
        "vs",
        "co",
        "ltd",
        "inc",
        "jr",
        "đ/c",
        "tg",
        "tl",
        "hcm.tp",
    ]
)
# The mark comes first, what it is and what stands before it is looked at after: all else is skipped.
_END = re.compile(
    rf"[.!?…\n](?:(?<=\n)\n*|(?<!\n)"
    rf"(?:[.!?…]*[\"”’')\]]*(?=\s)|(?<=[{LOWER}{UPPER}0-9%)\"”]\.)(?=[{UPPER}“\"][{LOWER}])))"
)
_WORD_BEFORE = re.compile(r"[\w/.]*$")


def _is_soft(text: str, match: re.Match[str]) -> bool:
    """Whether a line is cut in mid-sentence: a small letter goes on with what a word or comma left open."""
    before, behind = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
    return behind.islower() and (before.isalnum() or before in (",", "-"))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark.startswith("\n"):
        return not _is_soft(text, match)
    rest = text[match.end() : match.end() + 12].lstrip()
    first = rest.lstrip("\"“‘'([-–• ")[:1]
    if first and first.islower():
        return False
    if mark.rstrip("\"”’')]") != ".":
        return True
    found = _WORD_BEFORE.search(text, max(0, match.start() - 12), match.start())
    word = found.group().lower() if found else ""
    if word in _ABBREVIATIONS:
        return False
    # A single capital is an initial (`Đ. BÌNH`), a lone digit before a name is not.
    return not (len(word) == 1 and word.isalpha())


# Tables and lists come without a full stop. Work on a sentence grows with the square of its numbers, so a
# longer stretch is cut at a semicolon, at a space where there is none, else behind anything but a digit.
_LONGEST = 1500


def _last_break(text: str, low: int, high: int) -> int:
    """Where the last character that is no digit stands before `high`; `low` where there is none."""
    while high > low and text[high - 1].isdigit():
        high -= 1
    return max(low, high - 1)


def _shortened(text: str, start: int, ends: list[int]) -> list[int]:
    """The ends of the sentences with further ones inside stretches that are too long."""
    out = []
    low = start
    for end in ends:
        while end - low > _LONGEST:
            at = text.rfind(";", low, low + _LONGEST)
            if at <= low + _LONGEST // 3:
                at = text.rfind(" ", low, low + _LONGEST)
            if at <= low:
                at = _last_break(text, low, low + _LONGEST)
            if at <= low:
                break
            low = at + 1
            out.append(low)
        out.append(end)
        low = end
    return out


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Half-open stretches between sentence ends, trimmed of white space; empty ones left out."""
    ends = [m.end() for m in _END.finditer(text, start, end) if _ends_sentence(text, m)]
    cuts = _shortened(text, start, [*ends, end])[:-1]
    pieces = []
    low = start
    for high in [*cuts, end]:
        piece = text[low:high]
        stripped = piece.strip()
        if stripped:
            first = low + len(piece) - len(piece.lstrip())
            pieces.append((first, first + len(stripped)))
        low = high
    return pieces


def split_sentences(article: Article) -> tuple[Sentence, ...]:
    """All sentences of the content blocks, in the order of the text.

    A full stop after `TP`, an initial or inside a number ends nothing; a line break does, but for one in
    mid-sentence. A stop without a space ends a sentence where a capitalised word follows a small letter or a
    digit.
    """
    sentences: list[Sentence] = []
    paragraph = 0
    for block in article.blocks:
        if block.kind not in CONTENT_KINDS:
            continue
        for start, end in _pieces(article.text, block.start, block.end):
            sentences.append(
                Sentence(
                    index=len(sentences),
                    paragraph=paragraph,
                    start=start,
                    end=end,
                    text=article.text[start:end],
                    block=block,
                )
            )
        paragraph += 1
    return tuple(sentences)
