"""With which words a match of a pattern can begin, so that it is tried there alone."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_ops: Any = importlib.import_module("re._constants")

# What stands for a word that begins with a digit.
DIGIT = "0"
# Behind a word that is complete; without it there are the first letters of a word.
END = " "
_MANY = 400
# How far a pattern looks back that asks for the beginning of the text.
_EVERYTHING = 1 << 30
_AT_WORD = r"(?<!\w)"
_ZERO_WIDTH = frozenset({_ops.ASSERT, _ops.ASSERT_NOT, _ops.AT})
_REPEATS = frozenset({_ops.MAX_REPEAT, _ops.MIN_REPEAT, _ops.POSSESSIVE_REPEAT})
# `(?!\w)`
_NO_LETTER = [(_ops.IN, [(_ops.CATEGORY, _ops.CATEGORY_WORD)])]
_Path = tuple[str, bool]


def openings(source: str) -> frozenset[str] | None:
    r"""The first words (or their first letters) of all matches, None where a match can begin with anything.

    Only a pattern that lets no letter stand before it (`(?<!\w)`) begins at a word.

    >>> sorted(openings(r"(?<!\w)(?:từ\s)?(?:\d+|tháng chạp)"))
    ['0', 'tháng ', 'từ ']
    >>> openings(r"(?<!\w)\w+\stuổi") is None
    True
    """
    if not source.startswith(_AT_WORD):
        return None
    found = _paths(list(_parser.parse(source)), [("", False)])
    words = frozenset(word for word, _ in found or [("", True)])
    return words if all(word == DIGIT or word[:1].isalpha() for word in words) else None


def matches_at(pattern: re.Pattern[str], folded: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `finditer` gives for a pattern that can begin at the given offsets alone, in order."""
    after = 0
    for start in starts:
        if start >= after and (match := pattern.match(folded, start)):
            yield match
            after = match.end()


def opens(opening: str, word: str) -> bool:
    """Whether a word is one that an opening (see `openings`) stands for."""
    if opening == DIGIT:
        return word[0].isdigit()
    return word == opening[:-1] if opening.endswith(END) else word.startswith(opening)


def lookbehind(source: str) -> int:
    r"""How many characters before its beginning a pattern may look at.

    >>> lookbehind(r"(?<!\w)(?<!sinh hoạt )(?:tại|ở)\s$")
    10
    """
    return _lookbehind(list(_parser.parse(source)))


def _lookbehind(items: Sequence[Any]) -> int:
    widest = 0
    for op, value in items:
        if op in (_ops.ASSERT, _ops.ASSERT_NOT):
            behind = value[1].getwidth()[1] if value[0] < 0 else 0
            widest = max(widest, behind, _lookbehind(list(value[1])))
        elif op is _ops.AT:
            begins = value in (_ops.AT_BEGINNING, _ops.AT_BEGINNING_STRING)
            widest = max(widest, _EVERYTHING if begins else 1)
        elif op is _ops.SUBPATTERN:
            widest = max(widest, _lookbehind(list(value[-1])))
        elif op is _ops.BRANCH:
            widest = max([widest, *(_lookbehind(list(branch)) for branch in value[1])])
        elif op in _REPEATS:
            widest = max(widest, _lookbehind(list(value[2])))
    return widest


def _paths(items: Sequence[Any], begun: list[_Path]) -> list[_Path] | None:
    """The beginnings grown by a sequence: what stands so far, and whether its first word is known."""
    paths = begun
    for op, value in items:
        if all(done for _, done in paths):
            break
        grown = _step(op, value, [path for path in paths if not path[1]])
        if grown is None or len(grown) + len(paths) > _MANY:
            return None
        paths = [path for path in paths if path[1]] + list(dict.fromkeys(grown))
    return paths


def _step(op: Any, value: Any, open_paths: list[_Path]) -> list[_Path] | None:
    if op is _ops.ASSERT_NOT and value[0] == 1 and list(value[1]) == _NO_LETTER:
        return [(word + END if word else word, bool(word)) for word, _ in open_paths]
    if op in _ZERO_WIDTH:
        return open_paths
    if op is _ops.LITERAL:
        return _with_character(open_paths, chr(value))
    if op is _ops.IN:
        return _with_class(open_paths, value)
    if op is _ops.SUBPATTERN:
        return _paths(list(value[-1]), open_paths)
    if op is _ops.BRANCH:
        return _union(_paths(list(branch), open_paths) for branch in value[1])
    if op in _REPEATS:
        low, _, body = value
        once = _paths(list(body), open_paths)
        if once is None:
            return None
        again = [(word, True) if word else (word, done) for word, done in once]
        if any(not done for _, done in again):
            return None
        return again if low else open_paths + again
    return [(word, True) for word, _ in open_paths] if all(word for word, _ in open_paths) else None


def _union(grown: Iterable[list[_Path] | None]) -> list[_Path] | None:
    out: list[_Path] = []
    for paths in grown:
        if paths is None:
            return None
        out += paths
    return out


def _with_character(paths: list[_Path], character: str) -> list[_Path]:
    out = []
    for word, _ in paths:
        if not word and character.isdigit():
            out.append((DIGIT, True))
        elif character.isalpha():
            out.append((word + character, False))
        else:
            out.append((word + END if character.isspace() and word else word or character, True))
    return out


def _with_class(paths: list[_Path], members: Sequence[Any]) -> list[_Path] | None:
    digits = all(_is_digit(member) for member in members)
    spaces = members == [(_ops.CATEGORY, _ops.CATEGORY_SPACE)]
    out: list[_Path] = []
    for word, _ in paths:
        if word:
            out.append((word + END if spaces else word, True))
        elif digits:
            out.append((DIGIT, True))
        else:
            return None
    return out


def _is_digit(member: tuple[Any, Any]) -> bool:
    op, value = member
    if op is _ops.CATEGORY:
        return value is _ops.CATEGORY_DIGIT
    if op is _ops.LITERAL:
        return chr(value).isdigit()
    if op is _ops.RANGE:
        return chr(value[0]).isdigit() and chr(value[1]).isdigit()
    return False
