"""Which indicator a number speaks of: every candidate reading is scored, the best one is taken.

A candidate is an indicator (or a subject without a row) with the way in which the number is tied to it:
inside a phrase, right behind it, named before, or taken over from the number or the sentence before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.extract.cues import HUNDRED, Cue, read_cue, word_list
from chitieu.extract.mentions import Mention, noun_pattern
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Reading, SentenceText
from chitieu.extract.resolving import MONEY, Resolved, resolve
from chitieu.extract.ties import BARE, noun_behind, opens_group, taste, tied
from chitieu.kernel.records import Measure, RuleHit, Unit

THRESHOLD = 0.45
# Where a score starts from for the indicator of the number before: in this sentence, in the one that this one
# continues, in any other before it; and what each further sentence takes off.
_HERE, _CONTINUED, _BEFORE, _FADES = 0.78, 0.72, 0.5, 0.06
# The score of what the page is about: just enough where nothing else explains a number.
_PAGE = 0.49
# Fewer people than this are no population and no workforce that a page speaks of in passing.
_CROWD = 10_000
_LEFT = 80


@dataclass(frozen=True, slots=True)
class _Candidate:
    indicator: Indicator | None
    score: float
    relation: str
    mention: Mention | None = None
    resolved: tuple[Measure, Decimal, Unit] | None = None
    source: Reading | None = None


def _mention_candidates(text: SentenceText, q: Quantity, cue: Cue) -> list[_Candidate]:
    candidates = []
    for mention in text.mentions:
        tie = tied(text, q, mention)
        resolved = resolve(mention.indicator, cue, q) if tie else None
        if tie is None or resolved is None:
            continue
        measure, value, unit, fit = resolved
        if measure is Measure.SHARE and cue.rule == "none" and text.readings:
            last = text.readings[-1]
            if mention.indicator is not None and _listed(text, q, last):
                measure, value = last.measure, _like(last, q)
        weight = 0.025 * min(mention.words, 6) + mention.bonus + taste(text, q, cue, mention, tie[1])
        candidates.append(
            _Candidate(mention.indicator, tie[0] + weight + fit, tie[1], mention, (measure, value, unit))
        )
    return candidates


def _inherited(text: SentenceText, q: Quantity, cue: Cue, noun: str) -> list[_Candidate]:
    """The indicator of the number before, in this sentence or in the one before it."""
    previous = text.readings[-1] if text.readings else None
    if previous is not None:
        found = _from_reading(text, q, cue, (noun, previous, _HERE))
        for reading in text.readings[:-1]:
            if _same_ratio(reading, q):
                found += _from_reading(text, q, cue, (noun, reading, _HERE))
        if not found and q.unit in MONEY:
            # `1.355 dự án với 7,12 tỷ USD`: the money goes on with the last money of the sentence.
            earlier = next((r for r in reversed(text.readings) if r.quantity.unit is q.unit), None)
            found = _from_reading(text, q, cue, (noun, earlier, _CONTINUED)) if earlier else []
        return found
    if text.topic is None:
        return []
    base = _CONTINUED if text.continues else _BEFORE
    score = base - _FADES * (text.topic.distance - 1)
    if text.topic.reading.indicator is None and text.subjects:
        score -= _FADES
    return _from_reading(text, q, cue, (noun, text.topic.reading, score))


def _of_page(text: SentenceText, q: Quantity, cue: Cue, noun: str) -> list[_Candidate]:
    """What the whole page is about, for a number that nothing nearer explains."""
    found = []
    for place, indicator in enumerate(text.subjects):
        resolved = resolve(indicator, cue, q)
        if resolved is None or not _page_fits(text, q, (cue, noun), indicator, resolved[0]):
            continue
        measure, value, unit, fit = resolved
        score = _PAGE - 0.01 * place + fit / 10
        found.append(_Candidate(indicator, score, "page", None, (measure, value, unit)))
    return found


def _page_fits(
    text: SentenceText, q: Quantity, beside: tuple[Cue, str], indicator: Indicator, measure: Measure
) -> bool:
    """Whether a number can speak of what the page is about; `beside` are its cue and its noun."""
    cue, noun = beside
    if q.kind == "count":
        if indicator.whole and q.value < _CROWD:
            return False
        pattern = noun_pattern(indicator.code)
        at = text.folded.find(noun, q.after)
        return bool(
            noun and pattern and pattern.match(text.folded, at) and BARE.match(text.folded, at + len(noun))
        )
    if q.unit is Unit.PERCENT:
        sure = indicator.kind != "amount" or measure in (Measure.GROWTH, Measure.PLAN_COMPLETION)
        own = not text.continues and _OWN_SUBJECT.search(text.folded, max(0, cue.start - _LEFT), cue.start)
        return sure and not own and not opens_group(text.folded, q)
    if q.kind == "rank":
        return indicator.kind == "score"
    return q.kind == "times" or q.unit in indicator.units


# `số người hưởng chế độ tăng gấp 5 lần` names a subject of its own.
_OWN_SUBJECT = folded_pattern(r"(?<!\w)(?<!chỉ )(?:tổng số|số lượng|số|lượng|tỷ lệ)\s(?!với|cùng|\d)\w+\s\w+")
_ASIDE = folded_pattern(r"\((?:cùng kỳ|năm trước|năm ngoái)[^)]*$")


def _same_ratio(reading: Reading, q: Quantity) -> bool:
    """Whether a percentage is the ratio that an earlier `n/m` states: then it speaks of the same thing."""
    total = reading.quantity.total
    if total is None or q.unit is not Unit.PERCENT:
        return False
    return abs(reading.quantity.value * HUNDRED / total - q.value) < Decimal("0.6")


def _carried_over(text: SentenceText, q: Quantity, noun: str, source: Reading) -> bool:
    """Whether a number can speak of the same thing as an earlier one: by its noun, its unit, its measure."""
    if q.kind == "count":
        here = bool(text.readings) and source is text.readings[-1]
        same = bool(noun) and noun == source.noun and _narrows(text, q, noun)
        bare = not noun and here and BARE.match(text.folded, q.after) is not None
        return (same or bare) and source.quantity.unit is Unit.COUNT
    if q.unit is Unit.PERCENT or q.kind in ("times", "rank"):
        return True
    unit = source.indicator.unit if source.indicator else source.quantity.unit
    return q.unit is unit or {q.unit, unit} <= MONEY


def _carried_measure(text: SentenceText, q: Quantity, cue: Cue, source: Reading) -> Resolved | None:
    """Measure and value for the indicator of an earlier number, with what that number's measure adds."""
    resolved = resolve(source.indicator, cue, q)
    if resolved is None:
        return None
    measure, _, _, fit = resolved
    level_here = source.measure is Measure.LEVEL and text.readings and q.value <= HUNDRED
    planned = source.indicator is not None and source.indicator.percent is Measure.PLAN_COMPLETION
    if cue.rule == "reached_percent" and measure is Measure.PLAN_COMPLETION and level_here and not planned:
        return Measure.SHARE, q.value, Unit.PERCENT, fit
    if cue.measure is None and measure is not source.measure and _listed(text, q, source):
        again = resolve(source.indicator, replace(cue, measure=source.measure, rule="listed"), q)
        if again is not None:
            return again[0], _like(source, q), again[2], again[3]
    aside = _ASIDE.search(text.folded, source.quantity.after, q.hedge_start)
    if measure is Measure.SHARE and source.measure is Measure.GROWTH and cue.measure is None and aside:
        return Measure.GROWTH, q.value, Unit.PERCENT, fit
    return resolved


_NEXT = folded_pattern(
    r"(?:\s(?:về|số)\s[^,;:%]{1,25})?(?:(?:\s?[;,)]|\s(?:và|còn|rồi|với))\s[^;:.%]{0,60}$|\s?[-–(]\s?[^;:.%,]{0,40}$)"
)


def _listed(text: SentenceText, q: Quantity, source: Reading) -> bool:
    """`Hà Tĩnh tăng 70,5%, Thanh Hóa 48,4%`: a percentage goes on with a list of movements."""
    if q.unit is not Unit.PERCENT or source.quantity.unit is not Unit.PERCENT:
        return False
    if source.measure is not Measure.GROWTH:
        return False
    if not text.readings:
        return text.continues
    between = text.folded[source.quantity.after : q.hedge_start]
    return _NEXT.match(between) is not None and not opens_group(text.folded, q)


def _like(source: Reading, q: Quantity) -> Decimal:
    """The value with the direction of the movement that it goes on with."""
    return -q.value if source.value < 0 < q.value else q.value


def _from_reading(
    text: SentenceText, q: Quantity, cue: Cue, tie: tuple[str, Reading, float]
) -> list[_Candidate]:
    """The candidate of an earlier reading; `tie` is this number's noun, that reading, a first score."""
    noun, source, score = tie
    resolved = _carried_measure(text, q, cue, source)
    if resolved is None or not _carried_over(text, q, noun, source):
        return []
    if _same_ratio(source, q):
        score += 0.5
    elif (cue.rule == "rate_noun" and not text.continues) or (
        cue.rule == "none" and opens_group(text.folded, q)
    ):
        score -= 0.4
    if text.readings and source is text.readings[-1]:
        after = source.quantity.after
        moved = cue.rule in ("increase", "decrease", "times")
        if moved and _OWN_SUBJECT.search(text.folded, after, cue.start):
            score -= 0.4
        between = text.folded[after : q.hedge_start]
        score -= 0.001 * len(between) + 0.04 * between.count(";")
    measure, value, unit, fit = resolved
    kin = _kin(text, q, cue, source)
    if kin is not None and (other := resolve(kin, cue, q)) is not None:
        return [_Candidate(kin, score + _KIN, "carried", None, other[:3], source)]
    return [_Candidate(source.indicator, score + fit, "carried", None, (measure, value, unit), source)]


# What it adds that a number is the rate or the stock that belongs to the count before it.
_KIN = 0.25
_RATE_REACH = 32
_RAISES = folded_pattern(r"(?<!\w)(?:nâng|đưa|lũy kế|tổng số|tổng cộng)(?!\w)[^;.]{0,60}$")


def _kin(text: SentenceText, q: Quantity, cue: Cue, source: Reading) -> Indicator | None:
    """`298 hộ nghèo, chiếm 0,83%` is their rate; in `lập 5 CĐCS, nâng tổng số lên 131` comes their stock."""
    indicator = source.indicator
    if indicator is None:
        return None
    if not text.readings:
        plain = cue.rule == "points" or (q.unit is Unit.PERCENT and cue.measure in (None, Measure.LEVEL))
        return load_indicators()[indicator.rate] if indicator.rate and plain else None
    if source.measure is not Measure.LEVEL:
        return None
    between = text.folded[source.quantity.after : q.hedge_start]
    if indicator.rate and q.unit is Unit.PERCENT and cue.measure in (None, Measure.SHARE):
        return load_indicators()[indicator.rate] if len(between) <= _RATE_REACH else None
    if indicator.stock and q.kind == "count" and _RAISES.search(between):
        return load_indicators()[indicator.stock]
    return None


_NARROWS = folded_pattern(
    r"(?<!\w)(?:trong đó|gồm|bao gồm|riêng|còn lại|trong số đó|chỉ riêng|cùng kỳ|năm trước|kế hoạch)(?!\w)"
)


def _narrows(text: SentenceText, q: Quantity, noun: str) -> bool:
    """Whether a count of the same noun is a part of the one before, or the same thing without a modifier."""
    low = max(0, q.start - 90)
    if _NARROWS.search(text.folded, low, q.start):
        return True
    at = text.folded.find(noun, q.after)
    return BARE.match(text.folded, at + len(noun)) is not None


def _chosen(text: SentenceText, q: Quantity, cue: Cue, candidates: list[_Candidate], noun: str) -> Reading:
    ranked = sorted(candidates, key=lambda candidate: -candidate.score)
    best = ranked[0] if ranked and ranked[0].score >= THRESHOLD else None
    hits = [cue.hit()]
    if best is None:
        resolved = resolve(None, cue, q)
        measure, value, unit = resolved[:3] if resolved else (Measure.LEVEL, q.value, q.unit)
        hits.append(RuleHit("link.none", "other", q.start, q.end))
        return Reading(q, None, measure, value, unit, cue, 0.5, "none", None, noun, tuple(hits))
    code = best.indicator.code if best.indicator else "other"
    at = best.mention or q
    rule = f"link.{best.relation}" + (f":{best.mention.source}" if best.mention else "")
    hits.append(RuleHit(rule, f"{code} {best.score:.2f}", at.start, at.end))
    rival = next((c for c in ranked[1:] if c.indicator is not best.indicator), None)
    if rival:
        other = rival.indicator.code if rival.indicator else "other"
        hits.append(RuleHit(f"link.rival.{rival.relation}", f"{other} {rival.score:.2f}"))
    measure, value, unit = best.resolved or (Measure.LEVEL, q.value, q.unit)
    return Reading(
        q, best.indicator, measure, value, unit, cue, best.score, best.relation,
        best.mention or (best.source.mention if best.source else None), noun, tuple(hits),
        inherited=best.relation == "carried" and not text.readings,
    )  # fmt: skip


def link(text: SentenceText) -> list[Reading]:
    """The readings of all quantities of a sentence, in order."""
    previous_end = 0
    for q in text.quantities:
        cue = read_cue(text.folded, q, previous_end)
        noun = noun_behind(text.folded, q)
        candidates = _mention_candidates(text, q, cue) + _inherited(text, q, cue, noun)
        candidates += _of_page(text, q, cue, noun)
        reading = _chosen(text, q, cue, candidates, noun)
        text.readings.append(reading)
        if reading.mention and reading.relation in ("inside", "behind"):
            text.spent.append(reading.mention)
        previous_end = q.end
    return _bounds_agree(_shared_noun(text))


def _shared_noun(text: SentenceText) -> list[Reading]:
    """`12, 8 và 5 CĐCS`, `xây 12 nhà, sửa 8 nhà mái ấm`: the last count names the subject of all."""
    out = list(text.readings)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        if here.indicator or following.indicator is None or here.relation not in ("none", "carried"):
            continue
        if here.quantity.kind != "count" or following.quantity.kind != "count":
            continue
        between = text.folded[here.quantity.after : following.quantity.hedge_start]
        listed = not here.noun and between.strip() in (",", "và")
        same = (
            here.noun and here.noun == following.noun and _LISTED.fullmatch(between.replace(here.noun, "", 1))
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


_LISTED = re.compile(rf"\s*(?:,|và|,\s+và)\s+(?:{word_list('list_verbs')}\s+)?")


def _bounds_agree(readings: list[Reading]) -> list[Reading]:
    """Both ends of a range, and both of a movement, speak of the same thing in the same way."""
    out = list(readings)
    for i in range(len(out) - 1):
        low, high = out[i], out[i + 1]
        if low.quantity.bound in ("low", "from") and high.quantity.bound in ("high", "to"):
            sign = -1 if (low.value < 0) else 1
            out[i + 1] = replace(
                high,
                indicator=low.indicator,
                measure=low.measure,
                value=sign * abs(high.quantity.value)
                if low.measure is not Measure.PLAN_COMPLETION
                else high.value,
                unit=low.unit,
                mention=low.mention,
                score=low.score,
            )
    return out
