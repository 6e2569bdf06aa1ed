"""Read the DAG files as Airflow does and print what they hold, as JSON; a process of its own for the tests.

Usage: python describe_dags.py FOLDER
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG, Asset
from airflow.sdk.bases.operator import BaseOperator
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction

HEAVY = ("chitieu.pipeline", "dbt", "great_expectations", "pandas", "psycopg")


def describe_task(task: BaseOperator | MappedOperator) -> dict[str, Any]:
    return {
        "display_name": task.task_display_name,
        "doc": task.doc_md,
        "owner": task.owner,
        "pool": task.pool,
        "retries": task.retries,
        "backoff": float(task.retry_exponential_backoff),
        "execution_timeout": task.execution_timeout and task.execution_timeout.total_seconds(),
        "trigger_rule": str(task.trigger_rule.value),
        "upstream": sorted(task.upstream_task_ids),
        "outlets": sorted(outlet.name for outlet in task.outlets),
        "inlets": sorted(inlet.name for inlet in task.inlets),
        "at_once": task.max_active_tis_per_dag,
        "mapped": any(True for _ in task.iter_mapped_task_groups()),
        "links": [link.name for link in task.operator_extra_links],
    }


def describe(dag: DAG) -> dict[str, Any]:
    schedule = dag.schedule
    assets = (
        [asset.uri for asset in schedule if isinstance(asset, Asset)] if isinstance(schedule, list) else []
    )
    stored = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    first = None
    if not assets:
        restriction = TimeRestriction(earliest=None, latest=None, catchup=False)
        first = stored.timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
    return {
        "file": dag.fileloc,
        "display_name": dag.dag_display_name,
        "doc": dag.doc_md,
        "tags": sorted(dag.tags),
        "catchup": dag.catchup,
        "start_date": dag.start_date and dag.start_date.isoformat(),
        "max_active_runs": dag.max_active_runs,
        "dagrun_timeout": dag.dagrun_timeout and dag.dagrun_timeout.total_seconds(),
        "scheduled_by": assets,
        "first_run": first and first.run_after.isoformat(),
        "params": dag.params.dump(),
        "stored_tasks": sorted(task.task_id for task in stored.tasks),
        "tasks": {task.task_id: describe_task(task) for task in dag.tasks},
    }


def main(folder: str) -> None:
    now = datetime.now(UTC).isoformat()
    bag = DagBag(folder)
    heavy = [name for name in HEAVY if name in sys.modules]
    print(
        json.dumps(
            {
                "now": now,
                "import_errors": bag.import_errors,
                "warnings": {file: list(words) for file, words in bag.captured_warnings.items()},
                "heavy": heavy,
                "dags": {dag_id: describe(dag) for dag_id, dag in bag.dags.items()},
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
