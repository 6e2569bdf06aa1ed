"""Observations on stdout as JSON lines, CSV or a table."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from chitieu.cli.console import out
from chitieu.cli.explain import grouped
from chitieu.kernel.records import Observation
from chitieu.kernel.serialise import OBSERVATION_KEYS, observation_row

FORMULA_STARTS = ("=", "+", "@", "\t", "\r")


class OutputFormat(StrEnum):
    """What `chitieu extract` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    TABLE = "table"


def spreadsheet_safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def _write_jsonl(observations: Iterable[Observation]) -> None:
    for observation in observations:
        sys.stdout.write(json.dumps(observation_row(observation), ensure_ascii=False) + "\n")


def _write_csv(observations: Iterable[Observation]) -> None:
    columns = [*OBSERVATION_KEYS, "place_code", "confidence", "sentence"]
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore")
    writer.writeheader()
    for observation in observations:
        row = observation_row(observation)
        writer.writerow({key: spreadsheet_safe(row[key]) for key in columns})


def _period(observation: Observation) -> str:
    if observation.period_start is None or observation.period_end is None:
        return ""
    return f"{observation.period_start} … {observation.period_end}"


def _write_table(observations: Iterable[Observation]) -> None:
    from rich.table import Table

    table = Table()
    for heading in ("page", "text", "indicator", "measure", "value", "unit", "period", "place", "sure"):
        table.add_column(heading, overflow="fold")
    for o in observations:
        value = grouped(o.value) + (f"/{grouped(o.total)}" if o.total is not None else "")
        hedge = {"exact": "", "over": "> ", "under": "< ", "about": "~ "}[o.qualifier.value]
        table.add_row(
            *(
                out.render_str(cell, markup=False)
                for cell in (
                    o.page,
                    o.text,
                    o.indicator,
                    o.measure.value,
                    hedge + value,
                    o.unit.value,
                    _period(o),
                    o.place or "",
                    f"{o.confidence:.2f}",
                )
            )
        )
    out.print(table)


WRITERS: dict[OutputFormat, Callable[[Iterable[Observation]], None]] = {
    OutputFormat.JSONL: _write_jsonl,
    OutputFormat.CSV: _write_csv,
    OutputFormat.TABLE: _write_table,
}
