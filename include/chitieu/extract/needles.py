"""Which words a pattern cannot do without: looked up first, they spare most patterns most sentences.

Only the syntax that the rules of the catalogue use is read; what is not understood asks for no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Needles = frozenset[str]

_NEGATIVE = ("(?!", "(?<!")
_HEADER = re.compile(r"\((?:\?(?::|=|!|<=|<!|P<\w+>))?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_FEW_MARKS = 4
_QUANTIFIER = re.compile(r"(?P<none>[?*]|\{0?,\d*\}|\{0\})\??|(?:\+|\{\d+(?:,\d*)?\})\??")


def needles(source: str) -> Needles | None:
    r"""Strings one of which stands in every match of a pattern, None where there are none to name.

    >>> sorted(needles(r"(?:tuổi|độ tuổi)\s\d+|u\d{2}"))
    ['tuổi', 'u', 'độ tuổi']
    >>> needles(r"\d{1,2}\s?\d{1,2}") is None
    True
    """
    return _best(requirements(source))


def requirements(source: str) -> tuple[Needles, ...]:
    r"""Sets of strings, of each of which one stands in every match of a pattern; empty where there are none.

    >>> [sorted(words) for words in requirements(r"(?:tỉnh|xã)\s\w+\sđạt\s\d[/-]\d")]
    [['tỉnh', 'xã'], ['đạt'], ['-', '/']]
    """
    return tuple(dict.fromkeys(_alternatives(source, 0)[0]))


def _best(sets: Iterable[Needles]) -> Needles | None:
    """The set whose shortest string is longest: it is found by chance the least."""
    return max(sets, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _alternatives(source: str, at: int) -> tuple[list[Needles], int]:
    """What all branches up to a closing bracket ask for, and where that stands."""
    branches = []
    while True:
        found, at = _sequence(source, at)
        branches.append(found)
        if at >= len(source) or source[at] == ")":
            break
        at += 1
    if len(branches) == 1:
        return branches[0], at
    named = [best for branch in branches if (best := _best(branch))]
    return ([frozenset().union(*named)] if len(named) == len(branches) else []), at


def _marks(written: str) -> list[Needles]:
    """The characters of a small class (`[/-]`), nothing for any other."""
    marks = written[1:-1]
    plain = len(marks) <= _FEW_MARKS and not marks.startswith("^") and "\\" not in marks
    ranged = "-" in marks[1:-1]
    return [frozenset(marks)] if plain and not ranged else []


def _sequence(source: str, at: int) -> tuple[list[Needles], int]:
    """What one branch asks for, and where it ends."""
    asked: list[Needles] = []
    run = ""
    while at < len(source) and source[at] not in "|)":
        inner: list[Needles] = []
        literal = ""
        if source[at] == "(":
            negative = source.startswith(_NEGATIVE, at)
            header = _HEADER.match(source, at)
            inner, at = _alternatives(source, header.end() if header else at + 1)
            inner, at = [] if negative else inner, at + 1
        elif found := _CLASS.match(source, at):
            inner, at = _marks(found.group()), found.end()
        elif source[at] == "\\":
            literal, at = ("" if source[at + 1].isalnum() else source[at + 1]), at + 2
        else:
            literal, at = ("" if source[at] in ".^$" else source[at]), at + 1
        quantifier = _QUANTIFIER.match(source, at)
        optional = quantifier is not None and quantifier["none"] is not None
        if not optional:
            run += literal
            asked += inner
        if quantifier or not literal:
            if run:
                asked.append(frozenset({run}))
            run = ""
        at = quantifier.end() if quantifier else at
    if run:
        asked.append(frozenset({run}))
    return asked, at
