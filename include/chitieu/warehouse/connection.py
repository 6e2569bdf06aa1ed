"""Connections to the warehouse, and its refusals said as errors that a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.settings import Endpoint

CONNECT_SECONDS = 10


class WarehouseError(ChitieuError):
    """The warehouse refused a statement. The transaction is undone: nothing of it has landed."""


class ServerAway(ConfigurationError):
    """No server answers: it is not started, is being restarted, or the address is wrong."""

    is_transient = True


class ConnectionLost(WarehouseError):
    """The server ended the connection or gave up the transaction (restart, deadlock); repeating is safe."""

    is_transient = True


@contextmanager
def transaction(endpoint: Endpoint, purpose: str) -> Iterator[psycopg.Connection]:
    """One connection and one transaction on it: committed when the block ends, undone when it raises.

    Args:
        endpoint: the login to use.
        purpose: what is being done, for error messages (`step capture of batch ab12`).

    Raises:
        ConfigurationError: the server is not there, refuses the login, or lacks the tables.
        WarehouseError: a statement was refused.
    """
    with translated(endpoint, purpose):
        connection = psycopg.connect(
            **{
                "connect_timeout": CONNECT_SECONDS,
                "application_name": f"chitieu {endpoint.user}",
                **endpoint.parameters(),
            }
        )
        with connection:
            yield connection


@contextmanager
def translated(endpoint: Endpoint, purpose: str) -> Iterator[None]:
    """Turn errors of the database into errors of this project; others pass."""
    try:
        yield
    except psycopg.Error as error:
        raise as_chitieu_error(error, endpoint, purpose) from error


def as_chitieu_error(error: psycopg.Error, endpoint: Endpoint, purpose: str) -> ChitieuError:
    """The error that a user sees. It names the login, never the password."""
    words = (error.diag.message_primary or str(error)).strip()
    if isinstance(error, errors.UndefinedTable) and '"marts.' in words:
        return ConfigurationError(f"The marts are not built yet: {words}. Run: chitieu ingest")
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedColumn):
        return ConfigurationError(f"{endpoint} lacks a table: {words}. Run: chitieu db upgrade")
    if isinstance(error, errors.InsufficientPrivilege):
        return ConfigurationError(
            f"{endpoint} may not do this ({purpose}): {words}. "
            "Use the role that may, or run: chitieu db upgrade"
        )
    if isinstance(error, errors.IntegrityError | errors.DataError):
        where = error.diag.constraint_name or error.diag.column_name
        detail = error.diag.message_detail or ""
        return WarehouseError(
            f"{purpose}: {words}{f' ({where})' if where else ''}. {detail} Nothing of it has landed. "
            "Mend the rows that it names and run the step again; it is safe to repeat."
        )
    if isinstance(error, psycopg.OperationalError):
        return _connection_error(words, endpoint, purpose)
    return WarehouseError(f"{purpose}: {words}. Nothing of it has landed; it is safe to repeat.")


def _connection_error(words: str, endpoint: Endpoint, purpose: str) -> ChitieuError:
    if "password authentication failed" in words or "no password supplied" in words:
        return ConfigurationError(
            f"{endpoint} refuses the password. Correct the role's CHITIEU_..._PASSWORD, or the server's, "
            "and try again."
        )
    if "permission denied for database" in words:
        return ConfigurationError(f"{endpoint} may not connect yet. Run: chitieu db upgrade")
    if "does not exist" in words:
        return ConfigurationError(
            f"{endpoint}: {words}. Create the database, or correct CHITIEU_WAREHOUSE_URL; "
            "then run: chitieu db upgrade"
        )
    if "connection failed" in words or "connection refused" in words or "timeout expired" in words:
        return ServerAway(
            f"{endpoint} does not answer: {words.splitlines()[0]}. "
            "Start your server, or run: chitieu db upgrade (it starts the embedded one)."
        )
    return ConnectionLost(
        f"The connection to {endpoint} was lost ({purpose}): {words}. "
        "Nothing of it has landed; it is safe to repeat."
    )
