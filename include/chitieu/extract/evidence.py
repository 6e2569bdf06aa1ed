"""What the reader knows of an observation that tells right ones from wrong ones, as named features.

Everything is taken from the observation, its trace and the rest of its page, so that a feature means the
same when confidence is fitted and when it is told. A feature is a name with a number; one that names a rule
(`link=inside`) is 1 where the rule was used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from math import log1p
from typing import Final, Literal

from chitieu.kernel.record import record
from chitieu.kernel.records import OTHER_INDICATOR, Article, Measure, Observation, RuleHit, Status, Unit

Aspect = Literal["what", "when", "where"]
ASPECTS: Final[tuple[Aspect, ...]] = ("what", "when", "where")
Features = dict[str, float]

# What the linker gives a number that nothing explains; a link counts from here on.
_NO_LINK: Final = 0.45
_MONTHS: Final = {1: "month", 3: "quarter", 6: "half", 9: "nine_months", 12: "year"}
_DAYS_OF_YEAR: Final = 366
# What stands before is looked at last: digits alone are stopped at.
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?<!\d\d\d\d\d)(?!\d)")
_PLACE_TYPES: Final = ("thành phố", "thị xã", "thị trấn", "Việt Nam")


_STATUS: Final = {status: f"status={status.value}" for status in Status}
_MEASURE: Final = {measure: f"measure={measure.value}" for measure in Measure}


@cache
def _kind_name(measure: Measure, unit: Unit) -> str:
    return f"kind={measure.value}/{unit.value}"


@cache
def _domain(indicator: str) -> str:
    return f"domain={indicator.partition('.')[0]}"


_Key = tuple[str, Measure, Unit, Status, date | None, date | None, str | None, str | None, str | None]


@record
class Page:
    """What all observations of a page say together: how often each period and each place is given."""

    periods: Counter[tuple[date | None, date | None]]
    places: Counter[str | None]
    indicators: Counter[str]
    statements: Mapping[_Key, Counter[Decimal]]
    in_sentence: Counter[int]
    starts: Sequence[int]
    blocks: Sequence[str]
    published: date | None
    size: int
    text: str
    head: str
    years: Counter[str]
    named: dict[str, tuple[int, bool]]


def page_of(article: Article, observations: Sequence[Observation]) -> Page:
    """The page of an article, for `features_of` of each of its observations."""
    return Page(
        Counter((row.period_start, row.period_end) for row in observations),
        Counter(row.place for row in observations),
        Counter(row.indicator for row in observations),
        _statements(observations),
        Counter(row.sentence_start for row in observations),
        [block.start for block in article.blocks],
        [f"block={block.kind.value}" for block in article.blocks],
        article.published_at.date() if article.published_at else None,
        len(observations),
        article.text,
        f"{article.title or ''} {article.lead or ''}",
        Counter(_YEAR.findall(article.text)),
        {},
    )


def _key(row: Observation) -> _Key:
    """What an observation is about: two of one page with different values contradict each other."""
    return (
        row.indicator,
        row.measure,
        row.unit,
        row.status,
        row.period_start,
        row.period_end,
        row.place,
        row.part,
        row.organisation,
    )


def _statements(observations: Sequence[Observation]) -> Mapping[_Key, Counter[Decimal]]:
    found: dict[_Key, Counter[Decimal]] = {}
    for row in observations:
        found.setdefault(_key(row), Counter())[row.value] += 1
    return found


def features_of(row: Observation, before: Observation | None, page: Page) -> dict[Aspect, Features]:
    """The features of an observation by what they speak for; `before` is the observation before it."""
    out: dict[Aspect, Features] = {"what": {}, "when": {}, "where": {}}
    for hit in row.trace:
        aspect, name, measured = _kind(hit.rule)
        if name:
            out[aspect][name] = 1.0
        if measured is not None:
            measured(out[aspect], row, hit)
    block = page.blocks[max(0, bisect_right(page.starts, row.start) - 1)]
    values = page.statements[_key(row)]
    contradicted, confirmed = log1p(len(values) - 1), values[row.value] > 1
    for found in out.values():
        found[block] = 1.0
        found["contradicted"] = contradicted
        if confirmed:
            found["confirmed"] = 1.0
    _what(out["what"], row, before, page)
    _when(out["when"], row, before, page)
    _where(out["where"], row, before, page)
    return out


def _what(found: Features, row: Observation, before: Observation | None, page: Page) -> None:
    found["share_of_page"] = page.indicators[row.indicator] / max(1, page.size)
    found["others_of_page"] = page.indicators[OTHER_INDICATOR] / max(1, page.size)
    found["other_indicators"] = log1p(len(page.indicators) - 1)
    if before is not None and before.indicator == row.indicator:
        found["like_before"] = 1.0
    found[_kind_name(row.measure, row.unit)] = 1.0
    found[_domain(row.indicator)] = 1.0
    found[_STATUS[row.status]] = 1.0
    if row.per:
        found["has_per"] = 1.0
    if row.total is not None:
        found["has_total"] = 1.0
    if row.part:
        found["has_part"] = 1.0
    found["sentence_length"] = log1p(len(row.sentence) / 100)
    found["numbers_in_sentence"] = log1p(page.in_sentence[row.sentence_start])
    found["place_in_sentence"] = (row.start - row.sentence_start) / max(1, len(row.sentence))
    if row.unit is Unit.COUNT:
        found["size_of_count"] = log1p(abs(float(row.value))) / 10


def _when(found: Features, row: Observation, before: Observation | None, page: Page) -> None:
    period = (row.period_start, row.period_end)
    found["other_periods"] = log1p(len(page.periods) - 1)
    found["share_of_page"] = page.periods[period] / max(1, page.size)
    found[_MEASURE[row.measure]] = 1.0
    found[_STATUS[row.status]] = 1.0
    if before is not None and (before.period_start, before.period_end) != period:
        found["unlike_before"] = 1.0
        if before.sentence_start == row.sentence_start:
            found["unlike_before_in_sentence"] = 1.0
    if page.published is None:
        found["page_undated"] = 1.0
    if row.period_start is None or row.period_end is None:
        found["no_period"] = 1.0
        return
    found[f"length={_length(row.period_start, row.period_end)}"] = 1.0
    year = str(row.period_end.year)
    found["year_named"] = page.years[year] / (page.years.total() + 1)
    found["years_named"] = log1p(len(page.years))
    if year in page.head:
        found["year_in_head"] = 1.0
    if year not in page.years:
        found["year_never_named"] = 1.0
    if page.published is not None:
        ahead = (row.period_end - page.published).days
        age = "ahead" if ahead > 0 else f"{min(3, -ahead // _DAYS_OF_YEAR)}_years_ago"
        found[f"age={age}"] = 1.0


def _length(start: date, end: date) -> str:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if start == end:
        return "day"
    if start.day == 1:
        return _MONTHS.get(months, "years" if months % 12 == 0 else "odd")
    return "odd"


def _where(found: Features, row: Observation, before: Observation | None, page: Page) -> None:
    found["other_places"] = log1p(len(page.places) - 1)
    found["share_of_page"] = page.places[row.place] / max(1, page.size)
    found[_domain(row.indicator)] = 1.0
    if row.organisation:
        found["has_organisation"] = 1.0
        if row.place is not None and _named(row.place)[1] in row.organisation:
            found["organisation_of_place"] = 1.0
    if before is not None and before.place != row.place:
        found["unlike_before"] = 1.0
        if before.sentence_start == row.sentence_start:
            found["unlike_before_in_sentence"] = 1.0
    if row.part:
        found["has_part"] = 1.0
    if row.place is None:
        found["no_place"] = 1.0
        return
    kind, name = _named(row.place)
    found[kind] = 1.0
    times, in_head = page.named.get(name) or _mentions(page, name)
    found["place_named"] = log1p(times)
    if in_head:
        found["place_in_head"] = 1.0
    if row.place_code is None and row.place != "Việt Nam":
        found["no_code"] = 1.0


# Names are counted this far into a page: a page of very many names is read in linear time.
_COUNTED = 50_000


def _mentions(page: Page, name: str) -> tuple[int, bool]:
    """How often the page writes a name, and whether its title or lead does."""
    counted = page.named[name] = page.text.count(name, 0, _COUNTED), name in page.head
    return counted


@lru_cache(maxsize=4096)
def _named(place: str) -> tuple[str, str]:
    """The feature that the type of a place is, and its name."""
    kind = next((kind for kind in _PLACE_TYPES if place.startswith(kind)), place.split(" ", 1)[0])
    return f"type={kind}", place.removeprefix(kind).strip() or place


_Measured = Callable[[Features, Observation, RuleHit], None]


def _link(found: Features, row: Observation, hit: RuleHit) -> None:
    """How well the number is tied to its phrase, how far that is, and how much of the text it covers."""
    score = _score(hit.decision)
    found["phrase_words"], gapped = _pattern(hit.rule)
    if gapped:
        found["phrase_gapped"] = 1.0
    found["link_score"] = score - _NO_LINK
    found["link_margin"] = min(found.get("link_margin", 0.6), 0.6)
    if hit.start is not None and hit.end is not None:
        gap = max(hit.start - row.end, row.start - hit.end, 0)
        found["link_distance"] = log1p(gap / 10)
        found["phrase_length"] = log1p(max(0, hit.end - hit.start) / 10)


@lru_cache(maxsize=4096)
def _pattern(rule: str) -> tuple[float, bool]:
    """How many words the pattern of a phrase has, and whether others may stand between them."""
    pattern = rule.partition(":")[2]
    return log1p(len(pattern.split())), " .. " in pattern


def _rival(found: Features, _: Observation, hit: RuleHit) -> None:
    found["rival_score"] = _score(hit.decision)
    found["link_margin"] = max(0.0, found.get("link_score", 0.0) + _NO_LINK - _score(hit.decision))
    if hit.decision.startswith(OTHER_INDICATOR):
        found["rival_is_other"] = 1.0


def _distance(found: Features, row: Observation, hit: RuleHit) -> None:
    """How far from the sentence the words stand that tell the period or the place."""
    if hit.start is None:
        found["told_nowhere"] = 1.0
    elif hit.start < row.sentence_start:
        found["told_before"] = log1p((row.sentence_start - hit.start) / 100)
    elif hit.start >= row.sentence_end:
        found["told_behind"] = 1.0
    else:
        found["told_in_sentence"] = 1.0
        found["told_at_distance"] = log1p(abs(hit.start - row.start) / 20)


@lru_cache(maxsize=4096)
def _kind(rule: str) -> tuple[Aspect, str, _Measured | None]:
    """Which aspect a rule speaks for, the feature that its use is, and what else is measured of it."""
    stem, _, tail = rule.partition(".")
    if stem == "link":
        if tail.startswith("rival."):
            return "what", f"rival={tail.removeprefix('rival.')}", _rival
        return "what", f"link={tail.partition(':')[0]}", _link
    if stem == "period":
        return "when", f"period={tail}", _distance
    if stem == "place":
        return "where", f"place={tail}", _distance
    if stem == "confidence":
        return "what", "", None
    if stem == "organisation":
        return "where", f"organisation={tail}", None
    return "what", rule.partition(":")[0], None


@lru_cache(maxsize=4096)
def _score(decision: str) -> float:
    """The score at the end of what a link decided (`union.members 0.83`); 0 where it tells none."""
    try:
        return float(decision.rpartition(" ")[2])
    except ValueError:
        return 0.0
