"""The catalogue of indicators: each row is valid, each is exemplified, each example is read as its code."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from extract_pages import article_of

from chitieu.catalogue import Example, Indicator, load_catalogue
from chitieu.catalogue.indicators import load_indicators, load_other_topics
from chitieu.extract import extract
from chitieu.extract.phrases import compile_phrase
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Measure

INDICATORS = tuple(load_catalogue().indicators.values())
EXAMPLES = [pytest.param(i, e, id=f"{i.code}-{n}") for i in INDICATORS for n, e in enumerate(i.examples)]
COUNTER_EXAMPLES = [
    pytest.param(i, text, id=f"{i.code}-{n}") for i in INDICATORS for n, text in enumerate(i.counter_examples)
]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_row_is_valid(indicator: Indicator) -> None:
    assert indicator.phrases or indicator.in_scope
    assert indicator.examples and indicator.counter_examples
    assert indicator.polarity in ("more", "less", "none")
    assert set(indicator.bounds) == set(indicator.measures)
    for bound in indicator.bounds.values():
        assert bound.low < bound.high and bound.why
    for example in indicator.examples:
        bound = indicator.bounds[example.measure]
        assert bound.low <= example.value <= bound.high


@pytest.mark.parametrize(("indicator", "example"), EXAMPLES)
def test_example_is_read_as_its_code(indicator: Indicator, example: Example) -> None:
    found = {
        (row.indicator, row.measure, row.value) for row in extract(article_of(example.text)).observations
    }
    assert (indicator.code, example.measure, Decimal(str(example.value))) in found


@pytest.mark.parametrize(("indicator", "text"), COUNTER_EXAMPLES)
def test_counter_example_is_not(indicator: Indicator, text: str) -> None:
    assert indicator.code not in {row.indicator for row in extract(article_of(text)).observations}


def test_phrases_compile_with_words_to_look_up() -> None:
    sources = [phrase for i in INDICATORS for phrase in (*i.phrases, *i.after, *i.in_scope)]
    for source in [*sources, *(phrase for phrase, _ in load_other_topics())]:
        assert all(compile_phrase(source).anchors), source


def test_rates_have_no_growth() -> None:
    assert all(Measure.GROWTH not in i.measures for i in INDICATORS if i.kind == "rate")


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "union.yml").write_text("- {code: union.broken, name_vi: Hỏng}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"union\.yml: the row union\.broken"):
        load_indicators(tmp_path)
