"""`make demo` as its user meets it: a process of its own, on a new home folder, twice, and on own pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chitieu.settings import Settings
from chitieu.stack.airflow import airflow_status
from chitieu.stack.postgres import postgres_status, stop_postgres
from chitieu.warehouse import Warehouse

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SHARED_PAGES = ROOT.parent / "shared" / "pages"
SAMPLES = sorted((ROOT / "samples" / "pages").glob("*.html"))


def chitieu(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHITIEU_")}
    return subprocess.run(
        [sys.executable, "-c", "from chitieu.cli import main; main()", *arguments],
        env=environment | {"CHITIEU_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def demo(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return chitieu(home, "demo", *arguments)


@pytest.fixture(scope="module")
def home(module_server_home: Path) -> Iterator[Path]:
    yield module_server_home
    stop_postgres(Settings.load(module_server_home))


@pytest.fixture(scope="module")
def first(home: Path) -> subprocess.CompletedProcess[str]:
    return demo(home)


def test_it_ends_with_figures_counts_and_where_to_look(
    home: Path, first: subprocess.CompletedProcess[str]
) -> None:
    assert first.returncode == 0, first.stderr
    assert "Traceback" not in first.stderr
    told = first.stdout + first.stderr
    for heading in ("KPIs found", "Rows per stage", "Look at", "Connect"):
        assert heading in told
    for place in ("huyện", "tỉnh", "thành phố"):
        assert place in first.stdout
    settings = Settings.load(home)
    held = Warehouse(settings, "transformer").counts()
    assert held["pages"] == held["articles"] == len(SAMPLES)
    assert held["numbers"] == held["observations"] + held["rejections"] + held["quarantined"]
    assert held["fct_union_kpi"] > 0
    assert held["fct_socioeconomic_kpi"] > 0
    for file in ("report/index.html", "report/observations.csv", "data-docs/index.html"):
        assert (settings.reports_dir / file).stat().st_size > 1000


def test_it_leaves_postgresql_for_psql_and_no_airflow(
    home: Path, first: subprocess.CompletedProcess[str]
) -> None:
    settings = Settings.load(home)
    assert postgres_status(settings).state == "running"
    assert not airflow_status(settings).running


def test_a_page_can_be_followed_through_every_stage(
    home: Path, first: subprocess.CompletedProcess[str]
) -> None:
    done = chitieu(home, "follow", SAMPLES[0].stem)
    assert done.returncode == 0, done.stderr
    for stage in ("capture", "article", "extract", "validate", "marts"):
        assert f" {stage} " in done.stdout
    assert SAMPLES[0].name in done.stdout
    unknown = chitieu(home, "follow", "a-page-that-nobody-read")
    assert unknown.returncode == 1
    assert "was ever captured" in unknown.stderr


def test_a_second_run_changes_nothing_and_says_so(
    home: Path, first: subprocess.CompletedProcess[str]
) -> None:
    warehouse = Warehouse(Settings.load(home), "transformer")
    before = warehouse.counts(), warehouse.fingerprint()
    again = demo(home)
    assert again.returncode == 0, again.stderr
    assert "Nothing changed in the warehouse" in again.stderr
    assert (warehouse.counts(), warehouse.fingerprint()) == before


def test_a_folder_that_is_not_there_is_a_clear_error(home: Path) -> None:
    done = demo(home, "--pages", str(home / "nowhere"))
    assert done.returncode != 0
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not SHARED_PAGES.is_dir(), reason=f"no real pages at {SHARED_PAGES} to read")
def test_real_pages_go_the_whole_way(home: Path, first: subprocess.CompletedProcess[str]) -> None:
    warehouse = Warehouse(Settings.load(home), "transformer")
    before = warehouse.counts()
    done = demo(home, "--pages", str(SHARED_PAGES))
    assert done.returncode == 0, done.stderr
    held = warehouse.counts()
    assert held["articles"] - before["articles"] == len(list(SHARED_PAGES.glob("*.txt")))
    assert held["observations"] > before["observations"] + 500
    assert held["numbers"] == held["observations"] + held["rejections"] + held["quarantined"]
