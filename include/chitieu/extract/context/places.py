"""Where a figure is: the unit named beside it, the one carried on, or the one that the page is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chitieu.catalogue.places import COUNTRY_CODE, COUNTRY_NAME, Gazetteer, Place, plain_name
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.placenames import PlaceLexer, PlaceMention, in_address
from chitieu.extract.context.readings import PlaceReading
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import Article, BlockKind, RuleHit

_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})
_RANK = {"commune": 0, "district": 1, "province": 2, "country": 3}
_WINDOW = 80
_FIRST_SENTENCES = 6
_LEAD_WEIGHT = 4.0
_DOMINANT, _HALF = 0.7, 0.5
_TITLE_WEIGHT = 6.0
_FEWEST_POINTS = 2.0
_RELATIVE_REACH = 6
_REACH, _LONGEST_BRACKET = 1500, 400

_COMPARED = ending(
    r"(?:so(?:\s+với)?|(?:cao|thấp|ít|nhiều|lớn)\s+hơn|hơn|bằng|kém"
    r"|gấp[^,;]{0,15}lần)(?:\s+(?!như)[^\s,;:()\d]+){0,6}\s+"
)
_TITLE_OF_PERSON = ending(
    r"(?:chủ tịch|bí thư|giám đốc|phó|trưởng|cục trưởng|ủy viên|đại diện|lãnh đạo|cán bộ|đồng chí|ông|bà"
    r"|chủ nhiệm|đại biểu"
    r"|viện trưởng|chánh|thứ trưởng|bộ trưởng|đoàn công tác)(?:\s+[^,.;:()]{0,75})?"
)
_GIVER = ending(r"(?:được|do)\s+(?:(?!tại|ở|là|như|trên|trong)[^\s,;.:()\d]+\s+){0,4}")
_SOURCE = ending(r"theo(?:\s+[^,;.:()]{0,60})?\s+")
_MEETING = ending(
    r"(?:tổ chức|diễn ra|họp|hội nghị|hội thảo|công bố|khai mạc|lễ|buổi|trụ sở|văn phòng|triển lãm"
    r"|hội trường)"
    r"(?:[^.;]{0,60})?\s(?:tại|ở)\s+(?:thành phố\s+|tp\.?\s*)?"
)
_PARTNER = ending(
    r"(?:với|cùng|sang|từ|giữa|giáp|nối|hướng về|ủng hộ|giúp đỡ|kết nối|về|quê"
    r"|gốc)\s+(?:các\s+)?(?:đồng bào\s+|nhân dân\s+)?"
)
_ORGAN = ending(
    r"(?:ubnd|hđnd|lđlđ|liên đoàn lao động|mttq|ủy ban[^,;.:]{0,40}|hội đồng nhân dân|sở[^,;.:]{0,40}"
    r"|cục[^,;.:]{0,30}|chi cục[^,;.:]{0,20}"
    r"|công an|bhxh|bảo hiểm xã hội|văn phòng[^,;.:]{0,40}|ban[^,;.:]{0,30}|đảng bộ|hội[^,;.:]{0,30}"
    r"|đoàn[^,;.:]{0,20}|công đoàn"
    r"|phòng[^,;.:]{0,40}|quận ủy|huyện ủy|thành ủy|tỉnh ủy|báo[^,;.:]{0,20}|tòa án[^,;.:]{0,20}|bệnh viện"
    r"|đại học)\s+"
)
_LOCATIVE_AHEAD = ending(r"(?:của|tại|ở|trên địa bàn|thuộc|trong|toàn)\s+(?:[^\s,;.:\d]+\s+){0,3}")
_LIST_GAP = compiled(
    r"\s*(?:,|và|;|-|hay|,\s*và)\s*(?:(?:các|tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường)[\s,]*)*"
)
_CHAIN_GAP = compiled(r"\s*(?:,|\(|-|thuộc|của|\.)?\s*(?:địa bàn\s+)?")
_RESPECTIVELY = words(r"lần lượt|tương ứng")
_WHOLES = words(
    r"các địa phương|các tỉnh|các tỉnh thành|các huyện|các xã|nhiều địa phương|nhiều nơi"
    r"|các doanh nghiệp trong cả nước"
)
_EXAMPLE = words(r"điển hình|chẳng hạn|ví dụ|tiêu biểu|đơn cử")
_LEAD_IN = compiled(r"[\s\"'-]*(?:[^,;:()]{0,40},\s+)?(?:[^\s,;:()]+\s+){0,3}")
_NATIONAL = words(
    r"tổng cục|chính phủ|thủ tướng|quốc hội|bộ trưởng|thứ trưởng|gdp|cpi|trung ương|tổng lđlđ"
    r"|tổng liên đoàn|bộ lđ|bộ lao động"
    r"|bộ công thương|bộ tài chính|bộ kế hoạch|bộ y tế|bộ giáo dục|bộ nội vụ|bộ nông nghiệp|63 tỉnh"
    r"|quốc gia|nhà nước|lương tối thiểu|bảo hiểm thất nghiệp|toàn nền kinh tế|bộ luật|nước ngoài"
)
_WHOLE_AHEAD = compiled(r"toàn |cả nước")
# `Hà Nội dẫn đầu cả nước`: the country is what the city is first in.
_AMONG = ending(r"(?:nhất|dẫn đầu|đứng đầu|hàng đầu|trong|của|chung|thứ \w+|top \w+|so với)\s+")
_REGION_GAP = compiled(
    r"\s*\(?(?:\s*(?:với|có|đạt|là|tăng|giảm|gần|hơn|trên|khoảng|chiếm|thấp nhất|cao nhất))*\s*"
)
_OF_WHOLE = ending(r"(?:của|thuộc)\s+")
# What only the country has figures of, on a page that names no unit at all.
_NATIONAL_TOPIC = words(
    r"kim ngạch|xuất khẩu|nhập khẩu|xuất siêu|nhập siêu|thất nghiệp|nền kinh tế|thị trường lao động|hiệp hội"
    r"|lao động trong độ tuổi|dân số|tỷ giá|lạm phát|tín dụng"
)
_CLAUSE_END = compiled(r"[,;:.]")


class _Use(StrEnum):
    ADDRESS = "address"
    SUBJECT = "subject"
    ORGAN = "organ"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
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


COUNTRY = Unit("", COUNTRY_NAME, "", "country")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mention that names one unit, with its use and the list that it stands in."""

    mention: PlaceMention
    unit: Unit
    use: _Use
    members: tuple[tuple[PlaceMention, Unit], ...] = ()

    @property
    def size(self) -> int:
        """How many units the list has that the mention stands in; 1 for none."""
        return max(1, len(self.members))


def _hit(rule: str, unit: Unit | None, start: int | None = None, end: int | None = None) -> RuleHit:
    return RuleHit(f"place.{rule}", unit.shown if unit else "none", start, end)


class Atlas:
    """The places of one article's figures; what each mention means is worked out once."""

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        folded: str,
        gazetteer: Gazetteer,
        numerals: Sequence[Sequence[tuple[int, int]]],
    ) -> None:
        self._text = folded
        self._sentences = sentences
        self._gazetteer = gazetteer
        self._numerals = numerals
        lexer = PlaceLexer(article.text, folded, gazetteer)
        mentions = lexer.all_mentions([(s.start, s.end) for s in sentences])
        self._mentions = [self._chained(found) for found in mentions]
        self._provinces = self._page_provinces()
        self._districts = {
            m.key for found in self._mentions for m in found if m.levels == ("district",) and not m.bare
        }
        self._units: dict[tuple[str, str, tuple[str, ...]], Unit | None] = {}
        self._score: dict[Unit, float] = {}
        self.focus = self._read_focus()
        self._placed = [self._place_all(index) for index in range(len(sentences))]
        self._usable = [self._usable_of(placed) for placed in self._placed]
        self._carried: list[Unit | None] = []
        self._carry_on()

    # --- what mentions mean

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
        if not _CHAIN_GAP.fullmatch(self._text, small.end, big.start):
            return False
        places = [p for level in small.levels for p in self._gazetteer.named(small.key, level)]
        if not places:
            return not small.bare and max(map(_rank, big.levels)) > min(map(_rank, small.levels))
        return any(big.key == above.key for place in places for above in self._gazetteer.ancestors(place))

    def _page_provinces(self) -> set[str]:
        """Keys of the provinces that the page names, and of those above its unmistakable districts."""
        keys: set[str] = set()
        for mention in (m for found in self._mentions for m in found if m.kind == "unit"):
            if "province" in mention.levels and self._gazetteer.has(mention.key, "province"):
                keys.add(mention.key)
            keys.update(key for key in mention.parents if self._gazetteer.has(key, "province"))
            if not mention.bare and mention.levels == ("district",):
                above = {self._province_of(place) for place in self._gazetteer.named(mention.key, "district")}
                if len(above) == 1:
                    keys.update(above)
        return keys

    def _province_of(self, place: Place) -> str:
        for above in (place, *self._gazetteer.ancestors(place)):
            if above.level == "province":
                return above.key
        return ""

    def _unit_of(self, mention: PlaceMention) -> Unit | None:
        """The unit of a mention, None for a bare name that the page gives no ground to read as a place."""
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

    def _known_unit(self, mention: PlaceMention) -> Unit | None:
        parents = tuple(mention.parents)
        for level in mention.levels:
            places = self._gazetteer.named(mention.key, level)
            if mention.type:
                places = [p for p in places if p.type == mention.type] or (
                    places if level != "province" or mention.type == "tỉnh" else []
                )
            if level != "province":
                # A city whose name no other district bears is known anywhere, others near their province.
                only_city = len(places) == 1 and places[0].type == "thành phố"
                places = self._near(places, parents, certain=not mention.bare or only_city)
            if places:
                best = places[0]
                kind = mention.type or best.type
                if level == "province":
                    kind = best.type
                return Unit(best.key, best.name, kind, level, parents)
        if mention.bare:
            return None
        return Unit(mention.key, plain_name(mention.name), mention.type, mention.levels[-1], parents)

    def _near(self, places: list[Place], parents: tuple[str, ...], *, certain: bool) -> list[Place]:
        """The units in a named parent, else in a province of the page; all of them where one is certain."""
        if parents:
            inside = [p for p in places if {a.key for a in self._gazetteer.ancestors(p)} & set(parents)]
            if inside:
                return inside
        inside = [p for p in places if self._province_of(p) in self._provinces]
        if len(inside) > 1:
            closer = [p for p in inside if {a.key for a in self._gazetteer.ancestors(p)} & self._districts]
            inside = closer or inside
        return inside or (places if certain else [])

    # --- the page

    def _weight(self, index: int) -> float:
        kind = self._sentences[index].block.kind
        if kind is BlockKind.TITLE:
            return 6.0
        if kind is BlockKind.LEAD:
            return 4.0
        if kind is BlockKind.CAPTION:
            return 0.3
        return 1.5 if index < _FIRST_SENTENCES else 1.0

    def _read_focus(self) -> Unit | None:
        score: dict[Unit, float] = {}
        named: set[Unit] = set()
        for index, found in enumerate(self._mentions):
            weight = self._weight(index)
            for mention in found:
                unit = self._unit_of(mention)
                if mention.parents and in_address(self._text, mention.start):
                    continue
                if unit is None or (unit.level == "foreign" and weight < _LEAD_WEIGHT):
                    continue
                unit = Unit(unit.key, unit.name, unit.type, unit.level)
                named.add(unit)
                factor = 0.3 if mention.in_name else 1.0
                score[unit] = score.get(unit, 0.0) + weight * factor
            sentence = self._sentences[index]
            national = len(_NATIONAL.findall(self._text, sentence.start, sentence.end))
            score[COUNTRY] = score.get(COUNTRY, 0.0) + 0.5 * min(national, 2) * weight
        self._score = score
        # A foreign country is what a page is about only where it names no unit of this one.
        if any(unit.level != "foreign" for unit in named):
            score = {unit: points for unit, points in score.items() if unit.level != "foreign"}
        best = max(score, key=lambda unit: score[unit], default=None)
        if best is None or score[best] <= 0:
            return COUNTRY if self._is_national_topic() else None
        best = self._rolled_up(best, score)
        return COUNTRY if self._is_one_of_many(best, score) else best

    def _is_national_topic(self) -> bool:
        return any(_NATIONAL_TOPIC.search(self._text, s.start, s.end) for s in self._sentences)

    def _is_one_of_many(self, best: Unit, score: dict[Unit, float]) -> bool:
        """Whether a page names several provinces, none of them in its headline or lead, none far ahead."""
        if best.level in ("country", "foreign"):
            return False
        if self._in_headline(best, _TITLE_WEIGHT):
            return False
        shares: dict[str, float] = {}
        for unit, points in score.items():
            for key in self._province_keys(unit):
                shares[key] = shares.get(key, 0.0) + points
        own = max((shares.get(key, 0.0) for key in self._province_keys(best)), default=0.0)
        least = _HALF if self._in_headline(best, _LEAD_WEIGHT) else _DOMINANT
        return own < least * sum(shares.values()) or score[best] < _FEWEST_POINTS

    def _in_headline(self, unit: Unit, weight: float) -> bool:
        """Whether a unit stands in the headline (or the lead, for a lesser weight)."""
        return any(
            (found := self._unit_of(mention)) is not None
            and (found.key, found.level) == (unit.key, unit.level)
            for index, mentions in enumerate(self._mentions)
            if self._weight(index) >= weight
            for mention in mentions
        )

    def _rolled_up(self, best: Unit, score: dict[Unit, float]) -> Unit:
        """The unit above a commune or district that no headline names, where the page names that one too."""
        if best.level not in ("commune", "district") or self._in_headline(best, _LEAD_WEIGHT):
            return best
        places = self._near(self._gazetteer.named(best.key, best.level), best.parents, certain=True)[:1]
        above = {(a.key, a.level) for place in places for a in self._gazetteer.ancestors(place)}
        named = [u for u in score if (u.key, u.level) in above and u.level != "country"]
        headed = [u for u in named if self._in_headline(u, _LEAD_WEIGHT)]
        return max(headed or named, key=lambda unit: score[unit], default=best)

    def _province_keys(self, unit: Unit) -> set[str]:
        if unit.level == "province":
            return {unit.key}
        if unit.level in ("country", "foreign"):
            return set()
        places = self._near(self._gazetteer.named(unit.key, unit.level), unit.parents, certain=True)
        return {self._province_of(place) for place in places[:1]}

    # --- uses of mentions

    def _place_all(self, index: int) -> list[_Placed]:
        placed: list[_Placed] = []
        for mention in self._mentions[index]:
            unit = (
                self._relative_unit(mention, index) if mention.kind == "relative" else self._unit_of(mention)
            )
            if unit is None or unit.level == "foreign":
                continue
            if self._is_whole_of(placed, mention, unit):
                continue
            home = self._home_of_address(mention, unit)
            if home is not None:
                placed.append(_Placed(mention, home, _Use.ADDRESS))
            else:
                placed.append(_Placed(mention, unit, self._use_of(mention, unit, index)))
        return self._grouped(placed, index)

    def _is_whole_of(self, placed: list[_Placed], mention: PlaceMention, unit: Unit) -> bool:
        """`xã A là xã nghèo của huyện B`: the commune's district is not spoken of."""
        before = self._text[max(0, mention.start - _WINDOW) : mention.start]
        smaller = any(
            p.use is _Use.SUBJECT and _rank(p.unit.level) < _rank(unit.level)
            for p in placed[-_RELATIVE_REACH:]
        )
        if mention.kind == "country":
            return smaller and _AMONG.search(before) is not None
        return smaller and mention.kind == "unit" and _OF_WHOLE.search(before) is not None

    def _home_of_address(self, mention: PlaceMention, unit: Unit) -> Unit | None:
        """`thôn Thọ Sơn, TT Đại Nghĩa, huyện Mỹ Đức` is an address: it stands for its district."""
        if unit.level != "commune" or not mention.parents:
            return None
        if not in_address(self._text, mention.start):
            return None
        places = self._near(self._gazetteer.named(mention.parents[0], "district"), unit.parents, certain=True)
        return (
            Unit(places[0].key, places[0].name, places[0].type, "district", unit.parents) if places else None
        )

    def address_behind(self, index: int, end: int) -> Unit | None:
        """The district of an address in brackets right behind an offset, None where none stands there."""
        for item in self._placed[index]:
            opened = self._text[end : item.mention.start].lstrip()
            if (
                item.use is _Use.ADDRESS
                and end <= item.mention.start <= end + _WINDOW
                and opened.startswith("(")
            ):
                return item.unit
        return None

    def _relative_unit(self, mention: PlaceMention, index: int) -> Unit | None:
        """`toàn tỉnh`, `huyện đã đạt`: the unit of that level that was named last, else the page's."""
        own = bisect_left(self._mentions[index], mention.start, key=lambda other: other.start)
        for at in range(index, max(-1, index - _RELATIVE_REACH), -1):
            found = (
                self._mentions[at][max(0, own - _RELATIVE_REACH) : own] if at == index else self._mentions[at]
            )
            focus = self.focus
            if at < index and focus and focus.level in mention.levels and focus.type == mention.type:
                return focus
            for other in reversed(found):
                unit = self._unit_of(other) if other.kind == "unit" else None
                if unit and unit.level in mention.levels and unit.type == mention.type and not other.in_name:
                    return Unit(unit.key, unit.name, unit.type, unit.level, unit.parents)
        return self.page_unit(mention.levels, mention.type)

    def mentions(self, index: int) -> list[PlaceMention]:
        """The mentions of a sentence, in order."""
        return self._mentions[index]

    def figures(self, index: int) -> Sequence[tuple[int, int]]:
        """The spans of a sentence's numerals that are no times."""
        return self._numerals[index]

    def page_unit(self, levels: tuple[str, ...], kind: str) -> Unit | None:
        """The unit of a type that the page speaks of most."""
        fitting = [u for u in self._score if u.level in levels and u.type == kind]
        if fitting:
            return max(fitting, key=lambda unit: self._score[unit])
        # A district's page says `Thành phố` of the city that the district lies in, without its name.
        focus = self.focus
        places = self._gazetteer.named(focus.key, focus.level) if focus and focus.level in _RANK else []
        if focus is None or focus.level not in ("district", "commune"):
            return None
        above = (
            a
            for p in self._near(places, focus.parents, certain=True)[:1]
            for a in self._gazetteer.ancestors(p)
        )
        found = next((a for a in above if a.level in levels and a.type == kind), None)
        return Unit(found.key, found.name, found.type, found.level) if found else None

    def _use_of(self, mention: PlaceMention, unit: Unit, index: int) -> _Use:
        low = self._sentences[index].start
        before = self._text[max(low, mention.start - _WINDOW) : mention.start]
        if mention.in_name or _COMPARED.search(before) or _GIVER.search(before) or _MEETING.search(before):
            return _Use.ASIDE
        if _PARTNER.search(before):
            return _Use.ASIDE
        organ = _ORGAN.search(before) is not None
        if organ and (
            _TITLE_OF_PERSON.search(before) or _SOURCE.search(before) or self._is_above_focus(unit)
        ):
            return _Use.ASIDE
        if _TITLE_OF_PERSON.search(before) and unit.level == "country":
            return _Use.ASIDE
        return _Use.ORGAN if organ else _Use.SUBJECT

    def _is_above_focus(self, unit: Unit) -> bool:
        focus = self.focus
        return focus is not None and _rank(unit.level) > _rank(focus.level)

    def _grouped(self, placed: list[_Placed], index: int) -> list[_Placed]:
        """Units in a list (`Đà Nẵng, Thái Nguyên và Hải Phòng`) know its size and their place in it."""
        groups: list[list[_Placed]] = []
        for item in placed:
            last = groups[-1][-1] if groups else None
            same = last is not None and last.unit.level == item.unit.level and last.unit != item.unit
            if same and last and _LIST_GAP.fullmatch(self._text, last.mention.end, item.mention.start):
                groups[-1].append(item)
            else:
                groups.append([item])
        listed: list[_Placed] = []
        for group in groups:
            members = tuple((item.mention, item.unit) for item in group) if len(group) > 1 else ()
            listed += [replace(item, members=members) for item in group]
        return listed

    @staticmethod
    def _usable_of(placed: list[_Placed]) -> tuple[list[_Placed], list[int]]:
        usable = [item for item in placed if item.use in (_Use.SUBJECT, _Use.ORGAN)]
        return usable, [item.mention.start for item in usable]

    # --- carrying on

    def _carry_on(self) -> None:
        carried: Unit | None = None
        for index, sentence in enumerate(self._sentences):
            apart = sentence.block.kind in _APART
            if sentence.block.kind is BlockKind.HEADING:
                carried = None
            self._carried.append(None if apart else carried)
            if not apart:
                carried = self._after(index, carried)

    def _after(self, index: int, carried: Unit | None) -> Unit | None:
        sentence = self._sentences[index]
        text = self._text[sentence.start : sentence.end]
        if _WHOLES.search(text):
            return None
        if _EXAMPLE.search(text):
            return carried
        figures = self._numerals[index]
        stated = {unit for span in figures if (unit := self._unit_stated(index, *span)) is not None}
        if len(stated) > 1:
            return None
        if stated:
            return stated.pop()
        for item in self._placed[index]:
            if item.use is _Use.SUBJECT and _LEAD_IN.fullmatch(
                self._text, sentence.start, item.mention.start
            ):
                return item.unit if item.size == 1 else None
        return carried

    def _unit_stated(self, index: int, start: int, end: int) -> Unit | None:
        found = self._stated(index, start, end)
        return found[0] if found else None

    # --- readings

    def reading(
        self, index: int, start: int, end: int, day: date | None, home: Unit | None = None
    ) -> PlaceReading:
        """The unit of the number `[start, end)` of a sentence; its code is that of the day given.

        `home` is where the body sits whose number it is; it stands where the text names no unit.
        """
        found = self._stated(index, start, end)
        if found is None and home is not None:
            found = home, _hit("seat_of_organisation", home)
        if found is None:
            carried = self._carried[index]
            unit, rule = (carried, "inherited_from_sentence") if carried else (self.focus, "page_focus")
            found = unit, _hit(rule, unit)
        unit, hit = found
        if unit is None:
            return PlaceReading(None, None, (hit,))
        name, code = self._named_on(unit, day)
        return PlaceReading(name, code, (hit,))

    def _stated(self, index: int, start: int, end: int) -> tuple[Unit | None, RuleHit] | None:
        usable = self._around(index, start, end)
        region = self._region_before(index, start)
        if region is not None and not any(region.end <= item.mention.start < start for item in usable):
            return None, _hit("region", None, region.start, region.end)
        for item in reversed(usable):
            mention = item.mention
            if mention.end > start or self._is_shut_off(mention, start):
                continue
            if item.size > 1:
                return self._of_list(item, index, start)
            return item.unit, _hit("stated_in_clause", item.unit, mention.start, mention.end)
        for item in usable:
            if item.mention.start < end:
                continue
            between = self._text[end : item.mention.start]
            if len(between) > _WINDOW or _CLAUSE_END.search(between):
                break
            if item.mention.kind != "relative" and _LOCATIVE_AHEAD.search(between) and item.size == 1:
                return item.unit, _hit("stated_behind", item.unit, item.mention.start, item.mention.end)
            if _WHOLE_AHEAD.match(self._text, item.mention.start):
                return item.unit, _hit("stated_behind", item.unit, item.mention.start, item.mention.end)
        return None

    def _around(self, index: int, start: int, end: int) -> list[_Placed]:
        """The usable mentions within reach of a number."""
        usable, starts = self._usable[index]
        return usable[bisect_left(starts, start - _REACH) : bisect_left(starts, end + _REACH)]

    def _region_before(self, index: int, start: int) -> PlaceMention | None:
        """A region right before a number (`cao nhất ở vùng Tây Nguyên (2,7%)`): it is no unit."""
        mentions = self._mentions[index]
        at = bisect_left(mentions, start, key=lambda mention: mention.start) - 1
        if at < 0 or mentions[at].kind != "region":
            return None
        return mentions[at] if _REGION_GAP.fullmatch(self._text, mentions[at].end, start) else None

    def _is_shut_off(self, mention: PlaceMention, start: int) -> bool:
        """Whether a closing bracket ends the mention's bracket before the number."""
        depth = 0
        for char in self._text[mention.end : min(start, mention.end + _LONGEST_BRACKET)]:
            depth += (char == "(") - (char == ")")
            if depth < 0:
                return True
        return False

    def _of_list(self, item: _Placed, index: int, start: int) -> tuple[Unit | None, RuleHit] | None:
        members, figures = item.members, self._numerals[index]
        last = members[-1][0]
        first = bisect_left(figures, (last.end, 0))
        at = bisect_left(figures, (start, 0)) - first
        between = self._text[last.end : figures[first][0]] if first < len(figures) else ""
        enough = len(figures) - first >= len(members)
        if at < len(members) and enough and _RESPECTIVELY.search(between):
            mention, unit = members[at]
            return unit, _hit("distributed", unit, mention.start, mention.end)
        if item.unit.level == "province":
            return COUNTRY, _hit("list_of_units", COUNTRY, members[0][0].start, last.end)
        return None

    # --- codes

    def _named_on(self, unit: Unit, day: date | None) -> tuple[str, str | None]:
        """The unit's usual name and its code on a day; no code where several units could be meant."""
        if unit.level == "country":
            return COUNTRY_NAME, COUNTRY_CODE
        if unit.level == "foreign":
            return unit.shown, None
        places = self._gazetteer.named(unit.key, unit.level)
        if unit.level != "province":
            places = self._near(places, unit.parents, certain=True)
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


def _rank(level: str) -> int:
    return _RANK.get(level, 0)
