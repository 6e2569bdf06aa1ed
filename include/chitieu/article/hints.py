"""What a source's hint (CSS selectors) points at in one page's tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml.cssselect import CSSSelector

from chitieu.article.markup import Element, whole_text
from chitieu.article.times import Moment, read_moment
from chitieu.catalogue.sources import ParserHint

HINT_MISSED: Final = "hint_missed"


@dataclass(frozen=True, slots=True)
class Hinted:
    """The elements and facts that a hint finds in a page; None and nothing where it names none.

    `missed` says that the hint names a main element that the page does not have: the site has changed.
    """

    main: Element | None = None
    dropped: tuple[Element, ...] = ()
    title: Element | None = None
    lead: Element | None = None
    author: str | None = None
    published: Moment | None = None
    missed: bool = False


NO_HINT: Final = Hinted()


def find_hinted(root: Element, hint: ParserHint | None) -> Hinted:
    """What a hint points at in a tree. What it does not find is looked for as if there were no hint."""
    if hint is None:
        return NO_HINT
    main = _first(root, hint.main)
    author = _first(root, hint.author)
    published = _first(root, hint.published)
    return Hinted(
        main=main,
        dropped=tuple(element for selector in hint.drop for element in _compiled(selector)(root)),
        title=_first(root, hint.title),
        lead=_first(root, hint.lead),
        author=(whole_text(author).rpartition(":")[2].strip() or None) if author is not None else None,
        published=_moment(published) if published is not None else None,
        missed=hint.main is not None and main is None,
    )


def _moment(element: Element) -> Moment | None:
    for written in (element.get("datetime"), element.get("content"), whole_text(element)):
        moment = read_moment(written) if written else None
        if moment is not None:
            return moment
    return None


def _first(root: Element, selector: str | None) -> Element | None:
    return next(iter(_compiled(selector)(root)), None) if selector else None


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> Any:
    return CSSSelector(selector, translator="html")
