"""Articles made of the corpus rows: a headline, a lead, and paragraphs of one line each.

The lines with a bullet are items of a list where the row says `items`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from chitieu.extract.context import ArticleContext
from chitieu.extract.sentences import split_sentences
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import Article, Block, BlockKind

_BULLETS = "•–-"
CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@dataclass(frozen=True)
class Page:
    """An article with its sentences and its context."""

    text: str
    sentences: tuple[Sentence, ...]
    context: ArticleContext

    def find(self, words: str) -> tuple[int, int, int]:
        """Sentence index, start and end of words, which the body has once (the headline may repeat them)."""
        start = self.text.rindex(words)
        sentence = next(s for s in self.sentences if s.start <= start < s.end)
        return sentence.index, start, start + len(words)


def rows(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))


def page(row: dict[str, Any]) -> Page:
    stretches = [(BlockKind.TITLE, row.get("title")), (BlockKind.LEAD, row.get("lead"))]
    lines = [line for line in row["text"].splitlines() if line]
    stretches += [
        (BlockKind.LIST_ITEM if row.get("items") and line[0] in _BULLETS else BlockKind.BODY, line)
        for line in lines
    ]
    stretches += [(BlockKind.CAPTION, row.get("caption"))]
    text, blocks = "", []
    for kind, stretch in stretches:
        if stretch:
            blocks.append(Block(len(text), len(text) + len(stretch), kind))
            text += stretch + "\n"
    published: date | None = row.get("published")
    article = Article(
        article_id="a",
        article_version_id="v",
        capture_id=None,
        url="file:///a.txt",
        page="a",
        source_id="s",
        title=row.get("title"),
        lead=row.get("lead"),
        author=None,
        publisher=None,
        published_at=datetime.combine(published, time(3), UTC) if published else None,
        updated_at=None,
        text=text,
        blocks=tuple(blocks),
        parser_version="1",
    )
    sentences = split_sentences(article)
    return Page(text, sentences, ArticleContext(article, sentences))
