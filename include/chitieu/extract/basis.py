"""What a comparison near a number is against: the same period of last year, the one before, another."""

from __future__ import annotations

import re
from datetime import date

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.cues import Cue, word_list
from chitieu.extract.wordpatterns import IN_TURN, word_pattern
from chitieu.kernel.records import Basis

_YEAR = folded_pattern(r"(?<![\d/.-])((?:19|20)\d{2})(?!\d)")
_MONTH = folded_pattern(r"(?<!\d )tháng\s+(\d{1,2})(?:\s?[-/.]\s?(\d{4})|\s+năm\s+(\d{4}))?(?!\s?tháng)")
_QUARTER = folded_pattern(r"quý\s+(i{1,3}|iv|\d)(?:\s?[-/.]?\s?(\d{4})|\s+năm\s+(\d{4}))?(?!\w)")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_AGAINST = word_pattern(
    r"(?<!\w)(?:so(?:\s+với)?|đối chiếu với|nếu đem so với)\s(?P<what>[^;()]{2,80})"
    r"|(?<!\w)với\s(?P<with>cùng kỳ[^;()]{0,30})"
)
_SAME = word_pattern(rf"(?<!\w){word_list('same_period')}(?!\w)")
_PREVIOUS = word_pattern(rf"(?<!\w){word_list('previous_period')}(?!\w)")
# The end of the year before is no same period, but for a figure that itself stands at a year's end.
_LAST_END = folded_pattern(
    r"(?:(?:tháng (?:12|chạp|mười hai|cuối(?: cùng)?|cuối năm)|quý (?:iv|4)|cuối)(?: của)?"
    r" (?:năm (?:trước|ngoái|liền trước)|năm vừa qua)|cuối năm(?! nay)|tháng chạp)(?!\w)"
)
_DECEMBER = 12
_FROM_REACH = 130
_TET = folded_pattern(r"(?:dịp |mùa )?tết(?!\s+(?:dương|âm) lịch năm nay)(?!\w)")
_TERM = word_pattern(r"(?<!\w)(?:nhiệm kỳ|khóa|giai đoạn) (?:trước|cũ|vừa qua)")
_BORDER = folded_pattern(r"\s(?:và|nhưng|còn|trong khi|thì)\s|[,;)]")
_BRACKET = folded_pattern(r"\((?:cùng kỳ|năm trước|năm ngoái)[^()]*$")
_EARLIER = folded_pattern(r"\((?:cùng kỳ|năm trước|năm ngoái)[^()]*\)[^;()\d]{0,30}$")
# `cùng kỳ năm 2019` may lie further back than last year.
_SAME_OF_YEAR = folded_pattern(
    r"cùng (?:kỳ|thời điểm|giai đoạn|tháng|quý)(?: của)? (?:năm )?((?:19|20)\d{2})(?!\d)"
)
# Halves of months, as customs count them: `so với kỳ 2 tháng 9`.
_HALF_MONTH = folded_pattern(r"(?:nửa (?:đầu|cuối)|kỳ (?:1|2|i|ii|đầu|cuối)) tháng (\d{1,2})(?!\d)")
_AFTER_ONE = folded_pattern(r"[^,;.\d]{0,12}?\s?sau (?:một|1) (?:quý|tháng)(?!\w)")
# `thấp hơn mức 7,2% của năm trước` names the older growth, which is against nothing that is told.
_OLDER = folded_pattern(
    r"(?:cao|thấp|lớn|nhỏ|nhiều|ít|nhanh|chậm) hơn (?:so với )?(?:mức|con số)(?: tăng| giảm)?\s$"
)
_YEARLY = folded_pattern(r"(?<!\w)(?:mỗi|hằng|hàng|bình quân) năm(?!\w)[^,;.\d]{0,24}$")
_SINCE = word_pattern(r"(?<!\w)(?:sau|qua)\s(?:hơn |gần )?\d+\s(?:năm|nhiệm kỳ)")
# `gấp 3 lần năm 2021`, `bằng 71% cùng kỳ`: after a multiple or a ratio no `so với` is needed.
_DIRECT = folded_pattern(
    r"\s?(?:của |so )?(?P<what>(?:mức )?(?:cùng (?:kỳ|thời|tháng|quý|giai đoạn|vụ)|năm (?:trước|ngoái|rồi)|"
    r"(?:cả )?năm \d{4}|tết|vụ trước|tháng trước|quý trước|sck)(?!\w)[^;,()]*)"
)
_BARE_YEAR = folded_pattern(r"\s?(?:cả )?năm \d{4}")
_MULTIPLE = folded_pattern(r"\s?(?:mọi năm|trước đây|ban đầu)")
_OTHER_VERB = word_pattern(
    r"(?<!\w)(?:cao hơn|thấp hơn|nhiều hơn|ít hơn|lớn hơn|hạ|nhích|nhỉnh hơn|chậm hơn|nhanh hơn)(?!\w)"
)
_OWN_VERB = word_pattern(r"(?<!\w)(?:tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|bằng|gấp)(?!\w)")
_JOINED = folded_pattern(r"(?:(?<!\w)(?:và|còn|nhưng|song)|;|\.)\s?(?:nếu |khi )?$")
# `giảm 0,2%, so với cùng kỳ tăng 3%`: no comma parts the second comparison from the verb behind it.
_APART = folded_pattern(r"\s?[,-]\s?(?:nếu |khi )?$")
# `so với tháng trước và cùng kỳ tăng lần lượt 3% và 12%`
_TWO = word_pattern(
    r"(?<!\w)so(?:\s+với)?\s(?P<first>(?:(?!(?<!\w)(?:và|so)(?!\w))[^,;()]){2,40}?),?\s(?:và|,)\s(?:so\s)?(?:với\s)?"
    r"(?P<second>(?:cùng|năm|tháng|quý|kỳ)\s[^;()]{2,40})"
)
_TWO_BEFORE, _TWO_BEHIND = 120, 90

# `hơn năm ngoái 12%`, `cao hơn lương tối thiểu 40%`: the other side stands between verb and number.
_BETWEEN = folded_pattern(
    r"(?:cao|nhiều|lớn|đông|nhỉnh|thấp|ít|kém|chậm)?\s?(?:hơn|kém|thua|vượt|tăng|giảm)\s"
    r"(?:so với\s|so\s|hẳn\s)*"
    r"(?P<what>(?!khoảng|gần|hơn|tới|đến|mức)[^\d;]{3,60}?(?:\d{4}|\d{1,2}(?:[-/]\d{4})?)?"
    r"[^\d;]{0,12})$"
)
_NAMED_TIME = word_pattern(
    r"(?<!\w)(?:năm|tháng|quý|kỳ|vụ|tết|cách đó|nhiệm kỳ|giai đoạn|lúc|hồi|tuần)(?!\w)"
)
# `giảm mạnh vào tháng 4 ở mức 9%` says when, not against what.
_MOVED_IN = folded_pattern(r"(?:\w+\s){0,2}(?:vào|trong|hồi)\s(?:tháng|quý|năm)\s")
_HIGHER = folded_pattern(r"(?:cao|nhiều|lớn|thấp|ít|kém)\shơn\s")
# `từ 6,1 triệu đồng ở quý II xuống 5,2 triệu đồng, tức giảm`: the older side dates the comparison.
_FROM = word_pattern(
    r"(?<!\w)từ\s[^;]{0,50}?(?<!\w)(?P<what>năm (?:\d{4}|ngoái|trước)|quý (?:i{1,3}|iv|\d)(?:/\d{4})?|"
    r"tháng \d{1,2}(?:/\d{4})?)(?!\w)[^;]{0,60}$"
)


def _by_quarter(found: re.Match[str], end: date) -> Basis:
    name = found[1]
    quarter = _QUARTERS.get(name) or int(name)
    year = int(found[2] or found[3] or end.year)
    now = (end.month + 2) // 3
    if quarter == now and year == end.year - 1:
        return Basis.SAME_PERIOD_LAST_YEAR
    return Basis.PREVIOUS_PERIOD if (end.year * 4 + now) - (year * 4 + quarter) == 1 else Basis.OTHER


def _by_month(found: re.Match[str], end: date) -> Basis:
    month, year = int(found[1]), int(found[2] or found[3] or end.year)
    if month == end.month and year == end.year - 1:
        return Basis.SAME_PERIOD_LAST_YEAR
    return Basis.PREVIOUS_PERIOD if (end.year * 12 + end.month) - (year * 12 + month) == 1 else Basis.OTHER


def basis_of(what: str, end: date | None) -> Basis:
    """The basis that a comparison names (`năm 2021`, `tháng trước`, `quý IV/2018`).

    `end` is the last day of the figure's own period; without it a bare year cannot be told to be the last.
    """
    what = _BORDER.split(what.lstrip())[0]
    if _TERM.search(what[:30]):
        return Basis.OTHER
    if _PREVIOUS.match(what):
        return Basis.PREVIOUS_PERIOD
    if _LAST_END.match(what):
        year = _YEAR.search(what[:30])
        last = year is None or end is None or int(year[1]) == end.year - 1
        return Basis.SAME_PERIOD_LAST_YEAR if last and end and end.month == _DECEMBER else Basis.OTHER
    if end is not None and (half := _HALF_MONTH.match(what)):
        return Basis.PREVIOUS_PERIOD if (end.month - int(half[1])) % 12 <= 1 else Basis.OTHER
    if _SAME.search(what[:45]):
        named = _SAME_OF_YEAR.search(what[:60]) if end is not None else None
        earlier = named is not None and end is not None and int(named[1]) < end.year - 1
        return Basis.OTHER if earlier else Basis.SAME_PERIOD_LAST_YEAR
    if _PREVIOUS.search(what[:30]):
        return Basis.PREVIOUS_PERIOD
    if end is not None:
        if found := _QUARTER.search(what[:40]):
            return _by_quarter(found, end)
        if found := _MONTH.search(what[:40]):
            return _by_month(found, end)
        if found := _YEAR.search(what[:60]):
            return Basis.SAME_PERIOD_LAST_YEAR if int(found[1]) == end.year - 1 else Basis.OTHER
    if _TET.match(what):
        return Basis.SAME_PERIOD_LAST_YEAR
    return Basis.OTHER


def in_bracket_of_past(folded: str, start: int) -> bool:
    """Whether a number stands in a bracket on the year before (`tăng 12% (cùng kỳ tăng 9%)`)."""
    return "(" in folded and _BRACKET.search(folded, max(0, start - 60), start) is not None


def is_older(folded: str, start: int) -> bool:
    """Whether a number is the older growth that another one is compared with (`thấp hơn mức 7,2%`)."""
    return _OLDER.search(folded, max(0, start - 40), start) is not None


def is_yearly(folded: str, start: int) -> bool:
    """Whether a number is what came about each year (`bình quân mỗi năm giảm 3%`)."""
    return _YEARLY.search(folded, max(0, start - 48), start) is not None


def comparison_after(
    folded: str, after: int, limit: int, end: date | None, *, moved: bool = False
) -> Basis | None:
    """The basis that is named between a number and the next one (`so với cùng kỳ`).

    Behind a number that `moved` (`tăng 5,4% năm 2014`) a year alone says when, not against what.
    A comparison behind `và` that has a verb of its own (`và so với cùng kỳ tăng`) belongs to the next number.
    """
    text = folded[after:limit]
    direct = _DIRECT.match(text)
    if direct and not (moved and _BARE_YEAR.match(text)):
        return basis_of(direct["what"], end)
    found = _AGAINST.search(text)
    if found and ";" not in text[: found.start()]:
        before = text[: found.start()]
        if limit < len(folded) and (verb := _OWN_VERB.search(text, found.start())):
            apart = _APART.fullmatch(before) and "," not in text[found.start() : verb.start()]
            if apart or _JOINED.search(before):
                return None
        if _OTHER_VERB.search(before):
            return None
        # The comparison may name a number of its own (`so với năm 2021`), so it is read beyond the limit.
        what = folded[after + found.start("what" if found["what"] else "with") : after + found.start() + 90]
        return basis_of(what.split(";")[0], end)
    if _AFTER_ONE.match(text):
        return Basis.PREVIOUS_PERIOD
    return Basis.OTHER if _MULTIPLE.match(text) else None


def comparisons_in_turn(folded: str, start: int, after: int, end: date | None) -> tuple[Basis, Basis] | None:
    """The bases of two numbers of which a list of two comparisons tells in turn, before or behind them.

    `start` is where the first number begins, `after` where the second one ends.
    """
    if not IN_TURN.stands_in(folded, max(0, start - _TWO_BEFORE), start):
        return None
    found = _TWO.find(folded, max(0, start - _TWO_BEFORE), start) or _TWO.find(
        folded, after, after + _TWO_BEHIND
    )
    return (basis_of(found["first"], end), basis_of(found["second"], end)) if found else None


def comparison_within(folded: str, cue: Cue, start: int, end: date | None) -> Basis | None:
    """The basis of `cao hơn năm trước 40%`: what stands between the verb and the number."""
    if cue.rule not in ("increase", "decrease", "points"):
        return None
    low = cue.start if cue.start < start else max(0, start - 60)
    text = folded[low:start]
    found = _BETWEEN.search(text)
    if (
        not found
        or _MOVED_IN.match(found["what"])
        or not (_NAMED_TIME.search(found["what"]) or _HIGHER.match(found.group()))
    ):
        return None
    return basis_of(found["what"], end)


def comparison_before(folded: str, low: int, start: int, end: date | None) -> Basis | None:
    """The basis that is named ahead of a number (`so với năm 2021, ... tăng`, `từ 5% năm 2021 giảm`)."""
    comparisons = list(_AGAINST.find_all(folded, low, start))
    if comparisons:
        return basis_of(comparisons[-1]["what"] or comparisons[-1]["with"], end)
    if "(" in folded and _EARLIER.search(folded, max(0, start - _FROM_REACH), start):
        return Basis.SAME_PERIOD_LAST_YEAR
    if found := _FROM.find(folded, max(0, start - _FROM_REACH), start):
        return basis_of(found["what"], end)
    return Basis.OTHER if _SINCE.find(folded, low, start) else None


def comparison_opening(folded: str, end: date | None) -> Basis | None:
    """The basis that a sentence opens with, which holds for all that follows (`So với năm 2021, ...`)."""
    found = _AGAINST.match(folded.lstrip(" -+•*"))
    return basis_of(found["what"] or found["with"], end) if found else None
