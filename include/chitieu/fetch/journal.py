"""What a run has fetched, on disk after every attempt: WARC files, and beside each its outcomes.

An outcome is written once the record that it speaks of is on disk. A run that was killed therefore leaves
whole records, at most one of them without its outcome; the next one writes it and goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, Protocol

from chitieu.fetch.outcomes import Outcome
from chitieu.kernel.record import record
from chitieu.kernel.records import ArchiveRef, Capture, FetchFailure

CAPTURES_PER_FILE: Final = 200


class Sink(Protocol):
    """A WARC file that grows."""

    def append(self, capture: Capture) -> ArchiveRef:
        """Write a capture; returns once the operating system has it."""
        ...

    def close(self) -> None:
        """Bring it all to the disk."""
        ...


class Recovery(Protocol):
    """A capture that a file holds whole, and where."""

    @property
    def capture(self) -> Capture:
        """The capture, its content left in the file."""
        ...

    @property
    def ref(self) -> ArchiveRef:
        """Where it lies."""
        ...


@record
class Warcs:
    """How WARC files are written and read: the archive's own functions."""

    sink: Callable[[Path], Sink]
    recover: Callable[[Path], Sequence[Recovery]]
    load: Callable[[Path, ArchiveRef], bytes]


class Journal:
    """The files of one role in a run's folder: `pages-00001.warc.gz`, `pages-00001.outcomes.jsonl`, ..."""

    def __init__(self, folder: Path, role: str, warcs: Warcs, per_file: int = CAPTURES_PER_FILE) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._role, self._warcs, self._per_file = folder, role, warcs, per_file
        self._number, self._captures = 1, 0
        self._sink: Sink | None = None
        self._outcomes: IO[str] | None = None
        self.rows: list[dict[str, Any]] = []
        """Outcomes of an earlier run of the plan, as they stand in its files."""
        self.digests: dict[str, str] = {}
        """Digest of every address that has one, by address."""
        self._recover()

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the WARC files, in order."""
        return tuple(sorted(path.name for path in self._folder.glob(f"{self._role}-*.warc.gz")))

    def recovered(self) -> Iterator[tuple[Capture, bytes]]:
        """The captures of an earlier run with their content, without those that are revisits."""
        for name in self.files:
            path = self._folder / name
            for found in self._warcs.recover(path):
                if not found.capture.revisit:
                    yield found.capture, self._warcs.load(self._folder, found.ref)

    def keep(self, capture: Capture, received_bytes: int, found_on: str | None) -> Outcome:
        """Write a capture, then its outcome."""
        if self._captures >= self._per_file:
            self.close()
            self._number, self._captures = self._number + 1, 0
        sink, _ = self._files()
        ref = sink.append(capture)
        self._captures += 1
        row = captured_row(self._role_of_row, capture, ref)
        self._write(row | {"received_bytes": received_bytes, "found_on": found_on})
        self.digests[capture.uri] = capture.payload_digest
        return Outcome(row["outcome"])

    def fail(self, failure: FetchFailure, found_on: str | None) -> None:
        """Write the outcome of an attempt without a capture."""
        self._files()
        self._write(failed_row(self._role_of_row, failure) | {"found_on": found_on})

    def close(self) -> None:
        """Close the files of now; what is kept next continues them."""
        if self._sink is not None and self._outcomes is not None:
            self._sink.close()
            self._outcomes.close()
        self._sink = self._outcomes = None

    @property
    def _role_of_row(self) -> str:
        return self._role.removesuffix("s")

    def _path(self, number: int, ending: str) -> Path:
        return self._folder / f"{self._role}-{number:05}.{ending}"

    def _files(self) -> tuple[Sink, IO[str]]:
        if self._sink is None or self._outcomes is None:
            self._sink = self._warcs.sink(self._path(self._number, "warc.gz"))
            self._outcomes = self._path(self._number, "outcomes.jsonl").open("a", encoding="utf-8")
        return self._sink, self._outcomes

    def _write(self, row: dict[str, Any]) -> None:
        _, outcomes = self._files()
        outcomes.write(json.dumps(row, ensure_ascii=False) + "\n")
        outcomes.flush()

    def _recover(self) -> None:
        while (path := self._path(self._number, "warc.gz")).exists():
            found = self._warcs.recover(path)
            rows = _whole_rows(self._path(self._number, "outcomes.jsonl"))
            told = {row["warc_offset"] for row in rows if row["warc_offset"] is not None}
            self._captures = len(found)
            self.rows += rows
            for each in found:
                self.digests[each.capture.uri] = each.capture.payload_digest
                if each.ref.warc_offset not in told:
                    row = captured_row(self._role_of_row, each.capture, each.ref)
                    self._write(row)
                    self.rows.append(row)
            self.close()
            if not self._path(self._number + 1, "warc.gz").exists():
                return
            self._number += 1


def captured_row(role: str, capture: Capture, ref: ArchiveRef) -> dict[str, Any]:
    """The outcome of an attempt that gave a capture, as a JSON-ready row."""
    return _row(
        role,
        Outcome.REVISIT if capture.revisit else Outcome.STORED,
        capture.uri,
        capture.fetched_at,
        requested_uri=capture.requested_uri,
        status_code=capture.status_code,
        capture_id=capture.capture_id,
        payload_digest=capture.payload_digest,
        content_bytes=len(capture.content) if capture.content else None,
        etag=capture.etag,
        last_modified=capture.last_modified,
        media_type=capture.media_type,
        warc_file=ref.warc_path,
        warc_offset=ref.warc_offset,
        warc_length=ref.warc_length,
    )


def failed_row(role: str, failure: FetchFailure) -> dict[str, Any]:
    """The outcome of an attempt without a capture, as a JSON-ready row."""
    return _row(
        role,
        Outcome.FAILED,
        failure.uri,
        failure.attempted_at,
        requested_uri=failure.requested_uri,
        reason=failure.reason,
        detail=failure.detail,
        status_code=failure.status_code,
    )


_KEYS: Final = (
    *("role", "outcome", "uri", "requested_uri", "reason", "detail", "status_code", "at", "capture_id"),
    *("payload_digest", "content_bytes", "received_bytes", "etag", "last_modified", "media_type"),
    *("warc_file", "warc_offset", "warc_length", "found_on"),
)


def _row(role: str, outcome: Outcome, uri: str, at: datetime, **facts: Any) -> dict[str, Any]:
    given = {"role": role, "outcome": outcome.value, "uri": uri, "at": at.isoformat(), **facts}
    return {key: given.get(key) for key in _KEYS}


def _whole_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of outcomes; a line that a crash has cut is taken off the file."""
    if not path.exists():
        return []
    with path.open("r+b") as file:
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
    return [json.loads(line) for line in content[:whole].splitlines()]
