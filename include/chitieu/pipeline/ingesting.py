"""Pages of files, WARC files and address lists to the archive, and from the archive to articles.

What an ingest batch brings in stands in its manifest:

| keys | what comes in |
|---|---|
| `uris`, `digests` | files of this machine |
| `warc`, `start`, `end` | a stretch of a WARC file that lies in the archive |
| `addresses`, `asked_at` | single pages of sites, fetched in a crawl of their own |
| `crawl_id`, `warc`, `outcomes` | one file of a crawl (`crawling`) |
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chitieu.archive import Archive, import_warc, is_warc
from chitieu.article import PARSER_VERSION, parse_article
from chitieu.fetch import WEB_SOURCE, list_pages, list_uris, read_uri
from chitieu.fetch.listing import has_pages, read_addresses
from chitieu.kernel.errors import ChitieuError, PageRejected
from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import ArchiveRef, Article, Capture, FetchFailure
from chitieu.pipeline.archived import pages_of_span
from chitieu.pipeline.chunks import chunks
from chitieu.pipeline.crawling import clear_landed_crawls, land_addresses, land_crawl_file
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)

FILES_SOURCE = "files"
"""The source of pages that are read from this machine."""


def plan_ingest(
    settings: Settings,
    paths: Sequence[str | Path],
    batch_size: int = 50,
    source_id: str | None = None,
) -> list[str]:
    """Plan the batches that bring pages in, and return their IDs.

    Args:
        settings: where things are; without paths its inbox is read.
        paths: pages, folders of pages, WARC files (`.warc`, `.warc.gz`, also in a store by URL), files that
            list addresses of sites, and addresses.
        batch_size: pages a batch.
        source_id: of WARC files, the pages of this source alone are taken; the others are failed attempts
            with the reason `other_source`.

    A batch of files or of a WARC file is known by what is in it: planning the same again gives the same
    batches. Addresses are asked for anew each time.

    Raises:
        ChitieuError: a path does not exist, holds no page, or is a WARC file that cannot be read.
    """
    warehouse = Warehouse(settings, "loader")
    if not paths:
        paths = _inbox(settings)
    given = _sorted_out(paths)
    batches = _plan_files(warehouse, list_uris(given.files), batch_size) if given.files else []
    for path in given.warcs:
        batches += _plan_warc(settings, warehouse, path, batch_size, source_id)
    asked_at = datetime.now(UTC).isoformat()
    for asked in chunks(list(dict.fromkeys(given.addresses)), batch_size):
        manifest = {"addresses": list(asked), "asked_at": asked_at}
        batches.append(warehouse.plan_batch("ingest", WEB_SOURCE, manifest))
    log.info("planned %d ingest batches", len(batches))
    return batches


def list_warc_files(settings: Settings, paths: Sequence[str]) -> list[str]:
    """The WARC files among paths and in folders, each once, in their order.

    Raises:
        ChitieuError: a path is no WARC file and no folder with one.
    """
    del settings  # every step is called with the settings
    found: dict[str, None] = {}
    for path in paths:
        folder = Path(path)
        files = sorted(map(str, folder.rglob("*"))) if folder.is_dir() else [path]
        warcs = [file for file in files if is_warc(file)]
        if not warcs:
            raise ChitieuError(f"{path} is no WARC file (.warc, .warc.gz) and no folder that holds one.")
        found.update(dict.fromkeys(warcs))
    return list(found)


def plan_warc_file(
    settings: Settings, path: str, batch_size: int = 200, source_id: str | None = None
) -> list[str]:
    """Copy one WARC file into the archive and plan the batches of its pages; see `plan_ingest`."""
    return _plan_warc(settings, Warehouse(settings, "loader"), path, batch_size, source_id)


@dataclass
class _Given:
    """What the paths of one call are."""

    files: list[Path] = field(default_factory=list)
    warcs: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def _sorted_out(paths: Sequence[str | Path]) -> _Given:
    given = _Given()
    for path in map(str, paths):
        if path.startswith(("http://", "https://")):
            given.addresses.append(path)
        elif Path(path).is_dir():
            skipped = map(str, list_pages([Path(path)]).skipped)
            warcs = [file for file in skipped if is_warc(file)]
            given.warcs += warcs
            if not warcs or has_pages(Path(path)):
                given.files.append(Path(path))
        elif is_warc(path):
            given.warcs.append(path)
        elif (listed := read_addresses(Path(path))) is not None:
            given.addresses += listed
        else:
            given.files.append(Path(path))
    return given


def _inbox(settings: Settings) -> list[Path]:
    inbox = settings.inbox_dir
    inbox.mkdir(parents=True, exist_ok=True)
    if not any(inbox.iterdir()):
        log.info("the inbox %s is empty", inbox)
        return []
    return [inbox]


def _plan_files(warehouse: Warehouse, uris: Sequence[str], batch_size: int) -> list[str]:
    batches = []
    for some in chunks(uris, batch_size):
        pages = (read_uri(uri, FILES_SOURCE) for uri in some)
        digests = [page.payload_digest if isinstance(page, Capture) else page.reason for page in pages]
        manifest = {"uris": list(some), "digests": digests}
        batches.append(warehouse.plan_batch("ingest", FILES_SOURCE, manifest))
    return batches


def _plan_warc(
    settings: Settings, warehouse: Warehouse, path: str, batch_size: int, source_id: str | None
) -> list[str]:
    archive = Archive(settings.archive_url)
    warc_path = import_warc(archive, path)
    spans = archive.spans(warc_path, batch_size)
    log.info("%s holds %d pages", path, sum(span.pages for span in spans))
    if not spans:
        raise ChitieuError(f"{path} holds no page. Check whether it is the right file.")
    only = {"source_id": source_id} if source_id else {}
    return [
        warehouse.plan_batch(
            "ingest", source_id, {"warc": warc_path, "start": span.start, "end": span.end, **only}
        )
        for span in spans
    ]


def capture_batch(settings: Settings, batch_id: str) -> dict[str, Any]:
    """Bring the pages of a batch into the archive and index them; every attempt leaves an outcome.

    Returns:
        The counts `stored`, `unchanged` and `failed`.

    Raises:
        ChitieuError: the archive cannot be written, or a crawl did not come to its end.
    """
    warehouse = Warehouse(settings, "loader")
    done = warehouse.step_counts(batch_id, "capture")
    if done is not None:
        return done
    manifest = warehouse.manifest(batch_id)
    if "crawl_id" in manifest:
        return land_crawl_file(settings, warehouse, batch_id, manifest)
    if "addresses" in manifest:
        return land_addresses(settings, warehouse, batch_id, manifest)
    if "warc" in manifest:
        return _land_span(settings, warehouse, batch_id, manifest)
    return _land_files(settings, warehouse, batch_id, manifest)


def _land_span(
    settings: Settings, warehouse: Warehouse, batch_id: str, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    failures: list[FetchFailure] = []

    def captures() -> Iterator[tuple[Capture, ArchiveRef]]:
        records = Archive(settings.archive_url).records(manifest["warc"], manifest["start"], manifest["end"])
        for page, ref in pages_of_span(records, manifest.get("source_id")):
            if isinstance(page, FetchFailure):
                failures.append(page)
            else:
                yield page, ref

    return warehouse.land_captures(batch_id, captures(), failures)


def _land_files(
    settings: Settings, warehouse: Warehouse, batch_id: str, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    failures: list[FetchFailure] = []
    light: list[Capture] = []
    uris, digests = manifest["uris"], manifest["digests"]
    planned = (stable_id("capture", uri, digest) for uri, digest in zip(uris, digests, strict=True))
    known = warehouse.known_captures(planned)

    def captures() -> Iterator[Capture]:
        for uri in uris:
            page = read_uri(uri, FILES_SOURCE)
            if isinstance(page, FetchFailure):
                log.warning("%s: %s", page.uri, page.detail)
                failures.append(page)
                continue
            # Bytes that the archive has are not stored again.
            is_known, size = page.capture_id in known, len(page.content)
            light.append(replace(page, content=b"", content_bytes=size, revisit=is_known))
            yield light[-1] if is_known else page

    refs = Archive(settings.archive_url).store(captures(), f"ingest-{batch_id}")
    return warehouse.land_captures(batch_id, zip(light, refs, strict=True), failures)


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
        content = archive.load(stored.ref, stored.capture.payload_digest)
        try:
            articles.append(parse_article(replace(stored.capture, content=content)))
        except PageRejected as problem:
            log.warning("%s: %s", stored.capture.uri, problem)
            rejected.append((stored.capture.capture_id, problem))
    counts = warehouse.land_articles(batch_id, articles, rejected, PARSER_VERSION)
    manifest = warehouse.manifest(batch_id)
    if "crawl_id" in manifest or "addresses" in manifest:
        clear_landed_crawls(settings, warehouse)
    return counts
