"""What became of an attempt to fetch an address. Why one failed stands in `kernel.reasons`."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one attempt."""

    STORED = "stored"
    REVISIT = "revisit"
    FAILED = "failed"
