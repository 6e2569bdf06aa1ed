"""The way of one page through the warehouse: what each stage made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

# A page is asked for by its name (the file's, without ending), its address or its article version.
_FILE_NAME = "regexp_replace({uri}, '^.*/', '') IN (%(page)s, %(page)s || '.html', %(page)s || '.txt')"
_ASKED_FOR = f"""
    %(page)s IN (captures.uri, articles.url, articles.page, articles.article_version_id)
        OR {_FILE_NAME.format(uri="captures.uri")}
"""
_CAPTURES = f"""
    SELECT captures.capture_id, captures.uri, captures.payload_digest, captures.payload_bytes,
        captures.warc_path, captures.warc_offset, captures.fetched_at, parse_outcomes.outcome,
        parse_outcomes.reason, parse_outcomes.detail, parse_outcomes.article_version_id
    FROM raw.captures
    LEFT JOIN landing.parse_outcomes USING (capture_id)
    LEFT JOIN landing.articles USING (article_version_id)
    WHERE {_ASKED_FOR}
    ORDER BY captures.fetched_at DESC, parse_outcomes.parsed_at DESC NULLS LAST
    LIMIT 1
"""  # noqa: S608  the inserted part is a constant of this module
_NAMESAKES = f"""
    SELECT DISTINCT articles.url
    FROM raw.captures
    INNER JOIN landing.parse_outcomes USING (capture_id)
    INNER JOIN landing.articles USING (article_version_id)
    WHERE ({_ASKED_FOR}) AND articles.url != %(url)s
    ORDER BY articles.url
"""  # noqa: S608  the same
_ATTEMPT = f"""
    SELECT uri, outcome, reason, detail, attempted_at
    FROM raw.fetch_outcomes
    WHERE %(page)s IN (uri, requested_uri) OR {_FILE_NAME.format(uri="uri")}
    ORDER BY attempted_at DESC
    LIMIT 1
"""  # noqa: S608  the same
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

    `attempt`, `capture`, `article`, `extraction` and `marts` are rows by column; `quarantine` has a row per
    reason. `namesakes` are the addresses of other articles that the name asked for fits as well.
    """

    attempt: dict[str, Any] | None
    capture: dict[str, Any] | None = None
    article: dict[str, Any] | None = None
    namesakes: Sequence[str] = ()
    extraction: dict[str, Any] | None = None
    quarantine: Sequence[dict[str, Any]] = ()
    marts: dict[str, Any] | None = None


def follow_page(connection: psycopg.Connection, page: str) -> Trail | None:
    """The newest attempt at a page and what became of its newest capture; None if nobody asked for it."""
    with connection.cursor(row_factory=dict_row) as cursor:
        attempt = cursor.execute(_ATTEMPT, {"page": page}).fetchone()
        capture = cursor.execute(_CAPTURES, {"page": page}).fetchone()
        if capture is None:
            return Trail(attempt) if attempt else None
        asked: dict[str, Any] = {"version": capture["article_version_id"], "extractor": None}
        article = cursor.execute(_ARTICLE, asked).fetchone()
        asked_for = {"page": page, "url": article["url"] if article else capture["uri"]}
        namesakes = [row["url"] for row in cursor.execute(_NAMESAKES, asked_for)]
        extraction = cursor.execute(_EXTRACTION, asked).fetchone()
        if extraction is None:
            return Trail(attempt, capture, article, namesakes)
        asked["extractor"] = extraction["extractor_version"]
        quarantine = cursor.execute(_QUARANTINE, asked).fetchall()
        built = cursor.execute("SELECT to_regclass('marts.fct_observation') IS NOT NULL AS built").fetchone()
        marts = cursor.execute(_MARTS, asked).fetchone() if built and built["built"] else None
    return Trail(attempt, capture, article, namesakes, extraction, quarantine, marts)
