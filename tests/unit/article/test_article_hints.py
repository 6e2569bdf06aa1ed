"""Selectors of a source: what they point at is taken, what they miss is found without them and warned of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from article_pages import PROSE, capture, content

from chitieu.article import parse_article
from chitieu.catalogue.sources import ParserHint

TITLE = "Công đoàn huyện An Phú vượt nhiều chỉ tiêu trong năm 2023"
OTHER = "Huyện Tân Lập đã kết nạp 210 đoàn viên trong năm, đạt 105% kế hoạch được thành phố giao từ đầu năm."
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
PAGE = (
    f"<html><body><div class='h'><b class='tt'>{TITLE}</b></div>"
    "<div class='z1'><p class='s0'>Năm qua có 12 kết quả.</p>"
    f"<div class='z2'>{BODY}<div class='q'><p>{OTHER}</p></div></div></div>"
    "<div class='w'>Người viết: <i>Thu An</i></div><div class='d'>05/02/2024 14:30</div>"
    f"<div class='z9'>{f'<p>{OTHER}</p>' * 9}</div></body></html>"
)
HINT = ParserHint(
    main="div.z2",
    drop=(".q",),
    title=".tt",
    lead=".s0",
    author=".w",
    published=".d",
    valid_until=date(2024, 12, 31),
)


def test_a_hint_tells_what_stands_where() -> None:
    article = parse_article(capture(PAGE), HINT)

    assert content(article) == [TITLE, "Năm qua có 12 kết quả.", *PROSE]
    assert (article.title, article.lead, article.author) == (TITLE, "Năm qua có 12 kết quả.", "Thu An")
    assert article.published_at == datetime(2024, 2, 5, 7, 30, tzinfo=UTC)
    assert "hint_missed" not in article.warnings


def test_without_the_hint_the_other_articles_would_be_taken() -> None:
    assert OTHER in content(parse_article(capture(PAGE)))


def test_a_hint_that_finds_nothing_is_warned_of() -> None:
    page = f"<html><body><article><h1>{TITLE}</h1>{BODY}</article></body></html>"
    article = parse_article(capture(page), ParserHint(main="div.none", title="h1.none"))

    assert content(article) == [TITLE, *PROSE]
    assert "hint_missed" in article.warnings
