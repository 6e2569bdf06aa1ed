"""One number of a sentence with what stands beside it."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from chitieu.kernel.record import record
from chitieu.kernel.records import Qualifier, RuleHit, Unit


@record
class Quantity:
    """One number of a sentence with what stands beside it.

    `start:end` is what an observation shows (a count alone, money with its unit), `hedge_start` where its
    hedge begins, `after` where what follows the unit and the rate begins. `kind` is `count`, `money`,
    `percent`, `measure`, `times` (gấp n lần) or `rank`. `reject` is the reason where the digits are no
    quantity at all. `bound` is `low` or `high` for the ends of a range, `from` or `to` for a movement.
    """

    start: int
    end: int
    value: Decimal
    unit: Unit
    kind: str
    hedge_start: int
    after: int
    total: Decimal | None = None
    per: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    bound: str | None = None
    in_words: bool = False
    has_scale: bool = False
    has_currency: bool = False
    reject: str | None = None
    hits: tuple[RuleHit, ...] = field(default=())
