"""What is published, as files: each is replaced whole, so that a reader never sees half of one."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from chitieu.kernel.errors import ConfigurationError

OBSERVATION_COLUMNS = (
    "observation_id",
    "domain_code",
    "indicator_code",
    "indicator_name",
    "place_code",
    "place_name",
    "organisation_name",
    "part",
    "period_start",
    "period_end",
    "measure",
    "value",
    "unit_code",
    "total_value",
    "per_unit",
    "qualifier",
    "status",
    "basis",
    "is_chosen",
    "is_disputed",
    "confidence",
    "evidence_text",
    "evidence_sentence",
    "source_url",
    "published_at",
    "article_version_id",
    "start_offset",
    "end_offset",
    "extractor_version",
)
"""The columns of `observations.csv`, in order."""

# A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text file beside `path` that takes its place once it is written whole.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        written = Path(file.name)
        written.chmod(0o644)
        written.replace(path)
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written ({error.strerror or error}). Free the folder or set"
            " CHITIEU_REPORTS_DIR."
        ) from error


def write_text(path: Path, content: str) -> Path:
    """Write a text file whole and return its path."""
    with replacing(path) as file:
        file.write(content)
    return path


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows for a spreadsheet: UTF-8 with a byte order mark, no cell of text taken for a formula."""
    with replacing(path) as file:
        file.write("\ufeff")
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([csv_cell(row[column]) for column in columns] for row in rows)
    return path


def csv_cell(value: object) -> str:
    """A cell of a spreadsheet. Numbers stay numbers, text that looks like a formula is made text.

    >>> csv_cell("=1+1"), csv_cell(Decimal("-344"))
    ("'=1+1", '-344')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text
