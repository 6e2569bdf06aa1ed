"""Names of bodies in prose: where each begins and ends, and whether its sentence has it do things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from chitieu.catalogue.folding import fold
from chitieu.catalogue.organisations import HeadKind, OrganisationHead, OrganisationWords
from chitieu.catalogue.places import name_key
from chitieu.extract.context.bodyaliases import BRACKETED, inside
from chitieu.extract.context.bodyends import estates_behind, guild_end
from chitieu.extract.context.bodysubjects import is_subject, is_venue
from chitieu.extract.context.bodywords import (
    ADVERB,
    ALONE_BEFORE,
    ASIDE,
    AWARDS,
    CALLED_BY_HEAD,
    COUNTS,
    DOES,
    GIFTS,
    INSIDE_BODIES,
    NO_COMMUNE,
    NO_COMMUNE_UNION,
    OF_FIRM,
    OF_MEMBERS,
    OTHER,
    POST,
    SPEAKS,
    UNIT_TYPES,
    VERBS,
    VERBS_BEHIND,
    WITHIN,
    head_alone,
)
from chitieu.extract.context.pagebody import UNION_HEADS
from chitieu.extract.context.patterns import compiled, words
from chitieu.extract.context.placenames import PlaceMention
from chitieu.extract.context.places import Atlas
from chitieu.extract.context.units import rank
from chitieu.extract.spans import Sentence
from chitieu.extract.wordpatterns import WordPattern
from chitieu.kernel.record import record, replace

_WORD = re.compile(r"[\w&]+")
_JOIN = re.compile(r"(?: |\s?[-–]\s?)\Z")
_DASH = re.compile(r"\s?[-–]\s?")
_CONNECTORS = frozenset({"và", "&"})
_OF_TYPED_UNIT = compiled(r" (?:huyện|quận|phường|xã|tỉnh|thành phố|thị xã)(?!\w)")
_FIELDS = tuple(map(fold, ("viên chức", "giáo dục", "y tế", "ngành ")))
_ONE_MEMBER = fold("một thành viên")
_QUOTES = frozenset('"“”„«')
_LONGEST_PHRASE, _LONGEST_NAME = 90, 160
_FEWEST_WORDS = 3
_WRITTEN_SMALL = frozenset({HeadKind.NAMED, HeadKind.UNIT, HeadKind.SELF, HeadKind.FIELD})
_MASS_ORGANISATIONS = ("Hội ", "Đoàn Thanh niên", "Ủy ban MTTQ")
_OF_UNIT_OR_NAME = ("Công đoàn", "CĐ")
_ABBREVIATION = re.compile(r"\s?\(\s?[A-ZĐ&-]{2,9}\s?\)")
_GUILD, _FIRM_UNION = "Nghiệp đoàn", "Công đoàn Công ty"
_UNIONS = frozenset(map(fold, ("công đoàn", "cđ", "cđcs", "công đoàn cơ sở")))
_INSURANCE = frozenset({"BHXH", "Bảo hiểm Xã hội"})
_GRASSROOTS = frozenset({"CĐCS", "Công đoàn cơ sở"})
_USUAL = {"Hội Phụ nữ": ("Hội LHPN", "Hội Liên hiệp Phụ nữ"), "Hội Liên hiệp Phụ nữ": ("Hội LHPN",)}
_COLLECTIVES = frozenset(map(fold, ("các cấp công đoàn", "các cấp cđ", "công đoàn các cấp", "các cấp hội")))
_OF_ALL_HEADS = frozenset({"các cấp Hội"})
_WHAT_DONE = 40
_ESTATES = words(r"kcn|kcx|kkt|khu công nghiệp|khu chế xuất|khu kinh tế|khu công nghệ cao")
_ALL_IN = frozenset(
    map(fold, ("các cấp công đoàn trong", "các cấp cđ trong", "các cấp hội trong", "công đoàn các cấp trong"))
)
_NOT_BODIES = frozenset({"cơ", "trụ", "của", "là", "dự", "thông", "cảnh"})
_LAW, _IS_LAW = "luật ", fold(" luật")
_BRANCH = "Chi nhánh"
_CHAIR, _CHAIRED = "Chủ tịch ", frozenset({"UBND"})
COMPANY = ("Công ty", "Cty")


@record
class Body:
    """One mention of a body.

    `name` is complete (`LĐLĐ quận` with its quận's name); `subject` says that the sentence has it do things,
    `collective` that it is all of an organisation (`các cấp công đoàn`) and no unit is named, `all_levels`
    that it is all of it and keeps its own name.
    """

    start: int
    end: int
    name: str
    head: OrganisationHead
    subject: bool = False
    collective: bool = False
    all_levels: bool = False


class BodyReader:
    """Finds the bodies of one article; a name given in full is known where it is shortened after it."""

    def __init__(
        self,
        plain: str,
        folded: str,
        sentences: Sequence[Sentence],
        lexicon: OrganisationWords,
        atlas: Atlas,
    ) -> None:
        self._plain = plain
        self._text = folded
        self._sentences = sentences
        self._lexicon = lexicon
        self._atlas = atlas
        self._heads = _head_pattern(tuple(sorted(lexicon.heads, key=len, reverse=True)))
        self._full: dict[str, str] = {}

    def all_bodies(self) -> list[list[Body]]:
        """The bodies of each sentence, in order."""
        return [self._bodies_of(index) for index in range(len(self._sentences))]

    def _bodies_of(self, index: int) -> list[Body]:
        sentence = self._sentences[index]
        places = {mention.start: mention for mention in self._atlas.mentions(index)}
        found: list[Body] = []
        for match in self._heads.find_all(self._text, sentence.start, sentence.end):
            if found and match.start() < found[-1].end:
                continue
            head = self._lexicon.heads[match.group()]
            if not self._begins_name(match, sentence):
                continue
            body = self._body(head, match.start(), match.end(), sentence.end, places)
            if body is None:
                continue
            if (
                found
                and found[-1].subject
                and is_venue(self._text, found[-1].start, found[-1].end, body.start)
            ):
                found[-1] = replace(found[-1], subject=False)
            found.append(self.told(body, sentence))
        return found

    def names_place(self, index: int, start: int, end: int) -> bool:
        """Whether a stretch of a sentence is the name of a unit, not of a firm that is called so."""
        return any(m.start == start and m.own_end >= end and not m.seat for m in self._atlas.mentions(index))

    def told(self, body: Body, sentence: Sentence) -> Body:
        """The body, with whether its sentence has it do things."""
        subject = is_subject(self._text, body.head.short, body.start, body.end, sentence)
        chair = body.start - len(_CHAIR)
        if body.head.short in _CHAIRED and chair >= sentence.start:
            chaired = self._plain.startswith(_CHAIR, chair) and not self._plain.endswith("Phó ", 0, chair)
            if chaired and AWARDS.match(self._text, body.end, sentence.end):
                # `Chủ tịch UBND tỉnh tặng Bằng khen`: the head of a committee gives its awards.
                return replace(body, subject=subject, start=chair, name=f"{_CHAIR}{body.name}")
        return replace(body, subject=subject)

    def _begins_name(self, match: re.Match[str], sentence: Sentence) -> bool:
        """Whether a head's words are one: not the end of a person's name, not `cơ sở`."""
        start, end = match.span()
        before = self._plain[max(sentence.start, start - 16) : start]
        last = before.split()[-1] if before.split() else ""
        joined = before.endswith(" ") and start - len(last) - 1 > sentence.start
        single = " " not in match.group()
        kind = self._lexicon.heads[match.group()].kind
        if before.lower().endswith(_LAW) or self._text.startswith(_IS_LAW, end):
            # `Luật Công đoàn 2024`, `Bộ luật Lao động`
            return False
        if self._plain[start:end].isupper():
            return True
        if self._plain[start].isupper():
            return not (single and joined and last.isalpha() and last[:1].isupper() and last[1:].islower())
        several = kind is HeadKind.PHRASE and not single
        if not (several or kind in _WRITTEN_SMALL) or (
            single and (last.lower() in _NOT_BODIES or last.istitle())
        ):
            return False
        if kind in (HeadKind.NAMED, HeadKind.UNIT) and _OF_TYPED_UNIT.match(self._text, end):
            return (
                not single
                if kind is HeadKind.UNIT
                else self._lexicon.heads[match.group()].short in UNION_HEADS
            )
        after = self._plain[end : end + 2].strip()
        if self._lexicon.heads[match.group()].short == _BRANCH and self._heads.match(self._text, end + 1):
            return True
        if _FIRM_UNION in self._full and match.group() in _UNIONS and OF_FIRM.match(self._text, end):
            return True
        return several or after[:1].isupper() or head_alone(match.group())

    def _body(
        self, head: OrganisationHead, start: int, end: int, limit: int, places: dict[int, PlaceMention]
    ) -> Body | None:
        if head.kind is HeadKind.WHOLE:
            return Body(start, end, head.short, head)
        if head.kind is HeadKind.PHRASE:
            return self._phrase(head, start, end, limit)
        head_end = end
        abbreviation = _ABBREVIATION.match(self._plain, end)
        if abbreviation:
            end = abbreviation.end()
        inner = self._heads.match(self._text, end + 1)
        phrase = inner is not None and self._lexicon.heads[inner.group()].kind is HeadKind.PHRASE
        if inner and (not phrase or head.short == _BRANCH):
            return self._of_body(head, start, inner, limit, places)
        stop, rest_end, completion = self._whole_name_end(head, end, limit, places)
        if stop == end and completion is None:
            return self._known(head, start, head_end)
        rest = " ".join(BRACKETED.sub("", self._plain[end:rest_end]).replace("–", "-").split())
        if head.short in _GRASSROOTS and not (rest[:1].isupper() or places.get(end + 1)):
            # `10 CĐCS mới`: how many, not which.
            return None
        if head.short in COMPANY and not self._has_own_name(end, stop, places):
            # `một công ty may`: a kind of company, not one.
            return None
        short = next((usual for usual in _USUAL.get(head.short, ()) if usual in self._full), head.short)
        name = " ".join(part for part in (short, rest, completion) if part)
        if head.short not in COMPANY or head.short not in self._full:
            self._full[head.short] = name
        collective = head.key in _COLLECTIVES and completion is not None
        if (
            head.key in _COLLECTIVES
            and short not in _OF_ALL_HEADS
            and _OF_TYPED_UNIT.match(self._text, head_end)
        ):
            name = f"LĐLĐ {rest}" if not NO_COMMUNE_UNION.match(self._text, head_end) else f"Công đoàn {rest}"
        return Body(start, stop, name, head, collective=collective)

    def _has_own_name(self, end: int, stop: int, places: dict[int, PlaceMention]) -> bool:
        """Whether a firm's name has a capital that is no place's (`một công ty may Nam Định` has none)."""
        ends = (start for start, place in places.items() if end < start and place.own_end == stop)
        return any(char.isupper() for char in self._plain[end : next(ends, stop)])

    def _of_body(
        self,
        head: OrganisationHead,
        start: int,
        inner: re.Match[str],
        limit: int,
        places: dict[int, PlaceMention],
    ) -> Body | None:
        """`Công đoàn Công ty A`, `UBKT LĐLĐ tỉnh`: the union, the committee of the body that comes behind."""
        if head.short not in INSIDE_BODIES:
            return None
        of = self._body(self._lexicon.heads[inner.group()], inner.start(), inner.end(), limit, places)
        if of is None or (of.head.short in COMPANY and of.name in COMPANY):
            return None
        if head.short in _GRASSROOTS:
            self._full[head.short] = f"{head.short} {of.name}"
        name = f"{head.short} {of.name}"
        of_firm = of.head.short in COMPANY and head.short in _OF_UNIT_OR_NAME
        if of_firm and of.end > inner.end():
            self._full[_FIRM_UNION] = name
        elif of_firm:
            # `công đoàn công ty`: the firm's union as it was named in full.
            name = self._full.get(_FIRM_UNION, name)
        return Body(start, of.end, name, head)

    def _known(self, head: OrganisationHead, start: int, end: int) -> Body | None:
        """`các cấp Hội Nông dân`, `công ty` alone: the one that was named in full before."""
        if head.key in _COLLECTIVES:
            return Body(start, end, head.short, head, collective=True)
        if head.kind is HeadKind.SELF:
            return Body(start, end, self._full.get(head.short, head.short), head)
        if head.short in _GRASSROOTS:
            acts = ALONE_BEFORE.search(self._text[max(0, start - 20) : start]) and VERBS_BEHIND.match(
                self._text, end
            )
            return (
                Body(start, end, self._full[head.short], head) if acts and head.short in self._full else None
            )
        if head.short in CALLED_BY_HEAD and self._plain[start].isupper() and self._is_alone(end):
            full = self._full.get(head.short)
            return Body(start, end, full, head) if full else None
        if head.kind is not HeadKind.UNIT and head.short not in (*COMPANY, "Công đoàn ngành", "CĐ ngành"):
            return None
        if head.short in _INSURANCE:
            # `hưởng BHXH một lần`: the insurance, not who runs it.
            return None
        shorts = COMPANY if head.short in COMPANY else (head.short,)
        full = next((self._full[short] for short in shorts if short in self._full), None)
        focus = self._atlas.focus
        if full is None and head.short.startswith(_MASS_ORGANISATIONS):
            known = focus is not None and focus.level not in ("country", "foreign")
            full = f"{head.short} {focus.shown}" if focus and known else head.short
        return Body(start, end, full, head) if full else None

    def _is_alone(self, end: int) -> bool:
        """Whether a head has no name of its own behind it (`Trung tâm tiếp nhận ...`)."""
        return not self._plain[end : end + 2].strip()[:1].isupper()

    def _name_end(
        self, head: OrganisationHead, end: int, limit: int, places: dict[int, PlaceMention]
    ) -> tuple[int, int, str | None]:
        """Where a name ends, where what is kept of it as written does, and what stands for the rest.

        That is the unit's name where the page leaves it out (`LĐLĐ quận`), or its type and name where the
        page has it without its type or by another name (`Hội Nông dân Tiền Giang`, `LĐLĐ TP.HCM`).
        """
        stop = end
        named = head.kind in (HeadKind.UNIT, HeadKind.SELF)
        for match in _WORD.finditer(self._text, end, min(limit, end + _LONGEST_NAME)):
            if not _JOIN.match(self._text, stop, match.start()):
                behind = self._behind_bracket(stop, limit, places) or stop
                return behind, behind, None
            if stop == end and match.start() > end + 1:
                # `Công đoàn - Xuân yêu thương`: a dash begins no name.
                break
            place = places.get(match.start())
            if (
                place is not None
                and place.kind in ("unit", "country")
                and (named or self._names(head, place))
            ):
                of_unit = (
                    head.kind is HeadKind.UNIT
                    and head.key not in _COLLECTIVES
                    and place.seat is None
                    and not _ESTATES.search(head.key)
                )
                unit = self._atlas.unit_of(place) if of_unit else None
                if unit is None or not self._is_short(head, place):
                    whole = self._behind_dash(head, place, limit, places)
                    return whole, whole, None
                return place.own_end, match.start(), unit.shown
            relative = self._relative(match, places) if named or head.short in _OF_UNIT_OR_NAME else None
            if relative is not None:
                return relative[0], relative[0], relative[1]
            if head.kind in (HeadKind.UNIT, HeadKind.SELF) or not self._continues(match):
                break
            if match.group() in _CONNECTORS and (
                self._heads.match(self._text, match.end() + 1) or OTHER.match(self._text, match.end() + 1)
            ):
                # `Công đoàn ngành và LĐLĐ tỉnh`: another body.
                break
            if stop == end and head.short in _OF_UNIT_OR_NAME and not self._opens_field(match):
                # `Công đoàn vận động`, `Công đoàn phối hợp`: what it does, not which it is.
                break
            named = True
            stop = match.end()
        while stop > end and self._text[end:stop].rsplit(None, 1)[-1] in _CONNECTORS:
            stop = end + len(self._text[end:stop].rsplit(None, 1)[0].rstrip())
        return stop, stop, None

    def _whole_name_end(
        self, head: OrganisationHead, end: int, limit: int, places: dict[int, PlaceMention]
    ) -> tuple[int, int, str | None]:
        """Where a name ends that may list several trades or estates, as `_name_end` has it."""
        if head.short == _GUILD and (stop := guild_end(self._plain, self._text, end, limit)):
            return stop, stop, None
        stop, rest_end, completion = self._name_end(head, end, limit, places)
        further = estates_behind(self._text, end, stop) if head.short in UNION_HEADS else None
        if further is None or completion is not None:
            return stop, rest_end, completion
        unit = places.get(further + 1)
        if unit is not None and unit.kind == "unit":
            # `Công đoàn KKT A và các KCN Hà Nam`: a page leaves the second unit away at will.
            stop = further if unit.bare and any(end < at < stop for at in places) else unit.own_end
            return stop, stop, None
        kind = _WORD.match(self._text, further + 1, limit)
        relative = self._relative(kind, places) if kind else None
        return (relative[0], relative[0], relative[1]) if relative else (further, further, None)

    def _behind_dash(
        self, head: OrganisationHead, place: PlaceMention, limit: int, places: dict[int, PlaceMention]
    ) -> int:
        """Where a name ends that holds two units: `Công ty CP Bia Hà Nội - Hải Phòng` is one firm."""
        dash = _DASH.match(self._plain, place.own_end, limit)
        if dash is None or head.short not in COMPANY:
            return place.own_end
        other = places.get(dash.end())
        if other is not None:
            return other.own_end if other.bare else place.own_end
        stop = place.own_end
        if POST.match(self._text, dash.end()):
            return stop
        for word in _WORD.finditer(self._plain, dash.end(), min(limit, stop + _LONGEST_NAME)):
            if word.start() > max(stop + 1, dash.end()) or not word.group()[0].isupper():
                break
            stop = word.end()
        return stop

    def _is_short(self, head: OrganisationHead, place: PlaceMention) -> bool:
        """Whether a unit is written without its type or by another name; a union also with `TP.`."""
        written = self._plain[place.start : place.own_end]
        dotted = "." in written and head.short in UNION_HEADS
        return place.bare or dotted or name_key(place.name) not in name_key(written)

    def _behind_bracket(self, stop: int, limit: int, places: dict[int, PlaceMention]) -> int | None:
        """Where a name ends that goes on with a unit behind an abbreviation in brackets."""
        bracket = inside(self._plain, stop, limit)
        place = places.get(bracket.end() + 1) if bracket else None
        return place.own_end if place is not None and place.kind in ("unit", "country") else None

    def _opens_field(self, match: re.Match[str]) -> bool:
        first = self._plain[match.start()]
        if match.group() == "các":
            # `CÔNG ĐOÀN CÁC ĐỊA PHƯƠNG`: many, and none by name.
            return False
        return not first.islower() or self._text.startswith(_FIELDS, match.start())

    @staticmethod
    def _names(head: OrganisationHead, place: PlaceMention) -> bool:
        """Whether a place right behind the head is the body's name, not the next thing said."""
        return place.in_name or (head.short in _OF_UNIT_OR_NAME and not place.bare)

    def _continues(self, match: re.Match[str]) -> bool:
        first = self._plain[match.start()]
        if first.isdigit():
            return COUNTS.match(self._text, match.end()) is None
        if first.isupper():
            return True
        if any(verbs.match(self._text, match.start()) for verbs in (SPEAKS, VERBS, DOES)):
            return False
        if match.group() == "một":
            return self._text.startswith(_ONE_MEMBER, match.start())
        if match.group() in self._lexicon.syllables or match.group() in _CONNECTORS:
            return True
        return match.group() in self._lexicon.trades and self._goes_on(match.end())

    def _goes_on(self, start: int) -> bool:
        """Whether a firm's name goes on with a capital behind its trade (`Chế biến thủy sản Sông Xanh`)."""
        stop = start
        for word in _WORD.finditer(self._text, start, start + _LONGEST_NAME):
            if not _JOIN.match(self._text, stop, word.start()):
                return False
            if self._plain[word.start()].isupper():
                return True
            if word.group() not in self._lexicon.trades | self._lexicon.syllables | _CONNECTORS:
                return False
            stop = word.end()
        return False

    def _relative(
        self, match: re.Match[str], places: dict[int, PlaceMention]
    ) -> tuple[int, str | None] | None:
        """A unit's type without its name, completed with the sentence's or the page's unit of that type."""
        for words_of_type in (
            match.group(),
            self._text[match.start() : match.start() + 9],
            self._text[match.start() : match.start() + 6],
        ):
            found = UNIT_TYPES.get(words_of_type.strip())
            if found is None:
                continue
            stop = match.start() + len(words_of_type.strip())
            after = self._plain[stop : stop + 2].strip()
            if after[:1].isdigit() or NO_COMMUNE.match(self._text, match.start()):
                return None
            before = [
                m for at, m in places.items() if at < match.start() and m.kind == "unit" and not m.in_name
            ]
            unit = self._atlas.unit_of(before[-1]) if before else None
            if unit is None or unit.type != found[0]:
                unit = self._atlas.page_unit(found[1], found[0])
            return stop, unit.name if unit else None
        return None

    def _union_within(self, within: re.Match[str]) -> str | None:
        """The federation of the province that a smaller unit's page speaks of (`... trong tỉnh`)."""
        kind = within.group().split()[-1]
        focus, unit = self._atlas.focus, self._atlas.page_unit(("province",), kind)
        smaller = focus is not None and unit is not None and rank(focus.level) < rank(unit.level)
        return f"LĐLĐ {unit.shown}" if smaller and unit else None

    def _all_levels(self, start: int, within: re.Match[str]) -> str:
        """All levels of a union by the words of the page, with the name of the unit that they are in."""
        name, focus = self._plain[start : within.end()], self._atlas.focus
        kind = next((kind for kind in UNIT_TYPES if within.group().endswith(f" {kind}")), None)
        unit = self._atlas.page_unit(UNIT_TYPES[kind][1], UNIT_TYPES[kind][0]) if kind and focus else None
        return f"{name} {unit.name}" if unit else name

    def _phrase(self, head: OrganisationHead, start: int, end: int, limit: int) -> Body | None:
        within = WITHIN.match(self._text, end) if head.key in _ALL_IN else None
        if within and GIFTS.find(self._text, within.end(), min(limit, within.end() + _WHAT_DONE)):
            # What all levels give together is not the federation's own.
            return Body(start, within.end(), self._all_levels(start, within), head, all_levels=True)
        if within:
            above = self._union_within(within)
            if above:
                return Body(start, within.end(), above, head)
            return Body(start, within.end(), self._plain[start : within.end()], head, collective=True)
        verb = VERBS.find(self._text, end, min(limit, end + _LONGEST_PHRASE))
        if verb is None or self._plain[end : end + 2].strip()[:1] in _QUOTES:
            # `Quỹ "Mái ấm"` is a fund of the body that the page tells of.
            return None
        name = ADVERB.sub("", self._plain[start : verb.start()].strip())
        name = ASIDE.sub("", name)
        if OF_MEMBERS.search(fold(name)):
            return None
        if re.search(r"[,;:.()]|(?<!số )\b\d", name) or len(name.split()) < (
            _FEWEST_WORDS if " " not in head.head else 2
        ):
            return None
        return Body(start, start + len(name), name, head)


@cache
def _head_pattern(keys: tuple[str, ...]) -> WordPattern:
    return WordPattern(r"(?<!\w)(?:" + "|".join(map(re.escape, keys)) + r")(?!\w)")
