"""The ways to write a time: one rule each, over folded text (see `chitieu.catalogue.folding.fold`).

Every rule has an example in `tests/corpus/periods.yml`.
"""

from __future__ import annotations

from chitieu.kernel.record import record

STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
_STEM, _BRANCH = "|".join(STEMS), "|".join((*BRANCHES, "tí", "tị", "mẹo"))
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_SEP = r"\s?[-/.]\s?"
_COUNT = r"(?:\d{1,2}|mười một|mười hai|mười|một|hai|ba|bốn|sáu|bảy|bẩy|tám|chín)"
_MONTH_WORD = (
    rf"(?:{_MONTH}(?!\d)|mười một|mười hai|mười|một|hai|ba|tư|năm(?= năm| tới|$)|sáu|bảy|bẩy|tám|chín"
    r"|giêng|chạp)"
)
_QUARTER = r"(?:iv|i{1,3}|[1-4]|một|hai|ba|bốn|đầu(?: tiên)?|cuối)"
_OF_YEAR = (
    rf"(?:\s*(?:{_SEP}|,?\s+(?:của\s+|trong\s+)?năm\s+|\s)\s*(?P<year>{_YEAR})(?!\d)"
    r"|\s+(?:của\s+)?năm\s+(?P<relative>nay|ngoái|trước|tới|sau)(?!\w))"
)
_NOT_NUMBER_BEFORE = r"(?<![\d.,/%-])"
_NOT_NUMBER_AFTER = r"(?![\d%]|[.,/]\d)"
_DAYTIMES = "rạng|sáng|trưa|chiều|tối|đêm|hôm"
_NUMBERS = r"\d|mười|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
_DAYTIME = r"(?:(?:rạng\s+)?(?:sáng|trưa|chiều|tối|đêm|hôm))"
# A day and a month alone are written like a fraction: a word of time must say that it is a day.
_DAY_CUE = (
    rf"(?:ngày|{_DAYTIME}(?:\s+(?:nay|qua|cùng))?\s*,?\s*\(?(?:\s*ngày)?|mùng|dịp(?:\s+lễ)?|lễ"
    r"|(?:tính|kể)\s+(?:đến|từ|tới)|(?:đến|từ|vào)\s+hôm|từ\s+đầu\s+năm(?:\s+20\d\d)?\s+(?:đến|tới))"
)


@record
class Rule:
    """One way to write a time.

    `first` are the words it can begin with: nothing else is tried where none of them stands. `after` must
    hold behind the match and is not part of it.
    """

    name: str
    kind: str
    first: str
    pattern: str
    after: str = ""


RULES = (
    Rule(
        "time.clock",
        "clock",
        r"\d",
        rf"{_NOT_NUMBER_BEFORE}\d{{1,2}}(?::\d\d(?::\d\d)?|\s?(?:h|giờ)\s?[0-5]\d(?:\s?phút)?|h|\s?giờ)",
        r"(?![\w:]|\s*(?:công|bay|học|phát|tín|làm thêm|lao))",
    ),
    Rule(
        "time.days_of_month",
        "days",
        rf"từ|ngày|{_DAYTIMES}",
        rf"(?:(?:từ\s+)?(?:ngày|{_DAYTIME})|từ)\s+(?P<day>{_DAY})\s*(?:,|và|-"
        rf"|đến(?:\s+hết)?(?:\s+ngày)?)\s*(?P<day2>{_DAY})"
        rf"(?:{_SEP}|\s+tháng\s+)(?P<month>{_MONTH})(?:(?:{_SEP}|\s+năm\s+)(?P<year>{_YEAR}))?",
        rf"{_NOT_NUMBER_AFTER}(?!\s?(?:%|đồng|tỷ|tỉ|triệu|nghìn|ngàn|usd|ha|km|tấn|kg|tạ|điểm)(?!\w))",
    ),
    Rule(
        "time.days_range",
        "days",
        "từ|ngày",
        rf"(?:từ(?:\s+ngày)?|ngày)\s+(?P<day>{_DAY})[/-](?P<month>{_MONTH})(?:[/-](?P<year>{_YEAR}))?"
        rf"\s*(?:đến|tới|-)\s*(?:hết\s+)?(?:ngày\s+)?(?P<day2>{_DAY})[/-](?P<month2>{_MONTH})"
        rf"(?:[/-](?P<year2>{_YEAR}))?",
        _NOT_NUMBER_AFTER,
    ),
    Rule(
        "time.since_day",
        "since_day",
        "kể|từ",
        rf"(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<day>{_DAY})[/-](?P<month>{_MONTH})(?:[/-](?P<year>{_YEAR}))?\s+"
        r"(?:cho\s+)?(?:đến|tới)\s+(?:nay|thời\s+điểm\s+này)",
        r"(?!\w)",
    ),
    Rule(
        "time.full_date",
        "day",
        r"ngày|\d",
        rf"(?:ngày\s+)?{_NOT_NUMBER_BEFORE}(?P<day>{_DAY}){_SEP}(?P<month>{_MONTH}){_SEP}(?P<year>{_YEAR})",
        r"(?!\d|[/%])",
    ),
    Rule(
        "time.date_in_words",
        "day",
        "ngày|mùng",
        rf"(?:ngày|mùng)\s+(?P<day>{_DAY})\s+tháng\s+(?P<month>{_MONTH})(?:{_SEP}|\s*,?\s+năm\s+"
        rf"|\s+)(?P<year>{_YEAR})",
        _NOT_NUMBER_AFTER,
    ),
    Rule(
        "time.holiday",
        "holiday",
        "dịp|kỳ|đợt",
        rf"(?:dịp|kỳ|đợt)\s+(?:nghỉ\s+)?(?:lễ\s+)?(?:quốc\s+khánh\s+)?(?P<day>30|2)/(?P<month>4|9)"
        rf"(?:\s*(?:-|,|và)\s*(?P<day2>0?1)/(?P<month2>0?5))?(?:[/-](?P<year>{_YEAR}))?",
        _NOT_NUMBER_AFTER,
    ),
    Rule(
        "time.day_month",
        "day",
        rf"ngày|{_DAYTIMES}|mùng|dịp|lễ|tính|kể|đến|từ|vào",
        rf"{_DAY_CUE}\s*(?P<day>{_DAY})(?:{_SEP}|\s+tháng\s+)(?P<month>{_MONTH})",
        r"(?![\d%]|[.,/-]\d|\s+(?:đồng|tỷ|triệu|nghìn|ha|km|m2|xã|phường|trường|hộ|người))",
    ),
    # `đến 20/9` cannot be a fraction; `đến 5/9` is a day only where the clause ends with it.
    Rule(
        "time.until_day",
        "day",
        "đến|tới",
        rf"(?:đến|tới)\s+(?:hết\s+)?(?P<day>1[3-9]|2\d|3[01]|{_DAY}(?=[/-]{_MONTH}\s*,\s))[/-](?P<month>{_MONTH})",
        r"(?![\d%]|[.,/-]\d)",
    ),
    Rule(
        "time.lunar_day",
        "lunar",
        "mùng|mồng",
        r"(?:mùng|mồng)\s+(?P<day>\d{1,2})(?:\s+(?:tết|tháng giêng))?",
        r"(?!\d)",
    ),
    Rule("time.day_of_month", "date", "ngày", rf"ngày\s+{_DAY}", r"(?![\d%]|[.,/]\d|\s*công)"),
    Rule(
        "time.from_month",
        "from_month",
        "từ",
        rf"từ\s+(?:đầu\s+|giữa\s+|cuối\s+)?tháng\s+(?P<month>{_MONTH})(?:[/-](?P<year>{_YEAR}))?\s+(?:cho\s+)?"
        rf"(?:đến|tới)\s+(?:(?P<part>nay)|(?:hết\s+|cuối\s+)?quý\s+(?P<quarter>{_QUARTER})"
        rf"|(?:hết\s+)?(?:ngày\s+)?(?P<day2>{_DAY})[/-](?P<month2>{_MONTH}))(?:[/-](?P<year2>{_YEAR}))?",
        r"(?![\w%]|[.,/-]\d)",
    ),
    Rule(
        "time.months_range",
        "months",
        "từ",
        rf"từ\s+tháng\s+(?P<month>{_MONTH})(?:{_SEP}(?P<year1>{_YEAR}))?\s+(?:đến"
        rf"|tới)\s+(?:hết\s+)?tháng\s+(?P<month2>{_MONTH}){_OF_YEAR}?",
        _NOT_NUMBER_AFTER,
    ),
    Rule(
        "time.workers_month",
        "campaign",
        "trong|tháng",
        rf"(?:trong\s+)?tháng\s+công\s+nhân(?:\s+lần\s+thứ\s+\w+)?(?:,?\s+(?:năm\s+)?(?P<year>{_YEAR})"
        r"|\s+(?:năm\s+)?(?P<relative>nay|này|vừa\s+qua|qua)(?!\w))?",
        r"(?!\d)",
    ),
    Rule(
        "time.month",
        "month",
        "tháng",
        rf"tháng\s+(?P<month>{_MONTH_WORD})(?:\s*[-/.]\s*(?P<slip>\d{{4}})(?!\d)|{_OF_YEAR})?",
        r"(?![\d%]|[.,]\d)",
    ),
    Rule(
        "time.month_named",
        "within_month",
        "trong|tháng",
        r"(?:trong\s+tháng(?:\s+(?:này|qua))?|tháng\s+này|tháng\s+qua)",
        r"(?!\s*\d|\w)",
    ),
    Rule(
        "time.rest_of_year",
        "rest",
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT}|năm)\s+tháng\s+cuối\s+năm(?:\s+(?P<year>{_YEAR}))?",
        r"(?!\d)",
    ),
    Rule(
        "time.first_months",
        "first_months",
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT}|năm)\s+tháng\s+(?:đầu"
        rf"|của)\s+(?:tiên\s+của\s+)?năm(?:\s+(?P<relative>nay|ngoái|trước)"
        rf"|(?:\s+học)?\s*(?P<year>{_YEAR}))?",
        r"(?!\d)",
    ),
    Rule(
        "time.months_of_year",
        "first_months",
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT})\s+tháng(?:\s*/\s*|\s+năm\s+|\s+)(?P<year>{_YEAR})",
        r"(?!\d)",
    ),
    Rule(
        "time.half_of_month",
        "half_month",
        r"nửa|15",
        rf"(?:nửa|15\s+ngày)\s+(?P<side>đầu|cuối)\s+tháng\s+(?P<month>{_MONTH}){_OF_YEAR}?",
        _NOT_NUMBER_AFTER,
    ),
    Rule(
        "time.half",
        "half",
        r"nửa|nữa|\d",
        rf"(?:nửa|nữa|[56]\s+tháng)\s+(?P<side>đầu|cuối)\s+năm(?:\s+(?P<year>{_YEAR}))?",
        r"(?!\d)",
    ),
    Rule(
        "time.mid_month",
        "mid_month",
        "giữa",
        rf"giữa\s+tháng\s+(?P<month>{_MONTH}){_OF_YEAR}?",
        _NOT_NUMBER_AFTER,
    ),
    Rule(
        "time.months_of_work",
        "run",
        rf"sau|qua|{_NUMBERS}",
        rf"(?:sau|qua)\s+(?:hơn\s+|gần\s+)?(?:(?P<count>{_COUNT})\s+tháng|nửa\s+năm)\s+(?:chính\s+thức\s+)?"
        r"(?:đi\s+vào\s+)?(?:vận\s+hành|hoạt\s+động|sáp\s+nhập|sắp\s+xếp|thành\s+lập)"
        rf"|{_NOT_NUMBER_BEFORE}(?P<count2>{_COUNT})\s+tháng\s+(?:đầu\s+)?(?:đi\s+vào\s+)?vận\s+hành",
        r"(?!\w)",
    ),
    Rule(
        "time.half_year",
        "half",
        "nửa|nữa",
        rf"(?<!sau )(?<!hơn )(?<!suốt )(?:nửa|nữa)\s+(?:năm|(?P<side>đầu|cuối)(?=\s+20))"
        rf"(?:\s+(?P<year>{_YEAR}))?",
        r"(?!\d|\s+(?:vận hành|qua|trước|sau|nữa|tới|nay))",
    ),
    Rule(
        "time.whole_year",
        "whole_year",
        "cả|tính",
        r"(?:tính\s+)?cả\s+năm",
        rf"(?!\s*{_YEAR}(?!\d)|\s+(?:học|nay|ngoái|trước|qua|tới|sau))",
    ),
    Rule(
        "time.lunar_year",
        "tet_year",
        "tết|xuân",
        rf"(?:tết|xuân)\s+(?:nguyên đán\s+)?(?P<stem>{_STEM})\s+(?P<branch>{_BRANCH})"
        rf"(?:\s+(?P<year>{_YEAR}))?",
        r"(?!\w)",
    ),
    Rule(
        "time.this_tet",
        "tet_year",
        "dịp|mùa|đợt|cái|tết",
        r"(?:(?:dịp|mùa|đợt|cái)\s+)?tết\s+(?:nguyên đán\s+|âm lịch\s+|cổ truyền\s+)?"
        r"(?:này|năm\s+nay|sắp\s+tới)",
        r"(?!\w)",
    ),
    Rule(
        "time.last_tet",
        "tet_year",
        "tết",
        r"tết\s+(?:nguyên đán\s+)?năm\s+(?P<relative>ngoái|trước)",
        r"(?!\w)",
    ),
    Rule(
        "time.crop_season",
        "season",
        "vụ|đông|hè|mùa",
        rf"(?:vụ\s+)?(?:lúa\s+)?(?:đông\s*-?\s*xuân|hè\s*-?\s*thu|thu\s*-?\s*đông|mùa)\s+(?:{_YEAR}\s*-\s*)?(?P<year>{_YEAR})",
        r"(?!\d)",
    ),
    Rule(
        "time.crop_year",
        "years",
        "niên vụ|vụ",
        rf"(?:niên\s+)?vụ\s+(?:[^\W\d]+\s+){{0,3}}?(?P<year>{_YEAR})\s?/\s?(?P<year2>{_YEAR})"
        rf"|niên\s+vụ\s+(?:[^\W\d]+\s+){{0,3}}?(?P<year1>{_YEAR})\s*-\s*(?P<year3>{_YEAR})",
        r"(?!\d)",
    ),
    Rule(
        "time.quarter",
        "quarter",
        "quý",
        rf"(?<!là )quý\s+(?P<quarter>{_QUARTER})(?![\w%])(?:\s*[-/.]?\s*(?P<year>{_YEAR})|,?\s+(?:của\s+"
        rf"|trong\s+)?năm\s+(?:(?P<year2>{_YEAR})|(?P<relative>nay|ngoái|trước|tới|sau)(?!\w)))?",
        r"(?!\d)",
    ),
    Rule(
        "time.this_quarter",
        "within_quarter",
        "trong|quý",
        rf"(?:(?:trong\s+)?quý\s+(?:này|vừa qua)|trong\s+quý(?!\s*(?:{_QUARTER}|[-/.\d])(?!\w)))",
        r"(?!\w|\s+(?:trước|tới|sau|này|vừa))",
    ),
    Rule(
        "time.same_period",
        "same",
        "cùng",
        rf"cùng\s+(?:kỳ|thời\s+điểm(?:\s+này)?|thời\s+gian(?:\s+này)?"
        rf"|(?:tháng|quý|vụ|giai\s+đoạn|kỳ\s+nghỉ)(?=\s+(?:của\s+)?năm\s+(?:trước|ngoái|{_YEAR})))"
        rf"(?:\s+(?:của\s+|các\s+"
        rf"|những\s+)?năm\s+(?:(?P<relative>trước|ngoái)(?:\s+đó)?|(?P<year>{_YEAR}))"
        rf"|\s*[-/]?\s*(?P<year2>{_YEAR}))?",
        r"(?!\d)",
    ),
    Rule(
        "time.previous",
        "previous",
        "tháng|quý|kỳ|tuần",
        r"(?P<part>tháng|quý|kỳ|tuần)\s+(?:liền\s+)?(?:trước|liền kề)(?:\s+đó)?",
        r"(?!\w)",
    ),
    Rule(
        "time.next",
        "next",
        "tháng|quý",
        r"(?P<part>tháng|quý)\s+(?:tới|sau|tiếp\s+theo)",
        r"(?!\w)",
    ),
    Rule(
        "time.since_new_year",
        "since_new_year",
        "từ",
        rf"(?:từ\s+đầu\s+năm(?:\s+(?P<year>{_YEAR})|\s+nay)?\s+(?:cho\s+)?(?:đến|tới)\s+(?:nay|giờ"
        rf"|thời điểm (?:này|hiện (?:tại|nay)))"
        rf"|(?<!ngay )từ\s+đầu\s+năm(?=\s*,|\s+(?!\d|nay|học|ngoái|trước|đến|tới|cho)\w))",
    ),
    Rule(
        "time.since_term",
        "since_term",
        "từ",
        r"từ\s+đầu\s+nhiệm\s+kỳ\s+(?:cho\s+)?(?:đến|tới)\s+(?:nay|giờ"
        rf"|(?:hết\s+|cuối\s+)?tháng\s+(?P<month>{_MONTH}){_OF_YEAR}?)",
        r"(?!\w)",
    ),
    Rule(
        "time.to_come",
        "to_come",
        "từ",
        rf"từ\s+(?:nay|giờ|đây)\s+(?:cho\s+)?(?:đến|tới)\s+(?:hết|cuối)\s+năm(?:\s+nay|\s+(?P<year>{_YEAR}))?",
        r"(?!\w)",
    ),
    Rule(
        "time.since_what",
        "since",
        "từ",
        rf"từ\s+(?:khi|lúc|ngày)\s+(?:[^\W\d]+\s+){{1,6}}?\((?:năm\s+)?(?P<year>{_YEAR})\)\s*,?\s*(?:cho\s+)?"
        r"(?:đến|tới)\s+(?:nay|giờ)",
        r"(?!\w)",
    ),
    Rule(
        "time.since_year",
        "since",
        "kể|từ|giai đoạn",
        rf"(?:giai\s+đoạn\s+(?:từ\s+)?|(?:kể\s+)?từ\s+)(?:đầu\s+|cuối\s+|giữa\s+)?(?:năm\s+)?(?P<year>{_YEAR})"
        rf"(?:\s*-\s*|\s+(?:cho\s+)?(?:đến|tới)\s+)(?:nay|giờ|thời điểm (?:này|hiện (?:tại|nay)))",
    ),
    Rule(
        "time.school_year",
        "school_year",
        "năm",
        rf"năm\s+học\s+(?P<year>{_YEAR})\s*(?:-|đến)\s*(?P<year2>{_YEAR})",
        r"(?!\d)",
    ),
    Rule(
        "time.mid_term",
        "mid_term",
        "giữa|nửa",
        rf"(?:giữa|nửa(?:\s+đầu)?)\s+nhiệm\s+kỳ(?:\s+(?P<year>{_YEAR})\s*-\s*(?P<year2>{_YEAR}))?",
        r"(?!\w)",
    ),
    Rule(
        "time.school_year_relative",
        "school_relative",
        "năm",
        r"năm\s+học\s+(?P<relative>trước|này|vừa\s+qua|qua)",
        r"(?!\w)",
    ),
    Rule(
        "time.term_start",
        "term_start",
        "đầu",
        rf"đầu\s+(?:nhiệm\s+kỳ|giai\s+đoạn)(?:\s+(?P<year>{_YEAR})\s*-\s*(?P<year2>{_YEAR})"
        rf"|\s*\((?:năm\s+)?(?P<year1>{_YEAR})\))?",
        r"(?!\w)",
    ),
    Rule(
        "time.years_range",
        "years",
        r"giai đoạn|nhiệm kỳ|khóa|thời kỳ|các năm|trong|năm|từ|\d",
        rf"(?:(?:giai đoạn|nhiệm kỳ|khóa|thời kỳ|các năm|(?:trong\s+)?năm"
        rf"|từ(?:\s+năm)?)\s+)?{_NOT_NUMBER_BEFORE}(?P<year>{_YEAR})\s*(?:-|đến(?:\s+hết)?"
        rf"|tới)\s*(?:năm\s+)?(?P<year2>{_YEAR})",
        r"(?![\d%]|[.,/]\d)",
    ),
    Rule(
        "time.year",
        "year",
        "hết|đầu|cuối|giữa|cả|trong|suốt|năm",
        rf"(?:(?P<part>hết|đầu|cuối|giữa|cả|trong|suốt)\s+)?năm\s+(?:học\s+)?(?P<year>{_YEAR})",
        r"(?![\d%]|[.,]\d)",
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
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT}|năm)\s+năm\s+(?:vừa\s+qua|qua|gần\s+đây|trở\s+lại\s+đây)",
        r"(?!\w)",
    ),
    Rule(
        "time.span_of_years",
        "past_years",
        rf"trong|suốt|{_NUMBERS}",
        rf"(?:(?:trong|suốt)\s+)?{_NOT_NUMBER_BEFORE}(?<!sau )(?P<count>(?!một|1\b){_COUNT}|năm)\s+năm",
        r"(?=\s*,\s|\s+(?:ước\s+)?đạt\s)",
    ),
    Rule(
        "time.years_of_work",
        "past_years",
        "sau|qua|trong",
        rf"(?:sau|qua|trong)\s+(?:hơn\s+|gần\s+)?(?P<count>{_COUNT}|năm)\s+năm\s+(?:thực\s+hiện|triển\s+khai"
        r"|xây\s+dựng|phấn\s+đấu|thi\s+hành)",
        r"(?!\w)",
    ),
    Rule(
        "time.next_years",
        "next_years",
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT}|năm)\s+năm\s+(?:tới|tiếp\s+theo)",
        r"(?!\w)",
    ),
    Rule(
        "time.years_ago",
        "years_ago",
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT}|năm)\s+năm\s+(?:trước|về\s+trước)",
        r"(?!\w)",
    ),
    Rule(
        "time.to_year_end",
        "year_end",
        "đến|tới|hết|cuối",
        r"(?:(?:đến|tới|hết)\s+(?:hết\s+|cuối\s+)?(?:cuối|hết)|(?<=dự kiến )cuối|(?<=ước )cuối)\s+năm",
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
        r"(?<!tối )(?<!đêm )(?<!từ )nay(?=\s+(?:chỉ|còn|đã|được|đạt|lên|tăng|giảm|là)\s))",
        r"(?!\w|\s+(?:đại|hành|thực|diện|trường|vật|hữu|tượng|thân|hình))",
    ),
    Rule(
        "time.term_of_months",
        "bare_months",
        rf"{_NUMBERS}",
        rf"{_NOT_NUMBER_BEFORE}(?P<count>{_COUNT}|(?<!theo )(?<!những )(?<!cùng )(?<!qua )(?<!với )(?<!bao )"
        r"(?<!của )năm(?=\s+tháng(?:\s*,|\s+qua)))\s+tháng",
        r"(?!\w|\s+(?:tuổi|liên|liền|lương|tù|thai|nghỉ|một\s+lần|trước|sau|gần|trở|kể|tới|nữa|tiếp|cuối|/))",
    ),
    Rule(
        "time.duration",
        "duration",
        rf"{_NUMBERS}|vài|mấy|chục|trăm",
        rf"(?<![\d.,/])(?:\d{{1,3}}(?:[,.]\d)?(?:\s*-\s*\d{{1,3}})?|{_COUNT}|vài|mấy|chục|trăm)\s+(?:năm"
        rf"|tháng|tuần|ngày|giờ|tiếng|phút|giây|thập\s+kỷ|thế\s+kỷ|nhiệm\s+kỳ)(?:\s+rưỡi)?",
        r"(?!\w|\s+\d{1,2}\s*(?:và|,|-|/)|\s+(?:công|học\s+tập\s+trung|giờ\s+công)|(?<=năm)\s+(?:19|20)\d\d(?!\d))",
    ),
    Rule("time.century", "century", "thế kỷ", r"thế\s+kỷ\s+(?:thứ\s+)?(?:[ivx]+|\d{1,2})", r"(?!\w)"),
    Rule(
        "time.bare_year",
        "year",
        r"\d",
        rf"(?<![\w.,/%#$€-])(?<!số )(?!1900)(?P<year>{_YEAR})",
        r"(?![\w%]|[.,/]\d|-\w|\s*(?:%|đồng|tỷ|triệu|nghìn|usd|ha|km|m2|m\b|tấn|kg|người|hộ|lao động"
        r"|đoàn viên|hội viên|xã|suất|công|doanh nghiệp|cơ sở|vụ|trường hợp|căn|nhà|lượt|dự án))",
    ),
)
