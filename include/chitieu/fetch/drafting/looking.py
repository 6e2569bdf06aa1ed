"""What a page says of the site that it belongs to: name, owner, language, feeds, menu, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml
from lxml import etree, html

from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.hosts import bare_host

_WORDS: Final = Path(__file__).with_name("words.yml")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_FEED_TYPE: Final = re.compile(r"application/(?:rss|atom|rdf)\+xml", re.IGNORECASE)
_MENU: Final = re.compile(r"\b(?:nav|menu|navbar|main-?menu|top-?menu|chuyen-?muc)\b", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"\b(?:footer|copyright|breadcrumb|social|tag|tags)\b", re.IGNORECASE)
_LONGEST_OWNER: Final = 120
_PARTS: Final = re.compile(r"\s+[-–—|»:]\s+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link of a page within its site. `in_menu`: it stands in the site's navigation."""

    address: str
    text: str
    in_menu: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What one page says. Names are in the order in which they are to be believed.

    `titles` are the parts of the page's title: on a front page the site's name is one of them.
    """

    address: str
    names: tuple[str, ...]
    titles: tuple[str, ...]
    publishers: tuple[str, ...]
    owner: str | None
    language: str | None
    feeds: tuple[str, ...]
    anchors: tuple[Anchor, ...]


@cache
def words() -> dict[str, Any]:
    """What sites of the genre have in common: `words.yml`."""
    known: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return known


def look_at(content: bytes, address: str, media_type: str | None = None) -> Look:
    """Read a page of HTML.

    Args:
        content: the page as it came.
        address: where it came from in the end.
        media_type: the value of `Content-Type`.

    Raises:
        PageRejected: `not_a_page`, where there is nothing to read.
    """
    root = _tree(content, media_type)
    base = next((node.get("href", "") for node in root.iter("base")), "").strip()
    at = _whole(base, address) or address
    data = list(_json_ld(root))
    return Look(
        address=address,
        names=tuple(_named(_names(root, data))),
        titles=tuple(_named(_titles(root))),
        publishers=tuple(_named(_publishers(data))),
        owner=_owner(root),
        language=_language(root),
        feeds=tuple(dict.fromkeys(_feeds(root, at))),
        anchors=tuple(_anchors(root, at)),
    )


def _tree(content: bytes, media_type: str | None) -> Any:
    named = _CHARSET.search(media_type or "")
    try:
        content.decode("utf-8")
        charset: str | None = "utf-8"
    except UnicodeDecodeError:
        charset = named.group(1) if named else None
    try:
        parser = html.HTMLParser(encoding=charset, huge_tree=False, recover=True)
    except LookupError:
        parser = html.HTMLParser(huge_tree=False, recover=True)
    try:
        return html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PageRejected("not_a_page", f"The page cannot be read as HTML ({error}).") from error


def _whole(href: str, base: str) -> str | None:
    try:
        return normal(href, base) if href else None
    except PageRejected:
        return None


def _json_ld(root: Any) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD; what is no JSON is passed over."""
    for node in root.iter("script"):
        if "ld+json" not in (node.get("type") or "").lower():
            continue
        try:
            waiting = [json.loads(node.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                yield value
                waiting += [part for part in value.values() if isinstance(part, dict | list)]


_ORGANISATIONS: Final = frozenset(
    {"Organization", "NewsMediaOrganization", "GovernmentOrganization", "WebSite"}
)


def _types(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}


def _publishers(data: list[dict[str, Any]]) -> Iterator[str]:
    for thing in data:
        publisher = thing.get("publisher")
        if isinstance(publisher, dict) and (name := _said(publisher.get("name"))):
            yield name
    for thing in data:
        if _types(thing) & _ORGANISATIONS and (name := _said(thing.get("name"))):
            yield name


def _names(root: Any, data: list[dict[str, Any]]) -> Iterator[str]:
    metas = {
        (node.get("property") or node.get("name") or "").lower(): node.get("content")
        for node in root.iter("meta")
    }
    for key in ("og:site_name", "application-name", "apple-mobile-web-app-title"):
        if name := _said(metas.get(key)):
            yield name
    yield from _publishers(data)


def _titles(root: Any) -> Iterator[str]:
    title = next((_said(node.text_content()) for node in root.iter("title")), None)
    openings = tuple(opening for kind in words()["name_openings"].values() for opening in kind)
    parts = [part for part in _PARTS.split(title or "") if part]
    yield from sorted(parts, key=lambda part: not part.startswith(openings))


def _named(names: Iterable[str]) -> list[str]:
    """Each name once, without what front pages say instead of one."""
    return [name for name in dict.fromkeys(names) if name.casefold() not in words()["no_names"]]


def _said(value: Any) -> str | None:
    return (" ".join(value.split()) or None) if isinstance(value, str) else None


def _owner(root: Any) -> str | None:
    label = re.compile(rf"(?:{words()['owner_label']})\s*:?\s*", re.IGNORECASE)
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in {"script", "style"}:
            continue
        for inside, text in ((True, node.text), (False, node.tail)):
            found = label.search(text or "")
            if found is None:
                continue
            rest = _said((text or "")[found.end() :]) or _after(node, inside)
            if rest and len(rest) <= _LONGEST_OWNER:
                return re.split(r"\s+[-–|]\s+|\.\s", rest)[0].rstrip(" .;,")
    return None


def _after(node: Any, inside: bool) -> str | None:
    """The text that comes after a label in the element that follows it."""
    follower = next(iter(node), None) if inside and len(node) else node.getnext()
    if follower is not None and isinstance(follower.tag, str) and follower.tag != "br":
        return _said(follower.text_content())
    return _said(node.tail) if inside else None


def _language(root: Any) -> str | None:
    tag = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    locale = next(
        (node.get("content") for node in root.iter("meta") if node.get("property") == "og:locale"), None
    )
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag.strip() or (locale or "").strip())
    return found.group().lower() if found else None


def _feeds(root: Any, base: str) -> Iterator[str]:
    for node in root.iter("link"):
        relations = (node.get("rel") or "").lower().split()
        if "alternate" in relations and _FEED_TYPE.search(node.get("type") or ""):
            address = _whole((node.get("href") or "").strip(), base)
            if address:
                yield address
    looks = re.compile(words()["feed_address"], re.IGNORECASE)
    for node in root.iter("a"):
        address = _whole((node.get("href") or "").strip(), base)
        if address and looks.search(urlsplit(address).path):
            yield address


def _anchors(root: Any, base: str) -> Iterator[Anchor]:
    site = bare_host(urlsplit(base).hostname)
    seen: set[str] = set()
    for node in root.iter("a"):
        href = (node.get("href") or "").strip()
        address = None if href.startswith("#") else _whole(href, base)
        if address is None or bare_host(urlsplit(address).hostname) != site:
            continue
        text = _said(node.text_content()) or _said(node.get("title")) or ""
        if not text or address in seen:
            continue
        place = _place(node)
        if place != "outside":
            seen.add(address)
            yield Anchor(address, text, place == "menu")


def _place(node: Any) -> str:
    """`menu`, `outside` (footers, breadcrumbs, tags) or `body`, by the elements around a link."""
    for above in node.iterancestors():
        name = f"{above.get('class') or ''} {above.get('id') or ''}"
        if above.tag == "footer" or _OUTSIDE.search(name):
            return "outside"
        if above.tag == "nav" or _MENU.search(name):
            return "menu"
    return "body"
