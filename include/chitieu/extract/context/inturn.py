"""Times that are told in turn: `tháng 6 và tháng 7, CPI lần lượt giảm 0,26% và 0,29%`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.roles import Role
from chitieu.extract.context.scoping import Use
from chitieu.extract.wordpatterns import IN_TURN

_AND = compiled(r"\s*(?:,|và|,\s*và)\s*(?:trong\s+|của\s+|ở\s+)?")
_UNIT_AND = compiled(r"[^;:.\d()]{0,30}?(?:,|(?<!\w)và)[^;:.\d()]{0,20}")
_REACH = 160
_FEWEST, _MOST = 2, 12


def time_in_turn(
    text: str, uses: Sequence[Use], numerals: Sequence[tuple[int, int]], start: int
) -> Use | None:
    """The time of the number at `start` among several times for as many numbers, None where it is none."""
    if len(uses) < _FEWEST or len(numerals) < _FEWEST:
        return None
    words = list(IN_TURN.find_all(text, max(0, start - _REACH), start))
    if not words:
        return None
    word = words[-1]
    first = bisect_left(numerals, (word.end(), 0))
    numbers = _run_of_numbers(text, numerals[first : first + _MOST])
    times = _run_of_times(text, [use for use in uses if use.mention.end <= word.start()][::-1])[::-1]
    if len(times) < _FEWEST and numbers:
        times = _run_of_times(text, [use for use in uses if use.mention.start >= numbers[-1][1]])
    if len(times) < _FEWEST or len(times) != len(numbers):
        return None
    return next((use for use, span in zip(times, numbers, strict=True) if span[0] == start), None)


def _run_of_numbers(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    run = list(spans[:1])
    for span in spans[1:]:
        if not _UNIT_AND.fullmatch(text, run[-1][1], span[0]):
            break
        run.append(span)
    return run


def _run_of_times(text: str, uses: Sequence[Use]) -> list[Use]:
    """The first of some times with those of its kind that `và` or a comma joins to it, in the order given."""
    run: list[Use] = []
    for use in uses:
        if use.role is not Role.STATED or use.period is None:
            break
        if run:
            first, last = sorted((run[-1].mention, use.mention), key=lambda mention: mention.start)
            if use.mention.kind != run[0].mention.kind or not _AND.fullmatch(text, first.end, last.start):
                break
        run.append(use)
    return run
