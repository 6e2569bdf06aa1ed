"""The revision of the warehouse's tables: which it is, and bringing it up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql

from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.settings import ROLES, Role, Settings, role_name
from chitieu.warehouse.connection import as_chitieu_error, transaction
from chitieu.warehouse.roles import WORKING_ROLES, ensure_roles, let_owner_act_as_transformer, setup_sql

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = "chitieu:migrations"


def upgrade(settings: Settings, revision: str = "head") -> list[str]:
    """Bring roles, grants and tables up to date, and return the revisions applied, oldest first.

    Steps are applied in one transaction. A second call applies nothing. Calls at once wait for each other.

    Raises:
        ConfigurationError: roles are missing that the owner may not create (the message holds the SQL),
            the server is not there, or its tables are of a newer release.
    """
    _prepare(settings)
    with _migrating(settings) as (connection, config):
        script = ScriptDirectory.from_config(config)
        before = _known_revision(connection, script)
        command.upgrade(config, revision)
        after = MigrationContext.configure(connection).get_current_revision()
        applied = list(script.iterate_revisions(after, before)) if after else []
        return [step.revision for step in reversed(applied)]


def downgrade(settings: Settings, revision: str) -> None:
    """Go back to a revision, `base` for none: the tables above it and what is in them are dropped."""
    with _migrating(settings) as (connection, config):
        _known_revision(connection, ScriptDirectory.from_config(config))
        command.downgrade(config, revision)


def current(settings: Settings) -> str | None:
    """The revision of the tables; None where there are none yet."""
    with _owner_connection(settings) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision that this release knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise ChitieuError("The package holds no migrations. Install it again.")
    return newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def _owner_connection(settings: Settings) -> Iterator[sa.Connection]:
    """The owner's connection with one transaction around the block."""
    endpoint = settings.warehouse("owner")
    engine = sa.create_engine(endpoint.url(), poolclass=sa.NullPool, connect_args={"connect_timeout": 10})
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise as_chitieu_error(error.orig, endpoint, "migration") from error
        raise
    finally:
        engine.dispose()


@contextmanager
def _migrating(settings: Settings) -> Iterator[tuple[sa.Connection, Config]]:
    with _owner_connection(settings) as connection:
        connection.execute(
            sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:lock, 0))"), {"lock": _LOCK}
        )
        config = _config()
        config.attributes["connection"] = connection
        yield connection, config


def _known_revision(connection: sa.Connection, script: ScriptDirectory) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {step.revision for step in script.walk_revisions()}:
        raise ConfigurationError(
            f"The warehouse is at revision {revision}, which this release does not know. "
            "Install the newer release."
        )
    return revision


def _prepare(settings: Settings) -> None:
    """See to what belongs to the server or the whole database, not to a revision: logins, connecting."""
    endpoint = settings.warehouse("owner")
    with transaction(endpoint, "roles and grants") as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        ensure_roles(connection, _Passwords(settings), endpoint.user)
        _ensure_membership(connection, endpoint.user)
        database = sql.Identifier(connection.info.dbname)
        grantees = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in WORKING_ROLES)
        row = connection.execute(
            "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        # Elsewhere the administrator has said who may connect, and it is not ours to change.
        if row is not None and row[0]:
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, grantees)
            )


def _ensure_membership(connection: psycopg.Connection, owner: str) -> None:
    transformer = role_name("transformer")
    row = connection.execute("SELECT pg_has_role(%s, 'USAGE')", [transformer]).fetchone()
    if row is not None and row[0]:
        return
    try:
        let_owner_act_as_transformer(connection, owner)
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigurationError(
            f"{owner} is no member of {transformer}. Let an administrator run this in psql, then run "
            f"`chitieu db upgrade` again:\n{setup_sql([], owner, connection.info.dbname)}"
        ) from error


class _Passwords(dict[Role, str]):
    """Passwords that are looked up, or generated, only when a role has to be made."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def __missing__(self, role: Role) -> str:
        if role not in ROLES:
            raise KeyError(role)
        return self._settings.warehouse(role).password
