"""Months and days without a year that are still to come: `hết tháng 6 phải giải ngân 45%`, said in April."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.wordpatterns import word_pattern

_DUE = compiled(
    r"[^.;:()\d]{0,60}?(?<!\w)(?:phải|phấn đấu|sẽ|cần|tối thiểu|ít nhất|yêu cầu|quyết tâm|cam kết"
    r"|dự kiến|hoàn thành mục tiêu)(?!\w)"
)
# `Quý II phấn đấu thu 900 tỷ đồng, đưa tỷ lệ giải ngân 6 tháng lên 46%`, said in April.
_AIMED = word_pattern(r"(?<!\w)(?:phấn đấu|đặt mục tiêu|quyết tâm|yêu cầu|dự kiến|sẽ)(?!\w)[^;]*$")
_SUMS = frozenset({"first_months", "bare_months"})
_AIM_REACH = 150
_MONTHS = {"month": 1, "quarter": 3, "day": 1}


def _is_aimed_at(text: str, first: int, start: int) -> bool:
    """Whether a sentence whose first time is at `first` aims at something before the time at `start`."""
    return _AIMED.search(text[max(first, start - _AIM_REACH) : start]) is not None


def give_years_to_due(
    mentions: Sequence[list[TimeMention]], roles: Sequence[Sequence[Role]], text: str, published: date | None
) -> None:
    """Gives the year of the page to what is counted up to a later month of it and said to be due then."""
    if published is None:
        return
    for found, played in zip(mentions, roles, strict=True):
        for at, mention in enumerate(found):
            if mention.kind in _SUMS and not mention.year and not mention.relative:
                ahead = (mention.count or 0) > published.month and played[at] is Role.STATED
                if ahead and _is_aimed_at(text, found[0].start, mention.start):
                    found[at] = replace(mention, year=published.year)
                continue
            step = _MONTHS.get(mention.kind)
            if step is None or played[at] is not Role.AS_OF or mention.year or mention.relative:
                continue
            last = mention.month or (mention.count or 0) * step
            if last > published.month and _DUE.match(text, mention.end):
                found[at] = replace(mention, year=published.year)
