"""Pages that are no article: told by what they say, and by how little of it there is.

A page that says when it was published and holds a few sentences is an article, whatever it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from chitieu.kernel.errors import PageRejected
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.refusals import refused, titled

SHORT_CHARS: Final = 400
_TITLE_ALONE_CHARS: Final = 2500
_MIN_LETTERS: Final = 12
_NEXT_STEPS: Final[Mapping[str, str]] = {
    "no_article": "Check its address.",
    "soft_404": "Take its address off the list.",
    "login_required": "Leave it out.",
    "consent_page": "Fetch the article itself.",
    "challenge_page": "Ask the site more slowly, or ask its owner.",
    "forbidden": "Ask the site's owner, or leave it out.",
    "server_error": "Fetch the page again later.",
    "needs_script": "Look for a printed or mobile version of it.",
}
REFUSALS: Final = frozenset(_NEXT_STEPS)
"""The reasons of `kernel.reasons` for which a page that was read is no article."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page: its title, what would be its article, and whether it says when it appeared.

    `page` gives all that the page shows; it is asked for only where there is hardly any article.
    """

    title: str | None
    content: str
    is_dated: bool
    page: Callable[[], str]


def require_article(seen: Evidence) -> None:
    """Raise `PageRejected` where a page holds nothing to read, or is a server's page where one would be."""
    title = seen.title or ""
    reason = None
    letters = islice(filter(str.isalpha, seen.content[:SHORT_CHARS]), _MIN_LETTERS)
    if sum(1 for _ in letters) < _MIN_LETTERS:
        page = seen.page()
        reason = refused(title, f"{title} {page}", page) or "no_article"
    elif len(seen.content) < SHORT_CHARS:
        text = "" if seen.is_dated else f"{title} {seen.content}"
        reason = refused("" if seen.is_dated else title, text, seen.page())
    elif not seen.is_dated and len(seen.content) < _TITLE_ALONE_CHARS:
        reason = titled(title)
    if reason is not None:
        raise PageRejected(reason, f"{REASONS[reason]} {_NEXT_STEPS[reason]}")
