"""Measure the way from WARC files to observations, by stage, beside other readers of the same pages.

Run from the repository's root:  make bench-ingesting  or  make bench-ingesting PEERS=1

The pages are those of tests/article_set, with other furniture in each round, in WARC files of 200 captures as
a crawl writes them. All is read in one process on one processor, in processor seconds. `--memory N` takes N
pages from WARC files to observations instead and prints the memory as it goes; with `--short`, pages of 1 KB.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from article_readers import capture_of, readers
from page_set import SetPage, page_of, pages, skeletons, stories

from chitieu.archive import MAX_ENTITY, Archive, WarcSink, entity_of, stored_capture
from chitieu.article import parse_article
from chitieu.extract import extract, reading_many
from chitieu.kernel.ids import digest
from chitieu.kernel.records import Capture

FILE_CAPTURES = 200
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)
REPORT_EVERY = 5000


def visits(count: int) -> Iterator[SetPage]:
    """`count` pages, each story in each skeleton again and again with other furniture."""
    made = 0
    while made < count:
        for skeleton in skeletons():
            for number, story in enumerate(skeleton["stories"]):
                if made == count:
                    return
                yield page_of(skeleton, stories()[story], number, seed=f"visit {made}")
                made += 1


def crawled(page: SetPage, number: int) -> Capture:
    """A page of the set as a crawl keeps it."""
    return replace(
        capture_of(page),
        capture_id=digest(f"{number}".encode()),
        uri=f"{page.uri}#{number}" if number else page.uri,
        status_code=200,
        response_headers=HEADERS,
    )


def write_warcs(folder: Path, some: Iterator[SetPage]) -> list[Path]:
    """The pages in files of so many captures each."""
    files = []
    number = 0
    while batch := list(islice(some, FILE_CAPTURES)):
        path = folder / f"pages-{len(files) + 1:05}.warc.gz"
        with WarcSink(path) as sink:
            for page in batch:
                sink.append(crawled(page, number))
                number += 1
        files.append(path)
    return files


def stored(path: Path) -> Iterator[Capture]:
    """The captures of a file with their content, checked against its digest."""
    for record in Archive(path.parent).records(path.name):
        if record.record.rec_type == "response":
            capture = stored_capture(record.record)
            content = entity_of(record.record, MAX_ENTITY).content
            if digest(content) != capture.payload_digest:
                raise SystemExit(f"{capture.uri} is not as it was written.")
            yield replace(capture, content=content)


def measure(count: int, *, with_extraction: bool) -> None:
    """Print pages a second by stage, and of the other readers."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_warcs(Path(folder), visits(count))
        seconds = {"WARC": 0.0, "article": 0.0, "extraction": 0.0}
        read = figures = size = 0
        for path in files:
            began = time.process_time()
            captures = list(stored(path))
            seconds["WARC"] += time.process_time() - began
            began = time.process_time()
            articles = [parse_article(capture) for capture in captures]
            seconds["article"] += time.process_time() - began
            began = time.process_time()
            if with_extraction:
                figures += sum(len(extract(article).observations) for article in articles)
            seconds["extraction"] += time.process_time() - began
            read += len(captures)
            size += sum(len(capture.content) for capture in captures)
    print(f"{read} pages of {size / read / 1000:.0f} KB; {figures / read:.1f} figures a page")
    print(f"{'stage':<28}{'ms/page':>10}{'pages/s':>10}")
    for stage, taken in (*seconds.items(), ("all", sum(seconds.values()))):
        if taken:
            print(f"{stage:<28}{1000 * taken / read:>10.2f}{read / taken:>10.0f}")


def measure_peers(count: int) -> None:
    """Print pages a second of the other readers, from bytes in memory to the article's text."""
    some = list(visits(count))
    for reader in readers().values():
        for page in some[:10]:
            reader.text(page)
        began = time.process_time()
        for page in some:
            reader.text(page)
        taken = time.process_time() - began
        print(
            f"{f'{reader.name}: text alone':<28}{1000 * taken / count:>10.2f}{count / taken:>10.0f}",
            flush=True,
        )


def measure_memory(count: int, *, is_short: bool) -> None:
    """Take so many pages from WARC files to observations, one at a time, and print the memory as it goes.

    No page comes twice: each has another counter, and a short one another figure.
    """
    began = time.monotonic()
    made = short_pages(count) if is_short else counted_pages(count)
    read = figures = size = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        while batch := list(islice(made, FILE_CAPTURES)):
            with WarcSink(path) as sink:
                for number, page in enumerate(batch, start=read):
                    sink.append(crawled(page, number))
            for capture in stored(path):
                size += len(capture.content)
                figures += len(extract(parse_article(capture)).observations)
                read += 1
                if read % REPORT_EVERY == 0 or read == count:
                    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
                    pace = read / (time.monotonic() - began)
                    print(
                        f"{read:>7} pages, {most:.0f} MB at most, {memory_now():.0f} MB now, {pace:.0f} a "
                        f"second, {size / read / 1000:.1f} KB and {figures / read:.1f} figures a page",
                        flush=True,
                    )
            path.unlink()


def memory_now() -> float:
    """Megabytes that the process takes at this moment, where the system tells."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6 if statm.exists() else 0.0


def counted_pages(count: int) -> Iterator[SetPage]:
    """So many pages of the set, none at the cost of a template."""
    base = pages()
    for number in range(count):
        page = base[number % len(base)]
        counter = b"<i>%d</i></body>" % number
        yield replace(page, content=page.content.replace(b"</body>", counter))


def short_pages(count: int) -> Iterator[SetPage]:
    """So many pages of a title, a date and a paragraph of a story, each with a figure of its own."""
    base = pages()
    told = [(each["title"], next(b["p"] for b in each["blocks"] if b["p"])) for each in stories().values()]
    for number in range(count):
        title, paragraph = told[number % len(told)]
        line = f"<p>{paragraph} Cả huyện có {1000 + number} đoàn viên.</p>"
        head = f"<title>{title}</title><meta property='article:published_time' content='2023-10-12T09:15'>"
        markup = f"<html><head>{head}</head><body><h1>{title}</h1>{line}</body></html>"
        yield replace(base[0], content=markup.encode())


def main() -> None:
    """Read the command line and measure."""
    options = argparse.ArgumentParser(description="Measure the way from WARC files to observations.")
    options.add_argument("--pages", type=int, default=480, help="how many pages are read")
    options.add_argument("--memory", type=int, default=0, help="only read so many pages and print the memory")
    options.add_argument("--short", action="store_true", help="with --memory: pages of 1 KB")
    options.add_argument("--no-extraction", action="store_true", help="stop at articles")
    arguments = options.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, one of them used")
    if arguments.memory:
        measure_memory(arguments.memory, is_short=arguments.short)
        return
    with reading_many():
        measure(arguments.pages, with_extraction=not arguments.no_extraction)
    measure_peers(min(arguments.pages, 96))


if __name__ == "__main__":
    main()
