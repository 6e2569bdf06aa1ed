"""What the catalogue knows, as tables that a whole batch is joined with at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from chitieu.kernel.records import OTHER_INDICATOR, Measure, Unit

if TYPE_CHECKING:
    import pandas as pd

    from chitieu.catalogue import Catalogue

# A page may state an amount in either member of a family; the catalogue names the usual one.
_UNIT_FAMILIES = (
    frozenset({Unit.VND, Unit.USD}),
    frozenset({Unit.HECTARE, Unit.SQUARE_METRE}),
    frozenset({Unit.PERCENT, Unit.INDEX}),
)
_RELATIVE = frozenset({Measure.GROWTH, Measure.PLAN_COMPLETION, Measure.SHARE})


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
    allowed = [(row.code, str(measure)) for row in indicators for measure in row.measures]
    units = [
        (row.code, str(measure), str(unit))
        for row in indicators
        for measure in row.measures
        for unit in _units(Unit(row.unit), Measure(measure))
    ]
    bounds = [
        (
            row.code,
            str(measure),
            str(_bound_unit(Unit(row.unit), Measure(measure))),
            _number(low),
            _number(high),
        )
        for row in indicators
        for measure, (low, high) in row.bounds.items()
    ]
    return Knowledge(
        indicators=frozenset(row.code for row in indicators) | {OTHER_INDICATOR},
        allowed=pd.DataFrame(allowed, columns=["indicator_code", "measure"]),
        units=pd.DataFrame(units, columns=["indicator_code", "measure", "unit"]),
        bounds=pd.DataFrame(bounds, columns=["indicator_code", "measure", "unit", "low", "high"]),
        places=_places(catalogue),
    )


def _units(unit: Unit, measure: Measure) -> frozenset[Unit]:
    if measure in _RELATIVE:
        return frozenset({Unit.PERCENT})
    if measure is Measure.RANK:
        return frozenset({Unit.RANK})
    return next((family for family in _UNIT_FAMILIES if unit in family), frozenset({unit}))


def _bound_unit(unit: Unit, measure: Measure) -> Unit:
    if measure in _RELATIVE:
        return Unit.PERCENT
    return Unit.RANK if measure is Measure.RANK else unit


def _number(bound: object) -> float | None:
    return None if bound is None else float(str(bound))


def _places(catalogue: Catalogue) -> pd.DataFrame:
    import pandas as pd

    rows = [(place.place_code, place.valid_from, place.valid_to) for place in catalogue.places.values()]
    table = pd.DataFrame(rows, columns=["place_code", "exists_from", "exists_to"])
    for column in ("exists_from", "exists_to"):
        table[column] = pd.to_datetime(table[column].map(_day))
    return table


def _day(value: date | str | None) -> str | None:
    return str(value) if value else None
