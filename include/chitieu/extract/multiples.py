"""Multiples and ratios in words: `gấp đôi`, `gấp ba lần`, `cứ 13 doanh nghiệp thì 9`."""

from __future__ import annotations

from decimal import Decimal

from chitieu.catalogue.units import load_units
from chitieu.extract.quantities import hedge_before
from chitieu.extract.quantity import Quantity
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import Qualifier, RuleHit, Unit

_DOUBLED = word_pattern(
    r"(?<!\w)gấp\s(?:(?P<word>đôi|rưỡi|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?:\slần)?)(?!\w)"
)
_MULTIPLES = {"đôi": Decimal(2), "rưỡi": Decimal("1.5")}


_OUT_OF = word_pattern(
    r"(?<!\w)cứ\s(?:mỗi\s)?(?P<of>\d{1,15})\s[^.;,]{2,50}?,?\sthì\s(?:có\s)?(?:đến\s|tới\s)?"
    r"(?:(?P<hedge>gần|hơn|khoảng|chừng)\s)?"
    r"(?P<n>\d{1,15}|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?!\w)(?!\s?%)"
)


def read_out_of(folded: str) -> list[Quantity]:
    """Counts of a total in words: `cứ 13 doanh nghiệp thì 9` is 9 of 13."""
    found: list[Quantity] = []
    if "cứ" not in folded:
        return found
    units = load_units()
    hedges = {word: kind for kind, words in units.qualifiers.items() for word in words}
    for match in _OUT_OF.find_all(folded):
        start, end = match.start("of"), match.end("n")
        hit = RuleHit("number.out_of", f"{match['n']}/{match['of']}", match.start(), end)
        value = Decimal(units.number_words.get(match["n"]) or match["n"])
        total = Decimal(match["of"])
        qualifier = hedges.get(match["hedge"] or "", Qualifier.EXACT)
        found.append(
            Quantity(
                start, end, value, Unit.COUNT, "count", start, end,
                total=total, qualifier=qualifier, in_words=True, hits=(hit,),
            )
        )  # fmt: skip
    return found


def read_multiples(folded: str) -> list[Quantity]:
    """Multiples in words: `gấp đôi`, `gấp rưỡi`, `gấp ba lần`."""
    found: list[Quantity] = []
    if "gấp" not in folded:
        return found
    for match in _DOUBLED.find_all(folded):
        value = _MULTIPLES.get(match["word"]) or Decimal(load_units().number_words[match["word"]])
        start, end = match.span()
        hit = RuleHit("number.multiple", str(value), start, end)
        qualifier, hedge_start = hedge_before(folded, start)
        found.append(
            Quantity(
                start, end, value, Unit.INDEX, "times", hedge_start, end,
                qualifier=qualifier, in_words=True, hits=(hit,),
            )
        )  # fmt: skip
    return found
