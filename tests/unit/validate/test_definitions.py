"""Suite and checkpoint files are read strictly, and what is wrong with one is said with its path."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import yaml

from chitieu.kernel.errors import ConfigurationError
from chitieu.validate.definitions import Asset, load_checkpoint, load_suite

EXPECTATIONS = Path(__file__).parents[3] / "expectations"
META = {"check": "a", "severity": "warning", "label": "A", "why": "Because.", "owner": "data steward"}
NOT_NULL = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "a"}, "meta": META}


def _suite(folder: Path, content: Any) -> Path:
    (folder / "suites").mkdir()
    (folder / "suites" / "s.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_every_suite_belongs_to_a_checkpoint() -> None:
    checkpoints = [
        load_checkpoint(EXPECTATIONS, path.stem) for path in EXPECTATIONS.glob("checkpoints/*.json")
    ]
    used = {asset.suite for checkpoint in checkpoints for asset in checkpoint.assets}
    assert used == {path.stem for path in EXPECTATIONS.glob("suites/*.json")}


def test_a_suite_reads_back(tmp_path: Path) -> None:
    suite = load_suite(_suite(tmp_path, {"name": "s", "expectations": [NOT_NULL]}), "s")
    assert [(row.check, row.column, row.severity) for row in suite.expectations] == [("a", "a", "warning")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"name": "other", "expectations": []}, "must be called 's'"),
        ({"name": "s", "expectations": [NOT_NULL, NOT_NULL]}, "twice: a"),
        ({"name": "s", "expectations": [NOT_NULL | {"meta": META | {"why": ""}}]}, "lacks why"),
        (
            {"name": "s", "expectations": [NOT_NULL | {"meta": META | {"severity": "grave"}}]},
            "severity must be",
        ),
        (["s"], "must hold one JSON object"),
    ],
)
def test_a_broken_suite_is_refused(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_suite(_suite(tmp_path, content), "s")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"suites.s\.json is missing"):
        load_suite(tmp_path, "s")


def test_great_expectations_is_imported_only_when_it_runs() -> None:
    code = "import sys, chitieu.validate; sys.exit(bool({'great_expectations', 'pandas'} & set(sys.modules)))"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "asset", load_checkpoint(EXPECTATIONS, "marts").assets, ids=lambda asset: asset.suite
)
def test_suites_of_marts_ask_for_the_columns_that_dbt_promises(asset: Asset) -> None:
    schema, _, model = str(asset.relation).partition(".")
    text = (EXPECTATIONS.parent / "dbt" / "models" / schema / f"{model}.yml").read_text(encoding="utf-8")
    (described,) = yaml.safe_load(text)["models"]
    (expectation,) = [row for row in load_suite(EXPECTATIONS, asset.suite).expectations if row.is_structural]
    assert sorted(expectation.kwargs["column_set"]) == sorted(row["name"] for row in described["columns"])
