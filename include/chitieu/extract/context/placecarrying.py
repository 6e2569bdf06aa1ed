"""Which unit a sentence takes over from those before it, and where a page goes back to its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from chitieu.extract.context import placecues as cues
from chitieu.extract.context.abroad import stays_abroad
from chitieu.extract.context.patterns import continues
from chitieu.extract.context.placeuses import Placed, Use, holds_all, is_scene, visited
from chitieu.extract.context.sections import heads_of_sections, is_labelled_item
from chitieu.extract.context.speakers import another_speaks
from chitieu.extract.context.typewords import body_opens
from chitieu.extract.context.units import COUNTRY, Unit, rank
from chitieu.extract.spans import Sentence
from chitieu.kernel.records import BlockKind

_SEAT = 110
_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})


class Carrier:
    """Carries the units of one page on from sentence to sentence.

    `stated` tells the unit that the text names for a number (its sentence, start and end), `spoken_for` that
    of who speaks in a sentence before an offset; `focus` is what the page is about,
    `is_neighbour` whether it tells of another unit like that in passing.
    """

    def __init__(
        self,
        plain: str,
        folded: str,
        sentences: Sequence[Sentence],
        *,
        placed: Sequence[Sequence[Placed]],
        numerals: Sequence[Sequence[tuple[int, int]]],
        focus: Unit | None,
        is_neighbour: Callable[[Unit], bool],
        stated: Callable[[int, int, int], Unit | None],
        spoken_for: Callable[[int, int], Unit | None],
    ) -> None:
        self._plain, self._text = plain, folded
        self._sentences = sentences
        self._placed, self._numerals = placed, numerals
        self._focus, self._is_neighbour = focus, is_neighbour
        self._stated, self._spoken_for = stated, spoken_for

    def carried_on(self) -> list[Unit | None]:
        """What each sentence takes over from those before it."""
        found: list[Unit | None] = []
        carried: Unit | None = None
        at_home: Unit | None = None
        inside: Unit | None = None
        told = host = inside
        section: Unit | None = None
        paragraph = set_at = -1
        sections = heads_of_sections(self._text, self._sentences)
        for index, sentence in enumerate(self._sentences):
            apart = sentence.block.kind in _APART
            heads = sentence.block.kind is BlockKind.HEADING or index in sections
            next_item = sentence.paragraph != paragraph and self._leaves_item(index, set_at, carried)
            if heads or next_item or self._begins_anew(index, paragraph, carried):
                abroad = carried is not None and carried.level == "foreign"
                section = None if heads else section
                carried = at_home if abroad and sentence.paragraph == paragraph else section
            if sentence.paragraph != paragraph or not apart or self._begins_anew(index, paragraph, told):
                inside = told = None
            if sentence.paragraph == paragraph and cues.SEATED_GOES_ON.match(self._text, sentence.start):
                seat = self._seat_named(index - 1)
                inside, told = (seat, seat) if seat else (inside, told)
                carried = carried if apart else seat or carried
            same = cues.SAME_SUBJECT.match(self._text, sentence.start, sentence.end)
            guests = cues.GUESTS.match(self._text, sentence.start) is not None
            host = host if guests and sentence.paragraph == paragraph else None
            found.append(host or ((told if same else inside) if apart else carried))
            host = visited(self._text, sentence.start, self._placed[index]) or host
            paragraph = sentence.paragraph
            if heads:
                section = self._unit_of_section(index)
            if not apart:
                before, carried = carried, self._after(index, carried)
                set_at = index if carried != before else set_at
                at_home = at_home if carried is not None and carried.level == "foreign" else carried
                continue
            told = self._after(index, told)
            if sentence.block.kind is not BlockKind.LEAD or self._numerals[index]:
                inside = told
            elif inside is None:
                # `Kiên Giang: ...` labels its lead to the end, and no further.
                inside = self._label_of(index)
        return found

    def _begins_anew(self, index: int, paragraph: int, carried: Unit | None) -> bool:
        """Whether a paragraph goes back to what the page is about.

        A list goes on with what came before it, and so does a paragraph that says so; what is larger than
        the page's own unit stays until another is named.
        """
        sentence = self._sentences[index]
        if carried is not None and cues.OF_ALL.match(self._text, sentence.start, sentence.end):
            first = bisect_left(self._sentences, sentence.paragraph, key=lambda s: s.paragraph)
            return self._focus is not None and self._is_smaller(carried) and self._label_of(first) != carried
        if carried is not None and carried.level == "foreign" and sentence.paragraph == paragraph:
            # `Mục tiêu của cả năm ...` behind a sentence on a country abroad: it is not told of further.
            return not stays_abroad(self._text, sentence.start, sentence.end)
        if carried is not None and self._counts_such(index, carried):
            return True
        if sentence.paragraph == paragraph or carried is None:
            return carried is not None and self._is_back(sentence, carried)
        if sentence.block.kind is BlockKind.LIST_ITEM:
            return self._is_smaller(carried) and self._labels_page(sentence)
        if carried.level == "foreign" or cues.MEETING_DECIDES.match(self._text, sentence.start):
            return True
        goes_on = continues(self._text, sentence.start)
        if goes_on and not another_speaks(self._text, sentence.start, sentence.end):
            return False
        if self._focus is None or self._is_smaller(carried):
            return self._focus is not None
        return self._is_neighbour(carried) and not cues.ELLIPTIC.match(self._text, sentence.start)

    def _counts_such(self, index: int, carried: Unit) -> bool:
        """Whether a sentence first counts units as large as the one carried on (`còn 21 xã`)."""
        if not self._numerals[index] or not self._is_smaller(carried):
            return False
        start, end = self._numerals[index][0]
        counted = cues.COUNTED_UNITS.match(self._text, end)
        if counted is None or self._stated(index, start, end) is not None:
            return False
        return carried.level == "commune" or counted.group(1) not in ("xã", "phường", "thị trấn")

    def _unit_of_section(self, index: int) -> Unit | None:
        """The unit whose name alone heads what follows (`2. Huyện Mai Sơn:`)."""
        sentence = self._sentences[index]
        for item in self._placed[index][:1]:
            before = self._text[sentence.start : item.mention.start]
            behind = self._text[item.mention.end : sentence.end]
            if cues.NUMBERED.fullmatch(before) and not behind.strip(" .:\n"):
                return item.unit
        return None

    def _labels_page(self, sentence: Sentence) -> bool:
        """`- Công đoàn các KCN tỉnh: 4.230` in a list of districts: a body of the page's own unit."""
        colon = self._text.find(":", sentence.start, sentence.end)
        if colon < 0 or self._focus is None:
            return False
        return body_opens(self._plain, self._text, sentence.start, colon) == self._focus.type

    def _seat_named(self, index: int) -> Unit | None:
        """Where the one firm or office sits that a sentence names, of a unit smaller than the page's."""
        low = self._sentences[index].start
        seats = {
            item.unit
            for item in self._placed[index]
            if self._is_smaller(item.unit)
            and cues.SEAT_OF.stands_in(self._text, max(low, item.mention.start - _SEAT), item.mention.start)
        }
        return seats.pop() if len(seats) == 1 else None

    def _leaves_item(self, index: int, set_at: int, carried: Unit | None) -> bool:
        """Whether an item with a label of its own follows one that came to tell of a smaller unit.

        `4. Du lịch: Tỉnh đón ... Đặc khu A đón ...`, then `5. Thu ngân sách: ...`; not behind `- Xã A: ...`.
        """
        if carried is None or set_at < 0 or not self._is_smaller(carried):
            return False
        first = bisect_left(self._sentences, self._sentences[set_at].paragraph, key=lambda s: s.paragraph)
        both = all(is_labelled_item(self._text, self._sentences, at) for at in (first, index))
        return both and not any(self._label_of(at) for at in (first, first + 1))

    def _is_back(self, sentence: Sentence, carried: Unit) -> bool:
        """Whether a sentence goes back to the page's unit from what its paragraph tells of another.

        `Kho bạc Nhà nước huyện ...` behind a commune; `LĐLĐ tỉnh tặng ...` gives to whom the page is about.
        """
        focus = self._focus
        if focus is None:
            return False
        kind = body_opens(self._plain, self._text, sentence.start, sentence.end)
        if not self._is_smaller(carried):
            gives = kind is not None and cues.GIVES.match(self._text, sentence.start, sentence.end)
            return bool(gives) and rank(carried.level) > rank(focus.level)
        return kind == focus.type or cues.OF_UPPER.match(self._text, sentence.start) is not None

    def _after(self, index: int, carried: Unit | None) -> Unit | None:
        """What a sentence leaves to the next: the unit that it opens with, or that all its figures are of.

        A unit that only its last figures are of (`cao nhất là xã A: 62 tạ`) is named in passing.
        """
        sentence = self._sentences[index]
        text = self._text[sentence.start : sentence.end]
        if cues.WHOLES.stands_in(self._text, sentence.start, sentence.end):
            return None
        if cues.EXAMPLE.stands_in(self._text, sentence.start, sentence.end):
            return self._example_to_tell(index) or carried
        stated = [self._stated(index, *span) for span in self._numerals[index]]
        if len({unit for unit in stated if unit is not None}) > 1:
            # `toàn tỉnh có 6.317 người. Nhiều nhất là huyện A (1.126), kế đến B (908)`: the whole goes on.
            wholes = (stated[0], carried if carried != COUNTRY else None)
            return next((w for w in wholes if w is not None and holds_all(w, stated)), None)
        if stated and stated[0] is not None:
            return stated[0]
        if len(text) < cues.LONGEST_STAMP and cues.STAMP.search(text):
            # `Bình Thuận online - 14/08/2018` names the paper.
            return carried
        first = self._numerals[index][0][0] if stated else sentence.end
        for item in self._placed[index]:
            if item.mention.start > first:
                # `38.200 lao động, riêng huyện A 4.100`: what the page is about goes on.
                break
            if not stated and self._hosts_meeting(index, item):
                continue
            if item.use is Use.SUBJECT and (
                cues.LEAD_IN.fullmatch(self._text, sentence.start, item.mention.start)
                or is_scene(self._text, sentence.start, item.mention)
            ):
                return item.unit if item.size == 1 else None
        return self._spoken_for(index, sentence.end) or carried

    def _hosts_meeting(self, index: int, item: Placed) -> bool:
        """`Ngày 5/7, tại TP. Quy Nhơn, Hiệp hội Gỗ tổ chức hội nghị`: what was said there is not of it."""
        if cues.MEETS.match(self._text, item.mention.end) is None:
            return False
        return sum(other.unit.key == item.unit.key for other in self._placed[index]) == 1

    def _label_of(self, index: int) -> Unit | None:
        low = self._sentences[index].start
        named = (p for p in self._placed[index][:1] if p.mention.start == low)
        return next((p.unit for p in named if self._text[p.mention.end : p.mention.end + 1] == ":"), None)

    def _example_to_tell(self, index: int) -> Unit | None:
        """`Điển hình như Đảng bộ xã Ea Hồ.`: what follows is told of the example alone."""
        placed, sentence = self._placed[index], self._sentences[index]
        if self._numerals[index] or not placed:
            return None
        last = placed[-1]
        ends = not self._text[last.mention.end : sentence.end].strip(" .:\n")
        told = ends and last.size == 1 and last.use in (Use.SUBJECT, Use.ORGAN)
        return last.unit if told and self._is_smaller(last.unit) else None

    def _is_smaller(self, unit: Unit) -> bool:
        return self._focus is None or rank(unit.level) < rank(self._focus.level)
