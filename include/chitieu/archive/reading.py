"""WARC records back to captures, those of other crawlers too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from chitieu.archive.headers import original_headers
from chitieu.archive.members import PAGE_RECORDS, cut_torn_end, read_members, record_of
from chitieu.archive.writing import REQUESTED_HEADER, SOURCE_HEADER
from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import ArchiveRef, Capture, Headers


@dataclass(frozen=True, slots=True)
class Recovered:
    """A capture that a file holds whole, and where its page lies; the content is left in the file."""

    capture: Capture
    ref: ArchiveRef


def recover(path: Path) -> list[Recovered]:
    """What a file holds after a crash, in its order; a torn end is cut off, so that it can be continued.

    Raises:
        ArchiveDamaged: the file is no WARC file of gzip members.
    """
    if not path.exists():
        return []
    cut_torn_end(path)
    with path.open("rb") as file:
        return list(_recovered(file, path.name))


def _recovered(file: IO[bytes], name: str) -> Iterator[Recovered]:
    requests: dict[str, Asked] = {}
    for member in read_members(file):
        record = record_of(member)
        if record is None:
            continue
        if record.rec_type == "request":
            answer = record.rec_headers.get_header("WARC-Concurrent-To") or ""
            method = record.http_headers.protocol if record.http_headers else Asked.method
            requests[answer] = Asked(_headers(record.http_headers), method, record.raw_stream.read())
        elif record.rec_type in PAGE_RECORDS:
            request = requests.pop(record.rec_headers.get_header("WARC-Record-ID"), Asked())
            yield Recovered(stored_capture(record, request), ArchiveRef(name, member.offset, member.length))


@dataclass(frozen=True)
class Asked:
    """What a request record holds."""

    headers: Headers = ()
    method: str = "GET"
    body: bytes = b""


def stored_capture(record: Any, asked: Asked = Asked()) -> Capture:
    """A page record of our own writing as its capture, without its content."""
    facts, http = record.rec_headers, record.http_headers
    uri, payload_digest = facts.get_header("WARC-Target-URI"), facts.get_header("WARC-Payload-Digest")
    headers = original_headers(_headers(http))
    is_revisit = record.rec_type == "revisit"
    referred = facts.get_header("WARC-Refers-To-Date")
    return Capture(
        capture_id=stable_id("capture", uri, payload_digest),
        uri=uri,
        source_id=facts.get_header(SOURCE_HEADER) or "",
        media_type=_first(headers, "content-type") if http else record.content_type,
        content=b"",
        payload_digest=payload_digest,
        fetched_at=_time(facts.get_header("WARC-Date")),
        status_code=int(http.get_statuscode()) if http else None,
        requested_uri=facts.get_header(REQUESTED_HEADER),
        request_headers=asked.headers,
        request_method=asked.method,
        request_body=asked.body,
        response_headers=headers,
        etag=_first(headers, "etag"),
        last_modified=_first(headers, "last-modified"),
        revisit=is_revisit,
        refers_to_uri=facts.get_header("WARC-Refers-To-Target-URI"),
        refers_to_at=_time(referred) if referred else None,
        ip_address=facts.get_header("WARC-IP-Address"),
        content_bytes=None if is_revisit else max(record.payload_length if http else record.length, 0),
    )


def _headers(http: Any) -> Headers:
    return tuple(http.headers) if http else ()


def _first(headers: Headers, name: str) -> str | None:
    return next((value for known, value in headers if known.lower() == name), None)


def _time(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
