"""The words beside and inside names: each row shows its words in an example."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chitieu.catalogue import organisations, places
from chitieu.catalogue.folding import fold


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_syllables_stand_in_their_examples() -> None:
    rows = _rows(organisations.DATA / "name_syllables.csv")
    strayed = [
        syllable
        for row in rows
        for syllable in row["syllables"].split()
        if fold(syllable) not in fold(row["example"]).split()
    ]
    assert strayed == []


@pytest.mark.parametrize(
    "row", _rows(organisations.DATA / "trade_syllables.csv"), ids=lambda row: row["example"]
)
def test_trades_stand_in_their_examples(row: dict[str, str]) -> None:
    written = fold(row["example"]).split()
    assert any(fold(syllable) in written for syllable in row["syllables"].split())


@pytest.mark.parametrize("row", _rows(places.DATA / "name_words.csv"), ids=lambda row: row["kind"])
def test_words_beside_names_stand_in_their_examples(row: dict[str, str]) -> None:
    example = f" {fold(row['example'])} "
    assert any(f" {fold(word.replace('_', ' '))} " in example for word in row["words"].split())
    assert places.load_gazetteer().words[row["kind"]]


def test_heads_come_once() -> None:
    heads = [row["head"] for row in _rows(organisations.DATA / "heads.csv")]
    assert len({fold(head) for head in heads}) == len(heads)
    assert {row["kind"] for row in _rows(organisations.DATA / "heads.csv")} == set(organisations.HeadKind)
