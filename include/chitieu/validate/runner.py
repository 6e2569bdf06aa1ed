"""Great Expectations at work: a suite of `expectations/` as a checkpoint, its results as a verdict.

The context is ephemeral: nothing is written, nothing is sent. Great Expectations takes seconds to import, so
it is imported by the functions that run it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.ids import stable_id
from chitieu.validate.definitions import Asset, Expectation, Severity, Suite
from chitieu.validate.verdict import Reason, Verdict

if TYPE_CHECKING:
    import pandas as pd

FINDING_PREFIX = "finding_"
"""A column of this prefix holds a sentence where a row fails one of our own checks, else null."""

_EXAMPLES = 20
_EXAMPLE_LENGTH = 300
_MESSAGE_LENGTH = 500
# Great Expectations has three severities of its own; they are set so that its own tools tell the same story.
_NATIVE_SEVERITY = {Severity.CRITICAL: "critical", Severity.QUARANTINE: "warning", Severity.WARNING: "info"}


def check_frame(
    frame: pd.DataFrame, suite: Suite, asset: Asset, run_id: str, batch_id: str | None
) -> Verdict:
    """Run a suite on rows in memory.

    A column that is missing does not raise: the expectations over it count as failed, and critically so.
    """
    key = [name for name in asset.key if name in frame.columns]
    context = _context()
    definition = (
        context.data_sources.add_pandas("memory")
        .add_dataframe_asset(suite.name)
        .add_batch_definition_whole_dataframe("rows")
    )
    outcome = _run(context, definition, suite, key, {"dataframe": frame})
    rows = len(frame)
    return _verdict(outcome, suite, key, run_id=run_id, batch_id=batch_id, rows=rows, is_excused=not rows)


def check_relation(connection_url: str, suite: Suite, asset: Asset, run_id: str) -> Verdict:
    """Run a suite inside the database on a table or view, without fetching its rows.

    Raises:
        ConfigurationError: the relation is not there.
    """
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    schema, _, table = (asset.relation or "").partition(".")
    context = _context()
    try:
        definition = (
            context.data_sources.add_postgres("warehouse", connection_string=connection_url)
            .add_table_asset(suite.name, table_name=table, schema_name=schema)
            .add_batch_definition_whole_table("rows")
        )
    except TestConnectionError as error:
        raise ConfigurationError(
            f"{asset.relation} cannot be read for the suite {suite.name}. Build the marts first."
        ) from error
    try:
        outcome = _run(context, definition, suite, list(asset.key), {})
        rows = _count(context, schema, table)
    finally:
        context.data_sources.get("warehouse").get_execution_engine().close()
    return _verdict(outcome, suite, list(asset.key), run_id=run_id, rows=rows)


def _count(context: Any, schema: str, table: str) -> int:
    """Rows of a relation. Expectations over queries of our own do not say how many they looked at."""
    import sqlalchemy as sa

    rows = sa.select(sa.func.count()).select_from(sa.table(table, schema=schema))
    with context.data_sources.get("warehouse").get_engine().connect() as connection:
        return int(connection.execute(rows).scalar_one())


def _context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    # No Data Docs site of its own: it would write values unescaped.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(store_backend_defaults=stores, analytics_enabled=False)
    context = great_expectations.get_context(mode="ephemeral", project_config=config)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _run(
    context: Any, definition: Any, suite: Suite, key: Sequence[str], parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """Each expectation's result, by check."""
    import great_expectations

    gx_suite = context.suites.add(
        great_expectations.ExpectationSuite(
            name=suite.name, expectations=[_gx_expectation(row) for row in suite.expectations]
        )
    )
    validation = context.validation_definitions.add(
        great_expectations.ValidationDefinition(name=suite.name, data=definition, suite=gx_suite)
    )
    result_format: dict[str, Any] = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
    if key:
        result_format["unexpected_index_column_names"] = list(key)
    checkpoint = context.checkpoints.add(
        great_expectations.Checkpoint(
            name=suite.name, validation_definitions=[validation], actions=[], result_format=result_format
        )
    )
    outcome = checkpoint.run(batch_parameters=dict(parameters))
    (run,) = outcome.run_results.values()
    return {result.expectation_config.meta["check"]: result for result in run.results}


def _gx_expectation(expectation: Expectation) -> dict[str, Any]:
    return {
        "type": expectation.type,
        "kwargs": dict(expectation.kwargs),
        "meta": {"check": expectation.check},
        "severity": _NATIVE_SEVERITY[expectation.severity],
    }


def _verdict(
    outcome: Mapping[str, Any],
    suite: Suite,
    key: Sequence[str],
    *,
    run_id: str,
    rows: int,
    batch_id: str | None = None,
    is_excused: bool = False,
) -> Verdict:
    stamp = {"run_id": run_id, "batch_id": batch_id, "suite": suite.name, "validated_at": datetime.now(UTC)}
    results: list[dict[str, Any]] = []
    quarantined: dict[str, list[Reason]] = {}
    failures: list[str] = []
    unevaluated: dict[str, str] = {}
    for expectation in suite.expectations:
        result = outcome[expectation.check]
        problem = _problem(result)
        # A mean of no rows is no failure; Great Expectations calls it one.
        excused = is_excused and problem is None and not expectation.is_structural
        success = bool(result.success) or excused
        entries = _failing_rows(result) if problem is None else []
        results.append(
            {
                **stamp,
                "result_id": stable_id("validation_result", run_id, suite.name, expectation.check),
                "expectation": expectation.check,
                "column_name": expectation.column,
                "severity": expectation.severity.value,
                "success": success,
                "evaluated": int(result.result.get("element_count", rows)) if problem is None else 0,
                "unexpected": 0 if success else _unexpected(result),
                "detail": _detail(expectation, result, entries, key, problem),
            }
        )
        if success:
            continue
        if problem is not None:
            unevaluated[expectation.check] = problem
        elif expectation.severity is Severity.CRITICAL:
            failures.append(_failure(suite, expectation, result))
        elif expectation.severity is Severity.QUARANTINE:
            _put_aside(quarantined, expectation, entries, key)
    if unevaluated:
        failures.append(
            f"{suite.name}: {len(unevaluated)} expectations could not be evaluated"
            f" ({', '.join(unevaluated)}): {next(iter(unevaluated.values()))}"
        )
    return Verdict(run_id=run_id, results=results, quarantined=quarantined, critical_failures=failures)


def _put_aside(
    quarantined: dict[str, list[Reason]],
    expectation: Expectation,
    entries: Sequence[Mapping[str, Any]],
    key: Sequence[str],
) -> None:
    """Add a reason to each failing row that has a key; what has none is a critical failure of its own."""
    for entry in entries:
        row_key = entry.get(key[0]) if key else None
        if row_key is not None:
            quarantined.setdefault(str(row_key), []).append(_reason(expectation, entry, key))


def _problem(result: Any) -> str | None:
    """Why an expectation could not be evaluated, in one line; null where it was."""
    info = result.exception_info or {}
    nested = [info, *(value for value in info.values() if isinstance(value, dict))]
    for entry in nested:
        if entry.get("raised_exception"):
            return (
                str(entry.get("exception_message") or "no message").strip().splitlines()[0][:_MESSAGE_LENGTH]
            )
    return None


def _failing_rows(result: Any) -> list[Mapping[str, Any]]:
    """What names the failing rows: their key and checked columns, or the row of a query of our own."""
    details = result.result.get("details") or {}
    return list(result.result.get("unexpected_index_list") or details.get("unexpected_rows") or [])


def _unexpected(result: Any) -> int:
    """How many rows fail; an expectation about the table as a whole fails once."""
    if "unexpected_count" in result.result:
        return int(result.result["unexpected_count"])
    return 0 if result.success else max(1, len(_failing_rows(result)))


def _failure(suite: Suite, expectation: Expectation, result: Any) -> str:
    missing = result.result.get("details", {}).get("mismatched", {}).get("missing") if result.result else None
    said = f"missing: {', '.join(missing)}" if missing else f"{_unexpected(result)} rows"
    return f"{suite.name}.{expectation.check} failed ({said}): {expectation.why}"


def _reason(expectation: Expectation, entry: Mapping[str, Any], key: Sequence[str]) -> Reason:
    return {
        "expectation": expectation.check,
        "column": None if _is_finding(expectation) else expectation.column,
        "message": _message(expectation, entry, key),
    }


def _message(expectation: Expectation, entry: Mapping[str, Any], key: Sequence[str]) -> str:
    if _is_finding(expectation):
        return str(entry[str(expectation.column)])[:_MESSAGE_LENGTH]
    told = {name: value for name, value in entry.items() if name not in key and value is not None}
    values = ", ".join(f"{name} = {_written(value)}" for name, value in told.items())
    return f"Không đạt “{expectation.label}”{': ' if values else ''}{values}"[:_MESSAGE_LENGTH]


def _written(value: Any) -> str:
    """A value as a steward knows it: a day without its hours, a whole number without its point."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _is_finding(expectation: Expectation) -> bool:
    return str(expectation.kwargs.get("column", "")).startswith(FINDING_PREFIX)


def _detail(
    expectation: Expectation,
    result: Any,
    entries: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    problem: str | None,
) -> dict[str, Any]:
    """What a report needs beside the counts, in JSON types: the story, and some of the failing rows."""
    examples = [
        {
            "row": " / ".join(str(entry.get(name)) for name in key),
            "message": _message(expectation, entry, key)[:_EXAMPLE_LENGTH],
        }
        for entry in entries[:_EXAMPLES]
    ]
    observed = result.result.get("observed_value") if problem is None else None
    return {
        "type": expectation.type,
        "label": expectation.label,
        "why": expectation.why,
        "owner": expectation.owner,
        "kwargs": dict(expectation.kwargs),
        "observed": str(observed)[:_EXAMPLE_LENGTH] if observed is not None else None,
        "problem": problem,
        "examples": examples,
    }
