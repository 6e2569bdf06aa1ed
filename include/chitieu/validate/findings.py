"""What a check of our own is made of.

A column `finding_<check>` holds a sentence for the steward where a row fails and null where it is fine, so
that Great Expectations reports it like any other expectation (`expect_column_values_to_be_null`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from chitieu.validate.knowledge import Knowledge

Finding = Callable[[pd.DataFrame, "Knowledge"], pd.Series]


@dataclass(frozen=True, slots=True)
class Check:
    """A finding and the columns that it reads."""

    name: str
    needs: tuple[str, ...]
    find: Finding


def registrar(checks: list[Check]) -> Callable[..., Callable[[Finding], Finding]]:
    """A decorator that adds a function to a list of checks, under its own name, with the columns it reads."""

    def check(*needs: str) -> Callable[[Finding], Finding]:
        def register(find: Finding) -> Finding:
            checks.append(Check(find.__name__, needs, find))
            return find

        return register

    return check


def plain(value: Any) -> Any:
    """Decimals and dates as strings, which pandas reads without guessing."""
    return None if pd.isna(value) else str(value)


def instants(values: pd.Series) -> pd.Series:
    """UTC timestamps; what is no ISO date becomes null."""
    read = pd.to_datetime(values.map(plain), format="ISO8601", errors="coerce", utc=True)
    return read.astype("datetime64[us, UTC]")


def told(rows: pd.DataFrame, failing: pd.Series, tell: Callable[[Any], str]) -> pd.Series:
    """A finding column: the sentence of `tell` for failing rows, null for the others."""
    told = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    failing = failing.fillna(False).astype(bool)
    if failing.any():
        told[failing] = [tell(row) for row in rows[failing].itertuples()]
    return told


def shown(value: float) -> str:
    """A number as Vietnamese readers write it: `1.234,5`."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))
