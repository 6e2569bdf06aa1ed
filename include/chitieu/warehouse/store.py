"""What the pipeline writes to the warehouse and reads back.

Every step of a batch lands in one transaction together with its row in `raw.batch_steps`, under a lock on the
step: whole, once, or not at all. A step that has landed does nothing and gives the counts of that time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from chitieu.kernel.changes import FigureChange
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import ArchiveRef, Article, ArticleLink, Capture, Extraction, FetchFailure
from chitieu.warehouse import captures as fetched
from chitieu.warehouse import figures, links, replays, reports
from chitieu.warehouse.connection import WarehouseError
from chitieu.warehouse.copying import as_json, insert_new, storable
from chitieu.warehouse.crawls import Crawls
from chitieu.warehouse.rereading import Replays
from chitieu.warehouse.rows import (
    ARTICLE_COLUMNS,
    FIGURE_COLUMNS,
    PARSE_OUTCOME_COLUMNS,
    StoredCapture,
    article_record,
    article_row,
    parsed_row,
    rejected_row,
    stored_capture,
)
from chitieu.warehouse.session import mappings
from chitieu.warehouse.sketches import Sketches
from chitieu.warehouse.trail import Trail, follow_page

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["ingest", "extract", "replay", "link"]
Step = Literal["capture", "article", "extract", "validate", "link"]
Counts = dict[str, int]

LAST_STEP: Mapping[str, Step] = {
    "ingest": "article",
    "extract": "validate",
    "replay": "article",
    "link": "link",
}


class Warehouse(Crawls, Replays, Sketches):
    """The warehouse as one role sees it. It holds no connection: each method is one transaction.

    Args:
        settings: where the warehouse is.
        role: who asks. Steps need `loader`, `counts` and `fingerprint` need `transformer`, `kpis` any but
            `loader`.

    Every method raises `ConfigurationError` where the server, the login or the tables are not there, and
    `WarehouseError` where a row is refused; nothing has landed then, and it is safe to repeat.
    """

    # -- batches

    def plan_batch(self, kind: Kind, source_id: str | None, manifest: Mapping[str, Any]) -> str:
        """Keep what a batch is about and return its ID, a hash of kind and manifest; again is no change."""
        content = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        batch_id = stable_id("batch", kind, storable(content))
        with self._transaction(f"plan of batch {batch_id}") as connection:
            connection.execute(
                "INSERT INTO raw.batches (batch_id, kind, source_id, manifest) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (batch_id) DO NOTHING",
                [batch_id, kind, source_id, as_json(manifest)],
            )
        return batch_id

    def manifest(self, batch_id: str) -> dict[str, Any]:
        """What a batch is about.

        Raises:
            WarehouseError: no such batch was planned.
        """
        with self._transaction(f"manifest of batch {batch_id}") as connection:
            return _manifest(connection, batch_id)

    def step_counts(self, batch_id: str, step: Step) -> Counts | None:
        """What a step of a batch landed, by kind of row; None where it has not landed."""
        with self._transaction(f"step {step} of batch {batch_id}") as connection:
            return _step_counts(connection, batch_id, step)

    def step_landed(self, batch_id: str, step: Step) -> bool:
        """Whether a step of a batch has landed."""
        return self.step_counts(batch_id, step) is not None

    def unfinished_batches(self, kind: Kind, extractor_version: str | None = None) -> list[str]:
        """Batches whose last step has not landed, oldest first; of one extractor version if given."""
        query = """
            SELECT batches.batch_id
            FROM raw.batches
            LEFT JOIN raw.batch_steps
                ON batches.batch_id = batch_steps.batch_id AND batch_steps.step = %(last)s
            WHERE batches.kind = %(kind)s AND batch_steps.batch_id IS NULL
                AND (%(version)s::text IS NULL OR batches.manifest ->> 'extractor_version' = %(version)s)
            ORDER BY batches.planned_at, batches.batch_id
        """
        asked = {"kind": kind, "last": LAST_STEP[kind], "version": extractor_version}
        with self._transaction(f"unfinished {kind} batches") as connection:
            return [batch_id for (batch_id,) in connection.execute(query, asked)]

    # -- ingest

    def known_captures(self, capture_ids: Iterable[str]) -> set[str]:
        """Which of these captures the warehouse has: their bytes need no second place in the archive."""
        query = "SELECT capture_id FROM raw.captures WHERE capture_id = ANY(%s)"
        with self._transaction("known captures") as connection:
            return {capture_id for (capture_id,) in connection.execute(query, [list(capture_ids)])}

    def land_captures(
        self,
        batch_id: str,
        captures: Iterable[tuple[Capture, ArchiveRef]],
        failures: Iterable[FetchFailure] = (),
        crawl_id: str | None = None,
    ) -> Counts:
        """Land step `capture`: new captures with their place in the archive, and one outcome per attempt.

        Captures are taken one at a time, then failures. A revisit is known by the digest of its bytes; one
        whose bytes were never brought in is a failure, `original_missing`.

        Returns:
            `stored`, `unchanged` (bytes that are known) and `failed`.
        """

        def load(connection: psycopg.Connection) -> Counts:
            return fetched.land_attempts(connection, batch_id, captures, failures, crawl_id)

        return self._land(batch_id, "capture", load)

    def captures_of(self, batch_id: str) -> list[StoredCapture]:
        """The captures that a batch's attempts gave, new or known, without their bytes; ordered by URI."""
        query = """
            SELECT captures.*
            FROM raw.captures
            WHERE captures.capture_id IN (
                SELECT fetch_outcomes.capture_id FROM raw.fetch_outcomes WHERE fetch_outcomes.batch_id = %s
            )
            ORDER BY captures.uri, captures.capture_id
        """
        with self._transaction(f"captures of batch {batch_id}") as connection:
            return [stored_capture(row) for row in mappings(connection, query, [batch_id])]

    def land_articles(
        self,
        batch_id: str,
        articles: Iterable[Article],
        rejected: Iterable[tuple[str, PageRejected]] = (),
        parser_version: str | None = None,
        changes: Iterable[FigureChange] = (),
    ) -> Counts:
        """Land step `article`: new article versions, and one outcome per capture.

        A version that is known already is not written again, but for the original that it states where none
        was known; its capture gets an outcome all the same.

        Args:
            batch_id: the batch.
            articles: what was parsed; each needs a `capture_id`.
            rejected: capture IDs with the reason why they gave no article.
            parser_version: kept with the rejections; articles know their own.
            changes: what a replay reads otherwise than before.

        Returns:
            `parsed`, `new_versions` and `rejected`, and of a replay `changes`.
        """

        def load(connection: psycopg.Connection) -> Counts:
            parsed = list(articles)
            new = insert_new(
                connection,
                "landing.articles",
                ARTICLE_COLUMNS,
                ("article_version_id",),
                (article_row(batch_id, article) for article in parsed),
            )
            links.state_originals(connection, parsed)
            refused = [
                rejected_row(batch_id, capture_id, problem.reason, str(problem), parser_version)
                for capture_id, problem in rejected
            ]
            insert_new(
                connection,
                "landing.parse_outcomes",
                PARSE_OUTCOME_COLUMNS,
                ("outcome_id",),
                [*(parsed_row(batch_id, article) for article in parsed), *refused],
            )
            counts = {"parsed": len(parsed), "new_versions": len(new), "rejected": len(refused)}
            found = list(changes)
            return counts | (
                {"changes": replays.insert_changes(connection, batch_id, found)} if found else {}
            )

        return self._land(batch_id, "article", load)

    # -- extraction

    def pending_articles(self, extractor_version: str) -> list[str]:
        """The current version of every article that this extractor has not read, in a stable order."""
        with self._transaction("articles to read") as connection:
            return [version for (version,) in connection.execute(_PENDING_ARTICLES, [extractor_version])]

    def articles_of(self, article_version_ids: Sequence[str]) -> list[Article]:
        """Article versions by ID, in the order asked for.

        Raises:
            WarehouseError: a version is not there.
        """
        query = "SELECT * FROM landing.articles WHERE article_version_id = ANY(%s)"
        with self._transaction("articles") as connection:
            rows = mappings(connection, query, [list(article_version_ids)])
            known = {row["article_version_id"]: article_record(row) for row in rows}
        missing = [version for version in article_version_ids if version not in known]
        if missing:
            raise WarehouseError(
                f"{len(missing)} article versions are not in the warehouse, the first is {missing[0]}. "
                "Plan the extraction again."
            )
        return [known[version] for version in article_version_ids]

    def land_extraction(self, batch_id: str, extractions: Iterable[Extraction]) -> Counts:
        """Land step `extract`: candidates, rejections and one row per article version and extractor version.

        What the same extractor version read in another batch is not written again.

        Returns:
            `articles`, `numbers`, `observations` and `rejections` that are new.
        """
        return self._land(
            batch_id, "extract", lambda connection: figures.land_extraction(connection, batch_id, extractions)
        )

    def article_frame(self, article_version_ids: Sequence[str]) -> pd.DataFrame:
        """Article versions as the columns of `landing.articles`, one row each, for their suite."""
        import pandas

        names = (*ARTICLE_COLUMNS, "parsed_at")
        query = sql.SQL(
            "SELECT {} FROM landing.articles WHERE article_version_id = ANY(%s) ORDER BY article_version_id"
        ).format(sql.SQL(", ").join(map(sql.Identifier, names)))
        with self._transaction("articles to check") as connection:
            rows = connection.execute(query, [list(article_version_ids)]).fetchall()
        return pandas.DataFrame(rows, columns=list(names), dtype=object)

    def candidates_of(self, batch_id: str) -> pd.DataFrame:
        """The candidates of a batch that await validation: the columns of `landing.candidates`, one row each.

        All columns have dtype `object`: values are `Decimal`, dates `datetime.date`, absent ones None.
        """
        import pandas

        names = sql.SQL(", ").join(map(sql.Identifier, FIGURE_COLUMNS))
        query = sql.SQL(
            "SELECT {} FROM landing.candidates WHERE batch_id = %s "
            "ORDER BY article_version_id, start_offset, observation_id"
        ).format(names)
        with self._transaction(f"candidates of batch {batch_id}") as connection:
            rows = connection.execute(query, [batch_id]).fetchall()
        return pandas.DataFrame(rows, columns=list(FIGURE_COLUMNS), dtype=object)

    # -- links

    def current_articles(self) -> Iterator[Article]:
        """The current version of every article, in a stable order, a hundred in memory at a time."""
        with (
            self._transaction("current articles") as connection,
            connection.cursor("current_articles", row_factory=dict_row) as cursor,
        ):
            cursor.itersize = 100
            for row in cursor.execute(links.CURRENT_ARTICLES):
                yield article_record(row)

    def corpus(self) -> dict[str, Any]:
        """What the current articles are, as a manifest: another one as soon as one of them changes."""
        with self._transaction("state of the articles") as connection:
            return links.corpus(connection)

    def land_links(self, batch_id: str, found: Iterable[ArticleLink]) -> Counts:
        """Land step `link`: the links among all current articles take the place of those of before.

        Returns:
            `links`, and how many of them are `new` and how many of before are `gone`.
        """
        return self._land(batch_id, "link", lambda connection: links.land_links(connection, found))

    # -- checks

    def land_verdict(
        self,
        run_id: str,
        batch_id: str,
        quarantined: Mapping[str, Sequence[Mapping[str, Any]]],
        results: Iterable[Mapping[str, Any]],
    ) -> Counts:
        """Land step `validate`: move the candidates on, and keep the results of the checks.

        Args:
            run_id: the run that checked.
            batch_id: the batch.
            quarantined: the reasons (`expectation`, `column`, `message`) by `observation_id`; every other
                candidate of the batch becomes an observation.
            results: rows of `landing.validation_results`.

        Returns:
            `observations`, `quarantined` and `results`.

        Raises:
            WarehouseError: a quarantined ID is no candidate of the batch, or the extraction has not landed.
        """

        def load(connection: psycopg.Connection) -> Counts:
            if _step_counts(connection, batch_id, "extract") is None:
                raise WarehouseError(
                    f"Step extract of batch {batch_id} has not landed, so nothing can be validated. "
                    "Run it first."
                )
            counts = figures.move_candidates(connection, batch_id, quarantined)
            return {**counts, "results": figures.insert_results(connection, run_id, batch_id, results)}

        return self._land(batch_id, "validate", load)

    def land_validation_results(
        self, run_id: str, batch_id: str | None, results: Iterable[Mapping[str, Any]]
    ) -> int:
        """Keep the results of checks that move nothing: of a stopped batch, or of the marts (no batch)."""
        with self._transaction(f"validation results of run {run_id}") as connection:
            return figures.insert_results(connection, run_id, batch_id, results)

    def land_dbt_results(self, rows: Iterable[Mapping[str, Any]], run_id: str | None = None) -> int:
        """Keep the result of each node of a run of dbt, by invocation and node; returns how many are new."""
        with self._transaction("dbt results") as connection:
            return figures.insert_dbt_results(connection, run_id, rows)

    # -- what is there

    def counts(self) -> Counts:
        """Rows per stage.

        `pages`, `articles`, `numbers`, `observations`, `rejections`, `quarantined`, `candidates` (not yet
        validated), then each fact table of the marts under its own name, once dbt has built it.
        """
        with self._transaction("counts") as connection:
            return reports.counts(connection)

    def kpis(self, limit: int = 20) -> list[dict[str, Any]]:
        """Rows of the marts for people: one row is one indicator of one place, body, part and period.

        Indicators take turns, so that a short list shows many of them; rows that say more come first.

        Returns:
            Rows with `indicator`, `place`, `organisation`, `part`, `period` (names in Vietnamese), `value`,
            `unit`, `qualifier`, `growth_pct`, `plan_completion_pct`, `is_estimated`, `source_count`,
            `sentence`, `source_url`. Numbers are `Decimal`; what no page states is None.
        """
        with self._transaction("figures of the marts") as connection:
            return mappings(connection, reports.KPIS, [limit])

    def trail(self, page: str) -> Trail | None:
        """What each stage made of a page, asked for by name, address or article version; None if unknown."""
        with self._transaction(f"trail of {page}") as connection:
            return follow_page(connection, page)

    def fingerprint(self) -> str:
        """An MD5 over what the warehouse says, not when it was loaded: the same after a repeated run."""
        with self._transaction("fingerprint") as connection:
            return reports.fingerprint(connection)

    # -- transactions

    def _land(self, batch_id: str, step: Step, load: Callable[[psycopg.Connection], Counts]) -> Counts:
        """Run a load as the one transaction of a step, unless the step has landed."""
        with self._transaction(f"step {step} of batch {batch_id}") as connection:
            connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{batch_id}/{step}"]
            )
            done = _step_counts(connection, batch_id, step)
            if done is not None:
                return done
            _manifest(connection, batch_id)
            counts = load(connection)
            connection.execute(
                "INSERT INTO raw.batch_steps (batch_id, step, counts) VALUES (%s, %s, %s)",
                [batch_id, step, as_json(counts)],
            )
            return counts


_PENDING_ARTICLES = f"""
    WITH {replays.CURRENT_VERSIONS}
    SELECT current_versions.article_version_id
    FROM current_versions
    LEFT JOIN landing.extractions
        ON current_versions.article_version_id = extractions.article_version_id
        AND extractions.extractor_version = %s
    WHERE extractions.article_version_id IS NULL
    ORDER BY current_versions.url, current_versions.article_version_id
"""  # noqa: S608  the inserted part is a constant of this package


def _step_counts(connection: psycopg.Connection, batch_id: str, step: Step) -> Counts | None:
    row = connection.execute(
        "SELECT counts FROM raw.batch_steps WHERE batch_id = %s AND step = %s", [batch_id, step]
    ).fetchone()
    return None if row is None else dict(row[0])


def _manifest(connection: psycopg.Connection, batch_id: str) -> dict[str, Any]:
    row = connection.execute("SELECT manifest FROM raw.batches WHERE batch_id = %s", [batch_id]).fetchone()
    if row is None:
        raise WarehouseError(f"No batch {batch_id} was planned. Plan it first, or check the ID.")
    return dict(row[0])
