"""The entity in a record: transfer and content coding undone, never more of it than is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Final

from warcio.bufferedreaders import ChunkedDataReader

from chitieu.kernel.coding import decoded
from chitieu.kernel.errors import PageRejected

_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Entity:
    """What a record holds. `problem` is a stable code where its page cannot be had from it, else None.

    `bad_coding`: not coded as its headers say; `unsupported_coding`; `decoded_too_large`, `too_large`.
    """

    content: bytes
    problem: str | None = None


def entity_of(record: Any, limit: int) -> Entity:
    """The entity of a page record, of at most `limit` bytes.

    Some crawlers store a body decoded and leave its headers as they were: what is plainly markup is taken as
    it is.
    """
    stream: IO[bytes] = record.raw_stream
    http = record.http_headers
    if http is None:
        return _limited(stream.read, limit)
    if (http.get_header("transfer-encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    raw = _limited(stream.read, limit)
    codings = http.get_header("content-encoding")
    if raw.problem is not None or not codings:
        return raw
    try:
        return Entity(decoded(raw.content, codings, limit))
    except PageRejected as problem:
        if raw.content.lstrip()[:1] == b"<":
            return raw
        return Entity(b"", problem.reason)


def _limited(read: Callable[[int], bytes], limit: int) -> Entity:
    parts: list[bytes] = []
    left = limit
    while left >= 0:
        part = read(min(_PIECE, left + 1))
        if not part:
            return Entity(b"".join(parts))
        parts.append(part)
        left -= len(part)
    return Entity(b"", "too_large")
