"""A site as a folder: facts, articles, and the skeletons that its pages are made of.

| file | what it holds |
|---|---|
| `site.yml` | name, scheme, robots.txt, feeds, sitemaps, sections, and what goes wrong on purpose |
| `article.html`, `list.html` | Jinja skeletons of the two kinds of pages |
| `articles/*.html` | facts as YAML between two lines of `---`, then the text as HTML |

An article may have several editions, each a file with the same `path` and its own `edition`: a site in
edition 2 shows the newest that is not later, so pages change, and new ones come, when it is raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import jinja2
import yaml

from chitieu.kernel.errors import ConfigurationError

_FENCE: Final = "---\n"


@dataclass(frozen=True, slots=True)
class Story:
    """One edition of an article."""

    path: str
    title: str
    lead: str
    section: str
    published: datetime
    body: str
    edition: int = 1
    author: str | None = None
    updated: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changed(self) -> datetime:
        """When this edition appeared."""
        return self.updated or self.published


@dataclass(frozen=True, slots=True)
class Mishap:
    """What goes wrong for the first `times` requests of a path.

    With a `status` that is the answer, without a body; without one the answer comes, with `pause_seconds`
    before each quarter of its body.
    """

    path: str
    status: int | None = None
    pause_seconds: float = 0.0
    times: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """One site. `sections` are by path; `feeds` and `sitemaps` say what each path gives."""

    host: str
    name: str
    scheme: str
    robots: str | None
    sections: Mapping[str, Mapping[str, Any]]
    feeds: Mapping[str, Mapping[str, Any]]
    sitemaps: Mapping[str, Mapping[str, Any]]
    charset_in_header: bool
    has_etags: bool
    mishaps: Sequence[Mishap]
    stories: Sequence[Story]
    skeletons: jinja2.Environment = field(repr=False)

    @property
    def root(self) -> str:
        """The address of the site without its path."""
        return f"{self.scheme}://{self.host}"

    def edition(self, number: int) -> list[Story]:
        """The articles of an edition, the newest first."""
        newest: dict[str, Story] = {}
        for story in sorted(self.stories, key=lambda story: story.edition):
            if story.edition <= number:
                newest[story.path] = story
        return sorted(newest.values(), key=lambda story: story.published, reverse=True)


def load_sites(folder: Path) -> dict[str, Site]:
    """The sites of a folder by host.

    Raises:
        ConfigurationError: there is none, or one cannot be read.
    """
    places = sorted(path.parent for path in folder.glob("*/site.yml"))
    if not places:
        raise ConfigurationError(f"{folder} holds no site (HOST/site.yml). Give the folder that does.")
    return {place.name: _site(place) for place in places}


def _site(place: Path) -> Site:
    try:
        facts = yaml.safe_load((place / "site.yml").read_text(encoding="utf-8"))
        return Site(
            host=place.name,
            name=facts["name"],
            scheme=facts.get("scheme", "https"),
            robots=facts.get("robots"),
            sections=facts.get("sections", {}),
            feeds=facts.get("feeds", {}),
            sitemaps=facts.get("sitemaps", {}),
            charset_in_header=facts.get("charset_in_header", True),
            has_etags=facts.get("has_etags", True),
            mishaps=tuple(Mishap(**mishap) for mishap in facts.get("mishaps", ())),
            stories=tuple(_story(path) for path in sorted((place / "articles").glob("*.html"))),
            skeletons=jinja2.Environment(
                loader=jinja2.FileSystemLoader(place),
                autoescape=True,
                undefined=jinja2.StrictUndefined,
                keep_trailing_newline=True,
            ),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"The site in {place} cannot be read ({error}). Mend it.") from error


def _story(path: Path) -> Story:
    _, facts_text, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    facts = yaml.safe_load(facts_text)
    known = {name: facts.pop(name) for name in list(facts) if name in _STORY_FACTS}
    for name in ("published", "updated"):
        if isinstance(known.get(name), str):
            known[name] = datetime.fromisoformat(known[name])
    return Story(body=body.strip(), facts=facts, **known)


_STORY_FACTS: Final = frozenset(
    {"path", "title", "lead", "section", "published", "edition", "author", "updated"}
)
