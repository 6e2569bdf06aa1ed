"""`python -m chitieu.fetch.crawler PLAN.json`: one crawl, in a process of its own.

Standard input is held open by the process that started it: when that one dies, so does the crawl. Exit
statuses: 0, or 1 with a sentence on standard error.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scrapy.crawler import AsyncCrawlerProcess

from chitieu.archive import Archive, WarcSink, recover
from chitieu.fetch.crawler.configuring import scrapy_settings
from chitieu.fetch.crawler.guard import guard_connections
from chitieu.fetch.crawler.spider import PlanSpider
from chitieu.fetch.journal import Journal, Warcs
from chitieu.fetch.known import read_known
from chitieu.fetch.plan import RESULT_FILE, CrawlPlan, CrawlResult
from chitieu.kernel.errors import ChitieuError
from chitieu.local_files import locked, write_private

_ORPHANED: Final = 3


def main(arguments: list[str]) -> int:
    """Crawl as the plan in a file says, and write the result beside it."""
    shown = logging.StreamHandler(sys.stderr)
    shown.addFilter(logging.Filter("chitieu"))  # Scrapy says everything twice over, at every level
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[shown])
    plan = CrawlPlan.from_json(Path(arguments[0]).read_text(encoding="utf-8"))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        plan.check()
        with locked(plan.folder / ".lock"):
            result = run(plan)
    except ChitieuError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"The crawl of {plan.source_id} cannot be written to {plan.folder} ({error.strerror}). "
            "Free space or mend rights, and run it again: it goes on where it was.",
            file=sys.stderr,
        )
        return 1
    write_private(plan.folder / RESULT_FILE, result.to_json() + "\n")
    return 0


def run(plan: CrawlPlan) -> CrawlResult:
    """Crawl in this process, which cannot crawl another time.

    Raises:
        ChitieuError: the known pages or the files of an earlier run cannot be read.
        OSError: the folder cannot be written.
    """
    started = datetime.now(UTC)
    warcs = Warcs(sink=WarcSink, recover=recover, load=lambda folder, ref: Archive(folder).load(ref))
    pages, lists = Journal(plan.folder, "pages", warcs), Journal(plan.folder, "lists", warcs)
    known = read_known(plan.known_path)
    process = AsyncCrawlerProcess(scrapy_settings(plan))
    guard_connections(plan)
    crawler = process.create_crawler(PlanSpider)
    process.crawl(crawler, plan=plan, known=known, pages=pages, lists=lists)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, PlanSpider):
        raise ChitieuError(f"The crawl of {plan.source_id} did not start. Its log says why.")
    if spider.trouble is not None:
        raise spider.trouble
    counts = spider.counts
    return CrawlResult(
        crawl_id=plan.crawl_id,
        source_id=plan.source_id,
        stop_reason=spider.stop_reason,
        started_at=started.isoformat(),
        finished_at=datetime.now(UTC).isoformat(),
        stored=counts["stored"],
        revisits=counts["revisit"],
        failed=counts["failed"],
        lists=counts["lists"],
        known=spider.chooser.settled,
        requests=counts["requests"],
        received_bytes=counts["bytes"],
        resumed=counts["resumed"],
        reasons=dict(sorted(spider.reasons.items())),
        files=pages.files,
    )


def _die_with_parent() -> None:
    """End at once when whoever started this is gone: what is written is whole, and the next run goes on."""
    # Not through `sys.stdin`: its lock would be held when the interpreter ends.
    while os.read(0, 1024):
        pass
    os._exit(_ORPHANED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
