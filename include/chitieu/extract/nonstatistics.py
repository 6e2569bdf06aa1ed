"""Numbers that are no figures: dates, documents, addresses, slogans. Rules are data (`rejections.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from chitieu.catalogue.folding import respell
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.openings import DIGIT, matches_at, openings
from chitieu.extract.wordpatterns import WordPattern
from chitieu.extract.words import Rules, needed_by, words_of
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


_AT_WORD = r"(?<!\w)"


def _compiled(pattern: str) -> re.Pattern[str]:
    expanded = _SHORTHAND.sub(lambda match: _SHORTHANDS[match.group()], respell(pattern))
    return re.compile(expanded if pattern.startswith("(?<=") else f"{_AT_WORD}(?:{expanded})")


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


class _Prepared(NamedTuple):
    """A rule as it is tried.

    `at_words` is its pattern where it begins at words, `at_numbers` says that it begins at numbers alone.
    """

    rule: RejectionRule
    name: str
    at_words: WordPattern | None
    at_numbers: bool


def _prepared(rule: RejectionRule) -> _Prepared:
    source = rule.pattern.pattern
    words = openings(source)
    at_words = WordPattern(source) if words is not None else None
    name = f"not_a_figure.{rule.reason}.{rule.number}"
    return _Prepared(rule, name, at_words, words == frozenset({DIGIT}))


@cache
def _rules() -> Rules[_Prepared]:
    return Rules((needed_by(rule.pattern.pattern), _prepared(rule)) for rule in rejection_rules())


@cache
def _at_number() -> re.Pattern[str]:
    """Any rule that begins at numbers alone: most numbers begin none of them, which one look tells.

    It is tried where words begin, so it need not ask for that.
    """
    sources = (rule.pattern.pattern for rule in rejection_rules())
    at_numbers = (s.removeprefix(_AT_WORD) for s in sources if openings(s) == frozenset({DIGIT}))
    return re.compile("|".join(f"(?:{source})" for source in at_numbers))


def _matches(prepared: _Prepared, folded: str, numbers: Sequence[int]) -> Iterable[re.Match[str]]:
    """The matches of a rule; `numbers` are the numbers that begin a match of some rule."""
    if prepared.at_numbers:
        return matches_at(prepared.rule.pattern, folded, numbers)
    if prepared.at_words is not None:
        return prepared.at_words.find_all(folded)
    return prepared.rule.pattern.finditer(folded)


def rejected_spans(folded: str) -> list[RejectedSpan]:
    """The stretches of a folded sentence whose numbers are no figures, first rule first."""
    found: list[RejectedSpan] = []
    if not _DIGIT.search(folded):
        return found
    # What the rules need is made known first: bits of a text that was looked at before would lack it.
    rules, begins_at_number = _rules(), _at_number().match
    words = words_of(folded)
    numbers = [start for start in words.numbers if begins_at_number(folded, start)]
    for prepared in rules.possible(words):
        if prepared.at_numbers and not numbers:
            continue
        for match in _matches(prepared, folded, numbers):
            start, end = match.span()
            if any(span.start < end and start < span.end for span in found):
                continue
            found.append(RejectedSpan(start, end, prepared.rule.reason, prepared.name))
    return found
