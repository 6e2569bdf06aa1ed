"""Read the figures out of articles and check them, batch by batch."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import Param, TriggerRule, dag, task, task_group

# Airflow itself knows this folder; what reads a DAG file by itself (a test, a linter) does not.
sys.path.append(str(Path(__file__).resolve().parent))

from _wiring import ARTICLES, DEFAULT_ARGS, OBSERVATIONS, hand_on, label_batch, plan, run_step

DOC = """
### Read the figures

Reads every article that the extractor of today has not read yet. Each number ends as an observation or as a
rejection with its reason. What fails an expectation goes to quarantine; a critical failure stops the batch,
none of its figures lands.

**Runs** when `chitieu://landing/articles` is updated. A batch that an earlier run left unfinished comes
first.

**Hands on** the asset `chitieu://landing/observations`, which starts `build_marts`. A stopped batch does
not hold up the others: they are handed on, and the run is marked failed.
"""


@dag(
    dag_id="extract_observations",
    dag_display_name="2 · Extract observations",
    description="Articles → figures and rejections → checked observations",
    doc_md=DOC,
    schedule=[ARTICLES],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULT_ARGS,
    tags=["chitieu", "extract"],
    params={
        "batch_size": Param(
            50,
            type="integer",
            minimum=1,
            maximum=1000,
            title="Articles per batch",
            description="A batch is checked and lands as a whole.",
        )
    },
)
def extract_observations() -> None:
    @task(
        task_display_name="Plan batches",
        doc_md="Cuts the articles that are yet to be read into batches; unfinished batches come first.",
    )
    def plan_batches(params: dict[str, Any] | None = None) -> list[str]:
        from chitieu import pipeline

        wanted = params or {}
        return plan(pipeline.plan_extraction, wanted["batch_size"])

    @task(
        task_display_name="Extract figures",
        doc_md="Reads a batch's articles into candidate observations and rejections.",
        map_index_template="{{ batch }}",
        max_active_tis_per_dag=4,
        multiple_outputs=False,
    )
    def extract_batch(batch_id: str) -> dict[str, Any]:
        from chitieu import pipeline

        label_batch(batch_id)
        return run_step(pipeline.extract_batch, batch_id)

    @task(
        task_display_name="Validate figures",
        doc_md="Checks a batch's candidates: they pass, go to quarantine, or stop the batch with a message.",
        owner="data-stewardship",
        map_index_template="{{ batch }}",
        max_active_tis_per_dag=4,
        multiple_outputs=False,
    )
    def validate_batch(batch_id: str, run_id: str | None = None) -> dict[str, Any]:
        from chitieu import pipeline

        label_batch(batch_id)
        return run_step(pipeline.validate_batch, batch_id, run_id)

    @task_group(group_display_name="Land each batch", tooltip="Extract, then validate, batch by batch")
    def land_batch(batch_id: str) -> None:
        extract_batch(batch_id) >> validate_batch(batch_id)

    @task(
        task_display_name="Announce observations",
        doc_md="Sums up the batches that landed and hands the figures on, also when some batch was stopped.",
        trigger_rule=TriggerRule.ALL_DONE,
        outlets=[OBSERVATIONS],
        multiple_outputs=False,
    )
    def announce_observations() -> dict[str, int]:
        return hand_on(OBSERVATIONS, ["land_batch.validate_batch"])

    @task(
        task_display_name="Confirm batches",
        doc_md="Green only if no batch failed: a run that handed on part of its batches is not whole.",
        trigger_rule=TriggerRule.NONE_FAILED,
    )
    def confirm_batches(batch_ids: list[str]) -> None:
        print(f"all {len(batch_ids)} batches landed")

    batch_ids = plan_batches()
    land_batch.expand(batch_id=batch_ids) >> [announce_observations(), confirm_batches(batch_ids)]


extract_observations()
