"""Fonts of before Unicode in an HTML tree: each stretch is read in the font that the page gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chitieu.article.legacy import Layout, convert, layouts_of, may_be_legacy
from chitieu.article.markup import Element, raw_text

_FAMILY: Final = re.compile(r"font(?:-family)?\s*:([^;}]*)", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?P<tcvn3>\.vn[a-z0-9 ]+)|(?P<vni>vni[- ][a-z0-9 -]+)", re.IGNORECASE)
_RULE: Final = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_SELECTOR: Final = re.compile(r"([a-z0-9]*)(?:\.([\w-]+))?", re.IGNORECASE)
_READ_NOWHERE: Final = ("script", "style")


@dataclass(frozen=True, slots=True)
class _Font:
    """A font of before Unicode; one whose name ends in H shows small letters as capitals."""

    layout: Layout
    capitals: bool


@dataclass(slots=True)
class _Run:
    """A stretch of text of the tree: of an element, or behind it, or the content of a meta tag."""

    element: Element
    place: str
    text: str
    font: _Font | None

    def write(self, text: str) -> None:
        if self.place == "content":
            self.element.set("content", text)
        else:
            setattr(self.element, self.place, text)


def modernise_tree(root: Element, *, converted: bool = False) -> bool:
    """Put the text of a tree into Unicode where it is set in a font of before; whether anything was.

    `converted` says that the bytes of the page were such text and have been read so: what is left is what the
    page wrote as entities, and the capitals of fonts whose name ends in H.
    """
    if not converted and not may_be_legacy(raw_text(root)):
        return False
    runs = list(_runs(root))
    layouts = layouts_of([run.text for run in runs], [run.font.layout if run.font else None for run in runs])
    for run, layout in zip(runs, layouts, strict=True):
        text = convert(run.text, layout) if layout else run.text
        if run.font is not None and run.font.capitals and (layout or converted or text.isascii()):
            text = text.upper()
        if text != run.text:
            run.write(text)
    return any(layouts)


def _runs(root: Element) -> list[_Run]:
    styles = _styles(root)
    fonts: dict[Element, _Font | None] = {}
    runs: list[_Run] = []
    for element in root.iter("*"):
        parent = element.getparent()
        inherited = fonts[parent] if parent is not None else None
        stated, font = _font_of(element, styles)
        fonts[element] = font if stated else inherited
        if element.tag in _READ_NOWHERE:
            text = None
        elif element.tag == "meta":
            text = element.get("content")
        else:
            text = element.text
        if text:
            runs.append(_Run(element, "content" if element.tag == "meta" else "text", text, fonts[element]))
        if element.tail:
            runs.append(_Run(element, "tail", element.tail, inherited))
    return runs


def _font_of(element: Element, styles: dict[tuple[str, str], _Font | None]) -> tuple[bool, _Font | None]:
    """Whether an element names a font, and the font where it is one of before Unicode."""
    face = element.get("face") if element.tag == "font" else None
    if face is not None:
        return True, _named(face)
    family = _FAMILY.search(element.get("style") or "")
    if family is not None:
        return True, _named(family[1])
    for name in (*(element.get("class") or "").split(), ""):
        for tag in (element.tag, ""):
            if (tag, name) in styles:
                return True, styles[tag, name]
    return False, None


def _named(family: str) -> _Font | None:
    found = _NAMED.search(family)
    if found is None:
        return None
    if found["vni"]:
        return _Font("vni", capitals=False)
    return _Font("tcvn3", capitals=found["tcvn3"].rstrip()[-1] in "hH")


def _styles(root: Element) -> dict[tuple[str, str], _Font | None]:
    """The fonts that the page's own style sheets give to tags and classes, by tag and class."""
    found: dict[tuple[str, str], _Font | None] = {}
    for sheet in root.iter("style"):
        for selectors, rules in _RULE.findall(sheet.text or ""):
            family = _FAMILY.search(rules)
            if family is None:
                continue
            for selector in selectors.split(","):
                plain = _SELECTOR.fullmatch(selector.strip())
                if plain and any(plain.groups()):
                    found[plain[1].lower(), plain[2] or ""] = _named(family[1])
    return found
