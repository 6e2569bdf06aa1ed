"""The months since something that a page follows up began to work: `sau nửa năm vận hành`, `ba tháng đầu`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.meanings import meaning
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.context.yearevidence import Marked
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

_FOUNDED = ending(
    r"(?:thành lập|ra đời|ra mắt|tái lập|sáp nhập|hợp nhất"
    r"|(?:đi vào\s+)?(?:hoạt động|vận hành))\s+(?:vào\s+|từ\s+)?"
)
_HANDED_OVER = ending(r"(?:bàn giao|tiếp nhận|chuyển giao|bắt đầu)\s+(?:(?:vào|từ|hôm|ngày)\s+)*")
# On that day districts went, and communes, wards, provinces and their bodies began anew.
_REFORM = date(2025, 7, 1)
_NEW_UNITS = words(r"xã|phường|đặc khu|hai cấp|2 cấp|sáp nhập|hợp nhất|sắp xếp|bộ máy mới")
_AFTER = compiled(r"[\s\"'(-]{0,12}(?:chỉ\s+)?(?:sau|qua|mới)\s+(?:hơn\s+|gần\s+|chừng\s+|khoảng\s+)?")
_FIRST = compiled(r"\s+đầu(?!\s+(?:tiên\s+)?(?:của\s+)?năm(?!\w))")
_EVENT_SENTENCES, _RUN_SENTENCES, _BEFORE = 8, 2, 30
_HALF_YEAR, _LONGEST_RUN = 6, 11


class Runs:
    """Finds the run of a page from its marked times."""

    def __init__(self, page: PageDates, marked: Marked, text: str, sentences: Sequence[Sentence]) -> None:
        self._page = page
        self._marked = marked
        self._text = text
        self._sentences = sentences

    def find(self) -> Period | None:
        """`sau nửa năm vận hành` of what works `từ 1/7/2025`: from that day on; None where nothing began."""
        months = next(
            (m.count or _HALF_YEAR for i, m, _ in self._marked if m.kind == "run" and (self._is_headline(i))),
            0,
        )
        if not months:
            heads = (m.count for i, m, _ in self._marked if self._is_headline(i) and self._is_bare(m))
            first = next(heads, None)
            return (self._run_since_reform(first) if first else None) or self._run_since_founding()
        for index, mention, role in self._marked:
            if index > _EVENT_SENTENCES:
                break
            if mention.kind == "days":
                stretch = meaning(mention, Role.STATED, self._page)
                if stretch and stretch.start.day == 1 and _months_in(stretch) == months:
                    return stretch
            if mention.kind == "day" and mention.year and (role is Role.NONE or self._hands_over(mention)):
                begun = meaning(mention, Role.EVENT, self._page)
                if begun and begun.start.day == 1:
                    return _months_from(begun.start, months)
        return self._run_since_reform(months)

    def _run_since_reform(self, months: int) -> Period | None:
        """`Phường Tân Hưng sau ba tháng vận hành`, told in October 2025: from the day of the reform on."""
        seen = self._page.published
        if seen is None or seen <= _REFORM or _since(_REFORM, seen) not in (months, months - 1):
            return None
        if any(m.kind == "year" and m.year == _REFORM.year and r is Role.STATED for _, m, r in self._marked):
            # `Năm 2025 thu ngân sách 38 tỷ đồng`: a page of all of the year.
            return None
        named = any(_NEW_UNITS.find(self._text, s.start, s.end) for s in self._sentences[:_EVENT_SENTENCES])
        return _months_from(_REFORM, months) if named else None

    def _run_since_founding(self) -> Period | None:
        """`Ba tháng đầu` of what began `ngày 15/8/2025`, told in November: from that day to the page's."""
        published = self._page.published
        if published is None:
            return None
        counts = {
            m.count for i, m, _ in self._marked if m.kind == "bare_months" and self._opens_or_heads(i, m)
        }
        if not counts:
            return None
        for _, mention, _ in self._marked:
            if mention.kind != "day" or not mention.year or not self._begins(mention):
                continue
            day = calendar.safe_day(mention.year, mention.month or 0, mention.day or 0)
            if day is None or day >= published:
                continue
            months = _since(day, published)
            if {months - 1, months} & counts and months <= _LONGEST_RUN:
                return Period(day, published)
        return None

    def _hands_over(self, mention: TimeMention) -> bool:
        return _HANDED_OVER.search(self._text[max(0, mention.start - _BEFORE) : mention.start]) is not None

    def _begins(self, mention: TimeMention) -> bool:
        return _FOUNDED.search(self._text[max(0, mention.start - _BEFORE) : mention.start]) is not None

    def _is_bare(self, mention: TimeMention) -> bool:
        """`Hai tháng đầu của chính quyền hai cấp`: no year has these months."""
        return mention.kind == "bare_months" and _FIRST.match(self._text, mention.end) is not None

    def _opens_or_heads(self, index: int, mention: TimeMention) -> bool:
        """Whether months stand in a headline, or behind `sau` at the beginning of a sentence."""
        if self._is_headline(index):
            return True
        return _AFTER.fullmatch(self._text, self._sentences[index].start, mention.start) is not None

    def _is_headline(self, index: int) -> bool:
        """Whether a sentence is the headline, or a line right under the name of a site that is one."""
        sentence = self._sentences[index]
        if sentence.block.kind is BlockKind.TITLE:
            return self._text[sentence.end - 1] != "?"
        return index < _RUN_SENTENCES and sentence.block.kind is BlockKind.HEADING


def _since(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _months_from(start: date, months: int) -> Period:
    last = start.year * 12 + start.month + months - 2
    return Period(start, calendar.month_end(last // 12, last % 12 + 1))


def _months_in(stretch: Period) -> int:
    """How many months a stretch of whole months has; 0 for one that ends within a month."""
    if stretch.end != calendar.month_end(stretch.end.year, stretch.end.month):
        return 0
    return (stretch.end.year - stretch.start.year) * 12 + stretch.end.month - stretch.start.month + 1
