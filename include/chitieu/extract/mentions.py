"""Where a sentence names an indicator, or a subject that the catalogue has no row for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from chitieu.catalogue.folding import fold
from chitieu.catalogue.indicators import (
    Indicator,
    load_counted_nouns,
    load_indicators,
    load_macros,
    load_other_topics,
)
from chitieu.extract.openings import matches_at
from chitieu.extract.phrases import Phrase, compile_phrase
from chitieu.extract.wordpatterns import AskingPattern, word_pattern
from chitieu.extract.words import bits_for, words_of
from chitieu.kernel.record import record, replace
from chitieu.kernel.records import Unit

_VETO_REACH = 45


@record
class Mention:
    """One place where a phrase matched. Offsets are into the sentence.

    `indicator` is None for a subject without a row. `literals` are the stretches of the phrase's own words,
    `gaps` those between them. `behind` says that the phrase counts right behind a number alone,
    `lists` that a gap holds several numbers, `far` that the scope is in the sentences before.
    """

    indicator: Indicator | None
    start: int
    end: int
    literals: tuple[tuple[int, int], ...]
    gaps: tuple[tuple[int, int], ...]
    words: int
    source: str
    behind: bool = False
    bonus: float = 0.0
    numbered: tuple[int, ...] = ()
    lists: bool = False
    far: bool = False

    @property
    def code(self) -> str:
        """The indicator's code, `other` for a subject without a row."""
        return self.indicator.code if self.indicator else "other"


@record
class _Entry:
    phrase: Phrase
    indicator: Indicator | None
    behind: bool = False
    scoped: bool = False
    strong: bool = False
    number: int = 0


@cache
def _entries() -> tuple[_Entry, ...]:
    entries = [
        _Entry(compile_phrase(phrase), indicator, behind=behind, scoped=scoped)
        for indicator in load_indicators().values()
        for phrases, behind, scoped in (
            (indicator.phrases, False, False),
            (indicator.after, True, False),
            (indicator.in_scope, False, True),
        )
        for phrase in phrases
    ]
    entries += [_Entry(compile_phrase(phrase), None, strong=strong) for phrase, strong in load_other_topics()]
    return tuple(replace(entry, number=number) for number, entry in enumerate(entries))


def _words(words: Iterable[str]) -> AskingPattern:
    return AskingPattern(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)")


@cache
def _listed(code: str, name: str) -> AskingPattern:
    """The words of one of the lists of an indicator's row."""
    words: tuple[str, ...] = getattr(load_indicators()[code], name)
    return _words(words)


@cache
def _macro(name: str) -> AskingPattern:
    """The words of a list that the phrases of the catalogue share."""
    return _words(load_macros()[name])


# `2018 tỷ lệ đậu` counts nothing.
_NOUN_ENDS = fold(r")(?!\w)(?!(?<=tỷ)\s(?:lệ|trọng|giá|suất|số)(?!\w))")


@cache
def counted_noun() -> re.Pattern[str]:
    """Matches at a noun that statistics count."""
    nouns = sorted(set(load_counted_nouns()[0]), key=lambda noun: (-len(noun), noun))
    return re.compile("(?:" + "|".join(re.escape(noun).replace(r"\ ", r"\s+") for noun in nouns) + _NOUN_ENDS)


@cache
def noun_pattern(code: str) -> re.Pattern[str] | None:
    """Matches at a noun that may be counted for an indicator whose subject is named elsewhere."""
    nouns = load_indicators()[code].nouns
    if not nouns:
        return None
    return re.compile("(?:" + "|".join(compile_phrase(noun).written for noun in nouns) + ")")


def _clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between the nearest commas, brackets and semicolons around a phrase, within a reach."""
    low, high = max(0, start - _VETO_REACH), min(len(folded), end + _VETO_REACH)
    for mark in ",;(":
        low = max(low, folded.rfind(mark, low, start) + 1)
    for mark in ",;()":
        at = folded.find(mark, end, high)
        high = high if at < 0 else at
    at = folded.find(_AND, end, high)
    # `kim ngạch xuất khẩu 412 triệu USD và nhập khẩu 305 triệu USD`: the second number has its own words.
    if at > 0 and _MEASURED.search(folded, end, at) and _NUMBER.search(folded, at, high):
        high = at
    return low, high


_AND = fold(" và ")
_MEASURED = re.compile(r"(?<![\d.,])\d[\d.,]*(?:%|\s?\w)")


# What a word that belongs to the indicator adds, in the sentence and near it, and what a neighbour that it
# yields to takes off.
_AT_HOME, _NEAR, _YIELDS = 0.1, 0.03, -0.2
_STRONG, _WEAK = 0.3, -0.02


def excluded(indicator: Indicator, folded: str, start: int, end: int) -> bool:
    """Whether one of the indicator's veto words stands in the clause of a stretch."""
    if not indicator.exclude:
        return False
    veto = _listed(indicator.code, "exclude")
    return veto.may_stand_in(folded) and veto.search(folded, *_clause(folded, start, end)) is not None


@lru_cache(maxsize=64)
def _told_by(code: str, page: str) -> bool:
    """Whether a page has the words without which an indicator's phrases count for nothing on it."""
    return _listed(code, "page").search(page) is not None


@lru_cache(maxsize=64)
def _other_union(page: str) -> bool:
    """Whether a page is about the youth's union and names no trade union: `đoàn viên` are members of both."""
    return bool(_macro("youth").search(page)) and not _macro("unions").search(page)


def _scoped(entry: _Entry, text: str) -> bool:
    """Whether the scope of a phrase stands in a text."""
    return entry.indicator is not None and _scope(entry.indicator.code).search(text) is not None


@cache
def _scope(code: str) -> re.Pattern[str]:
    return re.compile(load_indicators()[code].scope or "")


def _allowed(entry: _Entry, match: re.Match[str], near: str, page: str) -> float | None:
    """The bonus for words in the sentence that belong to the indicator; None where it is vetoed."""
    indicator, folded = entry.indicator, match.string
    start, end = match.span()
    if indicator is None:
        if entry.strong and folded[:start].rstrip().endswith(_AVERAGE):
            return None
        return _STRONG if entry.strong else _WEAK
    if excluded(indicator, folded, start, end) or (indicator.domain == "union" and _other_union(page)):
        return None
    bonus = 0.0
    if entry.scoped and not _scoped(entry, folded[:start]) and not _scoped(entry, near):
        return None
    if entry.scoped and _COMPOUND.find(folded, 0, start):
        return None
    if indicator.page and not _told_by(indicator.code, page):
        return None
    elsewhere = bool(indicator.unless) and _listed(indicator.code, "unless").search(
        f"{near} {folded[:start]}"
    )
    if elsewhere and not _listed(indicator.code, "despite").find(folded):
        return None
    if (
        indicator.yields
        and not _other_body(folded)
        and _listed(indicator.code, "yields").search(f"{near} {folded}")
    ):
        bonus += _YIELDS
    if indicator.require:
        part = folded[folded.rfind(";", 0, start) + 1 : (folded.find(";", end) + 1 or len(folded) + 1) - 1]
        if _other_body(part) and not _macro("unions").find(folded):
            return None
        if _listed(indicator.code, "require").find(folded):
            return bonus + _AT_HOME
        return bonus + _NEAR if _listed(indicator.code, "require").search(near) else None
    return bonus


# A branch that ends a name of something else: `khu công nghiệp`, `Sở Nông nghiệp`, `hợp tác xã nông nghiệp`.
_COMPOUND = word_pattern(
    r"(?<!\w)(?:khu|cụm|sở|bộ|cục|phòng|hợp tác xã|htx|công ty|trường|đại học|cao đẳng|máy|"
    r"vật tư|đất|điểm)\s$"
)
_AVERAGE = fold("bình quân")


@lru_cache(maxsize=64)
def _other_body(folded: str) -> bool:
    """Whether a sentence tells of a body that is no union."""
    return _macro("other_bodies").search(folded) is not None


def _mention(entry: _Entry, match: re.Match[str], bonus: float) -> Mention:
    gaps = tuple(match.span(i) for i in range(1, entry.phrase.gaps + 1))
    literals: list[tuple[int, int]] = []
    low = match.start()
    for start, end in gaps:
        literals.append((low, start))
        low = end
    literals.append((low, match.end()))
    words = sum(folded_words(match.string, a, b) for a, b in literals)
    return Mention(
        indicator=entry.indicator,
        start=match.start(),
        end=match.end(),
        literals=tuple(literals),
        gaps=gaps,
        words=words,
        source=entry.phrase.source,
        behind=entry.behind,
        bonus=bonus,
        numbered=entry.phrase.numbered,
        lists=any(len(_NUMBER.findall(match.string, low, high)) > 1 for low, high in gaps),
        far=entry.scoped and not _scoped(entry, match.string[: match.start()]),
    )


def folded_words(text: str, start: int, end: int) -> int:
    """How many words stand between two offsets."""
    return len(text[start:end].split())


def _unit_class(mention: Mention) -> str:
    """Money, counts and percentages leave each other's words alone; a subject without a row is of any."""
    if mention.indicator is None:
        return "any"
    return "money" if mention.indicator.unit in (Unit.VND, Unit.USD) else mention.indicator.unit.value


def _hidden(mention: Mention, others: Iterable[Mention]) -> bool:
    """Whether a longer phrase of another indicator uses the same words."""
    for other in others:
        if other.words <= mention.words or other.indicator is mention.indicator:
            continue
        classes = {_unit_class(other), _unit_class(mention)} - {"any"}
        if other.gaps and (other.numbered or len(classes) > 1):
            continue
        if other.start > mention.start and not mention.gaps:
            continue
        if other.lists:
            # `việc làm cho 500 người, trong đó 80 lao động` names more than what the last number counts.
            continue
        covered = all(
            any(start < high and low < end for start, end in other.literals) for low, high in mention.literals
        )
        if covered and other.start <= mention.start and mention.end <= other.end:
            return True
    return False


_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?<![\d.,])\d[\d.,]*")
_DIGIT = re.compile(r"\d")
_BRACKETS = re.compile(r"\([^()]*\)")


class _Indexed(NamedTuple):
    """An anchor of an entry with the bits of the words that the whole phrase needs."""

    anchor: str
    entry: _Entry
    needed: int


@cache
def _index() -> dict[str, tuple[_Indexed, ...]]:
    """The entries by one word of each anchor, the word that fewest anchors share."""
    anchors = [(anchor, entry) for entry in _entries() for anchor in entry.phrase.anchors]
    shared = Counter(word for anchor, _ in anchors for word in set(_WORD.findall(anchor)))
    index: dict[str, list[_Indexed]] = {}
    for anchor, entry in anchors:
        rarest = min(_WORD.findall(anchor), key=lambda word: (shared[word], word))
        index.setdefault(rarest, []).append(_Indexed(anchor, entry, bits_for(entry.phrase.asked)))
    return {word: tuple(rows) for word, rows in index.items()}


def _possible(folded: str) -> list[_Indexed]:
    """The entries all of whose words stand in the sentence, in the order of the catalogue."""
    # What the phrases need is made known first: bits of a text that was looked at before would lack it.
    index = _index()
    words = words_of(folded)
    lacking = words.lacking
    found = {
        row.entry.number: row
        for word in words.places.keys() & index.keys()
        for row in index[word]
        if not row.needed & lacking and row.anchor in folded
    }
    return [row for _, row in sorted(found.items())]


def _matches(row: _Indexed, folded: str) -> Iterator[re.Match[str]]:
    places, phrase = words_of(folded).places, row.entry.phrase
    if not phrase.first:
        return phrase.pattern.finditer(folded)
    found = [places[word] for word in phrase.first if word in places]
    starts = found[0] if len(found) == 1 else sorted(chain.from_iterable(found))
    return matches_at(phrase.pattern, folded, starts)


def _tightest(phrase: Phrase, match: re.Match[str]) -> re.Match[str]:
    """The match that starts last of those with the same end: a gap reaches over no earlier number."""
    if not phrase.gaps:
        return match
    while inner := phrase.pattern.search(match.string, match.start() + 1, match.end()):
        skipped = _BRACKETS.sub("", match.string[match.start() : inner.start()])
        if inner.end() != match.end() or not _DIGIT.search(skipped):
            break
        match = inner
    return match


_NOT = word_pattern(r"(?<!\w)(?:chưa|không(?=\s(?:tổ chức|có|đạt|thực hiện|ký|thành lập|tham gia)))(?!\w)")


def _denied(phrase: Phrase, match: re.Match[str]) -> bool:
    """Whether a gap denies the phrase: `doanh nghiệp chưa tổ chức đối thoại`."""
    gaps = (match.span(i) for i in range(1, phrase.gaps + 1))
    return any(_NOT.find(match.string, low, high) for low, high in gaps)


def find_mentions(folded: str, near: str, page: str) -> list[Mention]:
    """All mentions of a folded sentence, in order, without those inside a longer one of another indicator.

    `near` is the folded title, lead and the sentences just before, `page` the whole page: for words that must
    stand there.
    """
    found: list[Mention] = []
    for row in _possible(folded):
        entry = row.entry
        for loose in _matches(row, folded):
            match = _tightest(entry.phrase, loose)
            if entry.indicator is not None and _denied(entry.phrase, match):
                continue
            bonus = _allowed(entry, match, near, page)
            if bonus is not None:
                found.append(_mention(entry, match, bonus))
    kept = [mention for mention in found if not _hidden(mention, found)]
    kept.sort(key=lambda mention: (mention.start, -mention.words))
    return kept
