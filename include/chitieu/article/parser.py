"""One captured page to one article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from chitieu.article.classify import Label, classify
from chitieu.article.decode import decode
from chitieu.article.lexicon import Lexicon, load_lexicon
from chitieu.article.segments import Segment, personal_name
from chitieu.article.text_page import split_lines
from chitieu.article.times import Moment, read_moment
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import CONTENT_KINDS, Article, Block, BlockKind, Capture

PARSER_VERSION: Final = "1"

_MIN_LETTERS: Final = 12
_HTML_START: Final = re.compile(
    rb"^\s*(?:<!doctype\s+html|<html|<head|<body|<\?xml[^>]*>\s*<(?:!doctype\s+)?html)", re.I
)


def parse_article(capture: Capture) -> Article:
    """The article of a page. Raises `PageRejected` (`empty`, `binary`, `encoding`, `no_article`).

    A text page keeps its decoded text whole and unchanged. For HTML, `text` is the content blocks joined by
    line feeds, in NFC, so that a changed menu or counter makes no new version.
    """
    return _parse_text(capture)


def page_id(uri: str) -> str:
    """The file name of a URI without its ending; the host where the path names none."""
    parts = urlsplit(uri)
    name = PurePosixPath(unquote(parts.path)).name
    return PurePosixPath(name).stem or parts.netloc or uri


def _parse_text(capture: Capture) -> Article:
    decoded = decode(capture.content, capture.media_type)
    lexicon = load_lexicon()
    segments = split_lines(decoded.text)
    labels = classify(segments, lexicon)
    _require_article(segments, labels, lexicon)
    moment, updated, warnings = _text_times(segments, labels, lexicon)
    return Article(
        article_id=stable_id("article", capture.uri),
        article_version_id=stable_id("article_version", capture.uri, digest(decoded.text.encode())),
        capture_id=capture.capture_id,
        url=capture.uri,
        page=page_id(capture.uri),
        source_id=capture.source_id,
        title=_first(segments, labels, BlockKind.TITLE),
        lead=_first(segments, labels, BlockKind.LEAD),
        author=_author(segments, labels, lexicon),
        publisher=_publisher(segments, labels, lexicon),
        published_at=moment.at if moment else None,
        updated_at=updated.at if updated else None,
        text=decoded.text,
        blocks=tuple(
            Block(segment.start, segment.end, label.kind, label.reason)
            for segment, label in zip(segments, labels, strict=True)
        ),
        parser_version=PARSER_VERSION,
        warnings=(*decoded.warnings, *warnings),
    )


def _require_article(segments: Sequence[Segment], labels: Sequence[Label], lexicon: Lexicon) -> None:
    content = " ".join(
        s.text for s, label in zip(segments, labels, strict=True) if label.kind in CONTENT_KINDS
    )
    if sum(c.isalpha() for c in content[:400]) < _MIN_LETTERS:
        raise PageRejected("no_article", "The page holds no article, only menus or links. Check its address.")


def _first(segments: Sequence[Segment], labels: Sequence[Label], kind: BlockKind) -> str | None:
    return next((s.text for s, label in zip(segments, labels, strict=True) if label.kind is kind), None)


def _bylines(segments: Sequence[Segment], labels: Sequence[Label]) -> list[str]:
    return [s.text for s, label in zip(segments, labels, strict=True) if label.kind is BlockKind.BYLINE]


def _author(segments: Sequence[Segment], labels: Sequence[Label], lexicon: Lexicon) -> str | None:
    for line in _bylines(segments, labels):
        name = lexicon.author(line) or (None if lexicon.source(line) else personal_name(line))
        if name:
            return name
    return None


def _publisher(segments: Sequence[Segment], labels: Sequence[Label], lexicon: Lexicon) -> str | None:
    return next((name for line in _bylines(segments, labels) if (name := lexicon.source(line))), None)


def _text_times(
    segments: Sequence[Segment], labels: Sequence[Label], lexicon: Lexicon
) -> tuple[Moment | None, Moment | None, tuple[str, ...]]:
    """When a text page was published and updated, by its datelines, and what these leave open."""
    published: Moment | None = None
    updated: Moment | None = None
    relative = False
    for segment, label in zip(segments, labels, strict=True):
        facts = lexicon.dateline(segment.text) if label.kind is BlockKind.DATELINE else None
        if facts is None:
            continue
        moment = read_moment(segment.text)
        relative = relative or "relative" in facts.roles
        if moment and "updated" in facts.roles and "published" not in facts.roles:
            updated = updated or moment
        else:
            published = published or moment
    if published is None:
        published = updated
    if published is None:
        return None, None, ("published_relative",) if relative else ("published_unknown",)
    return published, updated, () if published.has_clock else ("published_date_only",)
