"""A name server on this machine that answers as the test says, differently each time if it likes."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import ip_address

_A, _AAAA, _ANY = 1, 28, 255


class NameServer:
    """`answers` are addresses by name: each look-up takes the next, and the last one stays."""

    def __init__(self, answers: Mapping[str, tuple[str, ...]]) -> None:
        self.answers = {name: list(addresses) for name, addresses in answers.items()}
        self.asked: list[str] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                query, client = self.socket.recvfrom(512)
                if query:
                    self.socket.sendto(self._reply(query), client)

    def _reply(self, query: bytes) -> bytes:
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += query[at] + 1
        question = query[12 : at + 5]
        (kind,) = struct.unpack(">H", query[at + 1 : at + 3])
        name = ".".join(labels).lower()
        record = self._record(name, kind)
        code = 0 if name in self.answers else 3
        head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 1 if record else 0, 0, 0)
        return head + question + record

    def _record(self, name: str, kind: int) -> bytes:
        addresses = self.answers.get(name, [])
        if not addresses:
            return b""
        packed = ip_address(addresses[0]).packed
        own = _A if len(packed) == 4 else _AAAA
        if kind not in (own, _ANY):
            return b""
        self.asked.append(name)
        if len(addresses) > 1:
            addresses.pop(0)
        return b"\xc0\x0c" + struct.pack(">HHIH", own, 1, 0, len(packed)) + packed


@contextmanager
def name_server(answers: Mapping[str, tuple[str, ...]]) -> Iterator[NameServer]:
    """Answer on this machine until the block ends."""
    server = NameServer(answers)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
