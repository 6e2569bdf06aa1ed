"""Crawls as other parts start them: each in a process of its own, its progress on the log."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import IO, Final

from chitieu.fetch.outcomes import Outcome
from chitieu.fetch.plan import PLAN_FILE, RESULT_FILE, CrawlPlan, CrawlResult, Limits
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.records import Capture, FetchFailure

log = logging.getLogger(__name__)

_GRACE_SECONDS: Final = 120.0
_LAST_LINES: Final = 12
WEB_SOURCE: Final = "web"
"""The source of single addresses that belong to none of the catalogue."""


class CrawlFailedError(ChitieuError):
    """The process of a crawl ended without a result. What it has stored is kept; the plan can be resumed."""

    is_transient = True


def crawl(plan: CrawlPlan) -> CrawlResult:
    """Run a plan to its end and return what came of it; a plan that was cut short goes on where it was.

    Everything is written to the plan's folder as it comes: WARC files, the outcomes of attempts, and
    `result.json` at the end. A plan with a result is done: calling again returns it and fetches nothing.

    Raises:
        ConfigurationError: no contact is set for real sites, or the plan contradicts itself.
        CrawlFailedError: the process died, was killed, or could not write.
    """
    plan.check()
    plan.folder.mkdir(parents=True, exist_ok=True)
    result = plan.folder / RESULT_FILE
    if not result.exists():
        written = plan.folder / PLAN_FILE
        written.write_text(plan.to_json() + "\n", encoding="utf-8")
        _run(plan, written)
    return CrawlResult.from_json(result.read_text(encoding="utf-8"))


def fetch_one(
    uri: str,
    *,
    source_id: str = WEB_SOURCE,
    contact: str | None = None,
    limits: Limits | None = None,
    allow_loopback: bool = False,
    connect_to: tuple[tuple[str, str], ...] = (),
    nameserver: str | None = None,
) -> Capture | FetchFailure:
    """Fetch a single address with the guard, the limits and the manners of a crawl.

    Redirects may lead anywhere public.

    Args:
        uri: an http or https address.
        source_id: the source that it belongs to.
        contact: whom the site may write to; see `CrawlPlan`.
        limits: what the answer may cost.
        allow_loopback: whether this machine itself may be reached.
        connect_to: hosts that are served on this machine; see `CrawlPlan`.
        nameserver: a name server to ask instead of the system's; see `CrawlPlan`.

    Raises:
        ConfigurationError: no contact is set.
        CrawlFailedError: the process that fetches died.
    """
    from chitieu.archive import Archive, recover

    with TemporaryDirectory(prefix="chitieu-fetch-") as place:
        folder = Path(place)
        plan = CrawlPlan(
            crawl_id="one",
            source_id=source_id,
            folder=folder,
            pages=(uri,),
            limits=limits or Limits(seconds=300.0),
            delay_seconds=0.1,
            contact=contact,
            allow_loopback=allow_loopback,
            connect_to=connect_to,
            nameserver=nameserver,
        )
        crawl(plan)
        stored = recover(folder / "pages-00001.warc.gz")
        if stored:
            return replace(stored[0].capture, content=Archive(folder).load(stored[0].ref))
        return _failure(folder / "pages-00001.outcomes.jsonl", uri, source_id)


def _failure(outcomes: Path, uri: str, source_id: str) -> FetchFailure:
    rows = (
        [json.loads(line) for line in outcomes.read_text("utf-8").splitlines()] if outcomes.exists() else []
    )
    row = next((row for row in rows if row["outcome"] == Outcome.FAILED), None)
    if row is None:
        return FetchFailure(
            uri, source_id, "timeout", "The time for one address was over.", datetime.now(UTC)
        )
    at = datetime.fromisoformat(row["at"])
    return FetchFailure(
        row["uri"], source_id, row["reason"], row["detail"], at, row["status_code"], row["requested_uri"]
    )


def _run(plan: CrawlPlan, written: Path) -> None:
    """One crawler's process from start to end; it ends with this one, whatever ends this one."""
    limits = plan.limits
    longest = (
        limits.seconds + limits.response_seconds * (limits.retries + 1) + limits.wait_seconds + _GRACE_SECONDS
    )
    with subprocess.Popen(  # noqa: S603  our own module, and a path
        [sys.executable, "-m", "chitieu.fetch.crawler", str(written)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        watch = Timer(longest, process.kill)
        watch.daemon = True
        watch.start()
        try:
            said = _passed_on(process.stderr)
        except BaseException:
            process.kill()
            raise
        finally:
            watch.cancel()
        status = process.wait()
    if status != 0:
        raise CrawlFailedError(
            f"The crawl of {plan.source_id} ended with status {status}: {' | '.join(said) or 'no word'}. "
            "What it stored is kept; run it again, and it goes on where it was."
        )


def _passed_on(lines: IO[str] | None) -> list[str]:
    """Everything that the process says goes to the log; returns its last lines."""
    last: deque[str] = deque(maxlen=_LAST_LINES)
    for line in lines or ():
        said = line.rstrip()
        if said:
            last.append(said)
            log.info("%s", said)
    return list(last)
