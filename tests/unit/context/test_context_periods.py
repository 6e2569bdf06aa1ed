"""Periods and times of the corpus, and that every rule of time has an example there."""

from __future__ import annotations

from typing import Any

import pytest
from context_pages import page, rows

from chitieu.extract.context.temporal import RULES

ROWS = rows("periods.yml")


def _label(row: dict[str, Any]) -> str:
    return f"{row['rule']}: {row['text'][:40]}"


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_figures_have_their_periods(row: dict[str, Any]) -> None:
    made = page(row)
    got = {}
    for figure in row["figures"]:
        reading = made.context.period(*made.find(figure))
        got[figure] = f"{reading.start}..{reading.end}" if reading.start else "none"
        assert all(hit.rule.startswith("period.") for hit in reading.hits)
    assert got == row["figures"]


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_times_are_told_from_figures(row: dict[str, Any]) -> None:
    made = page(row)
    spans = [
        (made.text[start:end], start, end)
        for sentence in made.sentences
        for start, end, _ in made.context.temporal_spans(sentence.index)
    ]
    texts = [text for text, _, _ in spans]
    assert [words for words in row.get("spans", []) if not any(words in text for text in texts)] == []
    assert [words for words in row.get("no_spans", []) if any(words in text for text in texts)] == []
    for figure in row["figures"]:
        _, start, end = made.find(figure)
        assert not [text for text, low, high in spans if low < end and start < high]


def test_every_rule_of_time_has_an_example() -> None:
    assert {rule.name for rule in RULES} - {row["rule"] for row in ROWS} == set()
