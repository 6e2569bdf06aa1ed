"""What each mention of a unit does in its sentence, and the lists that units stand in."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from chitieu.catalogue.folding import fold
from chitieu.extract.context import placecues as cues
from chitieu.extract.context.abroad import opens_with
from chitieu.extract.context.patterns import compiled, ending, in_cause
from chitieu.extract.context.placenames import PlaceMention
from chitieu.extract.context.units import Unit, rank
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import record, replace

_BESIDES, _LONGEST_BRACKET, _WINDOW, _VISIT = 20, 400, 80, 240
# What lies in the unit that brackets name behind it: its figures are the unit's.
_SITE = ending(
    r"(?:đảo|khu du lịch|điểm du lịch|làng nghề|làng|hồ|vịnh|bãi biển|chợ|cảng|cửa khẩu|vườn quốc gia|núi"
    r"|chùa|đền|khu di tích|khu công nghiệp|kcn|cụm công nghiệp|thôn|bản|ấp|buôn|sân bay)"
    r"\s[^,;.:()]{2,40}\s?\(\s?"
)
_LONGEST_SITE = 70
_PAPER = ending(r"báo(?:\s+điện tử)?\s+")
_ONLINE = compiled(r"\s*(?:online|điện tử|tv|\.vn)")
_LONGEST_MASTHEAD = 90
_WITHIN = frozenset({"province", "district", "commune"})
_ALL = (fold("cả nước"), fold("toàn quốc"))
_DAY_BEHIND = compiled(r"\s*[,(–-]\s*(?:ngày\s*)?\d{1,2}(?:\s*[-/.]\s*\d|\s+tháng)")
_DATELINE_ENDS = compiled(r"\s?\)?\s?[-\u2013]\s")


class Use(StrEnum):
    """What a unit is named for: whose figure it is, a body of it, an address, who speaks, or in passing."""

    ADDRESS = "address"
    SOURCE = "source"
    SUBJECT = "subject"
    ORGAN = "organ"
    ASIDE = "aside"


_CAUSE_REACH = 120


@record
class Placed:
    """A mention that names one unit, with its use and the list that it stands in."""

    mention: PlaceMention
    unit: Unit
    use: Use
    members: tuple[tuple[PlaceMention, Unit], ...] = ()

    @property
    def size(self) -> int:
        """How many units the list has that the mention stands in; 1 for none."""
        return max(1, len(self.members))


def use_of(text: str, low: int, mention: PlaceMention, unit: Unit, focus: Unit | None) -> Use:
    """What a unit is named for in a sentence from `low`, on a page about `focus`."""
    if unit != focus and is_bracketed_dateline(text, low, mention):
        return Use.ASIDE
    before = text, max(low, mention.start - _WINDOW), mention.start
    organ = cues.ORGAN.stands_in(*before)
    speaks = organ and (cues.TITLE_OF_PERSON.stands_in(*before) or cues.SOURCE.stands_in(*before))
    if speaks and _is_below(unit, focus, sits=cues.SITS.stands_in(*before)):
        return Use.SOURCE
    if cues.AVERAGE_OF.stands_in(*before):
        # `bằng 96% bình quân của tỉnh`, `thấp hơn mức chung của tỉnh là 3,1%`
        return Use.SUBJECT if cues.IS_FIGURE.match(text, mention.end) else Use.ASIDE
    if cues.FIGURE_OF.search(text[before[1] : before[2]]):
        return Use.ASIDE
    if (
        mention.in_name
        or (mention.bare and unit != focus and cues.AND_REST.match(text, mention.end))
        or (mention.bare and cues.SERVES.stands_in(*before))
        or (unit.level == "commune" and cues.RUNS_THROUGH.stands_in(*before))
        or cues.COMPARED.stands_in(*before)
        or cues.GIVER.stands_in(*before)
        or cues.AMONG_ALL.stands_in(*before)
        or (
            mention.kind == "country"
            and focus is not None
            and focus.level in _WITHIN
            and not names_all(text, mention)
            and cues.NATIONALS.stands_in(*before)
        )
        or (
            focus is not None
            and unit.level == focus.level == "commune"
            and cues.OF_OLD.match(text, mention.end)
        )
        or cues.MEETING.stands_in(*before)
        # `tăng 24,9% do nhiều nhà máy ở Hướng Hóa phát điện`: where the cause is.
        or in_cause(text[max(low, mention.start - _CAUSE_REACH) : mention.start])
    ):
        return Use.ASIDE
    if cues.PARTNER.stands_in(*before):
        return Use.SUBJECT if opens_with(text, low, mention.start, mention.end) else Use.ASIDE
    above = focus is not None and rank(unit.level) > rank(focus.level)
    if organ and (speaks or above or (mention.kind == "country" and not names_all(text, mention))):
        does = above and not speaks and cues.OWN_WORK.match(text, mention.end) is not None
        return Use.ORGAN if does else Use.ASIDE
    if cues.TITLE_OF_PERSON.stands_in(*before) and unit.level == "country":
        return Use.ASIDE
    return Use.ORGAN if organ else Use.SUBJECT


def names_all(text: str, mention: PlaceMention) -> bool:
    """`các cấp công đoàn cả nước`: the words for the whole country are part of no name."""
    return mention.kind == "country" and text.startswith(_ALL, mention.start)


def is_bracketed_dateline(text: str, low: int, mention: PlaceMention) -> bool:
    """Whether a unit in brackets opens a sentence from `low` as the place where it was written."""
    opens = mention.start == low + 1 and text[low] == "("
    return opens and _DATELINE_ENDS.match(text, mention.end) is not None


def is_dateline(folded: str, sentence: Sentence, mention: PlaceMention) -> bool:
    """Whether a unit says where the page was written (`Hà Nội, ngày 12/10`, `(Huế) - ...`)."""
    if is_bracketed_dateline(folded, sentence.start, mention):
        return True
    return mention.start == sentence.start and _DAY_BEHIND.match(folded, mention.end) is not None


def is_paper(folded: str, sentence: Sentence, mention: PlaceMention) -> bool:
    """Whether a unit is in the name of a paper in a line of its own (`Báo Hà Nam - 20/12/2018`)."""
    if sentence.end - sentence.start > _LONGEST_MASTHEAD:
        return False
    before = folded, max(sentence.start, mention.start - 20), mention.start
    return _PAPER.stands_in(*before) or _ONLINE.match(folded, mention.end) is not None


def _is_below(unit: Unit, focus: Unit | None, *, sits: bool) -> bool:
    """Whether a page is about more than a unit: who speaks for the unit there speaks of it.

    `sits` says that who speaks is of a body that only sits there (`công đoàn một công ty ở xã A`).
    """
    if focus is None or focus.level == "country":
        return unit.level in ("province", "district")
    return rank(unit.level) < rank(focus.level) and not sits


def grouped(text: str, placed: Sequence[Placed]) -> list[Placed]:
    """Units in a list (`Đà Nẵng, Thái Nguyên và Hải Phòng`) know its size and their place in it."""
    groups: list[list[Placed]] = []
    for item in placed:
        if groups and _goes_on(text, groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    listed: list[Placed] = []
    for group in groups:
        members = tuple((item.mention, item.unit) for item in group) if len(group) > 1 else ()
        # `so với Hà Nội và Đà Nẵng`, `gộp cả Bình Dương và Bà Rịa - Vũng Tàu`: all of them aside.
        aside = group[0].use is Use.ASIDE
        listed += [replace(item, members=members, use=Use.ASIDE if aside else item.use) for item in group]
    return listed


def _goes_on(text: str, last: Placed, item: Placed) -> bool:
    if last.unit.level != item.unit.level or last.unit == item.unit:
        return False
    if cues.BESIDES.search(text, max(0, last.mention.start - _BESIDES), last.mention.start):
        return False
    return cues.LIST_GAP.fullmatch(text, last.mention.end, item.mention.start) is not None


def usable_of(placed: Sequence[Placed]) -> tuple[list[Placed], list[int]]:
    """Those of some mentions that a figure can be of, and where they start."""
    usable = [item for item in placed if item.use in (Use.SUBJECT, Use.ORGAN)]
    return usable, [item.mention.start for item in usable]


def holds_all(whole: Unit, units: Sequence[Unit | None]) -> bool:
    """Whether all of some units are smaller than one, or the one itself."""
    return all(unit is None or unit == whole or rank(unit.level) < rank(whole.level) for unit in units)


def shut_off(text: str, low: int, mention: PlaceMention, start: int) -> bool:
    """Whether a closing bracket ends the mention's bracket before the number.

    Behind a site (`đảo Cát Bà (huyện Cát Hải) đón 1,2 triệu lượt khách`) or what a sentence from `low` opens
    with (`Tại KCN A (huyện B), ...`) it says where all that follows is.
    """
    if _SITE.stands_in(text, max(0, mention.start - _LONGEST_SITE), mention.start):
        return False
    if cues.OPENS_BRACKET.fullmatch(text, low, mention.start) and text[mention.end : mention.end + 1] == ")":
        return False
    depth = 0
    for char in text[mention.end : min(start, mention.end + _LONGEST_BRACKET)]:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return True
    return False


def is_scene(text: str, low: int, mention: PlaceMention) -> bool:
    """`..., tại Hà Nội, số doanh nghiệp tăng`: what follows is of the unit that is named."""
    before = text[max(low, mention.start - _WINDOW) : mention.start]
    return cues.PLACED_FIRST.search(before) is not None and cues.BREAK.match(text, mention.end) is not None


def visited(text: str, low: int, placed: Sequence[Placed]) -> Unit | None:
    """Where a sentence from `low` has guests go: of there is what the next says that they gave."""
    for item in reversed(placed):
        before = text, max(low, item.mention.start - _VISIT), item.mention.start
        if item.use in (Use.SUBJECT, Use.ORGAN) and cues.VISITS.stands_in(*before):
            return item.unit
    return None
