"""Build the star schema with dbt, and check it before anybody reads from it."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import dag, get_current_context, task

# Airflow itself knows this folder; what reads a DAG file by itself (a test, a linter) does not.
sys.path.append(str(Path(__file__).resolve().parent))

from _wiring import DEFAULT_ARGS, MART_TABLES, MARTS, OBSERVATIONS, ModelResults, announce_tables, run_step

DOC = """
### Build the marts

One `dbt build` in one task, staging to marts, with dbt's own tests. Its log has a line per model; the rows of
`audit.fct_dbt_result` keep status and seconds of every model and test. Then the expectations of the marts are
checked.

**Runs** when `chitieu://landing/observations` is updated.

**Hands on** an event for every table of the marts that was built (`chitieu://marts/fct_observation`, with its
number of rows), and, once the checks have passed, `chitieu://marts`, which starts `publish_reports`.
"""


@dag(
    dag_id="build_marts",
    dag_display_name="3 · Build marts",
    description="Observations → staging → intermediate → marts, with dbt",
    doc_md=DOC,
    schedule=[OBSERVATIONS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=DEFAULT_ARGS | {"owner": "analytics-engineering"},
    tags=["chitieu", "dbt"],
)
def build_marts() -> None:
    @task(
        task_display_name="Build models",
        doc_md="Runs dbt inside this task's process, all models and tests, threads as the profile says.",
        execution_timeout=timedelta(hours=1),
        outlets=[MART_TABLES],
        multiple_outputs=False,
    )
    def build_models(run_id: str | None = None) -> dict[str, Any]:
        from chitieu import pipeline

        return announce_tables(run_step(pipeline.build_marts, run_id))

    @task(
        task_display_name="Check marts",
        doc_md="Checks the expectations of the marts; a critical failure keeps the reports as they are.",
        owner="data-stewardship",
        outlets=[MARTS],
        multiple_outputs=False,
    )
    def check_marts(run_id: str | None = None) -> dict[str, Any]:
        from chitieu import pipeline

        checked = run_step(pipeline.check_marts, run_id)
        get_current_context()["outlet_events"][MARTS].extra = checked
        return checked

    built = build_models()
    built.operator.operator_extra_links = (ModelResults(),)
    built >> check_marts()


build_marts()
