"""What the linker works on and what it gives: the text of a sentence, and readings of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chitieu.catalogue.indicators import Indicator
from chitieu.extract.cues import Cue
from chitieu.extract.mentions import Mention
from chitieu.extract.quantity import Quantity
from chitieu.kernel.record import record
from chitieu.kernel.records import Measure, RuleHit, Unit


@record
class Reading:
    """One number with what it measures. `indicator` is None for `other`; `subject` is the text tied to it."""

    quantity: Quantity
    indicator: Indicator | None
    measure: Measure
    value: Decimal
    unit: Unit
    cue: Cue
    score: float
    relation: str
    mention: Mention | None
    noun: str
    hits: tuple[RuleHit, ...]
    inherited: bool = False


@record
class Candidate:
    """One way to read a number: an indicator (None for a subject without a row) and how it is tied to it.

    `resolved` is measure, value and unit; `source` is the earlier reading that it was taken over from.
    """

    indicator: Indicator | None
    score: float
    relation: str
    mention: Mention | None = None
    resolved: tuple[Measure, Decimal, Unit] | None = None
    source: Reading | None = None

    @property
    def code(self) -> str:
        """The indicator's code, `other` for a subject without a row."""
        return self.indicator.code if self.indicator else "other"


@record
class Topic:
    """What the text before this sentence spoke of: the last reading and how many sentences ago.

    `all` are the readings of that sentence in order.
    """

    reading: Reading
    distance: int
    all: tuple[Reading, ...] = ()


@dataclass
class SentenceText:
    """What the linker needs to know of one sentence. Offsets are into `folded`.

    `subjects` are the indicators that the whole page is about, the likeliest first, `headed` those that the
    line above a list names.
    """

    folded: str
    quantities: Sequence[Quantity]
    mentions: Sequence[Mention]
    topic: Topic | None = None
    continues: bool = False
    subjects: Sequence[Indicator] = ()
    headed: Sequence[Indicator] = ()
    readings: list[Reading] = field(default_factory=list)
    spent: list[Mention] = field(default_factory=list)
