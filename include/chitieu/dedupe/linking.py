"""Which article repeats which, and which of them is nearer to first hand.

Two articles are the same where most runs of words and nearly all figures of the shorter are in the other.
Figures decide: offices report in each other's wording, and what tells one district's report from the next is
its numbers.
"""

from __future__ import annotations

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
    rank: tuple[bool, int, datetime, str]
    fingerprint: Fingerprint


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
        self._pairs: list[tuple[int, int, ArticleMatch]] = []

    def add(self, article: Article) -> None:
        """Compare an article with those added before."""
        one = sketch(article)
        place = len(self._known)
        seen: set[int] = set()
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
        """What two articles have in common, where that makes one a copy of the other."""
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
        is_reprint = (named is not None and site is not None and named.source_id != site.source_id) or (
            site is not None and site.kind == "aggregator"
        )
        return _Known(
            article_id=kept.article_id,
            version_id=kept.article_version_id,
            url=kept.url,
            publisher=kept.publisher,
            site=site.source_id if site else None,
            named=named.source_id if named and is_reprint else None,
            rank=(is_reprint, _precedence(site), kept.published_at or _LAST, kept.url),
            fingerprint=fingerprint(kept),
        )


@dataclass(frozen=True, slots=True)
class _Links:
    """The links among articles of which it is known which match."""

    known: Mapping[int, _Known]
    matches: Mapping[int, Mapping[int, ArticleMatch]]

    def all(self) -> list[ArticleLink]:
        """One link per article that is not the nearest to first hand of those that it matches."""
        found = ((place, self._nearer(place)) for place in sorted(self.matches))
        return [self._link(place, first) for place, first in found if first is not None]

    def _link(self, place: int, first: int) -> ArticleLink:
        copy, match = self.known[place], self.matches[place][first]
        root, through = first, ""
        while (nearer := self._nearer(root)) is not None:
            through = f" It came by way of {self.known[first].url}."
            root = nearer
        origin = self.known[root]
        is_named = copy.named is not None and copy.named == origin.site
        evidence = (
            f"{match.runs} of {match.runs_of} runs of five words and {match.figures} of {match.figures_of} "
            f"figures are those of {self.known[first].url}."
        )
        if is_named:
            evidence += f" It names {copy.publisher} as its source."
        return ArticleLink(
            article_version_id=copy.version_id,
            first_hand_article_id=origin.article_id,
            kind=LinkKind.SYNDICATED if is_named else LinkKind.NEAR_DUPLICATE,
            similarity=round(match.similarity, 4),
            evidence=evidence + through,
            linker_version=LINKER_VERSION,
        )

    def _nearer(self, place: int) -> int | None:
        """The article that this one repeats itself."""
        matches = self.matches.get(place, {})
        first = min((place, *matches), key=lambda other: self.known[other].rank)
        return first if first != place else None


def _precedence(source: Source | None) -> int:
    return source.precedence if source else _UNKNOWN_PRECEDENCE


def _compared(one: _Known, other: _Known) -> ArticleMatch | None:
    """What two articles have in common, where that makes one a copy of the other."""
    if one.article_id == other.article_id:
        return None
    # Figures first: they part the many reports in one wording at next to no cost.
    fewer, more = sorted((one.fingerprint.figures, other.fingerprint.figures), key=len)
    shared = len(fewer & more)
    if shared < (len(fewer) if len(fewer) <= _FEW_FIGURES else _LEAST_FIGURES * len(fewer)):
        return None
    similarity, runs, runs_of = common_share(one.fingerprint, other.fingerprint)
    is_named = (one.named is not None and one.named == other.site) or (
        other.named is not None and other.named == one.site
    )
    needed = _LEAST_COMMON_NAMED if is_named else _LEAST_COMMON
    if runs_of < LEAST_RUNS or similarity < (needed if fewer else _LEAST_COMMON_UNNUMBERED):
        return None
    return ArticleMatch(similarity, runs, runs_of, shared, len(fewer))
