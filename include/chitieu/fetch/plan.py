"""What one run of one source may do, and what came of it. Both travel as JSON between processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from chitieu import __version__
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.hosts import is_of_site
from chitieu.kernel.record import record

if TYPE_CHECKING:  # the crawler's process starts without the catalogue
    from chitieu.catalogue.sources import Source

PLAN_FILE: Final = "plan.json"
RESULT_FILE: Final = "result.json"
ROBOTS_TOKEN: Final = "chitieu"  # noqa: S105  what robots.txt files call us, no secret


@record
class Limits:
    """What a run stops at, and what one answer may cost. None of them is ever off."""

    pages: int = 200
    """Pages stored or found unchanged; what is in flight then, `concurrent_requests` a host, is kept."""
    requests: int = 2_000
    """Requests of all kinds, retries and robots.txt included."""
    total_bytes: int = 1_000_000_000
    """Bytes of all bodies as they came."""
    seconds: float = 3_600.0
    """Length of the run; what is in flight then is finished."""
    body_bytes: int = 10_000_000
    """One body as it comes."""
    decoded_bytes: int = 20_000_000
    """One body with its content coding undone."""
    head_bytes: int = 65_536
    """Status line and headers of one answer."""
    response_seconds: float = 30.0
    """From the connection to the last byte of one answer."""
    redirects: int = 5
    """Redirects from one address."""
    retries: int = 2
    """Further tries of an address whose failure may pass."""
    wait_seconds: float = 120.0
    """The longest `Retry-After` that is waited for."""
    list_pages: int = 20
    """Pages of one section's list, and sitemaps of one index."""
    links: int = 2_000
    """Addresses taken from one feed, sitemap or list page."""


@record
class CrawlPlan:
    """One run of one source. The same plan again resumes the run in its folder."""

    crawl_id: str
    source_id: str
    folder: Path
    """The run's own; everything it writes is there."""
    hosts: tuple[str, ...] = ()
    """Sites that may be fetched, as `kernel.hosts` tells them apart; empty: any."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Single addresses, fetched whatever `take` and `leave` say."""
    take: tuple[str, ...] = ()
    """Patterns of article addresses, searched in path and query; empty: what looks like an article's."""
    leave: tuple[str, ...] = ()
    """Patterns of addresses that are left alone."""
    postbacks: tuple[str, ...] = ()
    """Patterns of `__doPostBack` targets of pagers: sections are followed by posting their form, else not."""
    delay_seconds: float = 2.0
    """Least time between two requests to a host; a site's `Crawl-delay` and its own slowness add to it."""
    concurrent_requests: int = 1
    """Requests to one host at the same time."""
    recheck_days: float = 7.0
    """For how long after it was first seen a known page is asked for again."""
    limits: Limits = field(default_factory=Limits)
    contact: str | None = None
    """Mail address or page of who runs this, told to every site."""
    known_path: Path | None = None
    """What is known of the source: one JSON object a line, see `chitieu.fetch.known`."""
    allow_loopback: bool = False
    """Whether this machine itself may be fetched from: for tests and the demo."""
    connect_to: tuple[tuple[str, str], ...] = ()
    """Hosts that are served on this machine, as (host, "127.0.0.1:port"); needs `allow_loopback`."""
    nameserver: str | None = None
    """A name server to ask instead of the system's, as "ip:port"."""

    @classmethod
    def for_source(cls, source: Source, crawl_id: str, folder: Path, **changes: Any) -> Self:
        """The plan of a source of the catalogue; `changes` are fields that are to be otherwise."""
        facts: dict[str, Any] = {
            "hosts": source.hosts,
            "feeds": source.seeds.feeds,
            "sitemaps": source.seeds.sitemaps,
            "sections": source.seeds.sections,
            "take": source.take,
            "leave": source.leave,
            "postbacks": source.seeds.postbacks,
            "delay_seconds": source.politeness.delay_seconds,
            "concurrent_requests": source.politeness.concurrent_requests,
            "recheck_days": source.recheck_days,
            "limits": Limits(pages=source.politeness.pages_per_run),
        }
        return cls(crawl_id=crawl_id, source_id=source.source_id, folder=folder, **facts | changes)

    def to_json(self) -> str:
        """The plan as a JSON object."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan that `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        kept = {name: _tuples(facts[name]) for name in (each.name for each in fields(cls)) if name in facts}
        kept["folder"] = Path(kept["folder"])
        kept["known_path"] = Path(kept["known_path"]) if kept.get("known_path") else None
        kept["limits"] = Limits(**kept.get("limits", {}))
        return cls(**kept)

    def check(self) -> None:
        """Refuse a plan that no honest crawl has.

        Raises:
            ConfigurationError: no contact for real sites, or a setting that needs another.
        """
        if not (self.contact or "").strip() and not self.allow_loopback:
            raise ConfigurationError(
                "Sites are told whom to write to, and no contact is set. "
                "Set CHITIEU_CONTACT to a mail address or a page about you."
            )
        if self.contact and not (self.contact.isprintable() and self.contact.isascii()):
            raise ConfigurationError(
                "CHITIEU_CONTACT goes into a header of each request: write it in ASCII, on one line."
            )
        if self.connect_to and not self.allow_loopback:
            raise ConfigurationError("Hosts are served on this machine only where loopback is allowed.")

    def may_fetch(self, host: str | None) -> bool:
        """Whether a host is one of the plan's sites; every host is where it names none."""
        return not self.hosts or is_of_site(host, self.hosts)

    @property
    def user_agent(self) -> str:
        """What sites see: `chitieu/VERSION (+contact)`."""
        return f"{ROBOTS_TOKEN}/{__version__} (+{(self.contact or 'loopback only').strip()})"

    @property
    def loopback_only(self) -> bool:
        """Without a contact nothing but this machine is reached."""
        return not (self.contact or "").strip()


@record
class CrawlResult:
    """What one run came to. `stop_reason`: `finished`, or the limit that ended it."""

    crawl_id: str
    source_id: str
    stop_reason: str
    started_at: str
    finished_at: str
    stored: int = 0
    revisits: int = 0
    failed: int = 0
    lists: int = 0
    """Feeds, sitemaps and list pages read."""
    known: int = 0
    """Addresses found that were too old to be asked for again."""
    requests: int = 0
    received_bytes: int = 0
    resumed: int = 0
    """Attempts that an earlier, killed run of the plan had made."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """How many attempts failed for which reason."""
    files: tuple[str, ...] = ()
    """Names of the WARC files with pages, in the plan's folder."""

    def to_json(self) -> str:
        """The result as a JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The result that `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        facts["files"] = tuple(facts.get("files", ()))
        return cls(**facts)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
