"""The suites of the marts run inside PostgreSQL: good marts pass, each expectation finds its violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from marts_samples import fill_warehouse
from psycopg import sql

from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import Role, Settings
from chitieu.validate import validate_marts
from chitieu.validate.definitions import Asset, Expectation, Severity, load_checkpoint, load_suite
from chitieu.validate.runner import check_relation

EXPECTATIONS = Path(__file__).parents[2] / "expectations"
ASSETS = load_checkpoint(EXPECTATIONS, "marts").assets
Connect = Callable[[Role], psycopg.Connection]

# What is done to a copy of the table; `{}` is the copy. The key of a suite's own violations is `suite.check`.
KPI_VIOLATIONS = {
    "columns_complete": "ALTER TABLE {} DROP COLUMN share_pct",
    "key_once": "INSERT INTO {0} SELECT * FROM {0} LIMIT 1",
    "key_present": "UPDATE {} SET kpi_id = NULL",
    "level_within_its_range": "UPDATE {} SET level_value_low = level_value + 1",
    "share_is_percentage": "UPDATE {} SET share_pct = 101",
    "completion_is_percentage": "UPDATE {} SET plan_completion_pct = -1",
    "growth_above_minus_hundred": "UPDATE {} SET growth_pct = -101",
    "rank_within_total": "UPDATE {} SET rank_position = 6, rank_total = 5",
    "confidence_in_range": "UPDATE {} SET confidence = 2",
    "evidence_sentence_present": "UPDATE {} SET evidence_sentence = NULL",
    "growth_agrees_with_levels": (
        "INSERT INTO {0} (kpi_id, indicator_code, place_id, organisation_id, part, level_value,"
        " level_unit_code, period_id) SELECT 'earlier', indicator_code, place_id, organisation_id, part,"
        " level_value, level_unit_code, (SELECT period_id FROM marts.dim_period WHERE label_vi = 'Năm 2021')"
        " FROM {0};"
        " UPDATE {0} SET growth_pct = 80, growth_basis = 'same_period_last_year' WHERE kpi_id != 'earlier'"
    ),
    "few_are_disputed": "UPDATE {} SET is_disputed = true",
    "not_empty": "DELETE FROM {}",
}
VIOLATIONS = {
    **{f"fct_union_kpi.{check}": change for check, change in KPI_VIOLATIONS.items()},
    **{f"fct_socioeconomic_kpi.{check}": change for check, change in KPI_VIOLATIONS.items()},
    "fct_union_kpi.domain_belongs_here": "UPDATE {} SET indicator_code = 'budget.revenue'",
    "fct_socioeconomic_kpi.domain_belongs_here": "UPDATE {} SET indicator_code = 'union.members_admitted'",
    "fct_observation.columns_complete": "ALTER TABLE {} DROP COLUMN basis",
    "fct_observation.key_once": "INSERT INTO {0} SELECT * FROM {0} LIMIT 1",
    "fct_observation.key_present": "UPDATE {} SET observation_id = NULL",
    "fct_observation.evidence_stands_in_sentence": "UPDATE {} SET evidence_sentence = 'Câu khác.'",
    "fct_observation.span_reads_page": "UPDATE {} SET start_offset = start_offset + 1",
    "fct_observation.source_is_link": "UPDATE {} SET source_url = 'javascript:alert(1)'",
    "fct_observation.confidence_in_range": "UPDATE {} SET confidence = -0.1",
    "fct_observation.one_chosen_per_figure": "UPDATE {} SET is_chosen = false",
    "fct_observation.pages_keep_their_figures": "DELETE FROM {}",
    "fct_observation.figures_are_fresh": "UPDATE {} SET extracted_at = now() - INTERVAL '46 days'",
    "fct_observation.most_figures_have_an_indicator": "UPDATE {} SET indicator_code = 'other'",
    "fct_observation.not_empty": "DELETE FROM {}",
    "fct_plan_completion.columns_complete": "ALTER TABLE {} DROP COLUMN is_plan_met",
    "fct_plan_completion.key_once": "INSERT INTO {0} SELECT * FROM {0} LIMIT 1",
    "fct_plan_completion.key_present": "UPDATE {} SET plan_completion_id = NULL",
    "fct_plan_completion.completion_is_percentage": "UPDATE {} SET completion_pct = 2001",
    "fct_plan_completion.met_agrees_with_completion": "UPDATE {} SET is_plan_met = NOT is_plan_met",
    "fct_plan_completion.completion_agrees_with_target": (
        "UPDATE {} SET is_target_derived = false, actual_value = 10, target_value = 20, completion_pct = 90"
    ),
    "fct_extraction_outcome.columns_complete": "ALTER TABLE {} DROP COLUMN source_id",
    "fct_extraction_outcome.no_number_falls_through": "UPDATE {} SET number_count = number_count + 1",
    "fct_extraction_outcome.every_candidate_has_landed": "UPDATE {} SET landed_count = 0",
}
CASES = [
    pytest.param(asset, expectation, id=f"{asset.suite}.{expectation.check}")
    for asset in ASSETS
    for expectation in load_suite(EXPECTATIONS, asset.suite).expectations
]


@pytest.fixture(scope="module")
def marts(settings: Settings) -> Settings:
    fill_warehouse(settings)
    return settings


@pytest.fixture
def broken(marts: Settings, as_role: Connect) -> Iterator[Callable[[Asset, str], Asset]]:
    """Does something to a copy of a relation, which has none of the constraints that would refuse it."""
    connection = as_role("transformer")
    copy = sql.Identifier("staging", "broken_copy")

    def make(asset: Asset, change: str) -> Asset:
        source = sql.Identifier(*str(asset.relation).split("."))
        connection.execute(sql.SQL("CREATE TABLE {} AS SELECT * FROM {}").format(copy, source))
        connection.execute(sql.SQL(change).format(copy))
        return Asset(asset.suite, asset.key, "staging.broken_copy")

    yield make
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(copy))


def test_good_marts_pass_every_expectation(marts: Settings) -> None:
    verdict = validate_marts(marts, run_id="run-9")
    assert [f"{row['suite']}.{row['expectation']}" for row in verdict.results if not row["success"]] == []
    assert verdict.passed and verdict.quarantined == {}
    assert {row["run_id"] for row in verdict.results} == {"run-9"}
    by_name = {f"{row['suite']}.{row['expectation']}": row for row in verdict.results}
    assert by_name["fct_observation.span_reads_page"]["evaluated"] == 6
    # Expectations over queries count the rows of the table, though no column was looked at.
    assert {row["evaluated"] for name, row in by_name.items() if name.startswith("fct_extraction")} != {0}
    assert all(row["evaluated"] for row in by_name.values())


def test_every_expectation_has_its_violation() -> None:
    assert {case.id for case in CASES} == set(VIOLATIONS)


def test_rows_of_marts_cannot_be_put_aside() -> None:
    severities = {
        expectation.severity
        for asset in ASSETS
        for expectation in load_suite(EXPECTATIONS, asset.suite).expectations
    }
    assert severities == {Severity.CRITICAL, Severity.WARNING}


@pytest.mark.parametrize(("asset", "expectation"), CASES)
def test_a_violation_is_found(
    marts: Settings, broken: Callable[[Asset, str], Asset], asset: Asset, expectation: Expectation
) -> None:
    check = expectation.check
    copy = broken(asset, VIOLATIONS[f"{asset.suite}.{check}"])
    url = marts.warehouse_url("transformer", driver="psycopg2")
    suite = load_suite(EXPECTATIONS, asset.suite)
    alone = replace(suite, expectations=(expectation,))
    (result,) = check_relation(url, alone, copy, "run-1").results
    assert (result["success"], result["detail"]["problem"]) == (False, None)
    assert result["unexpected"] >= 1


def test_marts_that_are_not_built_are_named(fresh_settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"marts\.fct_observation cannot be read"):
        validate_marts(fresh_settings)
