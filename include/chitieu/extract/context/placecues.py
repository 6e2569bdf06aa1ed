"""Words around the name of a unit that say what it does there: the subject, a source, where a meeting was."""

from __future__ import annotations

from chitieu.extract.context.patterns import compiled, ending, words

COMPARED = ending(
    r"(?:so(?:\s+với)?|(?:cao|thấp|ít|nhiều|lớn)\s+hơn|hơn|bằng|kém"
    r"|gấp[^,;]{0,15}lần)(?:\s+(?!như)[^\s,;:()\d]+){0,6}\s+"
)
# `Hiếm nơi nào ở Thái Nguyên đổi thay nhanh như vậy`: among whom the page's unit is one.
AMONG_ALL = ending(
    r"(?:hiếm|ít|chẳng|không|chưa)\s(?:có\s)?(?:nơi|địa phương|huyện|xã|phường|vùng)(?:\snào)?"
    r"\s(?:ở|của|trong|tại)\s+"
)
# `sử dụng 6.340 lao động Việt Nam`: who they are, not where.
NATIONALS = ending(r"(?:lao động|công nhân|người|thợ|chuyên gia|kỹ sư|hàng|doanh nghiệp|sinh viên)\s+")
# `ở thị trấn A cũ`: what a new commune was made of, told on a page on the commune.
OF_OLD = compiled(r"\s\(?cũ\)?(?!\w)")
TITLE_OF_PERSON = ending(
    r"(?:chủ tịch|bí thư|giám đốc|phó|trưởng|cục trưởng|ủy viên|đại diện|lãnh đạo|cán bộ|đồng chí|ông|bà"
    r"|chủ nhiệm|đại biểu"
    r"|viện trưởng|chánh|thứ trưởng|bộ trưởng|đoàn công tác)(?:\s+[^,.;:()]{0,75})?"
)
GIVER = ending(r"(?:được|do)\s+(?:(?!tại|ở|là|như|trên|trong)[^\s,;.:()\d]+\s+){0,4}")
SOURCE = ending(r"theo(?:\s+[^,;.:()]{0,60})?\s+")
MEETING = ending(
    r"(?:tổ chức|diễn ra|họp|hội nghị|hội thảo|công bố|khai mạc|lễ|buổi|trụ sở|văn phòng|triển lãm"
    r"|hội trường)"
    r"(?:[^.;]{0,60})?\s(?:tại|ở)\s+(?:thành phố\s+|tp\.?\s*)?"
)
PARTNER = ending(
    r"(?:với|cùng|sang|từ|giữa|giáp|nối|hướng về|ủng hộ|giúp đỡ|kết nối|(?<!thuộc )về|quê|gốc"
    r"|(?:người|cô|anh|chị|em) đi(?: tận)?|gộp(?: cả)?"
    r"|sáp nhập|sắp xếp|hợp nhất|vượt(?: qua| mặt)?|soán ngôi(?: \w+)? của"
    r"|cách(?: (?:trung tâm|thành phố|tp\.?|thủ đô|cửa ngõ))*|(?:phía|về phía) (?:đông|tây|nam|bắc))"
    r"\s+(?:các\s+)?(?:đồng bào\s+|nhân dân\s+)?"
)
ORGAN = ending(
    r"(?:ubnd|hđnd|lđlđ|liên đoàn lao động|mttq|ủy ban[^,;.:]{0,40}|hội đồng nhân dân|sở[^,;.:]{0,40}"
    r"|cục[^,;.:]{0,30}|chi cục[^,;.:]{0,20}"
    r"|công an|bhxh|bảo hiểm xã hội|văn phòng[^,;.:]{0,40}|ban[^,;.:]{0,30}|đảng bộ|hội(?! viên)[^,;.:]{0,30}"
    r"|đoàn(?! viên)[^,;.:]{0,20}|công đoàn"
    r"|phòng[^,;.:]{0,40}|quận ủy|huyện ủy|thành ủy|tỉnh ủy|báo[^,;.:]{0,20}|tòa án[^,;.:]{0,20}|bệnh viện"
    r"|đại học)\s+"
)
# `Ban Quản lý dự án khu vực A`: whom a body serves is not where its figures are of.
SERVES = ending(
    r"(?:ban|chi cục|cục|trung tâm|bệnh viện|văn phòng|kho bạc|chi nhánh|phòng)\s[^,;.:()]{0,60}?khu vực\s+"
)
# `Đà Lạt và các huyện đón 2 triệu lượt khách`: all of the province.
AND_REST = compiled(
    r"\s*(?:,|và)\s*(?:các|một số|nhiều)\s+(?:huyện|quận|xã|phường|thị xã|tỉnh|địa phương)(?!\w)"
)
REST_OF_THEM = words(
    r"(?:các|những|số|\d+) (?:xã|phường|huyện|địa phương|đơn vị|nơi)(?:, [^,;.\d]{2,20})? (?:còn lại|khác)"
    r"|(?:xã|phường|huyện|địa phương|nơi) (?:thấp|cao|ít|nhiều|kém) nhất(?= (?:\d|chỉ|mới|đạt|có|được|cũng))"
)
RUNS_THROUGH = ending(r"(?:đoạn|đi|chạy)(?: đi)? qua\s+(?:địa bàn\s+)?")
# `LĐLĐ tỉnh A kết nạp 21.300 đoàn viên` on a district's page: what the body above does by itself, not gives.
OWN_WORK = compiled(
    r"(?:\s(?:cũ|đã|cũng|hiện|mới))*\s(?:kết nạp|phát triển|thành lập|quản lý|có|tiếp nhận|phấn đấu)(?!\w)"
)
GIVES = compiled(r"[^;:.()\d]{0,80}?(?<!\w)(?:tặng|trao|khen thưởng|biểu dương|hỗ trợ|giao)(?!\w)")
# `cao hơn 3,1% của tỉnh`
FIGURE_OF = compiled(
    r"(?:[\d%]\schung\s(?:của\s)?"
    r"|(?:hơn|so với|mức)\s(?:mức\s|tỷ lệ\s)?\d[\d.,]*\s?%?\s(?:điểm\s)?của\s)$"
)
AVERAGE_OF = ending(
    r"(?:bằng|hơn|kém|gấp|so với)\s[^;:()]{0,30}?(?:bình quân|trung bình|mặt bằng|mức)(?:\s+chung)?"
    r"\s+(?:của\s+)?"
)
IS_FIGURE = compiled(r"\s*(?:[^\s,;:.()\d]+\s){0,4}?(?:là|ở mức|đạt|:)\s")
# `bằng 96% bình quân chung của tỉnh`: of the smaller unit, measured by the larger one.
MEASURED_BY = compiled(r"\s(?:so với\s)?(?:mức\s)?(?:bình quân|trung bình|mặt bằng)")
# A sentence whose subject is that of the one before it.
SAME_SUBJECT = compiled(
    r"[\s\"'-]{0,12}(?:công ty|doanh nghiệp|nhà máy|nhà trường|trường|bệnh viện|hợp tác xã|tại đây|ở đây"
    r"|nơi đây|(?:riêng )?nơi này|(?:địa phương|tỉnh|thành phố|huyện|quận|thị xã|xã|phường)"
    r" (?:này|trên))(?!\w)"
)
# `Đoàn LĐLĐ tỉnh A thăm công nhân tại huyện B. Đoàn trao 150 suất quà.`
VISITS = ending(
    r"đoàn(?! viên| kết| thể)[^;]{0,120}?(?<!\w)(?:thăm|tặng|trao|hỗ trợ|chúc tết|động viên|chia sẻ|làm việc)"
    r"(?!\w)[^;]{0,90}[\s(](?:(?:tại|ở|thuộc)\s+)?"
)
GUESTS = compiled(
    r"[\s\"'-]{0,12}(?:tại đây|dịp này|nhân dịp này|tại buổi[^,;.]{0,30}|đoàn(?: công tác)?(?: đã| cũng)?)"
    r"[,\s][^;.\d]{0,60}?(?<!\w)(?:trao|tặng|thăm|hỗ trợ)(?!\w)"
)
# A paragraph that leaves unsaid what it is about goes on with the one before it.
ELLIPTIC = compiled(
    r"[\s\"'(-]{0,12}(?:tính riêng|tính chung|trong đó|(?:cao|thấp|mạnh|nhiều|ít) nhất|kế đó|kế đến|tiếp theo"
    r"|tiếp đến|cụ thể|theo đó|như vậy|so với|nguyên nhân|đáng chú ý|riêng)(?!\w)"
)
COUNTED_UNITS = compiled(r"(?:/\d+)?\s(xã|phường|thị trấn|huyện|quận|thị xã|đơn vị cấp huyện)(?!\w)")
NUMBERED = compiled(r"\s*(?:[-*+]\s*)?(?:[\divx]{1,4}[.)]\s*)?(?:[\da-z]{1,2}[.)]\s*)?")
MEETS = compiled(
    r"\)?,\s[^.;]{0,120}?(?<!\w)(?:tổ chức|diễn ra|khai mạc|công bố|dự)\s[^.;,]{0,30}?"
    r"(?:hội nghị|hội thảo|họp báo|đại hội|diễn đàn|tọa đàm|lễ|phiên họp|kỳ họp|buổi làm việc|sơ kết"
    r"|tổng kết)"
)
# `Giám đốc Công ty A (huyện B) kể ...`, `Trung tâm Hành chính công phường B chật kín.`: whose seat it is.
SEAT_OF = ending(
    r"(?:công ty|nhà máy|xí nghiệp|doanh nghiệp|hợp tác xã|htx|trung tâm|trường|bệnh viện|trạm)"
    r"\s[^,;.:()]{2,80}[\s(]"
)
# `Sáu tháng, công ty xuất được ...`, `trung tâm này nhận ...`: it goes on.
SEATED_GOES_ON = compiled(
    r"[\s\"'-]{0,12}(?:[^,;:.()]{0,35},\s+)?"
    r"(?:công ty|nhà máy|xí nghiệp|doanh nghiệp|hợp tác xã|htx|trung tâm|trường|bệnh viện|trạm|đơn vị)"
    r" (?:này|đã|có|hiện|xuất|sản xuất|thu|tiếp nhận|nhận|đạt|phải|mới|vẫn)(?!\w)"
)
# `Tại KCN A (huyện B), ...`, `Trường A (đóng tại huyện B) có ...`
# `(đóng tại xã A, huyện B)`
SEAT_AHEAD = ending(r"(?:đóng|đặt|nằm|trụ sở)(?: chân)?(?: tại| ở| trên địa bàn)?\s+(?:địa bàn\s+)?")
OPENS_BRACKET = compiled(
    r"[\s\"'-]{0,12}(?:[^,;:.()]{0,40},\s+)?(?:tại |ở |riêng )?[^,;:.()\d]{3,80}\((?:[^\s,;:.()\d]+\s){0,4}"
)
SITS = ending(r"(?:tại|ở|trên địa bàn|thuộc|đóng ở|đóng tại)\s+")
LOCATIVE_AHEAD = ending(r"(?:của|tại|ở|trên địa bàn|thuộc|trong|toàn)\s+(?:[^\s,;.:\d]+\s+){0,3}")
# `tăng 24,9% do nhiều nhà máy ở Hướng Hóa`: where the cause is, not what grew.
CAUSE = words(r"do|vì|nhờ|bởi")
LIST_GAP = compiled(
    r"\s*(?:,|và|;|-|hay|,\s*và)\s*(?:(?:các|tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường)[\s,]*)*"
)
WHOLES = words(
    r"các địa phương|các tỉnh|các tỉnh thành|các huyện|các xã|nhiều địa phương|nhiều nơi"
    r"|các doanh nghiệp trong cả nước"
)
EXAMPLE = words(r"điển hình|chẳng hạn|ví dụ|tiêu biểu|đơn cử")
LEAD_IN = compiled(r"[\s\"'-]{0,12}(?:[^,;:()]{0,40},\s+)?(?:[^\s,;:()]+\s+){0,3}")
WHOLE_AHEAD = compiled(r"toàn |cả nước")
# `Hà Nội dẫn đầu cả nước`: the country is what the city is first in.
AMONG = ending(r"(?:nhất|dẫn đầu|đứng đầu|hàng đầu|trong|của|chung|thứ \w+|top \w+|so với)\s+")
RANKED = ending(
    r"(?:dẫn đầu|đứng đầu|hàng đầu|(?:cao|thấp|nhiều|ít|lớn|nhỏ|đông|nhanh|mạnh) nhất"
    r"|(?:thứ|hạng|top) \w+)\s+(?:của |trong |trên )?"
)
# `hơn bình quân cả nước (50,7%)`: a figure in brackets is of the unit right before it, though compared with.
BRACKET_AHEAD = compiled(r"\s?\(\s?(?:[^\s()\d]+\s){0,2}")
HOLDS_FIGURE = compiled(r"\s?\(\s?(?:[^\s()\d]+\s){0,2}\d[\d.,]*\s?(?:%|điểm|triệu|tỷ|người|\))")
# `Trong khối chủ đầu tư cấp tỉnh, ...` behind what was told of one district.
OF_UPPER = compiled(
    r"[\s\"'-]{0,12}(?:[^,;:.()\d]{1,45}\s)?(?:cấp tỉnh|cấp thành phố|các sở, (?:ban, )?ngành|các sở ngành)"
    r"(?:\s[^,;:.()\d]{1,30})?,\s"
)
# `Ngoài Hà Nội, tỉnh Hưng Yên đã chi ...`: what is set aside makes no list with what follows.
BESIDES = ending(r"(?:ngoài|trừ|ngoại trừ|không kể|chưa kể|bên cạnh|sau)\s+")
REGION_GAP = compiled(
    r"\s*\(?(?:\s*(?:với|có|đạt|là|tăng|giảm|gần|hơn|trên|khoảng|chiếm|thấp nhất|cao nhất))*\s*"
)
REGION_LEADS = compiled(r"(?:[,;:(]\s*|(?<!\w)(?:vùng|là|riêng|nhất là|nhất ở|khu vực|lao động ở)\s+)$")
OF_WHOLE = ending(r"(?:của|thuộc)\s+")
CLAUSE_END = compiled(r"[,;:.]")


AT_ONE_FIRM = words(r"công ty|doanh nghiệp|đơn vị|nhà máy|cá nhân|lãnh đạo|người lao động|lao động|công nhân")
EXTREME = words(r"cao nhất|thấp nhất|nhiều nhất|ít nhất|cao nhứt|thấp nhứt")
PLACED_FIRST = compiled(
    r"(?<!\w)(?:[,;:]|(?:cho biết|cho hay|theo đó|nhìn nhận|đánh giá),?)\s+(?:riêng\s+)?"
    r"(?:tại|ở|trên địa bàn)\s+$"
)
BREAK = compiled(r"\s*(?:,|có|đã|hiện|đang)(?!\w)")
# What is said of all that the page is about, behind an example of one unit.
OF_ALL = compiled(
    r"[\s\"'-]{0,12}(?:[^,;:()]{0,40},\s+)?(?:các cấp|phong trào|cuộc vận động|toàn ngành"
    r"|nhìn chung|tính chung|công đoàn ngành|cđ ngành|nhân dịp này|dịp này)(?!\w)"
)
# `Đại hội thống nhất ...` behind what a guest from above said: back at the meeting that the page tells of.
MEETING_DECIDES = compiled(
    r"[\s\"'-]{0,12}(?:[^,;:().]{0,40},\s+)?(?:tại )?(?:đại hội|hội nghị|kỳ họp)"
    r"(?: (?:đã|cũng|thảo luận và))*,?"
    r" (?:thống nhất|thông qua|nhất trí|biểu quyết|quyết nghị|xác định|đề ra|đặt ra|bầu)(?!\w)"
)
# The line of a publication: a name and a full date.
STAMP = compiled(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)")
LONGEST_STAMP = 70
