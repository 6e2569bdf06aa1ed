"""Measure how fast pages are read, stage by stage, in one process and without a database.

Run from the repository's root:  make bench  or  make bench PAGES=DIR

One row is one stage; its speed is that of the best of some rounds, after one round that is not counted.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from chitieu.article import parse_article
from chitieu.extract import EXTRACTOR_VERSION, extract
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
    size = sum(len(capture.content) for capture in pages)
    print(f"extractor {EXTRACTOR_VERSION}, Python {sys.version.split()[0]}")
    print(f"{len(pages)} pages, {size / 1e6:.2f} MB, {observations} observations, {rejections} rejections")
    timed = {
        "parse": best_seconds(parse_article, pages),
        "extract": best_seconds(extract, articles),
    }
    print(f"{'stage':<10}{'ms/page':>10}{'pages/s':>10}{'numbers/s':>12}")
    for stage, seconds in (*timed.items(), ("both", sum(timed.values()))):
        numbers = f"{(observations + rejections) / seconds:.0f}" if stage != "parse" else ""
        print(f"{stage:<10}{1000 * seconds / len(pages):>10.2f}{len(pages) / seconds:>10.1f}{numbers:>12}")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(measure([Path(argument) for argument in sys.argv[1:]] or [DEFAULT_PAGES]))
    except ChitieuError as problem:
        sys.exit(f"error: {problem}")
