"""The embedded PostgreSQL as a user meets it: started twice, killed, off its port, run by two at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from signal import SIGKILL

import psutil
import psycopg
import pytest

from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import ROLES, Settings
from chitieu.stack.postgres import PostgresStatus, postgres_status, start_postgres, stop_postgres
from chitieu.warehouse import upgrade

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(server_home: Path) -> Iterator[Settings]:
    server = Settings.load(server_home, environment={})
    yield server
    stop_postgres(server)


def _connect(server: Settings, **changes: object) -> psycopg.Connection:
    return psycopg.connect(**{**server.warehouse("owner").parameters(), **changes}, autocommit=True)


def _start_again(home: Path) -> PostgresStatus:
    return start_postgres(Settings.load(home, environment={}))


def test_starting_again_finds_the_same_server(installation: Settings) -> None:
    assert postgres_status(installation).state == "stopped"
    first = start_postgres(installation)
    assert (first.state, first.host) == ("running", "127.0.0.1")
    assert start_postgres(installation) == first == postgres_status(installation)
    stop_postgres(installation)
    stop_postgres(installation)
    assert postgres_status(installation).state == "stopped"
    second = start_postgres(installation)
    assert second.port == first.port
    assert second.pid != first.pid


def test_every_role_needs_its_password(installation: Settings) -> None:
    start_postgres(installation)
    upgrade(installation)
    for role in ROLES:
        with psycopg.connect(**installation.warehouse(role).parameters()) as connection:
            assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(**{**installation.warehouse(role).parameters(), "password": "wrong"})
    airflow = installation.airflow_url("psycopg").replace("+psycopg", "")
    with psycopg.connect(airflow) as connection:
        connection.execute("CREATE TABLE own (id integer)")


def test_it_comes_back_after_kill_9(installation: Settings) -> None:
    status = start_postgres(installation)
    with _connect(installation) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    assert status.pid is not None
    os.kill(status.pid, SIGKILL)
    assert start_postgres(installation).port == status.port
    with _connect(installation) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_process_that_took_the_number_of_a_dead_server_is_left_alone(installation: Settings) -> None:
    start_postgres(installation)
    pid_file = installation.postgres_dir / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    stop_postgres(installation)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert postgres_status(installation).state == "stopped"
    assert start_postgres(installation).pid != os.getpid()


def test_a_port_that_is_taken_is_not_fought_over(installation: Settings) -> None:
    port = start_postgres(installation).port
    stop_postgres(installation)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        moved = start_postgres(installation)
    assert moved.port != port
    assert json.loads(installation.postgres_state_path.read_text()) == {"port": moved.port}


def test_a_long_and_odd_path_is_no_hindrance(server_home: Path) -> None:
    home = server_home / "chỉ tiêu $HOME 'x' \"y\"" / ("d" * 120) / ("e" * 120)
    home.mkdir(parents=True)
    server = Settings.load(home, environment={})
    try:
        assert start_postgres(server).state == "running"
    finally:
        stop_postgres(server)


def test_callers_at_once_get_one_server(installation: Settings) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        found = set(pool.map(_start_again, [installation.home] * 3))
    assert found == {postgres_status(installation)}


def test_a_data_directory_that_was_left_half_made_is_made_anew(installation: Settings) -> None:
    half = installation.var_dir / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert start_postgres(installation).state == "running"
    assert not half.exists()


def test_lost_secrets_are_said_plainly(installation: Settings) -> None:
    start_postgres(installation)
    secrets = installation.var_dir / "secrets.json"
    content = secrets.read_text()
    secrets.unlink()
    with pytest.raises(ConfigurationError, match=r"secrets\.json does not belong to"):
        start_postgres(installation)
    secrets.write_text(content)


def test_an_owner_that_may_create_roles_makes_them(installation: Settings) -> None:
    """A server of the user's own: the passwords come from the variables."""
    start_postgres(installation)
    with psycopg.connect(**installation.admin().parameters(), autocommit=True) as admin:
        admin.execute("DROP ROLE chitieu_loader, chitieu_transformer, chitieu_reader")
        admin.execute("ALTER ROLE chitieu_owner CREATEROLE")
    url = installation.warehouse("owner").url().replace("+psycopg", "")
    passwords = {f"CHITIEU_{role.upper()}_PASSWORD": f"chosen {role}/@%" for role in ROLES}
    own = Settings.load(installation.home, environment={**passwords, "CHITIEU_WAREHOUSE_URL": url})
    assert upgrade(own) != []
    assert upgrade(own) == []
    with psycopg.connect(**own.warehouse("reader").parameters()) as reader:
        assert reader.execute("SHOW default_transaction_read_only").fetchone() == ("on",)


def test_a_server_of_the_user_is_left_alone(tmp_path: Path) -> None:
    url = "postgresql://chitieu_owner:x@db.example.org/warehouse"
    own = Settings.load(tmp_path, environment={"CHITIEU_WAREHOUSE_URL": url})
    assert start_postgres(own).state == postgres_status(own).state == "external"
    stop_postgres(own)
    assert list(tmp_path.iterdir()) == []


def _start_and_stop_as_a_normal_user(home: Path) -> int:
    """Run in a process of its own, which is no longer root afterwards."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    server = Settings.load(home, environment={})
    status = start_postgres(server)
    owner = psutil.Process(status.pid).uids().effective
    stop_postgres(server)
    return owner


def test_it_runs_as_a_normal_user(server_home: Path) -> None:
    if os.geteuid() == 0:
        os.chown(server_home, 65534, 65534)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        owner = pool.submit(_start_and_stop_as_a_normal_user, server_home).result()
    assert owner == server_home.stat().st_uid != 0
