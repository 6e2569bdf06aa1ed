"""How well confidence holds: tables of said against right, and the same as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SURE = 0.9
COLOURS = ("#1f6f8b", "#c8553d", "#5b8c5a", "#8e6c8a", "#b08900", "#222222")
BEGIN, END = "<!-- reliability: written by `make confidence` -->", "<!-- /reliability -->"
_SIDE, _LEFT, _TOP, _WIDTH = 360, 48, 16, 760


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a figure, and whether it is right: all of it, and what is measured alone."""

    said: float
    fact: bool
    observation: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The figures whose confidence lies between two edges."""

    low: float
    high: float
    count: int
    said: float
    right: float
    observation: float


def bins_of(rows: Sequence[Judged]) -> list[Bin]:
    """The bins that hold figures, the least sure first."""
    out = []
    for low, high in pairwise(EDGES):
        held = [row for row in rows if low <= row.said < high]
        if held:
            columns = ([r.said for r in held], [r.fact for r in held], [r.observation for r in held])
            out.append(Bin(low, min(high, 1.0), len(held), *(sum(column) / len(held) for column in columns)))
    return out


def calibration_error(rows: Sequence[Judged]) -> float:
    """Mean distance of said and right over the bins, each as heavy as it is full."""
    return sum(abs(b.said - b.right) * b.count for b in bins_of(rows)) / max(1, len(rows))


def told_apart(rows: Sequence[Judged]) -> float:
    """How often a right figure is surer than a wrong one (area under the curve); 0.5 is by chance."""
    ordered = sorted(rows, key=lambda row: row.said)
    ranks: dict[float, float] = {}
    at = 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end].said == ordered[at].said:
            end += 1
        ranks[ordered[at].said] = (at + end + 1) / 2
        at = end
    right = [ranks[row.said] for row in ordered if row.fact]
    wrong = len(ordered) - len(right)
    if not right or not wrong:
        return 0.5
    return (sum(right) - len(right) * (len(right) + 1) / 2) / (len(right) * wrong)


def report(tables: Mapping[str, Sequence[Judged]]) -> str:
    """The tables as Markdown."""
    parts = [_overview(tables)]
    for name, rows in tables.items():
        parts.append(f"### Said and right: {name}\n\n" + _reliability(rows))
    parts.append("### What a threshold costs\n\n" + _thresholds(tables))
    return "\n\n".join(parts)


def _overview(tables: Mapping[str, Sequence[Judged]]) -> str:
    lines = [
        "| pages | figures | right | said on average | said 0.9 or more | of these right | mean gap "
        "| told apart |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, rows in tables.items():
        sure = [row for row in rows if row.said >= SURE]
        cells = (
            name,
            str(len(rows)),
            _share([r.fact for r in rows]),
            _share([r.said for r in rows]),
            str(len(sure)),
            _share([r.fact for r in sure]),
            f"{calibration_error(rows):.3f}",
            f"{told_apart(rows):.2f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else "-"


def _reliability(rows: Sequence[Judged]) -> str:
    lines = ["| confidence | figures | said | right | what is measured is right |", "|---|---|---|---|---|"]
    for b in bins_of(rows):
        lines.append(
            f"| {b.low:.2f} to {b.high:.2f} | {b.count} | {b.said:.2f} | {b.right:.2f} "
            f"| {b.observation:.2f} |"
        )
    return "\n".join(lines)


def _thresholds(tables: Mapping[str, Sequence[Judged]]) -> str:
    head = "".join(f" {escape(name)}: right lost, wrong caught, right of what stays |" for name in tables)
    lines = [f"| threshold |{head}", "|---|" + "---|" * len(tables)]
    for threshold in THRESHOLDS:
        cells = [_cost(rows, threshold) for rows in tables.values()]
        lines.append(f"| {threshold:.2f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cost(rows: Sequence[Judged], threshold: float) -> str:
    right, wrong = [r for r in rows if r.fact], [r for r in rows if not r.fact]
    kept = [r for r in rows if r.said >= threshold]
    lost, caught = (_share([r.said < threshold for r in held]) for held in (right, wrong))
    return f"{lost}, {caught}, {_share([r.fact for r in kept])}"


def replace_section(path: Path, text: str) -> None:
    """Put the tables between the marks in a page of the documentation. Raises `ValueError` without marks."""
    page = path.read_text(encoding="utf-8")
    before, mark, rest = page.partition(BEGIN)
    _, closing, after = rest.partition(END)
    if not mark or not closing:
        raise ValueError(f"{path} has no place for the tables: put {BEGIN} and {END} there.")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def picture(tables: Mapping[str, Sequence[Judged]]) -> str:
    """Said against right as an SVG: a dot per bin, as large as the bin is full; on the line it holds."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_SIDE + 64}" role="img" '
        'font-family="sans-serif" font-size="12"><title>Confidence said against share right</title>',
        f'<rect width="{_WIDTH}" height="{_SIDE + 64}" fill="#ffffff"/>',
    ]
    for step in range(0, 11, 2):
        x, y = _x(step / 10), _y(step / 10)
        parts.append(f'<path d="M{_x(0)} {y}H{_x(1)}M{x} {_y(0)}V{_y(1)}" stroke="#e3e3e3"/>')
        parts.append(f'<text x="{x}" y="{_y(0) + 18}" text-anchor="middle">{step / 10:.1f}</text>')
        parts.append(f'<text x="{_x(0) - 8}" y="{y + 4}" text-anchor="end">{step / 10:.1f}</text>')
    parts.append(f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#777777" stroke-dasharray="4 4"/>')
    parts.append(f'<text x="{_x(0.5)}" y="{_y(0) + 38}" text-anchor="middle">confidence said</text>')
    parts.append(f'<text x="{_x(0) + 8}" y="{_y(1) + 14}">share right</text>')
    for place, (name, rows) in enumerate(tables.items()):
        colour = COLOURS[place % len(COLOURS)]
        bins = bins_of(rows)
        line = "L".join(f"{_x(b.said):.1f} {_y(b.right):.1f}" for b in bins)
        parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts += [
            f'<circle cx="{_x(b.said):.1f}" cy="{_y(b.right):.1f}" r="{2 + (b.count**0.5) / 4:.1f}" '
            f'fill="{colour}" fill-opacity="0.7"><title>{b.count} figures: said {b.said:.2f}, '
            f"right {b.right:.2f}</title></circle>"
            for b in bins
        ]
        y = _TOP + 12 + 22 * place
        parts.append(f'<rect x="{_SIDE + 84}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{_SIDE + 104}" y="{y}">{escape(name)} ({len(rows)})</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(share: float) -> float:
    return _LEFT + share * _SIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIDE
