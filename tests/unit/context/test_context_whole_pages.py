"""When and where whole pages report on, read from text files as they come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from context_pages import rows

from chitieu.article import parse_article
from chitieu.extract.context import ArticleContext
from chitieu.extract.sentences import split_sentences
from chitieu.extract.spans import Sentence
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import Article, Capture

PAGES = rows("whole_pages.yml")
PLACED = rows("placed_pages.yml")


def _article(text: str) -> Article:
    content = text.encode()
    return parse_article(
        Capture(
            capture_id=stable_id("capture", "file:///page.txt", digest(content)),
            uri="file:///page.txt",
            source_id="files",
            media_type="text/plain",
            content=content,
            payload_digest=digest(content),
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )


def _span_of(text: str, sentences: Sequence[Sentence], figure: str) -> tuple[int, int, int]:
    """Sentence, start and end of the last number written so."""
    found = re.compile(rf"(?<![\d.,/-]){re.escape(figure)}(?![\d/]|[.,]\d)").finditer(text)
    start, end = list(found)[-1].span()
    return next(s.index for s in sentences if s.start <= start < s.end), start, end


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row["page"])
def test_a_page_dates_and_places_its_figures(row: dict[str, Any]) -> None:
    article = _article(row["text"])
    sentences = split_sentences(article)
    context = ArticleContext(article, sentences)
    got: dict[str, dict[str, str]] = {}
    for figure, asked in row["figures"].items():
        span = _span_of(article.text, sentences, figure)
        days, place = context.period(*span), context.place(*span)
        told = {"days": f"{days.start}..{days.end}" if days.start else "none", "place": place.name or "none"}
        got[figure] = {key: told[key] for key in asked}
    assert got == row["figures"]


@pytest.mark.parametrize("row", PLACED, ids=lambda row: row["page"])
def test_a_page_says_what_its_paragraphs_are_about(row: dict[str, Any]) -> None:
    article = _article(row["text"])
    sentences = split_sentences(article)
    context = ArticleContext(article, sentences)
    places = {
        figure: context.place(*_span_of(article.text, sentences, figure)).name for figure in row["figures"]
    }
    assert places == row["figures"]
