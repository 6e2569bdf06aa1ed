"""The archive read again with the parser and the rules of today, and what that changes in the figures."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chitieu.archive import Archive
from chitieu.article import PARSER_VERSION, parse_article
from chitieu.extract import EXTRACTOR_VERSION, extract
from chitieu.kernel.changes import Figure, FigureChange, differing, figure_of, paired
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import stable_id
from chitieu.kernel.record import record
from chitieu.kernel.records import Article
from chitieu.pipeline.chunks import chunks
from chitieu.settings import Settings
from chitieu.warehouse import ReplayedCapture, Warehouse

log = logging.getLogger(__name__)


@record
class Replayed:
    """One page read again: the article that it gives now, or why it gives none, and what has changed."""

    capture_id: str
    article: Article | None
    rejected: PageRejected | None
    changes: tuple[FigureChange, ...]


def plan_replay(
    settings: Settings, since: datetime | None = None, source_id: str | None = None, batch_size: int = 50
) -> list[str]:
    """Plan batches for the pages that the parser and rules of today have not read, and return their IDs.

    Batches of an earlier replay that broke off come first. None are left where all has been read.

    Args:
        settings: where things are.
        since: take pages that were seen since then, at whatever time they were first fetched.
        source_id: take the pages of this source alone.
        batch_size: pages a batch.
    """
    warehouse = Warehouse(settings, "loader")
    unfinished = [batch for batch in warehouse.unfinished_batches("replay") if _is_of_today(warehouse, batch)]
    covered = {capture for batch in unfinished for capture in warehouse.manifest(batch)["capture_ids"]}
    scope = warehouse.replay_scope(since, source_id, PARSER_VERSION, EXTRACTOR_VERSION)
    pending = [capture_id for capture_id in scope.pending if capture_id not in covered]
    shown = set(scope.shown)
    planned = [
        warehouse.plan_batch(
            "replay",
            source_id,
            {
                "capture_ids": list(ids),
                "compared": [capture_id for capture_id in ids if capture_id in shown],
                "parser_version": PARSER_VERSION,
                "extractor_version": EXTRACTOR_VERSION,
            },
        )
        for ids in chunks(pending, batch_size)
    ]
    log.info("%d pages to read again in %d batches", len(pending), len(planned))
    return [*unfinished, *planned]


def _is_of_today(warehouse: Warehouse, batch_id: str) -> bool:
    manifest = warehouse.manifest(batch_id)
    return (manifest["parser_version"], manifest["extractor_version"]) == (PARSER_VERSION, EXTRACTOR_VERSION)


def replay_batch(settings: Settings, batch_id: str) -> dict[str, int]:
    """Parse the pages of a batch again and keep what differs in their figures; new versions are read later.

    Returns:
        The counts `parsed`, `new_versions`, `rejected` and, if there are any, `changes`.

    Raises:
        ArchiveDamaged: the bytes of a page are not there any more, or not those that were stored.
    """
    warehouse = Warehouse(settings, "loader")
    done = warehouse.step_counts(batch_id, "article")
    if done is not None:
        return done
    manifest = warehouse.manifest(batch_id)
    articles: list[Article] = []
    rejected: list[tuple[str, PageRejected]] = []
    changes: list[FigureChange] = []
    for page in _replayed(settings, warehouse, manifest["capture_ids"], set(manifest["compared"])):
        changes += page.changes
        if page.article is not None:
            articles.append(page.article)
        if page.rejected is not None:
            rejected.append((page.capture_id, page.rejected))
    return warehouse.land_articles(batch_id, articles, rejected, PARSER_VERSION, changes)


def preview_replay(
    settings: Settings, since: datetime | None = None, source_id: str | None = None, batch_size: int = 50
) -> Iterator[tuple[int, list[FigureChange]]]:
    """Read the pages of today again and land nothing.

    Yields:
        For each stretch of pages, how many they are and what differs in their figures.
    """
    warehouse = Warehouse(settings, "loader")
    scope = warehouse.replay_scope(since, source_id, PARSER_VERSION, EXTRACTOR_VERSION)
    for ids in chunks(scope.shown, batch_size):
        pages = _replayed(settings, warehouse, ids, set(ids))
        yield len(ids), [change for page in pages for change in page.changes]


def _replayed(
    settings: Settings, warehouse: Warehouse, capture_ids: Sequence[str], compared: set[str]
) -> Iterator[Replayed]:
    archive = Archive(settings.archive_url)
    pages = warehouse.replayed_captures(capture_ids)
    known = warehouse.figures_of(
        (page.article_version_id, page.extractor_version)
        for page in pages
        if page.article_version_id and page.extractor_version
    )
    for page in pages:
        capture = page.stored.capture
        content = archive.load(page.stored.ref, capture.payload_digest)
        article, rejected = None, None
        try:
            article = parse_article(replace(capture, content=content))
        except PageRejected as problem:
            rejected = problem
        changes: tuple[FigureChange, ...] = ()
        if capture.capture_id in compared:
            before = known.get(page.article_version_id or "", [])
            changes = tuple(_changes(page, before, article))
        yield Replayed(capture.capture_id, article, rejected, changes)


def _changes(
    page: ReplayedCapture, before: Sequence[Figure], article: Article | None
) -> Iterator[FigureChange]:
    capture = page.stored.capture
    after = [figure_of(found) for found in extract(article).observations] if article else []
    versions = (
        page.article_version_id,
        article.article_version_id if article else None,
        page.extractor_version,
        EXTRACTOR_VERSION,
    )
    name = article.page if article else capture.uri
    yield from changes_between(capture.capture_id, name, before, after, versions)


def changes_between(
    capture_id: str,
    page: str,
    before: Iterable[Figure],
    after: Iterable[Figure],
    versions: tuple[str | None, str | None, str | None, str],
) -> Iterator[FigureChange]:
    """What differs between two readings of a page, in the order of the text.

    Args:
        capture_id: the bytes that were read.
        page: the name of the page.
        before: figures with the keys of `FIGURE_FIELDS`.
        after: the same, of the newer reading.
        versions: article version before and after, extractor version before and after.
    """
    for old, new in paired(list(before), list(after)):
        fields = differing(old, new) if old and new else ()
        if old and new and not fields:
            continue
        change = "changed" if old and new else "removed" if old else "added"
        yield FigureChange(capture_id, page, change, fields, old, new, *versions)


@record
class VersionChanges:
    """What differs in the figures of a page between one version and the next."""

    before: dict[str, object] | None
    after: dict[str, object]
    changes: tuple[FigureChange, ...]


def compare_versions(settings: Settings, page: str) -> list[VersionChanges]:
    """The versions of a page, oldest first, each with what it changed in the figures by the rules of today.

    Args:
        settings: where things are.
        page: the page's name, address or article version.

    Returns:
        A row per version; the first one has no `before`. Nothing for a page that is not known.
    """
    warehouse = Warehouse(settings, "transformer")
    rows = warehouse.versions_of(page)
    articles = warehouse.articles_of([row["article_version_id"] for row in rows]) if rows else []
    found: list[VersionChanges] = []
    known: list[Figure] = []
    for number, (row, article) in enumerate(zip(rows, articles, strict=True)):
        figures: list[Figure] = [figure_of(each) for each in extract(article).observations]
        earlier = rows[number - 1] if number and rows[number - 1]["url"] == row["url"] else None
        if earlier is None:
            known = []
        versions = (
            earlier["article_version_id"] if earlier else None,
            article.article_version_id,
            EXTRACTOR_VERSION if earlier else None,
            EXTRACTOR_VERSION,
        )
        capture_id = article.capture_id or stable_id("capture", article.url)
        changes = changes_between(capture_id, article.page, known, figures, versions)
        found.append(VersionChanges(earlier, row, tuple(changes)))
        known = figures
    return found
