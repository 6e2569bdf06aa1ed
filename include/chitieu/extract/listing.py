"""Lists: one noun for several counts, several subjects for as many numbers, both ends of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.cues import Cue, word_list
from chitieu.extract.groups import opens_group
from chitieu.extract.mentions import Mention
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading, SentenceText
from chitieu.extract.resolving import resolve
from chitieu.extract.wordpatterns import IN_TURN, word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Measure, RuleHit, Unit


def shared_noun(text: SentenceText) -> list[Reading]:
    """`12, 8 và 5 CĐCS`, `xây 12 nhà, sửa 8 nhà mái ấm`: the last count names the subject of all."""
    out = list(text.readings)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        loose = here.indicator is None or (
            not here.noun and _OPENS_LIST.find(text.folded, 0, here.quantity.hedge_start)
        )
        if not loose or following.indicator is None or here.relation not in ("none", "carried"):
            continue
        if here.indicator and (here.indicator is following.indicator or following.relation == "carried"):
            continue
        if here.quantity.kind != "count" or following.quantity.kind != "count":
            out[i] = _shared_doing(text, here, following)
            continue
        between = text.folded[here.quantity.after : following.quantity.hedge_start]
        listed = not here.noun and (between.strip() in (",", "và") or _LISTED.fullmatch(between) is not None)
        same = (
            here.noun
            and (here.noun == following.noun or following.noun.startswith(f"{here.noun} "))
            and _LISTED.fullmatch(between.replace(here.noun, "", 1))
        )
        resolved = resolve(following.indicator, here.cue, here.quantity) if listed or same else None
        if resolved:
            measure, value, unit, _ = resolved
            hit = RuleHit("link.list", following.indicator.code, here.quantity.start, following.quantity.end)
            out[i] = replace(
                here,
                indicator=following.indicator,
                measure=measure,
                value=value,
                unit=unit,
                score=following.score - 0.15,
                relation="list",
                mention=following.mention,
                hits=(*here.hits, hit),
            )
    return out


_AND_OTHERS = folded_pattern(r"\s[^,;:.()\d%]{2,50}\s(?:và|còn)\s(?:có\s)?")


def _shared_doing(text: SentenceText, here: Reading, following: Reading) -> Reading:
    """`95% đơn vị sự nghiệp và 82% doanh nghiệp mở hội nghị`: what both groups did stands behind the last."""
    unit, bare = Unit.PERCENT, here.cue.rule == following.cue.rule == "none"
    if not bare or here.quantity.unit is not unit or following.quantity.unit is not unit:
        return here
    between = text.folded[here.quantity.after : following.quantity.hedge_start]
    if following.relation != "behind" or not opens_group(text.folded, here.quantity):
        return here
    if not _AND_OTHERS.fullmatch(between):
        return here
    hit = RuleHit(
        "link.list",
        following.indicator.code if following.indicator else "",
        here.quantity.start,
        following.quantity.end,
    )
    return replace(_as(here, following), relation="list", hits=(*here.hits, hit))


_LISTED = re.compile(rf"\s*(?:,|và|,\s+và)\s+(?:{word_list('list_verbs')}(?:,\s+|\s+và\s+|\s+)){{0,2}}")
# `; ký mới 4, gia hạn 11 thỏa ước`: a verb that opens an item leads a list of its own.
_OPENS_LIST = word_pattern(rf"(?<!\w)(?<=[;:]\s){word_list('list_verbs')}\s$")


def bounds_agree(readings: list[Reading]) -> list[Reading]:
    """Both ends of a range, and both of a movement, speak of the same thing in the same way."""
    out = list(readings)
    for i in range(len(out) - 1):
        low, high = out[i], out[i + 1]
        if low.quantity.bound not in ("low", "from") or high.quantity.bound not in ("high", "to"):
            continue
        if low.indicator is None and low.relation == "none" and high.relation in ("behind", "inside"):
            # `từ 4 đến 5 xã đạt chuẩn`: what both count stands behind the second.
            out[i] = _as(low, high)
        else:
            out[i + 1] = _as(high, low)
    return out


def _as(reading: Reading, model: Reading) -> Reading:
    """A reading that speaks of the same thing as another, in the same direction."""
    sign = -1 if model.value < 0 else 1
    planned = model.measure is Measure.PLAN_COMPLETION
    return replace(
        reading,
        indicator=model.indicator,
        measure=model.measure,
        value=reading.value if planned else sign * abs(reading.quantity.value),
        unit=model.unit,
        mention=model.mention,
        score=model.score,
    )


_AND = folded_pattern(r"\s{0,2}(?:[,;/]|và|[,;]\s?và)?\s?")
_SUBJECTS_REACH = 140
_THESE = word_pattern(
    r"(?<!\w)(?:con số|số liệu|những số|các số)\s(?:này|ấy|đó|trên|tương ứng)(?:\s[^\s,;:.\d]+){0,3}\s?$"
)


def in_turn(text: SentenceText, readings: Sequence[Reading]) -> list[Reading]:
    """`nông nghiệp, công nghiệp và dịch vụ lần lượt tăng 2%, 8% và 6%`: each number has its own subject."""
    out = list(readings)
    for word in IN_TURN.find_all(text.folded) if len(out) > 1 else ():
        first = next((i for i, r in enumerate(out) if r.quantity.start > word.end()), None)
        if first is None:
            continue
        last = _end_of_run(text, out, first)
        low = out[first - 1].quantity.after if first else 0
        subjects = _subjects(text, out[first], max(low, word.start() - _SUBJECTS_REACH), word.start())
        subjects = list(_last_of_list(text, subjects, last - first))
        told = _told_together(text, low, word.start(), last - first)
        told = told or [(subject.indicator, subject) for subject in subjects]
        told = told or _told_before(text, word.start())
        if len(told) != last - first:
            told = _counted_before(out, first, last)
        if last == first + 1 or len(told) != last - first:
            continue
        # The verb before the first number holds for all of them, the plan behind the last one too.
        planned = out[last - 1].measure is Measure.PLAN_COMPLETION
        lead = out[last - 1] if planned else out[first]
        for i, (indicator, subject) in zip(range(first, last), told, strict=True):
            q = out[i].quantity
            resolved = resolve(indicator, _cue_of(lead, q), q)
            if resolved is None or indicator is None:
                continue
            start, end = (subject.start, subject.end) if subject else word.span()
            hit = RuleHit("link.in_turn", indicator.code, start, end)
            out[i] = replace(
                out[i],
                indicator=indicator,
                measure=resolved[0],
                value=resolved[1],
                unit=resolved[2],
                relation="before",
                mention=subject,
                hits=(*out[i].hits, hit),
            )
    return out


def _cue_of(lead: Reading, q: Quantity) -> Cue:
    """What the words around one number of a list say of another one: the sign, and what is beyond a plan."""
    if lead.measure is Measure.PLAN_COMPLETION:
        return replace(lead.cue, value=q.value + lead.cue.value - lead.quantity.value)
    return replace(lead.cue, value=-q.value if lead.cue.value < 0 < q.value else q.value)


def _counted_before(
    readings: Sequence[Reading], first: int, last: int
) -> list[tuple[Indicator | None, Mention | None]]:
    """`thành lập 7 cơ sở, kết nạp 812 đoàn viên, đạt lần lượt 70% và 54% kế hoạch`: percentages of both."""
    counted = readings[max(0, 2 * first - last) : first]
    codes = {reading.indicator.code for reading in counted if reading.indicator}
    if readings[first].quantity.unit is not Unit.PERCENT or len(codes) != last - first:
        return []
    if any(r.measure is not Measure.LEVEL or r.unit is Unit.PERCENT for r in counted):
        return []
    known, same = readings[last - 1].indicator, counted[-1].indicator
    if known and same and same.rate == known.code:
        # `61 hộ nghèo, 84 hộ cận nghèo, tương ứng 3,1% và 4,3%`
        rates = [reading.indicator and reading.indicator.rate for reading in counted]
        return [(load_indicators()[rate], None) for rate in rates if rate]
    return [(reading.indicator, reading.mention) for reading in counted]


@cache
def _together() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Patterns of subjects that are named in one phrase, right before their numbers, and their codes."""
    return tuple(
        (re.compile(rf"(?<!\w)(?:{fold(row['phrase'])})(?!\w)[^;:.()\d]{{0,60}}$"), tuple(row["codes"]))
        for row in read_yaml(DATA / "together.yml")
    )


def _told_together(
    text: SentenceText, low: int, end: int, count: int
) -> list[tuple[Indicator | None, Mention | None]]:
    """`tỷ lệ hộ nghèo, cận nghèo lần lượt là 2,1% và 3,4%`: each number is of one part of the phrase."""
    for pattern, codes in _together():
        if len(codes) == count and pattern.search(text.folded, low, end):
            return [(load_indicators()[code], None) for code in codes]
    return []


_LIST_REACH = 30


def _last_of_list(text: SentenceText, subjects: Sequence[Mention], count: int) -> Sequence[Mention]:
    """The last subjects of a stretch, as many as there are numbers, where they stand in one list.

    `Trong mức tăng của GRDP, công nghiệp và dịch vụ lần lượt tăng ...` names what is parted before.
    """
    if len(subjects) <= count or count < len(("one", "other")):
        return subjects
    listed = subjects[-count:]
    for here, following in pairwise(listed):
        between = text.folded[here.end : following.start]
        if len(between) > _LIST_REACH or not _PARTS_LIST.search(between):
            return subjects
    return listed


_PARTS_LIST = folded_pattern(r",|\svà\s|\s-\s")


def _told_before(text: SentenceText, end: int) -> list[tuple[Indicator | None, Mention | None]]:
    """What the sentence before counted, where this one says `các con số này lần lượt là`."""
    if text.topic is None or not _THESE.stands_in(text.folded, 0, end):
        return []
    return [(reading.indicator, None) for reading in text.topic.all if reading.measure is Measure.LEVEL]


def _end_of_run(text: SentenceText, readings: Sequence[Reading], first: int) -> int:
    """The end of the numbers of one unit that have nothing but `,` and `và` between them."""
    end = first + 1
    while end < len(readings):
        before, here = readings[end - 1].quantity, readings[end].quantity
        between = text.folded[before.after : here.hedge_start].replace(readings[end - 1].noun, "", 1)
        if here.unit is not before.unit or not _AND.fullmatch(between):
            break
        end += 1
    return end


def _subjects(text: SentenceText, lead: Reading, low: int, end: int) -> list[Mention]:
    """One mention for each place in a stretch where something is named that the numbers can speak of."""
    places: list[Mention] = []
    kind = lead.indicator.kind if lead.indicator else None
    for mention in text.mentions:
        indicator = mention.indicator
        if indicator is None or mention.gaps or indicator.kind != (kind or indicator.kind):
            continue
        if not low <= mention.start < mention.end <= end:
            continue
        if resolve(indicator, lead.cue, lead.quantity) is None:
            continue
        rival = next((i for i, other in enumerate(places) if other.end > mention.start), None)
        if rival is None:
            places.append(mention)
        elif mention.words > places[rival].words:
            places[rival] = mention
    codes = [mention.code for mention in places]
    return places if len(set(codes)) == len(codes) else []
