"""Which article repeats which, and which of them is nearer to first hand.

Two articles are the same where most runs of words and nearly all figures of the shorter are in the other.
Figures decide: offices report in each other's wording, and what tells one district's report from the next is
its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from chitieu import __version__
from chitieu.catalogue.sources import Source, Sources, load_sources
from chitieu.dedupe.fingerprints import Fingerprint, common_share, fingerprint
from chitieu.kernel.ids import digest
from chitieu.kernel.records import Article, ArticleLink, LinkKind

# Below so many runs of words a text says too little to tell where it comes from.
_LEAST_RUNS: Final = 20
_LEAST_COMMON: Final = 0.6
_LEAST_COMMON_NAMED: Final = 0.4
# Without figures there is nothing to count twice, and only a plain copy is worth a link.
_LEAST_COMMON_UNNUMBERED: Final = 0.9
_LEAST_FIGURES: Final = 0.75
_FEW_FIGURES: Final = 3
# Of a row of articles in one wording so many are compared: time grows with the number of articles alone.
_BUCKET: Final = 24
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


@dataclass(frozen=True, slots=True)
class _Match:
    """What two articles have in common."""

    similarity: float
    runs: int
    runs_of: int
    figures: int
    figures_of: int


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
        self._sources = sources or load_sources()
        self._known: list[_Known] = []
        # Nearly every bucket holds one article: its number alone takes a fifth of the room of a list.
        self._buckets: dict[int, int | list[int]] = {}
        self._matches: dict[int, dict[int, _Match]] = {}

    def add(self, article: Article) -> None:
        """Compare an article with those added before."""
        one, bands = self._described(article)
        place = len(self._known)
        self._known.append(one)
        if len(one.fingerprint.runs) < _LEAST_RUNS:
            return
        seen: set[int] = set()
        for band in bands:
            bucket = self._buckets.setdefault(band, place)
            if isinstance(bucket, list):
                seen.update(bucket)
                if len(bucket) < _BUCKET:
                    bucket.append(place)
            elif bucket != place:
                seen.add(bucket)
                self._buckets[band] = [bucket, place]
        for other in sorted(seen):
            match = _compared(one, self._known[other])
            if match is not None:
                self._matches.setdefault(place, {})[other] = match
                self._matches.setdefault(other, {})[place] = match

    def links(self) -> list[ArticleLink]:
        """The links among all articles added, each to the first-hand one."""
        found = []
        for place in sorted(self._matches):
            first = min((place, *self._matches[place]), key=lambda other: self._known[other].rank)
            if first != place:
                found.append(self._link(place, first))
        return found

    def _link(self, place: int, first: int) -> ArticleLink:
        copy, match = self._known[place], self._matches[place][first]
        root, through = first, ""
        while (nearer := self._nearer(root)) is not None:
            through = f" It came by way of {self._known[first].url}."
            root = nearer
        origin = self._known[root]
        is_named = copy.named is not None and copy.named == origin.site
        evidence = (
            f"{match.runs} of {match.runs_of} runs of five words and {match.figures} of {match.figures_of} "
            f"figures are those of {self._known[first].url}."
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
        matches = self._matches.get(place, {})
        first = min((place, *matches), key=lambda other: self._known[other].rank)
        return first if first != place else None

    def _described(self, article: Article) -> tuple[_Known, tuple[int, ...]]:
        site = self._sources.by_id.get(article.source_id)
        if site is None or not site.hosts:
            site = self._sources.of_host(urlsplit(article.url).hostname)
        named = self._sources.of_name(article.publisher)
        is_reprint = (named is not None and site is not None and named.source_id != site.source_id) or (
            site is not None and site.kind == "aggregator"
        )
        rank = (is_reprint, _precedence(site), article.published_at or _LAST, article.url)
        found, bands = fingerprint(article)
        known = _Known(
            article_id=article.article_id,
            version_id=article.article_version_id,
            url=article.url,
            publisher=article.publisher,
            site=site.source_id if site else None,
            named=named.source_id if named and is_reprint else None,
            rank=rank,
            fingerprint=found,
        )
        return known, bands


def _precedence(source: Source | None) -> int:
    return source.precedence if source else _UNKNOWN_PRECEDENCE


def _compared(one: _Known, other: _Known) -> _Match | None:
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
    if runs_of < _LEAST_RUNS or similarity < (needed if fewer else _LEAST_COMMON_UNNUMBERED):
        return None
    return _Match(similarity, runs, runs_of, shared, len(fewer))
