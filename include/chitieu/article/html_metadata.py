"""What an HTML page says about itself: meta tags, JSON-LD, links. It is checked for form, not for truth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from chitieu.article.markup import Element, tidy, whole_text
from chitieu.article.times import Moment, read_moment

_MAX_URL: Final = 2000
_MAX_NAME: Final = 120
_MAX_SCRIPT: Final = 200_000
_SITE_SUFFIX: Final = re.compile(r"\s+[|–—-]\s+[^|–—]{2,60}$")
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->", re.IGNORECASE)
_ARTICLE_TYPES: Final = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "webpage")
_PUBLISHED: Final = (
    "article:published_time", "pubdate", "publishdate", "datepublished", "date", "dc.date.issued", "dc.date",
    "citation_publication_date", "parsely-pub-date",
)  # fmt: skip
_UPDATED: Final = (
    "article:modified_time",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "datemodified",
    "dc.date.modified",
)
_AUTHOR: Final = ("author", "article:author", "dc.creator", "parsely-author")
_ORIGINAL: Final = frozenset(
    ("original-source", "syndication-source", "article:original_url", "dc.source", "dcterms.source")
)
_ORIGINAL_LINKS: Final = frozenset(("original", "original-source", "syndication-source"))
_HEAD_CHARS: Final = 4000


@dataclass(frozen=True, slots=True)
class HtmlMetadata:
    """What the head of a page tells. `titles` are the names it gives itself, the plainest first.

    `originals` are addresses of what it was taken from, as written.
    """

    titles: tuple[str, ...]
    description: str | None
    canonical: str | None
    originals: tuple[str, ...]
    author: str | None
    publisher: str | None
    published: Moment | None
    updated: Moment | None


def read_metadata(root: Element, markup: str) -> HtmlMetadata:
    """Read the meta tags and JSON-LD of a page. What is malformed is as if it were not there."""
    metas = _metas(root)
    stated = _stated_article(root)
    return HtmlMetadata(
        titles=tuple(_titles(root, metas, stated)),
        description=_first(metas, ("description", "og:description")),
        canonical=_canonical(root, metas, markup),
        originals=tuple(_originals(root, stated)),
        author=_name(stated.get("author")) or _plain_name(_first(metas, _AUTHOR)),
        publisher=_name(stated.get("publisher")) or _plain_name(_first(metas, ("og:site_name",))),
        published=_moment(stated.get("datePublished"), metas, _PUBLISHED) or _shown_time(root),
        updated=_moment(stated.get("dateModified"), metas, _UPDATED),
    )


def web_url(written: str | None) -> str | None:
    """An absolute http(s) address without user name and fragment; None for anything else."""
    if not written or len(written) > _MAX_URL or any(c.isspace() or c < " " for c in written.strip()):
        return None
    try:
        parts = urlsplit(written.strip())
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
            return None
        host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    except ValueError:
        return None
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, ""))


def _metas(root: Element) -> dict[str, str]:
    """Meta tags by name, property or itemprop, in small letters; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = tidy(meta.get("content") or "").replace("\n", " ")
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _first(metas: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _titles(root: Element, metas: Mapping[str, str], stated: Mapping[str, Any]) -> Iterator[str]:
    document = root.find("head/title")
    headline = stated.get("headline")
    shown = whole_text(document) if document is not None else None
    for title in (metas.get("og:title"), headline if isinstance(headline, str) else None, shown):
        if title:
            yield tidy(_SITE_SUFFIX.sub("", title)).replace("\n", " ")
            yield tidy(title).replace("\n", " ")


def _canonical(root: Element, metas: Mapping[str, str], markup: str) -> str | None:
    links = (link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical")
    saved = _SAVED_FROM.search(markup[:_HEAD_CHARS])
    for written in (*links, metas.get("og:url"), saved[1] if saved else None):
        url = web_url(written)
        # A template that names the site's front page on every page would make all pages one article.
        if url is not None and urlsplit(url).path.strip("/"):
            return url
    return None


def _originals(root: Element, stated: Mapping[str, Any]) -> Iterator[str]:
    for link in root.iter("link"):
        if _ORIGINAL_LINKS.intersection((link.get("rel") or "").lower().split()):
            yield link.get("href") or ""
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").strip().lower() in _ORIGINAL:
            # As written: an address with signs in it that nobody sees is none.
            yield meta.get("content") or ""
    based_on = stated.get("isBasedOn") or stated.get("isBasedOnUrl")
    for one in based_on if isinstance(based_on, list) else [based_on]:
        address = (one.get("url") or one.get("@id")) if isinstance(one, dict) else one
        if isinstance(address, str):
            yield address


def _stated_article(root: Element) -> Mapping[str, Any]:
    """The first JSON-LD object that is an article."""
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        if len(text) > _MAX_SCRIPT:
            continue
        try:
            # Sites break strings over lines, which JSON forbids; `strict` allows it.
            content = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(content):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(str(name).lower() in _ARTICLE_TYPES for name in names):
                return item
    return {}


def _objects(content: Any) -> Iterator[Mapping[str, Any]]:
    for item in content if isinstance(content, list) else [content]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph if isinstance(node, dict))


def _name(stated: Any) -> str | None:
    first = stated[0] if isinstance(stated, list) and stated else stated
    name = first.get("name") if isinstance(first, dict) else first
    return _plain_name(name if isinstance(name, str) else None)


def _plain_name(written: str | None) -> str | None:
    name = tidy(written or "").replace("\n", " ")
    return name if name and len(name) <= _MAX_NAME and "://" not in name else None


def _moment(stated: Any, metas: Mapping[str, str], names: Sequence[str]) -> Moment | None:
    written = [stated] if isinstance(stated, str) else []
    written += [metas[name] for name in names if name in metas]
    return next((moment for text in written if (moment := read_moment(text)) is not None), None)


def _shown_time(root: Element) -> Moment | None:
    times = (element.get("datetime") or "" for element in root.iter("time"))
    return next((moment for text in times if (moment := read_moment(text)) is not None), None)
