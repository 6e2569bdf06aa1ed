"""Places in a ranking: `đứng thứ 6/30`, `xếp thứ Nhì`, `vị trí thứ nhất trong số 19`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.units import load_units
from chitieu.extract.quantity import Quantity
from chitieu.kernel.records import RuleHit, Unit

_VERBS = "chiếm|xếp|đứng|giữ|vươn lên|vươn|ở|đạt|lên|xuống|thuộc|được|về|nằm|giành|là"
_NOUNS = r"vị trí thứ|vị trí số|vị thứ|thứ hạng|hạng thứ|vị trí|hạng|thứ"


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(load_units().ordinal_words)
    return folded_pattern(
        rf"(?<!\w)(?P<verb>{_VERBS})\s(?:\w+\s){{0,3}}?(?P<noun>{_NOUNS})\s"
        rf"(?P<number>(?P<digits>\d{{1,3}})|(?:{words}))(?!\w)(?![.,]?\d)(?!\s?%)(?!\ssao)"
        rf"(?:\s?/\s?(?P<of>\d{{1,4}})(?!\w)|\s(?:trong|trên)\s(?:tổng\s)?(?:số\s)?(?P<among>\d{{1,4}})(?!\w))?"
    )


@cache
def _places() -> tuple[re.Pattern[str], ...]:
    """Ways of giving a place without a verb of ranking and its noun; `number`, `of` as in `_pattern`."""
    words = "|".join(load_units().ordinal_words)
    number = rf"(?P<number>(?P<digits>\d{{1,3}})|(?:{words}))"
    ends = r"(?=\s?(?:[,.;:)(-]|$)|\s(?:với|trong|thuộc|của|về|và|là)\s)"
    among = (
        r"cả nước|toàn quốc|thế giới|khu vực|toàn tỉnh|châu á|châu âu|đông nam á|asean|vùng|"
        r"toàn thành phố|toàn đoàn|chung cuộc|toàn ngành|miền"
    )
    fell = r"lùi|tụt|rơi|rớt|nhảy|vọt|leo|vươn|thăng|bật|trượt"
    return (
        # `xếp 19/34`: a place of so many.
        folded_pattern(
            r"(?<!\w)(?:xếp|đứng)\s(?P<number>(?P<digits>\d{1,3}))\s?/\s?(?P<of>\d{1,4})(?![\w/.,]*\d)"
        ),
        # `thứ 2/6 vùng Đông Nam Bộ`
        folded_pattern(r"(?<!\w)thứ\s(?P<number>(?P<digits>\d{1,3}))\s?/\s?(?P<of>\d{1,4})(?![\w/.,]*\d)"),
        # `lớn thứ 2 thế giới`
        folded_pattern(rf"(?<!\w)thứ\s{number}\s(?:{among})(?!\w)"),
        # `từ vị trí 22 lên thứ sáu`, `từ hạng 14 (2016) nhảy lên hạng 13`
        folded_pattern(
            rf"(?<!\w)từ\s(?:vị trí|thứ hạng|hạng|vị thứ)(?:\sthứ)?\s{number}"
            r"(?=\s(?:[^.;]{0,36}\s)?(?:lên|xuống)\s)"
        ),
        folded_pattern(
            r"(?<!\w)(?:vị trí|thứ hạng|hạng)\s(?:thứ\s)?\d{1,3}\s(?:\([^)]*\)\s)?(?:\w+\s)?(?:lên|xuống)\s"
            rf"(?:thứ|hạng|vị trí|vị trí thứ)\s{number}(?!\w)"
        ),
        folded_pattern(
            rf"(?<!\w)(?:{fell})\s(?:xuống|lên|về)\s(?:vị trí thứ|vị trí|thứ|hạng)\s{number}{ends}"
        ),
        # `lần lượt giữ vị trí thứ hai, thứ ba và thứ tư`
        folded_pattern(
            rf"(?<!\w)(?:vị trí|hạng)\sthứ\s(?:{words}|\d{{1,3}})"
            rf"(?:,\s(?:vị trí\s)?thứ\s(?:{words}|\d{{1,3}}))?"
            rf"(?:,|\svà)\s(?:vị trí\s|hạng\s)?thứ\s{number}(?!\w)"
        ),
        folded_pattern(
            rf"(?<!\w)(?:vị trí|hạng)\sthứ\s(?:{words}|\d{{1,3}}),\s(?:vị trí\s)?thứ\s{number}(?=\s?,|\svà)"
        ),
        # `(66,2 điểm, hạng tư)` and `Hạng ba thuộc về`: a place beside its score, or with its holder.
        folded_pattern(rf"\d\sđiểm,\s(?:xếp\s)?(?:hạng|thứ|vị trí thứ)\s{number}(?=\s?[;,.)(–-]|$)"),
        # `xếp hạng nhì toàn đoàn`
        folded_pattern(
            rf"(?<!\w)(?:xếp|đứng|giành|đạt)\s(?:hạng|vị trí|thứ)\s{number}(?=\s(?:{among})(?!\w))"
        ),
        folded_pattern(rf"(?<!\w)(?:hạng|vị trí thứ)\s{number}(?=\sthuộc về(?!\w))"),
    )


def read_ranks(folded: str) -> list[Quantity]:
    """All places in rankings of a folded sentence; `total` is how many were ranked, where that is said."""
    if not any(word in folded for word in _RANKING):
        return []
    ranks = [_rank(match) for match in _pattern().finditer(folded) if _is_place(match)]
    for pattern in _places():
        for match in pattern.finditer(folded):
            found = _rank(match)
            if all(found.start >= rank.end or found.end <= rank.start for rank in ranks):
                ranks.append(found)
    return ranks


_RANKING = ("thứ", "hạng", "vị trí", "xếp", "đứng")
_CLIMBS = frozenset({"lên", "xuống", "vươn", "vươn lên"})
_LOOSE = frozenset({"là", "được", "ở", "đạt", "lên", "xuống", "thuộc", "về"})


def _is_place(match: re.Match[str]) -> bool:
    # `hạng nhất` alone is a class of an order or a prize, `thứ hai là` goes on with an enumeration.
    if match["noun"] == "hạng" and not match["digits"]:
        return match["verb"] in _CLIMBS
    return not (match["verb"] in _LOOSE and match["noun"] == "thứ")


def _rank(match: re.Match[str]) -> Quantity:
    groups = match.groupdict()
    of = groups.get("of") or groups.get("among")
    value = int(match["digits"]) if match["digits"] else load_units().ordinal_words[match["number"]]
    # The span is the place alone, or the place with the number of those ranked.
    start, end = match.start("number"), match.end() if of else match.end("number")
    return Quantity(
        start,
        end,
        Decimal(value),
        Unit.RANK,
        "rank",
        start,
        end,
        total=Decimal(of) if of else None,
        in_words=not match["digits"],
        hits=(RuleHit("measure.rank", groups.get("noun") or "place", match.start(), match.end()),),
    )
