"""What a comparison says of a figure's own time: `tăng 1,4 điểm so với quý trước` is told of one quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from chitieu.catalogue.folding import fold
from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.meanings import REVIEW_MONTHS
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.roles import Role
from chitieu.extract.context.scoping import Use
from chitieu.extract.context.temporal import TimeMention
from chitieu.kernel.record import record

_STEPS = {"tháng": 1, fold("quý"): 3}
_TWO_YEARS = 2
_KINDS = {"month": 1, "quarter": 3}
_TELLS_WHEN = frozenset({Role.STATED, Role.AS_OF, Role.NOW, Role.TARGET, Role.PLAN})


@record
class Named:
    """The month and the quarter that a page had named last when a sentence ended."""

    month: Period | None
    quarter: Period | None


def compared_block(
    uses: Sequence[Use], named: Named, page: PageDates, inherited: Period | None
) -> Period | None:
    """The month or the quarter of a sentence that says but what it is against, None where it is not one.

    What is inherited must be longer: `9 tháng tăng 8%. Thất nghiệp là 2,3%, giảm 0,1 điểm so với quý trước.`
    """
    if inherited is None or any(use.role in _TELLS_WHEN and use.period for use in uses):
        return None
    for use in uses:
        if use.role is not Role.COMPARED:
            continue
        found = _block_against(use, named, page)
        if found is not None and found != inherited and inherited.holds(found):
            return found
    return None


def _block_against(use: Use, named: Named, page: PageDates) -> Period | None:
    mention = use.mention
    if mention.kind == "previous":
        step = _STEPS.get(mention.part or "")
        if step is None:
            return None
        told = named.month if step == 1 else named.quarter
        return told or (last_block(page.focus, step) if page.focus and page.is_report else None)
    step = _KINDS.get(mention.kind)
    told = named.month if step == 1 else named.quarter
    if step is None or told is None or use.period is None:
        return None
    follows = told.start == use.period.end + timedelta(days=1)
    december = step == 1 and use.period.end == date(told.start.year - 1, 12, 31)
    return told if follows or december or told == calendar.moved(use.period, 1) else None


def compared_year(
    mentions: Sequence[TimeMention], roles: Sequence[Role], page: PageDates, inherited: Period | None
) -> Period | None:
    """`lương bình quân tăng 6% so với năm 2018`, said in January 2020: of 2019; None where it is not so."""
    seen = page.published
    if seen is None or seen.month > REVIEW_MONTHS or inherited is None or inherited.start.year != seen.year:
        return None
    told = [m.year for m, r in zip(mentions, roles, strict=True) if r is Role.COMPARED and m.year]
    return calendar.year(seen.year - 1) if told and max(told) == seen.year - _TWO_YEARS else None


def in_clause(text: str, uses: Sequence[Use], start: int) -> list[Use]:
    """The mentions of a sentence without those that a semicolon behind a number parts from it."""
    return [u for u in uses if u.mention.start < start or ";" not in text[start : u.mention.start]]


def is_of_clause_before(
    text: str, mention: TimeMention, start: int, numerals: Sequence[tuple[int, int]]
) -> bool:
    """`100% đơn vị họp trong quý I; 85% xếp loại tốt`: the quarter is of its own clause."""
    ended = text.find(";", mention.end, start) if mention.kind in _KINDS else -1
    if ended < 0 or any(mention.end <= low < ended for low, _ in numerals):
        return False
    began = text.rfind(";", 0, mention.start)
    return any(began < low < mention.start for low, _ in numerals)


def last_block(period: Period, step: int) -> Period | None:
    """The last month or quarter (`step` months) of a stretch that ends with one: `hết quý I` is quarter I."""
    end = period.end
    if end.month % step:
        return None
    last = calendar.months(end.year, end.month - step + 1, end.month)
    return last if last.end == end else None
