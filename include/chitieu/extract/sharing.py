"""Numbers that share a unit with their neighbours: lists, decimals without a unit, a plan behind a result."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.extract.numbers import has_decimals
from chitieu.extract.quantity import Quantity
from chitieu.extract.wordpatterns import IN_TURN, word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import RuleHit, Unit

_MONEY = frozenset({Unit.VND, Unit.USD})
_BILLION = 10**9
_UNNAMED = "unit.money_unnamed"
# What follows an amount whose unit the sentence writes elsewhere, and what follows a bare decimal.
_OPEN_END = folded_pattern(r"\s*(?:[,.;:)\"]|$|-|(?:và|đến|tới|lên|xuống|so với|thì|còn|của năm)(?!\w))")


def shared_unit(low: Quantity, high: Quantity) -> Quantity:
    """The low end with the scale and the unit that are written once, at the high end."""
    if low.kind != "count" or low.has_scale or (high.kind == "count" and not high.has_scale):
        return low
    written = high.value
    factor = Decimal(1)
    for hit in high.hits:
        if hit.rule.startswith("number.digits"):
            factor = written / Decimal(hit.decision) if Decimal(hit.decision) else Decimal(1)
            break
    return replace(low, value=low.value * factor, unit=high.unit, kind=high.kind, per=high.per)


def listed(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rule `list.shared_unit`: after `lần lượt`, `tương ứng`, bare numbers take the unit of the last."""
    found = IN_TURN.find(text) if len(quantities) > 1 else None
    if not found:
        return quantities
    out = list(quantities)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        between = text[here.after : following.hedge_start].strip()
        if here.start > found.end() and between in (",", "và", ";", "và là") and not here.reject:
            out[i] = shared_unit(here, following)
    return out


def plan_behind(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rule `number.of_plan`: `268,5 tỷ đồng/231 tỷ đồng dự toán` is one amount of a total."""
    out: list[Quantity] = []
    for q in quantities:
        last = out[-1] if out else None
        if (
            last
            and not (last.reject or q.reject)
            and last.total is None
            and q.total is None
            and last.unit is q.unit
            and last.kind == q.kind == "money"
            and text[last.after : q.start].strip() == "/"
        ):
            hit = RuleHit("number.of_plan", text[last.start : q.end], last.start, q.end)
            out[-1] = replace(last, end=q.end, after=q.after, total=q.value, hits=(*last.hits, *q.hits, hit))
        else:
            out.append(q)
    return out


# `tổng số lượt khám là 184 triệu`: what is counted stands ahead.
_COUNTED_AHEAD = word_pattern(
    r"(?<!\w)(?:tổng số|số|lượng|tổng lượng)\s(?:các\s)?(?:người|lao động|khách|du khách|lượt|hộ|dân|"
    r"hành khách|thuê bao|học sinh|đoàn viên|công nhân|thẻ|tài khoản)(?!\w)(?:\s[^,;:.()\d]{1,60})?\s$"
)


def counted_ahead(text: str, q: Quantity) -> bool:
    """Whether the words before a number say what it counts."""
    return _COUNTED_AHEAD.find(text, max(0, q.hedge_start - 90), q.hedge_start) is not None


def _unit_nearby(quantities: Sequence[Quantity], i: int, kinds: tuple[str, ...]) -> Quantity | None:
    """The first number behind, else the last before, that has a written unit of one of the kinds."""
    for q in (*quantities[i + 1 :], *reversed(quantities[:i])):
        if q.kind in kinds and not q.reject and not any(hit.rule == _UNNAMED for hit in q.hits):
            return q
    return None


def _in_range(text: str, quantities: Sequence[Quantity], i: int) -> bool:
    """Whether the unit of a number stands behind the high end of its range (`2,6 - 2,7 tỷ USD`)."""
    following = quantities[i + 1] if i + 1 < len(quantities) else None
    if following is None or (following.kind == "count" and not following.has_scale):
        return False
    return text[quantities[i].after : following.hedge_start].strip() in _RANGE_MARKS


_RANGE_MARKS = frozenset({"-", fold("đến"), fold("tới")})


def same_unit(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rule `unit.of_neighbour`: `vùng II 3,52 triệu, vùng IV 2,75 triệu đồng`, `công nghiệp 22,4 - thuế 5%`.

    A scaled number that counts nothing has the currency of the sentence, a decimal without a unit its
    percentage or points: nothing that is counted has decimals.
    """
    out = list(quantities)
    for i, q in enumerate(out):
        if q.reject or q.total is not None or q.in_words:
            continue
        unnamed = any(hit.rule == _UNNAMED for hit in q.hits)
        if not (unnamed or q.kind == "count") or not _OPEN_END.match(text, q.after):
            continue
        if q.has_scale and counted_ahead(text, q):
            continue
        if q.has_scale:
            source = _unit_nearby(out, i, ("money",))
            if source is None and q.kind == "count" and q.value >= _BILLION:
                hit = RuleHit(_UNNAMED, Unit.VND.value, q.start, q.end)
                out[i] = replace(q, unit=Unit.VND, kind="money", has_currency=True, hits=(*q.hits, hit))
        elif has_decimals(q.value):
            if _in_range(text, out, i):
                continue
            source = _unit_nearby(out, i, ("percent", "points"))
        else:
            continue
        if source is not None and source.unit is not q.unit:
            hit = RuleHit("unit.of_neighbour", source.unit.value, source.start, source.end)
            out[i] = replace(q, unit=source.unit, kind=source.kind, has_currency=True, hits=(*q.hits, hit))
    return out


# A row of a table: `tỷ đồng 22.140 +18,2` has the unit in the cell before and the growth in the one behind.
_CELL_BEFORE = folded_pattern(
    r"(?<!\d)(?<!\d\s)(?:(?P<scale>nghìn tỷ|tỷ|triệu|nghìn)\s)?(?P<unit>đồng|usd|tấn|ha)\s$"
)
_CELL_END = folded_pattern(r"\s*(?:[+-]\d|$)")
_SIGN = folded_pattern(r"\s[+-]$")
_SCALES = {None: 1, "nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9, "nghìn tỷ": 10**12}
_CELLS = {
    "đồng": (Unit.VND, "money"),
    "usd": (Unit.USD, "money"),
    "tấn": (Unit.TONNE, "measure"),
    "ha": (Unit.HECTARE, "measure"),
}


def table_row(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rule `unit.cell_before`: a bare number behind a cell of its unit, then a signed percentage."""
    out = list(quantities)
    for i, q in enumerate(out):
        if q.reject or q.kind != "count" or q.has_scale or not _CELL_END.match(text, q.after):
            continue
        cell = _CELL_BEFORE.search(text, max(0, q.start - 24), q.start)
        if cell:
            unit, kind = _CELLS[cell["unit"]]
            hit = RuleHit("unit.cell_before", unit.value, *cell.span())
            value = q.value * _SCALES[cell["scale"]]
            out[i] = replace(q, value=value, unit=unit, kind=kind, has_currency=True, hits=(*q.hits, hit))
        elif i and has_decimals(q.value) and text[out[i - 1].after : q.start - 1].isspace():
            signed = _SIGN.search(text, q.start - 2, q.start)
            if signed and not out[i - 1].reject:
                hit = RuleHit("unit.cell_signed", Unit.PERCENT.value, *signed.span())
                out[i] = replace(q, unit=Unit.PERCENT, kind="percent", hits=(*q.hits, hit))
    return out
