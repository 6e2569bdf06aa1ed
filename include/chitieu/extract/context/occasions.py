"""Tết, school years and `Tháng Công nhân`: which days they are, and whether they date what is told."""

from __future__ import annotations

from datetime import date

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention

SCHOOL_STARTS, SCHOOL_ENDS = (9, 1), (8, 31)
_MAY, _EXAMS = 5, 6
_SCHOOL_TO_COME = frozenset({"tới", "sau", "tiếp theo", "mới"})

_APART = compiled(r"\W*(?:(?:chỉ\s+)?riêng\s+(?:trong\s+)?|(?:sang|đến|bước\s+vào)\s+)")
_IN_BRACKETS = compiled(r"\s*\(tháng\s")


def is_frame(text: str, sentence_start: int, mention: TimeMention) -> bool:
    """`Riêng Tháng Công nhân, công đoàn trao 140 suất quà`: what follows is of that month alone."""
    if mention.kind != "campaign":
        return False
    if mention.year or mention.relative or _IN_BRACKETS.match(text, mention.end):
        return True
    return _APART.fullmatch(text, sentence_start, mention.start) is not None


def lunar(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`Mùng 3 Tết`: that day of the page's year."""
    day = calendar.tet_day(page.year, mention.day) if page.year and mention.day else None
    return calendar.single(day) if day else None


def campaign(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`Tháng Công nhân` is May of the year that is reported on."""
    number = mention.year or (page.focus.end.year if page.focus and page.is_report else page.year)
    return calendar.months(number, _MAY, _MAY) if number else None


def school_relative(
    mention: TimeMention, role: Role, page: PageDates, recent: Period | None
) -> Period | None:
    """`năm học này`, `năm học trước`, `năm học tới`, seen from the day of the page."""
    seen = page.published
    if seen is None:
        return None
    first = seen.year if seen.month >= SCHOOL_STARTS[0] else seen.year - 1
    if mention.relative in _SCHOOL_TO_COME:
        # `năm học mới` is the one that begins, `năm học tới` in the autumn the one behind it.
        begun = seen.month >= SCHOOL_STARTS[0] and mention.relative != "mới"
        first = seen.year + begun if seen.month >= _MAY else seen.year - (mention.relative == "mới")
        return Period(date(first, *SCHOOL_STARTS), date(first + 1, *SCHOOL_ENDS))
    over = mention.relative in ("qua", "vừa qua") and seen.month >= SCHOOL_STARTS[0]
    first -= over or mention.relative == "trước"
    return Period(date(first, *SCHOOL_STARTS), date(first + 1, *SCHOOL_ENDS))


def exam(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`Kỳ thi tốt nghiệp THPT vừa qua`: that of the year's summer, before it of the year before."""
    seen = page.published
    return calendar.year(seen.year - (seen.month < _EXAMS)) if seen else None


def tet_year(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """The year of the Tết that is named, of the last one, or of the one that the page tells of."""
    if mention.part and page.published:
        # `Tết vừa rồi`, said before this year's or behind it.
        day = calendar.tet_day(page.published.year, 1)
        return calendar.year(page.published.year - (day is not None and day > page.published))
    if mention.relative and page.tet:
        # `Tết năm trước` is the one before the Tết that the page is about, whatever year it reports on.
        return calendar.year(page.tet.start.year - 1)
    return calendar.year(mention.year) if mention.year else page.tet
