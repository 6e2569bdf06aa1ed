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
SITES = sorted(path.parent.name for path in (ROOT / "samples" / "sites").glob("*/site.yml"))
ARTICLES = {path.name: path for path in (ROOT / "samples" / "sites").glob("*/articles/*.html")}
# In edition 1 an article is corrected and another one comes.
LATER = [name for name, path in ARTICLES.items() if "\nedition: 2\n" in path.read_text("utf-8")]


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
    assert "huyện" in first.stdout
    assert all(site in told for site in SITES)
    settings = Settings.load(home)
    held = Warehouse(settings, "transformer").counts()
    assert held["pages"] == held["articles"] == len(ARTICLES) - len(LATER)
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
    page = "ldld-huyen-thanh-oai-tong-ket-cong-tac-nam-2023-165801"
    done = chitieu(home, "follow", page)
    assert done.returncode == 0, done.stderr
    for stage in ("capture", "article", "extract", "validate", "marts"):
        assert f" {stage} " in done.stdout
    assert page in done.stdout
    unknown = chitieu(home, "follow", "a-page-that-nobody-read")
    assert unknown.returncode == 1
    assert "Nobody asked" in unknown.stderr


def test_its_pages_are_read_again_as_they_were(home: Path, first: subprocess.CompletedProcess[str]) -> None:
    again = chitieu(home, "replay", "--dry-run")
    assert again.returncode == 0, again.stderr
    assert "Nothing changed" in again.stderr


def test_a_second_run_changes_nothing_and_says_so(
    home: Path, first: subprocess.CompletedProcess[str]
) -> None:
    warehouse = Warehouse(Settings.load(home), "transformer")
    before = warehouse.counts(), warehouse.fingerprint()
    again = demo(home)
    assert again.returncode == 0, again.stderr
    assert "Nothing changed in the warehouse" in again.stderr
    assert (warehouse.counts(), warehouse.fingerprint()) == before


def test_a_later_visit_finds_what_the_sites_have_corrected(
    home: Path, first: subprocess.CompletedProcess[str]
) -> None:
    warehouse = Warehouse(Settings.load(home), "transformer")
    before = warehouse.counts()
    later = demo(home, "--edition", "2")
    assert later.returncode == 0, later.stderr
    assert "The warehouse changed" in later.stderr
    assert warehouse.counts()["articles"] == before["articles"] + len(LATER)


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
