"""Amounts that are no sums: prices of one piece, and what one person or household got."""

from __future__ import annotations

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import SentenceText
from chitieu.kernel.records import Unit

# What a price is asked for; pay by the month and by the head is no price.
_PRICED = folded_pattern(
    r"\s?(?:/|mỗi\s|một\s|trên\s(?:mỗi\s|một\s|1\s)?)\s?(?:tấn|kg|ký|kilôgam|kilogam|"
    r"lít|m2|m²|m3|mét vuông|mét|lượng|chỉ|ounce|"
    r"cổ phiếu|cổ phần|thùng|bao|con|quả|trái|chiếc|cái|suất|phần|hộ|căn|nhà|cuốn|ha|héc ta|sào|công|"
    r"kwh|phút|ngày|giờ|đêm|vé|ca|bữa|lần|cháu|em|gói|túi|bộ|xe|tạ)(?!\w)"
)
_BY_QUANTITY = folded_pattern(
    r"\s?về\s(?:mặt\s)?(?:lượng|khối lượng|số lượng|sản lượng|"
    r"diện tích|số dự án|lượt dự án|dự án|số lượt|số vụ|số người)(?!\w)"
    r"|\s?tổng\s(?:lượng|khối lượng|sản lượng|diện tích)\s?(?:[,.;)]|$)"
)


def is_priced(text: SentenceText, q: Quantity) -> bool:
    """Whether an amount is the price of one piece, or a percentage that of a quantity beside a value."""
    if q.unit is Unit.PERCENT:
        return _BY_QUANTITY.match(text.folded, q.after) is not None
    if q.kind == "money" or q.has_currency:
        ends = [q.end, q.after]
        if q.bound in ("low", "from"):
            # `từ 30 đến 35 triệu đồng/nhà`: what the range is asked for stands behind its end.
            ends += [other.end for other in text.quantities if other.start > q.start][:1]
        return any(_PRICED.match(text.folded, end) for end in ends)
    return False


_BY_HEAD = folded_pattern(
    r"\s?/\s?(?:người|đoàn viên|công nhân|lao động|nlđ|cnlđ|trường hợp|hộ|nhà|căn)(?!\s?/|\w)"
)


def is_per_head(text: SentenceText, q: Quantity) -> bool:
    """Whether an amount is what one person or household got, once: `3 triệu đồng/người`."""
    return q.kind == "money" and any(_BY_HEAD.match(text.folded, end) for end in (q.end, q.after))
