"""What is known of one source of pages, and what its facts may be. One YAML file holds one source's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chitieu.kernel.hosts import is_of_site

Kind = Literal["files", "newspaper", "government", "organisation", "aggregator"]
KINDS: Final = frozenset(get_args(Kind))
CONTRADICTIONS: Final = "contradictions"
"""The error type under which facts that contradict each other are reported; `ctx["each"]` holds them."""
_CRON_FIELDS: Final = 5


def _http_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
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


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Address = Annotated[Text, AfterValidator(_http_address)]
Pattern = Annotated[Text, AfterValidator(_regular_expression)]
Cron = Annotated[Text, AfterValidator(_cron)]


class Facts(BaseModel):
    """Facts that are read from YAML: what is unknown or of another type is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Seeds(Facts):
    """Where a crawl begins. Feeds come first: they name new articles with the fewest requests."""

    feeds: Annotated[tuple[Address, ...], Field(strict=False, description="Addresses of RSS or Atom.")] = ()
    sitemaps: Annotated[
        tuple[Address, ...], Field(strict=False, description="Sitemaps, or indexes of sitemaps.")
    ] = ()
    sections: Annotated[
        tuple[Address, ...], Field(strict=False, description="Pages that list articles, also over pages.")
    ] = ()

    postbacks: Annotated[
        tuple[Pattern, ...],
        Field(
            strict=False,
            description="Regular expressions on the target of `__doPostBack` in the pagers of sections whose "
            "next page has no address (ASP.NET). Without one, no form is ever posted.",
        ),
    ] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every address, feeds first."""
        return (*self.feeds, *self.sitemaps, *self.sections)


class Politeness(Facts):
    """How a site is asked. What it asks for itself (`Crawl-delay`, `Retry-After`) comes on top."""

    delay_seconds: Annotated[
        float, Field(ge=0.1, le=60, strict=False, description="Seconds between two requests to a host.")
    ] = 2.0
    concurrent_requests: Annotated[int, Field(ge=1, le=8, description="Requests to a host at once.")] = 1
    pages_per_run: Annotated[
        int, Field(ge=1, le=50_000, description="Pages that one run fetches at most.")
    ] = 300


class Examples(Facts):
    """Addresses in the form of the site's own, as the proof of `take` and `leave`."""

    take: Annotated[
        tuple[Address, ...],
        Field(strict=False, description="Addresses of articles; each pattern of `take` finds one."),
    ] = ()
    leave: Annotated[
        tuple[Address, ...],
        Field(strict=False, description="Addresses that are left; each pattern of `leave` finds one."),
    ] = ()


class ParserHint(Facts):
    """CSS selectors that say where things stand in the pages of a site, and when that held.

    What a hint leaves out is found without one.
    """

    valid_from: Annotated[
        date | None, Field(description="First day of capture on which the hint holds; null is open.")
    ] = None
    valid_until: Annotated[
        date | None, Field(description="Last day of capture on which it holds; null is open.")
    ] = None
    main: Annotated[Text | None, Field(description="The element that holds the article's text.")] = None
    drop: Annotated[
        tuple[Text, ...], Field(strict=False, description="Elements inside it that are not the article's.")
    ] = ()
    title: Annotated[Text | None, Field(description="The headline.")] = None
    lead: Annotated[Text | None, Field(description="The lead paragraph (sapo).")] = None
    author: Annotated[Text | None, Field(description="Who wrote it.")] = None
    published: Annotated[Text | None, Field(description="The line with day and time of publication.")] = None

    @model_validator(mode="after")
    def _ordered(self) -> ParserHint:
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError("valid_from is after valid_until")
        return self

    def overlaps(self, other: ParserHint) -> bool:
        """Whether there is a day on which both hints hold."""
        return (self.valid_from or date.min) <= (other.valid_until or date.max) and (
            other.valid_from or date.min
        ) <= (self.valid_until or date.max)


class Source(Facts):
    """One publisher of pages."""

    source_id: Annotated[Text, Field(description="The name of the file without its ending.")]
    name_vi: Annotated[Text, Field(description="Name in Vietnamese.")]
    name_en: Annotated[Text, Field(description="Name in English.")]
    owner: Annotated[Text | None, Field(description="Body that publishes it; null where not known.")]
    kind: Annotated[
        Kind,
        Field(
            description="`newspaper`, `government`, `organisation`, `aggregator` (it reprints: what it says "
            "is second-hand) or `files` (pages on this machine)."
        ),
    ]
    hosts: Annotated[
        tuple[Text, ...],
        Field(
            strict=False,
            description="Its sites, lower case, without `www.`; `www.`, `m.`, `amp.` of them belong to it, "
            "other subdomains do not.",
        ),
    ]
    aliases: Annotated[tuple[Text, ...], Field(strict=False, description="How other pages name it.")]
    language: Annotated[Text, Field(description="Language of its articles: `vi`, `en`.")]
    home_place: Annotated[
        Text | None,
        Field(
            description="Type and name of the unit whose site it is; figures take their place from the page."
        ),
    ]
    active: Annotated[
        bool,
        Field(description="Whether it is crawled; false keeps a site that ended for its archived pages."),
    ] = True
    seeds: Annotated[Seeds, Field(description="Where a crawl begins.")] = Seeds()
    take: Annotated[
        tuple[Pattern, ...],
        Field(
            strict=False,
            description="Regular expressions on path and query: an article's address is one that any of them "
            "finds. Without one, every address of the source may be an article's.",
        ),
    ] = ()
    leave: Annotated[
        tuple[Pattern, ...],
        Field(
            strict=False,
            description="Regular expressions on path and query of what is no article although `take` finds "
            "it. What no site's articles look like stands in `catalogue/data/addresses.yml` for all.",
        ),
    ] = ()
    examples: Annotated[Examples, Field(description="Proof of `take` and `leave`.")] = Examples()
    politeness: Annotated[Politeness, Field(description="How the site is asked.")] = Politeness()
    schedule: Annotated[
        Cron | None, Field(description="When it is crawled: a cron expression in the time of Việt Nam.")
    ] = None
    host_group: Annotated[
        Text | None,
        Field(description="Pool in which sources of one server wait for each other; by default its own."),
    ] = None
    precedence: Annotated[
        int,
        Field(
            ge=1,
            le=99,
            description="Which of two sources of one figure is nearer to first hand: the lower number.",
        ),
    ] = 50
    recheck_days: Annotated[
        int,
        Field(
            ge=0,
            le=365,
            description="For how many days an article is asked for again, in case it has changed.",
        ),
    ] = 3
    parser: Annotated[
        tuple[ParserHint, ...],
        Field(strict=False, description="Where things stand in its pages, where that is not found without."),
    ] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Source:
        found = dict(self._contradictions()) if self.kind != "files" else {}
        if found:
            raise PydanticCustomError(CONTRADICTIONS, "facts contradict each other", {"each": found})
        return self

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        """Facts that cannot be with the others, each with what is wrong."""
        if not self.hosts:
            yield "hosts", "is empty: name the sites of the source"
        strangers = [address for address in self.seeds.all if not self.owns(urlsplit(address).hostname)]
        if strangers:
            yield "seeds", f"on other hosts: {', '.join(strangers)}"
        if self.active and not self.seeds.all:
            yield "seeds", "no seeds: give feeds, sitemaps or sections, or set active: false"
        if self.active and self.schedule is None:
            yield "schedule", "no schedule: give a cron expression, or set active: false"

    @property
    def pool(self) -> str:
        """The host group, by default the source alone."""
        return self.host_group or self.source_id

    def owns(self, host: str | None) -> bool:
        """Whether a host is one of the source's sites; see `kernel.hosts`."""
        return is_of_site(host, self.hosts)

    def is_article(self, address: str) -> bool:
        """Whether an address of the source is one of an article, by its path and query."""
        if not self.owns(urlsplit(address).hostname):
            return False
        path = path_of(address)
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


def path_of(address: str) -> str:
    """What `take` and `leave` are searched in: the path, with its query where it has one."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def described_facts() -> Iterator[tuple[str, str, str]]:
    """Every fact of a source with its default in YAML (empty where it must be given) and what it means."""
    yield from _described(Source, "")


def _described(model: type[BaseModel], front: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        if name == "source_id":
            continue
        default = "" if field.is_required() else _in_yaml(field.default)
        yield f"{front}{name}", default, field.description or ""
        inner = _INNER.get(name)
        if inner is not None:
            yield from _described(inner, f"{front}{name}[]." if name == "parser" else f"{front}{name}.")


_INNER: Final[dict[str, type[BaseModel]]] = {
    "seeds": Seeds,
    "examples": Examples,
    "politeness": Politeness,
    "parser": ParserHint,
}


def _in_yaml(default: Any) -> str:
    if isinstance(default, BaseModel):
        return "see below"
    if isinstance(default, tuple):
        return "[]"
    return json.dumps(default)
