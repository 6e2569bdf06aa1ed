"""Numbers that are no figures: dates, documents, addresses, slogans. Rules are data (`rejections.yml`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chitieu.catalogue.folding import respell
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.needles import needles
from chitieu.kernel.record import record

_SHORTHANDS = {
    "N": r"\d+(?:[.,]\d+)*",
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


_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]")
_ANYWHERE = 20


@cache
def _needles() -> tuple[int, tuple[tuple[str, int], ...]]:
    """Rules as bits of a number: those that are tried always, and those that each word calls for.

    A rule that many words call for is called nearly always: its words are not worth looking up.
    """
    always = 0
    called: dict[str, int] = {}
    for rule in rejection_rules():
        words = needles(rule.pattern.pattern) or frozenset()
        keys = {max(_TOKEN.findall(word), key=len, default="") for word in words}
        if not keys or "" in keys or len(keys) > _ANYWHERE:
            always |= 1 << rule.number
            continue
        for key in keys:
            called[key] = called.get(key, 0) | 1 << rule.number
    return always, tuple(called.items())


@lru_cache(maxsize=1 << 15)
def _called_by(token: str) -> int:
    """The rules that a word calls for: a needle may be any part of it."""
    bits = 0
    for key, rules in _needles()[1]:
        if key in token:
            bits |= rules
    return bits


def _called(folded: str) -> list[RejectionRule]:
    """The rules that may match, in order: a sentence has the words of few of them."""
    bits = _needles()[0]
    for token in set(_TOKEN.findall(folded)):
        bits |= _called_by(token)
    return [rule for rule in rejection_rules() if bits >> rule.number & 1]


def rejected_spans(folded: str) -> list[RejectedSpan]:
    """The stretches of a folded sentence whose numbers are no figures, first rule first."""
    found: list[RejectedSpan] = []
    if not _DIGIT.search(folded):
        return found
    for rule in _called(folded):
        for match in rule.pattern.finditer(folded):
            start, end = match.span()
            if any(span.start < end and start < span.end for span in found):
                continue
            found.append(RejectedSpan(start, end, rule.reason, f"not_a_figure.{rule.reason}.{rule.number}"))
    return found
