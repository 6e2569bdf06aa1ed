"""When a foreign country is what a figure is about, and no partner of trade or tourism.

All texts are folded (see `chitieu.catalogue.folding.fold`).
"""

from __future__ import annotations

from chitieu.extract.context.patterns import compiled, ending

# What a country has of its own: `GDP của Mỹ`, `tỷ lệ thất nghiệp ở Đức`.
_OWN = ending(
    r"(?:gdp|kinh tế|tổng sản phẩm(?: trong nước| quốc nội| quốc dân)?|lạm phát|thất nghiệp|cpi|pmi|dân số"
    r"|chỉ số giá tiêu dùng|sản lượng công nghiệp|sản xuất công nghiệp|doanh số bán lẻ|nợ công|lãi suất"
    r"|tăng trưởng|năng suất lao động|thu nhập bình quân(?: đầu người)?)"
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


def is_own(folded: str, low: int, start: int) -> bool:
    """Whether a country at `start` is named as whose figure it is; `low` is where its sentence begins."""
    return _OWN.search(folded, max(low, start - _WINDOW), start) is not None


def goes_on(folded: str, end: int) -> bool:
    """Whether a country whose name ends at `end` is the subject of the figure behind it, as in a list."""
    return (_MOVES.match(folded, end) or _MOVES_BY_WORD.match(folded, end)) is not None
