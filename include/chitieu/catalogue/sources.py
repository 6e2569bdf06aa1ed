"""Where pages come from: one YAML file of facts per source, its name the source's ID."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from chitieu.kernel.errors import ConfigurationError

SOURCES_DIR: Final = Path(__file__).with_name("sources")
Kind = Literal["files", "newspaper", "government", "organisation", "aggregator"]
KINDS: Final = frozenset(get_args(Kind))
_CRON_FIELDS: Final = 5
_SAME_SITE: Final = ("www.", "m.", "amp.")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is no http or https address")
    return value


def _regular_expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression: {error}") from error
    return value


def _cron(value: str) -> str:
    if len(value.split()) != _CRON_FIELDS:
        raise ValueError(f"{value!r} is no cron expression of five fields")
    return value


Address = Annotated[Text, AfterValidator(_http_address)]
Pattern = Annotated[Text, AfterValidator(_regular_expression)]
Cron = Annotated[Text, AfterValidator(_cron)]


class _Facts(BaseModel):
    """Facts that are read from YAML: what is unknown or of another type is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Seeds(_Facts):
    """Where a crawl begins: feeds (RSS, Atom), sitemaps, and section pages with lists of articles."""

    feeds: Annotated[tuple[Address, ...], Field(strict=False)] = ()
    sitemaps: Annotated[tuple[Address, ...], Field(strict=False)] = ()
    sections: Annotated[tuple[Address, ...], Field(strict=False)] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every address, feeds first: they name new articles with the fewest requests."""
        return (*self.feeds, *self.sitemaps, *self.sections)


class Politeness(_Facts):
    """How a site is asked: seconds between two requests, requests at once, and pages of one run at most.

    What the site itself asks for (`Crawl-delay`, `Retry-After`) comes on top.
    """

    delay_seconds: Annotated[float, Field(ge=0.1, le=60, strict=False)] = 2.0
    concurrent_requests: Annotated[int, Field(ge=1, le=8)] = 1
    pages_per_run: Annotated[int, Field(ge=1, le=50_000)] = 300


class ParserHint(_Facts):
    """CSS selectors that say where things stand in the pages of a site, and when that held.

    Dates are those of capture, inclusive; None is open. What a hint leaves out is found without one.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    main: Text | None = None
    drop: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    title: Text | None = None
    lead: Text | None = None
    author: Text | None = None
    published: Text | None = None

    @model_validator(mode="after")
    def _ordered(self) -> ParserHint:
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError("valid_from is after valid_until")
        return self


class Source(_Facts):
    """One publisher of pages.

    `hosts` are its sites without `www.`; `aliases` are how other pages name it. An `aggregator` reprints:
    what it says is second-hand. `home_place` is the unit its pages are about where they name none. `take` and
    `leave` are regular expressions on the path of an address: an article's address is one that a `take`
    finds (any, where there is none) and no `leave` does. `schedule` is a cron expression in the time of
    Việt Nam, `host_group` the pool in which sources of one server wait for each other, `precedence` tells
    which of two sources of one figure is nearer to first hand (lower is), `recheck_days` for how long after
    publication an article is asked for again, in case it has changed. A source that is not `active` is kept
    for its archived pages and never crawled.
    """

    source_id: Text
    name_vi: Text
    name_en: Text
    owner: Text | None
    kind: Kind
    hosts: Annotated[tuple[Text, ...], Field(strict=False)]
    aliases: Annotated[tuple[Text, ...], Field(strict=False)]
    language: Text
    home_place: Text | None
    active: bool = True
    seeds: Seeds = Seeds()
    take: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    leave: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    politeness: Politeness = Politeness()
    schedule: Cron | None = None
    host_group: Text | None = None
    precedence: Annotated[int, Field(ge=1, le=99)] = 50
    recheck_days: Annotated[int, Field(ge=0, le=365)] = 3
    parser: Annotated[tuple[ParserHint, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Source:
        if self.kind == "files":
            return self
        if not self.hosts:
            raise ValueError("hosts is empty: name the sites of the source")
        strangers = [address for address in self.seeds.all if not self.owns(urlsplit(address).hostname)]
        if strangers:
            raise ValueError(f"seeds on other hosts: {', '.join(strangers)}")
        if self.active and not self.seeds.all:
            raise ValueError("no seeds: give feeds, sitemaps or sections, or set active: false")
        if self.active and self.schedule is None:
            raise ValueError("no schedule: give a cron expression, or set active: false")
        return self

    @property
    def pool(self) -> str:
        """The host group, by default the source alone."""
        return self.host_group or self.source_id

    def owns(self, host: str | None) -> bool:
        """Whether a host is one of the source's sites, also as `www.`, `m.` or `amp.` of it.

        Other subdomains are sites of their own: those of a city's portal are its departments and districts.
        """
        name = (host or "").lower().rstrip(".")
        bare = next((name.removeprefix(front) for front in _SAME_SITE if name.startswith(front)), name)
        return name in self.hosts or bare in self.hosts

    def is_article(self, address: str) -> bool:
        """Whether an address of the source is one of an article, by its path and query."""
        parts = urlsplit(address)
        if not self.owns(parts.hostname):
            return False
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if any(re.search(pattern, path) for pattern in self.leave):
            return False
        return not self.take or any(re.search(pattern, path) for pattern in self.take)

    def hint_on(self, day: date) -> ParserHint | None:
        """The parser hint that holds for pages captured on a day."""
        return next(
            (
                hint
                for hint in self.parser
                if (hint.valid_from is None or hint.valid_from <= day)
                and (hint.valid_until is None or day <= hint.valid_until)
            ),
            None,
        )


@dataclass(frozen=True)
class Sources:
    """All sources by ID, and how to find one by the host of a page or by a name in its text."""

    by_id: Mapping[str, Source]

    def of_host(self, host: str | None) -> Source | None:
        """The source of a site, also by a subdomain: `m.` and `www.` belong to the site they stand before.

        A host that two sources reach (`thanhtri.hanoi.gov.vn` and `hanoi.gov.vn`) is that of the longer name.
        """
        parts = (host or "").lower().rstrip(".").split(".")
        for start in range(len(parts)):
            suffix = ".".join(parts[start:])
            found = next((source for source in self.by_id.values() if suffix in source.hosts), None)
            if found is not None:
                return found
        return None

    def of_name(self, name: str | None) -> Source | None:
        """The source that other pages call so, without regard to case."""
        folded = " ".join((name or "").casefold().split())
        return next(
            (
                source
                for source in self.by_id.values()
                if folded in {alias.casefold() for alias in source.aliases}
            ),
            None,
        )

    def crawled(self) -> list[Source]:
        """The sources that are crawled, by ID."""
        return [source for _, source in sorted(self.by_id.items()) if source.active and source.hosts]


@cache
def load_sources(folder: Path = SOURCES_DIR) -> Sources:
    """Read every `*.yml` of a folder.

    Raises:
        ConfigurationError: a file is no valid source, or two files claim the same host or alias.
    """
    sources = {path.stem: read_source(path) for path in sorted(folder.glob("*.yml"))}
    problems = doubled_claims(sources.values())
    if problems:
        raise ConfigurationError(f"{folder}: {'; '.join(problems)}. Keep each with one source.")
    return Sources(sources)


def doubled_claims(sources: Iterable[Source]) -> list[str]:
    """Hosts and names that two sources claim, a sentence each."""
    known = list(sources)
    problems = []
    for field in ("hosts", "aliases"):
        owners: dict[str, list[str]] = {}
        for source in known:
            for name in getattr(source, field):
                owners.setdefault(name.casefold(), []).append(source.source_id)
        problems += [
            f"two sources claim the {field} {name}: {', '.join(ids)}"
            for name, ids in sorted(owners.items())
            if len(ids) > 1
        ]
    return problems


def read_source(path: Path) -> Source:
    """One source from its file.

    Raises:
        ConfigurationError: the file cannot be read, or a fact is missing, unknown or wrong; it names each.
    """
    try:
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read as YAML. Mend it, or remove it.") from error
    if not isinstance(facts, dict):
        raise ConfigurationError(f"{path}: not a mapping of facts. Compare laodongthudo.yml.")
    try:
        return Source.model_validate({**facts, "source_id": path.stem})
    except ValidationError as error:
        wrong = "; ".join(_said(problem) for problem in error.errors())
        raise ConfigurationError(f"{path}: {wrong}. Compare laodongthudo.yml.") from error


def _said(problem: Any) -> str:
    """One problem that pydantic found, in words that name the fact."""
    place = ".".join(str(part) for part in problem["loc"])
    messages = {
        "missing": "is missing",
        "extra_forbidden": "is no fact of a source",
        "string_type": "is no text",
        "string_too_short": "is empty",
        "tuple_type": "is no list of texts",
        "literal_error": f"is none of {', '.join(sorted(KINDS))}",
    }
    message = messages.get(problem["type"]) or str(problem["msg"]).removeprefix("Value error, ")
    return f"{place} {message}" if place else message
