"""Pages on the bonuses of a Tết, or on what is given for the one that comes."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context import calendar
from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import compiled
from chitieu.extract.spans import Sentence

_BONUSES = compiled(r"thưởng[^.;]{0,25}tết|tết[^.;]{0,25}thưởng")
_GIVEN = r"(?:chăm lo|lo|tặng|trao|quà|hỗ trợ|sum vầy|đưa|vé|chuyến xe)"
_GIFTS = compiled(
    rf"(?<!\w){_GIVEN}(?!\w)[^.;]{{0,60}}(?<!\w)tết(?!\w)|(?<!\w)tết(?!\w)[^.;]{{0,60}}(?<!\w){_GIVEN}(?!\w)"
)
_FIRST_MONTH = 11


def is_on_tet(text: str, titles: Sequence[Sentence], page: PageDates) -> bool:
    """Whether the headline of a folded page is on the bonuses of a Tết, or on gifts before that Tết."""
    if any(_BONUSES.search(text, s.start, s.end) for s in titles):
        return True
    return _is_before(page) and any(_GIFTS.search(text, s.start, s.end) for s in titles)


def _is_before(page: PageDates) -> bool:
    """Whether a page came out in the months before the Tết that it tells of."""
    seen, tet = page.published, page.tet
    if seen is None or tet is None:
        return False
    if seen.month >= _FIRST_MONTH:
        return tet.start.year == seen.year + 1
    day = calendar.tet_day(seen.year, 1)
    return tet.start.year == seen.year and day is not None and seen <= day
