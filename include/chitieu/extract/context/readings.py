"""What the context of a figure says: when it was, where, and whose it is."""

from __future__ import annotations

from datetime import date

from chitieu.kernel.record import record
from chitieu.kernel.records import RuleHit


@record
class PeriodReading:
    """First and last day of what a figure is about, inclusive; both None where the page does not tell."""

    start: date | None
    end: date | None
    hits: tuple[RuleHit, ...]


@record
class PlaceReading:
    """The administrative unit a figure is about: type and name, and its code where it is one known unit."""

    name: str | None
    code: str | None
    hits: tuple[RuleHit, ...]


@record
class OrganisationReading:
    """The body whose figure it is, None where the page names none."""

    name: str | None
    hits: tuple[RuleHit, ...]
