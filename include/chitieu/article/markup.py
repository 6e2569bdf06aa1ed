"""HTML to a tree that is safe to walk: any depth, any breakage, in time that grows with the page alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final

import yaml
from lxml import etree

from chitieu.article.lexicon import CUES_PATH

Element = Any
"""An lxml element; lxml ships no types."""

INVISIBLE: Final = frozenset(
    (
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio",
        "video", "map", "button", "select", "input", "textarea", "option", "nav", "aside", "footer",
        "head", "menu", "dialog",
    )
)  # fmt: skip
INLINE: Final = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "ins", "kbd", "label", "mark", "meta", "nobr", "o:p", "q", "s", "samp",
        "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "link",
        "st1:place", "st1:state",
    )
)  # fmt: skip
# Tags that open a level: all but the empty ones and those whose end tag HTML lets a page leave out.
_NESTING: Final = re.compile(
    r"<(?P<close>/?)(?!(?:p|li|tr|td|th|dt|dd|tbody|thead|option|br|hr|img|input|meta|link|col|wbr|source|area|base"
    r"|embed|param|html|head|body|script|style)\b)(?P<name>[a-z][a-z0-9:]*)\b[^<>]*(?<!/)>",
    re.IGNORECASE,
)
_MAX_DEPTH: Final = 100
_LEFT_OPEN: Final = 50
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\ud800-\udfff]"
)
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INFIX_LETTERS: Final = 7
_NAME_LETTERS: Final = 80


def parse_tree(markup: str) -> Element | None:
    """The root of a page's tree; None where there is no element at all. Raises nothing for broken HTML."""
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    cleaned = _UNPRINTABLE.sub("", _flattened(markup))
    try:
        return etree.fromstring(cleaned.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _flattened(markup: str) -> str:
    """The page without the tags that nest deeper than any article does; what stands in them is kept.

    The parser under lxml drops all that lies too deep in silence, and text is never to be lost that way.
    """
    levels: list[str] = []
    pieces: list[str] = []
    place = 0
    for tag in _NESTING.finditer(markup):
        depth = _after(levels, tag["name"].lower(), closes=bool(tag["close"]))
        if depth > _MAX_DEPTH:
            pieces += (markup[place : tag.start()], "\n")
            place = tag.end()
    return "".join((*pieces, markup[place:])) if pieces else markup


def _after(levels: list[str], name: str, *, closes: bool) -> int:
    """Book a tag on the open levels; return its own depth. An end tag closes what was left open inside."""
    if not closes:
        levels.append(name)
        return len(levels)
    for depth in range(len(levels), max(0, len(levels) - _LEFT_OPEN), -1):
        if levels[depth - 1] == name:
            del levels[depth - 1 :]
            return depth
    return 0


def tidy(text: str) -> str:
    """A stretch of text as it is shown: NFC, without invisible signs, white space as single spaces.

    Line feeds stay: they stand for `<br>`.
    """
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip()


def whole_text(element: Element) -> str:
    """All text of an element on one line."""
    return " ".join(unicodedata.normalize("NFC", "".join(element.itertext())).split())


def is_hidden(element: Element) -> bool:
    """Whether a reader of the page would not see the element."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
    )


def has_role(element: Element, role: str) -> bool:
    """Whether a class or id of an element holds a word of a role (a key of `markup` in `cues.yml`)."""
    return role in _roles(element.get("class") or "", element.get("id") or "")


@cache
def _markup_cues() -> Mapping[str, Sequence[str]]:
    rows = yaml.safe_load(CUES_PATH.read_text(encoding="utf-8"))["markup"]
    return {role: tuple(row["cue"] for row in cues) for role, cues in rows.items()}


@lru_cache(maxsize=4096)
def _roles(classes: str, identifier: str) -> frozenset[str]:
    return frozenset().union(*(_roles_of(name[:_NAME_LETTERS]) for name in (*classes.split(), identifier)))


@lru_cache(maxsize=4096)
def _roles_of(name: str) -> frozenset[str]:
    words = [word.lower() for word in _WORDS.findall(name)]
    joined = "".join(words)
    return frozenset(
        role
        for role, cues in _markup_cues().items()
        if any(
            cue in words or cue == joined or (len(cue) >= _INFIX_LETTERS and cue in joined) for cue in cues
        )
    )
