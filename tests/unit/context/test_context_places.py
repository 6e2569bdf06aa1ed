"""Places and names with digits of the corpus."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from context_pages import page, rows

from chitieu.catalogue.places import DATA

ROWS = rows("places.yml")


def _label(row: dict[str, Any]) -> str:
    return f"{row['rule']}: {row['text'][:40]}"


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_figures_have_their_places(row: dict[str, Any]) -> None:
    made = page(row)
    readings = {figure: made.context.place(*made.find(figure)) for figure in row["figures"]}
    assert {figure: reading.name or "none" for figure, reading in readings.items()} == row["figures"]
    codes = row.get("codes", {})
    assert {figure: readings[figure].code for figure in codes} == codes
    assert {hit.rule.partition(".")[0] for r in readings.values() for hit in r.hits} <= {"place"}


@pytest.mark.parametrize("row", [row for row in ROWS if "names" in row], ids=_label)
def test_names_hold_their_digits(row: dict[str, Any]) -> None:
    made = page(row)
    spans = {
        made.text[start:end] for s in made.sentences for start, end, _ in made.context.name_spans(s.index)
    }
    assert set(row["names"]) <= spans
    assert not spans & set(row["figures"])


def test_every_alias_is_read_in_its_example() -> None:
    with (DATA / "aliases.csv").open(encoding="utf-8", newline="") as file:
        aliases = list(csv.DictReader(file))
    got = {row["alias"]: _place_of(row["example"]) for row in aliases}
    assert got == {row["alias"]: row["place"] or None for row in aliases}


def _place_of(example: str) -> str | None:
    made = page({"text": f"{example}, đạt 1.234 tỷ đồng."})
    return made.context.place(*made.find("1.234")).name
