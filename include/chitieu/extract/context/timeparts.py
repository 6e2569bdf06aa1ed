"""What the rules of time are made of: a rule, and the ways to write a day, a month, a count.

All patterns are over folded text (see `chitieu.catalogue.folding.fold`).
"""

from __future__ import annotations

from chitieu.kernel.record import record

STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
STEM, BRANCH = "|".join(STEMS), "|".join((*BRANCHES, "tí", "tị", "mẹo"))
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
MONTH = r"(?:1[0-2]|0?[1-9])"
YEAR = r"(?:19|20)\d\d"
SEP = r"\s?[-/.]\s?"
COUNT = r"(?:\d{1,2}|mười một|mười hai|mười|một|hai|ba|bốn|sáu|bảy|bẩy|tám|chín)"
MONTH_WORD = (
    rf"(?:{MONTH}(?!\d)|mười một|mười hai|mười|một|hai|ba|tư|năm(?= năm| tới|$)|sáu|bảy|bẩy|tám|chín"
    r"|giêng|chạp)"
)
# Two months that follow each other (`7 và 8`).
NEXT_MONTHS = (
    "(?:" + "|".join(rf"0?{first}\s+và\s+(?:tháng\s+)?0?{first + 1}" for first in range(1, 12)) + r")(?!\d)"
)
QUARTER = r"(?:iv|i{1,3}|[1-4]|một|hai|ba|bốn|đầu(?: tiên)?|cuối)"
OF_YEAR = (
    rf"(?:\s*(?:{SEP}|,?\s+(?:của\s+|trong\s+)?năm\s+|\s)\s*(?P<year>{YEAR})(?!\d)"
    r"|\s+(?:của\s+)?năm\s+(?P<relative>nay|ngoái|trước|tới|sau)(?!\w))"
)
NOT_NUMBER_BEFORE = r"(?<![\d.,/%-])"
NOT_NUMBER_AFTER = r"(?![\d%]|[.,/]\d)"
DAYTIMES = "rạng|sáng|trưa|chiều|tối|đêm|hôm"
NUMBERS = r"\d|mười|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
DAYTIME = r"(?:(?:rạng\s+)?(?:sáng|trưa|chiều|tối|đêm|hôm))"
# A day and a month alone are written like a fraction: a word of time must say that it is a day.
DAY_CUE = (
    rf"(?:ngày|{DAYTIME}(?:\s+(?:nay|qua|cùng))?\s*,?\s*\(?(?:\s*ngày)?|mùng|dịp(?:\s+lễ)?|lễ"
    r"|(?:tính|kể)\s+(?:đến|từ|tới)|(?:đến|từ|vào)\s+hôm|(?<!cùng )thời\s+điểm"
    r"|từ\s+đầu\s+năm(?:\s+20\d\d)?\s+(?:đến|tới))"
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
