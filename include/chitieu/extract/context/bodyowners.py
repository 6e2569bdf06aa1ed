"""Whose a figure is by its own sentence: who did it, has it, gave it or is counted beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from chitieu.catalogue.organisations import HeadKind
from chitieu.extract.context.bodyaliases import FIRMS
from chitieu.extract.context.bodynames import Body
from chitieu.extract.context.bodysubjects import is_of_person
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.places import Atlas
from chitieu.extract.context.selfwords import WE
from chitieu.extract.spans import Sentence

_GIVEN_BY = ending(r"(?:được|do)\s+")
_GIVES = compiled(
    r"\s*(?:[^\s,;.]+\s+){0,3}?(?:tặng|trao|hỗ trợ|khen|tuyên dương|biểu dương|thăm"
    r"|kết nạp|giới thiệu|tư vấn|cho vay|giải ngân|giúp|đào tạo|dạy nghề)(?!\w)"
)
_HELP = words(r"hỗ trợ|tặng|quà|trao|thăm")
_OF = ending(r"(?:của|từ)\s+")
_NOUNS_OF = compiled(r"\s+(?:cnvclđ|cnlđ|nlđ|công nhân|lao động|người lao động|đoàn viên|cán bộ)\s+")
_FIGURE = re.compile(r"(?<!năm )\b\d")
_CLAUSE_END = re.compile(r"[,;.](?!\d)")
_WHOLE_UNIT = compiled(r"; toàn ")
_NEW_CLAUSE = re.compile(r"[,;:]\s*(?:\w+\s+){0,2}$")
_REPORTED = words(r"theo|báo cáo|thống kê|số liệu|khảo sát|quyết định|kế hoạch|chỉ tiêu|nghị quyết")
_COMES_TO = compiled(
    r"\s*(?:\([^)]*\)\s*)?(?:[^\s,;:.]+\s+){0,4}?(?:đạt|lên tới|lên đến|là|tăng|giảm|ước|còn|chiếm|vượt|có)\s"
    r"(?:[^\s,;:.]+\s+){0,4}"
)
_AWARD_OF = ending(
    r"(?:bằng khen|giấy khen|cờ|kỷ niệm chương|huy chương|huân chương|danh hiệu)\s[^;.]{0,90}?(?:của|do)\s+"
)
_TO_WHOM = compiled(r"\s*(?:trao\s+|tặng\s+)?cho\s+(?:[^\s,;:.]+\s+){0,4}")
# `thành lập 2 CĐCS là Công ty A và Công ty B, đạt 100%`: the firms are but what is counted.
_COUNTED_AS = compiled(r"\d\s[^,;.:\d]{1,45}\s(?:là|gồm|như)\s+(?:[^,;.:]{1,50} và )?$")
# `theo Nghị quyết 06 của Tổng LĐLĐ`: whose rule it is, not whose work.
_RULED = ending(
    r"(?:nghị quyết|quyết định|kế hoạch|chỉ thị|hướng dẫn|thông tư|công văn|kết luận|quy định|điều lệ"
    r"|tiêu chí|chỉ tiêu|bộ tiêu chí)(?:\s[^,;]{0,40})? của\s+"
)
_OWN_BRACKET = compiled(r"\s?\((?!số )(?:[^\s()\d]+\s){0,3}")
_BRACKET = compiled(r"\s?\([^()]{0,80}")
# `6 tập thể, 14 cá nhân được A tặng Bằng khen`: all of them.
_WHO = r"(?:tập thể|cá nhân|đơn vị|gia đình|hộ|công nhân|đoàn viên|lao động|cán bộ|chi bộ)"
_LISTED = compiled(rf"\s{_WHO}[^,;.\d]{{0,25}}(?:,|\svà|,\svà)\s[\d.]+\s{_WHO}(?!\w)")
_IS_GIVEN = words(r"được (?:tặng|nhận|trao|khen|biểu dương|tuyên dương)|nhận (?:bằng|giấy|cờ)")
_REACH = 1500
_FAR = 60
_OF_BODY = ending(r"(?:của|thuộc)\s+(?:các\s+)?")


class Owners:
    """Finds the body that the sentence of a figure names for it.

    `carried` are the bodies that the sentences read so far take over from those before them.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        bodies: Sequence[list[Body]],
        atlas: Atlas,
        carried: Sequence[Body | None],
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._bodies = bodies
        self._atlas = atlas
        self._carried = carried
        self._clause_ends: dict[int, int] = {}

    def found(self, index: int, start: int, end: int) -> tuple[str, Body | None]:
        """The body that a sentence gives the number `[start, end)` to, and by which rule."""
        if not self._bodies[index]:
            return "none", None
        rules = (
            ("gave", self._giver),
            ("stated_beside", self._beside),
            ("stated_in_clause", self._stated),
            ("stated_behind", self._behind),
            ("spoke", self._spoke),
        )
        for rule, find in rules:
            body = find(index, start, end)
            if body is not None:
                return rule, body
        return "none", None

    def _spoke(self, index: int, start: int, end: int) -> Body | None:
        """`Bà A, Phó Chủ tịch LĐLĐ tỉnh, cho biết: "chúng tôi ..."`: of the body that the speaker is of."""
        sentence = self._sentences[index]
        said = WE.find(self._text, sentence.start, start)
        if said is None:
            return None
        bodies = self._bodies[index]
        before = [body for body in bodies if body.end <= said.start()]
        behind = [body for body in bodies if body.start >= end]
        for body in (*reversed(before), *behind):
            if is_of_person(self._text, max(sentence.start, body.start - 2 * _FAR), body.start):
                return body
        if index and self._sentences[index - 1].paragraph == sentence.paragraph:
            return self._carried[index - 1] if index <= len(self._carried) else None
        return None

    def _giver(self, index: int, start: int, end: int) -> Body | None:
        listed = _LISTED.match(self._text, end)
        clause = self.clause_end(index, listed.end() if listed else end)
        for body in self.around(index, start, end):
            if not end <= body.start < clause:
                continue
            before = self._text, max(end, body.start - _FAR), body.start
            if _GIVEN_BY.stands_in(*before) and _GIVES.match(self._text, body.end, clause):
                return body
            if _OF.stands_in(*before) and _HELP.stands_in(*before):
                return body
        return self._giver_before(index, start, clause)

    def _giver_before(self, index: int, start: int, clause: int) -> Body | None:
        """`Kỷ niệm chương của A cho 5 cá nhân`; `3 tập thể được A tặng Cờ, 9 cá nhân được tặng Giấy khen`."""
        low = self._sentences[index].start
        given = _IS_GIVEN.find(self._text, start, clause) is not None
        for body in reversed(self.around(index, start, clause)):
            if body.end > start:
                continue
            before = self._text, max(low, body.start - 2 * _FAR), body.start
            if _AWARD_OF.stands_in(*before) and _TO_WHOM.fullmatch(self._text, body.end, start):
                return body
            if given and _GIVEN_BY.stands_in(*before) and _GIVES.match(self._text, body.end, start):
                return body
        return None

    def clause_end(self, index: int, end: int) -> int:
        """Where the clause of a number that ends at `end` does."""
        known = self._clause_ends.get(end)
        if known is None:
            limit = min(self._sentences[index].end, end + _REACH)
            match = _CLAUSE_END.search(self._text, end, limit)
            known = self._clause_ends[end] = match.start() if match else limit
        return known

    def _stated(self, index: int, start: int, end: int) -> Body | None:
        before = (body for body in reversed(self.around(index, start, end)) if body.end <= start)
        body = next(
            (
                b
                for b in before
                if (b.subject and not self._is_counted(index, b, start))
                or self._helps(index, b, start)
                or self._has(index, b, start)
                or self._brackets(index, b, start)
            ),
            None,
        )
        if body is None:
            return None
        between = self._text[body.end : start]
        address = body.end + 2 if body.head.kind is HeadKind.NAMED and between.startswith(", ") else None
        other = any(
            place != address and _NEW_CLAUSE.search(between, 0, place - body.end)
            for place in self._own_places(index, body.end, start)
        )
        return None if other or _WHOLE_UNIT.search(between) else body

    def _is_counted(self, index: int, body: Body, start: int) -> bool:
        low = max(self._sentences[index].start, body.start - 2 * _FAR)
        return "," in self._text[body.end : start] and bool(_COUNTED_AS.search(self._text[low : body.start]))

    def _own_places(self, index: int, low: int, high: int) -> list[int]:
        """Where units stand in a stretch of a sentence that are no part of a name."""
        mentions = self._atlas.mentions(index)
        first = bisect_left(mentions, low, key=lambda mention: mention.start)
        last = bisect_left(mentions, high, key=lambda mention: mention.start)
        own = (m for m in mentions[first:last] if m.kind in ("unit", "country") and not m.in_name)
        return [mention.start for mention in own]

    def around(self, index: int, start: int, end: int) -> list[Body]:
        """The bodies within reach of a number."""
        bodies, sentence = self._bodies[index], self._sentences[index]
        if not bodies or sentence.end - sentence.start <= _REACH:
            return bodies
        low = bisect_left(bodies, start - _REACH, key=lambda body: body.start)
        high = bisect_left(bodies, end + _REACH, key=lambda body: body.start)
        return bodies[low:high]

    def _has(self, index: int, body: Body, start: int) -> bool:
        """`doanh thu của Công ty A đạt 9 tỷ đồng`: the figure is of whom it is said to be."""
        before = self._text, max(self._sentences[index].start, body.start - _FAR), body.start
        if not _OF_BODY.stands_in(*before) or _REPORTED.stands_in(*before):
            return False
        return _COMES_TO.fullmatch(self._text, body.end, start) is not None

    def _brackets(self, index: int, body: Body, start: int) -> bool:
        """`kế đó là Công ty A (64 sáng kiến) và Công ty B (22 sáng kiến)`: each firm's own brackets."""
        bracket = _BRACKET if body.head.short in FIRMS else _OWN_BRACKET
        if bracket.fullmatch(self._text, body.end, start) is None:
            return False
        return not _REPORTED.search(
            self._text, max(self._sentences[index].start, body.start - 30), body.start
        )

    def _helps(self, index: int, body: Body, start: int) -> bool:
        """`nhận hỗ trợ từ LĐLĐ tỉnh, mỗi suất 1 triệu đồng`: the giver's, up to the next semicolon."""
        before = self._text, max(self._sentences[index].start, body.start - 45), body.start
        return _OF.stands_in(*before) and _HELP.stands_in(*before) and ";" not in self._text[body.end : start]

    def _beside(self, index: int, start: int, end: int) -> Body | None:
        """`100% công nhân ngành Dệt may`: the body right behind those who are counted."""
        for body in self.around(index, start, end):
            if body.start >= end and _NOUNS_OF.fullmatch(self._text, end, body.start):
                return body
        return None

    def _behind(self, index: int, start: int, end: int) -> Body | None:
        clause = self.clause_end(index, end)
        for body in self.around(index, start, end):
            if body.start < end:
                continue
            between = self._text[max(end, body.start - _FAR) : body.start]
            if _RULED.search(between):
                continue
            if body.start < clause and _OF_BODY.search(between):
                return body
            if ";" in between:
                return None
            if body.start - end <= _FAR and _OF_BODY.search(between) and not _FIGURE.search(between):
                return body
        return None
