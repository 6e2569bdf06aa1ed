"""Migrations: up, again, down, and the words that they share with the kernel."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import psycopg
import pytest

from chitieu.kernel.records import Basis, LinkKind, Measure, Qualifier, Status, Unit
from chitieu.settings import Role, Settings
from chitieu.warehouse import current, downgrade, head, upgrade

Connect = Callable[[Role], psycopg.Connection]


def _tables(settings: Settings) -> set[str]:
    query = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('raw', 'landing')"
    with psycopg.connect(**settings.warehouse("owner").parameters()) as connection:
        return {name for (name,) in connection.execute(query).fetchall()}


def test_a_second_upgrade_applies_nothing(settings: Settings) -> None:
    assert current(settings) == head()
    assert upgrade(settings) == []


def test_down_and_up_again(fresh_settings: Settings) -> None:
    tables = _tables(fresh_settings)
    downgrade(fresh_settings, "0003_articles")
    assert _tables(fresh_settings) < tables
    downgrade(fresh_settings, "base")
    assert (_tables(fresh_settings), current(fresh_settings)) == (set(), None)
    applied = upgrade(fresh_settings)
    assert applied[-1] == head()
    assert applied == sorted(applied)
    assert _tables(fresh_settings) == tables


def test_two_upgrades_at_once_apply_each_step_once(fresh_settings: Settings) -> None:
    downgrade(fresh_settings, "base")
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(upgrade, [fresh_settings] * 2)
    assert sorted([len(first), len(second)])[0] == 0
    assert (first or second)[-1] == current(fresh_settings) == head()


@pytest.mark.parametrize("table", ["candidates", "observations"])
@pytest.mark.parametrize(
    ("column", "words"),
    [("measure", Measure), ("unit", Unit), ("qualifier", Qualifier), ("status", Status), ("basis", Basis)],
)
def test_the_tables_know_the_words_of_the_kernel(
    as_role: Connect, table: str, column: str, words: type[StrEnum]
) -> None:
    query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
    row = as_role("owner").execute(query, [f"{table}_{column}_check"]).fetchone()
    assert row is not None
    assert set(re.findall(r"'(\w+)'", row[0])) == {word.value for word in words}


def test_the_links_know_the_kinds_of_the_kernel(as_role: Connect) -> None:
    query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'article_links_kind_check'"
    row = as_role("owner").execute(query).fetchone()
    assert row is not None
    assert set(re.findall(r"'(\w+)'", row[0])) == {kind.value for kind in LinkKind}


def test_every_table_and_column_says_what_it_is(as_role: Connect) -> None:
    query = """
        SELECT c.oid::regclass::text, a.attname
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum >= 0 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace IN ('raw'::regnamespace, 'landing'::regnamespace)
            AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)
    """
    assert as_role("owner").execute(query).fetchall() == []


def test_candidates_and_observations_have_the_same_columns(as_role: Connect) -> None:
    query = """
        SELECT array_agg((attname, atttypid::regtype, attnotnull)::text ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
    """
    owner = as_role("owner")
    candidates, observations = (
        owner.execute(query, [f"landing.{table}"]).fetchone() for table in ("candidates", "observations")
    )
    assert candidates == observations
