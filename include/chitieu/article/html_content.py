"""The segments of the article in an HTML page in its order: title, lead, paragraphs, signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chitieu.article.hints import Hinted
from chitieu.article.html_outline import PROSE_CHARS, Node, Outline, main_node, opened, outline_of
from chitieu.article.lexicon import Lexicon, key
from chitieu.article.markup import HEADINGS, INLINE, Element, is_too_deep, tidy, whole_text
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

_NAME_CHARS: Final = 60
_CAPTION_CHARS: Final = 300
_LAYOUT_PROSE: Final = 400
_TITLE_CHARS: Final = 15
_END_SIGNS: Final = 4
_PARAGRAPH: Final = re.compile(r"\n[ \t\r\f\xa0]*\n")


@dataclass(frozen=True, slots=True)
class HtmlContent:
    """The segments of an article in order, without offsets; its title as shown; who signs it.

    `source` is whom a line of links names as the page's source; `depth` is how deep the page nests.
    """

    segments: tuple[Segment, ...]
    heading: str | None
    author: str | None
    source: str | None
    depth: int


def read_content(
    root: Element,
    titles: Sequence[str],
    description: str | None,
    lexicon: Lexicon,
    hinted: Hinted,
    *,
    whole: bool,
) -> HtmlContent:
    """The article in a tree. `titles` are what the page calls itself, `description` its own summary.

    A tree that is too deep has no segments where it is not known to be `whole`: the parser may have dropped
    text, and what asks for the text of each level would take time with the square of the depth.
    """
    body = root.find("body")
    body = root if body is None else body
    outline = outline_of(body, hinted.main, hinted.dropped)
    if is_too_deep(outline.depth) and not whole:
        return HtmlContent((), None, None, None, outline.depth)
    main = _node_of(outline, hinted.main) or main_node(outline)
    heading = _node_of(outline, hinted.title) or _heading(outline, titles) or _heading_above(outline, main)
    walk = _Walk(
        outline,
        main,
        heading,
        _node_of(outline, hinted.lead),
        description=key(description or ""),
        lexicon=lexicon,
    )
    segments = tuple(walk.segments())
    return HtmlContent(
        segments,
        None if heading is None else whole_text(heading.element),
        hinted.author or _author(outline, lexicon),
        _source(outline, lexicon),
        outline.depth,
    )


def _node_of(outline: Outline, element: Element | None) -> Node | None:
    return None if element is None else next((n for n in outline.nodes if n.element is element), None)


def _heading(outline: Outline, titles: Sequence[str]) -> Node | None:
    """The element that shows the title: the heading the page calls itself by, else its only `h1`."""
    keys = [key(title) for title in titles if title]
    first: list[Node] = []
    for node in outline.shown():
        if node.tag in HEADINGS or "title" in node.roles:
            shown = key(whole_text(node.element))
            if shown and any(
                shown == title or (len(shown) > _TITLE_CHARS and title.startswith(shown)) for title in keys
            ):
                return node
            if node.tag == "h1" and shown:
                first.append(node)
    return first[0] if len(first) == 1 else None


def _heading_above(outline: Outline, main: Node) -> Node | None:
    """The last heading before the first prose of the main element, where the page never says its title."""
    nearest: Node | None = None
    for node in outline.shown():
        inside = main.index < node.index < main.end
        if inside and node.prose and node.inline >= PROSE_CHARS:
            break
        if node.tag in HEADINGS or (node.tag not in INLINE and "title" in node.roles):
            shown = whole_text(node.element)
            if _TITLE_CHARS <= len(shown) <= _CAPTION_CHARS and not is_doubled(shown) and not node.link:
                nearest = node
    return nearest


def _author(outline: Outline, lexicon: Lexicon) -> str | None:
    """What the first element says that is marked as the author's name."""
    for node in outline.shown():
        if "author" in node.roles or "author" in (node.element.get("itemprop"), node.element.get("rel")):
            name = whole_text(node.element).rpartition(":")[2].strip()
            if name and len(name) <= _NAME_CHARS and not lexicon.is_nobody(name):
                return name
    return None


def _source(outline: Outline, lexicon: Lexicon) -> str | None:
    """Whom a line names as source that was left out because it is a link (`Nguồn LĐTĐ : https://...`)."""
    for node in outline.nodes:
        first = next((text for text in node.element.itertext() if text.strip()), "") if node.left_out else ""
        if lexicon.begins_source(first):
            name = lexicon.source(whole_text(node.element))
            if name is not None:
                return name
    return None


class _Walk:
    """One pass over the page that turns what is shown into segments."""

    def __init__(
        self,
        outline: Outline,
        main: Node,
        heading: Node | None,
        lead: Node | None,
        *,
        description: str,
        lexicon: Lexicon,
    ) -> None:
        self._outline = outline
        self._main = main
        self._heading = heading
        self._lead = lead
        self._description = description
        self._lexicon = lexicon
        self._texts: list[str] = []
        self._italic = self._slanted = 0
        self._open: list[tuple[Node, BlockKind]] = []
        self._after_image = False
        self._inside = False
        self._passed = {"heading": False, "main": False}
        self._signed: Node | None = None
        self._picture_tables: dict[Element, bool] = {}

    def segments(self) -> Iterator[Segment]:
        """The title, what belongs to it between title and main element, the main element, and signatures."""
        yield from self._pass(self._outline.nodes)
        if self._texts:
            yield from self._flush()

    def _pass(self, nodes: Sequence[Node]) -> Iterator[Segment]:
        entered: list[Node] = []
        place = 0
        while place < len(nodes):
            node = nodes[place]
            while entered and entered[-1].end <= place:
                yield from self._leave(entered.pop())
            if self._texts and (node.tag not in INLINE or node is self._heading):
                yield from self._flush()
            if node.is_closed and not node.left_out:
                yield from self._pass(opened(node))
                place += 1
                continue
            entered.append(node)
            place += 1
            if node.left_out:
                place = node.end
                continue
            self._enter(node)
            row = data_row(node.element) if self._inside and node.tag == "tr" else None
            if row is not None:
                yield Segment(row, -1, hint=BlockKind.TABLE)
                self._texts.clear()
                place = node.end
        while entered:
            yield from self._leave(entered.pop())

    def _enter(self, node: Node) -> None:
        self._inside = self._inside or node is self._main
        self._after_image = self._after_image or node.tag == "img"
        self._slanted += node.tag in ("em", "i")
        kind = self._kind_of(node)
        if kind is not None:
            self._open.append((node, kind))
        if self._signed is None and "author" in node.roles:
            self._signed = node
        self._add("\n" if node.tag == "br" else node.element.text)

    def _leave(self, node: Node) -> Iterator[Segment]:
        if self._texts and (node.tag not in INLINE or node is self._heading):
            yield from self._flush()
        if not node.left_out:
            self._slanted -= node.tag in ("em", "i")
            if self._open and self._open[-1][0] is node:
                self._open.pop()
        if node is self._signed:
            if self._texts:
                yield from self._flush()
            self._signed = None
        if node is self._heading:
            self._passed["heading"] = True
        if node is self._main:
            self._inside = False
            self._passed["main"] = True
        self._add(node.element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            # A line feed of the source is a space; those that are kept stand for `<br>`.
            self._texts.append(text if text == "\n" else text.replace("\n", " "))
            self._italic += len(text.strip()) if self._slanted else 0

    def _kind_of(self, node: Node) -> BlockKind | None:
        tag = node.tag
        if node is self._lead:
            return BlockKind.LEAD
        if tag == "figcaption" or "caption" in node.roles:
            return BlockKind.CAPTION
        if node is self._heading:
            return BlockKind.TITLE
        if tag == "td" and self._in_picture_table(node.element):
            return BlockKind.CAPTION
        if ("lead" in node.roles and not self._inside) or self._says_description(node):
            return BlockKind.LEAD
        if tag in HEADINGS:
            # A heading in the element that shows the title is the title.
            return None if self._open and self._open[-1][1] is BlockKind.TITLE else BlockKind.HEADING
        return {"li": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE}.get(tag)

    def _in_picture_table(self, cell: Element) -> bool:
        """Whether a cell stands in a small table around a picture: what it says is what the picture shows."""
        table = next(cell.iterancestors("table"), None)
        if table is None:
            return False
        known = self._picture_tables.get(table)
        if known is None:
            pictured = next(table.iter("img"), None) is not None
            known = self._picture_tables[table] = pictured and len(whole_text(table)) <= _LAYOUT_PROSE
        return known

    def _says_description(self, node: Node) -> bool:
        """Whether a block is, word for word, the summary that the page gives of itself."""
        length = len(self._description)
        if node.tag in INLINE or not length or abs(node.text - length) > _END_SIGNS + length // 20:
            return False
        return key(whole_text(node.element)) == self._description

    def _flush(self) -> Iterator[Segment]:
        """The lines of what was gathered since the last edge of a block, where they belong to the article."""
        text, italic = "".join(self._texts), self._italic
        self._texts.clear()
        self._italic = 0
        hint = self._open[-1][1] if self._open else None
        if (
            hint is None
            and self._after_image
            and italic
            and italic >= len(text.strip()) - 1 <= _CAPTION_CHARS
        ):
            hint = BlockKind.CAPTION
        for line in _shown_lines(text):
            self._after_image = False
            if self._inside or self._belongs(line, hint):
                width = 0 if hint is BlockKind.TITLE else bullet_width(line)
                kind = BlockKind.LIST_ITEM if width and hint is None else hint
                if kind is None and self._signed is not None and personal_name(line) is not None:
                    kind = BlockKind.BYLINE
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
