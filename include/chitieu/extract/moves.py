"""Movements told in a list, and told again: a number goes on with the increase or decrease before it."""

from __future__ import annotations

from decimal import Decimal

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.cues import Cue
from chitieu.extract.groups import opens_group
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading, SentenceText
from chitieu.kernel.record import replace
from chitieu.kernel.records import Measure, Unit

_NEXT = folded_pattern(
    r"(?:\s(?:về|số)\s[^,;:%]{1,25})?(?:(?:\s?\)?\s?[;,)]|\s(?:và|còn|rồi|với))\s[^;:.%]{0,60}$|\s?[-–(]\s?[^;:.%,]{0,40}$)"
)


def listed(text: SentenceText, q: Quantity, source: Reading) -> bool:
    """`Hà Tĩnh tăng 70,5%, Thanh Hóa 48,4%`: a percentage goes on with a list of movements."""
    if q.unit is not Unit.PERCENT or source.quantity.unit is not Unit.PERCENT:
        return False
    if source.measure is not Measure.GROWTH:
        return False
    if not text.readings:
        return text.continues
    between = text.folded[source.quantity.after : q.hedge_start]
    return _NEXT.match(between) is not None and not opens_group(text.folded, q)


_ONE_MORE = folded_pattern(r"\s(?!tăng|giảm)\w+(?:\s\w+)?(?:,| và)\s")

_UNMOVED = frozenset({"none", "reached_percent"})


def moved_too(text: SentenceText, q: Quantity, cue: Cue) -> Cue:
    """`so với cùng kỳ giảm 12 vụ, 5 người chết`: a count goes on with a list of differences."""
    last = text.readings[-1] if text.readings else None
    if last is not None and cue.rule in _MOVED and q.unit is Unit.PERCENT and _is_rate_of_doers(text, last):
        # `tỷ lệ doanh nghiệp ký thỏa ước đạt 82%, tăng 9%`: a rate moves by points.
        return replace(cue, measure=Measure.CHANGE)
    if (
        last is not None
        and last.measure is Measure.CHANGE
        and cue.rule in _UNMOVED
        and _same_move(text, q, last)
    ):
        rule = "decrease" if last.value < 0 else "increase"
        return replace(cue, measure=Measure.GROWTH, rule=rule, value=like(last, q))
    if last is None or q.kind != "count" or cue.rule != "stated" or q.total is not None:
        return cue
    if last.measure is not Measure.CHANGE or last.quantity.kind != "count":
        return cue
    if not _ONE_MORE.fullmatch(text.folded[last.quantity.after : q.start]):
        return cue
    return replace(cue, measure=Measure.CHANGE, rule="listed", value=like(last, q))


def like(source: Reading, q: Quantity) -> Decimal:
    """The value with the direction of the movement that it goes on with."""
    return -q.value if source.value < 0 < q.value else q.value


_IN_PERCENT = folded_pattern(
    r"[^;:.()]{0,60}?[,\s(](?:tương ứng|tương đương|hay|tức|tức là)\s(?:với\s|khoảng\s|gần\s|hơn\s|tỷ lệ\s)*$"
    r"|[^,;:.()]{0,60}\(\s?$"
)


def _same_move(text: SentenceText, q: Quantity, source: Reading) -> bool:
    """`tăng 720.000 đồng so với cùng kỳ, tương ứng 9,5%`: the movement before, told in percent."""
    if q.unit is not Unit.PERCENT or source.unit is Unit.PERCENT:
        return False
    return _IN_PERCENT.fullmatch(text.folded[source.quantity.after : q.hedge_start]) is not None


_MOVED = frozenset({"increase", "decrease"})
_RATES = frozenset({"rate_noun", "none", "share_of", "reached_percent"})


def _is_rate_of_doers(text: SentenceText, source: Reading) -> bool:
    """Whether a reading is a share that opens its sentence, of what is counted and done by places."""
    indicator = source.indicator
    if indicator is None or not indicator.by_place or source.measure is not Measure.SHARE:
        return False
    return source.cue.rule in _RATES and text.readings[:1] == [source]
