"""What the DAGs that bring pages in share: each batch is captured, parsed and told of. No DAG is here."""

from __future__ import annotations

from typing import Any

from airflow.sdk import TriggerRule, task, task_group

from _wiring import ARTICLE_BATCHES, announce_batch, label_batch, run_step


@task(
    task_display_name="Capture pages",
    doc_md="Brings a batch's pages into the archive and indexes them. Every attempt leaves a row.",
    map_index_template="{{ batch }}",
    max_active_tis_per_dag=4,
    multiple_outputs=False,
)
def capture_batch(batch_id: str) -> dict[str, Any]:
    """Run step `capture` of a batch."""
    from chitieu import pipeline

    label_batch(batch_id)
    return run_step(pipeline.capture_batch, batch_id)


@task(
    task_display_name="Parse articles",
    doc_md="Parses a batch's captures into articles. A page without one says why.",
    map_index_template="{{ batch }}",
    max_active_tis_per_dag=4,
    outlets=[ARTICLE_BATCHES],
    multiple_outputs=False,
)
def parse_batch(batch_id: str) -> dict[str, Any]:
    """Run step `article` of a batch."""
    from chitieu import pipeline

    label_batch(batch_id)
    return announce_batch(batch_id, run_step(pipeline.parse_batch, batch_id))


@task_group(group_display_name="Land each batch", tooltip="Capture, then parse, batch by batch")
def land_batch(batch_id: str) -> None:
    """Both steps of a batch; to be mapped over the batches of a run."""
    capture_batch(batch_id) >> parse_batch(batch_id)


@task(
    task_display_name="Confirm batches",
    doc_md="Green only if nothing before it failed: a run that handed on a part is not whole.",
    trigger_rule=TriggerRule.NONE_FAILED,
)
def confirm_batches(batch_ids: list[str]) -> None:
    """Say on the log how many batches landed."""
    print(f"all {len(batch_ids)} batches landed")
