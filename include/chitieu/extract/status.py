"""Whether a figure is a result, an estimate or yet to be reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.extract.context import PeriodReading
from chitieu.extract.cues import cue_words, word_list
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading
from chitieu.extract.wordpatterns import WordPattern, asking_pattern, word_pattern
from chitieu.kernel.record import record
from chitieu.kernel.records import Measure, RuleHit, Status

StatusReading = tuple[Status, RuleHit | None]
_ACTUAL: StatusReading = (Status.ACTUAL, None)
_STATED = frozenset({"period.stated_beside", "period.stated_in_clause"})
_OLDER = frozenset({"period.compared_with", "period.older_side"})
_LONGEST_HEADING = 110
_REACH = 260

_PLAN_NOUN = (
    r"(?:kế hoạch|chỉ tiêu|dự toán|mục tiêu|nghị quyết|kịch bản|dt|kh)(?:\s(?!là\s)[^\s\d(),;:.]+){0,12}?"
    r"(?:\s(?:năm\s)?\d{4})?"
)
# The number itself is the plan: `kế hoạch là 500`, `(chỉ tiêu 20.000)`, `(cả năm giao 35)`.
_PLANNED = asking_pattern(
    rf"(?<!\w)(?:{_PLAN_NOUN}\s?(?:là|:)\s(?:(?:thành lập|kết nạp|phát triển|trồng|xây|đưa)\s)?|"
    rf"{_PLAN_NOUN}\s\(|\({_PLAN_NOUN}\s?:?\s|/\s?(?:dt|kh)\s|"
    r"\((?:cả năm\s)?giao\s|được giao(?:\s\w+){0,4}?\s?(?:là|:)\s|được (?:phân bổ và )?giao\s|"
    r"(?:nghị quyết|quy định|bộ tiêu chí)\s(?:yêu cầu|đòi hỏi|đề ra|đặt ra)\s(?:là\s)?|"
    r"(?:ngưỡng|trần|mốc)\s(?:dưới\s)?)\s?$"
)
# What follows says that the number is a plan: `8% mà Quốc hội giao`, `90% theo nghị quyết`.
_PLANNED_BEHIND = folded_pattern(
    r"[\s\w]{0,20}?\s?(?:mà\s[^,;.]{2,30}\s(?:giao|đề ra|đặt ra)|theo nghị quyết(?! số| \d)|"
    r"như (?:nghị quyết|mục tiêu|kế hoạch|chỉ tiêu|[^,;.\d]{2,25} (?:yêu cầu|mong muốn|cam kết))|"
    r"\((?:mục tiêu|kế hoạch|chỉ tiêu)\))(?!\w)"
)
# `Kế hoạch 6 tháng cuối năm: đón 1,3 triệu lượt khách` opens with what is yet to be done.
_PLAN_OPENS = folded_pattern(
    r"\W*(?:kế hoạch|mục tiêu|chỉ tiêu|phương hướng|nhiệm vụ)\s(?!đạt|được)[^:;.]{0,40}"
    r"(?:năm|tháng|quý|kỳ)\s?(?:tới|cuối năm|\d{4}|sau|i{1,3}|iv)?[^:;.]{0,12}:\s"
)
_ESTIMATED_BEHIND = folded_pattern(r"[\s\w%/]{0,14}?\((?:số )?ước(?!\w)[^)]*\)")
# `vượt xa chỉ tiêu 400 triệu USD của cả năm`, `kế hoạch đưa 85.000 người`.
_PLAN_ITSELF = word_pattern(
    r"(?<!\w)(?:(?:vượt|vượt xa|vượt qua|hoàn thành|hoàn thành sớm|cán đích|đạt|chạm"
    r"|chạm tới|chạm đến|so với|bằng|trên)"
    r" (?:mốc |con số )?"
    r"(?:chỉ tiêu|kế hoạch|mục tiêu|dự toán)(?: (?:tăng trưởng|cả năm|đề ra|ban đầu))?"
    r"|(?:vượt|vượt xa|so với) con số"
    r"|(?:kế hoạch|chỉ tiêu|được giao) (?:đưa|thu|kết nạp|trồng|đón|thành lập|phát triển))"
    r"\s(?:là\s)?$"
)
_PACKAGE = word_pattern(r"(?<!\w)gói\s(?!này|đó|ấy)(?:(?!chi |giải ngân|đã |mới )[^,;.\d]){0,40}$")
_OF_ALL_YEAR = folded_pattern(r"[^,;.\d]{0,40}?(?:của )?cả năm(?!\w)")
_ON_PLAN = folded_pattern(r"\W*theo (?:đúng )?kế hoạch(?! số)(?!\w)")
_GOES_INTO = folded_pattern(
    r"\W*(?:và\s)?(?:gồm|bao gồm|trong đó|nhiều hơn|cao hơn|ít hơn|tăng|giảm|vốn|nguồn|ngân sách)(?!\w)"
    r"(?:(?!giải ngân|thực hiện|đạt|thu được)[^;])*"
)
_LABOURED = word_pattern(r"(?<!\w)(?:sau|qua|quá trình)\s[^,;.]{0,25}$")
_REACHED_IT = word_pattern(r"(?<!\w)(?:vượt|vượt qua|qua|cán|chạm|đạt)\s$")
_RESULT = folded_pattern(
    r"(?:so với|vượt|vượt xa|đạt|hoàn thành|%|% so với|bằng|thực hiện|triển khai|lệch|khỏi)\s+"
    r"(?:các |những |tổng |cả )?$"
)
_ASIDE = folded_pattern(r"\((?:cùng kỳ|năm trước)[^)]*$")
_BREAK = word_pattern(
    r"(?<!\w)(?:đã|hiện(?! hành)|hiện nay|đến nay|tới nay|kết quả|thực tế"
    r"|(?<!cùng kỳ )(?<!so với )(?<!so )(?:năm ngoái|năm trước))(?!\w)"
)
_WILL, _AIM = "sẽ", "mục tiêu"
_FORECAST = word_pattern(
    r"(?<!\w)(?:dự báo|dự đoán|dự kiến|dự tính|nhận định|tính toán|ước|triển vọng|kịch bản)(?!\w)"
)
# A sentence or a line that goes into what the one before it told, and so is as sure of it.
_GOES_ON = folded_pattern(
    r"\W*(?:trong đó|trong số (?:này|đó)|(?:nếu )?không (?:tính|kể)|nếu (?:không tính|trừ)"
    r"|(?:bằng|tăng|giảm|đạt|chiếm|vượt)\s(?:gần |hơn |trên )?[\d.,]+\s?%)(?!\w)"
)
# `nhiệm vụ năm 2026: thu ngân sách tăng 10%`, `Về kế hoạch 2017, xã xác định ...`.
_PLAN_OF_YEAR = word_pattern(
    r"(?<!\w)(?:kế hoạch|nhiệm vụ|phương hướng|chỉ tiêu|mục tiêu|định hướng)\s(?:[^\W\d]+\s){0,10}?"
    r"(?P<year>20\d\d)\s?(?P<sign>[:,])"
)
_PLAN_YEARS_MONTHS, _DECEMBER = 2, 12
# `giữ vững các tiêu chí đã đạt` is no result.
_KEPT_UP = folded_pattern(r"(?:giữ|giữ vững|duy trì|phát huy|củng cố|nâng cao chất lượng)\s[^,;.:\d]{0,40}")
_AIM_OF_GROWTH = word_pattern(
    r"(?<!\w)(?:mục tiêu|chỉ tiêu|kế hoạch)\s(?:tăng trưởng|tăng|kiềm chế lạm phát|lạm phát)"
    r"(?:\s(?!đạt|là\s)[^\W\d]+){0,3}?\s(?:là\s|ở mức\s|mức\s)?$"
)
_WILL_BEHIND = folded_pattern(
    r"[^,;.:()\d]{0,40}?(?<!\w)sẽ (?:được (?:nhận|tặng|hỗ trợ|trao|thăm|vay|xây|sửa|miễn|cấp|về)|nhận|tới tay"
    r"|đến tay)(?!\w)"
)
# Ideas that were put forward are there.
_IDEAS = folded_pattern(
    r"đề xuất (?:được )?(?:hơn |gần |trên )?[\d.]+ (?:lượt )?(?:sáng kiến|giải pháp|ý tưởng|cải tiến|đề tài)"
    r"(?!\w)"
)
# Those who foretell and plan nothing.
_FORETELLERS = word_pattern(
    r"(?<!\w)(?:adb|imf|wb|oecd|hsbc|uob|ngân hàng thế giới|quỹ tiền tệ quốc tế|standard chartered|moody's"
    r"|fitch|goldman sachs|chuyên gia|giới phân tích)(?!\w)"
)
_LIST = folded_pattern(r"\s*(?:[-+•*–]|\d{1,2}[.)/]|[a-hđ][.)/])")
# The number of an item on a line or in a sentence of its own.
_MARK = folded_pattern(r"\s*(?:\d{1,2}|[a-hđ]|[ivx]{1,4})[.)/]?\s*")
_RESULTS = word_pattern(
    r"(?<!\w)(?:kết quả|thực hiện|hoàn thành|vượt|đạt được|tổng kết|đánh giá|thành tích|"
    r"tình hình|các mặt|một số chỉ tiêu|không đạt|bảng)(?!\w)"
)


@record
class _Patterns:
    estimated: WordPattern
    target: WordPattern
    aim: WordPattern
    achieved: WordPattern
    heading: WordPattern


@cache
def _patterns() -> _Patterns:
    def gapped(name: str) -> str:
        return "|".join(
            re.escape(word)
            .replace(r"\ \.\.\ ", r"\s(?:[^.;\d]|\d{4}){0,60}?\s?")
            .replace(r"\#", r"\d{1,3}")
            .replace(r"\ ", r"\s+")
            for word in sorted(cue_words(name), key=lambda word: (-len(word), word))
        )

    return _Patterns(
        # `thỏa ước`, `giao ước` are no estimates.
        estimated=word_pattern(
            rf"(?<!\w)(?<!thỏa )(?<!giao )(?<!điều )(?<!mơ )(?<!quy )(?:{gapped('estimated')})(?!\w)"
        ),
        # `chương trình mục tiêu quốc gia` is a programme's name.
        target=word_pattern(rf"(?<!\w)(?<!chương trình )(?:{gapped('target')})(?!\w)"),
        aim=word_pattern(rf"(?<!\w){word_list('aims')}(?!\w)"),
        achieved=word_pattern(rf"(?<!\w){word_list('achieved')}(?!\w)"),
        heading=word_pattern(rf"(?<!\w){word_list('plan_headings')}(?!\w)"),
    )


@cache
def _told_for_years() -> frozenset[str]:
    return frozenset(cue_words("told_in_growth"))


@cache
def _announced() -> frozenset[str]:
    return frozenset(cue_words("announced"))


class Statuses:
    """Reads the statuses of a page sentence by sentence; headings of plans govern what stands beneath."""

    def __init__(self, published: date | None) -> None:
        self._published = published
        self._section = ""
        self._marked = False
        self._estimates: list[tuple[Reading, PeriodReading]] = []

    def note_line(self, folded: str, has_figures: bool) -> None:
        """Open a section at a heading of plans, close it at any other heading or line that is no item."""
        listed = self._marked or _LIST.match(folded) is not None
        self._marked = _MARK.fullmatch(folded) is not None
        opens = folded.rstrip().endswith(":")
        heads = len(folded) < _LONGEST_HEADING and folded[-1:] not in ".;," and not has_figures
        plans = _patterns().heading.find(folded) if heads or opens else None
        if plans and not _RESULTS.find(folded):
            self._section = plans.group()
        elif (heads and len(folded) > 1) or (has_figures and not listed):
            self._section = ""

    def read(
        self,
        folded: str,
        readings: Sequence[Reading],
        periods: Sequence[PeriodReading],
        heads: Sequence[str],
    ) -> list[StatusReading]:
        """The status of each reading of a sentence; `heads` are the heads of their columns in a table."""
        out: list[StatusReading] = []
        for i, reading in enumerate(readings):
            found = next(filter(None, map(_of_column, heads[: i + 1])), None) or self._of_section(
                folded, reading
            )
            found = found or _of_plan(periods[i]) or _stated(folded, readings, periods, i, self._published)
            if found[0] is Status.ACTUAL and self._lies_ahead(folded, periods[i], reading):
                told = Status.ESTIMATED if _FORETELLERS.search(folded) else Status.TARGET
                found = told, RuleHit("status.lies_ahead", told.value)
            if found[0] is Status.ACTUAL and i and _goes_on_with_plan(folded, readings, out, i):
                found = Status.TARGET, RuleHit("status.of_planned", "target")
            if found[0] is Status.ACTUAL and any(h.rule == "period.foretold_before" for h in periods[i].hits):
                found = Status.ESTIMATED, RuleHit("status.foretold_before", "estimated")
            if found[0] is Status.ACTUAL and self._is_part_of_estimate(folded, readings, periods, i):
                found = Status.ESTIMATED, RuleHit("status.part_of_estimate", "estimated")
            if found[0] is Status.ACTUAL and self._is_of_years_plan(folded, periods[i], reading):
                found = Status.TARGET, RuleHit("status.years_plan", "target")
            if found[0] is Status.ACTUAL and self._is_year_foretold(periods[i], reading):
                found = Status.ESTIMATED, RuleHit("status.year_not_over", "estimated")
            out.append(found)
        self._estimates = [
            (reading, periods[i]) for i, reading in enumerate(readings) if out[i][0] is Status.ESTIMATED
        ]
        return out

    def _is_part_of_estimate(
        self, folded: str, readings: Sequence[Reading], periods: Sequence[PeriodReading], i: int
    ) -> bool:
        """`Xuất khẩu ước đạt 217 tỷ USD. Trong đó, FDI 149 tỷ USD`: the parts are estimates too."""
        reading, period = readings[i], periods[i]
        if not self._estimates or reading.measure is Measure.RANK or _GOES_ON.match(folded) is None:
            return False
        if readings[0].indicator is not reading.indicator:
            return False
        if _BREAK.find(folded, 0, reading.quantity.start):
            return False
        return any(
            whole.indicator is reading.indicator and (of.start, of.end) == (period.start, period.end)
            for whole, of in self._estimates
        )

    def _is_year_foretold(self, period: PeriodReading, reading: Reading) -> bool:
        """`GDP Thái Lan 1,5% cho năm nay`, said in October: nobody knows yet."""
        day, start, end = self._published, period.start, period.end
        if day is None or start is None or end is None or reading.measure is not Measure.GROWTH:
            return False
        if reading.indicator is None or reading.indicator.code not in _told_for_years():
            return False
        whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
        return whole and end.year >= day.year + (day.month == _DECEMBER)

    def _is_of_years_plan(self, folded: str, period: PeriodReading, reading: Reading) -> bool:
        """Whether a number stands under the plan for a year that has hardly begun, or is to come."""
        day, start, end = self._published, period.start, period.end
        if day is None or start is None or end is None or reading.relation == "page":
            return False
        if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31) or start.year != end.year:
            return False
        if start.year < day.year or (start.year == day.year and day.month > _PLAN_YEARS_MONTHS):
            return False
        before = reading.quantity.start
        for plan in _PLAN_OF_YEAR.find_all(folded, 0, before):
            if int(plan.group("year")) != start.year:
                continue
            if plan.group("sign") == "," and _RESULTS.find(folded, 0, plan.start()):
                continue
            between = _KEPT_UP.sub("", folded[plan.end() : before])
            return not (_BREAK.search(between) or _patterns().achieved.search(between))
        return False

    def _lies_ahead(self, folded: str, period: PeriodReading, reading: Reading) -> bool:
        """Whether the words before a number name a time that had not begun when the page came out."""
        day, start = self._published, period.start
        if day is None or start is None or start <= day or reading.relation == "page":
            return False
        if any(hit.rule in _STATED and hit.start is not None for hit in period.hits):
            return reading.indicator is None or reading.indicator.code not in _announced()
        named = (f"năm {start.year}", f"/{start.year}", "năm tới", "tháng tới", fold("quý tới"), "năm sau")
        return any(word in folded[: reading.quantity.start] for word in named) and (
            reading.indicator is None or reading.indicator.code not in _announced()
        )

    def _of_section(self, folded: str, reading: Reading) -> StatusReading | None:
        if not self._section or _BREAK.find(folded, 0, reading.quantity.start):
            return None
        return Status.TARGET, RuleHit("status.section", self._section)


_OF_PLANNED = frozenset({"status.planned_amount", "status.of_planned"})


def _goes_on_with_plan(
    folded: str, readings: Sequence[Reading], known: Sequence[StatusReading], i: int
) -> bool:
    """`Kế hoạch vốn là 6.842 tỷ đồng, gồm vốn địa phương 4.316 tỷ đồng`: the parts of a plan are planned."""
    reading, (_, before) = readings[i], known[i - 1]
    if before is None or before.rule not in _OF_PLANNED:
        return False
    parts = reading.measure in (Measure.LEVEL, Measure.CHANGE) and reading.quantity.kind == "money"
    same = reading.indicator is readings[i - 1].indicator
    between = folded[readings[i - 1].quantity.after : reading.quantity.start]
    return parts and same and _GOES_INTO.fullmatch(between) is not None and _BREAK.search(between) is None


def _of_plan(period: PeriodReading) -> StatusReading | None:
    """What stands under a heading, or behind a sentence, that plans for a time to come."""
    planned = any(hit.rule == "period.planned_section" for hit in period.hits)
    return (Status.TARGET, RuleHit("status.planned_section", "target")) if planned else None


def _of_column(head: str) -> StatusReading | None:
    if not head:
        return None
    if _patterns().estimated.search(head):
        return Status.ESTIMATED, RuleHit("status.column", head)
    return (Status.TARGET, RuleHit("status.column", head)) if _patterns().heading.search(head) else None


def _planned(folded: str, reading: Reading, low: int) -> StatusReading | None:
    """Whether a number is a plan's own, or stands in a sentence that opens with a plan."""
    q, measure = reading.quantity, reading.measure
    if measure not in (Measure.PLAN_COMPLETION, Measure.RANK) and q.total is None:
        planned = _PLANNED.find(folded, low, q.hedge_start) or _PLANNED_BEHIND.match(folded, q.after)
        itself = None
        if planned is None and measure is Measure.LEVEL:
            itself = _plan_itself(folded, low, q)
        elif planned is None and measure is Measure.GROWTH:
            itself = _AIM_OF_GROWTH.find(folded, low, q.hedge_start)
        if itself:
            return Status.TARGET, RuleHit("status.planned_amount", "target", *itself.span())
        if planned and not _REACHED_IT.find(folded, low, planned.start()):
            return Status.TARGET, RuleHit("status.planned_amount", "target", planned.start(), planned.end())
    if ":" in folded and (headed := _PLAN_OPENS.match(folded, 0, q.start)):
        return Status.TARGET, RuleHit("status.plan_opens", "target", headed.start(), headed.end())
    achieved = _patterns().achieved
    if (on_plan := _ON_PLAN.match(folded)) and not achieved.search(folded, on_plan.end(), q.start):
        return Status.TARGET, RuleHit("status.plan_opens", "target", *on_plan.span())
    will = measure is Measure.LEVEL and _WILL_BEHIND.match(folded, q.after)
    if will and not _BREAK.find(folded, low, q.start):
        return Status.TARGET, RuleHit("status.target", "target", *will.span())
    return None


def _stated(
    folded: str,
    readings: Sequence[Reading],
    periods: Sequence[PeriodReading],
    i: int,
    published: date | None,
) -> StatusReading:
    """What the sentence itself says of a number."""
    p = _patterns()
    reading = readings[i]
    q, measure = reading.quantity, reading.measure
    low = max(0, q.start - _REACH)
    planned = _planned(folded, reading, low)
    if planned is not None:
        return planned
    if behind := _ESTIMATED_BEHIND.match(folded, q.after):
        return Status.ESTIMATED, RuleHit("status.estimated", "ước", behind.start(), behind.end())
    target = _governing(folded, p.target, low, q.start)
    if target and _is_older_result(readings, periods, i, target.end(), published):
        target = None
    if measure is Measure.PLAN_COMPLETION and target and not _foretold(folded, target):
        target = _governing(folded, p.aim, low, q.start)
    estimated = None if measure is Measure.RANK else _estimate(folded, readings, periods, i, low)
    if estimated and target and target.group().startswith(_WILL):
        # `dự báo sẽ đạt` is a forecast.
        target = None
    if estimated and (not target or estimated.start() > target.start()):
        return Status.ESTIMATED, RuleHit("status.estimated", estimated.group(), *estimated.span())
    if target:
        if _foretold(folded, target):
            return Status.ESTIMATED, RuleHit("status.forecast", target.group(), *target.span())
        return Status.TARGET, RuleHit("status.target", target.group(), *target.span())
    return _ACTUAL


def _is_older_result(
    readings: Sequence[Reading],
    periods: Sequence[PeriodReading],
    i: int,
    low: int,
    published: date | None,
) -> bool:
    """`phấn đấu kết nạp 400 đoàn viên (năm 2021 kết nạp 356)`: a time of its own, which is over."""
    end = periods[i].end
    if published is None or end is None or end >= published:
        return False
    if any(hit.rule in _OLDER for hit in periods[i].hits):
        return True
    first = next((j for j, r in enumerate(readings) if r.quantity.start >= low), i)
    its = periods[first].end
    return (
        first < i
        and its is not None
        and its > end
        and any(hit.rule in _STATED and hit.start is not None for hit in periods[i].hits)
    )


def _plan_itself(folded: str, low: int, q: Quantity) -> re.Match[str] | None:
    if q.kind == "money" and (package := _PACKAGE.find(folded, low, q.hedge_start)):
        # `gói hỗ trợ 6.600 tỷ đồng` is what may be spent.
        return package
    found = _PLAN_ITSELF.find(folded, low, q.hedge_start) or _PLAN_ITSELF.find(folded, low, q.start)
    if found and found.group().rstrip().endswith("con số") and not _OF_ALL_YEAR.match(folded, q.after):
        return None
    return found


def _foretold(folded: str, target: re.Match[str]) -> bool:
    return target.group().startswith(_WILL) and _FORECAST.find(folded, 0, target.start()) is not None


def _governing(folded: str, words: WordPattern, low: int, start: int) -> re.Match[str] | None:
    """The last target word before a number, where no sign of a result stands at it or behind it."""
    found = list(words.find_all(folded, low, start))
    for last in reversed(found):
        if _RESULT.search(folded, low, last.start()) or _LABOURED.find(folded, low, last.start()):
            continue
        counted = folded[max(0, last.start() - 2) : last.start() - 1].isdigit()
        if _IDEAS.match(folded, last.start()) or (counted and last.group().startswith(_AIM)):
            # `hoàn thành 24/27 mục tiêu, 11 mục tiêu vượt cao` counts aims.
            continue
        between = folded[last.end() : start]
        if '"' in between and between.count('"') % 2 and folded.count('"', 0, last.start()) % 2:
            # The word is of a name (`phong trào “Đổi mới, hướng tới người bệnh”`).
            continue
        done = _BREAK.search(between) if ";" in between else _patterns().achieved.search(between)
        return None if done else last
    return None


def _estimate(
    folded: str, readings: Sequence[Reading], periods: Sequence[PeriodReading], i: int, low: int
) -> re.Match[str] | None:
    """The estimating word that a number stands under; it holds for no earlier time than its own number's."""
    q = readings[i].quantity
    found = list(_patterns().estimated.find_all(folded, low, q.start))
    if not found:
        return None
    last = found[-1]
    between = folded[last.end() : q.start]
    if _ASIDE.search(between) or (";" in between and _BREAK.search(between)):
        return None
    first = next((j for j, r in enumerate(readings) if r.quantity.start >= last.end()), i)
    mine, its = periods[i], periods[first]
    if ";" in between and (readings[first].quantity.kind, its.start, its.end) != (
        q.kind,
        mine.start,
        mine.end,
    ):
        alike = q.kind == "percent" and not readings[i - 1].quantity.start < last.end() and i > first
        return last if alike and (its.start, its.end) == (mine.start, mine.end) else None
    return None if mine.end and its.end and mine.end < its.end else last
