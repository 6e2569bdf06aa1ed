"""What a user is told when the warehouse is not there, refuses the login or lacks its tables."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse, current, upgrade


def _changed(settings: Settings, **variables: str) -> Settings:
    return replace(settings, environment={**settings.environment, **variables})


def _owner_url(settings: Settings, database: str, port: int | None = None) -> str:
    owner = replace(settings.warehouse("owner"), database=database)
    return replace(owner, port=port or owner.port).url().replace("+psycopg", "")


def test_a_server_that_is_not_there(settings: Settings) -> None:
    away = _changed(settings, CHITIEU_WAREHOUSE_URL=_owner_url(settings, "warehouse", port=1))
    for call in (lambda: Warehouse(away).unfinished_batches("ingest"), lambda: upgrade(away)):
        with pytest.raises(ConfigurationError, match=r"does not answer.*chitieu db upgrade") as caught:
            call()
        assert caught.value.is_transient


def test_a_wrong_password_is_refused_and_not_repeated(settings: Settings) -> None:
    wrong = _changed(settings, **{"CHITIEU_LOADER_PASSWORD": "not-the-one"})
    with pytest.raises(ConfigurationError, match="refuses the password") as caught:
        Warehouse(wrong).unfinished_batches("ingest")
    assert "not-the-one" not in str(caught.value)
    assert not caught.value.is_transient


def test_a_database_that_does_not_exist(settings: Settings) -> None:
    away = _changed(settings, CHITIEU_WAREHOUSE_URL=_owner_url(settings, "nowhere"))
    with pytest.raises(ConfigurationError, match=r'"nowhere" does not exist.*Create the database'):
        current(away)


def test_a_database_without_tables(postgres: Settings) -> None:
    postgres_url = _owner_url(postgres, "warehouse")
    passwords = {"CHITIEU_LOADER_PASSWORD": postgres.secret("loader_password")}
    empty = Settings.load(postgres.home, environment={"CHITIEU_WAREHOUSE_URL": postgres_url, **passwords})
    assert current(empty) is None
    with psycopg.connect(**postgres.admin().parameters(), autocommit=True) as admin:
        admin.execute("GRANT CONNECT ON DATABASE warehouse TO chitieu_loader")
    with pytest.raises(ConfigurationError, match=r"Run: chitieu db upgrade"):
        Warehouse(empty).unfinished_batches("ingest")


def test_marts_that_are_not_built(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"The marts are not built yet.*Run: chitieu ingest"):
        Warehouse(settings, "reader").kpis()


def test_a_newer_revision_is_not_touched(fresh_settings: Settings) -> None:
    with psycopg.connect(**fresh_settings.warehouse("owner").parameters()) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '9999_future'")
    with pytest.raises(ConfigurationError, match="9999_future, which this release does not know"):
        upgrade(fresh_settings)


def test_an_owner_that_may_not_create_roles_is_told_what_to_run(
    fresh_settings: Settings, postgres: Settings
) -> None:
    """A server of a user's own, where nobody has made the roles: seen through renamed ones."""
    name = fresh_settings.warehouse("owner").database
    with psycopg.connect(**postgres.admin().parameters(), autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO chitieu_owner").format(sql.Identifier(name)))
        admin.execute("ALTER ROLE chitieu_reader RENAME TO put_aside")
        try:
            with pytest.raises(ConfigurationError, match=r"CREATE ROLE chitieu_reader LOGIN") as caught:
                upgrade(fresh_settings)
        finally:
            admin.execute("ALTER ROLE put_aside RENAME TO chitieu_reader")
    assert fresh_settings.warehouse("reader").password not in str(caught.value)
