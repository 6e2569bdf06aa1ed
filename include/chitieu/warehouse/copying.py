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
    return text if _is_storable(text) else _UNSTORABLE.sub(_REPLACEMENT, text)


def _is_storable(text: str) -> bool:
    """Several times faster than a search for what is hardly ever there."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_json(value: object) -> Jsonb:
    """A value for a jsonb column; decimals and dates become strings, as JSON has no exact form for them."""
    return Jsonb(value, dumps=json_text)


def json_text(value: object) -> str:
    """JSON that PostgreSQL can hold.

    Raises:
        ChitieuError: a value has no form in JSON.
    """
    try:
        text = _dumps(value)
        if "\\u0000" in text or not _is_storable(text):
            text = _dumps(_storable_strings(json.loads(text)))
    except ValueError as error:
        raise ChitieuError(
            f"{error}: this cannot be kept as JSON. Leave it out or make it a text."
        ) from error
    return text


def _dumps(value: object) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: object) -> object:
    """What JSON knows for what it does not know."""
    match value:
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case set() | frozenset():
            return sorted(value)
    # Numbers of numpy, which data frames give, hide a plain one.
    unwrap = getattr(value, "item", None)
    if unwrap is None:
        raise ChitieuError(
            f"A {type(value).__name__} cannot be kept as JSON. Make it a text or a number first."
        )
    return unwrap()


def _storable_strings(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(key): _storable_strings(item) for key, item in value.items()}
        case list():
            return [_storable_strings(item) for item in value]
    return value


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
