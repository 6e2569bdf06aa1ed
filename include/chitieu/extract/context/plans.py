"""Figures of a plan for a year beside results of a part of it."""

from __future__ import annotations

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.patterns import compiled, ending

_OF_YEARS_PLAN = compiled(
    r"\s*(?:dự toán|kế hoạch|chỉ tiêu|nhiệm vụ|mục tiêu)[^,;.:\d]{0,20}(?<!\w)năm(?!\w|\s+\d)"
)
# `10 tháng đạt 101% kế hoạch năm (chỉ tiêu 105.000 người)`
_YEARS_PLAN_IS = ending(
    r"(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)\s+(?:cả\s+|của\s+)?năm\s*"
    r"(?:\(\s*(?:(?:chỉ tiêu|kế hoạch|dự toán|mục tiêu|giao)\s+)?|là\s+)"
    r"(?:là\s+|khoảng\s+|gần\s+|hơn\s+)?"
)
_REACH = 40


def whole_plan(text: str, start: int, end: int, stated: Period | None, focus: Period | None) -> Period | None:
    """The whole year where the number `[start, end)` is of its plan, whatever part of it is `stated`.

    `Quý IV, xã tập trung hoàn thành 100% dự toán năm`: what is aimed at is of the whole year.
    """
    if stated is None or stated.start.year != stated.end.year:
        return None
    if _YEARS_PLAN_IS.search(text[max(0, start - _REACH) : start]):
        return calendar.year(stated.end.year)
    if focus is None or stated.start <= focus.end or text[end - 1] != "%":
        return None
    return calendar.year(stated.end.year) if _OF_YEARS_PLAN.match(text, end) else None
