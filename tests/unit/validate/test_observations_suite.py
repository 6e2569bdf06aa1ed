"""Every expectation of the suite of observations is violated once and does what its severity says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from chitieu.kernel.records import Basis, Measure, Qualifier, Status, Unit
from chitieu.validate import Verdict, validate_candidates
from chitieu.validate.checks import check_names, observation_findings
from chitieu.validate.definitions import Expectation, Severity, load_suite
from chitieu.validate.runner import FINDING_PREFIX

from .rows import SENTENCE, good_rows, knowledge, observation

EXPECTATIONS = Path(__file__).parents[3] / "expectations"
SUITE = load_suite(EXPECTATIONS, "observations")
Rows = list[dict[str, Any]]


def _set(position: int, **changes: Any) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        rows[position] |= changes
        return rows

    return change


def _add(*added: dict[str, Any]) -> Callable[[Rows], Rows]:
    return lambda rows: rows + list(added)


FRACTION = "Công đoàn huyện kết nạp 9/15 đoàn viên, đạt 90% kế hoạch."
PLAN = "Công đoàn huyện kết nạp 120 đoàn viên, chỉ tiêu 100, đạt 150% kế hoạch."
HALVES = "Bình quân mỗi công đoàn cơ sở có 12,5 đoàn viên."
REVENUE = "Huyện thu 500 đoàn viên, trong đó 700 đoàn viên nữ."

VIOLATIONS: dict[str, Callable[[Rows], Rows]] = {
    "columns_complete": lambda rows: [{k: v for k, v in row.items() if k != "organisation"} for row in rows],
    "observation_id_present": _set(0, observation_id=None),
    "observation_id_is_hash": _set(0, observation_id="row-7"),
    "extractor_version_present": _set(0, extractor_version=None),
    "article_version_id_present": _set(0, article_version_id=None),
    "observation_once": lambda rows: [*rows, dict(rows[0])],
    "one_extractor_version": _set(0, extractor_version="0.2.0+def"),
    "page_present": _set(0, page=None),
    "text_present": _set(0, text=None),
    "sentence_present": _set(0, sentence=None),
    "value_present": _set(2, value=None),
    "indicator_code_present": _set(2, indicator_code=None),
    "measure_known": _set(2, measure="ratio"),
    "measure_present": _set(2, measure=None),
    "unit_known": _set(2, unit="dozen"),
    "unit_present": _set(2, unit=None),
    "qualifier_known": _set(2, qualifier="nearly"),
    "qualifier_present": _set(2, qualifier=None),
    "status_known": _set(2, status="hoped"),
    "status_present": _set(2, status=None),
    "basis_known": _set(2, basis="last_week"),
    "start_not_negative": _set(2, start_offset=-5),
    "offsets_in_order": _set(2, end_offset=3),
    "sentence_offsets_in_order": _set(2, sentence_end=0),
    "text_stands_in_sentence": _set(2, start_offset=41),
    "figure_readable": _set(2, value="nhiều"),
    "indicator_known": _set(2, indicator_code="union.members_dreamt"),
    "measure_allowed": _set(2, measure="growth", unit="percent"),
    "unit_fits_indicator": _set(2, unit="VND"),
    "value_within_bounds": _set(2, value=Decimal("9e9")),
    "value_within_total": _set(0, value=Decimal(74), text="74/73"),
    "total_positive": _set(0, total=Decimal(0)),
    "share_is_percentage": _set(1, value=Decimal("193.2")),
    "completion_is_percentage": _set(2, measure="plan_completion", unit="percent", value=Decimal(2001)),
    "rank_from_one": _set(2, measure="rank", unit="rank", value=Decimal(0)),
    "confidence_in_range": _set(2, confidence=Decimal("1.2")),
    "confident_enough": _set(2, confidence=Decimal("0.49")),
    "confidence_present": _set(2, confidence=None),
    "period_in_order": _set(2, period_start=date(2023, 1, 1)),
    "period_complete": _set(2, period_end=None),
    "result_not_in_future": _set(2, period_start=date(2024, 1, 1), period_end=date(2024, 12, 31)),
    "place_code_known": _set(2, place_code="999"),
    "place_exists_in_period": _set(
        2,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
        extracted_at=datetime(2027, 1, 9, tzinfo=UTC),
    ),
    "percent_agrees_with_fraction": _set(0, value=Decimal(63)),
    "completion_agrees_with_fraction": _add(
        observation("9/15", FRACTION, article_version_id="b", value=Decimal(9), total=Decimal(15)),
        observation(
            "90%",
            FRACTION,
            article_version_id="b",
            value=Decimal(90),
            measure="plan_completion",
            unit="percent",
        ),
    ),
    "part_within_whole": _add(
        observation("500", REVENUE, article_version_id="b", value=Decimal(500)),
        observation("700", REVENUE, article_version_id="b", value=Decimal(700), part="nữ"),
    ),
    "span_read_once": lambda rows: [*rows, rows[2] | {"observation_id": "0" * 32}],
    "completion_agrees_with_target": _add(
        observation("120", PLAN, article_version_id="b", value=Decimal(120)),
        observation("100", PLAN, article_version_id="b", value=Decimal(100), status="target"),
        observation(
            "150%",
            PLAN,
            article_version_id="b",
            value=Decimal(150),
            measure="plan_completion",
            unit="percent",
        ),
    ),
    "digits_agree_with_text": _set(2, value=Decimal(1251)),
    "count_is_whole": _add(observation("12,5", HALVES, article_version_id="b", value=Decimal("12.5"))),
    "basis_has_comparison": _set(2, basis="same_period_last_year"),
    "per_known": _set(2, per="fortnight"),
    "place_resolved": _set(2, place_code=None),
    "sentence_of_sane_length": _add(
        observation("1.250", SENTENCE + " " * 2000, article_version_id="b", value=Decimal(1250))
    ),
    "trace_present": _set(2, trace=None),
    "confidence_mean_holds": lambda rows: [row | {"confidence": Decimal("0.1")} for row in rows],
}


def _verdict(rows: Rows) -> Verdict:
    return validate_candidates(pd.DataFrame(rows), expectations_dir=EXPECTATIONS, knowledge=knowledge())


def test_good_rows_pass_every_expectation() -> None:
    verdict = _verdict(good_rows())
    assert [row["expectation"] for row in verdict.results if not row["success"]] == []
    assert (verdict.passed, verdict.quarantined) == (True, {})
    assert {row["batch_id"] for row in verdict.results} == {"batch-1"}


def test_every_expectation_has_its_violation() -> None:
    assert {expectation.check for expectation in SUITE.expectations} == set(VIOLATIONS)


def _is_about_the_batch(expectation: Expectation) -> bool:
    return expectation.severity is Severity.CRITICAL or expectation.check == "confidence_mean_holds"


@pytest.mark.parametrize(
    "expectation", filter(_is_about_the_batch, SUITE.expectations), ids=lambda expectation: expectation.check
)
def test_what_is_wrong_with_a_batch_stops_it_or_warns(expectation: Expectation) -> None:
    verdict = _verdict(VIOLATIONS[expectation.check](good_rows()))
    (result,) = [row for row in verdict.results if row["expectation"] == expectation.check]
    assert (result["success"], result["detail"]["problem"]) == (False, None)
    assert verdict.passed is (expectation.severity is not Severity.CRITICAL)
    assert any(expectation.check in failure for failure in verdict.critical_failures) is not verdict.passed


@pytest.fixture(scope="module")
def broken_batch() -> Verdict:
    """One batch with an article per violation; the ID of an observation begins with what is wrong with it."""
    rows: Rows = []
    for expectation in SUITE.expectations:
        if not _is_about_the_batch(expectation):
            for position, row in enumerate(VIOLATIONS[expectation.check](good_rows())):
                article = f"{expectation.check}/{row['article_version_id']}"
                rows.append(
                    row | {"observation_id": f"{expectation.check}/{position}", "article_version_id": article}
                )
    return _verdict(rows)


@pytest.mark.parametrize(
    "expectation",
    [row for row in SUITE.expectations if not _is_about_the_batch(row)],
    ids=lambda expectation: expectation.check,
)
def test_a_violation_puts_the_row_aside_or_warns(expectation: Expectation, broken_batch: Verdict) -> None:
    (result,) = [row for row in broken_batch.results if row["expectation"] == expectation.check]
    assert (result["success"], result["detail"]["problem"]) == (False, None)
    examples = {example["row"].partition("/")[0] for example in result["detail"]["examples"]}
    aside = {
        key.partition("/")[0]
        for key, reasons in broken_batch.quarantined.items()
        if expectation.check in {reason["expectation"] for reason in reasons}
    }
    assert expectation.check in examples
    assert (expectation.check in aside) is (expectation.severity is Severity.QUARANTINE)


def test_every_check_of_our_own_is_wired_to_an_expectation() -> None:
    wired = {
        str(e.kwargs["column"]).removeprefix(FINDING_PREFIX)
        for e in SUITE.expectations
        if "finding" in str(e.column)
    }
    assert wired == set(check_names())


@pytest.mark.parametrize(
    ("check", "known"),
    [
        ("measure_known", Measure),
        ("unit_known", Unit),
        ("qualifier_known", Qualifier),
        ("status_known", Status),
        ("basis_known", Basis),
    ],
)
def test_the_words_of_the_suite_are_those_of_the_kernel(check: str, known: Any) -> None:
    (expectation,) = [row for row in SUITE.expectations if row.check == check]
    assert expectation.kwargs["value_set"] == [member.value for member in known]


@pytest.mark.parametrize(
    "empty",
    [pd.DataFrame(good_rows()).iloc[:0], pd.DataFrame([], columns=list(good_rows()[0]), dtype=object)],
    ids=["typed", "untyped"],
)
def test_no_candidates_pass(empty: pd.DataFrame) -> None:
    verdict = validate_candidates(empty, expectations_dir=EXPECTATIONS, knowledge=knowledge())
    assert verdict.passed and not verdict.quarantined
    assert all(row["success"] for row in verdict.results)


def test_rows_as_the_warehouse_gives_them_are_judged_alike() -> None:
    rows = VIOLATIONS["value_within_total"](good_rows())
    untyped = pd.DataFrame(rows, dtype=object)
    verdict = validate_candidates(untyped, expectations_dir=EXPECTATIONS, knowledge=knowledge())
    assert verdict.quarantined == _verdict(rows).quarantined != {}


def test_a_missing_column_stops_the_batch_in_two_sentences() -> None:
    rows = pd.DataFrame(good_rows()).drop(columns=["value", "sentence"])
    verdict = validate_candidates(rows, expectations_dir=EXPECTATIONS, knowledge=knowledge())
    assert len(verdict.critical_failures) == 2
    assert "missing: sentence, value" in verdict.critical_failures[0]


def test_a_reason_names_both_numbers() -> None:
    verdict = _verdict(VIOLATIONS["percent_agrees_with_fraction"](good_rows()))
    reasons = [r for rows in verdict.quarantined.values() for r in rows if "fraction" in r["expectation"]]
    assert len(reasons) == 2
    assert reasons[0]["message"] == "68/73 là 86,3%, trang viết 93,2%"


@pytest.mark.parametrize(
    ("value", "total", "written", "agrees"),
    [
        ("68", "73", "93,2%", True),
        ("68", "73", "93,1%", True),
        ("68", "73", "93%", True),
        ("68", "73", "93.15%", True),
        ("68", "73", "94,2%", False),
        ("9", "15", "60%", True),
        ("9", "15", "90%", False),
        ("16,6", "21,9", "75,83%", True),
        ("16,6", "21,9", "76,9%", False),
    ],
)
def test_pages_round_and_cut_off(value: str, total: str, written: str, agrees: bool) -> None:
    sentence = f"Toàn huyện có {value}/{total} trường đạt chuẩn, đạt tỷ lệ {written}."
    n, m, stated = (Decimal(number.replace(",", ".")) for number in (value, total, written.removesuffix("%")))
    rows = [
        observation(f"{value}/{total}", sentence, value=n, total=m, indicator_code="other"),
        observation(written, sentence, value=stated, unit="percent", measure="share", indicator_code="other"),
    ]
    found = observation_findings(pd.DataFrame(rows), knowledge())["finding_percent_agrees_with_fraction"]
    assert bool(found.isna().all()) is agrees


def test_a_doubtful_figure_without_an_indicator_is_in_no_table_and_waits_for_nobody() -> None:
    rows = good_rows()
    rows[2] |= {"indicator_code": "other", "confidence": Decimal("0.3")}
    assert _verdict(rows).quarantined == {}


def test_above_the_plan_is_not_above_the_whole() -> None:
    sentence = "Toàn huyện có 1250/1000 đoàn viên mới, đạt 125% kế hoạch."
    rows = [
        observation("1250/1000", sentence, value=Decimal(1250), total=Decimal(1000)),
        observation("125%", sentence, value=Decimal(125), unit="percent", measure="plan_completion"),
    ]
    assert _verdict(rows).quarantined == {}


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        ("185.000m2", 185000, True),
        ("18 trên 27", 18, True),
        ("65 nghìn", 65000, True),
        ("2,5 triệu", 2600000, False),
    ],
)
def test_digits_of_units_and_totals_do_not_count(text: str, value: int, agrees: bool) -> None:
    rows = [observation(text, f"Huyện có {text} theo báo cáo.", value=Decimal(value))]
    found = observation_findings(pd.DataFrame(rows), knowledge())["finding_digits_agree_with_text"]
    assert bool(found.isna().all()) is agrees


def test_a_percentage_of_something_else_is_not_compared() -> None:
    sentence = "Toàn huyện có 68/73 trường đạt chuẩn, trong đó 5 trường mới, đạt 80% kế hoạch."
    schools = {"indicator_code": "education.national_standard_schools"}
    rows = [
        observation("68/73", sentence, value=Decimal(68), total=Decimal(73), **schools),
        observation("80%", sentence, value=Decimal(80), unit="percent", measure="share", **schools),
    ]
    assert _verdict(rows).quarantined == {}
