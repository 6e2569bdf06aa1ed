"""Indicators and how texts name them: the loader of `data/indicators/*.yml`.

A file is named after its domain, a large domain has several (`union_care.yml`). A row has these keys. `kind`:
`amount` (default), `rate` (its level is a percentage), `index` (speaks in growth) or `score` (level in
percent or points). `phrases` name the indicator; in them `..` is a gap within the clause, `[x|y]` may be
missing, `(a|b)` is a choice, `{name}` a word list of `macros.yml`. `after` are phrases that count right
behind a number alone. `in_scope` are phrases that count where `scope` matched before them in the sentence.
`nouns` may stand behind a number whose subject is named elsewhere. `require` words must stand on the page,
best in the sentence; where they do not, the sentence may not tell of another body (`other_bodies` of
`macros.yml`). `page` words must stand on the page; `exclude` words close by veto. `yields` words near take a
little off, unless the sentence tells of another body. `unless` words in the title, the lead or before
veto, where no `despite` word stands in the sentence. `percent` is the measure of a bare percentage.
`averages` says that its counts may have decimals. `rate` is the indicator that gives its count as a
percentage, `stock` the one that its count adds to, `money` the one that says what its count has cost (`other`
where none does), `adds_to` the whole that it contributes points of growth to. `per` is the time that its
amounts are usually paid for, `by_place` says that it is also counted by the places where it was done. `parts`
are words that narrow it to a part. `whole` says that behind a percentage it is what others are a share of.
`removal` verbs make a count a decrease. `bounds` per measure: low, high, why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chitieu.catalogue.folding import fold
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.kernel.errors import ConfigurationError
from chitieu.kernel.records import Measure, Unit

_MEASURES = {
    "amount": frozenset(Measure),
    "rate": frozenset({Measure.LEVEL, Measure.CHANGE, Measure.PLAN_COMPLETION, Measure.RANK}),
    "index": frozenset(
        {Measure.LEVEL, Measure.CHANGE, Measure.GROWTH, Measure.RANK, Measure.PLAN_COMPLETION}
    ),
    "score": frozenset({Measure.LEVEL, Measure.CHANGE, Measure.GROWTH, Measure.RANK}),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """Between which values a measure lies, in its canonical unit, and why the bound stands there."""

    low: float
    high: float
    why: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in which a number is read as this indicator, with the value and the measure."""

    text: str
    value: float
    measure: Measure


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that pages state figures about. `polarity` is `more`, `less` (which is better) or `none`."""

    code: str
    domain: str
    name_vi: str
    name_en: str
    unit: Unit
    kind: str
    units: frozenset[Unit]
    measures: frozenset[Measure]
    bounds: Mapping[Measure, Bound]
    polarity: str
    phrases: tuple[str, ...]
    after: tuple[str, ...]
    scope: str | None
    in_scope: tuple[str, ...]
    nouns: tuple[str, ...]
    require: tuple[str, ...]
    page: tuple[str, ...]
    exclude: tuple[str, ...]
    yields: tuple[str, ...]
    unless: tuple[str, ...]
    despite: tuple[str, ...]
    removal: tuple[str, ...]
    percent: Measure | None
    averages: bool
    whole: bool
    rate: str | None
    stock: str | None
    money: str | None
    adds_to: str | None
    per: str | None
    by_place: bool
    parts: tuple[str, ...]
    examples: tuple[Example, ...]
    counter_examples: tuple[str, ...]


def _bounds(
    row: Mapping[str, Any], kind: str, unit: Unit, defaults: Mapping[str, Any]
) -> dict[Measure, Bound]:
    own = row.get("bounds", {})
    bounds = {}
    for measure in _MEASURES[kind]:
        level = f"level_{'percent' if kind == 'rate' else unit.value}"
        low, high, why = own.get(measure.value) or defaults.get(measure.value) or defaults[level]
        bounds[measure] = Bound(float(low), float(high), why)
    return bounds


def _written(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(phrase) for phrase in row.get(key, ()))


def _folded(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(fold(str(phrase)) for phrase in row.get(key, ()))


def _indicator(row: Mapping[str, Any], defaults: Mapping[str, Any]) -> Indicator:
    kind, unit = row.get("kind", "amount"), Unit(row["unit"])
    bounds = _bounds(row, kind, unit, defaults)
    scope = row.get("scope")
    return Indicator(
        code=row["code"],
        domain=row["code"].partition(".")[0],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        unit=unit,
        kind=kind,
        units=frozenset({unit, *(Unit(code) for code in row.get("units", ()))}),
        measures=_MEASURES[kind],
        bounds=MappingProxyType(bounds),
        polarity=row["polarity"],
        phrases=_written(row, "phrases"),
        after=_written(row, "after"),
        scope=fold(scope) if scope else None,
        in_scope=_written(row, "in_scope"),
        nouns=_written(row, "nouns"),
        require=_folded(row, "require"),
        page=_folded(row, "page"),
        exclude=_folded(row, "exclude"),
        yields=_folded(row, "yields"),
        unless=_folded(row, "unless"),
        despite=_folded(row, "despite"),
        removal=_folded(row, "removal"),
        parts=_folded(row, "parts"),
        whole=bool(row.get("whole")),
        averages=bool(row.get("averages")),
        rate=row.get("rate"),
        stock=row.get("stock"),
        money=row.get("money"),
        adds_to=row.get("adds_to"),
        per=row.get("per"),
        by_place=bool(row.get("by_place")),
        percent=Measure(row["percent"]) if "percent" in row else None,
        examples=tuple(
            Example(example["text"], float(example["value"]), Measure(example.get("measure", "level")))
            for example in row["examples"]
        ),
        counter_examples=tuple(row["counter_examples"]),
    )


@cache
def load_indicators(folder: Path = DATA / "indicators") -> Mapping[str, Indicator]:
    """All indicators by code, in the order of the files; `ConfigurationError` for a broken or double row."""
    defaults = read_yaml(DATA / "bounds.yml")
    found: dict[str, Indicator] = {}
    for path in sorted(folder.glob("*.yml")):
        for row in read_yaml(path):
            try:
                indicator = _indicator(row, defaults)
            except (KeyError, ValueError) as error:
                raise ConfigurationError(
                    f"{path.name}: the row {row.get('code', '?')} is not valid ({error!r}). "
                    "Compare it with its neighbours."
                ) from error
            if indicator.code in found or indicator.domain != path.stem.partition("_")[0]:
                raise ConfigurationError(
                    f"{path.name}: {indicator.code} is there twice or in the wrong file."
                )
            found[indicator.code] = indicator
    return MappingProxyType(found)


@cache
def load_macros() -> Mapping[str, tuple[str, ...]]:
    """The word lists that phrases name in braces, folded."""
    return {
        name: tuple(fold(str(word)) for word in words)
        for name, words in read_yaml(DATA / "macros.yml").items()
    }


@cache
def load_other_topics() -> tuple[tuple[str, bool], ...]:
    """Phrases for subjects that no row covers: a number that speaks of one has the indicator `other`.

    The second of a pair says that the phrase beats an indicator named nearby.
    """
    rows = read_yaml(DATA / "other_topics.yml")
    return tuple((phrase, kind == "strong") for kind in ("phrases", "strong") for phrase in rows[kind])


@cache
def load_counted_nouns() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Nouns that statistics count, and words that may stand between a number and its noun; folded."""
    rows = read_yaml(DATA / "nouns.yml")
    return tuple(map(fold, rows["counted"])), tuple(map(fold, rows["fillers"]))
