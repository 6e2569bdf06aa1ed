"""Headings that date what stands under them: `II. Chỉ tiêu năm 2017` and the list that follows."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context.calendar import Period
from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.context.roles import Role
from chitieu.extract.context.scoping import Use
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import BlockKind

_PLAN = words(
    r"chỉ tiêu|nhiệm vụ|phương hướng|mục tiêu|kế hoạch|định hướng|kịch bản|việc (?:của|cần làm|trọng tâm)"
)
# What of the paragraphs under `Mục tiêu 2014` is planned for that year.
_AIMS = words(r"phấn đấu|kỳ vọng|mục tiêu|chỉ tiêu|đề ra|đặt ra|sẽ|quyết tâm|dự kiến")
_NUMBER_ALONE = compiled(r"\s*(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)/]?\s*")
_NUMBER = compiled(r"\s*(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)/]\s")
_LISTED = compiled(r"\s*(?:[-+*•–]|\d{1,2}[.)]|[a-h][.)])")
_LONGEST, _LONGEST_LEADING_IN = 70, 200
_PLANNED_FOR = frozenset({"year", "quarter", "month", "rest", "half", "relative_year", "term_to_come"})
_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION, BlockKind.QUOTE})
# `Đại hội thống nhất 3 khâu đột phá và 17 chỉ tiêu. Đáng chú ý: ...` sets what the sentence behind it lists.
_SETS = word_pattern(
    r"(?<!\w)(?:đề ra|đặt ra|thống nhất|thông qua|xác định|biểu quyết|quyết nghị|phấn đấu)(?!\w)[^.;]{0,60}"
    r"(?<!\w)(?:chỉ tiêu|mục tiêu)(?!\w)"
)
# `thông qua Nghị quyết về nhiệm vụ năm 2024. Các chỉ tiêu chính gồm: ...`
_PASSES = words(r"thông qua|ban hành|quyết nghị|biểu quyết|thống nhất|chốt")
_DETAILS = compiled(
    r"[\s\"'(-]{0,12}(?:đáng chú ý|cụ thể|trong đó|theo đó|đó là|gồm|bao gồm|nổi bật|một số chỉ tiêu"
    r"|(?:các|những) (?:chỉ tiêu|mục tiêu)[^.;:\d]{0,40}(?:gồm|là|như|:))(?!\w)"
)


class Planned:
    """The times that headings and sentences plan for, told for each sentence of a folded text."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        uses: Sequence[Sequence[Use]],
        numerals: Sequence[Sequence[tuple[int, int]]],
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._uses = uses
        self._numerals = numerals

    def sections(self) -> list[Period | None]:
        """For each sentence the time that what it lists is planned for, None where nothing plans."""
        found: list[Period | None] = []
        section: Period | None = None
        # The paragraph that a plan without a list goes on in, -1 for none.
        going_on = -1
        headed: Period | None = None
        for index, sentence in enumerate(self._sentences):
            listed = sentence.block.kind is BlockKind.LIST_ITEM or _LISTED.match(self._text, sentence.start)
            if self._is_heading(index):
                section = self._planned_for(index)
                going_on = sentence.paragraph + 1 if section and self._leads_in(index) else -1
                headed = None if self._leads_in(index) else section
            elif sentence.paragraph != going_on and not listed:
                alone = _NUMBER_ALONE.fullmatch(self._text, sentence.start, sentence.end)
                section = section if alone else None
            if section is None and self._is_detail(index):
                section = self._planned_for(index - 1)
                going_on = sentence.paragraph if section else -1
            of_heading = section is None and headed is not None and not self._names_year(index)
            aims = of_heading and _AIMS.find(self._text, sentence.start, sentence.end)
            found.append(headed if aims else section)
        return found

    def _names_year(self, index: int) -> bool:
        return any(use.mention.year or use.mention.relative for use in self._uses[index])

    def _planned_for(self, index: int) -> Period | None:
        sentence = self._sentences[index]
        sets = _SETS.find(self._text, sentence.start, sentence.end) is not None
        # `thống nhất các chỉ tiêu của nhiệm kỳ 2023 - 2028:`; a term that is over is not set.
        kinds = _PLANNED_FOR | {"years"} if sets else _PLANNED_FOR
        ahead = [u.period for u in self._uses[index] if u.mention.kind in kinds and u.period]
        plans = ahead and _PLAN.find(self._text, sentence.start, sentence.end)
        return ahead[-1] if plans else None

    def _leads_in(self, index: int) -> bool:
        return self._text[self._sentences[index].end - 1] == ":"

    def _is_detail(self, index: int) -> bool:
        """Whether a sentence lists what the one before it set."""
        sentence = self._sentences[index]
        if index == 0 or self._sentences[index - 1].paragraph != sentence.paragraph:
            return False
        if _DETAILS.match(self._text, sentence.start) is None:
            return False
        before = self._sentences[index - 1]
        if _SETS.find(self._text, before.start, before.end) is not None:
            return True
        plans = any(u.role is Role.PLAN for u in self._uses[index - 1])
        return plans and _PASSES.find(self._text, before.start, before.end) is not None

    def _is_heading(self, index: int) -> bool:
        """Whether a line of its own heads what follows: short or with a colon, without a figure."""
        text, sentence = self._text, self._sentences[index]
        if _NUMBER_ALONE.fullmatch(text, sentence.start, sentence.end):
            return False
        leads_in = self._leads_in(index)
        if sentence.block.kind in _APART and not leads_in:
            return False
        if sentence.end - sentence.start >= (_LONGEST_LEADING_IN if leads_in else _LONGEST):
            return False
        numbered = _NUMBER.match(text, sentence.start)
        low = numbered.end() if numbered else sentence.start
        return (
            not any(start >= low for start, _ in self._numerals[index])
            and text[sentence.end - 1] not in ".;,"
        )
