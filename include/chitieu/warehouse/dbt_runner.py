"""Runs dbt inside this process, as the transformer, and says what became of each node.

`import dbt` takes a second: it happens in the call. dbt keeps global state and its target folder, so calls
wait for each other, within a process and between processes.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chitieu.kernel.errors import ChitieuError
from chitieu.settings import Endpoint, Settings

log = logging.getLogger(__name__)

THREADS = 4
"""Nodes that run at once; they wait for the database, not for a core."""

_FAILED = frozenset({"error", "fail", "runtime error", "partial success"})
_MESSAGE_LIMIT = 600
_DBT_FILE_LOGGER = "file_log"
_SHOWN_LEVELS = {"warn": logging.WARNING, "error": logging.ERROR}
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one model, seed or test.

    `status` is dbt's own word (`success`, `pass`, `warn`, `fail`, `error`, `skipped`). `rows_affected` is the
    number of rows written; None for views and tests. `relation` is `schema.name` of what was built; None for
    a test.
    """

    unique_id: str
    name: str
    resource_type: str
    status: str
    seconds: float
    rows_affected: int | None
    message: str | None
    relation: str | None
    finished_at: datetime

    @property
    def has_failed(self) -> bool:
        """Whether it stops the run; a warning and a skipped node do not."""
        return self.status in _FAILED


@dataclass(frozen=True, slots=True)
class DbtOutcome:
    """One invocation of dbt: every node with its result, and where dbt's own log is."""

    invocation_id: str
    run_id: str | None
    command: str
    nodes: tuple[NodeResult, ...]
    log_path: Path

    @property
    def failures(self) -> tuple[NodeResult, ...]:
        """Models that broke and tests that failed."""
        return tuple(node for node in self.nodes if node.has_failed)

    @property
    def relations(self) -> list[str]:
        """`schema.name` of the tables and views that were built, in order of name."""
        built = {node.relation for node in self.nodes if node.relation and node.status == "success"}
        return sorted(built)

    def counts(self) -> dict[str, int]:
        """Nodes by status."""
        statuses = [node.status for node in self.nodes]
        return {status: statuses.count(status) for status in sorted(set(statuses))}

    def rows(self) -> list[dict[str, Any]]:
        """Rows for `landing.dbt_results`: one row is one node of this invocation."""
        return [
            {
                "invocation_id": self.invocation_id,
                "unique_id": node.unique_id,
                "run_id": self.run_id,
                "resource_type": node.resource_type,
                "name": node.name,
                "status": node.status,
                "execution_seconds": node.seconds,
                "rows_affected": node.rows_affected,
                "message": node.message,
                "finished_at": node.finished_at,
            }
            for node in self.nodes
        ]

    def raise_for_failures(self) -> None:
        """Raise if a model broke or a test failed. Land `rows()` first: this is the last thing to do.

        Raises:
            ChitieuError: names each failed node with dbt's message, and the log.
        """
        if not self.failures:
            return
        named = "\n".join(f"  {node.name}: {node.message or node.status}" for node in self.failures)
        raise ChitieuError(
            f"dbt {self.command} failed in {len(self.failures)} of {len(self.nodes)} nodes:\n{named}\n"
            f"What they feed was skipped and is as it was before. The log is {self.log_path}; "
            "mend the cause and build again."
        )


def run_dbt(settings: Settings, args: Sequence[str] = ("build",), run_id: str | None = None) -> DbtOutcome:
    """Run a dbt command on the project and return the result of each node, failed ones included.

    Args:
        settings: where the project is, and how the transformer connects. Target folder and log go under
            `var/dbt`, where dbt also keeps its parse of the project between runs.
        args: the command and its options, as after `dbt`: `("build", "--select", "marts")`.
        run_id: the run that asks, kept with the results.

    Raises:
        ChitieuError: dbt did not come as far as running a node: the project does not parse, or the warehouse
            is not there.
    """
    folder = settings.var_dir / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    log_path = folder / "logs" / "dbt.log"
    options = {
        "project-dir": settings.dbt_dir,
        "profiles-dir": settings.dbt_dir,
        "target-path": folder / "target",
        "log-path": log_path.parent,
        "threads": THREADS,
        "log-level": "none",
        "log-level-file": "debug",
    }
    flags = ["--no-use-colors", "--no-version-check", "--no-send-anonymous-usage-stats"]
    for option, value in options.items():
        flags += [f"--{option}", str(value)]
    command, *rest = args
    with _alone(folder / "lock"), _environment(_variables(settings.warehouse("transformer"))):
        invocation_id, result = _invoke([command, *flags, *rest])
    if result.result is None or not hasattr(result.result, "results"):
        if result.exception is None and result.success:
            return DbtOutcome(invocation_id, run_id, command, (), log_path)
        raise ChitieuError(
            f"dbt {command} did not start: {_shortened(str(result.exception))}\n"
            f"The log is {log_path}; `chitieu status` says whether the warehouse is up."
        ) from result.exception
    nodes = tuple(_node(entry) for entry in result.result.results)
    return DbtOutcome(invocation_id, run_id, command, nodes, log_path)


def mart_relations(settings: Settings) -> list[str]:
    """`marts.name` of every model that a BI tool reads, in order of name, without running dbt."""
    return sorted(f"marts.{path.stem}" for path in (settings.dbt_dir / "models" / "marts").glob("*.sql"))


def _invoke(arguments: list[str]) -> tuple[str, Any]:
    """The ID that dbt gave the invocation, and its `dbtRunnerResult`."""
    from dbt.cli.main import dbtRunner
    from dbt_common.invocation import get_invocation_id

    try:
        result = dbtRunner(callbacks=[_relay]).invoke(arguments)
        return str(get_invocation_id()), result
    finally:
        _close_log()


def _close_log() -> None:
    """Close the log file, which dbt leaves open for the next invocation to replace."""
    logger = logging.getLogger(_DBT_FILE_LOGGER)
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def _relay(event: Any) -> None:
    """Hand on what dbt would print to this package's log, where Airflow and the command line look for it."""
    level = _SHOWN_LEVELS.get(str(event.info.level))
    if event.info.name in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
        level = level or logging.INFO
    if level is not None and event.info.msg.strip():
        log.log(level, "%s", event.info.msg)


def _node(entry: Any) -> NodeResult:
    affected = (entry.adapter_response or {}).get("rows_affected")
    relation = None
    if entry.node.resource_type in {"model", "seed", "snapshot"}:
        relation = f"{entry.node.schema}.{entry.node.alias}"
    is_written = relation is not None and isinstance(affected, int) and affected >= 0
    return NodeResult(
        unique_id=entry.node.unique_id,
        name=entry.node.name,
        resource_type=str(entry.node.resource_type),
        status=str(entry.status),
        seconds=round(float(entry.execution_time), 3),
        rows_affected=affected if is_written else None,
        message=_shortened(entry.message) if entry.message else None,
        relation=relation,
        finished_at=_finished_at(entry),
    )


def _finished_at(entry: Any) -> datetime:
    """When the node was done; a skipped one has no timing of its own."""
    done: list[datetime] = [timing.completed_at for timing in entry.timing if timing.completed_at is not None]
    if not done:
        return datetime.now(UTC)
    latest = max(done)
    return latest.replace(tzinfo=UTC) if latest.tzinfo is None else latest


def _shortened(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= _MESSAGE_LIMIT else text[: _MESSAGE_LIMIT - 1] + "…"


def _variables(endpoint: Endpoint) -> dict[str, str]:
    """What `dbt/profiles.yml` reads. dbt masks the value of a `DBT_ENV_SECRET_` variable in all it writes."""
    variables = {
        "CHITIEU_DBT_HOST": endpoint.host,
        "CHITIEU_DBT_PORT": str(endpoint.port),
        "CHITIEU_DBT_USER": endpoint.user,
        "CHITIEU_DBT_DBNAME": endpoint.database,
        "DBT_ENV_SECRET_CHITIEU_PASSWORD": endpoint.password,
    }
    sslmode = dict(endpoint.options).get("sslmode")
    return variables | ({"CHITIEU_DBT_SSLMODE": sslmode} if sslmode else {})


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """The variables for the length of the block; what was there before comes back, the password goes."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One dbt at a time on one target folder. The kernel frees the lock of a process that dies."""
    with _one_at_a_time, lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
