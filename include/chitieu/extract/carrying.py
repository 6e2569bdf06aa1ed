"""What a number takes over: the indicator of the number before it, in its sentence or in the one before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator
from chitieu.extract.cues import HUNDRED, Cue, cue_words
from chitieu.extract.groups import opens_group
from chitieu.extract.kin import PERSONS, counted_by, is_rate, kin_of, raising, spent_on, told_with
from chitieu.extract.mentions import counted_noun, excluded, noun_pattern
from chitieu.extract.moves import like, listed
from chitieu.extract.nouns import BARE, noun_fits, stands_in
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Candidate, Reading, SentenceText
from chitieu.extract.resolving import MONEY, Resolved, resolve
from chitieu.extract.ties import is_threshold
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Measure, Unit

# Where a score starts from for the indicator of the number before: in this sentence, in the one that this one
# continues, in any other before it; and what each further sentence takes off.
_HERE, _CONTINUED, _BEFORE, _FADES = 0.78, 0.72, 0.5, 0.06


def inherited(text: SentenceText, q: Quantity, cue: Cue, noun: str) -> list[Candidate]:
    """The indicator of the number before, in this sentence or in the one before it."""
    if not text.readings:
        return _from_topic(text, q, cue, noun)
    # `5,5%, gấp đôi khu vực nông thôn (2,9%)`: how many times one is the other is no subject.
    told = (
        reading
        for reading in reversed(text.readings)
        if not is_threshold(text, reading.quantity)
        and not (q.unit is Unit.PERCENT and reading.cue.between_groups)
    )
    previous = next(told, text.readings[-1])
    if q.unit is Unit.PERCENT and _THIS_RATE.find(text.folded, text.readings[-1].quantity.after, q.start):
        # `tỷ lệ hộ nghèo là 3,3% (28.900 hộ); ở vùng cao tỷ lệ này lên tới 11,8%`
        previous = next((r for r in reversed(text.readings) if is_rate(r) and r.indicator), previous)
    elif cue.rule == "share" and (rate := told_with(text.readings, previous)):
        previous = rate
    if cue.measure is Measure.PLAN_COMPLETION:
        previous = raising(text, previous)
    if (aspect := _of_aspect(text, q)) is not None:
        if cue.measure is None and listed(text, q, previous):
            cue = replace(cue, measure=previous.measure, rule="listed", value=like(previous, q))
        taken = _from_reading(text, q, cue, (noun, aspect, _HERE + _ASPECT))
        # Other numbers stand between: what is in between is no part of the subject.
        return [replace(candidate, source=None, relation="aspect") for candidate in taken]
    found = _from_reading(text, q, cue, (noun, previous, _HERE))
    for reading in text.readings[:-1]:
        if same_ratio(reading, q):
            found += _from_reading(text, q, cue, (noun, reading, _HERE))
    if not found and q.unit in MONEY:
        # `1.355 dự án với 7,12 tỷ USD`: the money goes on with the last money of the sentence.
        earlier = next((r for r in reversed(text.readings) if r.quantity.unit is q.unit), None)
        found = _from_reading(text, q, cue, (noun, earlier, _CONTINUED)) if earlier else []
    if not found and q.kind == "count":
        # `2 vụ đình công với 310 công nhân; cùng kỳ năm ngoái là 4 vụ`: the last count of the same noun.
        alike = next((r for r in reversed(text.readings) if r.noun == noun != ""), None)
        earlier = alike if alike and alike.indicator else _counted_before(text.readings)
        found = _from_reading(text, q, cue, (noun, earlier, _CONTINUED)) if earlier else []
    if q.unit is Unit.PERCENT and all(_places(reading) for reading in text.readings):
        # `ở 6 huyện, trong đó Mèo Vạc 45,8%`: places have no percentage, it is that of the sentence before.
        found += _from_topic(text, q, cue, noun, _OF_PLACES)
    return found


_BY_VALUE = folded_pattern(
    r"\s?về\s(?:mặt\s)?(?:tổng\s)?(?:trị giá|giá trị|kim ngạch|số tiền|số vốn|vốn|doanh thu)(?!\w)"
)
_BY_NUMBER = folded_pattern(r"\s?về\s(?:số\s)?(?:lượt\s)?")
_ASPECT = 0.3


def _of_aspect(text: SentenceText, q: Quantity) -> Reading | None:
    """`tăng 20% về lượng và 1,2% về trị giá`: the earlier number whose side a percentage is about."""
    if q.unit is not Unit.PERCENT:
        return None
    if _BY_VALUE.match(text.folded, q.after):
        return next((r for r in reversed(text.readings) if r.quantity.unit in MONEY), None)
    opened = _BY_NUMBER.match(text.folded, q.after)
    if not opened:
        return None
    counts = (r for r in reversed(text.readings) if r.quantity.kind == "count" and r.noun)
    return next((r for r in counts if text.folded.startswith(r.noun, opened.end())), None)


_OF_PLACES = 0.28
_PLACES = frozenset(
    map(
        fold,
        (
            "nhóm",
            "tỉnh",
            "xã",
            "huyện",
            "quận",
            "phường",
            "thành phố",
            "địa phương",
            "bộ",
            "bộ, ngành",
            "quốc gia",
        ),
    )
)


def _places(reading: Reading) -> bool:
    """Whether a number only counts the places that others are told of."""
    return reading.indicator is None and reading.noun in _PLACES


def _counted_before(readings: Sequence[Reading]) -> Reading | None:
    """The last count of a sentence, where all that followed spoke of the same thing."""
    for reading in reversed(readings):
        if reading.quantity.unit is Unit.COUNT:
            return reading if reading.indicator is not None else None
        if reading.indicator is not readings[-1].indicator:
            return None
    return None


def _from_topic(text: SentenceText, q: Quantity, cue: Cue, noun: str, more: float = 0.0) -> list[Candidate]:
    """The indicator of the sentence before; of its last number, or of the last that this number fits."""
    if text.topic is None:
        return []
    base = _CONTINUED if text.continues or (q.kind == "count" and narrowed(text, q)) else _BEFORE
    score = base + more - _FADES * (text.topic.distance - 1)
    if text.topic.distance > 1 and q.unit is Unit.PERCENT and text.folded.startswith(_INSIDE):
        # Its whole is the figure just before, which says nothing of the subject.
        score -= _OF_OTHER
    if text.topic.reading.indicator is None and text.subjects:
        score -= _FADES
        index = text.subjects[0].kind == "index"
        score -= _OF_OTHER if index and cue.measure in (None, Measure.GROWTH) else 0.0
    if q.kind == "count" and not text.continues and FOR.find(text.folded, 0, q.hedge_start):
        # `đã huấn luyện cho 3.200 lượt người`: something else was done for them.
        score -= _OF_ITS_OWN
    if q.kind == "count" and not text.continues and (named := _OWN_COUNT.find(text.folded, 0, q.hedge_start)):
        # `Số có thẻ đạt 85,9 triệu người` names its subject, `số vụ còn 45 vụ` goes on.
        score -= 0.0 if noun and noun in named.group() else _OF_ITS_OWN
    own = cue.measure is Measure.GROWTH and q.unit is Unit.PERCENT and q.bound is None
    if own and not text.continues and not BARE.match(text.folded, q.after):
        # `cắt giảm 10% thời gian giải quyết` names what it is of.
        score -= _OF_ITS_OWN
    if q.unit is Unit.PERCENT and cue.measure in (None, Measure.SHARE):
        rate = told_with(text.topic.all, text.topic.reading)
        if rate is not None:
            return _from_reading(text, q, cue, (noun, rate, score))
    if q.unit is Unit.PERCENT and _THIS_RATE.find(text.folded, 0, q.start):
        rates = [r for r in reversed(text.topic.all) if is_rate(r)]
        rated = next((r for r in rates if r.indicator is not None), next(iter(rates), None))
        if rated is not None:
            return _from_reading(text, q, cue, (noun, rated, _HERE + _ASPECT))
    found = _from_reading(text, q, cue, (noun, text.topic.reading, score))
    if not found and q.kind == "count" and noun:
        earlier = next((r for r in reversed(text.topic.all) if r.noun == noun), None)
        found = _from_reading(text, q, cue, (noun, earlier, score)) if earlier else []
        source = text.topic.reading
        resolved = resolve(source.indicator, cue, q) if source.indicator else None
        if not found and resolved and _CUMULATED.match(text.folded) and _counts(text, q, source):
            found = [Candidate(source.indicator, _CONTINUED, "carried", None, resolved[:3], source)]
    return found


_INSIDE, FOR = fold("trong đó"), word_pattern(r"(?<!\w)cho\s$")
_CUMULATED = folded_pattern(
    r"(?:\W*)(?:lũy kế|tính chung|cộng dồn|cả năm|tính từ đầu năm|từ đầu năm|tổng cộng|như vậy)(?!\w)"
)
_OF_OTHER, _OF_ITS_OWN = 0.25, 0.1
_THIS_RATE = word_pattern(r"(?<!\w)(?:tỷ lệ|tỷ trọng|chỉ số)\s(?:này|ấy|đó|trên)(?!\w)")


# `số người hưởng chế độ tăng gấp 5 lần` names a subject of its own.
OWN_SUBJECT = word_pattern(r"(?<!\w)(?<!chỉ )(?:tổng số|số lượng|số|lượng|tỷ lệ)\s(?!với|cùng|\d)\w+\s\w+")
_OWN_COUNT = word_pattern(
    r"(?<!\w)(?:tổng số|số)\s(?!với|cùng|này|đó|ấy|trên|còn|liệu|\d)[^,;:.()\d]{4,50}\s(?:đạt|là)\s$"
)
LAST_YEAR = word_pattern(r"(?<!\w)(?:cùng kỳ|năm trước|năm ngoái)[^()]{0,16}\(\s*$")
_ASIDE = folded_pattern(r"\((?:cùng kỳ|năm trước|năm ngoái)[^)]*$")


def same_ratio(reading: Reading, q: Quantity) -> bool:
    """Whether a percentage is the ratio that an earlier `n/m` states: then it speaks of the same thing."""
    total = reading.quantity.total
    if total is None or q.unit is not Unit.PERCENT:
        return False
    return abs(reading.quantity.value * HUNDRED / total - q.value) < Decimal("0.6")


def _carried_over(text: SentenceText, q: Quantity, noun: str, source: Reading) -> bool:
    """Whether a number can speak of the same thing as an earlier one: by its noun, its unit, its measure."""
    if q.kind == "count":
        if source.quantity.unit is not Unit.COUNT:
            return False
        here = bool(text.readings) or text.continues
        same = bool(noun) and noun == source.noun and _narrows(text, q, noun)
        part = bool(text.readings) and narrowed(text, q) and _counts(text, q, source)
        part = part or (stands_in(text.folded, q) and _counts(text, q, source))
        return same or part or (not noun and here and BARE.match(text.folded, q.after) is not None)
    if q.kind == "rank":
        # `khen 11 tập thể. Huyện xếp thứ 2/10`: those commended have no rank.
        return source.indicator is None or source.indicator.domain != "award"
    if q.unit is Unit.PERCENT or q.kind == "times":
        return True
    unit = source.indicator.unit if source.indicator else source.quantity.unit
    return q.unit is unit or {q.unit, unit} <= MONEY


# What anything of its kind is counted by.
_ANY_OF = frozenset(
    map(fold, ("đơn vị", "cơ sở", "người", "hộ", "trường hợp", "đồng chí", "vụ", "địa phương"))
)


def _changed_by(text: SentenceText, q: Quantity, noun: str, source: Reading) -> bool:
    """`còn 1.168 CĐCS, giảm 24 đơn vị`: by how many the count right before it moved."""
    last = text.readings[-1] if text.readings else None
    if last is not source or source.quantity.kind != "count" or q.kind != "count" or noun not in _ANY_OF:
        return False
    fits = source.indicator is not None and (noun_fits(text, q, source.indicator) or 0.0) > 0
    return fits and source.measure is Measure.LEVEL


def _carried_measure(text: SentenceText, q: Quantity, cue: Cue, source: Reading) -> Resolved | None:
    """Measure and value for the indicator of an earlier number, with what that number's measure adds."""
    resolved = resolve(source.indicator, cue, q)
    if resolved is None:
        return None
    measure, _, _, fit = resolved
    if measure is Measure.SHARE and source.indicator and source.indicator.code in cue_words("told_by_head"):
        return None
    level_here = source.measure is Measure.LEVEL and text.readings and q.value <= HUNDRED
    if cue.rule == "plan_named_before" and same_ratio(source, q) and _shared_out(source.indicator):
        return Measure.SHARE, q.value, Unit.PERCENT, fit
    disbursed = source.indicator is not None and source.indicator.percent is Measure.PLAN_COMPLETION
    # `đã thu 8.120 tỷ đồng, bằng 27,5%.`: what a sum equals without a word more is its plan.
    disbursed = disbursed or (source.quantity.kind == "money" and _equals_alone(text, q))
    if cue.rule == "reached_percent" and measure is Measure.PLAN_COMPLETION and level_here and not disbursed:
        return Measure.SHARE, q.value, Unit.PERCENT, fit
    falls = measure is not source.measure or source.value < 0
    if cue.measure is None and falls and listed(text, q, source):
        again = resolve(source.indicator, replace(cue, measure=source.measure, rule="listed"), q)
        if again is not None:
            return again[0], like(source, q), again[2], again[3]
    aside = _ASIDE.search(text.folded, source.quantity.after, q.hedge_start)
    if measure is Measure.SHARE and source.measure is Measure.GROWTH and cue.measure is None and aside:
        return Measure.GROWTH, q.value, Unit.PERCENT, fit
    # `đạt 51% kế hoạch, cao hơn cùng kỳ năm 2017 (47%)`
    planned = source.measure is Measure.PLAN_COMPLETION and cue.measure is None and measure is Measure.SHARE
    if planned and LAST_YEAR.find(text.folded, source.quantity.after, q.hedge_start):
        return Measure.PLAN_COMPLETION, q.value, Unit.PERCENT, fit
    return resolved


def _is_of_another(text: SentenceText, q: Quantity, cue: Cue) -> bool:
    """Whether a percentage names its own rate or group; `tỷ lệ nữ` goes on with those who were counted."""
    if cue.rule == "none":
        return opens_group(text.folded, q)
    rated = cue.rule == "rate_noun" and not text.continues
    return rated and _OF_WOMEN.find(text.folded, 0, q.hedge_start) is None


_OF_WOMEN = word_pattern(r"(?<!\w)tỷ lệ\s(?:nữ|nữ giới|nam)(?:\s(?:là|đạt|chiếm|khoảng|gần|trên|hơn))*\s?$")
_OF_THEM = folded_pattern(r"\s(?:trong số|số)\s(?:họ|này|đó|ấy|trên)\s(?:đã|có|được|chưa|không|bị)(?!\w)")


_EQUALS_BEFORE = folded_pattern(r",\s(?:chỉ\s|mới\s|tương đương\s)?bằng\s(?:gần\s|hơn\s|khoảng\s|trên\s)?$")
_STOPS = folded_pattern(r"\s?(?:[.;]|$)")


def _equals_alone(text: SentenceText, q: Quantity) -> bool:
    before = text.folded[max(0, q.start - 24) : q.start]
    return _STOPS.match(text.folded, q.after) is not None and _EQUALS_BEFORE.search(before) is not None


def _shared_out(indicator: Indicator | None) -> bool:
    """Whether a bare percentage beside an indicator is its share of a whole."""
    return indicator is not None and indicator.percent is Measure.SHARE


def _is_vetoed(text: SentenceText, q: Quantity, source: Reading) -> bool:
    """Whether a word that an earlier number's indicator yields to stands beside this number."""
    if source.indicator is None or q.kind not in ("count", "money", "measure"):
        return False
    # Money goes on with its parts (`riêng trả nợ 75 tỷ đồng`), not over the end of an item.
    if q.kind == "money" and ";" not in text.folded[source.quantity.after : q.start]:
        return False
    return excluded(source.indicator, text.folded, q.start, q.after)


def _from_reading(
    text: SentenceText, q: Quantity, cue: Cue, tie: tuple[str, Reading, float]
) -> list[Candidate]:
    """The candidate of an earlier reading; `tie` is this number's noun, that reading, a first score."""
    noun, source, score = tie
    spent = spent_on(text, q, source)
    if spent is not None and (paid := resolve(spent, cue, q)) is not None:
        return [Candidate(spent, score + _KIN, "carried", None, paid[:3], source)]
    counted = counted_by(text, q, source)
    if counted is not None and (count := resolve(counted, cue, q)) is not None:
        return [Candidate(counted, score + _KIN, "carried", None, count[:3], source)]
    score -= _beside(text, q, cue, source)
    if _is_vetoed(text, q, source):
        return []
    resolved = _carried_measure(text, q, cue, source)
    kin = kin_of(text, q, cue, source)
    raised = kin is not None and q.kind == "count" and (noun_fits(text, q, kin) or noun in PERSONS)
    changed = cue.measure is Measure.CHANGE and _changed_by(text, q, noun, source)
    if resolved is None or not (raised or changed or _carried_over(text, q, noun, source)):
        return []
    score -= _OTHER_WHOLE if other_whole(text, q, cue, source.indicator) else 0.0
    if q.unit is Unit.PERCENT and source.quantity.kind == "count" and _OF_THEM.match(text.folded, q.after):
        # `118.000 công nhân vào ca; 97% trong số họ đã tiêm vắc xin`
        score -= 0.4
    if same_ratio(source, q):
        score += 0.5
    elif (
        cue.rule == "rate_noun" and not text.continues and not _OF_WOMEN.find(text.folded, 0, q.hedge_start)
    ) or (cue.rule == "none" and opens_group(text.folded, q)):
        score -= 0.4
    if text.readings and source is text.readings[-1]:
        after = source.quantity.after
        moved = cue.rule in ("increase", "decrease", "times")
        if moved and OWN_SUBJECT.find(text.folded, after, cue.start):
            score -= 0.4
        between = text.folded[after : q.hedge_start]
        score -= 0.001 * len(between) + 0.04 * between.count(";")
    measure, value, unit, fit = resolved
    if kin is not None and (other := resolve(kin, cue, q)) is not None:
        return [Candidate(kin, score + _KIN, "carried", None, other[:3], source)]
    return [Candidate(source.indicator, score + fit, "carried", None, (measure, value, unit), source)]


# What it adds that a number is the rate or the stock that belongs to the count before it.
_KIN = 0.25


def _beside(text: SentenceText, q: Quantity, cue: Cue, source: Reading) -> float:
    """What speaks against a subject without a row: another noun behind, a page with one subject."""
    if source.indicator is not None:
        return 0.0
    opened = _WHOLE.match(text.folded, q.after) if q.unit is Unit.PERCENT else None
    named = counted_noun().match(text.folded, opened.end()) if opened else None
    score = _OTHER_WHOLE if named and source.noun and named.group() != source.noun else 0.0
    kind = text.subjects[0].kind if text.subjects else ""
    grouped = q.unit is Unit.PERCENT and source.noun.startswith(_GROUPS) and kind == "index"
    moved = cue.measure is Measure.GROWTH and source.measure is Measure.SHARE and kind == "index"
    ranked = q.kind in ("rank", "steps") and kind == "score"
    return score + (_OF_SUBJECT if moved or ranked or grouped else 0.0)


_OF_SUBJECT = 0.35
# `7/11 nhóm hàng tăng giá, cao nhất là nhóm nhà ở (0,91%)`: prices moved, not the number of groups.
_GROUPS = fold("nhóm")
# `tặng 520 suất quà và 860 triệu đồng tiền mặt`
_NARROWS = word_pattern(
    r"(?<!\w)(?:trong đó|gồm|bao gồm|riêng|còn lại|trong số (?:đó|này|ấy|trên)|số còn lại|chỉ riêng|"
    # `đạt 104% kế hoạch; toàn Đảng bộ có 6.412 đảng viên`: the next item is no part.
    r"(?:cùng kỳ|năm trước|kế hoạch)(?![^;]{0,60};)|dẫn đầu|đứng đầu|"
    r"tiếp theo|tiếp đến|kế đến|nhiều nhất|đông nhất)(?!\w)"
)


def narrowed(text: SentenceText, q: Quantity) -> bool:
    """Whether `trong đó`, `riêng` or the like stands between the number before and this one."""
    low = text.readings[-1].quantity.after if text.readings else 0
    if _WOMEN.search(text.folded, max(low, q.start - _NARROW_REACH), q.start):
        return True
    return _NARROWS.find(text.folded, max(low, q.start - _NARROW_REACH), q.start) is not None


# `4.126 lao động, nữ 2.640 người; nữ có trình độ đại học 142 người`
_WOMEN = folded_pattern(r"[,;(]\s?nữ\s(?:(?:có|là)\s[^,;:.()\d]{0,40}\s)?$")
_NARROW_REACH = 60
_LISTED = (", ", fold(" và "))


def next_part(text: SentenceText, q: Quantity) -> bool:
    """Whether a count goes on with the parts of another: `trong đó có 61 đảng viên nữ, 9 đảng viên trẻ`."""
    if not text.readings:
        return False
    last = text.readings[-1].quantity
    between = text.folded[last.after : q.hedge_start]
    if ";" in between or not between.endswith(_LISTED):
        return False
    low = text.readings[-2].quantity.after if len(text.readings) > 1 else 0
    return _NARROWS.find(text.folded, max(low, last.start - _NARROW_REACH), last.start) is not None


def _counts(text: SentenceText, q: Quantity, source: Reading) -> bool:
    """Whether the noun behind a count is one that the indicator of an earlier number is counted in."""
    return source.indicator is not None and (noun_fits(text, q, source.indicator) or 0.0) > 0


_WHOLE = folded_pattern(r"\s?\)?\s?(?:trong\s|của\s)?(?:tổng\s)?số\s(?:các\s)?")
_OTHER_WHOLE = 0.25


def other_whole(text: SentenceText, q: Quantity, cue: Cue, indicator: Indicator | None) -> bool:
    """Whether a percentage is a share of what the indicator does not count: `11,5% số vụ` are no deaths."""
    if q.unit is not Unit.PERCENT or indicator is None or indicator.kind != "amount":
        return False
    opened = _WHOLE.match(text.folded, q.after)
    if not opened or cue.measure is not Measure.SHARE or indicator.unit is not Unit.COUNT:
        return False
    pattern = noun_pattern(indicator.code)
    named = counted_noun().match(text.folded, opened.end())
    return bool(named and pattern and not pattern.match(text.folded, opened.end()))


def _narrows(text: SentenceText, q: Quantity, noun: str) -> bool:
    """Whether a count of the same noun is a part of the one before, or the same thing without a modifier."""
    low = max(0, q.start - 90)
    if _NARROWS.find(text.folded, low, q.start):
        return True
    at = text.folded.find(noun, q.after)
    return BARE.match(text.folded, at + len(noun)) is not None
