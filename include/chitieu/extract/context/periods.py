"""When a figure was: stated beside it, carried on from the sentence before, or what the page reports on."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from functools import cached_property

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.headings import planned_sections
from chitieu.extract.context.meanings import SPAN_KINDS, PageDates, meaning
from chitieu.extract.context.pagedates import Marked, PageDateReader, latest_year, settle_targets, stamp_of
from chitieu.extract.context.patterns import compiled, continues, words
from chitieu.extract.context.readings import PeriodReading
from chitieu.extract.context.roles import Role, goes_on, is_range, role_of
from chitieu.extract.context.temporal import TimeMention, time_mentions_in
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import Article, BlockKind, RuleHit

_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})
_LEADING = frozenset({Role.STATED, Role.AS_OF, Role.TARGET, Role.PLAN, Role.NOW})
_ATTACHED = frozenset({Role.STATED, Role.AS_OF, Role.TARGET, Role.EVENT})
_NUMERAL = compiled(r"(?<![\w.,/-])\d[\d.,]*(?:/\d[\d.,]*)?%?")
_PARENTHESIS = compiled(r"\([^()]*\)")
_ATTACHING = compiled(
    r"\)?(?!.*(?<!\w)(?:so|hơn|kế hoạch|chỉ tiêu|dự toán|mục tiêu|trong khi|nhưng|và|tăng|giảm|đạt|còn|là"
    r"|thì|bằng)(?!\w))[^,;:.\d()]{0,45}"
)
_IN_PARENTHESIS = compiled(r"\s*\(\s*[^()\d]{0,20}")
_CHANGED = compiled(r"xuống|lên|thành")
_CLAUSE_END = compiled(r"[,;:]")
_TARGET_CUE = compiled(
    r"(?<!\w)(?:phấn đấu|đặt mục tiêu|hoàn thành mục tiêu|mục tiêu|kỳ vọng|phải|chỉ tiêu đề ra|đặt ra)(?!\w)"
)
_PLANNED = compiled(r"(?:mục tiêu|kế hoạch|chỉ tiêu)")
_EVENT_CUE = compiled(
    r"(?<!\w)(?:(?:tại|cũng tại|trong|nhân|qua)\s+(?:hội nghị|buổi|lễ|đại hội|chương trình|cuộc|ngày hội"
    r"|hội thảo|diễn đàn|hội thi|phiên chợ|chợ tết)"
    r"|dịp này|đợt này|tại đây|buổi (?:lễ|đối thoại|gặp mặt|làm việc)|hội nghị có|tại sự kiện)"
)
_ACT = compiled(
    r"(?<!\w)(?:trao|tặng|biểu dương|tuyên dương|khen thưởng|ký kết|nêu|tham dự|tham gia|sự góp mặt"
    r"|đại biểu|ý kiến|kiến nghị"
    r"|ủng hộ|quyên góp|hiến máu|khám|hỗ trợ|thăm|bàn giao|khởi công|khánh thành|gắn biển)(?!\w)"
)
_REPORT = compiled(
    r"(?<!\w)(?:cho biết|báo cáo|thông tin|công bố|khẳng định|đánh giá|nhấn mạnh|cho hay|họp báo|theo)(?!\w)"
)
_OLDER_TAIL = compiled(r"[^,;()\d]{0,45}")
_OF_OLDER = compiled(r"\s*[^,;()\d]{0,25}của\s+$")
_OF_WHOLE = compiled(
    r"(?:đại diện|đại diện cho|trong tổng số|trên tổng số)\s+(?:gần\s+|hơn\s+|trên\s+|khoảng\s+)?$"
)
_SAME_AIM = compiled(r"\s*(?:đồng thời|cùng với đó|bên cạnh đó)")
_MEETING = words(r"hội nghị|họp|tổng kết|sơ kết|khảo sát|cho ý kiến|hội thảo|đại hội|tọa đàm")
_FOLLOWING_EVENT = compiled(r"(?:hội nghị|buổi|lễ|chương trình|ngày hội|diễn ra|tổ chức)")
# Pages date themselves by the clock of Việt Nam.
_VIETNAM = timezone(timedelta(hours=7))
_TELLING_DIGITS, _TELLING_DIGITS_IN_BODY = 2, 4
_OPENING, _OPENING_OF_CARRIED = 15, 25
_FARTHEST_ATTACHED, _FARTHEST_FOLLOWING, _FARTHEST_EVENT = 120, 220, 400
_REACH = 1500


@dataclass(frozen=True, slots=True)
class _Use:
    """A mention in its sentence: its role, its period, and whether it hangs on the number just before it."""

    mention: TimeMention
    role: Role
    period: Period | None
    attached: bool


def _hit(rule: str, period: Period | None, start: int | None = None, end: int | None = None) -> RuleHit:
    return RuleHit(f"period.{rule}", period.decision() if period else "none", start, end)


class Timeline:
    """The periods of one article's figures; everything is worked out once, a reading then looks it up."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], folded: str) -> None:
        self._text = folded
        self._sentences = sentences
        self._mentions = [time_mentions_in(folded, s.start, s.end) for s in sentences]
        self._roles = [self._roles_of(i) for i in range(len(sentences))]
        self.numerals = [self._numerals_of(i) for i in range(len(sentences))]
        self._page = self._read_page(article)
        self._uses: list[list[_Use]] = []
        self._starts: list[list[int]] = []
        self._carried: list[Period | None] = []
        self._carried_plan: list[Period | None] = []
        self._carry_on()

    def _read_page(self, article: Article) -> PageDates:
        published = article.published_at.astimezone(_VIETNAM).date() if article.published_at else None
        published = published or self._stamped()
        page = PageDates(published)
        page.year = (
            published.year if published else latest_year(self._marked(), self._leading_years(), self._text)
        )
        settle_targets(self._mentions, self._roles, page)
        PageDateReader(page, self._marked(), self._text, self._sentences).read()
        return page

    def _stamped(self) -> date | None:
        found = stamp_of(self._sentences, self._mentions, self._text)
        if found is None:
            return None
        self._stamp_roles(found[0])
        return found[1]

    def _stamp_roles(self, index: int) -> None:
        """The day of a stamp is when the page appeared, not what it tells of."""
        self._roles[index] = [Role.NONE] * len(self._roles[index])

    def _leading_years(self) -> set[int]:
        kinds = (BlockKind.TITLE, BlockKind.LEAD)
        leads = (i for i, sentence in enumerate(self._sentences) if sentence.block.kind in kinds)
        return {m.year for i in leads for m in self._mentions[i] if m.year is not None}

    def _marked(self) -> Marked:
        return [
            (index, mention, role)
            for index, (mentions, roles) in enumerate(zip(self._mentions, self._roles, strict=True))
            for mention, role in zip(mentions, roles, strict=True)
        ]

    # --- mentions and their roles

    def _roles_of(self, index: int) -> list[Role]:
        sentence = self._sentences[index]
        roles: list[Role] = []
        previous: TimeMention | None = None
        for mention in self._mentions[index]:
            role = role_of(mention, self._text, sentence.start, sentence.end)
            compared = previous is not None and roles[-1] is Role.COMPARED
            if previous is not None and compared and goes_on(self._text, previous, mention):
                role = Role.COMPARED
            roles.append(role)
            previous = mention
        return roles

    def _numerals_of(self, index: int) -> list[tuple[int, int]]:
        sentence = self._sentences[index]
        spans = [(m.start, m.end) for m in self._mentions[index]]
        starts = [start for start, _ in spans]
        found = []
        for match in _NUMERAL.finditer(self._text, sentence.start, sentence.end):
            at = bisect_left(starts, match.end()) - 1
            if at < 0 or spans[at][1] <= match.start():
                found.append(match.span())
        return found

    def day_known(self) -> date | None:
        """A day of the time that the page is of, for what a figure's own period does not tell."""
        page = self._page
        return page.published or page.day or (page.focus.end if page.focus else None)

    def spans(self, index: int) -> list[tuple[int, int, str]]:
        """The times of a sentence: start, end, and date, time, year, term, duration or period."""
        return [
            (m.start, m.end, SPAN_KINDS.get(m.kind, "period"))
            for m in self._mentions[index]
            if m.kind != "now"
        ]

    # --- carrying on

    def _hangs_on_number(self, index: int, mention: TimeMention) -> bool:
        ends = [end for _, end in self.numerals[index]]
        at = bisect_left(ends, mention.start + 1) - 1
        return at >= 0 and self._attaches(ends[at], mention.start)

    def _attaches(self, end: int, start: int) -> bool:
        if start - end > _FARTHEST_ATTACHED:
            return False
        gap = _PARENTHESIS.sub("", self._text[end:start])
        return _ATTACHING.fullmatch(gap) is not None

    def _carry_on(self) -> None:
        carried: Period | None = None
        plan: Period | None = None
        month: Period | None = None
        quarter: Period | None = None
        sections = planned_sections(self._text, self._sentences, self._mentions, self.numerals)
        paragraph = -1
        for index, sentence in enumerate(self._sentences):
            apart = sentence.block.kind in _APART
            if sentence.block.kind is BlockKind.HEADING:
                carried = plan = None
            section = sections[index]
            if sentence.paragraph != paragraph and self._goes_back(index, carried):
                carried = None
            paragraph = sentence.paragraph
            self._carried.append(None if apart else section or carried)
            self._carried_plan.append(None if apart else plan)
            uses = []
            for mention, role in zip(self._mentions[index], self._roles[index], strict=True):
                recent = quarter if mention.kind == "within_quarter" else month
                period = meaning(mention, role, self._page, recent)
                if period is not None and mention.kind == "month" and role is Role.STATED:
                    month = period
                if period is not None and mention.kind == "quarter" and role is Role.STATED:
                    quarter = period
                if role is Role.NOW:
                    period = self._page.focus
                uses.append(_Use(mention, role, period, self._hangs_on_number(index, mention)))
            self._join_ranges(uses)
            self._uses.append(uses)
            self._starts.append([use.mention.start for use in uses])
            if not apart:
                carried, plan = self._after(index, carried, plan)

    def _goes_back(self, index: int, carried: Period | None) -> bool:
        """Whether a paragraph goes back from a part (`riêng tháng 9`) or a sum (`tính chung 7 tháng`)."""
        focus, sentence = self._page.focus, self._sentences[index]
        if carried is None or focus is None or not self._page.is_report:
            return False
        if sentence.block.kind is BlockKind.LIST_ITEM or continues(self._text, sentence.start):
            return False
        if carried in (focus, self._page.as_of):
            return False
        running = carried.holds(focus) and carried.start.year == focus.end.year and not carried.whole_year
        return focus.holds(carried) or running

    def _join_ranges(self, uses: list[_Use]) -> None:
        """Two days that are the ends of one stretch mean all of it."""
        days = [at for at, use in enumerate(uses) if use.mention.kind == "day"]
        for first, last in itertools.pairwise(days):
            start = meaning(uses[first].mention, Role.EVENT, self._page)
            end = meaning(uses[last].mention, Role.EVENT, self._page)
            if start is None or end is None or start > end:
                continue
            if is_range(self._text, uses[first].mention, uses[last].mention):
                uses[last] = replace(uses[last], role=Role.STATED, period=Period(start.start, end.end))
                uses[first] = replace(uses[first], role=Role.NONE)

    def _after(
        self, index: int, carried: Period | None, plan: Period | None
    ) -> tuple[Period | None, Period | None]:
        uses = self._uses[index]
        leading = (Role.STATED, Role.AS_OF, Role.NOW)
        free = [
            u for u in uses if u.period and not u.attached and u.role in leading and self._usable(index, u)
        ]
        hung = [u for u in uses if u.period and u.attached and u.role in (Role.STATED, Role.AS_OF)]
        plans = [u for u in uses if u.period and u.role is Role.PLAN and u.period.whole_year]
        carrying = [u for u in free or hung if self._carries(index, u)]
        last = carrying[-1:]
        # `9 tháng tăng 8%, riêng tháng 9 giảm 2%`: the whole goes on, the part does not.
        if last and not self._opens(index, last[0]):
            focus = self._page.focus
            whole = [u for u in carrying if u.period == focus]
            last = whole[-1:] if whole and focus and focus.holds(last[0].period or focus) else last
        if last and not self._is_ahead(index, last[0]):
            carried = last[0].period
        if plans:
            plan = plans[-1].period
        elif last:
            plan = None
        return carried, plan

    def _opens(self, index: int, use: _Use) -> bool:
        return use.mention.start - self._sentences[index].start < _OPENING_OF_CARRIED

    def _carries(self, index: int, use: _Use) -> bool:
        """A time in brackets is said in passing; an older one is background unless it opens its sentence."""
        mention, focus = use.mention, self._page.focus
        if self._in_brackets(index, mention):
            return False
        if mention.relative == "nay" and self._page.is_report and focus and use.period != focus:
            return focus.holds(use.period or focus)
        background = mention.kind == "years" and mention.start - self._sentences[index].start > _OPENING
        if self._opens(index, use) and not background:
            return True
        if focus is None or use.period is None:
            return True
        single = focus.start.year == focus.end.year
        long = mention.kind == "years" and single and use.period.start.year < use.period.end.year
        return use.period.end >= focus.start and not long

    def _in_brackets(self, index: int, mention: TimeMention) -> bool:
        # `trong 3 năm (2016 - 2018)`: the brackets say which.
        if mention.kind in ("years", "lunar", "day"):
            return False
        low = max(self._sentences[index].start, mention.start - _FARTHEST_ATTACHED)
        before = self._text[low : mention.start]
        return before.rfind("(") > before.rfind(")")

    def _is_ahead(self, index: int, use: _Use) -> bool:
        """A term that is still to run (`giai đoạn 2021 - 2025`): what follows is of the page's time."""
        newest = self._page.year
        if newest and use.mention.kind == "year" and not self._opens(index, use):
            return use.mention.year is not None and use.mention.year > newest
        if use.mention.kind != "years" or use.period is None or newest is None:
            return False
        return use.period.end.year > newest

    # --- readings

    def reading(self, index: int, start: int, end: int) -> PeriodReading:
        """The period of the number `[start, end)` of a sentence."""
        period, hit = self._find(index, start, end)
        if period is None:
            return PeriodReading(None, None, (hit,))
        return PeriodReading(period.start, period.end, (hit,))

    def _find(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit]:
        stated = self._stated(index, start, end)
        if stated is not None:
            return stated
        event = self._of_event(index, start, end)
        if event is not None:
            return event
        elsewhere = self._same_figure(index, start, end)
        if elsewhere is not None:
            return elsewhere
        return self._inherited(index, start)

    def _stated(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        uses = self._around(index, start, end)
        for use in uses:
            if use.mention.start < end or use.period is None:
                continue
            if use.role in _ATTACHED and self._attaches(end, use.mention.start):
                return use.period, _hit("stated_beside", use.period, use.mention.start, use.mention.end)
            break
        older = self._older_side(index, uses, start, end)
        if older is not None:
            return older
        leading = self._leading(index, uses, start)
        if leading is not None:
            return leading
        return self._following(uses, end)

    def _around(self, index: int, start: int, end: int) -> list[_Use]:
        """The mentions within reach of a number: a sentence without end is still read in linear time."""
        starts = self._starts[index]
        low, high = bisect_left(starts, start - _REACH), bisect_left(starts, end + _REACH)
        return self._uses[index][low:high]

    def _older_side(
        self, index: int, uses: list[_Use], start: int, end: int
    ) -> tuple[Period | None, RuleHit] | None:
        for at, use in enumerate(uses):
            if use.role is not Role.OLDER_SIDE:
                continue
            mention = use.mention
            behind = mention.end <= start and _OLDER_TAIL.fullmatch(self._text, mention.end, start)
            before = end <= mention.start and _OF_OLDER.fullmatch(self._text, end, mention.start)
            if not behind and not before:
                continue
            base = self._base_of(index, uses[:at])
            if base is None:
                return None
            shift = mention.year - base.end.year if mention.year else -1
            period = calendar.moved(base, shift)
            return period, _hit("older_side", period, mention.start, mention.end)
        return None

    def _base_of(self, index: int, before: list[_Use]) -> Period | None:
        for use in reversed(before):
            if use.period is not None and use.role in (Role.STATED, Role.AS_OF, Role.NOW):
                return use.period
        return self._carried[index] or self._page.focus

    def _leading(self, index: int, uses: list[_Use], start: int) -> tuple[Period | None, RuleHit] | None:
        fallback: _Use | None = None
        for use in reversed(uses):
            mention = use.mention
            if mention.end > start or use.period is None:
                continue
            if self._in_brackets(index, mention) and ")" in self._text[mention.end : start]:
                continue
            if use.role is Role.PLAN_OF_FIGURE and _IN_PARENTHESIS.fullmatch(self._text, mention.end, start):
                return use.period, _hit("stated_in_clause", use.period, mention.start, mention.end)
            if use.role is Role.EVENT and not use.attached and self._event_leads(index, mention, start):
                return use.period, _hit("event_day", use.period, mention.start, mention.end)
            if use.role not in _LEADING or not self._usable(index, use):
                continue
            if use.attached:
                fallback = fallback or use
                continue
            return use.period, _hit("stated_in_clause", use.period, mention.start, mention.end)
        if fallback is not None and not _CHANGED.search(self._text, fallback.mention.end, start):
            return fallback.period, _hit(
                "stated_in_sentence", fallback.period, fallback.mention.start, fallback.mention.end
            )
        return None

    def _usable(self, index: int, use: _Use) -> bool:
        """Whether `đến nay` leads to what the page reports on, not to a year named before it in the sentence.

        `năm 2017 đặt mục tiêu 8,4% nhưng đến nay đạt 8,2%`: both are of the year that is named.
        """
        if use.role is not Role.NOW:
            return True
        start = use.mention.start
        if not _PLANNED.search(self._text, max(self._sentences[index].start, start - _REACH), start):
            return True
        before = [u for u in self._around(index, start, start) if u.mention.end <= start]
        return not any(u.role is Role.STATED and u.period is not None and u.period.whole_year for u in before)

    def _event_leads(self, index: int, mention: TimeMention, start: int) -> bool:
        between = self._text[mention.end : start]
        if len(between) > _FARTHEST_EVENT:
            return False
        if _REPORT.search(between) is not None:
            return False
        if not _CLAUSE_END.search(between):
            return True
        opens = mention.start - self._sentences[index].start < _OPENING
        return _ACT.search(between) is not None or (opens and _MEETING.search(between) is None)

    def _following(self, uses: list[_Use], end: int) -> tuple[Period | None, RuleHit] | None:
        for use in uses:
            mention = use.mention
            if mention.start < end:
                continue
            between = self._text[end : mention.start]
            if len(between) > _FARTHEST_FOLLOWING or _CLAUSE_END.search(_PARENTHESIS.sub("", between)):
                return None
            if use.period is None:
                continue
            if use.role in (Role.STATED, Role.AS_OF):
                return use.period, _hit("stated_in_clause", use.period, mention.start, mention.end)
            if use.role is Role.EVENT and _FOLLOWING_EVENT.search(between):
                return use.period, _hit("event_day", use.period, mention.start, mention.end)
        return None

    def _of_event(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        page = self._page
        if page.day is None or not self._page.has_event:
            return None
        between = self._text[max(self._sentences[index].start, start - _FARTHEST_EVENT) : start]
        cue = _EVENT_CUE.search(between)
        if cue is None:
            return None
        rest = between[cue.end() :]
        if _OF_WHOLE.search(rest):
            return None
        if _REPORT.search(rest) or not (_ACT.search(rest) or _ACT.search(self._text, end, end + 25)):
            return None
        period = calendar.single(page.day)
        return period, _hit("event_day", period)

    @cached_property
    def _same_figures(self) -> dict[str, list[tuple[int, int, int]]]:
        found: dict[str, list[tuple[int, int, int]]] = {}
        for at, spans in enumerate(self.numerals):
            for low, high in spans:
                found.setdefault(self._text[low:high].rstrip(".,"), []).append((at, low, high))
        return found

    def _same_figure(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        match = _NUMERAL.search(self._text, start, end)
        if match is None:
            return None
        key = match.group().rstrip(".,")
        digits = sum(char.isdigit() for char in key)
        apart = self._sentences[index].block.kind in _APART
        if digits < (_TELLING_DIGITS if apart else _TELLING_DIGITS_IN_BODY) or key == "100%":
            return None
        for at, low, high in self._same_figures.get(key, ()):
            if at == index or self._sentences[at].block.kind is BlockKind.TITLE or (not apart and at > index):
                continue
            found = self._stated(at, low, max(high, low + (end - start)))
            if found is not None and found[0] is not None:
                return found[0], _hit("same_figure", found[0], low, high)
        return None

    def _aims(self, index: int, start: int) -> bool:
        """Whether a number is yet to be reached: said before it, or in the sentence that this one goes on."""
        low = self._sentences[index].start
        if _TARGET_CUE.search(self._text, max(low, start - _FARTHEST_EVENT), start):
            return True
        if index == 0 or not _SAME_AIM.match(self._text, low, start):
            return False
        before = self._sentences[index - 1]
        return (
            _TARGET_CUE.search(self._text, before.start, min(before.end, before.start + _REACH)) is not None
        )

    def _inherited(self, index: int, start: int) -> tuple[Period | None, RuleHit]:
        is_target = self._aims(index, start)
        plan = self._carried_plan[index]
        if is_target and plan is not None:
            return plan, _hit("inherited_from_plan", plan)
        carried, rule = self._carried[index], "inherited_from_sentence"
        if carried is None:
            carried, rule = self._page.focus, "page_focus" if self._page.is_report else "page_date"
        if carried is not None and is_target and carried.start.year == carried.end.year:
            carried, rule = calendar.year(carried.end.year), "target_year"
        return carried, _hit(rule, carried)
