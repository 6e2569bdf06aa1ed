"""Places and names with digits of the corpus."""

from __future__ import annotations

from typing import Any

import pytest
from context_pages import page, rows

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
