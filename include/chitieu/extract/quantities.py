"""From digits and number words to quantities: value, unit, total, rate, hedge, range.

The rules are named; each quantity carries the hits of those that made it. All offsets are into the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.units import Units, load_units
from chitieu.extract.nonstatistics import RejectedSpan
from chitieu.extract.numbers import parse_number
from chitieu.kernel.records import Qualifier, RuleHit, Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a sentence with what stands beside it.

    `start:end` is what an observation shows (a count alone, money with its unit), `hedge_start` where its
    hedge begins, `after` where what follows the unit and the rate begins. `kind` is `count`, `money`,
    `percent`, `measure`, `times` (gấp n lần) or `rank`. `reject` is the reason where the digits are no
    quantity at all. `bound` is `low` or `high` for the ends of a range, `from` or `to` for a movement.
    """

    start: int
    end: int
    value: Decimal
    unit: Unit
    kind: str
    hedge_start: int
    after: int
    total: Decimal | None = None
    per: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    bound: str | None = None
    in_words: bool = False
    has_scale: bool = False
    has_currency: bool = False
    reject: str | None = None
    hits: tuple[RuleHit, ...] = field(default=())


def _alternatives(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


@dataclass(frozen=True, slots=True)
class _Patterns:
    number: re.Pattern[str]
    scales: re.Pattern[str]
    unit: re.Pattern[str]
    foreign: re.Pattern[str]
    unkept: re.Pattern[str]
    per: re.Pattern[str]
    per_of: dict[str, str]
    hedge: re.Pattern[str]
    hedge_of: dict[str, Qualifier]
    hedge_after: dict[Qualifier, re.Pattern[str]]
    fraction: re.Pattern[str]


def _unit_pattern(units: Units) -> re.Pattern[str]:
    spellings = [spelling for unit in units.written for spelling in unit.spellings]
    words = [s for s in spellings if s[-1].isalnum()]
    signs = [s for s in spellings if not s[-1].isalnum()]
    # `m` is a metre only where no letter, digit or slash of another unit follows (`m2`, `m/s`, `1.000 m3`).
    return folded_pattern(
        rf"\s?(?:({_alternatives(signs)})|({_alternatives(words)})(?![\w²³])(?!/[hs]\b)(?!\s(?:chí|bào|đội|hồ|ruộng)\b))"
    )


@cache
def patterns() -> _Patterns:
    """The compiled patterns of the lexicon, built once."""
    units = load_units()
    words = _alternatives(tuple(units.number_words))
    scale = _alternatives(tuple(units.scales))
    qualifiers = {word: kind for kind, words_ in units.qualifiers.items() for word in words_}
    return _Patterns(
        number=folded_pattern(
            rf"(?P<digits>\d+(?:[.,]\d+)*)|(?<![\w-])(?P<words>(?:{words})(?:\s+(?:{words}))?)"
            rf"(?=\s+(?P<next>\w+))"
        ),
        scales=folded_pattern(rf"\s?(?P<scale>{scale})(?!\w)"),
        unit=_unit_pattern(units),
        foreign=folded_pattern(rf"\s?(?:{_alternatives(units.foreign_currencies)})(?!\w)"),
        unkept=folded_pattern(rf"\s?(?:{_alternatives(units.unkept_units)})(?![\w/])"),
        per=folded_pattern(
            rf"\s?({_alternatives([w for words_ in units.per.values() for w in words_])})(?!\w)"
        ),
        per_of={word: kind for kind, words_ in units.per.items() for word in words_},
        hedge=folded_pattern(
            rf"(?<!\w)(?!(?<=cao )hơn|(?<=thấp )hơn|(?<=nhiều )hơn|(?<=ít )hơn|(?<=lớn )hơn|(?<=nhỏ )hơn|(?<=kém )hơn)({_alternatives(tuple(qualifiers))})\s+(?:mức |đạt |là |tới |đến |con số |đơn vị )?$"
        ),
        hedge_of=qualifiers,
        hedge_after={
            kind: folded_pattern(rf"(?:\s+\w+){{0,3}}?\s+(?:{_alternatives(words_)})(?!\w)")
            for kind, words_ in units.qualifiers_after.items()
        },
        fraction=folded_pattern(
            r"\s?/\s?(\d+(?:[.,]\d+)*)(?![\d/])|\s+(?:trên(?:\s+tổng\s+số)?|trong\s+(?:tổng\s+)?số)\s+(\d+(?:[.,]\d+)*)(?![\w%/])"
        ),
    )


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip())


def _scale_at(text: str, position: int) -> tuple[Decimal, int]:
    """The product of the scales at a position (`nghìn tỷ`) and where they end; 1 where there is none."""
    factor, found = Decimal(1), patterns().scales.match(text, position)
    while found:
        factor *= load_units().scales[found["scale"]]
        position = found.end()
        found = patterns().scales.match(text, position)
    return factor, position


def _word_value(words: str) -> Decimal | None:
    """`hai mươi` and `mười hai` as numbers; None for two words that make none (`ba bốn`)."""
    values = [load_units().number_words[word] for word in words.split()]
    if len(values) == 1:
        return Decimal(values[0])
    ten = load_units().number_words["mười"]
    if values[0] == ten:
        return Decimal(ten + values[1])
    return Decimal(values[0] * ten) if values[1] == ten else None


def _hedge(text: str, start: int) -> tuple[Qualifier, int]:
    found = patterns().hedge.search(text, max(0, start - 24), start)
    if not found:
        return Qualifier.EXACT, start
    return patterns().hedge_of[_spaced(found[1])], found.start()


# `đồng/lít`, `tiêu chí/xã`: a rate that is not kept is passed over.
_PER_PIECE = folded_pattern(r"\s?/\s?[^\W\d]+(?!\w)")


def _per(text: str, position: int) -> tuple[str | None, int]:
    found = patterns().per.match(text, position)
    if found:
        return patterns().per_of[_spaced(found[1])], found.end()
    piece = _PER_PIECE.match(text, position)
    return None, piece.end() if piece else position


_GROUPED = folded_pattern(r"\d{1,3}(?:\.\d{3})+")
_RANGE = folded_pattern(
    r"\s?(?P<mark>-|đến|tới|xuống(?:\s(?:còn|dưới|đến|mức))?|lên(?:\s(?:đến|tới|thành|mức|trên|hơn))?|còn)\s?"
)
_MOVED = folded_pattern(r"xuống|lên|còn")


_TIMES = folded_pattern(r"\s?lần(?!\w)")
_MULTIPLIED = folded_pattern(
    r"(?<!\w)(?:gấp|bằng|tăng|giảm|cao hơn|nhiều hơn)(?:\s(?:hơn|gần|khoảng|tới|đến|lên|trên))*\s$"
)
_DOUBLED = folded_pattern(
    r"(?<!\w)gấp\s(?:(?P<word>đôi|rưỡi|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?:\slần)?)(?!\w)"
)
_MULTIPLES = {"đôi": Decimal(2), "rưỡi": Decimal("1.5")}


_OUT_OF = folded_pattern(
    r"(?<!\w)cứ\s(?:mỗi\s)?(?P<of>\d+)\s[^.;,\d]{2,50}?,?\sthì\s(?:có\s)?(?:đến\s|tới\s)?(?P<n>\d+)(?!\w)(?!\s?%)"
)


def read_out_of(folded: str) -> list[Quantity]:
    """Counts of a total in words: `cứ 13 doanh nghiệp thì 9` is 9 of 13."""
    found = []
    for match in _OUT_OF.finditer(folded):
        start, end = match.start("of"), match.end("n")
        hit = RuleHit("number.out_of", f"{match['n']}/{match['of']}", match.start(), end)
        value, total = Decimal(match["n"]), Decimal(match["of"])
        found.append(
            Quantity(
                start, end, value, Unit.COUNT, "count", start, end, total=total, in_words=True, hits=(hit,)
            )
        )
    return found


def read_multiples(folded: str) -> list[Quantity]:
    """Multiples in words: `gấp đôi`, `gấp rưỡi`, `gấp ba lần`."""
    found = []
    for match in _DOUBLED.finditer(folded):
        value = _MULTIPLES.get(match["word"]) or Decimal(load_units().number_words[match["word"]])
        start, end = match.span()
        hit = RuleHit("number.multiple", str(value), start, end)
        found.append(Quantity(start, end, value, Unit.INDEX, "times", start, end, in_words=True, hits=(hit,)))
    return found


_MONEY_WORDS = folded_pattern(
    r"(?<!\w)(?:lương|thu nhập|giá|thưởng|kinh phí|số tiền|trị giá|tiền|nợ|vốn)(?!\w)"
)


def _bare_money(text: str, scale: Decimal, after: int, per: str | None, is_counted: re.Pattern[str]) -> bool:
    """Rule `unit.money_unnamed`: `5,5 triệu/tháng` and `nợ 15.000 tỷ` are dong although no currency stands there."""
    if scale < 10**6 or re.match(r"\s\d", text[after:]):
        return False
    if per is not None:
        return True
    behind = re.match(r"\s*(?:lượt\s+)?", text[after:])
    if is_counted.match(text, after + (behind.end() if behind else 0)):
        return False
    return scale >= 10**9 or (
        re.match(r"\s*(?:[,.;)]|$)", text[after:]) is not None and _MONEY_WORDS.search(text) is not None
    )


def _read_at(
    text: str,
    start: int,
    number_end: int,
    digits: str | None,
    words: str | None,
    is_counted: re.Pattern[str],
) -> Quantity | None:
    """One quantity from the number at `start:number_end`, with scale, unit, rate and hedge; None for no number."""
    p = patterns()
    total: Decimal | None = None
    end = number_end
    if digits and (fraction := p.fraction.match(text, end)):
        total = parse_number(fraction[1] or fraction[2], whole=True)
        end = fraction.end()
    scale, scale_end = _scale_at(text, end)
    foreign = p.foreign.match(text, scale_end)
    unkept = None if foreign else p.unkept.match(text, scale_end)
    unit = None if foreign else p.unit.match(text, scale_end)
    written = load_units().by_spelling[_spaced(unit[1] or unit[2])] if unit else None
    if digits:
        value = parse_number(
            digits, whole=not unit and scale == 1, scaled_money=bool(written) and scale > 10**6
        )
    else:
        value = _word_value(words or "")
    if value is None or (total is not None and total == 0):
        return None
    hits = [RuleHit("number.digits" if digits else "number.words", str(value), start, number_end)]
    value *= scale
    if text.startswith(" rưỡi", scale_end) and scale > 1:
        value += scale / 2
        scale_end += len(" rưỡi")
        unit = p.unit.match(text, scale_end)
        written = load_units().by_spelling[_spaced(unit[1] or unit[2])] if unit else written
    qualifier, hedge_start = _hedge(text, start)
    has_scale = scale_end > end
    if foreign or (unkept and not unit):
        reason = "foreign_currency" if foreign else "unit_not_kept"
        return Quantity(
            start,
            scale_end,
            value,
            Unit.COUNT,
            "count",
            hedge_start,
            scale_end,
            reject=reason,
            hits=(*hits, RuleHit(f"unit.{reason}", reason, scale_end, scale_end + 1)),
        )
    if times := _TIMES.match(text, scale_end):
        if _MULTIPLIED.search(text, max(0, start - 24), start):
            hits.append(RuleHit("unit.times", "lần", times.start(), times.end()))
            return Quantity(
                start, times.end(), value, Unit.INDEX, "times", hedge_start, times.end(), qualifier=qualifier,
                hits=tuple(hits),
            )  # fmt: skip
    if written is None or unit is None:
        per, after = _per(text, scale_end)
        if digits and scale > 1 and _bare_money(text, scale, after, per, is_counted):
            hits.append(RuleHit("unit.money_unnamed", "VND", start, scale_end))
            return Quantity(
                start, scale_end, value, Unit.VND, "money", hedge_start, after, total=total, per=per,
                qualifier=qualifier, has_scale=True, has_currency=True, hits=tuple(hits),
            )  # fmt: skip
        return Quantity(
            start, scale_end, value, Unit.COUNT, "count", hedge_start, after, total=total, per=per,
            qualifier=qualifier, in_words=words is not None, has_scale=has_scale, hits=tuple(hits),
        )  # fmt: skip
    hits.append(RuleHit(f"unit.{written.kind}", written.unit.value, unit.start(), unit.end()))
    per, after = _per(text, unit.end())
    return Quantity(
        start, unit.end(), value * written.factor, written.unit, written.kind, hedge_start, after,
        total=None if total is None else total * written.factor, per=per, qualifier=qualifier,
        in_words=words is not None, has_scale=has_scale, has_currency=True, hits=tuple(hits),
    )  # fmt: skip


def _joined_amounts(text: str, quantities: list[Quantity]) -> list[Quantity]:
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
            joined[-1] = replace(
                quantity,
                start=last.start,
                hedge_start=last.hedge_start,
                qualifier=last.qualifier,
                value=last.value + quantity.value,
                hits=(*last.hits, *quantity.hits, hit),
            )
        else:
            joined.append(quantity)
    return joined


def _shared(low: Quantity, high: Quantity) -> Quantity:
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


def _ranged(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rules `range` and `movement`: `8.000 - 11.000` is two bounds, `từ 2,1% xuống 1,4%` two levels."""
    out = list(quantities)
    figures = [i for i, quantity in enumerate(out) if quantity.reject is None]
    for i, j in pairwise(figures):
        low, high = out[i], out[j]
        if low.bound or low.total or high.total:
            continue
        between = text[low.after : high.hedge_start]
        lead = text[max(0, low.hedge_start - 12) : low.hedge_start]
        from_ = re.search(r"(?<!\w)từ\s*(?:mức\s*)?$", lead) is not None
        mark = _RANGE.fullmatch(re.sub(r"\s(?:tăng|giảm)(?=\s?$)", "", between))
        year = re.fullmatch(
            r"\s(?:\(?(?:vào |của )?(?:đầu |cuối )?năm\s(?:\d{4}|trước|ngoái)\)?,?\s)?(?P<mark>xuống|lên|còn)(?:\s\w+)?\s?",
            between,
        )
        mark = mark or year
        if not mark:
            continue
        moved = _MOVED.match(mark["mark"]) is not None
        if not moved and mark["mark"] != "-" and not from_:
            continue
        shared = _shared(low, high)
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


def _listed(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Rule `list.shared_unit`: after `lần lượt`, `tương ứng`, bare numbers take the unit of the last."""
    found = re.search(r"(?<!\w)(?:lần lượt|tương ứng)(?!\w)", text)
    if not found:
        return quantities
    out = list(quantities)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        between = text[here.after : following.hedge_start].strip()
        if here.start > found.end() and between in (",", "và", ";", "và là") and not here.reject:
            out[i] = _shared(here, following)
    return out


# `lớp 12` is a name, `mở lớp 12 học viên` is not: a counted noun behind the number decides.
_NAMING = frozenset({"name", "address"})
_YEAR = folded_pattern(r"(?:19[4-9]|20[0-9])\d")
_DAY_AND_MONTH = folded_pattern(r"(?:0?[1-9]|[12]\d|3[01])\s?/\s?(?:0?[1-9]|1[0-2])")
_RESULT_BEFORE = folded_pattern(
    r"(?:đạt|có|hoàn thành|được|thành lập|kết nạp|phát triển|vượt)\s(?:được\s|mới\s|mức\s)?$"
)
_UNTIL = folded_pattern(r"(?<!\w)(?:đến|hết|từ|trước|sau)\s$")
_RESULT_AFTER = folded_pattern(r"\s?[,(]?\s?\(?(?:đạt|chiếm|bằng|tương đương|hoàn thành)\s")


def _time_reason(text: str, quantity: Quantity, digits: str, is_counted: re.Pattern[str]) -> str | None:
    """`period` for a bare year, `date` for a bare day and month, None for a figure."""
    counted = (
        is_counted.match(text, quantity.after + 1) is not None or quantity.has_scale or quantity.has_currency
    )
    if counted:
        return None
    if quantity.total is None:
        return "period" if _YEAR.fullmatch(digits) else None
    if not _DAY_AND_MONTH.fullmatch(text[quantity.start : quantity.end]):
        return None
    if quantity.value > quantity.total or _UNTIL.search(text, max(0, quantity.start - 8), quantity.start):
        return "date"
    stated = _RESULT_BEFORE.search(text, max(0, quantity.start - 24), quantity.start)
    return None if stated or _RESULT_AFTER.match(text, quantity.after) else "date"


def _rejected(start: int, end: int, reason: str, rule: str) -> Quantity:
    hit = RuleHit(rule, reason, start, end)
    return Quantity(start, end, Decimal(0), Unit.COUNT, "count", start, end, reject=reason, hits=(hit,))


def read_quantities(
    folded: str,
    is_counted: re.Pattern[str],
    rejected: Sequence[RejectedSpan] = (),
    ranks: Sequence[Quantity] = (),
) -> list[Quantity]:
    """All numbers of a folded sentence, in order; number words only where a counted noun or a unit follows.

    `is_counted` matches at the start of a noun that is counted in statistics (`xã`, `doanh nghiệp`). Numbers
    in `rejected` spans come back with their reason, `ranks` are taken as they are.
    """
    found: list[Quantity] = []
    covered = 0
    taken = {rank.start: rank for rank in ranks}
    for match in patterns().number.finditer(folded):
        start, end = match.span()
        if match["words"] is not None:
            start, end = match.span("words")
        if start < covered:
            continue
        if start in taken:
            found.append(taken[start])
            covered = taken[start].end
            continue
        span = next((span for span in rejected if span.start <= start < span.end), None)
        if span and not (span.reason in _NAMING and is_counted.match(folded, end + 1)):
            if match["digits"]:
                found.append(_rejected(start, end, span.reason, span.rule))
            covered = end
            continue
        quantity = _read_at(folded, start, end, match["digits"], match["words"], is_counted)
        if quantity is None:
            if match["digits"]:
                found.append(_rejected(start, end, "malformed_number", "number.malformed"))
                covered = end
            continue
        if match["words"] is None:
            reason = _time_reason(folded, quantity, match["digits"], is_counted)
            if reason:
                quantity = replace(
                    quantity,
                    reject=reason,
                    hits=(*quantity.hits, RuleHit(f"not_a_figure.{reason}", reason, start, quantity.end)),
                )
        elif not _stands_for_statistic(folded, quantity, match["words"], is_counted):
            continue
        found.append(quantity)
        covered = quantity.end
    spelled = [rank for rank in ranks if rank.in_words]
    found = [
        q for q in found if all(q.start >= rank.end or q.end <= rank.start for rank in spelled)
    ] + spelled
    found.sort(key=lambda quantity: quantity.start)
    return _ranged(folded, _listed(folded, _joined_amounts(folded, found)))


_NOT_A_COUNT_BEFORE = folded_pattern(
    r"(?<!\w)(?:thứ|cả|tháng|mùng|mồng|ngày|lần|từng|hằng|hàng|mỗi|một|năm|mươi|đệ|khóa|đầu|cuối|của|những|các)\s$"
)


def _stands_for_statistic(text: str, quantity: Quantity, words: str, is_counted: re.Pattern[str]) -> bool:
    if _NOT_A_COUNT_BEFORE.search(text, max(0, quantity.start - 8), quantity.start):
        return False
    if quantity.has_currency:
        return quantity.has_scale or quantity.kind == "percent" or words not in ("năm", "một")
    if words in ("một", "mười một"):
        return quantity.has_scale and is_counted.match(text, quantity.after + 1) is not None
    return is_counted.match(text, quantity.after + 1) is not None
