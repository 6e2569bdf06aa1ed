"""How well a reading of a page of the set fits what the page says.

Text is scored twice: as a bag of words (precision and recall over all pages, as the published comparisons do)
and by exact blocks (which expected lines are there as a line of their own). Lines that readers treat
differently with good reason count for nobody: the title, the author's and source's lines, the dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from page_set import Expected, SetPage

from chitieu.kernel.records import CONTENT_KINDS, Article, BlockKind

_WORD = re.compile(r"[^\W_]+(?:[.,/][^\W_]+)*%?")
_BULLET = re.compile(r"^\s*(?:[-–•+*]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class Reading:
    """What some reader made of a page; `lines` are the article's own, one below the other."""

    lines: Sequence[str]
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    published: datetime | None = None
    has_clock: bool = True
    updated: datetime | None = None
    url: str | None = None
    publisher: str | None = None


def reading_of_article(article: Article) -> Reading:
    """What our own parser took from a page, without its title among the lines."""
    lines = [
        article.text[block.start : block.end]
        for block in article.blocks
        if block.kind in CONTENT_KINDS and block.kind is not BlockKind.TITLE
    ]
    return Reading(
        lines,
        title=article.title,
        lead=article.lead,
        author=article.author,
        published=article.published_at,
        updated=article.updated_at,
        url=article.url,
        publisher=article.publisher,
    )


@dataclass
class Score:
    """Sums over pages; `fields` counts per fact how many are right of how many the pages state."""

    right: int = 0
    read: int = 0
    stated: int = 0
    blocks_right: int = 0
    blocks_read: int = 0
    blocks_stated: int = 0
    fields: dict[str, list[int]] = field(default_factory=dict)

    def add(self, page: SetPage, reading: Reading | None) -> None:
        """Count one page; None is a page that the reader gave up on."""
        wanted = page.expected
        seen = reading or Reading(())
        free = {plain(text) for text in (wanted.title, wanted.author, f"Tác giả: {wanted.author}") if text}
        lines = [plain(line) for line in seen.lines if plain(line) and plain(line) not in free]
        expected = [plain(line) for line in wanted.lines]
        got, want = bag(lines), bag(expected)
        self.right += sum((got & want).values())
        self.read += sum(got.values())
        self.stated += sum(want.values())
        rows = {plain(row) for row in wanted.rows}
        cells = {cell for row in rows for cell in row.split(" | ")}
        given = Counter(
            line for line in lines if line not in cells and line.strip("| ") not in rows and "|" not in line
        )
        named = Counter(line for line in expected if line not in rows)
        self.blocks_right += sum((given & named).values())
        self.blocks_read += sum(given.values())
        self.blocks_stated += sum(named.values())
        for name, truth, told in _facts(wanted, seen):
            if truth is not None or told is not None:
                count = self.fields.setdefault(name, [0, 0])
                count[0] += truth == told
                count[1] += 1

    @property
    def f1(self) -> float:
        """F1 of words."""
        return _f1(self.right, self.read, self.stated)

    @property
    def precision(self) -> float:
        """Share of the words read that the articles say."""
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Share of the articles' words that were read."""
        return self.right / self.stated if self.stated else 0.0

    @property
    def block_f1(self) -> float:
        """F1 of whole blocks."""
        return _f1(self.blocks_right, self.blocks_read, self.blocks_stated)

    def share(self, name: str) -> float:
        """Which share of a fact was right, 0 where nobody was asked."""
        right, of = self.fields.get(name, [0, 0])
        return right / of if of else 0.0


def _f1(right: int, read: int, stated: int) -> float:
    return 2 * right / (read + stated) if read + stated else 0.0


def _facts(wanted: Expected, seen: Reading) -> Iterable[tuple[str, object, object]]:
    yield "title", plain(wanted.title), plain(seen.title) if seen.title else None
    yield "lead", plain(wanted.lead) if wanted.lead else None, plain(seen.lead) if seen.lead else None
    yield (
        "author",
        plain(wanted.author) if wanted.author else None,
        plain(seen.author) if seen.author else None,
    )
    yield (
        "day",
        wanted.published and wanted.published.date(),
        seen.published and _local(seen.published, wanted).date(),
    )
    if wanted.published and (wanted.published.hour or wanted.published.minute):
        yield "clock", wanted.published, seen.published and _local(seen.published, wanted)
    yield "updated", wanted.updated, seen.updated and _local(seen.updated, wanted)
    yield "url", wanted.url, seen.url
    yield "publisher", wanted.publisher, seen.publisher


def _local(moment: datetime, wanted: Expected) -> datetime:
    zone = wanted.published.tzinfo if wanted.published else None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def plain(text: str) -> str:
    """A line without bullet, in NFC, with single spaces."""
    return _BULLET.sub("", " ".join(unicodedata.normalize("NFC", text).split())).strip()


def bag(lines: Iterable[str]) -> Counter[str]:
    """Words of lines and how often each is there."""
    return Counter(word.lower() for line in lines for word in _WORD.findall(line))
