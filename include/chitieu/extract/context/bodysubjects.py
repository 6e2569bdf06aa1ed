"""Whether a sentence has a body do things: else it is a partner, a source, a guest or a place of meeting."""

from __future__ import annotations

from chitieu.extract.context.pagebody import UNION_HEADS
from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.spans import Sentence

_SOURCE = ending(
    r"(?<!tiếp )(?:theo|từ(?! \d| ngày| tháng| năm| đầu| khi))\s+(?:[^,;.:()]{0,60}\s)?"
    r"|(?:do|được|của lãnh đạo|nghị quyết|chỉ đạo của"
    r"|quyết định của|bộ tiêu chí của)\s+(?:[^,;.:()]{0,25}\s)?"
)
_PERSON = ending(
    r"(?:chủ tịch|bí thư|giám đốc|phó|trưởng|cục trưởng|ủy viên|đại diện|lãnh đạo|cán bộ|thủ trưởng"
    r"|viện trưởng|chủ nhiệm|nhân viên"
    r"|công nhân|thứ trưởng|bộ trưởng|tham mưu|thăm|đồng chí|đoàn cán bộ)(?:\s+[^,.;:()]{0,60})?"
)
_TAKEN = ending(
    r"(?:thành lập(?: mới)?|ra mắt|đề nghị|khen thưởng|biểu dương|hướng dẫn|chỉ đạo|yêu cầu|mời|công nhận)"
    r"\s+(?:các\s+)?"
)
# `Ban Thường vụ LĐLĐ tỉnh tặng quà`: the committee stands for the body.
_COMMITTEE = ending(r"(?:ban thường vụ|ban chấp hành|thường trực|btv|bch)\s+")
_AT_HEAD = compiled(r"(?:^|[,;:.]\s*)(?:trong [^,;:.]{0,30},\s*)?(?:riêng\s+)?(?:tại|ở)\s+$")
_LIES = r"(?:\([^)]*\)\s*)?(?:(?:đóng|nằm|đặt|có trụ sở)(?: chân)?\s[^,;.:\d]{0,40})?"
_GOES_ON = compiled(rf"\s*{_LIES}(?:,|đã|tiếp nhận|hiện|có)(?!\w)")
_OBJECT = ending(
    r"(?:cho(?! biết| hay)|với|phối hợp|kết hợp|liên kết|tại|và|về|vào|thuộc|ở|(?<!cuối )cùng|bởi"
    r"|từ(?! \d| ngày| tháng| năm| đầu| khi| sau)|đến(?! \d| ngày| tháng| năm| hết| cuối| nay| giữa)"
    r"|trong(?! đó| năm| \d| tháng| quý| nhiệm| kỳ| thời)|của)\s+(?:[^\s,;.:]+\s+){0,4}"
)
_CLAUSE_LEAD = compiled(
    r"(?:^|[,;:.…\"']\s*|(?<!\w)(?:là|gồm|như|của|và|trong đó|ngoài ra|riêng|cụ thể|do|cho biết|cho hay"
    r"|được)\s+)(?:[^\s,;:.()]+\s+){0,7}$"
)
_AGENT = ending(r"(?:được|do)\s+")
_CARRIES_OUT = compiled(r"\s*(?:tiến hành|thực hiện|triển khai|tổ chức|phát hành|xây dựng)(?!\w)")
_ACTS = compiled(r"\s*(?:[^,;.:]{0,40}\s)?(?:đã\s+)?(?:tặng|trao|hỗ trợ|ủng hộ)(?!\w)")
_REPORTS = compiled(
    r"(?!\s*được)\s*(?:\([^)]*\)\s*)?(?:[^,;.:]{0,30}\s)?(?:"
    r"cho biết(?!,? (?:sẽ|đã|đang|dự kiến) (?!có))|công bố|ước tính"
    r"|thông báo|thông tin"
    r"|báo cáo|đánh giá|cho hay|khẳng định|nhấn mạnh|yêu cầu|chỉ đạo"
    r"|(?<!bàn )giao(?! lưu| dịch| thông)|đề nghị|ban hành|dự báo|thống kê|họp báo"
    r"|(?<!công )(?<!chương )(?<!quy )(?<!quá )(?<!lộ )trình|cho rằng|tiếp thu"
    r"|xem xét|xác định(?! được))(?!\w)"
)
# `Về dự Đại hội có lãnh đạo LĐLĐ tỉnh; Huyện ủy, HĐND, UBND huyện và 140 đại biểu`: guests do nothing.
_GUESTS = compiled(
    r"[\s\"'-]{0,12}(?:cùng\s+)?(?:(?:về|tới|đến|tham|cùng)\s+)?(?:dự|có mặt|tham dự)"
    r"(?!\s+(?:án|kiến|toán|báo|trữ))(?!\w)"
)
# `Tổ tư vấn pháp luật của LĐLĐ tỉnh ... đã tư vấn`: an arm of a body does the body's work.
_ARM = compiled(
    r"(?:^|[,;:.…]\s*)(?:[^\s,;:.]+\s+){0,2}?(?:tổ|đội|đoàn|đoàn công tác|quỹ|chương trình|văn phòng"
    r"|bộ phận|nhóm|câu lạc bộ|đường dây|hệ thống|cổng)(?!\w)(?:\s+[^\s,;:.()\d]+){0,8}\s+(?:của|thuộc)\s+$"
)
_WORKS = compiled(
    r"[^;:.\d]{0,80}(?:đã|cũng|còn|đến|tới|hỗ trợ|trợ cấp|tặng|trao|thăm|tư vấn|giúp|cho vay|giải ngân"
    r"|tổ chức|tiếp|xây|sẽ)(?!\w)"
)
# Who plans the care for workers gives it; what others plan is set for those below them.
_PLANNED = ending(r"theo (?:kế hoạch|dự kiến|chương trình)(?:\s+[^,;.:()\d]{0,40})?\s+của\s+(?:lãnh đạo\s+)?")
# `Theo kế hoạch của LĐLĐ tỉnh, đơn vị sẽ trao ...`
_BELOW_DOES = compiled(
    r"\s*,\s*(?:đơn vị|(?:lđlđ|công đoàn) (?:huyện|quận|thị xã|thành phố|xã|phường|cơ sở|ngành)"
    r"|các cđcs)(?!\w)"
)
_VENUE = compiled(r"(?:^|[,;:.(]\s*)(?:[^\s,;:.()]+\s+){0,3}tại\s+$")
_TO_HOST = compiled(rf"\s*{_LIES},\s*(?:ban (?:chấp hành|thường vụ)\s+)?")


def is_of_person(text: str, low: int, start: int) -> bool:
    """Whether who holds a post of the body that begins at `start` is spoken of (`Phó Chủ tịch LĐLĐ tỉnh`)."""
    return _PERSON.stands_in(text, low, start)


def is_venue(text: str, start: int, end: int, host: int) -> bool:
    """Whether the body `[start, end)` is but where another, which begins at `host`, holds something."""
    return _TO_HOST.fullmatch(text, end, host) is not None and bool(
        _VENUE.search(text[max(0, start - 80) : start])
    )


def is_subject(text: str, short: str, start: int, end: int, sentence: Sentence) -> bool:
    """Whether the sentence of a folded text has the body `[start, end)` do things; `short` is its head."""
    low, high = sentence.start, sentence.end
    low, stop = max(low, start - 80), start
    if committee := _COMMITTEE.search(text[low:stop]):
        stop = low + committee.start()
    before = text, low, stop
    behind = text[end:high].strip() if text[end : end + 2].lstrip()[:1] == ":" else ""
    if short not in UNION_HEADS and len(behind) > 1:
        # `Phòng Nông nghiệp: ...` says who speaks; a list stands under `BHXH tỉnh A:`.
        return False
    if _GUESTS.match(text, sentence.start):
        return False
    if short in UNION_HEADS and _PLANNED.stands_in(*before):
        return _BELOW_DOES.match(text, end, high) is None
    if _ARM.search(text[low:stop]) and _WORKS.match(text, end, high):
        return True
    if _AGENT.stands_in(*before) and _CARRIES_OUT.match(text, end, high):
        return True
    person = _PERSON.stands_in(*before)
    if person and _ACTS.match(text, end, min(high, end + 60)):
        return True
    written = text[low:stop]
    if _AT_HEAD.search(written) and _GOES_ON.match(text, end, high):
        return True
    if person or written.rstrip().endswith("(") or not _CLAUSE_LEAD.search(written):
        return False
    if _SOURCE.stands_in(*before) or _OBJECT.stands_in(*before) or _TAKEN.stands_in(*before):
        return False
    return _REPORTS.match(text, end, min(high, end + 60)) is None
