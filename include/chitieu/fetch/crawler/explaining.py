"""Why a request failed: from what Scrapy, Twisted and OpenSSL raise to the codes of `outcomes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed, DNSLookupError
from twisted.internet.error import TimeoutError as ConnectTimeoutError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from chitieu.fetch.crawler.connecting import HeadTooLargeError
from chitieu.fetch.crawler.guard import AddressRefusedError
from chitieu.kernel.reasons import REASONS


class Unfetched(IgnoreRequest):
    """A request that ends here, with its reason."""

    def __init__(self, reason: str, detail: str | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail or REASONS[reason]
        self.status = status


class NotAsked(IgnoreRequest):
    """A request that the run had no budget for any more. It was never sent, so it leaves no outcome."""


_KINDS: Final[tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...]] = (
    (AddressRefusedError, "address_refused"),
    (PermissionError, "address_refused"),
    (HeadTooLargeError, "head_too_large"),
    ((CannotResolveHostError, DNSLookupError, UnicodeError), "name_not_found"),
    ((DownloadTimeoutError, ConnectTimeoutError), "timeout"),
    ((TlsError, VerificationError), "tls_failed"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_large"),
    (UnsupportedURLSchemeError, "unsupported_scheme"),
    (ParseError, "malformed_response"),
    ((DownloadConnectionRefusedError, ConnectError, ConnectionClosed), "connect_failed"),
    (ValueError, "malformed_response"),
)
"""Kinds of errors by reason, the most telling first: an error stands in a chain of causes."""


def explained(error: BaseException) -> Unfetched:
    """The reason of an error, with what it says."""
    chain = list(_chain(error, set()))
    for each in chain:
        if isinstance(each, Unfetched):
            return each
    for kinds, reason in _KINDS:
        found = next((each for each in chain if isinstance(each, kinds)), None)
        if found is not None:
            return Unfetched(reason, f"{REASONS[reason]} ({_said(found)})")
    return Unfetched(
        "internal_error", f"{REASONS['internal_error']} ({type(error).__name__}: {_said(error)})"
    )


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """An error, what it came from, and the failures that Twisted gathers in one."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    yield from _chain(error.__cause__ or error.__context__, seen)
    gathered: Any = getattr(error, "reasons", None)
    for each in gathered if isinstance(gathered, list) else ():
        yield from _chain(each.value if isinstance(each, Failure) else None, seen)
