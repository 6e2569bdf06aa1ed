"""Types of unit that a page speaks of without a name behind them (`toàn thị xã`, `LĐLĐ huyện`)."""

from __future__ import annotations

from collections import Counter

from chitieu.extract.wordpatterns import word_pattern

_USUAL = {"tp": "thành phố", "tx": "thị xã"}
_UNNAMED = word_pattern(
    r"(?<!\w)(?:toàn|cả|địa bàn|lđlđ|liên đoàn lao động|công đoàn|cđgd|ubnd|hđnd|đảng bộ|hội trường|bhxh"
    r"|công an|chủ tịch|bí thư|lãnh đạo|ngành|trung tâm|hội nông dân"
    r"|hội lhpn|hội liên hiệp phụ nữ|hội phụ nữ|hội cựu chiến binh|hội ccb|mttq|mttq việt nam"
    r"|kho bạc nhà nước|nhcsxh|đoàn)"
    r"\s(tỉnh|huyện|quận|thành phố|tp|thị xã|tx|xã|phường)(?!\w)(?! hội)"
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
