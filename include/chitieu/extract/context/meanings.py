"""Which days an expression of time means, on a page whose own dates are known as far as they are."""

from __future__ import annotations

from datetime import date, timedelta

from chitieu.catalogue.folding import fold
from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.occasions import (
    SCHOOL_ENDS,
    SCHOOL_STARTS,
    campaign,
    exam,
    lunar,
    school_relative,
    tet_year,
)
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.context.termmeanings import TERM_READERS, Reader

REVIEW_MONTHS = 3
_LONGEST_RUN_OF_MONTHS = 11
_SOON_DUE = 5
_MONTHS, _QUARTERS = 12, 4
_MID_MONTH, _HALF_YEAR, _WEEK = 15, 6, 7
_SHIFTS = {"ngoái": -1, "trước": -1, "tới": 1, "sau": 1, "tiếp theo": 1}
_STEPS = {"tháng": 1, fold("quý"): 3}
_LAST_PARTS = frozenset({"rest", "quarters_left"})
_AHEAD = frozenset({Role.TARGET, Role.PLAN})


def meaning(mention: TimeMention, role: Role, page: PageDates, recent: Period | None = None) -> Period | None:
    """The days a mention means, None where the page does not tell.

    `recent` is the month or quarter that the page named last, for `trong tháng` and `quý này`.
    """
    read = _READERS.get(mention.kind)
    return read(mention, role, page, recent) if read else None


def _year_of(mention: TimeMention, page: PageDates, role: Role) -> int | None:
    if mention.year is not None:
        return mention.year
    if mention.relative is not None:
        shift = _SHIFTS.get(mention.relative, 0)
        return page.year + shift if page.year else None
    published = page.published
    if published is None:
        # The year's review is held at its end or soon after it: `ngày 3-1` beside 2019 and 2020 is of 2020.
        soon = role is Role.EVENT and (mention.month or _MONTHS) <= REVIEW_MONTHS
        after = page.year and page.report_year == page.year - 1
        return page.year if soon and after else page.report_year
    first = mention.month or mention.count or 1
    if mention.kind == "quarter":
        first = 3 * (mention.count or 1) - 2
    if role in _AHEAD:
        # `nhiệm vụ tháng 1` said in December is of the year to come.
        return published.year + (published.month - first > _HALF_YEAR)
    if role is Role.AS_OF and mention.kind == "day" and 0 < first - published.month <= _SOON_DUE:
        # `đến 30/9 giải ngân 60%` said in August: nobody counts until a day of the year before without it.
        return published.year
    if mention.kind in _LAST_PARTS or (mention.kind == "half" and mention.part == "cuối"):
        # `6 tháng cuối năm` said in January is over.
        return published.year - (published.month <= REVIEW_MONTHS)
    late = first > published.month and mention.kind != "half"
    return published.year - 1 if late else published.year


def _day(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number = mention.year2 or _year_of(mention, page, role)
    if number is None or mention.month is None or mention.day is None:
        return None
    last = calendar.safe_day(number, mention.month2 or mention.month, mention.day2 or mention.day)
    first = calendar.safe_day(mention.year or number, mention.month, mention.day)
    if first and last and first > last and mention.year is None and mention.month2:
        first = calendar.safe_day(number - 1, mention.month, mention.day)
    if first is None or last is None or first > last:
        return None
    if role not in (Role.AS_OF, Role.TARGET):
        return Period(first, last)
    run = page.run
    # What began to work within the year counts from there on.
    return Period(run.start, last) if run and run.start < last <= run.end else calendar.until(last)


def _month(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number = _year_of(mention, page, role)
    if number is None or mention.month is None:
        return None
    last = mention.month2 or mention.month
    if last < mention.month:
        return None
    seen = page.published
    if mention.part == "đầu" and role is Role.STATED and seen and (number, last) == (seen.year, seen.month):
        # `Đầu tháng 11, ...` on a page of 5 November: nobody has counted further.
        return Period(seen.replace(day=1), seen)
    return calendar.months(number, 1 if role is Role.AS_OF else mention.month, last)


def _first_months(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number, count = _year_of(mention, page, role), mention.count or 0
    if mention.rule == "time.past_half_year":
        count, seen = _HALF_YEAR, page.published
        if not page.run and seen and seen.month <= REVIEW_MONTHS:
            # `nửa năm qua` at the turn of a year.
            return calendar.months(seen.year - 1, _MONTHS + 1 - count, _MONTHS)
    if mention.kind == "bare_months" and not 1 < count <= _LONGEST_RUN_OF_MONTHS:
        return None
    if mention.kind == "bare_months" and page.run and _months_of(page.run) - count in (0, 1):
        return page.run
    return calendar.months(number, 1, count) if number and 1 <= count <= _MONTHS else None


def _months_of(period: Period) -> int:
    return (period.end.year - period.start.year) * _MONTHS + period.end.month - period.start.month + 1


def _run(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    return page.run


def _half_month(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    whole = _month(mention, role, page, recent)
    if whole is None:
        return None
    if mention.rule == "time.week_of_month":
        return Period(whole.start, whole.start.replace(day=_WEEK))
    if mention.part == "cuối":
        return Period(whole.start.replace(day=_MID_MONTH + 1), whole.end)
    return Period(whole.start, whole.start.replace(day=_MID_MONTH))


def _mid_month(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    whole = _month(mention, role, page, recent)
    if whole is None or role is not Role.AS_OF:
        return whole
    middle = whole.end.replace(day=_MID_MONTH)
    published = page.published
    return Period(whole.start, min(middle, published) if published and whole.start <= published else middle)


def _whole_year(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number = page.focus.end.year if page.focus else (page.report_year or page.year)
    return calendar.year(number) if number else None


def _previous(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`tháng trước`, `quý trước`, seen from the month reported on, else from the day of publication."""
    if mention.part == "tuần" and page.published:
        monday = page.published - timedelta(days=page.published.weekday() + 7)
        return Period(monday, monday + timedelta(days=6))
    step, seen = _STEPS.get(mention.part or ""), page.published
    if step is None:
        return None
    if page.focus and page.focus == _block(page.focus.end, step):
        seen = page.focus.start
    return _block(_block(seen, step).start - timedelta(days=1), step) if seen else None


def _next(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`tháng tới`, `quý sau`, seen from what is reported on, else from the day of publication."""
    step = _STEPS.get(mention.part or "")
    seen = page.focus.end if page.focus and page.is_report else page.published
    return _block(_block(seen, step).end + timedelta(days=1), step) if step and seen else None


def _block(day: date, step: int) -> Period:
    """The month or the quarter (`step` months) that a day lies in."""
    last = (day.month + step - 1) // step * step
    return calendar.months(day.year, last - step + 1, last)


def _half(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number = _year_of(mention, page, role)
    if number is None:
        return None
    if mention.kind in ("rest", "quarters_left"):
        count = (mention.count or _HALF_YEAR) * (1 if mention.kind == "rest" else 3)
        return calendar.months(number, _MONTHS + 1 - count, _MONTHS) if count < _MONTHS else None
    return calendar.months(number, 7, 12) if mention.part == "cuối" else calendar.months(number, 1, 6)


def _quarter(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number, count = _year_of(mention, page, role), mention.count or 0
    if number is None or not 1 <= count <= _QUARTERS:
        return None
    return calendar.months(number, 1, 3 * count) if role is Role.AS_OF else calendar.quarter(number, count)


def _year(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    if mention.year is None:
        return None
    if mention.part == "đầu" and role is Role.AS_OF:
        before = mention.year - 1
        return page.focus if page.focus and page.focus.end.year == before else calendar.year(before)
    return calendar.year(mention.year)


def _years(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    first, last = mention.year, mention.year2
    if first is None or last is None or first > last:
        return None
    if mention.kind == "school_year":
        return Period(date(first, *SCHOOL_STARTS), date(last, *SCHOOL_ENDS))
    return calendar.years(first, last)


def _today(page: PageDates) -> date | None:
    """The last day that `đến nay` can mean beside a first day that is named."""
    days = [day for day in (page.as_of.end if page.as_of else None, page.published) if day]
    return min(days, default=None)


def _since_day(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    number, last = _year_of(mention, page, role), _today(page)
    if number is None or last is None or mention.month is None or mention.day is None:
        return None
    first = calendar.safe_day(number, mention.month, mention.day)
    return Period(first, last) if first and first <= last else None


def _since_event(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`từ khi hợp nhất (1/7/2025) đến hết tháng 11`: from the day in the brackets on."""
    number, today = _year_of(mention, page, role), _today(page)
    if number is None or mention.month is None or mention.day is None:
        return None
    first = calendar.safe_day(number, mention.month, mention.day)
    if mention.month2 is None:
        last = today
    elif mention.day2 is None:
        last = calendar.month_end(number, mention.month2)
    else:
        last = calendar.safe_day(number, mention.month2, mention.day2)
    return Period(first, last) if first and last and first <= last else None


def _from_month(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`từ tháng 3 đến hết quý II`, `từ tháng 7 đến hết năm`, `từ tháng 5 đến nay`."""
    number = mention.year2 or _year_of(mention, page, role)
    if number is None or mention.month is None:
        return None
    if mention.part == "nay":
        last = _today(page)
        number = mention.year or (last.year if last else number)
    elif mention.part is not None:
        last = calendar.year(number).end
    elif mention.month2 is not None:
        last = calendar.safe_day(number, mention.month2, mention.day2 or 1)
    else:
        last = calendar.quarter(number, mention.count).end if mention.count else None
    first = date(mention.year or number, mention.month, 1)
    return Period(first, last) if last and first <= last else None


def _relative_year(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    if page.year is None:
        return None
    if mention.relative in ("qua", "vừa qua"):
        seen = page.published
        if seen and page.report_year and page.report_year < seen.year - 1:
            # A page that looks far back once is no report on that year.
            return calendar.year(seen.year - (seen.month <= REVIEW_MONTHS))
        if page.published and page.report_year == page.published.year:
            early = page.published.month <= REVIEW_MONTHS
            return calendar.year(page.year - 1 if early else page.year)
        if page.published is None and page.is_report and page.focus and page.focus.end.year == page.year - 1:
            return calendar.year(page.focus.end.year)
        return calendar.year(page.report_year or page.year)
    if mention.relative == "trước" and page.focus and page.is_report and page.focus.end.year == page.year - 1:
        return calendar.year(page.focus.end.year - 1)
    return calendar.year(page.year + _SHIFTS.get(mention.relative or "", 0))


def _year_end(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    # `tính đến cuối năm` in a review written in January: the year that is reviewed, which is over.
    over = role is not Role.TARGET and page.is_report and page.report_year
    year = page.report_year if over else page.year
    return calendar.year(year) if year else None


def _since(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    end = (page.focus.end if page.focus else None) or page.published
    if end is None or mention.year is None or mention.year > end.year:
        return None
    return Period(date(mention.year, 1, 1), end)


def _since_new_year(
    mention: TimeMention, role: Role, page: PageDates, recent: Period | None
) -> Period | None:
    today = page.published
    if page.as_of is None or mention.year not in (None, page.as_of.end.year):
        # The page looks back on the year before and says what is new since.
        named = mention.year is not None and today is not None and today.year == mention.year
        return calendar.until(today) if named and today else None
    return calendar.until(page.so_far or page.as_of.end)


def _since_term(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    end = (page.focus.end if page.focus else None) or page.published
    if mention.month:
        number = _year_of(mention, page, role)
        end = calendar.month_end(number, mention.month) if number else None
    if end is None:
        return None
    running = [t for t in page.terms if t.start <= end and end.year <= t.end.year]
    return Period(max(running).start, end) if running else None


def _to_come(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`từ nay đến cuối năm`: from the day after what is reported on, in its year."""
    seen, today = page.focus.end if page.focus and page.is_report else page.published, page.published
    seen = today if seen and today and today.year > seen.year and today.month > REVIEW_MONTHS else seen
    if seen is None or (seen.month, seen.day) == (_MONTHS, 31) or mention.year not in (None, seen.year):
        return None
    last = calendar.month_end(seen.year, mention.month or 3 * (mention.count or 0) or _MONTHS)
    return Period(seen + timedelta(days=1), last) if seen < last else None


def _holiday(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """The days off that the page reports on; the feast days themselves where it names two."""
    number = _year_of(mention, page, role)
    if page.holiday is not None:
        return page.holiday if number in (None, page.holiday.end.year) else None
    if number is None or mention.day2 is None:
        return None
    return Period(date(number, mention.month or 4, mention.day or 30), date(number, 5, 1))


def _years_ago(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    newest = page.focus.end.year if page.focus else page.year
    return calendar.year(newest - mention.count) if newest and mention.count else None


def _years_later(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`Sáu năm sau` behind a year that is named: so many years later, if the page is no older."""
    if recent is None or not mention.count:
        return None
    number, seen = recent.end.year + mention.count, page.published
    if seen and number == seen.year and seen.month <= REVIEW_MONTHS:
        # `Sáu năm sau` 2011, told in January 2017: both years are counted.
        number -= 1
    return calendar.year(number) if page.year and number <= page.year else None


def _summed(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`tháng 10 thu 11,7 tỷ đồng, cộng dồn 139 tỷ đồng`: the months of the year up to then."""
    focus = page.focus
    several = focus is not None and focus.start.year < focus.end.year
    return calendar.until(recent.end) if recent and not several else None


def _budget_year(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`hết niên độ (31/01/2024)`: from the beginning of the year whose budget it is."""
    last = calendar.safe_day(mention.year or 0, mention.month or 0, mention.day or 0)
    return Period(date(last.year - 1, 1, 1), last) if last else None


def _within_year(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    """`Trong năm, ...` about the turn of a year: the year that was named last, else what is reported on."""
    seen = page.published
    if seen and REVIEW_MONTHS < seen.month < _MONTHS:
        return None
    # A year that has not begun when the page appears is that of a plan, or of the next Tết.
    newest = min(page.year, seen.year) if page.year and seen else page.year
    if recent and newest and recent.end.year in (newest, newest - 1):
        return recent
    if page.is_report and not (page.focus and seen and page.focus.start > seen):
        return page.focus
    return calendar.year(seen.year) if seen and seen.month == _MONTHS else None


def _recent(mention: TimeMention, role: Role, page: PageDates, recent: Period | None) -> Period | None:
    return recent


_READERS: dict[str, Reader] = {
    **TERM_READERS,
    "day": _day,
    "days": _day,
    "lunar": lunar,
    "month": _month,
    "months": _month,
    "first_months": _first_months,
    "bare_months": _first_months,
    "half": _half,
    "half_month": _half_month,
    "mid_month": _mid_month,
    "whole_year": _whole_year,
    "tet_year": tet_year,
    "season": _year,
    "previous": _previous,
    "next": _next,
    "since_day": _since_day,
    "since_event": _since_event,
    "from_month": _from_month,
    "school_relative": school_relative,
    "campaign": campaign,
    "exam": exam,
    "run": _run,
    "since_term": _since_term,
    "to_come": _to_come,
    "holiday": _holiday,
    "rest": _half,
    "quarters_left": _half,
    "quarter": _quarter,
    "year": _year,
    "years": _years,
    "school_year": _years,
    "relative_year": _relative_year,
    "year_end": _year_end,
    "since": _since,
    "since_new_year": _since_new_year,
    "years_ago": _years_ago,
    "within_month": _recent,
    "within_quarter": _recent,
    "within_stretch": _recent,
    "then": _recent,
    "founding": _recent,
    "years_later": _years_later,
    "within_year": _within_year,
    "summed": _summed,
    "budget_year": _budget_year,
}
