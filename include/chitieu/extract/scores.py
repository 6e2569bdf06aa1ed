"""Numbers of a ranking that are no places: scores (`66,2 điểm`) and steps up or down (`tụt 3 bậc`)."""

from __future__ import annotations

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.numbers import has_decimals
from chitieu.extract.quantity import Quantity
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import RuleHit, Unit

# A whole number of `điểm` may be of places (`12 điểm bắn pháo hoa`); one with decimals is a score.
_POINTS = folded_pattern(r"\s?điểm(?!\w)(?!\s?(?:%|phần trăm))")
_STEPS = folded_pattern(r"\s(?:bậc|hạng|vị trí|thứ bậc)(?!\w)")
_MOVED = word_pattern(
    r"(?<!\w)(?:tăng|giảm|tụt|mất|lùi|rớt|rơi|vượt|nhảy|leo|thăng|cải thiện|nhích|bật|vươn|hạ|trượt|lên"
    r"|xuống)"
    r"(?:\s(?:tới|đến|thêm|liền|hẳn|những|được|lên|xuống|ít nhất|tối thiểu))*\s$"
)


# `Điểm số của tỉnh trung vị là 65,13`, `tổng điểm từ 66,5 trở lên`: the unit stands ahead.
_SCORE_IS = word_pattern(
    r"(?<!\w)(?:điểm số|tổng điểm|số điểm|điểm trung bình|điểm bình quân|điểm trung vị)"
    r"(?:\s[^,;:.()\d]{1,40})?\s(?:là|đạt|từ|được|còn|lên)\s$"
)
_SCORE_REACH = 80


def score_or_step(text: str, q: Quantity) -> Quantity | None:
    """A score with decimals, or the places that something moved in a ranking; None for any other number."""
    if q.has_scale or q.total is not None:
        return None
    found = _POINTS.match(text, q.end) if has_decimals(q.value) else None
    if found:
        hit = RuleHit("unit.points", Unit.INDEX.value, *found.span())
        end = found.end()
        return replace(q, end=end, after=end, unit=Unit.INDEX, kind="points", hits=(*q.hits, hit))
    if has_decimals(q.value) and _SCORE_IS.find(text, max(0, q.hedge_start - _SCORE_REACH), q.hedge_start):
        hit = RuleHit("unit.points", Unit.INDEX.value, q.start, q.end)
        return replace(q, unit=Unit.INDEX, kind="points", hits=(*q.hits, hit))
    found = _STEPS.match(text, q.end)
    if found and _MOVED.find(text, max(0, q.hedge_start - 24), q.hedge_start):
        hit = RuleHit("unit.steps", Unit.RANK.value, *found.span())
        return replace(q, after=found.end(), unit=Unit.RANK, kind="steps", hits=(*q.hits, hit))
    return None
