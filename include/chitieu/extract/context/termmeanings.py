"""Which days an expression of a term means: the term that began, runs, ended or comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention

Reader = Callable[[TimeMention, Role, PageDates, Period | None], Period | None]
_TERM_YEARS = (4, 5)
_USUAL_TERM = 5
_HALF_YEAR = 6


def _term_start(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    if mention.year is not None:
        return calendar.year(mention.year)
    seen = page.year
    begun = [*page.terms_reviewed[:1], *(t for t in page.terms if seen and t.start.year < seen)]
    return calendar.year(begun[0].start.year) if begun else None


def _term_to_come(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`nhiệm kỳ mới`: the term that a congress opens, else one named that is to run, or what comes next."""
    if page.year is None:
        return None
    begins = page.terms_reviewed[0].end.year if page.terms_reviewed else page.year
    named = next((t for t in page.terms if t.start.year in (begins, begins + 1)), None)
    ended = [
        t
        for t in (*page.terms, page.focus)
        if t and t.end.year - t.start.year in _TERM_YEARS and t.end.year in (page.year, page.year + 1)
    ]
    if named is None and ended:
        # One term follows the other and is as long.
        last = max(ended)
        return calendar.years(last.end.year, 2 * last.end.year - last.start.year)
    return named


def _mid_term(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """A term to the half year that was over when the page appeared, else its first three years."""
    named = calendar.years(mention.year, mention.year2) if mention.year and mention.year2 else None
    newest = page.year
    terms = [named] if named else [t for t in page.terms if newest and t.start.year < newest < t.end.year]
    if not terms:
        return None
    start, seen = max(terms).start, page.published
    if seen is None or not start.year < seen.year <= max(terms).end.year:
        return Period(start, date(start.year + 2, 12, 31))
    late = seen.month > _HALF_YEAR
    return Period(start, date(seen.year, 6, 30) if late else date(seen.year - 1, 12, 31))


def _next_years(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    newest, count = page.year, mention.count or 0
    if newest is None or not count:
        return None
    ahead = [
        t
        for t in page.terms
        if t.end.year > newest >= t.start.year - 1 and t.end.year - t.start.year == count
    ]
    return max(ahead) if ahead else calendar.years(newest, newest + count - 1)


def _past_years(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    count = mention.count or _USUAL_TERM
    newest = page.focus.end.year if page.focus and page.is_report else (page.report_year or page.year)
    if newest is None:
        return None
    if count == 1:
        # `Một năm qua, ...` is no two years.
        return page.run or (page.focus if page.is_report else None)
    if page.focus and page.focus in page.terms_reviewed and count == _USUAL_TERM:
        return page.focus
    fitting = [t for t in page.terms if t.end.year - t.start.year in (count, count - 1)]
    ended = [t for t in fitting if t.end.year <= (page.year or newest)]
    if ended:
        return max(ended)
    # A congress that opens the term 2023 - 2028 looks back on 2018 - 2023.
    ahead = [t.start.year for t in page.terms if t.start.year in (newest, newest + 1) and t.end.year > newest]
    if ahead:
        return calendar.years(min(ahead) - count, min(ahead))
    begun = newest - count
    # `7 năm` of what began in 2011, told in 2018: both ends are said.
    if begun not in page.begun or begun + 1 in page.begun:
        begun += 1
    return calendar.years(begun, newest)


def _after_years(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`Sau 5 năm, ...` of a congress: the term that it looks back on; else it says how long alone."""
    return next((t for t in page.terms_reviewed if t.end.year - t.start.year == mention.count), None)


TERM_READERS: dict[str, Reader] = {
    "term_start": _term_start,
    "term_to_come": _term_to_come,
    "mid_term": _mid_term,
    "next_years": _next_years,
    "past_years": _past_years,
    "last_term": _past_years,
    "after_years": _after_years,
}
