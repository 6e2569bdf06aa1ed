"""What differs between two readings of pages, as a table, as CSV or as one self-contained HTML file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from chitieu.cli.console import counted, note, out, writing
from chitieu.cli.writers import spreadsheet_safe
from chitieu.kernel.changes import COMPARED, FigureChange
from chitieu.kernel.errors import ChitieuError

TABLE_ROWS = 40


def reading(figure: Mapping[str, Any] | None, fields: Sequence[str] = ()) -> str:
    """What a figure says in a line; of a changed figure the given fields alone."""
    if figure is None:
        return ""
    if fields:
        return "; ".join(f"{name} {figure[name] if figure[name] is not None else '–'}" for name in fields)
    period = " … ".join(str(figure[name]) for name in ("period_start", "period_end") if figure[name])
    parts = (
        figure["indicator_code"],
        figure["measure"],
        f"{figure['value']} {figure['unit']}",
        figure["status"] if figure["status"] != "actual" else None,
        period,
        figure["place"],
        figure["organisation"],
        figure["part"],
    )
    return " · ".join(part for part in parts if part)


def tally(changes: Sequence[FigureChange]) -> str:
    """How many figures are how: `3 added, 1 changed (place 1)`."""
    kinds = Counter(change.change for change in changes)
    fields = Counter(field for change in changes for field in change.fields)
    words = [f"{kinds[kind]} {kind}" for kind in ("added", "removed", "changed") if kinds[kind]]
    named = ", ".join(f"{name} {count}" for name, count in fields.most_common())
    pages = len({change.capture_id for change in changes})
    return f"{', '.join(words)}{f' ({named})' if named else ''} on {counted(pages, 'page')}"


def show_changes(changes: Sequence[FigureChange]) -> None:
    """A row per change on stdout, the first ones of many."""
    title = f"Figures read otherwise (the first {TABLE_ROWS})" if len(changes) > TABLE_ROWS else None
    table = Table(title=title, title_justify="left")
    for heading in ("page", "change", "number", "before", "after"):
        table.add_column(heading, overflow="fold")
    for change in changes[:TABLE_ROWS]:
        table.add_row(*(Text(cell) for cell in _cells(change)))
    out.print(table)


def _cells(change: FigureChange) -> tuple[str, str, str, str, str]:
    number = _shown(change)["text"]
    before, after = reading(change.before, change.fields), reading(change.after, change.fields)
    return change.page, change.change, number, before, after


def _shown(change: FigureChange) -> Mapping[str, Any]:
    return change.after or change.before or {}


def writer_of(path: Path) -> Callable[[Sequence[FigureChange], Path, str], None]:
    """What writes a file of this ending.

    Raises:
        ChitieuError: it is neither `.csv` nor `.html`.
    """
    writer = {".csv": _write_csv, ".html": _write_html}.get(path.suffix.lower())
    if writer is None:
        raise ChitieuError(f"{path} ends in neither .csv nor .html. Give a file that does.")
    return writer


def write_changes(changes: Sequence[FigureChange], path: Path, about: str) -> None:
    """Write all changes to a `.csv` or `.html` file.

    Raises:
        ChitieuError: the file has another ending, or cannot be written.
    """
    with writing(path):
        writer_of(path)(changes, path, about)
    note(f"wrote {path}")


def _write_csv(changes: Sequence[FigureChange], path: Path, _about: str) -> None:
    sides = [f"{side}_{name}" for name in COMPARED for side in ("before", "after")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["page", "change", "fields", "text", "sentence", *sides])
        for change in changes:
            shown = _shown(change)
            row = [change.page, change.change, " ".join(change.fields), shown["text"], shown["sentence"]]
            for name in COMPARED:
                row += [(side or {}).get(name) for side in (change.before, change.after)]
            writer.writerow([spreadsheet_safe(cell) for cell in row])


def _write_html(changes: Sequence[FigureChange], path: Path, about: str) -> None:
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("chitieu.cli", "templates"), autoescape=select_autoescape(default=True)
    )
    rows = [
        {
            "cells": _cells(change),
            "change": change.change,
            "sentence": (change.after or change.before or {})["sentence"],
        }
        for change in changes
    ]
    written = environment.get_template("changes.html.j2").render(
        rows=rows,
        about=about,
        tally=tally(changes) if changes else "nothing changed",
        at=datetime.now().astimezone(),
    )
    path.write_text(written, encoding="utf-8")
