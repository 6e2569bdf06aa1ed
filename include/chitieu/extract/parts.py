"""The page's phrase that narrows a figure to a part, a group or an extreme of what its indicator covers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.cues import clause_start
from chitieu.extract.readings import Reading
from chitieu.kernel.record import record
from chitieu.kernel.records import Measure, RuleHit, Unit

_LONGEST = 90
_SHORTEST = 3


@record
class PartReading:
    """The phrase as the page writes it, None for a figure of the whole."""

    text: str | None
    hits: tuple[RuleHit, ...] = ()


@cache
def _lists() -> Mapping[str, str]:
    rows = read_yaml(DATA / "parts.yml")
    return {
        name: "|".join(
            re.escape(fold(w)).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True)
        )
        for name, words in rows.items()
    }


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_lists()['openers']})(?!\w)")


@cache
def _group() -> re.Pattern[str]:
    return folded_pattern(
        rf"(?<!\w)(?<!toàn )(?<!các cấp )(?<!phụ )(?<!công đoàn )(?:{_lists()['groups']})\s[^,;:()]{{2,80}}$"
    )


@cache
def _extreme() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_lists()['extremes']})(?!\w)(?!\s(?:từ|trong|kể|sau))")


@cache
def _modifier() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{_lists()['modifiers']})(?!\w)[^,;:.()\d]{{0,80}}")


@cache
def _own(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:" + "|".join(part.replace(" .. ", r"\s[^,;]{0,40}?") for part in parts) + r")(?!\w)"
    )


@cache
def _trim() -> re.Pattern[str]:
    return re.compile(rf"^(?:[\s,;:(\-\"/]|(?:{_lists()['leading']})(?!\w))+")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s,;:(\-\"]|(?<!\w)(?:{_lists()['trailing']}))+$")


@cache
def _no_group() -> re.Pattern[str]:
    """Speakers, places, bodies and times are no parts; the context says whose, where and when a figure is."""
    lists = _lists()
    return re.compile(
        rf"(?<!\w)(?:{lists['speech']})(?!\w)|^(?:{lists['bodies']})(?!\w)"
        rf"|(?<!\w)(?:trong\s)?(?:{lists['times']})(?!\w)"
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _trim().match(text[start:end])
    start += lead.end() if lead else 0
    tail = _tail().search(text[start:end])
    return start, start + tail.start() if tail else end


def _left(folded: str, readings: Sequence[Reading], index: int) -> tuple[int, int]:
    """The stretch between the number before and the cue of this one."""
    q = readings[index].quantity
    # What the cue of the number before took in (`so với dự toán`) is none of this number's subject.
    previous = 0
    if index:
        before = readings[index - 1]
        at = folded.find(before.noun, before.quantity.after) if before.noun else -1
        noun_end = at + len(before.noun) if at >= 0 else 0
        previous = min(max(before.quantity.after, before.cue.end, noun_end), readings[index].quantity.start)
    low = clause_start(folded, previous, q.hedge_start)
    cue = readings[index].cue
    high = cue.start if low <= cue.start < q.start else q.hedge_start
    return low, high


def _subject(folded: str, reading: Reading, low: int, high: int) -> tuple[int, int] | None:
    """The noun phrase before a growth or a share that does not name the indicator itself."""
    comma = max(folded.rfind(mark, low, high) for mark in ",:(")
    start, end = _trimmed(folded, low, high)
    if end - start > _LONGEST and comma > 0:
        start, end = _trimmed(folded, comma + 1, high)
    if end - start < _SHORTEST or end - start > _LONGEST or _no_group().search(folded[start:end]):
        return None
    mention = reading.mention
    if mention and reading.relation != "none" and mention.start < end and start < mention.end:
        return None
    return start, end


def _narrowed(folded: str, readings: Sequence[Reading], index: int) -> tuple[int, int, str] | None:
    reading = readings[index]
    q, indicator = reading.quantity, reading.indicator
    low, high = _left(folded, readings, index)
    if indicator and indicator.parts and (found := _own_part(folded, indicator, reading, low)):
        return (*found, "part.of_indicator")
    openers = list(_opener().finditer(folded, low, q.start))
    if openers:
        opener = openers[-1]
        same = index > 0 and readings[index - 1].indicator is reading.indicator
        start, end = _trimmed(folded, opener.end(), high)
        mention = reading.mention
        named = mention is not None and mention.start < end and start < mention.end
        if end - start > 1 and (same or not named) and not _no_group().search(folded[start:end]):
            return start, end, "part.opened"
        if same and (behind := _behind(folded, reading)):
            return (*behind, "part.opened_behind")
    if group := _group().search(folded, low, high):
        start, end = _trimmed(folded, group.start(), high)
        mention = reading.mention
        if not (mention and mention.start <= start and end <= mention.end):
            return start, end, "part.group"
    stated = reading.measure not in (Measure.GROWTH, Measure.CHANGE) and q.kind != "count"
    if stated and (extreme := _extreme().search(folded, low, q.start)):
        return extreme.start(), extreme.end(), "part.extreme"
    compared = reading.measure in (Measure.GROWTH, Measure.SHARE) and q.unit is Unit.PERCENT
    if (
        compared
        and reading.relation in ("carried", "none")
        and (subject := _subject(folded, reading, low, high))
    ):
        return (*subject, "part.subject")
    if q.kind == "count" and (modifier := _modified(folded, reading)):
        return (*modifier, "part.modifier")
    return None


def _own_part(folded: str, indicator: Indicator, reading: Reading, low: int) -> tuple[int, int] | None:
    """Words that are a part of this indicator, before the number or right behind its noun."""
    q = reading.quantity
    begin = min(low, reading.mention.start) if reading.mention and reading.relation == "before" else low
    end = max(
        q.start, reading.mention.end if reading.mention and reading.relation in ("inside", "behind") else 0
    )
    before = list(_own(indicator.parts).finditer(folded, begin, end))
    if before:
        return before[-1].span()
    if q.kind != "count":
        return None
    border = re.search(r"[,;:.(]|$", folded[q.after :])
    found = _own(indicator.parts).search(folded, q.after, q.after + (border.start() if border else 0))
    return found.span() if found else None


def _behind(folded: str, reading: Reading) -> tuple[int, int] | None:
    """What follows the counted noun up to the next border."""
    at = reading.quantity.after
    if reading.noun:
        at = folded.find(reading.noun, at) + len(reading.noun)
    border = re.search(r"[,;:.(]|$", folded[at:])
    end = at + (border.start() if border else 0)
    start, end = _trimmed(folded, at, end)
    return (start, end) if end - start > 1 else None


def _modified(folded: str, reading: Reading) -> tuple[int, int] | None:
    if not reading.noun:
        return None
    at = folded.find(reading.noun, reading.quantity.after) + len(reading.noun)
    if reading.mention and reading.mention.start >= reading.quantity.after:
        at = max(at, reading.mention.end)
    found = _modifier().match(folded, at)
    if not found:
        return None
    start = found.start() + 1
    tail = _tail().search(folded[start : found.end()])
    end = start + tail.start() if tail else found.end()
    return (start, end) if end > start else None


def read_part(
    texts: tuple[str, str], readings: Sequence[Reading], known: Sequence[PartReading], place: str | None
) -> PartReading:
    """The part of one reading of a sentence.

    `texts` are the sentence folded and as written, `known` the parts of the readings before it, `place` the
    unit that the figure is about: its own name narrows nothing.
    """
    folded, written = texts
    index = len(known)
    reading = readings[index]
    found = _narrowed(folded, readings, index)
    if found:
        start, end, rule = found
        text = written[start:end].strip(' ,;:()"“”')
        own_name = rule in ("part.subject", "part.opened") and _same_name(text, place)
        if text and not own_name:
            return PartReading(text, (RuleHit(rule, text, start, end),))
        if own_name:
            return PartReading(None)
    if index and reading.relation == "carried" and reading.indicator is readings[index - 1].indicator:
        return _carried(folded, readings, index, known[index - 1])
    if index and reading.mention and reading.mention is readings[index - 1].mention:
        return _carried(folded, readings, index, known[index - 1])
    return PartReading(None)


def _carried(folded: str, readings: Sequence[Reading], index: int, before: PartReading) -> PartReading:
    between = folded[readings[index - 1].quantity.after : readings[index].quantity.start]
    if before.text is None or ";" in between or _opener().search(between):
        return PartReading(None)
    return PartReading(before.text, (RuleHit("part.carried", before.text),))


def _same_name(text: str, place: str | None) -> bool:
    """Whether a phrase is but the name of the place that the figure is about."""
    here = re.sub(r"\W+", "", fold(text))
    bare = re.sub(r"\W+", "", fold((place or "").split(" ", 1)[-1]))
    there = re.sub(r"\W+", "", fold(place or ""))
    return bool(place) and (here in there or here.endswith(bare))
