"""The server: one port of this machine, many sites, told apart by the `Host` that is asked for."""

from __future__ import annotations

import gzip
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from chitieu.kernel.errors import ConfigurationError
from chitieu.localweb.answers import Answer, answer
from chitieu.localweb.sites import Site, load_sites

log = logging.getLogger(__name__)

_LEAST_PACKED: Final = 500
_MOST_POSTED: Final = 1_000_000


@dataclass
class LocalWeb:
    """Sites that are being served. Raise `edition`, and their articles change."""

    sites: dict[str, Site]
    address: str
    """`127.0.0.1:PORT`."""
    edition: int = 1
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    """Host, path with query and status of every answer, in order."""
    _mishaps: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of the sites."""
        return tuple(self.sites)

    @property
    def connect_to(self) -> tuple[tuple[str, str], ...]:
        """What a `CrawlPlan` needs to find the sites here under their own addresses."""
        return tuple((host, self.address) for host in self.sites)

    def answer(self, host: str, target: str, form: Mapping[str, str] | None = None) -> Answer:
        """The answer to one request, without regard to what the client has; `form` is what it posts."""
        site = self.sites.get(host)
        if site is None:
            return Answer(
                404, f"Sites here: {', '.join(self.sites)}\n".encode(), {"Content-Type": "text/plain"}
            )
        mishap = next((each for each in site.mishaps if each.path == target), None)
        if mishap is None or not self._happens(host, target, mishap.times):
            return answer(site, target, self.edition, form)
        if mishap.status is not None:
            return Answer(mishap.status, b"", mishap.headers)
        return replace(answer(site, target, self.edition), pause_seconds=mishap.pause_seconds)

    def _happens(self, host: str, target: str, times: int) -> bool:
        with self._lock:
            self._mishaps[host, target] += 1
            return self._mishaps[host, target] <= times


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "localweb"
    sys_version = ""
    web: LocalWeb

    def do_GET(self) -> None:
        """Answer one request."""
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        made = self.web.answer(host, self.path, self._form())
        status, body = made.status, made.body
        headers = dict(made.headers)
        if status == 200 and self._is_known(headers):  # noqa: PLR2004
            status, body = 304, b""
            headers.pop("Content-Type", None)
        elif len(body) > _LEAST_PACKED and self._takes_gzip(headers):
            body = gzip.compress(body, 6, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.web.asked.append((host, self.path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:  # noqa: PLR2004
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self._write(body, made.pause_seconds)

    do_HEAD = do_POST = do_GET  # noqa: N815

    def _form(self) -> dict[str, str] | None:
        if self.command != "POST":
            return None
        length = min(int(self.headers.get("Content-Length") or 0), _MOST_POSTED)
        return dict(parse_qsl(self.rfile.read(length).decode("ascii", "replace"), keep_blank_values=True))

    def _write(self, body: bytes, pause_seconds: float) -> None:
        if not pause_seconds:
            self.wfile.write(body)
            return
        step = len(body) // 4 + 1
        for at in range(0, len(body), step):
            time.sleep(pause_seconds)
            self.wfile.write(body[at : at + step])

    def _takes_gzip(self, headers: dict[str, str]) -> bool:
        packed = "gzip" in headers.get("Content-Type", "")
        return not packed and "gzip" in (self.headers.get("Accept-Encoding") or "")

    def _is_known(self, headers: dict[str, str]) -> bool:
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return "ETag" in headers and headers["ETag"] in {tag.strip() for tag in asked.split(",")}
        return headers.get("Last-Modified", "") == self.headers.get("If-Modified-Since", "-")

    def log_message(self, format: str, *args: Any) -> None:
        log.info("%s %s", self.headers.get("Host", "-") if hasattr(self, "headers") else "-", format % args)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def serve(folder: Path, port: int = 0) -> Iterator[LocalWeb]:
    """Serve the sites of a folder on this machine, until the block ends.

    Args:
        folder: one folder per site, named as its host; see `chitieu.localweb.sites`.
        port: 0 takes one that is free.

    Raises:
        ConfigurationError: a site cannot be read, or the port is taken.
    """
    sites = load_sites(folder)
    handler = type("Handler", (_Handler,), {})
    try:
        server = _Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise ConfigurationError(f"Port {port} cannot be taken ({error.strerror}). Give another.") from error
    with server:
        web = LocalWeb(sites, f"127.0.0.1:{server.server_port}")
        handler.web = web  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield web
        finally:
            server.shutdown()
