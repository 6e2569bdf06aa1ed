"""The readers of article pages that are compared: the project's own, trafilatura, resiliparse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "article_set"))

from page_scoring import Reading, reading_of_article  # noqa: E402
from page_set import SetPage  # noqa: E402

from chitieu.article import parse_article  # noqa: E402
from chitieu.kernel.errors import PageRejected  # noqa: E402
from chitieu.kernel.ids import digest, stable_id  # noqa: E402
from chitieu.kernel.records import Capture  # noqa: E402

FETCHED_AT = datetime(2025, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """A reader by name: `read` for accuracy, with metadata; `text` only the text, for speed."""

    name: str
    read: Callable[[SetPage], Reading | None]
    text: Callable[[SetPage], object]


def capture_of(page: SetPage) -> Capture:
    """The capture of a page of the set."""
    return Capture(
        capture_id=stable_id("capture", page.uri, page.name),
        uri=page.uri,
        source_id="files",
        media_type=page.media_type,
        content=page.content,
        payload_digest=digest(page.content),
        fetched_at=FETCHED_AT,
    )


def own_reading(page: SetPage) -> Reading | None:
    """The project's reading."""
    try:
        article = parse_article(capture_of(page))
    except PageRejected:
        return None
    return reading_of_article(article)


def readers() -> Mapping[str, Reader]:
    """The readers that are installed; the project's own always is."""
    found = [Reader("chitieu", own_reading, lambda page: parse_article(capture_of(page)))]
    try:
        found += _peers()
    except ImportError as problem:
        print(
            f"Peers are not measured ({problem}). Install them: make bench-articles PEERS=1", file=sys.stderr
        )
    return {reader.name: reader for reader in found}


def _peers() -> list[Reader]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from trafilatura import bare_extraction, extract

    def with_trafilatura(page: SetPage) -> Reading | None:
        found = bare_extraction(page.content, url=page.uri, include_comments=False, with_metadata=True)
        if found is None:
            return None
        told = found.as_dict() if hasattr(found, "as_dict") else found
        return Reading(
            (told["text"] or "").split("\n"),
            title=told["title"],
            lead=told["description"],
            author=told["author"],
            published=datetime.fromisoformat(told["date"]) if told["date"] else None,
            url=told["url"],
            publisher=told["sitename"],
        )

    def text_of(page: SetPage) -> str:
        markup = bytes_to_str(page.content, detect_encoding(page.content))
        return extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)

    return [
        Reader(
            "trafilatura",
            with_trafilatura,
            lambda page: extract(page.content, url=page.uri, include_comments=False),
        ),
        Reader(
            "trafilatura fast",
            lambda page: Reading(
                (extract(page.content, url=page.uri, include_comments=False, fast=True) or "").split("\n")
            ),
            lambda page: extract(page.content, url=page.uri, include_comments=False, fast=True),
        ),
        Reader("resiliparse", lambda page: Reading(text_of(page).split("\n")), text_of),
    ]
