"""Checks of figures against each other: a percentage and its fraction, a part and its whole, a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from chitieu.kernel.records import OTHER_INDICATOR, Measure, Unit
from chitieu.validate.findings import Check, registrar, shown

if TYPE_CHECKING:
    from chitieu.validate.knowledge import Knowledge

CHECKS: list[Check] = []
_check = registrar(CHECKS)

_DIGIT = re.compile(r"\d")
# A percentage belongs to the fraction before it only when no other figure and no long clause stands between.
_LONGEST_GAP = 60


def _next_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Whole rows in the order of the text, each with the next figure of its sentence as `next_*` columns."""
    whole = rows.dropna(subset=["article_version_id", "start_offset", "end_offset", "sentence", "text"])
    ordered = whole.sort_values(["article_version_id", "start_offset"], kind="stable")
    following = ordered.shift(-1).add_prefix("next_")
    following["next_row"] = pd.Series(ordered.index, index=ordered.index).shift(-1)
    both = pd.concat([ordered, following], axis=1)
    same = (both["article_version_id"] == both["next_article_version_id"]) & (
        both["sentence_start"] == both["next_sentence_start"]
    )
    return both[same]


def _between(pairs: pd.DataFrame) -> list[str]:
    """The words of the sentence between a figure and the next one."""
    return [
        row.sentence[
            int(row.end_offset - row.sentence_start) : int(row.next_start_offset - row.sentence_start)
        ]
        for row in pairs.itertuples()
    ]


_ORDERED = (
    "article_version_id",
    "start_offset",
    "end_offset",
    "sentence_start",
    "sentence",
    "indicator_code",
)


@_check(*_ORDERED, "measure", "value", "total", "text", "qualifier", "part")
def percent_agrees_with_fraction(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A share after `n/m` is n/m: 68/73 is 93.2%. Both fail, for nobody knows which one slipped."""
    return _fraction_findings(rows, Measure.SHARE)


@_check(*_ORDERED, "measure", "value", "total", "text", "qualifier", "part")
def completion_agrees_with_fraction(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A plan completion after `n/m` is n/m where m was the plan (`9/15 đảng viên, đạt 60%`)."""
    return _fraction_findings(rows, Measure.PLAN_COMPLETION)


def _fraction_findings(rows: pd.DataFrame, measure: Measure) -> pd.Series:
    pairs = _next_figures(rows)
    pairs = pairs[
        (pairs["total"] > 0)
        & (pairs["next_measure"] == measure.value)
        & (pairs["indicator_code"] == pairs["next_indicator_code"])
        & (pairs["part"].fillna("") == pairs["next_part"].fillna(""))
        & (pairs["qualifier"] == "exact")
        & (pairs["next_qualifier"] == "exact")
    ]
    near = [len(gap) <= _LONGEST_GAP and not _DIGIT.search(gap) for gap in _between(pairs)]
    pairs = pairs[pd.Series(near, index=pairs.index, dtype=bool)]
    implied = 100 * pairs["value"].abs() / pairs["total"]
    slack = pairs["next_text"].map(_last_place).astype(float) + implied * pairs["text"].map(_rounding).astype(
        float
    )
    wrong = pairs[(implied - pairs["next_value"]).abs() > slack * (1 + 1e-9)]
    messages = {
        row.Index: f"{row.text} là {_percentage(row.value, row.total)}%, trang viết {row.next_text}"
        for row in wrong.itertuples()
    }
    messages |= {int(row.next_row): messages[row.Index] for row in wrong.itertuples()}
    return pd.Series([messages.get(index) for index in rows.index], index=rows.index, dtype=object)


def _rounding(fraction: str) -> float:
    """The relative error that rounding leaves in n/m: none for counts, half a last place for `16,6/21,9`."""
    return sum(
        0.5 * _last_place(number) / max(float(number.replace(",", ".")), 1.0)
        for number in re.findall(r"\d+,\d+", fraction)
    )


def _percentage(value: float, total: float) -> str:
    return shown(round(100 * abs(value) / total, 2))


def _last_place(text: str) -> float:
    """The weight of a written number's last digit: 0.1 for `93,2%`, 1 for `120%`.

    It is the tolerance of comparisons, since pages round and cut off alike.
    """
    decimals = re.search(r"(?:,(\d+)|\.(\d{1,2}))(?!\d)", text)
    return float(10.0 ** -len(decimals.group(1) or decimals.group(2))) if decimals else 1.0


@_check(*_ORDERED, "measure", "value", "unit", "text", "part")
def part_within_whole(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """An item after `trong đó` is not above the amount before it."""
    pairs = _next_figures(rows)
    pairs = pairs[
        (pairs["measure"] == Measure.LEVEL.value)
        & (pairs["next_measure"] == Measure.LEVEL.value)
        & pairs["part"].isna()
        & pairs["next_part"].notna()
        & (pairs["indicator_code"] == pairs["next_indicator_code"])
        & (pairs["unit"] == pairs["next_unit"])
        & pairs["unit"].ne(Unit.PERCENT.value)
        & (pairs["next_value"] > pairs["value"])
    ]
    names_parts = ["trong đó" in gap.lower() for gap in _between(pairs)]
    pairs = pairs[pd.Series(names_parts, index=pairs.index, dtype=bool)]
    messages = {
        int(row.next_row): f"Phần {row.next_text} lớn hơn toàn bộ {row.text}" for row in pairs.itertuples()
    }
    return pd.Series([messages.get(index) for index in rows.index], index=rows.index, dtype=object)


@_check(
    "article_version_id", "sentence_start", "indicator_code", "measure", "status", "value", "text", "part"
)
def completion_agrees_with_target(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """Where a sentence states a result, its target and the completion, the third follows."""
    key = ["article_version_id", "sentence_start", "indicator_code"]
    plain = rows[rows["part"].isna() & rows["text"].notna() & (rows["indicator_code"] != OTHER_INDICATOR)]
    level = plain["measure"] == Measure.LEVEL.value
    target = plain["status"] == "target"
    kinds = {
        "result": plain[level & ~target],
        "target": plain[level & target],
        "completion": plain[plain["measure"] == Measure.PLAN_COMPLETION.value],
    }
    once = {name: table.drop_duplicates(key, keep=False) for name, table in kinds.items()}
    completion = once["completion"].reset_index(names="row")[["row", *key, "value", "text"]]
    joined = completion.merge(once["result"][[*key, "value"]], on=key, suffixes=("", "_result")).merge(
        once["target"][[*key, "value"]], on=key, suffixes=("", "_target")
    )
    joined = joined[joined["value_target"] > 0]
    implied = 100 * joined["value_result"] / joined["value_target"]
    # Result and target are rounded in print as well: one percent of the completion on top of its last place.
    slack = joined["text"].map(_last_place).astype(float) + 0.01 * joined["value"].abs()
    wrong = joined.assign(implied=implied)[(implied - joined["value"]).abs() > slack]
    messages = {
        row.row: f"Kết quả trên kế hoạch là {shown(round(row.implied, 2))}%, trang viết {row.text}"
        for row in wrong.itertuples()
    }
    return pd.Series([messages.get(index) for index in rows.index], index=rows.index, dtype=object)
