"""WARC files of other crawlers into the archive: as they are, or with each record in a member of its own.

A file is taken from this machine or from any store that fsspec reaches (`s3://commoncrawl/...`). What comes
over http is left to the crawler, which knows what it may reach.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from chitieu.archive.damage import ArchiveDamaged
from chitieu.archive.members import read_members
from chitieu.archive.store import Archive
from chitieu.archive.writing import compressed_record
from chitieu.kernel.errors import ChitieuError

WARC_ENDINGS: Final = (".warc.gz", ".warc")
_GZIP_MAGIC: Final = b"\x1f\x8b"
_HEAD: Final = b"WARC/"
_LENGTH: Final = re.compile(rb"^Content-Length:[ \t]*(\d+)", re.IGNORECASE | re.MULTILINE)
_ODD: Final = re.compile(r"[^A-Za-z0-9._-]+")
_PEEK: Final = 1 << 16
_LONGEST: Final = 100


def import_warc(archive: Archive, address: str) -> str:
    """Put a WARC file into the archive and return its path there; the same file again is no change.

    Args:
        archive: where to.
        address: a path, or the URL of an object in a store.

    Raises:
        ChitieuError: the file cannot be read.
        ArchiveDamaged: it is no WARC file, or torn.
    """
    name = f"imported/{_stem(address)}"
    with _opened(address) as source:
        start = source.read(len(_HEAD))
        source.seek(0)
        if start.startswith(_GZIP_MAGIC):
            single = _has_single_records(source)
            source.seek(0)
            if single:
                return archive.adopt_stream(source, name)
            with gzip.GzipFile(fileobj=source) as unpacked:
                return archive.adopt_members(_repacked(unpacked, address), name)
        if start == _HEAD:
            return archive.adopt_members(_repacked(source, address), name)
    raise ArchiveDamaged(f"{address} is no WARC file by its content. Check whether it is the right one.")


def is_warc(address: str) -> bool:
    """Whether an address names a WARC file, by its ending."""
    return urlsplit(address).path.lower().endswith(WARC_ENDINGS)


def _stem(address: str) -> str:
    name = PurePosixPath(urlsplit(address).path if "://" in address else address).name
    for ending in WARC_ENDINGS:
        name = name.removesuffix(ending)
    return _ODD.sub("-", name).strip(".-_")[:_LONGEST] or "file"


@contextmanager
def _opened(address: str) -> Iterator[IO[bytes]]:
    scheme = urlsplit(address).scheme if "://" in address else ""
    if scheme in ("http", "https"):
        raise ChitieuError(f"{address} is not read over {scheme}. Download the file, and give its path.")
    try:
        if scheme in ("", "file"):
            file: Any = Path(address.removeprefix("file://")).open("rb")  # noqa: SIM115  closed below
        else:
            import fsspec

            file = fsspec.open(address, "rb").open()
    except (OSError, ImportError, ValueError) as error:
        raise ChitieuError(f"{address} cannot be read ({error}). Check the path and its rights.") from error
    with file:
        yield file


def _has_single_records(source: IO[bytes]) -> bool:
    """Whether the first members hold one record each: a file packed as a whole is one large member."""
    for member in islice(read_members(source, limit=_PEEK), 2):
        head, gap, _ = member.content.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(_HEAD) or length is None:
            return False
        if member.size > len(head) + len(gap) + int(length[1]) + len(b"\r\n\r\n"):
            return False
    return True


def _repacked(source: Any, address: str) -> Iterator[bytes]:
    try:
        for record in ArchiveIterator(source, no_record_parse=True):
            if record.format != "warc":
                raise ArchiveDamaged(f"{address} is an ARC file. Convert it with `warcio recompress`.")
            yield from compressed_record(record.rec_headers, record.raw_stream)
    except (ArchiveLoadFailed, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ArchiveDamaged(f"{address} cannot be read as WARC ({error}). Get the file again.") from error
