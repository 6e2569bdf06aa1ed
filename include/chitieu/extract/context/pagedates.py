"""What a page as a whole reports on: told from its headline, its lead, its review words and its date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from chitieu.catalogue.folding import fold
from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.meanings import REVIEW_MONTHS, meaning
from chitieu.extract.context.pageruns import Runs
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.context.tetpages import is_on_tet
from chitieu.extract.context.yearevidence import Marked
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import BlockKind

_REPORTED = compiled(r"(?:tổng kết|sơ kết|kết quả|đánh giá|tình hình|báo cáo|công bố|khảo sát)[^.;]{0,70}$")
_CONGRESS = compiled(r"đại hội")
_LOOKS_BACK = frozenset({"last_term", "past_years", "after_years"})
_CONGRESS_SENTENCES, _TERM = 6, 5
_REPORTED_WINDOW = 90
_TITLE_WEIGHT, _LEAD_WEIGHT, _FIRST_WEIGHT = 8.0, 5.0, 2.0
_REPORTED_BONUS, _REVIEW_BONUS = 3.0, 2.0
# A page without a date of its own is a report sooner: nothing else can date its figures.
_REPORT_SCORE, _REPORT_SCORE_UNDATED = 3.0, 2.0
_FIRST_SENTENCES, _FIRST_TOLD, _EVENT_SENTENCES = 6, 4, 8
_UNLIKELY, _LESS_LIKELY, _OLD = 0.2, 0.5, 0.3
_MOSTLY_WHOLE_YEAR = 3
UNFINISHED_MONTHS = 9
_DAYS = frozenset(
    {"day", "days", "lunar", "since", "since_term", "since_day", "since_new_year", "whole_year", "term_start"}
)
_HOW_LONG = frozenset({"time.years_of_work", "time.crop_year", "time.span_of_years"})
_RUNNING = frozenset({"first_months", "bare_months"})
_HALF_YEAR = 6
_LONGEST_HOLIDAY, _TET_TO_COME, _DECEMBER, _YEAR_OVER = 12, 9, 12, 10
_LONG_PAST = timedelta(days=366)
_DAYS_OFF = word_pattern(r"(?<!\w)(?:nghỉ|dịp lễ|lễ hội|khách|tết)(?!\w)")
_TET = ending(r"tết(?:\s+(?:nguyên đán|âm lịch|ta|năm))*\s+")
_TET_BEFORE = 30
_REVIEW = compiled(r"tổng kết (?:công tác|hoạt động|phong trào|năm|nhiệm vụ|tình hình)")
_REVIEWS_BEGIN = 11
_COUNTED = word_pattern(r"(?<!\w)(?:theo|thống kê|tổng hợp|báo cáo|cho biết|cho hay)(?!\w)")
_SINCE = ending(r"(?:kể\s+)?từ\s+(?:đầu\s+|giữa\s+|cuối\s+)?")
_BEHIND_TIME = 20
_TERM_OF_OFFICE = compiled(r"nhiệm kỳ")
_TIMED = frozenset({Role.STATED, Role.AS_OF, Role.PLAN, Role.TARGET, Role.EVENT})
_RELATIVE = frozenset({"relative_year", "since", "since_new_year"})
_HEADS = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION})
_TO_COME = word_pattern(
    r"(?<!\w)(?:sẽ|dự báo|dự kiến|đặt mục tiêu|mục tiêu|kế hoạch|tiếp tục|phương hướng|chỉ tiêu|phấn đấu năm"
    r"|nhiệm vụ|tập trung)(?!\w)"
)
_LUNAR_MONTHS = (fold("giêng"), fold("chạp"))
_PASSING_KINDS = frozenset({"month", "quarter", "mid_month", "half_month"})
_BASE_SCORE, _NEWEST_BONUS, _FEWEST_LABELS = 0.5, 2.5, 3
# A label of short news, and whether what stands behind it is news: a date, a time, a body that did something.
_LABEL = compiled(
    r"((?:[^\W\d_]++\.?+\s?+){1,4}+):\s+(?:sáng|chiều|tối|ngày|hôm|quý|hết|từ đầu năm|tính đến|tháng"
    r"|\d+ tháng|nhân|hưởng ứng|lđlđ|liên đoàn|công đoàn|ubnd|hội|huyện|tỉnh|thành phố|quận|các cấp"
    r"|trong)(?!\w)"
)
_SPEAKERS = frozenset({"pv", "phóng viên", "hỏi", "đáp", "trả lời"})
_SPOKEN_OF = frozenset({Role.STATED, Role.AS_OF, Role.PLAN, Role.TARGET})


def settle_targets(
    mentions: Sequence[Sequence[TimeMention]], roles: Sequence[list[Role]], page: PageDates
) -> None:
    """`đến năm 2018` is yet to be reached only where the page is older; `hết năm 2017` may be then."""
    newest, published = page.year, page.published
    unfinished = published is not None and published.month <= UNFINISHED_MONTHS
    for found, played in zip(mentions, roles, strict=True):
        for at, mention in enumerate(found):
            if played[at] is Role.TARGET and mention.kind == "day" and mention.year:
                due = calendar.safe_day(mention.year, mention.month or 0, mention.day or 0)
                played[at] = Role.TARGET if published and due and due > published else Role.NONE
                continue
            if played[at] is Role.TARGET and newest and mention.year and mention.year <= newest:
                played[at] = Role.STATED
            whole = mention.part == "hết" and mention.year == newest
            if unfinished and whole and played[at] is Role.STATED:
                played[at] = Role.TARGET


class PageDateReader:
    """Fills in a page's dates from its mentions with their sentences and roles."""

    def __init__(
        self,
        page: PageDates,
        marked: Marked,
        text: str,
        sentences: Sequence[Sentence],
        numerals: Sequence[Sequence[tuple[int, int]]],
    ) -> None:
        self._page = page
        self._marked = marked
        self._text = text
        self._sentences = sentences
        self._numerals = numerals
        self._undated_from = self._first_undated(numerals)

    def _first_undated(self, numerals: Sequence[Sequence[tuple[int, int]]]) -> int:
        """The first sentence behind the headline that tells figures without a time; else past the last.

        These are of the day of the page: a month that is named behind them is that of its own clause.
        """
        timed = {index for index, m, role in self._marked if role in _TIMED and m.kind not in _RELATIVE}
        for index, found in enumerate(numerals):
            if self._sentences[index].block.kind in _HEADS or index in timed or not found:
                continue
            return index
        return len(numerals)

    def read(self) -> None:
        """Report year, event day, terms, focus and as-of day, in that order: each needs those before it."""
        page = self._page
        page.report_year = self._report_year() or page.year
        event = self._event_day()
        page.has_event = event is not None
        page.day = event or page.published
        page.terms.extend(
            calendar.years(m.year, m.year2)
            for _, m, _ in self._marked
            if m.kind == "years" and m.year and m.year2 and m.year <= m.year2
        )
        page.begun = frozenset(
            m.year
            for _, m, r in self._marked
            if m.year and m.kind == "year" and m.part != "cuối" and r in (Role.STATED, Role.NONE)
        )
        page.holiday = self._holiday()
        page.run = Runs(page, self._marked, self._text, self._sentences).find()
        page.tet = self._tet()
        self._read_focus()
        page.as_of = self._as_of()

    def _weight(self, index: int) -> float:
        sentence = self._sentences[index]
        kind = sentence.block.kind
        if kind is BlockKind.TITLE:
            # A headline that asks looks ahead of what its page reports on.
            asks = self._text[sentence.end - 1] == "?"
            return 1.0 if asks else _TITLE_WEIGHT
        if kind is BlockKind.LEAD:
            return _LEAD_WEIGHT
        return _FIRST_WEIGHT if index < _FIRST_SENTENCES else 1.0

    def _report_year(self) -> int | None:
        newest = self._page.year
        score: dict[int, float] = {}
        for index, mention, role in self._marked:
            own = role in (Role.STATED, Role.AS_OF, Role.PLAN)
            if mention.year is None or not own or mention.kind in ("years", "day", "days", "same"):
                continue
            weight = self._weight(index) * (_UNLIKELY if role is Role.PLAN else 1.0)
            if newest is not None and mention.year < newest - 1:
                weight *= _OLD
            score[mention.year] = score.get(mention.year, 0.0) + weight
        if self._page.published is None and newest not in score:
            # The page's own year is told by a date or a comparison alone: older ones are background.
            return newest
        known = {number: points for number, points in score.items() if newest is None or number <= newest}
        return max(known, key=lambda number: (known[number], number), default=None)

    def _event_day(self) -> date | None:
        published = self._page.published
        for index, mention, role in self._marked:
            if index > _EVENT_SENTENCES:
                break
            if role is Role.EVENT and mention.kind == "day":
                period = meaning(mention, role, self._page)
                if period and (published is None or period.end <= published < period.end + _LONG_PAST):
                    return period.end
        return None

    def _holiday(self) -> Period | None:
        """The days off (`từ 28/4 đến 3/5`) that a headline or a lead reports on."""
        for index, mention, role in self._marked:
            if self._weight(index) < _LEAD_WEIGHT or mention.kind != "days" or role is not Role.STATED:
                continue
            period = meaning(mention, role, self._page)
            sentence = self._sentences[index]
            off = _DAYS_OFF.find(self._text, sentence.start, sentence.end)
            if off and period and (period.end - period.start).days in range(1, _LONGEST_HOLIDAY):
                return period
        return None

    def _tet(self) -> Period | None:
        """The year of the Tết that is named, else of the one nearest to the day of publication."""
        text = self._text
        named = [
            m.year
            for _, m, _ in self._marked
            if m.year
            and (
                m.kind == "tet_year"
                or (m.kind == "year" and _TET.search(text[max(0, m.start - _TET_BEFORE) : m.start]))
            )
        ]
        if named:
            return calendar.year(max(named))
        day = self._page.day
        if day is None:
            return None
        return calendar.year(day.year + (day.month >= _TET_TO_COME))

    def _congress_term(self) -> Period | None:
        """The term that a congress looks back on: the one that ends as the next begins."""
        page = self._page
        if page.year is None:
            return None
        opening = self._sentences[:_CONGRESS_SENTENCES]
        if not any(_CONGRESS.search(self._text, s.start, s.end) for s in opening):
            return None
        turns = {t.start.year for t in page.terms} & {t.end.year for t in page.terms}
        if not turns and not any(m.kind in _LOOKS_BACK for _, m, _ in self._marked):
            return None
        near = (page.year - 1, page.year, page.year + 1)
        of_office = [t for t in page.terms if t.end.year - t.start.year >= _TERM - 1]
        ended = [t for t in of_office if t.end.year in near]
        if ended:
            return max(ended)
        ahead = [t.start.year for t in of_office if t.start.year in near and t.end.year > page.year]
        return calendar.years(min(ahead) - _TERM, min(ahead)) if ahead else None

    def _read_focus(self) -> None:
        page = self._page
        term = self._congress_term()
        if term is not None:
            page.focus, page.is_report = term, True
            page.terms_reviewed.append(term)
            return
        if page.day is not None and self._is_digest():
            page.focus = calendar.until(page.published or page.day)
            return
        if page.holiday is not None:
            page.focus, page.is_report = page.holiday, True
            return
        if page.run is not None and page.run.end == page.published:
            page.focus, page.is_report = page.run, True
            return
        titles = [s for i, s in enumerate(self._sentences) if self._weight(i) == _TITLE_WEIGHT]
        if page.tet is not None and is_on_tet(self._text, titles, page):
            page.focus, page.is_report = page.tet, True
            return
        score = self._scores()
        published = page.published
        if published and published.month <= REVIEW_MONTHS and not page.has_event:
            last = calendar.year(published.year - 1)
            if last in score:
                score[last] += _REVIEW_BONUS
        if published is None and page.year is not None:
            # Something must be reported on: the year itself, where nothing narrower is told.
            base = calendar.year(page.year)
            score[base] = score.get(base, 0.0) + _BASE_SCORE
        reviewed = self._year_reviewed()
        if reviewed is not None:
            score[reviewed] = score.get(reviewed, 0.0) + _REPORTED_BONUS
        best = max(score, key=lambda p: (score[p], p.end), default=None)
        if best is not None and published is None:
            best = self._newer(score, best)
        enough = _REPORT_SCORE if published else _REPORT_SCORE_UNDATED
        if best is not None and (score[best] >= enough or page.day is None):
            page.focus, page.is_report = self._unfinished(score, best), True
        elif page.day is not None:
            page.focus = self._year_over(score) or calendar.until(page.day)

    def _year_over(self, score: dict[Period, float]) -> Period | None:
        """The year of a page that appeared as it ended: what it tells without a time is of all of it."""
        published = self._page.published
        if published is None or published.month != _DECEMBER or published.day < _YEAR_OVER:
            return None
        self._page.is_report = calendar.year(published.year) in score
        return calendar.year(published.year)

    def _newer(self, score: dict[Period, float], best: Period) -> Period:
        """`cuối năm 2015 có 5.100 hộ, đến cuối năm 2016 còn 4.900`: the newest year with results."""
        newest = calendar.year(self._page.year or best.end.year)
        if best != calendar.year(newest.end.year - 1) or score.get(newest, 0.0) + _NEWEST_BONUS < score[best]:
            return best
        told = any(
            m.kind == "year"
            and m.year == newest.end.year
            and r is Role.STATED
            and self._has_results(index, m)
            for index, m, r in self._marked
        )
        return newest if told else best

    def _has_results(self, index: int, mention: TimeMention) -> bool:
        """Whether figures are told behind a year, none of them as something to come."""
        sentence = self._sentences[index]
        if not any(low >= mention.end for low, _ in self._numerals[index]):
            return False
        return _TO_COME.find(self._text, sentence.start, sentence.end) is None

    def _year_reviewed(self) -> Period | None:
        """`tổng kết công tác` in a headline or a lead, about the turn of a year: the year that is over."""
        published = self._page.published
        if published is None or REVIEW_MONTHS < published.month < _REVIEWS_BEGIN:
            return None
        opening = (s for i, s in enumerate(self._sentences) if self._weight(i) >= _LEAD_WEIGHT)
        if not any(_REVIEW.search(self._text, s.start, s.end) for s in opening):
            return None
        return calendar.year(published.year - (published.month <= REVIEW_MONTHS))

    def _is_digest(self) -> bool:
        """Whether a page is short news of many places, each under its label (`Kiên Giang: ...`)."""
        labels = {
            found.group(1)
            for sentence in self._sentences
            if sentence.block.kind is not BlockKind.TITLE
            and (found := _LABEL.match(self._text, sentence.start, sentence.end))
        }
        return len(labels - _SPEAKERS) >= _FEWEST_LABELS

    def _scores(self) -> dict[Period, float]:
        score: dict[Period, float] = {}
        for index, mention, role in self._marked:
            if role not in _SPOKEN_OF or mention.rule in _HOW_LONG or self._sets_the_scene(mention, role):
                continue
            period = meaning(mention, role, self._page)
            if period is None:
                continue
            weight = self._weight(index)
            low = max(self._sentences[index].start, mention.start - _REPORTED_WINDOW)
            passing = mention.kind in _PASSING_KINDS and role is Role.STATED
            if passing and self._undated_from < index and self._page.published:
                weight = min(weight, 1.0)
            if weight > 1.0 and _REPORTED.search(self._text[low : mention.start]):
                weight += _REPORTED_BONUS
            score[period] = score.get(period, 0.0) + weight * self._likely(mention, role, period)
        return score

    def _sets_the_scene(self, mention: TimeMention, role: Role) -> bool:
        """Whether a time says since when or on what occasion, not of when figures are told."""
        if mention.kind in _DAYS and role is not Role.AS_OF:
            return True
        # The Tết that a page looks forward to is not the year that it tells of.
        if mention.kind == "tet_year" or mention.relative in ("ngoái", "trước"):
            return True
        if mention.kind == "year":
            return mention.part == "đầu"
        if mention.kind == "mid_term" and mention.year is None:
            # `Sơ kết giữa nhiệm kỳ` reports on it; `Xã Bản Lầu giữa nhiệm kỳ` says when the page was written.
            low = max(0, mention.start - _REPORTED_WINDOW)
            return _REPORTED.search(self._text[low : mention.start]) is None
        if mention.kind != "month":
            return False
        # `Chưa hết tháng Giêng`, `đã tăng từ tháng 7`.
        before = self._text[max(0, mention.start - _TET_BEFORE) : mention.start]
        lunar = self._text[mention.start : mention.end].endswith(_LUNAR_MONTHS)
        return lunar or _SINCE.search(before) is not None

    def _likely(self, mention: TimeMention, role: Role, period: Period) -> float:
        page = self._page
        factor = _UNLIKELY if role in (Role.PLAN, Role.TARGET) else 1.0
        published = page.published
        if published and period == calendar.year(published.year) and published.month <= UNFINISHED_MONTHS:
            factor *= _UNLIKELY
        if published and mention.kind == "half" and period.end > published:
            # A half of a year that is still to run is looked ahead to.
            factor *= _UNLIKELY
        over = mention.kind == "years" and page.year in (period.end.year, period.end.year + 1)
        if over and _TERM_OF_OFFICE.match(self._text, mention.start):
            return factor
        if mention.kind == "years" or mention.rule == "time.bare_year":
            factor *= _LESS_LIKELY
        if page.year is not None:
            if period.start.year > page.year:
                factor *= _UNLIKELY
            elif period.end.year < page.year - 1 and mention.kind != "years":
                factor *= _OLD
        return factor

    def _unfinished(self, score: dict[Period, float], best: Period) -> Period:
        """`tính đến hết tháng 2-2018` beside the year 2018: the page reports on the part that is over."""
        if not best.whole_year:
            return best
        running = self._running_months(best)
        if running is not None:
            return running
        parts = {meaning(m, r, self._page) for _, m, r in self._marked if r is Role.AS_OF}
        if self._page.published is None and not self._is_named(best):
            # `năm nay` of a page that counts `đến ngày 20-3-2016` is not over.
            days = {
                meaning(m, r, self._page) for _, m, r in self._marked if r is Role.AS_OF and m.kind == "day"
            }
            inside = [part for part in days if part is not None and best.holds(part)]
            if inside:
                return max(inside, key=lambda part: part.end)
        fitting = [
            part
            for part in parts
            if part is not None
            and part in score
            and best.holds(part)
            and part.end.month <= UNFINISHED_MONTHS
            and score[part] * _MOSTLY_WHOLE_YEAR >= score[best]
        ]
        return max(fitting, key=lambda part: part.end, default=best)

    def _told_until(self) -> Period | None:
        """How far the one body that counts has counted (`Theo Sở ..., đến hết tháng 9/2014`), when it is one.

        Stocks `hiện nay` of a page that is no report are of that time too.
        """
        published = self._page.published
        if published is None:
            return None
        one_voice = not self._is_digest()
        parts = set()
        for index, mention, role in self._marked:
            start = self._sentences[index].start
            by_year_end = mention.kind == "year" and mention.part == "cuối" and role is Role.STATED
            if not (role is Role.AS_OF or by_year_end) or mention.kind == "day":
                continue
            period = meaning(mention, role, self._page)
            if (
                period
                and period.end.year == published.year
                and (
                    (one_voice and self._numerals[index])
                    or _COUNTED.find(self._text, start, mention.end + _BEHIND_TIME)
                )
            ):
                parts.add(period)
        return parts.pop() if len(parts) == 1 else None

    def _is_named(self, year: Period) -> bool:
        """Whether results of a year are told under its number, or what it plans for all of it."""
        return any(
            m.year == year.end.year and m.kind == "year" and r in (Role.STATED, Role.PLAN)
            for _, m, r in self._marked
        )

    def _running_months(self, year: Period) -> Period | None:
        """The longest `N tháng` that was over when the page appeared, in a year that was not."""
        published = self._page.published
        if published is None or published.year != year.end.year:
            return None
        if published.month == _DECEMBER:
            return self._months_told()
        found = (
            meaning(m, r, self._page) for _, m, r in self._marked if r is Role.STATED and m.kind in _RUNNING
        )
        over = [p for p in found if p and year.holds(p) and p.end < published]
        return max(over, key=lambda p: p.end, default=None)

    def _months_told(self) -> Period | None:
        """The months that had just ended (`10 tháng` in November), where two sentences or more count them."""
        published = self._page.published
        if published is None or published.month == 1:
            return None
        over = calendar.months(published.year, 1, published.month - 1)
        told = {
            index
            for index, m, r in self._marked
            if r is Role.STATED
            and m.kind in _RUNNING
            and self._numerals[index]
            and meaning(m, r, self._page) == over
        }
        return over if len(told) > 1 else None

    def _first_told(self) -> set[int]:
        """The first sentences, and the first of those below the headline that tell figures."""
        first = [i for i, s in enumerate(self._sentences) if self._numerals[i] and s.block.kind not in _HEADS]
        return {*range(_FIRST_SENTENCES), *first[:_FIRST_TOLD]}

    def _as_of(self) -> Period | None:
        focus = self._page.focus
        if focus is None:
            return None
        first = self._first_told()
        for index, mention, role in self._marked:
            if index not in first or mention.kind != "day" or role is not Role.AS_OF:
                continue
            period = meaning(mention, role, self._page)
            if period and period.end.year == focus.end.year:
                return period
        published = self._page.published
        told = None if self._page.is_report else self._told_until() or self._months_told()
        if told is not None:
            return told
        if published and focus.end.year < published.year and published.month > _HALF_YEAR:
            # What stands `đến nay` late in a year is not that of the year before, whose figures are told.
            return calendar.until(published)
        return focus
