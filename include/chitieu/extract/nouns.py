"""The noun behind a count: what is counted, what it may be counted for, what it stands for."""

from __future__ import annotations

import re
from functools import cache

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.indicators import Indicator, load_counted_nouns
from chitieu.extract.cues import word_list
from chitieu.extract.mentions import counted_noun, noun_pattern
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import SentenceText


@cache
def filler() -> re.Pattern[str]:
    """Matches words that may stand between a number and the noun that is counted."""
    words = sorted(load_counted_nouns()[1], key=lambda word: (-len(word), word))
    return folded_pattern(r"\s*(?:(?:" + "|".join(map(re.escape, words)) + r")\s+){0,2}")


def noun_behind(folded: str, q: Quantity) -> str:
    """The counted noun behind a number, empty where none stands there."""
    if q.has_currency or q.kind != "count":
        return ""
    skipped = filler().match(folded, q.after)
    at = skipped.end() if skipped else q.after
    found = counted_noun().match(folded, at) or counted_noun().match(folded, q.after + 1)
    return found.group() if found else ""


BARE = folded_pattern(
    r"\s*(?:[,;.:)(\]/\"]|$|(?:và|trong|đạt|tăng|giảm|so|tại|ở|vào|là|trên|do|năm|với|được|bằng|cho|của|thì|mới|lên|xuống)(?!\w))"
)


@cache
def _stand_ins() -> re.Pattern[str]:
    nouns, verbs = word_list("stand_ins"), word_list("goes_on")
    return folded_pattern(rf"\s*{nouns}(?:\s*(?:[,;.:)\]]|$)|\s{verbs}(?!\w))")


def stands_in(folded: str, q: Quantity) -> bool:
    """Whether the noun behind a count stands for what was counted before: `61 vụ rơi vào khối FDI`."""
    return q.kind == "count" and _stand_ins().match(folded, q.after) is not None


def noun_fits(text: SentenceText, q: Quantity, indicator: Indicator | None) -> float | None:
    """How well the noun behind a count goes with an indicator named elsewhere; None where it does not."""
    if indicator is None or q.has_currency or q.kind != "count":
        return 0.0
    pattern = noun_pattern(indicator.code)
    skipped = filler().match(text.folded, q.after)
    positions = {q.after + 1, skipped.end() if skipped else q.after + 1}
    if pattern and any(pattern.match(text.folded, at) for at in positions):
        return 0.05
    return -0.1 if BARE.match(text.folded, q.after) else None
