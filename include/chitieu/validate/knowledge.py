"""What the catalogue knows, as tables that a whole batch is joined with at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from chitieu.kernel.records import OTHER_INDICATOR, Measure, Unit

if TYPE_CHECKING:
    import pandas as pd

    from chitieu.catalogue import Catalogue, Indicator

# A page may state an amount in any member of a family; the catalogue names the usual ones.
_UNIT_FAMILIES = (
    frozenset({Unit.VND, Unit.USD}),
    frozenset({Unit.HECTARE, Unit.SQUARE_METRE}),
    frozenset({Unit.PERCENT, Unit.INDEX}),
)
_ABSOLUTE = frozenset({Measure.LEVEL, Measure.CHANGE})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Tables from the catalogue.

    | table | columns |
    |---|---|
    | `allowed` | indicator_code, measure |
    | `units` | indicator_code, measure, unit |
    | `bounds` | indicator_code, measure, unit, low, high (floats, null where open) |
    | `places` | place_code, exists_from, exists_to (timestamps, inclusive, null where open) |
    """

    indicators: frozenset[str]
    allowed: pd.DataFrame
    units: pd.DataFrame
    bounds: pd.DataFrame
    places: pd.DataFrame


@cache
def load_knowledge() -> Knowledge:
    """The tables of the installed catalogue, built once per process."""
    from chitieu.catalogue import load_catalogue

    return knowledge_of(load_catalogue())


def knowledge_of(catalogue: Catalogue) -> Knowledge:
    """The tables of a catalogue."""
    import pandas as pd

    indicators = [row for row in catalogue.indicators.values() if row.code != OTHER_INDICATOR]
    allowed = [(row.code, measure.value) for row in indicators for measure in row.measures]
    units = [
        (row.code, measure.value, unit.value)
        for row in indicators
        for measure in row.measures
        for unit in _units(row, measure)
    ]
    bounds = [
        (row.code, measure.value, _bound_unit(row, measure).value, bound.low, bound.high)
        for row in indicators
        for measure, bound in row.bounds.items()
    ]
    return Knowledge(
        indicators=frozenset(row.code for row in indicators) | {OTHER_INDICATOR},
        allowed=pd.DataFrame(allowed, columns=["indicator_code", "measure"]),
        units=pd.DataFrame(units, columns=["indicator_code", "measure", "unit"]),
        bounds=pd.DataFrame(bounds, columns=["indicator_code", "measure", "unit", "low", "high"]),
        places=_places(catalogue),
    )


def _units(row: Indicator, measure: Measure) -> frozenset[Unit]:
    if measure not in _ABSOLUTE:
        return frozenset({_bound_unit(row, measure)})
    return row.units.union(*(family for family in _UNIT_FAMILIES if family & row.units))


def _bound_unit(row: Indicator, measure: Measure) -> Unit:
    if measure is Measure.RANK:
        return Unit.RANK
    return row.unit if measure in _ABSOLUTE else Unit.PERCENT


def _places(catalogue: Catalogue) -> pd.DataFrame:
    import pandas as pd

    rows = [(place.place_code, place.valid_from, place.valid_to) for place in catalogue.places]
    table = pd.DataFrame(rows, columns=["place_code", "exists_from", "exists_to"])
    for column in ("exists_from", "exists_to"):
        table[column] = pd.to_datetime(table[column].map(_day))
    return table


def _day(value: date | str | None) -> str | None:
    return str(value) if value else None
