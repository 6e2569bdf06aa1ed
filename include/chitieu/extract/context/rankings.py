"""`Dẫn đầu năm nay là Đồng Tháp`, said of a ranking for the year before that has just come out."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context.pagetimes import PageDates
from chitieu.extract.context.patterns import words
from chitieu.extract.context.roles import Role
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import replace

_INDEX = words(
    r"pci|papi|par[ -]?index|sipas|ddci|ict index|par|chỉ số (?:năng lực|hiệu quả|cải cách|hài lòng|xanh)"
)
_RANKED = words(
    r"dẫn đầu|đứng đầu|đứng|xếp|hạng|quán quân|á quân|vị trí|ngôi|bảng xếp hạng|tụt|vươn lên|lùi|bứt phá|top"
)
_AIMED = words(r"phấn đấu|mục tiêu|sẽ|quyết tâm|kế hoạch")
_OPENING = 4


def give_year_of_ranking(
    mentions: Sequence[list[TimeMention]],
    roles: Sequence[Sequence[Role]],
    text: str,
    sentences: Sequence[Sentence],
    page: PageDates,
) -> None:
    """Gives `năm nay` the year that is ranked, in a page on a ranking for the year before its own."""
    focus = page.focus
    if focus is None or not page.is_report or not focus.whole_year or page.year != focus.end.year + 1:
        return
    if not any(_INDEX.find(text, s.start, s.end) for s in sentences[:_OPENING]):
        return
    for sentence, found, played in zip(sentences, mentions, roles, strict=True):
        for at, mention in enumerate(found):
            if mention.relative != "nay" or mention.kind != "relative_year" or played[at] is not Role.STATED:
                continue
            ranked = _RANKED.find(text, sentence.start, sentence.end)
            if ranked and not _AIMED.find(text, sentence.start, sentence.end):
                found[at] = replace(mention, kind="year", year=focus.end.year, relative=None)
