"""Which sources are crawled, when and in which host group: what a DAG file needs to know while it is read.

Standard library only. The three facts are read as lines of the sources' files, without checking the rest:
`chitieu.catalogue.sources` does that when a source is used.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCES_DIR: Final = Path(__file__).with_name("sources")
OWN_SOURCES: Final = "CHITIEU_SOURCES_DIR"
_FACT: Final = re.compile(r"""^(active|schedule|host_group):\s*["']?([^"'#\n]*?)["']?\s*(?:#.*)?$""", re.M)


@dataclass(frozen=True, slots=True)
class Crawled:
    """A source that is crawled: its ID, a cron expression in the time of Việt Nam, its host group."""

    source_id: str
    schedule: str
    host_group: str


def source_folders() -> tuple[Path, ...]:
    """The folders with files of sources: the package's, then that of `CHITIEU_SOURCES_DIR`."""
    own = os.environ.get(OWN_SOURCES, "").strip()
    return (SOURCES_DIR, Path(own)) if own else (SOURCES_DIR,)


def crawled_sources() -> list[Crawled]:
    """The sources with a schedule that are not set inactive, by ID."""
    found = []
    for path in (path for folder in source_folders() for path in folder.glob("*.yml")):
        facts = dict(_FACT.findall(path.read_text(encoding="utf-8")))
        if facts.get("schedule") and facts.get("active") != "false":
            found.append(Crawled(path.stem, facts["schedule"], facts.get("host_group") or path.stem))
    return sorted(found, key=lambda crawled: crawled.source_id)


def pool_name(host_group: str) -> str:
    """The Airflow pool in which the sources of a host group wait for each other."""
    return f"crawl_{host_group}"


def host_groups() -> dict[str, list[str]]:
    """The IDs of the crawled sources by host group."""
    groups: dict[str, list[str]] = {}
    for crawled in crawled_sources():
        groups.setdefault(crawled.host_group, []).append(crawled.source_id)
    return groups


def crawl_pools() -> list[dict[str, object]]:
    """The Airflow pools of the host groups, as its REST API and `airflow pools import` take them.

    A pool has one place, which a crawl that waits keeps: two sources of one server are never asked at once.
    """
    return [
        {
            "name": pool_name(group),
            "slots": 1,
            "include_deferred": True,
            "description": f"Crawls of {', '.join(sources)}",
        }
        for group, sources in sorted(host_groups().items())
    ]
