"""Which patterns a text has the words for: one look at each word spares most patterns most sentences.

A pattern asks for one of a few strings (`needles`). Each set of such strings is a bit; the bits of a word
are looked up once and kept, those of a text are the bits of its words. A pattern that lacks a bit cannot
match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from chitieu.extract.needles import Needles, requirements

_PIECE = re.compile(r"(\w+)")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[^\w\s]")
# A set of more strings than this is met nearly always: it is not worth looking up.
_ANYWHERE = 200
# Words that are kept; a page has some hundred different ones, the language some thousand syllables.
_KEPT = 1 << 16
# All numbers have one shape, which no text has: no string but one with digits can tell them apart.
_SHAPE = str.maketrans("0123456789", "\0" * 10)

_bits: dict[Needles, int] = {}
_keys: dict[str, int] = {}
_digit_keys: dict[str, int] = {}
_known: dict[str, int] = {}


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
        bit = _bits[keys] = 1 << len(_bits)
        for key in keys:
            index = _digit_keys if _DIGIT.search(key) else _keys
            index[key] = index.get(key, 0) | bit
        _known.clear()
        bits_of.cache_clear()
    return _bits[keys]


def _looked_up(piece: str) -> int:
    """The bits of all strings that are a part of a piece of text without digits."""
    longest = max(map(len, _keys), default=0)
    bits = 0
    for low in range(len(piece)):
        for high in range(low + 1, min(len(piece), low + longest) + 1):
            bits |= _keys.get(piece[low:high], 0)
    return bits


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


@lru_cache(maxsize=256)
def _pieces(folded: str) -> list[str]:
    """What stands between the words of a text and the words, by turns."""
    return _PIECE.split(folded)


@lru_cache(maxsize=256)
def words_of(folded: str) -> tuple[list[str], list[int]]:
    """The words of a folded text and where each begins."""
    pieces = _pieces(folded)
    return pieces[1::2], list(accumulate(map(len, pieces)))[0:-1:2]


@lru_cache(maxsize=16)
def places_of(folded: str) -> dict[str, list[int]]:
    """Where each word of a folded text begins, in order."""
    places: dict[str, list[int]] = {}
    for word, start in zip(*words_of(folded), strict=True):
        if word in places:
            places[word].append(start)
        else:
            places[word] = [start]
    return places


@lru_cache(maxsize=256)
def bits_of(folded: str) -> int:
    """The bits of all strings that stand in a folded text."""
    known, bits = _known.get, 0
    for piece in set(_pieces(folded)):
        found = known(piece)
        bits |= _piece_bits(piece) if found is None else found
    return bits
