"""Every expectation of the suite of articles is violated once and does what its severity says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from chitieu.validate import Verdict, validate_articles
from chitieu.validate.definitions import Expectation, Severity, load_suite

from .rows import article

EXPECTATIONS = Path(__file__).parents[3] / "expectations"
SUITE = load_suite(EXPECTATIONS, "articles")
STUB = "Trang đang được nâng cấp."

VIOLATIONS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "columns_complete": lambda: [{k: v for k, v in article().items() if k != "blocks"}],
    "article_version_id_present": lambda: [article(article_version_id=None)],
    "article_version_once": lambda: [article(), article()],
    "article_id_present": lambda: [article(article_id=None)],
    "capture_id_present": lambda: [article(capture_id=None)],
    "text_present": lambda: [article(text=None)],
    "text_agrees_with_digest": lambda: [article(text=article()["text"] + " (đã sửa)")],
    "blocks_in_order": lambda: [
        article(blocks=[{"start": 0, "end": 42, "kind": "title"}, {"start": 40, "end": 50, "kind": "body"}])
    ],
    "content_present": lambda: [article(blocks=[{"start": 0, "end": 42, "kind": "navigation"}])],
    "url_is_link": lambda: [article(url="javascript:alert(1)")],
    "title_present": lambda: [article(title=None)],
    "published_at_present": lambda: [article(published_at=None)],
    "published_plausible": lambda: [article(published_at=datetime(2031, 1, 1, tzinfo=UTC))],
    "text_of_sane_length": lambda: [article(text=STUB)],
    "language_known": lambda: [article(language="en")],
}


def _verdict(rows: list[dict[str, Any]]) -> Verdict:
    return validate_articles(pd.DataFrame(rows), expectations_dir=EXPECTATIONS)


def test_a_good_article_passes_every_expectation() -> None:
    verdict = _verdict([article()])
    assert [row["expectation"] for row in verdict.results if not row["success"]] == []


def test_no_articles_pass() -> None:
    verdict = validate_articles(pd.DataFrame([article()]).iloc[:0], expectations_dir=EXPECTATIONS)
    assert verdict.passed and all(row["success"] for row in verdict.results)


def test_every_expectation_has_its_violation() -> None:
    assert {expectation.check for expectation in SUITE.expectations} == set(VIOLATIONS)


@pytest.mark.parametrize("expectation", SUITE.expectations, ids=lambda expectation: expectation.check)
def test_a_violation_does_what_its_severity_says(expectation: Expectation) -> None:
    verdict = _verdict(VIOLATIONS[expectation.check]())
    (result,) = [row for row in verdict.results if row["expectation"] == expectation.check]
    told = {reason["expectation"] for reasons in verdict.quarantined.values() for reason in reasons}
    assert (result["success"], result["detail"]["problem"]) == (False, None)
    stopped = any(expectation.check in failure for failure in verdict.critical_failures)
    assert stopped is (expectation.severity is Severity.CRITICAL)
    assert (expectation.check in told) is (expectation.severity is Severity.QUARANTINE)
