"""One function per step of the way of a figure. A DAG task or a command calls one of them.

Every step takes a batch ID and lands whole, once, or not at all: a step that has landed does nothing and
returns the counts of the time it landed. What travels between steps is the ID; pages and figures stay in the
archive and the warehouse.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from chitieu.archive import Archive
from chitieu.article import PARSER_VERSION, parse_article
from chitieu.extract import EXTRACTOR_VERSION, extract
from chitieu.fetch import list_uris, read_uri
from chitieu.kernel.errors import BatchStopped, PageRejected
from chitieu.kernel.records import Article, Capture, FetchFailure
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)

FILES_SOURCE = "files"
"""The source of pages that are read from this machine."""

Item = TypeVar("Item")


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]


def plan_ingest(settings: Settings, paths: Sequence[str | Path], batch_size: int = 50) -> list[str]:
    """Plan the batches that bring pages in, and return their IDs.

    A batch is known by the addresses and the bytes of its pages: planning the same pages again gives the same
    batches, a changed page a new one. Without paths the inbox folder of the settings is read.

    Raises:
        ChitieuError: a path does not exist, or holds no page.
    """
    warehouse = Warehouse(settings, "loader")
    batches = []
    for uris in _chunks(_page_uris(settings, paths), batch_size):
        pages = [read_uri(uri, FILES_SOURCE) for uri in uris]
        digests = [page.payload_digest if isinstance(page, Capture) else page.reason for page in pages]
        manifest = {"uris": list(uris), "digests": digests}
        batches.append(warehouse.plan_batch("ingest", FILES_SOURCE, manifest))
    log.info("planned %d ingest batches", len(batches))
    return batches


def _page_uris(settings: Settings, paths: Sequence[str | Path]) -> list[str]:
    if paths:
        return list_uris([Path(path) for path in paths])
    inbox = settings.inbox_dir
    inbox.mkdir(parents=True, exist_ok=True)
    if not any(inbox.iterdir()):
        log.info("the inbox %s is empty", inbox)
        return []
    return list_uris([inbox])


def capture_batch(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Read the pages of a batch into the archive and index them; every attempt leaves an outcome.

    Returns:
        The counts `stored`, `unchanged` and `failed`.
    """
    warehouse = Warehouse(settings, "loader")
    done = warehouse.step_counts(batch_id, "capture")
    if done is not None:
        return done
    results = [read_uri(uri, FILES_SOURCE) for uri in warehouse.manifest(batch_id)["uris"]]
    captures = [result for result in results if isinstance(result, Capture)]
    failures = [result for result in results if isinstance(result, FetchFailure)]
    refs = Archive(settings.archive_url).store(captures, f"ingest-{batch_id}") if captures else []
    for failure in failures:
        log.warning("%s: %s", failure.uri, failure.detail)
    return warehouse.land_captures(batch_id, list(zip(captures, refs, strict=True)), failures)


def parse_batch(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Parse the captures of a batch into articles; a page without one is an outcome with its reason.

    Returns:
        The counts `parsed`, `new_versions` and `rejected`.
    """
    warehouse = Warehouse(settings, "loader")
    done = warehouse.step_counts(batch_id, "article")
    if done is not None:
        return done
    archive = Archive(settings.archive_url)
    articles: list[Article] = []
    rejected: list[tuple[str, PageRejected]] = []
    for stored in warehouse.captures_of(batch_id):
        capture = replace(stored.capture, content=archive.load(stored.ref, stored.capture.payload_digest))
        try:
            articles.append(parse_article(capture))
        except PageRejected as problem:
            log.warning("%s: %s", capture.uri, problem)
            rejected.append((capture.capture_id, problem))
    return warehouse.land_articles(batch_id, articles, rejected, PARSER_VERSION)


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
        for ids in _chunks(pending, batch_size)
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


def build_marts(settings: Settings, run_id: str | None = None) -> dict[str, Any]:
    """Run `dbt build` and keep the result of every model, seed and test.

    Returns:
        `invocation_id`, `log_path`, `counts` (nodes by status) and `results`: a JSON-ready row per node with
        the keys of `landing.dbt_results`.

    Raises:
        ChitieuError: a model broke or a test failed; the results are kept.
    """
    from chitieu.warehouse.dbt_runner import run_dbt

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
