"""Addresses of pages in the one spelling under which they are known, wherever they were written."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from chitieu.kernel.errors import PageRejected
from chitieu.kernel.hosts import bare_host

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


def address_key(address: str) -> str:
    """What two spellings of one page's address have in common: without scheme, `www.` and a last slash.

    Addresses are told apart by it, never asked for. What is no web address is its own key.

    >>> address_key("http://www.bao.example.vn/a-1.html?"), address_key("https://m.bao.example.vn/a-1.html/")
    ('bao.example.vn/a-1.html', 'bao.example.vn/a-1.html')
    """
    try:
        parts = urlsplit(normal(address))
    except PageRejected:
        return address
    port = "" if parts.port is None else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{bare_host(parts.hostname)}{port}{parts.path.rstrip('/')}{query}"


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
