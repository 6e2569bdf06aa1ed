"""From the paths of a command line to articles and their figures, one page at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chitieu.article import parse_article
from chitieu.extract import extract
from chitieu.fetch import read_paths
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import Article, Capture, Extraction, FetchFailure

STDIN = "-"


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
        capture_id=stable_id("capture", "stdin:", payload_digest),
        uri="stdin:",
        source_id="files",
        media_type="text/html" if is_html else "text/plain",
        content=content,
        payload_digest=payload_digest,
        fetched_at=datetime.now(UTC),
    )


def _captures(paths: Sequence[str]) -> Iterator[Capture | FetchFailure]:
    if STDIN in paths:
        yield _stdin_capture()
    files = [Path(path) for path in paths if path != STDIN]
    if files:
        yield from read_paths(files)


def read_pages(paths: Sequence[str]) -> Iterator[PageResult]:
    """Read files, folders and `-` (standard input) in order; a page that cannot be read is a result too."""
    for item in _captures(paths):
        if isinstance(item, FetchFailure):
            yield PageResult(name=item.uri, problem=item.detail)
            continue
        try:
            article = parse_article(item)
        except PageRejected as rejected:
            yield PageResult(name=item.uri, problem=str(rejected))
            continue
        yield PageResult(name=article.page, article=article, extraction=extract(article))
