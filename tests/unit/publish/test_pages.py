"""The pages say what the records say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import yaml
from lxml import html

from chitieu.catalogue import load_catalogue
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.records import CONTENT_KINDS, BlockKind
from chitieu.publish.data_docs import render_data_docs, runs_of
from chitieu.publish.labels import labels
from chitieu.publish.render import kpi_row, render_report
from chitieu.publish.site import write_data_docs
from chitieu.publish.wording import moment
from chitieu.validate.definitions import Severity

from . import samples

ROOT = Path(__file__).parents[3]

CATALOGUE = Path(__file__).parents[3] / "include" / "chitieu" / "catalogue" / "data"


def test_a_row_says_value_plan_and_growth() -> None:
    row = kpi_row(samples.UNION)
    assert (row.value, row.plan, row.plan_tone, row.target) == ("1.250", "125%", "good", "mục tiêu 1.000")
    assert [(move.said, move.tone, move.basis) for move in row.moves] == [("+12,5%", "up", "so với cùng kỳ")]


def test_an_estimate_and_a_fraction_are_said_in_words() -> None:
    assert kpi_row(samples.REVENUE).value.replace("\u00a0", " ") == "ước 2.167 tỷ đồng"
    schools = kpi_row(samples.SCHOOLS)
    assert [schools.value, *schools.beside] == ["68", "trên tổng 73", "tỷ trọng 93,2%"]
    assert kpi_row(samples.RANK).value.replace("\u00a0", " ") == "thứ 6/30"


def test_less_poverty_is_good_news() -> None:
    assert [move.tone for move in kpi_row(samples.POOR).moves] == ["up"]
    rising = replace(samples.POOR, change=Decimal("0.3"))
    assert [move.tone for move in kpi_row(rising).moves] == ["down"]


def test_the_report_shows_each_row_with_its_evidence_and_source() -> None:
    page = html.fromstring(render_report(samples.report()))
    rows = page.xpath("//tr[@class='evidence']")
    assert len(rows) == len(samples.report().kpis)
    assert {mark.text for mark in page.xpath("//mark")} == {
        "1.250",
        "2.167 tỷ đồng",
        "1,4%",
        "68/73",
        "74/73",
        "93,2%",
    }
    outside = page.xpath("//a[starts-with(@href, 'http')]")
    assert {link.get("href") for link in outside} == {samples.URL}
    assert {link.get("rel") for link in outside} == {"noopener noreferrer"}


def test_domains_come_in_the_order_of_their_labels() -> None:
    page = html.fromstring(render_report(samples.report()))
    headings = [heading.text for heading in page.xpath("//section/h2")]
    assert headings == [
        "Tổng quan",
        "So với kế hoạch",
        "Công đoàn",
        "Ngân sách",
        "Giảm nghèo",
        "Giáo dục",
        "Chờ kiểm tra",
        "Độ phủ",
    ]


def test_bars_are_as_long_as_their_numbers() -> None:
    page = html.fromstring(render_report(samples.report()))
    widths = [float(bar.get("width")) for bar in page.xpath("//section[@id='ke-hoach']//rect")]
    assert widths[0] / widths[1] == 125 / 96.4 or abs(widths[0] / widths[1] - 125 / 96.4) < 0.01
    assert widths[2] == 100
    parts = [float(bar.get("width")) for bar in page.xpath("//section[@id='tong-quan']//rect")]
    assert abs(sum(parts) - 100) < 0.05


def test_a_plan_has_not_failed_while_its_year_goes_on() -> None:
    behind = samples.completion(completion_pct=Decimal("31.2"), is_met=False)
    for row, tone, colour in (
        (replace(behind, is_year_over=False), "", "gold"),
        (behind, "bad", "warm"),
        (replace(behind, completion_pct=Decimal(102), is_met=True, is_year_over=False), "good", "accent"),
    ):
        kpi = replace(samples.UNION, completion_pct=row.completion_pct, is_year_over=row.is_year_over)
        assert kpi_row(kpi).plan_tone == tone
        page = html.fromstring(render_report(samples.report(completions=[row])))
        assert page.xpath("//section[@id='ke-hoach']//rect/@class") == [colour]


def test_an_empty_warehouse_gives_a_page_that_says_so() -> None:
    empty = samples.report(
        stages=[],
        completions=[],
        kpis=[],
        rejections=[],
        quarantine=[],
        pages=[],
        failures=[],
        kpi_count=0,
        quarantine_count=0,
        page_count=0,
        published_from=None,
        published_to=None,
        extractor_version=None,
    )
    words = html.fromstring(render_report(empty)).text_content()
    assert "Chưa có dòng chỉ tiêu nào" in words and "Chưa đọc trang nào" in words


def test_what_is_left_out_is_said() -> None:
    words = html.fromstring(render_report(samples.report())).text_content()
    assert "6 trong 312 dòng chỉ tiêu" in words


def test_every_code_of_the_catalogue_has_its_label() -> None:
    rules = yaml.safe_load((CATALOGUE / "rejections.yml").read_text(encoding="utf-8"))
    furniture = {kind.value for kind in BlockKind if kind not in CONTENT_KINDS}
    assert {rule["reason"] for rule in rules} | furniture <= set(labels()["rejections"])
    assert {indicator.domain for indicator in load_catalogue().indicators.values()} <= set(
        labels()["domains"]
    )
    assert set(labels()["severities"]) == {severity.value for severity in Severity}
    assert labels()["failures"].keys() == REASONS.keys()
    suites = (ROOT / "expectations" / "suites").glob("*.json")
    assert labels()["suites"].keys() == {path.stem for path in suites}


def test_runs_are_summed_over_batches_and_the_gravest_failure_counts() -> None:
    second = samples.check(batch_id="batch-2", evaluated=4, unexpected=3)
    warned = samples.check("count_is_whole", severity="warning")
    (run,) = runs_of([samples.check(), second, warned, samples.check("unit_known", success=True)])
    by_check = {result.check: result for result in run.results}
    assert (by_check["value_within_total"].evaluated, by_check["value_within_total"].unexpected) == (100, 4)
    assert (run.state, run.batches, round(run.pass_rate, 1)) == ("quarantine", 2, 33.3)


def test_a_page_per_run_says_why_and_shows_rows() -> None:
    later = samples.check(run_id="run-2", success=True)
    later = replace(later, validated_at=later.validated_at + timedelta(days=1))
    first = samples.check()
    pages = render_data_docs([first, later], {})
    index = html.fromstring(pages["index.html"])
    links = index.xpath("//tbody//a")
    assert [link.text for link in links] == [
        f"Số liệu của bài, {moment(at.validated_at)}" for at in (later, first)
    ]
    assert [small.text for small in index.xpath("//tbody//th//code")] == ["run-2", "run-1"]
    assert html.fromstring(pages[links[1].get("href")]).findtext(".//h1") == links[1].text
    words = html.fromstring(pages[links[1].get("href")]).text_content()
    assert (
        "74 of 73 schools cannot be." in words and "74 lớn hơn tổng 73" in words and "data steward" in words
    )


def test_a_run_is_named_after_what_was_checked_and_when() -> None:
    def named(*suites: tuple[str, str | None]) -> str:
        (run,) = runs_of([samples.check(suite=suite, batch_id=batch) for suite, batch in suites])
        return run.name.removesuffix(f", {moment(run.validated_at)}")

    assert named(("observations", "b1"), ("articles", "b1")) == "Bài viết, số liệu của bài"
    assert named(("observations", "b1"), ("observations", "b2")) == "Số liệu của bài (2 lô)"
    assert named(("fct_observation", None), ("fct_union_kpi", None)) == "Kho số liệu (2 bảng)"
    assert named(("fct_union_kpi", None)) == "Bảng chỉ tiêu công đoàn"
    assert named(("<b>tự đặt</b>", None)) == "<b>tự đặt</b>"


def test_the_suites_tell_the_story_where_a_result_does_not() -> None:
    story = {
        "observations.value_within_total": {"label": "Nhãn", "why": "Because of the suite.", "owner": "x"}
    }
    pages = render_data_docs([samples.check(detail={})], story)
    assert any("Because of the suite." in page for page in pages.values())


def test_pages_of_runs_that_are_gone_are_removed(tmp_path: Path) -> None:
    write_data_docs(tmp_path, [samples.check()], {})
    write_data_docs(tmp_path, [samples.check(run_id="run-2")], {})
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_no_run_yet_is_said() -> None:
    assert "Chưa có lần kiểm tra nào" in render_data_docs([], {})["index.html"]
