"""How near a system's observations come to annotated ones: precision, recall and F1 at three depths.

A system's observation is right at depth `quantity` when its span overlaps the annotated one and value,
total and unit are the same; at `observation` when indicator and measure are too; at `fact` when period and
place are too, as far as the annotation gives them. Indicators that the annotators' list lacks count as
`other`, which is scored for its quantity alone. Each annotated observation is paired with one of the system's
at most.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEPTHS = ("quantity", "observation", "fact")
Row = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts per depth, and of right observations how many attributes are right."""

    right: Counter[str] = field(default_factory=Counter)
    annotated: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    attributes_right: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)

    def f1(self, depth: str) -> float:
        """F1 at a depth, 0 where nothing is right."""
        of = self.annotated[depth] + self.found[depth]
        return 2 * self.right[depth] / of if of else 0.0

    def accuracy(self, attribute: str) -> float:
        """Share of right observations with the right attribute; 1 where none was to be judged."""
        of = self.attributes[attribute]
        return self.attributes_right[attribute] / of if of else 1.0


def read_rows(files: Iterable[Path]) -> dict[str, list[dict[str, Any]]]:
    """Annotated observations by page; a file without lines is a page without observations."""
    return {
        file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        for file in files
    }


def _same_number(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    return math.isclose(float(left), float(right), rel_tol=1e-6, abs_tol=1e-9)


def folded(name: Any) -> str:
    return " ".join(str(name or "").casefold().split())


def depth_of(annotated: Row, found: Row) -> int:
    overlaps = found["start"] < annotated["end"] and annotated["start"] < found["end"]
    if not overlaps or annotated["unit"] != found["unit"]:
        return 0
    if not all(_same_number(annotated[key], found[key]) for key in ("value", "total")):
        return 0
    if any(annotated[key] != found[key] for key in ("indicator", "measure")):
        return 1
    if any(annotated[key] and annotated[key] != found[key] for key in ("period_start", "period_end")):
        return 2
    if annotated["place"] and folded(annotated["place"]) != folded(found["place"]):
        return 2
    return 3


def pairs_of(annotated: Sequence[Row], found: Sequence[Row]) -> list[tuple[int, int, int]]:
    """`(depth, index, index)` of the pairs, the deepest first, then the nearest; each row in one at most."""
    candidates = sorted(
        (
            (depth_of(left, right), -abs(left["start"] - right["start"]), i, j)
            for i, left in enumerate(annotated)
            for j, right in enumerate(found)
        ),
        reverse=True,
    )
    pairs: list[tuple[int, int, int]] = []
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for depth, _, i, j in candidates:
        if depth and i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((depth, i, j))
    return pairs


def _judge_attributes(tally: Tally, annotated: Row, found: Row) -> None:
    judged = {"qualifier", "status", "part"}
    judged |= {"organisation"} if annotated["organisation"] else set()
    judged |= {"basis"} if annotated["measure"] in {"growth", "change"} else set()
    for attribute in judged:
        left, right = annotated[attribute], found[attribute]
        same = bool(left) == bool(right) if attribute == "part" else folded(left) == folded(right)
        tally.attributes[attribute] += 1
        tally.attributes_right[attribute] += same


def score(
    annotated: Mapping[str, Sequence[Row]], found: Mapping[str, Sequence[Row]], codes: frozenset[str]
) -> Tally:
    """Compare pages; `codes` are the indicators that the annotators could choose from."""
    tally = Tally()
    for page, rows in annotated.items():
        others = found.get(page, [])
        tally.annotated["quantity"] += len(rows)
        tally.found["quantity"] += len(others)
        for depth in DEPTHS[1:]:
            tally.annotated[depth] += sum(row["indicator"] in codes for row in rows)
            tally.found[depth] += sum(row["indicator"] in codes for row in others)
        for depth, i, j in pairs_of(rows, others):
            tally.right["quantity"] += 1
            if rows[i]["indicator"] not in codes:
                continue
            for level, name in enumerate(DEPTHS[1:], 2):
                tally.right[name] += depth >= level
            if depth > 1:
                _judge_attributes(tally, rows[i], others[j])
    return tally
