"""Whether a number is yet to be reached, and what a congress aims at by the last year of its term."""

from __future__ import annotations

from chitieu.extract.context.calendar import Period
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.wordpatterns import word_pattern

_AIMS = word_pattern(
    r"(?<!\w)(?:phấn đấu|đặt mục tiêu|hoàn thành mục tiêu|(?<!\d )mục tiêu|kỳ vọng|chỉ tiêu đề ra|đặt ra"
    r"|đặt chỉ tiêu|sẽ cán đích|cuối năm(?!\s+\d)|yêu cầu\s+(?:giải ngân|hoàn thành|thu|đạt)|phải\s+(?:đạt"
    r"|tăng|giảm|hoàn thành|thu(?!\s+hồi)|giải ngân|đẩy|có|nâng|huy động|xây)"
    r"|(?:thông qua|quyết nghị|thống nhất|biểu quyết)\s[^.;:\d]{0,40}(?:chỉ tiêu|nghị quyết)"
    r"|(?:nghị quyết|kịch bản)\s[^.;:\d]{0,40}(?:đề ra|đặt ra|xác định)\s+(?:mức|tăng|giảm|thu|đạt))(?!\w)"
)
_GOES_ON = compiled(r"\s*(?:đồng thời|cùng với đó|bên cạnh đó)")
# `đến 2023 phát triển 4.500 đoàn viên`, but `đến năm 2023 có 85% ...`, `đến năm 2023, thu nhập đạt 60 triệu`.
_ADDS_UP = compiled(
    r",?\s*(?:(?:toàn\s+)?(?:huyện|tỉnh|xã|thị xã|thành phố|quận|đảng bộ|công đoàn)\s+)?"
    r"(?:sẽ\s+|phải\s+|phấn đấu\s+)?(?:phát triển|kết nạp|thành lập|xây|trồng|tạo|giải quyết|đào tạo|xóa"
    r"|hỗ trợ|vận động|giới thiệu|tổ chức|mở)(?!\w)"
)


def aims(text: str, low: int, high: int) -> bool:
    """Whether `text[low:high]`, folded, says that something is yet to be reached."""
    return _AIMS.find(text, low, high) is not None


def goes_on_aiming(text: str, low: int, high: int) -> bool:
    """Whether a sentence aims at what the one before it does (`Đồng thời, ...`)."""
    return _GOES_ON.match(text, low, high) is not None


def term_aimed_at(text: str, mention: TimeMention, role: Role, page: PageDates) -> Period | None:
    """The term that ends with a year by which so many are to be added, None where none is."""
    if role is not Role.TARGET or mention.kind != "year" or not page.terms_reviewed:
        return None
    reviewed = page.terms_reviewed[0]
    term = next((t for t in page.terms if t.end.year == mention.year and t.start >= reviewed.start), None)
    return term if term and _ADDS_UP.match(text, mention.end) else None
