"""One captured page to one article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from chitieu import __version__
from chitieu.article.classify import Label, classify
from chitieu.article.decode import Decoded, decode
from chitieu.article.hints import HINT_MISSED, Hinted, find_hinted
from chitieu.article.html_content import HtmlContent, read_content
from chitieu.article.html_metadata import HtmlMetadata, read_metadata
from chitieu.article.language import language_of
from chitieu.article.legacy import LAYOUTS, keep_soft_hyphens, may_be_legacy, modernise_lines
from chitieu.article.legacy_markup import modernise_tree
from chitieu.article.lexicon import Lexicon, load_lexicon
from chitieu.article.markup import Element, is_too_deep, parse_flattened, parse_tree, whole_text
from chitieu.article.originals import Place, original_of_lines, original_of_tree
from chitieu.article.refusals import SHORT_CHARS, Evidence, require_article
from chitieu.article.segments import Segment, personal_name
from chitieu.article.text_page import split_lines
from chitieu.article.times import VIETNAM, Moment, read_moment
from chitieu.catalogue.sources import ParserHint, load_sources
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.hosts import bare_host
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import CONTENT_KINDS, Article, Block, BlockKind, Capture
from chitieu.kernel.refusals import REFUSALS_PATH


def _version() -> str:
    """The package's version and a digest of the parser's code and words: either changes what a page gives."""
    folder = Path(__file__).parent
    files = sorted((*folder.glob("*.py"), *folder.glob("*.yml")))
    content = b"".join(path.read_bytes() for path in (*files, REFUSALS_PATH))
    return f"{__version__}+{digest(content).removeprefix('sha256:')[:12]}"


PARSER_VERSION: Final = _version()

_DATES_AGREE: Final = timedelta(hours=36)
_HTML_START: Final = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def parse_article(capture: Capture, hint: ParserHint | None = None) -> Article:
    """The article of a page.

    `hint` is the source's own hint by default, as it held on the day of the capture. Raises `PageRejected`:
    `empty`, `binary`, `encoding`, or one of `refusals.REFUSALS`.

    A text page keeps its decoded text whole and unchanged. For HTML, `text` is the content blocks joined by
    line feeds, in NFC, so that a changed menu or counter makes no new version.
    """
    decoded = decode(capture.content, capture.media_type)
    if _is_html(capture, decoded.text):
        return _parse_html(capture, decoded, hint or _hint_for(capture))
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


def _hint_for(capture: Capture) -> ParserHint | None:
    """The hint of the page's source that held when the page was captured."""
    sources = load_sources()
    source = sources.by_id.get(capture.source_id) or sources.of_host(urlsplit(capture.uri).hostname)
    return source.hint_on(capture.fetched_at.astimezone(VIETNAM).date()) if source else None


@dataclass(frozen=True, slots=True)
class _Page:
    """The tree of a page read twice over: what it says of itself, and what it shows."""

    root: Element
    decoded: Decoded
    told: HtmlMetadata
    hinted: Hinted
    content: HtmlContent


def _read_page(decoded: Decoded, hint: ParserHint | None, lexicon: Lexicon) -> _Page:
    """Decoded markup to metadata and segments; a page that nests too deep without its deepest tags."""
    markup = keep_soft_hyphens(decoded.text)
    page = _read_tree(parse_tree(markup), decoded, hint, lexicon)
    if not is_too_deep(page.content.depth):
        return page
    flat = parse_flattened(markup)
    return _read_tree(flat, _warned(decoded, "deeply_nested"), hint, lexicon, whole=True)


def _read_tree(
    root: Element | None, decoded: Decoded, hint: ParserHint | None, lexicon: Lexicon, *, whole: bool = False
) -> _Page:
    if root is None:
        raise PageRejected("no_article", "The page has no HTML element. Save it again, or as plain text.")
    converted = decoded.encoding in LAYOUTS
    page = None if converted else _read_facts(root, decoded, hint, lexicon, whole=whole)
    if page is not None and is_too_deep(page.content.depth) and not whole:
        return page
    shown = None if page is None else "\n".join(segment.text for segment in page.content.segments)
    # The whole tree is looked through only where the article itself does not tell which fonts a page uses.
    if page is not None and shown and len(shown) >= SHORT_CHARS and not may_be_legacy(shown):
        return page
    changed = modernise_tree(root, converted=converted)
    if page is None or changed:
        decoded = decoded if converted else _warned(decoded, "legacy_font")
        page = _read_facts(root, decoded, hint, lexicon, whole=whole)
    return page


def _read_facts(
    root: Element, decoded: Decoded, hint: ParserHint | None, lexicon: Lexicon, *, whole: bool
) -> _Page:
    hinted = find_hinted(root, hint)
    if hinted.missed:
        decoded = _warned(decoded, HINT_MISSED)
    told = read_metadata(root, decoded.text)
    content = read_content(root, told.titles, told.description, lexicon, hinted, whole=whole)
    return _Page(root, decoded, told, hinted, content)


def _warned(decoded: Decoded, warning: str) -> Decoded:
    return replace(decoded, warnings=(*decoded.warnings, warning))


def _parse_html(capture: Capture, decoded: Decoded, hint: ParserHint | None) -> Article:
    lexicon = load_lexicon()
    page = _read_page(decoded, hint, lexicon)
    decoded, told, content = page.decoded, page.told, page.content
    labels = classify(content.segments, lexicon, content.heading)
    title = content.heading or _dated_title(content.segments, labels) or next(iter(told.titles), None)
    published, updated, warnings = _html_times(capture, content.segments, labels, lexicon, page)
    seen = Evidence(
        title=title or next(iter(told.titles), None),
        content=_content(content.segments, labels, without_title=True),
        is_dated=published is not None,
        page=lambda: whole_text(page.root),
    )
    require_article(seen)
    text, blocks = _laid_out(content.segments, labels)
    url = _address(capture.uri, told.canonical)
    publisher = _publisher(
        content.segments, labels, lexicon, url, stated=told.publisher, linked=content.source
    )
    stated = told.author if told.author and not lexicon.is_nobody(told.author) else None
    author = _author(content.segments, labels, lexicon) or content.author or stated
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
        original_url=original_of_tree(
            page.root,
            decoded.text,
            _place(capture, url, head=told.originals, canonical=told.canonical),
            lexicon,
        ),
    )


def _place(capture: Capture, url: str, *, head: Sequence[str] = (), canonical: str | None = None) -> Place:
    """Where a page lies: what it names as its original is no name of its own."""
    names = (url, capture.uri, capture.requested_uri or url)
    return Place(capture.uri, names, head, canonical)


def _address(uri: str, canonical: str | None) -> str:
    """The address that an article is known by: the canonical one that its page states, on its own site alone.

    A page that names an article of another site would else pose as a new version of it. A page from a file
    has no site of its own, so that what it states is all that is known.
    """
    if canonical is None:
        return uri
    own, stated = (bare_host(urlsplit(address).hostname) for address in (uri, canonical))
    if not own or own == stated:
        return canonical
    source = load_sources().of_host(own)
    return canonical if source is not None and source.owns(own) and source.owns(stated) else uri


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
    page: _Page,
) -> tuple[Moment | None, Moment | None, tuple[str, ...]]:
    """When a page was published and updated: what its head states, else what it shows."""
    shown, shown_update, unclear = _text_times(segments, labels, lexicon)
    told = page.told
    published = page.hinted.published or told.published or shown
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
    moment, updated, warnings = _text_times(segments, labels, lexicon)
    seen = Evidence(
        title=_first(segments, labels, BlockKind.TITLE),
        content=_content(segments, labels),
        is_dated=moment is not None,
        page=lambda: decoded.text,
    )
    require_article(seen)
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
        original_url=original_of_lines(
            [segment.text for segment in segments], _place(capture, capture.uri), lexicon
        ),
    )


def _content(segments: Sequence[Segment], labels: Sequence[Label], *, without_title: bool = False) -> str:
    left_out = BlockKind.TITLE if without_title else None
    return " ".join(
        segment.text
        for segment, label in zip(segments, labels, strict=True)
        if label.kind in CONTENT_KINDS and label.kind is not left_out
    )


def _dated_title(segments: Sequence[Segment], labels: Sequence[Label]) -> str | None:
    """The title that no markup tells, where the date of publication stands right below it."""
    place = next((i for i, label in enumerate(labels) if label.kind is BlockKind.TITLE), None)
    if place is None or all(label.kind is not BlockKind.DATELINE for label in labels[place + 1 : place + 3]):
        return None
    return segments[place].text


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
    *,
    stated: str | None = None,
    linked: str | None = None,
) -> str | None:
    """Who published the page first: the source it names, else its site, else what its head states.

    A name that the catalogue knows is given as the catalogue writes it.
    """
    sources = load_sources()
    named = next((name for line in _bylines(segments, labels) if (name := lexicon.source(line))), linked)
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
