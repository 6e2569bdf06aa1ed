"""Expressions of time in Vietnamese prose: dates, months, quarters, years, terms, `đến nay`, durations.

Each rule is a name, a pattern over folded text (see `chitieu.catalogue.folding.fold`) and what it makes of
its groups. All rules are one alternation that runs over the text once; where several begin at one place the
first in the list wins. Every rule has an example in `tests/corpus/periods.yml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from operator import itemgetter

from chitieu.extract.context.patterns import folded
from chitieu.extract.context.timeparts import BRANCHES, STEMS
from chitieu.extract.context.timerules import RULES
from chitieu.extract.openings import openings, opens
from chitieu.extract.words import Words, cuts_word, words_of
from chitieu.kernel.record import record

_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "giêng": 1, "chạp": 12, "đầu": 1, "đầu tiên": 1,
    "cuối": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
# Folded text spells `ngoái` otherwise; mentions carry the plain word.
_RELATIVE = {
    folded(word): word
    for word in ("nay", "này", "ngoái", "trước", "vừa qua", "qua", "tới", "sau", "tiếp theo", "mới")
}
_RELATIVE["sang"] = "tới"
_FIRST_YEAR, _LAST_YEAR, _MONTHS_OF_QUARTER = 1900, 2099, 3
_OTHER_SPELLING = {"tí": "tý", "tị": "tỵ", "mẹo": "mão"}
# Folded text spells `quý` otherwise.
_FOLDED_STEMS = tuple(folded(stem) for stem in STEMS)
_CYCLE, _CYCLE_STARTS = 60, 1984
_LAST, _YEARS_OF_PLAN = folded("cuối"), 4
_NAMED = re.compile(r"\(\?P<(\w+)>")
_COMPILED = {rule.name: re.compile(folded(rf"(?:{rule.pattern}){rule.after}")) for rule in RULES}
_KIND = {rule.name.partition(".")[2]: rule for rule in RULES}


def _alternation(names: Iterable[str]) -> re.Pattern[str]:
    branches = (
        f"(?P<{name}>{_NAMED.sub('(?:', folded(_KIND[name].pattern))}){folded(_KIND[name].after)}"
        for name in names
    )
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(branches)})")


@cache
def _openings() -> tuple[tuple[str, frozenset[str] | None], ...]:
    """By the name of each rule the words that its matches can begin with, None for any."""
    return tuple(
        (name, openings(rf"(?<!\w)(?:{_NAMED.sub('(?:', folded(rule.pattern))}){folded(rule.after)}"))
        for name, rule in _KIND.items()
    )


@cache
def _of_rules(names: tuple[str, ...]) -> re.Pattern[str] | None:
    return _alternation(names) if names else None


_NUMBER = "1"
_KEPT = 1 << 16
_known: dict[str, re.Pattern[str] | None] = {}


def _beginning_with(word: str) -> re.Pattern[str] | None:
    """All rules whose matches can begin with a word, None where there are none."""
    if word[0].isdigit() and word != _NUMBER:
        return _beginning_with(_NUMBER)
    if word not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        names = (
            name
            for name, words in _openings()
            if words is None or any(opens(opening, word) for opening in words)
        )
        _known[word] = _of_rules(tuple(names))
    return _known[word]


@record
class TimeMention:
    """One expression of time. Offsets are into the text; unset parts are None.

    `kind` says which parts mean something: a `day` has day, month and perhaps year; `first_months` has count.
    """

    start: int
    end: int
    kind: str
    rule: str
    day: int | None = None
    day2: int | None = None
    month: int | None = None
    month2: int | None = None
    year: int | None = None
    year2: int | None = None
    count: int | None = None
    part: str | None = None
    relative: str | None = None


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdigit() else _WORDS.get(" ".join(text.split()))


def lunar_year(stem: str, branch: str) -> int | None:
    """The year, 1984 to 2043, that a stem and a branch of the sixty-year cycle name; None for none.

    >>> lunar_year("kỷ", "hợi"), lunar_year("giáp", "sửu")
    (2019, None)
    """
    low = _FOLDED_STEMS.index(stem)
    high = BRANCHES.index(_OTHER_SPELLING.get(branch, branch))
    at = next((n for n in range(low, _CYCLE, len(STEMS)) if n % len(BRANCHES) == high), None)
    if at is None:
        return None
    return _CYCLE_STARTS + at


def _year_of_plan(which: str, first: int | None, last: int | None) -> int | None:
    """The year that is the last, first or second of a plan's; of a term but the last, for terms overlap."""
    if which == _LAST:
        return last
    whole = first and last and last - first == _YEARS_OF_PLAN
    return first + (_number(which) or 1) - 1 if first and whole else None


def _mention(match: re.Match[str]) -> TimeMention:
    name = match.lastgroup or ""
    rule = _KIND[name]
    start, end = match.span(name)
    found = _COMPILED[rule.name].match(match.string, start, match.endpos)
    groups = found.groupdict() if found else {}
    year2, kind = _number(groups.get("year2")), rule.kind
    year = _number(groups.get("year"))
    if groups.get("which"):
        year, year2 = _year_of_plan(groups["which"].split()[-1], year, year2), None
    if kind == "month" and year is None and groups.get("slip"):
        slip = int(groups["slip"])
        year = slip if _FIRST_YEAR <= slip <= _LAST_YEAR else None
    if kind == "term_start" and year is None:
        year = _number(groups.get("year1") or groups.get("year3"))
    if groups.get("stem"):
        year = lunar_year(groups["stem"], groups["branch"])
    if rule.name == "time.crop_year" and year is None:
        year, year2 = _number(groups.get("year1")), _number(groups.get("year3"))
    if kind in ("quarter", "same") and year is None:
        year, year2 = year2, None
    count = _number(groups.get("count") or groups.get("count2") or groups.get("quarter"))
    if rule.name == "time.first_quarters" and count:
        count *= _MONTHS_OF_QUARTER
    return TimeMention(
        start,
        end,
        kind,
        rule.name,
        day=_number(groups.get("day")),
        day2=_number(groups.get("day2")),
        month=_number(groups.get("month")),
        month2=_number(groups.get("month2") or groups.get("month3")),
        year=year,
        year2=year2,
        count=count,
        part=groups.get("part") or groups.get("side"),
        relative=_RELATIVE[" ".join(groups["relative"].split())] if groups.get("relative") else None,
    )


def time_mentions_in(folded: str, start: int, end: int) -> list[TimeMention]:
    """The expressions of time within `folded[start:end]`, in order, with offsets into the whole text."""
    words = words_of(folded)
    if not words.parts_words or cuts_word(folded, end):
        every = _of_rules(tuple(_KIND))
        return [_mention(match) for match in every.finditer(folded, start, end)] if every else []
    starts, rules = words.once(_beginnings)
    found: list[TimeMention] = []
    after = start
    for number in range(bisect_left(starts, start), bisect_left(starts, end)):
        at = starts[number]
        if at >= after and (match := rules[number].match(folded, at, end)):
            found.append(_mention(match))
            after = match.end()
    return found


def _beginnings(words: Words) -> tuple[list[int], list[re.Pattern[str]]]:
    """Where expressions of time can begin in a text, in order, and the rules of which they can be."""
    found = [
        (start, rules)
        for word, starts in words.places.items()
        if (rules := _known[word] if word in _known else _beginning_with(word)) is not None
        for start in starts
    ]
    found.sort(key=itemgetter(0))
    return [start for start, _ in found], [rules for _, rules in found]
