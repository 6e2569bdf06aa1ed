"""Crawls of sources and the state of their addresses, as the pipeline asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from chitieu.warehouse import captures as fetched
from chitieu.warehouse.session import Session, mappings


class Crawls(Session):
    """What was crawled, and what is known of each address."""

    def plan_crawl(self, crawl_id: str, source_id: str) -> None:
        """Keep that a crawl of a source is on its way; again is no change."""
        with self._transaction(f"plan of crawl {crawl_id}") as connection:
            fetched.plan_crawl(connection, crawl_id, source_id)

    def finish_crawl(self, crawl_id: str, result: Mapping[str, Any]) -> int | None:
        """Keep what a crawl came to, once all its batches have landed.

        Args:
            crawl_id: the crawl, planned before.
            result: `started_at`, `finished_at`, `stop_reason`, `reasons`, and the counts of the crawler.

        Returns:
            How many pages no earlier batch had; None where the crawl was finished before.
        """
        with self._transaction(f"end of crawl {crawl_id}") as connection:
            return fetched.finish_crawl(connection, crawl_id, result)

    def unfinished_crawls(self, source_id: str) -> list[str]:
        """Crawls of a source that were planned and have not landed, newest first."""
        query = """
            SELECT crawl_id FROM raw.crawls
            WHERE source_id = %s AND finished_at IS NULL
            ORDER BY planned_at DESC, crawl_id DESC
        """
        with self._transaction(f"crawls of {source_id}") as connection:
            return [crawl_id for (crawl_id,) in connection.execute(query, [source_id])]

    def landed_crawls(self, crawl_ids: Sequence[str]) -> set[str]:
        """Which of these crawls are whole in the warehouse: finished, and the pages of each file parsed."""
        query = """
            SELECT crawl_id FROM raw.crawls
            WHERE crawl_id = ANY(%s) AND finished_at IS NOT NULL
                AND NOT EXISTS (
                    SELECT FROM raw.batches
                    LEFT JOIN raw.batch_steps
                        ON batches.batch_id = batch_steps.batch_id AND batch_steps.step = 'article'
                    WHERE batches.kind = 'ingest' AND batches.manifest ->> 'crawl_id' = crawls.crawl_id
                        AND batches.manifest ->> 'warc' LIKE '%%-pages-%%'
                        AND batch_steps.batch_id IS NULL
                )
        """
        with self._transaction("crawls that have landed") as connection:
            return {crawl_id for (crawl_id,) in connection.execute(query, [list(crawl_ids)])}

    def last_planned(self, source_ids: Sequence[str]) -> dict[str, datetime]:
        """When the newest crawl of each of these sources was planned; a source never crawled is left out."""
        query = """
            SELECT source_id, max(planned_at) FROM raw.crawls WHERE source_id = ANY(%s) GROUP BY source_id
        """
        with self._transaction("newest crawls") as connection:
            return dict(connection.execute(query, [list(source_ids)]).fetchall())

    def failures_of(self, batch_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Why pages of batches were not had or gave no article.

        Returns:
            Rows with `reason`, `attempts`, and one's `uri` and `detail`.
        """
        query = """
            SELECT reason, count(*) AS attempts, min(uri) AS uri,
                (array_agg(detail ORDER BY uri))[1] AS detail
            FROM (
                SELECT reason, uri, detail
                FROM raw.fetch_outcomes
                WHERE batch_id = ANY(%(batches)s) AND outcome = 'failed'
                UNION ALL
                SELECT parse_outcomes.reason, captures.uri, parse_outcomes.detail
                FROM landing.parse_outcomes
                INNER JOIN raw.captures USING (capture_id)
                WHERE parse_outcomes.batch_id = ANY(%(batches)s) AND parse_outcomes.outcome = 'rejected'
            ) AS failures
            GROUP BY reason
            ORDER BY attempts DESC, reason
        """
        with self._transaction("failed attempts") as connection:
            return mappings(connection, query, {"batches": list(batch_ids)})

    def last_failures(self, uris: Sequence[str]) -> list[str]:
        """Which of these addresses the newest attempt at them could not get."""
        query = """
            SELECT asked
            FROM (
                SELECT DISTINCT ON (asked) asked, outcome
                FROM unnest(%s::text[]) AS asked
                INNER JOIN raw.fetch_outcomes ON asked IN (uri, requested_uri)
                ORDER BY asked, attempted_at DESC
            ) AS newest
            WHERE outcome = 'failed'
        """
        with self._transaction("newest attempts") as connection:
            return [uri for (uri,) in connection.execute(query, [list(uris)])]

    def captured_sources(self) -> set[str]:
        """The sources that pages of the archive are of."""
        with self._transaction("sources of captures") as connection:
            return {source for (source,) in connection.execute("SELECT DISTINCT source_id FROM raw.captures")}

    def quiet_sources(self, crawls: int = 5) -> list[dict[str, Any]]:
        """Sources whose last so many finished crawls brought no new page: the site may have changed.

        Returns:
            Rows with `source_id`, `crawls` (without a new page, in a row), `last_new_page_at` (the end of the
            last crawl that brought one, None if none did) and `stop_reasons` of the crawls.
        """
        with self._transaction("quiet sources") as connection:
            return mappings(connection, fetched.QUIET_SOURCES, [crawls])

    def known_addresses(
        self, source_id: str | None = None, uris: Sequence[str] = ()
    ) -> Iterator[dict[str, Any]]:
        """What is known of the pages of a source and of further pages, a thousand in memory at a time.

        Yields:
            Rows with `uri`, `etag`, `last_modified`, `payload_digest`, `fetched_at`, `first_seen_at`.
        """
        with (
            self._transaction("known pages") as connection,
            connection.cursor("known_addresses", row_factory=dict_row) as cursor,
        ):
            cursor.itersize = 1000
            yield from cursor.execute(fetched.KNOWN_ADDRESSES, {"source_id": source_id, "uris": list(uris)})
