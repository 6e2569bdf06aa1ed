"""The ways to write a year, years and a term, what is compared, and lengths of time: rules of `timerules`."""

from __future__ import annotations

from chitieu.extract.context.timeparts import (
    COUNT,
    DAY,
    MONTH,
    NOT_NUMBER_BEFORE,
    NUMBERS,
    OF_YEAR,
    QUARTER,
    SEP,
    YEAR,
    Rule,
)

YEAR_RULES = (
    Rule(
        "time.same_period_of_year",
        "same",
        "năm",
        rf"năm\s+(?:(?P<relative>trước|ngoái)|(?P<year>{YEAR}))\s*,?\s+cùng\s+(?:kỳ|thời\s+điểm|thời\s+gian)"
        r"(?:\s+(?:này|đó))?",
        r"(?!\w|\s+năm)",
    ),
    Rule(
        "time.same_period",
        "same",
        "cùng",
        rf"cùng\s+(?:kỳ|thời\s+điểm(?:\s+này)?|thời\s+gian(?:\s+này)?"
        rf"|(?:tháng|quý|vụ|giai\s+đoạn|kỳ\s+nghỉ)(?=\s+(?:của\s+)?năm\s+(?:trước|ngoái|{YEAR})))"
        rf"(?:\s+(?:của\s+|các\s+"
        rf"|những\s+)?năm\s+(?:(?P<relative>trước|ngoái)(?:\s+đó)?|(?P<year>{YEAR}))"
        rf"|\s*[-/]?\s*(?P<year2>{YEAR}))?",
        r"(?!\d)",
    ),
    Rule(
        "time.previous",
        "previous",
        "tháng|quý|kỳ|tuần",
        r"(?P<part>tháng|quý|kỳ|tuần)\s+(?:liền\s+)?(?:trước|liền kề)(?:\s+đó)?(?!\w)",
    ),
    Rule("time.next", "next", "tháng|quý", r"(?P<part>tháng|quý)\s+(?:tới|sau|tiếp\s+theo)", r"(?!\w)"),
    Rule(
        "time.since_new_year",
        "since_new_year",
        "từ",
        rf"(?:từ\s+đầu\s+năm(?:\s+(?P<year>{YEAR})|\s+nay)?\s+(?:cho\s+)?(?:đến|tới)"
        rf"\s+(?:nay|giờ|thời điểm (?:này|hiện (?:tại|nay)))"
        rf"|(?<!ngay )từ\s+đầu\s+năm(?=\s*,|\s+(?!{YEAR}(?!\d)|nay|học|ngoái|trước|đến|tới|cho)\w))",
    ),
    Rule(
        "time.since_term",
        "since_term",
        "từ",
        r"từ\s+đầu\s+nhiệm\s+kỳ\s+(?:cho\s+)?(?:đến|tới)\s+(?:nay|giờ"
        rf"|(?:hết\s+|cuối\s+)?tháng\s+(?P<month>{MONTH}){OF_YEAR}?)",
        r"(?!\w)",
    ),
    Rule(
        "time.summed_up",
        "summed",
        "lũy kế|cộng dồn",
        r"(?:lũy\s+kế|cộng\s+dồn)",
        r"(?!\s+\d{1,2}\s+(?:tháng|quý|năm))(?=\s*,\s+[^\W\d]|\s+(?:(?:được|đạt|là|ước|có|thu|hơn|gần|trên|khoảng)\s+)*\d)",
    ),
    Rule(
        "time.to_come",
        "to_come",
        "từ",
        rf"từ\s+(?:nay|giờ|đây)\s+(?:cho\s+)?(?:đến|tới)\s+(?:(?:hết|cuối)\s+)?"
        rf"(?:(?:hết|cuối)\s+năm(?:\s+nay|\s+(?P<year>{YEAR}))?|tháng\s+(?P<month>{MONTH})"
        rf"|quý\s+(?P<quarter>{QUARTER})(?!\w))",
        r"(?!\w)",
    ),
    Rule(
        "time.since_what_day",
        "since_event",
        "kể|từ|sau",
        rf"(?:(?:kể\s+)?từ|sau)\s+(?:[^\W\d]+[\s,]+){{1,14}}?\((?:(?:từ|vào)\s+)?(?:ngày\s+)?"
        rf"(?P<day>{DAY}){SEP}(?P<month>{MONTH})(?:{SEP}(?P<year>{YEAR}))?\)\s*,?\s*(?:cho\s+)?(?:đến|tới)"
        rf"\s+(?:nay|giờ|(?:hết\s+|cuối\s+)?tháng\s+(?P<month2>{MONTH})(?:{SEP}{YEAR}|\s+năm\s+{YEAR})?"
        rf"|(?:hết\s+)?(?:ngày\s+)?(?P<day2>{DAY}){SEP}(?P<month3>{MONTH})(?:{SEP}{YEAR})?)",
        r"(?!\w|[./-]\d)",
    ),
    Rule(
        "time.since_what",
        "since",
        "từ",
        rf"từ\s+(?:khi|lúc|ngày)\s+(?:[^\W\d]+\s+){{1,6}}?\((?:năm\s+)?(?P<year>{YEAR})\)\s*,?\s*(?:cho\s+)?"
        r"(?:đến|tới)\s+(?:nay|giờ)",
        r"(?!\w)",
    ),
    Rule(
        "time.since_year",
        "since",
        "kể|từ|giai đoạn",
        rf"(?:giai\s+đoạn\s+(?:từ\s+)?|(?:kể\s+)?từ\s+)(?:đầu\s+|cuối\s+|giữa\s+)?(?:năm\s+)?(?P<year>{YEAR})"
        rf"(?:\s*-\s*|\s+(?:cho\s+)?(?:đến|tới)\s+)(?:nay|giờ|thời điểm (?:này|hiện (?:tại|nay)))",
    ),
    Rule(
        "time.school_year",
        "school_year",
        "năm",
        rf"năm\s+học\s+(?P<year>{YEAR})\s*(?:-|đến)\s*(?P<year2>{YEAR})",
        r"(?!\d)",
    ),
    Rule(
        "time.exam_of_a_year",
        "year",
        "kỳ|thi",
        rf"(?:kỳ\s+)?thi\s+(?:tốt\s+nghiệp\s+)?(?:trung\s+học\s+phổ\s+thông|thpt)(?:\s+quốc\s+gia)?"
        rf"\s+(?:năm\s+)?(?P<year>{YEAR})",
        r"(?![\d%]|\s*-)",
    ),
    Rule(
        "time.exam",
        "exam",
        "kỳ thi",
        r"kỳ\s+thi\s+(?:[^\W\d]+\s+){1,6}?(?:vừa\s+qua|vừa\s+rồi|năm\s+nay)",
        r"(?!\w)",
    ),
    Rule(
        "time.mid_term",
        "mid_term",
        "giữa|nửa",
        rf"(?:giữa|nửa(?:\s+đầu)?)\s+nhiệm\s+kỳ(?:\s+(?P<year>{YEAR})\s*-\s*(?P<year2>{YEAR}))?",
        r"(?!\w)",
    ),
    Rule(
        "time.school_year_relative",
        "school_relative",
        "năm",
        r"năm\s+học\s+(?P<relative>trước|này|vừa\s+qua|qua|tới|sau|tiếp\s+theo|mới)",
        r"(?!\w)",
    ),
    Rule(
        "time.this_stretch",
        "within_stretch",
        "trong|giai đoạn|nhiệm kỳ",
        r"(?:(?:trong\s+)?(?:giai\s+đoạn|nhiệm\s+kỳ)\s+(?:này|đó|ấy|nói\s+trên)"
        r"|trong\s+(?:thời\s+gian|thời\s+kỳ)\s+(?:đó|ấy))",
        r"(?!\w)",
    ),
    Rule(
        "time.term_start",
        "term_start",
        "đầu|khi|lúc",
        rf"đầu\s+(?:nhiệm\s+kỳ|giai\s+đoạn)(?:\s+(?P<year>{YEAR})\s*-\s*(?P<year2>{YEAR})"
        rf"|\s*\((?:năm\s+)?(?P<year1>{YEAR})\))?"
        rf"|(?:khi|lúc)\s+(?:mới\s+)?bước\s+vào\s+(?:nhiệm\s+kỳ|giai\s+đoạn)\s+(?P<year3>{YEAR})\s*-\s*{YEAR}",
        r"(?!\w)",
    ),
    Rule(
        "time.year_of_plan",
        "year",
        "năm",
        r"năm\s+(?:(?P<which>cuối|đầu|thứ\s+(?:hai|2|ba|3|tư|4))(?:\s+cùng|\s+tiên)?)\s+"
        r"(?:(?:của|thực\s+hiện|trong|triển\s+khai)\s+){0,2}(?:kế\s+hoạch|nhiệm\s+kỳ|giai\s+đoạn)\s+"
        r"(?:phát\s+triển\s+)?(?:(?:kinh\s+tế\s*-\s*xã\s+hội|kt\s*-\s*xh)\s+)?(?:5\s+năm\s+)?"
        rf"(?:giai\s+đoạn\s+)?\(?(?P<year>{YEAR})\s*-\s*(?P<year2>{YEAR})\)?",
        r"(?![\d%]|[.,/]\d)",
    ),
    Rule(
        "time.years_range",
        "years",
        r"giai đoạn|nhiệm kỳ|khóa|thời kỳ|các năm|trong|năm|từ|\d",
        rf"(?:(?:giai đoạn|nhiệm kỳ|khóa|thời kỳ|các năm|(?:trong\s+)?năm"
        rf"|từ(?:\s+năm)?)\s+)?{NOT_NUMBER_BEFORE}(?P<year>{YEAR})\s*(?:-|đến(?:\s+hết)?"
        rf"|tới)\s*(?:năm\s+)?(?P<year2>{YEAR})",
        r"(?![\d%]|[.,/]\d)",
    ),
    Rule(
        "time.year",
        "year",
        "hết|đầu|cuối|giữa|cả|trong|suốt|năm",
        rf"(?:(?P<part>hết|đầu|cuối|giữa|cả|trong|suốt)\s+)?năm\s+(?:học\s+)?(?P<year>{YEAR})",
        r"(?![\d%]|[.,]\d)",
    ),
    Rule(
        "time.founding",
        "founding",
        "khi|lúc|hồi|ngày|buổi|thời|thuở|những",
        r"(?<!từ )(?<!kể )(?:khi|lúc|hồi|(?:những\s+)?ngày|buổi|thời|thuở)\s+(?:mới|đầu(?:\s+mới)?)\s+"
        r"(?:được\s+)?(?:thành\s+lập|ra\s+đời|ra\s+mắt|tái\s+lập|chia\s+tách|mở\s+(?:xưởng|cửa)|khánh\s+thành"
        r"|(?:đi\s+vào\s+)?(?:hoạt\s+động|sản\s+xuất|vận\s+hành))",
        r"(?!\w|\s+(?:đến|vào|năm|tháng|ngày|\d))",
    ),
    Rule(
        "time.then",
        "then",
        "khi|lúc|hồi|thuở|thời|năm|bấy",
        r"(?<!trong )(?<!từ )(?<!đến )(?<!tới )(?<!trước )(?<!sau )(?<!cùng )(?:(?P<part>năm)\s+(?:ấy|đó)"
        r"|(?:khi|lúc|hồi|thuở|thời\s+điểm)\s+(?:ấy|đó)|(?:lúc\s+)?bấy\s+giờ)",
        r"(?!\w|\s+đến(?!\w))",
    ),
    Rule(
        "time.relative_year",
        "relative_year",
        "hết|đầu|cuối|giữa|cả|trong|năm",
        r"(?<!các )(?<!những )(?<!nhiều )(?<!mấy )(?:(?P<part>hết|đầu|cuối|giữa|cả"
        r"|trong)\s+)?năm\s+(?P<relative>nay|này|ngoái|trước|vừa\s+qua|qua|tới|sau|tiếp\s+theo)",
        r"(?!\w)",
    ),
    Rule(
        "time.next_year",
        "relative_year",
        "sang",
        r"(?P<relative>sang)\s+năm",
        r"(?=\s*,|\s+(?!học|mới|thứ|nay|này|ngoái|trước|tới|sau|đầu|cuối)[^\W\d])",
    ),
    Rule(
        "time.in_the_year",
        "within_year",
        "trong",
        r"trong\s+năm",
        r"(?=\s*,|\s+(?!nay|này|qua|ngoái|trước|tới|sau|học|vừa|đầu|cuối|tiếp|ngày|kế|tài|ngân|phấn)[^\W\d])",
    ),
    Rule(
        "time.last_term",
        "last_term",
        "trong|nhiệm kỳ",
        r"(?:(?:trong\s+)?nhiệm\s+kỳ\s+(?:vừa\s+)?qua|(?:trong|suốt|cả|cuối)\s+nhiệm\s+kỳ(?!\s+(?:\d|mới|tới|này|sau)))",
        r"(?!\w)",
    ),
    Rule(
        "time.term_to_come",
        "term_to_come",
        "nhiệm kỳ",
        r"nhiệm\s+kỳ\s+(?:mới|tới|sau|tiếp\s+theo)",
        r"(?!\w)",
    ),
    Rule(
        "time.past_years",
        "past_years",
        rf"{NUMBERS}",
        rf"{NOT_NUMBER_BEFORE}(?P<count>{COUNT}|năm)\s+năm\s+(?:vừa\s+qua|qua|gần\s+đây|trở\s+lại\s+đây)",
        r"(?!\w)",
    ),
    Rule(
        "time.span_of_years",
        "past_years",
        rf"trong|suốt|{NUMBERS}",
        rf"(?:(?:trong|suốt)\s+)?{NOT_NUMBER_BEFORE}(?<!sau )(?P<count>(?!một|1\b){COUNT}|năm)\s+năm",
        r"(?=\s*,\s|\s+(?:ước\s+)?đạt\s)",
    ),
    Rule(
        "time.after_years",
        "after_years",
        "sau|qua",
        rf"(?:sau|qua)\s+(?:hơn\s+|gần\s+)?(?P<count>{COUNT}|năm)\s+năm",
        r"(?=\s*,\s)",
    ),
    Rule(
        "time.years_of_work",
        "past_years",
        "sau|qua|trong",
        rf"(?:sau|qua|trong)\s+(?:hơn\s+|gần\s+)?(?P<count>{COUNT}|năm)\s+năm\s+(?:thực\s+hiện|triển\s+khai"
        r"|xây\s+dựng|phấn\s+đấu|thi\s+hành)",
        r"(?!\w)",
    ),
    Rule(
        "time.years_later",
        "years_later",
        rf"sau|{NUMBERS}",
        rf"(?:{NOT_NUMBER_BEFORE}(?P<count>(?!một|1\b){COUNT}|năm)\s+năm\s+sau(?:\s+đó)?"
        rf"|sau\s+đó\s+(?P<count2>(?!một|1\b){COUNT}|năm)\s+năm)",
        r"(?=\s*,|\s+(?:đã|còn|chỉ|tỷ lệ|con số|cả|toàn|thu nhập|số)(?!\w))",
    ),
    Rule(
        "time.next_years",
        "next_years",
        rf"{NUMBERS}",
        rf"{NOT_NUMBER_BEFORE}(?P<count>{COUNT}|năm)\s+năm\s+(?:tới|tiếp\s+theo)",
        r"(?!\w)",
    ),
    Rule(
        "time.years_ago",
        "years_ago",
        rf"{NUMBERS}",
        rf"{NOT_NUMBER_BEFORE}(?P<count>{COUNT}|năm)\s+năm\s+(?:trước|về\s+trước)",
        r"(?!\w)",
    ),
    Rule(
        "time.to_year_end",
        "year_end",
        "đến|tới|hết|cuối",
        r"(?:(?:đến|tới|hết)\s+(?:hết\s+|cuối\s+)?(?:cuối|hết)|(?<=dự kiến )cuối|(?<=ước )cuối"
        r"|(?<=rà soát )cuối|(?<=điều tra )cuối|(?<=phân loại )cuối|(?<=xếp loại )cuối)\s+năm",
        r"(?!\s*\d|\w|\s+(?:nay|ngoái|trước|qua))",
    ),
    Rule(
        "time.now",
        "now",
        "tính|đến|tới|hiện|thời điểm|bây|giờ|nay",
        r"(?:(?:tính\s+)?(?:đến|tới)\s+(?:thời\s+điểm\s+)?(?:nay|giờ|hiện\s+nay|hiện\s+tại|này|trên(?=\s*,))"
        r"|(?<!thực )(?<!thể )(?<!phát )(?<!xuất )"
        r"(?<!tái )(?<!biểu )(?<!thời điểm )hiện(?:\s+(?:nay|tại|giờ))?|thời\s+điểm\s+hiện\s+(?:tại|nay)"
        r"|bây\s+giờ|giờ\s+đây"
        r"|(?<!năm )(?<!hôm )(?<!đến )(?<!tới )(?<!hiện )(?<!ngày )(?<!lâu )(?<!trưa )(?<!sáng )(?<!chiều )"
        r"(?<!tối )(?<!đêm )(?<!từ )nay(?=\s+(?:chỉ|còn|đã|được|đạt|lên|tăng|giảm|là|ước|mới|có)\s)"
        r"|(?:(?<=thì )|(?<=, )|(?<=[.!?\"] )|(?<=\n))nay(?!\s+(?:là|thuộc|mai)(?!\w)))",
        r"(?!\w|\s+(?:đại|hành|thực|diện|trường|vật|hữu|tượng|thân|hình))",
    ),
    Rule(
        "time.term_of_months",
        "bare_months",
        rf"{NUMBERS}",
        rf"{NOT_NUMBER_BEFORE}(?P<count>{COUNT}|(?<!theo )(?<!những )(?<!cùng )(?<!qua )(?<!với )(?<!bao )"
        r"(?<!của )năm(?=\s+tháng(?:\s*,|\s+qua)))\s+tháng",
        r"(?!\w|\s+(?:tuổi|liên|liền|lương|tù|thai|nghỉ|một\s+lần|trước|sau|gần|trở|kể|tới|nữa|tiếp|cuối|/))",
    ),
    Rule(
        "time.duration",
        "duration",
        rf"{NUMBERS}|vài|mấy|chục|trăm",
        rf"(?<![\d.,/])(?:\d{{1,3}}(?:[,.]\d)?(?:\s*-\s*\d{{1,3}})?|{COUNT}|vài|mấy|chục|trăm)\s+(?:năm"
        rf"|tháng|tuần|ngày|giờ|tiếng|phút|giây|thập\s+kỷ|thế\s+kỷ|nhiệm\s+kỳ)(?:\s+rưỡi)?",
        r"(?!\w|\s+\d{1,2}\s*(?:và|,|-|/)|\s+(?:công|học\s+tập\s+trung|giờ\s+công)|(?<=năm)\s+(?:19|20)\d\d(?!\d))",
    ),
    Rule("time.century", "century", "thế kỷ", r"thế\s+kỷ\s+(?:thứ\s+)?(?:[ivx]+|\d{1,2})", r"(?!\w)"),
    Rule(
        "time.bare_year",
        "year",
        r"\d",
        rf"(?<![\w.,/%#$€-])(?<!số )(?!1900)(?P<year>{YEAR})",
        r"(?![\w%]|[.,/]\d|-\w|\s*(?:%|đồng|tỷ|triệu|nghìn|usd|ha|km|m2|m\b|tấn|kg|người|hộ|lao động"
        r"|đoàn viên|hội viên|xã|suất|công|doanh nghiệp|cơ sở|vụ|trường hợp|căn|nhà|lượt|dự án))",
    ),
)
