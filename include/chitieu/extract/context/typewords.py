"""Types of unit that a page speaks of without a name behind them (`toàn thị xã`, `LĐLĐ huyện`)."""

from __future__ import annotations

from collections import Counter

from chitieu.extract.context.patterns import compiled
from chitieu.extract.wordpatterns import word_pattern

_USUAL = {"tp": "thành phố", "tx": "thị xã"}
_TYPE = r"(tỉnh|huyện|quận|thành phố|tp|thị xã|tx|xã|phường)(?!\w)(?! hội)"
_UNNAMED = word_pattern(
    r"(?<!\w)(?:toàn|cả|của|trong|địa bàn|lđlđ|liên đoàn lao động|công đoàn|cđgd|ubnd|hđnd|đảng bộ|hội trường"
    r"|bhxh|công an|chủ tịch|bí thư|lãnh đạo|ngành|trung tâm|hội nông dân"
    r"|hội lhpn|hội liên hiệp phụ nữ|hội phụ nữ|hội cựu chiến binh|hội ccb|mttq|mttq việt nam"
    rf"|kho bạc nhà nước|nhcsxh|đoàn|kcn|khu công nghiệp|khu chế xuất|khu kinh tế)\s{_TYPE}"
)
_BODY_OPENS = compiled(
    r"[\s\"'-]{0,12}(?:(?:cùng|ngoài|bên|dịp|năm|quý|tháng|theo|đến|hiện|trong|qua)[^,;:.()]{0,30},\s+|theo\s+)?"
    r"(?:ubnd|hđnd|lđlđ|liên đoàn|công đoàn|đảng bộ|bhxh|bảo hiểm xã hội|công an|trung tâm|hội|kho bạc"
    r"|ngân hàng|nhcsxh|phòng|chi cục|mttq|ủy ban|đoàn|ban|sở|lãnh đạo|chủ tịch|bí thư)"
    rf"(?:\s[^\s,;:.()\d]+){{0,6}}?\s{_TYPE}"
)


def unnamed_types(plain: str, text: str, low: int, high: int) -> list[str]:
    """The types that a stretch of folded text names alone, in order; `plain` is the text as written."""
    found = _UNNAMED.find_all(text, low, high)
    return [
        _USUAL.get(match.group(1), match.group(1))
        for match in found
        if not plain[match.end() : match.end() + 2].strip()[:1].isupper()
    ]


def types_told(plain: str, text: str) -> Counter[str]:
    """How often a page names each type alone."""
    return Counter(unnamed_types(plain, text, 0, len(text)))


def body_opens(plain: str, text: str, low: int, high: int) -> str | None:
    """The type of unit, named nowhere there, whose body a sentence opens with (`Kho bạc Nhà nước huyện`)."""
    match = _BODY_OPENS.match(text, low, high)
    if match is None or plain[match.end() : match.end() + 2].strip()[:1].isupper():
        return None
    return _USUAL.get(match.group(1), match.group(1))
