"""Folding of Vietnamese text for matching: one character stays one character, so offsets are kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONED = {
    "a": "áàảãạ",
    "e": "éèẻẽẹ",
    "y": "ýỳỷỹỵ",
}
_FIRST = {"a": "oóòỏõọ", "e": "oóòỏõọ", "y": "uúùủũụ"}

# Both tone-mark habits are in use (`hoá` and `hóa`): the mark is moved to the first vowel.
_TONE_PAIRS = {
    _FIRST[second][0] + toned: _FIRST[second][mark] + second
    for second, toneds in _TONED.items()
    for mark, toned in enumerate(toneds, 1)
}
_TONE = re.compile("|".join(_TONE_PAIRS))

# `tỉ lệ` and `tỷ lệ`, `quí` and `quý`: the same words, one spelling is kept.
_I_WORDS = {
    "tỉ": "tỷ",
    "kĩ": "kỹ",
    "kì": "kỳ",
    "lí": "lý",
    "mĩ": "mỹ",
    "quí": "quý",
    "sĩ": "sỹ",
    "qũy": "quỹ",
}
# What stands before is looked at last: the first letters of the words alone find them quickly.
_I_WORD = re.compile("|".join(rf"{word}(?<!\w{'.' * len(word)})(?!\w)" for word in _I_WORDS), re.DOTALL)

# Character classes for patterns: the code points of Vietnamese capitals and small letters are interleaved.
_LETTERS = [chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
UPPER = "A-Z" + "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑‒", "-"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("\t\r\n\v\f\u00a0\u2007\u202f\u2009\u200a\u3000", " "),
        "ð": "đ",
        "Ð": "đ",
        "⁄": "/",
    }
)


_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in _CHARACTERS) + "]")
# Names and short phrases are folded again and again; whole pages are not worth keeping.
_SHORT = 200


def fold(text: str) -> str:
    """Lower case, one tone-mark habit, plain dashes, quotes and spaces; as many characters as `text` has.

    >>> fold("Thoả ước – 1.200 tỉ") == "thỏa ước - 1.200 tỷ"
    True
    """
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters (`İ`) grow when lowered; they stay as they are.
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return respell(_ODD.sub(lambda match: match.group().translate(_CHARACTERS), lowered))


_fold_short = lru_cache(maxsize=8192)(_fold)


def respell(text: str) -> str:
    """Lower-case text (or a pattern over such text) with one tone-mark habit and one use of `i` and `y`."""
    toned = _TONE.sub(lambda match: _TONE_PAIRS[match.group()], text)
    return _I_WORD.sub(lambda match: _I_WORDS[match.group()], toned)


def folded_pattern(source: str) -> re.Pattern[str]:
    """A pattern over folded text: its Vietnamese words may be written in either spelling."""
    return re.compile(respell(source))


# Marks are put in order in a time that grows with the square of their number; no letter of any language has
# more (UAX #15, stream-safe text).
_MOST_MARKS = 31


def composed(text: str) -> tuple[str, list[int] | None]:
    """The text in composed letters (NFC), and for each of its characters the offset in `text`.

    The list has one entry more, for the end; it is None where nothing had to be composed.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, None
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        joins = end < len(text) and (unicodedata.combining(text[end]) or "\u1161" <= text[end] <= "\u11ff")
        if joins and end - start < _MOST_MARKS:
            continue
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        # What is left of the marks stands behind the letter that the others went into.
        offsets.append(start)
        offsets.extend(range(end - len(piece) + 1, end))
        start = end
    offsets.append(len(text))
    return "".join(pieces), offsets
