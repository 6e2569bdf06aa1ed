"""Mentions of administrative units in prose: with their type, bare, by alias, or by the type alone.

A mention is found by its words, in one pass over the words of a sentence; which unit it is depends on the page
(see `places`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from chitieu.catalogue.places import Gazetteer, name_key
from chitieu.extract.context.patterns import ending

_WORD = re.compile(r"\w+")
_JOIN = re.compile(r"(?: |\s?-\s?)\Z")
_AFTER_TYPE = re.compile(r"(?:\s|\.\s?)\Z")
_ADDRESS = ending(r"(?:thôn|ấp|bản|tổ dân phố|số|đường|ngõ|khu phố|phố)\s[^,;.()]{0,25},\s*")
_ADDRESS_WINDOW = 40
_LONGEST_NAME = 5
_LONGEST_UNKNOWN_NAME = 3

# First word of a type, the words that must follow it, the type, and the levels it can have.
_TYPES: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]] = {
    "tỉnh": [((), "tỉnh", ("province",))],
    "thành": [(("phố",), "thành phố", ("province", "district"))],
    "tp": [((), "thành phố", ("province", "district"))],
    "thị": [(("xã",), "thị xã", ("district",)), (("trấn",), "thị trấn", ("commune",))],
    "tx": [((), "thị xã", ("district",))],
    "tt": [((), "thị trấn", ("commune",))],
    "huyện": [(("đảo",), "huyện", ("district",)), ((), "huyện", ("district",))],
    "quận": [((), "quận", ("district",))],
    "xã": [((), "xã", ("commune",))],
    "phường": [((), "phường", ("commune",))],
    "đặc": [(("khu",), "đặc khu", ("commune",))],
    "q": [((), "quận", ("district",))],
    "h": [((), "huyện", ("district",))],
    "p": [((), "phường", ("commune",))],
    "x": [((), "xã", ("commune",))],
}
_ABBREVIATED = frozenset(["q", "h", "p", "x", "tt"])
_NUMBERED = frozenset({"quận", "phường"})
_OF_WHOLE = frozenset(["toàn", "cả", "bàn", "trên", "khắp"])
_SUBJECT_VERBS = frozenset(["có", "đã", "đạt", "còn", "thu", "đang", "phải", "đặt", "được", "thành", "kết", "hiện", "cũng", "này", "phấn"])
_COUNTRY = {("cả", "nước"), ("toàn", "quốc"), ("nước", "ta"), ("việt", "nam"), ("các", "bộ"), ("bộ", "ngành")}
_COUNTRY_FIRST = frozenset(first for first, _ in _COUNTRY)
_REGION_FIRST = frozenset({"vùng", "đbscl", "đbsh"})
_TRIGGERS = frozenset({*_TYPES, *_COUNTRY_FIRST, *_REGION_FIRST})
_ORGAN_WORDS = frozenset(
    ["ubnd", "hđnd", "lđlđ", "mttq", "bhxh", "tand", "vksnd", "tp", "kcn", "kcx", "ccn", "cđ", "sở", "cục", "chi", "công", "an", "báo", "thủ", "đô", "đảng", "bộ", "đoàn", "hội", "liên"]
)
_PERSON_TITLES = frozenset(["ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cụ", "chí", "sư", "trưởng"])
_SITES = frozenset(
    ["vườn", "khu", "kcn", "kcx", "chợ", "cầu", "sông", "hồ", "núi", "đường", "phố", "bay", "cảng", "viện", "trường", "đảo", "chùa", "đền", "biển", "hãng", "máy", "điểm", "làng", "thôn", "ấp", "bản", "tuyến", "đoạn", "lịch", "cánh", "rừng", "đèo", "chim", "thác", "vịnh", "mũi", "hòn", "suối", "lễ", "nhạc", "đài", "tượng", "ty", "cty", "ga", "trạm", "dự", "án", "đò"]
)
_SURNAMES = frozenset(
    ["nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương", "lý", "đinh", "mai", "trịnh", "đào", "lương", "cao", "tạ", "hà", "chu", "tô", "đoàn", "lâm", "phùng", "vương", "quách", "tống", "thái", "thạch", "trương", "tăng", "kiều", "doãn", "uông", "khuất", "nông", "triệu"]
)
_OPENERS = frozenset(
    ["tại", "ở", "riêng", "như", "theo", "trong", "với", "từ", "của", "sau", "trước", "các", "những", "trên", "còn", "và", "khi", "nếu", "do", "vì", "cùng", "nhiều", "hiện", "để", "ngoài", "về", "khách"]
)
_BARE_PERSONS = frozenset({"hồ chí minh"})


def in_address(folded: str, start: int) -> bool:
    """Whether a unit at `start` goes on an address (`thôn Thọ Sơn, TT Đại Nghĩa`)."""
    return _ADDRESS.search(folded, max(0, start - _ADDRESS_WINDOW), start) is not None


@dataclass(slots=True)
class PlaceMention:
    """One mention of a unit, or of the country, a region, a foreign country, or of a type alone.

    `own_end` is where the unit itself ends, `end` where the last of its parents does. `kind` is `unit`, `country`, `foreign`, `region` or `relative`; `key` is the bare name's lookup key, `name`
    the name as written. `parents` are keys of units named right behind it (`huyện Quế Sơn (Quảng Nam)`).
    """

    start: int
    end: int
    kind: str
    key: str = ""
    name: str = ""
    type: str = ""
    levels: tuple[str, ...] = ()
    bare: bool = False
    in_name: bool = False
    own_end: int = 0
    parents: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.own_end = self.end


class PlaceLexer:
    """Finds the mentions of one article. Names that a page writes with their type are known bare after it."""

    def __init__(self, text: str, folded: str, gazetteer: Gazetteer) -> None:
        self._text = text
        self._folded = folded
        self._gazetteer = gazetteer
        self._typed: dict[str, tuple[str, str, tuple[str, ...]]] = {}

    def all_mentions(self, stretches: Sequence[tuple[int, int]]) -> list[list[PlaceMention]]:
        """The mentions of each stretch; one where a bare name comes before its type is read again."""
        found, learnt_before = [], []
        for start, end in stretches:
            learnt_before.append(len(self._typed))
            found.append(self._mentions(start, end))
        keys = list(self._typed)
        for at, (start, end) in enumerate(stretches):
            text = self._folded[start:end]
            if any(key in text for key in keys[learnt_before[at] :]):
                found[at] = self._mentions(start, end)
        return found

    def _mentions(self, start: int, end: int) -> list[PlaceMention]:
        words = [match.span() for match in _WORD.finditer(self._text, start, end)]
        texts = [self._folded[low:high] for low, high in words]
        found: list[PlaceMention] = []
        text, after = self._text, 0
        for at, (low, _) in enumerate(words):
            if at < after or (texts[at] not in _TRIGGERS and not text[low].isupper()):
                continue
            mention, used = self._at(words, texts, at, found)
            if mention is not None:
                found.append(mention)
            after = at + max(1, used)
        return found

    def _at(
        self, words: list[tuple[int, int]], texts: list[str], at: int, found: list[PlaceMention]
    ) -> tuple[PlaceMention | None, int]:
        text = texts[at]
        if text in _TYPES:
            typed = self._typed_unit(words, texts, at)
            if typed[0] is not None:
                return typed
        if text in _COUNTRY_FIRST and at + 1 < len(texts) and (text, texts[at + 1]) in _COUNTRY:
            return self._country(words, texts, at)
        if text in _REGION_FIRST:
            return PlaceMention(words[at][0], words[at][1], "region"), 1
        if self._is_name(words[at]) and not text.isdigit():
            return self._bare(words, texts, at, found)
        return None, 1

    def _country(
        self, words: list[tuple[int, int]], texts: list[str], at: int
    ) -> tuple[PlaceMention | None, int]:
        in_name = False
        if texts[at] == "việt":
            if not self._is_name(words[at]):
                return None, 1
            in_name = self._inside_name(words, texts, at) or self._goes_on(words, at + 2)
        return PlaceMention(words[at][0], words[at + 1][1], "country", in_name=in_name), 2

    def _is_name(self, word: tuple[int, int]) -> bool:
        first = self._text[word[0]]
        return first.isupper() or first.isdigit()

    def _joined(self, words: list[tuple[int, int]], left: int) -> bool:
        return _JOIN.match(self._text, words[left][1], words[left + 1][0]) is not None

    def _windows(self, words: list[tuple[int, int]], at: int, longest: int) -> list[int]:
        """Ends (exclusive) of the runs of capitalised words from `at`, longest first."""
        ends = []
        stop = at
        while stop < len(words) and stop - at < longest and self._is_name(words[stop]):
            if stop > at and not self._joined(words, stop - 1):
                break
            stop += 1
            ends.append(stop)
        return ends[::-1]

    # --- with a type

    def _typed_unit(
        self, words: list[tuple[int, int]], texts: list[str], at: int
    ) -> tuple[PlaceMention | None, int]:
        for rest, kind, levels in _TYPES[texts[at]]:
            name = at + 1 + len(rest)
            if tuple(texts[at + 1 : name]) != rest:
                continue
            if name < len(words) and self._after_type(words, texts, at, name, kind):
                return self._named(words, texts, at, name, kind, levels)
            relative = self._relative(words, texts, at, name, kind, levels)
            return (relative, name - at) if relative else (None, 1)
        return None, 1

    def _after_type(
        self, words: list[tuple[int, int]], texts: list[str], at: int, name: int, kind: str
    ) -> bool:
        between = self._text[words[name - 1][1] : words[name][0]]
        if not _AFTER_TYPE.match(between) and between not in ("", "."):
            return False
        # `các tỉnh, thành phố Thái Nguyên, Đà Nẵng`: the types go with the whole list.
        if kind == "thành phố" and at > 0 and texts[at - 1] == "tỉnh":
            return False
        if texts[at] in _ABBREVIATED and "." not in between and not self._text[words[at][0]].isupper():
            return False
        if texts[name].isdigit():
            return kind in _NUMBERED and (self._text[words[at][0]].isupper() or len(texts[name]) <= 2)
        return self._is_name(words[name])

    def _named(
        self,
        words: list[tuple[int, int]],
        texts: list[str],
        at: int,
        name: int,
        kind: str,
        levels: tuple[str, ...],
    ) -> tuple[PlaceMention | None, int]:
        windows = self._windows(words, name, _LONGEST_NAME)
        for stop in windows:
            key = " ".join(texts[name:stop])
            alias = self._gazetteer.aliases.get(key)
            if alias and kind in ("thành phố", "tỉnh"):
                return self._alias(words, at, stop, alias), stop - at
            if any(self._gazetteer.has(key, level) for level in levels):
                return self._unit(words, at, name, stop, key, kind, levels), stop - at
        if not windows or kind in ("thành phố", "tỉnh") or texts[at] in _ABBREVIATED:
            return None, 1
        stop = min(windows[0], name + _LONGEST_UNKNOWN_NAME)
        if texts[name] in _SURNAMES and stop - name > 2:
            return None, 1
        return self._unit(words, at, name, stop, " ".join(texts[name:stop]), kind, levels), stop - at

    def _unit(
        self,
        words: list[tuple[int, int]],
        at: int,
        name: int,
        stop: int,
        key: str,
        kind: str,
        levels: tuple[str, ...],
    ) -> PlaceMention:
        written = self._text[words[name][0] : words[stop - 1][1]]
        mention = PlaceMention(words[at][0], words[stop - 1][1], "unit", key, written, kind, levels)
        # The units of an address say where a house is, not what the page is about.
        if not in_address(self._folded, words[at][0]):
            self._typed.setdefault(key, (written, kind, levels))
        return mention

    def _relative(
        self,
        words: list[tuple[int, int]],
        texts: list[str],
        at: int,
        name: int,
        kind: str,
        levels: tuple[str, ...],
    ) -> PlaceMention | None:
        of_whole = at > 0 and texts[at - 1] in _OF_WHOLE
        begins = at == 0 or not self._joined(words, at - 1)
        acts = name < len(words) and texts[name] in _SUBJECT_VERBS and begins
        if not of_whole and not acts:
            return None
        return PlaceMention(words[at][0], words[name - 1][1], "relative", type=kind, levels=levels)

    # --- without a type

    def _inside_name(self, words: list[tuple[int, int]], texts: list[str], at: int) -> bool:
        """Whether the word goes on a name begun before it (`Canon Việt Nam`)."""
        if at == 0 or not self._joined(words, at - 1) or not self._is_name(words[at - 1]):
            return False
        # The first word of a sentence is written large whatever it is (`Tại An Giang`).
        if at == 1 and texts[0] in _OPENERS:
            return False
        return texts[at - 1] not in _ORGAN_WORDS

    def _goes_on(self, words: list[tuple[int, int]], stop: int) -> bool:
        """Whether a capitalised word goes on the name that ended before `stop` (`U Minh Hạ`)."""
        return stop < len(words) and self._is_name(words[stop]) and self._joined(words, stop - 1)

    def _of_person(self, words: list[tuple[int, int]], texts: list[str], at: int) -> bool:
        first = at
        while first > 0 and self._joined(words, first - 1) and self._is_name(words[first - 1]):
            first -= 1
        if first < at and texts[first] in _SURNAMES:
            return True
        return at > 0 and texts[at - 1] in _PERSON_TITLES and not self._is_name(words[at - 1])

    def _bare(
        self, words: list[tuple[int, int]], texts: list[str], at: int, found: list[PlaceMention]
    ) -> tuple[PlaceMention | None, int]:
        gazetteer = self._gazetteer
        for stop in self._bare_windows(words, texts, at):
            key = " ".join(texts[at:stop])
            alias = gazetteer.aliases.get(key)
            if alias is not None:
                return (self._alias(words, at, stop, alias) if alias else None), stop - at
            typed = self._typed.get(key)
            is_province = gazetteer.has(key, "province")
            is_district = gazetteer.has(key, "district") and stop - at > 1
            if key in gazetteer.foreign and not typed:
                written = gazetteer.foreign[key]
                return PlaceMention(words[at][0], words[stop - 1][1], "foreign", key, written), stop - at
            if not (typed or is_province or is_district):
                continue
            if self._of_person(words, texts, at) or (
                key in _BARE_PERSONS and not self._in_list(words, at, found)
            ):
                return None, stop - at
            if not typed and not is_province and self._goes_on(words, stop):
                return None, stop - at
            mention = PlaceMention(
                words[at][0],
                words[stop - 1][1],
                "unit",
                key,
                self._text[words[at][0] : words[stop - 1][1]],
                levels=("province", "district") if is_province else ("district",),
                bare=True,
            )
            if typed and not is_province:
                mention.name, mention.type, mention.levels = typed
            site = self._of_site(words, texts, at)
            mention.in_name = site or self._inside_name(words, texts, at)
            return mention, stop - at
        return None, 1

    def _of_site(self, words: list[tuple[int, int]], texts: list[str], at: int) -> bool:
        """Whether a bridge, a market, an estate bears the name (`chợ Bến Thành`)."""
        if at == 0 or texts[at - 1] not in _SITES or self._is_name(words[at - 1]):
            return False
        return not (texts[at - 1] == "phố" and at > 1 and texts[at - 2] == "thành")

    def _bare_windows(self, words: list[tuple[int, int]], texts: list[str], at: int) -> list[int]:
        windows = self._windows(words, at, _LONGEST_NAME)
        # `Thủ đô`: the second word of the capital's by-name is written small.
        if texts[at] == "thủ" and at + 1 < len(texts) and texts[at + 1] == "đô":
            windows = [at + 2]
            if at + 3 < len(texts) and texts[at + 2 : at + 4] == ["hà", "nội"]:
                windows = [at + 4]
        elif texts[at] == "hà" and at + 1 < len(texts) and texts[at + 1] == "nội":
            windows = [*windows, at + 2]
        return windows

    def _in_list(self, words: list[tuple[int, int]], at: int, found: list[PlaceMention]) -> bool:
        return bool(found) and self._text[found[-1].end : words[at][0]].strip() in (",", "và")

    def _alias(self, words: list[tuple[int, int]], at: int, stop: int, full: str) -> PlaceMention:
        kind, name = ("thành phố", full[10:]) if full.startswith("thành phố ") else ("tỉnh", full[5:])
        levels = ("province", "district")
        return PlaceMention(words[at][0], words[stop - 1][1], "unit", name_key(name), name, kind, levels)
