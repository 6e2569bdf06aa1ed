"""Which words a pattern cannot do without: looked up first, they spare most patterns most sentences.

Only the syntax that the rules of the catalogue use is read; what is not understood asks for no word.
"""

from __future__ import annotations

import re

Needles = frozenset[str]

_NEGATIVE = ("(?!", "(?<!")
_HEADER = re.compile(r"\((?:\?(?::|=|!|<=|<!|P<\w+>))?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_QUANTIFIER = re.compile(r"(?P<none>[?*]|\{0?,\d*\}|\{0\})\??|(?:\+|\{\d+(?:,\d*)?\})\??")


def needles(source: str) -> Needles | None:
    r"""Strings one of which stands in every match of a pattern, None where there are none to name.

    >>> sorted(needles(r"(?:tuổi|độ tuổi)\s\d+|u\d{2}"))
    ['tuổi', 'u', 'độ tuổi']
    >>> needles(r"\d{1,2}[/-]\d{1,2}") is None
    True
    """
    return _alternatives(source, 0)[0]


def _better(one: Needles | None, other: Needles | None) -> Needles | None:
    """The set whose shortest string is longer: it is found by chance the least."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda words: (min(map(len, words)), -len(words)))


def _alternatives(source: str, at: int) -> tuple[Needles | None, int]:
    """The needles of all branches up to a closing bracket, and where that stands."""
    branches = []
    while True:
        found, at = _sequence(source, at)
        branches.append(found)
        if at >= len(source) or source[at] == ")":
            break
        at += 1
    named = [branch for branch in branches if branch]
    return (frozenset().union(*named) if len(named) == len(branches) else None), at


def _sequence(source: str, at: int) -> tuple[Needles | None, int]:
    """The best needles of one branch, and where it ends."""
    best: Needles | None = None
    run = ""
    while at < len(source) and source[at] not in "|)":
        inner: Needles | None = None
        literal = ""
        if source[at] == "(":
            negative = source.startswith(_NEGATIVE, at)
            header = _HEADER.match(source, at)
            inner, at = _alternatives(source, header.end() if header else at + 1)
            inner, at = None if negative else inner, at + 1
        elif found := _CLASS.match(source, at):
            at = found.end()
        elif source[at] == "\\":
            literal, at = ("" if source[at + 1].isalnum() else source[at + 1]), at + 2
        else:
            literal, at = ("" if source[at] in ".^$" else source[at]), at + 1
        quantifier = _QUANTIFIER.match(source, at)
        optional = quantifier is not None and quantifier["none"] is not None
        if not optional:
            run += literal
            best = _better(best, inner)
        if quantifier or not literal:
            best, run = _better(best, frozenset({run}) if run else None), ""
        at = quantifier.end() if quantifier else at
    return _better(best, frozenset({run}) if run else None), at
