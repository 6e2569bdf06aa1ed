"""The dbt project on a real warehouse: what the marts say of a few pages, and that they say it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from landing_rows import Page, Statement, land
from psycopg import sql
from psycopg.rows import dict_row

from chitieu.catalogue.places import load_gazetteer
from chitieu.catalogue.seeds import render_seeds
from chitieu.catalogue.sources import load_sources
from chitieu.kernel.errors import ChitieuError
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse
from chitieu.warehouse.dbt_runner import DbtOutcome, mart_relations, run_dbt

Connect = Callable[..., psycopg.Connection]


def _district(key: str, full_name: str) -> dict[str, Any]:
    (place,) = [unit for unit in load_gazetteer().named(key, "district") if unit.full_name == full_name]
    return {"place": full_name, "place_code": place.place_code}


TAY_HO = _district("tây hồ", "quận Tây Hồ")
THANH_TRI = _district("thanh trì", "huyện Thanh Trì")
UNION = {"organisation": "LĐLĐ quận Tây Hồ"}
VND = {"unit": "VND"}
COMPLETION = {"measure": "plan_completion", "unit": "percent"}

BUDGET = (
    "Cả năm, quận Tây Hồ thu ngân sách 4.087 tỷ đồng,"
    " đạt 104% dự toán Thành phố giao và 99% dự toán quận giao."
)
ADMITTED = "Các cấp công đoàn quận kết nạp gần 3 nghìn đoàn viên, đạt 120% kế hoạch."
GIFTS = "Ban tổ chức trao 300 suất quà cho công nhân."
POOR = "Huyện Thanh Trì còn {} hộ nghèo."
HAMLET = "Khu Bãi Sậy có 85 gia đình văn hóa."
FOUNDED = "Quận có 64 công đoàn cơ sở mới, trong khối tư nhân là 31 đơn vị."
TARGET = "Năm nay quận Tây Hồ phấn đấu có 40 sáng kiến và đã có 50 sáng kiến."


HIDDEN = {
    "raw": "captures",
    "landing": "observations",
    "staging": "seed_places",
    "intermediate": "int_kpis__pivoted",
}


def _budget(statement: Statement) -> tuple[Statement, ...]:
    city = Statement(BUDGET, "104%", 104, "budget.revenue", TAY_HO | COMPLETION)
    district = Statement(BUDGET, "99%", 99, "budget.revenue", TAY_HO | COMPLETION)
    return (statement, city, district)


LEVEL = Statement(BUDGET, "4.087 tỷ đồng", 4087 * 10**9, "budget.revenue", TAY_HO | VND)
PAGES = (
    Page(
        "uoc-tinh",
        "2023-12-20T02:00:00Z",
        (
            Statement(
                "Thu ngân sách quận Tây Hồ ước đạt 4.120 tỷ đồng.",
                "4.120 tỷ đồng",
                4120 * 10**9,
                "budget.revenue",
                TAY_HO | VND | {"status": "estimated"},
            ),
        ),
        rejected=(("Hội nghị diễn ra ngày 20/12.", "20/12", "date"),),
    ),
    Page("quyet-toan", "2024-03-10T02:00:00Z", _budget(LEVEL)),
    Page("dang-lai", "2024-03-11T02:00:00Z", _budget(LEVEL)),
    Page(
        "cong-doan",
        "2024-01-15T02:00:00Z",
        (
            Statement(
                ADMITTED,
                "3 nghìn",
                3000,
                "union.members_admitted",
                TAY_HO | UNION | {"qualifier": "under"},
            ),
            Statement(ADMITTED, "120%", 120, "union.members_admitted", TAY_HO | UNION | COMPLETION),
        ),
        quarantined=(
            (
                Statement("Quận có 95.000% hộ khá.", "95.000%", 95000, "poverty.poor_rate", TAY_HO),
                "a rate of 95,000 percent is above 100",
            ),
        ),
    ),
    Page(
        "so-lieu",
        "2024-01-10T02:00:00Z",
        (
            Statement(
                "Trong năm, LĐLĐ quận Tây Hồ kết nạp 2.984 đoàn viên.",
                "2.984",
                2984,
                "union.members_admitted",
                TAY_HO | UNION,
            ),
            Statement(
                FOUNDED,
                "64",
                64,
                "union.grassroots_unions_established",
                TAY_HO,
            ),
            Statement(
                FOUNDED,
                "31",
                31,
                "union.grassroots_unions_established",
                TAY_HO,
            ),
            Statement(TARGET, "40", 40, "union.initiatives", TAY_HO | {"status": "target"}),
            Statement(TARGET, "50", 50, "union.initiatives", TAY_HO),
        ),
    ),
    Page(
        "ngheo-1",
        "2024-01-01T02:00:00Z",
        (Statement(POOR.format(45), "45", 45, "poverty.poor_households", THANH_TRI),),
    ),
    Page(
        "ngheo-2",
        "2024-02-01T02:00:00Z",
        (Statement(POOR.format(47), "47", 47, "poverty.poor_households", THANH_TRI),),
    ),
    Page("qua-1", None, (Statement(GIFTS, "300", 300, "union.gifts_given"),)),
    Page("qua-2", None, (Statement(GIFTS, "300", 300, "union.gifts_given"),)),
    Page(
        "khu",
        "2024-01-01T02:00:00Z",
        (Statement(HAMLET, "85", 85, "culture.cultural_families", {"place": "khu Bãi Sậy"}),),
    ),
    # An article that changed, and a reading that has not been checked yet: neither may be seen.
    Page(
        "khu",
        "2024-01-01T02:00:00Z",
        (Statement("Khu Bãi Sậy có 58 gia đình văn hóa.", "58", 58, "culture.cultural_families"),),
        version=0,
        seen="2024-05-01T00:00:00Z",
    ),
    Page(
        "khu",
        "2024-01-01T02:00:00Z",
        (Statement(HAMLET, "85", 850, "culture.cultural_families"),),
        extractor="test+2",
        seen="2024-07-01T00:00:00Z",
        is_validated=False,
    ),
)


@pytest.fixture(scope="module")
def built(settings: Settings, as_role: Connect) -> DbtOutcome:
    """The first build over the landed pages, with its results landed."""
    land(as_role("loader"), PAGES)
    outcome = run_dbt(settings, run_id="first")
    Warehouse(settings, "loader").land_dbt_results(outcome.rows())
    outcome.raise_for_failures()
    return outcome


@pytest.fixture
def query(built: DbtOutcome, as_role: Connect) -> Callable[..., list[dict[str, Any]]]:
    """Rows as the BI tool's role reads them."""

    def run(statement: str, *parameters: object) -> list[dict[str, Any]]:
        with as_role("reader").cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, parameters).fetchall()

    return run


def test_every_node_of_the_build_is_green_and_lands(built, query):
    assert set(built.counts()) == {"success", "pass", "no-op"}
    assert set(mart_relations_of(built)) <= set(built.relations)
    (row,) = query("SELECT count(*) AS n, min(run_id) AS run FROM audit.fct_dbt_result")
    assert row == {"n": len(built.nodes), "run": "first"}
    (figures,) = [node for node in built.nodes if node.name == "fct_observation"]
    assert (figures.resource_type, figures.relation) == ("model", "marts.fct_observation")
    assert figures.rows_affected == sum(len(page.statements) for page in PAGES[:10])


def mart_relations_of(outcome: DbtOutcome) -> list[str]:
    return [node.relation for node in outcome.nodes if node.relation and node.relation.startswith("marts.")]


def test_the_final_figure_replaces_the_estimate_and_is_no_dispute(query):
    (row,) = query(
        "SELECT level_value, level_status, source_count, statement_count, is_disputed, source_url"
        " FROM marts.fct_socioeconomic_kpi WHERE indicator_code = 'budget.revenue'"
    )
    assert row["level_value"] == Decimal(4087 * 10**9)
    assert row["level_status"] == "actual"
    assert not row["is_disputed"]
    assert row["source_url"] == "https://tin.example/quyet-toan"


def test_a_repeated_sentence_counts_as_one_source(query):
    rows = query(
        "SELECT source_url, is_syndicated, is_chosen FROM marts.fct_observation"
        " WHERE indicator_code = 'budget.revenue' AND measure = 'level' AND status = 'actual' ORDER BY 1"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("https://tin.example/dang-lai", True, False),
        ("https://tin.example/quyet-toan", False, True),
    ]


def test_the_exact_number_is_chosen_before_the_later_rounded_one(query):
    (row,) = query("SELECT * FROM marts.fct_union_kpi WHERE indicator_code = 'union.members_admitted'")
    assert row["level_value"] == 2984
    assert (row["level_value_low"], row["level_value_high"]) == (Decimal("2983.5"), Decimal("2984.5"))
    assert row["level_value_spread"] == 16
    assert row["plan_completion_pct"] == 120
    assert not row["is_disputed"]
    assert row["evidence_sentence"] == "Trong năm, LĐLĐ quận Tây Hồ kết nạp 2.984 đoàn viên."


def test_pages_that_contradict_each_other_are_flagged_and_the_later_one_shown(query):
    (row,) = query(
        "SELECT * FROM marts.fct_socioeconomic_kpi WHERE indicator_code = 'poverty.poor_households'"
    )
    assert (row["level_value"], row["level_value_spread"], row["source_count"]) == (47, 2, 2)
    assert row["is_disputed"]


def test_numbers_that_one_page_does_not_tell_apart_are_ambiguous_and_no_dispute(query):
    (row,) = query(
        "SELECT * FROM marts.fct_union_kpi WHERE indicator_code = 'union.grassroots_unions_established'"
    )
    assert (row["level_value"], row["level_value_spread"], row["statement_count"]) == (64, 0, 2)
    assert (row["is_ambiguous"], row["is_disputed"]) == (True, False)


def test_figures_without_a_place_stay_with_their_page(query):
    rows = query(
        "SELECT figure_id, place_name FROM marts.fct_observation JOIN marts.dim_place USING (place_id)"
        " WHERE indicator_code = 'union.gifts_given'"
    )
    assert len({row["figure_id"] for row in rows}) == len(rows) == 2
    assert {row["place_name"] for row in rows} == {"Không rõ"}
    assert query("SELECT 1 FROM marts.fct_union_kpi WHERE indicator_code = 'union.gifts_given'") == []


def test_each_plan_is_measured_apart_and_what_is_implied_is_marked(query):
    rows = query(
        "SELECT indicator_code, plan_named, actual_value, target_value, is_target_derived, completion_pct,"
        " is_completion_derived, is_plan_met FROM marts.fct_plan_completion ORDER BY 1, 6"
    )
    revenue = 4087 * 10**9
    assert [tuple(row.values()) for row in rows] == [
        ("budget.revenue", "dự toán quận giao", revenue, 413 * 10**10, True, 99, False, False),
        ("budget.revenue", "dự toán Thành phố giao", revenue, 393 * 10**10, True, 104, False, True),
        ("union.initiatives", None, 50, 40, False, 125, True, True),
        ("union.members_admitted", None, 2984, 2490, True, 120, False, True),
    ]


def test_only_the_newest_checked_reading_of_the_newest_version_is_seen(query):
    (row,) = query(
        "SELECT value FROM marts.fct_observation WHERE indicator_code = 'culture.cultural_families'"
    )
    assert row["value"] == 85
    (article,) = query("SELECT * FROM marts.dim_article WHERE article_id = 'khu'")
    assert (article["article_version_id"], article["version_count"]) == ("khu-v1", 2)
    assert article["extractor_version"] == "test+1"


def test_every_number_of_an_article_is_accounted_for(query):
    (article,) = query("SELECT * FROM marts.dim_article WHERE article_id = 'cong-doan'")
    assert (article["number_count"], article["observation_count"], article["quarantined_count"]) == (3, 2, 1)
    (reason,) = query("SELECT expectation, message, value FROM audit.fct_quarantine")
    assert reason == {
        "expectation": "expect_value_within_bounds",
        "message": "a rate of 95,000 percent is above 100",
        "value": 95000,
    }
    assert query("SELECT reason FROM audit.fct_rejection") == [{"reason": "date"}]


def test_every_article_has_its_source_and_every_source_its_home(query):
    assert query(
        "SELECT DISTINCT source_kind FROM marts.dim_article JOIN marts.dim_source USING (source_id)"
    ) == [{"source_kind": "files"}]
    (source,) = query(
        "SELECT source.source_kind, source.is_active, place.place_name, place.place_level"
        " FROM marts.dim_source AS source JOIN marts.dim_place AS place ON place.place_id = home_place_id"
        " WHERE source_id = 'thanhtri_hanoi_gov'"
    )
    assert tuple(source.values()) == ("government", False, "huyện Thanh Trì", "district")
    (counted,) = query("SELECT count(*) AS n, bool_and(is_catalogued) AS known FROM marts.dim_source")
    assert counted == {"n": len(load_sources().by_id), "known": True}


def test_a_former_district_rolls_up_to_what_stands_in_its_place(query):
    (place,) = query("SELECT * FROM marts.dim_place WHERE place_name = 'quận Tây Hồ'")
    assert (place["place_level"], place["is_official"], place["is_current"]) == ("district", True, False)
    assert place["province_name"] == "thành phố Hà Nội"
    assert place["current_place_name"] == "thành phố Hà Nội"
    (former,) = query("SELECT current_place_name FROM marts.dim_place WHERE place_name = 'tỉnh Bắc Giang'")
    assert former["current_place_name"] == "tỉnh Bắc Ninh"


def test_a_place_without_a_code_keeps_its_name(query):
    (place,) = query("SELECT * FROM marts.dim_place WHERE place_name = 'khu Bãi Sậy'")
    assert (place["place_code"], place["is_official"], place["is_current"]) == (None, False, None)


def test_periods_have_a_vietnamese_name(query):
    rows = query("SELECT label_vi FROM marts.dim_period ORDER BY start_date")
    assert [row["label_vi"] for row in rows] == ["Năm 2023", "Không rõ"]


def test_audit_views_are_current_without_a_build(built, as_role, query):
    as_role("loader").execute(
        "INSERT INTO raw.fetch_outcomes (outcome_id, batch_id, uri, source_id, outcome, reason, attempted_at)"
        " SELECT 'late', batch_id, 'https://tin.example/mat', 'files', 'failed', 'not_found', now()"
        " FROM raw.batches LIMIT 1"
    )
    assert query("SELECT reason FROM audit.fct_fetch_outcome WHERE outcome = 'failed'") == [
        {"reason": "not_found"}
    ]


def test_the_reader_sees_marts_and_audit_alone(built, as_role):
    reader = as_role("reader")
    for schema, table in HIDDEN.items():
        query = sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(schema, table))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(query)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("DELETE FROM marts.fct_observation")


def test_a_second_build_gives_the_same_content_and_loads_no_seed_again(settings, built):
    before = Warehouse(settings, "transformer").fingerprint()
    again = run_dbt(settings)
    again.raise_for_failures()
    assert Warehouse(settings, "transformer").fingerprint() == before
    seeds = [node for node in again.nodes if node.resource_type == "seed"]
    assert [node.message for node in seeds] == ["UNCHANGED"] * len(render_seeds())
    assert again.invocation_id != built.invocation_id
    assert again.relations == built.relations
    assert mart_relations(settings) == sorted(mart_relations_of(again))


def test_a_failed_test_is_named_with_its_log(settings, built, as_role):
    owner = as_role("owner")
    owner.execute(
        "UPDATE landing.extractions SET numbers = numbers + 1, rejections = rejections + 1"
        " WHERE article_version_id = 'khu-v1' AND extractor_version = 'test+1'"
    )
    outcome = run_dbt(settings, ("build", "--select", "int_extractions__current+1", "dim_article"))
    names = [node.name for node in outcome.failures]
    assert len(names) == 1
    with pytest.raises(ChitieuError, match=names[0]) as raised:
        outcome.raise_for_failures()
    assert str(outcome.log_path) in str(raised.value)
    assert outcome.log_path.is_file()


def test_no_password_is_left_behind(settings, built):
    assert not [name for name in os.environ if name.startswith(("CHITIEU_DBT_", "DBT_ENV_SECRET_"))]
    password = settings.warehouse("transformer").password.encode()
    files = [path for path in (settings.var_dir / "dbt").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if password in path.read_bytes()]


def test_calls_at_once_wait_for_each_other(settings, built):
    command = ("run", "--select", "dim_measure")
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(lambda run: run_dbt(settings, command, run), ("one", "two")))
    assert [outcome.counts() for outcome in outcomes] == [{"success": 1}] * 2
    assert outcomes[0].invocation_id != outcomes[1].invocation_id


def test_an_option_that_dbt_does_not_know_is_a_clear_error(settings, built):
    with pytest.raises(ChitieuError, match=r"dbt build did not start: .*--selekt"):
        run_dbt(settings, ("build", "--selekt", "dim_measure"))


def test_a_warehouse_that_is_not_there_is_a_clear_error(settings, tmp_path):
    url = "postgresql://nobody:wrong-password@127.0.0.1:1/nowhere"
    elsewhere = Settings.load(tmp_path, environment={"CHITIEU_TRANSFORMER_URL": url})
    with pytest.raises(ChitieuError, match="did not start") as raised:
        run_dbt(elsewhere, ("build", "--select", "dim_measure"))
    assert "wrong-password" not in str(raised.value)
