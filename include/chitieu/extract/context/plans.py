"""Figures of a plan for a year beside results of a part of it."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.wordpatterns import word_pattern

_OF_YEARS_PLAN = compiled(
    r"\s*(?:dự toán|kế hoạch|chỉ tiêu|nhiệm vụ|mục tiêu)[^,;.:\d]{0,45}(?<!\w)năm(?!\w|\s+\d)"
)
# `81,3% (chỉ tiêu 91%)`, `38 doanh nghiệp (KH 70)`: the plan stands in brackets behind the result.
_PLAN_IN_BRACKETS = compiled(
    r"\(\s*(?:dự toán|dt|kế hoạch|kh|chỉ tiêu|mục tiêu)(?:\s+(?:cả\s+)?năm)?"
    r"(?:\s+(?:được\s+|tỉnh\s+|huyện\s+|trung ương\s+)?(?:giao|đề ra|đặt ra))?"
    r"\s*(?:là\s+|:\s*)?(?:khoảng\s+|gần\s+|hơn\s+|trên\s+|dưới\s+)?$"
)
# `Từ nay đến cuối năm nâng tỷ lệ lên 79%`: how things stand when the year is over.
_HOW_IT_ENDS = ending(
    r"(?:(?:nâng|hạ|kéo|đưa|giảm)\s[^,;.:\d]{0,60}(?<!\w)(?:lên|xuống|còn)|thu\s+(?:cho\s+)?đủ)"
    r"(?:\s+(?:còn|trên|dưới|khoảng|ít nhất|tối thiểu|hơn|gần))*\s+"
)
# `10 tháng đạt 101% kế hoạch năm (chỉ tiêu 105.000 người)`
_YEARS_PLAN_IS = ending(
    r"(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)\s+(?:cả\s+|của\s+)?năm\s*"
    r"(?:\(\s*(?:(?:chỉ tiêu|kế hoạch|dự toán|mục tiêu|giao)\s+)?|là\s+)"
    r"(?:là\s+|khoảng\s+|gần\s+|hơn\s+)?"
)
_EACH_YEAR = ending(
    r"(?:bình quân|mỗi năm|hằng năm|hàng năm)(?:\s+(?:mỗi năm|trên|từ|khoảng|hơn|đạt|tăng|giảm))*\s+"
)
_AIMED_AT = word_pattern(
    r"(?<!\w)(?:phấn đấu|đặt mục tiêu|đặt ra mục tiêu|đề ra mục tiêu|đặt chỉ tiêu|quyết tâm|kỳ vọng)(?!\w)"
    r"(?![^;]*(?<!\w)(?:đã|kết quả|thực hiện được|đạt được|đề ra là)(?!\w))"
)
_EACH_OF_TERM = ending(r"(?:mỗi|hằng|hàng)\s+năm(?:\s+[^\W\d]+){1,5}\s+")
_MEAN_OF_TERM = ending(r"(?:tăng|giảm)\s+bình quân(?:\s+(?:trên|từ|khoảng|hơn|gần|ít nhất|tối thiểu))*\s+")
_A_YEAR = compiled(r"\s?/\s?năm(?!\w)")
_AGAINST_A_YEAR = compiled(r"[^,;.:\d]{0,60}(?<!\w)so với (?:cả )?năm (?:\d{4}|trước|ngoái)(?!\w)")
_REACH, _EACH_REACH = 90, 120


def of_each_year(text: str, start: int, period: Period, terms: Sequence[Period]) -> Period:
    """What is planned for the last year of a term is of all of it where it is a mean of each year."""
    term = next((t for t in terms if t.end == period.end and t.start < period.start), None)
    each = term and _EACH_YEAR.search(text[max(0, start - _EACH_REACH) : start])
    return term if term and each else period


def year_aimed_at(year: Period, page: PageDates, before: str) -> Period:
    """What a review of the year that is over, seen from the next, aims at without a time is of the next."""
    published = page.published
    if published is None or not page.is_report or year != page.focus or published.year != year.end.year + 1:
        return year
    return calendar.year(published.year) if _AIMED_AT.search(before) else year


def _of_term(text: str, start: int, end: int, stated: Period, page: PageDates) -> Period | None:
    """`đến năm 2025, mỗi năm kết nạp 150 đảng viên`: a congress aims at it in each year of the term."""
    if not page.terms_reviewed or page.focus is None or stated.start <= page.focus.end:
        return None
    before = text[max(0, start - _REACH) : start]
    mean = _MEAN_OF_TERM.search(before) and _A_YEAR.match(text, end)
    if not (mean or _EACH_OF_TERM.search(before)):
        return None
    return next((t for t in page.terms if t.end == stated.end and t.start < stated.start), None)


def whole_plan(text: str, start: int, end: int, stated: Period | None, page: PageDates) -> Period | None:
    """The whole year where the number `[start, end)` is of its plan, whatever part of it is `stated`.

    `Quý IV, xã tập trung hoàn thành 100% dự toán năm`: what is aimed at is of the whole year.
    """
    if stated is None or stated.start.year != stated.end.year:
        return None
    term = _of_term(text, start, end, stated, page)
    if term is not None:
        return term
    before = text[max(0, start - _REACH) : start]
    if _YEARS_PLAN_IS.search(before) or ("(" in before and _PLAN_IN_BRACKETS.search(before)):
        return calendar.year(stated.end.year)
    focus = page.focus
    if focus is None or stated.start <= focus.end:
        return None
    of_year = text[end - 1] == "%" and (_OF_YEARS_PLAN.match(text, end) or _AGAINST_A_YEAR.match(text, end))
    return calendar.year(stated.end.year) if of_year or _HOW_IT_ENDS.search(before) else None
