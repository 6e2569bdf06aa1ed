"""The DAG files as Airflow reads them: names, chain, care for failures, nothing heavy while they are read."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from croniter import croniter

from chitieu import pipeline
from chitieu.catalogue.host_groups import crawl_pools, crawled_sources, host_groups
from chitieu.catalogue.sources import SOURCES_DIR, load_sources
from chitieu.pipeline.scheduling import VIETNAM

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"
FILES = sorted(path for path in DAGS.glob("*.py") if not path.name.startswith("_"))
ARTICLES, OBSERVATIONS, MARTS = "landing.articles", "landing.observations", "marts"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `describe_dags.py` prints, in a process that has neither this one's modules nor a database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
    environment |= {
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    script = Path(__file__).with_name("describe_dags.py")
    done = subprocess.run(
        [sys.executable, str(script), str(DAGS)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def dags(described: dict[str, Any]) -> dict[str, Any]:
    return described["dags"]


def every_task(dags: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{dag_id}.{name}", task) for dag_id, dag in dags.items() for name, task in dag["tasks"].items()]


def test_every_file_is_read_without_error_or_warning(described: dict[str, Any]) -> None:
    assert described["import_errors"] == {}
    assert described["warnings"] == {}


def test_each_file_is_one_dag_of_its_name(dags: dict[str, Any]) -> None:
    assert {dag_id: dag["file"] for dag_id, dag in dags.items()} == {file.stem: str(file) for file in FILES}
    assert set(dags) == {
        "ingest_pages",
        "backfill_archive",
        "extract_observations",
        "build_marts",
        "publish_reports",
    }


def test_nothing_heavy_is_imported_while_dags_are_read(described: dict[str, Any]) -> None:
    assert described["heavy"] == []


def test_assets_chain_the_dags(dags: dict[str, Any]) -> None:
    outlets = {
        (outlet, dag_id)
        for dag_id, dag in dags.items()
        for task in dag["tasks"].values()
        for outlet in task["outlets"]
    }
    assert outlets == {
        (ARTICLES, "ingest_pages"),
        (ARTICLES, "backfill_archive"),
        ("landing.article_batches", "ingest_pages"),
        ("landing.article_batches", "backfill_archive"),
        (OBSERVATIONS, "extract_observations"),
        (MARTS, "build_marts"),
        ("marts.tables", "build_marts"),
    }
    assert {dag_id: dag["scheduled_by"] for dag_id, dag in dags.items()} == {
        "ingest_pages": [],
        "backfill_archive": [],
        "extract_observations": ["chitieu://landing/articles"],
        "build_marts": ["chitieu://landing/observations"],
        "publish_reports": ["chitieu://marts/"],
    }


def test_marts_are_handed_on_only_after_their_check(dags: dict[str, Any]) -> None:
    tasks = dags["build_marts"]["tasks"]
    assert tasks["check_marts"]["outlets"] == [MARTS]
    assert tasks["check_marts"]["upstream"] == ["build_models"]
    assert tasks["check_marts"]["trigger_rule"] == "all_success"


def test_reports_name_every_mart_that_they_read(dags: dict[str, Any]) -> None:
    models = sorted(f"marts.{model.stem}" for model in (ROOT / "dbt" / "models" / "marts").glob("*.sql"))
    assert models
    assert dags["publish_reports"]["tasks"]["write_reports"]["inlets"] == models


def test_ingest_runs_when_a_source_is_due_and_makes_up_for_nothing_on_a_first_start(
    described: dict[str, Any],
) -> None:
    dag = described["dags"]["ingest_pages"]
    first, now = datetime.fromisoformat(dag["first_run"]), datetime.fromisoformat(described["now"])
    assert not dag["catchup"]
    assert dag["start_date"] is None
    schedules = {source.schedule for source in crawled_sources()}
    assert any(croniter.match(schedule, first.astimezone(VIETNAM)) for schedule in {*schedules, "30 5 * * *"})
    assert now - timedelta(minutes=1) <= first <= now + timedelta(days=1)


def test_each_host_group_is_crawled_in_a_pool_of_its_own(dags: dict[str, Any]) -> None:
    tasks = dags["ingest_pages"]["tasks"]
    crawls = {name: task["pool"] for name, task in tasks.items() if name.startswith("crawl_")}
    assert crawls == {f"crawl_{group}": f"crawl_{group}" for group in host_groups()}
    assert all(tasks[f"crawl_{group}"]["upstream"] == [f"choose_{group}"] for group in host_groups())
    pools = {pool["name"]: pool for pool in crawl_pools()}
    assert pools.keys() == set(crawls.values())
    assert all(pool["slots"] == 1 and pool["include_deferred"] for pool in pools.values())


def test_a_source_that_fails_does_not_hold_up_the_others(dags: dict[str, Any]) -> None:
    tasks = dags["ingest_pages"]["tasks"]
    assert tasks["plan_batches"]["trigger_rule"] == "all_done"
    assert tasks["plan_batches"]["upstream"] == sorted(f"crawl_{group}" for group in host_groups())
    assert tasks["confirm_batches"]["trigger_rule"] == "none_failed"
    assert set(tasks["confirm_batches"]["upstream"]) >= {f"crawl_{group}" for group in host_groups()}
    assert tasks["look_for_quiet_sources"]["trigger_rule"] == "all_done"


def test_dags_take_what_their_runs_need(dags: dict[str, Any]) -> None:
    assert dags["ingest_pages"]["params"] == {"sources": [], "paths": [], "batch_size": 50}
    assert dags["backfill_archive"]["params"] == {
        "warc_files": [],
        "since": None,
        "source": None,
        "batch_size": 200,
    }
    assert dags["extract_observations"]["params"] == {"batch_size": 50}


def test_every_dag_says_what_it_does_and_runs_alone(dags: dict[str, Any]) -> None:
    for dag_id, dag in dags.items():
        assert "**Runs**" in dag["doc"], dag_id
        assert dag["display_name"] != dag_id
        assert "chitieu" in dag["tags"], dag_id
        assert dag["max_active_runs"] == 1, dag_id
        assert dag["dagrun_timeout"] > 0, dag_id
        assert dag["stored_tasks"] == sorted(dag["tasks"]), dag_id


def test_every_task_says_what_it_does_and_is_tried_again_within_limits(dags: dict[str, Any]) -> None:
    for name, task in every_task(dags):
        assert task["doc"].endswith("."), name
        assert task["display_name"] not in name, name
        assert task["owner"] not in {"", "airflow"}, name
        assert task["retries"] >= 1, name
        assert task["backoff"] > 1, name
        assert task["execution_timeout"] > 0, name


def test_batches_are_mapped_side_by_side_and_only_so_many_at_once(dags: dict[str, Any]) -> None:
    mapped = {name for name, task in every_task(dags) if task["mapped"] or "index_file" in name}
    crawls = {f"ingest_pages.crawl_{group}" for group in host_groups()}
    assert mapped - crawls - {"backfill_archive.replay_batch", "backfill_archive.index_file"} == {
        "backfill_archive.land_batch.capture_batch",
        "backfill_archive.land_batch.parse_batch",
        "ingest_pages.land_batch.capture_batch",
        "ingest_pages.land_batch.parse_batch",
        "extract_observations.land_batch.extract_batch",
        "extract_observations.land_batch.validate_batch",
    }
    assert all(task["at_once"] for name, task in every_task(dags) if name in mapped)


@pytest.mark.parametrize(
    ("dag_id", "announcing"),
    [
        ("ingest_pages", "announce_articles"),
        ("backfill_archive", "announce_articles"),
        ("extract_observations", "announce_observations"),
    ],
)
def test_a_stopped_batch_marks_the_run_but_does_not_hold_up_the_others(
    dags: dict[str, Any], dag_id: str, announcing: str
) -> None:
    tasks = dags[dag_id]["tasks"]
    assert tasks[announcing]["trigger_rule"] == "all_done"
    assert tasks["confirm_batches"]["trigger_rule"] == "none_failed"
    assert not any("confirm_batches" in task["upstream"] for task in tasks.values())


def test_the_build_links_to_its_models(dags: dict[str, Any]) -> None:
    assert dags["build_marts"]["tasks"]["build_models"]["links"] == ["Models of this run"]


def test_tasks_call_functions_that_the_pipeline_has() -> None:
    steps = set(pipeline.__all__)
    called = {
        node.attr
        for file in sorted(DAGS.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "pipeline"
    }
    assert called <= steps


def test_the_package_never_imports_airflow() -> None:
    modules = [
        (path, name)
        for path in (ROOT / "include" / "chitieu").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
    ]
    assert modules
    assert [str(path) for path, name in modules if name.split(".")[0] == "airflow"] == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


OUTCOMES_OF_STEPS = """
import sys
sys.path.insert(0, sys.argv[1])
from _wiring import run_step
from chitieu.kernel.errors import ChitieuError

class Passing(ChitieuError):
    is_transient = True

def step(settings, problem):
    raise problem

for problem in (ChitieuError("mend this"), Passing("try later")):
    try:
        run_step(step, problem)
    except Exception as raised:
        print(type(raised).__name__, raised)
"""


def test_what_may_pass_by_itself_is_retried_and_what_must_be_mended_is_not(tmp_path: Path) -> None:
    environment = os.environ | {"AIRFLOW_HOME": str(tmp_path), "CHITIEU_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", OUTCOMES_OF_STEPS, str(DAGS)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-2:] == [
        "AirflowFailException mend this",
        "AirflowException try later",
    ]


def test_what_a_dag_file_reads_of_the_sources_is_what_they_say() -> None:
    read = {(source.source_id, source.schedule, source.host_group) for source in crawled_sources()}
    said = {
        (source.source_id, source.schedule, source.pool)
        for source in load_sources(SOURCES_DIR).crawled()
        if source.schedule
    }
    assert read == said
