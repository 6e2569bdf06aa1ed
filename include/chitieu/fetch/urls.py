"""Addresses of pages told apart from what a loop of links makes up, and as patterns see them."""

from __future__ import annotations

from collections import Counter
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from chitieu.kernel.errors import PageRejected

_MOST_SEGMENTS: Final = 14
_MOST_REPEATS: Final = 2
_MOST_ARGUMENTS: Final = 12


def check_trap(address: str) -> None:
    """Refuse an address that a loop of links made up, by its looks.

    Raises:
        PageRejected: `url_trap`.
    """
    parts = urlsplit(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    repeats = max(Counter(segments).values(), default=0)
    arguments = parse_qsl(parts.query, keep_blank_values=True)
    doubled = max(Counter(name for name, _ in arguments).values(), default=0)
    if (
        len(segments) > _MOST_SEGMENTS
        or repeats > _MOST_REPEATS
        or len(arguments) > _MOST_ARGUMENTS
        or doubled > _MOST_REPEATS
    ):
        raise PageRejected("url_trap", f"{address[:120]} repeats itself or is nested too deep.")


def path_and_query(address: str) -> str:
    """What `take` and `leave` patterns see: the path, with its query where it has one."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
