"""From landed pages to the files that people open, through the read-only role."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from marts_samples import fill_warehouse

from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import FetchFailure
from chitieu.publish import PublishedReports, publish_reports
from chitieu.publish.labels import labels
from chitieu.publish.queries import open_source
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse


@pytest.fixture(scope="module")
def published(settings: Settings) -> PublishedReports:
    fill_warehouse(settings)
    return publish_reports(settings)


def _page(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_text(encoding="utf-8"))


def test_the_report_shows_figures_with_plan_growth_and_source(published: PublishedReports) -> None:
    page = _page(published.report)
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//section[@id='union']//tbody")]
    assert len(rows) == 2
    (later,) = [row for row in rows if "Năm 2022" in row]
    assert "1.250" in later and "125%" in later and "+25%" in later and "so với cùng kỳ" in later
    assert page.xpath("//section[@id='union']//mark/text()") == ["1.250", "1.000"]
    assert page.xpath("//section[@id='union']//a/@href") == ["https://thanhtri.example/2021"]
    assert "ước 2.167 tỷ đồng" in " ".join(page.xpath("string(//section[@id='budget'])").split())


def test_the_report_counts_every_number_and_tells_what_waits(published: PublishedReports) -> None:
    page = _page(published.report)
    stages = page.xpath("//ul[@class='stages']/li")
    counts = {stage.xpath("string(span)"): stage.xpath("string(b)") for stage in stages}
    assert counts["Con số tìm thấy"] == "9"
    assert (counts["Số liệu đã nhận"], counts["Chờ kiểm tra"], counts["Không phải số liệu"]) == (
        "6",
        "1",
        "2",
    )
    waiting = page.xpath("string(//ul[@class='waiting'])")
    assert "74 lớn hơn tổng 73" in waiting and "Trường học đạt chuẩn quốc gia" in waiting


def test_a_hostile_title_stays_a_title(published: PublishedReports) -> None:
    pages = [published.report, *published.data_docs.parent.rglob("*.html")]
    assert "<script>alert(1)</script>" in _page(published.report).text_content()
    for path in pages:
        assert _page(path).xpath("//script|//img|//@onerror") == []


def test_the_csv_holds_every_observation_and_no_formula(published: PublishedReports) -> None:
    with published.observations.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert not any(cell[:1] in "=+@" and cell for row in rows for cell in row.values())
    assert {(row["indicator_name"], row["value"]) for row in rows if row["measure"] == "level"} == {
        ("Đoàn viên kết nạp (phát triển) mới", "1000"),
        ("Đoàn viên kết nạp (phát triển) mới", "1250"),
        ("Thu ngân sách nhà nước trên địa bàn", "2167000000000"),
    }


def test_the_run_and_the_data_docs_tell_the_same(published: PublishedReports) -> None:
    run = json.loads(published.run.read_text(encoding="utf-8"))
    (validation,) = run["validation_runs"]
    assert (validation["run_id"], validation["state"]) == ("run-1", "quarantine")
    assert "observations.value_within_total" in validation["failed"]
    index = _page(published.data_docs)
    (link,) = index.xpath("//tbody//a/@href")
    words = _page(published.data_docs.parent / link).text_content()
    assert "74 of 73 schools cannot be" in words and "74 lớn hơn tổng 73" in words


def test_a_page_that_was_tried_twice_failed_once(settings: Settings, published: PublishedReports) -> None:
    warehouse = Warehouse(settings, "loader")
    for hour, reason in enumerate(("timeout", "empty")):
        tried_at = datetime(2024, 1, 1, hour, tzinfo=UTC)
        failure = FetchFailure("https://baothu.example/a", "web", reason, "Nothing came.", tried_at)
        batch = warehouse.plan_batch("ingest", "web", {"addresses": [failure.uri], "asked_at": str(tried_at)})
        warehouse.land_captures(batch, [], [failure])
    with open_source(settings) as source:
        failures = [(row.code, row.label, row.count) for row in source.report().failures]
    assert ("fetch", labels()["failures"]["empty"], 1) in failures
    assert labels()["failures"]["timeout"] not in {label for _, label, _ in failures}


def test_failing_rows_are_named(settings: Settings, published: PublishedReports) -> None:
    with open_source(settings) as source:
        failed = [result for result in source.check_results() if not result.success]
    names = {example["name"] for result in failed for example in result.detail["examples"]}
    assert names
    assert all(names)


def test_publishing_again_replaces_the_files(settings: Settings, published: PublishedReports) -> None:
    before = published.observations.read_bytes()
    again = publish_reports(settings)
    assert again == published and again.observations.read_bytes() == before
    assert list(settings.reports_dir.rglob(".*")) == []


def test_marts_that_are_not_built_are_a_message(fresh_settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="Build them first"):
        publish_reports(fresh_settings)
