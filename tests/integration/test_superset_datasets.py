"""What Superset will ask the warehouse, asked of real marts by the role that Superset logs in as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from chitieu.settings import Role, Settings
from chitieu.warehouse.dbt_runner import run_dbt
from compose_services import ROOT, strict_yaml

DATASETS = [
    strict_yaml(path.read_text("utf-8"))
    for path in sorted((ROOT / "docker" / "superset" / "assets" / "datasets").rglob("*.yaml"))
]
NAMES = [dataset["table_name"] for dataset in DATASETS]
each_dataset = pytest.mark.parametrize("dataset", DATASETS, ids=NAMES)
Connect = Callable[[Role], psycopg.Connection]


@pytest.fixture(scope="module")
def reader(settings: Settings, as_role: Connect) -> psycopg.Connection:
    """The reader's connection to marts that dbt has built, without a figure in them."""
    run_dbt(settings, ("build", "--exclude-resource-type", "test")).raise_for_failures()
    return as_role("reader")


def ask(connection: psycopg.Connection, question: str, dataset: dict[str, Any]) -> psycopg.Cursor[Any]:
    """Ask as Superset does: the dataset's SQL as a subquery."""
    composed = sql.SQL("select {} from ({}) as virtual_table").format(
        sql.SQL(question), sql.SQL(dataset["sql"].rstrip())
    )
    return connection.execute(composed)


@each_dataset
def test_columns_of_a_dataset_are_those_of_its_query(
    reader: psycopg.Connection, dataset: dict[str, Any]
) -> None:
    answered = ask(reader, "*", dataset).description or []
    assert [column.name for column in answered] == [column["column_name"] for column in dataset["columns"]]


@each_dataset
def test_metrics_of_a_dataset_can_be_computed(reader: psycopg.Connection, dataset: dict[str, Any]) -> None:
    for metric in dataset["metrics"]:
        assert ask(reader, metric["expression"], dataset).rowcount == 1
