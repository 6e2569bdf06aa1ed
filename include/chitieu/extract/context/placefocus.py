"""The unit that a page is about: told from its headline, its lead and how often it names which unit."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.catalogue.places import Gazetteer
from chitieu.extract.context.patterns import words
from chitieu.extract.context.placenames import in_address
from chitieu.extract.context.units import COUNTRY, RANK, Unit, UnitReader
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

_FIRST_SENTENCES = 6
_LEAD_WEIGHT = 4.0
_DOMINANT, _HALF = 0.7, 0.5
_TITLE_WEIGHT = 6.0
_FEWEST_POINTS = 2.0
_NATIONAL = words(
    r"tổng cục|chính phủ|thủ tướng|quốc hội|bộ trưởng|thứ trưởng|gdp|cpi|trung ương|tổng lđlđ"
    r"|tổng liên đoàn|bộ lđ|bộ lao động"
    r"|bộ công thương|bộ tài chính|bộ kế hoạch|bộ y tế|bộ giáo dục|bộ nội vụ|bộ nông nghiệp|63 tỉnh"
    r"|quốc gia|nhà nước|lương tối thiểu|bảo hiểm thất nghiệp|toàn nền kinh tế|bộ luật|nước ngoài"
)
# What only the country has figures of, on a page that names no unit at all.
_NATIONAL_TOPIC = words(
    r"kim ngạch|xuất khẩu|nhập khẩu|xuất siêu|nhập siêu|thất nghiệp|nền kinh tế|thị trường lao động|hiệp hội"
    r"|lao động trong độ tuổi|dân số|tỷ giá|lạm phát|tín dụng"
)


class PageFocus:
    """What one page is about; `unit` is None where it names none."""

    def __init__(
        self, units: UnitReader, sentences: Sequence[Sentence], folded: str, gazetteer: Gazetteer
    ) -> None:
        self._units = units
        self._sentences = sentences
        self._text = folded
        self._gazetteer = gazetteer
        self._score: dict[Unit, float] = {}
        self.unit = self._read_focus()

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
        for index, found in enumerate(self._units.mentions):
            weight = self._weight(index)
            for mention in found:
                unit = self._units.unit_of(mention)
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
            for key in self._units.province_keys(unit):
                shares[key] = shares.get(key, 0.0) + points
        own = max((shares.get(key, 0.0) for key in self._units.province_keys(best)), default=0.0)
        least = _HALF if self._in_headline(best, _LEAD_WEIGHT) else _DOMINANT
        return own < least * sum(shares.values()) or score[best] < _FEWEST_POINTS

    def _in_headline(self, unit: Unit, weight: float) -> bool:
        """Whether a unit stands in the headline (or the lead, for a lesser weight)."""
        return any(
            (found := self._units.unit_of(mention)) is not None
            and (found.key, found.level) == (unit.key, unit.level)
            for index, mentions in enumerate(self._units.mentions)
            if self._weight(index) >= weight
            for mention in mentions
        )

    def _rolled_up(self, best: Unit, score: dict[Unit, float]) -> Unit:
        """The unit above a commune or district that no headline names, where the page names that one too."""
        if best.level not in ("commune", "district") or self._in_headline(best, _LEAD_WEIGHT):
            return best
        places = self._units.near(self._gazetteer.named(best.key, best.level), best.parents, certain=True)[:1]
        above = {(a.key, a.level) for place in places for a in self._gazetteer.ancestors(place)}
        named = [u for u in score if (u.key, u.level) in above and u.level != "country"]
        headed = [u for u in named if self._in_headline(u, _LEAD_WEIGHT)]
        return max(headed or named, key=lambda unit: score[unit], default=best)

    def page_unit(self, levels: tuple[str, ...], kind: str) -> Unit | None:
        """The unit of a type that the page speaks of most."""
        fitting = [u for u in self._score if u.level in levels and u.type == kind]
        if fitting:
            return max(fitting, key=lambda unit: self._score[unit])
        # A district's page says `Thành phố` of the city that the district lies in, without its name.
        focus = self.unit
        places = self._gazetteer.named(focus.key, focus.level) if focus and focus.level in RANK else []
        if focus is None or focus.level not in ("district", "commune"):
            return None
        above = (
            a
            for p in self._units.near(places, focus.parents, certain=True)[:1]
            for a in self._gazetteer.ancestors(p)
        )
        found = next((a for a in above if a.level in levels and a.type == kind), None)
        return Unit(found.key, found.name, found.type, found.level) if found else None
