"""Lists that page by posting their form back, as ASP.NET has them: `__doPostBack('grid','Page$2')`.

A form is read where a source's `seeds.postbacks` names the target of its pager, and only then. What is posted
is what a browser would: the fields of the form as they came, the state of the page too, and the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from chitieu.kernel.addresses import normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.record import record

NEXT_WORDS: Final = frozenset(
    {
        "trang sau",
        "trang tiếp",
        "trang kế",
        "tiếp",
        "tiếp theo",
        "sau",
        "kế tiếp",
        "xem tiếp",
        "next",
        "older",
    }
    | {"»", "›", ">", ">>", "→"}
)
# The state of a page takes some hundred thousand at most.
_MOST_CHARS: Final = 1_000_000
_CALLS: Final = (
    re.compile(r"""__doPostBack\(\s*'([^'\\]{1,300})'\s*,\s*'([^'\\]{0,300})'\s*\)"""),
    re.compile(r"""WebForm_PostBackOptions\(\s*"([^"\\]{1,300})"\s*,\s*"([^"\\]{0,300})\""""),
)
# A grid takes other commands under the same name: `Delete$2`, `Select$2`.
_TURNS: Final = re.compile(r"(?:page\$)?\w*", re.IGNORECASE)
_STATE: Final = "__VIEWSTATE"
_SET: Final = frozenset(("__EVENTTARGET", "__EVENTARGUMENT"))
_MORE: Final = frozenset(("...", "…"))


@record
class Form:
    """What is posted for the next page of a list: where to, as it stands in the page, and the fields."""

    action: str
    fields: tuple[tuple[str, str], ...]


@record
class _Step:
    """One link of a pager."""

    node: Any
    text: str
    target: str
    argument: str


def next_form(root: Any, page: int, targets: Sequence[re.Pattern[str]]) -> Form | None:
    """The form that brings the page after `page`, 1 being the first; None where there is none.

    Args:
        root: the tree of the list page, of `lxml.html`.
        page: which page of the list this is.
        targets: patterns of the first argument of `__doPostBack` in the list's pager.
    """
    steps = [
        step
        for step in _steps(root)
        if _TURNS.fullmatch(step.argument) and any(pattern.search(step.target) for pattern in targets)
    ]
    step = _next_step(steps, page)
    # Old markup nests badly; a page of ASP.NET has one form with a state all the same.
    above = () if step is None else (*step.node.iterancestors("form"), *root.iter("form"))
    form = next((each for each in above if _has_state(each)), None)
    if step is None or form is None or (form.get("method") or "get").strip().lower() != "post":
        return None
    inputs = form.iter("input")
    kept_back = {each.get("name") for each in inputs if each.get("type", "").lower() == "password"} | _SET
    fields = [(name, value) for name, value in form.form_values() if name not in kept_back]
    told = (("__EVENTTARGET", step.target), ("__EVENTARGUMENT", step.argument))
    return Form((form.get("action") or "").strip(), (*told, *fields))


def _has_state(form: Any) -> bool:
    return any((field.get("name") or "").startswith(_STATE) for field in form.iter("input"))


def target_of(form: Form, uri: str) -> str:
    """Where the form of a list is posted to.

    Raises:
        PageRejected: `offsite` where it is not the list's own server, `too_large`, or what `normal` does.
    """
    target = normal(form.action or uri, uri)
    if urlsplit(target).netloc != urlsplit(uri).netloc:
        raise PageRejected("offsite", f"{REASONS['offsite']} The list's form leads to {target[:120]}.")
    size = sum(len(name) + len(value) for name, value in form.fields)
    if size > _MOST_CHARS:
        raise PageRejected("too_large", f"The list's form holds {size} characters.")
    return target


def _steps(root: Any) -> Iterator[_Step]:
    for node in root.iter("a"):
        said = f"{node.get('href') or ''} {node.get('onclick') or ''}"
        call = next((found for pattern in _CALLS if (found := pattern.search(said))), None)
        if call is not None:
            yield _Step(node, " ".join(node.text_content().split()).casefold(), call[1], call[2])


def _next_step(steps: Sequence[_Step], page: int) -> _Step | None:
    """The link to the next page: by its argument, its number, its words, or the dots behind all numbers."""
    following = str(page + 1)
    for fits in (
        lambda step: step.argument.casefold() == f"page${following}",
        lambda step: step.text == following,
        lambda step: step.text in NEXT_WORDS,
    ):
        found = next(filter(fits, steps), None)
        if found is not None:
            return found
    numbers = [int(step.text) for step in steps if step.text.isdecimal() and step.text.isascii()]
    if steps and steps[-1].text in _MORE and max(numbers, default=0) <= page:
        return steps[-1]
    return None
