"""All checks of our own over a batch of candidates: typed columns in, one finding column per check out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from chitieu.validate import pair_checks, row_checks
from chitieu.validate.findings import instants, plain
from chitieu.validate.runner import FINDING_PREFIX

if TYPE_CHECKING:
    from chitieu.validate.knowledge import Knowledge

_CHECKS = (*row_checks.CHECKS, *pair_checks.CHECKS)


def observation_findings(frame: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """The rows with typed columns and one finding column per check.

    Numbers and offsets become floats, periods timestamps; what cannot be read so becomes null and a finding
    of `figure_readable`. A check whose columns are missing adds no column, and its expectation then fails.
    """
    rows = _typed(frame)
    findings = {
        FINDING_PREFIX + check.name: check.find(rows, knowledge)
        for check in _CHECKS
        if all(column in rows for column in check.needs)
    }
    helpers = [name for name in rows.columns if name.startswith("unread_")]
    return rows.drop(columns=helpers).assign(**findings)


def check_names() -> tuple[str, ...]:
    """The names of all checks, for the test that each is wired to an expectation."""
    return tuple(check.name for check in _CHECKS)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame.reset_index(drop=True).copy()
    for column in (
        "value",
        "total",
        "confidence",
        "start_offset",
        "end_offset",
        "sentence_start",
        "sentence_end",
    ):
        if column in rows:
            raw = rows[column].astype(object)
            rows[column] = pd.to_numeric(raw.map(plain), errors="coerce").astype("float64")
            rows[f"unread_{column}"] = raw.notna() & rows[column].isna()
    for column in ("period_start", "period_end"):
        if column in rows:
            raw = rows[column].astype(object)
            rows[column] = instants(raw).dt.tz_localize(None)
            rows[f"unread_{column}"] = raw.notna() & rows[column].isna()
    return rows
