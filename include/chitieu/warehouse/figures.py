"""Figures on their way: extractions become candidates, candidates become observations or go to quarantine.

Every function works inside the transaction of its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import Extraction
from chitieu.warehouse.connection import WarehouseError
from chitieu.warehouse.copying import Row, as_json, column_names, copy_rows, insert_new, qualified, stage
from chitieu.warehouse.rows import (
    EXTRACTION_COLUMNS,
    FIGURE_COLUMNS,
    OBSERVATION_COLUMNS,
    REJECTION_COLUMNS,
    observation_row,
    rejection_row,
)

RESULT_COLUMNS = column_names(
    "result_id run_id batch_id suite expectation column_name severity success evaluated unexpected "
    "detail validated_at"
)
DBT_RESULT_COLUMNS = column_names(
    "invocation_id unique_id run_id resource_type name status execution_seconds rows_affected message "
    "finished_at"
)


def land_extraction(
    connection: psycopg.Connection, batch_id: str, extractions: Iterable[Extraction]
) -> dict[str, int]:
    """Write what is new of the extractions: one row each, with their candidates and rejections."""
    found = list(extractions)
    new = insert_new(
        connection,
        "landing.extractions",
        EXTRACTION_COLUMNS,
        ("article_version_id", "extractor_version"),
        (_extraction_row(batch_id, extraction) for extraction in found),
    )
    fresh = [item for item in found if (item.article_version_id, item.extractor_version) in new]
    candidates = (observation_row(batch_id, row) for item in fresh for row in item.observations)
    rejections = (rejection_row(batch_id, row) for item in fresh for row in item.rejections)
    observed = copy_rows(connection, qualified("landing.candidates"), OBSERVATION_COLUMNS, candidates)
    rejected = copy_rows(connection, qualified("landing.rejections"), REJECTION_COLUMNS, rejections)
    return {
        "articles": len(fresh),
        "numbers": observed + rejected,
        "observations": observed,
        "rejections": rejected,
    }


def _extraction_row(batch_id: str, extraction: Extraction) -> Row:
    observations, rejections = len(extraction.observations), len(extraction.rejections)
    version = (extraction.article_version_id, extraction.extractor_version)
    return (*version, batch_id, observations + rejections, observations, rejections)


def move_candidates(
    connection: psycopg.Connection, batch_id: str, quarantined: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, int]:
    """Move the candidates of a batch: those with reasons to quarantine, the others to observations.

    Raises:
        WarehouseError: reasons are given for what is no candidate of the batch.
    """
    rows = ((observation_id, as_json(list(reasons))) for observation_id, reasons in quarantined.items())
    staged = stage(connection, "landing.quarantine", ("observation_id", "reasons"), rows)
    stranger = connection.execute(_STRANGERS.format(staged=staged), [batch_id]).fetchone()
    if stranger is not None:
        raise WarehouseError(
            f"{stranger[0]} is to be quarantined but is no candidate of batch {batch_id}. "
            "Validate the candidates of this batch again."
        )
    names = sql.SQL(", ").join(map(sql.Identifier, FIGURE_COLUMNS))
    aside = connection.execute(_TO_QUARANTINE.format(staged=staged), [batch_id]).rowcount
    passed = connection.execute(_TO_OBSERVATIONS.format(staged=staged, names=names), [batch_id]).rowcount
    connection.execute("DELETE FROM landing.candidates WHERE batch_id = %s", [batch_id])
    return {"observations": passed, "quarantined": aside}


_STRANGERS = sql.SQL("""
    SELECT staged.observation_id
    FROM {staged} AS staged
    WHERE NOT EXISTS (
        SELECT FROM landing.candidates
        WHERE candidates.batch_id = %s AND candidates.observation_id = staged.observation_id
    )
    ORDER BY staged.observation_id
    LIMIT 1
""")

_TO_QUARANTINE = sql.SQL("""
    INSERT INTO landing.quarantine (
        observation_id, extractor_version, batch_id, article_version_id, observation, reasons
    )
    SELECT
        candidates.observation_id,
        candidates.extractor_version,
        candidates.batch_id,
        candidates.article_version_id,
        to_jsonb(candidates),
        staged.reasons
    FROM landing.candidates
    INNER JOIN {staged} AS staged USING (observation_id)
    WHERE candidates.batch_id = %s
""")

_TO_OBSERVATIONS = sql.SQL("""
    INSERT INTO landing.observations ({names})
    SELECT {names}
    FROM landing.candidates
    WHERE candidates.batch_id = %s
        AND NOT EXISTS (
            SELECT FROM {staged} AS staged WHERE staged.observation_id = candidates.observation_id
        )
""")


def insert_results(
    connection: psycopg.Connection, run_id: str, batch_id: str | None, results: Iterable[Mapping[str, Any]]
) -> int:
    """Write rows of `landing.validation_results`; returns how many are new.

    The key holds the time of the check, so that a batch that is stopped, mended and checked again under one
    run keeps both results.
    """
    rows = [_result_row(run_id, batch_id, result) for result in results]
    return len(insert_new(connection, "landing.validation_results", RESULT_COLUMNS, ("result_id",), rows))


def _result_row(run_id: str, batch_id: str | None, result: Mapping[str, Any]) -> Row:
    at = result["validated_at"]
    result_id = stable_id(
        "validation_result", run_id, batch_id or "", result["suite"], result["expectation"], at.isoformat()
    )
    what = (result["suite"], result["expectation"], result["column_name"], str(result["severity"]))
    rows = (bool(result["success"]), int(result["evaluated"]), int(result["unexpected"]))
    return (result_id, run_id, batch_id, *what, *rows, as_json(result["detail"]), at)


def insert_dbt_results(
    connection: psycopg.Connection, run_id: str | None, rows: Iterable[Mapping[str, Any]]
) -> int:
    """Write rows of `landing.dbt_results`; returns how many are new."""
    values = [_dbt_row(run_id, row) for row in rows]
    key = ("invocation_id", "unique_id")
    return len(insert_new(connection, "landing.dbt_results", DBT_RESULT_COLUMNS, key, values))


def _dbt_row(run_id: str | None, row: Mapping[str, Any]) -> Row:
    affected = row["rows_affected"]
    what = (row["resource_type"], row["name"], str(row["status"]), float(row["execution_seconds"]))
    counted = None if affected is None else int(affected)
    run = run_id if run_id is not None else row.get("run_id")
    return (row["invocation_id"], row["unique_id"], run, *what, counted, row["message"], row["finished_at"])
