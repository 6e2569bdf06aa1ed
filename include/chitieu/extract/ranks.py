"""Places in a ranking: `đứng thứ 6/30`, `xếp thứ Nhì`, `vị trí thứ nhất trong số 19`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.units import load_units
from chitieu.extract.quantity import Quantity
from chitieu.kernel.records import RuleHit, Unit

_VERBS = "xếp|đứng|giữ|vươn lên|vươn|ở|đạt|lên|xuống|thuộc|được|về|nằm|giành|là"
_NOUNS = r"vị trí thứ|vị trí số|vị thứ|thứ hạng|hạng thứ|vị trí|hạng|thứ"


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(load_units().ordinal_words)
    return folded_pattern(
        rf"(?<!\w)(?P<verb>{_VERBS})\s(?:\w+\s){{0,3}}?(?P<noun>{_NOUNS})\s"
        rf"(?P<number>(?P<digits>\d{{1,3}})|(?:{words}))(?!\w)(?![.,]?\d)(?!\s?%)(?!\ssao)"
        rf"(?:\s?/\s?(?P<of>\d{{1,4}})(?!\w)|\s(?:trong|trên)\s(?:tổng\s)?(?:số\s)?(?P<among>\d{{1,4}})(?!\w))?"
    )


def read_ranks(folded: str) -> list[Quantity]:
    """All places in rankings of a folded sentence; `total` is how many were ranked, where that is said."""
    ranks = []
    for match in _pattern().finditer(folded):
        # `hạng nhất` alone is a class of an order or a prize, `thứ hai là` goes on with an enumeration.
        if match["noun"] == "hạng" and not match["digits"]:
            continue
        if (
            match["verb"] in ("là", "được", "ở", "đạt", "lên", "xuống", "thuộc", "về")
            and match["noun"] == "thứ"
        ):
            continue
        value = int(match["digits"]) if match["digits"] else load_units().ordinal_words[match["number"]]
        of = match["of"] or match["among"]
        # The span is the place alone, or the place with the number of those ranked.
        start, end = match.start("number"), match.end() if of else match.end("number")
        ranks.append(
            Quantity(
                start,
                end,
                Decimal(value),
                Unit.RANK,
                "rank",
                start,
                end,
                total=Decimal(of) if of else None,
                in_words=not match["digits"],
                hits=(RuleHit("measure.rank", match["noun"], match.start(), match.end()),),
            )
        )
    return ranks
