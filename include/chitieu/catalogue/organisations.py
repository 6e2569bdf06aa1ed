"""The words that names of bodies begin with and are made of; the rows come from `data/organisations`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from chitieu.catalogue.folding import fold

DATA = Path(__file__).parent / "data" / "organisations"


class HeadKind(StrEnum):
    """How the name of a body goes on after its head.

    `whole` ends with its head; `self` may end there or go on with a unit; `unit` goes on with one (`LĐLĐ
    quận Hà Đông`); `field` with a field of work and perhaps a unit (`Sở Y tế Hà Nội`); `central` with a
    field, for the whole country (`Bộ Nội vụ`); `named` with a proper name (`Công ty TNHH ...`); `phrase`
    with anything up to the verb (`Quỹ trợ vốn ...`).
    """

    WHOLE = "whole"
    UNIT = "unit"
    SELF = "self"
    FIELD = "field"
    CENTRAL = "central"
    NAMED = "named"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class OrganisationHead:
    """One way in which names of bodies begin: the words, how they go on, the usual short form."""

    head: str
    kind: HeadKind
    short: str
    example: str

    @property
    def key(self) -> str:
        """The head as folded text has it."""
        return fold(self.head)


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """All heads by key, and the syllables that may stand uncapitalised inside a name.

    `trades` are those of what firms make and do: they are of a name only where it goes on behind them.
    """

    heads: dict[str, OrganisationHead]
    syllables: frozenset[str]
    trades: frozenset[str] = frozenset()


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_organisation_words() -> OrganisationWords:
    """The words of the package's data, read once."""
    heads = [
        OrganisationHead(row["head"], HeadKind(row["kind"]), row["short"], row["example"])
        for row in _table("heads.csv")
    ]
    syllables, trades = (
        frozenset(fold(word) for row in _table(name) for word in row["syllables"].split())
        for name in ("name_syllables.csv", "trade_syllables.csv")
    )
    return OrganisationWords({head.key: head for head in heads}, syllables, trades)
