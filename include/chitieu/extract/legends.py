"""What the line above a list says of percentages in its brackets (`trong ngoặc là tỷ lệ so với kế hoạch`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.cues import word_list
from chitieu.extract.readings import Reading
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import Measure, RuleHit, Unit

_BRACKETS = r"(?<!\w)(?:trong (?:dấu )?ngoặc(?: đơn)?)(?:\s(?:là|ghi|chỉ))?[\s:]\s?[^.;()\d]{0,40}?"
_LEGENDS = (
    (Measure.PLAN_COMPLETION, word_pattern(rf"{_BRACKETS}{word_list('plan')}(?!\w)")),
    (Measure.GROWTH, word_pattern(rf"{_BRACKETS}(?:mức tăng|tốc độ tăng|tỷ lệ tăng|tăng trưởng)(?!\w)")),
)
_OPENED = folded_pattern(r"\(\s?$")


def legend_of(folded: str) -> Measure | None:
    """The measure that a line gives to the percentages in brackets below it, None where it gives none."""
    return next((measure for measure, pattern in _LEGENDS if pattern.find(folded)), None)


def under_legend(folded: str, readings: Sequence[Reading], measure: Measure) -> list[Reading]:
    """The readings of a line, with the measure of its legend where a bare percentage stands in brackets."""
    return [
        replace(
            reading,
            measure=measure,
            value=reading.quantity.value,
            hits=(*reading.hits, RuleHit("measure.legend", measure.value)),
        )
        if reading.measure is Measure.SHARE
        and reading.unit is Unit.PERCENT
        and _OPENED.search(folded, 0, reading.quantity.hedge_start)
        else reading
        for reading in readings
    ]
