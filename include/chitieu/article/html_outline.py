"""An HTML page as a flat list of its elements, weighed once: what is furniture, and where the article stands.

What readers do not see, menus, boxes named as such, lists of links and rows of cards are left out. The
article is then the innermost element that holds nearly all prose that is left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from chitieu.article.markup import (
    HEADINGS,
    INLINE,
    INVISIBLE,
    Element,
    is_hidden_style,
    raw_text,
    reply_ends,
    roles_of,
    whole_text,
)

PROSE_CHARS: Final = 50
# Nothing is looked at below this level: so deep a page is read once more, with its deepest tags taken out.
DEEPEST: Final = 150
_MAIN_SHARE: Final = 0.85
_NAMED_SHARE: Final = 0.5
_LINKED_SHARE: Final = 0.6
_CARDS: Final = 3
_CARD_LINK_CHARS: Final = 15
_CARD_CHARS: Final = 700
_BULKY_CARD_CHARS: Final = 400
_MAX_SHAPES: Final = 2
# What stands empty for an icon or a script to fill; it parts no lines.
_MARKS: Final = frozenset(("i", "span", "source", "ins", "em", "wbr"))
_NO_CARD: Final = frozenset((*INLINE, "p", "tr", "td", "th", "h2", "h3", "h4"))
_NO_MAIN: Final = frozenset((*INLINE, "p", "tr", "td", "li"))
_DIGITS: Final = re.compile(r"\d+")
_TEXT_LENGTH: Final = etree.XPath("string-length()")


class Node:
    """One element with its place in the outline and what it weighs in characters.

    `end` is the index behind its last descendant; the elements in a link have no nodes (`is_closed`) until
    `opened` is asked for them, for most links of a page lead out of it. `inline` is the text of its own line,
    `link` that of links, `prose` the long lines in and below it that are no links.
    """

    # What most nodes never set stands on the class: a page has a thousand of them.
    roles: frozenset[str] = frozenset()
    shape: str | None = None
    left_out = has_h1 = is_closed = False
    text = link = inline = inline_link = prose = 0

    def __init__(self, element: Element, tag: str, index: int, parent: int) -> None:
        self.element = element
        self.tag = tag
        self.index = index
        self.parent = parent
        self.end = index + 1


@dataclass(slots=True)
class Outline:
    """The elements of a page in order, those of furniture as one node each; `depth` is the deepest level."""

    nodes: list[Node]
    depth: int

    def shown(self, start: int = 0) -> Iterator[Node]:
        """The nodes that are no furniture, from one on."""
        place = start
        while place < len(self.nodes):
            node = self.nodes[place]
            if node.left_out:
                place = node.end
            else:
                yield node
                place += 1

    def children(self, node: Node) -> Iterator[Node]:
        """The nodes one level below."""
        place = node.index + 1
        while place < node.end:
            child = self.nodes[place]
            yield child
            place = child.end


def outline_of(body: Element, main: Element | None = None, dropped: Collection[Element] = ()) -> Outline:
    """The outline of a page with its furniture marked; `dropped` is furniture, and `main` none, by a hint."""
    kept = frozenset() if main is None else frozenset((main, *main.iterancestors()))
    built = _Builder(kept, frozenset(dropped))
    total = built.visit(body, -1, 0).prose
    bulky = frozenset(e for e in built.aside if _TEXT_LENGTH(e) > total)
    if bulky:
        # What is named as furniture may hold the article; it is weighed with the rest before it is left out.
        built = _Builder(kept | bulky, frozenset(dropped))
        built.visit(body, -1, 0)
    nodes, depth = built.nodes, built.depth
    outline = Outline(nodes, depth)
    place = 1
    while place < len(nodes):
        node = nodes[place]
        if node.left_out or (node.element not in kept and _is_furniture(outline, node)):
            node.left_out = True
            place = node.end
        else:
            place += 1
    _weigh_anew(nodes)
    return outline


class _Builder:
    """Visits and weighs all elements but those inside what nobody sees or what is named as furniture."""

    def __init__(
        self, kept: frozenset[Element], dropped: frozenset[Element], *, closes_links: bool = True
    ) -> None:
        self.nodes: list[Node] = []
        self.aside: list[Element] = []
        self.depth = 0
        self._kept = kept
        self._dropped = dropped
        self._closes_links = closes_links

    def visit(self, element: Element, parent: int, depth: int) -> Node:  # noqa: PLR0912, PLR0915 - see below
        """The node of an element; it and what it shows are appended to `nodes`, in the order of the page.

        One long function with local names, for it runs once for every element there is.
        """
        nodes = self.nodes
        tag = element.tag
        node = Node(element, tag, len(nodes), parent)
        nodes.append(node)
        unseen = tag in INVISIBLE
        keys = element.keys()
        if keys:
            if "class" in keys:
                node.shape = element.get("class")
                node.roles = roles_of(node.shape, element.get("id") or "" if "id" in keys else "")
            elif "id" in keys:
                node.roles = roles_of("", element.get("id"))
            unseen = unseen or _is_hidden(element, keys)
        if (unseen or "furniture" in node.roles or self._dropped) and self._is_left_out(node, unseen=unseen):
            return node
        if (
            tag == "a"
            and self._closes_links
            and len(element)
            and next(element.iter("h1", "h2"), None) is None
        ):
            node.text = node.inline = node.link = node.inline_link = len(raw_text(element).strip())
            node.is_closed = True
            return node
        self.depth = max(self.depth, depth)
        if depth >= DEEPEST:
            return node
        own = element.text
        text = inline = len(own.strip()) if own else 0
        link = inline_link = prose = 0
        has_h1 = tag == "h1"
        run, last = 0, node
        for child in element:
            if child.tag in _MARKS and not len(child) and not child.text and not child.tail:
                continue
            below = None
            if run >= _CARDS and child.tag == last.tag and child.get("class") == last.shape:
                below = self._next_card(child, last)
            if below is None:
                below = self.visit(child, node.index, depth + 1)
                run = run + 1 if _may_be_card(below) and below.shape == last.shape else 0
                last = below
            if below.text:
                text += below.text
                link += below.link
                prose += below.prose
                if below.tag in INLINE:
                    inline += below.inline
                    inline_link += below.inline_link
            has_h1 = has_h1 or below.has_h1
            tail = child.tail
            if tail:
                length = len(tail.strip())
                text += length
                inline += length
        if tag == "a":
            link, inline_link = text, inline
        elif tag not in INLINE:
            if inline - inline_link >= PROSE_CHARS and tag not in HEADINGS:
                prose += inline - inline_link
            if (
                link > text * _LINKED_SHARE
                and not prose
                and not has_h1
                and parent >= 0
                and element not in self._kept
            ):
                # Nothing but links: furniture, whatever stands around it.
                node.left_out = True
                del nodes[node.index + 1 :]
        node.text, node.link, node.inline, node.inline_link, node.prose = (
            text,
            link,
            inline,
            inline_link,
            prose,
        )
        node.has_h1 = has_h1
        node.end = len(nodes)
        return node

    def _next_card(self, element: Element, last: Node) -> Node | None:
        """A node for one more of a row of cards, told by its length alone; None where it may be none."""
        text = len(raw_text(element).strip())
        if text > _BULKY_CARD_CHARS or element in self._kept:
            return None
        if next(element.iter("a"), None) is None or next(element.iter("h1"), None) is not None:
            return None
        node = Node(element, last.tag, len(self.nodes), last.parent)
        self.nodes.append(node)
        node.shape, node.roles, node.left_out = last.shape, last.roles, last.left_out
        node.is_closed = True
        node.text = text
        node.link = text * last.link // last.text
        node.prose = text - node.link if last.prose else 0
        return node

    def _is_left_out(self, node: Node, *, unseen: bool) -> bool:
        element = node.element
        if node.index == 0 or element in self._kept:
            return False
        if unseen or element in self._dropped:
            node.left_out = True
        elif "furniture" in node.roles and node.tag != "h1" and next(element.iter("h1"), None) is None:
            node.left_out = True
            self.aside.append(element)
        return node.left_out


def _may_be_card(node: Node) -> bool:
    """Whether a block is short and holds a link as long as a headline."""
    return (
        node.link >= _CARD_LINK_CHARS
        and node.text <= _BULKY_CARD_CHARS
        and node.tag not in _NO_CARD
        and not node.has_h1
        and node.shape is not None
    )


def _is_hidden(element: Element, keys: Sequence[str]) -> bool:
    return (
        ("style" in keys and is_hidden_style(element.get("style")))
        or "hidden" in keys
        or ("aria-hidden" in keys and element.get("aria-hidden") == "true")
    )


def _weigh_anew(nodes: list[Node]) -> None:
    """Weigh once more, with what has been found to be furniture left out."""
    counted: list[Node] = []
    place = 0
    while place < len(nodes):
        node = nodes[place]
        counted.append(node)
        place = node.end if node.left_out else place + 1
        if node.left_out or not node.is_closed:
            node.text = node.link = node.inline = node.inline_link = node.prose = 0
            node.has_h1 = False
    for node in reversed(counted):
        if not node.left_out and not node.is_closed:
            _weigh_own(node)
        if node.parent >= 0:
            _add(nodes[node.parent], node)


def _weigh_own(node: Node) -> None:
    own = node.element.text
    length = len(own.strip()) if own else 0
    node.text += length
    node.inline += length
    if node.tag == "a":
        node.link, node.inline_link = node.text, node.inline
    elif node.tag in HEADINGS:
        node.has_h1 = node.has_h1 or node.tag == "h1"
    elif node.tag not in INLINE and node.inline - node.inline_link >= PROSE_CHARS:
        node.prose += node.inline - node.inline_link


def opened(node: Node) -> list[Node]:
    """The nodes of a closed link and of what is in it: an outline of its own, the link first."""
    builder = _Builder(frozenset(), frozenset(), closes_links=False)
    builder.visit(node.element, -1, 0)
    return builder.nodes


def _add(above: Node, node: Node) -> None:
    tail = node.element.tail
    length = len(tail.strip()) if tail else 0
    above.text += node.text + length
    above.inline += length
    above.link += node.link
    above.prose += node.prose
    above.has_h1 = above.has_h1 or node.has_h1
    if node.tag in INLINE:
        above.inline += node.inline
        above.inline_link += node.inline_link


def _is_furniture(outline: Outline, node: Node) -> bool:
    """Whether an element is no part of an article. What holds half of the page's prose is hardly ever."""
    if node.has_h1:
        return False
    bulky = node.prose > outline.nodes[0].prose * _NAMED_SHARE
    if "furniture" in node.roles:
        return not bulky
    if node.tag in INLINE:
        return False
    if not bulky and node.link > node.text * _LINKED_SHARE:
        return True
    return _is_card_list(outline, node, bulky=bulky)


def _is_card_list(outline: Outline, node: Node, *, bulky: bool) -> bool:
    """Whether an element is a row of like elements: linked headlines with a line about each, or comments.

    Where the row is most of the page, its cards are to be short, and none of them a bare paragraph.
    """
    if node.end - node.index <= 2 * _CARDS:
        return False
    cards = [child for child in outline.children(node) if child.text and not child.left_out]
    shapes = {(card.tag, _DIGITS.sub("", card.shape or "")) for card in cards}
    if len(cards) < _CARDS or len(shapes) > _MAX_SHAPES:
        return False
    longest = _BULKY_CARD_CHARS if bulky else _CARD_CHARS
    alike = [
        card
        for card in cards
        if card.text <= longest
        and not (bulky and card.tag == "p")
        and (card.link >= _CARD_LINK_CHARS or whole_text(card.element).endswith(reply_ends()))
    ]
    return len(alike) >= max(_CARDS, len(cards) - 1)


def main_node(outline: Outline) -> Node:
    """The innermost element that holds nearly all prose of the page, or one inside that is named as it."""
    nodes = outline.nodes
    main = nodes[0]
    total = main.prose
    if total == 0:
        return main
    named = None
    place = 0
    while place < len(nodes):
        node = nodes[place]
        if node.left_out or node.prose < total * _NAMED_SHARE:
            place = node.end
            continue
        if node.tag not in INLINE and (
            "body" in node.roles or (node.element.get("itemprop") or "").lower() == "articlebody"
        ):
            named = node
        if node.prose >= total * _MAIN_SHARE and node.tag not in _NO_MAIN:
            main = node
        place += 1
    if named is not None and main.index <= named.index < main.end:
        return named
    return main
