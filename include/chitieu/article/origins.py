"""Where a stretch of an article's text stands in the bytes of the archived page.

An article is made anew from the archived bytes by the parser version that it carries. This says, besides,
which bytes of the page a stretch came from; markup, entities and white space in between are jumped over.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chitieu.article.decode import BYTE_ORDER_MARKS, decode
from chitieu.article.legacy import LAYOUTS
from chitieu.catalogue.folding import composed
from chitieu.kernel.records import Article, Capture

# What these say about a page means that its text is not sign by sign that of its bytes.
_REPAIRED: Final = frozenset(("double_encoded", "broken_letters"))
_UNSHOWN: Final = re.compile(
    r"<!--.*?-->|<(?P<tag>script|style|title|svg|template)\b[^<>]*>.*?</(?P=tag)\s*>|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NO_SIGN: Final = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class ByteSpan:
    """A stretch of a page's bytes, end exclusive."""

    start: int
    end: int


class Origins:
    """The signs that a page shows, and the bytes that each of them came from."""

    def __init__(self, capture: Capture) -> None:
        """Read the page. Raises `PageRejected` where `parse_article` would, too."""
        self._decoded = decode(capture.content, capture.media_type)
        self._signs, self._starts, self._ends = _shown_signs(self._decoded.text)
        self._mark = next((len(mark) for mark, _ in BYTE_ORDER_MARKS if capture.content.startswith(mark)), 0)

    def of(self, article: Article, start: int, end: int) -> ByteSpan | None:
        """The bytes behind `article.text[start:end]`; None where the page does not say it in one stretch.

        That is so for rows of tables, which are told with the headings of their columns, and in pages whose
        letters had to be repaired. What a page says more than once is found where it says it first.
        """
        block = next((b for b in article.blocks if b.start <= start and end <= b.end), None)
        if block is None or start >= end or _REPAIRED.intersection(article.warnings):
            return None
        before, wanted, after = (
            _NO_SIGN.sub("", article.text[a:b])
            for a, b in ((block.start, start), (start, end), (end, block.end))
        )
        place = self._signs.find(before + wanted + after)
        if place < 0 or not wanted:
            return None
        first = place + len(before)
        return ByteSpan(self._byte(self._starts[first]), self._byte(self._ends[first + len(wanted) - 1]))

    def _byte(self, offset: int) -> int:
        if self._decoded.encoding in LAYOUTS:
            return offset
        text = self._decoded.text[:offset]
        return self._mark + len(text.encode(self._decoded.encoding, "replace"))


def _shown_signs(markup: str) -> tuple[str, list[int], list[int]]:
    """The signs of a page without markup and white space, in NFC, with where each begins and ends."""
    signs: list[tuple[str, int, int]] = []
    place = 0
    for tag in (*_UNSHOWN.finditer(markup), None):
        stop = len(markup) if tag is None else tag.start()
        signs += _signs_of(markup, place, stop)
        place = stop if tag is None else tag.end()
    return (
        "".join(sign for sign, _, _ in signs),
        [start for _, start, _ in signs],
        [end for _, _, end in signs],
    )


def _signs_of(markup: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """The signs of one run of text between tags; an entity is one stretch for all that it stands for."""
    for entity in (*_ENTITY.finditer(markup, start, stop), None):
        text, offsets = composed(markup[start : stop if entity is None else entity.start()])
        for index, sign in enumerate(text):
            if not _NO_SIGN.match(sign):
                first, behind = (
                    (index, index + 1) if offsets is None else (offsets[index], offsets[index + 1])
                )
                yield sign, start + first, start + behind
        if entity is not None:
            for sign in _NO_SIGN.sub("", html.unescape(entity[0])):
                yield sign, entity.start(), entity.end()
            start = entity.end()
