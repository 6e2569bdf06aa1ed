"""What the parts of the warehouse share: who asks, and one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chitieu.settings import Role, Settings
from chitieu.warehouse.connection import transaction


class Session:
    """The warehouse as one role sees it, without a connection of its own."""

    def __init__(self, settings: Settings, role: Role = "loader") -> None:
        self._settings = settings
        self._role: Role = role

    @contextmanager
    def _transaction(self, purpose: str) -> Iterator[psycopg.Connection]:
        with transaction(self._settings.warehouse(self._role), purpose) as connection:
            yield connection


def mappings(
    connection: psycopg.Connection, query: str, parameters: Sequence[object] | Mapping[str, object]
) -> list[dict[str, Any]]:
    """The rows of a question, by column."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, parameters).fetchall()
