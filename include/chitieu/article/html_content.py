"""Where the article stands in an HTML page, and its segments in the order of the page.

What readers do not see, menus, boxes named as such, lists of links and rows of cards are left out first. The
article is then the innermost element that holds nearly all prose that is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from chitieu.article.lexicon import Lexicon, key
from chitieu.article.markup import INLINE, INVISIBLE, Element, has_role, is_hidden, tidy, whole_text
from chitieu.article.segments import (
    Segment,
    bullet_width,
    ends_sentence,
    is_doubled,
    is_list_item,
    is_prose,
    personal_name,
)
from chitieu.article.tables import data_row
from chitieu.kernel.records import BlockKind

_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PROSE_CHARS: Final = 50
_MAIN_SHARE: Final = 0.85
_NAMED_SHARE: Final = 0.5
_LINKED_SHARE: Final = 0.6
_CARDS: Final = 3
_CARD_LINK_CHARS: Final = 15
_CARD_CHARS: Final = 700
_NAME_CHARS: Final = 60
_CAPTION_CHARS: Final = 300
_LAYOUT_PROSE: Final = 400
_TITLE_CHARS: Final = 15
_MAX_SHAPES: Final = 2
_PARAGRAPH: Final = re.compile(r"\n[ \t\r\f\xa0]*\n")


@dataclass(frozen=True, slots=True)
class HtmlContent:
    """The segments of an article in order, without offsets; its title as shown; who signs it."""

    segments: tuple[Segment, ...]
    heading: str | None
    author: str | None


@dataclass(slots=True)
class _Weight:
    """Characters of one element: all text, text of links, text of its own line, prose in and below it."""

    text: int = 0
    link: int = 0
    inline: int = 0
    inline_link: int = 0
    prose: int = 0


def read_content(
    root: Element, titles: Sequence[str], description: str | None, lexicon: Lexicon
) -> HtmlContent:
    """The article in a tree. `titles` are what the page calls itself, `description` its own summary."""
    body = root.find("body")
    body = root if body is None else body
    weights = _weigh(body)
    furniture = _furniture(body, weights)
    weights = _weigh(body, furniture)
    main = _main_element(body, weights, furniture)
    heading = _heading(body, furniture, titles)
    if heading is None:
        heading = _heading_above(body, main, furniture, weights)
    walk = _Walk(furniture, main, heading, key(description or ""), lexicon)
    segments = tuple(walk.segments(body))
    return HtmlContent(segments, None if heading is None else whole_text(heading), _author(body, furniture))


def _weigh(body: Element, without: frozenset[Element] = frozenset()) -> dict[Element, _Weight]:
    """The weight of each element, bottom up; those in `without` weigh nothing."""
    weights: dict[Element, _Weight] = {}
    for element in reversed(list(body.iter(etree.Element))):
        own = weights[element] = _Weight()
        if element.tag in INVISIBLE or element in without:
            continue
        own.text = own.inline = _length(element.text)
        for child in element:
            below = weights.get(child)
            tail = _length(child.tail)
            own.text += tail
            own.inline += tail
            if below is None:
                continue
            own.text += below.text
            own.link += below.link
            own.prose += below.prose
            if child.tag in INLINE:
                own.inline += below.inline
                own.inline_link += below.inline_link
        if element.tag == "a":
            own.link, own.inline_link = own.text, own.inline
        elif (
            element.tag not in INLINE
            and element.tag not in _HEADINGS
            and own.inline - own.inline_link >= _PROSE_CHARS
        ):
            own.prose += own.inline - own.inline_link
    return weights


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0


def _furniture(body: Element, weights: dict[Element, _Weight]) -> frozenset[Element]:
    """The outermost elements that are no part of an article. None of them holds half of the page's prose."""
    total = weights[body].prose
    found: set[Element] = set()
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if element is body or not isinstance(element.tag, str):
            continue
        weight = weights[element]
        bulky = weight.prose > total * _NAMED_SHARE
        if (
            element.tag in INVISIBLE
            or is_hidden(element)
            or (not bulky and _is_furniture(element, weight, weights))
        ):
            found.add(element)
            walk.skip_subtree()
    return frozenset(found)


def _is_furniture(element: Element, weight: _Weight, weights: dict[Element, _Weight]) -> bool:
    if has_role(element, "furniture"):
        return not _holds_title(element)
    if element.tag in INLINE or not weight.link:
        return False
    return not _holds_title(element) and (
        weight.link > weight.text * _LINKED_SHARE or _is_card_list(element, weights)
    )


def _holds_title(element: Element) -> bool:
    return element.tag == "h1" or next(element.iter("h1"), None) is not None


def _is_card_list(element: Element, weights: dict[Element, _Weight]) -> bool:
    """Whether an element is a row of like elements, each a linked headline with a line about it."""
    shapes = [(child.tag, child.get("class")) for child in element if weights.get(child, _Weight()).text]
    if len(shapes) < _CARDS or len(set(shapes)) > _MAX_SHAPES:
        return False
    cards = [weights[child] for child in element if weights.get(child, _Weight()).text]
    alike = [card for card in cards if card.link >= _CARD_LINK_CHARS and card.text <= _CARD_CHARS]
    return len(alike) >= max(_CARDS, len(cards) - 1)


def _main_element(body: Element, weights: dict[Element, _Weight], furniture: frozenset[Element]) -> Element:
    total = weights[body].prose
    if total == 0:
        return body
    main = body
    named = None
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if element in furniture or weights[element].prose < total * _NAMED_SHARE:
            walk.skip_subtree()
            continue
        if element.tag not in INLINE and (
            (element.get("itemprop") or "").lower() == "articlebody" or has_role(element, "body")
        ):
            named = element
        if weights[element].prose >= total * _MAIN_SHARE and element.tag not in (
            *INLINE,
            "p",
            "tr",
            "td",
            "li",
        ):
            main = element
    if named is not None and (main in named.iterancestors() or main is named):
        return named
    return main


def _heading(body: Element, furniture: frozenset[Element], titles: Sequence[str]) -> Element | None:
    """The element that shows the title: the heading the page calls itself by, else its only `h1`."""
    keys = [key(title) for title in titles if title]
    first: list[Element] = []
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if element in furniture:
            walk.skip_subtree()
        elif element.tag in _HEADINGS or has_role(element, "title"):
            shown = key(whole_text(element))
            if shown and any(
                shown == title or (len(shown) > _TITLE_CHARS and title.startswith(shown)) for title in keys
            ):
                return element
            if element.tag == "h1" and shown:
                first.append(element)
    return first[0] if len(first) == 1 else None


def _heading_above(
    body: Element, main: Element, furniture: frozenset[Element], weights: dict[Element, _Weight]
) -> Element | None:
    """The last heading before the first prose of the main element, where the page never says its title."""
    nearest: Element | None = None
    inside = False
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if element in furniture:
            walk.skip_subtree()
            continue
        inside = inside or element is main
        weight = weights[element]
        if inside and element is not main and weight.prose and weight.inline >= _PROSE_CHARS:
            break
        if element.tag in _HEADINGS or (element.tag not in INLINE and has_role(element, "title")):
            shown = whole_text(element)
            if _TITLE_CHARS <= len(shown) <= _CAPTION_CHARS and not is_doubled(shown) and not weight.link:
                nearest = element
    return nearest


def _author(body: Element, furniture: frozenset[Element]) -> str | None:
    """What the first element says that is marked as the author's name."""
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if element in furniture:
            walk.skip_subtree()
        elif (
            has_role(element, "author")
            or element.get("itemprop") == "author"
            or element.get("rel") == "author"
        ):
            name = whole_text(element).rpartition(":")[2].strip()
            if name and len(name) <= _NAME_CHARS and not any(c.isdigit() for c in name):
                return name
    return None


class _Walk:
    """One pass over the page that turns what is shown into segments."""

    def __init__(
        self,
        furniture: frozenset[Element],
        main: Element,
        heading: Element | None,
        description: str,
        lexicon: Lexicon,
    ) -> None:
        self._furniture = furniture
        self._main = main
        self._heading = heading
        self._description = description
        self._lexicon = lexicon
        self._texts: list[str] = []
        self._italic = self._slanted = 0
        self._open: list[tuple[Element, BlockKind]] = []
        self._after_image = False
        self._inside = False
        self._passed = {"heading": False, "main": False}
        self._signed: Element | None = None

    def segments(self, body: Element) -> Iterator[Segment]:
        """The title, what belongs to it between title and main element, the main element, and signatures."""
        skipped: Element | None = None
        walk = etree.iterwalk(body, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                yield from self._leave(element, was_skipped=element is skipped)
                skipped = None
                continue
            if element.tag not in INLINE:
                yield from self._flush()
            if element in self._furniture:
                walk.skip_subtree()
                skipped = element
                continue
            self._enter(element)
            row = data_row(element) if self._inside and element.tag == "tr" else None
            if row is not None:
                yield Segment(row, -1, hint=BlockKind.TABLE)
                walk.skip_subtree()
                skipped = element
        yield from self._flush()

    def _enter(self, element: Element) -> None:
        self._inside = self._inside or element is self._main
        self._after_image = self._after_image or element.tag == "img"
        self._slanted += element.tag in ("em", "i")
        kind = self._kind_of(element)
        if kind is not None:
            self._open.append((element, kind))
        if self._signed is None and has_role(element, "author"):
            self._signed = element
        self._add("\n" if element.tag == "br" else element.text)

    def _leave(self, element: Element, *, was_skipped: bool) -> Iterator[Segment]:
        if element.tag not in INLINE:
            yield from self._flush()
        if not was_skipped:
            self._slanted -= element.tag in ("em", "i")
            if self._open and self._open[-1][0] is element:
                self._open.pop()
        if element is self._signed:
            yield from self._flush()
            self._signed = None
        if element is self._heading:
            self._passed["heading"] = True
        if element is self._main:
            self._inside = False
            self._passed["main"] = True
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            # A line feed of the source is a space; those that are kept stand for `<br>`.
            self._texts.append(text if text == "\n" else text.replace("\n", " "))
            self._italic += _length(text) if self._slanted else 0

    def _kind_of(self, element: Element) -> BlockKind | None:
        tag = element.tag
        if tag == "figcaption" or has_role(element, "caption"):
            return BlockKind.CAPTION
        if element is self._heading:
            return BlockKind.TITLE
        if tag == "td" and _is_picture_table(element):
            return BlockKind.CAPTION
        if has_role(element, "lead") and not self._inside:
            return BlockKind.LEAD
        if tag in _HEADINGS:
            return BlockKind.HEADING
        return {"li": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE}.get(tag)

    def _flush(self) -> Iterator[Segment]:
        """The lines of what was gathered since the last edge of a block, where they belong to the article."""
        if not self._texts:
            return
        text, italic = "".join(self._texts), self._italic
        self._texts.clear()
        self._italic = 0
        hint = self._open[-1][1] if self._open else None
        if hint is None and self._after_image and italic and italic >= _length(text) - 1 <= _CAPTION_CHARS:
            hint = BlockKind.CAPTION
        for line in _shown_lines(text):
            self._after_image = False
            if self._inside or self._belongs(line, hint):
                width = 0 if hint is BlockKind.TITLE else bullet_width(line)
                kind = BlockKind.LIST_ITEM if width and hint is None else hint
                yield Segment(
                    line[width:], -1, hint=None if kind is BlockKind.TITLE else kind or BlockKind.BODY
                )

    def _belongs(self, line: str, hint: BlockKind | None) -> bool:
        """Whether a line outside the main element is the article's: title, lead, dates, signature."""
        if hint is BlockKind.TITLE:
            return True
        if not self._passed["heading"] and not self._passed["main"] and hint is not BlockKind.LEAD:
            return False
        signed = self._signed is not None and personal_name(line) is not None
        marked = self._lexicon.dateline(line) or self._lexicon.author(line) or self._lexicon.source(line)
        if self._passed["main"]:
            return signed or bool(marked)
        return (
            signed
            or bool(marked)
            or hint is BlockKind.LEAD
            or key(line) == self._description
            or is_prose(line)
        )


def _shown_lines(text: str) -> Iterator[str]:
    """Text between two edges as lines; a single `<br>` inside a sentence is no end of a line."""
    for paragraph in _PARAGRAPH.split(text):
        lines: list[str] = []
        for line in tidy(paragraph).split("\n"):
            if lines and not ends_sentence(lines[-1]) and not is_list_item(line):
                lines[-1] = f"{lines[-1]} {line}"
            elif line:
                lines.append(line)
        yield from (line for line in lines if line)


def _is_picture_table(cell: Element) -> bool:
    """Whether a cell stands in a small table around a picture: what it says is what the picture shows."""
    table = next(cell.iterancestors("table"), None)
    if table is None or next(table.iter("img"), None) is None:
        return False
    return len(whole_text(table)) <= _LAYOUT_PROSE
