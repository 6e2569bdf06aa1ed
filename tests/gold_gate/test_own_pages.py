"""Accuracy floors on pages of the project's own: they are pinned and only rise.

`samples` ship with the project. The rounds were each written without knowledge of the rules, and scored once
before any rule was learnt from them (`docs/accuracy.md` has those figures); only then were rules learnt from
their errors. `periods` and `places` are short pages, each with another way of telling when and where.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from scoring import DEPTHS, Row, Tally, read_rows, score

from chitieu.article import parse_article
from chitieu.extract import extract
from chitieu.fetch import read_paths
from chitieu.kernel.records import Capture
from chitieu.kernel.serialise import observation_row

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold"
SCORER = ROOT.parent / "shared" / "gold" / "score.py"
CODES = frozenset((GOLD / "codes.txt").read_text("utf-8").split())
SETS = {
    "samples": (ROOT / "samples" / "pages", ROOT / "samples" / "expected"),
    **{
        name: (GOLD / name / "pages", GOLD / name / "expected")
        for name in (*(f"round_{number}" for number in range(1, 12)), "periods", "places")
    },
}
FLOORS: Mapping[str, Mapping[str, float]] = {
    "samples": {"quantity": 0.995, "observation": 0.98, "fact": 0.98},
    "round_1": {"quantity": 0.985, "observation": 0.94, "fact": 0.9},
    "round_2": {"quantity": 0.99, "observation": 0.97, "fact": 0.96},
    "round_3": {"quantity": 0.975, "observation": 0.94, "fact": 0.92},
    "round_4": {"quantity": 0.97, "observation": 0.97, "fact": 0.925},
    "round_5": {"quantity": 0.985, "observation": 0.95, "fact": 0.935},
    "round_6": {"quantity": 0.98, "observation": 0.94, "fact": 0.915},
    "round_7": {"quantity": 0.98, "observation": 0.955, "fact": 0.94},
    "round_8": {"quantity": 0.99, "observation": 0.98, "fact": 0.95},
    "round_9": {"quantity": 0.985, "observation": 0.965, "fact": 0.96},
    "round_10": {"quantity": 0.985, "observation": 0.955, "fact": 0.925},
    "round_11": {"quantity": 0.985, "observation": 0.915, "fact": 0.865},
    "periods": {"quantity": 0.985, "observation": 0.97, "fact": 0.92},
    "places": {"quantity": 0.99, "observation": 0.985, "fact": 0.95},
}


def found_on(pages: Path) -> dict[str, list[dict[str, Any]]]:
    """What the extractor reads from a folder of pages."""
    found: dict[str, list[dict[str, Any]]] = {}
    for capture in read_paths([pages]):
        assert isinstance(capture, Capture)
        article = parse_article(capture)
        found[Path(capture.uri).stem] = [observation_row(row) for row in extract(article).observations]
    return found


def annotated_in(folder: Path) -> Mapping[str, list[dict[str, Any]]]:
    return read_rows(sorted(folder.glob("*.jsonl")))


@pytest.fixture(scope="module", params=SETS)
def scored(request: pytest.FixtureRequest) -> tuple[str, Tally]:
    pages, expected = SETS[request.param]
    return request.param, score(annotated_in(expected), found_on(pages), CODES)


def test_scores_stay_above_their_floors(scored: tuple[str, Tally]) -> None:
    name, tally = scored
    reached = {depth: round(tally.f1(depth), 4) for depth in DEPTHS}
    assert not {d: f1 for d, f1 in reached.items() if f1 < FLOORS[name][d]}, reached


def test_every_annotation_stands_where_it_says() -> None:
    for pages, expected in SETS.values():
        rows = annotated_in(expected)
        assert rows.keys() == {path.stem for path in pages.iterdir()}
        if pages.parent.name == "samples":
            continue  # their offsets are into the article's text, which the samples' own tests check
        for page, annotated in rows.items():
            text = (pages / f"{page}.txt").read_text("utf-8")
            assert all(text[row["start"] : row["end"]] == row["text"] for row in annotated), page


def test_the_scorer_tells_right_from_wrong() -> None:
    gold: Row = {
        "page": "p", "start": 10, "end": 13, "text": "12%", "value": 12, "total": None, "unit": "percent",
        "indicator": "economy.cpi", "measure": "growth", "period_start": "2023-01-01",
        "period_end": "2023-12-31", "place": "Việt Nam", "qualifier": "over", "status": "actual",
        "basis": "other", "part": None, "organisation": None,
    }  # fmt: skip
    steps = ({"value": 13}, {"measure": "share"}, {"place": "tỉnh Bắc Giang"}, {})
    for depth, change in enumerate(steps):
        tally = score({"p": [gold]}, {"p": [{**gold, **change}]}, frozenset({"economy.cpi"}))
        assert [tally.f1(name) for name in DEPTHS] == [1.0] * depth + [0.0] * (3 - depth)
    twice = score({"p": [gold]}, {"p": [gold, gold]}, frozenset({"economy.cpi"}))
    assert twice.f1("fact") == pytest.approx(2 / 3)


@pytest.mark.skipif(not SCORER.is_file(), reason=f"no scorer of the annotators at {SCORER} to compare with")
def test_the_scorer_agrees_with_that_of_the_annotators(tmp_path: Path) -> None:
    pages, expected = SETS["round_1"]
    found = found_on(pages)
    lines = [json.dumps({**row, "page": page}) for page, rows in found.items() for row in rows]
    system = tmp_path / "system.jsonl"
    system.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(system), "--gold", str(expected), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = score(annotated_in(expected), found, CODES)
    assert {depth: ours.f1(depth) for depth in DEPTHS} == pytest.approx(
        {depth: theirs[depth]["f1"] for depth in DEPTHS}, abs=1e-6
    )
    for attribute in ("qualifier", "status", "basis", "part", "organisation"):
        assert ours.accuracy(attribute) == pytest.approx(theirs[attribute]["accuracy"], abs=0.01)
