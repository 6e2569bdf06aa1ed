"""Which article repeats which, and which of them is nearer to first hand.

Two articles are the same where most runs of words and nearly all figures of the shorter are in the other.
Figures decide: offices report in each other's wording, and what tells one district's report from the next is
its numbers. A page that states its original repeats it however little they share, for it may be an excerpt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from chitieu import __version__
from chitieu.catalogue.sources import Source, Sources, load_sources
from chitieu.dedupe.fingerprints import LEAST_RUNS, Fingerprint, common_share, fingerprint, sketch
from chitieu.kernel.addresses import address_key
from chitieu.kernel.ids import digest
from chitieu.kernel.records import Article, ArticleLink, ArticleMatch, ArticleSketch, LinkKind

_LEAST_COMMON: Final = 0.6
_LEAST_COMMON_NAMED: Final = 0.4
# Without figures there is nothing to count twice, and only a plain copy is worth a link.
_LEAST_COMMON_UNNUMBERED: Final = 0.9
_LEAST_FIGURES: Final = 0.75
_FEW_FIGURES: Final = 3
BUCKET: Final = 24
"""Of a row of articles in one wording so many are compared: time grows with the number of articles alone."""
# So many articles are described at a time; they take 10 KB each.
_DESCRIBED: Final = 2048
_UNKNOWN_PRECEDENCE: Final = 60
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def _version() -> str:
    content = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return f"{__version__}+{digest(content).removeprefix('sha256:')[:12]}"


LINKER_VERSION: Final = _version()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of an article: some 10 KB, whatever its length."""

    article_id: str
    version_id: str
    url: str
    publisher: str | None
    site: str | None
    named: str | None
    address: str
    original: str | None
    rank: tuple[bool, int, datetime, str]
    fingerprint: Fingerprint

    def states(self, other: _Known) -> bool:
        """Whether this article says that it was taken from the other."""
        return self.original == other.address and self.article_id != other.article_id


def link_articles(articles: Iterable[Article], sources: Sources | None = None) -> list[ArticleLink]:
    """One link per article version that repeats another article, in the order of the articles."""
    linker = Linker(sources)
    for article in articles:
        linker.add(article)
    return linker.links()


class Linker:
    """Takes articles one by one and links those that repeat each other.

    Time grows with the number of articles, memory with it by some 10 KB each; no text is kept. Versions
    of one article are never linked with each other.
    """

    def __init__(self, sources: Sources | None = None) -> None:
        self._comparer = Comparer(sources)
        self._known: list[ArticleSketch] = []
        # Nearly every bucket holds one article: its number alone takes a fifth of the room of a list.
        self._buckets: dict[int, int | list[int]] = {}
        self._addresses: defaultdict[str, list[int]] = defaultdict(list)
        self._originals: defaultdict[str, list[int]] = defaultdict(list)
        self._pairs: list[tuple[int, int, ArticleMatch]] = []

    def add(self, article: Article) -> None:
        """Compare an article with those added before."""
        one = sketch(article)
        place = len(self._known)
        seen = self._stated(one, place)
        for band in one.bands:
            bucket = self._buckets.setdefault(band, place)
            if isinstance(bucket, list):
                seen.update(bucket)
                if len(bucket) < BUCKET:
                    bucket.append(place)
            elif bucket != place:
                seen.add(bucket)
                self._buckets[band] = [bucket, place]
        self._known.append(replace(one, bands=()))
        for other in sorted(seen):
            match = self._comparer.compare(one, self._known[other])
            if match is not None:
                self._pairs.append((place, other, match))

    def _stated(self, one: ArticleSketch, place: int) -> set[int]:
        """The articles of before that an article states as its original, or that state it."""
        address = address_key(one.url)
        seen = set(self._originals.get(address, ()))
        self._addresses[address].append(place)
        if one.original_url is not None:
            original = address_key(one.original_url)
            seen.update(self._addresses.get(original, ()))
            self._originals[original].append(place)
        return seen - {place}

    def links(self) -> list[ArticleLink]:
        """The links among all articles added, each to the first-hand one."""
        return self._comparer.links(dict(enumerate(self._known)), self._pairs)


class Comparer:
    """Compares sketches of articles, and says which repeats which, by what is known of their sources."""

    def __init__(self, sources: Sources | None = None) -> None:
        self._sources = sources or load_sources()
        self._described = lru_cache(maxsize=_DESCRIBED)(self._describe)
        # Many articles are of few sources, and to find one takes a look at all of them.
        self._of_host = lru_cache(maxsize=_DESCRIBED)(self._sources.of_host)
        self._of_name = lru_cache(maxsize=_DESCRIBED)(self._sources.of_name)

    @property
    def rules(self) -> str:
        """The version of the rules and of the sources by which two articles are compared."""
        facts = "".join(
            f"{name}{source.hosts}{source.aliases}{source.kind}"
            for name, source in sorted(self._sources.by_id.items())
        )
        return f"{LINKER_VERSION}+{digest(facts.encode()).removeprefix('sha256:')[:12]}"

    def compare(self, one: ArticleSketch, other: ArticleSketch) -> ArticleMatch | None:
        """What two articles have in common, where one is a copy of the other or states it as its original."""
        return _compared(self._described(one), self._described(other))

    def links(
        self, known: Mapping[int, ArticleSketch], pairs: Iterable[tuple[int, int, ArticleMatch]]
    ) -> list[ArticleLink]:
        """The links among articles, each to the first-hand one; `known` may be without their words."""
        matches: dict[int, dict[int, ArticleMatch]] = {}
        for one, other, match in pairs:
            matches.setdefault(one, {})[other] = match
            matches.setdefault(other, {})[one] = match
        # Sources are looked up once an article: it stands in many matches.
        facts = {place: self._describe(known[place]) for place in matches}
        return _Links(facts, matches).all()

    def _describe(self, kept: ArticleSketch) -> _Known:
        site = self._sources.by_id.get(kept.source_id)
        if site is None or not site.hosts:
            site = self._of_host(urlsplit(kept.url).hostname)
        named = self._of_name(kept.publisher)
        is_reprint = (
            kept.original_url is not None
            or (named is not None and site is not None and named.source_id != site.source_id)
            or (site is not None and site.kind == "aggregator")
        )
        return _Known(
            article_id=kept.article_id,
            version_id=kept.article_version_id,
            url=kept.url,
            publisher=kept.publisher,
            site=site.source_id if site else None,
            named=named.source_id if named and is_reprint else None,
            address=address_key(kept.url),
            original=None if kept.original_url is None else address_key(kept.original_url),
            rank=(is_reprint, _precedence(site), kept.published_at or _LAST, kept.url),
            fingerprint=fingerprint(kept),
        )


class _Links:
    """The links among articles of which it is known which match."""

    def __init__(
        self, known: Mapping[int, _Known], matches: Mapping[int, Mapping[int, ArticleMatch]]
    ) -> None:
        self._known = known
        self._matches = matches
        self._nearer: dict[int, int] = {}
        self._in_loops: set[int] = set()
        self._settle()

    def all(self) -> list[ArticleLink]:
        """One link per article that is not the nearest to first hand of those that it matches."""
        found = ((place, self._root(place)) for place in sorted(self._nearer))
        return [
            self._link(place, root)
            for place, root in found
            if self._known[root].article_id != self._known[place].article_id
        ]

    def _link(self, place: int, root: int) -> ArticleLink:
        first = self._nearer[place]
        copy, nearer, origin, match = (
            self._known[place],
            self._known[first],
            self._known[root],
            self._matches[place][first],
        )
        is_named = copy.named is not None and copy.named == origin.site
        evidence = f"It states {nearer.url} as its original. " if copy.states(nearer) else ""
        evidence += (
            f"{match.runs} of {match.runs_of} runs of five words and {match.figures} of {match.figures_of} "
            f"figures are those of {nearer.url}."
        )
        if is_named:
            evidence += f" It names {copy.publisher} as its source."
        if root != first:
            evidence += f" It came by way of {nearer.url}."
        if root in self._in_loops:
            evidence += f" {origin.url} states a repeat of itself as its original in turn."
        kind = LinkKind.SYNDICATED if is_named else LinkKind.NEAR_DUPLICATE
        return ArticleLink(
            article_version_id=copy.version_id,
            first_hand_article_id=origin.article_id,
            kind=LinkKind.STATED_ORIGINAL if copy.states(nearer) else kind,
            similarity=round(match.similarity, 4),
            evidence=evidence,
            linker_version=LINKER_VERSION,
        )

    def _settle(self) -> None:
        """Find what each article repeats: what it states, else the first-hand one of those in its words."""
        for place in self._matches:
            first = next(iter(self._stated(place) or self._repeated(place)), None)
            if first is not None:
                self._nearer[place] = first
        # Pages may state each other. Taken in the order of their ranks, they are resolved alike in any run.
        for place in sorted(self._nearer, key=self._rank):
            way = self._way(place)
            if way[-1] in way[:-1]:
                self._break(way[way.index(way[-1]) : -1])

    def _break(self, loop: list[int]) -> None:
        """Make the article of a loop that states no other, else the nearest to first hand, its first."""
        root = min(loop, key=lambda place: (bool(self._stated(place)), self._rank(place)))
        del self._nearer[root]
        if self._stated(root):
            self._in_loops.add(root)
        first = next((other for other in self._repeated(root) if root not in self._way(other)), None)
        if first is not None:
            self._nearer[root] = first

    def _stated(self, place: int) -> list[int]:
        """The articles that this one states as its original: one, or one page under several addresses."""
        one = self._known[place]
        return sorted(
            (other for other in self._matches[place] if one.states(self._known[other])), key=self._rank
        )

    def _repeated(self, place: int) -> list[int]:
        """The articles nearer to first hand that say the same in the same words, the nearest first."""
        one, rank = self._known[place], self._rank(place)
        return sorted(
            (
                other
                for other, match in self._matches[place].items()
                if self._rank(other) < rank and _repeats(one, self._known[other], match)
            ),
            key=self._rank,
        )

    def _way(self, place: int) -> list[int]:
        """An article, what it repeats, and so on to the first hand, or to the first that comes again."""
        way, seen = [place], {place}
        while (nearer := self._nearer.get(way[-1])) is not None:
            way.append(nearer)
            if nearer in seen:
                break
            seen.add(nearer)
        return way

    def _root(self, place: int) -> int:
        return self._way(place)[-1]

    def _rank(self, place: int) -> tuple[bool, int, datetime, str]:
        return self._known[place].rank


def _precedence(source: Source | None) -> int:
    return source.precedence if source else _UNKNOWN_PRECEDENCE


def _compared(one: _Known, other: _Known) -> ArticleMatch | None:
    """What two articles have in common, where one is a copy of the other or states it as its original."""
    if one.article_id == other.article_id:
        return None
    # Figures first: they part the many reports in one wording at next to no cost.
    fewer, more = sorted((one.fingerprint.figures, other.fingerprint.figures), key=len)
    shared = len(fewer & more)
    is_stated = one.states(other) or other.states(one)
    if not is_stated and not _has_figures(shared, len(fewer)):
        return None
    similarity, runs, runs_of = common_share(one.fingerprint, other.fingerprint)
    match = ArticleMatch(similarity, runs, runs_of, shared, len(fewer))
    return match if is_stated or _repeats(one, other, match) else None


def _repeats(one: _Known, other: _Known, match: ArticleMatch) -> bool:
    """Whether two articles say the same in the same words."""
    is_named = (one.named is not None and one.named == other.site) or (
        other.named is not None and other.named == one.site
    )
    needed = _LEAST_COMMON_NAMED if is_named else _LEAST_COMMON
    return (
        _has_figures(match.figures, match.figures_of)
        and match.runs_of >= LEAST_RUNS
        and match.similarity >= (needed if match.figures_of else _LEAST_COMMON_UNNUMBERED)
    )


def _has_figures(shared: int, fewer: int) -> bool:
    return shared >= (fewer if fewer <= _FEW_FIGURES else _LEAST_FIGURES * fewer)
