"""Stretches of a page before they are told apart, and plain facts about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chitieu.kernel.records import BlockKind

_SENTENCE_END: Final = re.compile(r"[.!?…:;][\"”’')»\]]*$|[\"”’)»\]]$")
_FULL_STOP: Final = re.compile(r"[.!?…][\"”’')»\]]*$")
_SENTENCE_BREAK: Final = re.compile(r"[.!?…][\"”’)]*\s+[\"“‘(]?\w")
_BULLET: Final = re.compile(r"^(?:[-–—•●○▪■◦*+]\s+|[-–—•●▪■](?=[^\W\d]))")
_ENUMERATION: Final = re.compile(
    r"^(?:\d{1,2}[.)]\s|\d{1,2}(?:\.\d{1,2})+\.?\s|[a-zđ]\)\s|[IVX]{1,5}\.\s|\(\d{1,2}\)\s)"
)
_NAME: Final = re.compile(r"^(?P<name>[^\W\d_][\w.]*(?:\s+[^\W\d_][\w.]*){0,4})\s*(?:[-–(,/|].{0,44})?$")
_PROSE_CHARS: Final = 80
_SIGNATURE_CHARS: Final = 80
_MIN_TABS: Final = 2
_MIN_BARS: Final = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, paragraph or element of a page: its trimmed text, where it starts, what the markup says it is.

    `gap_before` is True where an empty line or an element's edge stands before it.
    """

    text: str
    start: int
    gap_before: bool = True
    hint: BlockKind | None = None

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


def is_prose(text: str) -> bool:
    """Whether a line reads like running text: long, and closed like a sentence or with a sentence inside."""
    return len(text) >= _PROSE_CHARS and (ends_sentence(text) or breaks_sentence(text))


def ends_sentence(text: str) -> bool:
    """Whether the last sign closes a sentence, a quotation or a bracket."""
    return _SENTENCE_END.search(text[-8:]) is not None


def is_sentence(text: str) -> bool:
    """Whether a line is running text up to a full stop; a long headline that ends in a quotation is not."""
    return is_prose(text) and _FULL_STOP.search(text[-8:]) is not None


def breaks_sentence(text: str) -> bool:
    """Whether a sentence ends inside the text."""
    return _SENTENCE_BREAK.search(text) is not None


def bullet_width(text: str) -> int:
    """Characters of a bullet at the start of a line, 0 where there is none."""
    found = _BULLET.match(text)
    return found.end() if found else 0


def is_list_item(text: str) -> bool:
    """Whether a line starts with a bullet or an enumeration."""
    return bool(_BULLET.match(text) or _ENUMERATION.match(text))


def personal_name(text: str) -> str | None:
    """The name where a line is nothing but a signature (`Lan Anh`, `N.Hoa`, `Lan Anh - Trung tâm VHTT`)."""
    if len(text) > _SIGNATURE_CHARS or text.endswith(".") or any(c.isdigit() for c in text):
        return None
    found = _NAME.match(text)
    if found is None:
        return None
    words = found["name"].split()
    if not all(word[0].isupper() for word in words) or (len(words) == 1 and "." not in words[0]):
        return None
    return found["name"]


def is_doubled(text: str) -> bool:
    """Whether a line says the same two or more words twice, as menus that carry a hidden copy do."""
    words = text.split()
    half, odd = divmod(len(words), 2)
    return not odd and half > 1 and words[:half] == words[half:]


def is_table_row(text: str) -> bool:
    """Whether a line is a row of cells between tabs or bars."""
    return text.count("\t") >= _MIN_TABS or text.count("|") >= _MIN_BARS
