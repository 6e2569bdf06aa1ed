"""The page's phrase that narrows a figure to a part, a group or an extreme of what its indicator covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chitieu.extract.linker import Reading
from chitieu.kernel.records import RuleHit


@dataclass(frozen=True, slots=True)
class PartReading:
    """The phrase as the page writes it, None for a figure of the whole."""

    text: str | None
    hits: tuple[RuleHit, ...] = ()


def read_part(folded: str, written: str, readings: Sequence[Reading], index: int) -> PartReading:
    """The part of one reading of a sentence; `written` is the sentence before folding."""
    return PartReading(None)
