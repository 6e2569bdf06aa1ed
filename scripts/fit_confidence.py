"""Fit what confidence means, and say how well it holds: `make confidence`.

Learns from the annotated pages of the repository (`tests/gold`), checks itself out of fold by page, and
writes `include/chitieu/extract/confidence.json`, the tables in `docs/accuracy.md` and
`docs/images/reliability.svg`.

The rules were learnt from those pages too, so the reader is better on them than on pages that nobody has
seen. What is taken off for that is one number, by how much the log-odds of being right are lower on new
pages than said: `--unseen PAGES EXPECTED` measures it on pages that no rule was learnt from, `--optimism`
sets it as measured before. It is kept with the model until it is measured anew. `--check NAME PAGES
EXPECTED` adds a table and learns nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import brentq
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
sys.path[:0] = [str(ROOT / "include"), str(ROOT / "tests" / "gold_gate"), str(ROOT / "scripts")]

from judging import OWN_PAGES, Example, examples_of  # noqa: E402
from reliability import Judged, picture, replace_section, report  # noqa: E402

from chitieu.extract.confidence import MODEL_PATH, OTHER, load_model, rate  # noqa: E402
from chitieu.extract.evidence import ASPECTS, Features  # noqa: E402

HEADS = (*ASPECTS, OTHER)
FOLDS = 7
LEAST_ROWS, LEAST_PAGES = 12, 4
# The freedom of the weights is chosen by head from these: what tells unseen pages best.
FREEDOMS = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
LEAST_ON_STEP = 40
NEUTRAL = {"heads": {name: {"intercept": 0.0, "features": {}} for name in HEADS},
           "curves": {"fact": [[0, 0], [1, 1]], OTHER: [[0, 0], [1, 1]]}}  # fmt: skip


def _training(examples: Iterable[Example], head: str) -> list[tuple[Features, bool, str]]:
    """What a head learns from: features, whether right, page."""
    aspect = "what" if head == OTHER else head
    return [
        (e.features[aspect], told, e.page)
        for e in examples
        if e.is_other == (head == OTHER) and (told := e.right[aspect]) is not None
    ]


@dataclass(frozen=True, slots=True)
class _Table:
    """What a head learns from as columns: scaled values, whether right, pages."""

    names: list[str]
    values: np.ndarray
    scale: np.ndarray
    right: np.ndarray
    pages: list[str]


def _table(examples: Iterable[Example], head: str) -> _Table:
    rows = _training(examples, head)
    pages: dict[str, set[str]] = {}
    seen: Counter[str] = Counter()
    for features, _, page in rows:
        seen.update(features.keys())
        for name in features:
            pages.setdefault(name, set()).add(page)
    names = sorted(n for n, count in seen.items() if count >= LEAST_ROWS and len(pages[n]) >= LEAST_PAGES)
    values = np.array([[features.get(name, 0.0) for name in names] for features, *_ in rows])
    # What is only there or not is left as it is, so that a rare rule cannot carry a large weight.
    plain = np.array([set(np.unique(column)) <= {0.0, 1.0} for column in values.T])
    spread = values.std(axis=0)
    scale = np.where(plain | (spread == 0), 1.0, spread)
    right = np.array([told for _, told, _ in rows])
    return _Table(names, values / scale, scale, right, [page for *_, page in rows])


def choose_freedom(examples: Sequence[Example], head: str) -> float:
    """The freedom of the weights with the least surprise on pages that were left out."""
    table = _table(examples, head)
    surprise = dict.fromkeys(FREEDOMS, 0.0)
    folds = GroupKFold(FOLDS, shuffle=True, random_state=3)
    for learnt, left in folds.split(table.values, groups=table.pages):
        for freedom in FREEDOMS:
            model = LogisticRegression(C=freedom, max_iter=2000)
            model.fit(table.values[learnt], table.right[learnt])
            said = np.clip(model.predict_proba(table.values[left])[:, 1], 0.005, 0.995)
            told = np.where(table.right[left], said, 1 - said)
            surprise[freedom] -= float(np.log(told).sum())
    return min(FREEDOMS, key=surprise.__getitem__)


def fit_head(examples: Sequence[Example], head: str, freedom: float) -> dict[str, Any]:
    """One logistic model as it is stored: intercept, and by feature its weight and its usual value."""
    table = _table(examples, head)
    model = LogisticRegression(C=freedom, max_iter=2000)
    model.fit(table.values, table.right)
    usual = (table.values * table.scale).mean(axis=0)
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "rows": len(table.right),
        "right": round(float(table.right.mean()), 4),
        "freedom": freedom,
        "features": {
            name: [round(float(w / s), 4), round(float(u), 4)]
            for name, w, s, u in zip(table.names, model.coef_[0], table.scale, usual, strict=True)
        },
    }


def fit_heads(examples: Sequence[Example], freedoms: Mapping[str, float]) -> dict[str, Any]:
    """All heads as they are stored."""
    return {head: fit_head(examples, head, freedoms[head]) for head in HEADS}


def raws(stored: Mapping[str, Any], examples: Iterable[Example], work: Path) -> np.ndarray:
    """The product of the heads for each example, with the code that the reader runs."""
    work.write_text(json.dumps(stored), encoding="utf-8")
    load_model.cache_clear()
    model = load_model(work)
    told = [list(rate(model, e.is_other, e.features)[0].values()) for e in examples]
    return np.array([np.prod(values) for values in told])


def fit_curves(raw: np.ndarray, examples: Sequence[Example]) -> dict[str, list[list[float]]]:
    """The share of right ones by the product of the heads: rising, on steps of enough observations."""
    curves = {}
    for name in ("fact", OTHER):
        chosen = np.array([e.is_other == (name == OTHER) for e in examples])
        order = np.argsort(raw[chosen], kind="stable")
        xs = raw[chosen][order]
        ys = np.array([e.fact for e in examples], dtype=float)[chosen][order]
        steps = np.array_split(np.arange(len(xs)), max(2, len(xs) // LEAST_ON_STEP))
        at = [float(xs[step].mean()) for step in steps]
        share = [float(ys[step].mean()) for step in steps]
        mass = [len(step) for step in steps]
        risen = IsotonicRegression(y_min=0.01, y_max=0.99).fit_transform(at, share, sample_weight=mass)
        curves[name] = [[round(x, 4), round(float(y), 4)] for x, y in zip(at, risen, strict=True)]
    return curves


def out_of_fold(examples: Sequence[Example], freedoms: Mapping[str, float], work: Path) -> np.ndarray:
    """The product of the heads for each example, by heads that have not seen its page."""
    out = np.zeros(len(examples))
    pages = [e.page for e in examples]
    for learnt, left in GroupKFold(FOLDS, shuffle=True, random_state=7).split(pages, groups=pages):
        part = [examples[k] for k in learnt]
        stored = {"heads": fit_heads(part, freedoms), "curves": NEUTRAL["curves"]}
        out[left] = raws(stored, [examples[k] for k in left], work)
    return out


def told(curves: Mapping[str, Any], raw: np.ndarray, examples: Sequence[Example]) -> np.ndarray:
    """The confidence of each example by the curves."""
    out = np.zeros(len(raw))
    for k, example in enumerate(examples):
        xs, ys = zip(*curves[OTHER if example.is_other else "fact"], strict=True)
        out[k] = np.interp(raw[k], xs, ys)
    return out


def cross_checked(examples: Sequence[Example], freedoms: Mapping[str, float], work: Path) -> np.ndarray:
    """The confidence of each example by heads and curves that have not seen its page."""
    out = np.zeros(len(examples))
    pages = [e.page for e in examples]
    for learnt, left in GroupKFold(FOLDS, shuffle=True, random_state=11).split(pages, groups=pages):
        part = [examples[k] for k in learnt]
        curves = fit_curves(out_of_fold(part, freedoms, work), part)
        stored = {"heads": fit_heads(part, freedoms), "curves": curves}
        rest = [examples[k] for k in left]
        out[left] = told(curves, raws(stored, rest, work), rest)
    return out


def lowered(curves: Mapping[str, Any], optimism: float) -> dict[str, Any]:
    """The curves with the log-odds of every point lower by `optimism`."""
    return {
        name: [[x, round(float(y), 4)] for (x, _), y in zip(points, shifted(ys, optimism), strict=True)]
        for name, points in curves.items()
        for ys in [np.array([y for _, y in points])]
    }


def shifted(chances: np.ndarray, optimism: float) -> np.ndarray:
    """Chances with their log-odds lower by `optimism`."""
    return 1 / (1 + (1 - chances) / chances * np.exp(optimism))


def optimism_of(said: np.ndarray, examples: Sequence[Example]) -> float:
    """By how much the log-odds of the figures of unseen pages are lower than said; 0 where they are not."""
    named = np.array([not e.is_other for e in examples])
    chances = np.clip(said[named], 0.01, 0.99)
    odds = np.log(chances / (1 - chances))
    right = np.array([e.fact for e in examples])[named].sum()
    gap = brentq(lambda by: (1 / (1 + np.exp(by - odds))).sum() - right, -6, 6)
    return round(max(0.0, float(gap)), 4)


def judged(said: np.ndarray, examples: Sequence[Example]) -> list[Judged]:
    """Said and right of the figures with an indicator."""
    return [
        Judged(float(p), e.fact, bool(e.right["what"]))
        for p, e in zip(said, examples, strict=True)
        if not e.is_other
    ]


def main() -> None:
    """Fit, check and write; see the top of the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unseen", nargs=2, action="append", default=[], metavar=("PAGES", "EXPECTED"))
    parser.add_argument("--optimism", type=float, help="log-odds to take off, as measured before")
    parser.add_argument(
        "--check", nargs=3, action="append", default=[], metavar=("NAME", "PAGES", "EXPECTED")
    )
    parser.add_argument("--dry-run", action="store_true", help="print the tables, write nothing")
    asked = parser.parse_args()
    if not MODEL_PATH.exists():
        MODEL_PATH.write_text(json.dumps(NEUTRAL), encoding="utf-8")
    work = MODEL_PATH.with_suffix(".tmp")
    try:
        stored, tables = _fitted(asked, work)
    finally:
        work.unlink(missing_ok=True)
    print(report(tables))
    if not asked.dry_run:
        MODEL_PATH.write_text(_told_by_line(stored), encoding="utf-8")
        replace_section(ROOT / "docs" / "accuracy.md", report(tables))
        (ROOT / "docs" / "images" / "reliability.svg").write_text(picture(tables), encoding="utf-8")


def _told_by_line(stored: Mapping[str, Any]) -> str:
    """The model as JSON with a line per feature and per point of a curve, so that a change can be read."""
    spread = json.dumps(stored, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+(-?[\d.e-]+),\s+(-?[\d.e-]+)\s+\]", r"[\1, \2]", spread) + "\n"


def _fitted(asked: argparse.Namespace, work: Path) -> tuple[dict[str, Any], dict[str, list[Judged]]]:
    examples = [e for pages, expected in OWN_PAGES for e in examples_of(pages, expected)]
    freedoms = {head: choose_freedom(examples, head) for head in HEADS}
    curves = fit_curves(out_of_fold(examples, freedoms, work), examples)
    stored: dict[str, Any] = {"heads": fit_heads(examples, freedoms), "curves": curves}
    unseen = [e for pages, expected in asked.unseen for e in examples_of(Path(pages), Path(expected))]
    if unseen:
        optimism = optimism_of(told(curves, raws(stored, unseen, work), unseen), unseen)
    elif asked.optimism is not None:
        optimism = asked.optimism
    else:
        optimism = json.loads(MODEL_PATH.read_text("utf-8")).get("optimism", 0.0)
    stored |= {"optimism": optimism, "curves": lowered(curves, optimism)}
    crossed = cross_checked(examples, freedoms, work)
    tables = {
        "own pages, fitted on them, as told": _applied(stored, examples, work),
        "own pages, out of fold, before lowering": judged(crossed, examples),
        "own pages, out of fold, as told": judged(shifted(crossed, optimism), examples),
    }
    if unseen:
        tables["new pages, by which it was lowered, as told"] = _applied(stored, unseen, work)
    listed = [(name, Path(pages), Path(expected)) for name, pages, expected in asked.check]
    if (SHARED / "gold" / "score.py").is_file():
        listed.insert(
            0, ("35 real pages, nothing fitted on them, as told", SHARED / "pages", SHARED / "gold")
        )
    for name, pages, expected in listed:
        tables[name] = _applied(stored, examples_of(pages, expected), work)
    return stored, tables


def _applied(stored: Mapping[str, Any], examples: Sequence[Example], work: Path) -> list[Judged]:
    return judged(told(stored["curves"], raws(stored, examples, work), examples), examples)


if __name__ == "__main__":
    main()
