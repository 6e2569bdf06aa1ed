"""How far a time that a page states holds: for its sentence, its paragraph, or what follows until another.

A time that opens its sentence (`Năm 2015, ...`) or stands behind who reports it frames what follows. One that
dates a single clause in passing does not, unless it is what the page reports on. A frame other than that ends
with its paragraph, as soon as the next one has a subject of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.catalogue.folding import fold
from chitieu.extract.context import calendar
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled, continues, ending, words
from chitieu.extract.context.roles import Role
from chitieu.extract.context.sections import heads_of_sections
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.context.untildays import counts_on
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import record
from chitieu.kernel.records import BlockKind, RuleHit

APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})
_NOT_TOLD = APART - {BlockKind.LEAD}
_OPENING, _OPENING_OF_CARRIED, _REACH, _FARTHEST_BRACKET = 15, 25, 1500, 120
_PRELUDE, _REACH_OF_NAME = 200, 60
_REPORTED = compiled(
    r"(?:.*(?<!\w))?(?:theo|cho biết|cho hay|thông tin|báo cáo|thống kê|số liệu|công bố|đánh giá|tổng hợp)"
    r"(?!\w)"
    r"[^.;]*(?:,|(?<!\w)(?:biết|hay|rằng|thấy))\s*(?:tính\s+|trong\s+|chỉ\s+trong\s+|cộng\s+|tính\s+chung\s+)?(?:đến\s+|hết\s+)*"
)
_BEGINS = compiled(
    r"[\s\"'(–-]{0,12}(?:[^,;.:()\d]{1,24}[,:]\s+)?(?:(?:trong|tính|chỉ|kết thúc|bước|sang|cũng"
    r"|đến|tới|cuối|đầu|hết|vào|từ|chung|cộng|dồn|lũy|kế|gộp|bình|quân|riêng|còn|và|nếu|cả|của|ngay|trước|so|với|khoảng|thời|gian|các|suốt"
    r"|theo|đó|trải|qua|sau)\s+)*"
)
_ALONE = compiled(r"(?:.*[\s,;(])?(?:riêng|chỉ riêng|nhất là|bình quân)\s+(?:trong\s+)?")
_PLANNED = compiled(r"(?:mục tiêu|kế hoạch|chỉ tiêu)")
_SPEAKER = compiled(r"[^:;,.\d(]{3,45}: [^\s]")
_BACK_TO_EVENT = compiled(
    r"[\s\"'(-]{0,12}(?:nhân dịp|dịp này|tại (?:hội nghị|buổi|lễ|đại hội|kỳ họp|cuộc họp)|kết luận|phát biểu"
    r"|với (?:những |các )?thành tích|ghi nhận (?:những |các )?(?:thành tích|kết quả|đóng góp))(?!\w)"
)
# A sentence that begins with its verb has its subject, and so its time, in the one before.
_ELLIPTIC = compiled(
    r"[\s\"'(-]{0,12}(?:xếp|đứng|kế đó|kế đến|kế tiếp|tiếp theo|tiếp đến|tiếp đó|sau đó là|cùng năm"
    r"|cũng trong"
    r"|còn lại|các vị trí|cụ thể|theo đó|như vậy)(?!\w)"
)
_BONUS = fold("thưởng")
_TET_WORDS = (fold("tết"), fold("tháng chạp"))
_TET = word_pattern(
    r"(?<!\w)(?:thưởng[^.;]{0,25}tết|tết[^.;]{0,25}thưởng|(?:sẽ|dự kiến)[^.;]{0,130}(?:tết|tháng chạp)"
    r"|tết(?! năm (?:ngoái|trước))(?:[^.;]|\.\d){0,130}(?:sẽ|dự kiến)(?: được)?"
    r" (?:hỗ trợ|tặng|trao|nhận|thăm|đưa|chi))(?!\w)"
)
_OF_THE_SAME = compiled(
    r"[\s\"'(-]{0,12}(?:cao nhất|thấp nhất|nhiều nhất|ít nhất|trong (?:tổng )?số (?:này|đó)|trong đó"
    r"|khu vực (?:i|nông|công nghiệp|dịch vụ)|riêng(?! (?:trong|tháng|quý|năm|\d))"
    r"|(?:tổng )?(?:kinh phí|số tiền|trị giá)"
    r"|(?:tỷ lệ|kết quả) (?:[^\W\d]+ ){0,3}?(?:tốt nghiệp|đỗ|trúng tuyển))(?!\w)"
)
# What a month dates that a paragraph goes on to tell of.
_EPISODE = ending(
    r"(?:(?:đợt|trận|cơn|mùa)\s+(?:mưa\s+)?(?:lũ|lụt|bão|dịch|hạn|mặn|rét|giông|ngập)|bão lũ|mưa lũ"
    r"|thiên tai)[^,;.:()\d]{0,25}\s(?:hồi\s+|trong\s+|vào\s+)?(?:(?:đầu|giữa|cuối)\s+)?"
)
_HARM = words(r"gây|cuốn trôi|tàn phá|khiến|làm (?:sập|ngập|hư|chết|thiệt)")
_OF_WHICH = compiled(r"[\s\"'(-]{0,12}(?:trong đó|trong số đó)(?!\w)")
# The year of an exam or a feast says which one it was.
_OCCASION = ending(
    r"(?:kỳ thi|hội thi|cuộc thi|hội thao|lễ hội|festival|giải|bầu cử|tổng điều tra)[^,;.:()\d]{0,40}\s"
)
# What was done is not of the plan that the paragraph before set out.
_ACCOMPLISHED = word_pattern(
    r"(?<!\w)(?:đã|được (?:khen|tặng|tuyên dương|biểu dương)|khen thưởng|trao tặng|bầu)(?!\w)"
)
_YEAR_END = tuple(map(fold, ("cuối năm", "cuối tháng 12")))
_DONE = words(
    r"đã (?:xây|hỗ trợ|trao|tặng|vận động|kết nạp|thành lập|giải quyết|tổ chức|cho vay|giúp|xóa|sửa|mở)"
)
_LEADING = (Role.STATED, Role.AS_OF, Role.NOW)
_OF_HEADING = (Role.STATED, Role.PLAN, Role.TARGET)
# Occasions within a year say when something was given, not what the page counts.
# The months of a year up to now, which the page of a month tells beside it.
_SUMMED = frozenset({"first_months", "bare_months", "half"})
_DIGIT = compiled(r"\d")
_PASSING = frozenset({"tet_year", "campaign", "holiday", "lunar"})
_EXAMS = frozenset({"time.exam_of_a_year", "time.exam"})
_BLOCKS = frozenset({"within_month", "within_quarter"})
_FIGURE = compiled(r"\d")
_OF_ITEM = frozenset({"school_year", "season"})


@record
class Use:
    """A mention in its sentence: its role, its period, and whether it hangs on the number just before it."""

    mention: TimeMention
    role: Role
    period: Period | None
    attached: bool


@record
class Scope:
    """What a sentence takes over from those before it: the period of its results, the year of its plans.

    `occasion` is the year of the Tết whose bonuses or coming gifts it tells of; `planned` says that the
    period is one to come, which a heading or the sentence before it plans for.
    """

    period: Period | None
    plan: Period | None
    occasion: Period | None = None
    planned: bool = False


def hit(rule: str, period: Period | None, start: int | None = None, end: int | None = None) -> RuleHit:
    """One line of the trace: the rule, the period it gives, and the words that say so."""
    return RuleHit(f"period.{rule}", period.decision() if period else "none", start, end)


def in_brackets(text: str, sentence_start: int, mention: TimeMention) -> bool:
    """Whether a mention is said in brackets; `trong 3 năm (2016 - 2018)` is not, the brackets say which."""
    if mention.kind in ("years", "lunar", "day"):
        return False
    low = max(sentence_start, mention.start - _FARTHEST_BRACKET)
    before = text[low : mention.start]
    return before.rfind("(") > before.rfind(")")


def _is_older(first: Period | None, second: Period | None) -> bool:
    return first is not None and second is not None and first.end < second.start


def names_year(use: Use) -> bool:
    """Whether a mention states one whole year."""
    return use.role is Role.STATED and use.period is not None and use.period.whole_year


def usable(text: str, sentence_start: int, use: Use, *, named: bool) -> bool:
    """Whether `đến nay` leads to what the page reports on, not to a year named before it in the sentence.

    `năm 2017 đặt mục tiêu 8,4% nhưng đến nay đạt 8,2%`: both are of the year that is `named` there.
    """
    if use.role is not Role.NOW or not named:
        return True
    start = use.mention.start
    return _PLANNED.search(text, max(sentence_start, start - _REACH), start) is None


class Scopes:
    """Carries the times of one page on from sentence to sentence."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], uses: Sequence[Sequence[Use]], page: PageDates
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._uses = uses
        self._page = page

    def carried_on(self, sections: Sequence[Period | None]) -> list[Scope]:
        """The scope of each sentence; `sections` are the years that headings plan for."""
        found: list[Scope] = []
        carried: Period | None = None
        plan: Period | None = None
        occasion: Period | None = None
        beside: Period | None = None
        # What goes on behind a list's item that has a time of its own.
        beyond: Period | None = None
        of_item = False
        paragraph = set_at = -1
        bonuses = False
        heads = heads_of_sections(self._text, self._sentences)
        for index, sentence in enumerate(self._sentences):
            # A line that ends with a colon introduces a list; any other heading opens another subject.
            heading = sentence.block.kind is BlockKind.HEADING and self._text[sentence.end - 1] != ":"
            if heading or index in heads:
                carried, plan = None, self._headed(index)
                bonuses = self._tells_of_tet(sentence)
            if of_item and sentence.paragraph != paragraph:
                carried, of_item = beyond, False
            left = sentence.paragraph != paragraph and self._ends(index, carried)
            if left or self._closes_plan(index, carried):
                carried = None
            if carried is not None and self._returns(index, set_at, carried):
                carried = None
            same = sentence.paragraph == paragraph
            if not same:
                occasion = None
                if self._page.is_report and not heading and self._leaves_lead(index):
                    carried = plan = None
            paragraph = sentence.paragraph
            occasion = (self._episode(index - 1) if same else None) or occasion
            if self._tells_of_tet(sentence) or (bonuses and self._tells_of_bonus(sentence)):
                occasion = self._page.tet
            elif any(u.role in _LEADING and u.period and not u.attached for u in self._uses[index]):
                occasion = None
            carried = (self._parted(index) if same else None) or carried
            passing = self._in_passing(index - 1) if _OF_THE_SAME.match(self._text, sentence.start) else None
            if sentence.block.kind in _NOT_TOLD:
                beside = beside if same else None
                found.append(Scope(beside, None, occasion))
                beside = self._after(index, beside, None)[0]
                continue
            section = sections[index]
            found.append(
                Scope(
                    section or passing or carried,
                    plan,
                    occasion,
                    section is not None and self._is_to_come(section),
                )
            )
            if not found[-1].planned:
                before = carried
                carried, plan = self._after(index, carried, plan)
                if carried is not before:
                    set_at, beyond = index, beyond if of_item else before
                    of_item = self._is_of_item(index, carried)
        return found

    def _headed(self, index: int) -> Period | None:
        """The year to come that a heading names (`Kịch bản 2022`): what is aimed at below it is of then."""
        focus = self._page.focus
        if focus is None or self._sentences[index].block.kind is not BlockKind.HEADING:
            return None
        years = (u.period for u in self._uses[index] if u.mention.kind == "year" and u.role in _OF_HEADING)
        return next((year for year in years if year and year.start > focus.end), None)

    def _is_of_item(self, index: int, carried: Period | None) -> bool:
        """`đến 10/12 giải ngân 84%`, `năm học 2018-2019` in one item of a list say nothing of the next."""
        if not self._page.is_report or self._sentences[index].block.kind is not BlockKind.LIST_ITEM:
            return False
        if carried in (self._page.focus, self._page.as_of):
            return False
        # Further on in its item a time opens but a sentence: `- Hồ sơ: 4.215. Tháng 3, xã xếp thứ 17.`
        later = index > 0 and self._sentences[index - 1].paragraph == self._sentences[index].paragraph
        return any(
            u.period is carried
            and (
                u.role is Role.AS_OF
                or u.mention.kind in _OF_ITEM
                or (later and u.role is Role.STATED)
                or (u.mention.kind in _BLOCKS and not self._opens(index, u))
            )
            for u in self._uses[index]
        )

    def _looks_back(self, set_at: int) -> bool:
        """Whether the sentence that set a time dates a stock at the end of it (`Cuối năm 2021 có ...`)."""
        uses = self._uses[set_at] if set_at >= 0 else ()
        return any(self._text.startswith(_YEAR_END, u.mention.start) for u in uses if u.period)

    def _returns(self, index: int, set_at: int, carried: Period) -> bool:
        """Whether what a report counts as done, or its next item, leaves the stock of a year before it."""
        focus = self._page.focus
        if not self._page.is_report or focus is None or carried.end >= focus.start:
            return False
        if not self._looks_back(set_at):
            return False
        sentence = self._sentences[index]
        if sentence.paragraph != self._sentences[set_at].paragraph:
            return True
        return _DONE.search(self._text, sentence.start, sentence.end) is not None

    def _is_to_come(self, section: Period) -> bool:
        """Whether a plan is for a time that is not the page's own (`Chỉ tiêu năm 2017` in a review of it)."""
        page = self._page
        return section != page.focus and (page.published is None or section.end > page.published)

    def _tells_of_tet(self, sentence: Sentence) -> bool:
        named = any(self._text.find(word, sentence.start, sentence.end) >= 0 for word in _TET_WORDS)
        return named and _TET.find(self._text, sentence.start, sentence.end) is not None

    def _tells_of_bonus(self, sentence: Sentence) -> bool:
        return self._text.find(_BONUS, sentence.start, sentence.end) >= 0

    def _episode(self, index: int) -> Period | None:
        """`Đợt lũ tháng 11 là phép thử lớn.`: what its paragraph goes on to tell was done then."""
        sentence, uses = self._sentences[index], self._uses[index]
        harm = _HARM.find(self._text, sentence.start, sentence.end)
        if len(uses) != 1 or uses[0].mention.kind != "month" or uses[0].role is not Role.STATED:
            return None
        mention = uses[0].mention
        if _DIGIT.search(self._text, sentence.start, mention.start):
            return None
        if harm is None and _DIGIT.search(self._text, mention.end, sentence.end):
            return None
        before = self._text[max(sentence.start, mention.start - _REACH_OF_NAME) : mention.start]
        return uses[0].period if _EPISODE.search(before) else None

    def _in_passing(self, index: int) -> Period | None:
        """What a sentence dates without framing what follows; its ranking in the next is of that time too."""
        if index < 0 or not self._go_together(index):
            return None
        start = self._sentences[index].start
        said = [
            u
            for u in self._uses[index]
            if u.role in (Role.STATED, Role.AS_OF)
            and not u.attached
            and not in_brackets(self._text, start, u.mention)
        ]
        if len({u.period for u in said}) != 1:
            return None
        # `Năm 2015 mới đạt 27 triệu đồng thì nay đã 41 triệu đồng`: what goes on is of now.
        now = [u for u in self._uses[index] if u.role is Role.NOW and u.mention.start > said[-1].mention.end]
        return now[-1].period if now and _is_older(said[0].period, now[-1].period) else said[0].period

    def _parted(self, index: int) -> Period | None:
        """`lương bình quân năm 2015 là 5 triệu đồng. Chia theo loại hình:` opens a list of that year."""
        opens = self._text[self._sentences[index].end - 1] == ":" and not self._uses[index]
        return self._in_passing(index - 1) if opens else None

    def _go_together(self, index: int) -> bool:
        """Whether a sentence and the next are of one paragraph, or of a page that gives each its own line."""
        first, second = self._sentences[index], self._sentences[index + 1]
        if first.paragraph == second.paragraph:
            return True
        alone = index == 0 or self._sentences[index - 1].paragraph != first.paragraph
        return alone and first.block.kind is second.block.kind is BlockKind.BODY

    def _leaves_lead(self, index: int) -> bool:
        """The body tells the story of the lead again: its last time, often a plan, is not taken over."""
        if index == 0 or self._sentences[index].block.kind is BlockKind.LEAD:
            return False
        return self._sentences[index - 1].block.kind is BlockKind.LEAD

    def _closes_plan(self, index: int, carried: Period | None) -> bool:
        """`Nhân dịp này, 9 tập thể được khen` behind the plans for what is to come: for what was done."""
        focus = self._page.focus
        if carried is None or focus is None or carried.start <= focus.end or not self._page.is_report:
            return False
        return _BACK_TO_EVENT.match(self._text, self._sentences[index].start) is not None

    def _ends(self, index: int, carried: Period | None) -> bool:
        """Whether a new paragraph leaves a frame that is not what the page reports on."""
        page, sentence = self._page, self._sentences[index]
        focus = page.focus
        if carried is None or focus is None or carried in (focus, page.as_of):
            return False
        if _BACK_TO_EVENT.match(self._text, sentence.start):
            return page.is_report
        # `Hưng Yên: ...` in a page of short news, `Phòng Tài chính: ...` in the notes of a meeting.
        labelled = _SPEAKER.match(self._text, sentence.start, sentence.end) is not None
        so_far = carried.start == calendar.year(focus.end.year).start and carried.holds(focus)
        if labelled and sentence.block.kind is not BlockKind.LIST_ITEM:
            return carried.start <= focus.end
        if sentence.block.kind is BlockKind.LIST_ITEM:
            return False
        if not page.is_report:
            # What was done since years ago is told of once: the page goes back to its day.
            past = carried.start.year < focus.start.year and carried.end >= focus.start
            return past and not continues(self._text, sentence.start)
        if continues(self._text, sentence.start) or _ELLIPTIC.match(self._text, sentence.start):
            return False
        if carried.start > focus.end:
            return _ACCOMPLISHED.find(self._text, sentence.start, sentence.end) is not None
        return carried.whole_year or not so_far

    def _after(
        self, index: int, carried: Period | None, plan: Period | None
    ) -> tuple[Period | None, Period | None]:
        uses = self._uses[index]
        start = self._sentences[index].start
        free = []
        named = False
        for use in uses:
            leads = use.period and not use.attached and use.role in _LEADING
            if leads and usable(self._text, start, use, named=named):
                free.append(use)
            named = named or names_year(use)
        hung = [u for u in uses if u.period and u.attached and u.role in (Role.STATED, Role.AS_OF)]
        plans = [u for u in uses if u.period and u.role is Role.PLAN and u.period.whole_year]
        carrying = [u for u in free or hung if self._carries(index, u)]
        last = [u for u in carrying if u.role is not Role.NOW or self._opens(index, u)][-1:]
        if last and carrying[-1].role is Role.NOW and _is_older(last[0].period, carrying[-1].period):
            # `Năm 2015 mới đạt 27 triệu đồng thì nay đã 41 triệu đồng`: what follows is of today.
            last = carrying[-1:]
        if last and self._breaks_down(index, carried, last[0]):
            return carried, plan
        # `9 tháng tăng 8%, riêng tháng 9 giảm 2%`: the whole goes on, the part does not.
        if last and not self._opens(index, last[0]):
            focus = self._page.focus
            whole = [u for u in carrying if u.period == focus]
            inside = focus and (focus.holds(last[0].period or focus) or last[0].mention.kind == "since")
            last = whole[-1:] if whole and inside else last
        if last and not self._is_ahead(index, last[0]):
            carried = last[0].period
        if plans:
            plan = plans[-1].period
        elif last:
            plan = None
        return carried, plan

    def _breaks_down(self, index: int, carried: Period | None, last: Use) -> bool:
        """`9 tháng tăng 5,6%. Trong đó, quý I tăng 5%, ...`: what follows is of all nine months again."""
        part = last.period
        if carried is None or part is None or part == carried or not carried.holds(part):
            return False
        return _OF_WHICH.match(self._text, self._sentences[index].start) is not None

    def _opens(self, index: int, use: Use) -> bool:
        start = self._sentences[index].start
        if _BEGINS.fullmatch(self._text, start, use.mention.start):
            return True
        comma = self._text[use.mention.end : use.mention.end + 2].lstrip()[:1] == ","
        if comma and use.mention.start - start < _OPENING_OF_CARRIED:
            return True
        if use.mention.start - start > _PRELUDE:
            return False
        return _REPORTED.fullmatch(self._text, start, use.mention.start) is not None

    def _carries(self, index: int, use: Use) -> bool:
        """A time in brackets is in passing; one that is not the page's is, unless it opens its sentence."""
        mention, focus = use.mention, self._page.focus
        start = self._sentences[index].start
        if in_brackets(self._text, start, mention):
            return False
        if mention.kind in ("then", "founding") and not _DIGIT.search(
            self._text, mention.end, self._sentences[index].end
        ):
            # `Hồi đó ai cũng ngại.`: what is told in figures behind it is of the page's time.
            return False
        report = self._page.is_report and focus is not None and use.period != focus
        if report and use.role is Role.AS_OF and not counts_on(self._text, start, mention):
            return False
        if report and (mention.kind in _PASSING or _ALONE.fullmatch(self._text, start, mention.start)):
            return False
        of_now = use.role is Role.NOW and use.period != self._page.as_of
        if of_now or mention.rule in _EXAMS:
            return False
        if mention.kind == "year" and _OCCASION.search(
            self._text[max(start, mention.start - _REACH_OF_NAME) : mention.start]
        ):
            return False
        if mention.relative == "nay" and mention.kind == "relative_year" and report and focus:
            return focus.holds(use.period or focus)
        background = mention.kind == "years" and mention.start - start > _OPENING
        if self._opens(index, use) and not background:
            return True
        if focus is None or use.period is None:
            return True
        if report and self._heads_sum(index, use):
            return True
        if report and use.role is Role.STATED and mention.kind not in ("since", "since_new_year"):
            return self._ends_term(use.period) or self._leads_paragraph(index, use)
        single = focus.start.year == focus.end.year
        long = mention.kind == "years" and single and use.period.start.year < use.period.end.year
        return use.period.end >= focus.start and not long

    def _heads_sum(self, index: int, use: Use) -> bool:
        """`Tổng mức bán lẻ 8 tháng đạt 46.725 tỷ đồng` on a month's page: what follows is summed too."""
        mention, focus = use.mention, self._page.focus
        if mention.kind not in _SUMMED or focus is None or use.period is None:
            return False
        start = self._sentences[index].start
        return use.period.holds(focus) and _DIGIT.search(self._text, start, mention.start) is None

    def _ends_term(self, period: Period) -> bool:
        """Whether a year is the last of several that are reported on: its paragraph says how things are."""
        focus = self._page.focus
        several = focus is not None and focus.start.year < focus.end.year
        return bool(several and focus and period.whole_year and period.end == focus.end)

    def _leads_paragraph(self, index: int, use: Use) -> bool:
        """Whether all figures of a paragraph's first sentence are of the month or quarter (`trong quý`)."""
        sentence = self._sentences[index]
        if use.mention.kind not in _BLOCKS or (
            index and self._sentences[index - 1].paragraph == sentence.paragraph
        ):
            return False
        if any(u.period and u.role in _LEADING and u is not use for u in self._uses[index]):
            return False
        return _FIGURE.search(self._text, sentence.start, use.mention.start) is None

    def _is_ahead(self, index: int, use: Use) -> bool:
        """A term that is still to run (`giai đoạn 2021 - 2025`): what follows is of the page's time."""
        newest = self._page.year
        if newest and use.mention.kind == "year" and not self._opens(index, use):
            return use.mention.year is not None and use.mention.year > newest
        if use.mention.kind != "years" or use.period is None or newest is None:
            return False
        return use.period.end.year > newest
