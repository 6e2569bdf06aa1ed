"""In which way a number speaks: measure and direction, from the words around it.

Cues know nothing of indicators; the linker joins the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.quantity import Quantity
from chitieu.extract.wordpatterns import WordPattern, word_pattern
from chitieu.kernel.record import record, replace
from chitieu.kernel.records import Measure, RuleHit, Unit

_LEFT_REACH = 110
_RIGHT_REACH = 70
HUNDRED = Decimal(100)


@record
class Cue:
    """What the words around a number say. `measure` is None where they say nothing.

    `value` is the signed number after the rule (`vượt 27%` of a plan is 127, `giảm 3%` is -3); `strength`
    lies in 0..1. `removed` is a verb before the number that for some indicators means fewer (`xóa`, `thoát`).
    `against` tells that a target stands behind `so với`. `between_groups` marks a ratio of two groups at one
    time, which is no growth.
    """

    measure: Measure | None
    rule: str
    strength: float
    value: Decimal
    start: int
    end: int
    beats_hedge: bool = False
    between_groups: bool = False
    removed: str | None = None
    against: bool = False

    def hit(self) -> RuleHit:
        """The trace entry of the cue, with offsets in the sentence."""
        return RuleHit(
            f"measure.{self.rule}", self.measure.value if self.measure else "none", self.start, self.end
        )


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(fold(word) for word in words) for name, words in read_yaml(DATA / "cues.yml").items()}


def cue_words(name: str) -> tuple[str, ...]:
    """The folded words of a list of `cues.yml`."""
    return _lists()[name]


def word_list(name: str) -> str:
    """The alternatives of a list of `cues.yml`, longest first, as a group of a pattern."""
    words = sorted(set(_lists()[name]), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words) + ")"


@record
class _Patterns:
    moved: WordPattern
    moved_thing: WordPattern
    compared: WordPattern
    headed: WordPattern
    reached: WordPattern
    growth_noun: WordPattern
    plan_right: re.Pattern[str]
    plan_left: WordPattern
    done: WordPattern
    share: WordPattern
    rate_noun: WordPattern
    share_of: re.Pattern[str]
    same_right: re.Pattern[str]
    over: WordPattern
    under: WordPattern
    same_period: WordPattern
    previous_period: WordPattern


@cache
def _patterns() -> _Patterns:
    up, down, filler = word_list("up"), word_list("down"), word_list("intensifiers")
    against = r"(?:\s+so với\s(?:(?!tăng|giảm|đạt|khi|thì)[^,;()]){2,40}?)?"
    in_turn = r"(?:,\s(?:lần lượt|tương ứng)(?:\slà|\sở mức|\sđạt)?)?"
    when = r"(?:\s(?:vào|trong|hồi)\s(?:tháng|quý|năm)\s(?:\d[\d/]{0,6}|i{1,3}|iv)(?=\s))?"
    reaching = r"(?:,\s(?:tới|đến|lên tới|ở mức|với mức))?"
    tail = rf"(?:\s+{filler})*{when}{against}(?:\s+{filler})*{in_turn}{reaching}\s*[(:]?\s*$"
    return _Patterns(
        moved=word_pattern(
            rf"(?<!\w)(?<!không )(?<!chẳng )(?:(?P<up>{up})|(?P<down>{down}))(?!\s+cường){tail}"
        ),
        moved_thing=word_pattern(
            rf"(?<!\w)(?:(?P<up>tăng)|(?P<down>giảm|kéo giảm))\s+"
            rf"(?!vốn\s(?:đầu tư\s)?với\s)(?:{word_list('movables')}"
            rf"(?:\s+(?!và\s$|chiếm\s|đạt\s)[^\s,;]+){{0,5}}?){tail}"
        ),
        compared=word_pattern(
            r"(?<!\w)(?:(?P<up>(?:cao|nhiều|lớn)\s+hơn)|(?P<down>(?:thấp|ít|kém)\s+hơn))\s"
            r"(?:(?!(?<!so)\svới\s(?:tổng|kim ngạch|giá trị|số|mức|doanh))[^,;()]){2,45}$"
        ),
        headed=word_pattern(
            r"(?<!\w)(?:(?P<up>tăng)|(?P<down>giảm(?!\snghèo)))(?:\s\w+){0,2}\s?(?:như|gồm|ở|là|tại)?\s?:[^;:]*\($"
        ),
        reached=word_pattern(
            rf"(?<!\w){word_list('reached')}(?:\s+(?:tới|đến|mức|khoảng|hơn|gần|trên|dưới|là|đạt|được|chỉ|quanh|cỡ|chừng))*\s*[(:]?\s*$"
        ),
        growth_noun=word_pattern(rf"(?<!\w){word_list('growth_nouns')}(?!\w)(?P<between>[^;]{{0,80}})$"),
        plan_right=folded_pattern(
            rf"\s*\)?,?\s*(?:(?P<against>so với|so)\s+)?(?:với\s+)?(?:tổng\s+|các\s+|cả\s+)?"
            rf"{word_list('plan')}(?!\w)(?!\s+(?:số\s+)?\d)"
        ),
        plan_left=word_pattern(rf"(?<!\w)(?:so với\s+)?{word_list('plan')}(?!\w)[^;]{{0,60}}$"),
        done=word_pattern(
            rf"(?<!\w){word_list('done')}"
            r"(?:\s+(?:tới|đến|mức|khoảng|hơn|gần|trên|dưới|là|được|tỷ lệ|xấp xỉ))*\s*[(:]?\s*$"
        ),
        share=word_pattern(rf"(?<!\w){word_list('share')}(?:\s+{filler})*\s*[(:]?\s*$"),
        rate_noun=word_pattern(r"(?<!\w)(?:tỷ lệ|tỷ trọng)(?!\w)[^;]{0,90}$"),
        share_of=folded_pattern(
            r"\s*(?:(?:trong\s+)?(?:tổng\s+)?(?:số|dân số|các)\s(?!với)"
            r"|(?:của\s)?tổng\s(?:thu nhập|dư nợ|diện tích|quỹ|chi))"
        ),
        same_right=folded_pattern(
            rf"\s*\)?\s*(?:so với|so|của|với)?\s*(?:bình quân\s+)?{word_list('same_period')}(?!\w)"
        ),
        over=word_pattern(
            r"(?<!\w)(?:vượt|vượt mức|tăng|cao hơn)"
            r"(?:\s+(?:tới|đến|hơn|gần|khoảng|trên|mức|ít nhất|tối thiểu|chừng|xấp xỉ))*\s*$"
        ),
        under=word_pattern(
            r"(?<!\w)(?:giảm|thấp hơn|hụt|thiếu|chậm hơn)"
            r"(?:\s+(?:tới|đến|hơn|gần|khoảng|chừng|cỡ|xấp xỉ|mức))*\s*$"
        ),
        same_period=word_pattern(rf"(?<!\w){word_list('same_period')}(?!\w)"),
        previous_period=word_pattern(rf"(?<!\w){word_list('previous_period')}(?!\w)"),
    )


def clause_start(folded: str, low: int, high: int) -> int:
    """Where the stretch before a number begins: behind the last semicolon, at most a fixed reach away."""
    low = max(low, high - _LEFT_REACH)
    return max(low, folded.rfind(";", low, high) + 1)


def _cue(measure: Measure | None, rule: str, strength: float, value: Decimal, span: tuple[int, int]) -> Cue:
    return Cue(measure, rule, strength, value, span[0], span[1])


def _plan_cue(folded: str, q: Quantity, low: int) -> Cue | None:
    p = _patterns()
    right = p.plan_right.match(folded, q.after, min(len(folded), q.after + _RIGHT_REACH))
    if not right:
        return None
    span = (q.start, right.end())
    if p.over.find(folded, low, q.start):
        cue = Cue(Measure.PLAN_COMPLETION, "plan_exceeded", 0.97, HUNDRED + q.value, *span, beats_hedge=True)
        return replace(cue, against=right["against"] is not None and "chỉ tiêu" in right.group())
    if p.under.find(folded, low, q.start) and right["against"]:
        missed = _cue(Measure.PLAN_COMPLETION, "plan_missed", 0.9, HUNDRED - q.value, span)
        return replace(missed, against="chỉ tiêu" in right.group())
    return _cue(Measure.PLAN_COMPLETION, "plan", 0.95, q.value, span)


_SIGNED = re.compile(r"(?:^|[\s(])(?P<sign>[+\-–−])\s?$")
_NEGATIVE = word_pattern(r"(?<!\w)âm\s(?:tới\s|đến\s|gần\s|hơn\s)?$")
_POINTS = folded_pattern(r"\sđiểm(?:\s|$)")
_POINTS_UP = word_pattern(r"(?<!\w)(?:vượt|cao hơn|hơn|tăng|thêm|nhích|cộng)(?:\s\w+){0,3}\s$")
_POINTS_DOWN = word_pattern(
    r"(?<!\w)(?:kém|thấp hơn|giảm|hụt|thiếu|tụt|kéo xuống|hạ|cắt|cắt giảm|bớt)(?:\s\w+){0,3}\s$"
)


_JOINED = folded_pattern(r"\svà\s$")
_POINTS_JOINED = word_pattern(
    r"(?<!\w)(?:(?P<up>tăng|cao hơn)|(?P<down>giảm|thấp hơn))\s[\d.,]+\s?điểm[^;,]{2,60}\svà\s$"
)


def _points_cue(folded: str, q: Quantity, low: int) -> Cue | None:
    """`vượt 3,2 điểm phần trăm so với chỉ tiêu` is a difference, whatever it is from."""
    if not _POINTS.search(folded, q.start, q.after):
        return None
    if _JOINED.search(folded, low, q.start):
        # `tăng 1,3 điểm phần trăm so với quý II và 1,2 điểm phần trăm so với quý III`
        low = max(0, low - _LEFT_REACH)
    down = _POINTS_DOWN.find(folded, low, q.start)
    up = _POINTS_UP.find(folded, low, q.start)
    if not down and not up and (joined := _POINTS_JOINED.find(folded, low, q.start)):
        down = joined if joined["down"] else None
        up = joined
    if not down and not up:
        return None
    value = -q.value if down else q.value
    return Cue(Measure.CHANGE, "points", 0.95, value, q.start, q.after, beats_hedge=True)


def _signed_cue(folded: str, q: Quantity) -> Cue | None:
    """`(+10,5%)`, `-22,7%`: a sign of its own makes a percentage a movement."""
    found = _SIGNED.search(folded, max(0, q.start - 3), q.start)
    if q.value < 0:
        return _cue(Measure.GROWTH, "signed", 0.9, q.value, (q.start, q.end))
    if folded[q.start] == "+":
        return _cue(Measure.GROWTH, "signed", 0.9, q.value, (q.start, q.end))
    if negative := _NEGATIVE.find(folded, max(0, q.start - 12), q.start):
        # `Âm 6,17%`, `tăng trưởng quý III âm 2%`
        return _cue(Measure.GROWTH, "signed", 0.9, -q.value, (negative.start(), q.end))
    if not found or (found["sign"] != "+" and folded[q.start - 1] == " "):
        return None
    value = q.value if found["sign"] == "+" else -q.value
    return _cue(Measure.GROWTH, "signed", 0.9, value, (found.start("sign"), q.end))


# `hơn năm ngoái 12%`, `kém cùng kỳ 2.345`: the other side stands between the verb and the number.
_THAN = word_pattern(
    r"(?<!\w)(?:(?P<up>hơn|nhỉnh hơn|đông hơn|vượt)|(?P<down>kém|thua|thấp hơn|ít hơn))\s"
    r"(?:tết|năm|tháng|quý|vụ|cùng kỳ|kỳ|cách đó)\s"
    r"(?:(?!đạt|là|tăng|giảm|với\s(?:tổng|kim ngạch|giá trị|số|mức|doanh))[^,;:()]){0,25}?"
    r"(?:tới|đến|gần|hơn)?\s?$"
)


# `giảm so với mức 59% của năm 2017`: what a comparison is with stands where it was.
_OTHER_SIDE = word_pattern(
    r"(?<!\w)so (?:với )?(?:(?:mức|con số)(?:\s(?!là|tăng|giảm)[^,;()\s]+){0,5}\s?|[^,;()]{2,40}\()$"
    r"|(?<!\w)(?:cao|thấp|nhiều|ít|lớn|kém|nhỏ)\shơn\s(?:(?:nhiều|hẳn|xa|đáng kể|khá nhiều)\s)?(?:so với\s)?"
    r"(?:mức|con số|dự báo|ước tính)(?:\s(?:tăng|giảm|tăng trưởng|dự báo|ước tính|ban đầu|trước đó))*\s$"
    r"|(?<!\w)(?:cao|thấp|kém)\shơn\s(?:so với\s)?(?:mức\s)?(?:kịch bản|mục tiêu|dự báo|kế hoạch)"
    r"[^,;()\d]{0,40}\s(?:là|ở mức)\s$"
)
_MOVED_TO = folded_pattern(r"[^,;.()]{0,34}?\s(?:xuống|lên|còn|về)(?:\s\w+){0,2}\s\d")
_FROM = word_pattern(r"(?<!\w)từ\s(?:mức\s)?$")
# `giảm 5,03%, tương đương 8.410 hộ`: the same movement in another unit.
_IN_UNITS = word_pattern(
    r"(?<!\w)(?:(?P<up>tăng)|(?P<down>giảm))\s(?!còn|xuống|lên|về|chỉ còn)[^,;\d]{0,14}\d[\d.,]*\s?"
    r"(?:%|điểm %|điểm phần trăm|phần trăm|(?:vụ|người|hộ|trường hợp|tỷ đồng|triệu đồng|lao động|ca))?"
    r"(?:\s(?:tỷ lệ\s)?hộ (?:cận )?nghèo)?,?\s(?:tương đương|tương ứng|tức)"
    r"(?:\s(?:với|là|giảm|tăng|thêm|khoảng|gần|hơn|trên))*\s?$"
)


def _moved_in_units(folded: str, q: Quantity) -> re.Match[str] | None:
    """The movement that a number tells again in its own unit; `tương ứng 3% tổng số hộ` is a share."""
    if q.unit is Unit.PERCENT and _patterns().share_of.match(folded, q.after):
        return None
    return _IN_UNITS.find(folded, max(0, q.hedge_start - _LEFT_REACH), q.hedge_start)


_POVERTY = fold("nghèo")
# `thấp hơn kịch bản đề ra 0,4%`: how far a growth stands off from what was foreseen.
_FORESEEN = word_pattern(
    r"(?<!\w)hơn\s(?:so với\s)?(?:mức\s)?(?:kịch bản|mục tiêu|kế hoạch|chỉ tiêu|dự báo|kỳ vọng)"
)


# `điều chỉnh tăng thêm 602 triệu USD`, `vốn tăng thêm là 5 tỷ USD`: capital of its own kind, no difference.
_ADDED = word_pattern(
    r"(?<!\w)(?:vốn|điều chỉnh|phần|phần vốn|đăng ký)\stăng thêm(?:\s(?:là|đạt|trên|gần|hơn))*\s$"
)


def _direction_cue(folded: str, q: Quantity, low: int) -> Cue | None:
    p = _patterns()
    if _FROM.find(folded, low, q.hedge_start) and _MOVED_TO.match(folded, q.after):
        return _cue(Measure.LEVEL, "movement", 0.9, q.value, (q.start, q.end))
    if _OTHER_SIDE.find(folded, low, q.hedge_start):
        return None
    found = (
        p.moved.find(folded, low, q.hedge_start)
        or p.moved_thing.find(folded, low, q.hedge_start)
        or p.compared.find(folded, low, q.hedge_start)
        or _THAN.find(folded, low, q.hedge_start)
        or _moved_in_units(folded, q)
        or (p.headed.find(folded, 0, q.hedge_start) if folded[: q.hedge_start].endswith("(") else None)
    )
    if not found or (q.kind == "money" and _POVERTY in found.group()):
        # `chương trình giảm nghèo 1.150 tỷ đồng`: the poor are fewer, not the money.
        return None
    if q.kind == "money" and _ADDED.find(folded, low, q.hedge_start):
        return None
    measure = Measure.GROWTH if q.unit is Unit.PERCENT else Measure.CHANGE
    sign = -1 if found["down"] else 1
    cue = _cue(measure, "decrease" if sign < 0 else "increase", 0.93, sign * q.value, found.span())
    return replace(cue, against=True) if _FORESEEN.find(found.group()) else cue


# `tăng 12% (cùng kỳ 2018 là 9,9%)`: the bracket gives the growth of the year before.
_GREW_ASIDE = word_pattern(
    r"(?<!\w)tăng\s[^();]{2,40}\((?:cùng kỳ|năm trước|năm ngoái)[^()]{0,30}\s(?:là|đạt)\s$"
)


# What is exceeded by a percentage is a plan, where no earlier time is named.
_EXCEEDED = word_pattern(
    r"(?<!\w)vượt(?:\s(?:chỉ tiêu|kế hoạch|dự toán|mục tiêu|mức giao|tới|đến|hơn|gần|khoảng|chừng))*\s?$"
)
_OVER_PAST = folded_pattern(r"\s?(?:so với|so)\s(?:cùng|năm|tháng|quý|vụ|giai đoạn|nhiệm kỳ|đầu|cuối)")


_PAST_PLAN = word_pattern(r"(?<!\w)(?:chỉ tiêu|kế hoạch|dự toán|mục tiêu|mức giao)(?!\w)")
_PASSED = 50


def _percent_cue(folded: str, q: Quantity, low: int) -> Cue | None:
    p = _patterns()
    if found := p.growth_noun.find(folded, low, q.hedge_start):
        sign = -1 if "giảm" in found.group()[:12] or "tăng trưởng âm" in found.group() else 1
        return _cue(Measure.GROWTH, "growth_noun", 0.85, sign * q.value, found.span())
    if found := p.share.find(folded, low, q.hedge_start):
        return _cue(Measure.SHARE, "share", 0.85, q.value, found.span())
    if found := _GREW_ASIDE.find(folded, 0, q.hedge_start):
        return _cue(Measure.GROWTH, "growth_aside", 0.7, q.value, found.span())
    if found := p.share_of.match(folded, q.after):
        return _cue(Measure.SHARE, "share_of", 0.8, q.value, (q.start, found.end()))
    if found := p.rate_noun.find(folded, low, q.hedge_start):
        return _cue(Measure.SHARE, "rate_noun", 0.6, q.value, found.span())
    if (found := _EXCEEDED.find(folded, low, q.start)) and not _OVER_PAST.match(folded, q.after):
        span = found.span()
        if q.value >= _PASSED and not _PAST_PLAN.find(folded, found.start(), q.start):
            # `giải ngân vượt 70%`: what is passed is a mark on the way, no plan is half as much again.
            return _cue(None, "reached_percent", 0.4, q.value, span)
        return Cue(Measure.PLAN_COMPLETION, "exceeded", 0.7, HUNDRED + q.value, *span, beats_hedge=True)
    if (found := p.done.find(folded, low, q.hedge_start)) and p.plan_left.search(folded, low, found.start()):
        return _cue(Measure.PLAN_COMPLETION, "plan_named_before", 0.7, q.value, found.span())
    told = _TANTAMOUNT.find(folded, max(0, q.hedge_start - 16), q.hedge_start)
    if told and _PAST_PLAN.find(folded, max(0, q.start - _PLAN_REACH), q.start):
        return _cue(Measure.PLAN_COMPLETION, "plan_named_before", 0.7, q.value, told.span())
    if found := p.done.find(folded, low, q.hedge_start):
        return _cue(None, "reached_percent", 0.4, q.value, found.span())
    return None


# `đi xuống 0,3%` is by how much, `xuống 3%` to where.
_WENT = (fold("đi xuống "), fold("đi xuống tới "))
# `mức tăng chỉ còn 5%`, `loại trừ yếu tố giá, còn 4,2%`: what is left of a growth is a growth.
_GROWS = word_pattern(
    r"(?<!\w)(?:(?:mức|tốc độ) (?:tăng|giảm)(?: trưởng)?(?!\w)[^,;.:()\d]{0,25}?\s?(?:chỉ còn|còn)"
    r"|loại trừ[^;.:()\d]{0,25}giá(?!\w)[^;.:()\d]{0,25}(?:còn|là|đạt|ở mức))\s(?:khoảng\s|gần\s|hơn\s)?$"
)
_SHRINKS = word_pattern(r"(?<!\w)(?:mức|tốc độ) giảm(?!\w)[^,;.:()\d]{0,30}$")
# `chỉ tiêu là 15 CĐCS; kết quả đạt 21, tức 140%`
_TANTAMOUNT = word_pattern(r"(?<!\w)(?:tức|tức là|nghĩa là|tương đương)\s$")
_PLAN_REACH = 160


_REMOVED = word_pattern(r"(?<!\w)(?P<verb>xóa|thoát)(?:\s(?:được|thêm|hết|cho|khoảng))*\s*$")
_REMOVED_AFTER = folded_pattern(r"\s\w+(?:\s[^\s\d,;.:]+){0,10}?\s(?P<verb>thoát)\s(?:cận\s)?nghèo")


def read_cue(folded: str, q: Quantity, previous_end: int) -> Cue:
    """The cue of one quantity; `previous_end` is where the quantity before it ends, 0 for the first."""
    p = _patterns()
    low = clause_start(folded, previous_end, q.hedge_start)
    if q.kind == "rank":
        return _cue(Measure.RANK, "rank", 1.0, q.value, (q.start, q.end))
    if q.kind == "times":
        growth = (q.value - 1) * HUNDRED
        grown = p.moved.find(folded, low, q.hedge_start) or _times_over_time(folded, q)
        cue = _cue(Measure.GROWTH, "times", 0.9, growth, (q.start, q.end))
        return (
            cue
            if grown
            else Cue(Measure.LEVEL, "times_of_group", 0.6, q.value, q.start, q.end, between_groups=True)
        )
    if q.unit is Unit.PERCENT:
        stated_clearly = _points_cue(folded, q, low) or _signed_cue(folded, q) or _plan_cue(folded, q, low)
        if stated_clearly:
            return stated_clearly
    done = p.done.find(folded, low, q.hedge_start)
    if q.unit is Unit.PERCENT and done and _EQUALS.match(done.group()) and _same_right(folded, q):
        return _cue(Measure.GROWTH, "ratio_to_same_period", 0.9, q.value - HUNDRED, (done.start(), q.end))
    if q.bound in ("from", "to"):
        return _cue(Measure.LEVEL, "movement", 0.9, q.value, (q.start, q.end))
    found = p.reached.find(folded, low, q.hedge_start)
    if q.unit is Unit.PERCENT and _GROWS.find(folded, low, q.hedge_start):
        sign = -1 if _SHRINKS.find(folded, low, q.hedge_start) else 1
        return _cue(Measure.GROWTH, "growth_noun", 0.85, sign * q.value, (q.start, q.end))
    went = found is not None and folded.endswith(_WENT, 0, found.end())
    if found and not went and re.search(r"còn|xuống|lên|về", found.group()):
        return _cue(Measure.LEVEL, "reached", 0.85, q.value, found.span())
    if (moved := _direction_cue(folded, q, low)) is not None:
        return moved
    if q.unit is Unit.PERCENT:
        return _percent_cue(folded, q, low) or _cue(None, "none", 0.2, q.value, (q.start, q.end))
    removed = _REMOVED.find(folded, low, q.hedge_start) or _REMOVED_AFTER.match(folded, q.after)
    stated = _cue(Measure.LEVEL, "stated", 0.5, q.value, (q.start, q.end))
    return replace(stated, removed=removed["verb"], rule="removed") if removed else stated


_EQUALS = folded_pattern(r"(?:bằng|tương đương)(?!\w)")
_OF_YEAR = folded_pattern(r"\s(?:của\s)?(?:cả\s)?năm\s\d{4}(?!\d)")
_OPENED = fold("so")
_SAME_FIRST = folded_pattern(
    r"so (?:với )?(?:thời điểm )?"
    r"(?:cùng kỳ|cùng thời điểm|năm ngoái|năm trước|(?:năm|quý|tháng) [^,;]{1,12}\d{4})[^;]*$"
)


def _same_right(folded: str, q: Quantity) -> bool:
    """Whether an earlier time stands behind: `bằng 114,7% cùng kỳ`, `bằng 114,7% so với quý I/2025`.

    It may also open the sentence: `So với cùng kỳ, số vốn chỉ bằng 17%`.
    """
    if folded.startswith(_OPENED) and _SAME_FIRST.match(folded, 0, q.start):
        return _patterns().plan_right.match(folded, q.after) is None
    right = (
        _patterns().same_right.match(folded, q.after)
        or _OVER_PAST.match(folded, q.after)
        or _OF_YEAR.match(folded, q.after)
    )
    return right is not None


_OVER_TIME = folded_pattern(
    r"^\s(?:của )?(?:cả )?(?:(?:tháng|tết|mùa|dịp|kỳ)\s\w+(?:\s\w+)?\s)?(?:năm|tết|giai đoạn|vụ) \d{4}|"
    r"^\s(?:so với )?(?:thời điểm|lúc|hồi|tết|đầu năm|cuối năm)|mọi năm|trước đây|lần (?:năm|giai đoạn)|"
    r"so với (?:cuối |đầu )?(?:năm|nhiệm kỳ|giai đoạn|tháng|quý)"
)


# `từ 23 lên 51 đơn vị, tức gấp hơn 2,2 lần`
_RISEN = word_pattern(
    r"(?<!\w)từ\s[^;]{1,60}\slên\s[^;]{1,40}(?<!\w)(?:tức|tức là|nghĩa là)\s(?:gấp\s)?(?:hơn\s|gần\s)?$"
)


def _times_over_time(folded: str, q: Quantity) -> bool:
    right = folded[q.after : q.after + _RIGHT_REACH]
    p = _patterns()
    if _RISEN.find(folded, max(0, q.hedge_start - _LEFT_REACH), q.hedge_start):
        return True
    if folded.startswith(_OPENED) and _SAME_FIRST.match(folded, 0, q.start):
        return True
    return bool(p.same_period.search(right) or p.previous_period.search(right) or _OVER_TIME.search(right))
