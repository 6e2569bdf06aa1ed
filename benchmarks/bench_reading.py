"""Measure how fast pages are read, stage by stage, in one process and without a database.

Run from the repository's root:  make bench  or  make bench PAGES=DIR

One row is one stage; its speed is that of the best of some rounds, after one round that is not counted. The
stages below `extract` are parts of it, timed by themselves over the same articles.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from chitieu.article import parse_article
from chitieu.catalogue.folding import fold
from chitieu.extract import EXTRACTOR_VERSION, extract
from chitieu.extract.context import ArticleContext
from chitieu.extract.mentions import counted_noun
from chitieu.extract.nonstatistics import rejected_spans
from chitieu.extract.quantities import read_quantities
from chitieu.extract.ranks import read_ranks
from chitieu.extract.sentences import split_sentences
from chitieu.fetch import read_paths
from chitieu.kernel.errors import ChitieuError, PageRejected
from chitieu.kernel.records import Article, Capture

ROUNDS = 3
DEFAULT_PAGES = Path(__file__).resolve().parents[1] / "samples" / "pages"

Item = TypeVar("Item")
Made = TypeVar("Made")


def best_seconds(call: Callable[[Item], Made], items: Sequence[Item]) -> float:
    """Wall seconds of the fastest of the rounds over all items."""
    seconds = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        for item in items:
            call(item)
        seconds.append(time.perf_counter() - began)
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


def read_numbers(article: Article) -> None:
    """The numbers of all sentences, without context and links."""
    for sentence in split_sentences(article):
        folded = fold(sentence.text)
        read_quantities(folded, counted_noun(), rejected_spans(folded), read_ranks(folded))


def read_context(article: Article) -> None:
    """Times, places and organisations of an article."""
    ArticleContext(article, split_sentences(article))


def stages(paths: Sequence[Path], pages: Sequence[Capture], articles: Sequence[Article]) -> dict[str, float]:
    """Seconds by stage over all pages; linking is what is left of `extract` beside its other parts."""
    timed = {
        "fetch": best_seconds(lambda paths: list(read_paths(paths)), [paths]),
        "article": best_seconds(parse_article, pages),
        "extract": best_seconds(extract, articles),
        "  sentences": best_seconds(split_sentences, articles),
    }
    split = timed["  sentences"]
    timed["  numbers"] = best_seconds(read_numbers, articles) - split
    timed["  context"] = best_seconds(read_context, articles) - split
    timed["  linking"] = timed["extract"] - timed["  numbers"] - timed["  context"] - split
    timed["all"] = timed["fetch"] + timed["article"] + timed["extract"]
    return timed


def measure(paths: Sequence[Path]) -> int:
    """Measure and print; 1 where there is nothing to read."""
    captures = [fetched for fetched in read_paths(paths) if isinstance(fetched, Capture)]
    pairs = parsed(captures)
    if not pairs:
        print(
            "There is no page with an article. Name a folder of pages: make bench PAGES=DIR", file=sys.stderr
        )
        return 1
    pages = [capture for capture, _ in pairs]
    articles = [article for _, article in pairs]
    extractions = [extract(article) for article in articles]
    observations = sum(len(extraction.observations) for extraction in extractions)
    rejections = sum(len(extraction.rejections) for extraction in extractions)
    sentences = sum(len(split_sentences(article)) for article in articles)
    kilobytes = sum(len(article.text.encode("utf-8")) for article in articles) / 1000
    print(f"extractor {EXTRACTOR_VERSION}, Python {platform.python_version()}")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, one of them used")
    print(
        f"{len(pages)} pages, {kilobytes:.0f} KB of text, {sentences} sentences, "
        f"{observations} observations, {rejections} rejections"
    )
    print(f"{'stage':<14}{'ms/page':>10}{'pages/s':>10}{'KB/s':>10}{'sentences/s':>14}")
    for stage, seconds in stages(paths, pages, articles).items():
        print(
            f"{stage:<14}{1000 * seconds / len(pages):>10.2f}{len(pages) / seconds:>10.1f}"
            f"{kilobytes / seconds:>10.0f}{sentences / seconds:>14.0f}"
        )
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(measure([Path(argument) for argument in sys.argv[1:]] or [DEFAULT_PAGES]))
    except ChitieuError as problem:
        sys.exit(f"error: {problem}")
