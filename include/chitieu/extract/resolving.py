"""How a cue and an indicator go together: measure, value and unit of a number."""

from __future__ import annotations

from decimal import Decimal

from chitieu.catalogue.indicators import Indicator
from chitieu.extract.cues import HUNDRED, Cue
from chitieu.extract.quantity import Quantity
from chitieu.kernel.records import Measure, Unit

MONEY = frozenset({Unit.VND, Unit.USD})
_SCORED = frozenset({Unit.COUNT, Unit.INDEX})
Resolved = tuple[Measure, Decimal, Unit, float]


def resolve(indicator: Indicator | None, cue: Cue, q: Quantity) -> Resolved | None:
    """Measure, value, unit and fit of a cue for an indicator; None where they cannot go together."""
    if q.kind == "rank":
        ranked = indicator is None or Measure.RANK in indicator.measures
        return (Measure.RANK, q.value, Unit.RANK, 0.0) if ranked else None
    if q.kind == "steps":
        ranked = indicator is None or Measure.RANK in indicator.measures
        return (Measure.CHANGE, cue.value, Unit.RANK, 0.0) if ranked else None
    kind = indicator.kind if indicator else "amount"
    if q.kind == "times":
        if cue.between_groups:
            return (Measure.LEVEL, q.value, Unit.INDEX, 0.0) if indicator is None else None
        return (Measure.GROWTH, cue.value, Unit.PERCENT, 0.0) if kind != "rate" else None
    if q.unit is Unit.PERCENT:
        resolved = _resolve_percent(indicator, kind, cue, q)
        mean = indicator is not None and indicator.per is not None and cue.rule == "none"
        # A mean (`tiền lương (23%)`) has no bare share.
        return None if mean and resolved and resolved[0] is Measure.SHARE else resolved
    if kind in ("rate", "index") or (kind == "score" and q.unit not in _SCORED):
        return None
    if (
        indicator
        and kind == "amount"
        and q.unit not in indicator.units
        and not {q.unit, indicator.unit} <= MONEY
    ):
        return None
    if kind == "score" and cue.measure is Measure.CHANGE and q.kind == "points":
        return Measure.CHANGE, cue.value, Unit.INDEX, 0.0
    if kind == "score":
        return Measure.LEVEL, q.value, Unit.INDEX, -0.1
    if cue.measure is Measure.CHANGE:
        return Measure.CHANGE, cue.value, q.unit, 0.0
    if indicator and cue.removed and cue.removed in indicator.removal:
        return Measure.CHANGE, -q.value, q.unit, 0.0
    return Measure.LEVEL, q.value, q.unit, 0.0


def _named_percent(indicator: Indicator | None, cue: Cue) -> Measure | None:
    """The measure that the indicator's own rule gives a percentage; None where the cue is to say it."""
    if indicator is None or indicator.percent is None:
        return None
    if indicator.percent is Measure.SHARE:
        return indicator.percent if cue.measure is None else None
    if indicator.percent is Measure.PLAN_COMPLETION:
        return indicator.percent if cue.measure in (None, Measure.SHARE, Measure.LEVEL) else None
    return None if cue.rule in ("share", "plan", "plan_exceeded", "plan_missed") else indicator.percent


def _resolve_percent(indicator: Indicator | None, kind: str, cue: Cue, q: Quantity) -> Resolved | None:
    percent, measure, value = Unit.PERCENT, cue.measure, cue.value
    in_growth = indicator is not None and indicator.percent is Measure.GROWTH
    if cue.rule == "exceeded" and (kind != "amount" or in_growth):
        # `lạm phát khó vượt 7%`: what is a percentage itself reaches it, where no plan is named.
        measure, value = None, q.value
    if measure is Measure.CHANGE or (in_growth and cue.against and measure is Measure.GROWTH):
        return Measure.CHANGE, value, percent, 0.05
    if kind in ("rate", "score"):
        if measure is Measure.GROWTH:
            points = Measure.LEVEL if cue.rule == "growth_noun" else Measure.CHANGE
            return points, value, percent, -0.05 if points is Measure.LEVEL else 0.0
        if cue.against:
            # A rate that stands off from what was planned differs from it by points.
            return Measure.CHANGE, value - HUNDRED, percent, -0.1
        if measure is Measure.PLAN_COMPLETION and kind == "rate":
            return measure, value, percent, -0.1
        return Measure.LEVEL, q.value, percent, 0.05
    if kind == "index":
        if measure is Measure.SHARE:
            return None
        # `sẽ lên 4% vào năm sau`: what speaks in growth reaches one.
        grown = measure not in (None, Measure.LEVEL)
        return (
            (measure if grown else Measure.GROWTH) or Measure.GROWTH,
            value,
            percent,
            0.0 if grown else -0.1,
        )
    if (named := _named_percent(indicator, cue)) is not None:
        return named, (q.value if named is Measure.PLAN_COMPLETION else value), percent, 0.0
    if measure is None and cue.rule == "reached_percent" and indicator:
        return Measure.PLAN_COMPLETION, value, percent, -0.05
    if indicator is None and q.per and measure in (None, Measure.SHARE):
        return Measure.LEVEL, q.value, percent, 0.0
    if measure is None or measure is Measure.LEVEL:
        return Measure.SHARE, q.value, percent, 0.0
    return measure, value, percent, 0.0
