"""How names become addresses and requests become answers, within the plan's bounds."""

from __future__ import annotations

import socket
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.defer import succeed
from twisted.internet.interfaces import IAddress
from twisted.names import client
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from chitieu.fetch.plan import CrawlPlan

PLAN: Final = "CHITIEU_PLAN"
"""The Scrapy setting that holds the plan."""


class HeadTooLargeError(Exception):
    """Status lines and headers went on beyond the limit."""


class BoundedParser(_LenientHTTPClientParser):
    """A parser that says so where a line of the head does not end; Twisted's own hangs up without a word."""

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802  Twisted's name
        """Give up."""
        raise HeadTooLargeError(f"a line of more than {self.MAX_LENGTH} bytes")


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """An HTTP client that does not read headers for ever, nor interim answers (1xx)."""

    head_bytes = 65_536
    _read = 0

    def request(self, request: Any) -> Any:
        """Count the head of each answer on a kept connection anew."""
        self._read = 0
        answer = super().request(request)
        # Scrapy's own way to bring in a parser: Twisted names the class where it makes one.
        if self._parser is not None:
            self._parser.__class__ = BoundedParser
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        """Count what comes before the body, and give up where it is too much."""
        parser: Any = self._parser
        if parser is not None and parser.state not in (BODY, DONE):
            self._read += len(data)
            super().dataReceived(data)  # type: ignore[no-untyped-call]
            parser = self._parser
            if parser is not None and parser.state not in (BODY, DONE) and self._read > self.head_bytes:
                problem = HeadTooLargeError(f"{self._read} bytes of headers")
                self._giveUp(Failure(problem))  # type: ignore[no-untyped-call]
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the clients above."""

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:  # noqa: N802  Twisted's name
        """One client for one connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP, with bounded heads, and sites of the plan that are served on this machine.

    A request for such a site keeps its address everywhere else: in robots.txt, in redirects, in the archive.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        plan: CrawlPlan = crawler.settings[PLAN]
        self._served = dict(plan.connect_to)
        BoundedProtocol.head_bytes = plan.limits.head_bytes
        self._pool._factory = BoundedFactory

    async def download_request(self, request: Request) -> Response:
        """Fetch one address."""
        spider: Any = self._crawler.spider
        spider.spend(request)
        parts = urlsplit(request.url)
        target = self._served.get(parts.hostname or "")
        if target is None:
            return await super().download_request(request)
        local = request.replace(url=urlunsplit(("http", target, parts.path, parts.query, "")))
        local.headers["Host"] = parts.netloc
        response = await super().download_request(local)
        request.meta["download_latency"] = local.meta.get("download_latency")
        return response.replace(url=request.url)


class AskedResolver(client.Resolver):
    """A resolver that asks one name server for names; addresses, in whatever spelling, are none."""

    def getHostByName(self, name: str, timeout: Any = None, effort: int = 10) -> Any:  # noqa: N802  Twisted's
        """The address of a name, or what the operating system would read as one."""
        try:
            known = name if ":" in name else socket.inet_ntoa(socket.inet_aton(name))
            return succeed(known)
        except OSError:
            return super().getHostByName(name, timeout, effort)  # type: ignore[no-untyped-call]


class PlanResolver(CachingHostnameResolver):
    """Names by the system's resolver, IPv6 too; or by the plan's name server."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """The resolver of a crawl; asked of a name server, nothing is kept from one look-up to the next."""
        plan: CrawlPlan = crawler.settings[PLAN]
        if plan.nameserver is not None:
            host, _, port = plan.nameserver.rpartition(":")
            servers = [(host.strip("[]"), int(port))]
            reactor.installResolver(AskedResolver(servers=servers))  # type: ignore[no-untyped-call]
            return cls(reactor, 0)
        return super().from_crawler(crawler, reactor)
