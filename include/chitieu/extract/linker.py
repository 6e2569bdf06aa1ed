"""Which indicator a number speaks of: every candidate reading is scored, the best one is taken.

A candidate is an indicator (or a subject without a row) with the way in which the number is tied to it:
inside a phrase, right behind it, named before, or taken over from the number or the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.extract.carrying import FOR, LAST_YEAR, OWN_SUBJECT, inherited, other_whole
from chitieu.extract.cues import HUNDRED, Cue, cue_words, read_cue, word_list
from chitieu.extract.groups import opens_group
from chitieu.extract.kin import has_own_cost
from chitieu.extract.listing import bounds_agree, in_turn, shared_noun
from chitieu.extract.mentions import Mention, excluded, noun_pattern
from chitieu.extract.moves import like, listed, moved_too
from chitieu.extract.nouns import BARE, noun_behind, stands_in
from chitieu.extract.prices import is_per_head, is_priced
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Candidate, Reading, SentenceText
from chitieu.extract.resolving import MONEY, resolve
from chitieu.extract.stocks import with_listed_flows, without_bare_stocks, without_stocks, without_totals
from chitieu.extract.ties import taste, tied
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Measure, RuleHit, Unit

THRESHOLD = 0.45
# The score of what the page is about: just enough where nothing else explains a number.
_PAGE = 0.49
# Fewer people than this are no population and no workforce that a page speaks of in passing.
_CROWD = 10_000
_LEFT = 80
# What a share of something else takes off a phrase.
_OTHER_WHOLE = 0.4


def _mention_candidates(text: SentenceText, q: Quantity, cue: Cue) -> list[Candidate]:
    candidates = []
    for mention in text.mentions:
        tie = tied(text, q, mention)
        resolved = resolve(mention.indicator, cue, q) if tie else None
        if tie is None or resolved is None or (tie[1] != "before" and _is_plan(text, q, mention)):
            continue
        indicator = _as_rate(text, q, cue, mention, tie[1])
        if indicator is not mention.indicator:
            resolved = resolve(indicator, cue, q) or resolved
        measure, value, unit, fit = resolved
        if cue.measure is None and measure is Measure.GROWTH and _contributes(text, q, mention):
            measure = Measure.SHARE
        if measure is Measure.SHARE and cue.rule == "none" and text.readings:
            last = text.readings[-1]
            planned = last.measure is Measure.PLAN_COMPLETION and last.indicator is indicator
            if planned and LAST_YEAR.find(text.folded, last.quantity.after, q.hedge_start):
                measure = Measure.PLAN_COMPLETION
            if mention.indicator is not None and listed(text, q, last):
                measure, value = last.measure, like(last, q)
        if measure is Measure.PLAN_COMPLETION and _reached_of_count(text, q, cue, indicator):
            measure = Measure.SHARE
        weight = 0.025 * min(mention.words, 6) + mention.bonus + taste(text, q, cue, mention, tie[1])
        weight -= _OTHER_WHOLE if other_whole(text, q, cue, mention.indicator) else 0.0
        weight -= _OTHER_WHOLE if tie[1] == "behind" and _is_whole(text, q, cue) else 0.0
        weight -= _TAKEN if tie[1] == "before" and _is_taken(text, q, cue, mention) else 0.0
        candidates.append(
            Candidate(indicator, tie[0] + weight + fit, tie[1], mention, (measure, value, unit))
        )
    return candidates


def _is_taken(text: SentenceText, q: Quantity, cue: Cue, mention: Mention) -> bool:
    """`khu vực công nghiệp có 61,5 nghìn lao động, tăng 3%`: what was named told of the amount that grew."""
    last = text.readings[-1] if text.readings else None
    if last is None or q.unit is not Unit.PERCENT or cue.rule not in ("increase", "decrease"):
        return False
    if last.indicator is None or last.indicator is mention.indicator or last.measure is not Measure.LEVEL:
        return False
    passed = mention.end <= last.quantity.start and last.relation in ("inside", "behind")
    return passed and _THEN.fullmatch(text.folded, last.quantity.after, cue.start) is not None


# What an amount takes from what was named before it, for the movement right behind it.
_TAKEN = 0.15
_THEN = folded_pattern(r"\s?(?:[^\W\d]+\s?){0,4},\s?(?:đã |lại )?")


def _reached_of_count(text: SentenceText, q: Quantity, cue: Cue, indicator: Indicator | None) -> bool:
    """`52 doanh nghiệp đã đối thoại, đạt 86%`: the percentage is the share that the count before it is."""
    if cue.rule != "reached_percent" or not text.readings or indicator is None or q.value > HUNDRED:
        return False
    last = text.readings[-1]
    if last.quantity.kind != "count" or last.measure is not Measure.LEVEL or last.indicator is not indicator:
        return False
    return indicator.by_place or _is_ratio(text.readings, q)


_EXACT = Decimal("0.06")


def _is_ratio(readings: Sequence[Reading], q: Quantity) -> bool:
    """`12.480 chị đăng ký, 11.756 chị đạt, bằng 94,2%`: the last count in the one before it."""
    if len(readings) < len(("whole", "part")) or readings[-2].quantity.kind != "count":
        return False
    whole, part = readings[-2].quantity.value, readings[-1].quantity.value
    return whole > part > 0 and abs(part * HUNDRED / whole - q.value) < _EXACT


_IN_PLACE = word_pattern(r"(?<!\w)(?:có|còn|tới|với|hơn|gần)\s$")
_NARROWED = folded_pattern(r"(?<!\w)(?:là|thuộc|người|dân tộc|đồng bào|diện|do|ở|tại|có)(?!\w)")


def _is_all(text: SentenceText, q: Quantity, cue: Cue, mention: Mention, relation: str) -> bool:
    """Whether a share is of all households: `có 23,6% hộ nghèo`, `hộ cận nghèo còn lớn, chiếm 21,5%`."""
    if cue.rule == "none" and relation == "behind":
        placed = _IN_PLACE.find(text.folded, 0, q.hedge_start) is not None
        return placed and BARE.match(text.folded, mention.end) is not None
    if cue.rule != "share" or relation != "before" or text.readings:
        return False
    # Of `hộ nghèo là đồng bào` a share of the poor is told.
    return _NARROWED.search(text.folded, mention.end, cue.start) is None


def _as_rate(text: SentenceText, q: Quantity, cue: Cue, mention: Mention, relation: str) -> Indicator | None:
    """What a mention says of a percentage: `giảm 4 - 5% hộ nghèo`, `tỷ lệ từ 8% xuống 6%` are of the rate."""
    indicator = mention.indicator
    if indicator is None or indicator.rate is None or q.unit is not Unit.PERCENT:
        return indicator
    if cue.rule == "points" or _is_all(text, q, cue, mention, relation):
        return load_indicators()[indicator.rate]
    moved = cue.rule in ("increase", "decrease", "reached")
    # `giảm hộ nghèo 2%`, `mỗi năm giảm gần 2%`: so few percent of the households are points of their rate.
    fell = cue.rule == "decrease" and mention.start <= cue.start and q.value <= _POINTS
    if (moved and relation in ("inside", "behind")) or (fell and not mention.source.startswith(_NUMBER_OF)):
        return load_indicators()[indicator.rate]
    return load_indicators()[indicator.rate] if cue.rule == "movement" else indicator


_POINTS, _NUMBER_OF = 10, "số "


_PLAN = re.compile(rf"(?:{word_list('plan')}\s?)+")


_ATTAINS = tuple(map(fold, ("vượt", "đạt", "hoàn thành")))


def _is_plan(text: SentenceText, q: Quantity, mention: Mention) -> bool:
    """`vượt 40% chỉ tiêu nghị quyết`: what stands behind is the plan, no subject."""
    if q.unit is not Unit.PERCENT or mention.indicator is None:
        return False
    behind = mention.start
    if mention.start < q.start:
        if not text.folded.startswith(_ATTAINS, mention.start):
            return False
        behind = q.after + 1
    return _PLAN.fullmatch(text.folded, behind, mention.end) is not None


_IN_ALL = folded_pattern(r"\s(?:trong\s|của\s)?(?:tổng\s)?số\s")


def _is_whole(text: SentenceText, q: Quantity, cue: Cue) -> bool:
    """`kết nạp 5.640 người, chiếm 72% số đảng viên mới`: what stands behind is the whole of the count."""
    if cue.rule != "share" or not text.readings or text.readings[-1].quantity.kind != "count":
        return False
    return text.readings[-1].indicator is not None and _IN_ALL.match(text.folded, q.after) is not None


_CONTRIBUTES = word_pattern(r"(?<!\w)(?:đóng góp|tỷ trọng|tỷ lệ|chiếm|tương đương)(?!\w)[^,;]{0,60}$")


def _contributes(text: SentenceText, q: Quantity, mention: Mention) -> bool:
    """`43% GDP`, `đóng góp vào GDP là 48%` are parts of what else grows by a bare percentage."""
    return mention.start >= q.after or _CONTRIBUTES.find(text.folded, 0, mention.start) is not None


# Fewer than it has ever been in these years: what is still too much is so by far.
_DONG_A_DOLLAR = 15_000


def _within_bounds(candidate: Candidate) -> bool:
    """Whether a level lies between its bounds; a movement beyond them is a slip of the page."""
    if candidate.indicator is None or candidate.resolved is None:
        return True
    measure, value, unit = candidate.resolved
    bound = candidate.indicator.bounds.get(measure)
    if bound is None or measure is not Measure.LEVEL:
        return True
    if unit is Unit.USD and candidate.indicator.unit is Unit.VND:
        return value * _DONG_A_DOLLAR <= bound.high
    return unit is not candidate.indicator.unit or bound.low <= value <= bound.high


def _of_sums(candidate: Candidate) -> bool:
    """Whether a candidate speaks of sums of money, or is only what the page is about."""
    money = candidate.indicator is not None and candidate.indicator.unit in MONEY
    return money or candidate.relation == "page"


# The score of what the line above a list names, for the first number of an item that names nothing itself.
_HEADED = 0.6


def _of_heading(text: SentenceText, q: Quantity, cue: Cue, noun: str) -> list[Candidate]:
    """`Kết quả thu ở một số địa bàn:`, then `Thành phố A: 1.480 tỷ đồng`."""
    found: list[Candidate] = []
    if text.readings or (q.kind == "count" and noun):
        return found
    for indicator in text.headed:
        resolved = resolve(indicator, cue, q)
        if resolved is not None and not (q.unit is Unit.PERCENT and resolved[0] is Measure.SHARE):
            found.append(Candidate(indicator, _HEADED + resolved[3], "heading", None, resolved[:3]))
    return found[:1]


def _of_page(text: SentenceText, q: Quantity, cue: Cue, noun: str) -> list[Candidate]:
    """What the whole page is about, for a number that nothing nearer explains."""
    found = []
    for place, indicator in enumerate(text.subjects):
        resolved = resolve(indicator, cue, q)
        if resolved is None or not _page_fits(text, q, (cue, noun), indicator, resolved[0]):
            continue
        measure, value, unit, fit = resolved
        score = _PAGE - 0.01 * place + fit / 10
        found.append(Candidate(indicator, score, "page", None, (measure, value, unit)))
    return found


def _page_fits(
    text: SentenceText, q: Quantity, beside: tuple[Cue, str], indicator: Indicator, measure: Measure
) -> bool:
    """Whether a number can speak of what the page is about; `beside` are its cue and its noun."""
    cue, noun = beside
    if q.kind == "count":
        if indicator.whole and q.value < _CROWD:
            return False
        if excluded(indicator, text.folded, q.start, q.after):
            return False
        if indicator.money is None and FOR.find(text.folded, 0, q.hedge_start):
            # `đã huấn luyện cho 3.200 lượt người`: something else was done for them.
            return False
        pattern = noun_pattern(indicator.code)
        at = text.folded.find(noun, q.after)
        if not noun or not pattern or not pattern.match(text.folded, at) or noun in cue_words("employers"):
            return False
        return BARE.match(text.folded, at + len(noun)) is not None or stands_in(text.folded, q)
    if q.unit is Unit.PERCENT:
        if indicator.whole:
            return False
        sure = indicator.kind != "amount" or measure in (Measure.GROWTH, Measure.PLAN_COMPLETION)
        own = not text.continues and OWN_SUBJECT.find(text.folded, max(0, cue.start - _LEFT), cue.start)
        rated = (
            cue.rule == "rate_noun" and indicator.kind == "amount" and measure is not Measure.PLAN_COMPLETION
        )
        return sure and not own and not rated and not opens_group(text.folded, q)
    if q.kind in ("rank", "steps"):
        return indicator.kind == "score"
    if q.kind == "money" and _SPENT.find(text.folded, 0, q.hedge_start):
        return False
    return q.kind == "times" or q.unit in indicator.units


_SPENT = word_pattern(
    r"(?<!\w)(?:kinh phí|chi phí|số tiền|trị giá|dành|chi|đầu tư|vay|nợ|vốn|"
    r"hỗ trợ|trợ cấp|mức|tiền (?:trọ|nhà|ăn|điện|học|thuê|gửi|góp|phòng)|học phí|biếu|giúp|tặng|mượn|"
    r"lợi nhuận|lãi|lỗ|giá|tài sản|vốn đăng ký|vốn điều lệ)(?:\s(?:là|khoảng|đạt))?\s$"
)


def _chosen(text: SentenceText, q: Quantity, cue: Cue, candidates: list[Candidate], noun: str) -> Reading:
    ranked = sorted(candidates, key=lambda candidate: -candidate.score)
    best = ranked[0] if ranked and ranked[0].score >= THRESHOLD else None
    hits = [cue.hit()]
    if best is None:
        resolved = resolve(None, cue, q)
        measure, value, unit = resolved[:3] if resolved else (Measure.LEVEL, q.value, q.unit)
        hits.append(RuleHit("link.none", "other", q.start, q.end))
        return Reading(q, None, measure, value, unit, cue, 0.5, "none", None, noun, tuple(hits))
    code = best.indicator.code if best.indicator else "other"
    at = best.mention or q
    rule = f"link.{best.relation}" + (f":{best.mention.source}" if best.mention else "")
    hits.append(RuleHit(rule, f"{code} {best.score:.2f}", at.start, at.end))
    rival = next((c for c in ranked[1:] if c.indicator is not best.indicator), None)
    if rival:
        other = rival.indicator.code if rival.indicator else "other"
        hits.append(RuleHit(f"link.rival.{rival.relation}", f"{other} {rival.score:.2f}"))
    measure, value, unit = best.resolved or (Measure.LEVEL, q.value, q.unit)
    return Reading(
        q, best.indicator, measure, value, unit, cue, best.score, best.relation,
        best.mention or (best.source.mention if best.source else None), noun, tuple(hits),
        inherited=best.relation == "carried" and not text.readings,
    )  # fmt: skip


# What a phrase loses that another one interrupts.
_INTERRUPTED = 0.25
_NUMBER = re.compile(r"\d")


def _without_interrupted(text: SentenceText, candidates: list[Candidate]) -> list[Candidate]:
    """`hỗ trợ xây 90 nhà, kết nạp 2.400 đoàn viên`: the verb behind the other number has this one."""
    starts = [c.mention.start for c in candidates if c.relation == "inside" and c.mention is not None]
    last = max(starts, default=0)
    return [
        replace(c, score=c.score - _INTERRUPTED)
        if c.relation == "inside"
        and c.mention is not None
        and c.mention.start < last
        and not c.mention.numbered
        and _NUMBER.search(text.folded, c.mention.literals[0][1], last)
        else c
        for c in candidates
    ]


def _without_spent(text: SentenceText, candidates: list[Candidate]) -> list[Candidate]:
    """`214 CĐCS được thành lập, 23 CĐCS giải thể`: the verb behind the first number leads no second one."""
    behind = [r.mention for r in text.readings if r.relation == "behind" and r.mention is not None]
    return [
        replace(c, score=c.score - _INTERRUPTED)
        if c.relation == "inside"
        and c.mention is not None
        and any(m.start < c.mention.start and c.mention.literals[0][1] <= m.end for m in behind)
        else c
        for c in candidates
    ]


# What a count without a row loses before the sum that a percentage is said to be of.
_OF_SUM = 0.2


def _without_counted(q: Quantity, cue: Cue, candidates: list[Candidate]) -> list[Candidate]:
    """`30 mặt hàng, chiếm 92% tổng kim ngạch xuất khẩu`: the percentage is of the sum, not of the count."""
    if q.unit is not Unit.PERCENT or cue.measure is not Measure.SHARE:
        return candidates
    if not any(c.relation == "behind" and c.indicator and c.indicator.unit in MONEY for c in candidates):
        return candidates
    return [
        replace(c, score=c.score - _OF_SUM) if c.relation == "carried" and c.indicator is None else c
        for c in candidates
    ]


_SCORES = frozenset({"points", "steps", "rank"})


# What a subject without a row loses before a score.
_UNSCORED = 0.5


def _without_unscored(q: Quantity, candidates: list[Candidate]) -> list[Candidate]:
    """`Chi phí không chính thức được 5,87 điểm` on a page on scores: what is named is scored, no subject."""
    scored = any(c.indicator is not None and c.indicator.kind == "score" for c in candidates)
    if q.kind not in _SCORES or not scored:
        return candidates
    return [
        replace(c, score=c.score - _UNSCORED) if c.indicator is None and c.relation == "before" else c
        for c in candidates
    ]


_GIVES_POINTS = word_pattern(r"(?<!\w)đóng góp(?:\s(?:khoảng|gần|hơn|tới|được))*\s$")


def _contributed(text: SentenceText, q: Quantity, candidates: list[Candidate]) -> list[Candidate]:
    """`khu vực dịch vụ tăng 5,9%, đóng góp 2,7 điểm phần trăm`: points of the growth of the whole."""
    if q.unit is not Unit.PERCENT or not text.folded.startswith(_OF_POINTS, q.end - len(_OF_POINTS)):
        return candidates
    if not _GIVES_POINTS.find(text.folded, 0, q.hedge_start):
        return candidates
    grown = Measure.GROWTH, q.value, Unit.PERCENT
    return [
        replace(c, indicator=load_indicators()[c.indicator.adds_to or c.code], resolved=grown)
        if c.indicator is not None and c.indicator.kind != "rate"
        else c
        for c in candidates
    ]


_OF_POINTS = fold("điểm phần trăm")


def link(text: SentenceText) -> list[Reading]:
    """The readings of all quantities of a sentence, in order."""
    previous_end = 0
    for q in text.quantities:
        cue = moved_too(text, q, read_cue(text.folded, q, previous_end))
        noun = noun_behind(text.folded, q)
        candidates = _mention_candidates(text, q, cue) + inherited(text, q, cue, noun)
        candidates = _without_spent(text, without_stocks(q, candidates))
        candidates = _without_interrupted(text, candidates)
        candidates = without_totals(text, q, candidates) + _of_page(text, q, cue, noun)
        candidates += _of_heading(text, q, cue, noun)
        candidates = with_listed_flows(text, q, without_bare_stocks(text, q, candidates))
        candidates = _contributed(text, q, _without_unscored(q, _without_counted(q, cue, candidates)))
        candidates = [candidate for candidate in candidates if _within_bounds(candidate)]
        if has_own_cost(text, q):
            candidates = [c for c in candidates if c.indicator is None]
        if q.per == "month":
            candidates = [c for c in candidates if c.code not in cue_words("paid_once")]
        if q.per == "hectare":
            # `58 tạ/ha`, `170 triệu đồng/ha` are yields.
            candidates = [c for c in candidates if c.indicator is None]
        elif is_per_head(text, q):
            # `3 triệu đồng/người` is what one of them got, no sum.
            candidates = [c for c in candidates if c.indicator is None or c.code in cue_words("told_by_head")]
        elif is_priced(text, q):
            # `1.883 USD/tấn`, `tăng 20% về lượng` speak of no sum of money.
            candidates = [c for c in candidates if c.indicator is None or not _of_sums(c)]
        reading = _chosen(text, q, cue, candidates, noun)
        text.readings.append(reading)
        if reading.mention and reading.relation in ("inside", "behind"):
            text.spent.append(reading.mention)
        previous_end = q.end
    return bounds_agree(in_turn(text, shared_noun(text)))
