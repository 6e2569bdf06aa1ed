"""Stretches of days: years, months, quarters, and how they move from one year to another."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

# First day of the lunar new year, by year. Source: the Vietnamese calendar (UTC+7).
_TET = {
    2005: (2, 9), 2006: (1, 29), 2007: (2, 17), 2008: (2, 7), 2009: (1, 26), 2010: (2, 14), 2011: (2, 3),
    2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16),
    2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` to `end`, both inclusive."""

    start: date
    end: date

    @property
    def whole_year(self) -> bool:
        """Whether it is one calendar year."""
        return self == year(self.end.year)

    def holds(self, other: Period) -> bool:
        """Whether all days of another period lie in this one."""
        return self.start <= other.start and other.end <= self.end

    def decision(self) -> str:
        """Both days as ISO text, for the trace."""
        return _decision(self.start, self.end)


@lru_cache(maxsize=4096)
def _decision(start: date, end: date) -> str:
    return f"{start.isoformat()}..{end.isoformat()}"


def month_end(number: int, month: int) -> date:
    """The last day of a month."""
    return date(number, month, monthrange(number, month)[1])


def year(number: int) -> Period:
    """One calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def years(first: int, last: int) -> Period:
    """Calendar years from the first to the last."""
    return Period(date(first, 1, 1), date(last, 12, 31))


def months(number: int, first: int, last: int) -> Period:
    """Months of one year from the first to the last.

    >>> months(2024, 1, 2).decision()
    '2024-01-01..2024-02-29'
    """
    return Period(date(number, first, 1), month_end(number, last))


def quarter(number: int, index: int) -> Period:
    """The first to fourth quarter of a year."""
    return months(number, 3 * index - 2, 3 * index)


def until(day: date) -> Period:
    """From the first of January to a day."""
    return Period(date(day.year, 1, 1), day)


def single(day: date) -> Period:
    """One day."""
    return Period(day, day)


def _same_day(day: date, number: int) -> date:
    if day == month_end(day.year, day.month):
        return month_end(number, day.month)
    return day.replace(year=number)


def moved(period: Period, by: int) -> Period:
    """The same stretch of another year; a month's last day stays a month's last day.

    >>> moved(months(2024, 1, 2), -1).decision()
    '2023-01-01..2023-02-28'
    """
    return Period(
        _same_day(period.start, period.start.year + by), _same_day(period.end, period.end.year + by)
    )


def tet_day(number: int, lunar_day: int) -> date | None:
    """The day of the first lunar month (`mùng 6 Tết`) in a year, None outside the table."""
    first = _TET.get(number)
    return date(number, *first) + timedelta(days=lunar_day - 1) if first else None


def safe_day(number: int, month: int, day: int) -> date | None:
    """A day, None where the calendar has none."""
    try:
        return date(number, month, day)
    except ValueError:
        return None
