"""One captured page to one article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from chitieu import __version__
from chitieu.article.classify import Label, classify
from chitieu.article.decode import Decoded, decode
from chitieu.article.html_content import read_content
from chitieu.article.html_metadata import HtmlMetadata, read_metadata
from chitieu.article.language import language_of
from chitieu.article.legacy import LAYOUTS, keep_soft_hyphens, modernise_lines
from chitieu.article.legacy_markup import modernise_tree
from chitieu.article.lexicon import Lexicon, load_lexicon
from chitieu.article.markup import parse_tree
from chitieu.article.segments import Segment, personal_name
from chitieu.article.text_page import split_lines
from chitieu.article.times import VIETNAM, Moment, read_moment
from chitieu.catalogue.sources import load_sources
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import CONTENT_KINDS, Article, Block, BlockKind, Capture


def _version() -> str:
    """The package's version and a digest of the parser's code and cues: either changes what a page gives."""
    folder = Path(__file__).parent
    content = b"".join(path.read_bytes() for path in sorted((*folder.glob("*.py"), *folder.glob("*.yml"))))
    return f"{__version__}+{digest(content).removeprefix('sha256:')[:12]}"


PARSER_VERSION: Final = _version()

_MIN_LETTERS: Final = 12
_SHORT_CHARS: Final = 400
_DATES_AGREE: Final = timedelta(hours=36)
_HTML_START: Final = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def parse_article(capture: Capture) -> Article:
    """The article of a page. Raises `PageRejected` (`empty`, `binary`, `encoding`, `no_article`).

    A text page keeps its decoded text whole and unchanged. For HTML, `text` is the content blocks joined by
    line feeds, in NFC, so that a changed menu or counter makes no new version.
    """
    decoded = decode(capture.content, capture.media_type)
    if _is_html(capture, decoded.text):
        return _parse_html(capture, decoded)
    return _parse_text(capture, decoded)


def page_id(uri: str) -> str:
    """The file name of a URI without its ending; the host where the path names none."""
    parts = urlsplit(uri)
    name = PurePosixPath(unquote(parts.path)).name
    return PurePosixPath(name).stem or parts.netloc or uri


def _is_html(capture: Capture, text: str) -> bool:
    """Whether a page is HTML by its type or, whatever its type says, by how it starts."""
    declared = (capture.media_type or "").partition(";")[0].strip().lower()
    if declared in ("text/html", "application/xhtml+xml"):
        return True
    return _HTML_START.match(text) is not None


def _parse_html(capture: Capture, decoded: Decoded) -> Article:
    lexicon = load_lexicon()
    root = parse_tree(keep_soft_hyphens(decoded.text))
    if root is None:
        raise PageRejected("no_article", "The page has no HTML element. Save it again, or as plain text.")
    converted = decoded.encoding in LAYOUTS
    if modernise_tree(root, converted=converted) and not converted:
        decoded = replace(decoded, warnings=(*decoded.warnings, "legacy_font"))
    told = read_metadata(root, decoded.text)
    content = read_content(root, told.titles, told.description, lexicon)
    title = content.heading or next(iter(told.titles), None)
    labels = classify(content.segments, lexicon, content.heading)
    _require_article(content.segments, labels, lexicon, title)
    text, blocks = _laid_out(content.segments, labels)
    url = told.canonical or capture.uri
    published, updated, warnings = _html_times(capture, content.segments, labels, lexicon, told)
    publisher = _publisher(content.segments, labels, lexicon, url, told.publisher)
    author = _author(content.segments, labels, lexicon) or content.author or told.author
    return Article(
        article_id=stable_id("article", url),
        article_version_id=stable_id("article_version", url, digest(text.encode())),
        capture_id=capture.capture_id,
        url=url,
        page=page_id(url if capture.uri.startswith("http") else capture.uri),
        source_id=capture.source_id,
        title=title,
        lead=_first(content.segments, labels, BlockKind.LEAD),
        author=author if author != publisher else None,
        publisher=publisher,
        published_at=published.at if published else None,
        updated_at=updated.at if updated else None,
        text=text,
        blocks=blocks,
        parser_version=PARSER_VERSION,
        language=language_of(text),
        warnings=(*decoded.warnings, *warnings),
    )


def _laid_out(segments: Sequence[Segment], labels: Sequence[Label]) -> tuple[str, tuple[Block, ...]]:
    """Content and signature one below the other, and where each stands.

    Datelines and lists of other pages are left out: they change at every visit, and the article does not.
    """
    lines: list[str] = []
    blocks: list[Block] = []
    place = 0
    for segment, label in zip(segments, labels, strict=True):
        if label.kind in CONTENT_KINDS or label.kind is BlockKind.BYLINE:
            lines.append(segment.text)
            blocks.append(Block(place, place + len(segment.text), label.kind, label.reason))
            place += len(segment.text) + 1
    return "\n".join(lines), tuple(blocks)


def _html_times(
    capture: Capture,
    segments: Sequence[Segment],
    labels: Sequence[Label],
    lexicon: Lexicon,
    told: HtmlMetadata,
) -> tuple[Moment | None, Moment | None, tuple[str, ...]]:
    """When a page was published and updated: what its head states, else what it shows."""
    shown, shown_update, unclear = _text_times(segments, labels, lexicon)
    published = told.published or shown
    updated = told.updated or shown_update
    warnings = [] if published else list(unclear)
    if published and not published.has_clock:
        same_day = shown is not None and shown.has_clock and shown.at.astimezone(VIETNAM).date()
        if shown and same_day == published.at.astimezone(VIETNAM).date():
            published = shown
        else:
            warnings.append("published_date_only")
    if told.published and shown and abs(told.published.at - shown.at) > _DATES_AGREE:
        warnings.append("published_dates_disagree")
    if published and published.at > capture.fetched_at + _DATES_AGREE:
        warnings.append("published_in_future")
    if updated and published and updated.at <= published.at:
        updated = None
    return published, updated, tuple(warnings)


def _parse_text(capture: Capture, decoded: Decoded) -> Article:
    lexicon = load_lexicon()
    text = modernise_lines(decoded.text)
    if text is not decoded.text:
        decoded = replace(decoded, text=text, warnings=(*decoded.warnings, "legacy_font"))
    segments = split_lines(decoded.text)
    labels = classify(segments, lexicon)
    _require_article(segments, labels, lexicon, _first(segments, labels, BlockKind.TITLE))
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
        publisher=_publisher(segments, labels, lexicon, capture.uri),
        published_at=moment.at if moment else None,
        updated_at=updated.at if updated else None,
        text=decoded.text,
        blocks=tuple(
            Block(segment.start, segment.end, label.kind, label.reason)
            for segment, label in zip(segments, labels, strict=True)
        ),
        parser_version=PARSER_VERSION,
        language=language_of(decoded.text),
        warnings=(*decoded.warnings, *warnings),
    )


def _require_article(
    segments: Sequence[Segment], labels: Sequence[Label], lexicon: Lexicon, title: str | None
) -> None:
    """Raise `PageRejected` where a page holds nothing to read, or is a server's error or login page."""
    content = " ".join(
        s.text for s, label in zip(segments, labels, strict=True) if label.kind in CONTENT_KINDS
    )
    if sum(c.isalpha() for c in content[:_SHORT_CHARS]) < _MIN_LETTERS:
        raise PageRejected("no_article", "The page holds no article, only menus or links. Check its address.")
    if len(content) < _SHORT_CHARS and lexicon.is_missing_page(f"{title or ''} {content}"):
        raise PageRejected("no_article", "The page is an error page or a login page. Check its address.")


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


def _publisher(
    segments: Sequence[Segment],
    labels: Sequence[Label],
    lexicon: Lexicon,
    url: str,
    stated: str | None = None,
) -> str | None:
    """Who published the page first: the source it names, else its site, else what its head states.

    A name that the catalogue knows is given as the catalogue writes it.
    """
    sources = load_sources()
    named = next((name for line in _bylines(segments, labels) if (name := lexicon.source(line))), None)
    known = sources.of_name(named) if named else sources.of_host(urlsplit(url).hostname)
    return known.name_vi if known else named or stated


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
