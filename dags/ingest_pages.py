"""Bring pages in: from folders and files to the archive, and from the archive to articles."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, dag, task, task_group

# Airflow itself knows this folder; what reads a DAG file by itself (a test, a linter) does not.
sys.path.append(str(Path(__file__).resolve().parent))

from _wiring import ARTICLES, DEFAULT_ARGS, hand_on, label_batch, plan, run_step

DOC = """
### Bring pages in

Reads the pages of `paths` into the WARC archive and parses each into an article. A page that cannot be read
is an outcome with its reason in `audit.fct_fetch_outcome`, not a failed task.

**Runs** every day at 05:30 in Việt Nam, or by hand with other `paths`. The first scheduled run is the next
05:30, never one that has passed. Pages that are known already change nothing.

**Hands on** the asset `chitieu://landing/articles`, which starts `extract_observations`. A batch that fails
does not hold up the others: they are handed on, and the run is marked failed.
"""


@dag(
    dag_id="ingest_pages",
    dag_display_name="1 · Ingest pages",
    description="Folders and files → archive → articles",
    doc_md=DOC,
    # A first start makes up for no run that has passed, unless it comes within the minute of that run.
    schedule=CronTriggerTimetable(
        "30 5 * * *", timezone="Asia/Ho_Chi_Minh", run_immediately=timedelta(minutes=1)
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULT_ARGS,
    tags=["chitieu", "ingest"],
    params={
        "paths": Param(
            [],
            type="array",
            items={"type": "string", "minLength": 1},
            title="Folders and files",
            description="Absolute paths to read pages from. Empty: the inbox (var/inbox by default).",
        ),
        "batch_size": Param(
            50,
            type="integer",
            minimum=1,
            maximum=1000,
            title="Pages per batch",
            description="50 to 200 keeps tasks short without many of them.",
        ),
    },
)
def ingest_pages() -> None:
    @task(
        task_display_name="Plan batches",
        doc_md="Lists the pages and cuts them into batches. The same pages always make the same batches.",
    )
    def plan_batches(params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        wanted = params or {}
        return plan(pipeline.plan_ingest, wanted["paths"], wanted["batch_size"])

    @task(
        task_display_name="Capture pages",
        doc_md="Reads a batch's pages into the archive. Every attempt leaves a row, successful or not.",
        map_index_template="{{ batch }}",
        max_active_tis_per_dag=4,
        multiple_outputs=False,
    )
    def capture_batch(batch_id: str) -> dict[str, Any]:
        from chitieu import pipeline

        label_batch(batch_id)
        return run_step(pipeline.capture_batch, batch_id)

    @task(
        task_display_name="Parse articles",
        doc_md="Parses a batch's captures into articles and their blocks. A page without one says why.",
        map_index_template="{{ batch }}",
        max_active_tis_per_dag=4,
        multiple_outputs=False,
    )
    def parse_batch(batch_id: str) -> dict[str, Any]:
        from chitieu import pipeline

        label_batch(batch_id)
        return run_step(pipeline.parse_batch, batch_id)

    @task_group(group_display_name="Land each batch", tooltip="Capture, then parse, batch by batch")
    def land_batch(batch_id: str) -> None:
        capture_batch(batch_id) >> parse_batch(batch_id)

    @task(
        task_display_name="Announce articles",
        doc_md="Sums up the batches that landed and hands the articles on, also when some batch failed.",
        trigger_rule=TriggerRule.ALL_DONE,
        outlets=[ARTICLES],
        multiple_outputs=False,
    )
    def announce_articles() -> dict[str, int]:
        return hand_on(ARTICLES, "land_batch.parse_batch")

    @task(
        task_display_name="Confirm batches",
        doc_md="Green only if no batch failed: a run that handed on part of its batches is not whole.",
        trigger_rule=TriggerRule.NONE_FAILED,
    )
    def confirm_batches(batch_ids: list[str]) -> None:
        print(f"all {len(batch_ids)} batches landed")

    batch_ids = plan_batches()
    land_batch.expand(batch_id=batch_ids) >> [announce_articles(), confirm_batches(batch_ids)]


ingest_pages()
