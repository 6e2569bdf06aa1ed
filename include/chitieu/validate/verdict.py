"""What a validation says: rows for the warehouse, rows to put aside, reasons to stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypedDict


class Reason(TypedDict):
    """Why one row is put aside: the check, the column it looked at, and a sentence for a steward."""

    expectation: str
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one checkpoint.

    `results` are rows of `landing.validation_results`, one per expectation. `quarantined` maps the key of a
    row (`observation_id`, `article_version_id`) to its reasons. `critical_failures` are sentences; any of
    them stops the batch.
    """

    run_id: str
    results: list[dict[str, Any]]
    quarantined: dict[str, list[Reason]]
    critical_failures: list[str]

    @property
    def passed(self) -> bool:
        """Whether the batch may land. Rows that are put aside do not stop it."""
        return not self.critical_failures


def merged(run_id: str, verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict from those of several suites of one run."""
    results: list[dict[str, Any]] = []
    quarantined: dict[str, list[Reason]] = {}
    failures: list[str] = []
    for verdict in verdicts:
        results += verdict.results
        failures += verdict.critical_failures
        for key, reasons in verdict.quarantined.items():
            quarantined.setdefault(key, []).extend(reasons)
    return Verdict(run_id=run_id, results=results, quarantined=quarantined, critical_failures=failures)
