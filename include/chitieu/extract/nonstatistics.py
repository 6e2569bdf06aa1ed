"""Numbers that are no figures: dates, documents, addresses, slogans. Rules are data (`rejections.yml`)."""

from __future__ import annotations

import re
from functools import cache

from chitieu.catalogue.folding import respell
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.openings import Openings, matches_at
from chitieu.extract.words import bits_of, needed_by
from chitieu.kernel.record import record

_SHORTHANDS = {
    # No number has more groups; unbounded, a page of `1.1.1.1` takes the square of its length.
    "N": r"\d+(?:[.,]\d+){0,9}",
    "D": r"\d{1,2}",
    "Y": r"(?:19|20)\d{2}(?!\d)",
    "W": r"\s?",
}
# Folded text has no capitals, so a capital in a pattern can only be a shorthand or a class (`\W`).
_SHORTHAND = re.compile(r"(?<!\\)[NDYW]")


@record
class RejectionRule:
    """One way in which a number is no figure: `reason` is a stable code, `number` names it in traces."""

    number: int
    reason: str
    pattern: re.Pattern[str]
    example: str
    kept: str | None


@record
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


@cache
def rejection_rules() -> tuple[RejectionRule, ...]:
    """All rules in the order in which they are tried."""
    return tuple(
        RejectionRule(
            number=number,
            reason=row["reason"],
            pattern=_compiled(row["pattern"]),
            example=row["example"],
            kept=row.get("kept"),
        )
        for number, row in enumerate(read_yaml(DATA / "rejections.yml"))
    )


@cache
def _needed() -> tuple[int, ...]:
    """For each rule the bits of the words that it needs."""
    return tuple(needed_by(rule.pattern.pattern) for rule in rejection_rules())


@cache
def _openings() -> Openings:
    return Openings([rule.pattern.pattern for rule in rejection_rules()])


def _tries(folded: str) -> dict[int, list[int]]:
    """The rules whose words a sentence has, with the offsets at which each can begin; none for anywhere."""
    # What the rules need is made known first: bits of a text that was looked at before would lack it.
    needed, openings = _needed(), _openings()
    bits = bits_of(folded)
    tries: dict[int, list[int]] = {n: [] for n in openings.anywhere if needed[n] & bits == needed[n]}
    for start, numbers in openings.tries(folded):
        for number in numbers:
            if number in tries:
                tries[number].append(start)
            elif needed[number] & bits == needed[number]:
                tries[number] = [start]
    return tries


def rejected_spans(folded: str) -> list[RejectedSpan]:
    """The stretches of a folded sentence whose numbers are no figures, first rule first."""
    found: list[RejectedSpan] = []
    if not _DIGIT.search(folded):
        return found
    rules = rejection_rules()
    for number, starts in sorted(_tries(folded).items()):
        rule = rules[number]
        matches = matches_at(rule.pattern, folded, starts) if starts else rule.pattern.finditer(folded)
        for match in matches:
            start, end = match.span()
            if any(span.start < end and start < span.end for span in found):
                continue
            found.append(RejectedSpan(start, end, rule.reason, f"not_a_figure.{rule.reason}.{rule.number}"))
    return found
