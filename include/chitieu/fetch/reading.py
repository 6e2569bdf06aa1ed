"""One URI to a capture or a failure. Nothing here raises for a page that cannot be had."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from chitieu.fetch.listing import MEDIA_TYPES, list_uris
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.media import binary_kind
from chitieu.kernel.records import Capture, FetchFailure

FILES_SOURCE: Final = "files"
MAX_BYTES: Final = 20_000_000
_PROBE_BYTES: Final = 8192
_MAX_NUL_SHARE: Final = 0.6  # text in UTF-16 is up to half NULs

Fetched = Capture | FetchFailure


def read_paths(paths: Sequence[Path]) -> Iterator[Fetched]:
    """Captures and failures of all pages in files and folders, in the order of `list_uris`.

    Raises:
        ChitieuError: a path does not exist.
    """
    for uri in list_uris(paths):
        yield read_uri(uri, FILES_SOURCE)


def read_uri(uri: str, source_id: str) -> Fetched:
    """The bytes behind a URI as they are now.

    A failure has one of these reasons: `unsupported_scheme`, `unsupported_ending`, `missing`, `unreadable`,
    `no_pages`, `not_a_file`, `empty`, `binary`, `too_large`.
    """
    scheme = urlsplit(uri).scheme
    reader = READERS.get(scheme)
    if reader is None:
        known = ", ".join(f"{name}:" for name in READERS)
        return _failure(
            uri, source_id, "unsupported_scheme", f"Only {known} pages are read. Save the page as a file."
        )
    return reader(uri, source_id)


def _read_file(uri: str, source_id: str) -> Fetched:
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
    try:
        kind = path.stat().st_mode
        problem = _unfit(path, kind)
        content = b"" if problem else _read_bytes(path)
    except FileNotFoundError:
        problem = ("missing", f"{path} is not there any more. Put it back, or leave it out.")
    except OSError as error:
        problem = ("unreadable", f"{path} cannot be read ({error.strerror}). Check its permissions.")
    if problem is None:
        problem = _no_text(path, content)
    if problem is not None:
        return _failure(uri, source_id, *problem)
    payload_digest = digest(content)
    return Capture(
        capture_id=stable_id("capture", uri, payload_digest),
        uri=uri,
        source_id=source_id,
        media_type=MEDIA_TYPES[path.suffix.lower()],
        content=content,
        payload_digest=payload_digest,
        fetched_at=datetime.now(UTC),
    )


def _read_bytes(path: Path) -> bytes:
    # One byte more than allowed tells a file that is too large, also one that grows while it is read.
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _unfit(path: Path, mode: int) -> tuple[str, str] | None:
    """Why a file is not even opened (a pipe or a device would block), as reason and sentence."""
    endings = " ".join(MEDIA_TYPES)
    if stat.S_ISDIR(mode):
        return "no_pages", f"The folder {path} holds no page ({endings}). Give the folder that does."
    if not stat.S_ISREG(mode):
        return "not_a_file", f"{path} is no ordinary file. Give the page as a file."
    if path.suffix.lower() not in MEDIA_TYPES:
        return "unsupported_ending", f"{path} is no page by its ending. Rename it to one of {endings}."
    return None


def _no_text(path: Path, content: bytes) -> tuple[str, str] | None:
    """Why bytes are no page, as reason and sentence."""
    if not content.strip():
        return "empty", f"{path} is empty. Save the page again."
    if len(content) > MAX_BYTES:
        return "too_large", f"{path} is larger than {MAX_BYTES // 1_000_000} MB. Split it into single pages."
    kind = binary_kind(content)
    probe = content[:_PROBE_BYTES]
    if kind is None and probe.count(0) > len(probe) * _MAX_NUL_SHARE:
        kind = "a binary file"
    if kind is not None:
        return "binary", f"{path} is {kind}, no page. Save the page as HTML or text."
    return None


def _failure(uri: str, source_id: str, reason: str, detail: str) -> FetchFailure:
    return FetchFailure(uri, source_id, reason, detail, datetime.now(UTC))


READERS: Final[Mapping[str, Callable[[str, str], Fetched]]] = {"file": _read_file}
"""What reads the URIs of a scheme. A crawler is a further row: it gives the same two records."""
