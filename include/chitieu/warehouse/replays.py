"""What a replay of the archive reads again, what was read before, and what has changed.

Every function works inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chitieu.kernel.changes import FIGURE_FIELDS, FigureChange
from chitieu.kernel.ids import stable_id
from chitieu.warehouse.copying import Row, as_json, column_names, insert_new, json_text
from chitieu.warehouse.rows import StoredCapture, stored_capture

CHANGE_COLUMNS = column_names(
    "change_id batch_id capture_id page change fields before after before_article_version_id "
    "after_article_version_id before_extractor_version after_extractor_version"
)

# What the newest parser made of each capture counts; what was seen last at an address is its page of today.
CURRENT_VERSIONS = """
    in_force AS (
        SELECT DISTINCT ON (capture_id) capture_id, outcome, article_version_id, parser_version
        FROM landing.parse_outcomes
        ORDER BY capture_id, parsed_at DESC, outcome_id
    ),
    seen AS (
        SELECT capture_id, max(attempted_at) AS last_seen_at
        FROM raw.fetch_outcomes
        WHERE capture_id IS NOT NULL
        GROUP BY capture_id
    ),
    current_versions AS (
        SELECT DISTINCT ON (articles.article_id)
            articles.article_id, articles.article_version_id, articles.url, in_force.capture_id
        FROM in_force
        INNER JOIN landing.articles USING (article_version_id)
        INNER JOIN seen ON in_force.capture_id = seen.capture_id
        ORDER BY
            articles.article_id, seen.last_seen_at DESC, articles.parsed_at DESC, articles.article_version_id
    )
"""

_SCOPE = f"""
    WITH {CURRENT_VERSIONS},
    newest AS (
        SELECT DISTINCT ON (captures.uri) captures.capture_id
        FROM raw.captures
        INNER JOIN seen USING (capture_id)
        ORDER BY captures.uri, seen.last_seen_at DESC, captures.capture_id
    )
    SELECT
        captures.capture_id,
        newest.capture_id IS NOT NULL
            AND (in_force.article_version_id IS NULL OR current_versions.capture_id IS NOT NULL) AS is_shown,
        in_force.parser_version IS DISTINCT FROM %(parser_version)s
            OR (
                current_versions.capture_id IS NOT NULL
                AND NOT EXISTS (
                    SELECT FROM landing.extractions
                    WHERE extractions.article_version_id = in_force.article_version_id
                        AND extractions.extractor_version = %(extractor_version)s
                )
            ) AS is_pending
    FROM raw.captures
    INNER JOIN seen USING (capture_id)
    LEFT JOIN newest USING (capture_id)
    LEFT JOIN in_force USING (capture_id)
    LEFT JOIN current_versions USING (capture_id)
    WHERE (%(since)s::timestamptz IS NULL OR seen.last_seen_at >= %(since)s)
        AND (%(source_id)s::text IS NULL OR captures.source_id = %(source_id)s)
    ORDER BY captures.uri, captures.fetched_at, captures.capture_id
"""  # noqa: S608  the inserted part is a constant of this module

_CAPTURES = """
    WITH in_force AS (
        SELECT DISTINCT ON (capture_id) capture_id, outcome
        FROM landing.parse_outcomes
        WHERE capture_id = ANY(%(ids)s)
        ORDER BY capture_id, parsed_at DESC, outcome_id
    ),
    reading AS (
        SELECT DISTINCT ON (parse_outcomes.capture_id)
            parse_outcomes.capture_id, extractions.article_version_id, extractions.extractor_version
        FROM landing.parse_outcomes
        INNER JOIN landing.extractions USING (article_version_id)
        WHERE parse_outcomes.capture_id = ANY(%(ids)s)
        ORDER BY
            parse_outcomes.capture_id, parse_outcomes.parsed_at DESC, extractions.extracted_at DESC,
            extractions.extractor_version DESC
    )
    SELECT captures.*,
        CASE WHEN in_force.outcome = 'parsed' THEN reading.article_version_id END AS before_version,
        CASE WHEN in_force.outcome = 'parsed' THEN reading.extractor_version END AS before_extractor
    FROM raw.captures
    LEFT JOIN in_force USING (capture_id)
    LEFT JOIN reading USING (capture_id)
    WHERE captures.capture_id = ANY(%(ids)s)
    ORDER BY captures.uri, captures.fetched_at, captures.capture_id
"""

_KEPT = ", ".join(("observation_id", "article_version_id", *FIGURE_FIELDS))

# All that the rules read, whatever the checks made of it.
_FIGURES = f"""
    WITH asked AS (
        SELECT * FROM unnest(%(versions)s::text[], %(extractors)s::text[])
            AS asked (article_version_id, extractor_version)
    )
    SELECT {_KEPT} FROM landing.observations
    INNER JOIN asked USING (article_version_id, extractor_version)
    UNION ALL
    SELECT {_KEPT} FROM landing.candidates
    INNER JOIN asked USING (article_version_id, extractor_version)
    UNION ALL
    SELECT {", ".join(f"held.{name}" for name in ("observation_id", "article_version_id", *FIGURE_FIELDS))}
    FROM landing.quarantine
    INNER JOIN asked USING (article_version_id, extractor_version)
    CROSS JOIN LATERAL jsonb_populate_record(null::landing.candidates, quarantine.observation) AS held
    ORDER BY article_version_id, start_offset, observation_id
"""  # noqa: S608  the inserted parts are constants of this package


# Of one parser: another cut of the same bytes is no change of the page.
VERSIONS = f"""
    WITH {CURRENT_VERSIONS},
    asked AS (
        SELECT article_id FROM landing.articles
        INNER JOIN raw.captures USING (capture_id)
        WHERE %(page)s IN (articles.url, articles.page, articles.article_version_id, captures.uri)
            OR regexp_replace(captures.uri, '^.*/', '') IN (%(page)s, %(page)s || '.html', %(page)s || '.txt')
    )
    SELECT
        articles.article_version_id, articles.url, articles.title,
        min(captures.fetched_at) AS first_seen_at, max(seen.last_seen_at) AS last_seen_at
    FROM in_force
    INNER JOIN landing.articles USING (article_version_id)
    INNER JOIN raw.captures ON in_force.capture_id = captures.capture_id
    INNER JOIN seen ON in_force.capture_id = seen.capture_id
    WHERE articles.article_id IN (SELECT article_id FROM asked)
    GROUP BY articles.article_version_id
    ORDER BY articles.url, first_seen_at, articles.article_version_id
"""  # noqa: S608  the inserted part is a constant of this module


@dataclass(frozen=True, slots=True)
class ReplayScope:
    """The captures that a replay is about, by ID in the order of their addresses.

    `shown` are the pages of today, whose figures are compared; `pending` are those that the parser and rules
    of today have not read, pages of earlier days among them.
    """

    shown: tuple[str, ...]
    pending: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplayedCapture:
    """A capture to read again, and what was read of it last: None where nothing was."""

    stored: StoredCapture
    article_version_id: str | None
    extractor_version: str | None


def scope(
    connection: psycopg.Connection,
    since: datetime | None,
    source_id: str | None,
    parser_version: str,
    extractor_version: str,
) -> ReplayScope:
    """What a replay is about: pages that were seen since a time, of one source or of all."""
    asked = {
        "since": since,
        "source_id": source_id,
        "parser_version": parser_version,
        "extractor_version": extractor_version,
    }
    rows = connection.execute(_SCOPE, asked).fetchall()
    shown = tuple(capture_id for capture_id, is_shown, _ in rows if is_shown)
    return ReplayScope(shown, tuple(capture_id for capture_id, _, is_pending in rows if is_pending))


def captures(connection: psycopg.Connection, capture_ids: Sequence[str]) -> list[ReplayedCapture]:
    """Captures by ID, without their bytes, with what was read of them last."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_CAPTURES, {"ids": list(capture_ids)}).fetchall()
    return [
        ReplayedCapture(stored_capture(row), row["before_version"], row["before_extractor"]) for row in rows
    ]


def figures(
    connection: psycopg.Connection, readings: Iterable[tuple[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    """The figures of readings (article version, extractor version), by version, in order of the text."""
    asked = list(readings)
    found: dict[str, list[dict[str, Any]]] = {version: [] for version, _ in asked}
    with connection.cursor(row_factory=dict_row) as cursor:
        versions, extractors = [version for version, _ in asked], [extractor for _, extractor in asked]
        for row in cursor.execute(_FIGURES, {"versions": versions, "extractors": extractors}):
            found[row["article_version_id"]].append(row)
    return found


def insert_changes(connection: psycopg.Connection, batch_id: str, changes: Iterable[FigureChange]) -> int:
    """Write rows of `landing.figure_changes`; returns how many are new."""
    rows = [_change_row(batch_id, change) for change in changes]
    return len(insert_new(connection, "landing.figure_changes", CHANGE_COLUMNS, ("change_id",), rows))


def _change_row(batch_id: str, change: FigureChange) -> Row:
    sides = (json_text(change.before), json_text(change.after))
    versions = (
        change.before_article_version_id,
        change.after_article_version_id,
        change.before_extractor_version,
        change.after_extractor_version,
    )
    known = (change.capture_id, change.change, *sides, *(version or "" for version in versions))
    return (
        stable_id("figure_change", *known),
        batch_id,
        change.capture_id,
        change.page,
        change.change,
        as_json(list(change.fields)),
        None if change.before is None else as_json(change.before),
        None if change.after is None else as_json(change.after),
        *versions,
    )


def changes_of(connection: psycopg.Connection, batch_ids: Sequence[str]) -> list[FigureChange]:
    """What batches changed, by page in order of the text; also what a replay found that then broke off."""
    query = """
        WITH asked AS (
            SELECT jsonb_array_elements_text(manifest -> 'capture_ids') AS capture_id,
                manifest ->> 'extractor_version' AS after_extractor_version
            FROM raw.batches
            WHERE batch_id = ANY(%s)
        )
        SELECT * FROM landing.figure_changes
        WHERE (capture_id, after_extractor_version) IN (SELECT * FROM asked)
        ORDER BY page, (coalesce(after, before) ->> 'start_offset')::int, change_id
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        return [_change(row) for row in cursor.execute(query, [list(batch_ids)])]


def _change(row: Mapping[str, Any]) -> FigureChange:
    same = column_names(
        "capture_id page change before after before_article_version_id after_article_version_id "
        "before_extractor_version after_extractor_version"
    )
    return FigureChange(**{name: row[name] for name in same}, fields=tuple(row["fields"]))
