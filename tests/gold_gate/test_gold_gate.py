"""Accuracy floors on annotated pages: they are pinned and only rise.

The pages and their annotations are no part of the repository; they are looked for beside it, in `../shared`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chitieu.article import parse_article
from chitieu.extract import extract
from chitieu.fetch import read_paths
from chitieu.kernel.records import Capture, Observation

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCORER, PAGES = SHARED / "gold" / "score.py", SHARED / "pages"
FLOORS = {
    "all": {"quantity": 0.988, "observation": 0.965, "fact": 0.95},
    "reviews": {"quantity": 0.995, "observation": 0.98, "fact": 0.98},
}
EXTRAS = {"qualifier": 0.98, "status": 0.97, "basis": 0.94, "part": 0.9}

pytestmark = pytest.mark.skipif(
    not (SCORER.is_file() and PAGES.is_dir()),
    reason=f"no annotated pages at {SHARED}: put `gold` and `pages` there to measure accuracy",
)


def _row(page: str, observation: Observation) -> dict[str, Any]:
    day = {key: getattr(observation, key) for key in ("period_start", "period_end")}
    return {
        "page": page,
        "start": observation.start,
        "end": observation.end,
        "indicator": observation.indicator,
        "measure": observation.measure,
        "value": float(observation.value),
        "unit": observation.unit,
        "total": None if observation.total is None else float(observation.total),
        "qualifier": observation.qualifier,
        "status": observation.status,
        "basis": observation.basis,
        "part": observation.part,
        "place": observation.place,
        "organisation": observation.organisation,
        **{key: value.isoformat() if value else None for key, value in day.items()},
    }


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("observations")
    for capture in read_paths(sorted(PAGES.glob("*.txt"))):
        assert isinstance(capture, Capture)
        article = parse_article(capture)
        rows = [json.dumps(_row(article.page, row)) for row in extract(article).observations]
        (folder / f"{article.page}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


def _scores(system: Path, pages: list[str]) -> dict[str, Any]:
    command = [sys.executable, str(SCORER), str(system), "--json", *(["--pages", *pages] if pages else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


@pytest.mark.parametrize("name", FLOORS)
def test_scores_stay_above_their_floors(system: Path, name: str) -> None:
    pages = sorted(path.stem for path in PAGES.glob("00*.txt")) if name == "reviews" else []
    scores = _scores(system, pages)
    below = {d: scores[d]["f1"] for d, floor in FLOORS[name].items() if scores[d]["f1"] < floor}
    assert not below


def test_attributes_stay_above_their_floors(system: Path) -> None:
    scores = _scores(system, [])
    assert not {e: scores[e]["accuracy"] for e, floor in EXTRAS.items() if scores[e]["accuracy"] < floor}
