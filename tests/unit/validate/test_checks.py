"""The findings hold on any row, however broken: they report, they never raise."""

from __future__ import annotations

import pandas as pd
import pytest

from chitieu.validate.checks import observation_findings

from .rows import good_rows, knowledge


@pytest.mark.parametrize("junk", [None, "", "rác", "999999999999"])
def test_junk_in_any_column_gives_findings_not_errors(junk: str | None) -> None:
    rows = []
    for column in good_rows()[0]:
        for position in range(4):
            article = [row | {"article_version_id": f"{column}-{position}"} for row in good_rows()]
            article[position][column] = junk
            rows += article
    found = observation_findings(pd.DataFrame(rows), knowledge())
    assert len(found) == len(rows)
    assert found.filter(like="finding_").notna().any(axis=1).sum() >= len(good_rows()[0])


def test_findings_add_columns_and_keep_the_rows() -> None:
    frame = pd.DataFrame(good_rows(), index=[9, 7, 7, 1])
    found = observation_findings(frame, knowledge())
    added = [name for name in found.columns if name not in frame.columns]
    assert list(found["observation_id"]) == list(frame["observation_id"])
    assert all(name.startswith("finding_") for name in added)
    assert found[added].isna().all().all()
