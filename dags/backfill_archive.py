"""Bring in what other crawlers have archived, or read a stretch of the own archive again."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import Param, TriggerRule, dag, task

# Airflow itself knows this folder; what reads a DAG file by itself (a test, a linter) does not.
sys.path.append(str(Path(__file__).resolve().parent))

from _landing import confirm_batches, land_batch
from _wiring import (
    ARTICLE_BATCHES,
    ARTICLES,
    DEFAULT_ARGS,
    announce_batch,
    hand_on,
    label_batch,
    plan,
    run_step,
)

DOC = """
### Backfill from archives

With `warc_files`: indexes each WARC file (Common Crawl's news archive, another crawler's, also in a store
by URL), and lands its pages batch by batch. With `since`: reads the pages of the own archive that were
seen since that day again, by the parser and the rules of today; nothing is fetched. Both may be given.

**Runs** by hand only.

**Hands on** the asset `chitieu://landing/articles`. A file or a batch that fails does
not hold up the others. What is done already is not done again: a run that broke is finished by the next.
"""


@dag(
    dag_id="backfill_archive",
    dag_display_name="Backfill from archives",
    description="WARC files, or a stretch of the archive → articles",
    doc_md=DOC,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(days=2),
    default_args=DEFAULT_ARGS,
    tags=["chitieu", "ingest", "backfill"],
    params={
        "warc_files": Param(
            [],
            type="array",
            items={"type": "string", "minLength": 1},
            title="WARC files",
            description="Absolute paths or URLs of .warc and .warc.gz files, or folders of them.",
        ),
        "since": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Read again since",
            description="A day: the archived pages that were seen since then are read again.",
        ),
        "source": Param(
            None,
            type=["null", "string"],
            minLength=1,
            title="Source",
            description="Take the pages of this source alone.",
        ),
        "batch_size": Param(
            200,
            type="integer",
            minimum=1,
            maximum=1000,
            title="Pages per batch",
            description="50 to 200 suits.",
        ),
    },
)
def backfill_archive() -> None:
    @task(
        task_display_name="List WARC files",
        doc_md="The files that are named, and those in the folders that are named.",
        multiple_outputs=False,
    )
    def list_files(params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        return run_step(pipeline.list_warc_files, (params or {})["warc_files"])

    @task(
        task_display_name="Index a WARC file",
        doc_md="Copies a file into the archive and cuts its pages into batches, by their places in it.",
        max_active_tis_per_dag=2,
        multiple_outputs=False,
    )
    def index_file(path: str, params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        wanted = params or {}
        return plan(pipeline.plan_warc_file, path, wanted["batch_size"], wanted["source"])

    @task(
        task_display_name="Plan reading again",
        doc_md="Cuts the pages of the archive that the rules of today have not read into batches.",
        multiple_outputs=False,
    )
    def plan_replay(params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        wanted = params or {}
        if not wanted["since"]:
            return []
        since = datetime.fromisoformat(wanted["since"]).astimezone()
        return plan(pipeline.plan_replay, since, wanted["source"], wanted["batch_size"])

    @task(
        task_display_name="Gather batches",
        doc_md="The batches of all files in one list.",
        trigger_rule=TriggerRule.ALL_DONE,
        multiple_outputs=False,
    )
    def gather_batches(indexed: Any) -> list[str]:
        return [batch for of_file in indexed or () if of_file for batch in of_file]

    @task(
        task_display_name="Read a batch again",
        doc_md="Parses archived pages anew, keeps what differs in their figures, and hands new versions on.",
        map_index_template="{{ batch }}",
        max_active_tis_per_dag=4,
        outlets=[ARTICLE_BATCHES],
        multiple_outputs=False,
    )
    def replay_batch(batch_id: str) -> dict[str, Any]:
        from chitieu import pipeline

        label_batch(batch_id)
        return announce_batch(batch_id, run_step(pipeline.replay_batch, batch_id))

    @task(
        task_display_name="Announce articles",
        doc_md="Sums up the batches that landed and hands the articles on, also when some batch failed.",
        trigger_rule=TriggerRule.ALL_DONE,
        outlets=[ARTICLES],
        multiple_outputs=False,
    )
    def announce_articles() -> dict[str, int]:
        return hand_on(
            ARTICLES, ["land_batch.parse_batch", "replay_batch"], ["gather_batches", "plan_replay"]
        )

    indexed = index_file.expand(path=list_files())
    batch_ids = gather_batches(indexed)
    landed = land_batch.expand(batch_id=batch_ids)
    again = replay_batch.expand(batch_id=plan_replay())
    [landed, again] >> announce_articles()
    [indexed, landed, again] >> confirm_batches(batch_ids)


backfill_archive()
