"""Whose a figure is: the body that did or achieved it, named beside it or carried on in the paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.catalogue.folding import fold
from chitieu.catalogue.organisations import OrganisationWords
from chitieu.extract.context.bodyaliases import FIRMS, firm_in, is_one_firm
from chitieu.extract.context.bodyfolding import Folding
from chitieu.extract.context.bodynames import Body, BodyReader
from chitieu.extract.context.bodyowners import Owners
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
from chitieu.extract.context.selfwords import (
    WE,
    are_briefs,
    does_itself,
    is_collector,
    may_be_called,
    meant_by,
    page_agency,
)
from chitieu.extract.context.units import Unit, rank
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import replace
from chitieu.kernel.records import Article, BlockKind, RuleHit

_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION})
_OTHER_FIRMS = words(r"(?:một|nhiều|các|những|không ít|phần lớn|hầu hết) (?:công ty|doanh nghiệp)")
_GOES_ON = compiled(r"[\s\"'+–-]{0,12}(?:đã|trong đó|trong số đó|số còn lại|riêng|cao điểm|gồm)\s")
_OTHERS = compiled(
    r"[\s\"'“(-]{0,12}(?:[^;:%]{0,40},\s+)?(?:toàn |cả )?"
    r"(ngành|(?:các|nhiều) (?:địa phương|huyện|xã|tỉnh|ngành|sở, ngành|hộ dân))\s"
    r"(?:đã|đang|sẽ|cũng|còn|hiện|mới|có|phấn đấu|đặt|trao|tặng|hỗ trợ|xây)(?!\w)"
)
_ITS_UNION = words(
    r"(?:chủ tịch )?công đoàn (?:công ty|cơ sở|đơn vị)|(?:chủ tịch )?cđ (?:công ty|cơ sở)|cđcs"
)
_GRASSROOTS = words(r"cđcs|công đoàn cơ sở")
_LEAD_REACH = 200
_FAR = 60
_FARTHEST_SENTENCE = 3
_FARTHEST_MEANT = 7
# `kỷ niệm 90 năm Ngày thành lập Công đoàn Việt Nam`: a day that is kept, not who the page tells of.
_FOUNDED = ending(r"(?:ngày|năm) (?:thành lập|truyền thống)\s+(?:của\s+)?")
# A page that is one paragraph has all of it for its lead.
_LONGEST_LEAD = 5
_UNION_WORK = words(
    r"cđcs|công đoàn cơ sở|đoàn viên công đoàn|kết nạp(?: mới)?(?: được)? [^,;]{0,20}đoàn viên"
    r"|phát triển đoàn viên|phát triển mới [^,;]{0,20}đoàn viên"
    r"|nghiệp đoàn|thỏa ước|đoàn viên|mái ấm công đoàn|cnvclđ"
)
# Authorities speak for their unit: what follows in the paragraph is the unit's.
_AUTHORITIES = frozenset({"UBND", "HĐND", "Huyện ủy", "Quận ủy", "Tỉnh ủy", "Thành ủy", "Ủy ban Kiểm tra"})
# What many did in one sentence is not theirs in the next.
_MANY = tuple(map(fold, ("các cđcs", "các công đoàn", "mặt trận các cấp", "ủy ban kiểm tra các cấp")))
_FUND = ("Quỹ ", "quỹ ")
_OF_FUND = words(r"quỹ|vốn|vay|nợ xấu|giải ngân|dư nợ|dự án|hộ")
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
        reader = BodyReader(article.text, folded, sentences, lexicon, atlas)
        self._bodies = Folding(article.text, sentences, reader, atlas.focus).all_bodies()
        self._seats = self._find_seats()
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
        self._owners = Owners(folded, sentences, self._bodies, atlas, self._carried)
        self._carry_on()

    # --- the page

    def _find_seats(self) -> dict[str, Unit]:
        """Where the firms sit that are named with their address, by their names without their forms."""
        seats: dict[str, Unit] = {}
        for index, bodies in enumerate(self._bodies):
            for body in bodies:
                firm = firm_in(body.name)
                seat = self._atlas.address_behind(index, body.end) if firm else None
                if firm and seat:
                    seats.setdefault(firm, seat)
        return seats

    def _seat_of(self, name: str | None) -> Unit | None:
        """Where a firm, or the firm of a union, sits, by any of its names."""
        if name is None or not self._seats:
            return None
        firm = firm_in(name) or name
        return next((seat for other, seat in self._seats.items() if is_one_firm(firm, other)), None)

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
        if self._seat_of(firm) is None:
            told = (
                (i, body) for i, bodies in enumerate(self._bodies) for body in bodies if body.name == firm
            )
            index, body = next(told)
            seat = self._atlas.district_before(index, body.start)
            if seat is not None:
                self._seats[firm_in(firm) or firm] = seat

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
                carried = carried if self._goes_on(index) else None
            paragraph = sentence.paragraph
            if carried is not None and not listed and self._has_other_subject(index, carried):
                carried = None
            if carried is None and not listed and (meant := self._meant(index)):
                carried, since = meant, 0
            self._carried.append(carried)
            owners = {self._owners.found(index, *span)[1] for span in self._atlas.figures(index)} - {None}
            subjects = [body for body in self._bodies[index] if body.subject]
            if len({body.name for body in owners if body}) > 1 or (
                not subjects and not owners and self._place_leads[index]
            ):
                carried = None
            elif owners or subjects:
                carried, since = (owners.pop() if owners else subjects[0]), 0
            if carried is not None and (
                carried.head.short in _AUTHORITIES
                or carried.head.key.startswith(_MANY)
                or self._leaves_fund(carried, index + 1)
            ):
                carried = None
            if carried is not None and carried.all_levels and self._subject and self._subject.is_union:
                carried = replace(carried, name=self._subject.name)
            if carried is None and index + 1 < len(self._sentences):
                carried = self._of_item(index) if self._briefs else None
            # `LĐLĐ huyện:` and the list under it.
            if not listed:
                heads_list = carried is not None and self._text[sentence.end - 1] == ":"
                list_head = carried

    def _goes_on(self, index: int) -> bool:
        """Whether an item of a list goes on with the item above it (`- đã giải quyết 41.008 hồ sơ`)."""
        sentence = self._sentences[index]
        items = index > 0 and (
            sentence.block.kind is BlockKind.LIST_ITEM is self._sentences[index - 1].block.kind
        )
        return items and _GOES_ON.match(self._text, sentence.start) is not None

    def _has_other_subject(self, index: int, carried: Body) -> bool:
        """Whether a sentence tells of many, or of the whole branch, not of the body before it."""
        sentence = self._sentences[index]
        others = _OTHERS.match(self._text, sentence.start, sentence.end)
        return others is not None and others.group(1) not in fold(carried.name)

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

    def _meant(self, index: int) -> Body | None:
        """The body named before that a sentence calls `đơn vị`, or the firm where its `chúng tôi` are."""
        sentence = self._sentences[index]
        word = meant_by(self._text, sentence)
        said = word is None and WE.find(self._text, sentence.start, sentence.end) is not None
        if word is None and not said:
            return None
        for before in range(index - 1, max(-1, index - _FARTHEST_MEANT), -1):
            bodies = [body for body in self._bodies[before] if body.head.short not in _AUTHORITIES]
            if word is None:
                same = self._sentences[before].paragraph == sentence.paragraph
                return next((b for b in reversed(bodies) if same and b.head.short in FIRMS), None)
            fitting = [b for b in bodies if may_be_called(b.name, b.head.short, word)]
            if fitting:
                return next((b for b in fitting if b.subject), fitting[-1])
            if self._bodies[before]:
                return None
        return None

    def _has_place_subject(
        self, index: int, kinds: tuple[str, ...] = ("unit", "country", "relative")
    ) -> bool:
        sentence = self._sentences[index]
        # `Trao 3 nhà cho đoàn viên ở A, B`: what is told of is not where it was.
        first = next((start for start, _ in self._figures[index]), sentence.end)
        return any(
            _LEAD_IN.fullmatch(self._text, sentence.start, mention.start)
            and not any(body.start <= mention.start < body.end for body in self._bodies[index])
            for mention in self._atlas.mentions(index)
            if mention.start < sentence.start + _LEAD_REACH
            if mention.start <= first and mention.kind in kinds
            if not mention.in_name and mention.seat is None
        )

    # --- readings

    def reading(self, index: int, start: int, end: int) -> OrganisationReading:
        """The body of the number `[start, end)` of a sentence."""
        rule, body = self._owners.found(index, start, end)
        if body is not None:
            return OrganisationReading(body.name, (_hit(rule, body.name, body.start, body.end),))
        return self._inherited(index, start, end)

    def home(self, index: int, start: int, end: int) -> Unit | None:
        """Where the company sits that a sentence speaks of, or the paragraph does."""
        if not self._seats:
            return None
        named = (body.name for body in self._owners.around(index, start, end))
        read = self.reading(index, start, end).name
        return next((seat for name in (read, *named) if (seat := self._seat_of(name))), None)

    def _inherited(self, index: int, start: int, end: int) -> OrganisationReading:
        sentence = self._sentences[index]
        carried = self._carried[index]
        place_leads = self._place_leads[index]
        others = carried is not None and carried.head.short in FIRMS and self._tells_of_firms(index, start)
        if carried is not None and not place_leads and not others:
            return OrganisationReading(
                carried.name, (_hit("inherited_from_paragraph", carried.name, carried.start, carried.end),)
            )
        high = self._owners.clause_end(index, end)
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

    def _tells_of_firms(self, index: int, start: int) -> bool:
        """Whether a sentence tells of other firms than the one named before (`một công ty xuất khẩu dừa`)."""
        return _OTHER_FIRMS.find(self._text, self._sentences[index].start, start) is not None

    def _union_above(self, index: int, start: int, end: int) -> str | None:
        """The federation of the province that a figure is of, on a page of a smaller union."""
        unit, focus = self._atlas.unit_named(index, start, end), self._atlas.focus
        if unit is None or focus is None or not rank(focus.level) < rank(unit.level) <= rank("province"):
            return None
        name = f"LĐLĐ {unit.shown}"
        return name if name in self._names else None

    def _of_firm(self, firm: PageBody, index: int, start: int, end: int) -> OrganisationReading:
        """On a page of one firm: the firm's, or its union's, where nothing says that it is of others."""
        low, high = self._sentences[index].start, self._owners.clause_end(index, end)
        apart = self._sentences[index].block.kind in _APART
        elsewhere = apart or self._place_leads[index] or not self._atlas.is_of_page(index, start, end)
        if elsewhere or firm.owns(self._text, low, start, high) is False:
            return OrganisationReading(None, (_hit("none_named", None, start, end),))
        of_union = self._firm_union is not None and is_of_its_union(self._text, low, start, high)
        name = self._firm_union if of_union and self._firm_union else firm.name
        return OrganisationReading(name, (_hit("body_of_page", name),))
