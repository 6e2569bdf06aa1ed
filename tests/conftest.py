"""Fixtures that all tests share: one real PostgreSQL for the session, one fresh database for each module.

| fixture | scope | gives |
|---|---|---|
| `postgres` | session | `Settings` of the embedded server that all tests share, with its roles |
| `server_home` | function | an empty folder for a test that starts a server of its own |
| `module_server_home` | module | the same for the tests of a module |
| `settings` | module | `Settings` of a database of the module's own, migrated and empty; own home folder |
| `warehouse` | module | a `Warehouse` on that database, as loader |
| `as_role` | module | a function: `as_role("reader")` gives an open psycopg connection of that role |

`settings` also sets the `CHITIEU_*` variables for the module, so that `Settings.load()` in the code under
test, and any process a test starts, find the same home and database. A test that must not see the rows of
another test of its module goes into a module of its own, or asks for `fresh_settings` (function scope).

Tests that use any of these are marked `slow`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql

from chitieu.settings import ROLES, Role, Settings
from chitieu.stack.postgres import start_postgres, stop_postgres
from chitieu.warehouse import Warehouse, upgrade

TEMPLATE = "chitieu_template"
_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the server is slow."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Settings]:
    """The one server of this test session, with a migrated template database."""
    with _server_folder() as home:
        server = Settings.load(home, environment={})
        start_postgres(server)
        try:
            with _admin(server) as admin:
                admin.execute(f"CREATE DATABASE {TEMPLATE} OWNER chitieu_owner")
            upgrade(Settings.load(home, environment=_variables(server, home, TEMPLATE)))
            yield server
        finally:
            stop_postgres(server)


@pytest.fixture
def server_home() -> Iterator[Path]:
    """A folder for a server of the test's own; the test stops what it starts."""
    with _server_folder() as home:
        yield home


@pytest.fixture(scope="module")
def module_server_home() -> Iterator[Path]:
    """As `server_home`, for the tests of one module."""
    with _server_folder() as home:
        yield home


@pytest.fixture(scope="module")
def settings(postgres: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A migrated, empty database and a home folder for this module alone."""
    with _fresh(postgres, tmp_path_factory.mktemp("home")) as fresh:
        yield fresh


@pytest.fixture
def fresh_settings(postgres: Settings, tmp_path: Path) -> Iterator[Settings]:
    """As `settings`, for one test alone."""
    with _fresh(postgres, tmp_path) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def warehouse(settings: Settings) -> Warehouse:
    """The module's database as the loader sees it."""
    return Warehouse(settings, "loader")


@pytest.fixture(scope="module")
def as_role(settings: Settings) -> Iterator[Callable[[Role], psycopg.Connection]]:
    """Open connections of a role in autocommit mode; they are closed after the module."""
    with ExitStack() as opened:

        def connect(role: Role) -> psycopg.Connection:
            parameters = settings.warehouse(role).parameters()
            return opened.enter_context(psycopg.connect(**parameters, autocommit=True))

        yield connect


@contextmanager
def _server_folder() -> Iterator[Path]:
    """Not under pytest's own folder, which each session closes to others, such as the server's user."""
    with TemporaryDirectory(prefix="chitieu-test-") as folder:
        yield Path(folder)


def _admin(server: Settings) -> psycopg.Connection:
    return psycopg.connect(**server.admin().parameters(), autocommit=True)


def _variables(server: Settings, home: Path, database: str) -> dict[str, str]:
    """What a process needs to find this database as a server of the user's own."""
    owner = server.warehouse("owner")
    passwords = {f"CHITIEU_{role.upper()}_PASSWORD": server.warehouse(role).password for role in ROLES}
    url = f"postgresql://{owner.user}@{owner.host}:{owner.port}/{database}"
    return {"CHITIEU_HOME": str(home), "CHITIEU_WAREHOUSE_URL": url, **passwords}


@contextmanager
def _fresh(server: Settings, home: Path) -> Iterator[Settings]:
    """A copy of the template, dropped at the end; the process's variables point to it meanwhile."""
    name = f"chitieu_test_{next(_numbers)}"
    identifier = sql.Identifier(name)
    with _admin(server) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER chitieu_owner TEMPLATE {}").format(
                identifier, sql.Identifier(TEMPLATE)
            )
        )
    variables = _variables(server, home, name)
    fresh = Settings.load(home, environment=variables)
    # Grants on a database as a whole are not copied with it; this applies no migration.
    upgrade(fresh)
    with pytest.MonkeyPatch.context() as patch:
        for inherited in [key for key in os.environ if key.startswith("CHITIEU_")]:
            patch.delenv(inherited)
        for key, value in variables.items():
            patch.setenv(key, value)
        yield fresh
    with _admin(server) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
