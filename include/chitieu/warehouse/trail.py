"""The way of one page through the warehouse: what each stage made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

# A page is asked for by its name (the file's, without ending), its address or its article version.
_CAPTURES = """
    SELECT captures.capture_id, captures.uri, captures.payload_digest, captures.payload_bytes,
        captures.warc_path, captures.warc_offset, captures.fetched_at, parse_outcomes.outcome,
        parse_outcomes.reason, parse_outcomes.detail, parse_outcomes.article_version_id
    FROM raw.captures
    LEFT JOIN landing.parse_outcomes USING (capture_id)
    LEFT JOIN landing.articles USING (article_version_id)
    WHERE %(page)s IN (captures.uri, articles.url, articles.page, articles.article_version_id)
        OR regexp_replace(captures.uri, '^.*/', '') IN (%(page)s, %(page)s || '.html', %(page)s || '.txt')
    ORDER BY captures.fetched_at DESC, parse_outcomes.parsed_at DESC NULLS LAST
    LIMIT 1
"""
_ARTICLE = """
    SELECT article_version_id, url, title, author, publisher, published_at, language, parser_version,
        original_url, warnings, length(text) AS characters,
        (
            SELECT jsonb_object_agg(kind, blocks)
            FROM (
                SELECT block ->> 'kind' AS kind, count(*) AS blocks
                FROM jsonb_array_elements(articles.blocks) AS block
                GROUP BY 1
            ) AS counted
        ) AS blocks
    FROM landing.articles
    WHERE article_version_id = %(version)s
"""
_EXTRACTION = """
    SELECT extractions.*,
        (SELECT landed_at FROM raw.batch_steps
         WHERE batch_steps.batch_id = extractions.batch_id AND step = 'validate') AS validated_at,
        (
            SELECT jsonb_object_agg(reason, numbers)
            FROM (
                SELECT reason, count(*) AS numbers
                FROM landing.rejections
                WHERE rejections.article_version_id = extractions.article_version_id
                    AND rejections.extractor_version = extractions.extractor_version
                GROUP BY reason
            ) AS counted
        ) AS rejected,
        (
            SELECT count(*) FROM landing.observations
            WHERE observations.article_version_id = extractions.article_version_id
                AND observations.extractor_version = extractions.extractor_version
        ) AS landed
    FROM landing.extractions
    WHERE extractions.article_version_id = %(version)s
    ORDER BY extracted_at DESC, extractor_version DESC
    LIMIT 1
"""
_QUARANTINE = """
    SELECT observation ->> 'text' AS text, observation ->> 'indicator_code' AS indicator_code,
        reason ->> 'message' AS message
    FROM landing.quarantine
    CROSS JOIN jsonb_array_elements(reasons) AS reason
    WHERE article_version_id = %(version)s AND extractor_version = %(extractor)s
    ORDER BY (observation ->> 'start_offset')::int
"""
_MARTS = """
    SELECT count(*) AS observations, count(*) FILTER (WHERE is_chosen) AS chosen,
        count(DISTINCT indicator_code) FILTER (WHERE indicator_code != 'other') AS indicators
    FROM marts.fct_observation
    WHERE article_version_id = %(version)s AND extractor_version = %(extractor)s
"""


@dataclass(frozen=True, slots=True)
class Trail:
    """What each stage holds of one page; a stage that it has not reached is None.

    `capture`, `article`, `extraction` and `marts` are rows by column; `quarantine` has a row per reason.
    """

    capture: dict[str, Any]
    article: dict[str, Any] | None
    extraction: dict[str, Any] | None
    quarantine: list[dict[str, Any]]
    marts: dict[str, Any] | None


def follow_page(connection: psycopg.Connection, page: str) -> Trail | None:
    """The newest capture of a page and what became of it; None for a page that was never captured."""
    with connection.cursor(row_factory=dict_row) as cursor:
        capture = cursor.execute(_CAPTURES, {"page": page}).fetchone()
        if capture is None:
            return None
        asked: dict[str, Any] = {"version": capture["article_version_id"], "extractor": None}
        article = cursor.execute(_ARTICLE, asked).fetchone()
        extraction = cursor.execute(_EXTRACTION, asked).fetchone()
        if extraction is None:
            return Trail(capture, article, None, [], None)
        asked["extractor"] = extraction["extractor_version"]
        quarantine = cursor.execute(_QUARANTINE, asked).fetchall()
        built = cursor.execute("SELECT to_regclass('marts.fct_observation') IS NOT NULL AS built").fetchone()
        marts = cursor.execute(_MARTS, asked).fetchone() if built and built["built"] else None
    return Trail(capture, article, extraction, quarantine, marts)
