"""Confidence means what it says, and was fitted for the rules that are there now."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from judging import OWN_PAGES, Example, examples_of

from chitieu.extract.confidence import MODEL_PATH, OTHER, load_model, rate
from chitieu.extract.evidence import ASPECTS

ADVICE = "run `make confidence` and commit what it writes"
# A rule that is used as often as this was there to be learnt; a rarer one may come and go.
OFTEN_ROWS, OFTEN_PAGES = 40, 8
SUITE = Path(__file__).resolve().parents[2] / "expectations" / "suites" / "observations.json"
PUT_ASIDE = next(
    expectation["kwargs"]["min_value"]
    for expectation in json.loads(SUITE.read_text("utf-8"))["expectations"]
    if expectation["meta"]["check"] == "confident_enough"
)
FITTED = json.loads(MODEL_PATH.read_text("utf-8"))


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return [example for pages, expected in OWN_PAGES for example in examples_of(pages, expected)]


def _said(example: Example) -> float:
    model = load_model()
    raw = 1.0
    for probability in rate(model, example.is_other, example.features)[0].values():
        raw *= probability
    return model.told(raw, OTHER if example.is_other else "fact")


@pytest.mark.parametrize("head", [*ASPECTS, OTHER])
def test_features_are_those_that_were_fitted(examples: list[Example], head: str) -> None:
    aspect = "what" if head == OTHER else head
    known = FITTED["heads"][head]["features"]
    rows: Counter[str] = Counter()
    pages: dict[str, set[str]] = {}
    for example in examples:
        if example.is_other == (head == OTHER) and example.right[aspect] is not None:
            rows.update(example.features[aspect].keys())
            for name in example.features[aspect]:
                pages.setdefault(name, set()).add(example.page)
    often = {name for name, count in rows.items() if count >= OFTEN_ROWS and len(pages[name]) >= OFTEN_PAGES}

    assert often <= known.keys(), f"rules that confidence knows nothing of: {ADVICE}"
    assert known.keys() <= rows.keys(), f"rules that are gone: {ADVICE}"


def test_of_what_is_called_nine_tenths_sure_nine_tenths_are_right(examples: list[Example]) -> None:
    sure = [example for example in examples if not example.is_other and _said(example) >= 0.9]

    assert len(sure) > len(examples) / 10, f"next to nothing is sure: {ADVICE}"
    assert sum(example.fact for example in sure) / len(sure) >= 0.9, ADVICE


def test_what_is_put_aside_is_wrong_more_often_than_the_rest(examples: list[Example]) -> None:
    named = [example for example in examples if not example.is_other]
    doubtful = [example.fact for example in named if _said(example) < PUT_ASIDE]
    kept = [example.fact for example in named if _said(example) >= PUT_ASIDE]

    assert doubtful, "nothing is ever put aside"
    assert sum(doubtful) / len(doubtful) < 0.65, ADVICE
    assert sum(kept) / len(kept) > 0.8, ADVICE


def test_the_surer_are_right_more_often(examples: list[Example]) -> None:
    named = sorted((_said(e), e.fact) for e in examples if not e.is_other)
    third = len(named) // 3
    shares = [sum(fact for _, fact in named[k * third : (k + 1) * third]) / third for k in range(3)]

    assert shares == sorted(shares)
    assert shares[2] - shares[0] > 0.1
