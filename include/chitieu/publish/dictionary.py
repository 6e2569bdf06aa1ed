"""The data dictionary: each table that people read, from dbt's YAML, each indicator, from the catalogue.

`docs/data_dictionary.md` is its text; a test fails where the file is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.catalogue.seeds import load_labels
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Measure
from chitieu.settings import Settings

_INTRODUCTION = """\
# Data dictionary

Written by `chitieu docs` from the YAML beside each dbt model and from the catalogue; edit those, not this
file. The role `chitieu_reader` reads `marts` and `audit`. Money is in whole đồng or dollars, percentages are
in percent, times are UTC, periods include their last day. A key of a fact is never null: what no page says
joins to the row `Không rõ` (place, period) or `Không nêu` (body) of its dimension. How names are made is said
in [naming.md](naming.md).
"""
_FOLDERS = {
    "marts": "The star schema. Rebuilt as a whole from landing; two builds on the same landing are the same.",
    "audit": "The outcome of every step, as views: they are current between two builds.",
}
_POLARITIES = {"more": "more", "less": "less", "none": "neither"}


def render_dictionary(dbt_dir: Path) -> str:
    """The dictionary as Markdown.

    Raises:
        ConfigurationError: a model has no YAML beside it, or the YAML does not describe it.
    """
    parts = [_INTRODUCTION]
    for folder, purpose in _FOLDERS.items():
        parts.append(f"## Schema `{folder}`\n\n{purpose}\n")
        parts += [_model(folder, path) for path in sorted((dbt_dir / "models" / folder).glob("*.sql"))]
    parts += [_measures(), _units(), _indicators(load_indicators().values())]
    return "\n".join(parts)


def write_dictionary(settings: Settings) -> Path:
    """Write the dictionary of the project to `docs/data_dictionary.md` and return its path."""
    path = settings.project_dir / "docs" / "data_dictionary.md"
    path.write_text(render_dictionary(settings.dbt_dir), encoding="utf-8", newline="\n")
    return path


def read_model(path: Path) -> Mapping[str, Any]:
    """The YAML of a model, from its SQL's path.

    Raises:
        ConfigurationError: there is none, or it is of another model.
    """
    beside = path.with_suffix(".yml")
    try:
        (model,) = yaml.safe_load(beside.read_text(encoding="utf-8"))["models"]
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"{beside.name} does not describe one model ({error}). Write it beside {path.name}."
        ) from error
    if model["name"] != path.stem:
        raise ConfigurationError(f"{beside.name} describes {model['name']}. Name it {path.stem}.")
    described: Mapping[str, Any] = model
    return described


def _model(folder: str, path: Path) -> str:
    model = read_model(path)
    rows = [(f"`{column['name']}`", *_column(column)) for column in model["columns"]]
    table = _table(("column", "type", "null", "meaning"), rows)
    return f"### {folder}.{path.stem}\n\n{model['description']}\n\n{table}"


def _column(column: Mapping[str, Any]) -> tuple[str, str, str]:
    """Type, whether null is allowed, and meaning. A view takes what its tables hold, so it promises less."""
    kinds = {constraint["type"] for constraint in column.get("constraints", ())}
    tests = column.get("data_tests", ())
    is_filled = bool(kinds & {"not_null", "primary_key"}) or "not_null" in tests
    joined = [f"Joins to `{target}`." for target in _targets(tests)]
    return column["data_type"], "no" if is_filled else "yes", " ".join([column["description"], *joined])


def _targets(tests: Iterable[Any]) -> Iterator[str]:
    for test in tests:
        if isinstance(test, dict) and "relationships" in test:
            arguments = test["relationships"]["arguments"]
            model = arguments["to"].removeprefix("ref('").removesuffix("')")
            if not model.startswith("seed_"):
                yield f"{model}.{arguments['field']}"


def _measures() -> str:
    rows = (
        (f"`{code}`", names["name_vi"], names["name_en"]) for code, names in load_labels()["measures"].items()
    )
    return "## Measures\n\n" + _table(("measure", "Vietnamese", "English"), rows)


def _units() -> str:
    rows = (
        (f"`{code}`", names["name_vi"], names["name_en"]) for code, names in load_labels()["units"].items()
    )
    return "## Units\n\n" + _table(("unit", "Vietnamese", "English"), rows)


def _indicators(indicators: Iterable[Indicator]) -> str:
    parts = [
        "## Indicators\n\nA level outside of its bounds, which are in the indicator's unit, is quarantined.\n"
    ]
    ordered = sorted(indicators, key=lambda row: row.code)
    for domain, rows in groupby(ordered, key=lambda row: row.domain):
        header = ("indicator", "Vietnamese", "English", "unit", "better", "level", "why")
        parts.append(f"### Domain `{domain}`\n\n" + _table(header, map(_indicator, rows)))
    return "\n".join(parts)


def _indicator(row: Indicator) -> tuple[str, ...]:
    bound = row.bounds.get(Measure.LEVEL)
    level = f"{_number(bound.low)} to {_number(bound.high)}" if bound else ""
    names = (f"`{row.code}`", row.name_vi, row.name_en, f"`{row.unit}`")
    return (*names, _POLARITIES[row.polarity], level, bound.why if bound else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,g}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
