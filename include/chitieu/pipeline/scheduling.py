"""Which sources are to be crawled now, and which have fallen silent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chitieu.catalogue.sources import load_sources
from chitieu.kernel.errors import ChitieuError
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def due_sources(
    settings: Settings,
    source_ids: Sequence[str],
    asked: Sequence[str] = (),
    at: datetime | None = None,
) -> list[str]:
    """Those of some sources that are to be crawled: the ones asked for by name, else those that are due.

    A source is due if a time of its schedule has come since its newest crawl was planned. One that was never
    crawled is due at the times of its schedule alone, so that a first start does not ask all sites at once.

    Args:
        settings: where the warehouse is.
        source_ids: the sources in question.
        asked: IDs that a person asks for; nothing else is due then.
        at: the time of the schedule that this run is for; None, where a person starts it: now, and a source
            that was never crawled is due as well.

    Raises:
        ChitieuError: a source that was asked for is none that is crawled.
    """
    crawled = {source.source_id: source for source in load_sources().crawled() if source.schedule}
    unknown = sorted(set(asked) - crawled.keys())
    if unknown:
        raise ChitieuError(
            f"No source that is crawled is called {', '.join(unknown)}. See them with: chitieu sources list"
        )
    if asked:
        return [source_id for source_id in source_ids if source_id in asked]
    from croniter import croniter

    last = Warehouse(settings, "loader").last_planned(source_ids)
    now = (at or datetime.now(UTC)).astimezone(VIETNAM)
    due = []
    for source_id in source_ids:
        schedule = crawled[source_id].schedule
        if croniter.match(schedule, now):
            newest = now
        else:
            newest = croniter(schedule, now, ret_type=datetime).get_prev()
        before = last.get(source_id)
        is_due = before < newest if before else at is None or newest == now
        if is_due:
            due.append(source_id)
    return due


def quiet_sources(settings: Settings, crawls: int = 5) -> list[str]:
    """Sources whose last so many crawls brought no new page, told on the log: the site may have changed."""
    found = Warehouse(settings, "loader").quiet_sources(crawls)
    for row in found:
        since = row["last_new_page_at"]
        log.warning(
            "%s: %d crawls without a new page, the last one came %s. Has the site changed? "
            "Look at its seeds with: chitieu sources check --live",
            row["source_id"],
            row["crawls"],
            since.date() if since else "never",
        )
    return [row["source_id"] for row in found]
