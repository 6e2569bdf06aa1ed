"""Bodies with their content coding undone, with a bound on what comes out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import brotli
from backports import zstd

from chitieu.kernel.errors import PageRejected

ACCEPTED: Final = "gzip, deflate, br, zstd"
_STEP: Final = 1 << 16
_MOST_LAYERS: Final = 3
_ZSTD_WINDOW_LOG: Final = 23  # 8 MiB, the largest window that RFC 9659 lets a server ask for
_GZIP: Final = zlib.MAX_WBITS | 16
_GZIP_MAGIC: Final = b"\x1f\x8b"


def decoded(body: bytes, codings: str | None, limit: int) -> bytes:
    """The body as it was before the server packed it.

    Args:
        body: the bytes as they came.
        codings: the value of `Content-Encoding`.
        limit: the most bytes that may come out; not many more are ever in memory.

    Raises:
        PageRejected: `unsupported_coding`, `bad_coding` or `decoded_too_large`.
    """
    layers = [name for name in (part.strip().lower() for part in (codings or "").split(",")) if name]
    layers = [name for name in layers if name != "identity"]
    if len(layers) > _MOST_LAYERS:
        raise PageRejected("unsupported_coding", f"The body is packed {len(layers)} times over.")
    for name in reversed(layers):
        unpack = _UNPACKERS.get(name)
        if unpack is None:
            raise PageRejected("unsupported_coding", f"The body is packed as {name[:40]!r}.")
        if body and not _says_otherwise(name, body):
            body = _bounded(unpack, name, body, limit)
    return body


def _says_otherwise(name: str, body: bytes) -> bool:
    """Whether what is labelled gzip is plain text: old portals label whatever they send."""
    start = body[:_STEP].lstrip().lower()
    return name in _GZIP_NAMES and not body.startswith(_GZIP_MAGIC) and start.startswith(b"<")


def _bounded(unpack: Callable[[bytes], Iterator[bytes]], name: str, body: bytes, limit: int) -> bytes:
    out = bytearray()
    try:
        for part in unpack(body):
            out += part
            if len(out) > limit:
                raise PageRejected("decoded_too_large", f"{len(body)} bytes unpack to more than {limit}.")
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        raise PageRejected("bad_coding", f"The body is labelled {name} and is not ({error}).") from error
    return bytes(out)


def _gunzip(body: bytes) -> Iterator[bytes]:
    # A file of several members is one body; what is no member after the first is padding.
    first = True
    while first or body.startswith(_GZIP_MAGIC):
        machine = zlib.decompressobj(_GZIP)
        yield from _inflate_with(machine, body)
        body, first = machine.unused_data, False


def _inflate(body: bytes) -> Iterator[bytes]:
    # "deflate" is zlib's format by the standard and a bare stream from servers that never read it.
    try:
        zlib.decompressobj().decompress(body[:64], 1)
    except zlib.error:
        yield from _inflate_with(zlib.decompressobj(-zlib.MAX_WBITS), body)
    else:
        yield from _inflate_with(zlib.decompressobj(), body)


def _inflate_with(machine: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    while not machine.eof:
        part = machine.decompress(body, _STEP)
        body = machine.unconsumed_tail
        if not part and not body:
            if not machine.eof:
                raise EOFError("it ends too early")
            return
        yield part


def _unbrotli(body: bytes) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    yield machine.process(body, output_buffer_limit=_STEP)
    while not machine.is_finished():
        part = machine.process(b"", output_buffer_limit=_STEP)
        if not part and machine.can_accept_more_data():
            raise EOFError("it ends too early")
        yield part


def _unzstd(body: bytes) -> Iterator[bytes]:
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
    while body:
        machine = zstd.ZstdDecompressor(options=options)
        part = machine.decompress(body, _STEP)
        while True:
            yield part
            if machine.eof:
                break
            if machine.needs_input:
                raise EOFError("it ends too early")
            part = machine.decompress(b"", _STEP)
        body = machine.unused_data


_GZIP_NAMES: Final = frozenset({"gzip", "x-gzip"})
_UNPACKERS: Final[Mapping[str, Callable[[bytes], Iterator[bytes]]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
