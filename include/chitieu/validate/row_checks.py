"""Checks of one figure at a time: against the catalogue, its own sentence, and itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from chitieu.kernel.records import OTHER_INDICATOR, Measure, Unit
from chitieu.validate.findings import Check, instants, registrar, shown, told

if TYPE_CHECKING:
    from chitieu.validate.knowledge import Knowledge

CHECKS: list[Check] = []
_check = registrar(CHECKS)

_DIGIT = re.compile(r"\d")
# The 2 of `m2` is a part of the unit.
_NUMBER = re.compile(r"(?<!m)\d[\d.,]*")
_EARLIEST, _LATEST = pd.Timestamp("1945-09-02"), pd.Timestamp("2100-12-31")
_COUNTRY = "Việt Nam"


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
    return told(rows, failing, lambda row: "Giá trị, vị trí hoặc ngày không đọc được thành số hay ngày")


@_check("indicator_code")
def indicator_known(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The indicator is in the catalogue."""
    failing = rows["indicator_code"].notna() & ~rows["indicator_code"].isin(knowledge.indicators)
    return told(rows, failing, lambda row: f"Danh mục không có chỉ tiêu {row.indicator_code}")


@_check("indicator_code", "measure")
def measure_allowed(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The catalogue allows this measure for this indicator."""
    failing = _named(rows, knowledge) & ~_isin(rows, knowledge.allowed, ["indicator_code", "measure"])
    return told(rows, failing, lambda row: f"Chỉ tiêu {row.indicator_code} không có cách đo {row.measure}")


@_check("indicator_code", "measure", "unit")
def unit_fits_indicator(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The unit is one that the indicator can be stated in, by measure."""
    keys = ["indicator_code", "measure"]
    relevant = _named(rows, knowledge) & _isin(rows, knowledge.allowed, keys)
    failing = relevant & ~_isin(rows, knowledge.units, [*keys, "unit"])
    return told(
        rows, failing, lambda row: f"Đơn vị {row.unit} không hợp với {row.indicator_code} ({row.measure})"
    )


@_check("indicator_code", "measure", "unit", "value")
def value_within_bounds(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The value lies in the catalogue's bounds of its indicator and measure."""
    bounds = _joined(rows, knowledge.bounds, ["indicator_code", "measure", "unit"])
    low, high = bounds["low"].astype(float), bounds["high"].astype(float)
    failing = (rows["value"] < low) | (rows["value"] > high)
    described = rows.assign(low=low.fillna(-np.inf), high=high.fillna(np.inf))
    return told(
        described,
        failing,
        lambda row: (
            f"Giá trị {shown(row.value)} nằm ngoài khoảng {shown(row.low)} đến {shown(row.high)}"
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
    return told(rows, failing, lambda row: f"Câu dẫn không có “{row.text}” ở vị trí đã ghi")


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
    return told(rows, failing, lambda row: f"Chữ số của “{row.text}” không cho giá trị {shown(row.value)}")


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
    return told(rows, failing, lambda row: f"Số đếm lẻ: {shown(row.value)}")


@_check("article_version_id", "sentence_start", "indicator_code", "measure", "value", "total")
def value_within_total(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """The n of `n/m` is not above m, unless the sentence says that m was a plan (`12/10, đạt 120%`)."""
    key = ["article_version_id", "sentence_start", "indicator_code"]
    planned = rows["measure"] == Measure.PLAN_COMPLETION.value
    has_plan = planned.groupby([rows[name] for name in key], dropna=False).transform("any")
    above = rows["value"].abs() > rows["total"]
    failing = above & ((rows["measure"] == Measure.RANK.value) | ~has_plan)
    return told(rows, failing, lambda row: f"{shown(row.value)} lớn hơn tổng {shown(row.total)}")


@_check("measure", "basis")
def basis_has_comparison(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """Only a growth or a change is against something."""
    compared = rows["measure"].isin([Measure.GROWTH.value, Measure.CHANGE.value])
    return told(rows, rows["basis"].notna() & ~compared, lambda row: f"{row.measure} không so với kỳ nào")


@_check("period_start", "period_end")
def period_complete(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A period has both ends or none, and lies in the age of the sources."""
    half = rows["period_start"].isna() != rows["period_end"].isna()
    far = (rows["period_start"] < _EARLIEST) | (rows["period_end"] > _LATEST)
    return told(
        rows, half | far, lambda row: f"Kỳ số liệu thiếu hoặc vô lý: {row.period_start} - {row.period_end}"
    )


@_check("status", "period_start", "extracted_at")
def result_not_in_future(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """What is said to be reached lies in a period that had begun when the page was read."""
    read = instants(rows["extracted_at"].astype(object)).dt.tz_localize(None)
    failing = (rows["status"] == "actual") & (rows["period_start"] > read)
    return told(rows, failing, lambda row: f"Kết quả của kỳ chưa tới: từ {row.period_start:%d/%m/%Y}")


@_check("place", "place_code")
def place_resolved(rows: pd.DataFrame, _: Knowledge) -> pd.Series:
    """A named place has an official code."""
    failing = rows["place"].notna() & rows["place_code"].isna() & (rows["place"] != _COUNTRY)
    return told(rows, failing, lambda row: f"Chưa có mã cho {row.place}")


@_check("place_code")
def place_code_known(rows: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """The code of a place is in the catalogue."""
    failing = rows["place_code"].notna() & ~rows["place_code"].isin(knowledge.places["place_code"])
    return told(rows, failing, lambda row: f"Danh mục không có mã địa bàn {row.place_code}")


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
    described = rows.assign(named=rows["place"] if "place" in rows else rows["place_code"])
    return told(
        described,
        coded & ~lived.fillna(False).astype(bool),
        lambda row: (
            f"{row.named} (mã {row.place_code}) không tồn tại trong kỳ {row.period_start:%d/%m/%Y}"
            f" - {row.period_end:%d/%m/%Y}"
        ),
    )
