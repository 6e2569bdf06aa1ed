"""Airflow imports this in every process; where `CHITIEU_PRELOAD` is set, this imports what tasks need.

LocalExecutor forks its tasks from the scheduler, and a fork has what its parent has imported: a task that
checks figures starts in a moment instead of six seconds. Only the scheduler is given the variable; a Celery
worker may be, too.
"""

from __future__ import annotations

import importlib
import os
from multiprocessing import resource_tracker

_HEAVY = (
    "pandas",
    "great_expectations",
    "dbt.cli.main",
    "dbt.adapters.postgres",
    "chitieu.pipeline",
    "chitieu.validate",
    "chitieu.publish",
)


def _preload() -> None:
    for name in _HEAVY:
        importlib.import_module(name)
    # dbt's locks need a tracker. One that a task starts by itself complains of them when the task ends, as an
    # error in its log; this one outlives the tasks.
    resource_tracker.ensure_running()


if os.environ.get("CHITIEU_PRELOAD"):
    _preload()
