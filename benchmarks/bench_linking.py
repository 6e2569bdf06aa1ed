"""Measure how fast articles that repeat each other are found, and how much memory that takes.

Run from the repository's root:  .venv/bin/python benchmarks/bench_linking.py [--articles 20000] [--warehouse]

With `--warehouse` the articles lie in an embedded server, as in use: shown is what it takes to link all of
them, and then a day's new ones, by the clock, the server's work included.

A third of the articles are copies of others with a sentence more or less; a third are reports in one wording
with figures of their own, which are to stay apart; the rest are of their own.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from bench_load import server

from chitieu.dedupe import Linker
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import ArchiveRef, Article, Block, BlockKind, Capture
from chitieu.pipeline import link_articles
from chitieu.warehouse import Warehouse

DAY = 300
FETCHED_AT = datetime(2024, 6, 1, tzinfo=UTC)
SENTENCES = 24
SENTENCE_WORDS = 18
SYLLABLES = [
    a + b
    for a in ["b", "c", "d", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "t", "th", "tr", "v", "x"]
    for b in ["an", "em", "iên", "oa", "ung", "ươi"]
]


def sentence(draw: random.Random) -> str:
    """A sentence of syllables that mean nothing, with a figure."""
    words = draw.choices(SYLLABLES, k=SENTENCE_WORDS)
    words[draw.randrange(SENTENCE_WORDS)] = f"{draw.randint(2, 9999)}"
    return " ".join(words) + "."


def articles(count: int) -> Iterator[tuple[Article, int | None]]:
    """Articles, each with the number of the one that it repeats."""
    draw = random.Random(20)  # noqa: S311 - the same articles each time
    wording = [sentence(draw) for _ in range(SENTENCES)]
    for number in range(count):
        kind = number % 3
        own = random.Random(number)  # noqa: S311
        if kind == 0:
            yield article_of(number, own_text(number)), None
        elif kind == 1:
            lines = own_text(number - 1)
            lines[own.randrange(SENTENCES)] = sentence(own)
            yield article_of(number, lines), number - 1
        else:
            yield article_of(number, [numbered(line, own) for line in wording]), None


def own_text(number: int) -> list[str]:
    """The sentences of one article."""
    draw = random.Random(-number - 1)  # noqa: S311
    return [sentence(draw) for _ in range(SENTENCES)]


def numbered(line: str, draw: random.Random) -> str:
    """A sentence with another figure."""
    return " ".join(str(draw.randint(2, 9999)) if word.isdigit() else word for word in line.split())


def article_of(number: int, lines: list[str]) -> Article:
    """An article of these lines."""
    url = f"https://example.vn/{number}.html"
    text = "\n".join(lines)
    return Article(
        article_id=stable_id("article", url),
        article_version_id=stable_id("article_version", url),
        capture_id=None,
        url=url,
        page=str(number),
        source_id="files",
        title=None,
        lead=None,
        author=None,
        publisher=None,
        published_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        updated_at=None,
        text=text,
        blocks=(Block(0, len(text), BlockKind.BODY),),
        parser_version="1",
    )


def land(warehouse: Warehouse, some: Sequence[Article]) -> None:
    """Bring articles into a warehouse."""
    content = [(article, article.text.encode()) for article in some]
    pages = [
        Capture(
            article.article_version_id, article.url, "files", "text/plain", text, digest(text), FETCHED_AT
        )
        for article, text in content
    ]
    batch = warehouse.plan_batch("ingest", "files", {"uris": [page.uri for page in pages]})
    warehouse.land_captures(batch, [(page, ArchiveRef("bench.warc.gz", 0)) for page in pages])
    warehouse.land_articles(
        batch, [replace(article, capture_id=article.article_version_id) for article in some]
    )


def measure_in_warehouse(count: int) -> None:
    """Link articles that lie in a server: a quarter of them, half, all, and each time a day's more."""
    every = (article for article, _ in articles(count + 3 * DAY))
    print(f"{'articles':>9}{'link them, s':>14}{f'link {DAY} more, s':>18}{'links':>8}")
    with server() as settings:
        warehouse = Warehouse(settings, "loader")
        known = 0
        for size in (count // 4, count // 2, count):
            land(warehouse, list(islice(every, size - known)))
            began = time.monotonic()
            link_articles(settings)
            whole = time.monotonic() - began
            land(warehouse, list(islice(every, DAY)))
            began = time.monotonic()
            counts = link_articles(settings)
            print(f"{size:>9}{whole:>14.1f}{time.monotonic() - began:>18.1f}{counts['links']:>8}", flush=True)
            known = size + DAY


def main() -> None:
    """Measure and print, for half of the articles and for all."""
    options = argparse.ArgumentParser(description="Measure the linking of articles that repeat each other.")
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--warehouse", action="store_true", help="link articles that lie in a server")
    given = options.parse_args()
    most = given.articles
    if given.warehouse:
        measure_in_warehouse(most)
        return
    print(f"{'articles':>9}{'articles/s':>12}{'memory, MB':>12}{'found':>8}{'of':>7}{'wrong':>7}")
    for count in (most // 4, most // 2, most):
        linker = Linker()
        expected = {}
        seconds = 0.0
        for article, repeated in articles(count):
            if repeated is not None:
                origin = stable_id("article", f"https://example.vn/{repeated}.html")
                expected[article.article_version_id] = origin
            began = time.process_time()
            linker.add(article)
            seconds += time.process_time() - began
        began = time.process_time()
        links = linker.links()
        seconds += time.process_time() - began
        right = sum(expected.get(link.article_version_id) == link.first_hand_article_id for link in links)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wrong = len(links) - right
        print(f"{count:>9}{count / seconds:>12.0f}{memory:>12.0f}{right:>8}{len(expected):>7}{wrong:>7}")


if __name__ == "__main__":
    main()
