"""What a crawl brings: captures with their place, an outcome for each attempt, the state of each address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from warehouse_samples import capture

from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import ArchiveRef, Capture, FetchFailure
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
URI = "https://tin.example.vn/a.html"
PLACE = ArchiveRef("tin/pages-1.warc.gz", 512, 300)

Landed = Callable[..., dict[str, int]]


def page(uri: str = URI, content: bytes = b"<p>Mot</p>", at: datetime = AT, **facts: Any) -> Capture:
    exchange = {"source_id": "tin", "status_code": 200, "etag": '"1"', "fetched_at": at, **facts}
    return replace(capture(uri, content), **exchange)


def revisit(of: Capture, at: datetime, uri: str | None = None, **facts: Any) -> Capture:
    where = uri or of.uri
    known = {"content": b"", "revisit": True, "fetched_at": at, "uri": where, "status_code": 304, **facts}
    return replace(of, capture_id=stable_id("capture", where, of.payload_digest), **known)


@pytest.fixture
def store(fresh_settings: Settings) -> Warehouse:
    return Warehouse(fresh_settings, "loader")


@pytest.fixture
def land(store: Warehouse) -> Landed:
    def landed(*captures: Capture, failures: tuple[FetchFailure, ...] = (), crawl: str | None = None) -> Any:
        number = {
            "uris": [c.uri for c in captures],
            "at": [str(c.fetched_at) for c in captures],
            "crawl": crawl,
        }
        number["failures"] = [f"{f.uri} {f.attempted_at}" for f in failures]
        batch = store.plan_batch("ingest", "tin", number)
        return store.land_captures(batch, ((c, PLACE) for c in captures), iter(failures), crawl)

    return landed


@pytest.fixture
def rows(fresh_settings: Settings) -> Callable[[str], list[dict[str, Any]]]:
    def asked(query: str) -> list[dict[str, Any]]:
        parameters = fresh_settings.warehouse("loader").parameters()
        with psycopg.connect(**parameters, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()

    return asked


Rows = Callable[[str], list[dict[str, Any]]]


def test_an_unchanged_page_is_an_outcome_and_no_capture(land: Landed, store: Warehouse, rows: Rows) -> None:
    first = page()
    assert land(first) == {"stored": 1, "unchanged": 0, "failed": 0}

    later = revisit(first, AT + timedelta(days=1), etag=None)
    assert land(later) == {"stored": 0, "unchanged": 1, "failed": 0}

    (kept,) = rows("SELECT * FROM raw.captures")
    assert (kept["warc_path"], kept["warc_offset"], kept["warc_length"]) == ("tin/pages-1.warc.gz", 512, 300)
    assert (kept["etag"], kept["payload_bytes"]) == ('"1"', 10)
    (known,) = store.known_addresses("tin")
    assert known == {
        "uri": URI,
        "etag": '"1"',
        "last_modified": None,
        "payload_digest": digest(b"<p>Mot</p>"),
        "fetched_at": AT + timedelta(days=1),
        "first_seen_at": AT,
    }


def test_the_same_bytes_at_another_address_are_stored_once(land: Landed, rows: Rows) -> None:
    first = page()
    copy = revisit(first, AT, "https://tin.example.vn/b.html", status_code=200)
    elsewhere = revisit(first, AT, "https://khac.example.vn/c.html", status_code=200)

    assert land(copy, first) == {"stored": 2, "unchanged": 0, "failed": 0}
    assert land(elsewhere) == {"stored": 1, "unchanged": 0, "failed": 0}

    places = rows("SELECT DISTINCT warc_path, warc_offset, payload_bytes FROM raw.captures")
    assert places == [{"warc_path": PLACE.warc_path, "warc_offset": 512, "payload_bytes": 10}]


def test_an_unchanged_page_whose_bytes_are_nowhere_is_a_failure(
    land: Landed, store: Warehouse, rows: Rows
) -> None:
    assert land(revisit(page(), AT)) == {"stored": 0, "unchanged": 0, "failed": 1}

    (outcome,) = rows("SELECT * FROM raw.fetch_outcomes")
    assert (outcome["outcome"], outcome["reason"]) == ("failed", "original_missing")
    assert list(store.known_addresses("tin")) == []


def test_a_page_that_comes_twice_in_a_batch_is_stored_once(land: Landed, rows: Rows) -> None:
    again = page(at=AT + timedelta(minutes=5), requested_uri="https://tin.example.vn/?id=1")

    assert land(page(), again) == {"stored": 1, "unchanged": 1, "failed": 0}
    assert len(rows("SELECT * FROM raw.fetch_outcomes")) == 2


def test_a_failure_is_told_and_keeps_what_is_known(land: Landed, store: Warehouse, rows: Rows) -> None:
    land(page(last_modified="Mon, 02 Mar 2026 01:00:00 GMT"))
    gone = FetchFailure(URI, "tin", "gone", "410", AT + timedelta(days=2), 410, "https://tin.example.vn/x")

    assert land(failures=(gone,)) == {"stored": 0, "unchanged": 0, "failed": 1}

    (state,) = rows("SELECT * FROM raw.addresses")
    assert (state["last_outcome"], state["last_reason"], state["last_status_code"]) == ("failed", "gone", 410)
    (known,) = store.known_addresses("tin")
    assert (known["etag"], known["last_modified"]) == ('"1"', "Mon, 02 Mar 2026 01:00:00 GMT")
    assert known["fetched_at"] == AT


def test_an_old_archive_does_not_pass_for_the_page_of_today(
    land: Landed, store: Warehouse, rows: Rows
) -> None:
    land(page(content=b"<p>Hai</p>", etag='"2"'))
    old = page(at=AT - timedelta(days=700))
    land(old)

    (known,) = store.known_addresses("tin")
    assert (known["etag"], known["payload_digest"]) == ('"2"', digest(b"<p>Hai</p>"))
    assert (known["fetched_at"], known["first_seen_at"]) == (AT, AT - timedelta(days=700))
    (state,) = rows("SELECT last_seen_at FROM raw.addresses")
    assert state["last_seen_at"] == AT


def test_pages_of_this_machine_have_no_address_to_ask_again(land: Landed, rows: Rows) -> None:
    land(replace(capture("file:///a.html"), source_id="tin"))

    assert rows("SELECT * FROM raw.addresses") == []


def _result(day: int, **counts: int) -> dict[str, Any]:
    at = datetime(2026, 3, day, tzinfo=UTC).isoformat()
    return {"started_at": at, "finished_at": at, "stop_reason": "finished", "reasons": {"gone": 1}, **counts}


def test_a_crawl_is_finished_once_and_counts_its_new_pages(
    land: Landed, store: Warehouse, rows: Rows
) -> None:
    land(page())
    store.plan_crawl("tin-1", "tin")
    store.plan_crawl("tin-1", "tin")
    changed = page(content=b"<p>Ba</p>", at=AT + timedelta(days=1))
    fresh = page("https://tin.example.vn/moi.html", at=AT + timedelta(days=1))
    land(changed, fresh, crawl="tin-1")
    assert store.unfinished_crawls("tin") == ["tin-1"]

    assert store.finish_crawl("tin-1", _result(3, stored=2, requests=9)) == 1
    assert store.finish_crawl("tin-1", _result(4)) is None

    assert store.unfinished_crawls("tin") == []
    (crawl,) = rows("SELECT * FROM raw.crawls")
    assert (crawl["new_pages"], crawl["counts"]["requests"], crawl["reasons"]) == (1, 9, {"gone": 1})
    assert {row["crawl_id"] for row in rows("SELECT crawl_id FROM raw.fetch_outcomes")} == {None, "tin-1"}


def test_a_source_is_quiet_after_so_many_crawls_in_a_row(land: Landed, store: Warehouse) -> None:
    for day in range(1, 8):
        store.plan_crawl(f"tin-{day}", "tin")
        if day == 2:
            land(page(), crawl="tin-2")
        store.finish_crawl(f"tin-{day}", _result(day))

    (quiet,) = store.quiet_sources(5)
    assert quiet == {
        "source_id": "tin",
        "crawls": 5,
        "last_new_page_at": datetime(2026, 3, 2, tzinfo=UTC),
        "stop_reasons": ["finished"] * 5,
    }
    assert store.quiet_sources(6) == []
