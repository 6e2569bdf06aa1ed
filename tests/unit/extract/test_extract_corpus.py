"""Phrasings and what must be read from them: `tests/corpus/*.yml`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from extract_pages import article_of

from chitieu.extract import extract
from chitieu.kernel.records import Observation

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = (
    *(
        "numbers",
        "unions",
        "economy",
        "society",
        "reports",
        "rejected",
        "attributes",
        "parts",
    ),
    *sorted(path.stem for path in CORPUS.glob("review_*.yml")),
)
PLAIN = {"qualifier": "exact", "status": "actual", "basis": None, "part": None, "total": None, "per": None}


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{name}-{number}")
        for name in FILES
        for number, case in enumerate(yaml.safe_load((CORPUS / f"{name}.yml").read_text(encoding="utf-8")))
    ]


def _read(row: Observation) -> dict[str, Any]:
    return {
        "text": row.text,
        "value": row.value,
        "unit": row.unit.value,
        "indicator": row.indicator,
        "measure": row.measure.value,
        "qualifier": row.qualifier.value,
        "status": row.status.value,
        "basis": row.basis.value if row.basis else None,
        "part": row.part,
        "total": row.total,
        "per": row.per,
    }


def _expected(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {key: Decimal(str(row[key])) for key in ("value", "total") if row.get(key) is not None}
    return {**PLAIN, **row, **numbers}


@pytest.mark.parametrize("case", _cases())
def test_phrasing_is_read_as_the_corpus_says(case: dict[str, Any]) -> None:
    found = extract(article_of(case["text"]))
    assert [_read(row) for row in found.observations] == [
        _expected(row) for row in case.get("observations", [])
    ]
    assert [(row.text, row.reason) for row in found.rejections] == [
        (row["text"], row["reason"]) for row in case.get("rejections", [])
    ]
