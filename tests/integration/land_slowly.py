"""A process that lands an extraction and stops in the middle of COPY until it is told to go on.

Usage: land_slowly.py BATCH_ID, with the variables of `Settings.load()`. It writes `copying` on stdout once
rows are on their way to the server, and goes on when it reads a line on stdin.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

from warehouse_samples import article_of, capture, extraction, observation

from chitieu.kernel.records import Extraction, Observation
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

ROWS = 3000
PAUSE_AT = 2000


class Pausing(tuple[Observation, ...]):
    """Observations that pause in the middle of being written."""

    def __iter__(self) -> Iterator[Observation]:
        for number, observed in enumerate(super().__iter__()):
            if number == PAUSE_AT:
                print("copying", flush=True)
                sys.stdin.readline()
            yield observed


def large_extraction() -> Extraction:
    """Enough figures of one article that the client cannot hold them all back in its buffer."""
    article = article_of(capture("file:///large.txt"))
    return extraction(article, *(observation(article, start) for start in range(ROWS)))


if __name__ == "__main__":
    whole = large_extraction()
    counts = Warehouse(Settings.load(), "loader").land_extraction(
        sys.argv[1], [replace(whole, observations=Pausing(whole.observations))]
    )
    print(counts["observations"], flush=True)
