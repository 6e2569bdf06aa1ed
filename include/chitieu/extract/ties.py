"""How closely a number is tied to a phrase: inside it, right behind it, or named before.

Scores lie around 1; what speaks against a tie lowers them.
"""

from __future__ import annotations

import re
from functools import cache

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import load_indicators
from chitieu.extract.cues import Cue, cue_words, word_list
from chitieu.extract.groups import (
    DOES,
    DOING,
    end_of_nouns,
    has_own_group,
    of_people,
    opens_group,
    share_of_doing,
)
from chitieu.extract.mentions import Mention, excluded, noun_pattern
from chitieu.extract.nouns import filler, noun_behind, noun_fits
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading, SentenceText
from chitieu.extract.resolving import MONEY
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import Measure, Unit

STRONG = 0.3
_STRONG_REACH = 14
_FOREIGN = 0.35
_BEHIND_REACH, _FAR_BEHIND = 40, 80


def _between(text: SentenceText, low: int, high: int) -> int:
    return sum(1 for q in text.quantities if low <= q.start and q.end <= high)


def _inside(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of a number inside a gap of a phrase; the last number of a gap claims it."""
    gaps = zip(mention.gaps, mention.literals[1:], strict=True)
    for number, ((start, end), (literal, high)) in enumerate(gaps):
        if mention.numbered and number not in mention.numbered:
            continue
        if start <= q.start and q.after <= end:
            if (q.unit is Unit.PERCENT or q.kind == "money") and text.folded[q.after] in ",;)":
                return None
            if q.unit is Unit.PERCENT and (mention.numbered or "," in text.folded[start : q.start]):
                return None
            if q.bound != "low" and any(
                other.start >= q.after and other.after <= end and other.kind == q.kind
                for other in text.quantities
            ):
                return None
            if q.kind == "count":
                between = text.folded[q.after : literal].strip()
                noun = noun_behind(text.folded, q)
                other_noun = noun and (between or len(noun) > high - literal)
                if other_noun and noun_fits(text, q, mention.indicator) is None:
                    return None
                # `11.000 công nhân ở 700 khu trọ được hỗ trợ`: the words count something else.
                foreign = between and not noun and noun_fits(text, q, mention.indicator) is None
                return 1.0 - 0.012 * len(between) - (_FOREIGN if foreign else 0.0)
            return 0.95
    return None


_LINK = re.compile(rf"\s*\)?\s*(?:{word_list('links')}\s+){{0,4}}")


_UNITS_TOO = folded_pattern(
    r",\s(?:xã|phường|thị trấn|đặc khu|thị xã|thành phố|thành|huyện|quận|ngành)(?!\w)"
)
_ABOUT_IT, _BORDERS = fold(" về "), re.compile("[,;.(]")
_SURELY_OF = folded_pattern(r"\s(?:tổng )?số(?: lượng)?\s$")
_MOVED = word_pattern(r"(?<!\w)(?:tăng|giảm|kéo giảm|cắt giảm)(?:\s(?:thêm|được|ít nhất|tới|khoảng))*\s$")
_ABOUT = folded_pattern(r"(?:về|chỉ tiêu|kế hoạch|dự toán)\s")


def _numbered(text: SentenceText, mention: Mention, kind: str | None = None) -> bool:
    """Whether a gap of a phrase holds a number outside of brackets, of one kind where one is given."""
    for low, high in mention.gaps:
        for other in text.quantities:
            if low <= other.start < high and kind in (None, other.kind):
                before = text.folded[low : other.start]
                if before.count("(") == before.count(")"):
                    return True
    return False


_QUOTES = frozenset("\"“”‘'«")
_BREAK = re.compile(r"[,;:.()]|(?<!\w)(?:trong|với|tại|ở|cho|và|của|từ)(?!\w)")


def _relative(text: SentenceText, q: Quantity, mention: Mention, at: int) -> float | None:
    """The score of `58 doanh nghiệp có công đoàn đã ký thỏa ước`: what the counted ones did follows them."""
    if mention.indicator is None or mention.behind:
        return None
    pattern = noun_pattern(mention.code)
    noun = pattern.match(text.folded, at) if pattern else None
    if noun is None:
        return None
    end = end_of_nouns(text.folded, noun.end())
    if mention.start < end or _BREAK.search(text.folded, end, mention.start):
        return None
    return 0.85 - 0.006 * (mention.start - end)


_OPENING = 40
_PLANNED_FIRST = re.compile(rf"\s(?:so với\s)?{word_list('plan')}(?!\w)[^,;.]{{0,25}},\s?$")


def _opens(text: SentenceText, q: Quantity, gap: str) -> bool:
    """`Đạt 102% dự toán, thu ngân sách là ...`: a percentage that opens a sentence awaits its subject."""
    return q.unit is Unit.PERCENT and q.start < _OPENING and _PLANNED_FIRST.match(gap) is not None


def _behind(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of a phrase right behind a number."""
    if mention.start < q.after or mention.numbered:
        return None
    gap = text.folded[q.after : mention.start]
    if len(gap) > _FAR_BEHIND or _between(text, q.after, mention.start) or _numbered(text, mention):
        return None
    if (
        q.unit is Unit.PERCENT
        and not mention.behind
        and (did := share_of_doing(text, q, mention)) is not None
    ):
        return did
    if len(gap) > _BEHIND_REACH:
        return None
    if q.kind == "rank" and gap.endswith(_ABOUT_IT) and not _BORDERS.search(_UNITS_TOO.sub("", gap)):
        # `đứng thứ 5 cả nước về chỉ số cải cách`, `thứ 17/99 xã, phường của tỉnh về ...`
        return 0.95
    if q.kind == "count":
        skipped = filler().match(text.folded, q.after)
        at = max(q.after + 1, skipped.end() if skipped else 0)
        at += text.folded[at : at + 1] in _QUOTES
        base = 0.85 if mention.behind else 1.0
        base -= 0.25 if any("," in text.folded[low:high] for low, high in mention.gaps) else 0.0
        return base if mention.start <= at else _relative(text, q, mention, at)
    if mention.behind:
        return None
    rated = mention.indicator is not None and mention.indicator.kind == "rate"
    if not text.readings and _opens(text, q, gap):
        return 0.75
    if rated and "," not in gap and opens_group(text.folded, q):
        return 0.9
    link = _LINK.match(text.folded, q.after)
    if mention.start <= (link.end() if link else q.after):
        about = _ABOUT.search(gap)
        if about or (q.unit is Unit.PERCENT and not gap.strip()):
            return 1.0
        if _SURELY_OF.fullmatch(gap) and _MOVED.find(text.folded, 0, q.hedge_start):
            # `kéo giảm 30% số vụ ngừng việc`
            return 1.0
        return 0.86 if q.unit is Unit.PERCENT else 0.8
    return None


_COMPARED = word_pattern(r"(?<!\w)(?:so với|so|cao hơn|thấp hơn|nhiều hơn|ít hơn|bằng|gấp|hơn)\s(?:mức\s)?$")


def _is_whole(text: SentenceText, mention: Mention) -> bool:
    """Whether a mention says what the percentage before it is a share of: `88,6% dân số`."""
    return any(
        other.unit is Unit.PERCENT
        and 0 <= mention.start - other.after <= _WHOLE_REACH
        and "," not in text.folded[other.after : mention.start]
        for other in text.quantities
    )


_WHOLE_REACH = 12


def _before(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of a phrase that ends before a number."""
    if mention.end > q.hedge_start or mention.behind:
        return None
    if mention not in text.spent and _numbered(text, mention, q.kind):
        return None
    if mention.bonus >= STRONG and q.hedge_start - mention.end > _STRONG_REACH:
        return None
    if mention.indicator is not None and mention.indicator.whole and _is_whole(text, mention):
        return None
    between = text.folded[mention.end : q.hedge_start]
    if ";" in between and mention.indicator and excluded(mention.indicator, text.folded, q.start, q.after):
        return None
    penalty = 0.0022 * len(between) + 0.05 * between.count(",") + 0.1 * _between(text, mention.end, q.start)
    penalty += 0.3 * between.count(";")
    # An aside that is closed before the number, and the object of a comparison, are no subjects.
    if between.count(")") > between.count("("):
        penalty += 0.3
    if between.rstrip().endswith(":"):
        penalty -= 0.2
    if _COMPARED.find(text.folded, max(0, mention.start - 18), mention.start):
        penalty += 0.35
    if q.kind == "count" and any(_overlaps(mention, other) for other in text.spent):
        penalty += 0.2
    if any(mention.indicator is other.indicator for other in text.spent) and has_own_group(text, q):
        penalty += 0.3
    if mention.indicator is None and any(_lies_in(mention, other) for other in text.spent):
        # `Bảo hiểm thất nghiệp có 71.288 người tham gia, vượt 1,7% kế hoạch`
        penalty += 0.2
    return 0.92 - min(penalty, 0.7)


def _lies_in(mention: Mention, other: Mention) -> bool:
    return other.indicator is not None and other.start <= mention.start and mention.end <= other.end


def _overlaps(mention: Mention, other: Mention) -> bool:
    return mention.code == other.code and mention.start < other.end and other.start < mention.end


def tied(text: SentenceText, q: Quantity, mention: Mention) -> tuple[float, str] | None:
    """The score and the kind of a tie (`inside`, `behind`, `before`), None for no tie."""
    if (score := _inside(text, q, mention)) is not None:
        return score, "inside"
    if (score := _behind(text, q, mention)) is not None:
        return score, "behind"
    if mention.behind or mention.numbered or (fits := noun_fits(text, q, mention.indicator)) is None:
        return None
    if (score := _before(text, q, mention)) is not None:
        return score + fits, "before"
    return None


_GROWTH_NAME = fold("tăng trưởng")
_ACTED = word_pattern(
    r"(?<!\w)(?:(?<!đại diện )cho|cử|tiếp nhận|khen thưởng|biểu dương|tuyên dương|tặng|trao|thăm|hỗ trợ|giúp|"
    r"xóa tên|kỷ luật|khai trừ|cảnh cáo|khiển trách|huy động|vận động|bảo vệ|đưa|đón|phục vụ|mời|cắt giảm|"
    r"sa thải|tuyển|tuyển dụng|tuyển thêm|đòi|bổ nhiệm|phân công|đào tạo|bồi dưỡng|kiểm tra|giám sát|"
    r"miễn giảm|giảm|tăng|thiếu)"
    r"(?:\s(?:được|thêm|cho|tới|đến|toàn thể))*\s$"
)
# Members meet in all unions that there are: `4.120 đoàn viên sinh hoạt tại 36 CĐCS`.
_SCOPE = word_pattern(
    r"(?<!\w)(?:(?<!sinh hoạt )(?:tại|ở|thuộc|trong|đến từ|giữa|theo)"
    r"|(?<!tham gia )(?<!góp mặt )(?<!tham dự )(?<!đồng hành )(?<!làm việc )(?<!sinh mạng )(?<!của )của)\s$"
)
# `2.946 đoàn viên trong 2.958 CNVCLĐ`: all that there are.
_OUT_OF = folded_pattern(r"\d\s(?:\w+\s){1,4}trong\s$")
_OF = fold(" của ")
_AT = word_pattern(r"(?<!\w)(?<!sinh hoạt )(?:tại|ở)\s$")
_FROM = word_pattern(r"(?<!\w)từ\s$")


_THRESHOLD = folded_pattern(r"(?:\s\w+){1,4}?\s(?:trở lên|trở xuống)(?!\w)")
# `phấn đấu có 450 sáng kiến trở lên` is a goal.
_GOAL = word_pattern(
    r"(?<!\w)(?:phấn đấu|mục tiêu|chỉ tiêu)(?:\s(?!doanh nghiệp|dn|đơn vị)[^\s,;:.\d]+){0,6}\s$"
)


def is_threshold(text: SentenceText, q: Quantity) -> bool:
    """Whether a count is a condition: `doanh nghiệp có từ 25 lao động trở lên`; nothing goes on from it."""
    bound = _FROM.find(text.folded, 0, q.hedge_start) is not None
    return bound and q.kind == "count" and _THRESHOLD.match(text.folded, q.after) is not None


def _wraps(mention: Mention, reading: Reading) -> bool:
    """Whether a phrase is the one that the number before stands in."""
    inside = (
        mention.start < reading.quantity.start < mention.end and reading.quantity.unit is not Unit.PERCENT
    )
    indicator = mention.indicator
    return inside and indicator is reading.indicator and indicator is not None and indicator.rate is None


@cache
def _stocks() -> frozenset[str]:
    return frozenset(indicator.stock for indicator in load_indicators().values() if indicator.stock)


@cache
def _costs() -> frozenset[str]:
    return frozenset(indicator.money for indicator in load_indicators().values() if indicator.money)


def of_stock(mention: Mention) -> bool:
    """Whether a phrase speaks of all that there are, as in `có 4.200 đoàn viên`."""
    return mention.code in _stocks()


def _is_stock(mention: Mention) -> bool:
    """Whether a phrase only names what is counted, as in `4.200 đoàn viên`."""
    return mention.behind or (mention.code in _stocks() and not mention.gaps)


def _of_use(text: SentenceText, q: Quantity, cue: Cue, mention: Mention) -> float:
    """What the number before, the time paid for and what was done with the counted say of a phrase."""
    score = 0.0
    if cue.removed and mention.indicator is not None and cue.removed in mention.indicator.removal:
        # `giúp 120 hộ vươn lên thoát nghèo` tells of the poor, not of the help.
        score += 0.4
    if cue.rule == "share" and text.readings and text.readings[-1].quantity.kind == "count":
        # `362 doanh nghiệp có thưởng, chiếm 76%`: the share is that of the count.
        money = mention.indicator is not None and mention.indicator.unit in MONEY
        score -= 0.4 if money and mention.end <= q.start else 0.0
    if q.unit is Unit.PERCENT and text.readings and _wraps(mention, text.readings[-1]):
        score += 0.06
    if mention.indicator is not None and mention.indicator.per and q.per:
        score += 0.05 if q.per == mention.indicator.per else -0.1
    if q.kind in ("money", "count") and _GROWTH_NAME in text.folded[mention.start : mention.end]:
        # `có mức tăng trưởng khá, đạt 670 triệu USD` speaks of what grows.
        score -= 0.6
    whole = (
        mention.indicator is not None and mention.indicator.whole and mention.start < q.start < mention.end
    )
    done_with = q.kind == "count" and (whole or (mention.start >= q.after and _is_stock(mention)))
    if done_with and _ACTED.find(text.folded, 0, q.hedge_start):
        # `tiếp nhận 17 đảng viên`: something was done with them, they are not all that there are.
        score -= 0.65
    return score


def _after_whole(text: SentenceText, q: Quantity, mention: Mention) -> bool:
    """Whether a phrase is only what the share before it was of: `chiếm 65% GRDP, tăng 7%`."""
    last = text.readings[-1] if text.readings else None
    if last is None or last.cue.rule != "share" or last.indicator in (None, mention.indicator):
        return False
    between = text.folded[last.quantity.after : mention.start]
    return mention.end <= q.start and len(between) <= _WHOLE_REACH and not _BREAK_OFF.search(between)


_BREAK_OFF = re.compile("[,;:.)]")
_BARE_GROWTH = frozenset(map(fold, ("mức tăng trưởng", "tốc độ tăng trưởng")))


def _grew_otherwise(text: SentenceText, q: Quantity, mention: Mention) -> bool:
    """Whether a growth that names nothing is of what stands before (`xuất khẩu đạt mức tăng trưởng 28%`)."""
    if text.folded[mention.start : mention.end] not in _BARE_GROWTH:
        return False
    if text.readings:
        last = text.readings[-1]
        between = text.folded[last.quantity.after : mention.start]
        near = len(between) < _WHOLE_REACH and ";" not in between
        return near and last.indicator not in (None, mention.indicator)
    if not _HAS_GROWN.find(text.folded, 0, mention.start):
        return False
    return any(m.end < mention.start and m.indicator not in (None, mention.indicator) for m in text.mentions)


_HAS_GROWN = word_pattern(r"(?<!\w)(?:đạt|với|có)\s$")


def _part_named(text: SentenceText, q: Quantity) -> bool:
    """Whether an indicator is named, or spoken of, before a number."""
    known = bool(text.readings) and text.readings[-1].indicator is not None
    return known or any(other.indicator and other.end <= q.start for other in text.mentions)


def _is_far(text: SentenceText, q: Quantity, mention: Mention) -> bool:
    """Whether a phrase counts by the sentences before alone, and this one speaks of something else.

    `cao nhất` goes on with the sentence that it stands in, and so does `riêng thủy sản` in one on exports.
    """
    if not mention.far:
        return False
    topic = text.topic.reading if text.topic and text.topic.distance == 1 else None
    last = next((r for r in reversed(text.readings) if r.indicator), None if text.readings else topic)
    if last is None and topic is not None and not any(r.quantity.unit is Unit.PERCENT for r in text.readings):
        last = topic
    if last is None or last.indicator is None or last.indicator is mention.indicator:
        return False
    if text.readings and last.mention is not None and last.mention.far:
        # `Chia ra: khu vực I 2.308 tỷ đồng, khu vực II 1.512 tỷ đồng`
        return False
    if q.kind == "money":
        return bool(text.readings)
    if last is topic:
        return q.unit is Unit.PERCENT and last.indicator.code in cue_words("told_by_branch")
    if q.unit is not Unit.PERCENT or last.indicator.code not in cue_words("told_by_branch"):
        return False
    return ";" not in text.folded[last.quantity.after : mention.start]


_CAUSE = word_pattern(r"(?<!\w)(?:xuất phát từ|bắt nguồn từ|liên quan (?:đến|tới)|đòi|yêu cầu)(?:\stăng)?\s$")


def _owns(text: SentenceText, mention: Mention) -> bool:
    """Whether a phrase stands behind `của` right after another one."""
    if not text.folded.endswith(_OF, 0, mention.start):
        return False
    end = mention.start - len(_OF)
    return any(other.end == end and other.indicator is not None for other in text.mentions)


def _of_whole(text: SentenceText, q: Quantity, cue: Cue, mention: Mention, relation: str) -> float:
    """What a phrase loses that names the whole of a share, or a growth that is of the figure before."""
    score = 0.0
    if relation == "behind" and q.unit is Unit.PERCENT and of_stock(mention) and cue.rule == "none":
        # `92% đoàn viên hài lòng với bữa ăn ca`: what they did is the subject.
        score -= 0.7 if DOING.match(text.folded, mention.end) else 0.0
    if relation == "behind" and cue.rule == "reached_percent" and _told(text):
        # `nhập siêu 9 tỷ USD, bằng 24% kim ngạch xuất khẩu`: what stands behind is the whole.
        score -= 0.45
    if relation == "before" and text.readings and _CAUSE.find(text.folded, 0, mention.start):
        # `71% số vụ xuất phát từ tiền lương, 20% do bữa ăn`: what it came from is no subject.
        score -= 0.3
    if relation == "before" and _owns(text, mention):
        # `số sáng kiến của đoàn viên là 1.850`: whose they are is no subject.
        score -= 0.12
    if _after_whole(text, q, mention) or _grew_otherwise(text, q, mention):
        score -= 0.35
    if relation != "before" and cue.rule == "share":
        # `chiếm 31% GRDP`: what stands behind is the whole, the part is named before.
        score -= 0.4 if _part_named(text, q) else 0.1
    return score


def _told(text: SentenceText) -> bool:
    """Whether the number before speaks of a subject, with or without a row."""
    return bool(text.readings) and text.readings[-1].relation != "none"


_RAISED = word_pattern(r"(?<!\w)(?:nâng|đưa)\s(?:tổng\s)?số(?!\w)[^;.]{0,60}$")


def _all_places(text: SentenceText, q: Quantity, mention: Mention) -> bool:
    """`14.280 đoàn viên ở 172 công đoàn cơ sở`: all members are in all unions."""
    last = text.readings[-1] if text.readings else None
    if last is None or last.indicator is None or last.indicator.code not in _stocks():
        return False
    stock = mention.code in _stocks() and mention.indicator is not last.indicator
    return stock and q.hedge_start - last.quantity.after <= _NEAR_STOCK and last.measure is Measure.LEVEL


_NEAR_STOCK = 24


def taste(text: SentenceText, q: Quantity, cue: Cue, mention: Mention, relation: str) -> float:
    """What speaks for or against a tie beside its nearness; 0 for nothing."""
    if mention.indicator is None:
        # `chiếm 73% tổng kim ngạch`: what stands behind is the whole.
        whole = q.unit is Unit.PERCENT and relation == "behind"
        return (
            -0.4 if whole and (cue.rule == "share" or text.folded.startswith("tổng", mention.start)) else 0.0
        )
    score = 0.0
    if q.kind == "money" and q.unit is not mention.indicator.unit:
        score -= 0.1
    if _is_far(text, q, mention):
        score -= 0.3
    if relation != "before" and q.unit is Unit.PERCENT and mention.indicator.whole:
        score += 0.1 if cue.rule == "share" and of_people(text, cue.start) else -1.0
    if relation == "behind" and mention.indicator.kind == "amount" and DOES.match(text.folded, q.after):
        score -= 0.4 if q.unit is Unit.PERCENT else 0.0
    score += _of_whole(text, q, cue, mention, relation)
    score += _of_use(text, q, cue, mention)
    raised = mention.indicator.stock is not None and relation != "behind" and q.kind == "count"
    if raised and _RAISED.find(text.folded, mention.start, q.start):
        # `850 doanh nghiệp thành lập mới, nâng tổng số lên 5.900`: the stock that they add to.
        score -= 0.5
    placed = (mention.indicator.by_place and relation == "before") or _all_places(text, q, mention)
    placed = placed and not text.folded.endswith(_OF, 0, q.hedge_start)
    placed = placed or (mention.indicator.whole and _OUT_OF.search(text.folded, 0, q.hedge_start) is not None)
    if q.kind == "count" and q.bound is None and not placed and _SCOPE.find(text.folded, 0, q.hedge_start):
        # `tại 115 CĐCS` says where, not how many were founded.
        score -= 0.3 if relation == "inside" and not _AT.find(text.folded, 0, q.hedge_start) else 0.65
    # `kết nạp từ 300 đảng viên trở lên` is a goal, not which ones are meant.
    more = mention.indicator.stock is not None and _THRESHOLD.match(text.folded, q.after) is not None
    if relation == "inside" and q.bound is None and not more and _FROM.find(text.folded, 0, q.hedge_start):
        score -= 0.3
    aimed = (relation == "inside" and more) or _GOAL.find(text.folded, 0, q.hedge_start) is not None
    if q.kind == "count" and _THRESHOLD.match(text.folded, q.after) and not aimed:
        # `doanh nghiệp có từ 25 lao động trở lên` says which ones, not how many.
        score -= 0.7
    if q.kind == "count" and q.value != q.value.to_integral_value() and not mention.indicator.averages:
        score -= 0.7
    if cue.rule == "none" and relation != "behind" and opens_group(text.folded, q):
        # `97% công nhân ...`: the words behind are what the share is of.
        score -= 0.7 if relation == "inside" and mention.indicator.stock is None else 0.5
    if cue.rule == "rate_noun" and relation == "before":
        # `tỷ lệ nữ công nhân được khám sức khỏe đạt 98%` is a rate of people, not of what was spent on them.
        score -= 0.4 if mention.end <= cue.start else 0.8 if mention.code in _costs() else 0.0
    return score
