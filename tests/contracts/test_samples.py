"""The sample pages: all of the article is kept, nothing around it is, and what is expected can be found.

Beside them, where they are there, the pages of `../shared`: every gold span lies in the article.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from chitieu.article import parse_article
from chitieu.fetch import list_uris, read_uri
from chitieu.kernel.records import (
    CONTENT_KINDS,
    Article,
    Basis,
    BlockKind,
    Capture,
    Measure,
    Qualifier,
    Status,
    Unit,
)

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"
PAGES = sorted(path.stem for path in (SAMPLES / "pages").glob("*.html"))
KEYS = {
    *("page", "start", "end", "text", "indicator", "measure", "value", "unit", "total", "per", "qualifier"),
    *("status", "period_start", "period_end", "basis", "part", "place", "organisation"),
}


@cache
def article(page: str) -> Article:
    capture = read_uri((SAMPLES / "pages" / f"{page}.html").as_uri(), "files")
    assert isinstance(capture, Capture)
    return parse_article(capture)


def expected(folder: Path, page: str) -> list[dict[str, Any]]:
    lines = (folder / f"{page}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def in_content(parsed: Article, start: int, end: int) -> bool:
    return any(b.start <= start and end <= b.end for b in parsed.blocks if b.kind in CONTENT_KINDS)


def test_each_page_has_its_expectation_and_its_furniture() -> None:
    furniture = yaml.safe_load((SAMPLES / "furniture.yml").read_text(encoding="utf-8"))

    assert len(PAGES) == 10
    assert sorted(path.stem for path in (SAMPLES / "expected").iterdir()) == PAGES == sorted(furniture)


@pytest.mark.parametrize("page", PAGES)
def test_expected_observations_are_well_formed_and_lie_in_the_article(page: str) -> None:
    parsed = article(page)
    observations = expected(SAMPLES / "expected", page)

    assert 15 <= len(observations) <= 40
    for row in observations:
        assert row.keys() == KEYS
        assert row["page"] == parsed.page == page
        assert parsed.text[row["start"] : row["end"]] == row["text"], row
        assert in_content(parsed, row["start"], row["end"]), row
        Measure(row["measure"]), Unit(row["unit"]), Qualifier(row["qualifier"]), Status(row["status"])
        assert row["basis"] is None or Basis(row["basis"])
        assert row["basis"] is None or row["measure"] in ("growth", "change")
        assert (row["period_start"] or "") <= (row["period_end"] or "")
    starts = [row["start"] for row in observations]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("page", PAGES)
def test_no_furniture_with_a_number_comes_into_an_article(page: str) -> None:
    furniture = yaml.safe_load((SAMPLES / "furniture.yml").read_text(encoding="utf-8"))[page]
    parsed = article(page)
    blocks = [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind in CONTENT_KINDS]
    whole = "\n".join(blocks)

    assert len(furniture) >= 8
    assert [text for text in furniture if text in blocks or (len(text) > 20 and text in whole)] == []


@pytest.mark.parametrize("page", PAGES)
def test_each_article_has_title_lead_and_time(page: str) -> None:
    parsed = article(page)

    assert parsed.title
    assert parsed.lead
    assert parsed.published_at is not None
    assert datetime(2022, 6, 1, tzinfo=UTC) < parsed.published_at < datetime(2026, 1, 1, tzinfo=UTC)
    assert [b.kind for b in parsed.blocks].count(BlockKind.TITLE) == 1
    assert parsed.warnings == ()


def shared_pages() -> list[str]:
    return sorted(path.stem for path in (SHARED / "pages").glob("*.txt")) or ["absent"]


@pytest.fixture(params=shared_pages())
def shared_page(request: pytest.FixtureRequest) -> tuple[Article, list[dict[str, Any]]]:
    if request.param == "absent":
        pytest.skip(f"the gold pages are not there: {SHARED / 'pages'}")
    capture = read_uri((SHARED / "pages" / f"{request.param}.txt").as_uri(), "files")
    assert isinstance(capture, Capture)
    return parse_article(capture), expected(SHARED / "gold", request.param)


def test_gold_spans_lie_in_the_article(shared_page: tuple[Article, list[dict[str, Any]]]) -> None:
    parsed, gold = shared_page

    assert [row["text"] for row in gold if not in_content(parsed, row["start"], row["end"])] == []


def test_little_is_kept_below_the_last_gold_paragraph(
    shared_page: tuple[Article, list[dict[str, Any]]],
) -> None:
    """Numbers of other pages stand in long tails; an article has few after its last figure."""
    parsed, gold = shared_page
    last = max((row["end"] for row in gold), default=len(parsed.text))
    below = [
        number.group()
        for block in parsed.blocks
        if block.kind in CONTENT_KINDS and block.start > last
        for number in re.finditer(r"\d[\d.,]*", parsed.text[block.start : block.end])
    ]

    assert len(below) <= 12


def test_all_shared_pages_are_listed() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the gold pages are not there: {SHARED}")

    assert len(list_uris([SHARED / "pages"])) == len(shared_pages())
