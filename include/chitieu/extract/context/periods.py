"""When a figure was: stated beside it, carried on from the sentence before, or what the page reports on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone

from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.context.readings import PeriodReading
from chitieu.extract.context.roles import Role, goes_on, role_of
from chitieu.extract.context.temporal import TimeMention, time_mentions_in
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import Article, BlockKind, RuleHit

_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})
_LEADING = frozenset({Role.STATED, Role.AS_OF, Role.TARGET, Role.PLAN, Role.NOW})
_ATTACHED = frozenset({Role.STATED, Role.AS_OF, Role.TARGET, Role.EVENT})
_NUMERAL = compiled(r"(?<![\w.,/-])\d[\d.,]*(?:/\d[\d.,]*)?%?")
_PARENTHESIS = compiled(r"\([^()]*\)")
_ATTACHING = compiled(
    r"\)?(?!.*(?<!\w)(?:so|hơn|kế hoạch|chỉ tiêu|dự toán|mục tiêu|trong khi|nhưng|và|tăng|giảm|đạt|còn|là|thì|bằng)(?!\w))[^,;:.\d()]{0,45}"
)
_IN_PARENTHESIS = compiled(r"\s*\(\s*[^()\d]{0,20}")
_CHANGED = compiled(r"xuống|lên|thành")
_CLAUSE_END = compiled(r"[,;:]")
_TARGET_CUE = compiled(
    r"(?<!\w)(?:phấn đấu|đặt mục tiêu|hoàn thành mục tiêu|mục tiêu|kỳ vọng|phải|chỉ tiêu đề ra|đặt ra)(?!\w)"
)
_PLANNED = compiled(r"(?:mục tiêu|kế hoạch|chỉ tiêu)")
_EVENT_CUE = compiled(
    r"(?<!\w)(?:(?:tại|cũng tại|trong|nhân|qua)\s+(?:hội nghị|buổi|lễ|đại hội|chương trình|cuộc|ngày hội|hội thảo|diễn đàn|hội thi)"
    r"|dịp này|đợt này|tại đây|buổi (?:lễ|đối thoại|gặp mặt|làm việc)|hội nghị có|tại sự kiện)"
)
_ACT = compiled(
    r"(?<!\w)(?:trao|tặng|biểu dương|tuyên dương|khen thưởng|ký kết|nêu|tham dự|tham gia|sự góp mặt|đại biểu|ý kiến|kiến nghị"
    r"|ủng hộ|quyên góp|hiến máu|khám|hỗ trợ|thăm|bàn giao|khởi công|khánh thành|gắn biển)(?!\w)"
)
_REPORT = compiled(
    r"(?<!\w)(?:cho biết|báo cáo|thông tin|công bố|khẳng định|đánh giá|nhấn mạnh|cho hay|họp báo|theo)(?!\w)"
)
_REPORTED = compiled(r"(?:tổng kết|sơ kết|kết quả|đánh giá|tình hình|báo cáo|công bố|khảo sát)[^.;]{0,70}$")
_OLDER_TAIL = compiled(r"[^,;()\d]{0,45}")
_OF_OLDER = compiled(r"\s*[^,;()\d]{0,25}của\s+$")
_MEETING = words(r"hội nghị|họp|tổng kết|sơ kết|khảo sát|cho ý kiến|hội thảo|đại hội|tọa đàm")
_FOLLOWING_EVENT = compiled(r"(?:hội nghị|buổi|lễ|chương trình|ngày hội|diễn ra|tổ chức)")
_SPAN_KINDS = {
    "day": "date",
    "days": "date",
    "lunar": "date",
    "date": "date",
    "clock": "time",
    "year": "year",
    "relative_year": "year",
    "years": "term",
    "last_term": "term",
    "school_year": "term",
    "duration": "duration",
    "past_years": "duration",
    "years_ago": "duration",
    "century": "date",
}
# Pages date themselves by the clock of Việt Nam.
_VIETNAM = timezone(timedelta(hours=7))
_REPORT_SCORE = 3.0
_TELLING_DIGITS, _TELLING_DIGITS_IN_BODY = 2, 4
_REPORT_SCORE_UNDATED = 2.0
_REVIEW_MONTHS = 3
_UNFINISHED_MONTHS = 9
_OPENING = 15


@dataclass(frozen=True, slots=True)
class _Use:
    """A mention in its sentence: its role, its period, and whether it hangs on the number just before it."""

    mention: TimeMention
    role: Role
    period: Period | None
    attached: bool


@dataclass(slots=True)
class _Page:
    """What the page as a whole says about time."""

    published: date | None
    year: int | None = None
    day: date | None = None
    report_year: int | None = None
    focus: Period | None = None
    as_of: Period | None = None
    terms: list[Period] = field(default_factory=list)
    is_report: bool = False
    has_event: bool = False


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
        published = article.published_at.astimezone(_VIETNAM).date() if article.published_at else None
        self._page = _Page(published)
        self._read_page()
        self._uses: list[list[_Use]] = []
        self._carried: list[Period | None] = []
        self._carried_plan: list[Period | None] = []
        self._carry_on()
        self._same_figures: dict[str, list[tuple[int, int, int]]] | None = None

    # --- mentions and their roles

    def _roles_of(self, index: int) -> list[Role]:
        sentence = self._sentences[index]
        roles: list[Role] = []
        previous: TimeMention | None = None
        for mention in self._mentions[index]:
            role = role_of(mention, self._text, sentence.start, sentence.end, previous)
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
        """Stretches of a sentence that are times, with what they are: date, time, year, term, duration, period."""
        return [
            (m.start, m.end, _SPAN_KINDS.get(m.kind, "period"))
            for m in self._mentions[index]
            if m.kind != "now"
        ]

    # --- the page

    def _read_page(self) -> None:
        page = self._page
        page.year = page.published.year if page.published else self._latest_year()
        self._settle_targets()
        page.report_year = self._report_year() or page.year
        event = self._event_day()
        page.has_event = event is not None
        page.day = event or page.published
        self._read_terms()
        self._read_focus()

    def _settle_targets(self) -> None:
        """`đến năm 2018` is yet to be reached only where the page is older; `hết năm 2017` may be then."""
        newest, published = self._page.year, self._page.published
        for mentions, roles in zip(self._mentions, self._roles, strict=True):
            for at, mention in enumerate(mentions):
                if roles[at] is Role.TARGET and newest and mention.year and mention.year <= newest:
                    roles[at] = Role.STATED
                unfinished = published and published.month <= _UNFINISHED_MONTHS
                if (
                    unfinished
                    and mention.part == "hết"
                    and mention.year == newest
                    and roles[at] is Role.STATED
                ):
                    roles[at] = Role.TARGET

    def _all(self) -> list[tuple[int, TimeMention, Role]]:
        return [
            (i, m, r)
            for i, (ms, rs) in enumerate(zip(self._mentions, self._roles, strict=True))
            for m, r in zip(ms, rs, strict=True)
        ]

    def _latest_year(self) -> int | None:
        silent = (Role.TARGET, Role.DOCUMENT, Role.NONE)
        found = [m.year for _, m, r in self._all() if m.year and m.kind != "years" and r not in silent]
        if found:
            return max(found)
        return max((m.year for _, m, _ in self._all() if m.year and m.kind != "years"), default=None)

    def _report_year(self) -> int | None:
        page = self._page
        score: dict[int, float] = {}
        for index, mention, role in self._all():
            if mention.year is None or mention.kind in ("years", "day", "days", "same"):
                continue
            if role not in (Role.STATED, Role.AS_OF, Role.PLAN):
                continue
            weight = self._weight(index) * (0.2 if role is Role.PLAN else 1.0)
            score[mention.year] = score.get(mention.year, 0.0) + weight
        known = {y: s for y, s in score.items() if page.year is None or y <= page.year}
        return max(known, key=lambda y: (known[y], y)) if known else None

    def _weight(self, index: int) -> float:
        kind = self._sentences[index].block.kind
        if kind is BlockKind.TITLE:
            return 8.0
        if kind is BlockKind.LEAD:
            return 5.0
        return 2.0 if index < 6 else 1.0

    def _event_day(self) -> date | None:
        for index, mention, role in self._all():
            if self._sentences[index].block.kind is BlockKind.CAPTION and index > 3:
                continue
            if index > 8:
                break
            if role is Role.EVENT and mention.kind == "day":
                period = self._resolve(mention, role, None)
                if period and (self._page.published is None or period.end <= self._page.published):
                    return period.end
        return None

    def _read_terms(self) -> None:
        for _, mention, _ in self._all():
            if mention.kind == "years" and mention.year and mention.year2 and mention.year <= mention.year2:
                self._page.terms.append(calendar.years(mention.year, mention.year2))

    def _read_focus(self) -> None:
        page = self._page
        score: dict[Period, float] = {}
        for index, mention, role in self._all():
            if mention.kind in ("day", "days", "lunar", "since", "since_new_year") and role is not Role.AS_OF:
                continue
            if role not in (Role.STATED, Role.AS_OF, Role.PLAN, Role.TARGET) or (
                mention.kind == "year" and mention.part == "đầu"
            ):
                continue
            period = self._resolve(mention, role, None)
            if period is None:
                continue
            weight = self._weight(index)
            before = self._text[max(self._sentences[index].start, mention.start - 90) : mention.start]
            if weight > 1.0 and _REPORTED.search(before):
                weight += 3.0
            score[period] = score.get(period, 0.0) + weight * self._likely(mention, role, period)
        review = page.published and page.published.month <= _REVIEW_MONTHS and not self._page.has_event
        if review and page.published:
            last = calendar.year(page.published.year - 1)
            if last in score:
                score[last] += 2.0
        best = self._unfinished(score, max(score, key=lambda p: (score[p], p.end), default=None))
        enough = _REPORT_SCORE if page.published else _REPORT_SCORE_UNDATED
        if best is not None and (score[best] >= enough or page.day is None):
            page.focus, page.is_report = best, True
        elif page.day is not None:
            page.focus = calendar.until(page.day)
        page.as_of = self._as_of()

    def _unfinished(self, score: dict[Period, float], best: Period | None) -> Period | None:
        """`tính đến hết tháng 2-2018` beside the year 2018: the page reports on the part that is over."""
        if best is None or not best.whole_year:
            return best
        parts = {
            period
            for _, mention, role in self._all()
            if role is Role.AS_OF and (period := self._resolve(mention, role, None)) in score
        }
        fitting = [
            p
            for p in parts
            if best.holds(p) and p.end.month <= _UNFINISHED_MONTHS and score[p] * 3 >= score[best]
        ]
        return max(fitting, key=lambda p: p.end, default=best)

    def _likely(self, mention: TimeMention, role: Role, period: Period) -> float:
        factor = 0.2 if role in (Role.PLAN, Role.TARGET) else 1.0
        published = self._page.published
        if published and period == calendar.year(published.year) and published.month <= _UNFINISHED_MONTHS:
            factor *= 0.2
        if mention.kind == "years":
            factor *= 0.5
        if mention.rule == "time.bare_year":
            factor *= 0.5
        newest = self._page.year
        if newest is not None:
            if period.start.year > newest:
                factor *= 0.2
            elif period.end.year < newest - 1 and mention.kind != "years":
                factor *= 0.3
        return factor

    def _as_of(self) -> Period | None:
        focus = self._page.focus
        if focus is None:
            return None
        for index, mention, role in self._all():
            if index > 5 or mention.kind != "day" or role is not Role.AS_OF:
                continue
            period = self._resolve(mention, role, None)
            if period and period.end.year == focus.end.year:
                return period
        return focus

    # --- what a mention means

    def _year_of(self, mention: TimeMention) -> int | None:
        if mention.year is not None:
            return mention.year
        page = self._page
        if mention.relative in ("ngoái", "trước"):
            return page.year - 1 if page.year else None
        if mention.relative == "nay":
            return page.year
        if page.published is None:
            return page.report_year
        first = mention.month or mention.count or 1
        if mention.kind == "quarter":
            first = 3 * (mention.count or 1) - 2
        if mention.kind == "day" and mention.month:
            return page.published.year if mention.month <= page.published.month else page.published.year - 1
        late = first > page.published.month and mention.kind != "half"
        return page.published.year - 1 if late else page.published.year

    def _resolve(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        read = _READERS.get(mention.kind)
        return read(self, mention, role, recent) if read else None

    def _read_day(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        number = self._year_of(mention)
        if number is None or mention.month is None or mention.day is None:
            return None
        last = calendar.safe_day(number, mention.month, mention.day2 or mention.day)
        first = calendar.safe_day(number, mention.month, mention.day)
        if last is None or first is None or first > last:
            return None
        return calendar.until(last) if role is Role.AS_OF else Period(first, last)

    def _read_lunar(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        number = self._page.year
        day = calendar.tet_day(number, mention.day) if number and mention.day else None
        return calendar.single(day) if day else None

    def _read_month(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        number = self._year_of(mention)
        if number is None or mention.month is None:
            return None
        last = mention.month2 or mention.month
        if last < mention.month:
            return None
        return calendar.months(number, 1 if role is Role.AS_OF else mention.month, last)

    def _read_first_months(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        number = self._year_of(mention)
        count = mention.count or 0
        if mention.kind == "bare_months" and not 2 <= count <= 11:
            return None
        return calendar.months(number, 1, count) if number and 1 <= count <= 12 else None

    def _read_half(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        number = self._year_of(mention)
        if number is None:
            return None
        second = mention.kind == "rest" or mention.part == "cuối"
        return calendar.months(number, 7, 12) if second else calendar.months(number, 1, 6)

    def _read_quarter(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        number = self._year_of(mention)
        if number is None or not mention.count or not 1 <= mention.count <= 4:
            return None
        if role is Role.AS_OF:
            return calendar.months(number, 1, 3 * mention.count)
        return calendar.quarter(number, mention.count)

    def _read_year(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        if mention.year is None:
            return None
        if mention.part == "đầu" and role is Role.AS_OF:
            focus = self._page.focus
            if focus and focus.end.year == mention.year - 1:
                return focus
            return calendar.year(mention.year - 1)
        return calendar.year(mention.year)

    def _read_years(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        first, last = mention.year, mention.year2
        if first is None or last is None or first > last:
            return None
        if mention.kind == "school_year":
            return Period(date(first, 9, 1), date(last, 8, 31))
        return calendar.years(first, last)

    def _read_relative_year(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        page = self._page
        if page.year is None:
            return None
        if mention.relative in ("qua", "vừa qua"):
            if page.published and page.report_year == page.published.year:
                early = page.published.month <= _REVIEW_MONTHS
                return calendar.year(page.year - 1 if early else page.year)
            return calendar.year(page.report_year or page.year)
        shift = {"ngoái": -1, "trước": -1, "tới": 1, "sau": 1, "tiếp theo": 1}.get(mention.relative or "", 0)
        return calendar.year(page.year + shift)

    def _read_year_end(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        return calendar.year(self._page.year) if self._page.year else None

    def _read_since(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        page = self._page
        end = (page.focus.end if page.focus else None) or page.published
        if end is None or mention.year is None or mention.year > end.year:
            return None
        return Period(date(mention.year, 1, 1), end)

    def _read_since_new_year(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        page = self._page
        if page.as_of is not None and (mention.year is None or page.as_of.end.year == mention.year):
            return Period(date(page.as_of.end.year, 1, 1), page.as_of.end)
        return None

    def _read_past_years(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        page = self._page
        count = mention.count or 5
        newest = page.report_year or page.year
        if newest is None:
            return None
        fitting = [t for t in page.terms if t.end.year - t.start.year in (count, count - 1)]
        ended = [t for t in fitting if t.end.year <= (page.year or newest)]
        if ended:
            return max(ended)
        ahead = [t for t in page.terms if t.start.year in (newest, newest + 1) and t.end.year > newest]
        if ahead:
            return calendar.years(min(ahead).start.year - count, min(ahead).start.year)
        return calendar.years(newest - count + 1, newest)

    def _read_years_ago(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        page = self._page
        newest = page.focus.end.year if page.focus else page.year
        return calendar.year(newest - mention.count) if newest and mention.count else None

    def _read_recent(self, mention: TimeMention, role: Role, recent: Period | None) -> Period | None:
        return recent

    # --- carrying on

    def _hangs_on_number(self, index: int, mention: TimeMention) -> bool:
        ends = [end for _, end in self.numerals[index]]
        at = bisect_left(ends, mention.start + 1) - 1
        return at >= 0 and self._attaches(ends[at], mention.start)

    def _attaches(self, end: int, start: int) -> bool:
        if start - end > 120:
            return False
        gap = _PARENTHESIS.sub("", self._text[end:start])
        return _ATTACHING.fullmatch(gap) is not None

    def _carry_on(self) -> None:
        carried: Period | None = None
        plan: Period | None = None
        month: Period | None = None
        quarter: Period | None = None
        for index, sentence in enumerate(self._sentences):
            apart = sentence.block.kind in _APART
            if sentence.block.kind is BlockKind.HEADING:
                carried = plan = None
            self._carried.append(None if apart else carried)
            self._carried_plan.append(None if apart else plan)
            uses = []
            for mention, role in zip(self._mentions[index], self._roles[index], strict=True):
                recent = quarter if mention.kind == "within_quarter" else month
                period = self._resolve(mention, role, recent)
                if period is not None and mention.kind == "month" and role is Role.STATED:
                    month = period
                if period is not None and mention.kind == "quarter" and role is Role.STATED:
                    quarter = period
                if role is Role.NOW:
                    period = self._page.focus
                uses.append(_Use(mention, role, period, self._hangs_on_number(index, mention)))
            self._uses.append(uses)
            if not apart:
                carried, plan = self._after(index, carried, plan)

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
        last = (free or hung)[-1:] or None
        if last:
            carried = last[0].period
        if plans:
            plan = plans[-1].period
        elif last:
            plan = None
        return carried, plan

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
        uses = self._uses[index]
        for use in uses:
            if use.mention.start < end or use.period is None:
                continue
            if use.role in _ATTACHED and self._attaches(end, use.mention.start):
                return use.period, _hit("stated_beside", use.period, use.mention.start, use.mention.end)
            break
        older = self._older_side(index, start, end)
        if older is not None:
            return older
        leading = self._leading(index, start)
        if leading is not None:
            return leading
        return self._following(index, end)

    def _older_side(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        uses = self._uses[index]
        for at, use in enumerate(uses):
            if use.role is not Role.OLDER_SIDE:
                continue
            mention = use.mention
            behind = mention.end <= start and _OLDER_TAIL.fullmatch(self._text, mention.end, start)
            before = end <= mention.start and _OF_OLDER.fullmatch(self._text, end, mention.start)
            if not behind and not before:
                continue
            base = self._base_of(index, at)
            if base is None:
                return None
            shift = mention.year - base.end.year if mention.year else -1
            period = calendar.moved(base, shift)
            return period, _hit("older_side", period, mention.start, mention.end)
        return None

    def _base_of(self, index: int, at: int) -> Period | None:
        for use in reversed(self._uses[index][:at]):
            if use.period is not None and use.role in (Role.STATED, Role.AS_OF, Role.NOW):
                return use.period
        return self._carried[index] or self._page.focus

    def _leading(self, index: int, start: int) -> tuple[Period | None, RuleHit] | None:
        fallback: _Use | None = None
        for use in reversed(self._uses[index]):
            mention = use.mention
            if mention.end > start or use.period is None:
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
        if not _PLANNED.search(self._text, self._sentences[index].start, use.mention.start):
            return True
        before = [
            u for u in self._uses[index] if u.mention.end <= use.mention.start and u.role is Role.STATED
        ]
        return not any(u.period is not None and u.period.whole_year for u in before)

    def _event_leads(self, index: int, mention: TimeMention, start: int) -> bool:
        between = self._text[mention.end : start]
        if not _CLAUSE_END.search(between):
            return True
        if _REPORT.search(between) is not None:
            return False
        opens = mention.start - self._sentences[index].start < _OPENING
        return _ACT.search(between) is not None or (opens and _MEETING.search(between) is None)

    def _following(self, index: int, end: int) -> tuple[Period | None, RuleHit] | None:
        for use in self._uses[index]:
            mention = use.mention
            if mention.start < end:
                continue
            between = self._text[end : mention.start]
            if _CLAUSE_END.search(_PARENTHESIS.sub("", between)) or len(between) > 220:
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
        between = self._text[self._sentences[index].start : start]
        cue = _EVENT_CUE.search(between)
        if cue is None:
            return None
        rest = between[cue.end() :]
        if _REPORT.search(rest) or not (_ACT.search(rest) or _ACT.search(self._text, end, end + 25)):
            return None
        period = calendar.single(page.day)
        return period, _hit("event_day", period)

    def _same_figure(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        if self._same_figures is None:
            self._same_figures = {}
            for at, spans in enumerate(self.numerals):
                for low, high in spans:
                    key = self._text[low:high].rstrip(".,")
                    self._same_figures.setdefault(key, []).append((at, low, high))
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

    def _inherited(self, index: int, start: int) -> tuple[Period | None, RuleHit]:
        text = self._text[self._sentences[index].start : start]
        is_target = _TARGET_CUE.search(text) is not None
        plan = self._carried_plan[index]
        if is_target and plan is not None:
            return plan, _hit("inherited_from_plan", plan)
        carried, rule = self._carried[index], "inherited_from_sentence"
        if carried is None:
            carried, rule = self._page.focus, "page_focus" if self._page.is_report else "page_date"
        if carried is not None and is_target and carried.start.year == carried.end.year:
            carried, rule = calendar.year(carried.end.year), "target_year"
        return carried, _hit(rule, carried)


_READERS = {
    "day": Timeline._read_day,
    "days": Timeline._read_day,
    "lunar": Timeline._read_lunar,
    "month": Timeline._read_month,
    "months": Timeline._read_month,
    "first_months": Timeline._read_first_months,
    "bare_months": Timeline._read_first_months,
    "half": Timeline._read_half,
    "rest": Timeline._read_half,
    "quarter": Timeline._read_quarter,
    "year": Timeline._read_year,
    "years": Timeline._read_years,
    "school_year": Timeline._read_years,
    "relative_year": Timeline._read_relative_year,
    "year_end": Timeline._read_year_end,
    "since": Timeline._read_since,
    "since_new_year": Timeline._read_since_new_year,
    "past_years": Timeline._read_past_years,
    "last_term": Timeline._read_past_years,
    "years_ago": Timeline._read_years_ago,
    "within_month": Timeline._read_recent,
    "within_quarter": Timeline._read_recent,
}
