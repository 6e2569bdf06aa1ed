"""Pages that nest deeper than the parser under lxml goes: no text is lost, and the page says so."""

from __future__ import annotations

import pytest
from article_pages import PROSE, capture

from chitieu.article import parse_article

TITLE = "Công đoàn huyện An Phú vượt nhiều chỉ tiêu trong năm 2023"
BODY = f"<h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in PROSE)}"


@pytest.mark.parametrize("levels", [500, 10_000, 50_000])
@pytest.mark.parametrize("tag", ["div", "section", "font", "span", "table><tr><td", "ul><li", "blockquote"])
def test_nothing_is_lost_however_deep(levels: int, tag: str) -> None:
    article = parse_article(capture(f"<html><body>{f'<{tag}>' * levels}{BODY}</body></html>"))

    assert all(line in article.text for line in PROSE)
    assert "deeply_nested" in article.warnings


def test_ordinary_pages_are_not_warned_of() -> None:
    page = f"<html><body>{'<div>' * 60}{BODY}{'</div>' * 60}</body></html>"

    assert parse_article(capture(page)).warnings == ("published_unknown",)


@pytest.mark.parametrize(
    "unclosed", ["<script", "<!--", "<style>", "<svg>", "<a href='", "<script>", "<p x="]
)
def test_what_is_opened_over_and_over_takes_time_that_grows_with_the_page_alone(unclosed: str) -> None:
    # A reader that took the square of the length would be at it for hours.
    article = parse_article(capture(f"<html><body>{BODY}{unclosed * 100_000}</body></html>"))

    assert PROSE[0] in article.text
