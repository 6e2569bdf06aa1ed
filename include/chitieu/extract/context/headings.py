"""Headings that date what stands under them: `II. Chỉ tiêu năm 2017` and the list that follows."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context.calendar import Period
from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.context.scoping import Use
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

_PLAN = words(r"chỉ tiêu|nhiệm vụ|phương hướng|mục tiêu|kế hoạch|định hướng")
_NUMBER_ALONE = compiled(r"\s*(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)/]?\s*")
_NUMBER = compiled(r"\s*(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)/]\s")
_LISTED = compiled(r"\s*(?:[-+*•–]|\d{1,2}[.)]|[a-h][.)])")
_LONGEST = 70
_PLANNED_FOR = frozenset({"year", "quarter", "month", "rest", "half", "relative_year"})
_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})


def planned_sections(
    text: str,
    sentences: Sequence[Sentence],
    uses: Sequence[Sequence[Use]],
    numerals: Sequence[Sequence[tuple[int, int]]],
) -> list[Period | None]:
    """For each sentence of a folded text the time that its heading plans for, None under no such heading."""
    found: list[Period | None] = []
    section: Period | None = None
    for index, sentence in enumerate(sentences):
        listed = sentence.block.kind is BlockKind.LIST_ITEM or _LISTED.match(text, sentence.start)
        if _is_heading(text, sentence, numerals[index]):
            ahead = [u.period for u in uses[index] if u.mention.kind in _PLANNED_FOR and u.period]
            plans = ahead and _PLAN.search(text, sentence.start, sentence.end)
            section = ahead[-1] if plans else None
        elif not listed and not _NUMBER_ALONE.fullmatch(text, sentence.start, sentence.end):
            section = None
        found.append(section)
    return found


def _is_heading(text: str, sentence: Sentence, numerals: Sequence[tuple[int, int]]) -> bool:
    """Whether a short line of its own heads what follows: numbered, without a figure."""
    if _NUMBER_ALONE.fullmatch(text, sentence.start, sentence.end):
        return False
    if sentence.block.kind in _APART or sentence.end - sentence.start >= _LONGEST:
        return False
    numbered = _NUMBER.match(text, sentence.start)
    low = numbered.end() if numbered else sentence.start
    return not any(start >= low for start, _ in numerals) and text[sentence.end - 1] not in ".;,"
