"""What is wrong with the files of sources, all of it at once: what `chitieu sources check` says.

A file whose facts cannot be read is told by `read_facts`; here is what facts of the right type can still get
wrong, alone (patterns, schedule, hints), against the catalogue (places), and against each other (claims).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from chitieu.catalogue.places import Place, load_gazetteer
from chitieu.catalogue.source_facts import ParserHint, Source, path_of
from chitieu.catalogue.sources import SOURCES_DIR, Problem, load_left_everywhere, read_facts

SOURCE_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SOME_DAY: Final = datetime(2024, 1, 1)  # noqa: DTZ001  a calendar of runs, no moment
_RUNS_LOOKED_AT: Final = 60
_SHORTEST_PAUSE: Final = timedelta(minutes=10)
# No article's path: a pattern that finds all of these tells nothing apart.
_ANYTHING: Final = ("/", "/a", "/gioi-thieu", "/lien-he?lang=vi")

Wrong = Iterator[tuple[str, str, str]]
"""Facts, what is wrong with them, and the next step."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The sources that could be read, by ID, and every problem, by file."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]


def check_sources(folder: Path = SOURCES_DIR) -> Checked:
    """Read and check every file of a folder; nothing is raised for a wrong one."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".yml":
            problems.append(
                Problem(path.name, "", "is no .yml file, so it is not read", "Rename it, or remove it.")
            )
            continue
        source, wrong = read_facts(path)
        problems += wrong
        if source is not None:
            sources.append(source)
            problems += check_source(source)
    return Checked(tuple(sources), tuple(sorted([*problems, *_against_each_other(sources)])))


def check_source(source: Source) -> list[Problem]:
    """What is wrong with one source alone."""
    return [
        Problem(f"{source.source_id}.yml", fact, said, step)
        for check in _CHECKS
        for fact, said, step in check(source)
    ]


@cache
def units_named() -> dict[str, tuple[Place, ...]]:
    """The units of the catalogue by type and name (`huyện Thanh Trì`); of one official code the newest."""
    found: dict[str, dict[str, Place]] = {}
    for place in sorted(load_gazetteer(), key=lambda each: each.valid_to or date.max):
        # A town that lay in two provinces, or was of one type twice, is one unit all the same.
        code = place.official_code if place.level == "district" else place.place_code
        found.setdefault(place.full_name, {})[code] = place
    return {name: tuple(units.values()) for name, units in found.items()}


def unit_named(name: str | None) -> Place | None:
    """The one unit of a type and name that is there today, else the one that was last.

    None where there is none, or several units share the name.
    """
    units = units_named().get(name or "", ())
    today = [place for place in units if place.valid_to is None]
    if len(today) == 1:
        return today[0]
    if len({place.official_code for place in units}) != 1:
        return None
    return max(units, key=lambda place: place.valid_to or date.max)


def _names(source: Source) -> Wrong:
    if not SOURCE_ID.fullmatch(source.source_id):
        yield "", "is no name for a source", "Name the file in small ASCII letters, digits and _."
    if not _LANGUAGE.fullmatch(source.language):
        yield "language", f"{source.language!r} is no language tag", "Write vi, en or another BCP 47 tag."
    for name in ("hosts", "aliases"):
        doubled = [value for value, count in _counted(getattr(source, name)).items() if count > 1]
        if doubled:
            yield name, f"stand twice: {', '.join(doubled)}", "Keep each once."
    for host in source.hosts:
        if not _HOST.fullmatch(host) or host.startswith("www."):
            step = "Write it as in example.vn: lower case, no scheme, no www., no port, no path."
            yield "hosts", f"{host!r} is no public site", step


def _home(source: Source) -> Wrong:
    if source.home_place is None:
        return
    units = units_named().get(source.home_place, ())
    if not units:
        step = "Write type and name as in `huyện Thanh Trì`; the units are in catalogue/data/places."
        yield "home_place", f"{source.home_place!r} is no unit of the catalogue", step
    elif unit_named(source.home_place) is None:
        codes = ", ".join(place.place_code for place in units)
        step = "Leave it null, or give the unit above."
        yield "home_place", f"{source.home_place!r} is the name of {len(units)} units ({codes})", step


def _seeds(source: Source) -> Wrong:
    doubled = [address for address, count in Counter(source.seeds.all).items() if count > 1]
    if doubled:
        yield "seeds", f"stand twice: {', '.join(doubled)}", "Keep each once, under what it is."
    taken = [address for address in source.seeds.all if source.take and source.is_article(address)]
    if taken:
        step = "Narrow `take`, or add what they share to `leave`."
        yield "take", f"takes seeds for articles: {', '.join(taken)}", step


def _patterns(source: Source) -> Wrong:
    for name in ("take", "leave"):
        for pattern in _own(source, name):
            if all(re.search(pattern, path) for path in _ANYTHING):
                yield name, f"{pattern!r} finds every address", "Write what only these addresses have."
            elif "://" in pattern or any(host in pattern for host in source.hosts):
                step = "Leave scheme and host out: only path and query are searched."
                yield name, f"{pattern!r} names a host", step


def _postbacks(source: Source) -> Wrong:
    for pattern in source.seeds.postbacks:
        if all(re.search(pattern, target) for target in ("", "ctl00$btnXoa", "dnn$ctr1$lnkThoat")):
            step = "Write what only the pager's target has, as in `\\$gvTin$`: what it finds is posted."
            yield "seeds.postbacks", f"{pattern!r} finds every target", step
    if source.seeds.postbacks and not source.seeds.sections:
        yield "seeds.postbacks", "has no section to page through", "Give the list under `sections`."


def _examples(source: Source) -> Wrong:
    if source.kind == "files":
        return
    for name, wanted in (("take", True), ("leave", False)):
        addresses: tuple[str, ...] = getattr(source.examples, name)
        fact = f"examples.{name}"
        if not addresses:
            yield fact, "is empty", "Give addresses of the site's form, best ones that you have seen."
        strangers = [address for address in addresses if not source.owns(urlsplit(address).hostname)]
        if strangers:
            yield fact, f"on other hosts: {', '.join(strangers)}", "Give addresses of the source itself."
        wrong = [one for one in addresses if one not in strangers and source.is_article(one) != wanted]
        if wrong:
            said = "are not taken as articles" if wanted else "are taken as articles"
            yield fact, f"{', '.join(wrong)} {said}", "Mend `take` and `leave`, or the example."
        yield from _unproved(fact, _own(source, name), [path_of(address) for address in addresses])


def _unproved(fact: str, patterns: tuple[str, ...], paths: list[str]) -> Wrong:
    """Patterns that no example is for, and those that could go because others find all that they do."""
    found = {pattern: {path for path in paths if re.search(pattern, path)} for pattern in patterns}
    for pattern, own in found.items():
        others = set().union(*(theirs for other, theirs in found.items() if other != pattern))
        if not own:
            step = f"Give an address that it is for; it is searched in path and query ({_shape(pattern)})."
            yield fact, f"has none that {pattern!r} finds", step
        elif own <= others:
            step = "Remove the pattern, or give an address that it alone is for."
            yield fact, f"has none that {pattern!r} alone finds", step


def _shape(pattern: str) -> str:
    return "^ stands for its start, which is /" if pattern.startswith("^") else "$ stands for its end"


def _schedule(source: Source) -> Wrong:
    from croniter import croniter

    if source.schedule is None:
        return
    if not croniter.is_valid(source.schedule, strict=True):
        step = "Write minute, hour, day, month and weekday, such as 10 5,17 * * *."
        yield "schedule", f"{source.schedule!r} never runs, or is no cron expression", step
        return
    runs = croniter(source.schedule, _SOME_DAY, ret_type=datetime)
    days = [runs.get_next() for _ in range(_RUNS_LOOKED_AT)]
    pause = min(later - earlier for earlier, later in pairwise(days))
    polite = source.politeness
    longest = timedelta(seconds=polite.pages_per_run * polite.delay_seconds / polite.concurrent_requests)
    if pause < _SHORTEST_PAUSE:
        yield "schedule", f"runs every {pause}", "Once or twice a day is enough for figures."
    elif longest > pause:
        said = f"allows runs of {longest}, but they are {pause} apart (schedule)"
        yield "politeness", said, "Lower pages_per_run, or run less often."


def _hints(source: Source) -> Wrong:
    for index, hint in enumerate(source.parser):
        fact = f"parser.{index}"
        if not any((hint.main, hint.drop, hint.title, hint.lead, hint.author, hint.published)):
            yield fact, "names no element", "Give a CSS selector, or remove the hint."
        for selector in (hint.main, *hint.drop, hint.title, hint.lead, hint.author, hint.published):
            if selector is not None and not _is_selector(selector):
                yield fact, f"{selector!r} is no CSS selector", "Try it in a browser's console."
        for other, earlier in enumerate(source.parser[:index]):
            if hint.overlaps(earlier):
                step = "Let one end the day before the other begins."
                yield fact, f"holds on days of parser.{other} ({_days(earlier)})", step


def _is_selector(text: str) -> bool:
    from cssselect import HTMLTranslator, SelectorError

    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError:
        return False
    return True


def _days(hint: ParserHint) -> str:
    return f"{hint.valid_from or '...'} to {hint.valid_until or '...'}"


_CHECKS: Final[tuple[Callable[[Source], Wrong], ...]] = (
    _names,
    _home,
    _seeds,
    _patterns,
    _postbacks,
    _examples,
    _schedule,
    _hints,
)


def _own(source: Source, name: str) -> tuple[str, ...]:
    """The patterns of the source's own file."""
    everywhere = {left.pattern for left in load_left_everywhere()} if name == "leave" else set()
    patterns: tuple[str, ...] = getattr(source, name)
    return tuple(pattern for pattern in patterns if pattern not in everywhere)


def _counted(names: Iterable[str]) -> Counter[str]:
    return Counter(name.casefold() for name in names)


def _against_each_other(sources: Iterable[Source]) -> Iterator[Problem]:
    known = list(sources)
    for name in ("hosts", "aliases"):
        owners: dict[str, list[str]] = {}
        for source in known:
            for claim in _counted(getattr(source, name)):
                owners.setdefault(claim, []).append(source.source_id)
        for claim, ids in owners.items():
            for source_id in ids:
                others = ", ".join(f"{other}.yml" for other in ids if other != source_id)
                if others:
                    said = f"{claim} is claimed by {others} too"
                    yield Problem(f"{source_id}.yml", name, said, "Keep it with one source.")
    first_hand = [source.precedence for source in known if source.kind not in ("aggregator", "files")]
    for source in known:
        if source.kind == "aggregator" and source.precedence <= max(first_hand, default=0):
            said = f"{source.precedence} puts what it reprints before first-hand sources ({max(first_hand)})"
            yield Problem(f"{source.source_id}.yml", "precedence", said, "Give it a higher number.")
