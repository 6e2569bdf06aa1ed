"""From addresses of articles to the patterns that tell them: numbers and names are generalised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from chitieu.catalogue.source_facts import path_of

_MOST_PATTERNS: Final = 3
_LEAST_SHARE: Final = 0.1
_LEAST_ADDRESSES: Final = 2
_LEAST_DIGITS: Final = 4
_LEAST_WORDS: Final = 5
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TAIL: Final = r"(?P<tail>(?:\.[a-z]{2,5})?/?)$"
_NUMBER_LAST: Final = re.compile(rf"(?P<mark>(?:[-_.][a-z]{{0,5}}|/[a-z]?))(?P<number>\d{{4,}}){_TAIL}")
_NUMBER_IN_QUERY: Final = re.compile(r"[?&](?P<mark>\w*id)=(?P<number>\d+)(?=&|$)", re.IGNORECASE)
_NUMBER_FIRST: Final = re.compile(rf"/(?P<number>\d{{4,}})-[^/]+?{_TAIL}")
_DAY: Final = re.compile(rf"/(?:19|20)\d\d/\d\d?(?P<mark>/\d\d?)?/[^/]+?{_TAIL}")
_NUMBER_BETWEEN: Final = re.compile(rf"/(?P<number>\d{{4,}})/[^/]+?{_TAIL}")
_NAME: Final = re.compile(rf"/(?P<name>[^/?.-]+(?:-[^/?.-]+)+){_TAIL}")


@dataclass(frozen=True, slots=True)
class Form:
    """What addresses of one template share: where their number stands, and what is around it."""

    kind: str
    mark: str
    tail: str

    def pattern(self, sizes: Sequence[int]) -> str:
        """The regular expression of the form; `sizes` are digits of numbers, or words of names."""
        mark, tail = (re.escape(part).replace(r"\-", "-") for part in (self.mark, self.tail))
        # Earlier articles have shorter numbers than those of today; those of sections are shorter still.
        digits = rf"\d{{{max(_LEAST_DIGITS, min(sizes) * 2 // 3)},}}"
        return {
            "last": rf"{mark}{digits}{tail}$",
            "query": rf"{tail}\?(?:.*&)?{mark}=\d+",
            "first": rf"/{digits}-[^/]+{tail}$",
            "day": rf"/\d{{4}}/\d\d?{mark and '/[0-9]{1,2}'}/[^/]+{tail}$",
            "between": rf"/{digits}/[^/]+{tail}$",
            "name": rf"/[^/?.-]+(?:-[^/?.-]+){{{max(_LEAST_WORDS, min(sizes) // 2) - 1},}}{tail}$",
        }[self.kind]


def form_of(address: str) -> tuple[Form, int] | None:
    """The form of an article's address and the size of what varies; None where it looks like no article's."""
    path = path_of(address)
    plain = path.partition("?")[0]
    found = _NUMBER_LAST.search(plain)
    if found and not _YEAR.fullmatch(found["number"]):
        return Form("last", found["mark"], found["tail"]), len(found["number"])
    if found := _DAY.search(plain):
        return Form("day", found["mark"] and "/", found["tail"]), 1
    for kind, pattern in (("first", _NUMBER_FIRST), ("between", _NUMBER_BETWEEN)):
        found = pattern.search(plain)
        if found and not _YEAR.fullmatch(found["number"]):
            return Form(kind, "", found["tail"]), len(found["number"])
    numbers = list(_NUMBER_IN_QUERY.finditer(path))
    if numbers:
        # Of several (`CateID=12&ItemID=20231`) the article's own is the longest, and comes last.
        found = max(reversed(numbers), key=lambda each: len(each["number"]))
        return Form("query", found["mark"], f"/{plain.rpartition('/')[2]}"), len(found["number"])
    found = _NAME.search(plain)
    if found and (size := found["name"].count("-") + 1) >= _LEAST_WORDS:
        return Form("name", "", found["tail"]), size
    return None


def infer_patterns(articles: Iterable[str], lists: Iterable[str] = ()) -> tuple[str, ...]:
    """Patterns that find most of the addresses, the most frequent form first, each needed beside the others.

    Forms of fewer than two addresses, or of less than a tenth, are taken for accidents, and so are those
    that find half of what leads to `lists`.
    """
    sizes: dict[Form, list[int]] = {}
    paths: dict[Form, list[str]] = {}
    known = list(dict.fromkeys(articles))
    for address in known:
        formed = form_of(address)
        if formed is not None:
            sizes.setdefault(formed[0], []).append(formed[1])
            paths.setdefault(formed[0], []).append(path_of(address))
    least = max(_LEAST_ADDRESSES, len(known) * _LEAST_SHARE)
    frequent = sorted(
        (form for form in sizes if len(sizes[form]) >= least), key=lambda form: -len(sizes[form])
    )
    avoided = [path_of(address) for address in lists]
    inferred = (form.pattern(sizes[form]) for form in frequent)
    patterns = [one for one in inferred if not _finds_half(one, avoided)][:_MOST_PATTERNS]
    every = [path for found in paths.values() for path in found]
    return tuple(pattern for pattern in patterns if _is_needed(pattern, patterns, every))


def _finds_half(pattern: str, paths: Sequence[str]) -> bool:
    return 2 * sum(1 for path in paths if re.search(pattern, path)) >= max(len(paths), 2)


def _is_needed(pattern: str, patterns: Sequence[str], paths: Iterable[str]) -> bool:
    """Whether a pattern finds something that no other does; of two that find the same, the first is."""
    others = [other for other in patterns if other != pattern]
    return any(
        re.search(pattern, path) and not any(re.search(other, path) for other in others) for path in paths
    )
