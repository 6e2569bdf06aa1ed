"""What a page named last, a month, a quarter, a year or years: for `trong tháng`, `giai đoạn này`.

`Khi ấy, ...` is of the year, month or day that the sentences just before it named, whatever they told of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.comparedblocks import Named, last_block
from chitieu.extract.context.patterns import ending
from chitieu.extract.context.roles import Role
from chitieu.extract.context.scoping import Use
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.spans import Sentence

_NAMES = frozenset({Role.STATED, Role.AS_OF})
_SUMS = frozenset({"first_months", "bare_months"})
_NOT_TOLD_OF = frozenset({Role.DOCUMENT, Role.PLAN_OF_FIGURE})
_MOMENTS = frozenset(
    {"year", "month", "day", "quarter", "years_ago", "relative_year", "term_start", "tet_year"}
)
_FOUNDED_IN = frozenset({"year", "month", "day"})
# `bắt đầu sản xuất từ năm 2017`: what was so `lúc mới mở xưởng` was so then.
_FOUNDED = ending(
    r"(?:thành lập|ra đời|ra mắt|tái lập|chia tách|khánh thành|mở cửa|mở xưởng|hoạt động|vận hành|sản xuất)"
    r"\s+(?:(?:vào|từ|hồi|đầu|cuối|giữa|khoảng)\s+)*"
)
_REACH = 50
_STRETCHES = frozenset({"years", "past_years", "last_term", "since", "since_term"})


class Recent:
    """What was named last, told mention by mention in the order of the page."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._month: Period | None = None
        self._quarter: Period | None = None
        self._year: Period | None = None
        self._stretch: Period | None = None
        self._sum: tuple[int, Period] | None = None
        self._then: Period | None = None
        self._then_in = 0
        self._founded: Period | None = None

    def of(self, mention: TimeMention, sentence: Sentence) -> Period | None:
        """What a mention such as `quý này` or `sáu năm sau` is told from."""
        if mention.kind == "founding":
            return self._founded
        if mention.kind == "then":
            then = self._then if sentence.paragraph - self._then_in <= 1 else None
            return calendar.year(then.end.year) if then and mention.part else then
        if mention.kind == "within_quarter":
            return self._quarter
        if mention.kind == "within_stretch":
            return self._stretch
        return self._year if mention.kind in ("years_later", "within_year") else self._month

    def today(self, as_of: Period | None, sentence: Sentence) -> Period | None:
        """What `đến nay` means: behind the sum of the months of a year, all of them, not the last month."""
        if as_of is None or self._sum is None or self._sum[0] != sentence.paragraph:
            return as_of
        summed = self._sum[1]
        return summed if summed.end == as_of.end and summed.holds(as_of) else as_of

    def note(self, use: Use, uses: Sequence[Use], sentence: Sentence) -> None:
        """Take note of what a mention means; `uses` are those before it in its sentence."""
        mention, role, period = use.mention, use.role, use.period
        if period is None:
            return
        if mention.kind in _SUMS and role is Role.STATED:
            self._sum = (sentence.paragraph, period)
        if mention.kind in _MOMENTS and role not in _NOT_TOLD_OF:
            self._then, self._then_in = period, sentence.paragraph
        if mention.kind in _FOUNDED_IN and self._is_of_founding(mention):
            self._founded = period
        if mention.kind in _STRETCHES and role is not Role.COMPARED:
            self._stretch = period
        if role not in _NAMES:
            return
        if mention.kind == "month":
            self._month = _newest_block(period, self._month, uses)
        elif mention.kind == "quarter":
            self._quarter = last_block(period, 3)
        elif mention.kind == "year" and period.whole_year:
            self._year = period

    def _is_of_founding(self, mention: TimeMention) -> bool:
        return _FOUNDED.search(self._text[max(0, mention.start - _REACH) : mention.start]) is not None

    def named(self) -> Named:
        """What the page had named last when a sentence ended."""
        return Named(self._month, self._quarter)


def _newest_block(period: Period, known: Period | None, uses: Sequence[Use]) -> Period | None:
    """The month that `tháng này` is behind one more month: the newest that its sentence tells of.

    `CPI tháng 9 tăng 0,42% sau khi tháng 8 tăng 0,19%` is about September, as what follows it is.
    """
    told = last_block(period, 1)
    before = known in [use.period for use in uses if use.mention.kind == "month"]
    return known if told and known and before and known.start > told.start else told
