"""The checkpoints over rows in memory: candidates before they land, articles after they were read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chitieu.kernel.ids import stable_id
from chitieu.settings import Settings
from chitieu.validate.definitions import load_checkpoint, load_suite
from chitieu.validate.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from chitieu.validate.knowledge import Knowledge


def validate_candidates(
    frame: pd.DataFrame,
    *,
    run_id: str | None = None,
    expectations_dir: Path | None = None,
    knowledge: Knowledge | None = None,
) -> Verdict:
    """Check the observations of a batch before they land.

    Args:
        frame: rows with the columns of `landing.candidates`; may be empty.
        run_id: written on every result; a new one by default.
        expectations_dir: default `Settings.expectations_dir`.
        knowledge: default the installed catalogue.

    Returns:
        A verdict whose `quarantined` is keyed by `observation_id`.

    Raises:
        ConfigurationError: a suite or checkpoint file is missing or broken.
    """
    from chitieu.validate.checks import observation_findings
    from chitieu.validate.knowledge import load_knowledge

    rows = observation_findings(frame, knowledge or load_knowledge())
    return _checked(rows, "candidates", run_id, expectations_dir)


def validate_articles(
    frame: pd.DataFrame, *, run_id: str | None = None, expectations_dir: Path | None = None
) -> Verdict:
    """Check articles: rows with the columns of `landing.articles`; may be empty.

    `quarantined` of the verdict is keyed by `article_version_id`. Arguments and errors as in
    `validate_candidates`.
    """
    from chitieu.validate.article_checks import article_findings

    return _checked(article_findings(frame), "articles", run_id, expectations_dir)


def new_run_id(what: str) -> str:
    """A run of its own, for a validation that no pipeline run has named."""
    return stable_id("validation_run", what, datetime.now(UTC).isoformat())


def _checked(
    rows: pd.DataFrame, checkpoint: str, run_id: str | None, expectations_dir: Path | None
) -> Verdict:
    from chitieu.validate.runner import check_frame

    folder = expectations_dir or Settings.load().expectations_dir
    (asset,) = load_checkpoint(folder, checkpoint).assets
    batches = rows["batch_id"].dropna().unique() if "batch_id" in rows else []
    batch_id = str(batches[0]) if len(batches) == 1 else None
    return check_frame(
        rows, load_suite(folder, asset.suite), asset, run_id or new_run_id(batch_id or checkpoint), batch_id
    )
