"""Files, WARC files, address lists and crawls to the archive, the index and articles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from foreign_archives import foreign_warc, html
from psycopg.rows import dict_row

from chitieu import pipeline
from chitieu.archive import Archive, WarcSink
from chitieu.fetch.plan import CrawlPlan, CrawlResult
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import ArchiveRef, Capture
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

Rows = Callable[[str], list[dict[str, Any]]]
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def rows(fresh_settings: Settings) -> Rows:
    def asked(query: str) -> list[dict[str, Any]]:
        parameters = fresh_settings.warehouse("transformer").parameters()
        with psycopg.connect(**parameters, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()

    return asked


def run(settings: Settings, *paths: Path | str, **options: Any) -> list[str]:
    batches = pipeline.plan_ingest(settings, paths, **options)
    for batch in batches:
        pipeline.capture_batch(settings, batch)
        pipeline.parse_batch(settings, batch)
    return batches


def test_a_foreign_warc_file_comes_in_by_batches(
    fresh_settings: Settings, tmp_path: Path, rows: Rows
) -> None:
    path = foreign_warc(tmp_path / "CC-NEWS-2024.warc.gz")

    batches = run(fresh_settings, path, batch_size=3)

    assert len(batches) == 3
    outcomes = {row["uri"]: row for row in rows("SELECT * FROM raw.fetch_outcomes")}
    assert len(outcomes) == 8
    failed = {uri: row["reason"] for uri, row in outcomes.items() if row["outcome"] == "failed"}
    assert failed == {
        "https://laodongthudo.vn/mat.html": "not_found",
        "https://laodongthudo.vn/anh.jpg": "binary",
    }
    assert outcomes["https://laodongthudo.vn/mat.html"]["status_code"] == 404
    captures = rows("SELECT * FROM raw.captures ORDER BY uri")
    assert {row["source_id"] for row in captures} == {"laodongthudo", "web"}
    assert {row["fetched_at"] for row in captures} == {datetime(2024, 1, 13, tzinfo=UTC)}
    assert len({row["warc_path"] for row in captures}) == 1
    archive = Archive(fresh_settings.archive_url)
    for row in captures:
        ref = ArchiveRef(row["warc_path"], row["warc_offset"], row["warc_length"])
        assert digest(archive.load(ref, row["payload_digest"])) == row["payload_digest"]
    assert len(rows("SELECT * FROM landing.articles")) == 6

    assert run(fresh_settings, path, batch_size=3) == batches


def test_pages_of_one_source_alone(fresh_settings: Settings, tmp_path: Path, rows: Rows) -> None:
    run(fresh_settings, foreign_warc(tmp_path / "a.warc.gz"), source_id="laodongthudo")

    (other,) = rows("SELECT * FROM raw.fetch_outcomes WHERE reason = 'other_source'")
    assert other["uri"] == "https://khac.example.com/a.html"


def test_a_folder_of_pages_and_warc_files(fresh_settings: Settings, tmp_path: Path, rows: Rows) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    foreign_warc(folder / "a.warc.gz", pages=1)
    (folder / "b.html").write_bytes(html())
    only = tmp_path / "only"
    only.mkdir()
    foreign_warc(only / "c.warc.gz", pages=2)

    assert len(run(fresh_settings, folder, only)) == 3
    assert rows("SELECT reason FROM raw.fetch_outcomes WHERE reason = 'no_pages'") == []
    assert len(rows("SELECT * FROM raw.captures WHERE uri LIKE 'file:%'")) == 1


def test_known_bytes_are_not_stored_again(fresh_settings: Settings, tmp_path: Path, rows: Rows) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    first, second = folder / "a.html", folder / "b.html"
    first.write_bytes(html(1))
    run(fresh_settings, first)
    second.write_bytes(html(2))
    batch = run(fresh_settings, folder)[0]

    places = rows("SELECT warc_path FROM raw.captures ORDER BY uri")
    assert len({row["warc_path"] for row in places}) == 2
    again = [name for name in Archive(fresh_settings.archive_url).files() if batch in name]
    kinds = [stored.record.rec_type for stored in Archive(fresh_settings.archive_url).records(again[0])]
    assert kinds == ["warcinfo", "revisit", "resource"]
    outcomes = rows("SELECT batch_id, outcome FROM raw.fetch_outcomes ORDER BY uri")
    assert [row["outcome"] for row in outcomes if row["batch_id"] == batch] == ["unchanged", "stored"]


def crawled(uri: str, content: bytes) -> Capture:
    return Capture(
        capture_id=stable_id("capture", uri, digest(content)),
        uri=uri,
        source_id="laodongthudo",
        media_type="text/html",
        content=content,
        payload_digest=digest(content),
        fetched_at=AT,
        status_code=200,
        request_headers=(("User-Agent", "chitieu"),),
        response_headers=(("ETag", '"1"'),),
        etag='"1"',
    )


def finished_crawl(settings: Settings, *pages: Capture) -> Path:
    """The folder of a crawl that has ended, as the crawler leaves it."""
    folder = settings.crawls_dir / "laodongthudo" / "laodongthudo-1"
    folder.mkdir(parents=True)
    plan = CrawlPlan(crawl_id="laodongthudo-1", source_id="laodongthudo", folder=folder, allow_loopback=True)
    (folder / "plan.json").write_text(plan.to_json(), encoding="utf-8")
    for number, page in enumerate(pages, start=1):
        with WarcSink(folder / f"pages-{number:05}.warc.gz") as sink:
            sink.append(page)
    (folder / "pages-00001.outcomes.jsonl").write_text(
        '{"outcome": "stored", "uri": "https://laodongthudo.vn/1.html"}\n'
        '{"outcome": "failed", "uri": "https://laodongthudo.vn/2.html", "reason": "gone", "detail": "410", '
        '"status_code": 410, "requested_uri": null, "at": "2026-03-02T01:00:00+00:00"}\n',
        encoding="utf-8",
    )
    result = CrawlResult(
        "laodongthudo-1", "laodongthudo", "finished", AT.isoformat(), AT.isoformat(), stored=2
    )
    (folder / "result.json").write_text(result.to_json(), encoding="utf-8")
    return folder


def test_a_crawl_lands_a_batch_a_file_once(fresh_settings: Settings, rows: Rows) -> None:
    pages = [crawled(f"https://laodongthudo.vn/{n}.html", html(n)) for n in (1, 3)]
    folder = finished_crawl(fresh_settings, *pages)

    batches = pipeline.land_crawl(fresh_settings, folder)

    assert len(batches) == 2
    assert pipeline.land_crawl(fresh_settings, folder) == batches
    (crawl,) = rows("SELECT * FROM raw.crawls")
    assert (crawl["new_pages"], crawl["stop_reason"]) == (2, "finished")
    assert sorted(row["outcome"] for row in rows("SELECT outcome FROM raw.fetch_outcomes")) == [
        "failed",
        "stored",
        "stored",
    ]
    assert [row["etag"] for row in rows("SELECT etag FROM raw.addresses ORDER BY uri")] == [
        '"1"',
        None,
        '"1"',
    ]
    assert pipeline.parse_batch(fresh_settings, batches[0])["parsed"] == 1
    known = list(Warehouse(fresh_settings, "loader").known_addresses("laodongthudo"))
    assert [row["uri"] for row in known] == [page.uri for page in pages]


def test_the_folder_of_a_crawl_goes_once_all_of_it_has_landed(fresh_settings: Settings) -> None:
    pages = [crawled(f"https://laodongthudo.vn/{n}.html", html(n)) for n in (1, 3)]
    folder = finished_crawl(fresh_settings, *pages)
    first, second = pipeline.land_crawl(fresh_settings, folder)

    pipeline.parse_batch(fresh_settings, first)
    assert folder.exists()  # a task that landed the crawl may be tried again, and finds it

    pipeline.parse_batch(fresh_settings, second)
    assert not folder.exists()
    assert pipeline.capture_batch(fresh_settings, second) == pipeline.capture_batch(fresh_settings, second)


def test_the_folder_of_a_crawl_that_broke_off_stays(fresh_settings: Settings) -> None:
    broken = pipeline.plan_crawl(fresh_settings, "laodongthudo", "laodongthudo-broken").folder
    landed = finished_crawl(fresh_settings, crawled("https://laodongthudo.vn/1.html", html()))

    for batch in pipeline.land_crawl(fresh_settings, landed):
        pipeline.parse_batch(fresh_settings, batch)

    assert not landed.exists()
    assert broken.exists()
    assert pipeline.plan_crawl(fresh_settings, "laodongthudo").crawl_id == "laodongthudo-broken"


def test_a_crawl_that_has_not_ended_does_not_land(fresh_settings: Settings) -> None:
    folder = finished_crawl(fresh_settings, crawled("https://laodongthudo.vn/1.html", html()))
    (folder / "result.json").unlink()

    with pytest.raises(ChitieuError, match="has not ended"):
        pipeline.land_crawl(fresh_settings, folder)


def test_a_plan_knows_what_is_known_and_is_taken_up_again(fresh_settings: Settings) -> None:
    pipeline.land_crawl(
        fresh_settings, finished_crawl(fresh_settings, crawled("https://laodongthudo.vn/1.html", html()))
    )

    plan = pipeline.plan_crawl(fresh_settings, "laodongthudo")

    assert plan.hosts == ("laodongthudo.vn",)
    assert plan.known_path is not None
    assert '"etag": "\\"1\\""' in plan.known_path.read_text(encoding="utf-8")
    assert pipeline.plan_crawl(fresh_settings, "laodongthudo") == plan
    with pytest.raises(ChitieuError, match="no source that is crawled"):
        pipeline.plan_crawl(fresh_settings, "files")


def test_a_page_that_gave_nothing_can_be_followed_and_is_told(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "rong.html").write_bytes(b"")
    (tmp_path / "hong.html").write_bytes(b"<p>" + bytes(range(128, 256)) * 9)
    batches = run(fresh_settings, tmp_path)

    warehouse = Warehouse(fresh_settings, "transformer")
    empty = warehouse.trail("rong")
    assert empty is not None
    assert empty.capture is None
    assert empty.attempt is not None
    assert empty.attempt["reason"] == "empty"
    assert warehouse.trail("khong-co") is None
    reasons = {row["reason"]: row["uri"] for row in warehouse.failures_of(batches)}
    assert reasons == {
        "empty": (tmp_path / "rong.html").as_uri(),
        "encoding": (tmp_path / "hong.html").as_uri(),
    }


def test_pages_that_share_a_name_are_told_apart_by_their_addresses(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    for folder in ("mot", "hai"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "trang.html").write_bytes(html(folder))
    run(fresh_settings, tmp_path)

    warehouse = Warehouse(fresh_settings, "transformer")
    trail = warehouse.trail("trang")
    assert trail is not None
    assert trail.article is not None
    assert len(trail.namesakes) == 1
    other = warehouse.trail(trail.namesakes[0])
    assert other is not None
    assert other.article is not None
    assert other.article["url"] == trail.namesakes[0]
    assert other.namesakes == []
