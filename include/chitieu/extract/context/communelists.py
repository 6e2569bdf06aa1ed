"""Communes that are listed without their type (`4 xã gồm An Bình, Phú Hòa và Tân Lập`)."""

from __future__ import annotations

import re

from chitieu.catalogue.folding import fold
from chitieu.extract.context.patterns import folded
from chitieu.extract.context.placelines import Line
from chitieu.extract.context.unittypes import TYPES

_KINDS = ("xã", "phường")
_MANY = frozenset(
    map(fold, ("các", "những", "số", "nhiều", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"))
)
IN_BRACKETS = re.compile(r"\s?\(\s?\d")
_LEADS = frozenset(map(fold, ("gồm", "là", "như", "đó")))
_OPENS = re.compile(r"\s?[:(]\s?")
_BETWEEN = re.compile(folded(r"\s?(?:[,;]|,? và)\s"))
_AND = fold("và")
_MOST, _IS = fold("nhất"), fold("là")
_FARTHEST_LEAD, _FEWEST, _LONGEST_SUPERLATIVE = 16, 2, 7


def several_communes(line: Line) -> tuple[int, str] | None:
    """Where `các xã cao nhất là Hua Trai (51,2%), Chiềng Ân (56,7%)` begins, and the type it names."""
    for kind in _KINDS:
        if kind not in line.words:
            continue
        at = line.words.index(kind)
        listed = _is_counted(line, at) and at + 1 < len(line) and not line.is_name(at + 1)
        if listed and len(IN_BRACKETS.findall(line.text, line.end(at), line.end(-1))) > 1:
            return at, kind
    return None


def listed_communes(line: Line) -> dict[int, tuple[int, str]]:
    """Where names of a list of communes begin, each with where it ends and the type that the list has."""
    found: dict[int, tuple[int, str]] = {}
    for kind in _KINDS:
        if kind not in line.words:
            continue
        for at in range(len(line) - 1):
            if line.words[at] != kind:
                continue
            one = _is_of_one(line, at)
            if not one and not _is_counted(line, at):
                continue
            first = at + 1 if line.large[at + 1] else _first_of_list(line, at + 1)
            names = _names(line, first) if first else []
            if len(names) >= (1 if one else _FEWEST):
                found.update({start: (stop, kind) for start, stop in names})
    return found


def _is_counted(line: Line, at: int) -> bool:
    """Whether several of a type are spoken of (`các xã`, `4 xã`)."""
    return at > 0 and (line.words[at - 1].isdigit() or line.words[at - 1] in _MANY)


def _is_of_one(line: Line, at: int) -> bool:
    """Whether the first or last of a type is named (`xã khá nhất là Quài Tở`)."""
    behind = line.words[at + 1 : at + _LONGEST_SUPERLATIVE]
    return _MOST in behind and _IS in behind and behind.index(_MOST) < behind.index(_IS)


def _first_of_list(line: Line, at: int) -> int | None:
    """Where the names begin that a list of `xã` goes on to give, behind `gồm`, `là`, a colon or a bracket."""
    for here in range(at, min(len(line), at + _FARTHEST_LEAD)):
        opened = line.text[line.end(here - 1) : line.start(here)]
        if line.large[here]:
            leads = line.words[here - 1] in _LEADS or _OPENS.fullmatch(opened) is not None
            if leads:
                return here
        elif _is_type(line, here) or "." in opened:
            # `các xã của ba huyện là ...`: not communes.
            return None
    return None


def _is_type(line: Line, at: int) -> bool:
    """Whether a word is the type of a unit, or the first of it (`thành phố`, not `Thành Sơn`)."""
    kinds = TYPES.get(line.words[at], ())
    return any(tuple(line.words[at + 1 : at + 1 + len(kind.rest)]) == kind.rest for kind in kinds)


def _names(line: Line, first: int) -> list[tuple[int, int]]:
    names: list[tuple[int, int]] = []
    at = first
    while at < len(line) and line.large[at] and not _is_type(line, at):
        stop = next(end for end in line.windows(at) if not line.words[end - 1].isdigit())
        names.append((at, stop))
        at = stop
        if at < len(line) and line.words[at] == _AND:
            at += 1
        if at >= len(line) or not _BETWEEN.fullmatch(line.text, line.end(stop - 1), line.start(at)):
            break
    return names
