"""Cuts what narrows a figure to the page's noun phrase: no verb, no time, no connective, no half bracket."""

from __future__ import annotations

import re

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.partwords import pattern

# Where it was found, and by which rule.
Found = tuple[int, int, str]

SHORTEST = 2
# What stands behind one of these is a part; `dành riêng`, `quy định riêng`, `sầu riêng` single nothing out.
OPENER = (
    r"(?<!\w)(?<!sầu )(?<!dành )(?<!khoản )(?<!chuẩn )(?<!nói )(?<!của )(?<!nhà )(?<!định )(?<!thù )"
    r"(?:<openers>)(?!\w)(?! (?:cho|của) (?:con|lao động|người|nữ|công nhân))"
)
NO_SUBJECT = r"^(?:hai|ba|bốn|sáu|các|những)\s(?:huyện|quận|xã|tỉnh|phường|thị xã|thành phố)(?!\w)|"
NO_SUBJECT += r"(?<!\w)(?:<speech>)(?!\w)|^(?:<bodies>)(?!\w)|^(?!giao thông(?!\w))(?:<verbs>)(?!\w)|\d|^\W*$"
BORDER = re.compile(r"[,;:.(]|$")
_LEAD = r"^(?:[\s,;:()\-\"/+•*–|]|(?:<leading>)(?!\w)(?!\sthông(?!\w)))+"
# The last syllable of these is no word of its own (`thiết bị`, `thực hiện`, `chất lượng cao`).
_TAIL = (
    r"(?:[\s,;:(\-\"|]|(?<!\w)(?!(?<=còn )lại|(?<=thiết )bị|(?<=chuẩn )bị|(?<=thực )hiện|(?<=thể )hiện|"
    r"(?<=xuất )hiện|(?<=lượng )cao|(?<=vùng )cao|(?<=vùng )thấp|(?<=nâng )cao|(?<=hạn )mức)(?:<trailing>))+$"
)
_DANGLING = (
    r"(?:^|\s)(?:<last_verbs>|<last_words>|(?<!phụ )thuộc|(?<!tự )do|(?<!nhà )ở|(?:tại|trong|ở) các|"
    r"(?<!nông thôn )(?<!dự án )(?<!đăng ký )(?<!cấp )(?<!ký )(?<!xây )(?<!lập )(?<!trồng )(?<!đoàn viên )"
    r"(?<!kết nạp )(?<!kết )(?<!làm )(?<!fdi )(?<!hàng )mới|(?<!mức )(?<!mức sống )(?:bình quân|trung bình))$"
)
# The verb of a subject and all that follows it; `có` names a kind too (`khu vực có vốn nước ngoài`).
_PREDICATE = (
    r"\s(?:(?:<predicates>)(?!\w)|(?<!chứng )chỉ(?!\w)(?! số| tiêu)|(?<!thiết )(?<!chuẩn )bị(?!\w)|"
    r"được(?!\w)|có (?:thêm|tới|đến|lúc|khoản|khi|chỉ số|nơi|người|ít|tổng)(?!\w)|"
    r"mới (?=đạt|chỉ|có|được|quản lý|đáp ứng|là|giải ngân|thực hiện|thu|ký)|(?:xuất|nhập) khẩu$).*$"
)
# A superlative is said of a name, but it tells groups apart (`vùng thấp nhất`).
_SUPERLATIVE = (
    r"\s(?:cao|thấp|lớn|nhỏ|đông|thưa|nhiều|ít|mạnh|nặng|nặng nề|sâu|giàu|nghèo|nhanh|chậm) nhất(?!\w).*$"
)
# What begins with a verb is narrowed by the verb (`bị giảm giờ làm`, `xuất phát từ chuyện tiền lương`).
_VERB_FIRST = r"^(?:<verbs_first>)(?!\w)"
_TIMES = (
    r"(?:^|\s)(?:trong |tính đến |đến |từ |sau |tính |vào )?(?:cả |các |những |nửa |cuối |đầu |giữa ){0,2}"
    r"(?:\d{1,2} )?(?:năm|tháng|quý|ngày|dịp|(?<!hoa )kỳ|thời điểm)(?!\w)[^,;]*$"
)
# A time, a range or a view that a sentence opens with (`từ đầu năm,`, `trong 12 nước,`, `xét theo vùng,`).
_OPENING = (
    r"^(?:[^,;\d]{0,24}?\s)?(?:năm|tháng|quý|ngày|tuần|dịp|(?<!hoa )kỳ|nay)(?!\w)[^,;]{0,24},\s|"
    r"^hôm nay(?!\w)|^(?:trong|xét|nhìn|tính|theo|chia) [^,;]{2,100}?(?:,\s|\sthì\s)"
)
_COPULA = r"\s(?:(?:vẫn|cũng|hiện|đang|mới|đều|chính|tiếp tục|chủ yếu|thực sự) )*là\s"
# `Tôm là mặt hàng chủ lực`: the name stands before the verb, elsewhere (`dẫn đầu là tôm`) behind it.
_NAMED_BEFORE = (
    r"(?:một |những |các )?(?:nơi|nước|địa phương|đơn vị|<heads>)"
    r" (?:duy nhất|lớn|dẫn đầu|đứng|có|chiếm|tập trung|thu hút|chủ lực|nhập khẩu|xuất khẩu|mua|cao|thấp|giảm|"
    r"tăng|chịu|để)"
)
_NO_NAME = r"^(?:<no_names>)(?!\w)|^(?:<bare_names>)$"
_NUMBERED = re.compile(
    r"(?<!\w)(?:(?<!trong )(?<!quyền )(?<!tổng )số|quận|(?<!nông )thôn|ấp|tổ|phường|khu phố|mức độ|giai đoạn|"
    r"vùng|loại|covid)(?:\s?-?\s?\d+\w{0,2})(?!\w|[.,]\d)"
)
_HEAD, _HEAD_FIRST = r"(?:<heads>)", r"^(?:<heads>)(?!\w)"
# Before the number a list of names may hold commas; another body behind a comma is another subject.
_BORDER_BEFORE = folded_pattern(r"[;:.()\"|]|\s\d|,\s(?:sở|cục|tổng cục|bộ|ông|bà|theo|với)(?!\w)")
_BORDER_BEHIND = re.compile(r"[,;:.()\"|]|\s-\s|\s\d")
_WHO = r"(?:^|(?<=[,;:.\"])\s?)(?P<who>[^,;:.()\d\"]{2,50}?)"
_SAID_OF = folded_pattern(_WHO + _COPULA + r"(?:một |những |các )?$")
_BELONGS = folded_pattern(_WHO + r"\s(?:vào|thuộc)\s(?:các )?$")
# `Hàng ăn, nhóm chiếm tỷ trọng lớn nhất, tăng`: the name stands before the comma.
_APPOSED = folded_pattern(
    r"(?:^|(?<=[;:.\"])\s?|(?<!\w)riêng\s)(?P<who>[^;:.()\d\"]{2,60}?)\s?[,-]\s(?:một |những |các )?$"
)
_APPOSITION = folded_pattern(r"\s(?:chiếm|có|lớn|duy nhất|thu hút|chủ lực|quan trọng|mà|dẫn đầu)(?!\w)")
_ALONE = frozenset({"dự án"})
# A phrase behind the number may go on to an amount of its own (`FDI với tổng vốn đăng ký 5,2 tỷ`).
_GOES_ON = r"\s(?:và \d+|với|có tổng|tổng|trên địa bàn|mỗi|gồm|nhưng|song|thì)(?!\w).*$"
_BEHIND = frozenset({"part.opened_behind", "part.modifier", "part.beneficiary", "part.units"})
_LISTED = frozenset({"part.subject", "part.item"})
_FREE = _LISTED | {"part.opened", "part.group", "part.share", "part.complement", "part.single"}


def without_tail(text: str, start: int, end: int) -> int:
    """The end of the span without the words and signs behind a name."""
    tail = pattern(_TAIL).search(text[start:end])
    return start + tail.start() if tail else end


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the words and signs at its borders that are no part of a name."""
    lead = pattern(_LEAD).match(text[start:end])
    start += lead.end() if lead else 0
    return start, without_tail(text, start, end)


def without_time(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the time that it ends in."""
    found = pattern(_TIMES).search(text[start:end])
    return trimmed(text, start, start + found.start()) if found else (start, end)


def cut(
    folded: str, found: Found | None, low: int, number: tuple[int, int], *, is_open: bool = False
) -> Found | None:
    """The noun phrase within what a rule found, None where none is left.

    `low` is where the figure's stretch of the sentence begins, `number` the span of the number; words of an
    indicator are fixed and stay as they are, but where they are open to what follows (`is_open`).
    """
    if found is None:
        return None
    rule = found[2]
    if rule == "part.of_indicator":
        if pattern(_HEAD).fullmatch(folded, found[0], found[1]):
            return _named(folded, found, low, number)
        return _open_words(folded, found, number) if is_open else found
    if rule in _BEHIND:
        return _behind(folded, found)
    if rule not in _FREE:
        return found
    phrase = _phrase(folded, found)
    bare = phrase and rule == "part.group" and pattern(_HEAD).fullmatch(folded, phrase[0], phrase[1])
    return _named(folded, phrase, low, number) if phrase and bare else phrase


def _open_words(folded: str, found: Found, number: tuple[int, int]) -> Found:
    start, end, rule = found
    if start < number[0] and not pattern(_VERB_FIRST).match(folded[start:end]):
        start, end = _before_verb(folded, start, end)
    end = _without_dangling(folded, start, end)
    return (start, _numbered(folded, start, end), rule) if end - start > 1 else found


def _behind(folded: str, found: Found) -> Found | None:
    start, end, rule = found
    if goes_on := pattern(_GOES_ON).search(folded[start:end]):
        end = start + goes_on.start()
    end = _numbered(folded, start, _without_dangling(folded, start, end))
    return (start, end, rule) if end - start > 1 else None


def _phrase(folded: str, found: Found) -> Found | None:
    rule = found[2]
    start, end = _within_brackets(folded, found[0], found[1])
    if rule == "part.opened" and start > found[0]:
        # The bracket that the opener stands in is closed before the number.
        return None
    start = without_opening(folded, start, end)
    if rule in _LISTED and (colon := folded.rfind(":", start, end)) >= 0:
        start = colon + 1
    if copula := pattern(_COPULA).search(folded[start:end]):
        if pattern(_NAMED_BEFORE).match(folded, start + copula.end(), end):
            end = start + copula.start()
        else:
            start += copula.end()
    if rule != "part.opened" or not pattern(_VERB_FIRST).match(folded[start:end]):
        start, end = _before_verb(folded, start, end)
    start, end = trimmed(folded, *without_time(folded, start, end))
    end = _numbered(folded, start, _without_dangling(folded, start, end))
    if end - start < SHORTEST or pattern(_NO_NAME).match(folded[start:end]):
        return None
    return start, end, rule


def _before_verb(folded: str, start: int, end: int) -> tuple[int, int]:
    if verb := pattern(_PREDICATE).search(folded[start:end]):
        end = start + verb.start()
    if not pattern(_HEAD_FIRST).match(folded[start:end]) and (
        superlative := pattern(_SUPERLATIVE).search(folded[start:end])
    ):
        end = start + superlative.start()
    return start, end


def _without_dangling(folded: str, start: int, end: int) -> int:
    while True:
        shorter = without_tail(folded, start, end)
        if dangling := pattern(_DANGLING).search(folded[start:shorter]):
            shorter = start + dangling.start()
        if shorter >= end:
            return end
        end = shorter


def without_opening(folded: str, start: int, end: int) -> int:
    """Where a phrase begins behind the connectives, times and ranges that it opens with."""
    while True:
        time = pattern(_OPENING).match(folded[start:end])
        later = trimmed(folded, start + (time.end() if time else 0), end)[0]
        if later == start or later >= end:
            return min(later, end)
        start = later


def _within_brackets(folded: str, start: int, end: int) -> tuple[int, int]:
    """The span on this side of a bracket of which it holds one half."""
    opened, closed = folded.rfind("(", start, end), folded.find(")", start, end)
    if closed >= 0 and folded.find("(", start, closed) < 0:
        start = closed + 1
        opened = folded.rfind("(", start, end)
    if opened >= 0 and folded.find(")", opened, end) < 0:
        end = opened
    return trimmed(folded, start, end)


def _numbered(folded: str, start: int, end: int) -> int:
    """The end of the span with the number that its last word is one of (`quận 12`, `bão số 3`)."""
    for found in _NUMBERED.finditer(folded, start, min(len(folded), end + 8)):
        if found.start() < end < found.end():
            return found.end()
    return end


def _named(folded: str, found: Found, low: int, number: tuple[int, int]) -> Found | None:
    """A head noun with its name (`nhóm giao thông`), or what is said to be one (`Mỹ là thị trường`)."""
    start, end, rule = found
    said = _SAID_OF.search(folded, low, start)
    if said is None and _APPOSITION.match(folded, end):
        said = _APPOSED.search(folded, low, start)
    if said and (who := _phrase(folded, (*said.span("who"), rule))):
        return who
    last = _end_of_name(folded, end, number[0] if start < number[0] else None)
    last = without_time(folded, start, last)[1] if last > end else last
    last = _numbered(folded, start, _without_dangling(folded, start, last))
    if last > end:
        return start, last, rule
    if belongs := _BELONGS.search(folded, low, start):
        return _phrase(folded, (*belongs.span("who"), rule))
    return found if folded[start:end] in _ALONE and start < number[0] else None


def _end_of_name(folded: str, end: int, number: int | None) -> int:
    """Where the name behind a head noun ends; `number` is where the figure begins if it follows."""
    border = (_BORDER_BEHIND if number is None else _BORDER_BEFORE).search(folded, end)
    last = border.start() if border else len(folded)
    if number is not None:
        if last < number and folded[last] == ",":
            return end
        last = min(last, number)
    for rule in (_GOES_ON, _PREDICATE):
        if found := pattern(rule).search(folded[end:last]):
            last = end + found.start()
    return last
