"""Write what people read: the report, the data documentation and the data dictionary."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import dag, task

# Airflow itself knows this folder; what reads a DAG file by itself (a test, a linter) does not.
sys.path.append(str(Path(__file__).resolve().parent))

from _wiring import DEFAULT_ARGS, MARTS, MARTS_BY_NAME, run_step

DOC = """
### Publish the reports

Writes the report, the results of the checks and the data dictionary from the marts, as files that need no
server. A run over unchanged marts writes the same files.

**Runs** when `chitieu://marts` is updated, that is, after the marts have been built and have passed their
checks.
"""


@dag(
    dag_id="publish_reports",
    dag_display_name="4 · Publish reports",
    description="Marts → report, results of the checks, data dictionary",
    doc_md=DOC,
    schedule=[MARTS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=DEFAULT_ARGS | {"owner": "analytics"},
    tags=["chitieu", "reports"],
)
def publish_reports() -> None:
    @task(
        task_display_name="Write reports",
        doc_md="Writes the files of the report anew; returns where each of them is.",
        inlets=list(MARTS_BY_NAME.values()),
        multiple_outputs=False,
    )
    def write_reports() -> dict[str, Any]:
        from chitieu import pipeline

        return run_step(pipeline.publish)

    write_reports()


publish_reports()
