"""Loads into the warehouse: whole, once, or not at all, and read back as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from warehouse_samples import (
    AT,
    EXTRACTOR,
    HOSTILE,
    article_of,
    capture,
    extraction,
    land_articles,
    observation,
    plan_extraction,
)

from chitieu.kernel.errors import PageRejected
from chitieu.kernel.records import ArchiveRef, Article, Capture, Extraction, FetchFailure
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse, WarehouseError

PLACE = ArchiveRef("2023/a.warc.gz", 512)


@pytest.fixture
def store(fresh_settings: Settings) -> Warehouse:
    return Warehouse(fresh_settings, "loader")


@pytest.fixture
def audit(fresh_settings: Settings) -> Warehouse:
    return Warehouse(fresh_settings, "transformer")


def _result(success: bool = True, **detail: object) -> dict[str, object]:
    return {
        "suite": "candidates",
        "expectation": "value_in_bounds",
        "column_name": "value",
        "severity": "quarantine",
        "success": success,
        "evaluated": 2,
        "unexpected": 0 if success else 1,
        "detail": detail,
        "validated_at": AT,
    }


def test_planning_again_is_no_change(store: Warehouse) -> None:
    manifest = {"uris": ["file:///a.txt"], "digests": ["sha256:00"]}
    batch = store.plan_batch("ingest", "files", manifest)
    assert store.plan_batch("ingest", "files", dict(reversed(manifest.items()))) == batch
    assert store.plan_batch("ingest", "files", {**manifest, "digests": ["sha256:01"]}) != batch
    assert store.manifest(batch) == manifest
    assert store.unfinished_batches("extract") == []
    assert batch in store.unfinished_batches("ingest")


def test_an_unknown_batch_is_named(store: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="No batch nowhere was planned"):
        store.manifest("nowhere")
    with pytest.raises(WarehouseError, match="No batch nowhere was planned"):
        store.land_captures("nowhere", [])


def test_every_attempt_has_an_outcome(store: Warehouse, audit: Warehouse) -> None:
    page, failure = (
        capture("file:///a.txt"),
        FetchFailure("file:///b.txt", "files", "unreadable", "no right", AT),
    )
    first = store.plan_batch("ingest", "files", {"uris": ["file:///a.txt", "file:///b.txt"]})
    counts = store.land_captures(first, [(page, PLACE)], [failure])
    assert counts == {"stored": 1, "unchanged": 0, "failed": 1}
    assert store.step_landed(first, "capture")
    assert store.step_counts(first, "article") is None

    again = store.plan_batch("ingest", "files", {"uris": ["file:///a.txt"], "day": "2023-07-04"})
    elsewhere = ArchiveRef("2023/b.warc.gz", 0)
    assert store.land_captures(again, [(page, elsewhere)]) == {"stored": 0, "unchanged": 1, "failed": 0}
    (found,) = store.captures_of(again)
    assert (found.capture, found.ref) == (replace(page, content=b""), PLACE)
    assert store.known_captures([page.capture_id, "other"]) == {page.capture_id}
    assert audit.counts()["pages"] == 1


def test_a_step_that_has_landed_does_nothing(store: Warehouse) -> None:
    page = capture("file:///a.txt")
    batch = store.plan_batch("ingest", "files", {"uris": [page.uri]})
    counts = store.land_captures(batch, [(page, PLACE)])
    assert store.land_captures(batch, [(capture("file:///other.txt"), PLACE)]) == counts
    assert [stored.capture.uri for stored in store.captures_of(batch)] == [page.uri]


def test_articles_come_back_as_they_were(store: Warehouse) -> None:
    page = capture("file:///a.txt")
    article = article_of(page)
    land_articles(store, (page, article))
    assert store.articles_of([article.article_version_id]) == [article]
    with pytest.raises(WarehouseError, match="1 article versions are not in the warehouse"):
        store.articles_of([article.article_version_id, "nowhere"])


def test_hostile_text_survives(store: Warehouse) -> None:
    page = capture("file:///a.txt")
    article = replace(article_of(page, HOSTILE), title=HOSTILE, warnings=(HOSTILE,))
    land_articles(store, (page, article))
    kept = HOSTILE.replace("\x00", "\N{REPLACEMENT CHARACTER}").replace("\ud83d", "\N{REPLACEMENT CHARACTER}")
    (found,) = store.articles_of([article.article_version_id])
    assert (found.text, found.title, found.warnings) == (kept, kept, (kept,))
    assert len(found.text) == len(HOSTILE)


def test_a_known_article_version_gets_its_outcome_only(store: Warehouse, audit: Warehouse) -> None:
    page, copy = capture("file:///a.txt"), capture("file:///a.txt", b"<p>the same text</p>")
    article = article_of(page)
    land_articles(store, (page, article))
    batch = store.plan_batch("ingest", "files", {"uris": [page.uri], "day": "2023-07-04"})
    store.land_captures(batch, [(copy, PLACE)])
    counts = store.land_articles(batch, [replace(article, capture_id=copy.capture_id)])
    assert counts == {"parsed": 1, "new_versions": 0, "rejected": 0}
    assert audit.counts()["articles"] == 1


def test_a_page_without_an_article_leaves_its_reason(store: Warehouse) -> None:
    page = capture("file:///empty.txt", b"")
    batch = store.plan_batch("ingest", "files", {"uris": [page.uri]})
    store.land_captures(batch, [(page, PLACE)])
    rejected = [(page.capture_id, PageRejected("empty", "the page holds no text"))]
    assert store.land_articles(batch, [], rejected, parser_version="1")["rejected"] == 1
    assert store.unfinished_batches("ingest") == []


def test_only_the_current_version_waits_for_extraction(store: Warehouse) -> None:
    page, changed = capture("file:///a.txt"), capture("file:///a.txt", b"new")
    later = replace(changed, fetched_at=datetime(2023, 7, 4, tzinfo=UTC))
    old, new = article_of(page), article_of(later, "Đến nay có 1.300 đoàn viên.")
    land_articles(store, (page, old))
    land_articles(store, (later, new))
    assert store.pending_articles(EXTRACTOR) == [new.article_version_id]
    batch = plan_extraction(store, new)
    store.land_extraction(batch, [extraction(new)])
    assert store.pending_articles(EXTRACTOR) == []
    assert store.pending_articles("0.2.0+test") == [new.article_version_id]


@pytest.fixture
def landed(store: Warehouse) -> tuple[str, Article]:
    page = capture("file:///a.txt")
    article = article_of(page)
    land_articles(store, (page, article))
    batch = plan_extraction(store, article)
    good, doubtful = observation(article), observation(article, 60, Decimal("12500000000000000.125"))
    store.land_extraction(batch, [extraction(article, good, doubtful)])
    return batch, article


def test_candidates_come_back_exact(store: Warehouse, landed: tuple[str, Article]) -> None:
    batch, article = landed
    frame = store.candidates_of(batch)
    assert list(frame["value"]) == [Decimal("1250"), Decimal("12500000000000000.125")]
    assert frame.loc[0, "confidence"] == Decimal("0.8765")
    assert frame.loc[0, "article_version_id"] == article.article_version_id
    assert frame.loc[0, "total"] is None
    assert frame.loc[0, "trace"] == [{"rule": "number.grouped", "decision": "1250", "start": 54, "end": 59}]
    assert store.candidates_of("nowhere").columns.tolist() == frame.columns.tolist()


def test_a_verdict_moves_every_candidate(
    store: Warehouse, audit: Warehouse, landed: tuple[str, Article]
) -> None:
    batch, article = landed
    doubtful = observation(article, 60).observation_id
    reasons = [{"expectation": "value_in_bounds", "column": "value", "message": "quá lớn"}]
    counts = store.land_verdict("run-1", batch, {doubtful: reasons}, [_result(success=False, low=Decimal(1))])
    assert counts == {"observations": 1, "quarantined": 1, "results": 1}
    assert store.candidates_of(batch).empty
    assert store.unfinished_batches("extract") == []
    assert store.land_verdict("run-2", batch, {}, []) == counts
    held = audit.counts()
    assert (held["observations"], held["quarantined"], held["rejections"], held["numbers"]) == (1, 1, 1, 3)


def test_a_verdict_on_strangers_moves_nothing(store: Warehouse, landed: tuple[str, Article]) -> None:
    batch, _ = landed
    with pytest.raises(WarehouseError, match="stranger is to be quarantined"):
        store.land_verdict("run-1", batch, {"stranger": [{"expectation": "x"}]}, [_result()])
    assert len(store.candidates_of(batch)) == 2
    assert store.unfinished_batches("extract", EXTRACTOR) == [batch]
    assert store.unfinished_batches("extract", "other") == []


def test_nothing_is_validated_before_it_is_extracted(store: Warehouse) -> None:
    batch = plan_extraction(store)
    with pytest.raises(WarehouseError, match="has not landed, so nothing can be validated"):
        store.land_verdict("run-1", batch, {}, [])


def test_results_of_a_stopped_batch_are_kept(store: Warehouse, landed: tuple[str, Article]) -> None:
    batch, _ = landed
    assert store.land_validation_results("run-1", batch, [_result(success=False)]) == 1
    assert store.land_validation_results("run-1", batch, [_result(success=False)]) == 0
    later = {**_result(), "validated_at": datetime(2023, 7, 3, 3, tzinfo=UTC)}
    assert store.land_validation_results("run-1", batch, [later]) == 1
    assert len(store.candidates_of(batch)) == 2


def test_the_same_extraction_in_another_batch_adds_nothing(
    store: Warehouse, audit: Warehouse, landed: tuple[str, Article]
) -> None:
    _, article = landed
    other = store.plan_batch(
        "extract", None, {"article_version_ids": [article.article_version_id], "again": 1}
    )
    before = audit.counts()
    counts = store.land_extraction(other, [extraction(article, observation(article))])
    assert counts == {"articles": 0, "numbers": 0, "observations": 0, "rejections": 0}
    assert audit.counts() == before


def test_dbt_results_are_kept_once(store: Warehouse) -> None:
    row = {
        "invocation_id": "i",
        "unique_id": "model.chitieu.dim_place",
        "resource_type": "model",
        "name": "dim_place",
        "status": "success",
        "execution_seconds": 0.25,
        "rows_affected": 34,
        "message": "SELECT 34",
        "finished_at": AT,
    }
    assert store.land_dbt_results([row], "run-1") == 1
    assert store.land_dbt_results([row], "run-1") == 0


@pytest.mark.parametrize("fault", ["doubled", "infinite"])
def test_a_bad_row_lands_nothing_of_its_batch(store: Warehouse, audit: Warehouse, fault: str) -> None:
    page = capture("file:///a.txt")
    article = article_of(page)
    land_articles(store, (page, article))
    batch, before = plan_extraction(store, article), audit.counts()
    good = observation(article)
    bad = good if fault == "doubled" else observation(article, 60, Decimal("Infinity"))
    with pytest.raises(WarehouseError, match="Nothing of it has landed"):
        store.land_extraction(batch, [extraction(article, good, bad)])
    assert audit.counts() == before
    assert not store.step_landed(batch, "extract")
    assert store.land_extraction(batch, [extraction(article, good)])["observations"] == 1


def test_a_load_that_breaks_off_leaves_nothing_and_is_repeated(store: Warehouse, audit: Warehouse) -> None:
    pages = [capture(f"file:///{number}.txt") for number in range(5)]
    batch = store.plan_batch("ingest", "files", {"uris": [page.uri for page in pages]})

    def broken() -> Iterator[tuple[Capture, ArchiveRef]]:
        yield from ((page, PLACE) for page in pages[:3])
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="the disk went away"):
        store.land_captures(batch, broken())
    assert audit.counts()["pages"] == 0
    assert store.land_captures(batch, [(page, PLACE) for page in pages])["stored"] == 5


def test_the_fingerprint_knows_content_from_circumstance(
    fresh_settings: Settings, store: Warehouse, audit: Warehouse, landed: tuple[str, Article]
) -> None:
    batch, article = landed
    store.land_verdict("run-1", batch, {}, [_result()])
    before = audit.fingerprint()
    assert store.land_verdict("run-2", batch, {}, [_result()])["observations"] == 2
    other = store.plan_batch("extract", None, {"again": 1})
    store.land_extraction(other, [extraction(article, observation(article))])
    assert audit.fingerprint() == before
    newer: Extraction = extraction(article, version="0.2.0+test")
    store.land_extraction(plan_extraction(store, article, version="0.2.0+test"), [newer])
    assert audit.fingerprint() != before
