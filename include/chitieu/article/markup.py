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
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Tags that open a level: all but the empty ones and those whose end tag HTML lets a page leave out.
_NESTING: Final = re.compile(
    r"<(?P<close>/?)(?!(?:p|li|tr|td|th|dt|dd|tbody|thead|option|br|hr|img|input|meta|link|col|wbr|source|area"
    r"|base|embed|param|html|head|body|script|style)\b)(?P<name>[a-z][a-z0-9:]*)\b[^<>]*(?<!/)>",
    re.IGNORECASE,
)
_MAX_DEPTH: Final = 100
# Tags that may be left open (td, li) are not counted: a tree of so many levels of the others stays below it.
_FLAT_DEPTH: Final = 40
_LEFT_OPEN: Final = 50
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e"
    "\u2060\u2066-\u2069\ufeff\u00ad\ud800-\udfff]"
)
_CONTROL_BYTES: Final = bytes({*range(0x20), 0x7F} - {*b"\t\n\r\f"})
_UNREAD: Final = re.compile(r"<(?:!--|(?P<tag>script|style|svg)\b[^<>]*>)", re.IGNORECASE)
_OLD_FONTS: Final = (".vn", "vni-", "vni ")
_UNREAD_ENDS: Final = {tag: re.compile(rf"</{tag}\s*>", re.IGNORECASE) for tag in ("script", "style", "svg")}
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INFIX_LETTERS: Final = 7
_NAME_LETTERS: Final = 80


def parse_tree(markup: str) -> Element | None:
    """The root of a page's tree; None where there is no element at all. Raises nothing for broken HTML.

    Scripts are cut out first, but for those that hold facts (JSON-LD). What is shown may still hold signs
    that `tidy` and `whole_text` take out.
    """
    return _parsed(without_scripts(markup))


def parse_flattened(markup: str) -> Element | None:
    """The tree of a page that nests too deep, without its deepest tags; what stands in them is kept."""
    return _parsed(_flattened(without_scripts(markup)))


def is_too_deep(depth: int) -> bool:
    """Whether a tree is so deep that the parser may have dropped text, as it does in silence."""
    return depth > _MAX_DEPTH


def _parsed(markup: str) -> Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    content = markup.encode("utf-8", "replace").translate(None, _CONTROL_BYTES)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def without_scripts(markup: str) -> str:
    """The markup without comments, scripts, styles and drawings: half of a page, and nothing that is read.

    What is never closed is left to the parser.
    """
    pieces: list[str] = []
    done = place = 0
    while (found := _UNREAD.search(markup, place)) is not None:
        end = _unread_end(markup, found)
        if end < 0:
            break
        if not _is_kept(markup, found, end):
            pieces.append(markup[done : found.start()])
            done = end
        place = end
    return "".join((*pieces, markup[done:])) if pieces else markup


def _is_kept(markup: str, found: re.Match[str], end: int) -> bool:
    """Whether a script holds facts, or a style sheet names a font of before Unicode."""
    tag = (found["tag"] or "").lower()
    if tag == "script":
        return "ld+json" in found[0].lower()
    if tag != "style":
        return False
    sheet = markup[found.start() : end].lower()
    return any(name in sheet for name in _OLD_FONTS)


def _unread_end(markup: str, found: re.Match[str]) -> int:
    """Behind the end of a comment, script or drawing; -1 where it has none."""
    if found["tag"] is not None:
        ends = _UNREAD_ENDS[found["tag"].lower()]
        place = markup.find("</", found.end())
        while place >= 0:
            closed = ends.match(markup, place)
            if closed is not None:
                return closed.end()
            place = markup.find("</", place + 2)
        return -1
    if markup.startswith(("<!-->", "<!--->"), found.start()):
        return markup.index(">", found.start()) + 1
    end = markup.find("-->", found.end())
    return end + len("-->") if end >= 0 else -1


def _flattened(markup: str) -> str:
    """The page without the tags that nest deeper than any article does; what stands in them is kept.

    The parser under lxml drops all that lies too deep in silence, and text is never to be lost that way.
    """
    levels: list[str] = []
    pieces: list[str] = []
    place = 0
    for tag in _NESTING.finditer(markup):
        depth = _after(levels, tag["name"].lower(), closes=bool(tag["close"]))
        if depth > _FLAT_DEPTH:
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
    lines = (" ".join(line.split()) for line in _visible(text).split("\n"))
    return "\n".join(lines).strip()


def whole_text(element: Element) -> str:
    """All text of an element on one line."""
    return " ".join(_visible(raw_text(element)).split())


def raw_text(element: Element) -> str:
    """All text of an element as it stands in the page, put together by the parser's own library."""
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def _visible(text: str) -> str:
    # The form is settled last: a sign of no width may stand between a letter and its mark.
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))


def is_hidden_style(style: str) -> bool:
    """Whether a style keeps an element from being seen."""
    return _HIDDEN_STYLE.search(style) is not None


def roles_of(classes: str, identifier: str) -> frozenset[str]:
    """The roles (keys of `markup` in `cues.yml`) that words in a class or an id give an element."""
    return _roles(classes, identifier)


@cache
def _markup_cues() -> Mapping[str, Sequence[str]]:
    rows = yaml.safe_load(CUES_PATH.read_text(encoding="utf-8"))["markup"]
    return {role: tuple(row["cue"] for row in cues) for role, cues in rows.items()}


@cache
def reply_ends() -> tuple[str, ...]:
    """What stands last in a reader's comment."""
    return tuple(row["cue"] for row in yaml.safe_load(CUES_PATH.read_text(encoding="utf-8"))["replies"])


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
