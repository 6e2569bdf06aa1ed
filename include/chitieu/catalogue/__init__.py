"""The knowledge as data: indicators, units, places, organisations. Every stage reads it, none writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chitieu.catalogue.indicators import Bound, Example, Indicator, load_indicators
from chitieu.catalogue.units import Units, load_units

if TYPE_CHECKING:
    from chitieu.catalogue.organisations import OrganisationWords
    from chitieu.catalogue.places import Gazetteer

__all__ = ["Bound", "Catalogue", "Example", "Indicator", "Units", "load_catalogue"]


@dataclass(frozen=True)
class Catalogue:
    """All that the project knows of its subject; places and organisations are read when asked for."""

    indicators: Mapping[str, Indicator]
    units: Units

    @property
    def places(self) -> Gazetteer:
        """The administrative units with their codes and dates."""
        from chitieu.catalogue.places import load_gazetteer

        return load_gazetteer()

    @property
    def organisations(self) -> OrganisationWords:
        """The words that bodies are named with."""
        from chitieu.catalogue.organisations import load_organisation_words

        return load_organisation_words()


@cache
def load_catalogue() -> Catalogue:
    """The catalogue, read once; `ConfigurationError` names the file that cannot be read."""
    return Catalogue(indicators=load_indicators(), units=load_units())
