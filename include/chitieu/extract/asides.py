"""Numbers that look like figures and are none: names of units, a person's own affairs, terms of trade."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chitieu.catalogue.folding import LOWER, UPPER, folded_pattern
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading
from chitieu.kernel.records import Unit

_FEW = 12
_OWN_MEASURE = 30
_OWN_MONEY = 100_000_000
# `2 tỉnh Bình Dương và Đồng Nai` names them, it does not count them.
_UNIT_AND_NAME = re.compile(
    r"\s(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thôn|nước|bộ|đồng chí|ông|bà|công ty)"
    rf"\s[{UPPER}][{LOWER}]+"
)
_NAME_BEFORE = re.compile(rf"(?<![.!?:\"“(] )(?<!^)[{UPPER}][{LOWER}]+\s$")
_BORDER = re.compile(r"\s?(?:[,.;:)\]]|$|\s(?:và|của|đã|có|là|thuộc|ở|tại|cho|với)\s)")
_PERSON = re.compile(
    r"(?<!\w)(?:(?:gia đình|nhà|vợ chồng|con|lương|thu nhập|mẹ|bố|vợ|chồng) (?:của )?"
    r"(?:tôi|chị|anh|em|cô|mình)|"
    rf"(?:[Cc]hị|[Aa]nh|[Ee]m|[Cc]ô|[Cc]hú|[Cc]ụ) [{UPPER}][{LOWER}]+|[Tt]ôi)(?!\w)|"
    # A name cut to its initial is that of a private person.
    rf"(?<!\w)(?:[Cc]hị|[Aa]nh|[Ôô]ng|[Bb]à|[Cc]ô|[Cc]hú) [{UPPER}]\.(?!\w)|"
    r"(?<!\w)(?:[Pp]hòng|[Pp]hòng trọ|[Nn]hà trọ) (?:của )?(?:tôi|chị|anh|em|cô|mình)(?!\w)"
)


@cache
def _trade() -> re.Pattern[str]:
    words = read_yaml(DATA / "cues.yml")["terms_of_trade"]
    return folded_pattern(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)")


def named_unit(written: str, folded: str, q: Quantity) -> str | None:
    """`named_list` before named units, `name` behind a name (`Lộc Thượng 1`), None for a figure."""
    if q.kind != "count" or q.has_scale or q.total is not None or q.value > _FEW:
        return None
    if q.hedge_start == q.start and _UNIT_AND_NAME.match(written, q.after):
        return "named_list"
    named = _NAME_BEFORE.search(written, max(0, q.start - 12), q.start)
    return "name" if named and _BORDER.match(folded, q.after) else None


@lru_cache(maxsize=64)
def _tells_of_person(written: str) -> bool:
    return _PERSON.search(written) is not None


@lru_cache(maxsize=64)
def _tells_of_trade(head: str) -> bool:
    return _trade().search(head) is not None


def aside_reason(written: str, head: str, reading: Reading) -> str | None:
    """`anecdote` or `terms_of_trade` for a number without an indicator that is no statistic, else None."""
    q = reading.quantity
    if reading.indicator is not None:
        return None
    limit = {"count": _FEW + 1, "measure": _OWN_MEASURE, "money": _OWN_MONEY}.get(q.kind)
    small = limit is not None and q.value < limit and q.unit is not Unit.USD
    if small and q.total is None and _tells_of_person(written):
        return "anecdote"
    return "terms_of_trade" if _tells_of_trade(head) else None
