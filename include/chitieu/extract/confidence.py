"""How sure an observation is: the share of observations like it that are right.

Right means value, unit, indicator, measure, period and place. Three logistic models say how likely it is
that what is measured, when and where are right; their product is mapped to the share of right observations
that was seen at it. The numbers are in `confidence.json`, fitted by `scripts/fit_confidence.py` (`make
confidence`).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path
from typing import Final

from chitieu.extract.evidence import Aspect, Features, features_of, page_of
from chitieu.kernel.record import record
from chitieu.kernel.records import OTHER_INDICATOR, Article, Observation, RuleHit

MODEL_PATH: Final = Path(__file__).with_name("confidence.json")
OTHER: Final = "other"
_REASONS: Final = 3
# From here on nothing is named: what still lowers it is no reason to look again.
_SURE: Final = 0.9
# A feature that lowers the log-odds by less is no reason to name.
_NAMED_FROM: Final = 0.15


@record
class Head:
    """One logistic model: log-odds on top of `intercept`, by feature its weight and its usual effect.

    A reason for doubt is told by how far it takes the log-odds below those of a usual observation.
    """

    intercept: float
    effects: Mapping[str, tuple[float, float]]

    def rate(self, features: Features) -> tuple[float, list[tuple[float, str]]]:
        """The probability that the aspect is right, and by how much which features lower it."""
        odds = self.intercept
        doubts = []
        effects = self.effects
        for name, value in features.items():
            known = effects.get(name)
            if known is not None:
                effect = known[0] * value
                odds += effect
                if effect < known[1] - _NAMED_FROM:
                    doubts.append((effect - known[1], name))
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, odds)))), doubts


@record
class Model:
    """The models by aspect (and one for numbers without an indicator), and the curve of the shares seen."""

    heads: Mapping[str, Head]
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]]

    def told(self, raw: float, curve: str) -> float:
        """The share of right observations that was seen at a product of `raw`, between its points by line."""
        xs, ys = self.curves[curve]
        place = bisect_right(xs, raw)
        if place == 0:
            return ys[0]
        if place == len(xs):
            return ys[-1]
        left, right = xs[place - 1], xs[place]
        return ys[place - 1] + (ys[place] - ys[place - 1]) * (raw - left) / (right - left)


@cache
def load_model(path: Path = MODEL_PATH) -> Model:
    """The fitted model. Raises `FileNotFoundError` and `KeyError` for a file that is missing or cut."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    heads = {
        name: Head(
            head["intercept"],
            {feature: (weight, weight * usual) for feature, (weight, usual) in head["features"].items()},
        )
        for name, head in stored["heads"].items()
    }
    curves = {
        name: (tuple(x for x, _ in points), tuple(y for _, y in points))
        for name, points in stored["curves"].items()
    }
    return Model(heads, curves)


def with_confidence(article: Article, observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """The observations of an article, in the order of its text, each with its confidence.

    The trace of each gets one entry more (`confidence`): how sure what, when and where are, and for all but
    the surest which features lowered it most.
    """
    model = load_model()
    page = page_of(article, observations)
    before: Observation | None = None
    for row in observations:
        sure, hit = _rated(model, row.indicator == OTHER_INDICATOR, features_of(row, before, page))
        # Set in place: a copy of thirty fields would cost as much as all the rest.
        object.__setattr__(row, "confidence", sure)
        object.__setattr__(row, "trace", (*row.trace, hit))
        before = row
    return tuple(observations)


def rate(
    model: Model, is_other: bool, features: Mapping[Aspect, Features]
) -> tuple[dict[str, float], list[tuple[float, str, str]]]:
    """The probability of each head that counts, and the doubts: effect, head, feature.

    Where no indicator was found, one head tells whether that is right.
    """
    told: dict[str, float] = {}
    doubts: list[tuple[float, str, str]] = []
    for head, found in [(OTHER, features["what"])] if is_other else features.items():
        told[head], lowered = model.heads[head].rate(found)
        doubts += [(effect, head, name) for effect, name in lowered]
    return told, doubts


def _rated(model: Model, is_other: bool, features: Mapping[Aspect, Features]) -> tuple[float, RuleHit]:
    told, doubts = rate(model, is_other, features)
    raw = 1.0
    for probability in told.values():
        raw *= probability
    sure = round(model.told(raw, OTHER if is_other else "fact"), 4)
    said = ", ".join(f"{head} {probability:.2f}" for head, probability in told.items())
    doubts.sort()
    lowered = "; ".join(
        f"{head}: {_in_words(name)} ({effect:.1f})" for effect, head, name in doubts[:_REASONS]
    )
    return sure, RuleHit(
        "confidence", f"{sure:.2f} ({said})" + (f", lowered by {lowered}" if lowered else "")
    )


_WORDS: Final = {
    "link_score": "the number is loosely tied to its phrase",
    "link_margin": "another indicator is nearly as likely",
    "rival_score": "another indicator is likely too",
    "link_distance": "the phrase stands apart from the number",
    "phrase_length": "length of the phrase",
    "phrase_words": "few words name the indicator",
    "phrase_gapped": "words stand between those that name the indicator",
    "has_organisation": "the figure is of an organisation",
    "sentence_length": "length of the sentence",
    "numbers_in_sentence": "numbers in the sentence",
    "contradicted": "the page says another number of the same",
    "like_before": "the figure before has the same indicator",
    "others_of_page": "the page has figures of unknown indicators",
    "other_indicators": "the page speaks of several indicators",
    "other_periods": "the page speaks of several periods",
    "other_places": "the page speaks of several places",
    "share_of_page": "few figures of the page share it",
    "told_before": "told in a sentence before",
    "told_behind": "told in a sentence behind",
    "told_nowhere": "told by the page as a whole",
    "told_at_distance": "told apart from the number",
    "unlike_before": "another than the figure before has",
    "page_undated": "the page has no date",
    "year_named": "the page seldom names the year",
    "year_never_named": "the page never names the year",
    "place_named": "the page seldom names the place",
    "no_code": "the place has no official code",
}


@cache
def _in_words(name: str) -> str:
    """A feature as a reason: `period=page_focus` is "period by page focus"."""
    group, _, value = name.partition("=")
    return f"{group} by {value}".replace("_", " ") if value else _WORDS.get(name, name.replace("_", " "))
