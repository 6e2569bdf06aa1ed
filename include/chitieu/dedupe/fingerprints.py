"""What is kept of an article to compare it with others: runs of words, figures, and a MinHash signature."""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from rensa import RMinHash

from chitieu.catalogue.folding import fold
from chitieu.kernel.records import CONTENT_KINDS, Article, ArticleSketch

BANDS: Final = 42
_ROWS: Final = 3
_SEED: Final = 20_250_701
LEAST_RUNS: Final = 20
"""Below so many runs of words a text says too little to tell where it comes from."""
_RUN_WORDS: Final = 5
_MOST_RUNS: Final = 1024
_WORD: Final = re.compile(r"\w+(?:[.,/]\d+)*")
_FIGURE: Final = re.compile(r"(?<!\w)\d+(?:[.,/]\d+)*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of an article's runs of five words (the smallest 1,024 of them) and its figures.

    Years are no figures here: pages of one year share them.
    """

    runs: array[int]
    figures: frozenset[str]


def sketch(article: Article) -> ArticleSketch:
    """What is kept of an article: the fingerprint of its own text, without what stands around it, and bands.

    Bands are hashes of pieces of the MinHash signature: articles that have one in common are worth comparing.
    """
    text = fold("\n".join(_content(article)))
    words = _WORD.findall(text)
    runs = {" ".join(words[place : place + _RUN_WORDS]) for place in range(len(words) - _RUN_WORDS + 1)}
    hashes = sorted(_hash(run) for run in runs)[:_MOST_RUNS]
    figures = frozenset(found for found in _FIGURE.findall(text) if not _YEAR.fullmatch(found))
    return ArticleSketch(
        article_version_id=article.article_version_id,
        article_id=article.article_id,
        url=article.url,
        source_id=article.source_id,
        publisher=article.publisher,
        published_at=article.published_at,
        runs=_little(array("Q", hashes)).tobytes(),
        figures=figures,
        bands=tuple(_bands(runs)) if len(runs) >= LEAST_RUNS else (),
        original_url=article.original_url,
    )


def fingerprint(kept: ArticleSketch) -> Fingerprint:
    """The fingerprint in a sketch."""
    return Fingerprint(_little(array("Q", kept.runs)), kept.figures)


def _little(runs: array[int]) -> array[int]:
    """Numbers with their little end first, on whatever machine; and back."""
    if sys.byteorder == "big":
        runs.byteswap()
    return runs


def common_share(first: Fingerprint, second: Fingerprint) -> tuple[float, int, int]:
    """Share of the shorter text's runs that the other has too, their number, and how many were looked at.

    Of very long texts only the runs with the smallest hashes are kept; they are compared up to the hash to
    which both are known.
    """
    reach = min(_reach(first), _reach(second))
    sides = [{run for run in side.runs if run <= reach} for side in (first, second)]
    fewer = min(map(len, sides))
    common = len(sides[0] & sides[1])
    return (common / fewer if fewer else 0.0), common, fewer


def _reach(one: Fingerprint) -> int:
    return one.runs[-1] if len(one.runs) == _MOST_RUNS else 2**64 - 1


def _content(article: Article) -> Iterator[str]:
    for block in article.blocks:
        if block.kind in CONTENT_KINDS:
            yield article.text[block.start : block.end]


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big")


def _bands(runs: set[str]) -> Iterator[int]:
    sketch = RMinHash(num_perm=BANDS * _ROWS, seed=_SEED)
    sketch.update(runs)
    signature: Sequence[int] = sketch.digest()
    for band in range(BANDS):
        rows = signature[band * _ROWS : (band + 1) * _ROWS]
        piece = blake2b(struct.pack(f"<B{_ROWS}I", band, *rows), digest_size=8).digest()
        yield int.from_bytes(piece, "little", signed=True)
