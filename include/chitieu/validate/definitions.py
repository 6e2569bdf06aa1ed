"""The suites and checkpoints of `expectations/`, read and checked without importing Great Expectations.

A suite file is a Great Expectations suite (`name`, `expectations` with `type`, `kwargs`, `meta`). Each
expectation's `meta` says what it is called, how grave a failure is, why it stands there and who acts on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from chitieu.kernel.errors import ConfigurationError

_META_KEYS = ("check", "severity", "label", "why", "owner")


class Severity(StrEnum):
    """What a failed expectation does: stop the batch, put rows aside, or only go on record."""

    CRITICAL = "critical"
    QUARANTINE = "quarantine"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a suite.

    `check` is its stable name inside the suite, `label` what people read (Vietnamese), `why` the story of the
    threshold, `owner` the role that acts when it fails.
    """

    check: str
    type: str
    kwargs: Mapping[str, Any]
    severity: Severity
    label: str
    why: str
    owner: str

    @property
    def column(self) -> str | None:
        """The column (or the columns, joined by `, `) that it looks at; null for the whole table."""
        names = [self.kwargs[key] for key in ("column", "column_A", "column_B") if key in self.kwargs]
        names += self.kwargs.get("column_list", [])
        return ", ".join(names) or None

    @property
    def is_structural(self) -> bool:
        """Whether it looks at the table's form, which an empty table owes as well."""
        return self.type.startswith("expect_table_columns")


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations that one table or batch owes, in the order of the file."""

    name: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Asset:
    """What a suite is run on: rows handed over as a data frame, or a relation of the warehouse.

    `key` are the columns that name a failing row; `relation` is `schema.table`, null for handed-over rows.
    """

    suite: str
    key: tuple[str, ...]
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class CheckpointDefinition:
    """Suites that are run together, and what on."""

    name: str
    assets: tuple[Asset, ...]


def load_suite(folder: Path, name: str) -> Suite:
    """The suite `suites/<name>.json` of a folder of expectations.

    Raises:
        ConfigurationError: the file is missing, no JSON, or an expectation lacks a part of its `meta`.
    """
    path = folder / "suites" / f"{name}.json"
    raw = _read(path)
    suite = Suite(
        name=raw["name"], expectations=tuple(_expectation(path, row) for row in raw["expectations"])
    )
    names = [expectation.check for expectation in suite.expectations]
    doubles = sorted({check for check in names if names.count(check) > 1})
    if suite.name != name or doubles:
        raise ConfigurationError(
            f"{path}: the suite must be called {name!r} and each check once"
            + (f" (twice: {', '.join(doubles)})" if doubles else "")
            + ". Rename what is meant and run again."
        )
    return suite


def load_checkpoint(folder: Path, name: str) -> CheckpointDefinition:
    """The checkpoint `checkpoints/<name>.json` of a folder of expectations.

    Raises:
        ConfigurationError: the file is missing or no JSON of this form.
    """
    path = folder / "checkpoints" / f"{name}.json"
    raw = _read(path)
    try:
        assets = tuple(
            Asset(suite=row["suite"], key=tuple(row["key"]), relation=row.get("relation"))
            for row in raw["assets"]
        )
    except (KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path}: an asset needs `suite` and `key` ({error}). Compare with the files beside it."
        ) from error
    return CheckpointDefinition(name=name, assets=assets)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path} is missing. Restore the folder `expectations/` or point CHITIEU_HOME at the project."
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"{path} is not JSON ({error}). Restore it from version control.") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} must hold one JSON object. Restore it from version control.")
    return content


def _expectation(path: Path, row: Mapping[str, Any]) -> Expectation:
    meta = row.get("meta", {})
    missing = [key for key in _META_KEYS if not meta.get(key)]
    if missing or "type" not in row:
        raise ConfigurationError(
            f"{path}: {row.get('type', 'an expectation')} on {row.get('kwargs', {})} lacks"
            f" {', '.join(missing) or 'type'}. Say it in its `meta`."
        )
    try:
        severity = Severity(meta["severity"])
    except ValueError as error:
        raise ConfigurationError(
            f"{path}: {meta['check']}: severity must be one of {', '.join(Severity)}. Correct it."
        ) from error
    return Expectation(
        check=meta["check"],
        type=row["type"],
        kwargs=row.get("kwargs", {}),
        severity=severity,
        label=meta["label"],
        why=meta["why"],
        owner=meta["owner"],
    )
