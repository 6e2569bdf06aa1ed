"""The face of the stage: one article in, one extraction out."""

from __future__ import annotations

import gc
import hashlib
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from chitieu import __version__
from chitieu.catalogue.folding import composed
from chitieu.extract.reader import ArticleReader
from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import Article, Block, Extraction, Observation, Rejection, RuleHit


def _version() -> str:
    """The package's version and a digest of the rules and of the data that they are built from."""
    here = Path(__file__).resolve().parent
    catalogue = here.parent / "catalogue"
    digest = hashlib.sha256()
    for path in sorted(
        [
            *here.rglob("*.py"),
            *here.rglob("*.json"),
            *catalogue.rglob("*.py"),
            *catalogue.rglob("*.yml"),
            *catalogue.rglob("*.csv"),
        ],
        key=lambda path: path.as_posix(),
    ):
        digest.update(path.name.encode("utf-8"))
        digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


EXTRACTOR_VERSION = _version()


# How many new objects, and how many rounds of the younger kinds, there are before garbage is looked for.
_SELDOM = (50_000, 20, 50)


@contextmanager
def reading_many() -> Iterator[None]:
    """Have the garbage collector look seldom while many articles are read.

    What an article leaves behind is freed without it; by its usual measure it walks through what is kept
    again and again. It holds for the whole process, so a library's import is no place for it.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def extract(article: Article) -> Extraction:
    """Every number of an article as an observation or as a rejection with its reason.

    Offsets are into `article.text`, also where it is written with combining marks. It raises nothing for any
    text; an article without numbers gives an empty extraction.
    """
    text, offsets = composed(article.text)
    if offsets is None:
        return ArticleReader(article, EXTRACTOR_VERSION).read()
    at = [
        bisect_left(offsets, position)
        for position in (b for block in article.blocks for b in (block.start, block.end))
    ]
    blocks = tuple(
        Block(at[2 * i], at[2 * i + 1], block.kind, block.reason) for i, block in enumerate(article.blocks)
    )
    found = ArticleReader(replace(article, text=text, blocks=blocks), EXTRACTOR_VERSION).read()
    return Extraction(
        found.article_version_id,
        found.extractor_version,
        tuple(_observation_back(row, article, offsets) for row in found.observations),
        tuple(_rejection_back(row, article, offsets) for row in found.rejections),
    )


def _hits_back(hits: tuple[RuleHit, ...], offsets: list[int]) -> tuple[RuleHit, ...]:
    return tuple(
        hit
        if hit.start is None or hit.end is None
        else replace(hit, start=offsets[hit.start], end=offsets[hit.end])
        for hit in hits
    )


def _observation_back(row: Observation, article: Article, offsets: list[int]) -> Observation:
    start, end = offsets[row.start], offsets[row.end]
    written = article.text[start:end]
    low, high = offsets[row.sentence_start], offsets[row.sentence_end]
    return replace(
        row,
        observation_id=stable_id("observation", row.article_version_id, start, end, written),
        start=start,
        end=end,
        text=written,
        sentence_start=low,
        sentence_end=high,
        sentence=article.text[low:high],
        trace=_hits_back(row.trace, offsets),
    )


def _rejection_back(row: Rejection, article: Article, offsets: list[int]) -> Rejection:
    start, end = offsets[row.start], offsets[row.end]
    written = article.text[start:end]
    return replace(
        row,
        rejection_id=stable_id("rejection", row.article_version_id, start, end, written),
        start=start,
        end=end,
        text=written,
        trace=_hits_back(row.trace, offsets),
    )
