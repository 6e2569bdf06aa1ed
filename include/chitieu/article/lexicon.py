"""The cues of `cues.yml`, compiled once. No cue is written anywhere else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from chitieu.article.times import CLOCK, DAY
from chitieu.kernel.refusals import LINE_ENDS, plain_line

CUES_PATH: Final = Path(__file__).with_name("cues.yml")
# A line longer than this is prose, whatever words it starts with; it also bounds what a pattern looks at.
MAX_CUE_LINE: Final = 240
SOURCE_STARTS: Final = ("Nguồn", "Theo")
_LONE_CLOCK: Final = re.compile(rf"\s*{CLOCK}\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of the lexicon: the words as written there, and what the row says of them."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class DatelineFacts:
    """Which kinds of words a dateline holds: `published`, `updated`, `counter`, `relative`, `other`."""

    roles: frozenset[str]
    has_date: bool


class Lexicon:
    """Looks lines up in the cues: without case, in NFC, without punctuation at the ends."""

    def __init__(self, rows: Mapping[str, Sequence[Any]]) -> None:
        self._related = {key(row["cue"]): Cue(row["cue"], row["until"]) for row in rows["related"]}
        self._navigation = _by_match(rows["navigation"])
        self._footer = _by_match(rows["footer"])
        self._caption = _by_match(rows["caption"])
        self._nobody = frozenset(key(row["cue"]) for row in rows["nobody"])
        self._authors = tuple(re.compile(row["pattern"], re.IGNORECASE) for row in rows["author_lines"])
        self._sources = tuple(re.compile(row["pattern"], re.IGNORECASE) for row in rows["source_lines"])
        self._originals = tuple(re.compile(row["pattern"]) for row in rows["original_labels"])
        self._original_words = tuple({row["word"] for row in rows["original_labels"]})
        self._dateline, self._dateline_roles = _dateline_pattern(rows["dateline"], rows["weekdays"])

    def related_section(self, line: str) -> Cue | None:
        """The cue where a line is the heading of a list of other pages; its role is `end` or `prose`."""
        return self._related.get(key(line)) if len(line) <= MAX_CUE_LINE else None

    def related_link(self, line: str) -> Cue | None:
        """The cue where a line is a link to another page: `Xem thêm: ...`, `>> ...`."""
        if len(line) > MAX_CUE_LINE:
            return None
        if line.startswith((">>", "»", "››", ">> ")):
            return Cue(">>", "link")
        head, colon, rest = line.partition(":")
        found = self._related.get(key(head)) if colon and rest.strip() else None
        return Cue(found.text, "link") if found else None

    def navigation(self, line: str) -> Cue | None:
        """The cue where a line is part of the page's machinery."""
        return _lookup(self._navigation, line)

    def footer(self, line: str) -> Cue | None:
        """The cue where a line begins what stands below an article."""
        return _lookup(self._footer, line)

    def caption(self, line: str) -> Cue | None:
        """The cue where a line says what a picture shows."""
        return _lookup(self._caption, line)

    def author(self, line: str) -> str | None:
        """The name in a line like `Bài và ảnh: ...`."""
        return _named(self._authors, line)

    def is_nobody(self, name: str) -> bool:
        """Whether a name is no author's: that of an account, or one with digits."""
        return key(name) in self._nobody or any(c.isdigit() for c in name)

    def source(self, line: str) -> str | None:
        """The name in a line like `Nguồn LĐTĐ : ...` or `Theo chinhphu.vn`."""
        return _named(self._sources, line)

    def begins_source(self, text: str) -> bool:
        """Whether a text may begin a line that names a source."""
        return text.lstrip(" \t\r\n(").startswith(SOURCE_STARTS)

    def may_name_source(self, text: str) -> bool:
        """Whether a page holds a word that such lines begin with at all."""
        return any(word in text for word in SOURCE_STARTS)

    def may_name_original(self, text: str) -> bool:
        """Whether a page holds a word of the labels of originals at all."""
        folded = text.casefold()
        return any(word in folded for word in self._original_words)

    def original(self, label: str) -> bool:
        """Whether a short text labels what a page was taken from (`Bài gốc:`)."""
        folded = key(label)
        return any(pattern.search(folded) for pattern in self._originals)

    def dateline(self, line: str) -> DatelineFacts | None:
        """What a line of nothing but dates, times and the words beside them holds; None for any other."""
        if len(line) > MAX_CUE_LINE or self._dateline.fullmatch(line) is None:
            return None
        folded = unicodedata.normalize("NFC", line).casefold()
        roles = frozenset(role for cue, role in self._dateline_roles if cue in folded)
        has_date = re.search(DAY, line, re.IGNORECASE) is not None
        told = has_date or roles & {"relative", "counter"} or _LONE_CLOCK.fullmatch(line)
        return DatelineFacts(roles, has_date) if told else None


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the package; read once per process."""
    return Lexicon(yaml.safe_load(CUES_PATH.read_text(encoding="utf-8")))


def key(line: str) -> str:
    """A line as it is compared with cues."""
    return _short_key(line) if len(line) <= MAX_CUE_LINE else plain_line(line)


# A line of a page is looked up in one list of cues after the other.
_short_key: Final = lru_cache(maxsize=1024)(plain_line)


@dataclass(frozen=True, slots=True)
class _Matches:
    """Cues by the way in which they match: the whole line, its label, its start, its tail, anywhere."""

    whole: Mapping[str, Cue]
    labels: Mapping[str, Cue]
    by_start: Sequence[tuple[str, Cue]]
    starts: tuple[str, ...]
    tails: Sequence[tuple[str, Cue]]
    inside: Sequence[tuple[str, Cue]]


def _by_match(rows: Sequence[Mapping[str, str]]) -> _Matches:
    found: dict[str, list[tuple[str, Cue]]] = {
        name: [] for name in ("line", "label", "start", "tail", "contains")
    }
    for row in rows:
        match = row["match"]
        # `Ảnh:` keeps its colon: it is what makes it a cue inside a line.
        folded = row["cue"].casefold() if match == "contains" else key(row["cue"])
        found[match].append((folded, Cue(row["cue"], match)))
    return _Matches(
        whole=dict((*found["label"], *found["line"])),
        labels=dict(found["label"]),
        by_start=tuple(found["start"]),
        starts=tuple(cue for cue, _ in found["start"]),
        tails=tuple(found["tail"]),
        inside=tuple(found["contains"]),
    )


def _lookup(matches: _Matches, line: str) -> Cue | None:
    if len(line) > MAX_CUE_LINE:
        return None
    whole = unicodedata.normalize("NFC", line).casefold()
    folded = key(line)
    if row := matches.whole.get(folded):
        return row
    if ":" in whole and (row := matches.labels.get(key(whole.partition(":")[0]))):
        return row
    if folded.startswith(matches.starts):
        for cue, row in matches.by_start:
            if folded.startswith(cue) and not folded[len(cue) : len(cue) + 1].isalnum():
                return row
    for cue, row in matches.tails:
        if cue in folded and not folded.startswith(cue):
            return row
    return next((row for cue, row in matches.inside if cue in whole), None)


def _named(patterns: Sequence[re.Pattern[str]], line: str) -> str | None:
    if len(line) > MAX_CUE_LINE:
        return None
    for pattern in patterns:
        found = pattern.match(unicodedata.normalize("NFC", line.strip()))
        if found:
            return found["name"].strip(LINE_ENDS)
    return None


def _dateline_pattern(
    rows: Sequence[Mapping[str, str]], weekdays: Sequence[str]
) -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    """Dates, clocks, counters and the words beside them, and nothing else, from end to end of a line."""
    ordered = sorted((*(row["cue"] for row in rows), *weekdays), key=len, reverse=True)
    words = "|".join(re.escape(word) for word in ordered)
    unnamed = [re.sub(r"\?P<\w+>", "?:", part) for part in (DAY, CLOCK)]
    # Atomic and possessive: a line that is no dateline is given up at once, however many digits it has.
    pattern = rf"(?>{unnamed[0]}|{unnamed[1]}|{words}|\d[\d.,]*|[\s|,;:()\-–—•·/+]+)++"
    roles = tuple((row["cue"].casefold(), row["role"]) for row in rows)
    return re.compile(pattern, re.IGNORECASE), roles
