"""`Bình quân mỗi năm giảm 3%`: a mean of each year is of all the years that its paragraph tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chitieu.catalogue.folding import fold
from chitieu.extract.context.calendar import Period
from chitieu.extract.context.patterns import ending
from chitieu.extract.context.roles import Role
from chitieu.extract.context.scoping import Use
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.spans import Sentence

_MEAN = ending(
    r"(?:(?:bình quân|trung bình)\s+(?:mỗi|hằng|hàng)\s+năm(?:\s+[^\W\d]+){0,3}?\s+(?:tăng|giảm|hạ)"
    r"|(?:mỗi|hằng|hàng)\s+năm(?:\s+[^\W\d]+){0,2}?\s+(?:tăng|giảm|hạ)(?:\s+[^\W\d]+){0,3}?\s+"
    r"(?:bình quân|trung bình)"
    r"|(?:tăng|giảm)(?:\s+[^\W\d]+){0,2}?\s+(?:bình quân|trung bình)\s+(?:mỗi|hằng|hàng)\s+năm)"
    r"(?:\s+(?:được|thêm|trên|hơn|gần|khoảng|dưới|từ|là|xấp xỉ|đạt))*\s+(?:[\d.,]+%?\s*-\s*)?"
)
_YEAR, _END, _END_OF = fold("năm"), fold("cuối"), fold("cuối ")
_SAID = frozenset({Role.STATED, Role.AS_OF})
_SPANS = frozenset({"years", "past_years", "last_term", "within_stretch"})
_REACH, _SENTENCES_BACK = 90, 3


def ends_year(text: str, mention: TimeMention) -> bool:
    """`9,6% (cuối năm 2015)`: what changes from then on does so from the next year."""
    return mention.part == _END or text[: mention.start].endswith(_END_OF)


def years_of_mean(
    text: str, sentences: Sequence[Sentence], uses: Sequence[Sequence[Use]], index: int, start: int
) -> Period | None:
    """The years that the number at `start` of a sentence is the mean of, None where it is no such mean."""
    before = text[max(sentences[index].start, start - _REACH) : start]
    if _YEAR not in before or _MEAN.search(before) is None:
        return None
    years: list[tuple[int, date, TimeMention]] = []
    paragraph = sentences[index].paragraph
    for at in range(index, max(-1, index - _SENTENCES_BACK - 1), -1):
        if sentences[at].paragraph != paragraph:
            break
        for use in reversed(uses[at]):
            period = use.period
            if period is None or use.mention.end > start or use.role not in _SAID:
                continue
            if use.mention.kind in _SPANS and period.start.year < period.end.year:
                return period
            years.append((period.start.year, period.end, use.mention))
    if not years:
        return None
    first, _, oldest = min(years, key=lambda told: told[0])
    last = max(end for _, end, _ in years)
    return Period(date(first + ends_year(text, oldest), 1, 1), last) if first < last.year else None
