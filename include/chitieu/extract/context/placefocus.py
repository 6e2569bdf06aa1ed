"""The unit that a page is about: told from its headline, its lead and how often it names which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chitieu.catalogue.places import Gazetteer
from chitieu.extract.context import placecues as cues
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.placenames import PlaceMention, in_address
from chitieu.extract.context.placeuses import is_dateline, is_paper, names_all
from chitieu.extract.context.typewords import unnamed_types
from chitieu.extract.context.units import COUNTRY, RANK, Unit, UnitReader
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

_FIRST_SENTENCES = 6
_LEAD_WEIGHT = 4.0
_DOMINANT, _HALF, _MOST = 0.7, 0.5, 0.45
_MANY = 6
_TITLE_WEIGHT = 6.0
_FEWEST_POINTS, _ABROAD = 2.0, 2.0
# A unit that a caption alone names tells not whose `LĐLĐ tỉnh` the page speaks of.
_FEWEST_NAMED = 1.0
_HEADING_SENTENCES, _HEADING_WEIGHT = 3, 4.0
_VOTE = 0.7
_AT = ending(r"(?:tại|ở|đến|về|trên địa bàn)\s+")
# `Chiều 8-7, tại TP Hạ Long, ...`: the day of a meeting and its town.
_VENUE = ending(
    r"(?:sáng|chiều|tối|trưa|ngày|vừa qua|mới đây|hôm nay|hôm qua)[^.;]{0,32},\s*(?:tại|ở)\s+"
    r"(?:thành phố\s+|tp\.?\s*)?"
)
# `tại trụ sở UBND thành phố Tam Kỳ`: the house of a meeting.
_HOUSE = ending(
    r"(?:tại|ở)\s+(?:trụ sở|hội trường|nhà văn hóa|nhà thi đấu|nhà khách|khách sạn|trung tâm hội nghị"
    r"|quảng trường|sân vận động|công viên|cung văn hóa|trung tâm văn hóa)\s+(?:[^,;.:()]{0,40}\s+)?"
)
_VENUE_END = compiled(r"\s*(?:\([^)]*\)\s*)?(?:,|diễn ra|đã diễn ra)")
_SCENE_WEIGHT, _LATER_IN_LEAD = 0.4, 0.5
_AT_FIRST = compiled(r"[\s\"'-]{0,12}(?:tại|ở)\s")
_OFFICE = ending(
    r"(?:sở|cục|chi cục|ban(?: quản lý| an toàn giao thông| dân tộc)?|lđlđ|liên đoàn lao động|ubnd|bhxh"
    r"|bảo hiểm xã hội|trung tâm|công đoàn|hội|đoàn|công an|phòng|bệnh viện|đảng ủy|huyện ủy|tỉnh ủy|thành ủy"
    r"|hđnd|kho bạc|ngân hàng chính sách xã hội|hải quan)\s+(?:[^,;.:()]{0,60}\s+)?"
)
_SPEAKS = (
    r"(?:cho biết|cho hay|công bố|họp báo|thông tin|thông báo|báo cáo|có báo cáo|thống kê|tổ chức họp báo"
    r"|ước tính|ghi nhận|dự báo|đánh giá|nhận định|chốt|thống nhất|cung cấp số liệu|cho thấy|ban hành)"
)
_REPORTS = compiled(rf"\s*(?:\([^)]*\)\s*)?(?:vừa\s+|đã\s+)?{_SPEAKS}(?!\w)")
# A body of the country that reports the page's figures, not its office in a province (`Cục Thuế tỉnh A`).
_NATIONAL_BODY = words(
    r"tổng cục(?: \w+){1,3}?|bộ (?:lđ|lao động|công thương|tài chính|kế hoạch|y tế|giáo dục|nội vụ"
    r"|nông nghiệp|xây dựng|giao thông|nn)[\w &-]{0,40}?|cục (?:việc làm|trồng trọt|chăn nuôi|thú y"
    r"|đầu tư nước ngoài|quản lý lao động|an toàn lao động|xuất nhập khẩu|du lịch quốc gia"
    r"|thống kê quốc gia|y tế dự phòng|bảo trợ xã hội|trẻ em|phát triển doanh nghiệp|đăng ký|quản lý đăng ký"
    r"|hàng không|csgt|cảnh sát)[\w -]{0,30}?|vcci|vasep|ngân hàng nhà nước|tổng lđlđ|tổng liên đoàn"
    r"|hội đồng tiền lương quốc gia|bhxh việt nam|bảo hiểm xã hội việt nam"
    r"|ủy ban an toàn giao thông quốc gia|hiệp hội [\w -]{3,40} việt nam"
)
_SOURCE_BEFORE = ending(
    r"(?:theo|(?:số liệu|báo cáo|thống kê|khảo sát|điều tra)(?:\s+[^,;.:()]{0,40})?\s+(?:của|từ))\s+"
    r"(?:[^,;.:()]{0,40}\s+)?"
)
_SPEAKS_SOON = compiled(rf"[^.;:]{{0,45}}?(?<!\w){_SPEAKS}(?!\w)")
# Units that a page gives as an example, or where one of its people lives.
_INSTANCE = ending(
    r"(?:nhất là|đặc biệt là|chẳng hạn|ví dụ|điển hình(?: là)?|như|trong đó có)(?:\s+(?:ở|tại))?\s+"
)
# `1.000 công nhân ở Nghệ An, Thanh Hóa về quê`: where they come from.
_AND_OTHERS = compiled(
    r"\)?\s*(?:,|và)\s*(?:các|một số|nhiều)\s+(?:tỉnh|địa phương|nơi|thành|vùng)"
    r"|[^.;:()\d]{0,40}(?<!\w)về (?:quê|đón tết|ăn tết)(?!\w)"
)
# `thứ 12/63 tỉnh, thành phố cả nước`, `so với bình quân cả nước`
_FIELD = ending(
    r"(?:(?:thứ|hạng|top|trên|trong)\s+(?:số\s+)?(?:\d+/)?\d+\s+(?:địa phương|tỉnh)[^;.:\d]{0,30}"
    r"|(?:bình quân|trung bình|mặt bằng)(?:\s+chung)?(?:\s+của)?)\s+"
)
_PERSON = compiled(r"[\s\"'-]{0,12}(?:anh|chị|ông|bà|em|vợ chồng|gia đình|nữ công nhân|nam công nhân)\s")
_OFFICE_WEIGHT, _NATIONAL_WEIGHT = 2.0, 4.0
_INSTANCE_WEIGHT, _PERSON_WEIGHT, _LEAST_OF_REPORTER = 0.35, 0.3, 0.35
_UNION_NAME = ending(r"(?:lđlđ|lao động|công đoàn|mttq|tổ quốc|phụ nữ|nông dân|cộng sản|thanh niên)\s+")
_SECTOR = ending(
    r"(?:công đoàn|cđ)\s+(?:ngành\s+)?(?!công ty|cty|tổng công ty|tập đoàn)(?:[^\s,;.:()]+\s+){1,4}"
)
_SECTOR_REACH, _ASIDE_WEIGHT = 50, 0.3
_FEWEST_NATIONAL = 2.0
# A unit is told from those inside it where the page names these often enough.
_FEWEST_INFERRED = 2.0
_SMALLEST = frozenset({"xã", "phường"})
_NATIONAL = words(
    r"tổng cục|gdp|cpi|bộ trưởng|thứ trưởng|bộ lđ|bộ lao động|bộ luật"
    r"|bộ công thương|bộ tài chính|bộ kế hoạch|bộ y tế|bộ giáo dục|bộ nội vụ|bộ nông nghiệp|63 tỉnh"
    r"|lương tối thiểu|bảo hiểm thất nghiệp|toàn nền kinh tế"
)
# Pages of one province name these too: they give awards and funds, and make rules.
_ABOVE_ALL = words(
    r"chính phủ|thủ tướng|quốc hội|trung ương|tổng lđlđ|tổng liên đoàn|quốc gia|nhà nước|nước ngoài"
)
# What only the country has figures of, on a page that names no unit at all.
_NATIONAL_TOPIC = words(
    r"kim ngạch|xuất khẩu|nhập khẩu|xuất siêu|nhập siêu|thất nghiệp|nền kinh tế|thị trường lao động|hiệp hội"
    r"|lao động trong độ tuổi|dân số|tỷ giá|lạm phát|tín dụng"
)


class PageFocus:
    """What one page is about; `unit` is None where it names none."""

    def __init__(
        self, plain: str, units: UnitReader, sentences: Sequence[Sentence], folded: str, gazetteer: Gazetteer
    ) -> None:
        self._plain = plain
        self._units = units
        self._sentences = sentences
        self._text = folded
        self._gazetteer = gazetteer
        self._score: dict[Unit, float] = {}
        self._untyped: dict[Unit, float] = {}
        self._named: set[Unit] = set()
        # Units that more than the name of a paper names, and the types that the page says alone.
        self._told: set[Unit] = set()
        self._types: dict[str, float] = {}
        self._evidence = 0.0
        self._reporters: set[tuple[str, str]] = set()
        self._headlines: dict[float, set[tuple[str, str]]] = {}
        self.unit = self._read_focus()

    def _votes(self, index: int) -> list[str]:
        """Types of the units that a sentence means without naming them (`toàn huyện`, `LĐLĐ tỉnh`)."""
        sentence = self._sentences[index]
        return unnamed_types(self._plain, self._text, sentence.start, sentence.end)

    def _count_votes(self, votes: dict[str, float], score: dict[Unit, float]) -> float:
        """Gives `toàn huyện` to the district named most; else to the unit above those named.

        Returns the points of the votes whose unit the page does not name.
        """
        unsaid = 0.0
        for kind, points in votes.items():
            fitting = [u for u in score if u.type == kind and u.level != "country"]
            if not fitting:
                fitting = self._namesakes(kind, score) or self._above(kind, score)
            if fitting:
                best = max(fitting, key=lambda unit: score.get(unit, 0.0))
                score[best] = score.get(best, 0.0) + points
            elif kind not in _SMALLEST:
                unsaid += points
        return unsaid

    def _namesakes(self, kind: str, score: dict[Unit, float]) -> list[Unit]:
        """`toàn thành phố` on a page that names Lào Cai: the city that bears the name of its province."""
        named = [unit for unit in score if unit.level == "province" and unit.type != kind]
        cities = (p for unit in named for p in self._units.of_now(unit.key, "district") if p.type == kind)
        return [Unit(city.key, city.name, city.type, city.level) for city in cities]

    def _move_to_namesakes(self, votes: dict[str, float], score: dict[Unit, float]) -> None:
        """Gives a bare name to the city of that name where the page says `thành phố` more than `tỉnh`."""
        for city in [unit for unit in score if unit.level == "district"]:
            for province in [unit for unit in score if unit.level == "province" and unit.key == city.key]:
                if votes.get(city.type, 0.0) > votes.get(province.type, 0.0):
                    points = self._untyped.get(province, 0.0)
                    score[province] -= points
                    score[city] += points

    def _move_to_provinces(self, votes: dict[str, float], score: dict[Unit, float]) -> None:
        """Gives `Huế` to Thừa Thiên Huế where the page says `tỉnh` of what it calls so."""
        for city in [unit for unit in score if unit in self._untyped]:
            for province in [u for u in score if u.level == "province" and u.key.endswith(f" {city.key}")]:
                if votes.get(province.type, 0.0) > votes.get(city.type, 0.0):
                    score[city] -= self._untyped[city]
                    score[province] += self._untyped[city]

    def _above(self, kind: str, score: dict[Unit, float]) -> list[Unit]:
        """The units of a type that hold the most of the units named."""
        shares: dict[Unit, float] = {}
        for unit, points in score.items():
            if unit.level not in ("commune", "district"):
                continue
            if unit.level == "commune" and not self._units.province_keys(unit):
                continue
            for place in self._units.near(self._units.places(unit.key, unit.level), (), certain=True)[:1]:
                for above in self._gazetteer.ancestors(place):
                    if above.type == kind:
                        key = Unit(above.key, above.name, above.type, above.level)
                        shares[key] = shares.get(key, 0.0) + points
        return sorted(shares, key=lambda unit: -shares[unit])[:1]

    def _weight(self, index: int) -> float:
        kind = self._sentences[index].block.kind
        if kind is BlockKind.TITLE:
            return 6.0
        if kind is BlockKind.LEAD:
            return _LEAD_WEIGHT
        if kind is BlockKind.CAPTION:
            return 0.3
        if kind is BlockKind.HEADING and index < _HEADING_SENTENCES:
            return _HEADING_WEIGHT
        return 1.5 if index < _FIRST_SENTENCES else 1.0

    def _factor(self, index: int, mention: PlaceMention, unit: Unit) -> float:
        """How much one mention says of what the page is about; 1 for the usual one."""
        sentence = self._sentences[index]
        aside = mention.in_name and not self._is_of_sector(sentence, mention)
        factor = _ASIDE_WEIGHT if aside or is_dateline(self._text, sentence, mention) else 1.0
        if is_paper(self._text, sentence, mention):
            return _ASIDE_WEIGHT
        self._told.add(unit)
        if mention.seat is not None and sentence.block.kind is not BlockKind.TITLE:
            # A firm's own name: a page may name it often that is about more.
            return _INSTANCE_WEIGHT
        if self._is_scene(mention):
            return factor * _SCENE_WEIGHT
        if self._is_instance(mention) or self._is_measure(mention):
            return factor * _INSTANCE_WEIGHT
        if unit.level != "country" and _PERSON.match(self._text, sentence.start):
            return factor * _PERSON_WEIGHT
        if index == 0 and unit.level in RANK and self._opens_abroad():
            return factor * _LATER_IN_LEAD
        if index < _FIRST_SENTENCES and self._reports(sentence, mention):
            self._reporters.add((unit.key, unit.level))
            return _OFFICE_WEIGHT
        # `Tại Hà Nội, nhiều doanh nghiệp ...` further on in a lead is an instance sooner than the subject.
        leads = index > 0 and sentence.block.kind is BlockKind.LEAD is self._sentences[index - 1].block.kind
        return factor * (_LATER_IN_LEAD if leads and _AT_FIRST.match(self._text, sentence.start) else 1.0)

    def _count_units(self, index: int, found: Sequence[PlaceMention], score: dict[Unit, float]) -> None:
        weight = self._weight(index)
        for mention in found:
            unit = self._units.unit_of(mention)
            if mention.parents and in_address(self._text, mention.start):
                continue
            if unit is None or (unit.level == "foreign" and weight < _LEAD_WEIGHT):
                continue
            if mention.kind == "country" and self._is_of_union(mention):
                continue
            unit = Unit(unit.key, unit.name, unit.type, unit.level)
            points = weight * self._factor(index, mention, unit)
            score[unit] = score.get(unit, 0.0) + points
            if not mention.type:
                self._untyped[unit] = self._untyped.get(unit, 0.0) + points

    def _read_focus(self) -> Unit | None:
        score: dict[Unit, float] = {}
        votes: dict[str, float] = {}
        national = above_all = reported = 0.0
        for index, found in enumerate(self._units.mentions):
            weight, sentence = self._weight(index), self._sentences[index]
            self._count_units(index, found, score)
            for kind in self._votes(index):
                votes[kind] = votes.get(kind, 0.0) + weight * _VOTE
            strong = sum(1 for _ in _NATIONAL.find_all(self._text, sentence.start, sentence.end))
            weak = sum(1 for _ in _ABOVE_ALL.find_all(self._text, sentence.start, sentence.end))
            national += 0.5 * min(strong, 2) * weight
            above_all += 0.5 * max(0, min(weak, 2 - strong)) * weight
            if index < _FIRST_SENTENCES and not self._reporters and self.is_national_report(sentence):
                reported = _NATIONAL_WEIGHT
        named, self._evidence = set(score), sum(score.values())
        self._named, self._types = named, dict(votes)
        heads = (self._in_headline(unit, _TITLE_WEIGHT) for unit in named if unit.level in RANK)
        if self._opens_abroad() or not any(heads):
            # Its figures are the country's, unless the headline says whose they are.
            national += reported
        of_country = national + above_all
        unsaid = sum(votes.values()) > of_country or (national == 0 and 0 < above_all < _FEWEST_NATIONAL)
        if not named and unsaid:
            # `LĐLĐ huyện`, `toàn tỉnh` of a unit that the page leaves unsaid: it is not the country.
            self._score = score
            return None
        home = {key for unit in named for key in self._units.province_keys(unit)}
        score[COUNTRY] = score.get(COUNTRY, 0.0) + national + (above_all if len(home) != 1 else 0.0)
        unsaid_points = self._count_votes(votes, score)
        self._move_to_namesakes(votes, score)
        self._move_to_provinces(votes, score)
        self._score = score
        # A foreign country is what a page is about only where it names no unit of this one.
        if any(unit.level != "foreign" for unit in named) and not self._is_abroad(score):
            score = {unit: points for unit, points in score.items() if unit.level != "foreign"}
        best = max(score, key=lambda unit: score[unit], default=None)
        if best is None or score[best] <= 0:
            return COUNTRY if self._is_national_topic() else None
        best = self._rolled_up(self._named_in_headline(best), score)
        if (
            best.level == "commune"
            and unsaid_points > score[best]
            and not self._in_headline(best, _LEAD_WEIGHT)
        ):
            # The communes of a district that the page calls `huyện` alone.
            return None
        return COUNTRY if self._is_one_of_many(best, score) else best

    def _is_aside(self, index: int, mention: PlaceMention) -> bool:
        sentence = self._sentences[index]
        if is_dateline(self._text, sentence, mention) or is_paper(self._text, sentence, mention):
            return True
        return self._is_scene(mention)

    def _is_scene(self, mention: PlaceMention) -> bool:
        """`ở phường Long Bình (TP. Biên Hòa)`: where a story begins, not yet what it is about.

        `Chiều 8-7, tại TP Hạ Long, ...`: where a meeting was.
        """
        before = self._text, max(0, mention.start - 60), mention.start
        if _VENUE.stands_in(*before) and _VENUE_END.match(self._text, mention.end):
            return True
        if _HOUSE.stands_in(self._text, max(0, mention.start - 90), mention.start):
            return True
        if cues.MEETING.stands_in(*before):
            return True
        return bool(mention.parents) and mention.levels == ("commune",) and _AT.stands_in(*before)

    def _is_instance(self, mention: PlaceMention) -> bool:
        """`nhất là ở Hà Nội và TP.HCM`, `ở Đồng Nai và các tỉnh lân cận`: where something is seen most."""
        given = _INSTANCE.stands_in(self._text, max(0, mention.start - 20), mention.start)
        return given or _AND_OTHERS.match(self._text, mention.end) is not None

    def _is_measure(self, mention: PlaceMention) -> bool:
        """`thứ 4 cả nước`, `cao hơn Hà Nội`: what a unit is measured by."""
        before = self._text, max(0, mention.start - 60), mention.start
        if cues.COMPARED.stands_in(*before):
            return True
        return mention.kind == "country" and (cues.RANKED.stands_in(*before) or _FIELD.stands_in(*before))

    def is_national_report(self, sentence: Sentence) -> bool:
        """Whether a body of the country says what the page tells (`Tổng cục Thống kê công bố`)."""
        for found in _NATIONAL_BODY.find_all(self._text, sentence.start, sentence.end):
            if _SPEAKS_SOON.match(self._text, found.end()):
                return True
            if _SOURCE_BEFORE.stands_in(self._text, max(sentence.start, found.start() - 60), found.start()):
                return True
        return False

    def _is_of_union(self, mention: PlaceMention) -> bool:
        """`Tổng LĐLĐ Việt Nam` gives awards to every page's people; `công đoàn cả nước` names no body."""
        if names_all(self._text, mention):
            return False
        return _UNION_NAME.stands_in(self._text, max(0, mention.start - 20), mention.start)

    def _is_of_sector(self, sentence: Sentence, mention: PlaceMention) -> bool:
        """`Công đoàn ngành Y tế Hà Nam`: the union of a sector is its unit's."""
        before = self._text[max(sentence.start, mention.start - _SECTOR_REACH) : mention.start]
        return "province" in mention.levels and _SECTOR.search(before) is not None

    def _reports(self, sentence: Sentence, mention: PlaceMention) -> bool:
        """`Sở Công Thương Hải Phòng cho biết`: the office of a unit opens the page."""
        if not _REPORTS.match(self._text, mention.end):
            return False
        return _OFFICE.stands_in(self._text, max(sentence.start, mention.start - 80), mention.start)

    def _is_abroad(self, score: dict[Unit, float]) -> bool:
        """Whether the headline names a foreign country, which the page names far more than this one."""
        if any(unit.level == "foreign" for unit in score) and self._is_label_abroad():
            return True
        best = max(score, key=lambda unit: score[unit])
        here = sum(points for unit, points in score.items() if unit.level != "foreign")
        return (
            best.level == "foreign"
            and self._in_headline(best, _TITLE_WEIGHT)
            and score[best] > _ABROAD * here
        )

    def _opens_abroad(self) -> bool:
        """`Nhật Bản vượt Hàn Quốc, Long An thành điểm hẹn mới`: a headline that names its unit in the end."""
        first = next(iter(self._units.mentions), [])[:1]
        return bool(first) and first[0].kind == "foreign" and self._weight(0) >= _TITLE_WEIGHT

    def _is_label_abroad(self) -> bool:
        """Whether the headline is labelled with a foreign country (`Hàn Quốc: ...`)."""
        first = next(iter(self._units.mentions), [])[:1]
        if not first or self._weight(0) < _TITLE_WEIGHT or self._sentences[0].start != first[0].start:
            return False
        return first[0].kind == "foreign" and self._text[first[0].end : first[0].end + 1] == ":"

    def _is_national_topic(self) -> bool:
        return any(_NATIONAL_TOPIC.find(self._text, s.start, s.end) for s in self._sentences)

    def _is_one_of_many(self, best: Unit, score: dict[Unit, float]) -> bool:
        """Whether a page names several provinces, none of them far ahead."""
        if best.level in ("country", "foreign"):
            return False
        shares: dict[str, float] = {}
        for unit, points in score.items():
            for key in self._units.province_keys(unit):
                shares[key] = shares.get(key, 0.0) + points
        own = max((shares.get(key, 0.0) for key in self._units.province_keys(best)), default=0.0)
        if self._in_headline(best, _TITLE_WEIGHT):
            # A ranking names its winner in the headline and the others after it.
            return len(shares) >= _MANY and own < _MOST * sum(shares.values())
        if own > _LEAST_OF_REPORTER * sum(shares.values()) and (best.key, best.level) in self._reporters:
            return False
        least = _HALF if self._in_headline(best, _LEAD_WEIGHT) else _DOMINANT
        alone = len(shares) == 1 and score[COUNTRY] == 0 and self._opens_with(best)
        return own < least * sum(shares.values()) or (max(own, score[best]) < _FEWEST_POINTS and not alone)

    def _opens_with(self, unit: Unit) -> bool:
        """Whether one of the first sentences names a unit."""
        return any(
            (found := self._units.unit_of(mention)) is not None
            and (found.key, found.level) == (unit.key, unit.level)
            for mentions in self._units.mentions[:_FIRST_SENTENCES]
            for mention in mentions
            if not mention.in_name
        )

    def _in_headline(self, unit: Unit, weight: float) -> bool:
        """Whether a unit stands in the headline (or the lead, for a lesser weight)."""
        if weight not in self._headlines:
            self._headlines[weight] = {
                (found.key, found.level)
                for index, mentions in enumerate(self._units.mentions)
                if self._weight(index) >= weight
                for mention in mentions
                if not self._is_aside(index, mention) and (found := self._units.unit_of(mention)) is not None
            }
        return (unit.key, unit.level) in self._headlines[weight]

    def _heads_bare(self, unit: Unit) -> bool:
        """`Nghĩa Hiệp: vườn cây ra tiền tỷ` over a page on `xã Nghĩa Hiệp`: a headline needs no type."""
        first = self._sentences[0]
        if unit.level != "commune" or self._weight(0) < _TITLE_WEIGHT:
            return False
        return bool(re.search(rf"(?<!\w){re.escape(unit.name)}(?!\w)", self._plain[first.start : first.end]))

    def is_neighbour(self, unit: Unit) -> bool:
        """Whether a page on one unit, by its headline, tells of another of the same level in passing."""
        focus = self.unit
        if focus is None or unit.level != focus.level or unit.key == focus.key:
            return False
        points = {(u.key, u.level): p for u, p in self._score.items()}
        own, others = points.get((focus.key, focus.level), 0.0), points.get((unit.key, unit.level), 0.0)
        return self._in_headline(focus, _TITLE_WEIGHT) and others < _HALF * own

    def _is_papers(self, unit: Unit, best: Unit) -> bool:
        """`Báo Hà Nam` above a page that says `toàn huyện` of the one district that it names."""
        if unit in self._told or unit not in self._named:
            return False
        return self._types.get(best.type, 0.0) > self._types.get(unit.type, 0.0)

    def _named_in_headline(self, best: Unit) -> Unit:
        """The unit of the headline where the page says nothing of the one above but its type (`của tỉnh`)."""
        if best in self._named or best.level not in ("province", "district"):
            return best
        inside = [
            unit
            for unit in self._named
            if RANK.get(unit.level, 3) < RANK[best.level] and self._in_headline(unit, _TITLE_WEIGHT)
        ]
        return max(inside, key=lambda unit: self._score[unit], default=best)

    def _rolled_up(self, best: Unit, score: dict[Unit, float]) -> Unit:
        """The unit above a commune or district, where the page names that one too.

        Of a commune or district in the headline only where an office of the unit above reports: its figures
        are that unit's (`Khách dồn về Nha Trang`, as the tourism office of the province has counted).
        """
        if best.level not in ("commune", "district"):
            return best
        places = self._units.near(self._units.places(best.key, best.level), best.parents, certain=True)[:1]
        above = {(a.key, a.level) for place in places for a in self._gazetteer.ancestors(place)}
        named = [u for u in score if (u.key, u.level) in above and u.level != "country" and score[u] > 0]
        named = [u for u in named if not self._is_papers(u, best)]
        if self._in_headline(best, _LEAD_WEIGHT) or self._heads_bare(best):
            named = [u for u in named if (u.key, u.level) in self._reporters]
        headed = [u for u in named if self._in_headline(u, _LEAD_WEIGHT)]
        return max(headed or named, key=lambda unit: score[unit], default=best)

    def page_unit(self, levels: tuple[str, ...], kind: str, *, named: bool = False) -> Unit | None:
        """The unit of a type that the page speaks of most; `named` keeps to those that it calls by name.

        A district's page says `tỉnh` of the province that the district lies in, whichever others it names.
        """
        above = self.unit_above(levels, kind)
        fitting = [u for u in self._score if u.level in levels and u.type == kind]
        if named:
            fitting = [u for u in fitting if u in self._named or self._evidence >= _FEWEST_INFERRED]
        if above and not any((u.key, u.level) == (above.key, above.level) for u in fitting):
            focus = self.unit
            certain = focus and self._in_headline(focus, _TITLE_WEIGHT)
            fitting = fitting if not certain else []
        elif above:
            return above
        return max(fitting, key=lambda unit: self._score[unit], default=above)

    def unit_above(self, levels: tuple[str, ...], kind: str) -> Unit | None:
        """The unit of a type that the page's district or commune lies in."""
        focus = self.unit
        if focus is None or focus.level not in ("district", "commune"):
            return None
        if self._score.get(Unit(focus.key, focus.name, focus.type, focus.level), 0.0) < _FEWEST_NAMED:
            return None
        places = self._units.places(focus.key, focus.level)
        above = (
            a
            for p in self._units.near(places, focus.parents, certain=True)[:1]
            for a in self._gazetteer.ancestors(p)
        )
        found = next((a for a in above if a.level in levels and a.type == kind), None)
        return Unit(found.key, found.name, found.type, found.level) if found else None
