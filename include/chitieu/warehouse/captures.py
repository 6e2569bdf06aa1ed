"""Attempts to fetch on their way into the warehouse: captures, an outcome each, and the state of addresses.

Every function works inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import psycopg
from psycopg import sql

from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import ArchiveRef, Capture, FetchFailure
from chitieu.warehouse.copying import Row, as_json, column_names, copy_rows

ORIGINAL_MISSING = "original_missing"
"""The reason of an unchanged page whose bytes no batch has brought in."""

_ATTEMPT_COLUMNS = column_names(
    "position outcome_id capture_id uri requested_uri source_id media_type status_code payload_digest "
    "payload_bytes etag last_modified warc_path warc_offset warc_length attempted_at is_revisit reason detail"
)


def land_attempts(
    connection: psycopg.Connection,
    batch_id: str,
    captures: Iterable[tuple[Capture, ArchiveRef]],
    failures: Iterable[FetchFailure],
    crawl_id: str | None,
) -> dict[str, int]:
    """Write the attempts of a batch; captures and failures are taken one at a time, failures last.

    A revisit takes the place of its bytes in the archive from the capture that has them: of this batch, or of
    an earlier one.
    """
    connection.execute(_STAGE)
    copy_rows(connection, sql.Identifier("attempts"), _ATTEMPT_COLUMNS, _rows(batch_id, captures, failures))
    connection.execute(_RESOLVE_REVISITS)
    connection.execute(_FAIL_UNRESOLVED, {"reason": ORIGINAL_MISSING})
    connection.execute(_INSERT_CAPTURES, {"batch_id": batch_id})
    connection.execute(_INSERT_OUTCOMES, {"batch_id": batch_id, "crawl_id": crawl_id})
    connection.execute(_UPSERT_ADDRESSES, {"batch_id": batch_id})
    counts = connection.execute(_COUNTS, {"batch_id": batch_id}).fetchone() or (0, 0, 0)
    return dict(zip(("stored", "unchanged", "failed"), counts, strict=True))


def _rows(
    batch_id: str, captures: Iterable[tuple[Capture, ArchiveRef]], failures: Iterable[FetchFailure]
) -> Iterator[Row]:
    position = 0
    for position, (capture, ref) in enumerate(captures, start=1):
        yield (
            position,
            _outcome_id(batch_id, capture.uri, capture.requested_uri, capture.fetched_at.isoformat()),
            capture.capture_id,
            capture.uri,
            capture.requested_uri,
            capture.source_id,
            capture.media_type,
            capture.status_code,
            capture.payload_digest,
            _length(capture),
            capture.etag,
            capture.last_modified,
            None if capture.revisit else ref.warc_path,
            None if capture.revisit else ref.warc_offset,
            None if capture.revisit else ref.warc_length,
            capture.fetched_at,
            capture.revisit,
            None,
            None,
        )
    for number, failure in enumerate(failures, start=position + 1):
        yield (
            number,
            _outcome_id(batch_id, failure.uri, failure.requested_uri, failure.attempted_at.isoformat()),
            None,
            failure.uri,
            failure.requested_uri,
            failure.source_id,
            None,
            failure.status_code,
            *(None,) * 7,
            failure.attempted_at,
            False,
            failure.reason,
            failure.detail,
        )


def _length(capture: Capture) -> int | None:
    if capture.revisit:
        return None
    return len(capture.content) if capture.content_bytes is None else capture.content_bytes


def _outcome_id(batch_id: str, uri: str, requested_uri: str | None, at: str) -> str:
    return stable_id("fetch_outcome", batch_id, uri, requested_uri or "", at)


_STAGE = """
    CREATE TEMPORARY TABLE attempts (
        position integer, outcome_id text, capture_id text, uri text, requested_uri text, source_id text,
        media_type text, status_code integer, payload_digest text, payload_bytes bigint, etag text,
        last_modified text, warc_path text, warc_offset bigint, warc_length bigint, attempted_at timestamptz,
        is_revisit boolean, reason text, detail text
    ) ON COMMIT DROP
"""

# Of several captures of the same bytes the one of the same address is taken, then the first.
_RESOLVE_REVISITS = """
    UPDATE attempts
    SET payload_bytes = known.payload_bytes,
        media_type = coalesce(attempts.media_type, known.media_type),
        warc_path = known.warc_path,
        warc_offset = known.warc_offset,
        warc_length = known.warc_length
    FROM (
        SELECT DISTINCT ON (revisits.position) revisits.position, originals.*
        FROM attempts AS revisits
        INNER JOIN (
            SELECT capture_id, payload_digest, payload_bytes, media_type, warc_path, warc_offset, warc_length,
                fetched_at
            FROM raw.captures
            WHERE payload_digest IN (SELECT payload_digest FROM attempts WHERE is_revisit)
            UNION ALL
            SELECT capture_id, payload_digest, payload_bytes, media_type, warc_path, warc_offset, warc_length,
                attempted_at
            FROM attempts
            WHERE NOT is_revisit
        ) AS originals USING (payload_digest)
        WHERE revisits.is_revisit
        ORDER BY
            revisits.position, originals.capture_id = revisits.capture_id DESC, originals.fetched_at,
            originals.capture_id
    ) AS known
    WHERE attempts.position = known.position
"""

_FAIL_UNRESOLVED = """
    UPDATE attempts
    SET capture_id = NULL,
        payload_digest = NULL,
        etag = NULL,
        last_modified = NULL,
        reason = %(reason)s,
        detail = 'The page has not changed since it was fetched, and those bytes are not here.'
    WHERE is_revisit AND warc_path IS NULL
"""

_INSERT_CAPTURES = """
    INSERT INTO raw.captures (
        capture_id, batch_id, uri, requested_uri, source_id, media_type, status_code, payload_digest,
        payload_bytes, etag, last_modified, warc_path, warc_offset, warc_length, fetched_at
    )
    SELECT DISTINCT ON (capture_id)
        capture_id, %(batch_id)s, uri, requested_uri, source_id, media_type, status_code, payload_digest,
        payload_bytes, etag, last_modified, warc_path, warc_offset, warc_length, attempted_at
    FROM attempts
    WHERE capture_id IS NOT NULL
    ORDER BY capture_id, attempted_at, position
    ON CONFLICT (capture_id) DO NOTHING
"""

# The batch that a capture belongs to is the one that stored it; further attempts in it found it unchanged.
_INSERT_OUTCOMES = """
    INSERT INTO raw.fetch_outcomes (
        outcome_id, batch_id, crawl_id, uri, requested_uri, source_id, outcome, reason, detail, capture_id,
        status_code, payload_bytes, attempted_at
    )
    SELECT
        attempts.outcome_id, %(batch_id)s, %(crawl_id)s, attempts.uri, attempts.requested_uri,
        attempts.source_id,
        CASE
            WHEN attempts.reason IS NOT NULL THEN 'failed'
            WHEN captures.batch_id = %(batch_id)s AND row_number() OVER (
                PARTITION BY attempts.capture_id ORDER BY attempts.attempted_at, attempts.position
            ) = 1 THEN 'stored'
            ELSE 'unchanged'
        END,
        attempts.reason, attempts.detail, attempts.capture_id, attempts.status_code,
        CASE WHEN NOT attempts.is_revisit THEN attempts.payload_bytes END,
        attempts.attempted_at
    FROM attempts
    LEFT JOIN raw.captures USING (capture_id)
    ORDER BY attempts.outcome_id
    ON CONFLICT (outcome_id) DO NOTHING
"""

# An old archive that is read late must not pass for the state of today. A failure keeps the validators, and a
# 304 that leaves them out does, too.
_UPSERT_ADDRESSES = """
    INSERT INTO raw.addresses AS known (
        source_id, uri, etag, last_modified, payload_digest, fetched_at, first_seen_at, last_seen_at,
        last_outcome, last_reason, last_status_code
    )
    SELECT DISTINCT ON (outcomes.source_id, outcomes.uri)
        outcomes.source_id, outcomes.uri,
        attempts.etag, attempts.last_modified, attempts.payload_digest,
        CASE WHEN outcomes.outcome <> 'failed' THEN outcomes.attempted_at END,
        min(outcomes.attempted_at) OVER (PARTITION BY outcomes.source_id, outcomes.uri),
        outcomes.attempted_at, outcomes.outcome, outcomes.reason, outcomes.status_code
    FROM raw.fetch_outcomes AS outcomes
    INNER JOIN attempts USING (outcome_id)
    WHERE outcomes.batch_id = %(batch_id)s AND outcomes.uri ~ '^https?:'
    ORDER BY outcomes.source_id, outcomes.uri, outcomes.attempted_at DESC, attempts.position DESC
    ON CONFLICT (source_id, uri) DO UPDATE SET
        first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
        last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
        etag = CASE
            WHEN excluded.fetched_at < known.fetched_at OR excluded.fetched_at IS NULL THEN known.etag
            WHEN excluded.payload_digest = known.payload_digest THEN coalesce(excluded.etag, known.etag)
            ELSE excluded.etag
        END,
        last_modified = CASE
            WHEN excluded.fetched_at < known.fetched_at OR excluded.fetched_at IS NULL
                THEN known.last_modified
            WHEN excluded.payload_digest = known.payload_digest
                THEN coalesce(excluded.last_modified, known.last_modified)
            ELSE excluded.last_modified
        END,
        payload_digest = CASE
            WHEN excluded.fetched_at < known.fetched_at OR excluded.fetched_at IS NULL
                THEN known.payload_digest
            ELSE excluded.payload_digest
        END,
        fetched_at = greatest(known.fetched_at, excluded.fetched_at),
        last_outcome = CASE WHEN excluded.last_seen_at >= known.last_seen_at
            THEN excluded.last_outcome ELSE known.last_outcome END,
        last_reason = CASE WHEN excluded.last_seen_at >= known.last_seen_at
            THEN excluded.last_reason ELSE known.last_reason END,
        last_status_code = CASE WHEN excluded.last_seen_at >= known.last_seen_at
            THEN excluded.last_status_code ELSE known.last_status_code END
"""

_COUNTS = """
    SELECT
        count(*) FILTER (WHERE outcome = 'stored'),
        count(*) FILTER (WHERE outcome = 'unchanged'),
        count(*) FILTER (WHERE outcome = 'failed')
    FROM raw.fetch_outcomes
    WHERE batch_id = %(batch_id)s
"""


def plan_crawl(connection: psycopg.Connection, crawl_id: str, source_id: str) -> None:
    """Keep that a crawl is on its way; again is no change."""
    connection.execute(
        "INSERT INTO raw.crawls (crawl_id, source_id) VALUES (%s, %s) ON CONFLICT (crawl_id) DO NOTHING",
        [crawl_id, source_id],
    )


def finish_crawl(connection: psycopg.Connection, crawl_id: str, result: Mapping[str, Any]) -> int | None:
    """Keep what a crawl came to, once, and return its new pages; None where it was kept before."""
    asked = {
        "crawl_id": crawl_id,
        "started_at": result["started_at"],
        "finished_at": result["finished_at"],
        "stop_reason": result["stop_reason"],
        "counts": as_json({key: value for key, value in result.items() if isinstance(value, int)}),
        "reasons": as_json(dict(result.get("reasons", {}))),
    }
    row = connection.execute(_FINISH, asked).fetchone()
    return None if row is None else int(row[0])


# A page is new where its address has no capture of a batch of before.
_FINISH = """
    UPDATE raw.crawls
    SET started_at = %(started_at)s,
        finished_at = %(finished_at)s,
        stop_reason = %(stop_reason)s,
        counts = %(counts)s,
        reasons = %(reasons)s,
        new_pages = (
            SELECT count(DISTINCT outcomes.uri)
            FROM raw.fetch_outcomes AS outcomes
            WHERE outcomes.crawl_id = crawls.crawl_id AND outcomes.outcome = 'stored'
                AND NOT EXISTS (
                    SELECT FROM raw.captures AS earlier
                    WHERE earlier.uri = outcomes.uri
                        AND earlier.batch_id NOT IN (
                            SELECT own.batch_id FROM raw.fetch_outcomes AS own
                            WHERE own.crawl_id = crawls.crawl_id
                        )
                )
        )
    WHERE crawl_id = %(crawl_id)s AND finished_at IS NULL
    RETURNING new_pages
"""

KNOWN_ADDRESSES = """
    SELECT uri, etag, last_modified, payload_digest, fetched_at, first_seen_at
    FROM raw.addresses
    WHERE (source_id = %(source_id)s OR uri = ANY(%(uris)s)) AND payload_digest IS NOT NULL
    ORDER BY uri, fetched_at
"""

QUIET_SOURCES = """
    WITH ranked AS (
        SELECT source_id, new_pages, stop_reason, finished_at,
            row_number() OVER (PARTITION BY source_id ORDER BY finished_at DESC, crawl_id) AS age,
            max(finished_at) FILTER (WHERE new_pages > 0) OVER (PARTITION BY source_id) AS last_new_page_at
        FROM raw.crawls
        WHERE finished_at IS NOT NULL
    )
    SELECT source_id, count(*) AS crawls, min(last_new_page_at) AS last_new_page_at,
        array_agg(stop_reason ORDER BY age) AS stop_reasons
    FROM ranked
    WHERE finished_at > coalesce(last_new_page_at, '-infinity')
    GROUP BY source_id
    HAVING count(*) >= %s
    ORDER BY source_id
"""
