"""Addresses of pages: in one spelling, and told apart from what a loop of links makes up."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from chitieu.kernel.errors import PageRejected

MAX_LENGTH: Final = 1_000
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LEAST_FREE_PORT: Final = 1024
_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|yclid|zarsrc|zalo_\w+|mc_[ce]id|igshid|_ga|spm|"
    r"phpsessid|jsessionid|sid|sessionid|aspsessionid\w*)",
    re.IGNORECASE,
)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_ASP_SESSION: Final = re.compile(r"/\([A-Za-z]\([A-Za-z0-9]{16,}\)\)(?=/)")
_BLANK: Final = re.compile(r"[\t\r\n]")
_MOST_SEGMENTS: Final = 14
_MOST_REPEATS: Final = 2
_MOST_ARGUMENTS: Final = 12


def normal(address: str, base: str | None = None) -> str:
    """An address in the spelling under which it is known: no fragment, no default port, no tracking.

    Args:
        address: as it stands in a link or on a command line.
        base: the page that it stands on.

    Raises:
        PageRejected: `bad_address`, `unsupported_scheme` or `address_too_long`.
    """
    shown = address[:80]
    try:
        joined = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(_BLANK.sub("", joined))
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError as error:
        raise PageRejected("bad_address", f"{shown!r} is no address ({error}).") from error
    if scheme not in _DEFAULT_PORTS:
        raise PageRejected("unsupported_scheme", f"{shown!r} is neither http nor https.")
    if not host or parts.username is not None or parts.password is not None:
        raise PageRejected("bad_address", f"{shown!r} names no host, or a login.")
    if port is not None and port < _LEAST_FREE_PORT and port not in _DEFAULT_PORTS.values():
        raise PageRejected("bad_address", f"{shown!r} asks for port {port}, which serves no web site.")
    path = _ASP_SESSION.sub("", _SESSION_IN_PATH.sub("", parts.path)) or "/"
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    netloc = _netloc(host, None if port == _DEFAULT_PORTS[scheme] else port)
    try:
        whole = safe_url_string(urlunsplit(SplitResult(scheme, netloc, path, query, "")))
        urlsplit(whole).hostname  # noqa: B018  what it says now may be no host at all
    except (ValueError, UnicodeError) as error:
        raise PageRejected("bad_address", f"{shown!r} is no address ({error}).") from error
    if len(whole) > MAX_LENGTH:
        raise PageRejected("address_too_long", f"{shown!r} goes on for {len(whole)} characters.")
    return whole


def check_trap(address: str) -> None:
    """Refuse an address that a loop of links made up, by its looks.

    Raises:
        PageRejected: `url_trap`.
    """
    parts = urlsplit(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    repeats = max(Counter(segments).values(), default=0)
    arguments = parse_qsl(parts.query, keep_blank_values=True)
    doubled = max(Counter(name for name, _ in arguments).values(), default=0)
    if (
        len(segments) > _MOST_SEGMENTS
        or repeats > _MOST_REPEATS
        or len(arguments) > _MOST_ARGUMENTS
        or doubled > _MOST_REPEATS
    ):
        raise PageRejected("url_trap", f"{address[:120]} repeats itself or is nested too deep.")


def path_and_query(address: str) -> str:
    """What `take` and `leave` patterns see: the path, with its query where it has one."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_front(address: str) -> bool:
    """Whether an address is a site's front page."""
    parts = urlsplit(address)
    return not parts.query and parts.path.lower() in _FRONT_PATHS


_FRONT_PATHS: Final = frozenset(
    {
        "",
        "/",
        "/index.html",
        "/index.htm",
        "/index.php",
        "/default.aspx",
        "/home",
        "/trang-chu",
        "/vi",
        "/vi/",
    }
)


def _netloc(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host.rstrip(".")
    return name if port is None else f"{name}:{port}"
