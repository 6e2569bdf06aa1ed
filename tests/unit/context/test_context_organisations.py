"""Bodies of the corpus, and that every head of the catalogue is found in its own example."""

from __future__ import annotations

from typing import Any

import pytest
from context_pages import page, rows

from chitieu.catalogue.organisations import load_organisation_words

ROWS = rows("organisations.yml")


def _label(row: dict[str, Any]) -> str:
    return f"{row['rule']}: {row['text'][:40]}"


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_figures_have_their_bodies(row: dict[str, Any]) -> None:
    made = page(row)
    got = {figure: made.context.organisation(*made.find(figure)).name or "none" for figure in row["figures"]}
    assert {k: v.casefold() for k, v in got.items()} == {k: v.casefold() for k, v in row["figures"].items()}


@pytest.mark.parametrize("head", load_organisation_words().heads.values(), ids=lambda head: head.head)
def test_every_head_is_read_in_its_example(head: Any) -> None:
    made = page({"text": head.example})
    start = next(i for i in range(len(head.example) - 1, -1, -1) if head.example[i].isdigit())
    while start and head.example[start - 1].isdigit():
        start -= 1
    sentence = made.sentences[-1]
    name = made.context.organisation(sentence.index, start, start + 1).name
    assert name is not None
    assert name.casefold().startswith(head.short.casefold())
