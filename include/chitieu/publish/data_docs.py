"""Data Docs of our own: what the expectations found, run by run, as static pages.

Those of Great Expectations write data values unescaped and load their style from eight outside hosts; these
do neither: values go through autoescape, and the pages load nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from chitieu.kernel.ids import stable_id
from chitieu.publish.labels import labels
from chitieu.publish.model import CheckResult
from chitieu.publish.render import environment
from chitieu.publish.wording import moment

_GRAVITY = {"critical": 0, "quarantine": 1, "warning": 2}
_EXAMPLE_LENGTH = 200
_SHOWN_EXAMPLES = 8
_CHARTED_RUNS = 60
_PAGED_RUNS = 200
_OF_MARTS = "fct_"


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """The results of one suite in one run; over several batches each check is summed up."""

    suite: str
    results: Sequence[CheckResult]

    @property
    def label(self) -> str:
        """What the suite checks, in words."""
        return labels()["suites"].get(self.suite, self.suite)

    @property
    def passed(self) -> int:
        """How many checks hold."""
        return sum(result.success for result in self.results)


@dataclass(frozen=True, slots=True)
class Run:
    """All suites of one run."""

    run_id: str
    validated_at: datetime
    batches: int
    suites: Sequence[SuiteRun]

    @property
    def name(self) -> str:
        """What was checked and when: `Bài viết, số liệu của bài (3 lô), 31/12/2022 08:05`."""
        named = [suite.label for suite in self.suites]
        of_marts = all(suite.suite.startswith(_OF_MARTS) for suite in self.suites)
        what = f"Kho số liệu ({len(named)} bảng)" if of_marts and len(named) > 1 else _joined(named)
        batches = f" ({self.batches} lô)" if self.batches > 1 else ""
        return f"{what}{batches}, {moment(self.validated_at)}"

    @property
    def file_name(self) -> str:
        """A name that any file system takes, whatever an orchestrator calls its runs."""
        return f"{stable_id('run_page', self.run_id)}.html"

    @property
    def results(self) -> list[CheckResult]:
        """The results of all suites."""
        return [result for suite in self.suites for result in suite.results]

    @property
    def pass_rate(self) -> float:
        """Percent of checks that hold."""
        results = self.results
        return 100 * sum(result.success for result in results) / len(results)

    @property
    def state(self) -> str:
        """The gravest severity among failed checks, or `passed`."""
        failed = [result.severity for result in self.results if not result.success]
        return min(failed, key=lambda severity: _GRAVITY.get(severity, 0), default="passed")


def runs_of(results: Iterable[CheckResult]) -> list[Run]:
    """Results by run and suite, the newest run first, failures before passes and grave before light."""
    ordered = sorted(results, key=lambda result: (result.run_id, result.suite, result.check))
    runs = []
    for run_id, found in groupby(ordered, key=lambda result: result.run_id):
        rows = list(found)
        suites = [
            SuiteRun(suite, sorted(_summed(of_suite), key=_failures_first))
            for suite, of_suite in groupby(rows, key=lambda result: result.suite)
        ]
        batches = {row.batch_id for row in rows if row.batch_id is not None}
        runs.append(Run(run_id, max(row.validated_at for row in rows), len(batches), suites))
    return sorted(runs, key=lambda run: (run.validated_at, run.run_id), reverse=True)


def render_data_docs(
    results: Iterable[CheckResult], stories: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """The pages by file name: `index.html` and `runs/<run>.html`.

    Args:
        results: of `audit.fct_validation_result`.
        stories: by `suite.check`, the `label`, `why` and `owner` of the suites on disk; used where a result
            does not carry its own.
    """
    runs = runs_of(results)
    charted = list(reversed(runs[:_CHARTED_RUNS]))
    pages = {
        "index.html": environment()
        .get_template("data_docs_index.html.j2")
        .render(runs=runs, paged=_PAGED_RUNS, chart=charted, suites=_suites(runs))
    }
    template = environment().get_template("data_docs_run.html.j2")
    for run in runs[:_PAGED_RUNS]:
        pages[f"runs/{run.file_name}"] = template.render(
            run=run,
            rows=[(suite, [_told(result, stories) for result in suite.results]) for suite in run.suites],
        )
    return pages


def _joined(names: Sequence[str]) -> str:
    """Names as one: the first as it is written, the others with a small letter."""
    return ", ".join([*names[:1], *(name[:1].lower() + name[1:] for name in names[1:])])


def _failures_first(result: CheckResult) -> tuple[bool, int, str]:
    return result.success, _GRAVITY.get(result.severity, 0), result.check


def _summed(results: Iterable[CheckResult]) -> list[CheckResult]:
    """One result per check: counts added up over batches, examples put together."""
    summed = []
    for _, found in groupby(results, key=lambda result: result.check):
        rows = sorted(found, key=lambda row: row.success)
        first = rows[0]
        examples = [example for row in rows for example in row.detail.get("examples") or []]
        summed.append(
            CheckResult(
                run_id=first.run_id,
                batch_id=first.batch_id if len(rows) == 1 else None,
                suite=first.suite,
                check=first.check,
                column=first.column,
                severity=first.severity,
                success=all(row.success for row in rows),
                evaluated=sum(row.evaluated for row in rows),
                unexpected=sum(row.unexpected for row in rows),
                detail={**first.detail, "examples": examples[:20]},
                validated_at=max(row.validated_at for row in rows),
            )
        )
    return summed


def _suites(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Each suite with its newest state and how its pass rate went, oldest first."""
    history: dict[str, list[SuiteRun]] = {}
    for run in reversed(runs[:_CHARTED_RUNS]):
        for suite in run.suites:
            history.setdefault(suite.suite, []).append(suite)
    return [
        {
            "name": name,
            "label": found[-1].label,
            "checks": len(found[-1].results),
            "passed": found[-1].passed,
            "rates": [100 * suite.passed / len(suite.results) for suite in found],
        }
        for name, found in sorted(history.items())
    ]


def _told(result: CheckResult, stories: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    detail = {
        **stories.get(f"{result.suite}.{result.check}", {}),
        **{k: v for k, v in result.detail.items() if v},
    }
    examples = [
        {
            "row": str(example.get("row", "")),
            "name": str(example.get("name") or "")[:_EXAMPLE_LENGTH],
            "message": str(example.get("message", ""))[:_EXAMPLE_LENGTH],
        }
        for example in detail.get("examples", [])[:_SHOWN_EXAMPLES]
    ]
    return {
        "it": result,
        "label": detail.get("label") or result.check,
        "why": detail.get("why", ""),
        "owner": detail.get("owner", ""),
        "problem": detail.get("problem"),
        "observed": detail.get("observed"),
        "examples": examples,
    }
