"""Articles that repeat each other, found among all current ones."""

from __future__ import annotations

import logging
from typing import Final

from chitieu.dedupe import BUCKET, Comparer, sketch
from chitieu.pipeline.chunks import chunks
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

log = logging.getLogger(__name__)

_SKETCHED_AT_ONCE: Final = 200


def link_articles(settings: Settings) -> dict[str, int]:
    """Link each current article that repeats another one to the first-hand one; the marts count them once.

    Each article is read and compared with the others once, when it is new; what it is compared by, and what
    it has in common with others, stays in the warehouse. Where no article has changed since, and the rules of
    linking are the same, nothing is done.

    Returns:
        The counts `links`, `new` and `gone`.
    """
    warehouse, comparer = Warehouse(settings, "loader"), Comparer()
    batch_id = warehouse.plan_batch("link", None, {**warehouse.corpus(), "linker_version": comparer.rules})
    done = warehouse.step_counts(batch_id, "link")
    if done is not None:
        return done
    gone = warehouse.forget_sketches(comparer.rules)
    new = warehouse.unsketched_articles()
    for some in chunks(new, _SKETCHED_AT_ONCE):
        sketches = [sketch(article) for article in warehouse.articles_of(some)]
        warehouse.land_sketches(sketches, comparer.rules, comparer.compare, BUCKET)
    counts = warehouse.land_links(batch_id, comparer.links(*warehouse.matches()))
    log.info("compared %d new articles; %d are not current any more", len(new), gone)
    log.info("%(links)d articles repeat another one: %(new)d links are new, %(gone)d are gone", counts)
    return counts
