"""The year of a page that does not say when it appeared: told from every year, plan, comparison and hint."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from itertools import pairwise

from chitieu.extract.context import calendar
from chitieu.extract.context.patterns import compiled, folded, words
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.wordpatterns import word_pattern

Marked = list[tuple[int, TimeMention, Role]]

_FORECAST_WINDOW = 90
_FORECAST_BEFORE = word_pattern(
    r"(?<!\w)(?:dự báo|dự kiến|sẽ|phấn đấu|mục tiêu|kỳ vọng|hướng tới|chỉ tiêu|vào khoảng|kế hoạch|đề án"
    r"|quyết tâm|nghị quyết)(?!\w)[^.;\n]{0,80}$"
)
_FORECAST_BEHIND = compiled(
    r"[^.;\n\d]{0,40}(?<!\w)(?:dự báo|dự kiến|sẽ|phấn đấu|tin rằng"
    r"|kỳ vọng|hy vọng|có thể (?:tăng|hồi phục|đạt)"
    r"|(?:đặt|đề|lên|có|xây dựng)(?:\s+ra)?\s+(?:mục tiêu|chỉ tiêu|kế hoạch))(?!\w)"
)
# `đến cuối năm 2019 giảm còn 2.412 hộ`: it was so, the year is over.
_REACHED = compiled(
    r"[^.;:\n\d]{0,60}(?<!\w)(?:đã|chỉ còn|còn|giảm còn|giảm xuống|tăng lên|toàn \w+ có|lên tới)(?!\w)"
)
_AIMED = word_pattern(
    r"(?<!\w)(?:dự báo|dự kiến|sẽ|phấn đấu|mục tiêu|kỳ vọng|chỉ tiêu|kế hoạch)(?!\w)[^,.;\n]{0,60}$"
)
_REVIEWS = words(
    r"tổng kết|sơ kết|nhìn lại|kết quả đạt được|đánh giá kết quả|trong năm qua|năm qua|kết thúc năm"
    r"|hoàn thành xuất sắc"
)
_PAIR = compiled(
    r"\s*(?:và|,|rồi)\s+(?:tăng\s+|đạt\s+|còn\s+|lên\s+)?[\d.,]+\s?%?\s+(?:trong\s+|vào\s+|cho\s+)?"
)
# The year of a numbered document: `Thông tư 38/2015/TT-BTC`, `Nghị quyết số 05/2016/NQ-HĐND`.
_NUMBERED = compiled(r"(?<![\d/])\d{1,4}/(?P<year>(?:19|20)\d\d)/(?=[a-zđ])")
# Words that came into use at a known time, with the year that a page without any other is read as.
_DATED_WORDS = (
    # Law 72/2025/QH15 on local government: the districts end on 1 July 2025.
    (("2 cấp", "hai cấp"), words(r"(?:chính quyền|mô hình)[^.;\n]{0,40}(?:2|hai) cấp"), 2025),
    # The wave of the delta variant, from 27 April 2021.
    (("lần thứ tư", "lần thứ 4"), words(r"covid[^.;\n]{0,30}lần thứ (?:tư|4)"), 2021),
)
_OPENING_SENTENCES, _TERM = 4, 5
_WITHIN_YEAR = frozenset({"day", "days", "month", "months", "quarter", "first_months"})
_TOLD = (Role.STATED, Role.AS_OF, Role.EVENT)
_OLDER = (Role.COMPARED, Role.OLDER_SIDE)
_SILENT = (Role.TARGET, Role.DOCUMENT, Role.NONE)


def latest_year(marked: Marked, leading: set[int], text: str, telling: Set[int]) -> int | None:
    """The newest year that a page without a date speaks of as its own time.

    `leading` are the years of its headline and lead, `telling` the sentences that have figures. A year that
    is only compared with (`so với tháng 7-2012`) is the one before, one that is forecast (`dự báo đến năm
    2050`) tells nothing, and one that a review only plans for (`phương hướng năm 2015`) is the one after.
    """
    years = [
        (m.year, m, r)
        for index, m, r in marked
        if m.year
        and m.kind not in ("years", "term_start")
        and r not in _SILENT
        # `có đơn hàng đến hết quý I/2017` tells of no result.
        and (r is not Role.AS_OF or index in telling)
    ]
    reached = [(m.year, Role.STATED) for _, m, r in marked if m.year and _is_reached(text, m, r)]
    ahead = {number for number, m, _ in years if _is_forecast(text, m)}
    side_by_side = _forecasts_in_pairs(marked, text) if ahead else set()
    told = [
        (number, r)
        for number, m, r in years
        if r not in _OLDER and not _is_forecast(text, m) and not (m.start in side_by_side and number in ahead)
    ]
    newest = _newest_told(told + reached, text)
    turn = _between_terms(marked)
    if turn and newest and newest > turn + 1 and any(turn <= number <= turn + 1 for number, _ in told):
        # What a congress sets for the last year of the term that it opens.
        newest = max(number for number, _ in told if number <= turn + 1)
    compared = [number for number, _, r in years if r in _OLDER]
    if compared and (newest is None or newest <= max(compared)):
        return max(compared) + 1
    relative = {m.relative for _, m, r in marked if m.kind == "relative_year" and r is Role.STATED}
    parts = any(number == newest and m.kind not in ("year", "relative_year") for number, m, _ in years)
    # `năm ngoái` beside one year named in full, and no `năm nay`: the year named is the one before.
    only_year = newest not in leading and newest not in ahead and not parts
    if newest is not None and "ngoái" in relative and "nay" not in relative and only_year:
        return newest + 1
    return newest or min(ahead, default=None) or turn or _hinted(marked, text)


def _forecasts_in_pairs(marked: Marked, text: str) -> set[int]:
    """Where the second of two years stands in `tăng 5,4% năm 2014 và 5,5% năm 2015`."""
    return {
        later.start
        for (at, first, _), (below, later, _) in pairwise(marked)
        if at == below
        and first.year
        and later.year == first.year + 1
        and _PAIR.fullmatch(text, first.end, later.start)
    }


def day_held(marked: Marked, newest: int | None) -> date | None:
    """The day of what an undated page tells of first (`Sáng 18/12/2019, HĐND huyện khai mạc kỳ họp`).

    `newest` is the newest year that the page speaks of: beside one two years on, the day is history.
    """
    for index, mention, role in marked:
        if index > _OPENING_SENTENCES:
            break
        if role is Role.EVENT and mention.kind == "day" and mention.year:
            if newest is not None and newest > mention.year + 1:
                return None
            later = (m for _, m, r in marked if m.kind in _WITHIN_YEAR and r in _TOLD)
            if any(m.year and m.year > mention.year for m in later):
                return None
            return calendar.safe_day(mention.year, mention.month or 0, mention.day or 0)
    return None


def _newest_told(told: list[tuple[int, Role]], text: str) -> int | None:
    """The newest year that anything is told of; of a review that only plans for one, the year before it."""
    results = [number for number, role in told if role is not Role.PLAN]
    newest = max((number for number, _ in told), default=None)
    if newest is None or newest in results or not _REVIEWS.find(text):
        return newest
    return newest - 1 if not results or newest - 1 > max(results) else max(results)


def _is_reached(text: str, mention: TimeMention, role: Role) -> bool:
    if role is not Role.TARGET or mention.kind != "year" or mention.part not in ("cuối", "hết"):
        return False
    if _FORECAST_BEHIND.match(text, mention.end) or _REACHED.match(text, mention.end) is None:
        return False
    return _AIMED.search(text[max(0, mention.start - _FORECAST_WINDOW) : mention.start]) is None


def _between_terms(marked: Marked) -> int | None:
    """The year of a congress that names the term it closes and the one it opens, and no other year."""
    terms = [m for _, m, _ in marked if m.kind == "years" and (m.year2 or 0) - (m.year or 0) <= _TERM]
    turns = {m.year for m in terms if m.year} & {m.year2 for m in terms if m.year2}
    return max(turns, default=None)


def _hinted(marked: Marked, text: str) -> int | None:
    """The year of a page that names none of its own: of words of a known time, else of what it refers to."""
    for literals, pattern, number in _DATED_WORDS:
        if any(folded(word) in text for word in literals) and pattern.search(text):
            return number
    named = [m.year for _, m, r in marked if m.year and r in (Role.DOCUMENT, Role.NONE) and m.kind != "years"]
    numbered = [int(match["year"]) for match in _NUMBERED.finditer(text)]
    return max((*named, *numbered), default=None)


def _is_forecast(text: str, mention: TimeMention) -> bool:
    before = text[max(0, mention.start - _FORECAST_WINDOW) : mention.start]
    return (
        _FORECAST_BEFORE.search(before) is not None or _FORECAST_BEHIND.match(text, mention.end) is not None
    )
