"""Bodies of the corpus, and that every head of the catalogue is found in its own example."""

from __future__ import annotations

from typing import Any

import pytest
from chitieu.catalogue.organisations import load_organisation_words
from context_pages import page, rows

ROWS = rows("organisations.yml")


def _label(row: dict[str, Any]) -> str:
    return f"{row['rule']}: {row['text'][:40]}"


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_figures_have_their_bodies(row: dict[str, Any]) -> None:
    made = page(row)
    got = {figure: made.context.organisation(*made.find(figure)).name or "none" for figure in row["figures"]}
    assert {k: v.casefold() for k, v in got.items()} == {k: v.casefold() for k, v in row["figures"].items()}
