"""Rows per second into `landing.candidates`: binary COPY, as the package does it, and `executemany`.

All ways write the same rows, made from one sentence, to the same table of the same server in the same run,
each in one transaction that is then undone. The server is the embedded one, in a folder of its own.

    .venv/bin/python benchmarks/bench_load.py [--rows 100000] [--repeat 3]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import (
    ArchiveRef,
    Article,
    Capture,
    Measure,
    Observation,
    Qualifier,
    RuleHit,
    Status,
    Unit,
)
from chitieu.settings import Settings
from chitieu.stack.postgres import start_postgres, stop_postgres
from chitieu.warehouse import Warehouse, upgrade
from chitieu.warehouse.copying import Row, copy_rows, insert_new, qualified
from chitieu.warehouse.rows import OBSERVATION_COLUMNS, observation_row

SENTENCE = (
    "Sáu tháng đầu năm 2023, Liên đoàn Lao động huyện Thanh Trì kết nạp mới 1.250 đoàn viên, "
    "đạt 62,5% kế hoạch."
)
TABLE = "landing.candidates"
KEY = ("observation_id", "extractor_version")
AT = datetime(2023, 7, 3, tzinfo=UTC)


def observations(article: Article, count: int) -> Iterator[Observation]:
    """Figures that differ in their offsets."""
    for start in range(count):
        yield Observation(
            observation_id=stable_id("observation", article.article_version_id, start),
            article_version_id=article.article_version_id,
            page=article.page,
            start=start,
            end=start + 5,
            text="1.250",
            indicator="union.members_admitted",
            measure=Measure.LEVEL,
            value=Decimal(1250 + start),
            unit=Unit.COUNT,
            qualifier=Qualifier.EXACT,
            status=Status.ACTUAL,
            sentence_start=0,
            sentence_end=len(SENTENCE),
            sentence=SENTENCE,
            confidence=0.93,
            extractor_version="bench",
            period_start=date(2023, 1, 1),
            period_end=date(2023, 6, 30),
            place="huyện Thanh Trì",
            place_code="020",
            organisation="LĐLĐ huyện Thanh Trì",
            trace=(RuleHit("number.grouped", "1250", start, start + 5), RuleHit("link.phrase", "đoàn viên")),
        )


def prepare(warehouse: Warehouse) -> tuple[str, Article]:
    """An article that the figures refer to, and the batch that lands them."""
    content = SENTENCE.encode()
    page = Capture("bench", "file:///bench.txt", "files", "text/plain", content, digest(content), AT)
    article = Article(
        article_id="bench",
        article_version_id="bench",
        capture_id=page.capture_id,
        url=page.uri,
        page="bench",
        source_id="files",
        title=None,
        lead=None,
        author=None,
        publisher=None,
        published_at=None,
        updated_at=None,
        text=SENTENCE,
        blocks=(),
        parser_version="bench",
    )
    batch = warehouse.plan_batch("ingest", "files", {"uris": [page.uri]})
    warehouse.land_captures(batch, [(page, ArchiveRef("bench.warc.gz", 0))])
    warehouse.land_articles(batch, [article])
    return batch, article


def copy_directly(connection: psycopg.Connection, rows: list[Row]) -> None:
    """Binary COPY into the table: what new figures take."""
    copy_rows(connection, qualified(TABLE), OBSERVATION_COLUMNS, rows)


def copy_and_merge(connection: psycopg.Connection, rows: list[Row]) -> None:
    """Binary COPY beside the table, then one INSERT of what is new: what captures and articles take."""
    insert_new(connection, TABLE, OBSERVATION_COLUMNS, KEY, rows)


def execute_many(connection: psycopg.Connection, rows: list[Row]) -> None:
    """`executemany` of psycopg 3, which sends its INSERTs in a pipeline."""
    names = sql.SQL(", ").join(map(sql.Identifier, OBSERVATION_COLUMNS))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(OBSERVATION_COLUMNS))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(qualified(TABLE), names, places)
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


WAYS: dict[str, Callable[[psycopg.Connection, list[Row]], None]] = {
    "COPY (binary)": copy_directly,
    "COPY, then merge by key": copy_and_merge,
    "executemany": execute_many,
}


@contextmanager
def server() -> Iterator[Settings]:
    """A migrated warehouse that goes when the benchmark ends."""
    with TemporaryDirectory(prefix="chitieu-bench-") as folder:
        settings = Settings.load(Path(folder), environment={})
        start_postgres(settings)
        try:
            upgrade(settings)
            yield settings
        finally:
            stop_postgres(settings)


def measure(settings: Settings, rows: list[Row], repeat: int) -> dict[str, list[float]]:
    """Seconds of each way, the ways taking turns so that a busy moment hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    with psycopg.connect(**settings.warehouse("loader").parameters()) as connection:
        for _ in range(repeat):
            for name, way in WAYS.items():
                began = time.perf_counter()
                way(connection, rows)
                seconds[name].append(time.perf_counter() - began)
                connection.rollback()
    return seconds


def report(settings: Settings, count: int, seconds: dict[str, list[float]]) -> None:
    """The machine and a line per way on stdout."""
    with psycopg.connect(**settings.warehouse("loader").parameters()) as connection:
        version = connection.info.server_version
    postgres = f"{version // 10000}.{version % 10000}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = f"load {os.getloadavg()[0]:.1f} at the end"
    repeated = len(seconds["executemany"])
    print(f"machine   {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {busy}")
    print(
        f"software  PostgreSQL {postgres}, psycopg {psycopg.__version__}, Python {platform.python_version()}"
    )
    print(f"rows      {count:,} of {len(OBSERVATION_COLUMNS)} columns; median of {repeated}")
    slowest = median(seconds["executemany"])
    for name, taken in seconds.items():
        middle = median(taken)
        rate, ratio = count / middle, slowest / middle
        print(f"{name:<24} {middle:7.2f} s  {rate:10,.0f} rows/s  {ratio:5.1f} x executemany")


def main() -> int:
    """Run it; the exit status is 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000, help="rows a load (default 100000)")
    parser.add_argument("--repeat", type=int, default=3, help="loads of each way (default 3)")
    asked = parser.parse_args()
    if asked.rows < 1 or asked.repeat < 1:
        parser.error("--rows and --repeat must be at least 1")
    with server() as settings:
        batch, article = prepare(Warehouse(settings, "loader"))
        rows = [observation_row(batch, row) for row in observations(article, asked.rows)]
        report(settings, asked.rows, measure(settings, rows, asked.repeat))
    return 0


if __name__ == "__main__":
    sys.exit(main())
