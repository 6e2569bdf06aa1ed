"""Follows a run of a DAG and every run that its assets start, as far as the chain goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from chitieu.kernel.errors import ChitieuError
from chitieu.stack.airflow_api import AirflowApi, run_path

_PAUSE_SECONDS = 1.0
_FINISHED = frozenset({"success", "failed"})
# Waiting and starting states of a task are seen or missed by chance, so they are not told of.
_TOLD = frozenset({"success", "failed", "skipped", "upstream_failed", "up_for_retry"})


@dataclass(frozen=True, slots=True)
class StackEvent:
    """Something that happened while the stack started or a chain ran, for whoever shows progress.

    `stage` is `metadata`, `processes`, `dags`, `chain` or `stop`; `message` is a line for people. What
    follows is set within a chain: `task_id` with its `map_index` (-1 if the task is not mapped) where a
    task changed its state, only the run where the run did.
    """

    stage: str
    message: str
    dag_id: str | None = None
    run_id: str | None = None
    task_id: str | None = None
    map_index: int = -1
    state: str | None = None


Progress = Callable[[StackEvent], None]


@dataclass(frozen=True, slots=True)
class TaskState:
    """One task of a run as it stands. `reason` is the error of a failed one, in a line."""

    task_id: str
    map_index: int
    label: str
    state: str | None
    seconds: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RunState:
    """One run of a DAG as it stands; `seconds` count from its start to its end, None while it runs."""

    dag_id: str
    run_id: str
    state: str
    seconds: float | None
    tasks: tuple[TaskState, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The runs of a chain in the order in which they were started, all of them finished."""

    runs: tuple[RunState, ...]

    @property
    def succeeded(self) -> bool:
        """Whether every run did."""
        return all(run.state == "success" for run in self.runs)

    @property
    def failures(self) -> tuple[str, ...]:
        """A line for each task that failed: DAG, task and reason."""
        return tuple(
            f"{run.dag_id}.{task.label}: {task.reason or 'see its log'}"
            for run in self.runs
            for task in run.tasks
            if task.state == "failed"
        )


def follow(api: AirflowApi, dag_id: str, run_id: str, timeout_seconds: float, progress: Progress) -> Chain:
    """Wait until a run and all runs that follow from its assets' events are finished.

    Args:
        api: the Airflow that runs them.
        dag_id: DAG of the first run.
        run_id: ID of the first run.
        timeout_seconds: how long the whole chain may take.
        progress: is told of each change of a run's state, and of each task that ended or is tried again.

    Raises:
        ChitieuError: the time is up, or a DAG that is to follow is paused.
    """
    deadline = time.monotonic() + timeout_seconds
    chain: dict[tuple[str, str], RunState | None] = {(dag_id, run_id): None}
    while True:
        for key, known in list(chain.items()):
            if known is None or known.state not in _FINISHED:
                chain[key] = _observe(api, *key, known, progress)
        awaited = _add_followers(api, chain)
        runs = [run for run in chain.values() if run is not None]
        if not awaited and len(runs) == len(chain) and all(run.state in _FINISHED for run in runs):
            return Chain(tuple(runs))
        if time.monotonic() > deadline:
            raise ChitieuError(
                f"The chain is not finished after {timeout_seconds:.0f} s; it goes on. "
                f"{_where(runs, awaited)} Look at the runs in the Airflow UI."
            )
        time.sleep(_PAUSE_SECONDS)


def _observe(
    api: AirflowApi, dag_id: str, run_id: str, known: RunState | None, progress: Progress
) -> RunState:
    """Ask how a run stands, and tell of what has changed."""
    path = run_path(dag_id, run_id)
    answer = api.get(path)
    before = {(task.task_id, task.map_index): task for task in known.tasks} if known else {}
    tasks = []
    for entry in api.every(f"{path}/taskInstances", "task_instances"):
        task = _task(entry)
        earlier = before.get((task.task_id, task.map_index))
        if earlier is not None and earlier.state == task.state:
            task = replace(task, reason=earlier.reason)
        elif task.state in _TOLD:
            if task.state == "failed":
                task = replace(task, reason=_reason(api, path, entry))
            message = f"{dag_id}.{task.label}: {task.state}" + (f" ({task.reason})" if task.reason else "")
            progress(StackEvent("chain", message, dag_id, run_id, task.task_id, task.map_index, task.state))
        tasks.append(task)
    run = RunState(dag_id, run_id, answer["state"], answer.get("duration"), tuple(tasks))
    if known is None or known.state != run.state:
        progress(StackEvent("chain", f"{dag_id}: {run.state}", dag_id, run_id, state=run.state))
    return run


def _task(entry: dict[str, Any]) -> TaskState:
    mapped = entry["map_index"] >= 0
    label = f"{entry['task_id']}[{entry.get('rendered_map_index') or entry['map_index']}]"
    return TaskState(
        entry["task_id"],
        entry["map_index"],
        label if mapped else entry["task_id"],
        entry["state"],
        entry.get("duration"),
    )


def _add_followers(api: AirflowApi, chain: dict[tuple[str, str], RunState | None]) -> set[str]:
    """Add the runs that the chain's asset events have started; return the DAGs that have yet to start."""
    awaited: set[str] = set()
    for dag_id, run_id in list(chain):
        events = api.every("/assets/events", "asset_events", source_dag_id=dag_id, source_run_id=run_id)
        for event in events:
            started = {(run["dag_id"], run["run_id"]) for run in event["created_dagruns"]}
            for key in sorted(started):
                chain.setdefault(key, None)
            asset = api.get(f"/assets/{event['asset_id']}")
            missing = {dag["dag_id"] for dag in asset["scheduled_dags"]} - {dag for dag, _ in started}
            for follower in sorted(missing):
                if api.get(f"/dags/{follower}")["is_paused"]:
                    raise ChitieuError(
                        f"The DAG {follower} is paused, so the chain ends after {dag_id}. "
                        "Unpause it in the Airflow UI and trigger ingest_pages again."
                    )
            awaited |= missing
    return awaited


def _reason(api: AirflowApi, path: str, entry: dict[str, Any]) -> str | None:
    """What a failed task said: the last error in its log."""
    try:
        log = api.get(
            f"{path}/taskInstances/{entry['task_id']}/logs/{entry['try_number']}",
            map_index=entry["map_index"],
            full_content="true",
        )
    except ChitieuError:
        return None
    for line in reversed(log.get("content", [])):
        details = line.get("error_detail") if isinstance(line, dict) else None
        if details:
            return str(details[-1].get("exc_value") or details[-1].get("exc_type"))
    return None


def _where(runs: list[RunState], awaited: set[str]) -> str:
    standing = [f"{run.dag_id} is {run.state}" for run in runs if run.state not in _FINISHED]
    waiting = [f"{dag_id} has not been started" for dag_id in sorted(awaited)]
    return "; ".join(standing + waiting) + "."
