"""Measure how fast pages are read: by stage, by length and kind of text, in memory, and beside peers.

Run from the repository's root:  make bench  or  make bench PAGES=DIR  or  make bench PEERS=1

Everything is timed in one process on one processor, in processor seconds, without a database. A page here is
5 KB of UTF-8: the paragraphs of the pages given, joined in their order. A speed is that of the best of some
rounds, after one that is not counted.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from reading_texts import KINDS, article_of, text_of

from chitieu.article import parse_article
from chitieu.catalogue.folding import fold
from chitieu.extract import EXTRACTOR_VERSION, extract, reading_many
from chitieu.extract.context import ArticleContext
from chitieu.extract.mentions import counted_noun
from chitieu.extract.nonstatistics import rejected_spans
from chitieu.extract.quantities import read_quantities
from chitieu.extract.ranks import read_ranks
from chitieu.extract.sentences import split_sentences
from chitieu.fetch import read_paths
from chitieu.kernel.errors import ChitieuError, PageRejected
from chitieu.kernel.records import CONTENT_KINDS, Article, Block, Capture

ROUNDS = 3
PAGE_BYTES = 5000
ROOT = Path(__file__).resolve().parents[1]
DEFAULT_PAGES = (ROOT / "samples" / "pages", ROOT / "tests" / "gold" / "round_2" / "pages")
LENGTHS = (50_000, 500_000, 5_000_000)
# A text that would take longer than this is not read; the table says so.
LONGEST_SECONDS = 120.0
PEER_PAGES = 10

Item = TypeVar("Item")
Made = TypeVar("Made")


def best_seconds(call: Callable[[Item], Made], items: Sequence[Item]) -> float:
    """Processor seconds of the fastest of the rounds over all items."""
    seconds = []
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        for item in items:
            call(item)
        seconds.append(time.process_time() - began)
    return min(seconds[1:])


def parsed(captures: Sequence[Capture]) -> list[tuple[Capture, Article]]:
    """The captures that hold an article, with it."""
    pairs = []
    for capture in captures:
        try:
            pairs.append((capture, parse_article(capture)))
        except PageRejected as problem:
            print(f"left out: {capture.uri}: {problem}", file=sys.stderr)
    return pairs


def paragraphs(articles: Sequence[Article]) -> Iterator[tuple[Article, str, Block]]:
    """The content blocks of the articles with their text."""
    for article in articles:
        for block in article.blocks:
            if block.kind in CONTENT_KINDS:
                yield article, article.text[block.start : block.end].strip("\n"), block


def even_pages(articles: Sequence[Article]) -> list[Article]:
    """Articles of about `PAGE_BYTES` each, of the paragraphs of the given ones in their order."""
    pages: list[Article] = []
    texts: list[str] = []
    blocks: list[Block] = []
    size = at = 0
    for article, text, block in paragraphs(articles):
        blocks.append(Block(at, at + len(text), block.kind))
        texts.append(text)
        at += len(text) + 1
        size += len(text.encode("utf-8")) + 1
        if size >= PAGE_BYTES:
            pages.append(replace(article, text="\n".join(texts), blocks=tuple(blocks)))
            texts, blocks, size, at = [], [], 0, 0
    return pages


def read_numbers(article: Article) -> None:
    """The numbers of all sentences, without context and links."""
    for sentence in split_sentences(article):
        folded = fold(sentence.text)
        read_quantities(folded, counted_noun(), rejected_spans(folded), read_ranks(folded))


def read_context(article: Article) -> None:
    """Times, places and organisations of an article."""
    ArticleContext(article, split_sentences(article))


def stages(captures: Sequence[Capture], pages: Sequence[Article]) -> dict[str, float]:
    """Seconds a page by stage; `linking` is what is left of `extract` beside its other parts."""
    one = {
        "article": best_seconds(parse_article, captures) / len(captures),
        "extract": best_seconds(extract, pages) / len(pages),
        "  sentences": best_seconds(split_sentences, pages) / len(pages),
    }
    split = one["  sentences"]
    one["  numbers"] = best_seconds(read_numbers, pages) / len(pages) - split
    one["  context"] = best_seconds(read_context, pages) / len(pages) - split
    one["  linking"] = one["extract"] - one["  numbers"] - one["  context"] - split
    return one


def show_speed(captures: Sequence[Capture], pages: Sequence[Article]) -> None:
    """What the pages hold, and the cost of each stage."""
    extractions = [extract(page) for page in pages]
    figures = sum(len(found.observations) for found in extractions)
    rejected = sum(len(found.rejections) for found in extractions)
    sentences = sum(len(split_sentences(page)) for page in pages)
    size = sum(len(page.text.encode("utf-8")) for page in pages)
    count = len(pages)
    print(
        f"{count} pages of {size / count / 1000:.1f} KB; a page has {sentences / count:.0f} sentences and "
        f"{(figures + rejected) / count:.0f} numbers, {figures / count:.0f} of them figures"
    )
    print(f"\n{'stage':<14}{'ms/page':>10}{'pages/s':>10}{'sentences/s':>14}")
    for stage, seconds in stages(captures, pages).items():
        print(f"{stage:<14}{1000 * seconds:>10.2f}{1 / seconds:>10.1f}{sentences / count / seconds:>14.0f}")


def show_lengths(prose: str, lengths: Sequence[int]) -> None:
    """Seconds for texts of one kind that grow tenfold: a linear reader takes ten times as long."""
    print("\nseconds by length of one page" + "".join(f"{f'{length // 1000} KB':>12}" for length in lengths))
    for kind in KINDS:
        cells = []
        expected = 0.0
        for length in lengths:
            if expected > LONGEST_SECONDS:
                cells.append("left out")
                continue
            article = article_of(text_of(kind, length, prose))
            began = time.process_time()
            extract(article)
            seconds = time.process_time() - began
            cells.append(f"{seconds:.2f}")
            expected = 10 * seconds
        print(f"{kind:<29}" + "".join(f"{cell:>12}" for cell in cells), flush=True)


def show_memory(paths: Sequence[Path]) -> None:
    """The most memory that two processes of their own took for the pages once and ten times."""
    print()
    for times in (1, 10):
        command = [sys.executable, __file__, "--times", str(times), *map(str, paths)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        print(f"memory at most, pages read {times:>2} times: {done.stdout.strip()} MB")


def read_times(pages: Sequence[Article], times: int) -> int:
    """Read the pages so many times and print the most memory that it took, in MB."""
    for _ in range(times):
        for page in pages:
            extract(page)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
    return 0


def show_peers(pages: Sequence[Article]) -> None:
    """The same pages through tools that do a part of the work; needs the group `bench`."""
    try:
        from quantulum3 import parser
        from underthesea import pos_tag, word_tokenize
    except ImportError as problem:
        print(f"\nPeers are not measured ({problem}). Install them: make bench PEERS=1")
        return

    def over_sentences(call: Callable[[str], object]) -> Callable[[Article], object]:
        return lambda page: [call(sentence.text) for sentence in split_sentences(page)]

    some = pages[:PEER_PAGES]
    sentences = sum(len(split_sentences(page)) for page in some)
    print(f"\n{f'the same {len(some)} pages through':<34}{'pages/s':>10}{'sentences/s':>14}")
    for name, call in (
        ("chitieu: figures with context", extract),
        ("underthesea: words", over_sentences(word_tokenize)),
        ("underthesea: words and their kinds", over_sentences(pos_tag)),
        ("quantulum3: quantities (English)", over_sentences(parser.parse)),
    ):
        seconds = best_seconds(call, some)
        print(f"{name:<34}{len(some) / seconds:>10.1f}{sentences / seconds:>14.0f}", flush=True)


def measure(arguments: argparse.Namespace) -> int:
    """Measure and print; 1 where there is nothing to read."""
    captures = [fetched for fetched in read_paths(arguments.pages) if isinstance(fetched, Capture)]
    pairs = parsed(captures)
    pages = even_pages([article for _, article in pairs])
    if not pages:
        print(
            f"There are not {PAGE_BYTES} bytes of articles. Name a folder of pages: make bench PAGES=DIR",
            file=sys.stderr,
        )
        return 1
    if arguments.times:
        return read_times(pages, arguments.times)
    print(f"extractor {EXTRACTOR_VERSION}, Python {platform.python_version()}")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, one of them used")
    show_speed([capture for capture, _ in pairs], pages)
    show_memory(arguments.pages)
    show_peers(pages)
    prose = "\n".join(text for _, text, _ in paragraphs([article for _, article in pairs]))
    show_lengths(prose, [length for length in LENGTHS if length <= arguments.longest])
    return 0


def main() -> int:
    """Read the command line and measure."""
    reader = argparse.ArgumentParser(description="Measure how fast pages are read.")
    reader.add_argument("pages", nargs="*", type=Path, default=list(DEFAULT_PAGES), help="files or folders")
    reader.add_argument(
        "--longest", type=int, default=LENGTHS[-1], help="longest text of the table of lengths"
    )
    reader.add_argument(
        "--times", type=int, default=0, help="only read the pages so often and print the memory"
    )
    with reading_many():
        return measure(reader.parse_args())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ChitieuError as problem:
        sys.exit(f"error: {problem}")
