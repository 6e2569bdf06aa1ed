"""Words that end the names of bodies, and what stands around those that a page shortens."""

from __future__ import annotations

import re

from chitieu.catalogue.folding import fold
from chitieu.extract.context.patterns import compiled, words

VERBS = words(
    r"đã|được|đạt|có|đang|sẽ|là|giải quyết|hỗ trợ|cho(?= \d| vay| hơn| gần| trên| biết)|phục vụ|tổ chức"
    r"|kết nạp|thành lập|phát hành|doanh thu|trao|tặng"
    r"|tiếp nhận|giải ngân|huy động|vận động|giúp(?= \d)"
    r"|mua|thăm hỏi|lồng ghép|tham gia|phát động|quyên góp|đóng góp|tiến hành|còn|duy trì"
    r"|phối hợp|triển khai|tuyên truyền|hoàn thành|vận động|thực hiện|chăm lo|tiếp tục|chủ động|luôn|cũng|đều"
    r"|(?<!tự )tạo(?= việc| thêm| công ăn)"
    r"|(?:kiểm tra|xây|sửa|nhận|thu|chi|nộp|bán|sản xuất|ký|mở|trích"
    r"|dành)(?= \d| được| mới| hơn| gần| trên| khoảng)"
    r"|mang (?:về|lại)|ra mắt|thu hút|tập hợp"
    r"|giới thiệu(?= \d| được| cho| hơn| gần| trên)"
)
# What a centre does, though it is named by such words (`Trung tâm Tư vấn pháp luật tư vấn cho ...`).
DOES = words(
    r"(?:tư vấn|khám|chữa|giới thiệu|đào tạo|dạy nghề|điều trị|chi trả|cấp|mở|nhận)(?= \d|[^,;.\d]{0,12}"
    r" (?:miễn phí|cho|được|hơn|gần|trên|khoảng)(?!\w))"
)
# Posts and persons that stand behind the dash after a firm's name.
OTHER = words(r"trường|trạm|ban|xí nghiệp|nhà máy|chi nhánh")
POST = words(
    r"chủ tịch|giám đốc|tổng giám đốc|phó|trưởng|bí thư|ông|bà|anh|chị|đại diện|nguyên|một|đơn vị"
    r"|doanh nghiệp"
)
# Verbs whose first syllable also stands inside names (`Bộ Công thương công bố`).
SPEAKS = words(r"công bố|công nhận|thông tin|thông báo|thông qua|triển khai|chính thức|hoạch định")
# `Tổng công ty Điện lực miền Nam 1.690 đơn vị`: a figure is no part of a name.
COUNTS = compiled(
    r"[.,/]\d|\s?%|\s(?:tỷ|triệu|nghìn|ngàn|đồng|đơn vị|người|lượt|suất|công trình|căn|nhà|vụ"
    r"|lao động|công nhân)(?!\w)"
)
# `Quỹ trợ vốn thì cho vay ...`: what stands before the verb is no part of the name.
ADVERB = re.compile(r"\s(?:thì|mới|chỉ|cũng|hiện|vừa|vẫn|còn|sẽ|tự|lại|đồng loạt|trực tiếp|tích cực)\Z")
ASIDE = re.compile(r"\s\([^()]{1,30}\)\Z")
# `Còn CĐCS đặt mục tiêu ...`: the union named before.
ALONE_BEFORE = compiled(r"(?:^|[\n.,;:!?]\s*)(?:(?:còn|riêng|về phía)\s+)?$")
VERBS_BEHIND = compiled(
    r" (?:đã|đặt|phấn đấu|sẽ|cũng|còn|hiện|trao|tặng|thăm|kết nạp|giới thiệu|tổ chức)(?!\w)"
)
AWARDS = compiled(r"[^;:.\d]{0,40}?(?:bằng khen|giấy khen|cờ thi đua|danh hiệu)(?!\w)")
# `Quỹ tương trợ do đoàn viên tự góp`, `Quỹ trợ vốn của các CĐCS`: a fund of many is no body of its own.
OF_MEMBERS = compiled(r"(?<!\w)(?:do|của các)\s")
GIFTS = words(r"tặng|trao|hỗ trợ|thăm|chăm lo|quà|giúp|ủng hộ|góp|chi")
WITHIN = compiled(
    r" (?:toàn |cả )?(?:ngành|tỉnh|huyện|thành phố|tp|thị xã|quận|xã|phường|khu|khối|tập đoàn|tổng công ty"
    r"|đơn vị|hệ thống)(?!\w)"
)
# `công đoàn công ty góp thêm ...`: the union of the firm that was named before.
OF_FIRM = compiled(
    r" (?:công ty|cty) (?:đã |cũng |còn |sẽ )?"
    r"(?:góp|hỗ trợ|trao|tặng|chi|trích|thăm|vận động|kết nạp|phối hợp|tổ chức"
    r"|giới thiệu|đề xuất|ký|có(?= \d))(?!\w)"
)
NO_COMMUNE = compiled(r"xã (?:hội|viên)(?!\w)")
NO_COMMUNE_UNION = compiled(r" (?:xã|phường|thị trấn)(?!\w)")
INSIDE_BODIES = frozenset(
    {
        "Công đoàn",
        "CĐ",
        "CĐCS",
        "Công đoàn cơ sở",
        "UBKT",
        "Ủy ban Kiểm tra",
        "Phòng giao dịch",
        "Văn phòng",
        "Chi nhánh",
    }
)
UNIT_TYPES = {
    "huyện": ("huyện", ("district",)),
    "quận": ("quận", ("district",)),
    "tỉnh": ("tỉnh", ("province",)),
    "tp": ("thành phố", ("province", "district")),
    "thành phố": ("thành phố", ("province", "district")),
    "thị xã": ("thị xã", ("district",)),
    "xã": ("xã", ("commune",)),
    "phường": ("phường", ("commune",)),
}
_STANDS_ALONE = frozenset(
    map(
        fold,
        (
            "công ty",
            "cty",
            "các cấp công đoàn",
            "công đoàn các cấp",
            "các cấp cđ",
            "các cấp hội",
            "các cấp mặt trận",
        ),
    )
)
# Bodies that a page calls by their head alone once it has named them.
CALLED_BY_HEAD = frozenset(
    {"Trung tâm", "Cục", "Chi cục", "Bệnh viện", "Ngân hàng", "Tập đoàn", "Tổng công ty"}
)


def head_alone(key: str) -> bool:
    """Whether a head written small may stand alone for a body named before (`công ty`)."""
    return key in _STANDS_ALONE
