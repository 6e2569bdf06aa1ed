"""A server of raw sockets: each case says itself which bytes it sends, for no library sends such answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[["Visit"], None]
ROBOTS = "/robots.txt"
TLS_HANDSHAKE = b"\x16\x03"


@dataclass
class Visit:
    """One request of a client: what it asked for, and the socket that the answer goes to."""

    host: str
    path: str
    headers: Mapping[str, str]
    socket: socket.socket

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)


@dataclass
class RawWeb:
    """What is served by host, and what was asked for, as (host, path) in order."""

    behaviours: dict[str, Behaviour]
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def connect_to(self) -> tuple[tuple[str, str], ...]:
        return tuple((host, self.address) for host in self.behaviours)


def http(status: int, body: bytes = b"", *headers: str, length: bool = True) -> bytes:
    """An answer as it goes over the wire; the connection is closed behind it."""
    lines = [f"HTTP/1.1 {status} X", *headers, "Connection: close"]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@contextmanager
def raw_web(behaviours: dict[str, Behaviour]) -> Iterator[RawWeb]:
    """Serve on this machine until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    web = RawWeb(behaviours, listener.getsockname()[1])
    threading.Thread(target=_accept, args=(listener, web), daemon=True).start()
    try:
        yield web
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, web: RawWeb) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, web), daemon=True).start()


def _serve(connection: socket.socket, web: RawWeb) -> None:
    # A client that has seen enough hangs up; that is what most cases are about.
    with connection, suppress(OSError):
        connection.settimeout(60)
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65536)
            if not part:
                return
            head += part
            if head.startswith(TLS_HANDSHAKE):
                connection.sendall(http(400))
                return
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host, path = headers.get("host", "").partition(":")[0], first.split(" ")[1]
        web.asked.append((host, path))
        web.behaviours.get(host, _nothing)(Visit(host, path, headers, connection))


def _nothing(visit: Visit) -> None:
    visit.send(http(404))
