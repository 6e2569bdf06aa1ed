"""Whose a figure is: the body that did or achieved it, named beside it or carried on in the paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from chitieu.catalogue.organisations import HeadKind, OrganisationWords
from chitieu.extract.context.bodyaliases import FIRMS
from chitieu.extract.context.bodyfolding import Folding
from chitieu.extract.context.bodynames import COMPANY, Body, BodyReader
from chitieu.extract.context.bodysubjects import is_of_person
from chitieu.extract.context.pagebody import (
    TOP_UNION,
    UNION_HEADS,
    Mention,
    PageBody,
    is_of_its_union,
    page_body,
    page_firm,
)
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.places import Atlas
from chitieu.extract.context.readings import OrganisationReading
from chitieu.extract.context.selfwords import WE, are_briefs, does_itself, is_collector, page_agency
from chitieu.extract.context.units import Unit, rank
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import replace
from chitieu.kernel.records import Article, BlockKind, RuleHit

_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION})
_GIVEN_BY = ending(r"(?:được|do)\s+")
_GIVES = compiled(r"\s*(?:[^\s,;.]+\s+){0,3}?(?:tặng|trao|hỗ trợ|khen|tuyên dương|biểu dương|thăm)(?!\w)")
_HELP = words(r"hỗ trợ|tặng|quà|trao|thăm")
_OF = ending(r"(?:của|từ)\s+")
_NOUNS_OF = compiled(r"\s+(?:cnvclđ|cnlđ|nlđ|công nhân|lao động|người lao động|đoàn viên|cán bộ)\s+")
_FIGURE = re.compile(r"(?<!năm )\b\d")
_CLAUSE_END = re.compile(r"[,;.](?!\d)")
_WHOLE_UNIT = compiled(r"; toàn ")
_NEW_CLAUSE = re.compile(r"[,;:]\s*(?:\w+\s+){0,2}$")
_REPORTED = words(r"theo|báo cáo|thống kê|số liệu|khảo sát|quyết định|kế hoạch|chỉ tiêu|nghị quyết|nguồn")
_COMES_TO = compiled(
    r"\s*(?:\([^)]*\)\s*)?(?:[^\s,;:.]+\s+){0,4}?(?:đạt|lên tới|lên đến|là|tăng|giảm|ước|còn|chiếm|vượt|có)\s"
    r"(?:[^\s,;:.]+\s+){0,4}"
)
_AWARD_OF = ending(
    r"(?:bằng khen|giấy khen|cờ|kỷ niệm chương|huy chương|huân chương|danh hiệu)\s[^;.]{0,90}?(?:của|do)\s+"
)
_TO_WHOM = compiled(r"\s*(?:trao\s+|tặng\s+)?cho\s+(?:[^\s,;:.]+\s+){0,4}")
_BRACKET = compiled(r"\s?\([^()]{0,80}")
_IS_GIVEN = words(r"được (?:tặng|nhận|trao|khen|biểu dương|tuyên dương)|nhận (?:bằng|giấy|cờ)")
_THIS_FIRM = compiled(r"[\s\"'-]{0,12}(?:doanh nghiệp|công ty|đơn vị|hợp tác xã) này(?!\w)")
_ITS_UNION = words(
    r"(?:chủ tịch )?công đoàn (?:công ty|cơ sở|đơn vị)|(?:chủ tịch )?cđ (?:công ty|cơ sở)|cđcs"
)
_GRASSROOTS = words(r"cđcs|công đoàn cơ sở")
_REACH, _LEAD_REACH = 1500, 200
_FAR = 60
_FARTHEST_SENTENCE = 3
# `kỷ niệm 90 năm Ngày thành lập Công đoàn Việt Nam`: a day that is kept, not who the page tells of.
_FOUNDED = ending(r"(?:ngày|năm) (?:thành lập|truyền thống)\s+(?:của\s+)?")
# A page that is one paragraph has all of it for its lead.
_LONGEST_LEAD = 5
_OF_BODY = ending(r"(?:của|thuộc)\s+(?:các\s+)?")
_UNION_WORK = words(
    r"cđcs|công đoàn cơ sở|đoàn viên công đoàn|kết nạp(?: mới)?(?: được)? [^,;]{0,20}đoàn viên"
    r"|phát triển đoàn viên|phát triển mới [^,;]{0,20}đoàn viên"
    r"|nghiệp đoàn|thỏa ước|đoàn viên|mái ấm công đoàn|cnvclđ"
)
# Authorities speak for their unit: what follows in the paragraph is the unit's.
_AUTHORITIES = frozenset({"UBND", "HĐND", "Huyện ủy", "Quận ủy", "Tỉnh ủy", "Thành ủy", "Ủy ban Kiểm tra"})
_FUND = ("Quỹ ", "quỹ ")
_OF_FUND = words(r"quỹ|vốn|vay|giải ngân|dư nợ|dự án|hộ")
_LEAD_IN = compiled(r"[\s\"'-]{0,12}(?:[^;:]{0,60},\s+)?(?:[^\s,;:]+\s+){0,3}")


def _hit(rule: str, name: str | None, start: int | None = None, end: int | None = None) -> RuleHit:
    return RuleHit(f"organisation.{rule}", name or "none", start, end)


class Bodies:
    """The bodies of one article's figures."""

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        folded: str,
        lexicon: OrganisationWords,
        atlas: Atlas,
    ) -> None:
        self._text = folded
        self._sentences = sentences
        self._atlas = atlas
        self._clause_ends: dict[int, int] = {}
        reader = BodyReader(article.text, folded, sentences, lexicon, atlas)
        self._bodies = Folding(article.text, sentences, reader, atlas.focus).all_bodies()
        self._homes = {
            body.name: home
            for index, bodies in enumerate(self._bodies)
            for body in bodies
            if body.head.short in COMPANY and (home := atlas.address_behind(index, body.end))
        }
        self._figures = [atlas.figures(index) for index in range(len(sentences))]
        self._briefs = are_briefs(sentences, [atlas.mentions(i) for i in range(len(sentences))], folded)
        self._subject = None if self._briefs else self._page_body()
        subject = self._subject
        if subject is not None and not subject.is_firm:
            self._bodies = [
                [replace(body, name=subject.name) if body.collective else body for body in bodies]
                for bodies in self._bodies
            ]
        self._names = frozenset(body.name for bodies in self._bodies for body in bodies)
        self._firm_union = self._union_of_firm()
        self._settle_firm()
        self._union = subject.name if subject and subject.is_union else self._page_union()
        self._agency = (
            None if subject or self._briefs else page_agency(sentences, self._mentions(), self._figures)
        )
        self._place_leads = [self._has_place_subject(index) for index in range(len(sentences))]
        self._named_leads = [
            self._place_leads[index] and self._has_place_subject(index, ("unit", "country"))
            for index in range(len(sentences))
        ]
        self._carried: list[Body | None] = []
        self._carry_on()

    # --- the page

    def _mentions(self) -> list[Mention]:
        return [
            Mention(index, body.name, body.head.short)
            for index, bodies in enumerate(self._bodies)
            for body in bodies
        ]

    def _page_body(self) -> PageBody | None:
        """The union, party committee or mass organisation that the page tells of, else its firm."""
        named = [
            Mention(index, body.name, body.head.short)
            for index, bodies in enumerate(self._bodies)
            for body in bodies
            if not body.collective
            and (body.subject or body.head.short not in TOP_UNION)
            and not _FOUNDED.search(self._text, max(0, body.start - _FAR), body.start)
        ]
        found = page_body(self._sentences, self._text, named, self._figures, self._atlas.focus)
        return found or page_firm(self._sentences, self._mentions(), self._figures)

    def _page_union(self) -> str | None:
        """The union federation of the unit that the page is about."""
        focus = self._atlas.focus
        if focus is None or self._briefs:
            return None
        for body in (b for bodies in self._bodies for b in bodies):
            if body.head.short == "LĐLĐ" and body.name.casefold().endswith(focus.shown.casefold()):
                return body.name
        return None

    def _settle_firm(self) -> None:
        """Puts the firm of a page in the one district named before it (`ở huyện A ... Công ty B`)."""
        firm = self._subject.name if self._subject is not None and self._subject.is_firm else None
        if firm is None:
            return
        if firm not in self._homes:
            told = (
                (i, body) for i, bodies in enumerate(self._bodies) for body in bodies if body.name == firm
            )
            index, body = next(told)
            home = self._atlas.district_before(index, body.start)
            if home is None:
                return
            self._homes[firm] = home
        if self._firm_union:
            self._homes[self._firm_union] = self._homes[firm]

    def _union_of_firm(self) -> str | None:
        """The union of the firm that a page tells of, where the page speaks of one."""
        if self._subject is None or not self._subject.is_firm:
            return None
        if not _ITS_UNION.search(self._text):
            return None
        return f"{'CĐCS' if _GRASSROOTS.search(self._text) else 'Công đoàn'} {self._subject.name}"

    def _carry_on(self) -> None:
        carried: Body | None = None
        paragraph, since = -1, 0
        heads_list, list_head = False, None
        for index, sentence in enumerate(self._sentences):
            since += 1
            listed = sentence.block.kind is BlockKind.LIST_ITEM and heads_list
            if listed and sentence.paragraph != paragraph:
                carried = list_head
            elif (sentence.paragraph != paragraph or since > _FARTHEST_SENTENCE) and not listed:
                carried = None
            paragraph = sentence.paragraph
            self._carried.append(carried)
            owners = {self._found(index, *span)[1] for span in self._atlas.figures(index)} - {None}
            subjects = [body for body in self._bodies[index] if body.subject]
            if len({body.name for body in owners if body}) > 1 or (
                not subjects and not owners and self._place_leads[index]
            ):
                carried = None
            elif owners or subjects:
                carried, since = (owners.pop() if owners else subjects[0]), 0
            if carried is not None and (
                carried.head.short in _AUTHORITIES or self._leaves_fund(carried, index + 1)
            ):
                carried = None
            if carried is not None and carried.all_levels and self._subject and self._subject.is_union:
                carried = replace(carried, name=self._subject.name)
            if carried is None and index + 1 < len(self._sentences):
                carried = self._meant_next(index) or (self._of_item(index) if self._briefs else None)
            # `LĐLĐ huyện:` and the list under it.
            if not listed:
                heads_list = carried is not None and self._text[sentence.end - 1] == ":"
                list_head = carried

    def _of_item(self, index: int) -> Body | None:
        """The union that an item of a list of news in brief names first."""
        return next((body for body in self._bodies[index] if body.head.short in UNION_HEADS), None)

    def _leaves_fund(self, body: Body, following: int) -> bool:
        """Whether a sentence no longer tells of the fund that helped in the one before it."""
        if not body.name.startswith(_FUND) or following >= len(self._sentences):
            return False
        of_page = self._subject is not None and self._subject.name == body.name
        sentence = self._sentences[following]
        return not of_page and _OF_FUND.find(self._text, sentence.start, sentence.end) is None

    def _meant_next(self, index: int) -> Body | None:
        """The firm that the next sentence calls `Doanh nghiệp này`."""
        if not _THIS_FIRM.match(self._text, self._sentences[index + 1].start):
            return None
        firms = (body for body in reversed(self._bodies[index]) if body.head.kind is HeadKind.NAMED)
        return next(firms, None)

    def _has_place_subject(
        self, index: int, kinds: tuple[str, ...] = ("unit", "country", "relative")
    ) -> bool:
        sentence = self._sentences[index]
        return any(
            _LEAD_IN.fullmatch(self._text, sentence.start, mention.start)
            and not any(body.start <= mention.start < body.end for body in self._bodies[index])
            for mention in self._atlas.mentions(index)
            if mention.start < sentence.start + _LEAD_REACH
            if mention.kind in kinds and not mention.in_name
        )

    # --- readings

    def reading(self, index: int, start: int, end: int) -> OrganisationReading:
        """The body of the number `[start, end)` of a sentence."""
        rule, body = self._found(index, start, end)
        if body is not None:
            return OrganisationReading(body.name, (_hit(rule, body.name, body.start, body.end),))
        return self._inherited(index, start, end)

    def home(self, index: int, start: int, end: int) -> Unit | None:
        """Where the company sits that a sentence speaks of, or the paragraph does."""
        if not self._homes:
            return None
        named = [body.name for body in self._around(index, start, end) if body.head.short in COMPANY]
        read = self.reading(index, start, end).name
        return next((self._homes[name] for name in (read, *named) if name in self._homes), None)

    def _found(self, index: int, start: int, end: int) -> tuple[str, Body | None]:
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
        clause = self._clause_end(index, end)
        for body in self._around(index, start, end):
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
        for body in reversed(self._around(index, start, clause)):
            if body.end > start:
                continue
            before = self._text, max(low, body.start - 2 * _FAR), body.start
            if _AWARD_OF.stands_in(*before) and _TO_WHOM.fullmatch(self._text, body.end, start):
                return body
            if given and _GIVEN_BY.stands_in(*before) and _GIVES.match(self._text, body.end, start):
                return body
        return None

    def _clause_end(self, index: int, end: int) -> int:
        known = self._clause_ends.get(end)
        if known is None:
            limit = min(self._sentences[index].end, end + _REACH)
            match = _CLAUSE_END.search(self._text, end, limit)
            known = self._clause_ends[end] = match.start() if match else limit
        return known

    def _stated(self, index: int, start: int, end: int) -> Body | None:
        before = (body for body in reversed(self._around(index, start, end)) if body.end <= start)
        body = next(
            (
                b
                for b in before
                if b.subject
                or self._helps(index, b, start)
                or self._has(index, b, start)
                or self._brackets(index, b, start)
            ),
            None,
        )
        if body is None:
            return None
        between = self._text[body.end : start]
        other = any(
            _NEW_CLAUSE.search(between, 0, place - body.end)
            for place in self._own_places(index, body.end, start)
        )
        return None if other or _WHOLE_UNIT.search(between) else body

    def _own_places(self, index: int, low: int, high: int) -> list[int]:
        """Where units stand in a stretch of a sentence that are no part of a name."""
        mentions = self._atlas.mentions(index)
        first = bisect_left(mentions, low, key=lambda mention: mention.start)
        last = bisect_left(mentions, high, key=lambda mention: mention.start)
        own = (m for m in mentions[first:last] if m.kind in ("unit", "country") and not m.in_name)
        return [mention.start for mention in own]

    def _around(self, index: int, start: int, end: int) -> list[Body]:
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
        if body.head.short not in FIRMS or _BRACKET.fullmatch(self._text, body.end, start) is None:
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
        for body in self._around(index, start, end):
            if body.start >= end and _NOUNS_OF.fullmatch(self._text, end, body.start):
                return body
        return None

    def _behind(self, index: int, start: int, end: int) -> Body | None:
        clause = self._clause_end(index, end)
        for body in self._around(index, start, end):
            if body.start < end:
                continue
            between = self._text[max(end, body.start - _FAR) : body.start]
            if body.start < clause and _OF_BODY.search(between):
                return body
            if body.start - end <= _FAR and _OF_BODY.search(between) and not _FIGURE.search(between):
                return body
        return None

    def _inherited(self, index: int, start: int, end: int) -> OrganisationReading:
        sentence = self._sentences[index]
        carried = self._carried[index]
        place_leads = self._place_leads[index]
        if carried is not None and not place_leads:
            return OrganisationReading(
                carried.name, (_hit("inherited_from_paragraph", carried.name, carried.start, carried.end),)
            )
        high = self._clause_end(index, end)
        apart = sentence.block.kind in _APART and (
            sentence.block.kind is not BlockKind.LEAD or index < _LONGEST_LEAD
        )
        subject = self._subject
        of_place = False
        if subject is not None and subject.is_firm:
            return self._of_firm(subject, index, start, end)
        firm = subject.firm_has(self._text, sentence.start, start, high) if subject else None
        if firm and not (place_leads or apart):
            return OrganisationReading(firm, (_hit("body_of_page", firm),))
        if subject is not None and sentence.block.kind is not BlockKind.TITLE:
            owns = subject.owns(self._text, sentence.start, start, high)
            of_place = owns is False
            above = self._union_above(index, start, end) if subject.is_union and owns is not False else None
            if above is not None:
                return OrganisationReading(above, (_hit("union_of_unit", above),))
            by_default = subject.whole and owns is None and not place_leads and not apart
            elsewhere = self._named_leads[index] or (place_leads and subject.is_of_firm)
            by_topic = owns and (subject.whole or not apart) and not elsewhere
            if by_default or by_topic:
                return OrganisationReading(subject.name, (_hit("body_of_page", subject.name),))
        if self._agency is not None and not place_leads and not apart:
            itself = does_itself(self._text, sentence, start)
            if itself or is_collector(self._agency):
                return OrganisationReading(self._agency, (_hit("body_of_page", self._agency),))
        topical = _UNION_WORK.find(self._text, max(sentence.start, start - _FAR), high)
        if self._union and not (place_leads or apart or of_place) and topical:
            return OrganisationReading(self._union, (_hit("union_of_page", self._union),))
        return OrganisationReading(None, (_hit("none_named", None, start, end),))

    def _union_above(self, index: int, start: int, end: int) -> str | None:
        """The federation of the province that a figure is of, on a page of a smaller union."""
        unit, focus = self._atlas.unit_named(index, start, end), self._atlas.focus
        if unit is None or focus is None or not rank(focus.level) < rank(unit.level) <= rank("province"):
            return None
        name = f"LĐLĐ {unit.shown}"
        return name if name in self._names else None

    def _of_firm(self, firm: PageBody, index: int, start: int, end: int) -> OrganisationReading:
        """On a page of one firm: the firm's, or its union's, where nothing says that it is of others."""
        low, high = self._sentences[index].start, self._clause_end(index, end)
        apart = self._sentences[index].block.kind in _APART
        elsewhere = apart or self._place_leads[index] or not self._atlas.is_of_page(index, start, end)
        if elsewhere or firm.owns(self._text, low, start, high) is False:
            return OrganisationReading(None, (_hit("none_named", None, start, end),))
        of_union = self._firm_union is not None and is_of_its_union(self._text, low, start, high)
        name = self._firm_union if of_union and self._firm_union else firm.name
        return OrganisationReading(name, (_hit("body_of_page", name),))
