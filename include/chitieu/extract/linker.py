"""Which indicator a number speaks of: every candidate reading is scored, the best one is taken.

A candidate is an indicator (or a subject without a row) with the way in which the number is tied to it: inside
a phrase, right behind it, named before, or taken over from the number or the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.indicators import Indicator, load_counted_nouns
from chitieu.extract.cues import HUNDRED, Cue, read_cue
from chitieu.extract.mentions import Mention, counted_noun, noun_pattern
from chitieu.extract.quantities import Quantity
from chitieu.kernel.records import Measure, RuleHit, Unit

THRESHOLD = 0.45
STRONG = 0.3
_STRONG_REACH = 14
_MONEY = frozenset({Unit.VND, Unit.USD})


@dataclass(frozen=True, slots=True)
class Reading:
    """One number with what it measures. `indicator` is None for `other`; `subject` is the text tied to it."""

    quantity: Quantity
    indicator: Indicator | None
    measure: Measure
    value: Decimal
    unit: Unit
    cue: Cue
    score: float
    relation: str
    mention: Mention | None
    noun: str
    hits: tuple[RuleHit, ...]
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What the text before this sentence spoke of: the last reading and how many sentences ago."""

    reading: Reading
    distance: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    indicator: Indicator | None
    score: float
    relation: str
    mention: Mention | None = None
    resolved: tuple[Measure, Decimal, Unit] | None = None
    source: Reading | None = None


@dataclass
class SentenceText:
    """What the linker needs to know of one sentence. Offsets are into `folded`."""

    folded: str
    quantities: Sequence[Quantity]
    mentions: Sequence[Mention]
    topic: Topic | None = None
    continues: bool = False
    readings: list[Reading] = field(default_factory=list)
    spent: list[Mention] = field(default_factory=list)


@cache
def _filler() -> re.Pattern[str]:
    words = sorted(load_counted_nouns()[1], key=lambda word: (-len(word), word))
    return folded_pattern(r"\s*(?:(?:" + "|".join(map(re.escape, words)) + r")\s+){0,2}")


def resolve(
    indicator: Indicator | None, cue: Cue, q: Quantity
) -> tuple[Measure, Decimal, Unit, float] | None:
    """Measure, value, unit and fit of a cue for an indicator; None where they cannot go together."""
    if q.kind == "rank":
        ranked = indicator is None or Measure.RANK in indicator.measures
        return (Measure.RANK, q.value, Unit.RANK, 0.0) if ranked else None
    kind = indicator.kind if indicator else "amount"
    if q.kind == "times":
        if cue.between_groups:
            return (Measure.LEVEL, q.value, Unit.INDEX, 0.0) if indicator is None else None
        return (Measure.GROWTH, cue.value, Unit.PERCENT, 0.0) if kind != "rate" else None
    if q.unit is Unit.PERCENT:
        return _resolve_percent(indicator, kind, cue, q)
    if kind in ("rate", "index") or (kind == "score" and q.unit is not Unit.COUNT):
        return None
    if (
        indicator
        and kind == "amount"
        and q.unit not in indicator.units
        and not {q.unit, indicator.unit} <= _MONEY
    ):
        return None
    if kind == "score":
        return Measure.LEVEL, q.value, Unit.INDEX, -0.1
    if cue.measure is Measure.CHANGE:
        return Measure.CHANGE, cue.value, q.unit, 0.0
    if indicator and cue.removed and cue.removed in indicator.removal:
        return Measure.CHANGE, -q.value, q.unit, 0.0
    return Measure.LEVEL, q.value, q.unit, 0.0


def _resolve_percent(
    indicator: Indicator | None, kind: str, cue: Cue, q: Quantity
) -> tuple[Measure, Decimal, Unit, float] | None:
    percent, measure, value = Unit.PERCENT, cue.measure, cue.value
    if kind == "rate" or kind == "score":
        if measure is Measure.GROWTH:
            points = Measure.LEVEL if cue.rule == "growth_noun" else Measure.CHANGE
            return points, value, percent, -0.05 if points is Measure.LEVEL else 0.0
        if measure is Measure.PLAN_COMPLETION and kind == "rate":
            return measure, value, percent, -0.1
        return Measure.LEVEL, q.value, percent, 0.05
    if kind == "index":
        if measure is Measure.SHARE:
            return None
        return (measure or Measure.GROWTH), value, percent, 0.0 if measure else -0.1
    if indicator and indicator.percent and cue.rule not in ("share", "plan", "plan_exceeded", "plan_missed"):
        return indicator.percent, value, percent, 0.0
    if measure is None and cue.rule == "reached_percent" and indicator:
        return Measure.PLAN_COMPLETION, value, percent, -0.05
    if indicator is None and q.per and measure in (None, Measure.SHARE):
        return Measure.LEVEL, q.value, percent, 0.0
    if measure is None or measure is Measure.LEVEL:
        return Measure.SHARE, q.value, percent, 0.0
    return measure, value, percent, 0.0


def noun_behind(folded: str, q: Quantity) -> str:
    """The counted noun behind a number, empty where none stands there."""
    if q.has_currency or q.kind != "count":
        return ""
    skipped = _filler().match(folded, q.after)
    at = skipped.end() if skipped else q.after
    found = counted_noun().match(folded, at) or counted_noun().match(folded, q.after + 1)
    return found.group() if found else ""


_BARE = folded_pattern(
    r"\s*(?:[,;.:)(\]/\"]|$|(?:và|trong|đạt|tăng|giảm|so|tại|ở|vào|là|trên|do|năm|với|được|bằng|cho|của|thì|mới)(?!\w))"
)


def _noun_fits(text: SentenceText, q: Quantity, indicator: Indicator | None) -> float | None:
    """How well the noun behind a count goes with an indicator named elsewhere; None where it does not."""
    if indicator is None or q.has_currency or q.kind != "count":
        return 0.0
    pattern = noun_pattern(indicator.code)
    skipped = _filler().match(text.folded, q.after)
    positions = {q.after + 1, skipped.end() if skipped else q.after + 1}
    if pattern and any(pattern.match(text.folded, at) for at in positions):
        return 0.05
    return -0.1 if _BARE.match(text.folded, q.after) else None


def _between(text: SentenceText, low: int, high: int) -> int:
    return sum(1 for q in text.quantities if low <= q.start and q.end <= high)


def _inside(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of a number inside a gap of a phrase; the last number of a gap claims it."""
    gaps = zip(mention.gaps, mention.literals[1:], strict=True)
    for number, ((start, end), (literal, high)) in enumerate(gaps):
        if mention.numbered and number not in mention.numbered:
            continue
        if start <= q.start and q.after <= end:
            if (q.unit is Unit.PERCENT or q.kind == "money") and text.folded[q.after] in ",;)":
                return None
            if q.bound != "low" and any(
                other.start >= q.after and other.after <= end and other.kind == q.kind
                for other in text.quantities
            ):
                return None
            if q.kind == "count":
                between = text.folded[q.after : literal].strip()
                noun = noun_behind(text.folded, q)
                other_noun = noun and (between or len(noun) > high - literal)
                if other_noun and _noun_fits(text, q, mention.indicator) is None:
                    return None
                return 1.0 - 0.012 * len(between)
            return 0.95
    return None


_LINK = folded_pattern(
    r"\s*\)?\s*(?:(?:là|về|số|các|tổng|tổng số|trong|của|cho|để|chỉ tiêu|kế hoạch|dự toán|mục tiêu|so với|vốn|tiền|lượt|đối với|nhờ|từ|trên|toàn bộ|nguồn)\s+){0,4}"
)


_ABOUT = folded_pattern(r"(?:về|chỉ tiêu|kế hoạch|dự toán)\s")


def _numbered(text: SentenceText, mention: Mention, kind: str | None = None) -> bool:
    """Whether a gap of a phrase holds a number outside of brackets, of one kind where one is given."""
    for low, high in mention.gaps:
        for other in text.quantities:
            if low <= other.start < high and kind in (None, other.kind):
                before = text.folded[low : other.start]
                if before.count("(") == before.count(")"):
                    return True
    return False


def _behind(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of a phrase right behind a number."""
    if mention.start < q.after or mention.numbered:
        return None
    gap = text.folded[q.after : mention.start]
    if len(gap) > 40 or _between(text, q.after, mention.start):
        return None
    if _numbered(text, mention):
        return None
    link = _LINK.match(text.folded, q.after)
    reach = link.end() if link else q.after
    if q.kind == "count":
        skipped = _filler().match(text.folded, q.after)
        at = max(q.after + 1, skipped.end() if skipped else 0)
        base = 0.85 if mention.behind else 1.0
        return base if mention.start <= at else None
    if mention.behind:
        return None
    rated = mention.indicator is not None and mention.indicator.kind == "rate"
    if rated and "," not in gap and _opens_group(text.folded, q):
        return 0.9
    if mention.start <= reach:
        about = _ABOUT.search(gap)
        if about or (q.unit is Unit.PERCENT and not gap.strip()):
            return 1.0
        return 0.86 if q.unit is Unit.PERCENT else 0.8
    return None


_COMPARED = folded_pattern(
    r"(?<!\w)(?:so với|so|cao hơn|thấp hơn|nhiều hơn|ít hơn|bằng|gấp|hơn)\s(?:mức\s)?$"
)


def _before(text: SentenceText, q: Quantity, mention: Mention) -> float | None:
    """The score of a phrase that ends before a number."""
    if mention.end > q.hedge_start or mention.behind:
        return None
    if mention not in text.spent and _numbered(text, mention, q.kind):
        return None
    if mention.bonus >= STRONG and q.hedge_start - mention.end > _STRONG_REACH:
        return None
    between = text.folded[mention.end : q.hedge_start]
    penalty = 0.0022 * len(between) + 0.05 * between.count(",") + 0.1 * _between(text, mention.end, q.start)
    penalty += 0.3 * between.count(";")
    # An aside that is closed before the number, and the object of a comparison, are no subjects.
    if between.count(")") > between.count("("):
        penalty += 0.3
    if between.rstrip().endswith(":"):
        penalty -= 0.2
    if _COMPARED.search(text.folded, max(0, mention.start - 18), mention.start):
        penalty += 0.35
    if q.kind == "count" and any(_overlaps(mention, other) for other in text.spent):
        penalty += 0.2
    return 0.92 - min(penalty, 0.7)


def _overlaps(mention: Mention, other: Mention) -> bool:
    return mention.code == other.code and mention.start < other.end and other.start < mention.end


def _tied(text: SentenceText, q: Quantity, mention: Mention) -> tuple[float, str] | None:
    if (score := _inside(text, q, mention)) is not None:
        return score, "inside"
    if (score := _behind(text, q, mention)) is not None:
        return score, "behind"
    fits = _noun_fits(text, q, mention.indicator)
    if fits is None or mention.behind or mention.numbered:
        return None
    if (score := _before(text, q, mention)) is not None:
        return score + fits, "before"
    return None


def _mention_candidates(text: SentenceText, q: Quantity, cue: Cue) -> list[_Candidate]:
    candidates = []
    for mention in text.mentions:
        tied = _tied(text, q, mention)
        resolved = resolve(mention.indicator, cue, q) if tied else None
        if tied is None or resolved is None:
            continue
        measure, value, unit, fit = resolved
        weight = 0.025 * min(mention.words, 6) + mention.bonus + _taste(text, q, cue, mention, tied[1], unit)
        candidates.append(
            _Candidate(
                mention.indicator, tied[0] + weight + fit, tied[1], mention, (measure, value, unit)
            )  # fmt: skip
        )
    return candidates


_SCOPE = folded_pattern(r"(?<!\w)(?:tại|ở|thuộc|từ|trong|của|đến từ|giữa|theo)\s$")


_THRESHOLD = folded_pattern(r"(?:\s\w+){1,4}?\s(?:trở lên|trở xuống)(?!\w)")
_DOES = folded_pattern(r"\s(?:cho biết|phải|đã|có|không|đang|chưa|được|cho rằng|đồng ý|trả lời)(?!\w)")


def _opens_group(folded: str, q: Quantity) -> bool:
    """Whether words behind a percentage say what it is a share of: `97% công nhân`, `43% cho biết`."""
    return counted_noun().match(folded, q.after + 1) is not None or _DOES.match(folded, q.after) is not None


def _taste(text: SentenceText, q: Quantity, cue: Cue, mention: Mention, relation: str, unit: Unit) -> float:
    """What speaks for or against a tie beside its nearness; 0 for nothing."""
    if mention.indicator is None:
        return 0.0
    score = 0.0
    if q.kind == "money" and q.unit is not mention.indicator.unit:
        score -= 0.1
    if relation == "behind" and cue.rule == "share":
        # `chiếm 31% GRDP`: what stands behind is the whole, the part is named before.
        score -= 0.4
    if q.kind == "count" and q.bound is None and _SCOPE.search(text.folded, 0, q.hedge_start):
        # `tại 115 CĐCS` says where, not how many were founded.
        score -= 0.3 if relation == "inside" else 0.65
    if q.kind == "count" and _THRESHOLD.match(text.folded, q.after):
        # `doanh nghiệp có từ 25 lao động trở lên` says which ones, not how many.
        score -= 0.7
    if q.kind == "count" and q.value != q.value.to_integral_value() and not mention.indicator.averages:
        score -= 0.7
    if cue.rule == "none" and relation != "behind" and _opens_group(text.folded, q):
        # `97% công nhân ...`: the words behind are what the share is of.
        score -= 0.5
    if cue.rule == "rate_noun" and relation == "before" and mention.end <= cue.start:
        score -= 0.4
    return score


def _inherited(text: SentenceText, q: Quantity, cue: Cue, noun: str) -> list[_Candidate]:
    """The indicator of the number before, in this sentence or in the one before it."""
    previous = text.readings[-1] if text.readings else None
    if previous is not None:
        found = _from_reading(text, q, cue, noun, previous, 0.78)
        for reading in text.readings[:-1]:
            if _same_ratio(reading, q):
                found += _from_reading(text, q, cue, noun, reading, 0.78)
        return found
    if text.topic is None:
        return []
    base = 0.72 if text.continues else 0.5
    return _from_reading(text, q, cue, noun, text.topic.reading, base - 0.06 * (text.topic.distance - 1))


# `số người hưởng chế độ tăng gấp 5 lần` names a subject of its own.
_OWN_SUBJECT = folded_pattern(r"(?<!\w)(?:tổng số|số lượng|số|lượng|tỷ lệ)\s(?!với|cùng)\w+\s\w+")
_ASIDE = folded_pattern(r"\((?:cùng kỳ|năm trước|năm ngoái)[^)]*$")


def _same_ratio(reading: Reading, q: Quantity) -> bool:
    """Whether a percentage is the ratio that an earlier `n/m` states: then it speaks of the same thing."""
    total = reading.quantity.total
    if total is None or q.unit is not Unit.PERCENT:
        return False
    return abs(reading.quantity.value * HUNDRED / total - q.value) < Decimal("0.6")


def _from_reading(
    text: SentenceText, q: Quantity, cue: Cue, noun: str, source: Reading, base: float
) -> list[_Candidate]:
    resolved = resolve(source.indicator, cue, q)
    if resolved is None:
        return []
    if _same_ratio(source, q):
        base += 0.5
    elif cue.rule == "rate_noun" or (cue.rule == "none" and _opens_group(text.folded, q)):
        base -= 0.4
    level_here = source.measure is Measure.LEVEL and text.readings and q.value <= HUNDRED
    if cue.rule == "reached_percent" and resolved[0] is Measure.PLAN_COMPLETION and level_here:
        resolved = (Measure.SHARE, q.value, Unit.PERCENT, resolved[3])
    here = source is (text.readings[-1] if text.readings else None)
    if q.kind == "count":
        same = noun and noun == source.noun and _narrows(text, q, noun)
        bare = not noun and here and _BARE.match(text.folded, q.after) is not None
        if not (same or bare) or source.quantity.unit is not Unit.COUNT:
            return []
    elif q.unit is not Unit.PERCENT and q.kind not in ("times", "rank"):
        unit = source.indicator.unit if source.indicator else source.quantity.unit
        if q.unit is not unit and not {q.unit, unit} <= _MONEY:
            return []
    if (
        cue.rule in ("increase", "decrease", "times")
        and here
        and _OWN_SUBJECT.search(text.folded, source.quantity.after, cue.start)
    ):
        base -= 0.4
    if resolved[0] is Measure.SHARE and source.measure is Measure.GROWTH and cue.measure is None:
        if _ASIDE.search(text.folded, source.quantity.after, q.hedge_start):
            resolved = (Measure.GROWTH, q.value, Unit.PERCENT, resolved[3])
    between = text.folded[source.quantity.after : q.hedge_start] if here else ""
    penalty = 0.001 * len(between) + 0.04 * between.count(";")
    measure, value, unit, fit = resolved
    return [
        _Candidate(source.indicator, base - penalty + fit, "carried", None, (measure, value, unit), source)
    ]


_NARROWS = folded_pattern(
    r"(?<!\w)(?:trong đó|gồm|bao gồm|riêng|còn lại|trong số đó|chỉ riêng|cùng kỳ|năm trước|kế hoạch)(?!\w)"
)


def _narrows(text: SentenceText, q: Quantity, noun: str) -> bool:
    """Whether a count of the same noun is a part of the one before, or the same thing without a modifier."""
    low = max(0, q.start - 90)
    if _NARROWS.search(text.folded, low, q.start):
        return True
    at = text.folded.find(noun, q.after)
    return _BARE.match(text.folded, at + len(noun)) is not None


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
        reading = _chosen(text, q, cue, candidates, noun)
        text.readings.append(reading)
        if reading.mention and reading.relation in ("inside", "behind"):
            text.spent.append(reading.mention)
        previous_end = q.end
    return _bounds_agree(_shared_noun(text))


def _shared_noun(text: SentenceText) -> list[Reading]:
    """`12, 8 và 5 CĐCS`, `xây 12 nhà, sửa 8 nhà mái ấm`: counts before the one whose subject is written out."""
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
                here, indicator=following.indicator, measure=measure, value=value, unit=unit,
                score=following.score - 0.15, relation="list", mention=following.mention, hits=(*here.hits, hit),
            )  # fmt: skip
    return out


_LISTED = folded_pattern(
    r"\s*(?:,|và|,\s+và)\s+(?:(?:xây mới|sửa chữa|xây dựng|trao|tặng|hỗ trợ|thành lập mới|thành lập|kết nạp|bàn giao)\s+)?"
)


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


__all__ = ["HUNDRED", "Reading", "SentenceText", "Topic", "link", "noun_behind", "resolve"]
