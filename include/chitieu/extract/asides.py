"""Numbers that look like figures and are none: names of units, a person's own affairs, terms of trade."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chitieu.catalogue.folding import LOWER, UPPER, folded_pattern
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.cues import cue_words
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import Unit

_FEW = 12
_OWN_MEASURE = 30
_OWN_MONEY = 100_000_000
# `2 tỉnh Bình Dương và Đồng Nai` names them, it does not count them.
_UNIT_AND_NAME = re.compile(
    r"\s(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thôn|nước|bộ|đồng chí|ông|bà|công ty)"
    rf"\s[{UPPER}][{LOWER}]+"
)
# `hai xã Hiệp An và Liên Sơn được công nhận`: named, and counted all the same.
_NAMES = 70
_REACHED = word_pattern(r"(?<!\w)(?:được công nhận|đạt chuẩn|được thẩm định|về đích)(?!\w)")
_NAME_BEFORE = re.compile(rf"(?<![.!?:\"“(] )(?<!^)[{UPPER}][{LOWER}]+\s$")
# `Nhật Bản 90 người, Đài Loan 24, Hàn Quốc 8`: an item of a list of counts, no name with a number.
_COUNTED_ITEM = re.compile(
    rf"[{UPPER}][{LOWER}]+\s(?:[^\s\d,;.:()]+\s){{0,3}}(?P<count>\d[\d.]*)(?:\s[^\s\d,;.:()]+){{0,3}}(?:,|\svà)\s"
    rf"(?:[{UPPER}][{LOWER}]+\s){{1,4}}$"
)
_ITEM_REACH = 80
_BORDER = re.compile(r"\s?(?:[,.;:)\]]|$|\s(?:và|của|đã|có|là|thuộc|ở|tại|cho|với)\s)")
_PERSON = re.compile(
    r"(?<!\w)(?:(?:[Gg]ia đình|[Nn]hà|[Vv]ợ chồng|[Cc]on|[Ll]ương|[Tt]hu nhập|[Mm]ẹ|[Bb]ố|[Vv]ợ|[Cc]hồng)"
    r" (?:của )?(?:tôi|chị|anh|em|cô|mình)|"
    rf"(?:[Cc]hị|[Aa]nh|[Ee]m|[Cc]ô|[Cc]hú|[Cc]ụ) [{UPPER}][{LOWER}]+|[Tt]ôi)(?!\w)|"
    # Officials have no age: `Bà Nguyễn Thị Bảy, 72 tuổi` is a private person.
    rf"(?<!\w)(?:[Ôô]ng|[Bb]à) (?:[{UPPER}][{LOWER}]+ ){{0,4}}[{UPPER}][{LOWER}]+,? \(?\d\d tuổi|"
    # A name cut to its initial is that of a private person.
    rf"(?<!\w)(?:[Cc]hị|[Aa]nh|[Ôô]ng|[Bb]à|[Cc]ô|[Cc]hú) [{UPPER}]\.(?!\w)|"
    r"(?<!\w)(?:[Pp]hòng|[Pp]hòng trọ|[Nn]hà trọ) (?:của )?(?:tôi|chị|anh|em|cô|mình)(?!\w)|"
    r"(?:^|[,;.\"“] )(?:[Cc]hị|[Aa]nh) "
    r"(?:làm|mua|vay|nuôi|trồng|gửi|kiếm|bán|thuê|xung phong|về|lấy|sinh|nhẩm tính|gom|sắm)(?!\w)"
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
        return None if _REACHED.find(folded, q.after, q.after + _NAMES) else "named_list"
    named = _NAME_BEFORE.search(written, max(0, q.start - 12), q.start)
    item = _COUNTED_ITEM.search(written, max(0, q.start - _ITEM_REACH), q.start) if named else None
    if item is not None and int(item["count"].replace(".", "")) > _FEW:
        return None
    return "name" if named and _BORDER.match(folded, q.after) else None


@lru_cache(maxsize=64)
def _tells_of_person(written: str) -> bool:
    return _PERSON.search(written) is not None


@lru_cache(maxsize=64)
def _tells_of_trade(head: str) -> bool:
    return _trade().search(head) is not None


def aside_reason(written: str, head: str, reading: Reading) -> str | None:
    """`anecdote` or `terms_of_trade` for a number that is no statistic, else None."""
    q = reading.quantity
    limit = {"count": _FEW + 1, "measure": _OWN_MEASURE, "money": _OWN_MONEY}.get(q.kind)
    small = limit is not None and q.value < limit and q.unit is not Unit.USD and q.total is None
    # `73.000 đồng/kg` is a price, whoever tells it.
    small = small and not (q.per is None and q.kind == "money" and written[q.end : q.end + 1] == "/")
    if reading.indicator is not None:
        own = small and reading.indicator.code in cue_words("own_affairs")
        return "anecdote" if own and _tells_of_person(written) else None
    if small and _tells_of_person(written):
        return "anecdote"
    return "terms_of_trade" if _tells_of_trade(head) else None
