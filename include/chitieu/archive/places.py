"""Where the archive's files lie: a local folder or any store that fsspec reaches by URL.

A file appears whole or not at all. On a local disk it is written beside its place and renamed; an object
store itself shows an object only once it is whole. How a store is reached (endpoint, region, keys) is its own
configuration: `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `FSSPEC_S3_...`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final
from urllib.parse import unquote, urlsplit

from chitieu.archive.damage import ArchiveDamaged
from chitieu.kernel.errors import ChitieuError, ConfigurationError

_LIBRARIES: Final = frozenset({"botocore", "aiobotocore", "aiohttp", "s3fs", "gcsfs", "adlfs"})
_BLOCK: Final = 1 << 18


class Place:
    """One folder of a store. Names are relative to it, with `/` between folders.

    Raises:
        ConfigurationError: the URL is of a kind that fsspec does not know, or whose package is not installed.
    """

    def __init__(self, root: str | Path) -> None:
        from fsspec.core import url_to_fs

        self._said = str(root)
        self._local = _local_folder(root)
        try:
            self._store, self._root = url_to_fs(str(self._local or root))
        except (ImportError, ValueError) as error:
            raise ConfigurationError(
                f"The archive {self._said} cannot be reached: {error}. Correct CHITIEU_ARCHIVE_URL, "
                "or install what it needs (s3fs for s3://)."
            ) from error
        self._root = self._root.rstrip("/")

    def __str__(self) -> str:
        return self._said

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        with self._reaching("looked at"):
            return bool(self._store.isfile(self._path(name)))

    def size(self, name: str) -> int:
        """The length of a file in bytes."""
        with self._reaching("looked at"):
            return int(self._store.size(self._path(name)))

    def names(self) -> list[str]:
        """All files, sorted."""
        with self._reaching("listed"):
            if not self._store.exists(self._root):
                return []
            found = self._store.find(self._root)
        start = len(self._store._strip_protocol(self._root)) + 1
        return sorted(path[start:] for path in found)

    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes of a file between two offsets, and no others.

        Raises:
            FileNotFoundError, OSError: as the store says.
        """
        content: bytes = self._store.cat_file(self._path(name), start=start, end=end)
        return content

    def open(self, name: str) -> IO[bytes]:
        """A file for reading: what is read is fetched in blocks of 256 KB, nothing before it is asked for.

        Raises:
            FileNotFoundError, OSError: as the store says.
        """
        if self._local is not None:
            return Path(self._path(name)).open("rb")
        opened: IO[bytes] = self._store.open(
            self._path(name), "rb", block_size=_BLOCK, cache_type="readahead"
        )
        return opened

    @contextmanager
    def draft(self) -> Iterator[tuple[Path, Callable[[str], None]]]:
        """A local file to write, and the call that puts it in its place; without that call it goes.

        Raises:
            ChitieuError: the store cannot be written.
        """
        with self._reaching("written"):
            if self._local is None:
                with NamedTemporaryFile(prefix="chitieu-", suffix=".warc.gz") as file:
                    yield Path(file.name), lambda name: self._put(Path(file.name), name)
                return
            self._local.mkdir(parents=True, exist_ok=True)
            path = self._local / f".draft-{secrets.token_hex(8)}"
            try:
                yield path, lambda name: self._move(path, name)
            finally:
                path.unlink(missing_ok=True)

    def _put(self, path: Path, name: str) -> None:
        self._store.put_file(str(path), self._path(name))
        self._store.invalidate_cache()

    def _move(self, path: Path, name: str) -> None:
        target = Path(self._path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)
        # The rename itself outlives a power cut only once the folder is on disk, too.
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, name: str) -> str:
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or name.startswith("/") or "\x00" in name:
            raise ArchiveDamaged(f"{name!r} lies outside the archive. Check where the reference comes from.")
        path = f"{self._root}/{name}"
        if self._local is not None and not Path(path).resolve().is_relative_to(self._local.resolve()):
            raise ArchiveDamaged(f"{name!r} lies outside the archive. Check where the reference comes from.")
        return path

    @contextmanager
    def _reaching(self, done: str) -> Iterator[None]:
        try:
            yield
        except ChitieuError:
            raise
        except OSError as error:
            raise ChitieuError(
                f"The archive {self._said} cannot be {done} ({error.strerror or error}). "
                "Free space or mend rights, and check that the store answers."
            ) from error
        except Exception as error:
            # Each store raises errors of its own library; those of this code are to be seen as they are.
            if self._local is not None or not _is_foreign(error):
                raise
            raise ChitieuError(
                f"The archive {self._said} cannot be {done} ({type(error).__name__}: {error}). "
                "Check the store's address and keys."
            ) from error


def _local_folder(root: str | Path) -> Path | None:
    if isinstance(root, Path):
        return root
    if root.startswith("file:"):
        return Path(unquote(urlsplit(root).path))
    return None if "://" in root else Path(root)


def _is_foreign(error: Any) -> bool:
    return type(error).__module__.split(".")[0] in _LIBRARIES
