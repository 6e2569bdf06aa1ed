"""A time alone in the brackets behind a figure: `7.254 hộ, chiếm 55,6% (cuối năm 2015)`."""

from __future__ import annotations

from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.temporal import TimeMention

# Between a number and the brackets: what is counted, and at most its share of the whole.
_GAP = compiled(
    r"(?!.*(?<!\w)(?:và|đến|tới|từ|so|còn|khi|sau|trước|hết|hồi|đợt|dịp)(?!\w).*\()[^,;:.()\d]{0,30}"
    r"(?:,?\s*(?:chiếm|tương đương|tức|đạt|bằng)(?:\s+(?:tỷ lệ|khoảng|gần|hơn|trên))*\s+[\d.,]+\s?%\s*)?"
    r"\(\s*(?:tính\s+|vào\s+|trong\s+|thời\s+điểm\s+|số liệu\s+)?"
)
_CLOSED = compiled(r"\s*\)")
_REACH = 80


def is_in_bracket_behind(text: str, end: int, mention: TimeMention) -> bool:
    """Whether a time is all that the brackets behind the number that ends at `end` say."""
    if mention.start - end > _REACH or _CLOSED.match(text, mention.end) is None:
        return False
    return _GAP.fullmatch(text, end, mention.start) is not None
