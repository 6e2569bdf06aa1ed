"""The crawl of one plan: lists give addresses, addresses give pages, and each attempt leaves an outcome."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import FormRequest, Response
from twisted.python.failure import Failure

from chitieu.fetch.crawler.choosing import Chooser
from chitieu.fetch.crawler.explaining import NotAsked, Unfetched, explained
from chitieu.fetch.discovery import Listed, feed_links, section_links, sitemap_links
from chitieu.fetch.journal import Journal
from chitieu.fetch.known import Known
from chitieu.fetch.outcomes import Outcome
from chitieu.fetch.pages import check_bytes, check_signs, check_status
from chitieu.fetch.plan import CrawlPlan
from chitieu.fetch.postbacks import Form, target_of
from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.records import Capture, FetchFailure, Headers

log = logging.getLogger(__name__)

_NOT_MODIFIED: Final = 304
_SITEMAP_DEPTH: Final = 3
_PRIORITY: Final = {
    "robots": 1000,
    "list": 100,
    "page": 60,
    "feed": 50,
    "section": 30,
    "sitemap": 20,
    "known": 10,
}
_SAY_EVERY: Final = 50


class PlanSpider(Spider):
    """One crawl. `pages` and `lists` are where it is written down."""

    name = "chitieu"

    def __init__(self, plan: CrawlPlan, known: Mapping[str, Known], pages: Journal, lists: Journal) -> None:
        super().__init__()
        self.plan, self.known, self.pages, self.lists = plan, known, pages, lists
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.stop_reason = "finished"
        self.trouble: Exception | None = None
        self.chooser = Chooser(plan, known, datetime.now(UTC))
        self._postbacks = tuple(re.compile(pattern) for pattern in plan.postbacks)
        self._stored_lists: dict[str, bytes] = {}
        self._named: dict[str, set[str]] = {}
        self._closing = False
        self._ends_at = time.monotonic() + plan.limits.seconds
        self._take_up()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PlanSpider:
        """Scrapy's way to make one."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._received, signals.bytes_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The plan's seeds."""
        self._stop_where_spent()
        for address in self.plan.pages:
            for request in self._page(address, None, None, _PRIORITY["page"]):
                yield request
        for kind in ("feed", "sitemap", "section"):
            for address in getattr(self.plan, f"{kind}s"):
                for request in self._list(address, kind, 1, None):
                    yield request
        # Young pages are asked for again whether or not a list still names them.
        for address in self.known:
            for request in self._page(address, None, "known", _PRIORITY["known"]):
                yield request

    def closed(self, reason: str) -> None:
        """Scrapy's last call: what is in flight is done."""
        self.stop_reason = {"closespider_timeout": "seconds", "shutdown": "stopped"}.get(reason, reason)
        self.pages.close()
        self.lists.close()

    # --- lists

    def _list(
        self, address: str, kind: str, page: int, found_on: str | None, root: str | None = None
    ) -> Iterator[Request]:
        try:
            uri = normal(address, found_on)
            self.chooser.check_site(uri)
        except PageRejected as problem:
            self._fail_unasked("list", address, problem, found_on)
            return
        if not self.chooser.is_first(uri):
            return
        if uri in self._stored_lists:
            yield from self._discovered(uri, self._stored_lists.pop(uri), kind, page, root or uri)
            return
        # An index of sitemaps stays the same while the sitemaps in it change.
        known = None if kind == "sitemap" and page == 1 else self.known.get(uri)
        yield Request(
            uri,
            callback=self.on_list,
            errback=self.on_failure,
            headers=known.validators() if known else None,
            priority=_PRIORITY["list"] - page,
            dont_filter=True,
            meta={
                "role": "list",
                "kind": kind,
                "page": page,
                "found_on": found_on,
                "asked": uri,
                "root": root or uri,
            },
        )

    def on_list(self, response: Response) -> Iterator[Request]:
        """Write a list down and follow what it names."""
        meta, asked = response.meta, response.meta["asked"]
        try:
            capture = self._capture(response, asked)
            links = (
                []
                if capture.revisit
                else list(
                    self._discovered(capture.uri, capture.content, meta["kind"], meta["page"], meta["root"])
                )
            )
        except PageRejected as problem:
            self._fail(response.request, Unfetched(problem.reason, str(problem), response.status))
            return
        self.counts["lists"] += 1
        self._keep(self.lists, capture, meta)
        yield from links

    def _discovered(self, uri: str, content: bytes, kind: str, page: int, root: str) -> Iterator[Request]:
        limits = self.plan.limits
        listed: Listed = {
            "feed": lambda: feed_links(content),
            "sitemap": lambda: sitemap_links(content, limits.decoded_bytes),
            "section": lambda: section_links(content, page, self._postbacks),
        }[kind]()
        self.chooser.unknown.clear()
        for link in listed.pages[: limits.links]:
            yield from self._page(link.address, uri, kind, _PRIORITY[kind])
        if kind == "sitemap":
            yield from self._sitemaps(listed, uri, page)
        elif (listed.lists or listed.form) and self._goes_on(root):
            yield from self._next_page(listed, uri, page + 1, root)

    def _sitemaps(self, listed: Listed, uri: str, depth: int) -> Iterator[Request]:
        most = self.plan.limits.list_pages if depth < _SITEMAP_DEPTH else 0
        for link in listed.lists[:most]:
            yield from self._list(link.address, "sitemap", depth + 1, uri)
        if len(listed.lists) > most:
            self._fail_unasked("list", listed.lists[most].address, _list_limit(most), uri)

    def _goes_on(self, root: str) -> bool:
        """Whether a page named an address that is new to the source and on no earlier page of its list."""
        named = self._named.setdefault(root, set())
        fresh = self.chooser.unknown - named
        named |= fresh
        return bool(fresh)

    def _next_page(self, listed: Listed, uri: str, page: int, root: str) -> Iterator[Request]:
        address = listed.lists[0].address if listed.lists else f"{root}#page={page}"
        if page > self.plan.limits.list_pages:
            self._fail_unasked("list", address, _list_limit(page - 1), uri)
        elif listed.form is None:
            yield from self._list(address, "section", page, uri, root)
        else:
            yield from self._post(listed.form, address, page, uri, root)

    def _post(self, form: Form, asked: str, page: int, uri: str, root: str) -> Iterator[Request]:
        """Ask for a page of a list by its form; `asked` tells it from the pages that have its address too."""
        try:
            target = target_of(form, uri)
        except PageRejected as problem:
            self._fail_unasked("list", asked, problem, uri)
            return
        if not self.chooser.is_first(asked):
            return
        if asked in self._stored_lists:
            yield from self._discovered(target, self._stored_lists.pop(asked), "section", page, root)
            return
        yield FormRequest(
            target,
            formdata=list(form.fields),
            callback=self.on_list,
            errback=self.on_failure,
            priority=_PRIORITY["list"] - page,
            dont_filter=True,
            meta={
                "role": "list",
                "kind": "section",
                "page": page,
                "found_on": uri,
                "asked": asked,
                "root": root,
            },
        )

    # --- pages

    def _page(self, address: str, found_on: str | None, kind: str | None, priority: int) -> Iterator[Request]:
        try:
            uri = self.chooser.choose(address, found_on, kind)
        except PageRejected as problem:
            self._fail_unasked("page", address, problem, found_on)
            return
        if uri is None:
            return
        known = self.known.get(uri)
        yield Request(
            uri,
            callback=self.on_page,
            errback=self.on_failure,
            headers=known.validators() if known else None,
            priority=priority,
            dont_filter=True,
            meta={"role": "page", "found_on": found_on, "asked": uri},
        )

    def on_page(self, response: Response) -> None:
        """Write a page down, or why it is none."""
        try:
            capture = self._capture(response, response.meta["asked"])
            if not capture.revisit:
                check_bytes(capture.content, capture.media_type)
                check_signs(capture.content)
        except PageRejected as problem:
            self._fail(response.request, Unfetched(problem.reason, str(problem), response.status))
            return
        self._keep(self.pages, capture, response.meta)
        self._stop_where_spent()

    def on_failure(self, failure: Failure) -> None:
        """Write down why a request gave no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, NotAsked):
            return
        problem = explained(failure.value or RuntimeError("a failure without an error"))
        if problem.reason == "internal_error":
            log.error("%s: %s", request.url, failure.getTraceback())
        self._fail(request, problem)

    def _capture(self, response: Response, asked: str) -> Capture:
        """The answer as a capture; one whose bytes are known is a revisit.

        Raises:
            PageRejected: its status is no page's.
        """
        known = self.known.get(asked)
        unmodified = response.status == _NOT_MODIFIED and known is not None
        if not unmodified:
            check_status(response.status)
        uri = response.url.partition("#")[0]
        content = b"" if unmodified else response.body
        payload_digest = str(known.payload_digest) if unmodified and known else digest(content)
        same_run = (
            self.pages.digests.get(uri) == payload_digest or self.lists.digests.get(uri) == payload_digest
        )
        revisit = unmodified or same_run or (known is not None and known.payload_digest == payload_digest)
        request: Request | None = response.request
        media_type = response.headers.get("Content-Type")
        return Capture(
            capture_id=stable_id("capture", uri, payload_digest),
            uri=uri,
            source_id=self.plan.source_id,
            media_type=media_type.decode("latin-1") if media_type else None,
            content=b"" if revisit else content,
            payload_digest=payload_digest,
            fetched_at=datetime.now(UTC),
            status_code=response.status,
            requested_uri=asked if asked != uri else None,
            request_headers=_headers(request.headers) if request is not None else (),
            response_headers=_headers(response.headers),
            etag=_header(response, "ETag") or (known.etag if unmodified and known else None),
            last_modified=_header(response, "Last-Modified")
            or (known.last_modified if unmodified and known else None),
            revisit=revisit,
            refers_to_uri=uri if revisit else None,
            refers_to_at=known.fetched_at if revisit and known and not same_run else None,
            ip_address=str(response.ip_address) if response.ip_address else None,
            request_method=request.method if request is not None else "GET",
            request_body=request.body if request is not None else b"",
        )

    # --- writing down

    def _keep(self, journal: Journal, capture: Capture, meta: dict[str, Any]) -> None:
        try:
            outcome = journal.keep(capture, int(meta.get("received_bytes", 0)), meta["found_on"])
        except OSError as error:
            self._give_up(error)
        if journal is self.pages:
            self.counts[outcome.value] += 1
            if (self.counts["stored"] + self.counts["revisit"]) % _SAY_EVERY == 0:
                log.info(
                    "%s: %d pages, %d failed", self.plan.source_id, self._page_count, self.counts["failed"]
                )

    def _fail(self, request: Request | None, problem: Unfetched) -> None:
        if request is None:
            return
        asked = request.meta["asked"]
        uri = request.url.partition("#")[0]
        self._write_failure(
            request.meta["role"],
            FetchFailure(
                uri,
                self.plan.source_id,
                problem.reason,
                problem.detail,
                datetime.now(UTC),
                problem.status,
                asked if asked != uri else None,
            ),
            request.meta["found_on"],
        )

    def _fail_unasked(self, role: str, address: str, problem: PageRejected, found_on: str | None) -> None:
        """Write down an address that was not asked for at all, once."""
        if self.chooser.is_first(f"{problem.reason} {address}"):
            failure = FetchFailure(
                address[:2000], self.plan.source_id, problem.reason, str(problem), datetime.now(UTC)
            )
            self._write_failure(role, failure, found_on)

    def _write_failure(self, role: str, failure: FetchFailure, found_on: str | None) -> None:
        log.debug("%s: %s", failure.uri, failure.detail)
        try:
            (self.lists if role == "list" else self.pages).fail(failure, found_on)
        except OSError as error:
            self._give_up(error)
        self.counts["failed"] += 1
        self.reasons[failure.reason] += 1

    def _give_up(self, error: OSError) -> None:
        """Nothing is fetched that cannot be kept."""
        self.trouble, self._closing = error, True
        raise CloseSpider("disk") from error

    # --- an earlier run of the plan, and the bounds of this one

    @property
    def _page_count(self) -> int:
        return self.counts["stored"] + self.counts["revisit"]

    def _take_up(self) -> None:
        """Count what an earlier run has done, and know what not to fetch again."""
        for journal in (self.pages, self.lists):
            for row in journal.rows:
                self.counts["resumed"] += 1
                asked, outcome = row["requested_uri"] or row["uri"], Outcome(row["outcome"])
                self.counts["bytes"] += row["received_bytes"] or 0
                if outcome is Outcome.FAILED:
                    self.counts["failed"] += 1
                    self.reasons[row["reason"]] += 1
                    self.chooser.is_first(f"{row['reason']} {row['uri']}")
                elif journal is self.pages:
                    self.counts[outcome.value] += 1
                else:
                    self.counts["lists"] += 1
                if journal is self.pages or outcome is not Outcome.STORED:
                    self.chooser.done(asked)
        for capture, content in self.lists.recovered():
            self._stored_lists[capture.requested_uri or capture.uri] = content

    def spend(self, request: Request) -> None:
        """Take a request from the budget, at the last moment before it is sent.

        Raises:
            NotAsked: the budget is spent; what other requests have in flight is finished.
        """
        limits = self.plan.limits
        if self.counts["requests"] >= limits.requests:
            self._close("requests")
        if time.monotonic() > self._ends_at:
            self._close("seconds")
        if self._closing or (request.meta.get("role") == "page" and self._page_count >= limits.pages):
            raise NotAsked
        self.counts["requests"] += 1

    def _received(self, data: bytes) -> None:
        self.counts["bytes"] += len(data)
        if self.counts["bytes"] > self.plan.limits.total_bytes:
            self._close("bytes")

    def _close(self, reason: str) -> None:
        """Finish what is in flight, and stop; callable from anywhere."""
        if not self._closing and self.crawler.engine is not None:
            self._closing = True
            self.crawler.engine.close_spider(self, reason)

    def _stop_where_spent(self) -> None:
        if self._page_count >= self.plan.limits.pages:
            self._closing = True
            raise CloseSpider("pages")


def _list_limit(pages: int) -> PageRejected:
    return PageRejected("list_limit", f"{REASONS['list_limit']} {pages} are.")


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _headers(headers: Any) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
