"""What a reprint says it was taken from: the address under `Bài gốc`, in its head, or behind `Nguồn`.

A statement is taken as it stands or not at all: where a page names several originals in one way, that way
names none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from chitieu.article.lexicon import MAX_CUE_LINE, Lexicon
from chitieu.article.markup import INLINE, INVISIBLE, Element, raw_text, tidy, whole_text
from chitieu.kernel.addresses import address_key, is_front, normal
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.hosts import bare_host

_MAX_LABEL: Final = 80
_MAX_ADDRESS: Final = 2_000
_LEVELS_UP: Final = 3
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'“”|]+", re.IGNORECASE)
_WRITTEN_OUT: Final = "//*[text()[contains(., '://')]]"
_NO_HOST: Final = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)
_UNSEEN: Final = re.compile("[ \x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\\\]")
_DATA: Final = (
    "data-original-url",
    "data-original-link",
    "data-origin-url",
    "data-source-url",
    "data-source-link",
)
_DATA_XPATH: Final = " | ".join(f"//@{name}" for name in _DATA)
_HAS_DATA: Final = re.compile("data-(?:orig|source)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies, `addresses` are all names of it, and what its head says."""

    uri: str
    addresses: Collection[str]
    head: Sequence[str] = ()
    canonical: str | None = None


def original_of_tree(root: Element, markup: str, place: Place, lexicon: Lexicon) -> str | None:
    """The address that an HTML page gives for what it was taken from; None where it gives none.

    What readers are shown counts first, then the head, attributes for scripts, a canonical address on another
    site, and last the link behind `Nguồn`, which may lead to what the page is about.
    """
    base = root.find("head/base")
    start = place.uri if base is None else _joined(base.get("href"), place.uri) or place.uri
    text = unicodedata.normalize("NFC", raw_text(root))
    if lexicon.may_name_original(text) and (found := _one_of(_labelled(root, lexicon), start, place)):
        return found
    if place.head and (found := _one_of(iter(place.head), start, place)):
        return found
    if _HAS_DATA.search(markup) and (found := _one_of(iter(root.xpath(_DATA_XPATH)), start, place)):
        return found
    if (
        place.canonical
        and _site(place.canonical) != _site(place.uri)
        and (found := _one_of(iter((place.canonical,)), start, place, elsewhere=True))
    ):
        return found
    if not lexicon.may_name_source(text):
        return None
    return _one_of(_sources(root, lexicon), start, place, elsewhere=True)


def original_of_lines(lines: Sequence[str], place: Place, lexicon: Lexicon) -> str | None:
    """The address that a text page gives, behind its label or alone on the line below it."""
    labelled: list[str] = []
    sources: list[str] = []
    before = ""
    for line in lines:
        found = _ADDRESS.search(line) if "://" in line and len(line) <= _MAX_ADDRESS else None
        if found is not None:
            label = line[: found.start()].strip()
            if lexicon.original(label or before):
                labelled.append(found[0])
            elif lexicon.source(line):
                sources.append(found[0])
        before = line[-_MAX_LABEL:] if len(line) <= _MAX_LABEL else ""
    return _one_of(iter(labelled), place.uri, place) or _one_of(
        iter(sources), place.uri, place, elsewhere=True
    )


def _one_of(written: Iterator[str], base: str, place: Place, *, elsewhere: bool = False) -> str | None:
    """The one address among those written that is another page, on another site if `elsewhere`."""
    sites = {_site(address) for address in place.addresses} if elsewhere else ()
    found: dict[str, str] = {}
    for one in written:
        address = _joined(one, base)
        if address is not None and not is_front(address) and _site(address) not in sites:
            found.setdefault(address_key(address), address)
    for own in dict.fromkeys(place.addresses) if found else ():
        found.pop(address_key(own), None)
    return next(iter(found.values())) if len(found) == 1 else None


def _joined(written: str | None, base: str) -> str | None:
    """An address in its one spelling where it is one of the public web; None for anything else."""
    shown = (written or "").strip()
    if not shown or len(shown) > _MAX_ADDRESS or _UNSEEN.search(shown) or _NO_HOST.match(shown):
        return None
    try:
        address = normal(shown, base)
    except PageRejected:
        return None
    return address if _is_public(urlsplit(address).hostname or "") else None


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        # A host of numbers and dots that is no address (`127.1`) is one to some readers of addresses.
        return "." in host.strip(".") and any(c.isalpha() for c in host.rpartition(".")[2])


def _site(address: str) -> str:
    return bare_host(urlsplit(address).hostname)


def _labelled(root: Element, lexicon: Lexicon) -> Iterator[str]:
    """Addresses that stand behind a label (`Bài gốc:`), and links that are one (`Xem bài gốc`)."""
    for link in root.iter("a"):
        href = link.get("href")
        if href and (_is_label(raw_text(link), lexicon) or _is_label(_before(link), lexicon)):
            yield href
    for element in _written_out(root):
        line = raw_text(element).strip()
        found = _ADDRESS.search(line) if len(line) <= _MAX_ADDRESS else None
        if found is not None and _is_label(line[: found.start()].strip() or _before(element), lexicon):
            yield found[0]


def _sources(root: Element, lexicon: Lexicon) -> Iterator[str]:
    """Links on lines that name a source and nothing else (`Nguồn: ...`, `Theo ...`)."""
    for link in root.iter("a"):
        href = link.get("href")
        if not href or not lexicon.begins_source(_before(link) or raw_text(link)):
            continue
        line = _line_of(link)
        if line is not None and lexicon.source(line):
            yield href
    for element in _written_out(root):
        line = raw_text(element).strip()
        if lexicon.begins_source(line) and lexicon.source(whole_text(element)):
            yield from _ADDRESS.findall(line)


def _written_out(root: Element) -> Iterator[Element]:
    """What shows an address as text without a link, where there is any."""
    if "://" in raw_text(root):
        for element in root.xpath(_WRITTEN_OUT):
            if element.tag != "a" and element.tag not in INVISIBLE:
                yield element


def _is_label(text: str, lexicon: Lexicon) -> bool:
    return 0 < len(text) <= _MAX_LABEL and lexicon.original(tidy(text))


def _before(element: Element) -> str:
    """What is shown right before an element: in its own line, else in the element before it."""
    for _ in range(_LEVELS_UP):
        above, previous = element.getparent(), element.getprevious()
        text = (above.text if previous is None else previous.tail) if above is not None else None
        while previous is not None and not (text or "").strip():
            text = raw_text(previous)
            previous = previous.getprevious()
        if text and text.strip():
            return str(text).strip()[-_MAX_LABEL - 1 :]
        if above is None:
            break
        element = above
    return ""


def _line_of(link: Element) -> str | None:
    """The line that a link stands in; None where it is too long for one that names a source."""
    line = next((each for each in link.iterancestors() if each.tag not in INLINE), None)
    text = "" if line is None else raw_text(line)
    return whole_text(line) if 0 < len(text) <= 2 * MAX_CUE_LINE else None
