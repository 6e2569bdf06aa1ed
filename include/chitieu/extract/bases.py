"""The basis of every growth and change of a page: named beside it, else carried from what stands before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.basis import (
    comparison_after,
    comparison_before,
    comparison_opening,
    comparison_within,
    comparisons_in_turn,
    in_bracket_of_past,
    is_older,
    is_yearly,
)
from chitieu.extract.context import PeriodReading
from chitieu.extract.cues import word_list
from chitieu.extract.readings import Reading
from chitieu.kernel.record import record
from chitieu.kernel.records import Basis, Measure, Status

COMPARED = frozenset({Measure.GROWTH, Measure.CHANGE})
_MOVED = frozenset({"increase", "decrease", "none", "growth_noun", "growth_aside", "signed"})
_MONTH_DAYS = 31
_QUARTER_DAYS = 93
_REACH = 4
_CONTINUES = folded_pattern(rf"[\s\-+•*–\"“]*{word_list('details')}(?!\w)")
_Days = tuple[date | None, date | None]


@record
class Figures:
    """The figures of a sentence: its number, paragraph and folded text, and of each figure what is known.

    `heads` are the heads of their columns in a table, empty outside one.
    """

    sentence: int
    paragraph: int
    folded: str
    readings: Sequence[Reading]
    periods: Sequence[PeriodReading]
    statuses: Sequence[Status]
    heads: Sequence[str]


@cache
def _monthly() -> frozenset[str]:
    return frozenset(read_yaml(DATA / "cues.yml")["against_month_before"])


@cache
def _speaking_in_growth() -> frozenset[str]:
    return frozenset(read_yaml(DATA / "cues.yml")["told_in_growth"])


class Bases:
    """Reads the bases of a page sentence by sentence, in the order of the text."""

    def __init__(self) -> None:
        self._of_indicator: dict[tuple[str, _Days], tuple[Basis, int]] = {}
        # What the last sentence with a growth was against: basis, days, number of the sentence.
        self._last: tuple[Basis, _Days, int] | None = None
        # Of the last sentence with figures, where it was against last year: its paragraph, its indicators.
        self._against_last_year: tuple[int, frozenset[str]] | None = None

    def read(self, figures: Figures) -> list[Basis | None]:
        """The basis of each figure of a sentence, None for all that is no growth or change."""
        readings, periods = figures.readings, figures.periods
        if not any(reading.measure in COMPARED for reading in readings):
            self._against_last_year = None
            return [None] * len(readings)
        named = _in_turn(figures, [_named(figures, i) for i in range(len(readings))])
        out: list[Basis | None] = []
        carried: Basis | None = None
        for i, reading in enumerate(readings):
            if reading.measure not in COMPARED or reading.cue.rule == "removed":
                out.append(None)
                continue
            if in_bracket_of_past(figures.folded, reading.quantity.start):
                out.append(out[i - 1] if i and out[i - 1] is Basis.SAME_PERIOD_LAST_YEAR else None)
                continue
            if is_older(figures.folded, reading.quantity.hedge_start):
                # `tăng 9% so với cùng kỳ, thấp hơn mức 12,1% của năm trước` was against its own year before.
                out.append(carried if carried is Basis.SAME_PERIOD_LAST_YEAR else None)
                continue
            days = (periods[i].start, periods[i].end)
            basis = named[i][0]
            yearly = is_yearly(figures.folded, reading.quantity.hedge_start)
            if basis is None and not yearly and figures.statuses[i] is not Status.TARGET:
                basis = (
                    _possible(carried, days)
                    or _behind(figures, named, i)
                    or comparison_opening(figures.folded, days[1])
                    or comparison_opening(figures.heads[i], days[1])
                    or self._remembered(figures, i, days)
                )
            carried = named[i][0] or carried
            out.append(basis)
            if basis is not None and reading.indicator is not None and basis is not Basis.OTHER:
                # The first comparison of an indicator is its usual one; those that follow are asides.
                key = reading.indicator.code, days
                self._of_indicator[key] = self._of_indicator.get(key, (basis, 0))[0], figures.sentence
        self._note(out, periods, figures.sentence)
        same = [basis for basis in out if basis is not None][-1:] == [Basis.SAME_PERIOD_LAST_YEAR]
        codes = frozenset(reading.indicator.code for reading in readings if reading.indicator)
        self._against_last_year = (figures.paragraph, codes) if same else None
        return out

    def _note(self, out: Sequence[Basis | None], periods: Sequence[PeriodReading], sentence: int) -> None:
        for basis, period in zip(out, periods, strict=True):
            if basis is not None and basis is not Basis.OTHER:
                self._last = basis, (period.start, period.end), sentence
                return

    def _goes_on(self, paragraph: int, indicator: Indicator | None) -> bool:
        """`Công nghiệp tăng 9,5% so với cùng kỳ. Dịch vụ tăng 8,7%.`: the second is against the same.

        What speaks in growth anyway does so whatever stands before it, and what is removed is no movement.
        """
        if self._against_last_year is None or self._against_last_year[0] != paragraph:
            return False
        if indicator is None:
            return True
        told = indicator.code in self._against_last_year[1]
        anyway = indicator.kind == "index" or indicator.code in _speaking_in_growth()
        return not indicator.removal and (told or not anyway)

    def _remembered(self, figures: Figures, i: int, days: _Days) -> Basis | None:
        indicator = figures.readings[i].indicator
        code = indicator.code if indicator else None
        known = self._of_indicator.get((code, days)) if code else None
        if known is not None and (figures.sentence - known[1] <= _REACH or code in _monthly()):
            return known[0]
        if code in _monthly() and figures.statuses[i] is Status.ACTUAL and _length(days) <= _MONTH_DAYS:
            return Basis.PREVIOUS_PERIOD
        if self._goes_on(figures.paragraph, indicator):
            return Basis.SAME_PERIOD_LAST_YEAR
        if (
            self._last is None
            or figures.sentence - self._last[2] != 1
            or not _CONTINUES.match(figures.folded)
        ):
            return None
        basis, before, _ = self._last
        return basis if before == days or basis is Basis.SAME_PERIOD_LAST_YEAR else None


def _length(days: _Days) -> int:
    start, end = days
    return (end - start).days + 1 if start and end else 0


def _possible(basis: Basis | None, days: _Days) -> Basis | None:
    """A figure of many months is against no month or quarter before."""
    return None if basis is Basis.PREVIOUS_PERIOD and _length(days) > _QUARTER_DAYS else basis


# What brings the same movement in another unit: `tăng 7 vụ (9,3%)`, `tăng 7 vụ, tương ứng 9,3%`.
_CONTRAST = folded_pattern(r"(?<!\w)(?:nhưng|song|dù|tuy)(?!\w)")
_AND = folded_pattern(r",?\s?(?:và|,)\s?")
_TOLD_AGAIN = ("(", fold("tương ứng"), fold("tương đương"))


def _behind(figures: Figures, named: Sequence[tuple[Basis | None, bool]], i: int) -> Basis | None:
    """The comparison that closes a list (`A tăng 5%, B tăng 7% so với cùng kỳ`)."""
    readings, periods = figures.readings, figures.periods
    for j in range(i + 1, len(readings)):
        if (periods[j].start, periods[j].end) != (periods[i].start, periods[i].end):
            return None
        between = figures.folded[readings[i].quantity.after : readings[j].quantity.start]
        if readings[j].indicator is readings[i].indicator and _CONTRAST.search(between):
            # `tăng 18,5% nhưng giảm 3% so với tháng 5`: what closes is of the other side alone.
            return None
        bracketed = j == i + 1 and any(sign in between for sign in _TOLD_AGAIN)
        unlike = readings[j].measure is not readings[i].measure and not bracketed
        if readings[j].quantity.kind == "times" or unlike:
            continue
        basis, closes = named[j]
        if basis is not None:
            return basis if closes and basis is not Basis.OTHER else None
    return None


def _in_turn(figures: Figures, named: list[tuple[Basis | None, bool]]) -> list[tuple[Basis | None, bool]]:
    """`so với tháng trước và cùng kỳ tăng lần lượt 3% và 12%`: each number has its own comparison."""
    readings = figures.readings
    for i, reading in enumerate(readings[:-1]):
        other = readings[i + 1]
        if reading.measure not in COMPARED or other.measure not in COMPARED:
            continue
        q = other.quantity
        if _AND.fullmatch(figures.folded, reading.quantity.after, q.hedge_start) is None:
            continue
        if two := comparisons_in_turn(
            figures.folded, reading.quantity.start, q.after, figures.periods[i].end
        ):
            named[i], named[i + 1] = (two[0], False), (two[1], False)
    return named


def _named(figures: Figures, i: int) -> tuple[Basis | None, bool]:
    """The comparison beside a number, and whether it stands behind it, where it may close a list."""
    readings, folded = figures.readings, figures.folded
    reading = readings[i]
    if reading.measure not in COMPARED:
        return None, False
    q, end = reading.quantity, figures.periods[i].end
    if q.bound == "low" and i + 1 < len(readings) and readings[i + 1].quantity.bound == "high":
        return _named(figures, i + 1)
    limit = next((r.quantity.start for r in readings[i + 1 :] if r.measure in COMPARED), len(folded))
    low = readings[i - 1].quantity.end if i else 0
    if within := comparison_within(folded, reading.cue, q.hedge_start, end):
        return within, False
    moved = reading.cue.rule in _MOVED and q.kind == "percent"
    if after := comparison_after(folded, q.after, limit, end, moved=moved):
        return after, True
    if figures.statuses[i] is Status.TARGET or is_yearly(folded, q.hedge_start):
        return None, False
    return comparison_before(folded, low, q.start, end), False
