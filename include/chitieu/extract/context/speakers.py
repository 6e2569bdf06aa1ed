"""People whom a page calls by name and by their office: they speak of the unit that the office is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chitieu.extract.context.patterns import folded, words
from chitieu.extract.context.units import Unit

_NAMED = re.compile(
    folded(r"(?:ông|bà|anh|chị|đồng chí|đ/c)") + r"\s+((?:\w+\s+){1,3}\w+)\s*[,(-]\s*[^.;]{0,60}$"
)
_OFFICE_BEHIND, _OPENING = 160, 60
_ANOTHER = words(
    r"đại diện|theo (?:tổng cục|bộ|cục|sở|chi cục|cơ quan|ngành|số liệu|thống kê|ông|bà)"
    r"|(?:ông|bà) [^,;.]{3,30}, [^;.]{3,80} cho biết"
)


class Speakers:
    """The speakers of one page; `offices` has where a sentence begins, where its unit is named, the unit."""

    def __init__(self, text: str, offices: Sequence[tuple[int, int, Unit]]) -> None:
        self._text = text
        self._units: dict[str, Unit] = {}
        for low, start, unit in offices:
            match = _NAMED.search(text[max(low, start - _OFFICE_BEHIND) : start])
            if match:
                title, given = match.group().split(None, 1)[0], match.group(1).split()[-1]
                self._units[match.group(1)] = unit
                self._units[f"{title} {given}"] = unit

    def unit_of(self, low: int, start: int) -> Unit | None:
        """The unit of who is named in the opening of a sentence from `low`, before an offset."""
        if not self._units:
            return None
        opening = self._text[low : min(start, low + _OPENING)]
        return next((unit for name, unit in self._units.items() if name in opening), None)


def another_speaks(text: str, low: int, high: int) -> bool:
    """Whether a sentence of folded text has somebody else speak than the one before it."""
    return _ANOTHER.find(text, low, high) is not None
