"""Observations of annotated pages, their features and what of them is right: what confidence learns from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring import Row, folded, pairs_of, read_rows

from chitieu.article import parse_article
from chitieu.extract import extract
from chitieu.extract.evidence import Features, features_of, page_of
from chitieu.fetch import read_paths
from chitieu.kernel.records import OTHER_INDICATOR, Capture
from chitieu.kernel.serialise import observation_row

GOLD = Path(__file__).resolve().parents[1] / "gold"
CODES = frozenset((GOLD / "codes.txt").read_text("utf-8").split())
# All that rules were learnt from: the last round is new to them.
LEARNT = (*(f"round_{number}" for number in range(1, 11)), "periods", "places")
OWN_PAGES = tuple((GOLD / name / "pages", GOLD / name / "expected") for name in LEARNT)


@dataclass(frozen=True, slots=True)
class Example:
    """One observation with its features by aspect, which of its aspects are right, and its page.

    An aspect is None where the annotation cannot tell. `fact` is whether all of it is right.
    """

    page: str
    is_other: bool
    features: Mapping[str, Features]
    right: Mapping[str, bool | None]
    fact: bool


def examples_of(pages: Path, expected: Path) -> list[Example]:
    """The observations that the reader takes from a folder of pages, judged by their annotations."""
    annotated = read_rows(sorted(expected.glob("*.jsonl")))
    out: list[Example] = []
    for capture in read_paths([pages]):
        name = Path(capture.uri).stem
        if not isinstance(capture, Capture) or name not in annotated:
            continue
        article = parse_article(capture)
        rows = extract(article).observations
        found = [observation_row(row) for row in rows]
        partner = {j: annotated[name][i] for _, i, j in pairs_of(annotated[name], found)}
        page = page_of(article, rows)
        for index, row in enumerate(rows):
            if row.indicator not in CODES and row.indicator != OTHER_INDICATOR:
                continue  # an indicator that the annotators did not have: nobody said whether it is right
            right = _right(found[index], partner.get(index))
            before = rows[index - 1] if index else None
            is_other = row.indicator == OTHER_INDICATOR
            fact = bool(right["what"]) and (is_other or all(right[a] is not False for a in ("when", "where")))
            out.append(Example(name, is_other, features_of(row, before, page), right, fact))
    return out


def _right(found: Row, annotated: Row | None) -> dict[str, bool | None]:
    if annotated is None:
        return {"what": False, "when": None, "where": None}
    if found["indicator"] == OTHER_INDICATOR:
        return {"what": annotated["indicator"] not in CODES, "when": None, "where": None}
    if any(annotated[key] != found[key] for key in ("indicator", "measure")):
        return {"what": False, "when": None, "where": None}
    ends = [annotated[key] == found[key] for key in ("period_start", "period_end") if annotated[key]]
    place = annotated["place"]
    return {
        "what": True,
        "when": all(ends) if ends else None,
        "where": folded(place) == folded(found["place"]) if place else None,
    }
