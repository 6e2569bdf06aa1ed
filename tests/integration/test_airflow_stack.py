"""The whole of `make demo`: a real Airflow on a real PostgreSQL takes pages to marts, and leaves no trace."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from foreign_archives import foreign_warc
from psycopg import sql

from chitieu.kernel.errors import ChitieuError
from chitieu.settings import Settings
from chitieu.stack.airflow import (
    Chain,
    StackEvent,
    airflow_status,
    start_airflow,
    stop_airflow,
    trigger,
    trigger_and_wait,
    wait_for_chain,
)
from chitieu.stack.airflow_api import AirflowApi
from chitieu.stack.airflow_config import AirflowHome
from chitieu.stack.postgres import start_postgres, stop_postgres
from chitieu.warehouse import Warehouse, upgrade

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    str(ROOT / "samples" / "pages" / name)
    for name in (
        "cong_doan_thanh_pho_hai_phong_2022.html",
        "huyen_hai_hau_nong_thon_moi_2023.html",
        "tinh_thanh_hoa_kinh_te_xa_hoi_2023.html",
    )
]
DAGS = ["ingest_pages", "extract_observations", "build_marts", "publish_reports"]
MARTS = {path.stem for path in (ROOT / "dbt" / "models" / "marts").glob("*.sql")}
CHAIN_SECONDS = 300


@dataclass(frozen=True)
class Stack:
    settings: Settings
    events: list[StackEvent]
    first: Chain

    @property
    def api(self) -> AirflowApi:
        home = AirflowHome(self.settings)
        assert home.port is not None
        return AirflowApi("127.0.0.1", home.port, "admin", home.password())

    def rows(self, table: str) -> int:
        with psycopg.connect(**self.settings.warehouse("reader").parameters()) as connection:
            query = sql.SQL("select count(*) from {}").format(sql.Identifier("marts", table))
            found = connection.execute(query).fetchone()
        assert found is not None
        return int(found[0])


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything started in a home of its own, and three pages taken all the way."""
    settings = Settings.load(tmp_path_factory.mktemp("home"), environment={})
    events: list[StackEvent] = []
    try:
        start_postgres(settings)
        upgrade(settings)
        start_airflow(settings, progress=events.append)
        # Two pages to a batch, so that batches are mapped.
        first = trigger_and_wait(
            settings, PAGES, batch_size=2, timeout_seconds=CHAIN_SECONDS, progress=events.append
        )
        yield Stack(settings, events, first)
    finally:
        stop_airflow(settings)
        stop_postgres(settings)


def test_every_run_of_the_chain_is_green_and_each_follows_from_the_last(stack: Stack) -> None:
    assert stack.first.failures == ()
    assert stack.first.succeeded
    assert [run.dag_id for run in stack.first.runs] == DAGS
    tasks = [task for run in stack.first.runs for task in run.tasks]
    # Only files were asked for, so no source was crawled.
    assert {task.state for task in tasks if task.task_id.startswith("crawl_")} == {"skipped"}
    assert {task.state for task in tasks if not task.task_id.startswith("crawl_")} == {"success"}
    captured = [task for task in stack.first.runs[0].tasks if task.task_id == "land_batch.capture_batch"]
    assert sorted(task.map_index for task in captured) == [0, 1]


def test_marts_and_reports_are_there(stack: Stack) -> None:
    assert stack.rows("fct_observation") > 0
    assert any(stack.settings.reports_dir.rglob("*.html"))


def test_progress_tells_of_the_start_and_of_every_run(stack: Stack) -> None:
    assert {event.stage for event in stack.events} == {"metadata", "processes", "dags", "chain"}
    finished = [event.dag_id for event in stack.events if event.state == "success" and event.task_id is None]
    assert finished == DAGS


def test_each_mart_that_was_built_has_an_event_with_its_rows(stack: Stack) -> None:
    build = stack.first.runs[DAGS.index("build_marts")]
    events = stack.api.every(
        "/assets/events", "asset_events", source_dag_id=build.dag_id, source_run_id=build.run_id
    )
    rows = {
        event["name"].removeprefix("marts."): event["extra"]["rows"]
        for event in events
        if event["source_task_id"] == "build_models"
    }
    assert set(rows) == MARTS
    assert rows == {table: stack.rows(table) for table in MARTS}


def test_the_same_pages_again_change_nothing(stack: Stack) -> None:
    warehouse = Warehouse(stack.settings, "transformer")
    before, rows = warehouse.fingerprint(), {table: stack.rows(table) for table in MARTS}
    again = trigger_and_wait(stack.settings, PAGES, batch_size=2, timeout_seconds=CHAIN_SECONDS)
    assert again.failures == ()
    assert [run.dag_id for run in again.runs] == DAGS
    assert warehouse.fingerprint() == before
    assert {table: stack.rows(table) for table in MARTS} == rows


def test_a_wrong_path_fails_with_its_own_words_and_starts_nothing_else(stack: Stack, tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing")
    chain = trigger_and_wait(stack.settings, [missing], timeout_seconds=CHAIN_SECONDS)
    assert [run.dag_id for run in chain.runs] == ["ingest_pages"]
    assert not chain.succeeded
    assert len(chain.failures) == 1
    assert missing in chain.failures[0]


def test_a_backfill_takes_what_it_can_from_warc_files_and_tells_of_the_rest(
    stack: Stack, tmp_path: Path
) -> None:
    warehouse = Warehouse(stack.settings, "transformer")
    before = warehouse.counts()
    good, torn = foreign_warc(tmp_path / "good.warc.gz", pages=3), tmp_path / "torn.warc.gz"
    torn.write_bytes(b"no archive at all")
    asked = {"warc_files": [str(good), str(torn)], "batch_size": 2}
    run_id = trigger(stack.settings, "backfill_archive", asked)
    chain = wait_for_chain(stack.settings, run_id, dag_id="backfill_archive", timeout_seconds=CHAIN_SECONDS)
    assert [run.dag_id for run in chain.runs] == ["backfill_archive", *DAGS[1:]]
    assert [run.state for run in chain.runs] == ["failed", "success", "success", "success"]
    assert len(chain.failures) == 1
    assert "torn.warc.gz" in chain.failures[0]
    states = {(task.task_id, task.map_index): task.state for task in chain.runs[0].tasks}
    assert states["land_batch.parse_batch", 0] == states["land_batch.parse_batch", 1] == "success"
    assert warehouse.counts()["articles"] == before["articles"] + 4, "three of one site, one of another"


def test_a_backfill_of_days_reads_again_what_the_rules_of_today_have_not_read(stack: Stack) -> None:
    warehouse = Warehouse(stack.settings, "transformer")
    before = warehouse.fingerprint()
    run_id = trigger(stack.settings, "backfill_archive", {"since": "2020-01-01"})
    chain = wait_for_chain(stack.settings, run_id, dag_id="backfill_archive", timeout_seconds=CHAIN_SECONDS)
    assert chain.succeeded, chain.failures
    assert warehouse.fingerprint() == before


def test_no_run_started_by_itself(stack: Stack) -> None:
    runs = stack.api.every("/dags/ingest_pages/dagRuns", "dag_runs")
    assert {run["run_type"] for run in runs} == {"manual"}


def test_values_that_the_dag_does_not_take_are_refused(stack: Stack) -> None:
    with pytest.raises(ChitieuError, match="batch_size"):
        trigger(stack.settings, "ingest_pages", {"paths": PAGES, "batch_size": 0})
    with pytest.raises(ChitieuError, match="404"):
        trigger(stack.settings, "no_such_dag", {})


def test_a_chain_that_takes_too_long_is_given_up_with_where_it_stands(stack: Stack) -> None:
    run_id = trigger(stack.settings, "publish_reports", {})
    with pytest.raises(ChitieuError, match=r"publish_reports is (queued|running)"):
        wait_for_chain(stack.settings, run_id, dag_id="publish_reports", timeout_seconds=-1)
    assert wait_for_chain(stack.settings, run_id, dag_id="publish_reports", timeout_seconds=60).succeeded


def test_starting_again_leaves_what_runs_alone(stack: Stack) -> None:
    before = airflow_status(stack.settings)
    assert before.healthy
    assert start_airflow(stack.settings).processes == before.processes


def test_secrets_are_in_no_log_and_in_no_command_line(stack: Stack) -> None:
    home = AirflowHome(stack.settings)
    values = [
        stack.settings.secret(name)
        for name in ("airflow_admin_password", "airflow_password", "airflow_jwt_secret", "loader_password")
    ]
    logs = [path.read_text(encoding="utf-8", errors="replace") for path in home.logs_dir.rglob("*.log")]
    commands = [" ".join(process.cmdline()) for service in home.services() for process in service.members()]
    assert logs
    assert commands
    assert not [value for value in values for text in [*logs, *commands] if value in text]
    for path in (home.config_path, home.password_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_everything_listens_on_loopback_alone(stack: Stack) -> None:
    members = [process for service in AirflowHome(stack.settings).services() for process in service.members()]
    listening = {
        connection.laddr.ip
        for process in members
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_stopping_leaves_no_process_also_after_a_crash(stack: Stack) -> None:
    services = AirflowHome(stack.settings).services()
    members = {process for service in services for process in service.members()}
    scheduler = psutil.Process(airflow_status(stack.settings).processes["scheduler"])
    scheduler.kill()
    scheduler.wait(30)
    assert not airflow_status(stack.settings).running
    assert stop_airflow(stack.settings)
    assert not [process for process in members if _runs(process)]
    assert not [process for service in services for process in service.members()]
    assert set(airflow_status(stack.settings).processes.values()) == {None}
    assert not stop_airflow(stack.settings)


def _runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
