"""Long lists in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Stretches of `size` items, the last one of fewer."""
    for at in range(0, len(items), size):
        yield items[at : at + size]
