"""Files and folders to the URIs of pages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chitieu.kernel.errors import ChitieuError

_LONGEST_LINE: Final = 10_000
MEDIA_TYPES: Final = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What the given paths hold: the URIs of pages, and the files in folders whose ending is no page's.

    Both are sorted and free of doubles. A file that was named itself is always a page, and a folder without
    pages stands for itself, so that reading it leaves an outcome.
    """

    uris: tuple[str, ...]
    skipped: tuple[Path, ...]


def list_uris(paths: Sequence[Path]) -> list[str]:
    """The `file:` URIs of all pages in files and folders, sorted; see `list_pages`."""
    return list(list_pages(paths).uris)


def list_pages(paths: Sequence[Path]) -> Listing:
    """Walk files and folders: hidden ones are left out, links to folders are not followed.

    Raises:
        ChitieuError: a path does not exist.
    """
    missing = [str(path) for path in paths if not os.path.lexists(path)]
    if missing:
        raise ChitieuError(f"There is no {', no '.join(missing)}. Check the spelling, or give another path.")
    pages: set[Path] = set()
    skipped: set[Path] = set()
    for path in map(_absolute, paths):
        if not path.is_dir():
            pages.add(path)
            continue
        inside = list(_visible_files(path))
        found = {file for file in inside if file.suffix.lower() in MEDIA_TYPES}
        skipped.update(file for file in inside if file not in found)
        pages.update(found or {path})
    return Listing(tuple(sorted(page.as_uri() for page in pages)), tuple(sorted(skipped - pages)))


def has_pages(folder: Path) -> bool:
    """Whether a folder holds a page, at any depth."""
    return any(file.suffix.lower() in MEDIA_TYPES for file in _visible_files(folder))


def read_addresses(path: Path) -> list[str] | None:
    """The addresses in a file that lists nothing else, one a line; empty lines and `# ...` are left out.

    Returns:
        None for a file of another kind, or none at all: it is for others to say what is wrong with it.
    """
    if path.suffix.lower() in (".html", ".htm") or not path.is_file():
        return None
    addresses = []
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        while line := lines.readline(_LONGEST_LINE):
            address = line.strip()
            if not address or address.startswith("#"):
                continue
            if not address.startswith(("http://", "https://")) or " " in address:
                return None
            addresses.append(address)
    return addresses or None


def _absolute(path: Path) -> Path:
    # Not `resolve`: a page keeps the name under which it was given, also where that is a link.
    return Path(os.path.normpath(path.absolute()))


def _visible_files(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                yield Path(place, name)
