"""The dashboard as code: every reference between its files leads somewhere, and page text stays text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from compose_services import ROOT, strict_yaml

ASSETS = ROOT / "docker" / "superset" / "assets"
FROM_PAGES = ("evidence_sentence", "organisation_name", "part", "place_name", "plan_named", "source_url")
"""Columns that hold what a page says; tables of the dashboard render HTML, for the link to the page."""

# Either without angle brackets, or a link whose address has been looked at.
GUARDED = re.compile(
    r"translate\((?:[^()]|\([^()]*\))*, '<>', '‹›'\)"
    r"|case\s+when f\.source_url ~ '\^https\?://\[\^\[:space:\]<>\"''\]\+\$'\s.*?\send as source_link",
    flags=re.DOTALL,
)


def load(kind: str) -> dict[str, dict[str, Any]]:
    """The assets of a kind by UUID."""
    parsed = [strict_yaml(path.read_text("utf-8")) for path in sorted((ASSETS / kind).rglob("*.yaml"))]
    return {asset["uuid"]: asset for asset in parsed}


DATABASES, DATASETS, CHARTS, DASHBOARDS = map(load, ("databases", "datasets", "charts", "dashboards"))


def placed_charts(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in dashboard["position"].values():
        if isinstance(part, dict) and part["type"] == "CHART":
            yield part["meta"]


def used_columns(chart: dict[str, Any]) -> set[str]:
    params = chart["params"]
    sorted_by = {json.loads(entry)[0] for entry in params.get("order_by_cols", [])}
    filtered = {entry["subject"] for entry in params["adhoc_filters"]}
    axis = {params["x_axis"]} if "x_axis" in params else set()
    return {*params.get("all_columns", []), *params.get("groupby", []), *sorted_by, *filtered, *axis}


def used_metrics(chart: dict[str, Any]) -> set[str]:
    params = chart["params"]
    return {*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])}


def test_there_is_one_of_each_file() -> None:
    assert len(list(ASSETS.rglob("*.yaml"))) == 1 + sum(
        map(len, (DATABASES, DATASETS, CHARTS, DASHBOARDS))
    ), "two files share a UUID, or a folder holds something else"


def test_metadata_is_of_the_kind_that_is_imported_whole() -> None:
    assert strict_yaml((ASSETS / "metadata.yaml").read_text("utf-8"))["type"] == "assets"


@pytest.mark.parametrize("database", DATABASES.values(), ids=lambda asset: asset["database_name"])
def test_connection_is_for_reading_and_holds_no_address(database: dict[str, Any]) -> None:
    assert not {"sqlalchemy_uri", "password"} & database.keys()
    assert not any(database[f"allow_{what}"] for what in ("dml", "ctas", "cvas", "file_upload"))


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda asset: asset["table_name"])
def test_datasets_have_their_database_and_vietnamese_labels(dataset: dict[str, Any]) -> None:
    assert dataset["database_uuid"] in DATABASES
    assert dataset["main_dttm_col"] in {column["column_name"] for column in dataset["columns"]}
    assert all(item["verbose_name"] for item in [*dataset["columns"], *dataset["metrics"]])


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda asset: asset["table_name"])
def test_page_text_cannot_become_html(dataset: dict[str, Any]) -> None:
    sql, guards = GUARDED.subn("", dataset["sql"])
    assert guards >= len(FROM_PAGES) - 1
    assert not [name for name in FROM_PAGES if re.search(rf"\b[a-z]\.{name}\b", sql)]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=lambda asset: asset["slice_name"])
def test_charts_use_columns_and_metrics_of_their_dataset(chart: dict[str, Any]) -> None:
    dataset = DATASETS[chart["dataset_uuid"]]
    assert used_columns(chart) <= {column["column_name"] for column in dataset["columns"]}
    assert used_metrics(chart) <= {metric["metric_name"] for metric in dataset["metrics"]}
    assert used_columns(chart) | used_metrics(chart)


@pytest.mark.parametrize("chart", CHARTS.values(), ids=lambda asset: asset["slice_name"])
def test_charts_ask_by_rest_what_they_show(chart: dict[str, Any]) -> None:
    context = json.loads(chart["query_context"])
    assert context["form_data"] == chart["params"]
    (query,) = context["queries"]
    assert set(query.get("metrics", [])) == used_metrics(chart)
    is_raw = chart["params"].get("query_mode") == "raw"
    assert is_raw != ("metrics" in query), "with metrics, even none, Superset groups the rows"
    assert set(query["columns"]) <= used_columns(chart)


@pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=lambda asset: asset["slug"])
def test_dashboards_place_charts_that_exist(dashboard: dict[str, Any]) -> None:
    placed = list(placed_charts(dashboard))
    assert {meta["uuid"] for meta in placed} == CHARTS.keys()
    assert all(meta["sliceName"] == CHARTS[meta["uuid"]]["slice_name"] for meta in placed)


@pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=lambda asset: asset["slug"])
def test_rows_fit_the_grid_and_know_their_children(dashboard: dict[str, Any]) -> None:
    position = dashboard["position"]
    for name, part in position.items():
        if isinstance(part, dict):
            assert part["id"] == name
            assert all(
                name in position[child]["parents"] for child in part.get("children", []) if name != "ROOT_ID"
            )
            if part["type"] == "ROW":
                assert sum(position[child]["meta"]["width"] for child in part["children"]) <= 12


@pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=lambda asset: asset["slug"])
def test_filters_reach_every_dataset(dashboard: dict[str, Any]) -> None:
    filters = dashboard["metadata"]["native_filter_configuration"]
    assert filters
    for entry in filters:
        for target in entry["targets"]:
            assert target["datasetUuid"] in DATASETS
            for dataset in DATASETS.values():
                names = {column["column_name"] for column in dataset["columns"]}
                assert target["column"]["name"] in names, "a filter passes over a dataset without its column"
