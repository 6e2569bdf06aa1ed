"""The tables that batches are joined with say what the catalogue says."""

from __future__ import annotations

import pandas as pd

from chitieu.catalogue import load_catalogue
from chitieu.validate.knowledge import load_knowledge


def test_every_indicator_has_measures_units_and_bounds() -> None:
    codes = set(load_catalogue().indicators)
    known = load_knowledge()
    assert known.indicators == codes | {"other"}
    for table in (known.allowed, known.units, known.bounds):
        assert set(table["indicator_code"]) == codes
        assert not table.duplicated().any()


def test_the_examples_of_the_catalogue_lie_within_its_bounds() -> None:
    examples = pd.DataFrame(
        [
            (row.code, example.measure.value, example.value)
            for row in load_catalogue().indicators.values()
            for example in row.examples
        ],
        columns=["indicator_code", "measure", "value"],
    )
    judged = examples.merge(load_knowledge().bounds, on=["indicator_code", "measure"], how="left")
    assert judged["low"].notna().all()
    assert judged["value"].between(judged["low"], judged["high"]).all()


def test_places_that_ended_have_their_last_day() -> None:
    places = load_knowledge().places
    assert places["place_code"].is_unique
    assert (places["exists_to"] == pd.Timestamp("2025-06-30")).any()
