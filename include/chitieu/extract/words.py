"""Which patterns a text has the words for: one look at each word spares most patterns most sentences.

A pattern asks for one of a few strings (`needles`), or begins with one of a few words (`openings`). Each set
of such strings is a bit; the bits of a word are looked up once and kept, those of a text are the bits of its
words. A pattern that lacks a bit cannot match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import field
from itertools import accumulate

from chitieu.extract.needles import Needles, requirements
from chitieu.extract.openings import DIGIT, END
from chitieu.kernel.record import record

_PIECE = re.compile(r"(\w+)")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[^\w\s]")
# A set of more strings than this is met nearly always: it is not worth looking up.
_ANYWHERE = 200
# Words that are kept; a page has some hundred different ones, the language some thousand syllables.
_KEPT = 1 << 16
# All numbers have one shape, which no text has: no string but one with digits can tell them apart.
_NUMBER = "\0"
_SHAPE = str.maketrans("0123456789", _NUMBER * 10)


@record
class Opening:
    """The words that a pattern can begin with; `seen` are those met so far in any text."""

    bit: int
    seen: set[str] = field(default_factory=set)


_bits: dict[Needles, int] = {}
_keys: dict[str, int] = {}
_digit_keys: dict[str, int] = {}
_whole: dict[str, list[Opening]] = {}
_first: dict[str, list[Opening]] = {}
_known: dict[str, int] = {}
# Sentences and pages are kept apart: the many sentences of a page must not push it out.
_LONG, _MOST_TEXTS = 2000, 64
# In a text of so few words they are gone through each time; in a longer one it is noted where each stands.
_FEW_WORDS = 64
_texts: dict[str, Words] = {}
_pages: dict[str, Words] = {}
_count = 0


def _new_bit() -> int:
    global _count  # noqa: PLW0603
    _count += 1
    _known.clear()
    _texts.clear()
    _pages.clear()
    return 1 << _count


def _key(needle: str) -> str:
    """The part of a string that is looked up: its longest word, else its first mark."""
    words: list[str] = _PIECE.findall(needle)
    if words:
        return max(words, key=len)
    mark = _MARK.search(needle)
    return mark.group() if mark else ""


def needed_by(source: str) -> int:
    """The bits that a text must have for a pattern to match in it; 0 where the pattern asks for nothing."""
    return bits_for(requirements(source))


def bits_for(asked_for: Iterable[Needles]) -> int:
    """The bits of sets of strings, of each of which a text must have one."""
    bits = 0
    for asked in asked_for:
        keys = frozenset(map(_key, asked))
        if "" not in keys and len(keys) <= _ANYWHERE:
            bits |= _bit(keys)
    return bits


def _bit(keys: Needles) -> int:
    if keys not in _bits:
        bit = _bits[keys] = _new_bit()
        for key in keys:
            index = _digit_keys if _DIGIT.search(key) else _keys
            index[key] = index.get(key, 0) | bit
    return _bits[keys]


def opening_of(words: Iterable[str]) -> Opening:
    """The opening of a pattern that begins with one of some words, written as `openings` gives them."""
    opening = Opening(_new_bit())
    for word in words:
        index = _whole if word.endswith(END) else _first
        index.setdefault(_NUMBER if word == DIGIT else word.removesuffix(END), []).append(opening)
    return opening


def _opened_by(word: str) -> int:
    """The bits of the openings that a word is one of; they learn the word."""
    bits = 0
    word = _NUMBER if word[:1] == _NUMBER else word
    longest = min(len(word), max(map(len, _first), default=0))
    prefixes = (word[: length + 1] for length in range(longest))
    for opening in (*_whole.get(word, ()), *(o for prefix in prefixes for o in _first.get(prefix, ()))):
        bits |= opening.bit
        opening.seen.add(word)
    return bits


def _looked_up(piece: str) -> int:
    """The bits of all strings that are a part of a piece of text without digits."""
    longest = max(map(len, _keys), default=0)
    bits = _opened_by(piece)
    for low in range(len(piece)):
        for high in range(low + 1, min(len(piece), low + longest) + 1):
            bits |= _keys.get(piece[low:high], 0)
    return bits


def _shape(word: str) -> str:
    """What stands for a word with digits; the letters behind a number tell nothing."""
    return _NUMBER if word[0].isdigit() else word.translate(_SHAPE)


def _piece_bits(piece: str) -> int:
    if not _DIGIT.search(piece):
        return _kept_bits(piece)
    bits = _kept_bits(piece.translate(_SHAPE))
    for key, more in _digit_keys.items():
        if key in piece:
            bits |= more
    return bits


def _kept_bits(piece: str) -> int:
    bits = _known.get(piece)
    if bits is None:
        if len(_known) >= _KEPT:
            _known.clear()
        bits = _known[piece] = _looked_up(piece)
    return bits


def cuts_word(text: str, at: int) -> bool:
    """Whether an offset stands between two letters or digits of a text."""
    return 0 < at < len(text) and text[at].isalnum() and text[at - 1].isalnum()


class Words:
    """The words of a folded text and what stands between them; what is asked for is worked out once.

    `bits` are those of all strings that stand in the text and of all openings that are among its words,
    `lacking` all others.
    """

    __slots__ = (
        "_at",
        "_numbers",
        "_pieces",
        "_places",
        "_shape_places",
        "_shapes",
        "_starts",
        "bits",
        "lacking",
        "parts_words",
        "words",
    )

    def __init__(self, folded: str, pieces: list[str] | None = None) -> None:
        self._pieces = _PIECE.split(folded) if pieces is None else pieces
        self.words = self._pieces[1::2]
        # `_` parts no words, but is one to a pattern.
        self.parts_words = "_" not in folded
        self._at: dict[int, list[int]] = {}
        self._starts: list[int] | None = None
        self._places: dict[str, list[int]] | None = None
        self._shape_places: dict[str, list[int]] | None = None
        self._shapes: list[str] | None = None
        self._numbers: list[int] | None = None
        known, bits = _known.get, 0
        for piece in set(self._pieces):
            found = known(piece)
            bits |= _piece_bits(piece) if found is None else found
        self.bits = bits
        self.lacking = bits ^ ((2 << _count) - 1)

    @property
    def starts(self) -> list[int]:
        """Where each word begins."""
        if self._starts is None:
            self._starts = list(accumulate(map(len, self._pieces)))[0:-1:2]
        return self._starts

    @property
    def numbers(self) -> Sequence[int]:
        """Where the words begin that begin with a digit."""
        if self._numbers is None:
            self._numbers = [
                start for word, start in zip(self.words, self.starts, strict=True) if word[0].isdigit()
            ]
        return self._numbers

    def starts_of(self, opening: Opening) -> Sequence[int]:
        """Where the words of an opening begin, in order."""
        starts = self._at.get(opening.bit)
        if starts is None:
            seen = opening.seen
            if len(self.words) <= _FEW_WORDS:
                shapes = self._shaped()
                starts = [start for word, start in zip(shapes, self.starts, strict=True) if word in seen]
            else:
                if self._shape_places is None:
                    self._shape_places = _places(self._shaped(), self.starts)
                places = self._shape_places
                starts = sorted(start for word in places.keys() & seen for start in places[word])
            self._at[opening.bit] = starts
        return starts

    def _shaped(self) -> Sequence[str]:
        """The words, those with digits by their shape."""
        if self._shapes is None:
            self._shapes = [word if word.isalpha() else _shape(word) for word in self.words]
        return self._shapes

    @property
    def places(self) -> dict[str, list[int]]:
        """Where each word begins, in order."""
        if self._places is None:
            self._places = _places(self.words, self.starts)
        return self._places

    def part(self, folded: str, start: int) -> Words:
        """The words of a stretch of the text that begins at an offset and cuts through no word."""
        starts = self.starts
        first = bisect_left(starts, start)
        last = bisect_left(starts, start + len(folded))
        if first == last:
            return Words(folded)
        pieces = self._pieces[2 * first : 2 * last + 1]
        pieces[0] = folded[: starts[first] - start]
        pieces[-1] = folded[starts[last - 1] - start + len(pieces[-2]) :]
        return Words(folded, pieces)


def _places(words: Sequence[str], starts: Sequence[int]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for word, start in zip(words, starts, strict=True):
        if word in places:
            places[word].append(start)
        else:
            places[word] = [start]
    return places


def words_of(folded: str) -> Words:
    """The words of a folded text; those of the last page and the last sentences are kept."""
    found = (_pages if len(folded) > _LONG else _texts).get(folded)
    return _keep(folded, Words(folded)) if found is None else found


def _keep(folded: str, words: Words) -> Words:
    if len(folded) > _LONG:
        _pages.clear()
        _pages[folded] = words
        return words
    if len(_texts) >= _MOST_TEXTS:
        _texts.clear()
    _texts[folded] = words
    return words


def words_of_part(folded: str, page: str, start: int) -> None:
    """Make the words of a stretch of a page known from those of the page; it cuts through no word."""
    if folded not in _texts:
        _keep(folded, words_of(page).part(folded, start))
