"""Articles that repeat each other, found among all current ones."""

from __future__ import annotations

import logging

from chitieu.dedupe import LINKER_VERSION, Linker
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)


def link_articles(settings: Settings) -> dict[str, int]:
    """Link each current article that repeats another one to the first-hand one; the marts count them once.

    Where no article has changed since, and the rules of linking are the same, nothing is done.

    Returns:
        The counts `links`, `new` and `gone`.
    """
    warehouse = Warehouse(settings, "loader")
    batch_id = warehouse.plan_batch("link", None, {**warehouse.corpus(), "linker_version": LINKER_VERSION})
    done = warehouse.step_counts(batch_id, "link")
    if done is not None:
        return done
    linker = Linker()
    for article in warehouse.current_articles():
        linker.add(article)
    counts = warehouse.land_links(batch_id, linker.links())
    log.info("%(links)d articles repeat another one: %(new)d links are new, %(gone)d are gone", counts)
    return counts
