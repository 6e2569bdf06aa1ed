"""Where pages come from: one YAML file of facts per source, its name the source's ID."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from chitieu.kernel.errors import ConfigurationError

SOURCES_DIR: Final = Path(__file__).with_name("sources")
KINDS: Final = frozenset({"files", "newspaper", "government", "aggregator"})
_TEXTS: Final = ("name_vi", "name_en", "kind", "language")
_MAYBE_TEXTS: Final = ("owner", "home_place")
_LISTS: Final = ("hosts", "aliases")


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher of pages. `hosts` are its sites without `www.`; `aliases` are how other pages name it.

    An `aggregator` reprints: what it says is second-hand. `home_place` is the unit its pages are about where
    they name none.
    """

    source_id: str
    name_vi: str
    name_en: str
    owner: str | None
    kind: str
    hosts: tuple[str, ...]
    aliases: tuple[str, ...]
    language: str
    home_place: str | None


@dataclass(frozen=True)
class Sources:
    """All sources by ID, and how to find one by the host of a page or by a name in its text."""

    by_id: Mapping[str, Source]

    def of_host(self, host: str | None) -> Source | None:
        """The source of a site, also by a subdomain: `m.` and `www.` belong to the site they stand before."""
        parts = (host or "").lower().rstrip(".").split(".")
        suffixes = {".".join(parts[start:]) for start in range(len(parts))}
        return next((source for source in self.by_id.values() if suffixes.intersection(source.hosts)), None)

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


@cache
def load_sources(folder: Path = SOURCES_DIR) -> Sources:
    """Read every `*.yml` of a folder.

    Raises:
        ConfigurationError: a file is no valid source, or two files claim the same host or alias.
    """
    sources = {path.stem: _source(path) for path in sorted(folder.glob("*.yml"))}
    for field in _LISTS:
        claims = [name.casefold() for source in sources.values() for name in getattr(source, field)]
        doubled = sorted({name for name in claims if claims.count(name) > 1})
        if doubled:
            raise ConfigurationError(
                f"Two sources in {folder} claim the {field} {', '.join(doubled)}. Keep each with one."
            )
    return Sources(sources)


def _source(path: Path) -> Source:
    try:
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read as YAML. Mend it, or remove it.") from error
    wrong = _wrong_facts(facts)
    if wrong:
        raise ConfigurationError(f"{path}: {'; '.join(wrong)}. Compare laodongthudo.yml.")
    return Source(
        source_id=path.stem,
        name_vi=facts["name_vi"],
        name_en=facts["name_en"],
        owner=facts["owner"],
        kind=facts["kind"],
        hosts=tuple(facts["hosts"]),
        aliases=tuple(facts["aliases"]),
        language=facts["language"],
        home_place=facts["home_place"],
    )


def _wrong_facts(facts: Any) -> list[str]:
    """What is missing, unknown or of the wrong type in the facts of a source."""
    if not isinstance(facts, dict):
        return ["not a mapping of facts"]
    known = {*_TEXTS, *_MAYBE_TEXTS, *_LISTS}
    wrong = [f"{name} is missing" for name in sorted(known - facts.keys())]
    wrong += [f"{name} is no fact of a source" for name in sorted(map(str, facts.keys() - known))]
    wrong += [f"{name} is no text" for name in _TEXTS if name in facts and not isinstance(facts[name], str)]
    wrong += [f"{name} is no text" for name in _MAYBE_TEXTS if not isinstance(facts.get(name), str | None)]
    wrong += [f"{name} is no list of texts" for name in _LISTS if not _is_texts(facts.get(name, []))]
    if isinstance(facts.get("kind"), str) and facts["kind"] not in KINDS:
        wrong.append(f"kind is none of {', '.join(sorted(KINDS))}")
    return wrong


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
