"""One rule says which hosts are one site: for sources, for crawls, for what pages call their address."""

from __future__ import annotations

from pathlib import Path

import pytest

from chitieu.catalogue.sources import load_sources
from chitieu.fetch import CrawlPlan
from chitieu.kernel.hosts import is_of_site


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("hanoi.gov.vn", True),
        ("www.hanoi.gov.vn", True),
        ("m.hanoi.gov.vn", True),
        ("AMP.hanoi.gov.vn.", True),
        ("thanhtri.hanoi.gov.vn", False),
        ("xhanoi.gov.vn", False),
        ("hanoi.gov.vn.evil.example", False),
        ("gov.vn", False),
        ("", False),
        (None, False),
    ],
)
def test_a_source_a_crawl_and_the_rule_agree(host: str | None, expected: bool, tmp_path: Path) -> None:
    source = load_sources().by_id["hanoi_gov"]
    plan = CrawlPlan(crawl_id="c", source_id=source.source_id, folder=tmp_path, hosts=source.hosts)

    assert is_of_site(host, source.hosts) is expected
    assert source.owns(host) is expected
    assert plan.may_fetch(host) is expected
    assert (load_sources().of_host(host) is source) is expected


def test_a_plan_without_sites_may_fetch_any(tmp_path: Path) -> None:
    assert CrawlPlan(crawl_id="c", source_id="web", folder=tmp_path).may_fetch("bao.example.vn")
