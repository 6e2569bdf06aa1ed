"""The hostile web: every case of the table against a real server, and each ends with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from web_hostile_cases import ENDS_BY_ITSELF, LISTS, MEGABYTE, PAGES, STORED, Case
from web_server import RawWeb, raw_web

from chitieu.fetch import CrawlPlan, CrawlResult, Limits, crawl
from chitieu.kernel.reasons import REASONS

pytestmark = pytest.mark.slow

CASES = (*PAGES, *LISTS)
LEAST_CASES = 60
LIST_PAGES = 3


def address(case: Case, web: RawWeb) -> str:
    return case.address.replace("{port}", str(web.port))


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RawWeb, CrawlResult, list[dict[str, Any]]]]:
    """One crawl of all cases, each a site of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    cases = (*CASES, ENDS_BY_ITSELF)
    with raw_web({case.host: case.answer for case in cases}) as web:
        seeds = {kind: tuple(address(c, web) for c in cases if c.kind == kind) for kind in ("page", "feed")}
        seeds |= {
            kind: tuple(address(c, web) for c in cases if c.kind == kind) for kind in ("sitemap", "section")
        }
        result = crawl(
            CrawlPlan(
                crawl_id="hostile",
                source_id="hostile",
                folder=folder,
                hosts=(*(case.host for case in cases), "127.0.0.1"),
                **{f"{kind}s": addresses for kind, addresses in seeds.items()},
                delay_seconds=0.0,
                limits=Limits(
                    body_bytes=MEGABYTE,
                    decoded_bytes=MEGABYTE,
                    response_seconds=3.0,
                    redirects=3,
                    retries=0,
                    wait_seconds=2.0,
                    list_pages=LIST_PAGES,
                    seconds=240.0,
                ),
                allow_loopback=True,
                connect_to=web.connect_to,
            )
        )
        yield web, result, rows(folder)


def rows(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.outcomes.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def test_the_table_is_long_and_names_no_unknown_reason() -> None:
    assert len(CASES) >= LEAST_CASES
    assert len({case.host for case in CASES}) == len(CASES)
    assert {case.reason for case in CASES} <= {STORED, *REASONS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_with_its_reason(
    case: Case, run: tuple[RawWeb, CrawlResult, list[dict[str, Any]]]
) -> None:
    web, _, outcomes = run
    of_case = [
        row
        for row in outcomes
        if address(case, web) == row["uri"]
        or any(f"//{case.host}/" in (row[key] or "") for key in ("uri", "requested_uri", "found_on"))
    ]
    found = {row["reason"] or row["outcome"] for row in of_case}
    assert case.reason in found, of_case
    if case.kind == "page":
        assert len(of_case) == 1
    assert all(row["detail"] for row in of_case if row["reason"])


def test_nothing_ends_without_an_outcome_and_the_run_is_finished(
    run: tuple[RawWeb, CrawlResult, list[dict[str, Any]]],
) -> None:
    _, result, outcomes = run
    assert result.stop_reason == "finished"
    assert "internal_error" not in result.reasons
    assert result.stored + result.revisits + result.failed + result.lists == len(outcomes)


def test_a_list_whose_pages_are_all_the_same_is_left(
    run: tuple[RawWeb, CrawlResult, list[dict[str, Any]]],
) -> None:
    web, _, _ = run
    asked = [path for host, path in web.asked if host == ENDS_BY_ITSELF.host and path.startswith("/tin?")]
    assert asked == ["/tin?p=2"]


def test_no_more_list_pages_are_asked_for_than_allowed(
    run: tuple[RawWeb, CrawlResult, list[dict[str, Any]]],
) -> None:
    web, _, _ = run
    asked = [path for host, path in web.asked if host.startswith("endless-calendar") and "/lich?" in path]
    assert len(asked) == LIST_PAGES - 1
