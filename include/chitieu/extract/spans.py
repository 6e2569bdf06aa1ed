"""Stretches of an article's text that the grammar works on."""

from __future__ import annotations

from chitieu.kernel.record import record
from chitieu.kernel.records import Block


@record
class Sentence:
    """One sentence of a content block. Offsets are into the article's text, end exclusive.

    `index` counts the sentences of the article from 0, `paragraph` the content blocks.
    """

    index: int
    paragraph: int
    start: int
    end: int
    text: str
    block: Block
