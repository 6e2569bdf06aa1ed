"""A few addresses asked for at once, without following what they name: what a site answers, for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from chitieu.fetch.outcomes import Outcome
from chitieu.fetch.plan import CrawlPlan, Limits
from chitieu.fetch.running import WEB_SOURCE, crawl
from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.record import record
from chitieu.kernel.records import Capture, FetchFailure

Answer = Capture | FetchFailure
_NO_PATTERN: Final = r"(?!)"  # finds nothing: no address that a list names is asked for
_LIMITS: Final = Limits(pages=60, requests=200, seconds=600.0, list_pages=1, wait_seconds=20.0)


@record
class Question:
    """Addresses by what they should lead to."""

    pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every address."""
        return (*self.pages, *self.feeds, *self.sitemaps, *self.sections)


class Ask(Protocol):
    """What asks sites; `Asker` does it for real."""

    def __call__(self, question: Question) -> Mapping[str, Answer]:
        """The answer to each address as it was given, and to the sitemap that an index names first."""
        ...


@record
class Asker:
    """Asks through the crawler: behind its guard, with its limits and manners, honouring robots.txt.

    `source_id`, `contact`, `delay_seconds`, `allow_loopback` and `connect_to` are those of a `CrawlPlan`.
    """

    contact: str | None
    source_id: str = WEB_SOURCE
    delay_seconds: float = 1.0
    allow_loopback: bool = False
    connect_to: tuple[tuple[str, str], ...] = ()

    def __call__(self, question: Question) -> Mapping[str, Answer]:
        """Ask for every address once.

        Raises:
            ConfigurationError: no contact is set.
            CrawlFailedError: the process that asks died.
        """
        with TemporaryDirectory(prefix="chitieu-ask-") as place:
            plan = CrawlPlan(
                crawl_id="ask",
                source_id=self.source_id,
                folder=Path(place),
                pages=question.pages,
                feeds=question.feeds,
                sitemaps=question.sitemaps,
                sections=question.sections,
                take=(_NO_PATTERN,),
                delay_seconds=self.delay_seconds,
                limits=_LIMITS,
                contact=self.contact,
                allow_loopback=self.allow_loopback,
                connect_to=self.connect_to,
            )
            crawl(plan)
            answers = {**_captures(plan.folder), **_failures(plan.folder, self.source_id)}
        return answers | {address: self._answer(address, answers) for address in question.all}

    def _answer(self, address: str, answers: Mapping[str, Answer]) -> Answer:
        try:
            asked = normal(address)
        except PageRejected as problem:
            return FetchFailure(address, self.source_id, problem.reason, str(problem), datetime.now(UTC))
        late = FetchFailure(address, self.source_id, "timeout", "The time was over.", datetime.now(UTC))
        return answers.get(asked, late)


def _captures(folder: Path) -> dict[str, Answer]:
    from chitieu.archive import Archive, recover

    archive = Archive(folder)
    found: dict[str, Answer] = {}
    for path in sorted(folder.glob("*.warc.gz")):
        for each in recover(path):
            capture = replace(each.capture, content=archive.load(each.ref))
            found[capture.requested_uri or capture.uri] = capture
    return found


def _failures(folder: Path, source_id: str) -> dict[str, Answer]:
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("*.outcomes.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {
        row["requested_uri"] or row["uri"]: FetchFailure(
            row["uri"],
            source_id,
            row["reason"],
            row["detail"],
            datetime.fromisoformat(row["at"]),
            row["status_code"],
            row["requested_uri"],
        )
        for row in rows
        if row["outcome"] == Outcome.FAILED
    }
