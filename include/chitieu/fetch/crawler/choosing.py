"""Which of the addresses that lists name are asked for, each at most once in a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from chitieu.fetch.discovery import looks_like_article
from chitieu.fetch.known import Known
from chitieu.fetch.plan import CrawlPlan
from chitieu.fetch.urls import check_trap, path_and_query
from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.reasons import REASONS


class Chooser:
    """The choice of one run. `unknown` gathers addresses new to the source, `settled` counts the old ones."""

    def __init__(self, plan: CrawlPlan, known: Mapping[str, Known], now: datetime) -> None:
        self._plan, self._known, self._now = plan, known, now
        self._take = [re.compile(pattern) for pattern in plan.take]
        self._leave = [re.compile(pattern) for pattern in plan.leave]
        self._seen: set[str] = set()
        self._done: set[str] = set()
        self.unknown: set[str] = set()
        self.settled = 0

    def is_first(self, uri: str) -> bool:
        """Whether an address is named for the first time in this run, and was not done by an earlier one."""
        first = uri not in self._seen
        self._seen.add(uri)
        return first and uri not in self._done

    def done(self, uri: str) -> None:
        """An earlier run of the plan has an outcome for this address."""
        self._done.add(uri)

    def check_site(self, uri: str) -> None:
        """Refuse an address of another site.

        Raises:
            PageRejected: `offsite`.
        """
        if not self._plan.may_fetch(urlsplit(uri).hostname):
            raise PageRejected("offsite", f"{REASONS['offsite']} ({urlsplit(uri).hostname})")

    def choose(self, address: str, found_on: str | None, kind: str | None) -> str | None:
        """The address to ask for; None where it is none of an article, or known and old, or chosen before.

        Args:
            address: as it stands in the list.
            found_on: the list's own address.
            kind: `feed`, `sitemap`, `section` or `known`; None for an address of the plan itself, which is
                always asked for. A section's page is full of links to elsewhere; those are no outcomes.

        Raises:
            PageRejected: an address that an article could have, and is not asked for.
        """
        try:
            uri = normal(address, found_on)
            self.check_site(uri)
        except PageRejected:
            if kind in ("section", "known"):
                return None
            raise
        if kind is not None and not self._is_taken(path_and_query(uri)):
            return None
        first = uri not in self._seen
        self._seen.add(uri)
        known = self._known.get(uri)
        if known is None:
            self.unknown.add(uri)
        if not first or uri in self._done:
            return None
        if kind is None:
            return uri
        check_trap(uri)
        if known is not None and known.is_settled(self._now, self._plan.recheck_days):
            self.settled += 1
            return None
        return uri

    def _is_taken(self, path: str) -> bool:
        # Patterns are written for the path; sites whose articles differ by the query are matched with it.
        forms = (path, path.partition("?")[0])
        if any(pattern.search(form) for pattern in self._leave for form in forms):
            return False
        if self._take:
            return any(pattern.search(form) for pattern in self._take for form in forms)
        return looks_like_article(path)
