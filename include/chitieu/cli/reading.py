"""From the paths of a command line to articles and their figures, one page at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chitieu.article import parse_article
from chitieu.extract import extract, reading_many
from chitieu.fetch import read_paths
from chitieu.kernel.errors import ChitieuError, PageRejected
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import Article, Capture, Extraction, FetchFailure

STDIN = "-"
_STDIN_URI = "stdin:stdin"


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page of a command line: either what was read from it, or why nothing was."""

    name: str
    article: Article | None = None
    extraction: Extraction | None = None
    problem: str | None = None


def _stdin_capture() -> Capture:
    content = sys.stdin.buffer.read()
    is_html = content.lstrip()[:1] == b"<"
    payload_digest = digest(content)
    return Capture(
        capture_id=stable_id("capture", _STDIN_URI, payload_digest),
        uri=_STDIN_URI,
        source_id="files",
        media_type="text/html" if is_html else "text/plain",
        content=content,
        payload_digest=payload_digest,
        fetched_at=datetime.now(UTC),
    )


def _captures(path: str) -> Iterator[Capture | FetchFailure]:
    if path == STDIN:
        yield _stdin_capture()
    elif path.startswith(("http://", "https://")):
        raise ChitieuError(f"{path} is an address, and no file. Get it with: chitieu fetch {path}")
    else:
        yield from read_paths([Path(path)])


def _name(uri: str) -> str:
    """What a page is called where it cannot be read: its path."""
    parts = urlsplit(uri)
    return unquote(parts.path) if parts.scheme in ("file", "stdin") else uri


def _read(item: Capture | FetchFailure) -> PageResult:
    if isinstance(item, FetchFailure):
        return PageResult(name=_name(item.uri), problem=item.detail)
    try:
        article = parse_article(item)
    except PageRejected as rejected:
        return PageResult(name=_name(item.uri), problem=str(rejected))
    return PageResult(name=article.page, article=article, extraction=extract(article))


def read_pages(paths: Sequence[str]) -> Iterator[PageResult]:
    """Read files, folders and `-` (standard input) in order; what cannot be read is a result too."""
    with reading_many():
        for path in paths:
            try:
                for item in _captures(path):
                    yield _read(item)
            except ChitieuError as problem:
                yield PageResult(name=path, problem=str(problem))
