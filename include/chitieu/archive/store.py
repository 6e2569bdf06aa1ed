"""One gzipped WARC 1.1 file per batch.

Source of the format: ISO 28500:2017. A page from a file is a `resource` record, one from a site a `response`.
"""

from __future__ import annotations

import os
import re
import secrets
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from chitieu.archive.damage import ArchiveDamaged
from chitieu.archive.writing import capture_members, info_member
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.ids import digest
from chitieu.kernel.records import ArchiveRef, Capture

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_PAGE_RECORDS: Final = ("resource", "response")


class Archive:
    """The WARC files under one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def store(self, captures: Sequence[Capture], name: str) -> list[ArchiveRef]:
        """Write the captures of a batch into one file; one reference per capture, in their order.

        The file's name carries a digest of what is in it: storing the same captures again writes nothing and
        gives the same references, other captures under the same name make another file. The file appears
        whole or not at all.

        Raises:
            ChitieuError: the name is no plain file name, or the folder cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise ChitieuError(
                f"{name!r} is no name for an archive file. Use letters, digits, '.', '_', '-'."
            )
        if not captures:
            return []
        manifest = "\n".join(f"{capture.uri}\t{capture.payload_digest}" for capture in captures)
        path = self._root / f"{name}-{digest(manifest.encode()).removeprefix('sha256:')[:16]}.warc.gz"
        try:
            if not path.exists():
                self._write(captures, path)
        except OSError as error:
            raise ChitieuError(
                f"The archive {self._root} cannot be written ({error.strerror}). Free space or mend rights."
            ) from error
        return self._references(path, len(captures))

    def load(self, ref: ArchiveRef) -> bytes:
        """The bytes of one record, checked against the digest that they were stored with.

        Raises:
            ArchiveDamaged: there is no such record, or its bytes have changed.
        """
        path = self._inside(ref.warc_path)
        advice = "Restore the file from a backup, or fetch the page again."
        try:
            with path.open("rb") as file:
                file.seek(ref.warc_offset)
                record = next(iter(ArchiveIterator(file)), None)
                if record is None or record.rec_type not in _PAGE_RECORDS:
                    raise ArchiveDamaged(f"{path} has no page at byte {ref.warc_offset}. {advice}")
                content: bytes = record.content_stream().read()
                stored = record.rec_headers.get_header("WARC-Payload-Digest")
        except (OSError, EOFError, zlib.error, ArchiveLoadFailed) as error:
            raise ArchiveDamaged(f"{path} cannot be read at byte {ref.warc_offset}. {advice}") from error
        if digest(content) != stored:
            raise ArchiveDamaged(f"The page at byte {ref.warc_offset} of {path} has changed. {advice}")
        return content

    def _inside(self, warc_path: str) -> Path:
        root = self._root.resolve()
        path = (root / warc_path).resolve()
        if not path.is_relative_to(root):
            raise ArchiveDamaged(
                f"{warc_path!r} lies outside the archive. Check where the reference comes from."
            )
        return path

    def _write(self, captures: Sequence[Capture], path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            with draft.open("xb") as file:
                _write_records(file, captures, path.name)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        # The rename itself outlives a power cut only once the folder is on disk, too.
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _references(self, path: Path, expected: int) -> list[ArchiveRef]:
        with path.open("rb") as file:
            offsets = list(_page_offsets(file))
        if len(offsets) != expected:
            raise ArchiveDamaged(
                f"{path} holds {len(offsets)} pages, not {expected}. Delete it and store again."
            )
        return [ArchiveRef(path.relative_to(self._root).as_posix(), offset) for offset in offsets]


def _page_offsets(file: IO[bytes]) -> Iterator[int]:
    records = ArchiveIterator(file)
    for record in records:
        if record.rec_type in _PAGE_RECORDS:
            yield records.get_record_offset()


def _write_records(file: IO[bytes], captures: Sequence[Capture], filename: str) -> None:
    file.write(info_member(filename))
    for capture in captures:
        file.writelines(capture_members(capture))
