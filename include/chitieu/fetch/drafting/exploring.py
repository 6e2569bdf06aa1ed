"""Asking a site for what a draft of its source needs: a page, robots.txt, feeds, sitemaps, an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from protego import Protego

from chitieu.fetch.asking import Answer, Ask, Question
from chitieu.fetch.discovery import feed_links, sitemap_links
from chitieu.fetch.drafting.looking import Look, look_at, words
from chitieu.fetch.plan import ROBOTS_TOKEN
from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import ChitieuError, PageRejected
from chitieu.kernel.records import Capture, FetchFailure

_MOST_FEEDS: Final = 12
_MOST_SITEMAPS: Final = 4
_SITEMAP_BYTES: Final = 20_000_000
_MAYBE_A_FEED: Final = frozenset({"not_a_page", "bad_feed", "bad_sitemap"})
_NEXT_STEPS: Final = {
    "robots_disallowed": "The site does not want to be read by programs: ask its owner, or take another.",
    "name_not_found": "Check the spelling of the host.",
    "forbidden": "The site refuses programs: ask its owner, or take another.",
    "challenge_page": "The site lets no programs in: ask its owner, or take another.",
    "address_refused": "Only sites of the public web can be sources.",
    "not_found": "Give the front page, or a section that lists articles.",
}


@dataclass(frozen=True, slots=True)
class FoundList:
    """A feed or sitemap that answered, and the addresses that it names."""

    kind: str
    address: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What a site answered. `robots` is the text of robots.txt, None where there is none."""

    look: Look
    robots: str | None = None
    feeds: tuple[FoundList, ...] = ()
    sitemaps: tuple[FoundList, ...] = ()
    article: Look | None = None
    """What the page behind one of its headlines says: often more of the site than the front page does."""
    tried: tuple[str, ...] = ()
    """Places of feeds and sitemaps that gave none."""

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests that the site asks for."""
        return Protego.parse(self.robots or "").crawl_delay(ROBOTS_TOKEN)


def explore(address: str, ask: Ask) -> Site:
    """Ask a site three times: for the page, for robots.txt and lists of feeds, for feeds and sitemaps.

    Raises:
        ChitieuError: the page cannot be had, or is neither a page nor a feed.
    """
    look, given_feed = _first_look(address, ask)
    places = tuple(urljoin(look.address, place) for place in words()["feed_places"])
    robots_at = urljoin(look.address, "/robots.txt")
    answers = ask(Question(pages=(robots_at, *places)))
    robots_answer = answers[robots_at]
    robots = robots_answer.content.decode("utf-8", "replace") if isinstance(robots_answer, Capture) else None
    candidates = dict.fromkeys([*given_feed, *look.feeds, *_listed_feeds(places, answers)])
    sitemaps = list(dict.fromkeys(Protego.parse(robots or "").sitemaps))
    asked = Question(
        pages=_headline(look),
        feeds=tuple(sorted(candidates, key=_by_use))[:_MOST_FEEDS],
        sitemaps=tuple(sitemaps or [urljoin(look.address, "/sitemap.xml")])[:_MOST_SITEMAPS],
    )
    answers = ask(asked)
    feeds = [found for each in asked.feeds if (found := _as_feed(each, answers[each]))]
    found_sitemaps = [found for each in asked.sitemaps if (found := _as_sitemap(each, answers))]
    good = {found.address for found in (*feeds, *found_sitemaps)}
    everywhere = dict.fromkeys((*places, *asked.feeds, *asked.sitemaps))
    tried = tuple(each for each in everywhere if each not in good)
    article = next((_maybe_look(answers[each]) for each in asked.pages), None)
    return Site(look, robots, tuple(feeds), tuple(found_sitemaps), article, tried)


def _first_look(address: str, ask: Ask) -> tuple[Look, tuple[str, ...]]:
    """The page of an address, or, where the address is a feed's, the site's front page and the feed."""
    answer = ask(Question(pages=(address,)))[address]
    if isinstance(answer, Capture):
        return _look(answer), ()
    if answer.reason in _MAYBE_A_FEED:
        found = _as_feed(address, ask(Question(feeds=(address,)))[address])
        if found is not None:
            # Some sites have no front page of their own: an article tells of the site as well.
            pages = (urljoin(address, "/"), found.links[0])
            answers = ask(Question(pages=pages))
            pages_had = (each for page in pages if isinstance(each := answers[page], Capture))
            if (page := next(pages_had, None)) is not None:
                return _look(page), (address,)
    raise ChitieuError(_cannot(address, answer))


def _look(answer: Capture) -> Look:
    try:
        return look_at(answer.content, answer.uri, answer.media_type)
    except PageRejected as problem:
        raise ChitieuError(f"{answer.uri}: {problem} Give the front page of the site.") from problem


def _maybe_look(answer: Answer) -> Look | None:
    try:
        return look_at(answer.content, answer.uri, answer.media_type) if isinstance(answer, Capture) else None
    except PageRejected:
        return None


def _headline(look: Look) -> tuple[str, ...]:
    """The address behind the longest text outside the menu."""
    texts = [anchor for anchor in look.anchors if not anchor.in_menu]
    return tuple(anchor.address for anchor in sorted(texts, key=lambda each: -len(each.text))[:1])


def _cannot(address: str, failure: FetchFailure) -> str:
    step = _NEXT_STEPS.get(failure.reason, "Look at it in a browser, and try again or give another address.")
    return f"{address} gives no page ({failure.reason}). {failure.detail} {step}"


def _listed_feeds(places: Iterable[str], answers: Mapping[str, Answer]) -> list[str]:
    """What lies at the usual places: feeds, or pages that list them."""
    found: list[str] = []
    for place in places:
        answer = answers[place]
        if isinstance(answer, FetchFailure):
            found += [place] if answer.reason in _MAYBE_A_FEED else []
            continue
        if _is_feed(answer.content):
            found.append(place)
            continue
        look = _maybe_look(answer)
        found += look.feeds if look else ()
    return found


def _is_feed(content: bytes) -> bool:
    try:
        return bool(feed_links(content).pages)
    except PageRejected:
        return False


def _by_use(address: str) -> tuple[int, int]:
    """Feeds of all news first, then those of sections that figures are found in."""
    path = urlsplit(address).path.lower()
    if any(word in path for word in ("home", "trang-chu", "tin-moi")):
        return 0, 0
    sections: list[str] = words()["sections"]
    return 1, next((place for place, word in enumerate(sections) if word in path), len(sections))


def _as_feed(address: str, answer: Answer) -> FoundList | None:
    if isinstance(answer, FetchFailure):
        return None
    try:
        links = feed_links(answer.content).pages
    except PageRejected:
        return None
    whole = _whole((link.address for link in links), answer.uri)
    return FoundList("feed", address, whole) if whole else None


def _as_sitemap(address: str, answers: Mapping[str, Answer]) -> FoundList | None:
    """A sitemap with its pages; for an index, those of the sitemap that was asked for beside it."""
    answer = answers[address]
    if isinstance(answer, FetchFailure):
        return None
    try:
        listed = sitemap_links(answer.content, _SITEMAP_BYTES)
        pages = list(listed.pages)
        for link in listed.lists[:1]:
            inner = answers.get(normal(link.address, answer.uri))
            if isinstance(inner, Capture):
                pages += sitemap_links(inner.content, _SITEMAP_BYTES).pages
    except PageRejected:
        return None
    named = bool(listed.lists or pages)
    return (
        FoundList("sitemap", address, _whole((link.address for link in pages), answer.uri)) if named else None
    )


def _whole(addresses: Iterable[str], base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for address in addresses:
        try:
            found[normal(address, base)] = None
        except PageRejected:
            continue
    return tuple(found)
