"""The login roles of the warehouse: who may connect, and with which limits.

What each role may touch is granted by the migrations, together with what they create.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import Role, role_name

WORKING_ROLES: tuple[Role, ...] = ("loader", "transformer", "reader")

# A BI tool's question that runs longer than this is a mistake; dbt and the loads have no such limit.
_READER_TIMEOUT = "60s"

_LIMITS: Mapping[Role, tuple[tuple[str, str], ...]] = {
    "reader": (
        ("default_transaction_read_only", "on"),
        ("statement_timeout", _READER_TIMEOUT),
        ("idle_in_transaction_session_timeout", _READER_TIMEOUT),
        ("search_path", "marts, audit"),
    ),
}


def missing_roles(connection: psycopg.Connection) -> list[Role]:
    """Which of the working roles do not exist on this server."""
    names = [role_name(role) for role in WORKING_ROLES]
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [names]).fetchall()
    known = {name for (name,) in rows}
    return [role for role in WORKING_ROLES if role_name(role) not in known]


def set_login(connection: psycopg.Connection, name: str, password: str) -> None:
    """Create a login role or change its password. The server is sent a SCRAM verifier, never the password."""
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(name), sql.Literal(verifier))
    )


def create_working_role(connection: psycopg.Connection, role: Role, password: str) -> None:
    """Create loader, transformer or reader, or set its password, and set its limits."""
    set_login(connection, role_name(role), password)
    for parameter, value in _LIMITS.get(role, ()):
        values = sql.SQL(", ").join(sql.Literal(part.strip()) for part in value.split(","))
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                sql.Identifier(role_name(role)), sql.Identifier(parameter), values
            )
        )


def let_owner_act_as_transformer(connection: psycopg.Connection, owner: str) -> None:
    """The owner sets default privileges on what dbt, as transformer, will create; that needs membership."""
    connection.execute(
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(role_name("transformer")), sql.Identifier(owner))
    )


def setup_sql(missing: list[Role], owner: str, database: str) -> str:
    """What an administrator runs where the owner may not create roles; passwords are asked for, not spelt."""
    lines = []
    for role in missing:
        name = role_name(role)
        lines.append(f"CREATE ROLE {name} LOGIN; \\password {name}")
        lines += [f"ALTER ROLE {name} SET {key} = {value};" for key, value in _LIMITS.get(role, ())]
    quoted = '"' + owner.replace('"', '""') + '"'
    lines.append(f"GRANT {role_name('transformer')} TO {quoted};")
    lines.append(f'GRANT CREATE ON DATABASE "{database}" TO {quoted};')
    return "\n".join(lines)


def ensure_roles(connection: psycopg.Connection, passwords: Mapping[Role, str], owner: str) -> None:
    """Create the working roles that do not exist, as an owner who may.

    Raises:
        ConfigurationError: roles are missing and this login may not create them; the message holds the SQL.
    """
    missing = missing_roles(connection)
    if not missing:
        return
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        raise ConfigurationError(
            f"The roles {', '.join(map(role_name, missing))} do not exist and {owner} may not create roles. "
            "Let an administrator run this in psql, then run `chitieu db upgrade` again:\n"
            + setup_sql(missing, owner, connection.info.dbname)
        )
    for role in missing:
        create_working_role(connection, role, passwords[role])
    if "transformer" in missing:
        let_owner_act_as_transformer(connection, owner)
