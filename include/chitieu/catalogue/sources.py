"""Where pages come from: one YAML file of facts per source, its name the source's ID."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from chitieu.catalogue.host_groups import OWN_SOURCES, SOURCES_DIR, source_folders
from chitieu.catalogue.source_facts import (
    CONTRADICTIONS,
    KINDS,
    Examples,
    Kind,
    ParserHint,
    Politeness,
    Seeds,
    Source,
    path_of,
)
from chitieu.kernel.errors import ConfigurationError

__all__ = [
    "KINDS",
    "SOURCES_DIR",
    "Examples",
    "Kind",
    "LeftEverywhere",
    "ParserHint",
    "Politeness",
    "Problem",
    "Seeds",
    "Source",
    "Sources",
    "doubled_claims",
    "load_left_everywhere",
    "load_sources",
    "path_of",
    "read_facts",
    "read_source",
]

ADDRESSES: Final = Path(__file__).parent / "data" / "addresses.yml"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong with a file of facts: the fact (empty: the whole file), a sentence, the next step."""

    file: str
    fact: str
    said: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.fact} {self.said}".strip()


@dataclass(frozen=True, slots=True)
class LeftEverywhere:
    """A pattern of addresses that are no articles on any site, why, and paths that prove it."""

    pattern: str
    reason: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """All sources by ID, and how to find one by the host of a page or by a name in its text."""

    by_id: Mapping[str, Source]

    def of_host(self, host: str | None) -> Source | None:
        """The source of a site; None for one of no source, such as a department's beside a city's portal."""
        return next((source for source in self.by_id.values() if source.owns(host)), None)

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


def load_sources(*folders: Path) -> Sources:
    """Read every `*.yml` of folders, by default of the package's own and of the one that the user has set.

    Raises:
        ConfigurationError: a folder is not there, a file is no valid source, two files have one name, or two
            claim the same host or alias.
    """
    return _load_sources(folders or source_folders())


@cache
def _load_sources(folders: tuple[Path, ...]) -> Sources:
    missing = next((folder for folder in folders if not folder.is_dir()), None)
    if missing is not None:
        raise ConfigurationError(
            f"The folder of sources {missing} does not exist. Create it or unset {OWN_SOURCES}."
        )
    sources: dict[str, Source] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yml"))):
        if path.stem in sources:
            raise ConfigurationError(f"{path}: a source of this name is there already. Rename the file.")
        sources[path.stem] = read_source(path)
    problems = doubled_claims(sources.values())
    if problems:
        where = ", ".join(map(str, folders))
        raise ConfigurationError(f"{where}: {'; '.join(problems)}. Keep each with one source.")
    return Sources(sources)


@cache
def load_left_everywhere() -> tuple[LeftEverywhere, ...]:
    """The patterns of what no site's articles look like."""
    rows = yaml.safe_load(ADDRESSES.read_text(encoding="utf-8"))["leave"]
    return tuple(LeftEverywhere(row["pattern"], row["reason"], tuple(row["examples"])) for row in rows)


def doubled_claims(sources: Iterable[Source]) -> list[str]:
    """Hosts and names that two sources claim, a sentence each."""
    known = list(sources)
    problems = []
    for field in ("hosts", "aliases"):
        owners: dict[str, dict[str, None]] = {}
        for source in known:
            for name in getattr(source, field):
                owners.setdefault(name.casefold(), {})[source.source_id] = None
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
    source, problems = read_facts(path)
    if source is None:
        wrong = "; ".join(map(str, problems))
        steps = " ".join(dict.fromkeys(problem.next_step for problem in problems))
        raise ConfigurationError(f"{path}: {wrong}. {steps}")
    return source


def read_facts(path: Path) -> tuple[Source | None, list[Problem]]:
    """The source of a file, or None with everything that is wrong with the file."""
    try:
        facts = yaml.load(path.read_text(encoding="utf-8"), Loader=_OnceEach)  # noqa: S506  a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = f"cannot be read as YAML ({' '.join(str(error).split())})"
        return None, [Problem(path.name, "", said, "Mend it, or remove it.")]
    if not isinstance(facts, dict):
        return None, [Problem(path.name, "", "not a mapping of facts", "Compare laodongthudo.yml.")]
    try:
        own = Source.model_validate({**facts, "source_id": path.stem})
    except ValidationError as error:
        return None, [
            Problem(path.name, fact, said, "Compare laodongthudo.yml.")
            for problem in error.errors()
            for fact, said in _said(problem)
        ]
    everywhere = tuple(left.pattern for left in load_left_everywhere())
    return own.model_copy(update={"leave": (*own.leave, *everywhere)}), []


class _OnceEach(yaml.SafeLoader):
    """YAML in which a fact that stands twice is an error: the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value} stands twice, again in line {key.start_mark.line + 1}"
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _said(problem: Any) -> list[tuple[str, str]]:
    """One problem that pydantic found, as facts with words about each."""
    if problem["type"] == CONTRADICTIONS:
        return list(problem["ctx"]["each"].items())
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
    return [(place, message)]
