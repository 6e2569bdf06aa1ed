"""Plain text pages: lines become segments. Nothing of the text is changed; offsets count in it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from chitieu.article.segments import Segment, bullet_width, ends_sentence, is_list_item
from chitieu.catalogue.folding import LOWER
from chitieu.kernel.records import BlockKind

_LINE: Final = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_BLANK: Final = " \t\u00a0\u200b\ufeff\u3000\u2002\u2003\u2009"
_WRAP_LINES: Final = 6
_WRAP_WIDTHS: Final = (50, 110)
_WRAP_SHARE: Final = 0.6
_CUT_WIDTH: Final = 50
_CUT_END: Final = re.compile(rf"[\s(][{LOWER}]+,?$")
_CUT_NEXT: Final = re.compile(rf"[{LOWER}]+,?\s[{LOWER}]")


def split_lines(text: str) -> list[Segment]:
    """The lines of a page that hold something, trimmed; in a page of wrapped lines, its paragraphs.

    Offsets are `str` indices into `text`. A bullet is left outside (`- 12` is twelve, not minus twelve).
    """
    lines: list[Segment] = []
    previous_end = -1
    for found in _LINE.finditer(text):
        stripped = found.group().strip(_BLANK)
        if not stripped:
            continue
        start = found.start() + found.group().index(stripped[0])
        gap = previous_end < 0 or _breaks(text, previous_end, start) > 1
        lines.append(Segment(stripped, start, gap_before=gap))
        previous_end = start + len(stripped)
    lines = _unwrap(text, lines) if _is_wrapped(lines) else _rejoin(text, lines)
    return [_without_bullet(line) for line in lines]


def _breaks(text: str, start: int, end: int) -> int:
    """Line breaks between two offsets, a carriage return with its line feed counted once."""
    between = text[start:end]
    return between.count("\n") or between.count("\r")


def _rejoin(text: str, lines: list[Segment]) -> list[Segment]:
    """Lines with what goes on behind a break in mid-sentence: small words on both sides of it."""
    joined: list[Segment] = []
    for line in lines:
        last = joined[-1].text if joined else ""
        if len(last) >= _CUT_WIDTH and _CUT_END.search(last) and _CUT_NEXT.match(line.text):
            first = joined[-1]
            joined[-1] = Segment(text[first.start : line.end], first.start, first.gap_before)
        else:
            joined.append(line)
    return joined


def _is_wrapped(lines: list[Segment]) -> bool:
    """Whether an editor has cut the paragraphs at a fixed width: most lines are full and end mid-sentence."""
    inner = [a.text for a, b in pairwise(lines) if not b.gap_before]
    if len(inner) < _WRAP_LINES:
        return False
    low, high = _WRAP_WIDTHS
    full = sum(low <= len(text) <= high and not ends_sentence(text) for text in inner)
    return full >= len(inner) * _WRAP_SHARE


def _unwrap(text: str, lines: list[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for line in lines:
        if joined and not line.gap_before and not is_list_item(line.text):
            first = joined[-1]
            joined[-1] = Segment(text[first.start : line.end], first.start, first.gap_before)
        else:
            joined.append(line)
    return joined


def _without_bullet(line: Segment) -> Segment:
    width = bullet_width(line.text)
    rest = line.text[width:]
    if not width or not rest.strip():
        return line
    return Segment(rest, line.start + width, line.gap_before, BlockKind.LIST_ITEM)
