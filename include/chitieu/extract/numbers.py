"""Vietnamese numbers as written, to exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from chitieu.catalogue.folding import folded_pattern

_DOT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
# Nothing is counted in more digits; decimals of a million digits would overflow.
_LONGEST = 60
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")


def parse_number(text: str, *, whole: bool = False, scaled_money: bool = False) -> Decimal | None:
    """The value of digits with dots and commas, None where they make no number.

    A dot before groups of three parts thousands, a comma parts decimals; the other convention is read where
    it is the only one that fits. `whole` says that a thing is counted, so that three digits after a comma
    are thousands. `scaled_money` says that a scale and a currency follow: three whole digits, or decimals
    ending in a nought, before a comma and three more can only be thousands too.

    >>> [str(parse_number(s)) for s in ("14.563", "12,5", "18.5", "1.478,1", "1,478.5", "09")]
    ['14563', '12.5', '18.5', '1478.1', '1478.5', '9']
    >>> str(parse_number("1,234", whole=True)), str(parse_number("594,600", scaled_money=True))
    ('1234', '594600')
    """
    if len(text) > _LONGEST:
        return None
    dots, commas = text.count("."), text.count(",")
    if not dots and not commas:
        return Decimal(text)
    if dots and commas:
        thousands, point = (".", ",") if text.rfind(",") > text.rfind(".") else (",", ".")
        head, _, tail = text.rpartition(point)
        groups = _DOT_GROUPS if thousands == "." else _COMMA_GROUPS
        return Decimal(f"{head.replace(thousands, '')}.{tail}") if groups.fullmatch(head) else None
    if dots:
        if _DOT_GROUPS.fullmatch(text):
            return Decimal(text.replace(".", ""))
        return Decimal(text) if dots == 1 else None
    if commas > 1:
        return Decimal(text.replace(",", "")) if _COMMA_GROUPS.fullmatch(text) else None
    head, _, tail = text.partition(",")
    grouped = _COMMA_GROUPS.fullmatch(text) is not None
    slipped = scaled_money and (len(head) == len("999") or tail.endswith("0"))
    if grouped and (whole or slipped):
        return Decimal(head + tail)
    return Decimal(f"{head}.{tail}")


_UNIT_BEHIND = r"(?=\s?(?:%|(?:triệu|tỷ|nghìn|ngàn|điểm|tấn|tạ|ha|phần trăm|đồng|usd|đô)(?!\w)))"
# What stands before is looked at behind the first digit: digits alone are stopped at.
_DOT_DECIMALS = folded_pattern(rf"\d(?<![\d.,/-]\d)\d{{0,2}}\.\d{{1,2}}{_UNIT_BEHIND}")
_COMMA_DECIMALS = folded_pattern(rf"\d(?<![\d.,/-]\d)\d*,\d{{1,2}}{_UNIT_BEHIND}")
_SOME, _FAR_MORE = 2, 5


def commas_part_thousands(page: str) -> bool:
    """Whether a folded page writes its numbers as in English: `2.7 triệu` beside `19,872 tỷ`.

    >>> commas_part_thousands("đạt 2.7 triệu lượt, tăng 31.5%"), commas_part_thousands("tăng 2,7%, đạt 31.5%")
    (True, False)
    """
    dots = len(_DOT_DECIMALS.findall(page))
    return dots >= _SOME and dots >= _FAR_MORE * len(_COMMA_DECIMALS.findall(page))


def has_decimals(value: Decimal) -> bool:
    """Whether a value is no whole number, for values of any size.

    >>> has_decimals(Decimal("12.5")), has_decimals(Decimal("1E+40"))
    (True, False)
    """
    return value != value.to_integral_value()
