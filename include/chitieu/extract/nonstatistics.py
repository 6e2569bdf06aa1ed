"""Numbers that are no figures: dates, documents, addresses, slogans. Rules are data (`rejections.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chitieu.catalogue.folding import respell
from chitieu.catalogue.units import DATA, read_yaml

_SHORTHANDS = {
    "N": r"\d+(?:[.,]\d+)*",
    "D": r"\d{1,2}",
    "Y": r"(?:19|20)\d{2}(?!\d)",
    "W": r"\s?",
}
# Folded text has no capitals, so a capital in a pattern can only be a shorthand or a class (`\W`).
_SHORTHAND = re.compile(r"(?<!\\)[NDYW]")


@dataclass(frozen=True, slots=True)
class RejectionRule:
    """One way in which a number is no figure: `reason` is a stable code, `number` names it in traces."""

    number: int
    reason: str
    pattern: re.Pattern[str]
    words: tuple[str, ...]
    example: str
    kept: str | None


@dataclass(frozen=True, slots=True)
class RejectedSpan:
    """A stretch of a sentence in which numbers are no figures."""

    start: int
    end: int
    reason: str
    rule: str


def _compiled(pattern: str) -> re.Pattern[str]:
    expanded = _SHORTHAND.sub(lambda match: _SHORTHANDS[match.group()], respell(pattern))
    return re.compile(expanded if pattern.startswith("(?<=") else rf"(?<!\w)(?:{expanded})")


_DIGIT = re.compile(r"\d")


def _leading_words(pattern: str) -> tuple[str, ...]:
    """The plain words that a pattern must begin with, empty where it may begin otherwise.

    They are looked up before the pattern is tried: most sentences have none of them.
    """
    found = re.match(r"\(\?:([^()\\\[\]{}?*+.]+)\)(?!\?)", respell(pattern))
    return tuple(found[1].split("|")) if found else ()


@cache
def rejection_rules() -> tuple[RejectionRule, ...]:
    """All rules in the order in which they are tried."""
    return tuple(
        RejectionRule(
            number=number,
            reason=row["reason"],
            pattern=_compiled(row["pattern"]),
            words=_leading_words(row["pattern"]),
            example=row["example"],
            kept=row.get("kept"),
        )
        for number, row in enumerate(read_yaml(DATA / "rejections.yml"))
    )


def rejected_spans(folded: str) -> list[RejectedSpan]:
    """The stretches of a folded sentence whose numbers are no figures, first rule first."""
    found: list[RejectedSpan] = []
    if not _DIGIT.search(folded):
        return found
    for rule in rejection_rules():
        if rule.words and not any(word in folded for word in rule.words):
            continue
        for match in rule.pattern.finditer(folded):
            start, end = match.span()
            if any(span.start < end and start < span.end for span in found):
                continue
            found.append(RejectedSpan(start, end, rule.reason, f"not_a_figure.{rule.reason}.{rule.number}"))
    return found
