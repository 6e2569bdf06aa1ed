"""Addresses of articles from feeds, sitemaps and list pages.

Sources of the formats: RSS 2.0, RFC 4287 (Atom), sitemaps.org 0.9, Google's news sitemaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree, html

from chitieu.fetch.postbacks import NEXT_WORDS, Form, next_form
from chitieu.kernel.coding import decoded
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.record import record, replace

_GZIP_MAGIC: Final = b"\x1f\x8b"
_SLUG: Final = re.compile(r"\w+(?:-\w+){3,}")
_NUMBERED: Final = re.compile(r"\d{4,}")
_PAGE_ENDING: Final = re.compile(r"\.(?:s?html?|aspx|php|epi|vnp|chn)$", re.IGNORECASE)
_PICTURE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|mp[34]|avi|pdf|docx?|xlsx?|pptx?|zip|rar|css|js)$", re.IGNORECASE
)


@record
class Link:
    """An address as it stands in a list, and when what it leads to was published or changed, as written."""

    address: str
    changed: str | None = None


@record
class Listed:
    """What a list names: pages, and further lists of the same kind; `form` brings its next page by a post."""

    pages: tuple[Link, ...] = ()
    lists: tuple[Link, ...] = ()
    form: Form | None = None


def feed_links(content: bytes) -> Listed:
    """The articles of an RSS or Atom feed.

    Raises:
        PageRejected: `bad_feed`.
    """
    root = _xml(content)
    if root is None or _name(root) not in {"rss", "rdf", "feed"}:
        raise PageRejected("bad_feed", "What came is neither RSS nor Atom.")
    entries = [node for node in root.iter() if _name(node) in {"item", "entry"}]
    links = (
        Link(address, _child(entry, *_FEED_DATES)) for entry in entries if (address := _feed_link(entry))
    )
    return Listed(tuple(links))


def sitemap_links(content: bytes, limit: int) -> Listed:
    """The pages of a sitemap or the sitemaps of an index, the last changed first; gzip is undone.

    Args:
        content: XML, or one address a line.
        limit: the most bytes that a packed sitemap may unpack to.

    Raises:
        PageRejected: `bad_sitemap`, or what `decoded` raises.
    """
    if content.startswith(_GZIP_MAGIC):
        content = decoded(content, "gzip", limit)
    plain = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"http"):
        return Listed(tuple(Link(line) for line in plain.decode("utf-8", "replace").split()))
    root = _xml(content)
    kind = _name(root) if root is not None else ""
    if root is None or kind not in {"urlset", "sitemapindex"}:
        raise PageRejected("bad_sitemap", "What came is no sitemap.")
    entries = [node for node in root.iter() if _name(node) in {"url", "sitemap"}]
    named = [
        Link(place, _child(entry, *_SITEMAP_DATES)) for entry in entries if (place := _child(entry, "loc"))
    ]
    # ISO dates sort as text; what has none comes last, in its order.
    named.sort(key=lambda link: link.changed or "", reverse=True)
    return Listed(pages=tuple(named)) if kind == "urlset" else Listed(lists=tuple(named))


def section_links(content: bytes, page: int, postbacks: Sequence[re.Pattern[str]] = ()) -> Listed:
    """The links of a list page, and the page of the list that comes after it.

    Args:
        content: HTML as it came.
        page: which page of the list this is, from 1 on.
        postbacks: targets of pagers that post a form, for lists whose next page has no address.
    """
    try:
        parser = html.HTMLParser(huge_tree=False, recover=True, encoding=_encoding(content))
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Listed()
    base = next((node.get("href", "") for node in root.iter("base")), "").strip()
    anchors = [(node, node.get("href", "").strip()) for node in root.iter("a", "area")]
    links = tuple(Link(_joined(base, href)) for _, href in anchors if href)
    after = _next_page(root, anchors, page)
    if after or not postbacks:
        return Listed(links, (Link(_joined(base, after)),) if after else ())
    form = next_form(root, page, postbacks)
    return Listed(links, form=form and replace(form, action=_joined(base, form.action)))


def looks_like_article(path: str) -> bool:
    """Whether a path looks like an article's, for sources that do not say how theirs look."""
    if _PICTURE.search(path.partition("?")[0]):
        return False
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    has_name = _SLUG.search(last) is not None
    return (has_name and bool(_NUMBERED.search(path) or _PAGE_ENDING.search(last))) or (
        bool(_PAGE_ENDING.search(path.partition("?")[0])) and _NUMBERED.search(path) is not None
    )


_FEED_DATES: Final = ("pubdate", "published", "updated", "date")
_SITEMAP_DATES: Final = ("publication_date", "lastmod")


def _encoding(content: bytes) -> str | None:
    """UTF-8 where it is: pages that say so in a header alone would be read as Latin. None lets lxml look."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _xml(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content.lstrip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(node: Any) -> str:
    """The local name of an element in lower case; empty for comments."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _texts(entry: Any, name: str) -> Iterator[str]:
    for node in entry.iter():
        if _name(node) == name and (text := "".join(node.itertext()).strip()):
            yield text


def _child(entry: Any, *names: str) -> str | None:
    return next((text for name in names for text in _texts(entry, name)), None)


def _feed_link(entry: Any) -> str | None:
    for node in entry:
        if _name(node) == "link" and node.get("rel", "alternate") == "alternate":
            address: str = (node.get("href") or node.text or "").strip()
            if address:
                return address
    identity = _child(entry, "guid", "id")
    return identity if identity and identity.startswith("http") else None


def _next_page(root: Any, anchors: list[tuple[Any, str]], page: int) -> str | None:
    for node in root.iter("link"):
        if "next" in node.get("rel", "").lower().split() and node.get("href"):
            return str(node.get("href")).strip()
    told = [href for node, href in anchors if "next" in node.get("rel", "").lower().split()]
    said = [(" ".join(node.text_content().split()).casefold(), href) for node, href in anchors]
    named = [href for text, href in said if text in NEXT_WORDS]
    numbered = [href for text, href in said if text == str(page + 1)]
    usable = (
        href for href in (*told, *named, *numbered) if href and not href.startswith(("#", "javascript:"))
    )
    return next(usable, None)


def _joined(base: str, href: str) -> str:
    if not base:
        return href
    try:
        return urljoin(base, href)
    except ValueError:
        return href
