"""When a figure was: stated beside it, carried on from the sentence before, or what the page reports on."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta, timezone
from functools import cached_property

from chitieu.extract.context import calendar
from chitieu.extract.context.aims import aims, goes_on_aiming, term_aimed_at
from chitieu.extract.context.brackettimes import is_in_bracket_behind
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.comparedblocks import (
    Named,
    compared_block,
    compared_year,
    in_clause,
    is_of_clause_before,
)
from chitieu.extract.context.duetimes import give_years_to_due
from chitieu.extract.context.events import Done, acts, done_at_event, held, meets, reports, speaks_for_all
from chitieu.extract.context.foretelling import foretold_before, is_foretold
from chitieu.extract.context.headings import Planned
from chitieu.extract.context.inturn import time_in_turn
from chitieu.extract.context.meanings import meaning
from chitieu.extract.context.occasions import is_frame
from chitieu.extract.context.oldersides import OlderSides
from chitieu.extract.context.pagedates import PageDateReader, settle_targets
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.plans import of_each_year, whole_plan, year_aimed_at
from chitieu.extract.context.rankings import give_year_of_ranking
from chitieu.extract.context.readings import PeriodReading
from chitieu.extract.context.recenttimes import Recent
from chitieu.extract.context.roles import Role, is_range, roles_in
from chitieu.extract.context.scoping import APART, Scopes, Use, hit, in_brackets, names_year, usable
from chitieu.extract.context.spankinds import SPAN_KINDS
from chitieu.extract.context.stamps import stamp_of
from chitieu.extract.context.temporal import TimeMention, time_mentions_in
from chitieu.extract.context.yearevidence import Marked, day_held, latest_year
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Article, BlockKind, RuleHit

_LEADING = frozenset({Role.STATED, Role.AS_OF, Role.TARGET, Role.PLAN, Role.NOW})
_ATTACHED = frozenset({Role.STATED, Role.AS_OF, Role.TARGET, Role.EVENT})
_NUMERAL = compiled(r"\d(?<![\w.,/-]\d)[\d.,]*(?:/\d[\d.,]*)?%?")
_PARENTHESIS = compiled(r"\([^()]*\)")
_ATTACHING = compiled(
    r"\)?(?!.*(?<!\w)(?:so|hơn|kế hoạch|chỉ tiêu|dự toán|mục tiêu|trong khi|nhưng|và|tăng|giảm|đạt|còn|là"
    r"|thì|do|nhờ|vì|bởi|để|nhằm|(?<!mặt )bằng)(?!\w))[^,;:.\d()]{0,45}"
)
_IN_PARENTHESIS = compiled(r"\s*\(\s*[^()\d]{0,20}")
_REST_OF_RANGE = compiled(r"^\s*[-–]\s*\d[\d.,]*%?(?=\s)")
_CHANGED = compiled(r"xuống|lên|thành|còn")
# What a figure stands against or comes from has its own time.
_APART = word_pattern(r"(?<!\w)(?:trong khi|nhưng|thay vì|do|nhờ|vì|bởi|để|nhằm)(?!\w)")
_COMPARED_WITH = ending(
    r"(?:(?:so với|thay vì)\s+(?:(?:mức|con số|tỷ lệ|số|kỷ lục)\s+)?"
    r"|(?:hơn|kém|vượt)(?:\s+xa)?\s+(?:mức|con số|kỷ lục)\s+)(?:gần\s+|trên\s+)?"
)
_DIGIT = compiled(r"\d")
_WHEN = words(r"khi|lúc|hồi|thời điểm|bắt đầu|bắt tay|đại hội|hội thi|hội thao|kỳ thi|cuộc thi|giải")
_CLAUSE_END = compiled(r"[,;:]")
_PLANNED = compiled(r"(?:mục tiêu|kế hoạch|chỉ tiêu)")
_OCCASIONS = frozenset({"tet_year", "campaign"})
_BONUS = words("thưởng")
# What is assigned for a year is of all of it: `được giao 118 tỷ đồng`, `dự toán 187 tỷ đồng`.
_ASSIGNED = ending(
    r"(?:được giao|chỉ tiêu là|kế hoạch là|tỉnh giao|trung ương giao|kế hoạch vốn|tổng kế hoạch|dự toán"
    r"|trong số)[^,;.()\d]{0,25}|(?:dự toán|kế hoạch|chỉ tiêu)(?:\s+(?:cả\s+)?năm)?\s*\(\s*"
)
_ON_THE_DAY = compiled(r"[\s\"'(-]{0,12}(?:nhân\s+)?dịp này(?!\w)")
# Pages date themselves by the clock of Việt Nam.
_VIETNAM = timezone(timedelta(hours=7))
_TELLING_DIGITS, _TELLING_DIGITS_IN_BODY = 2, 4
_OPENING, _OPENING_OF_CARRIED = 15, 25
_FARTHEST_ATTACHED, _FARTHEST_FOLLOWING, _FARTHEST_EVENT = 120, 220, 400
_REACH, _BEHIND_EVENT, _FARTHEST_FOR_ALL = 1500, 40, 40
# A figure asks for another sentence than its own, so two are enough.
_SENTENCES_TO_TELL = 2


class Timeline:
    """The periods of one article's figures; everything is worked out once, a reading then looks it up."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], folded: str) -> None:
        self._text = folded
        self._sentences = sentences
        self._mentions = [time_mentions_in(folded, s.start, s.end) for s in sentences]
        self._roles = [
            roles_in(found, folded, s.start, s.end)
            for found, s in zip(self._mentions, sentences, strict=True)
        ]
        self.numerals = [self._numerals_of(i) for i in range(len(sentences))]
        self._page = self._read_page(article)
        self._dated_figures: dict[str, list[tuple[int, Period, int, int]]] = {}
        self._named: list[Named] = []
        self._uses = self._read_uses()
        self._starts = [[use.mention.start for use in uses] for uses in self._uses]
        sections = Planned(folded, sentences, self._uses, self.numerals).sections()
        self._scopes = Scopes(folded, sentences, self._uses, self._page).carried_on(sections)
        self._older_sides = OlderSides(folded, sentences, self._uses, self._scopes, self._page)

    def _read_page(self, article: Article) -> PageDates:
        published = article.published_at.astimezone(_VIETNAM).date() if article.published_at else None
        published = published or self._stamped()
        newest = published.year if published else None
        if published is None:
            telling = {index for index, found in enumerate(self.numerals) if found}
            newest = latest_year(self._marked(), self._leading_years(), self._text, telling)
            published = day_held(self._marked(), newest)
        page = PageDates(published)
        page.year = published.year if published else newest
        give_years_to_due(self._mentions, self._roles, self._text, published)
        settle_targets(self._mentions, self._roles, page)
        PageDateReader(page, self._marked(), self._text, self._sentences, self.numerals).read()
        give_year_of_ranking(self._mentions, self._roles, self._text, self._sentences, page)
        return page

    def _stamped(self) -> date | None:
        found = stamp_of(self._sentences, self._mentions, self._text)
        if found is None:
            return None
        # The day of a stamp is when the page appeared, not what it tells of.
        roles = self._roles[found.sentence]
        if found.mention is None:
            roles[:] = [Role.NONE] * len(roles)
        else:
            roles[found.mention] = Role.NONE
        return found.day

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

    def published(self) -> date | None:
        """The day of the page."""
        return self._page.published

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
        gap = _REST_OF_RANGE.sub("", _PARENTHESIS.sub("", self._text[end:start]))
        return _ATTACHING.fullmatch(gap) is not None

    def _read_uses(self) -> list[list[Use]]:
        """The mentions of each sentence with their periods; `trong tháng` is the month named last."""
        page, found, recent = self._page, [], Recent(self._text)
        for index, sentence in enumerate(self._sentences):
            uses: list[Use] = []
            for mention, role in zip(self._mentions[index], self._roles[index], strict=True):
                period = meaning(mention, role, page, recent.of(mention, sentence))
                period = recent.today(page.as_of, sentence) if role is Role.NOW else period
                period = term_aimed_at(self._text, mention, role, page) or period
                if mention.kind == "whole_year":
                    years = (u.period for u in reversed(uses) if u.period and u.mention.kind == "year")
                    period = next(years, period)
                    period = compared_year(self._mentions[index], self._roles[index], page, period) or period
                framed = is_frame(self._text, sentence.start, mention)
                if mention.kind in _OCCASIONS and not framed and self._only_says_when(mention, period):
                    period = None
                use = Use(mention, role, period, self._hangs_on_number(index, mention))
                recent.note(use, uses, sentence)
                uses.append(use)
            self._join_ranges(uses)
            found.append(uses)
            self._named.append(recent.named())
        return found

    def _only_says_when(self, mention: TimeMention, period: Period | None) -> bool:
        """A Tết in the time that is reported on says when a gift was given; a bonus is of its year."""
        focus = self._page.focus
        if focus is None or period is None or not self._page.is_report or period == focus:
            return False
        if mention.kind == "tet_year" and focus.start.year < focus.end.year:
            return False
        if focus.end < period.start or period.end < focus.start:
            return False
        return not _BONUS.find(self._text, max(0, mention.start - _FARTHEST_ATTACHED), mention.start)

    def _join_ranges(self, uses: list[Use]) -> None:
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

    # --- readings

    def reading(self, index: int, start: int, end: int) -> PeriodReading:
        """The period of the number `[start, end)` of a sentence."""
        period, hit = self._find(index, start, end)
        if period is None:
            return PeriodReading(None, None, (hit,))
        return PeriodReading(period.start, period.end, (hit,))

    def _find(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit]:
        page, low = self._page, max(self._sentences[index].start, start - _FARTHEST_FOR_ALL)
        if page.focus is not None and speaks_for_all(self._text[low:start]):
            return page.focus, hit("page_focus" if page.is_report else "page_date", page.focus)
        found = (
            self._stated(index, start, end)
            or self._of_event(index, start, end)
            or self._same_figure(index, start, end)
            or self._inherited(index, start, end)
        )
        whole = whole_plan(self._text, start, end, found[0], page)
        return (whole, hit("target_year", whole)) if whole else found

    def _stated(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        uses = self._around(index, start, end)
        turn = time_in_turn(self._text, uses, self.numerals[index], start)
        if turn is not None:
            return turn.period, hit("in_turn", turn.period, turn.mention.start, turn.mention.end)
        for use in uses:
            if use.mention.start < end or use.period is None:
                continue
            if self._dates_another(end, use.mention):
                break
            if use.role is Role.COMPARED and self._is_compared(index, start, end, use.mention):
                return use.period, hit("compared_with", use.period, use.mention.start, use.mention.end)
            bracketed = is_in_bracket_behind(self._text, end, use.mention)
            if use.role in _ATTACHED and (bracketed or self._attaches(end, use.mention.start)):
                return use.period, hit("stated_beside", use.period, use.mention.start, use.mention.end)
            break
        older = self._older_sides.find(index, uses, start, end)
        if older is not None:
            return older
        leading = self._leading(index, uses, start)
        if leading is not None:
            return leading
        return self._following(uses, end)

    def _around(self, index: int, start: int, end: int) -> list[Use]:
        """The mentions within reach of a number: a sentence without end is still read in linear time."""
        starts = self._starts[index]
        low, high = bisect_left(starts, start - _REACH), bisect_left(starts, end + _REACH)
        return self._uses[index][low:high]

    def _dates_another(self, end: int, mention: TimeMention) -> bool:
        """`tăng 5,3% (năm 2013: 567 vụ)`: the time in the brackets is that of the number in them."""
        opened = self._text.rfind("(", end, mention.start)
        if opened < 0 or ")" in self._text[opened : mention.start]:
            return False
        closed = self._text.find(")", mention.end, mention.end + _FARTHEST_ATTACHED)
        return closed > 0 and _DIGIT.search(self._text, mention.end, closed) is not None

    def _is_compared(self, index: int, start: int, end: int, mention: TimeMention) -> bool:
        """`giảm so với mức 59% của năm 2017`: the number is the older one."""
        low = max(self._sentences[index].start, start - _FARTHEST_ATTACHED)
        return self._attaches(end, mention.start) and _COMPARED_WITH.search(self._text[low:start]) is not None

    def _leading(self, index: int, uses: list[Use], start: int) -> tuple[Period | None, RuleHit] | None:
        fallback: Use | None = None
        for use in reversed(uses):
            mention = use.mention
            if mention.end > start or use.period is None:
                continue
            aside = self._bracketed(index, mention) and ")" in self._text[mention.end : start]
            if aside and not self._tells_when(index, mention):
                continue
            if is_of_clause_before(self._text, mention, start, self.numerals[index]):
                continue
            if use.role is Role.PLAN_OF_FIGURE and _IN_PARENTHESIS.fullmatch(self._text, mention.end, start):
                return use.period, hit("stated_in_clause", use.period, mention.start, mention.end)
            if use.role is Role.EVENT and not use.attached and self._event_leads(index, mention, start):
                return use.period, hit("event_day", use.period, mention.start, mention.end)
            if use.role not in _LEADING or not self._is_usable(index, use, uses):
                continue
            scope = self._scopes[index]
            if mention.kind == "last_term" and scope.planned and scope.period is not None:
                # `cả nhiệm kỳ kết nạp 300 đảng viên` among the aims of a term.
                term = next((t for t in self._page.terms if t.end == scope.period.end), scope.period)
                return term, hit("planned_section", term, mention.start, mention.end)
            if use.attached and not self._bracketed(index, mention):
                fallback = fallback or (None if mention.kind == "whole_year" else use)
                continue
            return use.period, hit("stated_in_clause", use.period, mention.start, mention.end)
        if fallback is not None and not _CHANGED.search(self._text, fallback.mention.end, start):
            return fallback.period, hit(
                "stated_in_sentence", fallback.period, fallback.mention.start, fallback.mention.end
            )
        return None

    def _is_usable(self, index: int, use: Use, uses: list[Use]) -> bool:
        if use.role is not Role.NOW:
            return True
        named = any(names_year(u) for u in uses if u.mention.end <= use.mention.start)
        return usable(self._text, self._sentences[index].start, use, named=named)

    def _tells_when(self, index: int, mention: TimeMention) -> bool:
        """`khi bắt tay làm nông thôn mới (năm 2011) xã mới đạt 4/19 tiêu chí`."""
        low = self._sentences[index].start
        first = next((begin for begin, _ in self.numerals[index]), mention.start)
        return first >= mention.start and _WHEN.find(self._text, low, mention.start) is not None

    def _bracketed(self, index: int, mention: TimeMention) -> bool:
        return in_brackets(self._text, self._sentences[index].start, mention)

    def _event_leads(self, index: int, mention: TimeMention, start: int) -> bool:
        between = self._text[mention.end : start]
        if len(between) > _FARTHEST_EVENT:
            return False
        if reports(between):
            return False
        if not _CLAUSE_END.search(between):
            return True
        opens = mention.start - self._sentences[index].start < _OPENING
        return acts(between) or (opens and not meets(between))

    def _following(self, uses: list[Use], end: int) -> tuple[Period | None, RuleHit] | None:
        for use in uses:
            mention = use.mention
            if mention.start < end:
                continue
            between = self._text[end : mention.start]
            if len(between) > _FARTHEST_FOLLOWING or _CLAUSE_END.search(_PARENTHESIS.sub("", between)):
                return None
            if _APART.search(between) or self._dates_another(end, mention):
                return None
            if use.period is None:
                continue
            due = use.role is Role.TARGET and mention.kind == "day"
            if due or use.role in (Role.STATED, Role.AS_OF):
                return use.period, hit("stated_in_clause", use.period, mention.start, mention.end)
            if use.role is Role.EVENT and held(between):
                return use.period, hit("event_day", use.period, mention.start, mention.end)
        return None

    def _of_event(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit] | None:
        page = self._page
        if page.day is None or not self._page.has_event:
            return None
        before_at = self._sentences[index].start
        before = self._text[max(before_at, start - _FARTHEST_EVENT) : start]
        done = done_at_event(before, self._text[end : end + _BEHIND_EVENT])
        told = self._event_before(index)
        if done is None and not page.is_report and told and _ON_THE_DAY.match(self._text, before_at):
            return told, hit("event_day", told)
        if done is None:
            return None
        if done is Done.AWARD and page.is_report and page.focus:
            # An award closes the period that is reviewed.
            return page.focus, hit("award_of_review", page.focus)
        period = told or calendar.single(page.day)
        return period, hit("event_day", period)

    def _event_before(self, index: int) -> Period | None:
        """The day of the event that the sentence before tells of: `Dịp này` is of that one."""
        if index == 0 or self._sentences[index - 1].paragraph != self._sentences[index].paragraph:
            return None
        told = (u.period for u in reversed(self._uses[index - 1]) if u.role is Role.EVENT)
        return next(told, None)

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
        apart = self._sentences[index].block.kind in APART
        if digits < (_TELLING_DIGITS if apart else _TELLING_DIGITS_IN_BODY) or key == "100%":
            return None
        for at, period, low, high in self._dated(key):
            if at != index:
                return (period, hit("same_figure", period, low, high)) if apart or at < index else None
        return None

    def _dated(self, key: str) -> list[tuple[int, Period, int, int]]:
        """Where a figure stands with its period: the first two sentences that tell, told once for a page."""
        known = self._dated_figures.get(key)
        if known is not None:
            return known
        known = []
        for at, low, high in self._same_figures.get(key, ()):
            if self._sentences[at].block.kind is BlockKind.TITLE or (known and known[-1][0] == at):
                continue
            found = self._stated(at, low, high)
            if found is not None and found[0] is not None:
                known.append((at, found[0], low, high))
                if len(known) == _SENTENCES_TO_TELL:
                    break
        self._dated_figures[key] = known
        return known

    def _aims(self, index: int, start: int) -> bool:
        """Whether a number is yet to be reached: said before it, or in the sentence that this one goes on."""
        low = self._sentences[index].start
        if aims(self._text, max(low, start - _FARTHEST_EVENT), start):
            return True
        if index == 0 or not goes_on_aiming(self._text, low, start):
            return False
        before = self._sentences[index - 1]
        return aims(self._text, before.start, min(before.end, before.start + _REACH))

    def _inherited(self, index: int, start: int, end: int) -> tuple[Period | None, RuleHit]:
        scope, page = self._scopes[index], self._page
        if scope.occasion is not None:
            return scope.occasion, hit("occasion", scope.occasion)
        is_target = self._aims(index, start)
        if is_target and scope.plan is not None and not (scope.planned and scope.period == scope.plan):
            return scope.plan, hit("inherited_from_plan", scope.plan)
        if is_target and page.terms_reviewed:
            ahead = [t for t in page.terms if t.start.year == page.terms_reviewed[0].end.year]
            if ahead:
                return ahead[0], hit("term_to_come", ahead[0])
        if scope.planned and scope.period is not None:
            planned = of_each_year(self._text, start, scope.period, page.terms)
            return planned, hit("planned_section", planned)
        carried, rule = scope.period, "inherited_from_sentence"
        if carried is None:
            carried, rule = self._page.focus, "page_focus" if self._page.is_report else "page_date"
        then = compared_year(self._mentions[index], self._roles[index], page, carried)
        block = then or compared_block(
            in_clause(self._text, self._uses[index], start), self._named[index], page, carried
        )
        if block is not None:
            return block, hit("compared_block", block)
        low = max(self._sentences[index].start, start - _FARTHEST_ATTACHED)
        is_target = (
            is_target
            or is_foretold(self._text, self._sentences[index], start)
            or (self._text[end - 1] != "%" and _ASSIGNED.search(self._text[low:start]) is not None)
        )
        told_before = not (is_target or self._uses[index]) and foretold_before(
            self._text, self._sentences, index
        )
        to_come = page.focus is not None and carried is not None and carried.start > page.focus.end
        within_year = carried is not None and not to_come and carried.start.year == carried.end.year
        if carried is not None and within_year and (is_target or told_before):
            rule = "foretold_before" if told_before else "target_year"
            carried = year_aimed_at(calendar.year(carried.end.year), page, self._text[low:start])
        return carried, hit(rule, carried)
