"""HTTP headers on their way into a record and back.

A record holds the entity with transfer and content coding undone, so the headers that would promise something
else are renamed, as other crawlers do: `Content-Encoding` stands as `X-Crawler-Content-Encoding`.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from warcio.statusandheaders import StatusAndHeaders

from chitieu.kernel.records import Headers

_ASIDE: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_PREFIX: Final = "X-Crawler-"
_BREAKS: Final = re.compile(r"[\r\n\x00]+")
_NO_TOKEN: Final = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")


class HttpHead(StatusAndHeaders):  # type: ignore[misc]  # warcio is untyped
    """The head of a message in bytes as it came: warcio itself would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Set the bytes that stand in the record."""
        self.headers_buff = self.to_bytes(header_filter, "utf-8")


def one_line(value: str) -> str:
    """A value that cannot break out of its line: line breaks and NULs are spaces, lone surrogates `?`."""
    return _BREAKS.sub(" ", value.encode("utf-8", errors="replace").decode())


def clean(headers: Headers) -> list[tuple[str, str]]:
    """Headers of which none can be mistaken for two."""
    return [(_NO_TOKEN.sub("_", name) or "_", one_line(value).strip()) for name, value in headers]


def response_head(status_code: int, headers: Headers, media_type: str | None, length: int | None) -> HttpHead:
    """The head of a response as stored before an entity of `length` bytes; None for a record of none."""
    kept = clean(headers)
    if length is not None:
        kept = [
            (_PREFIX + name if name.lower() in _ASIDE else name, value)
            for name, value in kept
            if name.lower() != "content-length" or value != str(length)
        ]
        kept.append(("Content-Length", str(length)))
    if media_type and not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", one_line(media_type)))
    phrase = next((status.phrase for status in HTTPStatus if status == status_code), "")
    return HttpHead(f"{status_code} {phrase}".strip(), kept, protocol="HTTP/1.1")


def original_headers(stored: Headers) -> Headers:
    """The headers of a response as they came, from those of its record.

    Only a length that was sent, unlike a stored one, says anything of the exchange: where the two are told
    apart, or the entity came in pieces, the stored one goes.
    """
    renamed = {name.lower() for name, _ in stored if name.startswith(_PREFIX)}
    if f"{_PREFIX}Transfer-Encoding".lower() in renamed:
        renamed.add(f"{_PREFIX}Content-Length".lower())
    return tuple(
        (name.removeprefix(_PREFIX), value)
        for name, value in stored
        if f"{_PREFIX}{name}".lower() not in renamed
    )
