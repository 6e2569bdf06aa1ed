"""What writers call the indicators, in their many ways: `tests/corpus/phrasings_*.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from extract_pages import article_of

from chitieu.catalogue.indicators import load_indicators
from chitieu.extract import extract
from chitieu.kernel.records import OTHER_INDICATOR, Measure, Observation

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted(CORPUS.glob("phrasings_*.yml"))


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{number}")
        for path in FILES
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def _said(row: Observation) -> str:
    """Code and measure of a figure; of a subject without a row only that it has none."""
    if row.indicator == OTHER_INDICATOR or row.measure is Measure.LEVEL:
        return row.indicator
    return f"{row.indicator}:{row.measure.value}"


@pytest.mark.parametrize("case", _cases())
def test_figures_are_told_apart_in_all_ways_of_saying_them(case: dict[str, Any]) -> None:
    found = extract(article_of(case["text"], title=case["title"]))
    assert [_said(row) for row in found.observations] == case["read"]


def test_every_indicator_is_told_in_some_way() -> None:
    cases = [case for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
    told = {str(code).partition(":")[0] for case in cases for code in case["read"]}
    assert told >= set(load_indicators())
