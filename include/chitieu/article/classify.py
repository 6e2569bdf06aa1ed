"""Tell the segments of a page apart: what is the article, and what only stands around it.

Words that give a line away are data (`cues.yml`). What no word gives away is told by its place: a headline
that is there twice, headlines run together under the lead, what follows the author's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from chitieu.article.lexicon import Lexicon, key
from chitieu.article.segments import (
    Segment,
    breaks_sentence,
    ends_sentence,
    is_doubled,
    is_list_item,
    is_prose,
    is_sentence,
    is_table_row,
    personal_name,
)
from chitieu.kernel.records import CONTENT_KINDS, BlockKind

_HEAD_LINES: Final = 12
# How an official document opens, and the line between its opening and what it is on.
_OFFICIAL: Final = "cộng hòa xã hội chủ nghĩa việt nam"
_DOCUMENTS: Final = frozenset(
    {"báo cáo", "tờ trình", "nghị quyết", "quyết định", "kế hoạch", "thông báo", "kết luận", "chương trình"}
)
_TITLE_CHARS: Final = 300
_TITLE_LETTERS: Final = 25
_HEADLINE_CHARS: Final = 20
_TEASER_CHARS: Final = 80
_TEASER_HEADLINES: Final = 2
_TEASER_PLACES: Final = 4
_LEAD_PLACES: Final = 3
_RESUMING_PROSE: Final = 3
_SIGNATURE_PLACES: Final = 6
_UNSIGNED_LINES: Final = 4
_PAIR_PLACES: Final = 8
_HEADING_CHARS: Final = 140


@dataclass(frozen=True, slots=True)
class Label:
    """What a segment is, and for what is no article the cue that says so."""

    kind: BlockKind
    reason: str | None = None


def classify(segments: Sequence[Segment], lexicon: Lexicon, title: str | None = None) -> list[Label]:
    """One label per segment, in order. `title` is the page's title where the markup tells it."""
    page = _Page(segments, lexicon, title)
    page.mark_lines()
    page.mark_head()
    page.mark_repeats()
    page.mark_tail()
    page.mark_signature()
    page.mark_teasers()
    return page.labels()


class _Page:
    """The segments with the labels found so far; each `mark_` step leaves alone what is labelled."""

    def __init__(self, segments: Sequence[Segment], lexicon: Lexicon, title: str | None) -> None:
        self.segments = segments
        self.lexicon = lexicon
        self.found: list[Label | None] = [None] * len(segments)
        self.keys = [key(segment.text) for segment in segments]
        self.prose = [is_prose(segment.text) for segment in segments]
        self.title_key = key(title) if title else ""

    def mark_lines(self) -> None:
        """What one line alone gives away."""
        for index, segment in enumerate(self.segments):
            text = segment.text
            if self.lexicon.dateline(text) is not None:
                self.found[index] = Label(BlockKind.DATELINE)
            elif (cue := self.lexicon.related_link(text)) is not None:
                self.found[index] = Label(BlockKind.RELATED, cue.text)
            elif (cue := self.lexicon.navigation(text)) is not None:
                self.found[index] = Label(BlockKind.NAVIGATION, cue.text)
            elif self.lexicon.source(text) is not None or self.lexicon.author(text) is not None:
                self.found[index] = Label(BlockKind.BYLINE)

    def mark_head(self) -> None:
        """The title, and what stands above it."""
        open_lines = [i for i, label in enumerate(self.found) if label is None]
        head = open_lines[:_HEAD_LINES]
        if not head or (
            len(open_lines) == 1 and self.title_key == "" and self.segments[head[0]].text.endswith(".")
        ):
            return
        of_document = self._document_title(head)
        place = of_document or self._title_place(head)
        if place is None:
            return
        self.title_key = self.keys[place]
        self.found[place] = Label(BlockKind.TITLE)
        if of_document is not None:
            # Who wrote it, where and when stands above.
            return
        for index in range(place):
            if self.found[index] is None:
                reason = "section_doubled" if is_doubled(self.segments[index].text) else "before_title"
                self.found[index] = Label(BlockKind.NAVIGATION, reason)

    def _document_title(self, head: Sequence[int]) -> int | None:
        """The line behind `BÁO CÁO` in an official document."""
        official = next((i for i in head if key(_OFFICIAL) in self.keys[i]), None)
        if official is None or self.title_key:
            return None
        kinds = {key(kind) for kind in _DOCUMENTS}
        named = next((i for i in head if i > official and self.keys[i] in kinds), None)
        after = next((i for i in head if named is not None and i > named), None)
        return after if after is not None and len(self.segments[after].text) <= _TITLE_CHARS else None

    def _title_place(self, head: Sequence[int]) -> int | None:
        if self.title_key:
            return next((i for i in head if self.keys[i] == self.title_key), None)
        candidates = [i for i in head if _may_be_title(self.segments[i].text)]
        dated = next((i for i in range(head[-1] + 1) if self._is(i, BlockKind.DATELINE)), None)
        above = [i for i in candidates if dated is not None and i < dated]
        while len(above) > 1 and personal_name(self.segments[above[-1]].text):
            self.found[above.pop()] = Label(BlockKind.BYLINE)
        if above and not any(self.prose[i] for i in above):
            chosen = self.keys[self._headline_of(above)]
            return next(i for i in above if self.keys[i] == chosen)
        return candidates[0] if candidates and candidates[0] == self._first_plain(head) else None

    def _headline_of(self, above: Sequence[int]) -> int:
        """The title among the lines above the date: the first that is as long as one and not in capitals.

        Menus are short and site names are in capitals; what stands between title and date is a short lead.
        """
        texts = {i: self.segments[i].text for i in above}
        return next(
            (i for i, text in texts.items() if len(text) >= _TITLE_LETTERS and not text.isupper()), above[-1]
        )

    def _first_plain(self, head: Sequence[int]) -> int | None:
        return next((i for i in head if not is_doubled(self.segments[i].text)), None)

    def mark_repeats(self) -> None:
        """Copies of the title: texts of pictures, mostly."""
        for index, label in enumerate(self.found):
            if label is not None or not self.keys[index]:
                continue
            if self.keys[index] == self.title_key:
                self.found[index] = Label(BlockKind.NAVIGATION, "title_repeated")

    def mark_tail(self) -> None:
        """Lists of other pages, and what stands below the article."""
        started = False
        index = 0
        while index < len(self.segments):
            end = index + 1
            if started and (label := self._section_label(index)) is not None:
                end = self._section_end(index, label)
                for place in range(index, end):
                    if self._is_open(place) or label.kind is BlockKind.FOOTER:
                        self.found[place] = label
            elif (
                not started
                and self.found[index] is None
                and self.lexicon.related_section(self.segments[index].text)
            ):
                self.found[index] = Label(BlockKind.NAVIGATION, self.segments[index].text)
            started = started or (self.prose[index] and self.found[index] is None)
            index = end

    def _section_label(self, index: int) -> Label | None:
        text = self.segments[index].text
        if self.found[index] is not None:
            return None
        if (cue := self.lexicon.related_section(text)) is not None:
            return Label(BlockKind.RELATED, cue.text)
        if (cue := self.lexicon.footer(text)) is not None:
            return Label(BlockKind.FOOTER, cue.text)
        if self._is_pair(index) and any(
            self._is_pair(i) for i in range(index + 2, min(index + _PAIR_PLACES, len(self.keys)))
        ):
            return Label(BlockKind.RELATED, "title_pair")
        return None

    def _is_pair(self, index: int) -> bool:
        """Whether a headline stands here and once more on the next line."""
        return (
            index + 1 < len(self.keys)
            and self.keys[index] == self.keys[index + 1]
            and len(self.keys[index]) >= _HEADLINE_CHARS
            and self.keys[index] != self.title_key
        )

    def _section_end(self, index: int, label: Label) -> int:
        """Where the article goes on after a list of other pages; the number of segments where it does not.

        A list of headlines that stand there twice, as link and as its title, is never inside an article.
        """
        cue = self.lexicon.related_section(self.segments[index].text)
        last = len(self.segments)
        pairs = any(self._is_pair(i) for i in range(index, min(index + _PAIR_PLACES, last)))
        loose = cue is not None and cue.role == "prose" and not self._is_signed(index)
        needed = 1 if loose else _RESUMING_PROSE
        run = 0
        for place in range(index + 1, last):
            text = self.segments[place].text
            if label.kind is BlockKind.RELATED and self._is_open(place) and self._opens_section(text):
                return place
            run = run + 1 if is_sentence(text) and self._is_open(place) and not pairs else 0
            if run == needed:
                return place - needed + 1
        return last

    def _opens_section(self, text: str) -> bool:
        return self.lexicon.footer(text) is not None or self.lexicon.related_section(text) is not None

    def _is_signed(self, index: int) -> bool:
        """Whether an author's name or a source stands on one of the lines just above."""
        above = range(max(0, index - 3), index)
        return any(self._is(i, BlockKind.BYLINE) or personal_name(self.segments[i].text) for i in above)

    def mark_signature(self) -> None:
        """The author's name below the article; a run of headlines after it belongs to other pages."""
        last = next((i for i in reversed(range(len(self.found))) if self._is_open(i)), -1)
        places = [i for i in range(max(0, last - _SIGNATURE_PLACES), last + 1) if self.found[i] is None]
        for place in reversed(places):
            if self.prose[place] and len(self.segments[place].text) > _TITLE_CHARS:
                return
            if personal_name(self.segments[place].text) and any(self.prose[:place]):
                self.found[place] = Label(BlockKind.BYLINE)
                after = [i for i in range(place + 1, len(self.found)) if self.found[i] is None]
                if len(after) > _UNSIGNED_LINES:
                    for index in after:
                        self.found[index] = Label(BlockKind.RELATED, "after_byline")
                return

    def mark_teasers(self) -> None:
        """Headlines of other pages that are run together on the line under the lead."""
        places = [i for i, label in enumerate(self.found) if label is None][:_TEASER_PLACES]
        for place in places:
            segment = self.segments[place]
            if (
                place > 0
                and not segment.gap_before
                and self.prose[place - 1]
                and self._ends_paragraph(place)
                and len(segment.text) >= _TEASER_CHARS
                and not ends_sentence(segment.text)
                and not breaks_sentence(segment.text)
                and _headline_starts(segment.text) >= _TEASER_HEADLINES
            ):
                self.found[place] = Label(BlockKind.RELATED, "teaser_line")

    def _ends_paragraph(self, index: int) -> bool:
        return index + 1 == len(self.segments) or self.segments[index + 1].gap_before

    def labels(self) -> list[Label]:
        """All labels: what no step has set apart is the article, told apart by its form."""
        content = [i for i, label in enumerate(self.found) if label is None]
        lead = self._lead_place(content[:_LEAD_PLACES])
        last_prose = max((i for i in content if self.prose[i]), default=-1)
        for index in content:
            if index == lead and any(self._is(i, BlockKind.TITLE) for i in range(index)):
                self.found[index] = Label(BlockKind.LEAD)
            else:
                below = index > last_prose >= 0
                apart = below and any(s.gap_before for s in self.segments[last_prose + 1 : index + 1])
                self.found[index] = Label(self._content_kind(index, apart))
        return [label for label in self.found if label is not None]

    def _lead_place(self, places: Sequence[int]) -> int | None:
        told = next((i for i in places if self.segments[i].hint is BlockKind.LEAD), None)
        if told is not None:
            return told
        return next(
            (i for i in places if self.prose[i] and self.segments[i].hint in (None, BlockKind.BODY)), None
        )

    def _content_kind(self, index: int, trailing: bool) -> BlockKind:
        segment = self.segments[index]
        text = segment.text
        if segment.hint is BlockKind.LEAD:
            return BlockKind.BODY
        if segment.hint is not None and segment.hint is not BlockKind.BODY:
            return segment.hint
        if is_table_row(text):
            return BlockKind.TABLE
        if is_list_item(text):
            return BlockKind.LIST_ITEM
        after_copy = index > 0 and self.found[index - 1] == Label(BlockKind.NAVIGATION, "title_repeated")
        if not breaks_sentence(text) and (
            self.lexicon.caption(text) is not None or (after_copy and len(text) <= _TITLE_CHARS and index > 1)
        ):
            return BlockKind.CAPTION
        if trailing and segment.hint is None and len(text) <= _TITLE_CHARS:
            return BlockKind.CAPTION
        if text[0] in '"“' and text[-1] in '"”' and '"' not in text[1:-1] and "”" not in text[1:-1]:
            return BlockKind.QUOTE
        if len(text) <= _HEADING_CHARS and not ends_sentence(text):
            return BlockKind.HEADING
        return BlockKind.BODY

    def _is(self, index: int, kind: BlockKind) -> bool:
        label = self.found[index]
        return label is not None and label.kind is kind

    def _is_open(self, index: int) -> bool:
        label = self.found[index]
        return label is None or label.kind in CONTENT_KINDS


def _may_be_title(text: str) -> bool:
    """Whether a line can be a headline: not too long, no full sentence, not a menu's doubled entry."""
    return len(text) <= _TITLE_CHARS and not is_doubled(text) and not (is_prose(text) and text.endswith("."))


def _headline_starts(text: str) -> int:
    """How often a capital follows a word in small letters: each may begin a headline."""
    words = text.split()
    return sum(
        after[0].isupper() and (before[-1].islower() or before[-1] in "”\"'") and before[:1].islower()
        for before, after in pairwise(words)
    )
