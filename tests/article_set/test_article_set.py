"""The pages of the set are read as well as they were: floors that only rise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from page_scoring import Reading, Score, bag, plain, reading_of_article
from page_set import SetPage, pages, skeletons, with_furniture_of

from chitieu.article import parse_article
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import Article, Capture

PAGES = pages()
BY_NAME = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def article_of(page: SetPage) -> Article:
    return parse_article(
        Capture(
            capture_id=stable_id("capture", page.uri),
            uri=page.uri,
            source_id="files",
            media_type=page.media_type,
            content=page.content,
            payload_digest=digest(page.content),
            fetched_at=datetime(2025, 6, 1, tzinfo=UTC),
        )
    )


def reading_of(page: SetPage) -> Reading:
    article = article_of(page)
    return reading_of_article(article)


def score_of(some: list[SetPage]) -> Score:
    score = Score()
    for page in some:
        score.add(page, reading_of(page))
    return score


def test_the_set_is_what_it_is_said_to_be() -> None:
    assert len(PAGES) >= 40
    assert len(skeletons()) >= 15
    assert len({page.content for page in PAGES}) == len(PAGES)
    assert sum(80_000 <= len(page.content) <= 250_000 for page in PAGES) >= 40


def test_text_and_blocks() -> None:
    score = score_of(list(PAGES))

    assert score.f1 >= 0.998
    assert score.block_f1 >= 0.994


@pytest.mark.parametrize(
    ("fact", "floor"),
    [
        ("title", 1.0),
        ("lead", 1.0),
        ("author", 0.97),
        ("day", 1.0),
        ("clock", 1.0),
        ("updated", 1.0),
        ("url", 1.0),
        ("publisher", 1.0),
    ],
)
def test_facts(fact: str, floor: float) -> None:
    assert score_of(list(PAGES)).share(fact) >= floor


@BY_NAME
def test_no_page_is_read_badly(page: SetPage) -> None:
    score = Score()
    score.add(page, reading_of(page))

    assert score.f1 >= 0.98


@BY_NAME
def test_no_line_of_the_article_is_lost(page: SetPage) -> None:
    read = bag(plain(line) for line in reading_of(page).lines)
    lines = [line for line in page.expected.lines if line not in page.expected.rows]

    assert not bag(lines) - read


@pytest.mark.parametrize("skeleton", [row["name"] for row in skeletons()])
def test_another_visit_makes_no_new_version(skeleton: str) -> None:
    page = next(page for page in PAGES if page.skeleton == skeleton)
    again = with_furniture_of(page, "another visit")

    assert again.content != page.content
    assert article_of(again).article_version_id == article_of(page).article_version_id
