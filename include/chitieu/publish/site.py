"""Everything that people read, written from one snapshot of the warehouse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chitieu.publish.data_docs import render_data_docs, runs_of
from chitieu.publish.files import OBSERVATION_COLUMNS, write_csv, write_text
from chitieu.publish.model import CheckResult, Report
from chitieu.publish.queries import open_source
from chitieu.publish.render import render_report
from chitieu.settings import Settings


@dataclass(frozen=True, slots=True)
class PublishedReports:
    """The files that were written; `paths` lists the ones that people open first."""

    report: Path
    observations: Path
    run: Path
    data_docs: Path

    @property
    def paths(self) -> tuple[Path, ...]:
        """All entry files."""
        return self.report, self.observations, self.run, self.data_docs


def publish_reports(settings: Settings) -> PublishedReports:
    """Write the report, the observations as CSV, the run as JSON and the Data Docs under `reports_dir`.

    All are read from one snapshot through the read-only role, and each file is replaced whole.

    Raises:
        ConfigurationError: the marts are not built, or the folder cannot be written.
        ChitieuError: the warehouse does not answer.
    """
    folder = settings.reports_dir / "report"
    with open_source(settings) as source:
        report, results = source.report(), source.check_results()
        observations = write_csv(folder / "observations.csv", OBSERVATION_COLUMNS, source.observations())
    run = write_text(folder / "run.json", _as_json(report, results))
    data_docs = write_data_docs(
        settings.reports_dir / "data-docs", results, stories(settings.expectations_dir)
    )
    page = write_text(folder / "index.html", render_report(report))
    return PublishedReports(report=page, observations=observations, run=run, data_docs=data_docs)


def write_data_docs(folder: Path, results: list[CheckResult], told: Mapping[str, Mapping[str, str]]) -> Path:
    """Write the pages, remove those of runs that are no longer shown, and return the path of the index."""
    pages = render_data_docs(results, told)
    for name, content in pages.items():
        if name != "index.html":
            write_text(folder / name, content)
    index = write_text(folder / "index.html", pages["index.html"])
    kept = {folder / name for name in pages}
    for path in (folder / "runs").glob("*.html"):
        if path not in kept:
            path.unlink()
    return index


def stories(expectations_dir: Path) -> dict[str, dict[str, str]]:
    """Label, reason and owner of every expectation on disk, by `suite.check`."""
    suites = [json.loads(path.read_text(encoding="utf-8")) for path in expectations_dir.glob("suites/*.json")]
    return {
        f"{suite['name']}.{row['meta']['check']}": {
            key: row["meta"][key] for key in ("label", "why", "owner")
        }
        for suite in suites
        for row in suite["expectations"]
    }


def _as_json(report: Report, results: list[CheckResult]) -> str:
    """The run as one JSON object: counts, refusals and check results, without the text of any page."""
    content: dict[str, Any] = {
        "generated_at": report.generated_at.isoformat(),
        "extractor_version": report.extractor_version,
        "counts": {stage.code: stage.count for stage in report.stages},
        "rejections": {row.code: row.count for row in report.rejections},
        "failures": [{"step": row.code, "reason": row.label, "count": row.count} for row in report.failures],
        "validation_runs": [
            {
                "run_id": run.run_id,
                "validated_at": run.validated_at.isoformat(),
                "state": run.state,
                "suites": {suite.suite: [suite.passed, len(suite.results)] for suite in run.suites},
                "failed": [f"{row.suite}.{row.check}" for row in run.results if not row.success],
            }
            for run in runs_of(results)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
