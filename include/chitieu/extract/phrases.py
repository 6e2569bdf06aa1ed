"""Phrases of the catalogue, compiled to patterns over folded sentences.

`..` is a gap of at most sixty characters inside a clause, `*` one with the number in it, `[x|y]` may be
missing, `(a|b)` is a choice, `{name}` a word list of the catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chitieu.catalogue.folding import fold
from chitieu.catalogue.indicators import load_macros

_WORD = re.compile(r"\w+")
_ELEMENT = re.compile(r"\.\.|\*|\[[^\]]*\]|\((?=[^)]*\|)[^)]*\)|\{\w+\}|[^\s\[{]+")
# A bracket counts as one character of a gap, so that an aside does not tear a phrase apart.
_GAP = r"([\s,\"](?:[^.;:!?()]|\.(?=\d)|\([^()]{0,160}\)|(?<= )\"[^\"]{0,160}\"){0,60}?)"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase. `anchors` are strings one of which must be in a sentence before the pattern can match.

    Each gap is a group of the pattern; `words` is how many words the phrase fixes; `numbered` are the gaps
    that a number must stand in (`*`), all of them where the phrase marks none. `asked` are sets of strings of
    each of which one stands in every match, `first` the words that a match can begin with, none where it can
    begin with a mark.
    """

    source: str
    written: str
    anchors: tuple[str, ...]
    words: int
    gaps: int
    numbered: tuple[int, ...]
    asked: tuple[frozenset[str], ...]
    first: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first asked for: a page has the words of few phrases."""
        return _compiled(self.written)


@cache
def _compiled(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _escaped(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words.split())


def _choice(options: list[str]) -> str:
    ordered = sorted(options, key=lambda option: (-len(option), option))
    return "(?:" + "|".join(_escaped(option) for option in ordered) + ")"


def _options(element: str) -> list[str]:
    if element.startswith("{"):
        return list(load_macros()[element[1:-1]])
    if element[0] in "[(" and element[-1] in "])" and len(element) > 1:
        return [option.strip() for option in element[1:-1].split("|")]
    return [element]


def _first_words(elements: list[str]) -> tuple[str, ...]:
    """The words of a first element, and of what follows while it may be missing; none before a mark."""
    words: set[str] = set()
    for element in elements:
        found = [_WORD.match(option) for option in _options(element)]
        words.update(match.group() if match else "" for match in found)
        if not element.startswith("["):
            break
    return () if "" in words else tuple(sorted(words))


def compile_phrase(source: str) -> Phrase:
    """The pattern of a phrase; raises `KeyError` for an unknown word list."""
    pieces: list[str] = []
    runs: list[list[str]] = [[]]
    groups: list[list[str]] = []
    numbered: list[int] = []
    words = gaps = 0
    glue = ""
    asked: list[frozenset[str]] = []
    elements: list[str] = _ELEMENT.findall(fold(source))
    for element in elements:
        if element in ("..", "*"):
            if element == "*":
                numbered.append(gaps)
            pieces.append(_GAP)
            gaps += 1
            glue = ""
            runs.append([])
            continue
        options = _options(element)
        choice = _choice(options)
        if element.startswith("["):
            pieces.append(f"(?:{glue}{choice})?" if glue else f"(?:{choice}\\s+)?")
            runs.append([])
            continue
        # What stands behind a gap is no unit of the number in it (`7 triệu đồng/người`).
        pieces.append((glue or ("(?<!/)" if gaps else "")) + choice)
        glue = r"\s+"
        asked.append(frozenset(options))
        words += min(len(option.split()) for option in options)
        if len(options) == 1:
            runs[-1].append(element)
        else:
            groups.append(options)
            runs.append([])
    literal = max((" ".join(run) for run in runs if run), key=len, default="")
    best_group = max(groups, key=lambda group: min(map(len, group)), default=[])
    anchors = (literal,) if len(literal) >= min(map(len, best_group), default=0) else tuple(best_group)
    return Phrase(
        source,
        rf"(?<!\w){''.join(pieces)}(?!\w)",
        anchors,
        words,
        gaps,
        tuple(numbered),
        tuple(asked),
        _first_words(elements),
    )
