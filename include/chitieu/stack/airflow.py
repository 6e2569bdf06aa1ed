"""The Airflow of a laptop: scheduler, DAG processor, triggerer, API server with UI; tasks are local forks.

Metadata are in the database `airflow` of the same PostgreSQL, which must be running. Everything else is under
`var/airflow`: configuration, login, logs and pid files. The UI listens on 127.0.0.1 alone; no server for
logs is started, because the API server reads the log files themselves. At rest the processes take about 1.3
GB of memory together. Airflow is never imported here: it runs in processes of its own.
"""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from types import FrameType
from typing import Any

import psutil
import psycopg

from chitieu.catalogue.host_groups import crawl_pools
from chitieu.kernel.errors import ChitieuError
from chitieu.local_files import locked, read_json_object, write_private
from chitieu.settings import LOOPBACK, Settings
from chitieu.stack.airflow_api import AirflowApi
from chitieu.stack.airflow_chain import Chain, Progress, RunState, StackEvent, TaskState, follow
from chitieu.stack.airflow_config import ADMIN, COMPONENTS, AirflowHome, turn_logs
from chitieu.stack.processes import stop

__all__ = [
    "AirflowStatus",
    "Chain",
    "Progress",
    "RunState",
    "StackEvent",
    "TaskState",
    "airflow_status",
    "start_airflow",
    "stop_airflow",
    "trigger",
    "trigger_and_wait",
    "wait_for_chain",
]

FIRST_DAG = "ingest_pages"

_HEALTH_KEYS = {
    "scheduler": "latest_scheduler_heartbeat",
    "triggerer": "latest_triggerer_heartbeat",
    "dag_processor": "latest_dag_processor_heartbeat",
}
# A slow disk on a first start, when nothing is compiled yet, takes minutes; a laptop takes 20 s.
_START_SECONDS = 300
_STOP_SECONDS = 25
_PAUSE_SECONDS = 0.5


def _silent(event: StackEvent) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class AirflowStatus:
    """How the local Airflow stands.

    `processes` gives the pid of each process, None if it does not run; `health` is what Airflow says of
    each of its parts (`healthy`, `unhealthy`), empty while the API server does not answer.
    """

    url: str | None
    user: str
    processes: Mapping[str, int | None]
    health: Mapping[str, str]

    @property
    def running(self) -> bool:
        """Whether all four processes run."""
        return all(pid is not None for pid in self.processes.values())

    @property
    def healthy(self) -> bool:
        """Whether they run and Airflow finds all of its parts healthy."""
        return self.running and bool(self.health) and all(word == "healthy" for word in self.health.values())


def start_airflow(
    settings: Settings, *, foreground: bool = False, progress: Progress = _silent
) -> AirflowStatus:
    """Start Airflow and wait until its parts are healthy and the DAGs are read; nothing if it runs already.

    The login is the user of the returned status with `settings.secret("airflow_admin_password")`.

    Args:
        settings: where it lives.
        foreground: stay until Ctrl-C, then stop it.
        progress: is told of each step.

    Raises:
        ChitieuError: a process ended or did not get healthy in time, with the end of its log; or a DAG file
            cannot be imported. What was started is stopped again.
    """
    home = AirflowHome(settings)
    with locked(home.folder / "start.lock"):
        status = airflow_status(settings)
        if status.healthy:
            progress(StackEvent("processes", f"Airflow runs already at {status.url}"))
        else:
            try:
                status = _start(home, progress)
            except BaseException:
                stop(home.services(), grace_seconds=5)
                raise
    if foreground:
        _stay(home, progress)
    return status


def stop_airflow(settings: Settings, *, progress: Progress = _silent) -> bool:
    """Stop Airflow; running tasks are ended and tried again on the next start. False if nothing ran.

    Raises:
        ChitieuError: a process could not be ended.
    """
    home = AirflowHome(settings)
    services = home.services()
    running = any(service.members() for service in services)
    if running:
        progress(StackEvent("stop", "stopping Airflow"))
    killed = stop(services, _STOP_SECONDS)
    if killed:
        progress(StackEvent("stop", f"{killed} processes did not end by themselves and were killed"))
    return running


def airflow_status(settings: Settings) -> AirflowStatus:
    """How the local Airflow stands; nothing is started or changed."""
    home = AirflowHome(settings)
    processes = {service.name: service.pid() for service in home.services()}
    health = _api(home).health() if processes["api-server"] is not None and home.port else None
    words = {
        part: str(answer.get("status"))
        for part, answer in (health or {}).items()
        if part in {*_HEALTH_KEYS, "metadatabase"} and isinstance(answer, dict)
    }
    return AirflowStatus(home.url, ADMIN, processes, words)


def trigger(settings: Settings, dag_id: str, conf: Mapping[str, Any]) -> str:
    """Start a run of a DAG and return its ID.

    Args:
        settings: where Airflow lives.
        dag_id: which DAG.
        conf: values for the params of the DAG (`{"paths": [...]}`).

    Raises:
        ChitieuError: Airflow does not run, knows no such DAG, does not accept the values, or the DAG is
            paused.
    """
    home = AirflowHome(settings)
    api = _api(home)
    if api.get(f"/dags/{dag_id}")["is_paused"]:
        raise ChitieuError(
            f"The DAG {dag_id} is paused, so a run of it would only wait. "
            f"Unpause it at {home.url}/dags/{dag_id}."
        )
    run = api.post(f"/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": dict(conf)})
    return str(run["dag_run_id"])


def wait_for_chain(
    settings: Settings,
    run_id: str,
    *,
    dag_id: str = FIRST_DAG,
    timeout_seconds: float = 3600,
    progress: Progress = _silent,
) -> Chain:
    """Wait until a run, and every run that the assets started after it, is finished.

    Raises:
        ChitieuError: the time is up (the runs go on), a DAG that is to follow is paused, or Airflow does
            not answer.
    """
    return follow(_api(AirflowHome(settings)), dag_id, run_id, timeout_seconds, progress)


def trigger_and_wait(
    settings: Settings,
    paths: Sequence[str] = (),
    *,
    sources: Sequence[str] = (),
    batch_size: int = 50,
    timeout_seconds: float = 3600,
    progress: Progress = _silent,
) -> Chain:
    """Ingest files and crawl sources, and wait until the reports are published.

    Errors as `trigger` and `wait_for_chain`.
    """
    wanted = {"paths": list(paths), "sources": list(sources), "batch_size": batch_size}
    run_id = trigger(settings, FIRST_DAG, wanted)
    return wait_for_chain(settings, run_id, timeout_seconds=timeout_seconds, progress=progress)


def _api(home: AirflowHome) -> AirflowApi:
    if home.port is None:
        raise ChitieuError("Airflow was never started here. Run: make up")
    return AirflowApi(LOOPBACK, home.port, ADMIN, home.password())


def _start(home: AirflowHome, progress: Progress) -> AirflowStatus:
    stop(home.services(), grace_seconds=5)  # what a crash has left
    home.prepare()
    turn_logs(home)
    _migrate(home, progress)
    began = datetime.now(UTC)
    progress(StackEvent("processes", "starting API server, DAG processor, scheduler, triggerer"))
    for service in home.services():
        arguments = (
            [service.name, "--skip-serve-logs"]
            if service.name in {"scheduler", "triggerer"}
            else [service.name]
        )
        service.start(home.command(*arguments), home.environment(preload=service.name == "scheduler"))
    api = _api(home)
    deadline = time.monotonic() + _START_SECONDS
    _await_health(home, api, began, deadline, progress)
    _make_pools(api)
    _await_dags(home, api, began, deadline)
    progress(StackEvent("dags", f"Airflow is ready at {home.url}"))
    return airflow_status(home.settings)


def _migrate(home: AirflowHome, progress: Progress) -> None:
    """Bring the metadata database to the tables of this Airflow, unless they are known to be there."""
    mark = home.folder / "metadata.json"
    wanted = {"airflow": version("apache-airflow"), "revision": _revision(home.settings)}
    if wanted["revision"] is not None and read_json_object(mark) == wanted:
        return
    progress(StackEvent("metadata", "preparing Airflow's database"))
    service = home.service("db-migrate")
    service.start(home.command("db", "migrate"), home.environment())
    status = service.wait(_START_SECONDS)
    if status != 0:
        stop([service], grace_seconds=1)
        raise ChitieuError(
            f"Airflow's database could not be prepared. The end of {service.log_path}:\n{service.tail()}"
        )
    service.forget()
    wanted["revision"] = _revision(home.settings)
    write_private(mark, json.dumps(wanted) + "\n")


def _revision(settings: Settings) -> str | None:
    """Which tables the metadata database has; None if it has none."""
    url = settings.airflow_url("psycopg").replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute("select version_num from alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.OperationalError as problem:
        raise ChitieuError("Airflow's database does not answer. Run: chitieu db start") from problem
    return None if row is None else str(row[0])


def _await_health(
    home: AirflowHome, api: AirflowApi, began: datetime, deadline: float, progress: Progress
) -> None:
    """Wait until each part has sent a heartbeat since `began`: an earlier start may look healthy still."""
    healthy: set[str] = set()
    while len(healthy) < len(_HEALTH_KEYS):
        _check_alive(home, deadline, waiting_for=sorted(_HEALTH_KEYS.keys() - healthy))
        health = api.health() or {}
        for part, key in _HEALTH_KEYS.items():
            answer = health.get(part) or {}
            beat = answer.get(key)
            if part not in healthy and answer.get("status") == "healthy" and beat and _time(beat) >= began:
                healthy.add(part)
                progress(StackEvent("processes", f"{part.replace('_', ' ')} is healthy"))
        if len(healthy) < len(_HEALTH_KEYS):
            time.sleep(_PAUSE_SECONDS)


def _make_pools(api: AirflowApi) -> None:
    """See that each host group has its pool: one crawl at a time, whether it runs or waits."""
    known = {pool["name"] for pool in api.every("/pools", "pools")}
    for pool in crawl_pools():
        if pool["name"] not in known:
            api.post("/pools", pool)


def _await_dags(home: AirflowHome, api: AirflowApi, began: datetime, deadline: float) -> None:
    """Wait until every DAG file has been read since `began`."""
    wanted = {path.stem for path in home.settings.dags_dir.glob("[!_]*.py")}
    while True:
        _check_alive(home, deadline, waiting_for=["DAG files"])
        errors = [
            f"{entry['filename']}:\n{entry['stack_trace']}"
            for entry in api.every("/importErrors", "import_errors")
            if _time(entry["timestamp"]) >= began
        ]
        if errors:
            raise ChitieuError("A DAG file cannot be imported. " + "\n".join(errors))
        read = {
            dag["dag_id"]
            for dag in api.every("/dags", "dags")
            if dag["last_parsed_time"] and _time(dag["last_parsed_time"]) >= began
        }
        if wanted <= read:
            return
        time.sleep(_PAUSE_SECONDS)


def _check_alive(home: AirflowHome, deadline: float, waiting_for: list[str]) -> None:
    for service in home.services():
        if service.pid() is None:
            raise ChitieuError(
                f"Airflow's {service.name} ended. The end of {service.log_path}:\n{service.tail()}"
            )
    if time.monotonic() > deadline:
        tails = "\n".join(f"{service.log_path}:\n{service.tail(5)}" for service in home.services())
        raise ChitieuError(
            f"Airflow is not ready after {_START_SECONDS} s, waiting for {', '.join(waiting_for)}. "
            f"The ends of its logs:\n{tails}"
        )


def _stay(home: AirflowHome, progress: Progress) -> None:
    """Keep watch until Ctrl-C or SIGTERM, or until a process ends; then stop all of them."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        pids = [service.pid() for service in home.services()]
        leaders = [psutil.Process(pid) for pid in pids if pid is not None]
        ended: list[psutil.Process] = [] if len(leaders) == len(COMPONENTS) else leaders
        while not ended and len(leaders) == len(COMPONENTS):
            ended, _ = psutil.wait_procs(leaders, timeout=1)
        _check_alive(home, float("inf"), [])
    except KeyboardInterrupt:
        progress(StackEvent("stop", "stopping Airflow"))
    finally:
        signal.signal(signal.SIGTERM, before)
        stop(home.services(), _STOP_SECONDS)


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
