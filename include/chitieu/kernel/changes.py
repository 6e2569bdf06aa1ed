"""What differs between two readings of a page: figures added, removed, or read otherwise."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from chitieu.kernel.record import record
from chitieu.kernel.records import Observation

COMPARED: Final = (
    "indicator_code",
    "measure",
    "value",
    "unit",
    "total",
    "per",
    "qualifier",
    "status",
    "period_start",
    "period_end",
    "place",
    "basis",
    "part",
    "organisation",
)
"""What a figure says: a difference in any of it is a change."""

FIGURE_FIELDS: Final = ("start_offset", "text", "sentence", *COMPARED)
"""The columns of a figure that is compared, under their names in the warehouse."""

_ABOUT: Final = (
    *("indicator_code", "measure", "unit", "per", "status", "period_start", "period_end", "place"),
    *("basis", "part", "organisation"),
)

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

Figure = Mapping[str, Any]


@record
class FigureChange:
    """One figure of one page that is read otherwise than before.

    `change` is `added`, `removed` or `changed`; `fields` are the names of `COMPARED` that differ. `before`
    and `after` are figures with the keys of `FIGURE_FIELDS`, JSON-ready: decimals as strings, dates as ISO.
    """

    capture_id: str
    page: str
    change: str
    fields: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    before_article_version_id: str | None
    after_article_version_id: str | None
    before_extractor_version: str | None
    after_extractor_version: str


def figure_of(observation: Observation) -> dict[str, Any]:
    """An observation as a figure to compare."""
    figure = {name: getattr(observation, name, None) for name in FIGURE_FIELDS}
    figure |= {"start_offset": observation.start, "indicator_code": observation.indicator}
    return figure


def plain_figure(figure: Figure) -> dict[str, Any]:
    """A figure in JSON-ready form, equal for equal figures whatever way they came."""
    return {name: _plain(figure.get(name)) for name in FIGURE_FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # As the warehouse keeps it, which holds neither NUL nor half a surrogate pair.
        return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def paired(
    before: Sequence[Figure], after: Sequence[Figure]
) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """The figures of two readings side by side, in the order of the text; None where one has no counterpart.

    Two figures are the same number if they are written alike in the same sentence; then if they are written
    alike and say the same; then if they say their number of the same thing.
    """
    left = [plain_figure(figure) for figure in before]
    right = [plain_figure(figure) for figure in after]
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = []
    for key in _KEYS:
        left, right, found = _matched(left, right, key)
        pairs += found
    pairs += [(figure, None) for figure in left] + [(None, figure) for figure in right]
    return sorted(pairs, key=_position)


def differing(before: Figure, after: Figure) -> tuple[str, ...]:
    """The names of `COMPARED` in which two figures differ."""
    return tuple(name for name in COMPARED if before[name] != after[name])


def _position(pair: tuple[dict[str, Any] | None, dict[str, Any] | None]) -> tuple[int, bool]:
    figure = pair[1] or pair[0] or {}
    return figure["start_offset"], pair[1] is None


Key = Callable[[Figure], Hashable]


def _same_words(figure: Figure) -> Hashable:
    return figure["text"], " ".join(figure["sentence"].split())


def _same_reading(figure: Figure) -> Hashable:
    return figure["text"], *(figure[name] for name in COMPARED)


def _same_subject(figure: Figure) -> Hashable:
    return tuple(figure[name] for name in _ABOUT)


_KEYS: Final[tuple[Key, ...]] = (_same_words, _same_reading, _same_subject)


def _matched(
    left: list[dict[str, Any]], right: list[dict[str, Any]], key: Key
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[tuple[dict[str, Any], dict[str, Any]]]]:
    waiting: dict[Hashable, list[dict[str, Any]]] = defaultdict(list)
    for figure in right:
        waiting[key(figure)].append(figure)
    lone, pairs, taken = [], [], set()
    queues: dict[Hashable, Iterator[dict[str, Any]]] = {known: iter(row) for known, row in waiting.items()}
    for figure in left:
        other = next(queues.get(key(figure), iter(())), None)
        if other is None:
            lone.append(figure)
        else:
            pairs.append((figure, other))
            taken.add(id(other))
    return lone, [figure for figure in right if id(figure) not in taken], pairs
