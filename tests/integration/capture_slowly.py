"""A process that lands the pages of a WARC batch and stops in the middle until it is killed.

Usage: capture_slowly.py BATCH_ID, with the variables of `Settings.load()`. It writes `landing` on stdout once
half of the pages are on their way to the server, and goes on when it reads a line on stdin.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from chitieu import pipeline
from chitieu.pipeline import archived, ingesting
from chitieu.settings import Settings

PAUSE_AT = 15


def pausing(*arguments: Any) -> Iterator[Any]:
    for number, page in enumerate(archived.pages_of_span(*arguments)):
        if number == PAUSE_AT:
            print("landing", flush=True)
            sys.stdin.readline()
        yield page


if __name__ == "__main__":
    ingesting.pages_of_span = pausing
    pipeline.capture_batch(Settings.load(), sys.argv[1])
