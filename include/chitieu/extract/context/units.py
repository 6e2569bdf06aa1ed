"""Which unit a mention means: told from its type, the units behind it and the provinces of its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from chitieu.catalogue.places import COUNTRY_CODE, COUNTRY_NAME, Gazetteer, Place, plain_name
from chitieu.extract.context.firmseats import seat_firms
from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.placenames import PlaceMention
from chitieu.extract.context.typewords import types_told
from chitieu.kernel.record import record

RANK = {"commune": 0, "district": 1, "province": 2, "country": 3}
_CHAIN_GAP = compiled(r"\s*(?:,|\(|-|thuộc|của|\.)?\s*(?:địa bàn\s+)?")


@record
class Unit:
    """A unit as the page means it; `level` is the gazetteer's or `foreign`, `parents` are keys of others."""

    key: str
    name: str
    type: str
    level: str
    parents: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """Type and name as usual."""
        return f"{self.type} {self.name}".strip()


def _is_one(places: Sequence[Place]) -> bool:
    """Whether all of some rows are one unit under several types or names."""
    return len({place.official_code for place in places}) == 1


COUNTRY = Unit("", COUNTRY_NAME, "", "country")


def rank(level: str) -> int:
    """How large units of a level are: 0 for communes, 3 for the country."""
    return RANK.get(level, 0)


class UnitReader:
    """The units of one article's mentions; `mentions` has those of each sentence.

    `day` is one of the time that the page is of, None where it does not tell.
    """

    def __init__(
        self,
        mentions: Sequence[list[PlaceMention]],
        plain: str,
        folded: str,
        gazetteer: Gazetteer,
        day: date | None = None,
    ) -> None:
        self._plain = plain
        self._text = folded
        self._day = day
        self._sorted: dict[tuple[str, str], list[Place]] = {}
        self._gazetteer = gazetteer
        seat_firms(mentions, folded)
        self.mentions = [self._chained(found) for found in mentions]
        self._provinces = self._page_provinces()
        self._districts = {
            m.key for found in self.mentions for m in found if m.levels == ("district",) and not m.bare
        }
        self._types: Counter[str] | None = None
        self._named_on: dict[tuple[Unit, date | None], tuple[str, str | None]] = {}
        self._units: dict[tuple[str, str, tuple[str, ...]], Unit | None] = {}

    def places(self, key: str, level: str) -> list[Place]:
        """All units of a level whose bare name has this key, those of the page's day first."""
        found = self._sorted.get((key, level))
        if found is None:
            found, day = self._gazetteer.named(key, level), self._day
            if day is not None:
                found = sorted(found, key=lambda place: not place.existed_on(day))
            self._sorted[key, level] = found
        return found

    def _chained(self, mentions: list[PlaceMention]) -> list[PlaceMention]:
        """Units named right behind a smaller one (`huyện Quế Sơn (Quảng Nam)`) become its parents."""
        kept: list[PlaceMention] = []
        for mention in mentions:
            last = kept[-1] if kept else None
            if last is not None and self._is_parent(last, mention):
                last.parents.append(mention.key)
                closed = self._text[mention.end : mention.end + 1] == ")"
                last.end = mention.end + closed
                continue
            kept.append(mention)
        return kept

    def _is_parent(self, small: PlaceMention, big: PlaceMention) -> bool:
        if small.kind != "unit" or big.kind != "unit" or small.key == big.key:
            return False
        if max(map(rank, big.levels)) <= min(map(rank, small.levels)):
            # `phường 3, phường 4`: another one.
            return False
        if not _CHAIN_GAP.fullmatch(self._text, small.end, big.start):
            return False
        places = [p for level in small.levels for p in self.places(small.key, level)]
        if not places:
            return bool(small.type) and max(map(rank, big.levels)) > min(map(rank, small.levels))
        if any(big.key == above.key for place in places for above in self._gazetteer.ancestors(place)):
            return True
        # A commune of old that shares its name with one elsewhere: `xã A (huyện B)`.
        bracket = "(" in self._text[small.end : big.start]
        typed = not big.bare or (bool(small.type) and not small.bare)
        return bracket and small.levels == ("commune",) and big.levels == ("district",) and typed

    def _page_provinces(self) -> set[str]:
        """Keys of the provinces that the page names, and of those above its unmistakable districts."""
        keys: set[str] = set()
        for mention in (m for found in self.mentions for m in found if m.kind == "unit"):
            if "province" in mention.levels and self._gazetteer.has(mention.key, "province"):
                keys.add(mention.key)
            keys.update(key for key in mention.parents if self._gazetteer.has(key, "province"))
            if not mention.bare and mention.levels == ("district",):
                above = {self.province_of(place) for place in self.of_now(mention.key, "district")}
                if len(above) == 1:
                    keys.update(above)
        return keys

    def province_of(self, place: Place) -> str:
        """The key of the province that a unit is or lies in, empty for the country."""
        for above in (place, *self._gazetteer.ancestors(place)):
            if above.level == "province":
                return above.key
        return ""

    def unit_of(self, mention: PlaceMention) -> Unit | None:
        """The unit of a mention, None for a bare name that the page gives no ground to read as a place."""
        if mention.seat is not None:
            return self.unit_of(mention.seat)
        if mention.kind == "country":
            return COUNTRY
        if mention.kind == "foreign":
            return Unit(mention.key, mention.name, "", "foreign")
        if mention.kind != "unit":
            return None
        cached = (mention.key, mention.type, tuple(mention.parents))
        if cached not in self._units:
            self._units[cached] = self._known_unit(mention)
        return self._units[cached]

    def settle(self, focus: Unit | None) -> None:
        """From now on a bare name that is the page's city means it, not the province of that name."""
        if focus is not None and focus.level == "district" and self._gazetteer.has(focus.key, "province"):
            self._units[focus.key, "", ()] = Unit(focus.key, focus.name, focus.type, focus.level)
        if focus is not None and focus.level == "province":
            for mention in self.mentions[0] if self.mentions else ():
                # `Huế` in the headline of a page on Thừa Thiên Huế.
                if mention.bare and not mention.type and focus.key.endswith(f" {mention.key}"):
                    self._units[mention.key, "", ()] = Unit(focus.key, focus.name, focus.type, focus.level)

    def _known_unit(self, mention: PlaceMention) -> Unit | None:
        parents = tuple(mention.parents)
        for level in mention.levels:
            places = self.places(mention.key, level)
            if mention.type:
                places = [p for p in places if p.type == mention.type] or (
                    places if level != "province" or mention.type == "tỉnh" else []
                )
            if level != "province":
                # A city whose name no other district bears is known anywhere, others near their province.
                only_city = any(p.type == "thành phố" for p in places) and _is_one(places)
                certain = not mention.bare or only_city or self._is_called(places)
                places = self.near(places, parents, certain=certain)
            if places:
                best = places[0]
                kind = mention.type or self._type_told(best, places)
                if level == "province":
                    kind = best.type
                return Unit(best.key, best.name, kind, level, parents)
        if mention.bare and not mention.type:
            return None
        return Unit(mention.key, plain_name(mention.name), mention.type, mention.levels[-1], parents)

    def _is_called(self, places: list[Place]) -> bool:
        """Whether the page calls the units of a bare name by their type (`Triệu Sơn: ...`, `toàn huyện`)."""
        one_type = _is_one(places) or len({place.type for place in places}) == 1
        return one_type and any(self._told[place.type] for place in places)

    @property
    def _told(self) -> Counter[str]:
        if self._types is None:
            self._types = types_told(self._plain, self._text)
        return self._types

    def of_now(self, key: str, level: str) -> list[Place]:
        """The units with this key that existed on the page's day; all of them where none did."""
        places, day = self.places(key, level), self._day
        return places if day is None else [p for p in places if p.existed_on(day)] or places

    def _type_told(self, best: Place, places: list[Place]) -> str:
        """The type of a unit that rose to another: the one that the page gives it, else that of its day."""
        kinds = {place.type for place in places if place.official_code == best.official_code}
        if len(kinds) == 1:
            return best.type
        of_province = self._gazetteer.ancestors(best)[0].type
        told = [kind for kind in kinds if self._told[kind] and kind != of_province]
        return told[0] if len(told) == 1 else best.type

    def near(self, places: list[Place], parents: tuple[str, ...], *, certain: bool) -> list[Place]:
        """The units in a named parent, else in a province of the page; all of them where one is certain."""
        if parents:
            inside = [p for p in places if {a.key for a in self._gazetteer.ancestors(p)} & set(parents)]
            if inside:
                return inside
            if (
                places
                and places[0].level == "commune"
                and any(self._gazetteer.has(p, "district") for p in parents)
            ):
                return []
        inside = [p for p in places if self.province_of(p) in self._provinces]
        if self._day is not None:
            inside = [p for p in inside if p.existed_on(self._day)] or inside
        if len(inside) > 1:
            closer = [p for p in inside if {a.key for a in self._gazetteer.ancestors(p)} & self._districts]
            inside = closer or inside
        return inside or (places if certain else [])

    def province_keys(self, unit: Unit) -> set[str]:
        """Keys of the provinces that a unit may lie in."""
        if unit.level == "province":
            return {unit.key}
        if unit.level in ("country", "foreign"):
            return set()
        places = self.near(self.places(unit.key, unit.level), unit.parents, certain=True)
        if unit.level == "commune" and len({self._province_today(place) for place in places}) > 1:
            # Many communes share a name: such a one tells no province.
            return set()
        return {self.province_of(place) for place in places[:1]}

    def _province_today(self, place: Place) -> str:
        """The code of the province of a unit, or of the one that took that in."""
        for above in (place, *self._gazetteer.ancestors(place)):
            if above.level == "province":
                return above.successor_code or above.place_code
        return ""

    def named_on(self, unit: Unit, day: date | None) -> tuple[str, str | None]:
        """The unit's usual name and its code on a day; no code where several units could be meant."""
        if unit.level == "country":
            return COUNTRY_NAME, COUNTRY_CODE
        if unit.level == "foreign":
            return unit.shown, None
        asked = (unit, day)
        if asked not in self._named_on:
            self._named_on[asked] = self._find_named_on(unit, day)
        return self._named_on[asked]

    def _find_named_on(self, unit: Unit, day: date | None) -> tuple[str, str | None]:
        places = self.places(unit.key, unit.level)
        if unit.level != "province":
            places = self.near(places, unit.parents, certain=True)
        if day is not None:
            places = [p for p in places if p.existed_on(day)] or places
        same = [p for p in places if p.type == unit.type]
        if unit.level == "province" and places and not same:
            same = places
        chosen = same or places
        if len(chosen) != 1:
            return unit.shown, None
        only = chosen[0]
        return (only.full_name if unit.level == "province" else unit.shown), only.place_code
