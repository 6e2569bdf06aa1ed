"""The words of a stretch of text as names are looked for in them."""

from __future__ import annotations

import re
from bisect import bisect_left

from chitieu.catalogue.organisations import load_organisation_words
from chitieu.extract.words import cuts_word, words_of

_WORD = re.compile(r"\w+")
_JOIN = re.compile(r"(?: |\s?-\s?)\Z")
# `Cư M'gar`, `Đắk R' Lấp`: behind a word without a vowel an apostrophe goes on the name.
_CONSONANTS = re.compile(r"[bcdđghklmnprstv]{1,2}\Z")
_APOSTROPHES = re.compile(r"['\u2019\u2018`\u00b4\u02bc]")
LONGEST_NAME, _FEWEST_LARGE = 5, 4
_FIRM_ENDS, _LONGEST_FIRM = frozenset({"ty", "cty", "ctcp", "cp", "tnhh"}), 8


class Line:
    """The words of a stretch of text: their spans, their folded letters, and how they hang together."""

    def __init__(self, text: str, folded: str, start: int, end: int) -> None:
        self.text = text
        words = words_of(folded)
        starts = words.starts
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        self.words, self._starts = words.words[first:last], starts[first:last]
        if not words.parts_words or cuts_word(folded, start) or cuts_word(folded, end):
            spans = [match.span() for match in _WORD.finditer(text, start, end)]
            self.words = [folded[low:high] for low, high in spans]
            self._starts = [low for low, _ in spans]
        self.large = [text[low].isupper() for low in self._starts]
        for mark in _APOSTROPHES.finditer(text, start, end):
            after = bisect_left(self._starts, mark.start())
            if 0 < after < len(self.words) and self.large[after - 1] and self._elided(after - 1):
                self.large[after] = True
        # A headline in capitals: a large letter tells no name there.
        self.all_large = text[start:end].isupper() and len(self.words) >= _FEWEST_LARGE

    def __len__(self) -> int:
        return len(self.words)

    def start(self, at: int) -> int:
        """Where a word begins in the text."""
        return self._starts[at]

    def end(self, at: int) -> int:
        """Where a word ends in the text."""
        return self._starts[at] + len(self.words[at])

    def key(self, at: int, stop: int) -> str:
        """The folded words `[at, stop)` as names are looked up by."""
        return " ".join(self.words[at:stop])

    def written(self, at: int, stop: int) -> str:
        """The words `[at, stop)` as the page writes them."""
        return self.text[self.start(at) : self.end(stop - 1)]

    def is_name(self, at: int) -> bool:
        """Whether a word may be of a name: it begins large, or is a number."""
        return self.large[at] or self.text[self._starts[at]].isdigit()

    def joined(self, at: int) -> bool:
        """Whether a space or a dash alone stands between a word and the next."""
        low, high = self.end(at), self._starts[at + 1]
        if high == low + 1 and self.text[low] in " -":
            return True
        return _JOIN.match(self.text, low, high) is not None or self._elided(at)

    def _dashed(self, at: int) -> bool:
        """Whether a long dash stands between a word and the next: it goes on few names, and parts more."""
        return self.text[self.end(at) : self._starts[at + 1]].strip() == "\u2013"

    def _elided(self, at: int) -> bool:
        """Whether an apostrophe joins a word without a vowel and the next (`M'gar`)."""
        low, high = self.end(at), self._starts[at + 1]
        if not _APOSTROPHES.match(self.text, low) or self.text[low + 1 : high].strip(" "):
            return False
        return high <= low + 2 and _CONSONANTS.match(self.words[at]) is not None

    def goes_on(self, stop: int) -> bool:
        """Whether a capitalised word goes on the name that ends before `stop` (`U Minh Hạ`)."""
        if stop >= len(self) or self.all_large:
            return False
        return self.large[stop] and self.joined(stop - 1)

    def windows(self, at: int) -> list[int]:
        """Ends (exclusive) of the runs of capitalised words from `at`, longest first."""
        ends: list[int] = []
        stop = at
        while stop < len(self) and stop - at < LONGEST_NAME and self.is_name(stop):
            if stop > at and not (self.joined(stop - 1) or self._dashed(stop - 1)):
                break
            stop += 1
            ends.append(stop)
        return ends[::-1]


def ends_firm(line: Line, at: int) -> bool:
    """Whether a firm's name goes on to the word, over small syllables (`Công ty CP Cơ khí Hà Nam`)."""
    lexicon = load_organisation_words()
    syllables = lexicon.syllables | lexicon.trades
    small = False
    for back in range(at - 1, max(-1, at - _LONGEST_FIRM), -1):
        if not line.joined(back):
            return False
        word = line.words[back]
        if word in _FIRM_ENDS and small:
            return True
        if not line.is_name(back):
            if word == "và" or word not in syllables or back == 0:
                return False
            if not line.is_name(back - 1) and line.words[back - 1] not in syllables:
                # `công ty may Hà Nam`: a kind of firm.
                return False
            small = True
    return False
