"""From digits and number words to quantities: value, unit, total, rate, hedge, range.

The rules are named; each quantity carries the hits of those that made it. All offsets are into the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import itemgetter

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.units import Units, WrittenUnit, load_units
from chitieu.extract.nonstatistics import RejectedSpan
from chitieu.extract.numbers import parse_number
from chitieu.extract.quantity import Quantity
from chitieu.extract.ranges import joined_amounts, ranged
from chitieu.extract.scores import score_or_step
from chitieu.extract.sharing import counted_ahead, listed, plan_behind, same_unit, table_row
from chitieu.extract.wordpatterns import WordPattern, word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Qualifier, RuleHit, Unit


def _alternatives(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+")
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


@dataclass(frozen=True, slots=True)
class _Patterns:
    digits: re.Pattern[str]
    number_words: WordPattern
    scales: re.Pattern[str]
    unit: re.Pattern[str]
    unit_of: Mapping[str, WrittenUnit]
    foreign: re.Pattern[str]
    unkept: re.Pattern[str]
    per: re.Pattern[str]
    per_of: dict[str, str]
    hedge: WordPattern
    hedge_sign: re.Pattern[str]
    hedge_of: dict[str, Qualifier]
    fraction: re.Pattern[str]


def _unit_pattern(units: Units) -> re.Pattern[str]:
    spellings = [spelling for unit in units.written for spelling in unit.spellings]
    words = [s for s in spellings if s[-1].isalnum()]
    signs = [s for s in spellings if not s[-1].isalnum()]
    # `m` is a metre only where no letter, digit or slash of another unit follows (`m2`, `m/s`, `1.000 m3`).
    return folded_pattern(
        rf"\s?(?:({_alternatives(signs)})|({_alternatives(words)})(?![\w²³])(?!/[hsvc]\b)(?!(?<=đồng)\s(?:chí|bào|đội|hồ|ruộng)\b))"
    )


@cache
def patterns() -> _Patterns:
    """The compiled patterns of the lexicon, built once."""
    units = load_units()
    words = _alternatives(tuple(units.number_words))
    tails = _alternatives(tuple(units.number_tails))
    scale = _alternatives(tuple(units.scales))
    qualifiers = {word: kind for kind, words_ in units.qualifiers.items() for word in words_}
    signs = _alternatives([word for word in qualifiers if not word[0].isalpha()])
    behind_hedge = "(?:mức |đạt |là |tới |đến |con số |đơn vị )?"
    return _Patterns(
        digits=folded_pattern(r"\d+(?:[.,]\d+)*"),
        number_words=word_pattern(
            rf"(?<!\w)(?<!-)(?P<words>(?:{words})(?:\s+mươi)?(?:\s+(?:{words}|{tails}))?)(?=\s+\w)"
        ),
        scales=folded_pattern(rf"\s?(?P<scale>{scale})(?!\w)(?!\s(?:lệ|giá|trọng|suất|số|phú)(?!\w))"),
        unit=_unit_pattern(units),
        unit_of=units.by_spelling,
        foreign=folded_pattern(rf"\s?(?:{_alternatives(units.foreign_currencies)})(?!\w)"),
        unkept=folded_pattern(rf"\s?(?:{_alternatives(units.unkept_units)})(?![\w/])"),
        per=folded_pattern(
            rf"\s?({_alternatives([w for words_ in units.per.values() for w in words_])})(?!\w)"
        ),
        per_of={word: kind for kind, words_ in units.per.items() for word in words_},
        hedge=word_pattern(
            # `cao hơn 5%` compares, it does not hedge.
            r"(?<!\w)"
            + "".join(rf"(?!(?<={word} )hơn)" for word in ("cao", "thấp", "nhiều", "ít", "lớn", "nhỏ", "kém"))
            # `lương tối thiểu 5 triệu đồng` names the wage.
            + r"(?!(?<=lương )tối thiểu)"
            + rf"({_alternatives([word for word in qualifiers if word[0].isalpha()])})\s+{behind_hedge}$"
        ),
        hedge_sign=folded_pattern(rf"(?<!\w)({signs})\s+{behind_hedge}$"),
        hedge_of=qualifiers,
        fraction=folded_pattern(
            r"\s?/\s?(\d+(?:[.,]\d+)*)(?![\d/]|[.,]\d)|\s+(?:trên(?:\s+tổng\s+số)?|trong\s+(?:tổng\s+)?số|(?<=\d\s)trong(?=\s\d+\s(?!năm|tháng|ngày|tuần|giờ|quý|lần|buổi|phút)[^\W\d]))\s+(\d+(?:[.,]\d+)*)(?![\w%/]|[.,]\d)"
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
    """`hai mươi`, `mười hai`, `ba mươi lăm` as numbers; None for words that make none (`ba bốn`)."""
    units = load_units()
    ten, tens, of = units.number_words["mười"], "mươi", {**units.number_words, **units.number_tails}
    first, *rest = words.split()
    value = of[first]
    if rest and rest[0] == tens:
        value, rest = value * ten, rest[1:]
        return Decimal(value + (of[rest[0]] if rest else 0))
    if not rest:
        return Decimal(value)
    if value == ten:
        return Decimal(ten + of[rest[0]])
    return Decimal(value * ten) if of[rest[0]] == ten else None


def hedge_before(text: str, start: int) -> tuple[Qualifier, int]:
    """The qualifier right before an offset of a folded text, and where it begins (`gần`, `hơn`)."""
    low = max(0, start - 24)
    found = patterns().hedge.find(text, low, start) or patterns().hedge_sign.search(text, low, start)
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


_THOUSAND = 10**3
_MILLION = 10**6
_HALF = " rưỡi"
_MORE_DIGITS = folded_pattern(r"\s\d")
_TURNS = folded_pattern(r"\s*(?:lượt\s+)?")
_ENDS = folded_pattern(r"\s*(?:[,.;)]|$)")
# `13 vàng, 11 bạc, 17 đồng` counts medals.
_MEDALS = word_pattern(r"(?<!\w)bạc\s?(?:,|và)(?:\svà)?\s$")
_TIMES = folded_pattern(r"\s?lần(?!\w)")
_MULTIPLIED = word_pattern(
    r"(?<!\w)(?:gấp|bằng|tăng|giảm|cao hơn|nhiều hơn|chênh nhau|lên (?:tới|đến))"
    r"(?:\s(?:hơn|gần|khoảng|tới|đến|lên|trên))*\s$"
)


_PEOPLE = folded_pattern(r"\s(?:lượt\s)?(?:dân|người|khách|thẻ|con|cây|cái)(?!\w)")
# `gần 4 triệu tiền giống`, `cầm 60 triệu trợ cấp`
_PAID = folded_pattern(r"\s(?:tiền|trợ cấp|học phí|viện phí|tiền lương)(?!\w)")
_BORROWED = word_pattern(r"(?<!\w)(?:vay|vay vốn|tiền)\s$")
_MONEY_WORDS = word_pattern(
    r"(?<!\w)(?:lương|thu nhập|giá|thưởng|kinh phí|số tiền|trị giá|tiền|nợ|vốn)(?!\w)"
)


def _bare_money(text: str, scale: Decimal, q: Quantity, is_counted: re.Pattern[str]) -> bool:
    """Rule `unit.money_unnamed`: `5,5 triệu/tháng` and `nợ 15.000 tỷ` are dong although it is not written."""
    if scale < _THOUSAND or _MORE_DIGITS.match(text, q.after):
        return False
    if q.per is not None:
        return True
    if _PAID.match(text, q.after):
        return True
    behind = _TURNS.match(text, q.after)
    if _PEOPLE.match(text, q.after) or counted_ahead(text, q):
        return False
    if _BORROWED.find(text, max(0, q.start - 16), q.hedge_start):
        return True
    if is_counted.match(text, behind.end() if behind else q.after):
        return False
    return scale > _MILLION or (
        _ENDS.match(text, q.after) is not None and _MONEY_WORDS.find(text) is not None
    )


def _read_at(
    text: str, number: tuple[int, int], words: str | None, is_counted: re.Pattern[str], grouped: bool = False
) -> Quantity | None:
    """One quantity from the digits (or the words) at `number`, with all beside it; None for no number.

    `grouped` says that the page parts thousands by commas.
    """
    p = patterns()
    start, end = number
    digits = None if words else text[start:end]
    total: Decimal | None = None
    fraction = p.fraction.match(text, end)
    # `chị là một trong số 1.930 người`: one of them is no share of them.
    if fraction and (digits or (fraction[2] and words != _ONE)):
        total = parse_number(fraction[1] or fraction[2], whole=True)
        end = fraction.end()
    scale, scale_end = _scale_at(text, end)
    unit = None if p.foreign.match(text, scale_end) else p.unit.match(text, scale_end)
    whole = grouped or (not unit and scale == 1)
    value = _value(digits, words, whole=whole, scaled=unit is not None and scale > _MILLION)
    if value is None or total == 0:
        return None
    hits = [RuleHit("number.words" if words else "number.digits", str(value), *number)]
    value *= scale
    # `143/178 tỷ đồng`: the scale behind both is that of both.
    total = None if total is None else total * scale
    if text.startswith(_HALF, scale_end) and scale > 1:
        value += scale / 2
        scale_end += len(_HALF)
        unit = p.unit.match(text, scale_end)
    if unit and scale == 1 and _MEDALS.find(text, max(0, start - 16), start):
        unit = None
    qualifier, hedge_start = hedge_before(text, start)
    plain = Quantity(
        start,
        scale_end,
        value,
        Unit.COUNT,
        "count",
        hedge_start,
        scale_end,
        total=total,
        qualifier=qualifier,
        in_words=words is not None,
        has_scale=scale_end > end,
        hits=tuple(hits),
    )
    if unit is not None:
        return _with_unit(text, plain, unit)
    return _without_unit(text, plain, scale, is_counted)


def _value(digits: str | None, words: str | None, *, whole: bool, scaled: bool) -> Decimal | None:
    if digits is None:
        return _word_value(words or "")
    return parse_number(digits, whole=whole, scaled_money=scaled)


def _with_unit(text: str, q: Quantity, unit: re.Match[str]) -> Quantity:
    """A number with a unit of the lexicon behind it: money, a percentage, a measure."""
    written = patterns().unit_of[_spaced(unit[1] or unit[2])]
    per, after = _per(text, unit.end())
    return replace(
        q,
        end=unit.end(),
        value=q.value * written.factor,
        total=None if q.total is None else q.total * written.factor,
        unit=written.unit,
        kind=written.kind,
        per=per,
        after=after,
        has_currency=True,
        hits=(*q.hits, RuleHit(f"unit.{written.kind}", written.unit.value, *unit.span())),
    )


def _without_unit(text: str, q: Quantity, scale: Decimal, is_counted: re.Pattern[str]) -> Quantity:
    """A number without a unit that is kept: a count, a multiple, money unnamed; foreign ones are rejected."""
    p = patterns()
    for reason, pattern in (("foreign_currency", p.foreign), ("unit_not_kept", p.unkept)):
        if found := pattern.match(text, q.end):
            return replace(q, reject=reason, hits=(*q.hits, RuleHit(f"unit.{reason}", reason, *found.span())))
    if scored := score_or_step(text, q):
        return scored
    times = _TIMES.match(text, q.end)
    if times and _MULTIPLIED.find(text, max(0, q.start - 24), q.start):
        hit = RuleHit("unit.times", "lần", *times.span())
        return replace(
            q, end=times.end(), after=times.end(), unit=Unit.INDEX, kind="times", hits=(*q.hits, hit)
        )
    per, after = _per(text, q.end)
    counted = replace(q, per=per, after=after)
    if q.in_words or not _bare_money(text, scale, counted, is_counted):
        return counted
    hit = RuleHit("unit.money_unnamed", Unit.VND.value, q.start, q.end)
    return replace(counted, unit=Unit.VND, kind="money", has_currency=True, hits=(*q.hits, hit))


_NAMING = frozenset({"name", "address"})
_YEAR = folded_pattern(r"(?:19[4-9]|20[0-9])\d")
_DAY_AND_MONTH = folded_pattern(r"(?:0?[1-9]|[12]\d|3[01])\s?/\s?(?:0?[1-9]|1[0-2])")
_RESULT_BEFORE = folded_pattern(
    r"(?:đạt|có|hoàn thành|được|thành lập|kết nạp|phát triển|vượt)\s(?:được\s|mới\s|mức\s)?$"
)
_UNTIL = word_pattern(r"(?<!\w)(?:đến|hết|từ|trước|sau)\s$")
_RATIO_AFTER = folded_pattern(r"[^;.%\d]{0,30}?\s\(?(\d+(?:[.,]\d+)?)\s?%")
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
    told = _RATIO_AFTER.match(text, quantity.after)
    ratio = parse_number(told[1]) if told else None
    if ratio is not None and abs(quantity.value * 100 / quantity.total - ratio) < 1:
        return None
    if quantity.value > quantity.total or _UNTIL.find(text, max(0, quantity.start - 8), quantity.start):
        return "date"
    stated = _RESULT_BEFORE.search(text, max(0, quantity.start - 24), quantity.start)
    return None if stated or _RESULT_AFTER.match(text, quantity.after) else "date"


def _rejected(start: int, end: int, reason: str, rule: str) -> Quantity:
    hit = RuleHit(rule, reason, start, end)
    return Quantity(start, end, Decimal(0), Unit.COUNT, "count", start, end, reject=reason, hits=(hit,))


def _numbers(folded: str) -> list[tuple[int, int, str | None]]:
    """Where digits and number words stand, in order, and the words."""
    p = patterns()
    found: list[tuple[int, int, str | None]] = [(*match.span(), None) for match in p.digits.finditer(folded)]
    spelled = [(*match.span("words"), match["words"]) for match in p.number_words.find_all(folded)]
    return sorted([*found, *spelled], key=itemgetter(0)) if spelled else found


def read_quantities(
    folded: str,
    is_counted: re.Pattern[str],
    rejected: Sequence[RejectedSpan] = (),
    ranks: Sequence[Quantity] = (),
    *,
    grouped: bool = False,
) -> list[Quantity]:
    """All numbers of a folded sentence, in order; number words only where a counted noun or a unit follows.

    `is_counted` matches at the start of a noun that is counted in statistics (`xã`, `doanh nghiệp`). Numbers
    in `rejected` spans come back with their reason, `ranks` are taken as they are. `grouped` says that the
    page parts thousands by commas.
    """
    found: list[Quantity] = []
    covered = 0
    taken = {rank.start: rank for rank in ranks}
    for start, end, words in _numbers(folded):
        if start < covered:
            continue
        if start in taken:
            found.append(taken[start])
            covered = taken[start].end
            continue
        span = next((span for span in rejected if span.start <= start < span.end), None)
        if span and not (span.reason in _NAMING and _stands_free(folded, start, end, is_counted)):
            if words is None:
                found.append(_rejected(start, end, span.reason, span.rule))
            covered = end
            continue
        quantity = _read_at(folded, (start, end), words, is_counted, grouped)
        if quantity is None:
            if words is None:
                found.append(_rejected(start, end, "malformed_number", "number.malformed"))
                covered = end
            continue
        if words is None:
            reason = _time_reason(folded, quantity, folded[start:end], is_counted)
            if reason:
                quantity = replace(
                    quantity,
                    reject=reason,
                    hits=(*quantity.hits, RuleHit(f"not_a_figure.{reason}", reason, start, quantity.end)),
                )
        elif not _stands_for_statistic(folded, quantity, words, is_counted):
            continue
        found.append(quantity)
        covered = quantity.end
    spelled = [rank for rank in ranks if rank.in_words]
    found = [
        q for q in found if all(q.start >= rank.end or q.end <= rank.start for rank in spelled)
    ] + spelled
    found.sort(key=lambda quantity: quantity.start)
    if not found:
        return found
    joined = table_row(folded, plan_behind(folded, joined_amounts(folded, found)))
    return [_bounded(folded, q) for q in ranged(folded, same_unit(folded, listed(folded, joined)))]


_AND_MORE = folded_pattern(
    r"(?:\s[^\W\d]+){0,3}?(?<!khá)(?<!giỏi)(?<!tốt)(?<!đại học)(?<!cấp)(?<!thạc sỹ)(?<!trung bình)(?<!loại a)"
    r"\s(?:(?P<more>trở lên|đổ lên)|trở xuống|đổ lại)(?!\w)"
)


def _bounded(folded: str, q: Quantity) -> Quantity:
    """A number with `trở lên` or `trở xuống` behind it or behind what it counts is a bound."""
    if q.qualifier is not Qualifier.EXACT or q.reject or q.bound or q.total is not None:
        return q
    found = _AND_MORE.match(folded, q.after)
    if not found:
        return q
    hit = RuleHit("number.bound_behind", found.group().strip(), *found.span())
    return replace(q, qualifier=Qualifier.OVER if found["more"] else Qualifier.UNDER, hits=(*q.hits, hit))


def _stands_free(folded: str, start: int, end: int, is_counted: re.Pattern[str]) -> bool:
    """Whether a number in a name counts the noun behind it; one glued to it (`covid-19`) does not."""
    return (not start or folded[start - 1].isspace()) and is_counted.match(folded, end + 1) is not None


_ONE = fold("một")
_NOT_A_COUNT_BEFORE = word_pattern(
    r"(?<!\w)(?:thứ|cả|tháng|mùng|mồng|ngày|lần|từng|hằng|hàng|mỗi|một|năm|mươi|đệ|khóa|đầu|cuối|của|những|các)\s$"
)


# `hai con số`, `ba phiên họp`; `vụ có hai người bị nạn trở lên` is a class of cases.
_NOT_A_COUNT_AFTER = folded_pattern(
    r"\s(?:con số|điểm sáng|đầu tàu|(?:thành phố|đô thị|trung tâm|địa phương|tỉnh) lớn|"
    r"cái tên|cái tết|phiên|chiếc|chương trình mục tiêu|(?:\w+\s){1,4}trở lên)(?!\w)"
)


# `trong năm công đoàn ngành đã ...` is a time.
_OF_TIME = word_pattern(r"(?<!\w)(?:trong|qua|suốt|giữa|sang|từ)\s$")


def _stands_for_statistic(text: str, quantity: Quantity, words: str, is_counted: re.Pattern[str]) -> bool:
    if _NOT_A_COUNT_AFTER.match(text, quantity.after):
        return False
    if _NOT_A_COUNT_BEFORE.find(text, max(0, quantity.start - 8), quantity.start):
        return False
    if words == "năm" and _OF_TIME.find(text, max(0, quantity.start - 8), quantity.start):
        return False
    if quantity.total is not None or quantity.kind in ("points", "steps"):
        return True
    if quantity.has_currency:
        return quantity.has_scale or quantity.kind == "percent" or words not in ("năm", "một")
    if words == "một":
        return quantity.has_scale and is_counted.match(text, quantity.after + 1) is not None
    return is_counted.match(text, quantity.after + 1) is not None
