"""Quantities that belong together: compounds, ranges, movements, lists that share a unit."""

from __future__ import annotations

from itertools import pairwise

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.quantity import Quantity
from chitieu.extract.sharing import shared_unit
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Qualifier, RuleHit, Unit

_RANGE = folded_pattern(
    r"\s?(?P<mark>-|đến|tới|xuống(?:\s(?:còn|dưới|đến|mức))?|lên(?:\s(?:đến|tới|thành|mức|trên|hơn))?|còn)\s?"
)
_FROM = word_pattern(r"(?<!\w)từ\s*(?:mức\s*)?$")
_VERB = folded_pattern(r"\s(?:tăng|giảm)(?=\s?$)")
_YEAR_BETWEEN = folded_pattern(
    r"\s(?:\(?(?:vào |của )?(?:đầu |cuối )?năm\s(?:\d{4}|trước|ngoái)\)?,?\s)?"
    r"(?P<mark>xuống|lên|còn)(?:\s\w+)?\s?"
)
_MOVED = folded_pattern(r"xuống|lên|còn")


# `6 tỷ 310 triệu cho 370 hộ`: nothing but money is told in two scales without a noun.
_SUM_ENDS = folded_pattern(r"\s?(?:[,;.:)]|$|(?:cho|để|vay|với|và|của|từ|được|giúp|trong|tại)(?!\w))")


def joined_amounts(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rule `number.compound`: `1 tỷ 850 triệu USD` is one amount."""
    joined: list[Quantity] = []
    for quantity in quantities:
        last = joined[-1] if joined else None
        if (
            last
            and not last.reject
            and not quantity.reject
            and last.kind == "count"
            and last.has_scale
            and quantity.kind in ("money", "count")
            and text[last.end : quantity.start].strip() == ""
            and quantity.hedge_start == quantity.start
            and last.value > quantity.value
        ):
            hit = RuleHit("number.compound", "joined", last.start, quantity.end)
            sum_ = quantity.kind == "count" and quantity.has_scale and _SUM_ENDS.match(text, quantity.end)
            joined[-1] = replace(
                replace(quantity, kind="money", unit=Unit.VND, has_currency=True) if sum_ else quantity,
                start=last.start,
                hedge_start=last.hedge_start,
                qualifier=last.qualifier,
                value=last.value + quantity.value,
                hits=(*last.hits, *quantity.hits, hit),
            )
        else:
            joined.append(quantity)
    return joined


def ranged(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rules `range` and `movement`: `8.000 - 11.000` is two bounds, `từ 2,1% xuống 1,4%` two levels."""
    out = list(quantities)
    figures = [i for i, quantity in enumerate(out) if quantity.reject is None]
    for i, j in pairwise(figures):
        low, high = out[i], out[j]
        if low.bound or low.total or high.total:
            continue
        between = text[low.after : high.hedge_start]
        lead = text[max(0, low.hedge_start - 12) : low.hedge_start]
        from_ = _FROM.search(lead) is not None
        mark = _RANGE.fullmatch(_VERB.sub("", between)) or _YEAR_BETWEEN.fullmatch(between)
        if not mark:
            continue
        moved = _MOVED.match(mark["mark"]) is not None
        # `47 đến 48 tỷ USD`: the scale and the unit that are written once bind both ends.
        bound = low.kind == "count" and not low.has_scale and (high.has_scale or high.kind != "count")
        # `mỗi suất 300.000 đồng đến 500.000 đồng`
        bound = bound or (low.kind == high.kind != "count" and low.unit is high.unit and low.has_currency)
        if not moved and mark["mark"] != "-" and not from_ and not bound:
            continue
        shared = shared_unit(low, high)
        if shared.kind != high.kind or (not moved and shared.value >= high.value):
            continue
        hit = RuleHit("movement" if moved else "range", text[low.start : high.end], low.start, high.end)
        if moved:
            out[i] = replace(shared, bound="from", hits=(*shared.hits, hit))
            out[j] = replace(high, bound="to", hits=(*high.hits, hit))
            continue
        low_hedge = Qualifier.OVER if shared.qualifier is Qualifier.EXACT else shared.qualifier
        high_hedge = Qualifier.UNDER if high.qualifier is Qualifier.EXACT else high.qualifier
        out[i] = replace(shared, bound="low", qualifier=low_hedge, hits=(*shared.hits, hit))
        out[j] = replace(
            high, bound="high", qualifier=high_hedge, hedge_start=high.hedge_start, hits=(*high.hits, hit)
        )
    return out
