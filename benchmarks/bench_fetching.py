"""Pages a second that a crawl fetches, stores and writes down, beside what the plan allows per host.

A server on this machine, in a process of its own, answers each page after `--latency` and counts, by its own
clock, how many of a host's requests it held at once and the least time between two of them. The crawl is a
whole one: robots.txt, a feed a host, WARC files, outcomes. Pages are of 6 KB, or with `--site-pages` those of
tests/article_set, of 161 KB.

    .venv/bin/python benchmarks/bench_fetching.py [--pages 1500] [--latency 0.05] [--site-pages]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from chitieu.fetch import CrawlPlan, Limits, crawl

PROSE = "<p>Chín tháng đầu năm, toàn huyện kết nạp mới 1.250 đoàn viên, đạt 62,5% kế hoạch năm.</p>"


@dataclass(frozen=True)
class Setting:
    """One row of the table: what a plan allows a host, over so many hosts."""

    hosts: int
    concurrent: int
    delay_seconds: float


SETTINGS = (
    Setting(hosts=1, concurrent=4, delay_seconds=0.0),
    Setting(hosts=1, concurrent=8, delay_seconds=0.0),
    Setting(hosts=1, concurrent=1, delay_seconds=0.1),
    Setting(hosts=10, concurrent=1, delay_seconds=0.1),
    Setting(hosts=10, concurrent=2, delay_seconds=0.02),
)


@dataclass
class Counts:
    """What a server saw of one host."""

    now: int = 0
    most: int = 0
    pages: int = 0
    last: float | None = None
    gaps: list[float] = field(default_factory=list)


def bodies(*, of_sites: bool) -> list[bytes]:
    """What the server answers in turn, each time behind a headline of the page's own."""
    if not of_sites:
        return [PROSE.encode() * 60]
    from article_readers import capture_of
    from page_set import pages

    return [capture_of(page).content for page in pages()]


def serve(channel: Connection, pages: int, latency: float, answers: list[bytes]) -> None:
    """Answer until told to stop; says its port first and what it saw last."""
    seen: dict[str, Counts] = defaultdict(Counts)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                host = next(line[6:] for line in lines if line.lower().startswith("host: "))
                body = await page(host, path)
                status = "200 OK" if body else "404 Not Found"
                kind = "Content-Type: text/html; charset=utf-8"
                writer.write(
                    f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def page(host: str, path: str) -> bytes:
        if path == "/robots.txt":
            return b""
        if path == "/rss":
            items = "".join(f"<item><link>/tin-so-{n}-{n:05}.html</link></item>" for n in range(pages))
            return f"<rss><channel>{items}</channel></rss>".encode()
        counts, at = seen[host], time.monotonic()
        if counts.last is not None:
            counts.gaps.append(at - counts.last)
        counts.last, counts.now, counts.pages = at, counts.now + 1, counts.pages + 1
        counts.most = max(counts.most, counts.now)
        await asyncio.sleep(latency)
        counts.now -= 1
        head = f"<html><title>Tin {path}</title><h1>Tin {host}{path}</h1>".encode()
        return head + answers[counts.pages % len(answers)] + b"</html>"

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        channel.send(server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().run_in_executor(None, channel.recv)
        server.close()

    asyncio.run(run())
    gaps = [gap for counts in seen.values() for gap in counts.gaps]
    channel.send((max(counts.most for counts in seen.values()), min(gaps)))


def measure(setting: Setting, pages: int, latency: float, answers: list[bytes]) -> dict[str, float]:
    """Crawl `pages` pages in all under a setting."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(
        target=serve, args=(theirs, pages // setting.hosts, latency, answers), daemon=True
    )
    process.start()
    address = f"127.0.0.1:{ours.recv()}"
    hosts = tuple(f"bao{number}.example" for number in range(setting.hosts))
    with TemporaryDirectory() as place:
        before = os.times()
        result = crawl(
            CrawlPlan(
                crawl_id="bench",
                source_id="bench",
                folder=Path(place),
                feeds=tuple(f"https://{host}/rss" for host in hosts),
                delay_seconds=setting.delay_seconds,
                concurrent_requests=setting.concurrent,
                limits=Limits(pages=10**6, requests=10**6, links=10**6),
                allow_loopback=True,
                connect_to=tuple((host, address) for host in hosts),
            )
        )
        after = os.times()
        rows = [
            json.loads(line)
            for path in sorted(Path(place).glob("pages-*.outcomes.jsonl"))
            for line in path.read_text("utf-8").splitlines()
        ]
    ours.send(None)
    most, least_gap = ours.recv()
    process.join()
    times = [datetime.fromisoformat(row["at"]) for row in rows]
    seconds = (max(times) - min(times)).total_seconds()
    return {
        "stored": result.stored,
        "pages_per_second": (len(times) - 1) / seconds,
        "cpu_ms": 1000
        * (after.children_user + after.children_system - before.children_user - before.children_system)
        / result.stored,
        "most_at_once": most,
        "least_gap_ms": 1000 * least_gap,
    }


def main(arguments: list[str]) -> int:
    """Measure every setting, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=1_500)
    parser.add_argument(
        "--latency", type=float, default=0.05, help="seconds that the server takes for a page"
    )
    parser.add_argument("--site-pages", action="store_true", help="pages as large as those of real sites")
    parser.add_argument("--rounds", type=int, default=1, help="the fastest of so many crawls is shown")
    given = parser.parse_args(arguments)
    answers = bodies(of_sites=given.site_pages)
    print(
        f"{platform.python_version()}, {os.cpu_count()} processors, latency {given.latency * 1000:.0f} ms\n"
    )
    print("hosts  at once  delay s | stored  pages/s  CPU ms/page | most at once  least gap ms")
    for setting in SETTINGS:
        pages = given.pages if setting.hosts > 1 or not setting.delay_seconds else given.pages // 10
        rounds = [measure(setting, pages, given.latency, answers) for _ in range(given.rounds)]
        seen = max(rounds, key=lambda each: each["pages_per_second"])
        print(
            f"{setting.hosts:5}  {setting.concurrent:7}  {setting.delay_seconds:7.2f} | {seen['stored']:6.0f}"
            f"  {seen['pages_per_second']:7.1f}  {seen['cpu_ms']:11.1f} | {seen['most_at_once']:12.0f}"
            f"  {seen['least_gap_ms']:12.1f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
