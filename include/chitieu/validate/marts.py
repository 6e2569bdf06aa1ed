"""The checkpoint over the marts: what dashboards and the report rely on, checked inside the database."""

from __future__ import annotations

from chitieu.settings import Settings
from chitieu.validate.definitions import load_checkpoint, load_suite
from chitieu.validate.frames import new_run_id
from chitieu.validate.runner import check_relation
from chitieu.validate.verdict import Verdict, merged


def validate_marts(settings: Settings, *, run_id: str | None = None) -> Verdict:
    """Check the fact tables, and the figures in them against the kept text of their pages.

    Args:
        settings: the warehouse (role `transformer`, which reads landing and marts) and the expectations.
        run_id: written on every result; a new one by default.

    Returns:
        A verdict without quarantine: rows of the marts are not put aside, they are built anew.

    Raises:
        ConfigurationError: the marts are not built, or a suite or checkpoint file is missing or broken.
    """
    run = run_id or new_run_id("marts")
    folder = settings.expectations_dir
    url = settings.warehouse_url("transformer", driver="psycopg2")
    return merged(
        run,
        (
            check_relation(url, load_suite(folder, asset.suite), asset, run)
            for asset in load_checkpoint(folder, "marts").assets
        ),
    )
