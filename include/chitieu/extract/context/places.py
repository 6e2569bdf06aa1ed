"""Where a figure is: the unit named beside it, the one carried on, or the one that the page is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from chitieu.catalogue.places import Gazetteer
from chitieu.extract.context import placecues as cues
from chitieu.extract.context.abroad import goes_on, is_foreseen, is_own, is_partner, tells
from chitieu.extract.context.placecarrying import Carrier
from chitieu.extract.context.placefocus import PageFocus
from chitieu.extract.context.placenames import PlaceLexer, PlaceMention, in_address
from chitieu.extract.context.placeuses import Placed, Use, grouped, shut_off, usable_of, use_of
from chitieu.extract.context.readings import PlaceReading
from chitieu.extract.context.speakers import Speakers
from chitieu.extract.context.units import COUNTRY, Unit, UnitReader, rank
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import IN_TURN
from chitieu.kernel.records import Article, BlockKind, RuleHit

_WINDOW = 80
_RELATIVE_REACH = 6
_IN_BRACKETS = "place.in_brackets"
_REACH, _NEAR, _OPENING = 1500, 40, 3


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
        *,
        day: date | None = None,
    ) -> None:
        self._text = folded
        self._sentences = sentences
        self._gazetteer = gazetteer
        found = PlaceLexer(article.text, folded, gazetteer).all_mentions(
            [(s.start, s.end) for s in sentences]
        )
        self._units = UnitReader(found, article.text, folded, gazetteer, day)
        self._mentions = self._units.mentions
        # `quận 12` is a name: its number is none of the figures that a sentence tells.
        self._numerals = [self._outside(i, found) for i, found in enumerate(numerals)]
        self._page = PageFocus(article.text, self._units, sentences, folded, gazetteer)
        self.focus = self._page.unit
        self._units.settle(self.focus)
        self._placed: list[list[Placed]] = []
        for index in range(len(sentences)):
            self._placed.append(self._place_all(index))
        self._usable = [usable_of(placed) for placed in self._placed]
        sources = ((i, p) for i, placed in enumerate(self._placed) for p in placed if p.use is Use.SOURCE)
        self._speakers = Speakers(folded, [(sentences[i].start, p.mention.start, p.unit) for i, p in sources])
        carrier = Carrier(
            article.text,
            folded,
            sentences,
            placed=self._placed,
            numerals=self._numerals,
            focus=self.focus,
            is_neighbour=self._page.is_neighbour,
            stated=self._unit_stated,
            spoken_for=self._spoken_for,
        )
        self._carried = carrier.carried_on()

    def _outside(self, index: int, numerals: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        named = [(m.start, m.end) for m in self._mentions[index] if m.key[-1:].isdigit()]
        if not named:
            return numerals
        return [n for n in numerals if not any(low <= n[0] and n[1] <= high for low, high in named)]

    # --- uses of mentions

    def _place_all(self, index: int) -> list[Placed]:
        placed: list[Placed] = []
        for mention in self._mentions[index]:
            unit = (
                self._relative_unit(mention, index)
                if mention.kind == "relative"
                else self._units.unit_of(mention)
            )
            if unit is None or (unit.level == "foreign" and not self._is_abroad(placed, mention, index)):
                continue
            if self._is_whole_of(placed, mention, unit):
                continue
            home = self._home_of_address(mention, unit)
            if home is not None:
                placed.append(Placed(mention, home, Use.ADDRESS))
            else:
                low = self._sentences[index].start
                placed.append(Placed(mention, unit, use_of(self._text, low, mention, unit, self.focus)))
        return grouped(self._text, placed)

    def _is_abroad(self, placed: list[Placed], mention: PlaceMention, index: int) -> bool:
        """Whether a figure is of the foreign country that is named, which most often is a partner."""
        here = self._sentences[index]
        if is_own(self._text, here.start, mention.start) or tells(self._text, mention.end):
            return True
        if is_foreseen(self._text, here.start, mention.start, mention.end):
            return True
        goes_back = index and self._sentences[index - 1].paragraph == here.paragraph
        before = placed or (self._placed[-1] if goes_back else [])
        unit = before[-1].unit if before else self.focus
        if placed and is_partner(self._text, placed[-1].mention.end, mention.start):
            return False
        return (
            unit is not None
            and unit.level == "foreign"
            and goes_on(self._text, mention.end, listed=bool(before))
        )

    def _is_whole_of(self, placed: list[Placed], mention: PlaceMention, unit: Unit) -> bool:
        """`xã A là xã nghèo của huyện B`: the commune's district is not spoken of."""
        before = self._text, max(0, mention.start - _WINDOW), mention.start
        smaller = any(
            p.use is Use.SUBJECT and rank(p.unit.level) < rank(unit.level) for p in placed[-_RELATIVE_REACH:]
        )
        if cues.HOLDS_FIGURE.match(self._text, mention.end) or cues.FIGURE_OF.search(
            self._text[slice(*before[1:])]
        ):
            # `thấp hơn bình quân chung cả nước (37,8%)`: the brackets tell its own figure.
            return False
        if mention.kind == "country":
            page_is_smaller = self.focus is not None and self.focus.level in (
                "province",
                "district",
                "commune",
            )
            if page_is_smaller and cues.RANKED.stands_in(*before):
                return True
            return smaller and cues.AMONG.stands_in(*before)
        return smaller and mention.kind == "unit" and cues.OF_WHOLE.stands_in(*before)

    def _home_of_address(self, mention: PlaceMention, unit: Unit) -> Unit | None:
        """`thôn Đông, thị trấn Quốc Oai, huyện Quốc Oai` is an address: it stands for its district."""
        seat = cues.SEAT_AHEAD.stands_in(self._text, max(0, mention.start - _NEAR), mention.start)
        addressed = seat or in_address(self._text, mention.start)
        return self._district_of(mention, unit) if addressed else None

    def address_behind(self, index: int, end: int) -> Unit | None:
        """The district in brackets right behind an offset, alone or in an address, if any."""
        for item in self._placed[index]:
            opened = self._text[end : item.mention.start].lstrip()
            if not (end <= item.mention.start <= end + _WINDOW and opened.startswith("(")):
                continue
            if item.use is Use.ADDRESS or item.unit.level == "district":
                return item.unit
            above = self._district_of(item.mention, item.unit)
            if above is not None:
                return above
        return None

    def _district_of(self, mention: PlaceMention, unit: Unit) -> Unit | None:
        """The district that is named right behind a commune."""
        if unit.level != "commune" or not mention.parents:
            return None
        places = self._units.near(
            self._units.places(mention.parents[0], "district"), unit.parents, certain=True
        )
        return (
            Unit(places[0].key, places[0].name, places[0].type, "district", unit.parents) if places else None
        )

    def _relative_unit(self, mention: PlaceMention, index: int) -> Unit | None:
        """`toàn tỉnh`, `huyện đã đạt`: the unit of that level that was named last, else the page's."""
        own = bisect_left(self._mentions[index], mention.start, key=lambda other: other.start)
        above = self._page.unit_above(mention.levels, mention.type)
        for at in range(index, max(-1, index - _RELATIVE_REACH), -1):
            found = (
                self._mentions[at][max(0, own - _RELATIVE_REACH) : own] if at == index else self._mentions[at]
            )
            focus = self.focus
            if at < index and focus and focus.level in mention.levels and focus.type == mention.type:
                return focus
            if at < index and above:
                return above
            for other in reversed(found):
                unit = self._units.unit_of(other) if other.kind == "unit" else None
                if unit and unit.level in mention.levels and unit.type == mention.type and not other.in_name:
                    return Unit(unit.key, unit.name, unit.type, unit.level, unit.parents)
        return self._page.page_unit(mention.levels, mention.type)

    def is_of_page(self, index: int, start: int, end: int) -> bool:
        """Whether no unit is named for the number `[start, end)` of a sentence: it is where the page is."""
        return self._stated(index, start, end) is None and self._carried[index] is None

    def district_before(self, index: int, start: int) -> Unit | None:
        """The one district that a sentence's paragraph names before an offset, if it is one."""
        found: set[Unit] = set()
        paragraph = self._sentences[index].paragraph
        at = index
        while at >= 0 and self._sentences[at].paragraph == paragraph:
            found.update(
                item.unit
                for item in self._placed[at]
                if item.unit.level == "district" and item.use is Use.SUBJECT and item.mention.end <= start
            )
            at -= 1
        return found.pop() if len(found) == 1 else None

    def unit_named(self, index: int, start: int, end: int) -> Unit | None:
        """The unit that the text names for the number `[start, end)` of a sentence, beside it or before."""
        return self._unit_stated(index, start, end) or self._carried[index]

    def page_unit(self, levels: tuple[str, ...], kind: str) -> Unit | None:
        """The unit of a type that the page speaks of most."""
        return self._page.page_unit(levels, kind, named=True)

    def unit_of(self, mention: PlaceMention) -> Unit | None:
        """The unit that a mention names."""
        return self._units.unit_of(mention)

    def mentions(self, index: int) -> list[PlaceMention]:
        """The mentions of a sentence, in order."""
        return self._mentions[index]

    def figures(self, index: int) -> Sequence[tuple[int, int]]:
        """The spans of a sentence's numerals that are no times."""
        return self._numerals[index]

    def _spoken_for(self, index: int, start: int) -> Unit | None:
        """The unit of who speaks in a sentence before an offset (`Theo Sở Công thương Hà Nội, ...`)."""
        for item in reversed(self._placed[index]):
            if item.use is Use.SOURCE and item.mention.end <= start:
                return item.unit
        speaker = self._speakers.unit_of(self._sentences[index].start, start)
        if speaker is None and self._opens_national and self._page.is_national_report(self._sentences[index]):
            return COUNTRY
        return speaker

    @cached_property
    def _opens_national(self) -> bool:
        """Whether a page on one unit first tells figures of the country: its ministries speak of those."""
        if self.focus is None or rank(self.focus.level) >= rank(COUNTRY.level):
            return False
        first = (i for i, s in enumerate(self._sentences[:_OPENING]) if s.block.kind is not BlockKind.CAPTION)
        return any(
            (found := self._stated(i, *span)) is not None and found[0] == COUNTRY
            for i in first
            for span in self._numerals[i]
        )

    # --- readings

    def _unit_stated(self, index: int, start: int, end: int) -> Unit | None:
        found = self._stated(index, start, end)
        # What is named for comparison is told of no further.
        return found[0] if found and found[1].rule != _IN_BRACKETS else None

    def reading(
        self, index: int, start: int, end: int, day: date | None, home: Unit | None = None
    ) -> PlaceReading:
        """The unit of the number `[start, end)` of a sentence; its code is that of the day given.

        `home` is where the body sits whose number it is; it stands where the text names no unit.
        """
        found = self._stated(index, start, end)
        if found is None and (unit := self._spoken_for(index, start)) is not None:
            found = unit, _hit("spoken_for", unit)
        if found is None and home is not None:
            found = home, _hit("seat_of_organisation", home)
        if found is None:
            carried = self._carried[index]
            unit, rule = (carried, "inherited_from_sentence") if carried else (self.focus, "page_focus")
            found = unit, _hit(rule, unit)
        unit, hit = found
        if unit is None:
            return PlaceReading(None, None, (hit,))
        name, code = self._units.named_on(unit, day)
        return PlaceReading(name, code, (hit,))

    def _stated(self, index: int, start: int, end: int) -> tuple[Unit | None, RuleHit] | None:
        beside = self._bracketed(index, start)
        if beside is not None:
            return beside.unit, _hit("in_brackets", beside.unit, beside.mention.start, beside.mention.end)
        usable = self._around(index, start, end)
        common = self._common_to(index, end)
        if common is not None:
            return common.unit, _hit("stated_behind", common.unit, common.mention.start, common.mention.end)
        region = self._region_before(index, start)
        if region is not None and not any(region.end <= item.mention.start < start for item in usable):
            return None, _hit("region", None, region.start, region.end)
        for item in reversed(usable):
            mention = item.mention
            if mention.end > start or shut_off(self._text, self._sentences[index].start, mention, start):
                continue
            if item.size > 1:
                return self._of_list(item, index, start)
            if self._is_left(index, mention, start):
                continue
            return item.unit, _hit("stated_in_clause", item.unit, mention.start, mention.end)
        for item in usable:
            if item.mention.start < end:
                continue
            between = self._text[end : item.mention.start]
            if len(between) > _WINDOW or cues.CLAUSE_END.search(between) or cues.CAUSE.search(between):
                break
            located = (
                item.mention.kind != "relative" and cues.LOCATIVE_AHEAD.search(between) and item.size == 1
            )
            if (
                located
                and not cues.MEASURED_BY.match(between)
                and not self._is_of_one_firm(index, start, item.mention.start)
            ):
                return item.unit, _hit("stated_behind", item.unit, item.mention.start, item.mention.end)
            if cues.WHOLE_AHEAD.match(self._text, item.mention.start):
                return item.unit, _hit("stated_behind", item.unit, item.mention.start, item.mention.end)
        return None

    def _common_to(self, index: int, end: int) -> Placed | None:
        """The unit right behind a number that another is measured by (`cao hơn mức 62% chung của tỉnh`)."""
        placed = self._placed[index]
        at = bisect_left(placed, end, key=lambda item: item.mention.start)
        if at == len(placed) or placed[at].mention.start > end + _NEAR:
            return None
        start = placed[at].mention.start
        found = cues.FIGURE_OF.search(self._text[max(0, end - _NEAR) : start])
        another = any(char.isdigit() for char in self._text[end:start])
        return placed[at] if found and not another else None

    def _bracketed(self, index: int, start: int) -> Placed | None:
        """The unit right before the bracket that a number opens, which may be compared with."""
        placed = self._placed[index]
        at = bisect_left(placed, start, key=lambda item: item.mention.start) - 1
        if at < 0 or placed[at].use is not Use.ASIDE or placed[at].mention.in_name:
            return None
        beside = cues.BRACKET_AHEAD.fullmatch(self._text, placed[at].mention.end, start)
        return placed[at] if beside else None

    def _is_of_one_firm(self, index: int, start: int, stop: int) -> bool:
        """`cao nhất 300 triệu đồng, thuộc về một công ty ở thành phố A`: the figure stays the whole's."""
        low = max(self._sentences[index].start, start - _WINDOW)
        return bool(
            cues.AT_ONE_FIRM.find(self._text, start, stop) and cues.EXTREME.find(self._text, low, stop)
        )

    def _is_left(self, index: int, mention: PlaceMention, start: int) -> bool:
        """`cao nhất 95 triệu đồng, ở một công ty tại thành phố A; thấp nhất 50.000 đồng`: not of A.

        Nor is `xã A đạt 17/19 tiêu chí, các xã còn lại từ 7 đến 11`.
        """
        if cues.REST_OF_THEM.find(self._text, mention.end, start):
            return True
        if ";" not in self._text[mention.end : start]:
            return False
        before = [high for _, high in self._numerals[index] if high <= mention.start]
        return bool(before) and self._is_of_one_firm(index, before[-1], mention.start)

    def _around(self, index: int, start: int, end: int) -> list[Placed]:
        """The usable mentions within reach of a number."""
        usable, starts = self._usable[index]
        return usable[bisect_left(starts, start - _REACH) : bisect_left(starts, end + _REACH)]

    def _region_before(self, index: int, start: int) -> PlaceMention | None:
        """A region right before a number (`cao nhất ở vùng Tây Nguyên (2,7%)`): it is no unit."""
        mentions = self._mentions[index]
        at = bisect_left(mentions, start, key=lambda mention: mention.start) - 1
        if at < 0 or mentions[at].kind != "region":
            return None
        low = self._sentences[index].start
        before = self._text[max(low, mentions[at].start - _WINDOW) : mentions[at].start]
        leads = cues.REGION_LEADS.search(before) if before else True
        if leads and ";" not in self._text[mentions[at].end : start]:
            return mentions[at]
        return mentions[at] if cues.REGION_GAP.fullmatch(self._text, mentions[at].end, start) else None

    def _of_list(self, item: Placed, index: int, start: int) -> tuple[Unit | None, RuleHit] | None:
        members, figures = item.members, self._numerals[index]
        last = members[-1][0]
        first = bisect_left(figures, (last.end, 0))
        at = bisect_left(figures, (start, 0)) - first
        between = self._text[last.end : figures[first][0]] if first < len(figures) else ""
        enough = len(figures) - first >= len(members)
        if at < len(members) and enough and IN_TURN.search(between):
            mention, unit = members[at]
            return unit, _hit("distributed", unit, mention.start, mention.end)
        if item.unit.level == "province":
            return COUNTRY, _hit("list_of_units", COUNTRY, members[0][0].start, last.end)
        return None
