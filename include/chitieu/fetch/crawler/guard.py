"""No connection of this process reaches what `addresses.refusal` refuses.

The check stands where a connection is made, on the address that is connected to: whatever a redirect, a name
server or a spelling of the address led to, it is that one. It stands there twice. The reactor's own
`connectTCP` gives a reason; an audit hook of the interpreter sees every socket of the process, whichever
library opens it, and cannot be taken off again.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import Any

from chitieu.fetch.addresses import refusal
from chitieu.fetch.plan import CrawlPlan


class AddressRefusedError(Exception):
    """A connection to an address that is not public was about to be made, and was not."""


def guard_connections(plan: CrawlPlan) -> None:
    """Guard every connection that this process makes from now on."""
    from twisted.internet import reactor

    def problem(host: str) -> str | None:
        return refusal(host, allow_loopback=plan.allow_loopback, loopback_only=plan.loopback_only)

    connect: Callable[..., Any] = reactor.connectTCP

    def guarded(host: str, port: int, *rest: Any, **options: Any) -> Any:
        # A name would be looked up once more behind the check: `refusal` takes addresses alone.
        refused = problem(host)
        if refused is not None:
            raise AddressRefusedError(refused)
        return connect(host, port, *rest, **options)

    reactor.connectTCP = guarded  # type: ignore[method-assign, assignment]
    sys.addaudithook(_hook(problem))


def _hook(problem: Callable[[str], str | None]) -> Callable[[str, tuple[Any, ...]], None]:
    def hook(event: str, details: tuple[Any, ...]) -> None:
        if event != "socket.connect":
            return
        address = details[1]
        if not isinstance(address, tuple):
            raise PermissionError(errno.EACCES, "only network addresses are connected to")
        refused = problem(str(address[0]))
        if refused is not None:
            raise PermissionError(errno.EACCES, refused)

    return hook
