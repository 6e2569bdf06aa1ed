"""Replays of the archive and versions of pages, as the pipeline asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from chitieu.kernel.changes import FigureChange
from chitieu.warehouse import replays
from chitieu.warehouse.session import Session, mappings


class Replays(Session):
    """What is read again, and what it changed."""

    def replay_scope(
        self, since: datetime | None, source_id: str | None, parser_version: str, extractor_version: str
    ) -> replays.ReplayScope:
        """The pages that were seen since a time, of one source or of all, and which of them to read again."""
        with self._transaction("scope of a replay") as connection:
            return replays.scope(connection, since, source_id, parser_version, extractor_version)

    def replayed_captures(self, capture_ids: Sequence[str]) -> list[replays.ReplayedCapture]:
        """Captures by ID, without their bytes, with what was read of them last; ordered by URI."""
        with self._transaction("captures to replay") as connection:
            return replays.captures(connection, capture_ids)

    def figures_of(self, readings: Iterable[tuple[str, str]]) -> dict[str, list[dict[str, Any]]]:
        """All figures of readings (article version, extractor version), whatever the checks made of them.

        Returns:
            Rows with the keys of `FIGURE_FIELDS`, by article version, in the order of the text.
        """
        with self._transaction("figures of readings") as connection:
            return replays.figures(connection, readings)

    def figure_changes(self, batch_ids: Sequence[str]) -> list[FigureChange]:
        """What replay batches read otherwise than before, by page in the order of the text."""
        with self._transaction("figure changes") as connection:
            return replays.changes_of(connection, batch_ids)

    def versions_of(self, page: str) -> list[dict[str, Any]]:
        """The versions of a page, asked for by name, address or version, as they were first seen.

        Returns:
            Rows with `article_version_id`, `url`, `title`, `first_seen_at`, `last_seen_at`, oldest first.
        """
        with self._transaction(f"versions of {page}") as connection:
            return mappings(connection, replays.VERSIONS, {"page": page})
