"""Units, scales, number words and hedges: the loader of `data/units.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chitieu.catalogue.folding import fold
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Qualifier, Unit

DATA = Path(__file__).parent / "data"


def read_yaml(path: Path) -> Any:
    """The content of a data file of the catalogue; `ConfigurationError` names the file where it is broken."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(
            f"The catalogue file {path.name} cannot be read ({error}). Restore it from version control."
        ) from error


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """One way of writing quantities: all spellings share a canonical unit and the factor to it.

    `kind` is `money`, `percent` or `measure`. `example` is read as `value` in `unit`.
    """

    unit: Unit
    kind: str
    factor: Decimal
    spellings: tuple[str, ...]
    example: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Units:
    """The lexicon of numbers and units; all words are folded (see `catalogue.folding.fold`)."""

    written: tuple[WrittenUnit, ...]
    foreign_currencies: tuple[str, ...]
    unkept_units: tuple[str, ...]
    scales: Mapping[str, int]
    number_words: Mapping[str, int]
    number_tails: Mapping[str, int]
    ordinal_words: Mapping[str, int]
    per: Mapping[str, tuple[str, ...]]
    qualifiers: Mapping[Qualifier, tuple[str, ...]]
    qualifiers_after: Mapping[Qualifier, tuple[str, ...]]

    @property
    def by_spelling(self) -> dict[str, WrittenUnit]:
        """The written unit of each folded spelling."""
        return {spelling: unit for unit in self.written for spelling in unit.spellings}


# How many of the second unit one of the first is; only units of one size are told in each other.
_TOLD_IN = {(Unit.HECTARE, Unit.SQUARE_METRE): Decimal(10_000)}


def factor_between(stated: Unit, wanted: Unit) -> Decimal:
    """What a value in one unit is multiplied by to be in another; 1 where it stays as it is.

    >>> factor_between(Unit.HECTARE, Unit.SQUARE_METRE)
    Decimal('10000')
    """
    return _TOLD_IN.get((stated, wanted), Decimal(1))


def _words(values: Any) -> tuple[str, ...]:
    return tuple(fold(str(value)) for value in values)


@cache
def load_units() -> Units:
    """The lexicon from `data/units.yml`, read once."""
    raw = read_yaml(DATA / "units.yml")
    hedges = raw["qualifiers"]
    return Units(
        written=tuple(
            WrittenUnit(
                unit=Unit(row["unit"]),
                kind=row["kind"],
                factor=Decimal(str(row["factor"])),
                spellings=_words(row["spellings"]),
                example=row["example"],
                value=Decimal(str(row["value"])),
            )
            for row in raw["units"]
        ),
        foreign_currencies=_words(raw["foreign_currencies"]),
        unkept_units=_words(raw["unkept_units"]),
        scales={fold(word): value for word, value in raw["scales"].items()},
        number_words={fold(word): value for word, value in raw["number_words"].items()},
        number_tails={fold(word): value for word, value in raw["number_tails"].items()},
        ordinal_words={fold(word): value for word, value in raw["ordinal_words"].items()},
        per={kind: _words(words) for kind, words in raw["per"].items()},
        qualifiers={kind: _words(hedges[kind.value]) for kind in Qualifier if kind.value in hedges},
        qualifiers_after={
            Qualifier.OVER: _words(hedges["after_over"]),
            Qualifier.UNDER: _words(hedges["after_under"]),
        },
    )
