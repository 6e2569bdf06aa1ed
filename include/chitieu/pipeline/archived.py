"""Records of WARC files, whoever wrote them: each page record is a capture or a failure with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from chitieu.archive import MAX_ENTITY, StoredRecord, entity_of, stored_capture
from chitieu.catalogue.sources import load_sources
from chitieu.fetch import WEB_SOURCE
from chitieu.fetch.pages import check_bytes, check_signs, check_status
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.records import ArchiveRef, Capture, FetchFailure

OTHER_SOURCE: Final = "other_source"
BAD_RECORD: Final = "bad_record"
_SITES: Final = ("http", "https")
_PAGE_RECORDS: Final = frozenset({"response", "resource", "revisit"})


def pages_of_span(
    records: Iterable[StoredRecord], source_id: str | None = None
) -> Iterator[tuple[Capture | FetchFailure, ArchiveRef]]:
    """What the page records of a stretch hold, one in memory at a time.

    Args:
        records: of one file, in order.
        source_id: take the pages of this source alone.

    Yields:
        A capture with its content, or the failure that stands in its place, and where the record lies.
    """
    for stored in records:
        if stored.record.rec_type in _PAGE_RECORDS:
            yield _page(stored, source_id), stored.ref


def source_of(uri: str) -> str:
    """The source that an address belongs to by its host; `web` for a site of none."""
    source = load_sources().of_host(urlsplit(uri).hostname)
    return source.source_id if source else WEB_SOURCE


def _page(stored: StoredRecord, source_id: str | None) -> Capture | FetchFailure:
    facts = stored.record.rec_headers
    uri = facts.get_header("WARC-Target-URI") or ""
    try:
        capture = stored_capture(stored.record)
    except (TypeError, ValueError):
        at = datetime.now(UTC)
        return FetchFailure(uri, source_of(uri) if uri else WEB_SOURCE, BAD_RECORD, REASONS[BAD_RECORD], at)
    capture = replace(capture, source_id=capture.source_id or source_of(uri))
    try:
        _check_wanted(capture, source_id)
        return _filled(capture, stored)
    except PageRejected as problem:
        return FetchFailure(
            capture.uri,
            capture.source_id,
            problem.reason,
            str(problem),
            capture.fetched_at,
            capture.status_code,
            capture.requested_uri,
        )


def _check_wanted(capture: Capture, source_id: str | None) -> None:
    scheme = urlsplit(capture.uri).scheme
    if scheme not in (*_SITES, "file"):
        raise PageRejected("unsupported_scheme", f"{scheme!r} is the scheme of no page.")
    if source_id is not None and capture.source_id != source_id:
        raise PageRejected(
            OTHER_SOURCE, f"The page is of {capture.source_id}, and {source_id} was asked for."
        )


def _filled(capture: Capture, stored: StoredRecord) -> Capture:
    if capture.revisit:
        return capture
    if capture.status_code is not None:
        check_status(capture.status_code)
    entity = entity_of(stored.record, MAX_ENTITY)
    reason = "too_large" if stored.is_cut else entity.problem
    if reason is not None:
        raise PageRejected(reason, REASONS[reason])
    check_bytes(entity.content, capture.media_type)
    if capture.status_code is not None:
        check_signs(entity.content)
    return _with_content(capture, entity.content)


def _with_content(capture: Capture, content: bytes) -> Capture:
    payload_digest: Any = digest(content)
    return replace(
        capture,
        capture_id=stable_id("capture", capture.uri, payload_digest),
        content=content,
        content_bytes=None,
        payload_digest=payload_digest,
    )
