"""Articles to candidates, and candidates to observations or quarantine."""

from __future__ import annotations

import logging
from typing import Any

from chitieu.extract import EXTRACTOR_VERSION, extract, reading_many
from chitieu.kernel.errors import BatchStopped
from chitieu.pipeline.chunks import chunks
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)


def plan_extraction(settings: Settings, batch_size: int = 50) -> list[str]:
    """Plan batches for every current article that the extractor of today has not read, and return their IDs.

    Batches of an earlier run that have not been validated come first, so that a run that broke is finished.
    """
    warehouse = Warehouse(settings, "loader")
    unfinished = warehouse.unfinished_batches("extract", EXTRACTOR_VERSION)
    pending = warehouse.pending_articles(EXTRACTOR_VERSION)
    planned = [
        warehouse.plan_batch(
            "extract", None, {"article_version_ids": list(ids), "extractor_version": EXTRACTOR_VERSION}
        )
        for ids in chunks(pending, batch_size)
    ]
    log.info("%d articles to read in %d batches", len(pending), len(planned))
    return list(dict.fromkeys([*unfinished, *planned]))


def extract_batch(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Read the figures of a batch of articles into candidates and rejections.

    Returns:
        The counts `articles`, `numbers`, `observations` and `rejections`.
    """
    warehouse = Warehouse(settings, "loader")
    done = warehouse.step_counts(batch_id, "extract")
    if done is not None:
        return done
    articles = warehouse.articles_of(warehouse.manifest(batch_id)["article_version_ids"])
    with reading_many():
        return warehouse.land_extraction(batch_id, (extract(article) for article in articles))


def validate_batch(settings: Settings, batch_id: str, run_id: str | None = None) -> dict[str, Any]:
    """Check the articles and candidates of a batch: what passes becomes observations, the rest quarantine.

    A figure is put aside for its own sake or because the article that states it is doubtful.

    Args:
        settings: where the warehouse is.
        batch_id: the batch, extracted before.
        run_id: the run that asks, kept with the results; by default the batch itself.

    Returns:
        The counts `observations` and `quarantined`.

    Raises:
        BatchStopped: a critical expectation failed. The results are kept, no figure of the batch has moved.
    """
    warehouse = Warehouse(settings, "loader")
    done = warehouse.step_counts(batch_id, "validate")
    if done is not None:
        return done
    from chitieu.validate import validate_articles, validate_candidates

    run = run_id or batch_id
    candidates = warehouse.candidates_of(batch_id)
    about_articles = validate_articles(
        warehouse.article_frame(warehouse.manifest(batch_id)["article_version_ids"]), run_id=run
    )
    about_figures = validate_candidates(candidates, run_id=run)
    results = [*about_articles.results, *about_figures.results]
    failures = [*about_articles.critical_failures, *about_figures.critical_failures]
    if failures:
        warehouse.land_validation_results(run, batch_id, results)
        raise BatchStopped(
            f"Batch {batch_id} is stopped, none of its figures has landed: {'; '.join(failures)}. "
            "Mend the cause and run it again; audit.fct_validation_result has the details."
        )
    quarantined = {key: list(reasons) for key, reasons in about_figures.quarantined.items()}
    doubtful = candidates["article_version_id"].isin(list(about_articles.quarantined))
    for row in candidates[doubtful].itertuples():
        quarantined.setdefault(row.observation_id, []).extend(
            about_articles.quarantined[row.article_version_id]
        )
    return warehouse.land_verdict(run, batch_id, quarantined, results)
