"""The archive: gzipped WARC 1.1 files with names that carry a digest of what is in them.

Source of the format: ISO 28500:2017.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from chitieu.archive.damage import ArchiveDamaged
from chitieu.archive.entities import entity_of
from chitieu.archive.members import PAGE_RECORDS, Member, read_members, record_of, record_type
from chitieu.archive.places import Place
from chitieu.archive.writing import capture_members, info_member
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.ids import digest
from chitieu.kernel.records import ArchiveRef, Capture

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_PEEK: Final = 4096
_PIECE: Final = 1 << 20
_ADVICE: Final = "Restore the file from a backup, or fetch the page again."
MAX_ENTITY: Final = 20_000_000
"""The largest page that is taken, in bytes."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file, in bytes, that holds so many pages."""

    start: int
    end: int
    pages: int


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record of a file: where it lies, its parsed head and its content's stream (`record`, of warcio)."""

    ref: ArchiveRef
    record: Any
    is_cut: bool


class Archive:
    """The WARC files under a folder or URL (`s3://bucket/archive`, `memory://archive`).

    Raises:
        ConfigurationError: the URL cannot be used.
    """

    def __init__(self, root: str | Path) -> None:
        self._place = Place(root)

    def store(self, captures: Iterable[Capture], name: str) -> list[ArchiveRef]:
        """Write the captures of a batch into one file; one reference per capture, in their order.

        The captures are taken one at a time. The file's name carries a digest of their addresses and bytes:
        storing the same captures again writes nothing and gives the same references, other captures under the
        same name make another file. The file appears whole or not at all.

        Raises:
            ChitieuError: the name is no plain file name, or the store cannot be written.
        """
        _check_name(name)
        contents = hashlib.sha256()
        spots: list[tuple[int, int]] = []
        with self._place.draft() as (path, keep):
            with path.open("wb") as file:
                file.write(info_member(name))
                for capture in captures:
                    before, page = capture_members(capture)
                    spots.append((file.tell() + len(before), len(page)))
                    file.write(before + page)
                    contents.update(f"{capture.uri}\t{capture.payload_digest}\n".encode())
            if not spots:
                return []
            warc_path = f"{name}-{contents.hexdigest()[:16]}.warc.gz"
            if not self._place.has(warc_path):
                keep(warc_path)
                return [ArchiveRef(warc_path, offset, length) for offset, length in spots]
        found = [ref for ref, _ in self._pages(warc_path)]
        if len(found) != len(spots):
            raise ArchiveDamaged(
                f"{warc_path} holds {len(found)} pages, not {len(spots)}. Delete it and store again."
            )
        return found

    def adopt(self, path: Path, name: str) -> str:
        """Put a file of our own writing into the archive, as it is; returns its path there.

        The name carries a digest of its bytes: the same file again is no change.

        Raises:
            ChitieuError: the name is no plain file name, or the store cannot be written.
        """
        with path.open("rb") as file:
            return self.adopt_stream(file, name)

    def adopt_stream(self, source: IO[bytes], name: str) -> str:
        """As `adopt`, from an open file."""
        return self.adopt_members(iter(lambda: source.read(_PIECE), b""), name)

    def adopt_members(self, pieces: Iterable[bytes], name: str) -> str:
        """As `adopt`, from the bytes of a file piece by piece."""
        _check_name(name)
        contents = hashlib.sha256()
        with self._place.draft() as (draft, keep):
            with draft.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                    contents.update(piece)
            warc_path = f"{name}-{contents.hexdigest()[:16]}.warc.gz"
            if not self._place.has(warc_path):
                keep(warc_path)
        return warc_path

    def files(self) -> list[str]:
        """The paths of all files, sorted."""
        return self._place.names()

    def load(self, ref: ArchiveRef, payload_digest: str | None = None) -> bytes:
        """The bytes of one page, checked against a digest; nothing but its record is read.

        Args:
            ref: where the record lies.
            payload_digest: what the bytes must have; by default what the record itself says.

        Raises:
            ArchiveDamaged: there is no such record, or its bytes have changed.
        """
        try:
            member = self._member(ref)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise self._damaged("{path} cannot be read at byte {offset}", ref) from error
        record = None if member is None else record_of(member)
        if record is None or record.rec_type not in ("resource", "response"):
            raise self._damaged("{path} has no page at byte {offset}", ref)
        content = entity_of(record, MAX_ENTITY).content
        wanted = payload_digest or record.rec_headers.get_header("WARC-Payload-Digest")
        if digest(content) != wanted:
            raise self._damaged("The page at byte {offset} of {path} has changed", ref)
        return content

    def spans(self, warc_path: str, pages: int) -> list[Span]:
        """Cut a file into stretches of so many pages, the last one of fewer; none where it has no page.

        Raises:
            ArchiveDamaged: the file does not hold one record per gzip member up to its end.
        """
        found: list[Span] = []
        start = end = count = 0
        for ref, is_page in self._kinds(warc_path):
            end = ref.warc_offset + (ref.warc_length or 0)
            count += is_page
            if count == pages:
                found.append(Span(start, end, count))
                start, count = end, 0
        if count:
            found.append(Span(start, end, count))
        if end != self._place.size(warc_path):
            raise ArchiveDamaged(f"{warc_path} is torn at byte {end}. Get the file again.")
        return found

    def records(self, warc_path: str, start: int = 0, end: int | None = None) -> Iterator[StoredRecord]:
        """The records of a stretch of a file, one in memory at a time.

        Raises:
            ArchiveDamaged: the file is not there, or the stretch is torn.
        """
        at = start
        try:
            with self._place.open(warc_path) as file:
                file.seek(start)
                for member in read_members(file, end=end):
                    at = member.offset + member.length
                    record = record_of(member)
                    if record is not None:
                        ref = ArchiveRef(warc_path, member.offset, member.length)
                        yield StoredRecord(ref, record, member.is_cut)
        except OSError as error:
            raise ArchiveDamaged(f"{warc_path} cannot be read at byte {at}. {_ADVICE}") from error
        if end is not None and at != end:
            raise ArchiveDamaged(f"{warc_path} is torn at byte {at}. {_ADVICE}")

    def _kinds(self, warc_path: str) -> Iterator[tuple[ArchiveRef, bool]]:
        try:
            with self._place.open(warc_path) as file:
                for member in read_members(file, limit=_PEEK):
                    kind = record_type(member.content)
                    if kind is None:
                        raise ArchiveDamaged(
                            f"{warc_path} holds no WARC record at byte {member.offset}. {_ADVICE}"
                        )
                    yield ArchiveRef(warc_path, member.offset, member.length), kind in PAGE_RECORDS
        except OSError as error:
            raise ArchiveDamaged(f"{warc_path} cannot be read. {_ADVICE}") from error

    def _pages(self, warc_path: str) -> Iterator[tuple[ArchiveRef, bool]]:
        return (found for found in self._kinds(warc_path) if found[1])

    def _member(self, ref: ArchiveRef) -> Member | None:
        if ref.warc_length is not None:
            from io import BytesIO

            end = ref.warc_offset + ref.warc_length
            packed = BytesIO(self._place.read(ref.warc_path, ref.warc_offset, end))
            return next(read_members(packed), None)
        with self._place.open(ref.warc_path) as file:
            file.seek(ref.warc_offset)
            return next(read_members(file), None)

    def _damaged(self, what: str, ref: ArchiveRef) -> ArchiveDamaged:
        said = what.format(path=f"{self._place}/{ref.warc_path}", offset=ref.warc_offset)
        return ArchiveDamaged(f"{said}. {_ADVICE}")


def _check_name(name: str) -> None:
    if not all(_NAME.fullmatch(part) for part in name.split("/")):
        raise ChitieuError(f"{name!r} is no name for an archive file. Use letters, digits, '.', '_', '-'.")
