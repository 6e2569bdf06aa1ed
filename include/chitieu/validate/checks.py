"""Checks on figures that no generic tool has, one column per check over all rows of a batch at once.

A column `finding_<check>` holds a sentence for the steward where a row fails and null where it is fine, so
that Great Expectations reports it like any other expectation (`expect_column_values_to_be_null`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from chitieu.kernel.records import OTHER_INDICATOR, Measure, Unit
from chitieu.validate.runner import FINDING_PREFIX

if TYPE_CHECKING:
    from chitieu.validate.knowledge import Knowledge

Finding = Callable[[pd.DataFrame, "Knowledge"], pd.Series]

_DIGIT = re.compile(r"\d")
# The 2 of `m2` is a part of the unit.
_NUMBER = re.compile(r"(?<!m)\d[\d.,]*")
# A percentage belongs to the fraction before it only when no other figure and no long clause stands between.
_LONGEST_GAP = 60
_EARLIEST, _LATEST = pd.Timestamp("1945-09-02"), pd.Timestamp("2100-12-31")
_COUNTRY = "Việt Nam"


@dataclass(frozen=True, slots=True)
class Check:
    """A finding and the columns that it reads."""

    name: str
    needs: tuple[str, ...]
    find: Finding


_CHECKS: list[Check] = []


def _check(*needs: str) -> Callable[[Finding], Finding]:
    def register(find: Finding) -> Finding:
        _CHECKS.append(Check(find.__name__, needs, find))
        return find

    return register


def observation_findings(frame: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """The rows with typed columns and one finding column per check.

    Numbers and offsets become floats, periods timestamps; what cannot be read so becomes null and a finding
    of `figure_readable`. A check whose columns are missing adds no column, and its expectation then fails.
    """
    rows = _typed(frame)
    findings = {
        FINDING_PREFIX + check.name: check.find(rows, knowledge)
        for check in _CHECKS
        if all(column in rows for column in check.needs)
    }
    helpers = [name for name in rows.columns if name.startswith("unread_")]
    return rows.drop(columns=helpers).assign(**findings)


def check_names() -> tuple[str, ...]:
    """The names of all checks, for the test that each is wired to an expectation."""
    return tuple(check.name for check in _CHECKS)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame.reset_index(drop=True).copy()
    for column in (
        "value",
        "total",
        "confidence",
        "start_offset",
        "end_offset",
        "sentence_start",
        "sentence_end",
    ):
        if column in rows:
            raw = rows[column].astype(object)
            rows[column] = pd.to_numeric(raw.map(_plain), errors="coerce").astype("float64")
            rows[f"unread_{column}"] = raw.notna() & rows[column].isna()
    for column in ("period_start", "period_end"):
        if column in rows:
            raw = rows[column].astype(object)
            rows[column] = _instants(raw).dt.tz_localize(None)
            rows[f"unread_{column}"] = raw.notna() & rows[column].isna()
    return rows


def _plain(value: Any) -> Any:
    """Decimals and dates as strings, which pandas reads without guessing."""
    return None if pd.isna(value) else str(value)


def _instants(values: pd.Series) -> pd.Series:
    """UTC timestamps; what is no ISO date becomes null."""
    read = pd.to_datetime(values.map(_plain), format="ISO8601", errors="coerce", utc=True)
    return read.astype("datetime64[us, UTC]")


def _told(rows: pd.DataFrame, failing: pd.Series, tell: Callable[[Any], str]) -> pd.Series:
    """A finding column: the sentence of `tell` for failing rows, null for the others."""
    told = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    failing = failing.fillna(False).astype(bool)
    if failing.any():
        told[failing] = [tell(row) for row in rows[failing].itertuples()]
    return told


def _shown(value: float) -> str:
    """A number as Vietnamese readers write it: `1.234,5`."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))


def _joined(rows: pd.DataFrame, table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return (
        rows[list(keys)].merge(table, on=list(keys), how="left", validate="many_to_one").set_axis(rows.index)
    )


def _isin(rows: pd.DataFrame, table: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    known = table[list(keys)].drop_duplicates().assign(known=True)
    return _joined(rows, known, keys)["known"].notna()


def _named(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """Rows that have an indicator of the catalogue, `other` not counted."""
    return rows["indicator_code"].isin(knowledge.indicators - {OTHER_INDICATOR})


@_check("value", "total", "period_start", "period_end", "confidence")
def figure_readable(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """Numbers are numbers and dates are dates."""
    unread = [name for name in rows.columns if name.startswith("unread_")]
    failing = rows[unread].any(axis=1)
    return _told(rows, failing, lambda row: "Giá trị, vị trí hoặc ngày không đọc được thành số hay ngày")


@_check("indicator_code")
def indicator_known(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The indicator is in the catalogue."""
    failing = rows["indicator_code"].notna() & ~rows["indicator_code"].isin(knowledge.indicators)
    return _told(rows, failing, lambda row: f"Danh mục không có chỉ tiêu {row.indicator_code}")


@_check("indicator_code", "measure")
def measure_allowed(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The catalogue allows this measure for this indicator."""
    failing = _named(rows, knowledge) & ~_isin(rows, knowledge.allowed, ["indicator_code", "measure"])
    return _told(rows, failing, lambda row: f"Chỉ tiêu {row.indicator_code} không có cách đo {row.measure}")


@_check("indicator_code", "measure", "unit")
def unit_fits_indicator(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The unit is one that the indicator can be stated in, by measure."""
    keys = ["indicator_code", "measure"]
    relevant = _named(rows, knowledge) & _isin(rows, knowledge.allowed, keys)
    failing = relevant & ~_isin(rows, knowledge.units, [*keys, "unit"])
    return _told(
        rows, failing, lambda row: f"Đơn vị {row.unit} không hợp với {row.indicator_code} ({row.measure})"
    )


@_check("indicator_code", "measure", "unit", "value")
def value_within_bounds(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The value lies in the catalogue's bounds of its indicator and measure."""
    bounds = _joined(rows, knowledge.bounds, ["indicator_code", "measure", "unit"])
    low, high = bounds["low"].astype(float), bounds["high"].astype(float)
    failing = (rows["value"] < low) | (rows["value"] > high)
    shown = rows.assign(low=low.fillna(-np.inf), high=high.fillna(np.inf))
    return _told(
        shown,
        failing,
        lambda row: (
            f"Giá trị {_shown(row.value)} nằm ngoài khoảng {_shown(row.low)} đến {_shown(row.high)}"
            f" của {row.indicator_code} ({row.measure})"
        ),
    )


@_check("text", "sentence", "start_offset", "end_offset", "sentence_start", "sentence_end")
def text_stands_in_sentence(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """The number as written stands at its offsets in the sentence that is kept as evidence."""
    failing = pd.Series(
        [
            not _stands(
                row.text,
                row.sentence,
                row.start_offset - row.sentence_start,
                row.end_offset - row.start_offset,
            )
            for row in rows.itertuples()
        ],
        index=rows.index,
        dtype=bool,
    )
    failing |= (rows["sentence_end"] - rows["sentence_start"]) != rows["sentence"].str.len()
    return _told(rows, failing, lambda row: f"Câu dẫn không có “{row.text}” ở vị trí đã ghi")


def _stands(text: Any, sentence: Any, start: float, length: float) -> bool:
    if not isinstance(text, str) or not isinstance(sentence, str) or np.isnan(start) or np.isnan(length):
        return False
    return start >= 0 and length == len(text) and sentence[int(start) : int(start) + len(text)] == text


@_check("text", "value", "measure")
def digits_agree_with_text(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A level written in digits has those digits: catches a value that came from another number."""
    levels = (rows["measure"] == Measure.LEVEL.value) & rows["text"].str.contains(_DIGIT, na=False)
    failing = levels & pd.Series(
        [
            bool(level) and not _same_digits(row.text, row.value)
            for row, level in zip(rows.itertuples(), levels, strict=True)
        ],
        index=rows.index,
        dtype=bool,
    )
    return _told(rows, failing, lambda row: f"Chữ số của “{row.text}” không cho giá trị {_shown(row.value)}")


def _same_digits(text: str, value: float) -> bool:
    """Whether one of the numbers in the text, or all of them in a row, has the digits of the value."""
    if np.isnan(value):
        return True
    numbers = ["".join(_DIGIT.findall(found)) for found in _NUMBER.findall(text)]
    held = f"{abs(value):.6f}".replace(".", "").strip("0")
    return held in {number.strip("0") for number in [*numbers, "".join(numbers)]}


@_check("indicator_code", "unit", "measure", "value")
def count_is_whole(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """People, units and cases come whole; a part of one is an average or a slip."""
    counts = (rows["unit"] == Unit.COUNT.value) & (rows["measure"] == Measure.LEVEL.value)
    failing = (
        counts
        & (rows["indicator_code"] != OTHER_INDICATOR)
        & (rows["value"] % 1 != 0)
        & rows["value"].notna()
    )
    return _told(rows, failing, lambda row: f"Số đếm lẻ: {_shown(row.value)}")


@_check("article_version_id", "sentence_start", "indicator_code", "measure", "value", "total")
def value_within_total(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """The n of `n/m` is not above m, unless the sentence says that m was a plan (`12/10, đạt 120%`)."""
    key = ["article_version_id", "sentence_start", "indicator_code"]
    planned = rows["measure"] == Measure.PLAN_COMPLETION.value
    has_plan = planned.groupby([rows[name] for name in key], dropna=False).transform("any")
    above = rows["value"].abs() > rows["total"]
    failing = above & ((rows["measure"] == Measure.RANK.value) | ~has_plan)
    return _told(rows, failing, lambda row: f"{_shown(row.value)} lớn hơn tổng {_shown(row.total)}")


@_check("measure", "basis")
def basis_has_comparison(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """Only a growth or a change is against something."""
    compared = rows["measure"].isin([Measure.GROWTH.value, Measure.CHANGE.value])
    return _told(rows, rows["basis"].notna() & ~compared, lambda row: f"{row.measure} không so với kỳ nào")


@_check("period_start", "period_end")
def period_complete(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A period has both ends or none, and lies in the age of the sources."""
    half = rows["period_start"].isna() != rows["period_end"].isna()
    far = (rows["period_start"] < _EARLIEST) | (rows["period_end"] > _LATEST)
    return _told(
        rows, half | far, lambda row: f"Kỳ số liệu thiếu hoặc vô lý: {row.period_start} - {row.period_end}"
    )


@_check("status", "period_start", "extracted_at")
def result_not_in_future(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """What is said to be reached lies in a period that had begun when the page was read."""
    read = _instants(rows["extracted_at"].astype(object)).dt.tz_localize(None)
    failing = (rows["status"] == "actual") & (rows["period_start"] > read)
    return _told(rows, failing, lambda row: f"Kết quả của kỳ chưa tới: từ {row.period_start:%d/%m/%Y}")


@_check("place", "place_code")
def place_resolved(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A named place has an official code."""
    failing = rows["place"].notna() & rows["place_code"].isna() & (rows["place"] != _COUNTRY)
    return _told(rows, failing, lambda row: f"Chưa có mã cho {row.place}")


@_check("place_code")
def place_code_known(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The code of a place is in the catalogue."""
    failing = rows["place_code"].notna() & ~rows["place_code"].isin(knowledge.places["place_code"])
    return _told(rows, failing, lambda row: f"Danh mục không có mã địa bàn {row.place_code}")


@_check("place_code", "period_start", "period_end")
def place_exists_in_period(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The place existed in some part of the period: districts were abolished on 2025-07-01."""
    held = rows.reset_index(names="row")[["row", "place_code", "period_start", "period_end"]]
    pairs = held.merge(knowledge.places, on="place_code", how="inner")
    begins = pairs["exists_from"].fillna(_EARLIEST) <= pairs["period_end"]
    ends = pairs["exists_to"].fillna(_LATEST) >= pairs["period_start"]
    lived = pairs.assign(lived=begins & ends).groupby("row")["lived"].any().reindex(rows.index)
    coded = rows["place_code"].isin(knowledge.places["place_code"])
    coded &= rows["period_start"].notna() & rows["period_end"].notna()
    shown = rows.assign(named=rows["place"] if "place" in rows else rows["place_code"])
    return _told(
        shown,
        coded & ~lived.fillna(False).astype(bool),
        lambda row: (
            f"{row.named} (mã {row.place_code}) không tồn tại trong kỳ {row.period_start:%d/%m/%Y}"
            f" - {row.period_end:%d/%m/%Y}"
        ),
    )


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
    return _shown(round(100 * abs(value) / total, 2))


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
        row.row: f"Kết quả trên kế hoạch là {_shown(round(row.implied, 2))}%, trang viết {row.text}"
        for row in wrong.itertuples()
    }
    return pd.Series([messages.get(index) for index in rows.index], index=rows.index, dtype=object)
