"""What is kept of an article to compare it with others: runs of words, figures, and a MinHash signature."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from rensa import RMinHash

from chitieu.catalogue.folding import fold
from chitieu.kernel.records import CONTENT_KINDS, Article

BANDS: Final = 42
_ROWS: Final = 3
_SEED: Final = 20_250_701
_RUN_WORDS: Final = 5
_MOST_RUNS: Final = 1024
_WORD: Final = re.compile(r"\w+(?:[.,/]\d+)*")
_FIGURE: Final = re.compile(r"(?<!\w)\d+(?:[.,/]\d+)*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of an article's runs of five words (the smallest 1,024 of them) and of its figures.

    Years are no figures here: pages of one year share them. `bands` are hashes of pieces of the signature:
    two articles that have one in common are worth comparing.
    """

    runs: array[int]
    figures: frozenset[str]


def fingerprint(article: Article) -> tuple[Fingerprint, tuple[int, ...]]:
    """The fingerprint of the article's own text, without what stands around it, and its bands.

    Bands are hashes of pieces of the MinHash signature: articles that have one in common are worth comparing.
    """
    text = fold("\n".join(_content(article)))
    words = _WORD.findall(text)
    runs = {" ".join(words[place : place + _RUN_WORDS]) for place in range(len(words) - _RUN_WORDS + 1)}
    hashes = sorted(_hash(run) for run in runs)[:_MOST_RUNS]
    figures = frozenset(found for found in _FIGURE.findall(text) if not _YEAR.fullmatch(found))
    return Fingerprint(array("Q", hashes), figures), tuple(_bands(runs)) if runs else ()


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
        yield hash((band, *signature[band * _ROWS : (band + 1) * _ROWS]))
