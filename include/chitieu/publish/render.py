"""The view model as pages: Jinja2 with autoescape, no script, nothing loaded from anywhere.

Page text is never trusted: it reaches a page only through autoescape, addresses only as http or https.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from chitieu.publish import wording
from chitieu.publish.labels import labels
from chitieu.publish.model import Completion, Count, Kpi, PageCoverage, Quarantined, Report

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)
_HUNDRED = Decimal(100)
# Bars of plan completion end here, so that one of 900% does not press the others flat.
_LONGEST_COMPLETION = Decimal(200)


@dataclass(frozen=True, slots=True)
class Move:
    """A growth or change: its words, the tone it is shown in, and what it is against."""

    said: str
    tone: str
    basis: str


@dataclass(frozen=True, slots=True)
class KpiRow:
    """The words of one row of a table of indicators."""

    it: Kpi
    value: str
    beside: Sequence[str]
    plan: str
    plan_tone: str
    target: str
    moves: Sequence[Move]


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The rows of one place."""

    name: str
    rows: Sequence[KpiRow]


@dataclass(frozen=True, slots=True)
class DomainGroup:
    """The places of one domain."""

    code: str
    label: str
    places: Sequence[PlaceGroup]


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader("chitieu.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        policy=CONTENT_SECURITY_POLICY,
        amount=wording.amount,
        day=wording.day,
        host=lambda url: (urlsplit(url).hostname or "").removeprefix("www."),
        marked=wording.marked,
        moment=wording.moment,
        number=_number,
        severity_label=lambda code: labels()["severities"].get(code, code),
        page_name=wording.page_name,
        web_link=wording.web_link,
    )
    return made


def render_report(report: Report) -> str:
    """The report as one HTML page that needs no other file."""
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            fates=_fates(report),
            domains=_domains(report.kpis),
            completions=_completions(report.completions),
            quarantine=[{"it": row, "value": _held_value(row)} for row in report.quarantine],
            rejections=_scaled(report.rejections),
            pages=[{"it": row, "segments": _segments(row)} for row in report.pages],
        )
    )


def _number(value: Decimal | float, decimals: int = 2) -> str:
    return wording.number(Decimal(str(value)), decimals)


def _fates(report: Report) -> list[dict[str, Any]]:
    counts = {stage.code: stage.count for stage in report.stages}
    shown = (
        ("observations", "Số liệu đã nhận", "accent"),
        ("quarantined", "Chờ kiểm tra", "gold"),
        ("rejections", "Không phải số liệu", "grey"),
    )
    whole = sum(counts.get(code, 0) for code, _, _ in shown)
    if not whole:
        return []
    return [
        {
            "label": label,
            "colour": colour,
            "count": counts.get(code, 0),
            "share": 100 * counts.get(code, 0) / whole,
            "segment": (100 * counts.get(code, 0) / whole, colour),
        }
        for code, label, colour in shown
    ]


def _domains(kpis: Sequence[Kpi]) -> list[DomainGroup]:
    """Rows by domain and place; domains in the order of the labels, places in that of the rows."""
    named = labels()["domains"]
    order = {code: position for position, code in enumerate(named)}
    ordered = sorted(kpis, key=lambda row: (order.get(row.domain, len(order)), row.domain, row.place))
    return [
        DomainGroup(
            domain,
            named.get(domain, domain),
            [
                PlaceGroup(name, [kpi_row(row) for row in rows])
                for name, rows in groupby(found, lambda row: row.place)
            ],
        )
        for domain, found in groupby(ordered, lambda row: row.domain)
    ]


def kpi_row(row: Kpi) -> KpiRow:
    """The words of one row. Where no level is stated, the share or the rank takes its place."""
    said: list[str] = []
    if row.value is not None:
        said.append(wording.hedged(wording.amount(row.value, row.unit, row.per), row.qualifier, row.status))
    if row.share_pct is not None:
        share = f"{wording.number(row.share_pct)}%"
        said += [f"tỷ trọng {share}"] if said else [share, "tỷ trọng"]
    if row.rank is not None:
        of = f"/{wording.number(row.rank_total, 0)}" if row.rank_total is not None else ""
        said.append(wording.amount(row.rank, "rank") + of)
    if row.value is not None and row.total is not None:
        said.insert(1, f"trên tổng {wording.number(row.total)}")
    return KpiRow(
        it=row,
        value=said[0] if said else "",
        beside=said[1:],
        plan=f"{wording.number(row.completion_pct)}%" if row.completion_pct is not None else "",
        plan_tone=_plan_tone(row),
        target=f"mục tiêu {wording.amount(row.target, row.target_unit)}" if row.target is not None else "",
        moves=_moves(row),
    )


def _plan_tone(row: Kpi) -> str:
    """Green for a plan that is met, red for one that is not; none while the year goes on."""
    if row.completion_pct is not None and row.completion_pct >= _HUNDRED:
        return "good"
    return "bad" if row.is_year_over else ""


def _moves(row: Kpi) -> list[Move]:
    moves = []
    if row.growth_pct is not None:
        said = wording.signed(row.growth_pct)
        moves.append(Move(said, _tone(row.growth_pct, row.polarity), wording.basis(row.growth_basis)))
    if row.change is not None:
        points = "điểm" if row.change_unit == "percent" else ""
        said = " ".join(filter(None, [wording.signed(row.change, row.change_unit), points]))
        moves.append(Move(said, _tone(row.change, row.polarity), ""))
    return moves


def _tone(move: Decimal, polarity: str) -> str:
    """Green for the better, red for the worse, plain where neither is."""
    if polarity not in {"more", "less"} or move == 0:
        return ""
    return "up" if (move > 0) == (polarity == "more") else "down"


def _completions(rows: Sequence[Completion]) -> list[dict[str, Any]]:
    if not rows:
        return []
    longest = min(max([_HUNDRED, *(row.completion_pct for row in rows)]), _LONGEST_COMPLETION) * Decimal(
        "1.04"
    )
    return [
        {
            "it": row,
            "width": float(100 * max(Decimal(0), min(row.completion_pct, longest)) / longest),
            "line": float(100 * _HUNDRED / longest),
            "colour": _completion_colour(row),
            "against": _against(row),
        }
        for row in rows
    ]


def _completion_colour(row: Completion) -> str:
    if row.is_met or (row.is_met is None and row.completion_pct >= _HUNDRED):
        return "accent"
    return "warm" if row.is_year_over else "gold"


def _against(row: Completion) -> str:
    """Result and plan: `12 / kế hoạch ≈ 10 (chỉ tiêu Thành phố giao)`."""
    said = [wording.amount(row.actual, row.unit)] if row.actual is not None else []
    if row.target is not None:
        target = wording.coarse(row.target) if row.is_target_derived else row.target
        said.append(f"kế hoạch {'≈ ' if row.is_target_derived else ''}{wording.amount(target, row.unit)}")
    named = f"({row.plan_named})" if row.plan_named else ""
    return " ".join(filter(None, [" / ".join(said), named]))


def _held_value(row: Quarantined) -> str:
    return wording.amount(row.value, row.unit) if row.value is not None else (row.evidence.text or "")


def _scaled(rows: Sequence[Count]) -> list[dict[str, Any]]:
    most = max((row.count for row in rows), default=1)
    return [{"it": row, "width": 100 * row.count / most} for row in rows]


def _segments(row: PageCoverage) -> list[tuple[float, str]]:
    whole = max(row.numbers, row.observations + row.rejections + row.quarantined, 1)
    counts = ((row.observations, "accent"), (row.quarantined, "gold"), (row.rejections, "grey"))
    return [(100 * count / whole, colour) for count, colour in counts]
