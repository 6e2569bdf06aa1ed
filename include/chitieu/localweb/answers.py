"""What a site answers: articles, lists, feeds, sitemaps, robots.txt."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from math import ceil
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from chitieu.localweb.sites import Site, Story

_XML: Final = "application/xml; charset=utf-8"
_RSS: Final = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_seconds: float = 0.0
    """Time before each quarter of the body."""


def answer(site: Site, target: str, edition: int, form: Mapping[str, str] | None = None) -> Answer:
    """What a site answers to a path with its query in an edition; `form` is what is posted there."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query))
    stories = site.edition(edition)
    if form is not None:
        return _posted(site, stories, parts.path, query, form)
    if parts.path == "/robots.txt":
        return _text(site.robots) if site.robots is not None else Answer(404)
    by_path = {story.path: story for story in stories}
    if target in by_path:
        return _page(site, _article(site, by_path[target], stories), by_path[target].changed)
    for table, make in _TABLES:
        row = table(site).get(parts.path)
        if row is not None:
            return make(site, row, stories, parts.path, query)
    return _page(
        site, f"<html><head><title>{escape(site.name)}</title></head><body></body></html>", None, 404
    )


def _article(site: Site, story: Story, stories: list[Story]) -> str:
    others = [other for other in stories if other.path != story.path and other.section == story.section]
    return site.skeletons.get_template("article.html").render(site=site, story=story, others=others[:4])


def _posted(
    site: Site, stories: list[Story], path: str, query: dict[str, str], form: Mapping[str, str]
) -> Answer:
    """The page of a list that its form asks for; a form that no page of the list gave is an error."""
    row = site.sections.get(path, {})
    asked = form.get("__EVENTARGUMENT", "").removeprefix("Page$")
    is_ours = form.get("__VIEWSTATE") in {_state(site, path, number) for number in range(1, 100)}
    is_pager = "postback" in row and form.get("__EVENTTARGET") == row["postback"] and asked.isdigit()
    if not (is_ours and is_pager and form.get("__EVENTVALIDATION")):
        return Answer(500)
    return _section(site, row, stories, path, query | {str(row.get("argument", "page")): asked})


def _state(site: Site, path: str, number: int) -> str:
    """What stands in a page for the server to know it again; nobody else can make it."""
    return b64encode(sha256(f"{site.host}{path}{number}".encode()).digest() * 20).decode()


def _section(
    site: Site,
    row: Mapping[str, Any],
    stories: list[Story],
    path: str,
    query: dict[str, str],
) -> Answer:
    held = [story for story in stories if row.get("section") in (None, story.section)]
    size, argument = int(row.get("per_page", 10)), str(row.get("argument", "page"))
    pages = max(1, ceil(len(held) / size))
    number = int(query.get(argument, "1")) if query.get(argument, "1").isdigit() else 1
    if not 1 <= number <= pages or any(query.get(k) != str(v) for k, v in row.get("query", {}).items()):
        return _page(site, f"<html><head><title>{escape(site.name)}</title></head></html>", None, 404)

    def address(other: int) -> str:
        if "postback" in row:
            return f"javascript:__doPostBack('{row['postback']}','Page${other}')"
        fixed = "".join(f"{name}={value}&" for name, value in row.get("query", {}).items())
        return f"{path}?{fixed}{argument}={other}"

    made = site.skeletons.get_template("list.html").render(
        site=site,
        name=row["name"],
        stories=held[(number - 1) * size : number * size],
        number=number,
        pages=pages,
        address=address,
        path=path,
        state=_state(site, path, number) if "postback" in row else None,
    )
    return _page(site, made, max((story.changed for story in held), default=None))


def _feed(
    site: Site, row: Mapping[str, Any], stories: list[Story], path: str, query: dict[str, str]
) -> Answer:
    held = [story for story in stories if row.get("section") in (None, story.section)][
        : int(row.get("size", 30))
    ]
    if row.get("form") == "atom":
        entries = "".join(
            f"<entry><id>{site.root}{escape(story.path)}</id><title>{escape(story.title)}</title>"
            f'<link rel="alternate" href="{site.root}{escape(story.path)}"/>'
            f"<updated>{story.changed.isoformat()}</updated></entry>"
            for story in held
        )
        whole = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(site.name)}</title>{entries}</feed>'
        )
        return _made(_prologue() + whole, "application/atom+xml; charset=utf-8", held)
    items = "".join(
        f"<item><title><![CDATA[{story.title}]]></title><link>{site.root}{escape(story.path)}</link>"
        f"<description><![CDATA[{story.lead}]]></description>"
        f"<pubDate>{format_datetime(story.published)}</pubDate></item>"
        for story in held
    )
    whole = f'<rss version="2.0"><channel><title>{escape(site.name)}</title>{items}</channel></rss>'
    return _made(_prologue() + whole, _RSS, held)


def _sitemap(
    site: Site, row: Mapping[str, Any], stories: list[Story], path: str, query: dict[str, str]
) -> Answer:
    if row["form"] == "index":
        places = "".join(
            f"<sitemap><loc>{site.root}{place}</loc></sitemap>" for place in site.sitemaps if place != path
        )
        return _made(_prologue() + f"<sitemapindex {_SPACE}>{places}</sitemapindex>", _XML, stories)
    news = row["form"] == "news"
    entries = "".join(_entry(site, story, news) for story in stories)
    space = f'{_SPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    made = _made(_prologue() + f"<urlset {space}>{entries}</urlset>", _XML, stories)
    if not path.endswith(".gz"):
        return made
    # A file that is packed, not a body that is: no Content-Encoding, as real sites serve it.
    return Answer(
        200, gzip.compress(made.body, mtime=0), {**made.headers, "Content-Type": "application/x-gzip"}
    )


_SPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _entry(site: Site, story: Story, news: bool) -> str:
    more = (
        f"<news:news><news:publication><news:name>{escape(site.name)}</news:name>"
        f"<news:language>vi</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news>"
        if news
        else f"<lastmod>{story.changed.isoformat()}</lastmod>"
    )
    return f"<url><loc>{site.root}{escape(story.path)}</loc>{more}</url>"


Make = Callable[[Site, Mapping[str, Any], list[Story], str, dict[str, str]], Answer]
_TABLES: Final[tuple[tuple[Callable[[Site], Mapping[str, Mapping[str, Any]]], Make], ...]] = (
    (lambda site: site.feeds, _feed),
    (lambda site: site.sitemaps, _sitemap),
    (lambda site: site.sections, _section),
)


def _prologue() -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n'


def _text(content: str) -> Answer:
    return Answer(200, content.encode(), {"Content-Type": "text/plain; charset=utf-8"})


def _page(site: Site, markup: str, changed: datetime | None, status: int = 200) -> Answer:
    kind = "text/html; charset=utf-8" if site.charset_in_header else "text/html"
    return Answer(
        status, markup.encode(), {"Content-Type": kind, **_validators(markup, changed, site.has_etags)}
    )


def _made(markup: str, media_type: str, stories: list[Story]) -> Answer:
    changed = max((story.changed for story in stories), default=None)
    return Answer(200, markup.encode(), {"Content-Type": media_type, **_validators(markup, changed, True)})


def _validators(markup: str, changed: datetime | None, has_etags: bool) -> dict[str, str]:
    made = {"ETag": f'"{sha256(markup.encode()).hexdigest()[:20]}"'} if has_etags else {}
    if changed is not None:
        made["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    return made
