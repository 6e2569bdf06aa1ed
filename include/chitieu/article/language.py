"""Which language a text is in, as far as an article's reader needs to know."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

VIETNAMESE: Final = "vi"

_LOOKED_AT: Final = 5000
# Letters that no other language of news written in Latin script uses: ơ, ư, and vowels with two marks.
# The most frequent ones first: they settle nearly every text.
_OWN_LETTERS: Final = "ạươộảếấủứịậệốựợờềọẻầớồổỏụừửữắằẳẵặẩẫểễỗởỡẹẽỉỵỷỹ"
_LETTERS: Final = re.compile(r"[^\W\d_]")
_LEAST_SHARE: Final = 0.03


def language_of(text: str) -> str | None:
    """`vi` where enough of the letters are Vietnamese alone, else None: another language, or no marks."""
    looked_at = unicodedata.normalize("NFC", text[:_LOOKED_AT]).lower()
    own = 0
    for letter in _OWN_LETTERS:
        own += looked_at.count(letter)
        if own > len(looked_at) * _LEAST_SHARE:  # whatever else there is: letters are no more than signs
            return VIETNAMESE
    letters = len(_LETTERS.findall(looked_at))
    return VIETNAMESE if letters and own / letters >= _LEAST_SHARE else None
