"""Whose a figure is: the body that did or achieved it, named beside it or carried on in the paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from chitieu.catalogue.folding import fold
from chitieu.catalogue.organisations import HeadKind, OrganisationHead, OrganisationWords
from chitieu.extract.context.pagebody import UNION_HEADS, Mention, page_body
from chitieu.extract.context.patterns import compiled, ending, words
from chitieu.extract.context.placenames import PlaceMention
from chitieu.extract.context.places import Atlas
from chitieu.extract.context.readings import OrganisationReading
from chitieu.extract.context.units import Unit
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import record
from chitieu.kernel.records import Article, BlockKind, RuleHit

_APART = frozenset({BlockKind.TITLE, BlockKind.LEAD, BlockKind.CAPTION})
_WORD = re.compile(r"[\w&]+")
_JOIN = re.compile(r"(?: |\s?[-–]\s?)\Z")
_CONNECTORS = frozenset({"và", "&"})
_UNIT_TYPES = {
    "huyện": ("huyện", ("district",)),
    "quận": ("quận", ("district",)),
    "tỉnh": ("tỉnh", ("province",)),
    "tp": ("thành phố", ("province", "district")),
    "thành phố": ("thành phố", ("province", "district")),
    "thị xã": ("thị xã", ("district",)),
    "xã": ("xã", ("commune",)),
    "phường": ("phường", ("commune",)),
}
_VERBS = words(
    r"đã|được|đạt|có|đang|sẽ|là|giải quyết|hỗ trợ|cho(?= \d| vay| hơn| gần| trên| biết)|phục vụ|tổ chức"
    r"|kết nạp|thành lập|phát hành|doanh thu|trao|tặng"
    r"|tiếp nhận|giải ngân|huy động|vận động|giúp(?= \d)"
    r"|phối hợp|triển khai|tuyên truyền|hoàn thành|vận động|thực hiện|chăm lo|tiếp tục|chủ động|luôn"
)
_OF_TYPED_UNIT = compiled(r" (?:huyện|quận|phường|xã|tỉnh|thành phố|thị xã)(?!\w)")
_LONGEST_PHRASE, _LONGEST_NAME = 90, 160
_FEWEST_WORDS = 3
_SOURCE = ending(
    r"(?<!tiếp )(?:theo|từ)\s+(?:[^,;.:()]{0,60}\s)?|(?:do|được|của lãnh đạo|nghị quyết|chỉ đạo của"
    r"|quyết định của|bộ tiêu chí của)\s+(?:[^,;.:()]{0,25}\s)?"
)
_PERSON = ending(
    r"(?:chủ tịch|bí thư|giám đốc|phó|trưởng|cục trưởng|ủy viên|đại diện|lãnh đạo|cán bộ|thủ trưởng"
    r"|viện trưởng|chủ nhiệm|nhân viên"
    r"|công nhân|thứ trưởng|bộ trưởng|tham mưu|thăm|đồng chí|ban thường vụ|ban chấp hành|thường trực"
    r"|đoàn cán bộ)(?:\s+[^,.;:()]{0,60})?"
)
_OBJECT = ending(
    r"(?:cho|với|tại|và|đến|về|vào|thuộc|ở|(?<!cuối )cùng|từ|bởi|trong(?! đó)|của)\s+(?:[^\s,;.:]+\s+){0,4}"
)
_CLAUSE_LEAD = compiled(
    r"(?:^|[,;:.…\"']\s*|(?<!\w)(?:là|gồm|như|của|và|trong đó|ngoài ra|riêng|cụ thể|do"
    r"|được)\s+)(?:[^\s,;:.()]+\s+){0,5}$"
)
_AGENT = ending(r"(?:được|do)\s+")
_CARRIES_OUT = compiled(r"\s*(?:tiến hành|thực hiện|triển khai|tổ chức|phát hành|xây dựng)(?!\w)")
_ACTS = compiled(r"\s*(?:[^,;.:]{0,40}\s)?(?:đã\s+)?(?:tặng|trao|hỗ trợ|ủng hộ)(?!\w)")
_REPORTS = compiled(
    r"(?!\s*được)\s*(?:\([^)]*\)\s*)?(?:[^,;.:]{0,30}\s)?(?:cho biết|công bố|ước tính|thông báo|thông tin"
    r"|báo cáo|đánh giá|cho hay|khẳng định|nhấn mạnh|yêu cầu|chỉ đạo"
    r"|giao(?! lưu| dịch| thông)|đề nghị|ban hành|dự báo|thống kê|họp báo|trình|cho rằng|tiếp thu"
    r"|xem xét)(?!\w)"
)
# Verbs whose first syllable also stands inside names (`Bộ Công thương công bố`).
_SPEAKS = words(r"công bố|công nhận|thông tin|thông báo|thông qua|triển khai|chính thức|hoạch định")
_GIVEN_BY = ending(r"(?:được|do)\s+")
_GIVES = compiled(r"\s*(?:[^\s,;.]+\s+){0,3}?(?:tặng|trao|hỗ trợ|khen|tuyên dương|biểu dương|thăm)(?!\w)")
_HELP = words(r"hỗ trợ|tặng|quà|trao|thăm")
_OF = ending(r"(?:của|từ)\s+")
_NOUNS_OF = compiled(r"\s+(?:cnvclđ|cnlđ|nlđ|công nhân|lao động|người lao động|đoàn viên|cán bộ)\s+")
_FIGURE = re.compile(r"(?<!năm )\b\d")
_CLAUSE_END = re.compile(r"[,;.](?!\d)")
_WHOLE_UNIT = compiled(r"; toàn ")
_NEW_CLAUSE = re.compile(r"[,;:]\s*(?:\w+\s+){0,2}$")
_REACH, _LEAD_REACH = 1500, 200
_FAR = 60
_FARTHEST_SENTENCE = 3
_OF_BODY = ending(r"của\s+(?:các\s+)?")
_UNION_WORK = words(
    r"cđcs|công đoàn cơ sở|đoàn viên công đoàn|kết nạp(?: mới)?(?: được)? [^,;]{0,20}đoàn viên"
    r"|phát triển đoàn viên|phát triển mới [^,;]{0,20}đoàn viên"
    r"|nghiệp đoàn|thỏa ước lao động|đoàn viên|mái ấm công đoàn"
)
_STANDS_ALONE = frozenset(map(fold, ("công ty", "cty", "các cấp công đoàn")))
_WRITTEN_SMALL = frozenset({HeadKind.NAMED, HeadKind.UNIT, HeadKind.SELF, HeadKind.FIELD})
# Authorities speak for their unit: what follows in the paragraph is the unit's.
_AUTHORITIES = frozenset({"UBND", "HĐND", "Huyện ủy", "Quận ủy", "Tỉnh ủy", "Thành ủy"})
_MASS_ORGANISATIONS = ("Hội ", "Đoàn Thanh niên", "Ủy ban MTTQ")
_OF_UNIT_OR_NAME = ("Công đoàn", "CĐ")
_COMPANY = ("Công ty", "Cty")
_NOT_BODIES = frozenset({"cơ", "trụ", "của", "là", "dự", "thông", "cảnh"})
_LEAD_IN = compiled(r"[\s\"'-]*(?:[^;:]{0,60},\s+)?(?:[^\s,;:]+\s+){0,3}")


@record
class Body:
    """One mention of a body.

    `name` is complete (`LĐLĐ quận` with its quận's name); `subject` says that the sentence has it do things.
    """

    start: int
    end: int
    name: str
    head: OrganisationHead
    subject: bool = False


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
        self._plain = article.text
        self._text = folded
        self._sentences = sentences
        self._lexicon = lexicon
        self._atlas = atlas
        keys = sorted(lexicon.heads, key=len, reverse=True)
        self._heads = _head_pattern(tuple(keys))
        self._full: dict[str, str] = {}
        self._bodies = [self._bodies_of(index) for index in range(len(sentences))]
        self._homes = {
            body.name: home
            for index, bodies in enumerate(self._bodies)
            for body in bodies
            if body.head.short in _COMPANY and (home := atlas.address_behind(index, body.end))
        }
        self._subject = page_body(
            sentences,
            folded,
            [
                Mention(index, body.name, body.head.short)
                for index, bodies in enumerate(self._bodies)
                for body in bodies
            ],
            [atlas.figures(index) for index in range(len(sentences))],
            atlas.focus,
        )
        subject = self._subject
        self._union = subject.name if subject and subject.is_union else self._page_union()
        self._place_leads = [self._has_place_subject(index) for index in range(len(sentences))]
        self._named_leads = [
            self._place_leads[index] and self._has_place_subject(index, ("unit", "country"))
            for index in range(len(sentences))
        ]
        self._carried: list[Body | None] = []
        self._carry_on()

    # --- mentions

    def _bodies_of(self, index: int) -> list[Body]:
        sentence = self._sentences[index]
        places = {mention.start: mention for mention in self._atlas.mentions(index)}
        found: list[Body] = []
        for match in self._heads.finditer(self._text, sentence.start, sentence.end):
            if found and match.start() < found[-1].end:
                continue
            head = self._lexicon.heads[match.group()]
            if not self._begins_name(match, sentence):
                continue
            body = self._body(head, match.start(), match.end(), sentence.end, places)
            if body is not None:
                found.append(replace(body, subject=self._is_subject(body, sentence.start, sentence.end)))
        return found

    def _begins_name(self, match: re.Match[str], sentence: Sentence) -> bool:
        """Whether a head's words are one: not the end of a person's name, not `cơ sở`."""
        start, end = match.span()
        before = self._plain[max(sentence.start, start - 16) : start]
        last = before.split()[-1] if before.split() else ""
        joined = before.endswith(" ") and start - len(last) - 1 > sentence.start
        single = " " not in match.group()
        kind = self._lexicon.heads[match.group()].kind
        if self._plain[start].isupper():
            return not (single and joined and last[:1].isupper() and last[1:].islower())
        if kind not in _WRITTEN_SMALL or (single and (last.lower() in _NOT_BODIES or last.istitle())):
            return False
        if kind is HeadKind.NAMED and _OF_TYPED_UNIT.match(self._text, end):
            return self._lexicon.heads[match.group()].short in UNION_HEADS
        after = self._plain[end : end + 2].strip()
        return after[:1].isupper() or head_alone(match.group())

    def _body(
        self, head: OrganisationHead, start: int, end: int, limit: int, places: dict[int, PlaceMention]
    ) -> Body | None:
        if head.kind is HeadKind.WHOLE:
            return Body(start, end, head.short, head)
        if head.kind is HeadKind.PHRASE:
            return self._phrase(head, start, end, limit)
        if self._heads.match(self._text, end + 1):
            # `Công đoàn Công ty ...`: the union of the body that the next head names.
            return None
        stop, completion = self._name_end(head, end, limit, places)
        if stop == end and completion is None:
            return self._known(head, start, end)
        rest = " ".join(self._plain[end:stop].split())
        if head.short in _COMPANY and not any(char.isupper() for char in rest):
            # `một công ty may`: a kind of company, not one.
            return None
        name = " ".join(part for part in (head.short, rest, completion) if part)
        if head.short not in _COMPANY or head.short not in self._full:
            self._full[head.short] = name
        return Body(start, stop, name, head)

    def _known(self, head: OrganisationHead, start: int, end: int) -> Body | None:
        """`các cấp Hội Nông dân`, `công ty` alone: the one that was named in full before."""
        if head.kind is HeadKind.SELF:
            return Body(start, end, head.short, head)
        if head.kind is not HeadKind.UNIT and head.short not in (*_COMPANY, "Công đoàn ngành", "CĐ ngành"):
            return None
        shorts = _COMPANY if head.short in _COMPANY else (head.short,)
        full = next((self._full[short] for short in shorts if short in self._full), None)
        focus = self._atlas.focus
        if full is None and focus is not None and head.short.startswith(_MASS_ORGANISATIONS):
            full = f"{head.short} {focus.shown}"
        return Body(start, end, full, head) if full else None

    def _name_end(
        self, head: OrganisationHead, end: int, limit: int, places: dict[int, PlaceMention]
    ) -> tuple[int, str | None]:
        """Where a name ends, and the unit's name where the page leaves it out (`LĐLĐ quận`)."""
        stop = end
        named = head.kind in (HeadKind.UNIT, HeadKind.SELF)
        for match in _WORD.finditer(self._text, end, min(limit, end + _LONGEST_NAME)):
            if not _JOIN.match(self._text, stop, match.start()):
                break
            if stop == end and match.start() > end + 1:
                # `Công đoàn - Xuân yêu thương`: a dash begins no name.
                break
            place = places.get(match.start())
            if (
                place is not None
                and place.kind in ("unit", "country")
                and (named or self._names(head, place))
            ):
                return place.own_end, None
            relative = self._relative(match) if named or head.short in _OF_UNIT_OR_NAME else None
            if relative is not None:
                return relative
            if head.kind in (HeadKind.UNIT, HeadKind.SELF) or not self._continues(match):
                break
            named = True
            stop = match.end()
        while stop > end and self._text[end:stop].rsplit(None, 1)[-1] in _CONNECTORS:
            stop = end + len(self._text[end:stop].rsplit(None, 1)[0].rstrip())
        return stop, None

    @staticmethod
    def _names(head: OrganisationHead, place: PlaceMention) -> bool:
        """Whether a place right behind the head is the body's name, not the next thing said."""
        return place.in_name or (head.short in _OF_UNIT_OR_NAME and not place.bare)

    def _continues(self, match: re.Match[str]) -> bool:
        first = self._plain[match.start()]
        if first.isupper() or first.isdigit():
            return True
        if _SPEAKS.match(self._text, match.start()):
            return False
        return match.group() in self._lexicon.syllables or match.group() in _CONNECTORS

    def _relative(self, match: re.Match[str]) -> tuple[int, str | None] | None:
        """A unit's type without its name, completed with the page's unit of that type."""
        for words_of_type in (
            match.group(),
            self._text[match.start() : match.start() + 9],
            self._text[match.start() : match.start() + 6],
        ):
            found = _UNIT_TYPES.get(words_of_type.strip())
            if found is None:
                continue
            stop = match.start() + len(words_of_type.strip())
            after = self._plain[stop : stop + 2].strip()
            unit = self._atlas.page_unit(found[1], found[0])
            if unit is None or (after[:1].isdigit()):
                return None
            return stop, unit.name
        return None

    def _phrase(self, head: OrganisationHead, start: int, end: int, limit: int) -> Body | None:
        verb = _VERBS.search(self._text, end, min(limit, end + _LONGEST_PHRASE))
        if verb is None:
            return None
        name = self._plain[start : verb.start()].strip()
        if re.search(r"[,;:.()]", name) or len(name.split()) < _FEWEST_WORDS:
            return None
        return Body(start, start + len(name), name, head)

    def _is_subject(self, body: Body, low: int, high: int) -> bool:
        before = self._text[max(low, body.start - 80) : body.start]
        if body.head.short not in UNION_HEADS and self._text[body.end : body.end + 2].lstrip()[:1] == ":":
            # `Phòng Nông nghiệp: ...` says who speaks.
            return False
        if _AGENT.search(before) and _CARRIES_OUT.match(self._text, body.end, high):
            return True
        if _PERSON.search(before) and _ACTS.match(self._text, body.end, min(high, body.end + 60)):
            return True
        if before.rstrip().endswith("(") or not _CLAUSE_LEAD.search(before):
            return False
        if _SOURCE.search(before) or _PERSON.search(before) or _OBJECT.search(before):
            return False
        return _REPORTS.match(self._text, body.end, min(high, body.end + 60)) is None

    # --- the page

    def _page_union(self) -> str | None:
        """The union federation of the unit that the page is about."""
        focus = self._atlas.focus
        if focus is None:
            return None
        for body in (b for bodies in self._bodies for b in bodies):
            if body.head.short == "LĐLĐ" and body.name.casefold().endswith(focus.shown.casefold()):
                return body.name
        return None

    def _carry_on(self) -> None:
        carried: Body | None = None
        paragraph, since = -1, 0
        heads_list = False
        for index, sentence in enumerate(self._sentences):
            since += 1
            listed = sentence.block.kind is BlockKind.LIST_ITEM and heads_list
            if (sentence.paragraph != paragraph or since > _FARTHEST_SENTENCE) and not listed:
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
            if carried is not None and carried.head.short in _AUTHORITIES:
                carried = None
            # `LĐLĐ huyện:` and the list under it.
            if not listed:
                heads_list = carried is not None and self._text[sentence.end - 1] == ":"

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
        named = [body.name for body in self._around(index, start, end) if body.head.short in _COMPANY]
        read = self.reading(index, start, end).name
        return next((self._homes[name] for name in (read, *named) if name in self._homes), None)

    def _found(self, index: int, start: int, end: int) -> tuple[str, Body | None]:
        rules = (
            ("gave", self._giver),
            ("stated_beside", self._beside),
            ("stated_in_clause", self._stated),
            ("stated_behind", self._behind),
        )
        for rule, find in rules:
            body = find(index, start, end)
            if body is not None:
                return rule, body
        return "none", None

    def _giver(self, index: int, start: int, end: int) -> Body | None:
        clause = self._clause_end(index, end)
        for body in self._around(index, start, end):
            if not end <= body.start < clause:
                continue
            before = self._text[max(end, body.start - _FAR) : body.start]
            if _GIVEN_BY.search(before) and _GIVES.match(self._text, body.end, clause):
                return body
            if _OF.search(before) and _HELP.search(before):
                return body
        return None

    def _clause_end(self, index: int, end: int) -> int:
        limit = self._sentences[index].end
        limit = min(limit, end + _REACH)
        match = _CLAUSE_END.search(self._text, end, limit)
        return match.start() if match else limit

    def _stated(self, index: int, start: int, end: int) -> Body | None:
        before = (body for body in reversed(self._around(index, start, end)) if body.end <= start)
        body = next((b for b in before if b.subject or self._helps(index, b, start)), None)
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
        bodies = self._bodies[index]
        low = bisect_left(bodies, start - _REACH, key=lambda body: body.start)
        high = bisect_left(bodies, end + _REACH, key=lambda body: body.start)
        return bodies[low:high]

    def _helps(self, index: int, body: Body, start: int) -> bool:
        """`nhận hỗ trợ từ LĐLĐ tỉnh, mỗi suất 1 triệu đồng`: the giver's, up to the next semicolon."""
        before = self._text[max(self._sentences[index].start, body.start - 45) : body.start]
        return bool(_OF.search(before) and _HELP.search(before)) and ";" not in self._text[body.end : start]

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
        apart = sentence.block.kind in _APART
        subject = self._subject
        of_place = False
        if subject is not None and sentence.block.kind is not BlockKind.TITLE:
            owns = subject.owns(self._text, sentence.start, start, high)
            of_place = owns is False
            by_default = subject.whole and owns is None and not place_leads and not apart
            by_topic = owns and (subject.whole or not apart) and not self._named_leads[index]
            if by_default or by_topic:
                return OrganisationReading(subject.name, (_hit("body_of_page", subject.name),))
        topical = _UNION_WORK.search(self._text, max(sentence.start, start - _FAR), high)
        if self._union and not (place_leads or apart or of_place) and topical:
            return OrganisationReading(self._union, (_hit("union_of_page", self._union),))
        return OrganisationReading(None, (_hit("none_named", None, start, end),))


def head_alone(key: str) -> bool:
    """Whether a head written small may stand alone for a body named before (`công ty`)."""
    return key in _STANDS_ALONE


@cache
def _head_pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, keys)) + r")(?!\w)")
