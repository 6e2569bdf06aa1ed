"""What stands between a request and its answer: politeness, codings, redirects, second tries.

Each one ends a request by raising `Unfetched` with its reason, so that nothing ends without one.
"""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from w3lib.url import safe_url_string

from chitieu.fetch.crawler.connecting import PLAN
from chitieu.fetch.crawler.explaining import NotAsked, Unfetched, explained
from chitieu.fetch.plan import ROBOTS_TOKEN, CrawlPlan
from chitieu.kernel.addresses import is_front, normal
from chitieu.kernel.coding import decoded
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.reasons import REASONS

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SEEN_BY_GET: Final = frozenset({301, 302, 303})
_WAITING: Final = frozenset({429, 503})
_ROBOTS_BYTES: Final = 512_000  # RFC 9309 asks for 500 KiB at least
_MOST_CRAWL_DELAY: Final = 60.0
_SITE_FAILS: Final = frozenset({"address_refused", "name_not_found", "connect_failed", "tls_failed"})
_NOTHING: Final = b"User-agent: *\nDisallow: /\n"
_OK: Final = 200
_REFRESH_BYTES: Final = 4 * 4096  # Scrapy looks at so many characters, of four bytes at most
_CLIENT_ERRORS: Final = range(400, 500)
_LOGIN: Final = re.compile(
    r"/(?:log-?in|sign-?in|dang-?nhap|sso|oauth2?|account/logon)(?:[/.?]|$)", re.IGNORECASE
)
_CONSENT: Final = re.compile(r"(?:^|[/.])(?:cookie-?)?consent(?:[/.?]|$)", re.IGNORECASE)


class PoliteRobots(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 has it: without one all is allowed, without an answer nothing.

    Scrapy's own allows everything where the site fails. `Crawl-delay` is honoured up to a minute.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Let a request through that robots.txt allows."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        await self.robot_parser(request)
        # Scrapy gives the rules to the first request that waits for them, and None to the others.
        rules: Any = self._parsers.get(urlsplit(request.url).netloc)
        if rules is None or rules.allowed(request.url, ROBOTS_TOKEN):
            return
        problem = self._unreachable.get(urlsplit(request.url).netloc)
        if problem is not None:
            raise Unfetched("robots_unreachable", f"{REASONS['robots_unreachable']} ({problem})")
        raise Unfetched("robots_disallowed")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = response.body[:_ROBOTS_BYTES]
        if response.status in _CLIENT_ERRORS:
            body = b""
        elif response.status != _OK:
            self._unreachable[netloc] = f"status {response.status}"
            body = _NOTHING
        await super()._parse_robots(response.replace(body=body), netloc, request)
        self._slow_down(netloc, request)

    def _slow_down(self, netloc: str, request: Request) -> None:
        parser: Any = self._parsers[netloc]
        asked = parser.rp.crawl_delay(ROBOTS_TOKEN)
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(urlsplit(request.url).hostname or "") if engine else None
        if asked and slot is not None:
            slot.delay = max(slot.delay, min(float(asked), _MOST_CRAWL_DELAY))
            self.crawler.stats.inc_value("chitieu/crawl_delays")

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        problem = explained(exc)
        if problem.reason in _SITE_FAILS or isinstance(exc, NotAsked):
            # The page's own request fails in the same way, and then says so.
            super()._robots_error(exc, netloc)
            return
        self._unreachable[netloc] = problem.reason
        waiting: Any = self._parsers[netloc]
        rules: RobotParser = self._parserimpl.from_crawler(self.crawler, _NOTHING)
        self._parsers[netloc] = rules
        waiting.callback(rules)


class Decoding:
    """Undoes content codings within bounds; Scrapy's own has other bounds and gives no reason."""

    def __init__(self, crawler: Crawler) -> None:
        plan: CrawlPlan = crawler.settings[PLAN]
        self._limit = plan.limits.decoded_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer with its body as it was before it was packed."""
        request.meta["received_bytes"] = len(response.body)
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not codings or not response.body:
            return response
        try:
            return response.replace(body=decoded(response.body, codings, self._limit))
        except PageRejected as problem:
            raise Unfetched(problem.reason, str(problem), response.status) from problem


class _Followed:
    """Where a redirect may lead."""

    plan: CrawlPlan

    def _engine_started(self) -> None:
        """No `Referer` is sent; Scrapy's own would warn that it finds nothing to make one."""

    def check(self, request: Request, target: str, status: int) -> None:
        """Refuse a redirect that no article is behind.

        Raises:
            Unfetched: with the reason.
        """
        try:
            known = normal(target)
        except PageRejected as problem:
            raise Unfetched(problem.reason, f"The redirect's target: {problem}", status) from problem
        if request.meta.get("dont_obey_robotstxt"):  # robots.txt itself may be anywhere
            return
        been = [*request.meta.get("redirect_urls", ()), request.url]
        if known in been or target in been:
            raise Unfetched("redirect_loop", f"{REASONS['redirect_loop']} ({known[:120]})", status)
        parts = urlsplit(known)
        if _LOGIN.search(parts.path):
            raise Unfetched("login_required", f"It redirects to {known[:120]}.", status)
        if _CONSENT.search(f"{parts.hostname}/{parts.path}"):
            raise Unfetched("consent_page", f"It redirects to {known[:120]}.", status)
        if not self.plan.may_fetch(parts.hostname):
            raise Unfetched("offsite_redirect", f"It redirects to {known[:120]}.", status)
        if request.meta.get("role") == "page" and is_front(known) and not is_front(been[0]):
            raise Unfetched("redirected_home", f"It redirects to {known[:120]}.", status)


class Redirects(_Followed, RedirectMiddleware):
    """Redirects by status; what is not followed ends with a reason."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        made = super().from_crawler(crawler)
        made.plan = crawler.settings[PLAN]
        return made

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Follow a redirect, or end it."""
        if response.status not in REDIRECTS:
            return response
        location = (response.headers.get("Location") or b"").strip()
        if not location:
            raise Unfetched("bad_redirect", status=response.status)
        try:
            target = response.urljoin(safe_url_string(location, encoding="utf-8"))
        except (ValueError, UnicodeError) as error:
            raise Unfetched("bad_redirect", f"It redirects to {location[:80]!r}.", response.status) from error
        self.check(request, target, response.status)
        # What validates the first address says nothing of where it leads to, and a form is posted once.
        if request.method == "POST" and response.status not in _SEEN_BY_GET:
            raise Unfetched("bad_redirect", "A form would have to be posted elsewhere.", response.status)
        headers = {name: request.headers.getlist(name) for name in request.headers if name not in _LEFT}
        followed = request.replace(url=normal(target), headers=headers, body=b"", method="GET")
        try:
            return self._redirect(followed, request, response.status)
        except IgnoreRequest as error:
            raise Unfetched("too_many_redirects", status=response.status) from error


class MetaRefreshes(_Followed, MetaRefreshMiddleware):
    """Redirects by `<meta http-equiv=refresh>`, as old portals have them."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        made = super().from_crawler(crawler)
        made.plan = crawler.settings[PLAN]
        return made

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Follow a refresh that another address is behind: pages of news reload themselves."""
        if request.meta.get("role") != "page" or response.status != _OK or not _may_refresh(response.body):
            return response
        try:
            followed = super().process_response(request, response)
        except IgnoreRequest as error:
            raise Unfetched("too_many_redirects", status=response.status) from error
        except (ValueError, UnicodeError):
            return response
        if not isinstance(followed, Request) or followed.url.partition("#")[0] == request.url:
            return response
        self.check(request, followed.url, response.status)
        return followed


def _may_refresh(body: bytes) -> bool:
    """Whether the start of a page speaks of a refresh, in whatever encoding. Few do; they are decoded."""
    return b"refresh" in body[:_REFRESH_BYTES].replace(b"\0", b"").lower()


class Retries(RetryMiddleware):
    """Second tries, after the break that a site asks for.

    A site that asks for a longer one than the plan waits is left alone for the rest of the run.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        plan: CrawlPlan = settings[PLAN]
        self._longest = plan.limits.wait_seconds
        self._ends_at = time.monotonic() + plan.limits.seconds
        self._until: dict[str, float] = {}

    async def process_request(self, request: Request) -> None:
        """Wait where the request's host asked for a break."""
        host = urlsplit(request.url).netloc
        wait = self._until.get(host, 0.0) - time.monotonic()
        if wait <= 0:
            return
        if wait > self._longest or time.monotonic() + wait > self._ends_at:
            raise Unfetched("too_many_requests", f"The site asks for a break of {wait:.0f} s.", 429)
        await asyncio.sleep(wait)

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Try again what may pass."""
        if response.status in _WAITING and "Retry-After" in response.headers:
            asked = retry_after_seconds((response.headers.get("Retry-After") or b"").decode("latin-1"))
            host = urlsplit(request.url).netloc
            self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + asked)
            if asked > self._longest:
                raise Unfetched(
                    "too_many_requests", f"The site asks for a break of {asked:.0f} s.", response.status
                )
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception, spider: Any = None) -> Any:
        """Try again what may pass; what is refused by ourselves will not."""
        if isinstance(exception, Unfetched | NotAsked) or explained(exception).reason not in _MAY_PASS:
            return None
        return self._retry(request, exception)


_LEFT: Final = (b"If-None-Match", b"If-Modified-Since", b"Content-Type", b"Content-Length")
_MAY_PASS: Final = frozenset(
    {"connect_failed", "timeout", "truncated", "name_not_found", "malformed_response"}
)


def retry_after_seconds(value: str) -> float:
    """Seconds from now that a `Retry-After` asks for: a number or a date; nothing where it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:12]), 10**9))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
