"""What the report shows: plain records, filled from the warehouse in `queries` alone.

Amounts are `Decimal` in the unit named beside them, percentages in percent, times in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something: a stage, a reason, a check. `code` is stable, `label` is what people read."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that a figure was read from, and where it stands.

    `start` is the offset of `text` in `sentence`, null where it is not known.
    """

    sentence: str
    text: str | None
    url: str | None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One indicator of one place (and body, and part) in one period, its measures side by side."""

    domain: str
    indicator: str
    place: str
    organisation: str | None
    part: str | None
    period: str
    value: Decimal | None
    unit: str | None
    per: str | None
    total: Decimal | None
    qualifier: str | None
    status: str | None
    change: Decimal | None
    change_unit: str | None
    growth_pct: Decimal | None
    growth_basis: str | None
    share_pct: Decimal | None
    rank: Decimal | None
    rank_total: Decimal | None
    completion_pct: Decimal | None
    target: Decimal | None
    target_unit: str | None
    polarity: str
    is_disputed: bool
    is_ambiguous: bool
    source_count: int
    evidence: Evidence
    is_year_over: bool = True
    """Whether the period ends with a year: before that, a plan of the year has not failed."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One indicator against one plan."""

    indicator: str
    place: str
    organisation: str | None
    part: str | None
    period: str
    completion_pct: Decimal
    actual: Decimal | None
    target: Decimal | None
    unit: str | None
    is_target_derived: bool
    is_met: bool | None
    url: str | None
    plan_named: str | None = None
    is_year_over: bool = True
    """As of a `Kpi`."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One figure that waits for a steward, with everything that speaks against it."""

    indicator: str | None
    measure: str | None
    value: Decimal | None
    unit: str | None
    place: str | None
    reasons: Sequence[str]
    evidence: Evidence
    quarantined_at: datetime


@dataclass(frozen=True, slots=True)
class PageCoverage:
    """What became of the numbers of one page: every number is in one of the last three counts."""

    page: str
    title: str | None
    url: str | None
    published_at: datetime | None
    numbers: int
    observations: int
    rejections: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One expectation in one run, as the suites of `expectations/` name it."""

    run_id: str
    batch_id: str | None
    suite: str
    check: str
    column: str | None
    severity: str
    success: bool
    evaluated: int
    unexpected: int
    detail: Mapping[str, Any]
    validated_at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the one page, in the order in which it is shown.

    `kpi_count`, `quarantine_count` and `page_count` are of the warehouse; the lists may show fewer.
    """

    generated_at: datetime
    extractor_version: str | None
    published_from: date | None
    published_to: date | None
    stages: Sequence[Count]
    completions: Sequence[Completion]
    kpis: Sequence[Kpi]
    rejections: Sequence[Count]
    quarantine: Sequence[Quarantined]
    pages: Sequence[PageCoverage]
    kpi_count: int
    quarantine_count: int
    page_count: int
    failures: Sequence[Count] = field(default=())
