"""Which language a text is in, as far as an article's reader needs to know."""

from __future__ import annotations

import unicodedata
from typing import Final

VIETNAMESE: Final = "vi"

_LOOKED_AT: Final = 5000
# Letters that no other language of news written in Latin script uses: ơ, ư, and vowels with two marks.
_OWN_LETTERS: Final = frozenset("ơướờởỡợứừửữựấầẩẫậắằẳẵặếềểễệốồổỗộạảẹẻẽịỉọỏụủỵỷỹ")
_LEAST_SHARE: Final = 0.03


def language_of(text: str) -> str | None:
    """`vi` where enough of the letters are Vietnamese alone, else None: another language, or no marks."""
    letters = [c for c in unicodedata.normalize("NFC", text[:_LOOKED_AT]).lower() if c.isalpha()]
    if not letters:
        return None
    own = sum(letter in _OWN_LETTERS for letter in letters)
    return VIETNAMESE if own / len(letters) >= _LEAST_SHARE else None
