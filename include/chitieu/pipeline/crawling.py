"""Crawls of sources: planned from what the warehouse knows, run in a process of their own, landed by file."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from chitieu.archive import Archive, stored_capture
from chitieu.catalogue.sources import load_sources
from chitieu.fetch import WEB_SOURCE, CrawlPlan, CrawlResult, Limits, crawl
from chitieu.fetch.plan import PLAN_FILE, RESULT_FILE
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.ids import digest
from chitieu.kernel.records import ArchiveRef, Capture, FetchFailure
from chitieu.pipeline.archived import source_of
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)

_WARC: Final = ".warc.gz"
_OUTCOMES: Final = ".outcomes.jsonl"
_PAGES: Final = "pages-"
_KNOWN: Final = "known.jsonl"
_PAGE_RECORDS: Final = frozenset({"response", "revisit"})


def check_contact(settings: Settings) -> None:
    """See that sites can be told whom to write to.

    Raises:
        ConfigurationError: no contact is set, and other machines than this one may be asked.
    """
    local = bool(settings.local_sites)
    CrawlPlan(
        "check", WEB_SOURCE, settings.crawls_dir, contact=settings.contact, allow_loopback=local
    ).check()


def plan_crawl(settings: Settings, source_id: str, crawl_id: str | None = None) -> CrawlPlan:
    """What a run of a source may do, and what is known of its pages; a crawl that broke off goes on.

    Args:
        settings: where things are; its contact is told to the sites.
        source_id: a source of the catalogue that is crawled.
        crawl_id: a name for the crawl, so that a scheduler that tries again gets the same one; by default
            the unfinished crawl of the source, else the source and the time.

    Raises:
        ChitieuError: the catalogue has no such source, or it is not crawled.
    """
    source = load_sources().by_id.get(source_id)
    if source is None or not source.active or not source.hosts:
        known = ", ".join(known.source_id for known in load_sources().crawled())
        raise ChitieuError(f"{source_id!r} is no source that is crawled. Take one of: {known}.")
    warehouse = Warehouse(settings, "loader")
    resumed = None if crawl_id else _resumable(settings, warehouse, source_id)
    if resumed is not None:
        log.info("%s: going on with crawl %s", source_id, resumed.crawl_id)
        return resumed
    name = crawl_id or f"{source_id}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    clear_landed_crawls(settings, warehouse, kept=name)
    folder = settings.crawls_dir / source_id / name
    if (folder / PLAN_FILE).exists():
        return _read_plan(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plan = CrawlPlan.for_source(
        source,
        name,
        folder,
        contact=settings.contact,
        known_path=_write_known(folder, warehouse.known_addresses(source_id)),
        allow_loopback=bool(settings.local_sites),
        connect_to=settings.local_sites,
    )
    (folder / PLAN_FILE).write_text(plan.to_json() + "\n", encoding="utf-8")
    warehouse.plan_crawl(name, source_id)
    return plan


def run_crawl(settings: Settings, folder: Path) -> dict[str, Any]:
    """Run the plan in a folder to its end, or what is left of it; returns what came of it, JSON-ready.

    Raises:
        ConfigurationError: no contact is set for real sites.
        ChitieuError: the crawler died; run it again, and it goes on where it was.
    """
    plan = _read_plan(folder)
    Warehouse(settings, "loader").plan_crawl(plan.crawl_id, plan.source_id)
    result: dict[str, Any] = json.loads(crawl(plan).to_json())
    return result


def land_crawl(settings: Settings, folder: Path) -> list[str]:
    """Put the files of a crawl that has ended into the archive and land them, a batch each.

    Returns:
        The IDs of the batches with pages, for `parse_batch`. Landing again gives the same ones.

    Raises:
        ChitieuError: the crawl has not ended.
    """
    plan, result = _read_plan(folder), _read_result(folder)
    warehouse = Warehouse(settings, "loader")
    warehouse.plan_crawl(plan.crawl_id, plan.source_id)
    archive = Archive(settings.archive_url)
    batches = []
    for path in sorted(folder.glob(f"*{_WARC}")):
        stem = path.name.removesuffix(_WARC)
        outcomes = folder / f"{stem}{_OUTCOMES}"
        manifest = {
            "crawl_id": plan.crawl_id,
            "warc": archive.adopt(path, f"{plan.source_id}/{plan.crawl_id}-{stem}"),
            "outcomes": str(outcomes),
            "outcomes_digest": digest(outcomes.read_bytes() if outcomes.exists() else b""),
        }
        batch_id = warehouse.plan_batch("ingest", plan.source_id, manifest)
        if warehouse.step_counts(batch_id, "capture") is None:
            land_crawl_file(settings, warehouse, batch_id, manifest)
        if stem.startswith(_PAGES):
            batches.append(batch_id)
    new = warehouse.finish_crawl(plan.crawl_id, json.loads(result.to_json()))
    if new is not None:
        log.info(
            "%s: crawl %s landed in %d batches, %d new pages",
            plan.source_id,
            plan.crawl_id,
            len(batches),
            new,
        )
    return batches


def clear_landed_crawls(settings: Settings, warehouse: Warehouse, kept: str | None = None) -> None:
    """Delete the working folders of crawls that are whole in the archive and the warehouse.

    A crawl that broke off, or of which a file has not been landed and parsed, keeps its folder: the next try
    goes on from it. So does the crawl of the name `kept`.
    """
    folders: dict[str, Path] = {}
    for path in settings.crawls_dir.glob(f"*/*/{PLAN_FILE}"):
        # A folder that is being written or deleted at this moment is none to delete.
        with suppress(ChitieuError):
            folders[_read_plan(path.parent).crawl_id] = path.parent
    for crawl_id in sorted(warehouse.landed_crawls(sorted(folders.keys() - {kept}))):
        log.info("crawl %s has landed, its working folder is deleted", crawl_id)
        shutil.rmtree(folders[crawl_id], ignore_errors=True)


def land_crawl_file(
    settings: Settings, warehouse: Warehouse, batch_id: str, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Land one file of a crawl: its captures from the archive, its failures from the outcomes beside it.

    Files of lists (feeds, sitemaps, sections) stay in the archive and are no pages: of them only the failures
    land.
    """
    archive, warc_path = Archive(settings.archive_url), manifest["warc"]
    is_pages = f"-{_PAGES}" in warc_path.rpartition("/")[2]
    captures = _captures(archive, warc_path) if is_pages else ()
    failures = _failures(Path(manifest["outcomes"]))
    return warehouse.land_captures(batch_id, captures, failures, manifest["crawl_id"])


def land_addresses(
    settings: Settings, warehouse: Warehouse, batch_id: str, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Fetch the addresses of a batch, each once and politely, and land what came."""
    addresses = tuple(manifest["addresses"])
    folder = settings.crawls_dir / WEB_SOURCE / batch_id
    folder.mkdir(parents=True, exist_ok=True)
    crawl_id = f"{WEB_SOURCE}-{batch_id}"
    plan = CrawlPlan(
        crawl_id=crawl_id,
        source_id=WEB_SOURCE,
        folder=folder,
        pages=addresses,
        recheck_days=_ALWAYS,
        limits=Limits(pages=len(addresses)),
        contact=settings.contact,
        known_path=_write_known(folder, warehouse.known_addresses(uris=addresses)),
        allow_loopback=bool(settings.local_sites),
        connect_to=settings.local_sites,
    )
    result = crawl(plan)
    archive = Archive(settings.archive_url)
    warehouse.plan_crawl(crawl_id, WEB_SOURCE)

    def captures() -> Iterator[tuple[Capture, ArchiveRef]]:
        for path in sorted(folder.glob(f"{_PAGES}*{_WARC}")):
            stem = path.name.removesuffix(_WARC)
            yield from _captures(archive, archive.adopt(path, f"{WEB_SOURCE}/{crawl_id}-{stem}"))

    def failures() -> Iterator[FetchFailure]:
        for path in sorted(folder.glob(f"*{_OUTCOMES}")):
            yield from _failures(path)

    counts = warehouse.land_captures(batch_id, captures(), failures(), crawl_id)
    warehouse.finish_crawl(crawl_id, json.loads(result.to_json()))
    return counts


_ALWAYS: Final = 36_500.0


def _captures(archive: Archive, warc_path: str) -> Iterator[tuple[Capture, ArchiveRef]]:
    for stored in archive.records(warc_path):
        if stored.record.rec_type in _PAGE_RECORDS:
            capture = stored_capture(stored.record)
            if capture.source_id == WEB_SOURCE:
                capture = replace(capture, source_id=source_of(capture.uri))
            yield capture, stored.ref


def _failures(outcomes: Path) -> Iterator[FetchFailure]:
    if not outcomes.exists():
        return
    with outcomes.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["outcome"] != "failed":
                continue
            log.warning("%s: %s", row["uri"], row["detail"])
            source_id = source_of(row["uri"])
            at = datetime.fromisoformat(row["at"])
            yield FetchFailure(
                row["uri"],
                source_id,
                row["reason"],
                row["detail"],
                at,
                row["status_code"],
                row["requested_uri"],
            )


def _write_known(folder: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path = folder / _KNOWN
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, default=datetime.isoformat, ensure_ascii=False) + "\n")
    return path


def _resumable(settings: Settings, warehouse: Warehouse, source_id: str) -> CrawlPlan | None:
    for crawl_id in warehouse.unfinished_crawls(source_id):
        folder = settings.crawls_dir / source_id / crawl_id
        if (folder / PLAN_FILE).exists():
            return _read_plan(folder)
    return None


def _read_plan(folder: Path) -> CrawlPlan:
    try:
        return CrawlPlan.from_json((folder / PLAN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ChitieuError(f"{folder} holds no plan of a crawl ({error}). Plan the crawl again.") from error


def _read_result(folder: Path) -> CrawlResult:
    path = folder / RESULT_FILE
    if not path.exists():
        raise ChitieuError(f"The crawl in {folder} has not ended. Run it to its end, then land it.")
    return CrawlResult.from_json(path.read_text(encoding="utf-8"))
