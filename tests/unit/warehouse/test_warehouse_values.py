"""Values on their way into the database: nothing that it cannot hold, nothing that it would change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitieu.kernel.errors import ChitieuError
from chitieu.warehouse.copying import json_text, storable


@given(st.text(alphabet=st.characters()))
def test_what_is_stored_is_utf8_of_the_same_length(text: str) -> None:
    kept = storable(text)
    assert "\x00" not in kept
    assert len(kept.encode()) > 0 or text == ""
    assert len(kept) == len(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_text_that_can_be_stored_is_left_alone(text: str) -> None:
    assert storable(text) == text


def test_json_keeps_numbers_exact_and_dates_readable() -> None:
    content = {
        "low": Decimal("0.10"),
        "day": date(2023, 6, 30),
        "at": datetime(2023, 7, 3, tzinfo=UTC),
        "n": 3,
    }
    assert json.loads(json_text(content)) == {
        "low": "0.10",
        "day": "2023-06-30",
        "at": "2023-07-03T00:00:00+00:00",
        "n": 3,
    }


def test_json_holds_what_the_database_can_hold() -> None:
    content = ("a\x00", {"\ud83d": None}, MappingProxyType({"huyện": {2, 1}}), "a\\u0000")
    replaced = "\N{REPLACEMENT CHARACTER}"
    kept = [f"a{replaced}", {replaced: None}, {"huyện": [1, 2]}, "a\\u0000"]
    assert json.loads(json_text(content)) == kept


def test_numbers_of_a_data_frame_become_plain() -> None:
    import pandas

    assert json_text({"n": pandas.Series([7])[0]}) == '{"n":7}'


@pytest.mark.parametrize(
    ("value", "fault"), [(object(), "A object cannot be kept"), (float("nan"), "cannot be kept as JSON")]
)
def test_what_is_no_json_is_named(value: object, fault: str) -> None:
    with pytest.raises(ChitieuError, match=fault):
        json_text({"what": value})
