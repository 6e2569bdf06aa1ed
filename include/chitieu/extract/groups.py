"""Percentages of a group that stands behind them: `98% đơn vị tổ chức hội nghị`, `61% tổ chức hội nghị`."""

from __future__ import annotations

import re
from functools import cache

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.cues import word_list
from chitieu.extract.mentions import Mention, counted_noun, noun_pattern
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import SentenceText
from chitieu.extract.wordpatterns import WordPattern, word_pattern
from chitieu.kernel.records import Unit

_MORE = folded_pattern(r",\s|\svà\s")


def end_of_nouns(folded: str, end: int) -> int:
    """Where a list of counted nouns ends (`94/96 cơ quan, trường học tổ chức ...`)."""
    while (joined := _MORE.match(folded, end)) and (noun := counted_noun().match(folded, joined.end())):
        end = noun.end()
    return end


_DIGIT = re.compile(r"\d")
_OF_GROUP = folded_pattern(r"\s(?:trở lên\s)?(?:tổng\s)?(?:số\s|các\s)?")


# How far what a group did may stand behind it.
_REACH = 55
_DID = folded_pattern(r"\s(?:đã\s)?(?:tổ chức|mở|ký|ký kết|có|thực hiện)(?:\sđược)?\s")


def share_of_doing(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of `98% trở lên đơn vị tổ chức hội nghị cán bộ`: the share of those that did it.

    The group may also be named before: `ở khối doanh nghiệp mới 61% tổ chức hội nghị người lao động`.
    """
    if mention.indicator is None or mention.indicator.kind != "amount":
        return None
    pattern = noun_pattern(mention.code)
    opened = _OF_GROUP.match(text.folded, q.after)
    noun = pattern.match(text.folded, opened.end()) if pattern and opened else None
    if noun is None:
        did = _DID.match(text.folded, q.after)
        alone = did is not None and did.end() == mention.start
        return 0.8 if alone and _GROUP_BEFORE.find(text.folded, 0, q.start) else None
    end = end_of_nouns(text.folded, noun.end())
    if not 0 <= mention.start - end <= _REACH:
        return None
    between = text.folded[end : mention.start]
    if ";" in between or _DIGIT.search(between):
        return None
    return 0.8 - 0.006 * len(between) - (_RELATIVE if _did_more(text, mention) else 0.0)


# What a group is called by, before what it did: `85% doanh nghiệp có công đoàn ký thỏa ước`.
_RELATIVE = 0.3
_STILL = re.compile(r"[^,;.:()\d]{1,24}")


def _did_more(text: SentenceText, mention: Mention) -> bool:
    return any(
        other.indicator not in (None, mention.indicator)
        and not other.behind
        and mention.end < other.start
        and _STILL.fullmatch(text.folded, mention.end, other.start)
        for other in text.mentions
    )


_GROUP_BEFORE = word_pattern(
    r"(?<!\w)(?:khối|khu vực|nhóm|loại hình|số|các|với)\s[^,;:.()\d]{2,60}(?:,\s|\s)"
    r"(?:mới\s|chỉ\s|có\s|đã\s|tỷ lệ\s)*$"
)
_NEXT_ONE = folded_pattern(r"(?:[,;]|(?<!\w)(?:và|còn|với))\s(?:có\s|trên\s|gần\s|hơn\s)?$")


def has_own_group(text: SentenceText, q: Quantity) -> bool:
    """Whether a percentage of a list names what it is a share of: `95% đảng viên ..., 98% số hộ ...`."""
    if q.unit is not Unit.PERCENT or not _NEXT_ONE.search(text.folded, max(0, q.start - 16), q.start):
        return False
    opened = _OF_GROUP.match(text.folded, q.after)
    return opened is not None and counted_noun().match(text.folded, opened.end()) is not None


def of_people(text: SentenceText, end: int) -> bool:
    """Whether a group of people is named before a share of all: `đồng bào Khmer chiếm 31% dân số`."""
    return _people().find(text.folded, 0, end) is not None


@cache
def _people() -> WordPattern:
    return word_pattern(rf"(?<!\w){word_list('peoples')}(?:[,\s][^;:.()\d]{{0,70}})?\s?$")


DOES = folded_pattern(r"\s(?:cho biết|phải|đã|có|không|đang|chưa|được|cho rằng|đồng ý|trả lời)(?!\w)")


DOING = folded_pattern(
    r"\s(?:đã|được|có|không|chưa|hài lòng|đồng ý|đồng tình|cho|tham gia|biết|sử dụng|mong|muốn|phải|đang|ký|"
    r"đăng ký|đạt|thực hiện|thường xuyên)(?!\w)"
)


def opens_group(folded: str, q: Quantity) -> bool:
    """Whether words behind a percentage say what it is a share of: `97% công nhân`, `43% cho biết`."""
    return counted_noun().match(folded, q.after + 1) is not None or DOES.match(folded, q.after) is not None
