"""Patterns that begin at words: where each can begin in a text is told for all of them in one look.

Most patterns of the rules let no letter stand before them and begin with one of a few words. All words of a
text are looked up once (`words`); after that a pattern whose words are missing costs one look into a
table, any other is tried at its words alone, and no pattern runs over the whole text.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable

from chitieu.catalogue.folding import respell
from chitieu.extract.openings import lookbehind, openings
from chitieu.extract.words import KEPT, cuts_word, needed_by, opening_of, words_of

# Behind all text.
END_OF_TEXT = sys.maxsize


def word_pattern(source: str) -> WordPattern:
    """A pattern that begins at a word of folded text; its own words may be written in either spelling."""
    return WordPattern(respell(source))


def asking_pattern(source: str) -> AskingPattern:
    """A pattern over folded text that asks for its words; they may be written in either spelling."""
    return AskingPattern(respell(source))


class AskingPattern:
    """A pattern of any beginning that is tried only where a text has the words that each match of it has."""

    __slots__ = ("_needed", "fullmatch", "match", "pattern", "search")

    def __init__(self, source: str) -> None:
        self.pattern = re.compile(source)
        self._needed = needed_by(source)
        self.search, self.match, self.fullmatch = (
            self.pattern.search,
            self.pattern.match,
            self.pattern.fullmatch,
        )

    def find(self, text: str, low: int = 0, high: int = END_OF_TEXT) -> re.Match[str] | None:
        """The first match between two offsets of a text that is asked about often, like `search`."""
        return self.search(text, low, high) if self.may_stand_in(text) else None

    def may_stand_in(self, text: str) -> bool:
        """Whether a text that is asked about often has the words."""
        return not self._needed & words_of(text).lacking


class WordPattern:
    """A pattern that begins at a word of folded text.

    `search`, `match`, `fullmatch` and `finditer` are those of the pattern, for texts of any kind. `find`,
    `find_all` and `stands_in` give the same for a text that is asked about often: a sentence, a page.
    """

    __slots__ = ("_opening", "_reach", "finditer", "fullmatch", "match", "pattern", "search")

    def __init__(self, source: str, begins_with: Iterable[str] | None = None) -> None:
        """Compile a pattern; `begins_with` are its first words where they cannot be told from it.

        Raises `ValueError` for a pattern that may begin with anything.
        """
        self.pattern = re.compile(source)
        words = openings(source) if begins_with is None else begins_with
        if words is None:
            raise ValueError(f"the words that the pattern begins with cannot be told: {source}")
        self._opening = opening_of(words)
        self._reach = lookbehind(source)
        self.search, self.match = self.pattern.search, self.pattern.match
        self.fullmatch, self.finditer = self.pattern.fullmatch, self.pattern.finditer

    def find(self, text: str, low: int = 0, high: int = END_OF_TEXT) -> re.Match[str] | None:
        """The first match between two offsets of a text, like `search`."""
        words = KEPT[text] if text in KEPT else words_of(text)
        if not words.parts_words or (high < len(text) and cuts_word(text, high)):
            return self.search(text, low, high)
        starts = words.at.get(self._opening)
        if starts is None:
            starts = words.look_for(self._opening)
        if not starts:
            return None
        for at in range(bisect_left(starts, low) if low else 0, len(starts)):
            if starts[at] >= high:
                return None
            if found := self.match(text, starts[at], high):
                return found
        return None

    def find_all(self, text: str, low: int = 0, high: int = END_OF_TEXT) -> Iterable[re.Match[str]]:
        """All matches between two offsets of a text, like `finditer`."""
        words = KEPT[text] if text in KEPT else words_of(text)
        if not words.parts_words or (high < len(text) and cuts_word(text, high)):
            return self.finditer(text, low, high)
        starts = words.at.get(self._opening)
        if starts is None:
            starts = words.look_for(self._opening)
        if not starts:
            return ()
        found = []
        for at in range(bisect_left(starts, low), len(starts)):
            start = starts[at]
            if start >= high:
                break
            if start >= low and (match := self.match(text, start, high)):
                found.append(match)
                low = match.end()
        return found

    def stands_in(self, text: str, low: int, high: int = END_OF_TEXT) -> bool:
        """Whether the pattern is found in `text[low:high]`, where it sees nothing of what is cut away."""
        words = KEPT[text] if text in KEPT else words_of(text)
        if not words.parts_words or cuts_word(text, high) or cuts_word(text, low):
            return self.search(text[low:high]) is not None
        starts = words.at.get(self._opening)
        if starts is None:
            starts = words.look_for(self._opening)
        if not starts:
            return False
        for at in range(bisect_left(starts, low), len(starts)):
            start = starts[at]
            if start >= high:
                break
            if start - low >= self._reach:
                found = self.match(text, start, high)
            else:
                found = self.match(text[low:high], start - low)
            if found:
                return True
        return False


# `lần lượt là 2%, 8% và 6%`: what stands before or behind is told one by one.
IN_TURN = word_pattern(r"(?<!\w)(?:lần lượt|tương ứng)(?!\w)")
