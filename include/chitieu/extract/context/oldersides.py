"""The older number of a comparison has a time of its own: `tăng 8% (cùng kỳ 5%)`, `từ 32% xuống 27%`."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.catalogue.folding import fold
from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.eachyears import ends_year, years_of_mean
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.context.roles import Role
from chitieu.extract.context.scoping import Scope, Use, hit
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import RuleHit

_OLDER_TAIL = compiled(r"(?:\s*,)?[^,;()\d]{0,45}")
# `Cùng kỳ năm ngoái do giãn cách, quận chỉ trao được 90 suất`: the whole sentence is of then.
_OLDER_SENTENCE = compiled(r"[^;.()\d]{0,110}")
_OF_OLDER = compiled(r"\s*[^,;()\d]{0,25}của\s+$")
_QUOTES = " \t\"'-–“"
_FROM = ending(r"từ\s+")
_FROM_REACH = 4
_TO_NEW = compiled(r"\s*[^,;:.()\d]{0,25}?(?<!\w)(?:xuống|lên|còn)(?!\w)")
_SECOND = ending(r"từ\s+[\d.,]+\s?%?[^,;:.()\d]{0,25}?(?:xuống|lên|còn)(?:\s+còn|\s+tới|\s+đến)?\s+")
_YEARLY = ending(
    r"(?:mỗi|hằng|hàng)\s+năm\s+(?:kéo\s+)?(?:tăng|giảm)(?:\s+(?:thêm|trên|hơn|gần|khoảng|dưới))*\s+"
)
# `từ 4,6% xuống 2,3% sau một năm`, `chỉ sau hai năm, số hộ giảm từ 310 còn 120`.
_APART = (
    r"(?:sau|trong|qua)\s+(?:chưa đầy\s+|vỏn vẹn\s+|gần\s+|hơn\s+)?"
    r"(?P<count>một|hai|ba|bốn|năm|\d{1,2})\s+năm(?!\s+\d)"
)
_APART_BEHIND = compiled(rf"[\d.,]+[^;:.()]{{0,40}}?(?<!\w){_APART}")
_APART_BEFORE = ending(rf"{_APART},?(?:\s+[^,;.()\d]{{1,60}})?\s+từ\s+")
_COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5}
_APART_REACH = 100
# One of these stands in whatever tells of two years.
_OF_PAIRS = (fold("từ"), fold("năm"))
_PAIR, _PAIR_REACH = 2, 60
_OF_LAST_YEAR = ending(
    r"(?:hơn|với|kém)\s+(?:mức\s+)?(?:tăng\s+|giảm\s+)?(?:của\s+)?(?:cùng kỳ|cùng giai đoạn)"
    r"(?:\s+năm\s+(?:(?P<year>(?:19|20)\d\d)|trước|ngoái))?\s*\((?:\s*(?:là|đạt|tăng|giảm))?\s*"
)
_LAST_YEAR_REACH = 70
_BRACKET = compiled(r"\s*\(")
_FARTHEST_BRACKET = 120


class OlderSides:
    """Finds the time of an older number among the mentions of its sentence."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        uses: Sequence[Sequence[Use]],
        scopes: Sequence[Scope],
        page: PageDates,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._uses = uses
        self._scopes = scopes
        self._page = page

    def find(self, index: int, uses: list[Use], start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        """The period of the number `[start, end)` of a sentence where it is an older one."""
        return (
            self._of_subject(index, uses, start, end)
            or self._bracket_of_compared(uses, start)
            or self._bracket_of_last_year(index, uses, start)
            or self._first_of_two(index, uses, start, end)
            or self._years_apart(index, uses, start, end)
            or self._like_the_pair_before(index, uses, start, end)
            or self._mean_of_years(index, start)
            or self._year_before(index, uses, start, end)
        )

    def _of_subject(
        self, index: int, uses: list[Use], start: int, end: int
    ) -> tuple[Period | None, RuleHit] | None:
        for at, use in enumerate(uses):
            if use.role is not Role.OLDER_SIDE:
                continue
            mention = use.mention
            low = self._sentences[index].start
            opens = at == 0 and mention.kind == "same" and not self._text[low : mention.start].strip(_QUOTES)
            tail = _OLDER_SENTENCE if opens else _OLDER_TAIL
            behind = mention.end <= start and tail.fullmatch(self._text, mention.end, start)
            before = end <= mention.start and _OF_OLDER.fullmatch(self._text, end, mention.start)
            if not behind and not before:
                continue
            base = self._base_of(index, uses[:at])
            if base is None:
                return None
            shift = mention.year - base.end.year if mention.year else -1
            period = calendar.moved(base, shift)
            return period, hit("older_side", period, mention.start, mention.end)
        return None

    def _first_of_two(
        self, index: int, uses: list[Use], start: int, end: int
    ) -> tuple[Period | None, RuleHit] | None:
        """`So với cuối năm 2021, tỷ lệ giảm từ 32,4% xuống 27,5%`: the first is the older one."""
        if not _FROM.stands_in(self._text, max(0, start - _FROM_REACH), start):
            return None
        if _TO_NEW.match(self._text, end) is None:
            return None
        for at in range(len(uses) - 1, -1, -1):
            mention = uses[at].mention
            if mention.end > start or uses[at].role is not Role.COMPARED:
                continue
            period = uses[at].period or self._same_of(index, uses[:at], mention)
            if period is not None:
                return period, hit("first_of_two", period, mention.start, mention.end)
        return None

    def _year_before(
        self, index: int, uses: list[Use], start: int, end: int
    ) -> tuple[Period | None, RuleHit] | None:
        """`tỷ lệ hộ nghèo giảm từ 3,1% xuống 2%` in the review of a year: the first is of the year before."""
        page, focus = self._page, self._page.focus
        if not page.is_report or focus is None or not focus.whole_year:
            return None
        if (
            self._scopes[index].period not in (None, focus)
            or page.published is None
            or page.published < focus.end
        ):
            return None
        if not _FROM.stands_in(self._text, max(0, start - _FROM_REACH), start):
            return None
        near = [*(self._uses[index - 1] if index else ()), *uses]
        if any(use.period and use.period != focus and use.role is not Role.NONE for use in near):
            return None
        if _TO_NEW.match(self._text, end) is None:
            return None
        period = calendar.moved(focus, -1)
        return period, hit("first_of_two", period)

    def _same_of(self, index: int, before: list[Use], mention: TimeMention) -> Period | None:
        """What `cùng kỳ năm 2017` means beside what a sentence is of."""
        base = self._base_of(index, before) if mention.kind == "same" else None
        if base is None:
            return None
        return calendar.moved(base, mention.year - base.end.year if mention.year else -1)

    def _years_apart(
        self, index: int, uses: list[Use], start: int, end: int
    ) -> tuple[Period | None, RuleHit] | None:
        """`từ 4,6% hạ xuống 2,3% sau một năm`: the first is of so many years before."""
        if _FROM.search(self._text[max(0, start - _FROM_REACH) : start]) is None:
            return None
        moved = _TO_NEW.match(self._text, end)
        if moved is None:
            return None
        apart = _APART_BEHIND.match(self._text, moved.end() + 1) or _APART_BEFORE.search(
            self._text[max(0, start - _APART_REACH) : start]
        )
        base = self._base_of(index, [use for use in uses if use.mention.end <= start]) if apart else None
        if apart is None or base is None:
            return None
        count = apart["count"]
        period = calendar.moved(base, -(_COUNTS.get(count) or int(count)))
        return period, hit("years_apart", period)

    def _like_the_pair_before(
        self, index: int, uses: list[Use], start: int, end: int
    ) -> tuple[Period | None, RuleHit] | None:
        """`nông nghiệp từ 45% năm 2010 xuống 34% năm 2015; công nghiệp từ 31% lên 39%`: the same two years.

        A change of each year (`bình quân mỗi năm giảm 2%`) behind two years is of all the years. A sentence
        that names no time goes on with the two years of the one before it.
        """
        before = self._text[max(0, start - _PAIR_REACH) : start]
        if not any(word in before for word in _OF_PAIRS):
            return None
        first = _FROM.search(before) is not None and _TO_NEW.match(self._text, end) is not None
        yearly = _YEARLY.search(before) is not None
        if not (first or yearly or _SECOND.search(before)):
            return None
        told = [u for u in uses if u.mention.end <= start and u.role is Role.STATED and u.period]
        if not told and index and not any(u.period and u.role is not Role.NONE for u in uses):
            last = self._sentences[index - 1]
            if last.paragraph == self._sentences[index].paragraph:
                told = [u for u in self._uses[index - 1] if u.role is Role.STATED and u.period]
        if len(told) < _PAIR:
            return None
        older, newer = told[-2].period, told[-1].period
        if older is None or newer is None or not older.end < newer.start:
            return None
        first_year = older.start.year + ends_year(self._text, told[-2].mention)
        all_years = Period(older.start.replace(year=first_year), newer.end)
        period = all_years if yearly else older if first else newer
        return period, hit("pair_before", period, told[-2].mention.start, told[-1].mention.end)

    def _mean_of_years(self, index: int, start: int) -> tuple[Period | None, RuleHit] | None:
        years = years_of_mean(self._text, self._sentences, self._uses, index, start)
        return (years, hit("pair_before", years)) if years else None

    def _bracket_of_compared(self, uses: list[Use], start: int) -> tuple[Period | None, RuleHit] | None:
        """`so với giai đoạn 1999-2009 (1,18%/năm)`: the brackets say what it was then."""
        for use in uses:
            end, period = use.mention.end, use.period
            if use.role is not Role.COMPARED or period is None or end >= start:
                continue
            if _BRACKET.match(self._text, end) is None or ")" in self._text[end:start]:
                continue
            closed = self._text.find(")", start, start + _FARTHEST_BRACKET)
            part = next((u.period for u in uses if start < u.mention.start < closed and u.period), None)
            if part and period.whole_year and part != period:
                period = calendar.moved(part, period.end.year - part.end.year)
            return period, hit("compared_with", period, use.mention.start, end)
        return None

    def _bracket_of_last_year(
        self, index: int, uses: list[Use], start: int
    ) -> tuple[Period | None, RuleHit] | None:
        """`đạt 52%, thấp hơn cùng kỳ (55%)`: the brackets say what it was in the year before."""
        before = self._text[max(0, start - _LAST_YEAR_REACH) : start]
        found = _OF_LAST_YEAR.search(before) if "(" in before else None
        base = self._base_of(index, uses) if found else None
        if found is None or base is None:
            return None
        year = found["year"]
        period = calendar.moved(base, int(year) - base.end.year if year else -1)
        return period, hit("older_side", period, start - len(found.group()), start)

    def _base_of(self, index: int, before: list[Use]) -> Period | None:
        for use in reversed(before):
            if use.period is not None and use.role in (Role.STATED, Role.AS_OF, Role.NOW):
                return use.period
        return self._scopes[index].period or self._page.focus
