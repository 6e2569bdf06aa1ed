"""Which patterns a text has the words for: one look at each word spares most patterns most sentences.

A pattern begins with one of a few words (`openings`): which patterns a word begins is looked up once and
kept, so a text tells for all of them where they can begin. Or it asks for one of a few strings (`needles`):
each set of such strings is a bit, those of a text are the bits of its words, and a pattern that lacks one
cannot match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain
from typing import Any, Generic, TypeVar

from chitieu.extract.needles import Needles, requirements
from chitieu.extract.openings import DIGIT, END

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

_bits: dict[Needles, int] = {}
_keys: dict[str, int] = {}
_digit_keys: dict[str, int] = {}
_whole: dict[str, list[int]] = {}
_first: dict[str, list[int]] = {}
_known: dict[str, int] = {}
_known_numbers: dict[str, int] = {}
# By opening the words that are met so far and that it stands for; all words that are met.
_seen: list[set[str]] = []
_met: set[str] = set()
# The words of the last texts. The last long one is a page: its many sentences must not push it out.
_LONG, _MOST_TEXTS = 2000, 64
KEPT: dict[str, Words] = {}
_page: dict[str, Words] = {}
_count = _longest = 0


def _forget() -> None:
    """Nothing that is kept knows of a bit or an opening that is new."""
    for kept in (_known, _known_numbers, _met, KEPT, _page):
        kept.clear()


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
    global _count, _longest  # noqa: PLW0603
    if keys not in _bits:
        bit = _bits[keys] = 1 << _count
        _count += 1
        _forget()
        for key in keys:
            index = _digit_keys if _DIGIT.search(key) else _keys
            index[key] = index.get(key, 0) | bit
            _longest = max(_longest, len(key))
    return _bits[keys]


def opening_of(words: Iterable[str]) -> int:
    """The number of the opening of a pattern: the words that it begins with, as `openings` writes them."""
    opening = len(_seen)
    _seen.append(set())
    _forget()
    for word in words:
        index = _whole if word.endswith(END) else _first
        index.setdefault(_NUMBER if word == DIGIT else word.removesuffix(END), []).append(opening)
    return opening


def _meet(word: str) -> None:
    """Let the openings that a word is one of know it."""
    if len(_met) >= _KEPT:
        _met.clear()
    _met.add(word)
    shape = word if word.isalpha() else _shape(word)
    known = _NUMBER if shape == _NUMBER else word
    prefixes = (shape[:length] for length in range(1, len(shape) + 1))
    for opening in (*_whole.get(shape, ()), *(o for prefix in prefixes for o in _first.get(prefix, ()))):
        _seen[opening].add(known)


def _shape(word: str) -> str:
    """What stands for a word with digits; the letters behind a number tell nothing."""
    return _NUMBER if word[0].isdigit() else word.translate(_SHAPE)


def _looked_up(piece: str) -> int:
    """The bits of all strings that are a part of a piece of text without digits."""
    longest = _longest
    bits = 0
    for low in range(len(piece)):
        for high in range(low + 1, min(len(piece), low + longest) + 1):
            bits |= _keys.get(piece[low:high], 0)
    return bits


def _piece_bits(piece: str) -> int:
    """The bits of a piece of text; those of pieces with digits, which are without number, are kept apart."""
    bits = _known_numbers.get(piece)
    if bits is None:
        if not _DIGIT.search(piece):
            return _kept_bits(piece)
        if len(_known_numbers) >= _KEPT:
            _known_numbers.clear()
        bits = _kept_bits(piece.translate(_SHAPE))
        for key, more in _digit_keys.items():
            if key in piece:
                bits |= more
        _known_numbers[piece] = bits
    return bits


def _kept_bits(piece: str) -> int:
    bits = _known.get(piece)
    if bits is None:
        if len(_known) >= _KEPT:
            _known.clear()
        bits = _known[piece] = _looked_up(piece)
    return bits


Made = TypeVar("Made")
Rule = TypeVar("Rule")


class Rules(Generic[Rule]):
    """Rules with the bits of the words that each needs: those that a text can have none of are left out.

    What the whole page lacks is found out once for all of its sentences.
    """

    def __init__(self, rules: Iterable[tuple[int, Rule]]) -> None:
        self._rows = tuple(rules)

    def possible(self, words: Words) -> list[Rule]:
        """The rules that can match in a text, in their order."""
        lacking = words.lacking
        return [rule for needed, rule in words.page.once(self._of_page) if not needed & lacking]

    def _of_page(self, page: Words) -> list[tuple[int, Rule]]:
        lacking = page.lacking
        return [row for row in self._rows if not row[0] & lacking]


def cuts_word(text: str, at: int) -> bool:
    """Whether an offset stands between two letters or digits of a text."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


class Words:
    """The words of a folded text and what stands between them; what is asked for is worked out once.

    `starts` says where each word begins. `at` keeps where the words of an opening begin, in order, for those
    that were asked for (`look_for`); a part of a page cuts them from what the page has found.
    """

    __slots__ = (
        "_bits",
        "_lacking",
        "_made",
        "_numbers",
        "_page",
        "_pieces",
        "_places",
        "_span",
        "at",
        "parts_words",
        "starts",
        "words",
    )

    def __init__(
        self, folded: str, pieces: list[str], starts: list[int], page: Words | None = None, at: int = 0
    ) -> None:
        self._pieces = pieces
        self.words = pieces[1::2]
        self.starts = starts
        self._page, self._span = page, (at, at + len(folded))
        self.at: dict[int, Sequence[int]] = {}
        # `_` parts no words, but is one to a pattern.
        self.parts_words = "_" not in folded
        self._made: dict[Callable[[Words], Any], Any] = {}
        self._bits: int | None = None
        self._lacking: int | None = None
        self._places: dict[str, list[int]] | None = None
        self._numbers: list[int] | None = None

    def look_for(self, opening: int) -> Sequence[int]:
        """Where the words of an opening begin, which is kept in `at`."""
        if self._page is None:
            found = self._opening(_seen[opening])
        else:
            low, high = self._span
            whole = self._page.at.get(opening)
            if whole is None:
                whole = self._page.look_for(opening)
            first = bisect_left(whole, low) if whole else 0
            if first == len(whole) or whole[first] >= high:
                found = []
            else:
                found = [at - low for at in whole[first : bisect_left(whole, high, first)]]
        self.at[opening] = found
        return found

    def _opening(self, seen: set[str]) -> list[int]:
        places = self.places
        found = [places[word] for word in places.keys() & seen]
        if _NUMBER in seen:
            found.append(self.numbers)
        return sorted(chain.from_iterable(found))

    @property
    def page(self) -> Words:
        """The words of the page that the text is a part of; of the text itself where it is of none."""
        return self if self._page is None else self._page

    def once(self, work_out: Callable[[Words], Made]) -> Made:
        """What a function makes of the words, made when it is first asked for."""
        if work_out not in self._made:
            self._made[work_out] = work_out(self)
        made: Made = self._made[work_out]
        return made

    @property
    def bits(self) -> int:
        """The bits of all strings that stand in the text."""
        if self._bits is None:
            known, bits = _known, 0
            for piece in set(self._pieces):
                bits |= known[piece] if piece in known else _piece_bits(piece)
            self._bits = bits
        return self._bits

    @property
    def lacking(self) -> int:
        """All other bits."""
        if self._lacking is None:
            self._lacking = self.bits ^ ((1 << _count) - 1)
        return self._lacking

    @property
    def numbers(self) -> list[int]:
        """Where the words begin that begin with a digit."""
        if self._numbers is None:
            self._numbers = [
                start for word, start in zip(self.words, self.starts, strict=True) if word[0].isdigit()
            ]
        return self._numbers

    @property
    def places(self) -> dict[str, list[int]]:
        """Where each word begins, in order."""
        if self._places is None:
            places: dict[str, list[int]] = {}
            for word, start in zip(self.words, self.starts, strict=True):
                if word in places:
                    places[word].append(start)
                else:
                    places[word] = [start]
            for word in places.keys() - _met:
                _meet(word)
            self._places = places
        return self._places

    def part(self, folded: str, start: int) -> Words:
        """The words of a stretch of the text that begins at an offset and cuts through no word."""
        starts = self.starts
        first = bisect_left(starts, start)
        last = bisect_left(starts, start + len(folded))
        if first == last:
            return _cut(folded)
        pieces = self._pieces[2 * first : 2 * last + 1]
        pieces[0] = folded[: starts[first] - start]
        pieces[-1] = folded[starts[last - 1] - start + len(pieces[-2]) :]
        return Words(folded, pieces, [at - start for at in starts[first:last]], self, start)


def _cut(folded: str) -> Words:
    pieces = _PIECE.split(folded)
    return Words(folded, pieces, list(accumulate(map(len, pieces)))[0:-1:2])


def words_of(folded: str) -> Words:
    """The words of a folded text; those of the last page and the last sentences are kept."""
    found = KEPT.get(folded)
    return _keep(folded, _cut(folded)) if found is None else found


def _keep(folded: str, words: Words) -> Words:
    is_page = len(folded) > _LONG
    if is_page:
        _page.clear()
        _page[folded] = words
    if is_page or len(KEPT) >= _MOST_TEXTS:
        KEPT.clear()
        KEPT.update(_page)
    KEPT[folded] = words
    return words


def words_of_part(folded: str, page: str, start: int) -> None:
    """Make the words of a stretch of a page known from those of the page; it cuts through no word."""
    if folded not in KEPT:
        _keep(folded, words_of(page).part(folded, start))
