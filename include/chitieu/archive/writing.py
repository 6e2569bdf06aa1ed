"""Captures as WARC 1.1 records, one gzip member each.

Source of the format: ISO 28500:2017. A page from a file is a `resource`. A page from a site is a `request`
and a `response`, an unchanged one a `request` and a `revisit`. The request stands first, so that the record
which the warehouse refers to closes its group: one that a crash has cut is recognised by its missing end.
"""

from __future__ import annotations

import hashlib
import os
import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self
from urllib.parse import urlsplit

from warcio.warcwriter import WARCWriter

from chitieu.archive.headers import HttpHead, clean, one_line, response_head
from chitieu.archive.members import cut_torn_end
from chitieu.kernel.records import ArchiveRef, Capture

SOURCE_HEADER: Final = "X-Chitieu-Source"
REQUESTED_HEADER: Final = "X-Chitieu-Requested-URI"
NOT_MODIFIED: Final = 304

_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/"
_RECORD_SPACE: Final = uuid.UUID("6f2d7c0e-4d0a-5b1c-9a58-0c7d5f3f1b42")
_PIECE: Final = 1 << 16
_LEVEL: Final = 6  # 9, warcio's own, takes three times as long and saves two bytes in a hundred


def warc_date(at: datetime) -> str:
    """A time as WARC 1.1 writes it, to the microsecond: `2024-01-12T03:04:05.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def capture_members(capture: Capture) -> tuple[bytes, bytes]:
    """The gzip members of a capture: what stands before its page (a request, or nothing), and the page."""
    draft = BytesIO()
    writer = _Writer(draft, gzip=False, warc_version="WARC/1.1")
    before = b""
    if capture.status_code is not None and capture.request_headers:
        writer.write_record(_request(writer, capture))
        before = _compressed(draft.getvalue())
        draft.seek(0)
        draft.truncate()
    writer.write_record(_page(writer, capture))
    return before, _compressed(draft.getvalue())


def info_member(filename: str) -> bytes:
    """The gzip member of the `warcinfo` record that opens a file."""
    draft = BytesIO()
    writer = _Writer(draft, gzip=False, warc_version="WARC/1.1")
    facts = {"software": "chitieu", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(filename, facts))
    return _compressed(draft.getvalue())


def compressed_record(head: HttpHead, block: IO[bytes]) -> Iterator[bytes]:
    """The gzip member of a record that is read, piece by piece, with its head and block as they are."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    yield packer.compress(head.to_bytes(encoding="utf-8"))
    while piece := block.read(_PIECE):
        yield packer.compress(piece)
    yield packer.compress(b"\r\n\r\n") + packer.flush()


class WarcSink:
    """One WARC file that grows by a capture at a time; `append` returns once the operating system has it.

    An existing file is continued; what a crash has left half at its end is cut off first.

    Raises:
        ArchiveDamaged: the file is there and no WARC file of single members.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        if path.exists():
            cut_torn_end(path)
        self._file = path.open("ab")
        if self._file.tell() == 0:
            self._put(info_member(path.name))

    def append(self, capture: Capture) -> ArchiveRef:
        """Write a capture and return where its page lies; the path is the file's name alone."""
        before, page = capture_members(capture)
        offset = self._file.tell() + len(before)
        self._put(before + page)
        return ArchiveRef(self._name, offset, len(page))

    def close(self) -> None:
        """Bring what was written to the disk itself, and close; closing again does nothing."""
        if not self._file.closed:
            os.fsync(self._file.fileno())
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, members: bytes) -> None:
        self._file.write(members)
        self._file.flush()


class _Digester:
    """Digests in the form of the warehouse: warcio's own are in base 32."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, part: bytes) -> None:
        self._hash.update(part)

    def __str__(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    @staticmethod
    def _create_digester() -> _Digester:
        return _Digester()


def _compressed(record: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(record) + packer.flush()


def _record_id(capture: Capture, kind: str) -> str:
    """The same each time the capture is written, and another for another fetch of the same bytes."""
    name = f"{kind}/{capture.capture_id}/{warc_date(capture.fetched_at)}"
    return f"<urn:uuid:{uuid.uuid5(_RECORD_SPACE, name)}>"


def _facts(capture: Capture, kind: str) -> dict[str, str]:
    facts = {
        "WARC-Record-ID": _record_id(capture, kind),
        "WARC-Date": warc_date(capture.fetched_at),
        "WARC-IP-Address": capture.ip_address,
        SOURCE_HEADER: capture.source_id,
    }
    if kind == "request":
        facts["WARC-Concurrent-To"] = _record_id(capture, "page")
    else:
        facts["WARC-Payload-Digest"] = capture.payload_digest
        facts[REQUESTED_HEADER] = capture.requested_uri
    return {name: one_line(value) for name, value in facts.items() if value}


def _request(writer: Any, capture: Capture) -> Any:
    parts = urlsplit(capture.uri)
    target = one_line(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
    headers = clean(capture.request_headers)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", one_line(parts.netloc)))
    body = capture.request_body
    if body and not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", str(len(body))))
    head = HttpHead(f"{target} HTTP/1.1", headers, protocol=one_line(capture.request_method))
    facts = _facts(capture, "request")
    return writer.create_warc_record(
        one_line(capture.uri),
        "request",
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict=facts,
    )


def _page(writer: Any, capture: Capture) -> Any:
    facts, uri = _facts(capture, "page"), one_line(capture.uri)
    if capture.revisit:
        facts |= _revisited(capture)
    if capture.status_code is None and capture.revisit:
        return writer.create_warc_record(uri, "revisit", warc_headers_dict=facts)
    if capture.status_code is None:
        return writer.create_warc_record(
            uri,
            "resource",
            payload=BytesIO(capture.content),
            length=len(capture.content),
            warc_content_type=one_line(capture.media_type or "application/octet-stream"),
            warc_headers_dict=facts,
        )
    length = None if capture.revisit else len(capture.content)
    head = response_head(capture.status_code, capture.response_headers, capture.media_type, length)
    if capture.revisit:
        return writer.create_warc_record(uri, "revisit", http_headers=head, warc_headers_dict=facts)
    return writer.create_warc_record(
        uri,
        "response",
        payload=BytesIO(capture.content),
        length=len(capture.content),
        http_headers=head,
        warc_headers_dict=facts,
    )


def _revisited(capture: Capture) -> dict[str, str]:
    unmodified = capture.status_code == NOT_MODIFIED
    profile = _PROFILE + ("server-not-modified" if unmodified else "identical-payload-digest")
    facts = {
        "WARC-Profile": profile,
        "WARC-Refers-To-Target-URI": one_line(capture.refers_to_uri or capture.uri),
    }
    if capture.refers_to_at is not None:
        facts["WARC-Refers-To-Date"] = warc_date(capture.refers_to_at)
    return facts
