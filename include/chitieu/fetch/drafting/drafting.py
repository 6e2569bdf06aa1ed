"""The facts of a source as far as its site tells them, as the text of a YAML file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from chitieu.catalogue.source_checks import SOURCE_ID, unit_named, units_named
from chitieu.catalogue.source_facts import path_of
from chitieu.catalogue.sources import Sources, load_left_everywhere
from chitieu.fetch.drafting.exploring import FoundList, Site
from chitieu.fetch.drafting.looking import Anchor, words
from chitieu.fetch.drafting.patterns import infer_patterns
from chitieu.kernel.addresses import is_front
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.hosts import bare_host, is_of_site
from chitieu.kernel.ids import stable_id

_MOST_SECTIONS: Final = 6
_MOST_SITEMAPS: Final = 2
_MOST_SHOWN: Final = 5
_ENOUGH: Final = 3
_LEAST_TITLE: Final = 25
_LONGEST_SECTION: Final = 30
_DEEPEST_SECTION: Final = 2
_DELAYS: Final = (2.0, 60.0)
_ENDINGS: Final = (".vn", ".com", ".net", ".org", ".info", ".edu")
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A source's file as it could be, and what speaks for it.

    `taken` and `left` are addresses of the site that the patterns take for articles and leave; `remarks` say
    what was not found, and what only people know.
    """

    source_id: str
    text: str
    take: tuple[str, ...]
    taken: tuple[str, ...]
    left: tuple[str, ...]
    remarks: tuple[str, ...]


def draft_source(site: Site, known: Sources, source_id: str | None = None) -> Draft:
    """Draft the file of a site's source.

    Args:
        site: what the site answered.
        known: the sources that there are.
        source_id: the name of the file; by default made from the host.

    Raises:
        ChitieuError: the site is a source already, its page holds no links, or the name is none for a file.
    """
    if source_id is not None and not SOURCE_ID.fullmatch(source_id):
        raise ChitieuError(f"{source_id!r} is no name for a source. Use small ASCII letters, digits and _.")
    host = bare_host(urlsplit(site.look.address).hostname)
    owner = known.of_host(host)
    if owner is not None:
        raise ChitieuError(f"{host} is the source {owner.source_id} already. Edit {owner.source_id}.yml.")
    lists = (*site.feeds, *site.sitemaps)
    if not site.look.anchors and not lists:
        raise ChitieuError(
            f"{site.look.address} holds no links within the site: its page may be drawn by scripts. "
            "Give the address of a section or of a feed."
        )
    take, taken, left = _articles(site, host)
    pages = [page for page in (site.look, site.article) if page is not None]
    names = [name for page in pages for name in page.names] + list(site.look.titles)
    name = next(iter(names), host)
    body = next((page.owner for page in pages if page.owner), None)
    kind = _kind(host, name)
    chosen = source_id or _id_of(host)
    seeds = _seeds(site, host, taken)
    claimed = {alias.casefold() for source in known.by_id.values() for alias in source.aliases}
    home = _home(" ".join([*site.look.titles, name, body or ""]))
    facts: dict[str, Any] = {
        "name_vi": name,
        "name_en": words()["names_en"][kind].format(_plain(_bare_name(kind, name))),
        "owner": body,
        "kind": kind,
        "hosts": _Flow([host]),
        "aliases": _Flow(
            alias
            for alias in dict.fromkeys([name, *(one for page in pages for one in page.publishers[:1]), host])
            if alias.casefold() not in claimed
        ),
        "language": site.look.language or "vi",
        "home_place": home,
        "seeds": seeds,
        "take": [_Quoted(pattern) for pattern in take],
        "examples": {"take": list(_shown(take, taken)), "leave": list(left[:_MOST_SHOWN])},
        "politeness": {
            "delay_seconds": min(_DELAYS[1], max(_DELAYS[0], site.crawl_delay or 0.0)),
            "concurrent_requests": 1,
            "pages_per_run": 300,
        },
        "schedule": _Quoted(_schedule(host)),
        "precedence": words()["precedence"][kind],
    }
    remarks = tuple(_remarks(site, facts, home, seeds))
    return Draft(chosen, _written(site.look.address, facts), take, taken, left, remarks)


def _articles(site: Site, host: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Patterns of articles, and the addresses of the site that they take and leave."""
    listed = [link for found in (*site.feeds, *site.sitemaps) for link in found.links]
    named = [link for link in dict.fromkeys(listed) if _is_of(link, host) and not _left_everywhere(link)]
    anchors = [anchor for anchor in site.look.anchors if not _left_everywhere(anchor.address)]
    titles = [each.address for each in anchors if not each.in_menu and len(each.text) >= _LEAST_TITLE]
    # Lists name articles alone; on a page, only what stands outside the menu with a headline's length does.
    menu = [each.address for each in anchors if each.in_menu]
    take = infer_patterns(named if len(named) >= _ENOUGH else [*named, *titles], menu)
    every = dict.fromkeys([*named, *(anchor.address for anchor in site.look.anchors)])
    taken = tuple(one for one in every if _takes(take, one) and not _left_everywhere(one))
    left = tuple(one for one in every if one not in set(taken) and not is_front(one.partition("?")[0]))
    return take, taken, left


def _takes(take: Iterable[str], address: str) -> bool:
    return any(re.search(pattern, path_of(address)) for pattern in take)


def _left_everywhere(address: str) -> bool:
    path = path_of(address)
    return any(re.search(row.pattern, path) for row in load_left_everywhere())


def _is_of(address: str, host: str) -> bool:
    return is_of_site(urlsplit(address).hostname, (host,))


def _shown(take: tuple[str, ...], taken: tuple[str, ...]) -> Iterable[str]:
    """For each pattern an address that it alone finds, then the first ones."""
    proofs = []
    for pattern in take:
        others = [other for other in take if other != pattern]
        alone = (one for one in taken if _takes([pattern], one) and not _takes(others, one))
        proofs += [one for one in (next(alone, None),) if one is not None]
    return list(dict.fromkeys([*proofs, *taken]))[: max(_ENOUGH, len(take))]


def _seeds(site: Site, host: str, taken: tuple[str, ...]) -> dict[str, list[str]]:
    feeds = [found.address for found in site.feeds if _is_of(found.address, host)]
    sitemaps = [found.address for found in sorted(site.sitemaps, key=_news_first)]
    sections = _sections(site.look.anchors, set(taken))
    seeds = {
        "feeds": feeds,
        "sitemaps": [one for one in sitemaps if _is_of(one, host)][: _MOST_SITEMAPS if not feeds else 0],
        "sections": sections or ([] if feeds else [site.look.address]),
    }
    return {kind: addresses for kind, addresses in seeds.items() if addresses}


def _news_first(found: FoundList) -> bool:
    return not re.search(r"news|moi|latest", urlsplit(found.address).path)


def _sections(anchors: Iterable[Anchor], taken: set[str]) -> list[str]:
    """Links of the menu to lists of articles, those that figures are found in first."""
    found = []
    for anchor in anchors:
        path = urlsplit(anchor.address).path.strip("/")
        if (
            anchor.in_menu
            and len(anchor.text) <= _LONGEST_SECTION
            and path.count("/") < _DEEPEST_SECTION
            and anchor.address not in taken
            and not is_front(anchor.address)
            and not _left_everywhere(anchor.address)
        ):
            found.append((_rank(path), anchor.address))
    genre = [address for rank, address in sorted(found, key=lambda each: each[0]) if rank < _unranked()]
    return (genre or [address for _, address in found])[:_MOST_SECTIONS]


def _rank(path: str) -> int:
    sections: list[str] = words()["sections"]
    return next((place for place, word in enumerate(sections) if word in path.lower()), len(sections))


def _unranked() -> int:
    return len(words()["sections"])


def _kind(host: str, name: str) -> str:
    for kind, endings in words()["host_endings"].items():
        if f".{host}".endswith(tuple(endings)):
            return str(kind)
    for kind, openings in words()["name_openings"].items():
        if name.startswith(tuple(openings)):
            return str(kind)
    return "newspaper"


def _bare_name(kind: str, name: str) -> str:
    """A name without what tells its kind (`Báo`, `Cổng thông tin điện tử`), which English puts elsewhere."""
    openings = words()["name_openings"].get(kind, ()) if kind != "organisation" else ()
    rest = next((name.removeprefix(one) for one in openings if name.startswith(f"{one} ")), name)
    return rest.strip() or name


def _id_of(host: str) -> str:
    """`nld` of nld.com.vn, `thanhtri_hanoi_gov` of thanhtri.hanoi.gov.vn."""
    front = host
    for ending in _ENDINGS:
        front = front.removesuffix(ending) or front
    made = _NO_NAME.sub("_", front).strip("_")
    return made if made[:1].isalpha() else f"s_{made}"


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _home(text: str) -> str | None:
    """The unit that a name ends on or holds, the longest; None where there is none."""
    held = unicodedata.normalize("NFC", text).casefold()
    for body, unit_type in words()["bodies_of_units"].items():
        held = held.replace(f"{body} ", f"{unit_type} ")
    names = [
        name
        for name in units_named()
        if name.casefold() in held
        and re.search(rf"{re.escape(name.casefold())}(?!\w)", held)
        and (unit := unit_named(name)) is not None
        and unit.type
    ]
    return max(names, key=len, default=None)


def _schedule(host: str) -> str:
    """Once a day between five and six; the minute is the host's, so that sources do not all start at once."""
    return f"{int(stable_id('schedule', host)[:4], 16) % 60} 5 * * *"


def _remarks(
    site: Site, facts: dict[str, Any], home: str | None, seeds: dict[str, list[str]]
) -> Iterable[str]:
    if not facts["take"]:
        yield "No pattern of articles was found: write `take` yourself, with examples."
    if "feeds" not in seeds:
        yield f"No feed was found; tried: {', '.join(site.tried) or 'none'}."
    if facts["owner"] is None:
        yield "The page does not name its owner: set `owner`, or leave it null."
    if home is None:
        yield "Set home_place to the unit whose site it is (`Việt Nam`, `tỉnh ...`)."
    if site.robots is None:
        yield "There is no robots.txt."
    yield "Check name_en, kind and precedence: they are guessed."


class _Flow(list[Any]):
    """A list that is written on one line."""


class _Quoted(str):
    """A text in single quotes, in which backslashes stand for themselves."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """YAML in the form of the sources' files."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Flow, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
_Dumper.add_representer(
    _Quoted, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style="'")
)


def _written(address: str, facts: dict[str, Any]) -> str:
    text = yaml.dump(
        {key: value for key, value in facts.items() if key != "take" or value},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=10_000,
    )
    return f"# Drafted from {address}. Read each fact, mend it, and say here what the site is.\n{text}"
