"""Records as plain rows: the keys of the interchange format first, then what Chitieu adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chitieu.kernel.records import Observation, Rejection, RuleHit

OBSERVATION_KEYS = (
    "page",
    "start",
    "end",
    "text",
    "indicator",
    "measure",
    "value",
    "unit",
    "total",
    "per",
    "qualifier",
    "status",
    "period_start",
    "period_end",
    "place",
    "basis",
    "part",
    "organisation",
)
"""The keys that every observation has in files, in order."""


def number(value: Decimal | None) -> int | float | None:
    """A decimal for a format that knows binary floats alone: whole numbers stay whole."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return int(whole) if whole == value else float(value)


def trace_rows(trace: tuple[RuleHit, ...]) -> list[dict[str, Any]]:
    """The rule trace as JSON-ready rows."""
    return [{"rule": hit.rule, "decision": hit.decision, "start": hit.start, "end": hit.end} for hit in trace]


def observation_row(observation: Observation) -> dict[str, Any]:
    """One observation as a JSON-ready row: `OBSERVATION_KEYS`, then evidence and provenance.

    Dates are ISO strings; `value` and `total` are numbers in the canonical unit.
    """
    return {
        "page": observation.page,
        "start": observation.start,
        "end": observation.end,
        "text": observation.text,
        "indicator": observation.indicator,
        "measure": observation.measure.value,
        "value": number(observation.value),
        "unit": observation.unit.value,
        "total": number(observation.total),
        "per": observation.per,
        "qualifier": observation.qualifier.value,
        "status": observation.status.value,
        "period_start": observation.period_start.isoformat() if observation.period_start else None,
        "period_end": observation.period_end.isoformat() if observation.period_end else None,
        "place": observation.place,
        "basis": observation.basis.value if observation.basis else None,
        "part": observation.part,
        "organisation": observation.organisation,
        "place_code": observation.place_code,
        "confidence": round(observation.confidence, 4),
        "sentence": observation.sentence,
        "observation_id": observation.observation_id,
        "article_version_id": observation.article_version_id,
        "extractor_version": observation.extractor_version,
        "trace": trace_rows(observation.trace),
    }


def rejection_row(rejection: Rejection) -> dict[str, Any]:
    """One rejection as a JSON-ready row."""
    return {
        "page": rejection.page,
        "start": rejection.start,
        "end": rejection.end,
        "text": rejection.text,
        "reason": rejection.reason,
        "sentence": rejection.sentence,
        "rejection_id": rejection.rejection_id,
        "article_version_id": rejection.article_version_id,
        "extractor_version": rejection.extractor_version,
        "trace": trace_rows(rejection.trace),
    }
