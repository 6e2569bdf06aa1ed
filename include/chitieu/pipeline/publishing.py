"""The warehouse to marts, and marts to reports."""

from __future__ import annotations

from typing import Any

from chitieu.kernel.errors import BatchStopped
from chitieu.pipeline.linking import link_articles
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse


def build_marts(settings: Settings, run_id: str | None = None) -> dict[str, Any]:
    """Link the articles that repeat each other, run `dbt build` and keep the result of every node.

    Returns:
        `invocation_id`, `log_path`, `counts` (nodes by status) and `results`: a JSON-ready row per node with
        the keys of `landing.dbt_results`.

    Raises:
        ChitieuError: a model broke or a test failed; the results are kept.
    """
    from chitieu.warehouse.dbt_runner import run_dbt

    link_articles(settings)
    outcome = run_dbt(settings, ("build",), run_id)
    rows = outcome.rows()
    Warehouse(settings, "loader").land_dbt_results(rows, run_id)
    outcome.raise_for_failures()
    return {
        "invocation_id": outcome.invocation_id,
        "log_path": str(outcome.log_path),
        "counts": outcome.counts(),
        "results": [row | {"finished_at": row["finished_at"].isoformat()} for row in rows],
    }


def check_marts(settings: Settings, run_id: str | None = None) -> dict[str, Any]:
    """Check the marts against their suites and keep the results.

    Returns:
        `expectations`, `failed` (warnings that stop nothing) and `unexpected` rows.

    Raises:
        BatchStopped: a critical expectation failed; what is published stays as it was.
    """
    from chitieu.validate import validate_marts

    verdict = validate_marts(settings, run_id=run_id)
    Warehouse(settings, "loader").land_validation_results(verdict.run_id, None, verdict.results)
    if verdict.critical_failures:
        raise BatchStopped(
            f"The marts are built but not published: {'; '.join(verdict.critical_failures)}. "
            "Mend the cause and build them again; audit.fct_validation_result has the details."
        )
    return {
        "expectations": len(verdict.results),
        "failed": sum(not result["success"] for result in verdict.results),
        "unexpected": sum(int(result["unexpected"]) for result in verdict.results),
    }


def publish(settings: Settings) -> dict[str, Any]:
    """Write the report, the Data Docs and the files for download from the marts; returns their paths."""
    from chitieu.publish import publish_reports

    reports = publish_reports(settings)
    return {
        "report": str(reports.report),
        "observations": str(reports.observations),
        "run": str(reports.run),
        "data_docs": str(reports.data_docs),
    }
