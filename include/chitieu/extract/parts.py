"""The page's phrase that narrows a figure to a part, a group or an extreme of what its indicator covers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator
from chitieu.catalogue.places import load_gazetteer, name_key
from chitieu.extract.cues import clause_start
from chitieu.extract.indicatorparts import of_complement, of_words, words_between
from chitieu.extract.partcuts import (
    BORDER,
    NO_SUBJECT,
    OPENER,
    SHORTEST,
    Found,
    cut,
    trimmed,
    without_opening,
    without_tail,
    without_time,
)
from chitieu.extract.partwords import (
    contrasts,
    is_listed,
    open_words,
    pattern,
    pattern_of_words,
    wide_words,
)
from chitieu.extract.readings import Reading
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import record
from chitieu.kernel.records import Measure, RuleHit, Unit

_LONGEST = 90
_LONGEST_SUBJECT = 60
_GROUP = (
    r"(?<!\w)(?<!toàn )(?<!các cấp )(?<!phụ )(?<!công đoàn )(?<!các )(?<!và )(?<!sở, )(?<!ban, )(?<!bộ, )"
    r"(?:<groups>)\s(?!(?:này|đã|được|hiện|đang|sẽ|phải|phấn đấu|đặt|nghiên cứu|tác giả|chuyên gia)(?!\w))"
    r"[^,;:()]{2,80}$"
)
_REFERS = r"(?:<heads>) (?:này|đó|ấy)"
_VERB = r"(?:<verbs>)"
_ITEM_VERB = r"(?:<item_verbs>)"
_EXTREME = (
    r"(?<!\w)(?:<extremes>)(?!\w)(?!\s(?:từ|trong|kể|sau|cả|nhiều năm|\d+ năm|\w+ năm (?:qua|gần|trở)))"
)
_AT_LEAST, _IS = fold("ít nhất"), fold("là ")
_MODIFIER = r"\s(?:<modifiers>)(?!\w)[^,;:.()\d]{0,80}"
_WHOLE_MODIFIER = r"\s(?:<whole_modifiers>)(?!\w)"
# Speakers, places, bodies and times are no parts; the context says whose, where and when a figure is.
_NO_GROUP = r"(?<!\w)(?:<speech>)(?!\w)|^(?:<bodies>)(?!\w)|(?<!\w)(?<!hoa )(?:trong\s)?(?:<times>)(?!\w)"
_NOT_BEHIND = r"(?:so|kết quả|xếp|với|còn|tăng|giảm|đạt|<speech>)(?!\w)"
_SINGLE = r"(?<!\w)(?:<singles>)(?!\w)[^,;:()\d]{0,60}(?!\w)"
_UNITS = r"\s(?:<units>)(?!\w)(?:[^,;:()\d]{0,30})?\s?(?:\([^)]*\)\s)?[^,;:()\d]{0,60}$"
_SHARE_OF = word_pattern(
    r"(?<!\w)(?:tỷ trọng|tỷ lệ|đóng góp|phần đóng góp|cơ cấu)(?: của)? (?P<who>(?!đóng góp)[^,;:\d]{3,60}?)"
    r" (?:trong|vào|trên) "
)
_LISTED = re.compile(r"\s(?:và|,)\s|,\s?")
_ALONE = re.compile(r"[^,;)]*[,;)]")
_DATED = folded_pattern(
    r"\s*(?:riêng )?(?:tháng|quý|năm|lũy kế|bình quân|tính chung|cả năm)(?!\w)[^,;]{0,34}$"
)
_COST = folded_pattern(r"[^;.]{0,60}(?<!\w)(?:số tiền|trị giá|kinh phí|giá trị)(?!\w)[^;.]{0,24}$")
# `ký mới 7 bản, nâng tổng số lên 52`: the new total is of all.
_TOTAL = word_pattern(r"(?<!\w)(?:nâng|đưa|lên)\s(?:tổng|số|tổng số)(?!\w)")
# A subject holds for what its clause goes on with (`khối doanh nghiệp có 22 CĐCS với 5.140 đoàn viên`).
_SHARED = frozenset({"part.of_indicator", "part.group", "part.opened", "part.subject_shared"})
_SUBJECTS = folded_pattern(
    r"(?:các |những )?(?:khối|khu vực|nhóm|ngành|vùng|loại hình|doanh nghiệp|dn|kcn|khu công nghiệp)(?!\w)"
)
_WHOLES = r"(?<!\w)(?:toàn|cả nước|tổng|tổng số|cả|so với|lđlđ|ubnd)(?!\w)"
_GOES_ON = re.compile(r"[^;:()]{0,70}$")
# What leads from a count to its amount.
_CAPITAL = folded_pattern(
    r"[^;.\d]{0,80}?(?<!\w)(?:vốn|trị giá|kinh phí|số tiền|giá trị)(?!\w)[^;.\d]{0,24}$"
)
_TET = fold("tết")


@record
class PartReading:
    """The phrase as the page writes it, None for a figure of the whole."""

    text: str | None
    hits: tuple[RuleHit, ...] = ()


def _left(folded: str, readings: Sequence[Reading], index: int) -> tuple[int, int]:
    """The stretch between the number before and the cue of this one."""
    q = readings[index].quantity
    # What the cue of the number before took in (`so với dự toán`) is none of this number's subject.
    previous = 0
    if index:
        before = readings[index - 1]
        at = folded.find(before.noun, before.quantity.after, q.start) if before.noun else -1
        noun_end = at + len(before.noun) if at >= 0 else 0
        previous = min(max(before.quantity.after, before.cue.end, noun_end), readings[index].quantity.start)
    low = clause_start(folded, previous, q.hedge_start)
    if totals := list(_TOTAL.find_all(folded, low, q.hedge_start)):
        low = totals[-1].start()
    cue = readings[index].cue
    high = cue.start if low <= cue.start < q.start else q.hedge_start
    # A number in a bracket of its own says more of the figure before it, not of the words between.
    bracket = folded.rfind("(", low, q.start)
    if bracket >= 0 and ")" not in folded[bracket : q.start]:
        own = _ALONE.match(folded, low, bracket) if index else None
        if folded[bracket + 1 : q.hedge_start].strip() or (index and not own):
            return bracket + 1, max(bracket + 1, high)
        return own.end() if own else low, bracket
    return low, high


def _subject(folded: str, reading: Reading, low: int, high: int) -> tuple[int, int] | None:
    """The noun phrase before a number that does not name the indicator itself."""
    comma = max(folded.rfind(mark, low, high) for mark in ",:(")
    start, end = trimmed(folded, low, high)
    start = without_opening(folded, start, end)
    if (
        low
        and folded[low - 1 : low + 2].replace(" ", "").isalnum()
        and start < (last := folded.rfind(",", low, high))
    ):
        # What follows a number without a sign is said of that number, up to the comma.
        later = trimmed(folded, last + 1, high)
        start, end = later if later[0] < later[1] else (start, end)
    if end - start > _LONGEST_SUBJECT and comma > 0:
        start, end = trimmed(folded, comma + 1, high)
    start, end = without_time(folded, start, end)
    if not SHORTEST <= end - start <= _LONGEST or pattern(NO_SUBJECT).search(folded[start:end]):
        return None
    if _is_place(folded[start:end]):
        return None
    mention = reading.mention
    named = mention is not None and reading.relation != "none" and not reading.inherited
    if named and mention and mention.start < end and start < mention.end:
        return None
    return start, end


def _is_place(phrase: str) -> bool:
    """Whether a phrase is the name of units: where a figure is from is its place."""
    gazetteer, key = load_gazetteer(), name_key(_LISTED.split(phrase)[0])
    words = key.split()
    if any(gazetteer.has(" ".join(words[:n]), "province") for n in range(1, min(4, len(words)) + 1)):
        return True
    return len(words) > 1 and any(gazetteer.has(key, level) for level in ("district", "commune"))


def _narrowed(folded: str, readings: Sequence[Reading], index: int) -> Found | None:
    """What narrows a figure within its own stretch of the sentence, by the first rule that finds anything."""
    stretch, q = _left(folded, readings, index), readings[index].quantity
    for found in _ways(folded, readings, index, stretch):
        is_open = found is not None and _is_open(folded, found, readings[index].indicator)
        if kept := cut(folded, found, stretch[0], (q.start, q.end), is_open=is_open):
            return kept
    return None


def _is_open(folded: str, found: Found, indicator: Indicator | None) -> bool:
    """Whether words of an indicator end in what the page says there (`khu vực ...`)."""
    words = open_words(indicator.code, indicator.parts) if indicator else None
    return words is not None and words.fullmatch(folded, found[0], found[1]) is not None


def _ways(
    folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]
) -> Iterator[Found | None]:
    reading, q = readings[index], readings[index].quantity
    if reading.indicator:
        yield from of_words(folded, reading.indicator, reading, left[0])
        yield from _of_count(folded, readings, index)
        yield of_complement(folded, reading.indicator, reading, left[0])
    for rule in (_shared, _opened, _grouped, _extreme, _single, _of_units):
        yield rule(folded, readings, index, left)
    if q.kind in ("count", "percent") and (modifier := _modified(folded, reading)):
        yield (*modifier, "part.modifier")
    carried = reading.relation in ("carried", "none", "page", "list")
    itemised = _itemised(reading)
    compared = reading.measure in (Measure.GROWTH, Measure.SHARE) and q.unit is Unit.PERCENT
    if carried and (compared or itemised) and (subject := _subject(folded, reading, *left)):
        yield (*subject, "part.subject")
    if itemised and (head := _item_head(folded, readings, index)):
        yield (*head, "part.item")


def _of_count(folded: str, readings: Sequence[Reading], index: int) -> Iterator[Found]:
    """The words beside a count whose amount this is (`cấp mới 31 dự án FDI, tổng vốn 290 triệu USD`)."""
    reading = readings[index]
    if not index or reading.quantity.kind != "money" or reading.indicator is None:
        return
    before = readings[index - 1].quantity
    if before.kind == "count" and _CAPITAL.match(folded, before.after, reading.quantity.hedge_start):
        yield from words_between(
            folded, reading.indicator, _left(folded, readings, index - 1)[0], reading.quantity.start
        )


def _itemised(reading: Reading) -> bool:
    """Whether a list of an indicator's figures names its parts; the sides of a score have points alone."""
    indicator = reading.indicator
    if indicator is None or not is_listed("itemised", indicator.code):
        return False
    return indicator.kind != "score" or reading.quantity.kind == "points"


def _shared(folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]) -> Found | None:
    """Whose share it is (`tỷ trọng của khu vực tư nhân trong GDP`)."""
    if readings[index].measure is not Measure.SHARE:
        return None
    found = _SHARE_OF.find(folded, 0 if index == 0 else left[0], readings[index].quantity.start)
    if not found or pattern(NO_SUBJECT).search(found["who"]):
        return None
    mention = readings[index].mention
    if mention is not None and mention.start < found.end("who") and found.start("who") < mention.end:
        return None
    return (*found.span("who"), "part.share")


def _opened(folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]) -> Found | None:
    reading = readings[index]
    openers = list(pattern_of_words(OPENER).find_all(folded, left[0], reading.quantity.start))
    if not openers:
        return None
    same = index > 0 and readings[index - 1].indicator is reading.indicator
    start, end = trimmed(folded, openers[-1].end(), left[1])
    mention = reading.mention
    named = mention is not None and mention.start < end and start < mention.end
    verb = pattern(_VERB).fullmatch(folded[start:end]) is not None
    if (
        end - start > 1
        and not verb
        and (same or not named)
        and not pattern(_NO_GROUP).search(folded[start:end])
    ):
        return start, end, "part.opened"
    if same and (behind := _behind(folded, reading)):
        return (*behind, "part.opened_behind")
    return None


def _grouped(folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]) -> Found | None:
    group = pattern_of_words(_GROUP).find(folded, *left)
    if not group:
        return None
    start, end = trimmed(folded, group.start(), left[1])
    mention = readings[index].mention
    inside = mention is not None and mention.start <= start and end <= mention.end
    return None if inside else (start, end, "part.group")


def _extreme(folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]) -> Found | None:
    reading = readings[index]
    if reading.measure in (Measure.GROWTH, Measure.CHANGE) or reading.quantity.kind == "count":
        return None
    low = 0 if index == 0 else min(left[0], readings[index - 1].quantity.after)
    for found in pattern_of_words(_EXTREME).find_all(folded, low, reading.quantity.start):
        if found.group() != _AT_LEAST or folded[found.end() : reading.quantity.start].strip():
            return (*found.span(), "part.extreme")
    return None


def _single(folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]) -> Found | None:
    """One unit of many (`một công ty may có 620 lao động`), or each of them."""
    found = pattern_of_words(_SINGLE).find(folded, left[0], readings[index].quantity.start)
    if not found:
        return None
    return (*trimmed(folded, found.start(), min(found.end(), left[1]) or found.end()), "part.single")


def _of_units(folded: str, readings: Sequence[Reading], index: int, left: tuple[int, int]) -> Found | None:
    """The number of units just before says of how many a rate is (`4 bộ đạt dưới 83%`)."""
    reading = readings[index]
    kind = reading.indicator.kind if reading.indicator else "amount"
    rated = kind in ("rate", "score") and reading.measure is Measure.LEVEL
    if not index or not (rated or reading.measure is Measure.PLAN_COMPLETION):
        return None
    before = readings[index - 1].quantity
    if before.kind != "count" or before.total is not None:
        return None
    found = pattern(_UNITS).match(folded, before.end, reading.quantity.hedge_start)
    if found and "|" in found.group():
        # The cells of a table stand side by side.
        return None
    return (*trimmed(folded, before.start, found.end()), "part.units") if found else None


def _item_head(folded: str, readings: Sequence[Reading], index: int) -> tuple[int, int] | None:
    """The subject that an item of a list opens with (`Nhật Bản có 42 dự án, vốn 75,7 triệu USD`)."""
    q = readings[index].quantity
    begin = folded.rfind(";", 0, q.start) + 1
    begin = without_opening(folded, begin, q.hedge_start)
    first = next(r for r in readings if r.quantity.start >= begin)
    high = first.quantity.hedge_start
    for named in (readings[index].mention, first.mention):
        if named and begin < named.end and named.start < first.quantity.start:
            if not pattern(_ITEM_VERB).fullmatch(folded[named.start : named.end]):
                return None
            high = min(high, named.start)
    if readings[index] is not first and readings[index].relation == "carried":
        return None
    start, end = trimmed(folded, begin, high)
    start, end = without_time(folded, without_opening(folded, start, end), end)
    comma = folded.rfind(",", start, end)
    if comma > 0 and end - start > _LONGEST_SUBJECT // 2:
        start, end = trimmed(folded, comma + 1, end)
    short = SHORTEST <= end - start <= _LONGEST_SUBJECT // 2
    if not short or pattern(NO_SUBJECT).search(folded[start:end]) or _is_place(folded[start:end]):
        return None
    return start, end


def _behind(folded: str, reading: Reading) -> tuple[int, int] | None:
    """What follows the counted noun up to the next border."""
    at = reading.quantity.after
    if reading.noun:
        at = folded.find(reading.noun, at) + len(reading.noun)
    border = BORDER.search(folded, at)
    start, end = trimmed(folded, at, border.start() if border else at)
    return (start, end) if end - start > 1 and not pattern(_NOT_BEHIND).match(folded[start:end]) else None


def _modified(folded: str, reading: Reading) -> tuple[int, int] | None:
    if not reading.noun:
        return None
    at = folded.find(reading.noun, reading.quantity.after) + len(reading.noun)
    if reading.mention and reading.mention.start >= reading.quantity.after:
        at = max(at, reading.mention.end)
    found = pattern(_MODIFIER).match(folded, at)
    if not found or pattern(_WHOLE_MODIFIER).match(folded, at):
        return None
    start = found.start() + 1
    opposed = contrasts(reading.indicator.code) if reading.indicator else None
    named = reading.mention and folded[reading.mention.start : reading.mention.end]
    kind = folded[start : found.end()].strip()
    if named and kind.startswith(_IS) and named.endswith(kind.removeprefix(_IS)):
        # `7.640 người là đoàn viên` counts the members, not a part of them.
        return None
    if opposed and opposed.match(folded, start):
        # `25 doanh nghiệp đối thoại định kỳ` is a part beside `đột xuất` alone.
        return None
    end = without_tail(folded, start, found.end())
    return (start, end) if end - start >= SHORTEST else None


class Parts:
    """Reads the parts of a page's figures, sentence by sentence, in the order of the text."""

    def __init__(self, title: str = "") -> None:
        """`title` is the page's: an occasion that it is about narrows none of its figures."""
        self._last: dict[str, str] = {}
        self._recent: dict[str, str] = {}
        self._title = fold(title)

    def read(
        self,
        texts: tuple[str, str],
        readings: Sequence[Reading],
        known: Sequence[PartReading],
        place: str | None,
    ) -> PartReading:
        """The part of one reading of a sentence.

        `texts` are the sentence folded and as written, `known` the parts of the readings before it, `place`
        the unit that the figure is about: its own name narrows nothing.
        """
        found = self._read(texts, readings, known, place)
        indicator = readings[len(known)].indicator
        if indicator is not None and (text := found.text):
            if pattern(_REFERS).fullmatch(fold(text)):
                # `Riêng nhóm này`: the one that was named last.
                recent = self._recent.get(indicator.code)
                found = PartReading(recent, found.hits if recent else ())
            else:
                self._recent[indicator.code] = text
        if indicator is not None and is_listed("always", indicator.code):
            if found.text is None and readings[len(known)].measure is not Measure.SHARE:
                found = self._of_kind(indicator, readings[len(known)], texts)
            if found.text:
                self._last[indicator.code] = found.text
        return found

    def _of_kind(self, indicator: Indicator, reading: Reading, texts: tuple[str, str]) -> PartReading:
        mention = reading.mention
        text = self._last.get(indicator.code)
        named = is_listed("own_names", indicator.code)
        if named and text is None and mention is not None and mention.end <= len(texts[1]):
            text = texts[1][mention.start : mention.end]
        return PartReading(text, (RuleHit("part.of_kind", text),)) if text else PartReading(None)

    def _is_of_page(self, occasion: str) -> bool:
        """Whether the page as a whole is about an occasion: every Tết to one about Tết."""
        return occasion in self._title or (_TET in occasion and _TET in self._title)

    def _read(
        self,
        texts: tuple[str, str],
        readings: Sequence[Reading],
        known: Sequence[PartReading],
        place: str | None,
    ) -> PartReading:
        folded, written = texts
        index = len(known)
        reading = readings[index]
        found = _narrowed(folded, readings, index)
        if found:
            start, end, rule = found
            text = written[start:end].strip(' ,;:()"“”')
            own_name = rule in ("part.subject", "part.opened", "part.item") and _same_name(text, place)
            if text and not own_name:
                return PartReading(text, (RuleHit(rule, text, start, end),))
            if own_name:
                return PartReading(None)
        carried = _carried(folded, readings, known) if index else PartReading(None)
        if carried.text or reading.indicator is None:
            return carried
        words = wide_words(reading.indicator.code)
        low = folded.rfind(";", 0, reading.quantity.start) + 1
        wide = list(words.finditer(folded, low, reading.quantity.start)) if words else []
        wide = [found for found in wide if not self._is_of_page(found.group())]
        if not wide:
            return carried
        start, end = wide[-1].span()
        is_open = not folded.endswith('"', start, end)
        kept = cut(folded, (start, end, "part.of_indicator"), low, (end, end), is_open=is_open)
        start, end = kept[:2] if kept else (start, end)
        return PartReading(written[start:end], (RuleHit("part.wide", written[start:end], start, end),))


def _carried(folded: str, readings: Sequence[Reading], known: Sequence[PartReading]) -> PartReading:
    """The part of the figure before, where this one goes on with the same subject."""
    index = len(known)
    reading, before = readings[index], readings[index - 1]
    goes_on = reading.relation == "carried" and reading.indicator is before.indicator
    same_mention = reading.mention is not None and reading.mention is before.mention
    part = known[index - 1]
    between = folded[before.quantity.after : reading.quantity.start]
    cost = reading.quantity.kind == "money" and before.quantity.kind == "count" and _COST.match(between)
    if part.hits and part.hits[0].rule == "part.units":
        # `7 địa phương đạt trên 45%, dẫn đầu là Nam Định 72,4%`: the next is one of them, or another.
        return PartReading(None)
    totalled = _TOTAL.find(folded, before.quantity.after, reading.quantity.start)
    if part.text is None or pattern(OPENER).search(between) or totalled:
        return PartReading(None)
    if not (goes_on or same_mention or cost):
        return _of_subject(folded, reading, before, part)
    if ";" in between and not _DATED.match(between[between.rfind(";") + 1 :]):
        return PartReading(None)
    return PartReading(part.text, (RuleHit("part.carried", part.text),))


def _of_subject(folded: str, reading: Reading, before: Reading, part: PartReading) -> PartReading:
    """The subject of the figure before, for another indicator's in the same clause."""
    hit = part.hits[0] if part.hits else None
    if hit is None or hit.rule not in _SHARED or part.text is None or reading.indicator is None:
        return PartReading(None)
    stands_before = hit.rule == "part.subject_shared"
    if hit.start is not None:
        stands_before = hit.start < before.quantity.start
    between = folded[before.quantity.after : reading.quantity.start]
    goes_on = stands_before and _GOES_ON.match(between) and not pattern(_WHOLES).search(between)
    if not goes_on or not _SUBJECTS.match(fold(part.text)):
        return PartReading(None)
    return PartReading(part.text, (RuleHit("part.subject_shared", part.text),))


def _same_name(text: str, place: str | None) -> bool:
    """Whether a phrase is but the name of the place that the figure is about."""
    here = re.sub(r"\W+", "", fold(text))
    bare = re.sub(r"\W+", "", fold((place or "").split(" ", 1)[-1]))
    there = re.sub(r"\W+", "", fold(place or ""))
    return bool(place) and (here in there or here.endswith(bare))
