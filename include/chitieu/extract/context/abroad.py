"""When a foreign country is what a figure is about, and no partner of trade or tourism.

All texts are folded (see `chitieu.catalogue.folding.fold`).
"""

from __future__ import annotations

from chitieu.extract.context.patterns import compiled, ending, words

# What a country has of its own: `GDP của Mỹ`, `tỷ lệ thất nghiệp ở Đức`.
_OWN = ending(
    r"(?:gdp|kinh tế|tổng sản phẩm(?: trong nước| quốc nội| quốc dân)?|lạm phát|thất nghiệp|cpi|pmi|dân số"
    r"|chỉ số giá tiêu dùng|sản lượng công nghiệp|sản xuất công nghiệp|doanh số bán lẻ|nợ công|lãi suất"
    r"|tăng trưởng|năng suất lao động|thu nhập bình quân(?: đầu người)?"
    r"|(?:xuất khẩu|kim ngạch xuất khẩu)(?: [^\s,;.]+){0,3}(?= của))"
    r"(?:\s+bình quân(?: đầu người)?)?\s+(?:của\s+|ở\s+|tại\s+)?(?:các nước\s+)?"
)
# `kinh tế Mỹ`, but not `hợp tác kinh tế với Mỹ`; `Đức giảm 0,3%` where the one before is abroad.
_MOVES = compiled(
    r"\s+(?:dự kiến\s+|sẽ\s+|có thể\s+|chỉ\s+|ước\s+|được dự báo\s+)*(?:tăng|giảm|đạt|ở mức|là)?\s*\d"
)
_MOVES_BY_WORD = compiled(
    r"\s+(?:dự kiến\s+|sẽ\s+|có thể\s+|chỉ\s+|ước\s+|được dự báo\s+)*(?:tăng|giảm|suy giảm|tăng trưởng)(?!\w)"
)
_WINDOW = 60


# `Malaysia được nâng lên 5,7%`, `dự báo Indonesia tăng 5,0%`, `Lào có 7,4 triệu dân`.
_FORECAST = compiled(
    r"\s+(?:bị|được)\s+(?:[^\s,;.]+\s+){0,3}?(?:cắt|nâng|hạ|dự báo|dự kiến|điều chỉnh)(?!\w)"
    r"|\s+(?:hiện\s+)?(?:có\s+)?(?:khoảng\s+|gần\s+|hơn\s+)?\d[\d.,]*\s+(?:tỷ|triệu)\s+dân(?!\w)"
    r"|\s+(?:[^\s,;.]+\s+){0,5}?đón\s+(?:được\s+)?[^;.]{0,20}?lượt"
)
_FORESEEN = ending(
    r"(?:dự báo|cho rằng|dự đoán|nhận định)\s+(?:gdp\s+|kinh tế\s+|tăng trưởng\s+)?(?:của\s+)?"
)
_OF_GROWTH = compiled(r",\s[^;.]{0,60}?(?:gdp|tăng trưởng|kinh tế)(?!\w)")
_AMONG = words(r"trong đó|bao gồm|gồm|nhiều nhất là|đông nhất là|chủ yếu")
_SAME_COUNTRY = words(
    r"(?:nước|quốc gia|nền kinh tế|thị trường) (?:này|đó)|tại đây|ở đây|nơi đây|cùng kỳ|con số này"
)
# `Nhật Bản ghi nhận GDP quý II tăng 1,5%`: the country opens the clause.
_TELLS = compiled(
    r"\s+(?:ghi nhận|công bố|cho biết|đạt|có)\s+(?:mức\s+|tốc độ\s+)?(?:gdp|tăng trưởng|lạm phát|cpi|kinh tế"
    r"|tỷ lệ thất nghiệp|chỉ số giá|xuất khẩu|kim ngạch|dân số)(?!\w)"
)
_WITH = ending(r"(?:riêng |còn |riêng đối |đối )?với\s+")


def opens_with(folded: str, low: int, start: int, end: int) -> bool:
    """Whether a sentence opens with whom it is about (`Với Việt Nam, ...`), no partner."""
    if folded[end : end + 1] != ",":
        return False
    return _WITH.find(folded, low, start) is not None and len(folded[low:start].strip()) <= _LONGEST_WITH


_LONGEST_WITH = len("riêng đối với")


def is_own(folded: str, low: int, start: int) -> bool:
    """Whether a country at `start` is named as whose figure it is; `low` is where its sentence begins."""
    return _OWN.find(folded, max(low, start - _WINDOW), start) is not None


def goes_on(folded: str, end: int, *, listed: bool) -> bool:
    """Whether a country whose name ends at `end` is the subject of the figure behind it.

    In a list of countries (`listed`) the figure may follow at once, else a verb must stand between.
    """
    verb = _MOVES_BY_WORD.match(folded, end)
    return verb is not None or (listed and _MOVES.match(folded, end) is not None)


def tells(folded: str, end: int) -> bool:
    """Whether a country whose name ends at `end` tells of its own figures."""
    return _TELLS.match(folded, end) is not None or _FORECAST.match(folded, end) is not None


def is_partner(folded: str, low: int, start: int) -> bool:
    """Whether a country at `start` is one of those in the figure of the country that ends at `low`."""
    return _AMONG.search(folded, low, start) is not None


def stays_abroad(folded: str, low: int, high: int) -> bool:
    """Whether a sentence goes on about the country abroad that the one before it was about."""
    return _SAME_COUNTRY.search(folded, low, high) is not None


def is_foreseen(folded: str, low: int, start: int, end: int) -> bool:
    """Whether a country from `start` to `end` is what is forecast, or opens a sentence on its growth."""
    if opens_with(folded, low, start, end) and _OF_GROWTH.match(folded, end):
        return True
    before = _FORESEEN.search(folded, max(low, start - _WINDOW), start)
    return before is not None and _MOVES.match(folded, end) is not None
