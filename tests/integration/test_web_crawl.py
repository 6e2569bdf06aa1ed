"""Crawls of the sample sites: what is found, asked for, kept, and not asked for again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from web_server import ROBOTS, Visit, http, raw_web

from chitieu.archive import Archive, recover
from chitieu.catalogue.sources import Source, load_sources
from chitieu.fetch import CrawlPlan, CrawlResult, Limits, crawl
from chitieu.kernel.errors import ConfigurationError
from chitieu.localweb import LocalWeb, serve

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
CORRECTED = "https://thudolaodong.example.vn/ldld-huyen-thanh-oai-tong-ket-cong-tac-nam-2023-165801.html"
FRESH = "https://thudolaodong.example.vn/chin-thang-cong-doan-thanh-oai-phat-trien-1015-doan-vien-173377.html"
QUICK: dict[str, Any] = {"delay_seconds": 0.0, "allow_loopback": True}


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with serve(SAMPLES / "sites") as sites:
        yield sites


def source(name: str) -> Source:
    return load_sources(SAMPLES / "sources").by_id[name]


def plan(web: LocalWeb, name: str, folder: Path, **changes: Any) -> CrawlPlan:
    return CrawlPlan.for_source(
        source(name), name, folder, **QUICK | {"connect_to": web.connect_to} | changes
    )


def rows(folder: Path, role: str = "pages") -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob(f"{role}-*.outcomes.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def known_of(folder: Path, path: Path, first_seen_at: str | None = None) -> Path:
    """What the warehouse would know after a crawl."""
    facts = [
        {key: row[key] for key in ("uri", "etag", "last_modified", "payload_digest")}
        | {"fetched_at": row["at"], "first_seen_at": first_seen_at or row["at"]}
        for row in (*rows(folder), *rows(folder, "lists"))
        if row["outcome"] != "failed"
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in facts), encoding="utf-8")
    return path


def stories(web: LocalWeb, host: str) -> set[str]:
    return {f"{web.sites[host].root}{story.path}" for story in web.sites[host].edition(web.edition)}


def test_every_article_of_every_site_is_found_and_kept_as_it_came(web: LocalWeb, tmp_path: Path) -> None:
    for host, name in zip(web.hosts, ("diembao", "thanhoai", "thudolaodong"), strict=True):
        folder = tmp_path / name
        result = crawl(plan(web, name, folder))
        assert (result.stop_reason, result.failed) == ("finished", 0)
        assert {row["uri"] for row in rows(folder)} == stories(web, host)
        assert result.stored == len(stories(web, host))
        for found in recover(folder / "pages-00001.warc.gz"):
            content = Archive(folder).load(found.ref)
            served = web.answer(host, found.capture.uri.removeprefix(web.sites[host].root))
            assert content == served.body
            assert dict(found.capture.request_headers)["User-Agent"].startswith("chitieu/")
            assert dict(found.capture.response_headers)["Content-Encoding"] == "gzip"


def test_a_site_that_fails_or_asks_for_a_break_is_asked_again(web: LocalWeb, tmp_path: Path) -> None:
    crawl(plan(web, "thudolaodong", tmp_path))
    statuses = Counter((path, status) for _, path, status in web.asked)
    assert statuses["/rss/cong-doan.rss", 503] == statuses["/rss/cong-doan.rss", 200] == 1
    assert statuses["/cong-doan?page=2", 429] == statuses["/cong-doan?page=2", 200] == 1


def test_an_unchanged_page_is_a_revisit_and_a_changed_one_is_stored(web: LocalWeb, tmp_path: Path) -> None:
    for name in ("thudolaodong", "thanhoai"):
        crawl(plan(web, name, tmp_path / name))
    web.edition = 2
    web.asked.clear()
    results = {
        name: crawl(
            plan(
                web,
                name,
                tmp_path / f"{name}-2",
                known_path=known_of(tmp_path / name, tmp_path / f"{name}.jsonl"),
            )
        )
        for name in ("thudolaodong", "thanhoai")
    }
    assert (results["thanhoai"].stored, results["thanhoai"].revisits) == (0, 4)
    outcomes = {row["uri"]: row for row in rows(tmp_path / "thudolaodong-2")}
    assert outcomes[CORRECTED]["outcome"] == outcomes[FRESH]["outcome"] == "stored"
    revisits = [row for row in outcomes.values() if row["outcome"] == "revisit"]
    assert revisits
    before = {row["uri"]: row["payload_digest"] for row in rows(tmp_path / "thudolaodong")}
    assert all(row["payload_digest"] == before[row["uri"]] for row in revisits)
    assert {status for _, path, status in web.asked if path.endswith("-170211.html")} == {304}


def test_an_old_page_is_not_asked_for_again(web: LocalWeb, tmp_path: Path) -> None:
    crawl(plan(web, "diembao", tmp_path / "1"))
    web.asked.clear()
    old = known_of(tmp_path / "1", tmp_path / "known.jsonl", first_seen_at="2020-01-01T00:00:00+00:00")
    result = crawl(plan(web, "diembao", tmp_path / "2", known_path=old))
    assert (result.stored, result.revisits, result.known) == (0, 0, 3)
    assert not [path for _, path, _ in web.asked if "-c4" in path]


def test_a_plan_that_is_done_fetches_nothing_more(web: LocalWeb, tmp_path: Path) -> None:
    first = crawl(plan(web, "diembao", tmp_path))
    web.asked.clear()
    assert crawl(plan(web, "diembao", tmp_path)) == first
    assert web.asked == []


@pytest.mark.parametrize(
    ("limits", "reason"),
    [(Limits(pages=2), "pages"), (Limits(requests=4), "requests"), (Limits(total_bytes=1_500), "bytes")],
)
def test_a_budget_ends_the_run(web: LocalWeb, tmp_path: Path, limits: Limits, reason: str) -> None:
    result = crawl(plan(web, "thudolaodong", tmp_path, limits=limits, concurrent_requests=1))
    assert result.stop_reason == reason
    assert result.stored < len(stories(web, "thudolaodong.example.vn"))
    assert result.stored <= limits.pages + 1  # one was in flight
    assert result.requests <= limits.requests


def test_no_more_requests_at_once_than_the_plan_says(tmp_path: Path) -> None:
    lock, now, most = threading.Lock(), [0], [0]
    together = threading.Barrier(3)

    def answer(visit: Visit) -> None:
        if visit.path == ROBOTS:
            visit.send(http(404))
            return
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        # Each answer waits for two others: with fewer at once than three none would come.
        together.wait(timeout=20)
        with lock:
            now[0] -= 1
        visit.send(http(200, b"<html><p>Tin</p></html>", "Content-Type: text/html"))

    with raw_web({"dong.example": answer}) as web:
        pages = tuple(f"http://dong.example/tin-{number}" for number in range(9))
        result = crawl(
            CrawlPlan(
                "c", "s", tmp_path, pages=pages, concurrent_requests=3, connect_to=web.connect_to, **QUICK
            )
        )
    assert (result.stored, most[0]) == (9, 3)


def test_sites_see_who_asks_and_how_to_reach_them(tmp_path: Path) -> None:
    seen: list[str] = []

    def answer(visit: Visit) -> None:
        seen.append(visit.headers["user-agent"])
        visit.send(http(404))

    with raw_web({"ai.example": answer}) as web:
        crawl(
            CrawlPlan(
                "c",
                "s",
                tmp_path,
                pages=("http://ai.example/tin",),
                contact="https://example.vn/ve-chung-toi",
                connect_to=web.connect_to,
                **QUICK,
            )
        )
    assert len(seen) == 2
    assert all(agent.startswith("chitieu/") for agent in seen)
    assert all(agent.endswith("(+https://example.vn/ve-chung-toi)") for agent in seen)


class Gate:
    """A site of many articles that stops answering after some, until the test lets it go on."""

    def __init__(self, pages: int, after: int) -> None:
        self.pages, self.after = pages, after
        self.asked: list[str] = []
        self.is_reached = threading.Event()
        self.is_open = threading.Event()

    def answer(self, visit: Visit) -> None:
        if visit.path == ROBOTS:
            visit.send(http(404))
            return
        self.asked.append(visit.path)
        if visit.path == "/rss":
            items = "".join(f"<item><link>/tin-so-{n}-{n:05}.html</link></item>" for n in range(self.pages))
            visit.send(http(200, f"<rss><channel>{items}</channel></rss>".encode()))
            return
        if len(self.asked) > self.after and not self.is_open.is_set():
            self.asked.pop()  # it never gets an answer
            self.is_reached.set()
            self.is_open.wait(60)
            return
        visit.send(http(200, f"<html><p>Tin {visit.path}</p></html>".encode(), "Content-Type: text/html"))


def run_to_the_gate_and_kill(gate: Gate, given: CrawlPlan, folder: Path) -> None:
    folder.mkdir()
    written = folder / "plan.json"
    written.write_text(given.to_json(), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "chitieu.fetch.crawler", str(written)], stdin=subprocess.PIPE
    )
    assert gate.is_reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    gate.is_open.set()


@pytest.mark.parametrize("torn", [b"", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03halbes"])
def test_a_killed_crawl_goes_on_without_fetching_again_what_was_stored(tmp_path: Path, torn: bytes) -> None:
    gate, folder = Gate(pages=8, after=4), tmp_path / "run"
    with raw_web({"dut.example": gate.answer}) as web:
        given = CrawlPlan(
            "killed", "s", folder, feeds=("http://dut.example/rss",), connect_to=web.connect_to, **QUICK
        )
        run_to_the_gate_and_kill(gate, given, folder)
        assert not (folder / "result.json").exists()
        # As if it had been killed in the middle of a record, and before the outcome of the one before it.
        with (folder / "pages-00001.warc.gz").open("ab") as file:
            file.write(torn)
        outcomes = folder / "pages-00001.outcomes.jsonl"
        lines = outcomes.read_text("utf-8").splitlines(keepends=True)
        assert len(lines) == 3
        outcomes.write_text("".join(lines[:-1]) + lines[-1][:20], encoding="utf-8")

        result = crawl(given)

    assert isinstance(result, CrawlResult)
    assert (result.stop_reason, result.stored, result.lists, result.resumed) == ("finished", 8, 1, 4)
    assert sorted(Counter(gate.asked).values()) == [1] * 9
    kept = [found.capture.uri for found in recover(folder / "pages-00001.warc.gz")]
    assert len(kept) == len(set(kept)) == 8
    assert sorted(row["uri"] for row in rows(folder)) == sorted(kept)
    places = {found.ref.warc_offset for found in recover(folder / "pages-00001.warc.gz")}
    assert {row["warc_offset"] for row in rows(folder)} == places


def test_the_crawler_ends_when_whoever_started_it_is_gone(tmp_path: Path) -> None:
    gate, folder = Gate(pages=8, after=2), tmp_path / "run"
    folder.mkdir()
    with raw_web({"dut.example": gate.answer}) as web:
        given = CrawlPlan(
            "orphan", "s", folder, feeds=("http://dut.example/rss",), connect_to=web.connect_to, **QUICK
        )
        (folder / "plan.json").write_text(given.to_json(), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "chitieu.fetch.crawler", str(folder / "plan.json")], stdin=subprocess.PIPE
        )
        assert gate.is_reached.wait(60)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) != 0
        gate.is_open.set()


def test_known_pages_that_cannot_be_read_end_the_crawl_with_a_sentence(web: LocalWeb, tmp_path: Path) -> None:
    broken = tmp_path / "known.jsonl"
    broken.write_text("{]\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"known\.jsonl:1 is no known page"):
        crawl(plan(web, "diembao", tmp_path / "run", known_path=broken))


def test_a_contact_that_is_no_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="one line"):
        crawl(CrawlPlan("c", "s", tmp_path, contact="a@example.vn\r\nX-Evil: 1"))
