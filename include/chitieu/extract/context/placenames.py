"""Mentions of administrative units in prose: with their type, bare, by alias, or by the type alone.

A mention is found by its words, in one pass over the words of a sentence; which unit it is depends on the
page (see `places`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chitieu.catalogue.folding import fold
from chitieu.catalogue.places import Gazetteer, Place, name_key, opening_of
from chitieu.extract.context import placecues as cues
from chitieu.extract.context.communelists import IN_BRACKETS, listed_communes, several_communes
from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.context.placelines import LONGEST_NAME, Line, ends_firm
from chitieu.extract.context.typewords import types_told
from chitieu.extract.context.unittypes import (
    ABBREVIATED,
    CITY,
    COMMITTEES,
    DISTRICT,
    NOT_TYPES,
    NUMBERED,
    TYPES,
    Levels,
    UnitType,
)

_AFTER_TYPE = re.compile(r"(?:\s|\.\s?|\.?)\Z")
_ADDRESS = ending(r"(?:(?<!nông )thôn|ấp|bản|tổ dân phố|số|đường|ngõ|khu phố|phố)\s[^,;.()]{0,25},\s*")
_ADDRESS_WINDOW = 40
_LONGEST_UNKNOWN_NAME, _SHORTEST_BARE_DISTRICT = 3, 2
_LONGEST_NUMBER = 2
_GOES_ON_AS_NUMBER = re.compile(r"[.,/]\d|\s?%")
_CAPITAL, _CAPITAL_NAME = ("thủ", "đô"), ("hà", "nội")

_COMMUNE: Levels = ("commune",)
_SEAT = "thị trấn"
_BEFORE_PARENT = re.compile(r"\s?[,(-]\s?")
# How far around a name it is looked for again: the whole of any page but one of very many names.
_TOLD_WITHIN = 50_000
_MANY_NAMES = 100
_LONGEST_GAP, _USUAL_LENGTH = 40, 2
_ESTATES = frozenset(
    tuple(fold(estate).split())
    for estate in ("khu công nghiệp", "cụm công nghiệp", "khu chế xuất", "khu kinh tế")
)
_WHOLE_COMMUNE = fold("toàn xã")
_AND = frozenset({",", "và", ", và"})
_LISTED = compiled(r"\s*(?:[^.;:()]*\d[^.;:()]*)?(?:[,;]|và|[,;]\s*và)\s*")
_COUNTED = compiled(r"\s*(?:đạt|có|là|còn|với|được)?\s*[:(]?\s*\d")


_COUNTRY_WORDS = ("cả nước", "toàn quốc", "nước ta", "việt nam", "các bộ", "bộ ngành")
_COUNTRY = frozenset(tuple(fold(words).split()) for words in _COUNTRY_WORDS)
_COUNTRY_FIRST = frozenset(first for first, _ in _COUNTRY)
_REGIONS = (
    ("đbscl",),
    ("đbsh",),
    ("đồng", "bằng", "sông", "hồng"),
    ("đồng", "bằng", "sông", "cửu", "long"),
    ("tây", "nguyên"),
    ("đông", "nam", "bộ"),
    ("bắc", "trung", "bộ"),
    ("duyên", "hải"),
    ("miền", "bắc"),
    ("miền", "trung"),
    ("miền", "nam"),
    ("miền", "tây"),
    ("miền", "núi"),
)
_REGION_FIRST = frozenset(region[0] for region in _REGIONS)
# Bodies that do what is told behind the type of their unit (`LĐLĐ tỉnh kết nạp`, `Công đoàn các KCN tỉnh`).
_UNIONS = frozenset(
    map(fold, ("lđlđ", "lao động", "công đoàn", "các kcn", "các khu công nghiệp", "các khu kinh tế"))
)
_TIMES = frozenset({"năm", "tháng", "quý"})
_MEASURES = frozenset({"chung", "bình", "trung"})
_TRIGGERS = frozenset({*TYPES, *_COUNTRY_FIRST, *_REGION_FIRST})


def in_address(folded: str, start: int) -> bool:
    """Whether a unit at `start` goes on an address (`thôn Đông, thị trấn Quốc Oai`)."""
    return _ADDRESS.find(folded, max(0, start - _ADDRESS_WINDOW), start) is not None


@dataclass(slots=True)
class PlaceMention:
    """One mention of a unit, or of the country, a region, a foreign country, or of a type alone.

    `kind` is `unit`, `country`, `foreign`, `region` or `relative`; `key` is the bare name's lookup key,
    `name` the name as written. `parents` are keys of units named right behind it (`huyện Quế Sơn (Quảng
    Nam)`); `own_end` is where the unit itself ends, `end` where the last of its parents does. `seat` is
    where a firm lies that bears the name.
    """

    start: int
    end: int
    kind: str
    key: str = ""
    name: str = ""
    type: str = ""
    levels: Levels = ()
    bare: bool = False
    in_name: bool = False
    own_end: int = 0
    parents: list[str] = field(default_factory=list)
    seat: PlaceMention | None = None

    def __post_init__(self) -> None:
        self.own_end = self.end


Found = tuple[PlaceMention | None, int]
_NOTHING: Found = (None, 1)


class PlaceLexer:
    """Finds the mentions of one article. Names that a page writes with their type are known bare after it."""

    def __init__(self, text: str, folded: str, gazetteer: Gazetteer) -> None:
        self._text = text
        self._folded = folded
        self._gazetteer = gazetteer
        self._words = gazetteer.words
        self._typed: dict[str, tuple[str, str, Levels]] = {}
        self._typed_openings: set[str] = set()

    def all_mentions(self, stretches: Sequence[tuple[int, int]]) -> list[list[PlaceMention]]:
        """The mentions of each stretch; one where a bare name comes before its type is read again."""
        found, learnt_before = [], []
        lines = [Line(self._text, self._folded, start, end) for start, end in stretches]
        for line in lines:
            learnt_before.append(len(self._typed))
            found.append(self._mentions(line))
        keys = list(self._typed)
        # The name learnt last of those that begin with a word: a page of many names is asked by its words.
        last = {key.partition(" ")[0]: number for number, key in enumerate(keys)}
        for at, (start, end) in enumerate(stretches):
            before = learnt_before[at]
            if len(keys) - before > _MANY_NAMES:
                named = any(last.get(word, -1) >= before for word in lines[at].words)
            else:
                text = self._folded[start:end]
                named = any(key in text for key in keys[before:])
            if named:
                found[at] = self._mentions(lines[at])
        return found

    def _mentions(self, line: Line) -> list[PlaceMention]:
        found: list[PlaceMention] = []
        after = 0
        several, listed = several_communes(line), listed_communes(line)
        for at, (word, large) in enumerate(zip(line.words, line.large, strict=True)):
            if at < after or not (large or word in _TRIGGERS):
                continue
            if at in listed:
                stop, kind = listed[at]
                found.append(self._unit(line, at, at, stop, UnitType((), kind, _COMMUNE)))
                after = stop
                continue
            mention, used = self._in_list_of_communes(line, at, found, several) if large else _NOTHING
            if mention is None and (word in _TRIGGERS or (large and self._may_begin(line, at))):
                mention, used = self._at(line, at, found)
            if mention is not None:
                if mention.levels == DISTRICT.levels:
                    found += self._commune_before(line, at, mention, found)
                found.append(mention)
            after = at + max(1, used)
        return found

    def _in_list_of_communes(
        self, line: Line, at: int, found: list[PlaceMention], several: tuple[int, str] | None
    ) -> Found:
        if several is not None and at > several[0]:
            counted = self._counted_commune(line, at, several[1])
            if counted[0] is not None:
                return counted
        if found and found[-1].levels == _COMMUNE and line.words[at] not in _TRIGGERS:
            return self._sibling(line, at, found[-1])
        return _NOTHING

    def _counted_commune(self, line: Line, at: int, kind: str) -> Found:
        """A name with its figure in brackets, in a list of communes: many of old are in no gazetteer."""
        for stop in line.windows(at):
            if stop - at > 1 and IN_BRACKETS.match(self._text, line.end(stop - 1)):
                return self._unit(line, at, at, stop, UnitType((), kind, _COMMUNE)), stop - at
        return _NOTHING

    def _commune_before(
        self, line: Line, at: int, parent: PlaceMention, found: list[PlaceMention]
    ) -> list[PlaceMention]:
        """`Cẩm Yên (huyện Cẩm Xuyên)`, `Ea Tóh (Krông Năng)`: a commune told by its district alone."""
        first = at
        while first > 0 and at - first < LONGEST_NAME and line.large[first - 1]:
            if first < at and not line.joined(first - 1):
                break
            first -= 1
        if first == at or not _BEFORE_PARENT.fullmatch(self._text, line.end(at - 1), line.start(at)):
            return []
        if line.words[first] in self._words["opener"]:
            first += 1
        if found and found[-1].end > line.start(first):
            return []
        key = line.key(first, at)
        if key == parent.key:
            return []
        own = [p for p in self._gazetteer.named(key, "commune") if self._lies_in(p, parent.key)]
        if not own and (parent.bare or not self._is_told_of(line, first, at)):
            return []
        return [self._unit(line, first, first, at, UnitType((), own[0].type if own else "xã", _COMMUNE))]

    def _is_told_of(self, line: Line, first: int, stop: int) -> bool:
        """Whether a page names it again and says `toàn xã`: many communes of old are in no gazetteer."""
        key = line.key(first, stop)
        if stop - first != _USUAL_LENGTH or line.words[first] in self._words["surname"]:
            return False
        low = max(0, line.start(first) - _TOLD_WITHIN)
        return self._folded.count(key, low, low + 2 * _TOLD_WITHIN) > 1 and _WHOLE_COMMUNE in self._folded

    def _lies_in(self, place: Place, key: str) -> bool:
        return any(above.key == key for above in self._gazetteer.ancestors(place))

    def _sibling(self, line: Line, at: int, last: PlaceMention) -> Found:
        """`xã An Mỹ và Quỳnh Lâm`, `xã Tân Lân 17, Mỹ Lệ 15`: another commune of the same district."""
        gap = self._folded[last.end : line.start(at)]
        if len(gap) > _LONGEST_GAP or not _LISTED.fullmatch(gap):
            return _NOTHING
        homes = {p.parent_code for p in self._gazetteer.named(last.key, "commune")}
        for stop in line.windows(at):
            counted = gap.strip(" ") in _AND or _COUNTED.match(self._folded, line.end(stop - 1))
            places = self._gazetteer.named(line.key(at, stop), "commune") if counted else []
            if any(p.parent_code in homes for p in places):
                return self._unit(line, at, at, stop, UnitType((), last.type, _COMMUNE)), stop - at
        return _NOTHING

    def _may_begin(self, line: Line, at: int) -> bool:
        """Whether any bare name begins with the word, or with it and the next."""
        openings, typed = self._gazetteer.openings, self._typed_openings
        word = line.words[at]
        if word in openings or word in typed:
            return True
        pair = f"{word} {line.words[at + 1]}" if at + 1 < len(line) else ""
        return pair in openings or pair in typed

    def _at(self, line: Line, at: int, found: list[PlaceMention]) -> Found:
        word = line.words[at]
        if word in TYPES:
            typed = self._typed_unit(line, at)
            if typed[0] is not None:
                return typed
        if word in _COUNTRY_FIRST and tuple(line.words[at : at + 2]) in _COUNTRY:
            return self._country(line, at)
        if word in _REGION_FIRST:
            for region in _REGIONS:
                # `7 xã miền núi` are some of a unit's.
                if tuple(line.words[at : at + len(region)]) == region and line.words[at - 1] not in TYPES:
                    return PlaceMention(line.start(at), line.end(at + len(region) - 1), "region"), len(region)
        if line.is_name(at) and not word.isdigit():
            return self._bare(line, at, found)
        return _NOTHING

    def _country(self, line: Line, at: int) -> Found:
        in_name = False
        if line.words[at] == "việt":
            if not line.is_name(at):
                return _NOTHING
            in_name = self._inside_name(line, at) or line.goes_on(at + 2)
        return PlaceMention(line.start(at), line.end(at + 1), "country", in_name=in_name), 2

    # --- with a type

    def _typed_unit(self, line: Line, at: int) -> Found:
        if at > 0 and line.words[at - 1] == "tác" and line.words[at] == "xã":
            # `hợp tác xã Hòa Bình` is no commune.
            return _NOTHING
        for kind in TYPES[line.words[at]]:
            name = at + 1 + len(kind.rest)
            if tuple(line.words[at + 1 : name]) != kind.rest:
                continue
            if name < len(line) and self._names_follow(line, at, name, kind):
                return self._named(line, at, name, kind)
            described = self._behind_description(line, name)
            if described and self._names_follow(line, at, described, kind):
                found = self._named(line, at, described, kind)
                if found[0] is not None and self._is_known(found[0]):
                    return found
            relative = self._relative(line, at, name, kind)
            return (relative, name - at) if relative else _NOTHING
        return _NOTHING

    def _behind_description(self, line: Line, name: int) -> int | None:
        """Where the name begins behind words between it and its type (`huyện miền núi Kỳ Sơn`)."""
        for stop in (name + 2, name + 1):
            if stop < len(line) and " ".join(line.words[name:stop]) in self._words["description"]:
                return stop
        return None

    def _is_known(self, mention: PlaceMention) -> bool:
        return any(self._gazetteer.has(mention.key, level) for level in mention.levels)

    def _names_follow(self, line: Line, at: int, name: int, kind: UnitType) -> bool:
        between = self._text[line.end(name - 1) : line.start(name)]
        if not _AFTER_TYPE.match(between):
            return False
        # `các tỉnh, thành phố Thái Nguyên, Đà Nẵng`: the types go with the whole list.
        if kind.name == "thành phố" and at > 0 and line.words[at - 1] == "tỉnh":
            return False
        large = self._text[line.start(at)].isupper()
        if line.words[at] in ABBREVIATED and "." not in between and not large:
            return False
        is_name = not line.large[at] and line.written(name, name + 1).istitle()
        if (line.words[at], line.words[name]) in NOT_TYPES and not is_name:
            # `XÃ HỘI` is none, `phường Hội An` is.
            return False
        if line.words[name].isdigit():
            if _GOES_ON_AS_NUMBER.match(self._text, line.end(name)):
                return False
            return kind.name in NUMBERED and (large or len(line.words[name]) <= _LONGEST_NUMBER)
        return line.large[name]

    def _named(self, line: Line, at: int, name: int, kind: UnitType) -> Found:
        windows = line.windows(name)
        is_large = kind.name in ("thành phố", "tỉnh")
        for stop in windows:
            key = line.key(name, stop)
            alias = self._gazetteer.aliases.get(key)
            if alias and is_large:
                return self._alias(line, at, stop, alias), stop - at
            if any(self._gazetteer.has(key, level) for level in kind.levels):
                return self._unit(line, at, name, stop, kind), stop - at
        if not windows or is_large or line.words[at] in ABBREVIATED:
            return _NOTHING
        stop = min(windows[0], name + _LONGEST_UNKNOWN_NAME)
        if stop == name + 1 and not line.all_large and line.written(name, stop).isupper():
            # `huyện NTM`: an abbreviation is no unit's name.
            return _NOTHING
        if line.words[name] in self._words["surname"] and stop == name + _LONGEST_UNKNOWN_NAME:
            return _NOTHING
        return self._unit(line, at, name, stop, kind), stop - at

    def _unit(self, line: Line, at: int, name: int, stop: int, kind: UnitType) -> PlaceMention:
        key, written = line.key(name, stop), line.written(name, stop)
        # The units of an address say where a house is, not what the page is about.
        # A town bears the name of its district, which the bare name means on a page that says `toàn huyện`.
        seat = kind.name == _SEAT and self._tells_of_districts and self._gazetteer.has(key, "district")
        if not seat and not in_address(self._folded, line.start(at)):
            self._typed.setdefault(key, (written, kind.name, kind.levels))
            self._typed_openings.add(opening_of(key))
        return PlaceMention(line.start(at), line.end(stop - 1), "unit", key, written, kind.name, kind.levels)

    @cached_property
    def _tells_of_districts(self) -> bool:
        return types_told(self._text, self._folded)[DISTRICT.name] > 0

    def _relative(self, line: Line, at: int, name: int, kind: UnitType) -> PlaceMention | None:
        of_whole = at > 0 and line.words[at - 1] in self._words["whole"]
        begins = at == 0 or not line.joined(at - 1) or self._begins_clause(line, at)
        next_word = line.words[name] if name < len(line) else ""
        # `18 xã, phường giải ngân chậm`: units that are counted.
        counted = at > 0 and line.words[at - 1] in TYPES
        acts = next_word in self._words["subject_verb"] and begins and not counted
        measures = at > 1 and line.words[at - 1] == "của" and self._measures(line, at)
        if (line.words[at], next_word) in NOT_TYPES:
            # `toàn xã hội` is no commune.
            return None
        told = of_whole or acts or measures or next_word == "này"
        if not told and not self._works(line, at, name):
            return None
        return PlaceMention(
            line.start(at), line.end(name - 1), "relative", type=kind.name, levels=kind.levels
        )

    def _works(self, line: Line, at: int, name: int) -> bool:
        """Whether a union of all of the unit does something by itself (`LĐLĐ tỉnh hiện quản lý`)."""
        if at == 0 or not cues.OWN_WORK.match(self._folded, line.end(name - 1)):
            return False
        return any(line.key(max(0, at - size), at) in _UNIONS for size in (1, 2, 3, 4))

    def _begins_clause(self, line: Line, at: int) -> bool:
        """Whether a conjunction or a time stands before a type (`năm 2013 tỉnh đặt`, `8 tháng tỉnh có`)."""
        word, other = line.words[at - 1], line.words[at - 2] if at > 1 else ""
        if word in self._words["clause"]:
            return True
        return (word.isdigit() and other in _TIMES) or (word in _TIMES and other.isdigit())

    def _measures(self, line: Line, at: int) -> bool:
        """`bình quân chung của tỉnh`, `cao hơn 62% của tỉnh`, `huyện còn 3,9%; của tỉnh là 6,2%`."""
        if not line.joined(at - 2) or line.words[at - 2].isdigit():
            return True
        return not _MEASURES.isdisjoint(line.words[max(0, at - 5) : at - 1])

    # --- without a type

    def _inside_name(self, line: Line, at: int) -> bool:
        """Whether the word goes on a name begun before it (`Canon Việt Nam`)."""
        if at == 0 or line.all_large or not line.joined(at - 1) or not line.is_name(at - 1):
            return False
        # The first word of a sentence is written large whatever it is (`Tại An Giang`).
        if at == 1 and line.words[0] in self._words["opener"]:
            return False
        if line.words[max(0, at - 2) : at] == ["kcx", "cn"]:  # `các KCX&CN Cần Thơ`
            return False
        return line.words[at - 1] not in self._words["organ"]

    def _of_person(self, line: Line, at: int) -> bool:
        first = at
        while first > 0 and line.joined(first - 1) and line.is_name(first - 1):
            first -= 1
        if first < at and line.words[first] in self._words["surname"]:
            return True
        return at > 0 and line.words[at - 1] in self._words["person_title"] and not line.is_name(at - 1)

    def _of_site(self, line: Line, at: int) -> bool:
        """Whether a bridge, a market, an estate bears the name (`chợ Bến Thành`)."""
        if at == 0 or not line.joined(at - 1):
            return False
        if tuple(line.words[max(0, at - 3) : at]) in _ESTATES:
            return line.words[max(0, at - 4)] not in self._words["several"]
        if line.words[at - 1] not in self._words["site"]:
            return False
        if line.is_name(at - 1):
            # `KCN Biên Hòa 2` is one estate's name, `các KCN Đồng Nai` are those of a province.
            several = at > 1 and line.words[at - 2] in self._words["several"]
            return line.words[at - 1] in self._words["estate"] and not several
        return line.words[max(0, at - 2) : at] != ["thành", "phố"]

    def _bare(self, line: Line, at: int, found: list[PlaceMention]) -> Found:
        gazetteer = self._gazetteer
        for stop in self._bare_windows(line, at):
            key = line.key(at, stop)
            alias = gazetteer.aliases.get(key)
            if alias is not None:
                return (self._bare_alias(line, at, stop, alias) if alias else None), stop - at
            apart = not self._inside_name(line, at) and not line.goes_on(stop)
            if key in gazetteer.foreign and key not in self._typed and apart:
                name = gazetteer.foreign[key]
                return PlaceMention(line.start(at), line.end(stop - 1), "foreign", key, name), stop - at
            mention = self._bare_unit(line, at, stop)
            if mention is None:
                continue
            person = key in self._words["person_name"] and not self._in_list(line, at, found)
            unknown = key not in self._typed and "province" not in mention.levels
            if person or self._of_person(line, at) or (unknown and line.goes_on(stop)):
                return None, stop - at
            return mention, stop - at
        return _NOTHING

    def _bare_unit(self, line: Line, at: int, stop: int) -> PlaceMention | None:
        key = line.key(at, stop)
        levels: Levels = ("district",)
        if self._gazetteer.has(key, "province"):
            levels = CITY.levels
        elif key not in self._typed:
            long_enough = stop - at >= _SHORTEST_BARE_DISTRICT and not line.all_large
            if not (long_enough and self._gazetteer.has(key, "district")):
                return None
        mention = PlaceMention(line.start(at), line.end(stop - 1), "unit", key, bare=True, levels=levels)
        mention.name = line.written(at, stop)
        if key in self._typed and "province" not in levels:
            mention.name, mention.type, mention.levels = self._typed[key]
        committee = (
            COMMITTEES.get((line.words[at - 2], line.words[at - 1]))
            if at > 1 and line.joined(at - 1)
            else None
        )
        if committee and any(self._gazetteer.has(key, level) for level in committee.levels):
            mention.type, mention.levels, mention.bare = committee.name, committee.levels, False
            return mention
        mention.in_name = self._of_site(line, at) or self._inside_name(line, at) or ends_firm(line, at)
        return mention

    def _bare_windows(self, line: Line, at: int) -> list[int]:
        windows = line.windows(at)
        # The second word of `Thủ đô` is written small, that of `Hà nội` is now and then.
        if tuple(line.words[at : at + 2]) == _CAPITAL:
            return [at + 4 if tuple(line.words[at + 2 : at + 4]) == _CAPITAL_NAME else at + 2]
        if tuple(line.words[at : at + 2]) == _CAPITAL_NAME:
            return [*windows, at + 2]
        return windows

    def _in_list(self, line: Line, at: int, found: list[PlaceMention]) -> bool:
        return bool(found) and self._text[found[-1].end : line.start(at)].strip() in (",", "và")

    def _bare_alias(self, line: Line, at: int, stop: int, full: str) -> PlaceMention:
        mention = self._alias(line, at, stop, full)
        # `Bia Sài Gòn` is a firm's name.
        mention.in_name = self._of_site(line, at) or self._inside_name(line, at)
        return mention

    def _alias(self, line: Line, at: int, stop: int, full: str) -> PlaceMention:
        kind = "tỉnh" if full.startswith("tỉnh ") else "thành phố"
        name = full.removeprefix(kind).strip()
        start, end = line.start(at), line.end(stop - 1)
        return PlaceMention(start, end, "unit", name_key(name), name, kind, CITY.levels)
