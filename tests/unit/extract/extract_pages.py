"""Articles for the tests of the reader: one block of text, published on 5 January 2024."""

from __future__ import annotations

from datetime import UTC, datetime

from chitieu.kernel.records import Article, Block, BlockKind


def article_of(text: str, title: str | None = None, blocks: tuple[Block, ...] | None = None) -> Article:
    return Article(
        article_id="article",
        article_version_id="version",
        capture_id=None,
        url="https://bao.example/tin",
        page="tin",
        source_id="test",
        title=title,
        lead=None,
        author=None,
        publisher=None,
        published_at=datetime(2024, 1, 5, tzinfo=UTC),
        updated_at=None,
        text=text,
        blocks=blocks if blocks is not None else (Block(0, len(text), BlockKind.BODY),),
        parser_version="test",
    )
