"""Indicators that are told together: a count and its rate, a flow and its stock, a gift and its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.extract.cues import Cue
from chitieu.extract.nouns import noun_fits
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading, SentenceText
from chitieu.extract.resolving import MONEY
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import OTHER_INDICATOR, Measure, Unit

_RATE_REACH = 32
# So few percent of the households that a count is of are points of their rate.
_POINTS, _RATE = 10, fold("tỷ lệ")
# By what people are counted on, whatever they were counted as before.
PERSONS = frozenset(map(fold, ("đồng chí", "người")))
_RAISES = word_pattern(r"(?<!\w)(?:nâng|đưa|lũy kế|tổng số|tổng cộng)(?!\w)[^;.]{0,60}$")
_COST = folded_pattern(
    r"(?:^\s?\(\s?|(?<!\w)(?:(?:tổng\s)?"
    r"(?:số tiền|trị giá|kinh phí|giá trị|chi phí|số vốn|vốn|nguồn vốn)|tổng cộng|với|tổng)"
    r"(?:\s(?:quà|hỗ trợ|vay|là|lên tới|lên đến|trên|hơn|gần|khoảng|ước|đạt|tương đương|thực hiện))*"
    r"\s?[:(]?\s?)$"
)
_GIVEN_TOO = folded_pattern(r"^[^,;:.()]{2,30}\s(?:và|cùng|cùng với|kèm|kèm theo)\s(?:số tiền\s)?$")


def kin_of(text: SentenceText, q: Quantity, cue: Cue, source: Reading) -> Indicator | None:
    """`298 hộ nghèo, chiếm 0,83%` is their rate; in `lập 5 CĐCS, nâng tổng số lên 131` comes their stock."""
    indicator = source.indicator
    if indicator is None:
        return None
    if not text.readings:
        plain = cue.rule == "points" or (q.unit is Unit.PERCENT and cue.measure in (None, Measure.LEVEL))
        return load_indicators()[indicator.rate] if indicator.rate and plain else None
    between = text.folded[source.quantity.after : q.hedge_start]
    if source.measure is Measure.CHANGE and indicator.rate and q.unit is Unit.PERCENT:
        # `giảm 4.890 hộ, bình quân mỗi năm giảm gần 8%; hạ tỷ lệ xuống còn 42%`
        points = cue.rule == "decrease" and q.value <= _POINTS
        rated = cue.measure is Measure.LEVEL and _RATE in between
        return load_indicators()[indicator.rate] if points or rated else None
    if source.measure is not Measure.LEVEL:
        return None
    if indicator.rate and q.unit is Unit.PERCENT and cue.rule == "points":
        # `còn 3,55% hộ nghèo (19.120 hộ), giảm 1,46 điểm phần trăm`
        return load_indicators()[indicator.rate]
    if indicator.rate and q.unit is Unit.PERCENT and cue.measure in (None, Measure.SHARE):
        return load_indicators()[indicator.rate] if len(between) <= _RATE_REACH else None
    if indicator.stock and q.kind == "count" and _RAISES.search(between):
        return load_indicators()[indicator.stock]
    return None


def raising(text: SentenceText, last: Reading) -> Reading:
    """`kết nạp 96 người, nâng tổng số lên 4.210, vượt 22%`: the plan is of what came, not of the stock."""
    if len(text.readings) < len(("flow", "stock")) or last is not text.readings[-1] or not last.indicator:
        return last
    flow = text.readings[-2]
    between = text.folded[flow.quantity.after : last.quantity.hedge_start]
    raised = flow.indicator is not None and flow.indicator.stock == last.indicator.code
    return flow if raised and _RAISES.search(between) else last


def is_rate(reading: Reading) -> bool:
    """Whether a reading is a level in percent or of an indicator that is a rate or a score."""
    level = reading.unit is Unit.PERCENT and reading.measure in (Measure.LEVEL, Measure.SHARE)
    return level or (reading.indicator is not None and reading.indicator.kind in ("rate", "score"))


def told_with(readings: Sequence[Reading], last: Reading) -> Reading | None:
    """`tỷ lệ thất nghiệp 2,1%, tương đương 7.300 người`: the rate of the count that is told with it."""
    if last.quantity.kind != "count" or last.indicator is not None or not last.noun:
        return None
    for rate, count in pairwise(readings):
        if is_rate(rate) and rate.indicator is not None and rate.indicator.kind == "rate":
            same = count.quantity.kind == "count" and count.indicator is None and count.noun == last.noun
            return rate if same else None
    return None


def spent_on(text: SentenceText, q: Quantity, source: Reading) -> Indicator | None:
    """`450 suất quà trị giá 135 triệu đồng`: the indicator of the money that a count has cost."""
    if q.unit not in MONEY or not text.readings or source is not text.readings[-1]:
        return None
    indicator = source.indicator
    if indicator is None or indicator.money is None or source.measure is not Measure.LEVEL:
        return None
    between = text.folded[source.quantity.after : q.hedge_start]
    if indicator.money == OTHER_INDICATOR:
        return None
    given = _GIVEN_TOO.search(between) is not None and between.strip().startswith(source.noun or "-")
    return load_indicators()[indicator.money] if given or _COST.search(between) else None


def has_own_cost(text: SentenceText, q: Quantity) -> bool:
    """`835 doanh nghiệp thành lập mới, tổng vốn 10.900 tỷ đồng`: money of what has no row for its money."""
    last = text.readings[-1] if text.readings else None
    if (
        last is None
        or last.indicator is None
        or last.indicator.money != OTHER_INDICATOR
        or q.unit not in MONEY
    ):
        return False
    return _COST.search(text.folded[last.quantity.after : q.hedge_start]) is not None


@cache
def _counts_of() -> Mapping[str, Indicator]:
    """By the code of a rate, the indicator that counts what it is the rate of."""
    return {indicator.rate: indicator for indicator in load_indicators().values() if indicator.rate}


def counted_by(text: SentenceText, q: Quantity, source: Reading) -> Indicator | None:
    """`tỷ lệ hộ nghèo còn 6,1% (192 hộ)`: the indicator of a count that a rate is told with."""
    if q.kind != "count" or not text.readings or source is not text.readings[-1] or not source.indicator:
        return None
    counted = _counts_of().get(source.indicator.code)
    near = q.hedge_start - source.quantity.after <= _RATE_REACH
    return counted if counted and near and (noun_fits(text, q, counted) or 0.0) > 0 else None
