"""Bulk writes: rows go by binary COPY, into their table or into a temporary one and on from there at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from chitieu.kernel.errors import ChitieuError

# PostgreSQL stores neither NUL nor half a surrogate pair. One stands in for one, so offsets still hold.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Row = Sequence[object]


def storable(text: str) -> str:
    """The text with each character that PostgreSQL cannot hold replaced by U+FFFD; its length stays."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def as_json(value: object) -> Jsonb:
    """A value for a jsonb column; decimals and dates become strings, as JSON has no exact form for them."""
    return Jsonb(_storable_json(value), dumps=_dumps)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _storable_json(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {storable(str(key)): _storable_json(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_storable_json(item) for item in value]
        case Decimal() | date():
            return value.isoformat() if isinstance(value, date) else str(value)
    # Numbers of numpy, which data frames give, hide a plain one.
    plain = getattr(value, "item", None)
    if plain is None:
        raise ChitieuError(
            f"A {type(value).__name__} cannot be kept as JSON. Make it text or a number first."
        )
    return _storable_json(plain())


def copy_rows(
    connection: psycopg.Connection, target: sql.Composable, columns: Sequence[str], rows: Iterable[Row]
) -> int:
    """COPY rows into a table in binary form and return how many they are.

    The types are those of the table's columns, so a value of another type is an error, never a guess.
    """
    names = _names(columns)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {} LIMIT 0").format(names, target))
        types = [column.type_code for column in cursor.description or ()]
        written = 0
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(target, names)) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row([storable(value) if isinstance(value, str) else value for value in row])
                written += 1
    return written


def stage(
    connection: psycopg.Connection, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> sql.Identifier:
    """COPY rows into a temporary table with columns of `table` (`schema.name`); the transaction drops it."""
    staged = sql.Identifier(f"staged_{table.replace('.', '_')}")
    connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            staged, _names(columns), qualified(table)
        )
    )
    copy_rows(connection, staged, columns, rows)
    return staged


def insert_new(
    connection: psycopg.Connection,
    table: str,
    columns: Sequence[str],
    key: Sequence[str],
    rows: Iterable[Row],
) -> set[tuple[str, ...]]:
    """COPY rows and insert those whose key is new, in the order of the key, so that two loads never deadlock.

    Returns:
        The keys of the rows that are new.
    """
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM {staged} ORDER BY {key} "
        "ON CONFLICT ({key}) DO NOTHING RETURNING {key}"
    ).format(
        table=qualified(table),
        names=_names(columns),
        staged=stage(connection, table, columns, rows),
        key=_names(key),
    )
    return set(connection.execute(statement).fetchall())


def qualified(table: str) -> sql.Identifier:
    """`schema.name` as an identifier."""
    return sql.Identifier(*table.split("."))


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def column_names(columns: str) -> tuple[str, ...]:
    """Column names from one line of text: keeps the lists of a wide table readable."""
    return tuple(columns.split())
