"""Pages read again from the archive, pages that change, and pages of sites fetched by address."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from chitieu import pipeline
from chitieu.archive import Archive, ArchiveDamaged
from chitieu.cli.changes import write_changes
from chitieu.extract import extract
from chitieu.kernel.changes import FigureChange
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.records import Article, Capture, Extraction
from chitieu.localweb import LocalWeb, serve
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
SITES = ROOT / "samples" / "sites"
HOST = "thudolaodong.example.vn"
NEWER_PARSER, NEWER_RULES = "9.9+test", "9.9.0+test"

Rows = Callable[[str], list[dict[str, Any]]]

PAGES = {
    "dong_anh.txt": "LĐLĐ huyện Đông Anh tổng kết năm 2023\n\nNgày đăng 12/01/2024\n\n"
    "Năm 2023, LĐLĐ huyện Đông Anh đã kết nạp được 1.240 đoàn viên, thành lập mới 15 công đoàn cơ sở.\n",
    "thanh_tri.txt": "Huyện Thanh Trì thu ngân sách năm 2023\n\nNgày đăng 05/01/2024\n\n"
    "Năm 2023, huyện Thanh Trì thu ngân sách đạt 2.150 tỷ đồng, bằng 104% dự toán thành phố giao.\n",
}


@pytest.fixture
def rows(fresh_settings: Settings) -> Rows:
    def asked(query: str) -> list[dict[str, Any]]:
        parameters = fresh_settings.warehouse("transformer").parameters()
        with psycopg.connect(**parameters, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()

    return asked


def figures(settings: Settings) -> None:
    for batch in pipeline.plan_extraction(settings):
        pipeline.extract_batch(settings, batch)
        pipeline.validate_batch(settings, batch)


def ingest(settings: Settings, *paths: Path | str) -> None:
    for batch in pipeline.plan_ingest(settings, paths):
        pipeline.capture_batch(settings, batch)
        pipeline.parse_batch(settings, batch)
    figures(settings)


@pytest.fixture
def read(fresh_settings: Settings, tmp_path: Path) -> Settings:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    ingest(fresh_settings, folder)
    return fresh_settings


def changed_extract(article: Article) -> Extraction:
    """Rules that know a place less, double a value and no longer see percentages."""
    found = extract(article)
    observations = []
    for observed in found.observations:
        if observed.text.endswith("%"):
            continue
        value = observed.value * 2 if observed.text == "15" else observed.value
        place = None if observed.text.startswith("1.240") else observed.place
        observations.append(replace(observed, value=value, place=place, extractor_version=NEWER_RULES))
    rejections = tuple(replace(row, extractor_version=NEWER_RULES) for row in found.rejections)
    return Extraction(found.article_version_id, NEWER_RULES, tuple(observations), rejections)


@pytest.fixture
def newer_rules(read: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read
    for module in (pipeline.replaying, pipeline.figures):
        monkeypatch.setattr(module, "EXTRACTOR_VERSION", NEWER_RULES)
        monkeypatch.setattr(module, "extract", changed_extract)


def replayed(settings: Settings) -> list[FigureChange]:
    batches = pipeline.plan_replay(settings, batch_size=1)
    for batch in batches:
        pipeline.replay_batch(settings, batch)
    figures(settings)
    return Warehouse(settings, "loader").figure_changes(batches)


def preview(settings: Settings, **asked: Any) -> list[FigureChange]:
    return [change for _, found in pipeline.preview_replay(settings, **asked) for change in found]


def test_the_same_parser_and_rules_change_nothing(read: Settings) -> None:
    assert pipeline.plan_replay(read) == []
    assert [pages for pages, changes in pipeline.preview_replay(read) if not changes] == [2]


@pytest.mark.usefixtures("newer_rules")
def test_newer_rules_show_what_they_read_otherwise_once(read: Settings, rows: Rows) -> None:
    expected = preview(read)
    assert rows("SELECT * FROM landing.figure_changes") == []

    changes = replayed(read)

    assert changes == expected
    said = {((c.after or c.before or {})["text"], c.change, c.fields) for c in changes}
    assert ("15", "changed", ("value",)) in said
    assert ("1.240", "changed", ("place",)) in said
    assert ("104%", "removed", ()) in said
    assert {c.before_extractor_version for c in changes} != {NEWER_RULES}
    assert replayed(read) == []
    assert preview(read) == []


@pytest.mark.usefixtures("newer_rules")
def test_pages_of_one_source_or_time_alone(read: Settings) -> None:
    from datetime import UTC, datetime

    assert preview(read, source_id="laodongthudo") == []
    assert preview(read, since=datetime(2999, 1, 1, tzinfo=UTC)) == []
    assert preview(read, source_id="files", since=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.usefixtures("newer_rules")
def test_a_replay_that_broke_off_goes_on_and_tells_all(read: Settings) -> None:
    expected = preview(read)
    first, *_ = pipeline.plan_replay(read, batch_size=1)
    pipeline.replay_batch(read, first)

    rest = replayed(read)

    assert rest == expected
    assert replayed(read) == []


def test_a_parser_that_finds_no_article_takes_its_figures_away(
    read: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stricter(capture: Capture) -> Article:
        if "dong_anh" in capture.uri:
            raise PageRejected("no_article", "the page holds none by the rules of today")
        return replace(original(capture), parser_version=NEWER_PARSER)

    original = pipeline.replaying.parse_article
    monkeypatch.setattr(pipeline.replaying, "parse_article", stricter)
    monkeypatch.setattr(pipeline.replaying, "PARSER_VERSION", NEWER_PARSER)

    changes = replayed(read)

    assert {change.change for change in changes} == {"removed"}
    assert {change.after_article_version_id for change in changes} == {None}
    assert {(change.before or {})["text"] for change in changes} >= {"1.240", "15"}
    assert replayed(read) == []
    assert preview(read) == []


def test_a_page_whose_bytes_are_lost_is_told_and_lands_nothing(read: Settings, rows: Rows) -> None:
    for name in Archive(read.archive_url).files():
        (read.archive_dir / name).write_bytes(b"")

    with pytest.raises(ArchiveDamaged, match="Restore the file"):
        preview(read)


@pytest.mark.usefixtures("newer_rules")
@pytest.mark.parametrize("ending", ["csv", "html"])
def test_changes_are_written_for_people_and_run_nothing(read: Settings, tmp_path: Path, ending: str) -> None:
    hostile = "=1+1<script>alert(1)</script>"
    changes = [replace(change, page=hostile) for change in preview(read)]
    path = tmp_path / f"changes.{ending}"

    write_changes(changes, path, "what a test changed")

    text = path.read_text(encoding="utf-8")
    if ending == "html":
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert "default-src 'none'" in text
    else:
        table = list(csv.DictReader(text.splitlines()))
        assert {row["page"] for row in table} == {f"'{hostile}"}
        (doubled,) = [row for row in table if row["text"] == "15"]
        assert (doubled["before_value"], doubled["after_value"]) == ("15", "30")


# -- sites


@pytest.fixture
def web(fresh_settings: Settings) -> Iterator[tuple[LocalWeb, Settings]]:
    with serve(SITES) as served:
        pairs = " ".join(f"{host}={address}" for host, address in served.connect_to)
        variables = {**fresh_settings.environment, "CHITIEU_LOCAL_SITES": pairs}
        yield served, Settings.load(fresh_settings.home, environment=variables)


def addresses(web: LocalWeb) -> list[str]:
    site = web.sites[HOST]
    paths = sorted({story.path for story in site.stories if story.edition == 1})
    return [f"{site.scheme}://{HOST}{path}" for path in paths]


def test_listed_addresses_are_fetched_and_asked_for_again_by_their_validators(
    web: tuple[LocalWeb, Settings], tmp_path: Path, rows: Rows
) -> None:
    served, settings = web
    listed = addresses(served)
    lost = listed[0].rsplit("/", 1)[0] + "/khong-co-trang-nay.html"
    path = tmp_path / "addresses.txt"
    path.write_text("# by hand\n" + "\n".join([*listed, lost]), encoding="utf-8")

    ingest(settings, path)

    captures = rows("SELECT uri, warc_path FROM raw.captures")
    assert {row["uri"] for row in captures} == set(listed)
    (failed,) = rows("SELECT uri, reason, status_code FROM raw.fetch_outcomes WHERE outcome = 'failed'")
    assert failed == {"uri": lost, "reason": "not_found", "status_code": 404}
    assert len(rows("SELECT * FROM raw.crawls WHERE stop_reason = 'finished'")) == 1
    kinds = [
        stored.record.rec_type for stored in Archive(settings.archive_url).records(captures[0]["warc_path"])
    ]
    assert kinds.count("request") == kinds.count("response") == len(listed)

    served.asked.clear()
    ingest(settings, path)

    assert {status for _, asked, status in served.asked if asked in listed[0]} == {304}
    newest = rows("SELECT outcome, count(*) AS n FROM raw.fetch_outcomes GROUP BY outcome ORDER BY outcome")
    assert newest == [
        {"outcome": "failed", "n": 2},
        {"outcome": "stored", "n": len(listed)},
        {"outcome": "unchanged", "n": len(listed)},
    ]


def test_a_page_that_changes_is_a_new_version_with_its_difference(web: tuple[LocalWeb, Settings]) -> None:
    served, settings = web
    site = served.sites[HOST]
    newer = {story.path for story in site.stories if story.edition > 1}
    (address,) = [listed for listed in addresses(served) if listed.partition(HOST)[2] in newer]
    ingest(settings, address)
    served.edition = 2
    ingest(settings, address)

    first, second = pipeline.compare_versions(settings, address)

    assert first.before is None
    assert {change.change for change in first.changes} == {"added"}
    assert second.before is not None
    assert second.after["article_version_id"] != second.before["article_version_id"]
    assert second.changes
    assert len(second.changes) < len(first.changes)
    assert pipeline.compare_versions(settings, "https://nowhere.example/a.html") == []


def test_kill_9_in_a_landing_of_a_warc_file_leaves_nothing_and_is_repeated(
    fresh_settings: Settings, tmp_path: Path, rows: Rows
) -> None:
    from foreign_archives import foreign_warc

    path = foreign_warc(tmp_path / "a.warc.gz", pages=30)
    (batch,) = pipeline.plan_ingest(fresh_settings, [path])
    script = Path(__file__).with_name("capture_slowly.py")
    with subprocess.Popen(
        [sys.executable, str(script), batch],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "landing\n"
        process.kill()
        process.wait()
    assert process.returncode == -9
    assert rows("SELECT * FROM raw.captures") == rows("SELECT * FROM raw.fetch_outcomes") == []

    assert pipeline.capture_batch(fresh_settings, batch) == {"stored": 31, "unchanged": 0, "failed": 2}
    assert len(rows("SELECT * FROM raw.fetch_outcomes")) == 33
