"""What an expression of time does in its sentence: states a period, is compared with, dates a document.

A role is told from the words just before the expression, and for `cùng kỳ` from those behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from chitieu.extract.context.patterns import compiled, ending, in_cause
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.wordpatterns import word_pattern

_WINDOW = 75


class Role(StrEnum):
    """The part an expression of time plays for the figures around it."""

    STATED = "stated"
    AS_OF = "as_of"
    TARGET = "target"
    PLAN = "plan"
    PLAN_OF_FIGURE = "plan_of_figure"
    COMPARED = "compared"
    OLDER_SIDE = "older_side"
    EVENT = "event"
    DOCUMENT = "document"
    NOW = "now"
    NONE = "none"


_COMPARED = ending(
    r"so(?:\s+với)?\s+(?:con số|mức|tỷ lệ)\s[^;:()]{0,40}(?:của|hồi|trong)\s+"
    r"|(?:so(?:\s+với)?|(?:cao|thấp|ít|nhiều|lớn|tốt|chậm"
    r"|nhanh)\s+hơn(?:\s+(?:so\s+)?với)?)(?:\s+[^,;:()\d]{0,60})?\s*"
    r"|hơn(?:\s+(?!trong\b|vào\b)\w+){0,2}\s+|kém(?:\s+\w+){0,2}\s+|gấp[^;:()]{0,18}lần(?:\s+(?:so\s+với"
    r"|của))?\s+|gấp\s+(?:đôi|rưỡi|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?:\s+(?:so\s+với|của|mức|con\s+số))*\s+"
    r"|bằng\s+(?:lãi suất|mức|số|kết quả|với)\s+[^,;:()\d]{0,40}|bằng\s+(?:[\d.,]+\s?%\s+(?:của\s+)?)?"
)
_COMPARED_LIST = compiled(r"^\s*(?:và|,|hoặc)\s*(?:với\s+)?(?:so\s+với\s+)?$")
_DOCUMENT_NOUN = (
    r"(?:nghị quyết|quyết định|chỉ thị|kế hoạch số|thông tư|nghị định|luật|hiến pháp|công văn|văn bản"
    r"|thông báo số|pháp lệnh"
    r"|công điện|hướng dẫn số|tờ trình|kết luận số|kết luận|đề án số|chương trình số|thông tri|giấy phép"
    r"|số\s+[^\s;,]+[/-][^\s;,]+)"
)
_DOCUMENT_OF_DAY = ending(_DOCUMENT_NOUN + r"(?:\s+[^;.]{0,70})?\s*,?\s*(?:ngày\s*)?")
_DOCUMENT_OF_YEAR = ending(
    r"(?:luật|hiến pháp|thông tư|nghị định|pháp lệnh|bộ tiêu chí|bộ chỉ số|chuẩn nghèo"
    r"|(?<!đạt )(?<!phê )chuẩn(?! bị| y(?!\w)| mực))(?:\s+[^,;.:()\d]{0,45})?\s*"
)
_LABEL = ending(
    r"(?:chủ đề(?:\s+công tác)?|chào mừng|thành lập|sinh|ra đời|thường kỳ|khởi công|kỳ họp|phiên họp"
    r"|họp báo|định kỳ|nhân dịp|tái lập)\s+(?:vào\s+)?(?:từ\s+)?"
)
# `về đích trước hai tháng`, `sớm 3 tháng`, `thời hạn 6 tháng`: how far off or how long, not which months.
_HOW_FAR_OFF = ending(
    r"(?:trước(?:\s+(?:hạn|kế hoạch|thời hạn))?|sớm(?:\s+hơn)?|chậm|muộn|trễ|kéo dài|mỗi|cứ|thời hạn"
    r"|thời gian|tối đa|tối thiểu|ít nhất|từng|nợ|đủ|dưới|trên)\s+"
)
_AGO = ending(r"cách\s+(?:đây|nay)\s+(?:(?:chưa đầy|gần|hơn|khoảng|chừng|vỏn vẹn)\s+)?")
# `mức 6,7% đưa ra hồi tháng 4`: when it was foretold, not of when it is.
_ISSUED = ending(r"(?:đưa ra|công bố|dự báo|ước tính|phát hành)\s+(?:trước đó\s+)?(?:hồi|vào|trong)\s+")
_FOUNDED = ending(r"(?:thành lập|tái lập|ra đời|chia tách)\s+(?:vào\s+)?")
_WHEN_FOUNDED = compiled(r"\W*(?:khi|lúc|hồi|ngày|buổi|thời điểm)\s[^.;:\d]{0,60}")
# `Thành lập ngày 15/8/2025, Công đoàn phường tiếp nhận 87 cơ sở`: so many on the day.
_TAKES_OVER = compiled(
    r"\s*,?\s*[^,.;:\d]{0,50}(?<!\w)(?:tiếp nhận|nhận bàn giao|khởi đầu với|ban đầu có)(?!\w)"
)
_WITH_AT_ONCE = compiled(r"\s*,?\s*(?:với|chỉ có|khi đó có|mới có)\s+[^,.;:\d]{0,25}\d")
_BONUS = compiled(r"thưởng")
_TET_YEAR = ending(r"tết(?:\s+[^,;.:()\d]{0,30})?\s*")
_LUNAR_IN_PARENTHESIS = compiled(r"\d\s*\($")
_CONGRESS = compiled(r"(?:đại hội|lần thứ|khóa|ban chấp hành|bch|nhân sự|ủy viên)(?:\s|,)[^.;]{0,60}$")
_AIMS_OF_TERM = ending(
    r"(?:chỉ tiêu|mục tiêu|phương hướng|nhiệm vụ)\s+(?:(?:chính|chủ yếu|của|cho|trong)\s+)*"
)
# `Đại hội Hội Nông dân xã nhiệm kỳ 2018 - 2023 đề ra mục tiêu kết nạp 250 hội viên`
_SETS_AIMS = compiled(
    r"\)?,?\s+(?:đã\s+)?(?:(?:đề ra|đặt ra|xác định|thông qua|quyết nghị|biểu quyết|chốt)\s+"
    r"(?:[^\W\d]+\s+|\d+\s+){0,4}?(?:mục tiêu|chỉ tiêu)|đặt mục tiêu|phấn đấu)(?!\w)"
)
_SUPERLATIVE = ending(r"(?:nhất|kỷ lục)\s+(?:kể\s+)?(?:từ\s+|trong\s+(?:vòng\s+|suốt\s+)?|của\s+|trong\s+)?")
_PLAN_NOUN = (
    r"(?:bàn việc|định hướng|bước sang|chuẩn bị cho|kế hoạch|dự toán|chỉ tiêu|mục tiêu|nhiệm vụ|phương hướng"
    r"|chương trình công tác|chương trình mục tiêu|nghị quyết|đề án|quy hoạch|chiến lược|chương trình)"
)
_PLAN = ending(_PLAN_NOUN + r"(?:\s+(?:[^,;.:()\d%]|\d(?=\d*-)){0,55})?\s*(?:cho\s+)?")
# `chưa chạm tới chỉ tiêu 89,5% được giao cho năm nay`
_ASSIGNED_FOR = ending(r"(?:giao|đề ra|đặt ra|ấn định)\s+(?:cho|trong|của)\s+(?:cả\s+)?")
# `kết quả thực hiện nhiệm vụ năm 2016`: what a review tells of is no plan any more.
_LAST_PLAN_NOUN = compiled(rf".*(?<!\w)(?P<noun>{_PLAN_NOUN})")
_REVIEWED = ending(
    r"(?:tình hình|kết quả|tổng kết|sơ kết|đánh giá|kiểm điểm|rà soát)"
    r"(?:\s+(?!(?:và|bàn|phương|xây|định|dự)\s)[^\W\d]+){0,4}\s+"
)
_REVIEWED_REACH = 120
# `đạt 45% kế hoạch và cả năm đạt 100%`
_ANOTHER = ending(r"(?:và|còn|song|nhưng)\s+")
_PLAN_OF_FIGURE = compiled(
    r"(?:[\d%]\s*(?:so với\s+)?|(?<!\w)(?:vượt|đạt|hoàn thành|bằng|theo)\s+(?:\w+\s+){0,3})"
    + _PLAN_NOUN
    + r"(?:\s+[^,;.:()\d%]{0,55})?\s*$"
)
_UNTIL = ending(
    r"(?:(?:tính|cộng dồn|lũy kế|kể)\s+)?(?:từ\s+đầu\s+năm(?:\s+\d{4})?\s+)?"
    r"(?:đến|tới|hết)(?:\s+(?:hết|cuối|ngày|thời\s+điểm"
    r"|sáng|chiều|trưa|\d{1,2}(?:\s?h|\s+giờ)\S*))*\s+|tại\s+thời\s+điểm\s+(?:\d{1,2}(?:\s?h|\s+giờ)\s+)?(?:ngày\s+)?"
)
_AT_END = ending(r"(?:vào|tại|thời điểm)\s+cuối\s+")
# `Kết thúc tháng 10, thành phố thu 3.215 tỷ đồng`: the months until then.
_CLOSED = ending(r"(?:kết thúc|khép lại)\s+")
# `hoàn thành trước ngày 30/6`: when it is due, which may be in the year to come.
_DEADLINE = ending(r"trước\s+(?:ngày\s+)?")
_CENSUS = ending(r"(?:tổng điều tra|cuộc điều tra)(?:\s+[^,;.:()\d]{0,30})?\s+(?:ngày\s+)?")
_AIM_OF_DAY = word_pattern(
    r"(?<!\w)(?:phấn đấu|quyết tâm|mục tiêu|yêu cầu|cam kết|sẽ|phải)\s[^,;.:()\d]{0,30}$"
)
_BY_YEAR = ending(r"(?:đến|tới|vào|trước|từ nay đến)\s+(?:hết\s+|cuối\s+|trước\s+)?")
_UNTIL_INSIDE = compiled(r"(?:(?:(?:tính|kể|từ\s+đầu\s+năm(?:\s+\d{4})?)\s+)?(?:đến|tới)|thời\s+điểm)(?!\w)")
_SINCE = ending(r"(?:kể\s+)?từ\s+(?:ngày\s+|đầu\s+|cuối\s+)?")
# `nhích lên 13% sau khi mở cửa hôm 15-3`, `giảm 1,2% sau hai đợt điều chỉnh ngày 3/8`: of what was before.
_AFTER_WHAT = ending(
    r"(?:(?:sau|kể từ|từ|trước) khi|sau (?:\w+ )?(?:đợt|lần|lượt|kỳ điều|phiên điều|quyết định|lệnh|trận|cơn"
    r"|vụ|sự cố))(?:\s+[^,;.:()\d]{0,40})?\s+(?:vào\s+)?"
)
_AND_DAY = compiled(r"\s*(?:và|,)\s*(?:ngày\s+)?")
_SINCE_INSIDE = compiled(r"kể\s+từ|từ\s+hôm")
_OLDER_SUBJECT = compiled(
    r"\s*(?:chỉ|mới)\s+(?:có\s+|là\s+|đạt\s+)?(?:hơn\s+|gần\s+|trên\s+|khoảng\s+)?\d"
    r"|\s*:\s*\d|\s*,?\s*(?:tỷ lệ|con số|mức|chỉ số)\s+(?:này|đó|ấy)\s"
    r"|\s*(?:(?:năm|của)\s+[^,;:()\d]{0,20}\s)?(?:chỉ\s+|ước\s+|đã\s+)?(?:tăng|giảm|là|đạt|có|chiếm|bằng)\b"
)
# `bình quân cả nước cùng thời điểm là 8%`: of the same time as what it stands beside.
_AT_THE_SAME_TIME = compiled(r"cùng\s+(?:thời\s+điểm|thời\s+gian)(?:\s+này)?$")
_QUOTES = " \t\"'-–“"
_OF_NUMBER = compiled(r"[\d%]\s+[^,;:()\d]{0,25}của\s+$")
_BUT_THEN = ending(r"(?:trong khi|trong khi đó,?|còn)\s+(?:ở\s+|vào\s+)?")
_IN_OPEN_BRACKET = compiled(r"\(\s*$")
_FIGURE_AT_ONCE = compiled(r"\s*(?:hơn\s+|trên\s+|gần\s+)?\d")
_PRICES_OF = ending(r"giá\s+(?:so sánh|ss|cố định|gốc|hiện hành)\s*")
_AIM_BEFORE = ending(
    r"(?:yêu cầu|phấn đấu|dự kiến|dự báo|dự đoán|triển vọng|kế hoạch|mục tiêu|triển khai|sẽ|chỉ tiêu"
    r"|trọng tâm)"
    r"(?:\s+[^,;.:()\d]{0,30})?\s*"
)
# `Quý IV, huyện phấn đấu thu 60 tỷ đồng`: the quarter to come, not the last one that is over.
_AIM_BEHIND = compiled(r",\s+(?:[^\W\d]+\s+){0,6}?(?:phấn đấu|đặt mục tiêu|quyết tâm|sẽ)(?!\w)")
_DAYS = frozenset({"day", "days", "lunar", "date"})
_OF_TET = ending(r"(?:thưởng|dịp|đợt|mùa|đón|chăm lo|quà)\s+")
_YEARS = frozenset({"year", "years", "relative_year", "school_year", "last_term"})
_SINCE_WHICH = frozenset({"month", "quarter"})
_MONTHS = frozenset({"month", "months", "mid_month", "quarter"})
# `hơn 2 năm qua` compares nothing, `cao hơn 2 năm qua` does.
_HEDGED = frozenset({"past_years", "bare_months", "first_months"})
_HEDGE = compiled(r"(?:^|(?<=[,;:.(]\s)|(?<=trong\s)|(?<=sau\s)|(?<=suốt\s))hơn\s+$")
_TO_COME = frozenset({"next", "next_years", "to_come", "term_to_come"})
_NOT_PERIODS = frozenset({"duration", "clock", "century", "date"})
# `Công đoàn thương lượng từ tháng 11 để chốt thưởng`, but `Từ tháng 11, giá điện tăng`.
_SINCE_IN_PASSING = compiled(r"[^\W\d](?<!kể)\s+từ\s+(?:đầu\s+|giữa\s+|cuối\s+)?$")
_LOOKS_AHEAD = ending(r"(?:trước|chuẩn bị|hướng tới|hướng đến)\s+(?:cho\s+)?")
_INTO_SCHOOL_YEAR = compiled(r"\W*(?:để\s+)?(?:chuẩn bị|bước vào|phục vụ|đón)\s+(?:cho\s+)?")
_CLAUSE_START = compiled(r"(?:^|[,;:(.])\s*(?:trong\s+(?:đó\s+)?)?(?:chỉ\s+)?(?:riêng\s+)?(?:trong\s+)?$")
_THEN = ending(r"(?:(?:thì|nhưng|song|sang)\s+|(?<=,\s))(?:đến|tới)\s+|(?:bước\s+)?sang\s+")
_RANGE_GAP = compiled(
    r"\s*(?:đến|tới|-)\s*(?:hết\s+)?(?:\d{1,2}(?:h|\s?giờ)\s*)?(?:sáng\s+|chiều\s+)?(?:ngày\s*)?"
)


def _names_year(mention: TimeMention) -> bool:
    return mention.year is not None or mention.relative is not None


def _role_of_same(mention: TimeMention, inside: str, before: str, after: str) -> Role:
    if _COMPARED.search(before):
        return Role.COMPARED
    if _BUT_THEN.search(before):
        return Role.OLDER_SIDE
    if mention.year is None and mention.relative is None and _AT_THE_SAME_TIME.search(inside):
        return Role.NONE
    if not before.strip(_QUOTES) and (after.lstrip().startswith(",") or _names_year(mention)):
        return Role.OLDER_SIDE
    alone = _IN_OPEN_BRACKET.search(before) and _FIGURE_AT_ONCE.match(after)
    if alone or _OF_NUMBER.search(before) or _OLDER_SUBJECT.match(after):
        return Role.OLDER_SIDE
    return Role.COMPARED


def _role_of_day(mention: TimeMention, text: str, before: str) -> Role:
    if _DEADLINE.search(before):
        # Whether it is still to come is for those who know the day of the page (`settle_targets`).
        return Role.TARGET if mention.year and mention.kind == "day" else Role.NONE
    inside = text[mention.start : mention.end]
    until = _UNTIL.search(before) or _UNTIL_INSIDE.match(inside)
    if _DOCUMENT_OF_DAY.search(before) and not until:
        return Role.DOCUMENT
    if mention.kind == "lunar" and _LUNAR_IN_PARENTHESIS.search(before):
        return Role.NONE
    if _SINCE.search(before) or _SINCE_INSIDE.match(inside) or _AFTER_WHAT.search(before):
        return Role.NONE
    if _CENSUS.search(before):
        return Role.AS_OF
    if until:
        return Role.TARGET if mention.year is None and _AIM_OF_DAY.search(before) else Role.AS_OF
    return Role.STATED if mention.kind == "days" else Role.EVENT


def _role_of_year(mention: TimeMention, before: str, after: str) -> Role:
    # A bonus is of the Tết that it is paid for; else the year of a Tết says when, not how long.
    if mention.rule == "time.bare_year" and _TET_YEAR.search(before) and not _BONUS.search(before):
        return Role.NONE
    # `từ năm 2010, công ty tổ chức`: when it began, not when it was.
    if mention.kind == "year" and _SINCE.search(before) and not after.lstrip().startswith("("):
        return Role.NONE
    if _DOCUMENT_OF_YEAR.search(before):
        return Role.DOCUMENT
    if mention.kind == "years" and _CONGRESS.search(before):
        sets = _AIMS_OF_TERM.search(before) or _SETS_AIMS.match(after)
        return Role.PLAN if sets else Role.NONE
    if mention.relative in ("tới", "sau", "tiếp theo"):
        return Role.TARGET
    if mention.part == "đầu" and _BY_YEAR.search(before):
        return Role.AS_OF
    return Role.TARGET if _BY_YEAR.search(before) else Role.STATED


def _role_of(mention: TimeMention, text: str, low: int, high: int) -> Role:
    """The role of a mention that is looked at by itself."""
    if mention.kind in _NOT_PERIODS:
        return Role.NONE
    before = text[max(low, mention.start - _WINDOW) : mention.start]
    if mention.kind == "same":
        inside = text[mention.start : mention.end]
        return _role_of_same(mention, inside, before, text[mention.end : min(high, mention.end + 40)])
    if mention.kind == "now":
        return Role.NOW
    if mention.kind in _HEDGED:
        before = _HEDGE.sub("", before)
    if _COMPARED.search(before):
        return Role.COMPARED
    if _SUPERLATIVE.search(before) or _PRICES_OF.search(before):
        return Role.NONE
    if _LABEL.search(before):
        return Role.STATED if _tells_of_founding(mention, text, low, before) else Role.NONE
    if mention.kind == "bare_months" and _HOW_FAR_OFF.search(before):
        return Role.NONE
    if _says_when_else(mention, before) or _stands_within(mention, before):
        return Role.NONE
    if mention.kind in _TO_COME:
        return Role.TARGET
    if in_cause(text[max(low, mention.start - _REVIEWED_REACH) : mention.start]):
        return Role.NONE
    if mention.kind in _DAYS:
        return _role_of_day(mention, text, before)
    return _role_of_stretch(mention, text, low, before)


def _stands_within(mention: TimeMention, before: str) -> bool:
    """Whether a time that says something at the beginning of a sentence alone stands elsewhere."""
    if mention.relative == "mới":
        return bool(before.strip(_QUOTES)) and _INTO_SCHOOL_YEAR.fullmatch(before) is None
    return mention.kind == "within_year" and bool(before.strip(_QUOTES))


def _says_when_else(mention: TimeMention, before: str) -> bool:
    """Whether a time dates something that the figures are not of: `cách đây 3 năm`, `đưa ra hồi tháng 4`."""
    if mention.kind in _MONTHS:
        return _ISSUED.search(before) is not None or _SINCE_IN_PASSING.search(before) is not None
    if mention.kind == "campaign":
        return _LOOKS_AHEAD.search(before) is not None
    return mention.kind == "past_years" and _AGO.search(before) is not None


def _tells_of_founding(mention: TimeMention, text: str, low: int, before: str) -> bool:
    """`Thành lập năm 2011 với 180 công nhân`, `Khi mới tái lập năm 2007, tỷ lệ ...`: figures of that year."""
    if mention.kind == "day" and mention.year:
        return _FOUNDED.search(before) is not None and _TAKES_OVER.match(text, mention.end) is not None
    if mention.kind not in ("year", "month") or not _FOUNDED.search(before):
        return False
    if _WHEN_FOUNDED.fullmatch(text, low, mention.start):
        return True
    return _WITH_AT_ONCE.match(text, mention.end) is not None


def _role_of_stretch(mention: TimeMention, text: str, low: int, before: str) -> Role:
    """The role of a month, a quarter, a year or years that nothing is compared with."""
    if mention.kind == "previous" or mention.rule == "time.years_of_work":
        return Role.STATED if _CLAUSE_START.search(before) else Role.NONE
    if mention.kind == "tet_year" and mention.year is not None:
        return Role.STATED if not before.strip() or _OF_TET.search(before) else Role.NONE
    if _PLAN_OF_FIGURE.search(before) and not _ANOTHER.search(before):
        return Role.PLAN_OF_FIGURE
    if mention.kind == "relative_year" and _ASSIGNED_FOR.search(before):
        return Role.TARGET
    if mention.kind == "campaign" and _DEADLINE.search(before):
        return Role.NONE
    role = Role.STATED
    if mention.kind in _YEARS:
        role = _role_of_year(mention, before, text[mention.end : mention.end + _WINDOW])
    elif mention.kind in _MONTHS and _is_counted_until(mention, before):
        role = Role.AS_OF
    elif mention.kind in _SINCE_WHICH and _began_then(before):
        role = Role.NONE
    elif (
        mention.kind in _MONTHS
        and mention.year is None
        and (_AIM_BEFORE.search(before) or _AIM_BEHIND.match(text, mention.end))
    ):
        role = Role.TARGET
    if role is not Role.STATED or not _PLAN.search(before):
        return role
    return (
        role if _is_reviewed(text[max(low, mention.start - _REVIEWED_REACH) : mention.start]) else Role.PLAN
    )


def _began_then(before: str) -> bool:
    """`thương lượng từ tháng 11 để chốt mức thưởng`: when it began, not when it was; `Từ tháng 7, ...` is."""
    since = _SINCE.search(before)
    return since is not None and bool(before[: since.start()].strip(_QUOTES))


def _is_counted_until(mention: TimeMention, before: str) -> bool:
    """`đến hết tháng 10`, `cuối tháng 10`, `kết thúc tháng 10`."""
    if _UNTIL.search(before) or _AT_END.search(before):
        return True
    return mention.kind == "month" and _CLOSED.search(before) is not None


def _is_reviewed(before: str) -> bool:
    """Whether the plan before a time is told of as one that was carried out."""
    noun = _LAST_PLAN_NOUN.match(before)
    return noun is not None and _REVIEWED.search(before[: noun.start("noun")]) is not None


def _goes_on(text: str, previous: TimeMention, mention: TimeMention) -> bool:
    """Whether only `và` or a comma stands between two mentions."""
    return _COMPARED_LIST.match(text[previous.end : mention.start]) is not None


def is_range(text: str, first: TimeMention, last: TimeMention) -> bool:
    """Whether two days are the ends of one stretch (`từ 18h ngày 4/8 đến 18h ngày 5/8`)."""
    if first.kind != "day" or last.kind != "day":
        return False
    return _RANGE_GAP.fullmatch(text, first.end, last.start) is not None


def _is_next_day(text: str, first: TimeMention, second: TimeMention) -> bool:
    """`sau các đợt điều chỉnh ngày 3/8 và 20/8`: both are days of the same."""
    return first.kind == "day" and _AND_DAY.fullmatch(text, first.end, second.start) is not None


def _is_second_month(text: str, first: TimeMention, second: TimeMention) -> bool:
    """`tháng 7 giảm 12% nhưng đến tháng 10 tăng 5%`: the second is a month, not the year until then."""
    if first.kind != "month" or second.kind != "month":
        return False
    return _THEN.search(text[max(first.end, second.start - _WINDOW) : second.start]) is not None


def roles_in(mentions: Sequence[TimeMention], text: str, low: int, high: int) -> list[Role]:
    """The roles of the mentions of a sentence `text[low:high]` of a folded text, in order."""
    roles: list[Role] = []
    previous: TimeMention | None = None
    for mention in mentions:
        role = _role_of(mention, text, low, high)
        if previous is not None and roles[-1] is Role.COMPARED and _goes_on(text, previous, mention):
            role = Role.COMPARED
        if mention.kind == "day" and previous is not None and _is_next_day(text, previous, mention):
            role = Role.NONE if roles[-1] is Role.NONE else role
        if role is Role.AS_OF and previous is not None and _is_second_month(text, previous, mention):
            role = Role.STATED
        roles.append(role)
        previous = mention
    return roles
