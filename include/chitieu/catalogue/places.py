"""Administrative units with their official codes and the dates between which each existed.

The rows come from `data/places/places.tsv.gz`, which `scripts/build_places.py` writes. On 2025-07-01 the
63 provinces became 34 and the district level ended; a code of the General Statistics Office that went on to
another unit then is kept apart for the former unit by the day on which it ended (`24@2025-06-30` is tỉnh
Bắc Giang, `24` today's tỉnh Bắc Ninh), so that `place_code` is one unit's alone.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from chitieu.catalogue.folding import fold

DATA = Path(__file__).parent / "data" / "places"
COLUMNS = (
    "place_code",
    "official_code",
    "type",
    "name",
    "key",
    "parent_code",
    "valid_from",
    "valid_to",
    "successor_code",
)
COUNTRY_CODE = "VN"
COUNTRY_NAME = "Việt Nam"
_LEVEL_BY_CODE_LENGTH = {2: "province", 3: "district", 5: "commune"}
_NOT_A_WORD = re.compile(r"[^\w]+")


@lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """What a bare name is looked up by: folded, words parted by one space, dashes dropped.

    >>> name_key("Bà Rịa - Vũng Tàu")
    'bà rịa vũng tàu'
    """
    return _NOT_A_WORD.sub(" ", fold(name)).strip()


def opening_of(key: str) -> str:
    """The first two words of a key, or its only one: most words open no name, which these tell at once.

    >>> opening_of("bà rịa vũng tàu"), opening_of("huế")
    ('bà rịa', 'huế')
    """
    return " ".join(key.split(" ", 2)[:2])


_MARKS = {"o": "oóòỏõọ", "O": "OÓÒỎÕỌ", "u": "uúùủũụ", "U": "UÚÙỦŨỤ"}
_LATE_MARK = re.compile(r"([oO])([áàảãạéèẻẽẹ])(?!\w)|(?<![qQ])([uU])([ýỳỷỹỵ])(?!\w)")
_MARKED = "áàảãạ", "éèẻẽẹ", "ýỳỷỹỵ"


def _early_mark(match: re.Match[str]) -> str:
    first, second = (group for group in match.groups() if group)
    marked = next(vowels for vowels in _MARKED if second in vowels)
    return _MARKS[first][marked.index(second) + 1] + "aey"[_MARKED.index(marked)]


def plain_name(name: str) -> str:
    """A name with single spaces and its tone mark where most pages put it.

    >>> plain_name("Thanh  Hoá"), plain_name("Thuỷ Nguyên"), plain_name("Quỳnh Lưu")
    ('Thanh Hóa', 'Thủy Nguyên', 'Quỳnh Lưu')
    """
    return _LATE_MARK.sub(_early_mark, " ".join(name.split()))


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative unit over one stretch of time.

    `type` is empty for the country. Dates are inclusive; None is open or, for `valid_from`, not known.
    `successor_code` is the unit that took it in as a whole, where that is known.
    """

    place_code: str
    official_code: str
    type: str
    name: str
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    successor_code: str | None

    @property
    def full_name(self) -> str:
        """Type and name as usual: `huyện Thanh Trì`, `Việt Nam`."""
        return f"{self.type} {self.name}".strip()

    @property
    def key(self) -> str:
        """What the bare name is looked up by."""
        return name_key(self.name)

    @property
    def level(self) -> str:
        """`country`, `province`, `district` or `commune`."""
        return level_of_code(self.official_code)

    def existed_on(self, day: date) -> bool:
        """Whether the unit existed on a day, as far as its dates tell."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


def level_of_code(official_code: str) -> str:
    """The level that the length of an official code tells."""
    if official_code == COUNTRY_CODE:
        return "country"
    return _LEVEL_BY_CODE_LENGTH[len(official_code)]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(row: list[str]) -> Place:
    code, official, kind, name, _key, parent, since, until, successor = row
    return Place(code, official, kind, name, parent or None, _day(since), _day(until), successor or None)


class Gazetteer:
    """All units, looked up by code or by bare name; a row becomes a `Place` when it is asked for.

    `aliases` gives the usual name of a by-name's key, empty where the name is no unit's; `foreign` the name
    of a country; `openings` how names without a type can begin; `words` the words beside names that tell
    a unit from a person or a thing, by kind.
    """

    def __init__(
        self,
        rows: list[list[str]],
        aliases: dict[str, str],
        foreign: dict[str, str],
        words: dict[str, frozenset[str]],
    ) -> None:
        self._rows = {row[0]: row for row in rows}
        self._places: dict[str, Place] = {}
        self._above: dict[str, tuple[Place, ...]] = {}
        self._by_key: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            level = level_of_code(row[1])
            self._by_key.setdefault((row[4], level), []).append(row[0])
        named_bare = (key for key, level in self._by_key if level in ("province", "district"))
        self.openings = frozenset(map(opening_of, (*named_bare, *aliases, *foreign)))
        self.aliases = aliases
        self.foreign = foreign
        self.words = words

    def __iter__(self) -> Iterator[Place]:
        return (_place(row) for row in self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def by_code(self, place_code: str) -> Place:
        """The unit of a place code; KeyError where there is none."""
        place = self._places.get(place_code)
        if place is None:
            place = self._places[place_code] = _place(self._rows[place_code])
        return place

    def named(self, key: str, level: str) -> list[Place]:
        """All units of a level whose bare name has this key (see `name_key`)."""
        return [self.by_code(code) for code in self._by_key.get((key, level), ())]

    def has(self, key: str, level: str) -> bool:
        """Whether any unit of the level has this key."""
        return (key, level) in self._by_key

    def ancestors(self, place: Place) -> tuple[Place, ...]:
        """The units above a place, nearest first, the country last."""
        above = self._above.get(place.place_code)
        if above is None:
            above = ()
            if place.parent_code is not None:
                parent = self.by_code(place.parent_code)
                above = (parent, *self.ancestors(parent))
            self._above[place.place_code] = above
        return above


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the package's data, read once."""
    text = gzip.decompress((DATA / "places.tsv.gz").read_bytes()).decode("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    aliases = {name_key(row["alias"]): row["place"] for row in _table("aliases.csv")}
    foreign = {name_key(row["name"]): row["name"] for row in _table("foreign.csv")}
    words = {
        row["kind"]: frozenset(fold(word.replace("_", " ")) for word in row["words"].split())
        for row in _table("name_words.csv")
    }
    return Gazetteer(rows, aliases, foreign, words)
