"""The dbt seeds, written from the catalogue: the models know what is in it from nowhere else.

`chitieu docs` writes them; a test fails where those on disk are out of date.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.catalogue.organisations import OrganisationHead, load_organisation_words
from chitieu.catalogue.places import Place, load_gazetteer
from chitieu.catalogue.source_checks import unit_named
from chitieu.catalogue.sources import SOURCES_DIR, Source, load_sources
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Measure, Unit

LABELS = Path(__file__).parent / "data" / "labels.yml"

Cell = str | int | Decimal | date | None


@cache
def load_labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The names of units and measures for readers, by kind, code and language (`name_vi`).

    Raises:
        ConfigurationError: a code of the kernel has no label, or a label has no code.
    """
    labels: dict[str, Any] = yaml.safe_load(LABELS.read_text(encoding="utf-8"))
    for kind, codes in (("units", set(Unit)), ("measures", set(Measure))):
        odd = {str(code) for code in codes} ^ set(labels[kind])
        if odd:
            raise ConfigurationError(
                f"{LABELS.name}: the {kind} and their labels differ in {', '.join(sorted(odd))}. "
                f"Add the label, or remove it with its code."
            )
    return labels


def _text(cell: Cell) -> str:
    """A cell as dbt reads it: empty for null, a plain decimal without exponent."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _indicators(indicators: Iterable[Indicator]) -> str:
    return _csv(
        ("indicator_code", "domain_code", "name_vi", "name_en", "unit_code", "polarity"),
        ((row.code, row.domain, row.name_vi, row.name_en, row.unit, row.polarity) for row in indicators),
    )


def _indicator_measures(indicators: Iterable[Indicator]) -> str:
    return _csv(
        ("indicator_code", "measure", "low_value", "high_value"),
        (
            (row.code, measure, _plain(row.bounds[measure].low), _plain(row.bounds[measure].high))
            for row in indicators
            for measure in Measure
            if measure in row.measures
        ),
    )


def _plain(bound: float) -> Decimal | None:
    """A bound without a needless `.0`; None where it is open."""
    return Decimal(str(bound)).normalize() if isfinite(bound) else None


def _labelled(kind: str, key: str) -> str:
    rows = load_labels()[kind].items()
    return _csv(
        (key, "name_vi", "name_en", "sort_order"),
        ((code, names["name_vi"], names["name_en"], order) for order, (code, names) in enumerate(rows, 1)),
    )


def _places(gazetteer: Iterable[Place]) -> str:
    return _csv(
        (
            "place_code",
            "official_code",
            "place_level",
            "place_type",
            "place_name",
            "parent_code",
            "valid_from_date",
            "valid_to_date",
            "successor_code",
        ),
        (
            (
                place.place_code,
                place.official_code,
                place.level,
                place.type,
                place.full_name,
                place.parent_code,
                place.valid_from,
                place.valid_to,
                place.successor_code,
            )
            for place in sorted(gazetteer, key=lambda row: row.place_code)
        ),
    )


def _organisation_heads(heads: Iterable[OrganisationHead]) -> str:
    return _csv(
        ("head", "head_kind", "short_head"),
        ((row.head, row.kind, row.short) for row in sorted(heads, key=lambda row: row.head)),
    )


def _sources(sources: Iterable[Source]) -> str:
    return _csv(
        (
            "source_id",
            "name_vi",
            "name_en",
            "owner_name",
            "source_kind",
            "source_rank",
            "language_code",
            "place_code",
            "place_name",
            "host_names",
            "is_active",
        ),
        (
            (
                source.source_id,
                source.name_vi,
                source.name_en,
                source.owner,
                source.kind,
                source.precedence,
                source.language,
                _place_code(source.home_place),
                source.home_place,
                " ".join(source.hosts) or None,
                str(source.active and bool(source.hosts)).lower(),
            )
            for source in sorted(sources, key=lambda row: row.source_id)
        ),
    )


def _place_code(home_place: str | None) -> str | None:
    unit = unit_named(home_place)
    return unit.place_code if unit else None


def render_seeds() -> dict[str, str]:
    """The text of every seed, by file name. One row is one row of the catalogue, in the order of its code."""
    indicators = sorted(load_indicators().values(), key=lambda row: row.code)
    return {
        "seed_indicators.csv": _indicators(indicators),
        "seed_indicator_measures.csv": _indicator_measures(indicators),
        "seed_units.csv": _labelled("units", "unit_code"),
        "seed_measures.csv": _labelled("measures", "measure"),
        "seed_places.csv": _places(load_gazetteer()),
        "seed_organisation_heads.csv": _organisation_heads(load_organisation_words().heads.values()),
        "seed_sources.csv": _sources(load_sources(SOURCES_DIR).by_id.values()),
    }


def write_seeds(directory: Path) -> list[Path]:
    """Write the seeds of the catalogue into a directory and return the files that changed."""
    changed = []
    for name, text in render_seeds().items():
        path = directory / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed
