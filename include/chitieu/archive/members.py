"""WARC files as gzip members: where each record lies, and where a crash has cut the file.

A record is one member, so a file can be read from any record on, and its torn end is known.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from chitieu.archive.damage import ArchiveDamaged

PAGE_RECORDS: Final = frozenset({"resource", "response", "revisit"})
MAX_MEMBER: Final = 32_000_000
"""More than the largest page that is taken, with its headers, in bytes."""

_CLOSING_RECORDS: Final = PAGE_RECORDS | {"warcinfo"}
_CHUNK: Final = 1 << 16
_UNPACKED: Final = 1 << 20
_GZIP: Final = zlib.MAX_WBITS | 16
_GZIP_MAGIC: Final = b"\x1f\x8b"
_TYPE: Final = re.compile(rb"^WARC-Type:[ \t]*([A-Za-z]+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Member:
    """One whole gzip member: its place in the file and its unpacked size in bytes, and the content's start.

    `content` is all of it unless `size` exceeds what was asked for.
    """

    offset: int
    length: int
    size: int
    content: bytes

    @property
    def is_cut(self) -> bool:
        """Whether there is more than `content`."""
        return self.size > len(self.content)


def read_members(file: IO[bytes], limit: int = MAX_MEMBER, end: int | None = None) -> Iterator[Member]:
    """The gzip members of a file from where it stands, one in memory at a time.

    Ends before the first member that is not whole, or at the offset `end`. Of each member at most `limit`
    bytes are kept, however large it unpacks to.
    """
    offset, rest = file.tell(), b""
    while end is None or offset < end:
        unpack = zlib.decompressobj(_GZIP)
        content = bytearray()
        size = length = 0
        while not unpack.eof:
            packed = unpack.unconsumed_tail
            if not packed:
                packed = rest or file.read(_CHUNK)
                length += len(packed)
                rest = b""
            try:
                part = unpack.decompress(packed, _UNPACKED)
            except zlib.error:
                return
            if not packed and not part:
                return
            size += len(part)
            content += part[: limit - len(content)]
        rest = unpack.unused_data
        length -= len(rest)
        yield Member(offset, length, size, bytes(content))
        offset += length


def record_of(member: Member) -> Any:
    """The WARC record in a member; None where there is none."""
    try:
        return next(iter(ArchiveIterator(BytesIO(member.content))), None)
    except (ArchiveLoadFailed, EOFError, ValueError):
        return None


def record_type(content: bytes) -> str | None:
    """The type of the record that begins so (`response`); None for what is no WARC record."""
    head, _, _ = content.partition(b"\r\n\r\n")
    if not head.startswith(b"WARC/"):
        return None
    found = _TYPE.search(head)
    return found[1].decode("ascii").lower() if found else None


def cut_torn_end(path: Path) -> None:
    """Cut off what a crash has left after the last whole group of records.

    Raises:
        ArchiveDamaged: the file does not start with a WARC record, so that it is none of ours to cut.
    """
    whole = 0
    with path.open("r+b") as file:
        for member in read_members(file):
            record = record_of(member)
            if record is None:
                break
            if record.rec_type in _CLOSING_RECORDS:
                whole = member.offset + member.length
        file.seek(0)
        if whole == 0 and not _GZIP_MAGIC.startswith(file.read(len(_GZIP_MAGIC))):
            raise ArchiveDamaged(f"{path} is no WARC file of gzip members. Move it away, and try again.")
        if whole < os.fstat(file.fileno()).st_size:
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
