"""What was done at a meeting or a ceremony, as against what was reported there.

All texts are folded (see `chitieu.catalogue.folding.fold`).
"""

from __future__ import annotations

from enum import Enum

from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.wordpatterns import word_pattern

_CLOSE_BEHIND = 25
_EVENT_CUE = word_pattern(
    r"(?<!\w)(?:(?:tại|cũng tại|trong|nhân|qua)\s+(?:hội nghị|buổi|lễ|đại hội|chương trình|cuộc|ngày hội"
    r"|hội thảo|diễn đàn|hội thi|phiên chợ|chợ tết)"
    r"|dịp này|đợt này|tại đây|buổi (?:lễ|đối thoại|gặp mặt|làm việc)|hội nghị có|tại sự kiện)"
)
_ACT = word_pattern(
    r"(?<!\w)(?:trao|tặng|biểu dương|tuyên dương|khen thưởng|ký kết|nêu|tham dự|tham gia|sự góp mặt"
    r"|đại biểu|ý kiến|kiến nghị"
    r"|ủng hộ|quyên góp|hiến máu|khám|tư vấn|cắt tóc"
    r"|cấp phát|hỗ trợ|thăm|bàn giao|khởi công|khánh thành|gắn biển)(?!\w)"
)
_REPORT = word_pattern(
    r"(?<!\w)(?:cho biết|báo cáo|thông tin|công bố|khẳng định|đánh giá|nhấn mạnh|cho hay|họp báo|theo)(?!\w)"
)
_AWARD = words(
    r"bằng khen|giấy khen|cờ thi đua|kỷ niệm chương|danh hiệu|khen thưởng|biểu dương|tuyên dương"
    r"|tặng cờ|tôn vinh"
)
_OF_WHOLE = compiled(
    r"(?:đại diện|đại diện cho|thay mặt|thay mặt cho|trong tổng số|trên tổng số)\s+"
    r"(?:gần\s+|hơn\s+|trên\s+|khoảng\s+)?$"
)
_FOR_ALL = word_pattern(r"(?<!\w)(?:đại diện|thay mặt)(?:\s+cho)?\s+(?:gần\s+|hơn\s+|trên\s+|khoảng\s+)?$")
_MEETING = words(r"hội nghị|họp|tổng kết|sơ kết|khảo sát|cho ý kiến|hội thảo|đại hội|tọa đàm")
_FOLLOWING_EVENT = compiled(r"(?:hội nghị|buổi|lễ|chương trình|ngày hội|diễn ra|tổ chức)")


class Done(Enum):
    """What a number at an event counts: an award closes the period that is reviewed, an act is of the day."""

    AWARD = "award"
    ACT = "act"


def done_at_event(before: str, behind: str) -> Done | None:
    """What a number between two texts counts, None where it was not done at an event.

    `before` begins with the sentence, `behind` follows the number.
    """
    cue = _EVENT_CUE.search(before)
    if cue is None:
        return None
    rest = before[cue.end() :]
    if _OF_WHOLE.search(rest) or _REPORT.search(rest):
        return None
    if not (_ACT.search(rest) or _ACT.search(behind[:_CLOSE_BEHIND])):
        return None
    return Done.AWARD if _AWARD.search(rest) or _AWARD.search(behind) else Done.ACT


def speaks_for_all(before: str) -> bool:
    """Whether a number is that of those whom delegates speak for: no number of the day of the meeting."""
    return _FOR_ALL.search(before) is not None


def reports(text: str) -> bool:
    """Whether somebody tells of results (`cho biết`)."""
    return _REPORT.search(text) is not None


def acts(text: str) -> bool:
    """Whether something is given, signed or visited."""
    return _ACT.search(text) is not None


def meets(text: str) -> bool:
    """Whether people meet to review or to talk."""
    return _MEETING.search(text) is not None


def held(text: str) -> bool:
    """Whether an event takes place."""
    return _FOLLOWING_EVENT.search(text) is not None
