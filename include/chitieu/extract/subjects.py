"""What a whole page is about: what its title names, and what most of its figures so far spoke of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.extract.mentions import find_mentions
from chitieu.extract.readings import Reading

# From how many figures on, and from which share of them, an indicator is what the page is about.
_ENOUGH, _MOST = 4, 0.45


class Subjects:
    """Counts what the figures of a page speak of; `title` and `page` are folded."""

    def __init__(self, title: str, page: str) -> None:
        named = find_mentions(title, title, page)
        self._titled = list(dict.fromkeys(m.code for m in named if m.indicator is not None))
        self._read: Counter[str] = Counter()

    def add(self, readings: Iterable[Reading]) -> None:
        """Takes the readings of one sentence into account; those of the page's own subject prove nothing."""
        self._read.update(
            reading.indicator.code
            for reading in readings
            if reading.indicator is not None and reading.relation != "page"
        )

    def of_page(self) -> tuple[Indicator, ...]:
        """The indicators that the page is about, the likeliest first; empty where it has no one subject."""
        total = self._read.total()
        ruling = [
            code for code, count in self._read.most_common(2) if count >= _ENOUGH and count >= _MOST * total
        ]
        catalogue = load_indicators()
        return tuple(catalogue[code] for code in dict.fromkeys([*ruling, *self._titled]))
