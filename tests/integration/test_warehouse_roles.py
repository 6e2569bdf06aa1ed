"""What each role may not do, tried on the server."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import Role, Settings
from chitieu.warehouse import Warehouse

Connect = Callable[[Role], psycopg.Connection]

REFUSED: list[tuple[Role, str]] = [
    ("reader", "SELECT * FROM landing.observations"),
    ("reader", "SELECT * FROM raw.captures"),
    ("reader", "CREATE TABLE marts.mine (id integer)"),
    ("reader", "CREATE TABLE public.mine (id integer)"),
    ("reader", "DELETE FROM marts.figures"),
    ("reader", "SELECT * FROM staging.prepared"),
    ("loader", "SELECT * FROM marts.figures"),
    ("loader", "CREATE TABLE marts.mine (id integer)"),
    ("loader", "CREATE TABLE landing.mine (id integer)"),
    ("loader", "UPDATE landing.observations SET value = 0"),
    ("loader", "DELETE FROM landing.observations"),
    ("loader", "DELETE FROM raw.batch_steps"),
    ("loader", "UPDATE raw.captures SET source_id = 'x'"),
    ("loader", "UPDATE raw.fetch_outcomes SET source_id = 'x'"),
    ("loader", "DELETE FROM raw.addresses"),
    ("loader", "TRUNCATE landing.candidates"),
    ("transformer", "INSERT INTO landing.observations SELECT * FROM landing.candidates"),
    ("transformer", "DELETE FROM landing.candidates"),
    ("transformer", "CREATE TABLE raw.mine (id integer)"),
    ("transformer", "CREATE ROLE mine"),
]


@pytest.fixture(scope="module", autouse=True)
def built(as_role: Connect) -> None:
    """What dbt would build."""
    for table in ("marts.figures", "staging.prepared"):
        as_role("transformer").execute(f"CREATE TABLE {table} AS SELECT 1 AS one")


@pytest.mark.parametrize(("role", "statement"), REFUSED)
def test_it_may_not(as_role: Connect, role: Role, statement: str) -> None:
    connection = as_role(role)
    # The reader may switch its read-only default off; its grants must hold without it.
    connection.execute("SET default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_reader_is_read_only_and_cannot_run_for_ever(as_role: Connect) -> None:
    reader = as_role("reader")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("DELETE FROM marts.figures")
    assert reader.execute("SHOW statement_timeout").fetchone() == ("1min",)


def test_the_reader_sees_a_mart_as_soon_as_it_is_built_anew(as_role: Connect) -> None:
    transformer = as_role("transformer")
    transformer.execute("DROP TABLE marts.figures")
    transformer.execute("CREATE TABLE marts.figures AS SELECT 2 AS one")
    assert as_role("reader").execute("SELECT one FROM figures").fetchone() == (2,)


def test_the_reader_sees_landing_through_audit_views_alone(as_role: Connect) -> None:
    as_role("transformer").execute(
        "CREATE VIEW audit.seen AS SELECT count(*) AS rows FROM landing.rejections"
    )
    assert as_role("reader").execute("SELECT rows FROM audit.seen").fetchone() == (0,)


def test_a_refusal_names_role_and_next_step(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"chitieu_reader@.* may not do this"):
        Warehouse(settings, "reader").unfinished_batches("ingest")
