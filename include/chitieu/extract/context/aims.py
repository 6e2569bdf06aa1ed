"""What a congress aims at by the last year of its term: what is added up is of all of the term."""

from __future__ import annotations

from chitieu.extract.context.calendar import Period
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention

# `đến 2023 phát triển 4.500 đoàn viên`, but `đến năm 2023 có 85% ...`, `đến năm 2023, thu nhập đạt 60 triệu`.
_ADDS_UP = compiled(
    r",?\s*(?:(?:toàn\s+)?(?:huyện|tỉnh|xã|thị xã|thành phố|quận|đảng bộ|công đoàn)\s+)?"
    r"(?:sẽ\s+|phải\s+|phấn đấu\s+)?(?:phát triển|kết nạp|thành lập|xây|trồng|tạo|giải quyết|đào tạo|xóa"
    r"|hỗ trợ|vận động|giới thiệu|tổ chức|mở)(?!\w)"
)


def term_aimed_at(text: str, mention: TimeMention, role: Role, page: PageDates) -> Period | None:
    """The term that ends with a year by which so many are to be added, None where none is."""
    if role is not Role.TARGET or mention.kind != "year" or not page.terms_reviewed:
        return None
    reviewed = page.terms_reviewed[0]
    term = next((t for t in page.terms if t.end.year == mention.year and t.start >= reviewed.start), None)
    return term if term and _ADDS_UP.match(text, mention.end) else None
