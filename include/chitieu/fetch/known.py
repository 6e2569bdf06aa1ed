"""What is known of a source before a run: one JSON object a line, one line an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.record import record


@record
class Known:
    """An address that was fetched before, with what tells whether it has changed since."""

    uri: str
    payload_digest: str | None
    fetched_at: datetime | None
    first_seen_at: datetime | None
    etag: str | None = None
    last_modified: str | None = None

    def validators(self) -> dict[str, str]:
        """Request headers that ask for the page only where it has changed."""
        if self.payload_digest is None:  # a 304 would say that nothing is still nothing
            return {}
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value and value.isascii() and value.isprintable()}

    def is_settled(self, now: datetime, recheck_days: float) -> bool:
        """Whether the page was first seen so long ago that it is not asked for again."""
        first = self.first_seen_at or self.fetched_at
        return first is not None and now - first > timedelta(days=recheck_days)


def read_known(path: Path | None) -> Mapping[str, Known]:
    """The known addresses of a file, the last line of an address counting; empty without a file.

    Raises:
        ConfigurationError: the file cannot be read, or a line is no JSON object with a `uri`.
    """
    if path is None:
        return {}
    known: dict[str, Known] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    each = _known(line, f"{path}:{number}")
                    known[each.uri] = each
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error}). Write the list of known pages anew."
        ) from error
    return known


def _known(line: str, where: str) -> Known:
    try:
        row: dict[str, Any] = json.loads(line)
        return Known(
            uri=str(row["uri"]),
            payload_digest=row.get("payload_digest"),
            fetched_at=_time(row.get("fetched_at")),
            first_seen_at=_time(row.get("first_seen_at")),
            etag=row.get("etag"),
            last_modified=row.get("last_modified"),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{where} is no known page. Write the list of known pages anew.") from error


def _time(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone()
