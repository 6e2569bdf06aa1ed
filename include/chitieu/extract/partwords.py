"""The words by which pages narrow a figure to a part: lists of `parts.yml` and what each indicator adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.units import DATA, read_yaml
from chitieu.extract.wordpatterns import WordPattern


@cache
def _rows() -> Mapping[str, Any]:
    rows: Mapping[str, Any] = read_yaml(DATA / "parts.yml")
    return rows


@cache
def alternatives(name: str) -> str:
    """The words of a list, longest first, as the inside of a group."""
    words = sorted(_rows()[name], key=len, reverse=True)
    return "|".join(re.escape(fold(word)).replace(r"\ ", r"\s+") for word in words)


@cache
def pattern(template: str) -> re.Pattern[str]:
    """A pattern in which `<name>` stands for the words of a list."""
    return folded_pattern(re.sub(r"<(\w+)>(?!\?|\w)", lambda m: alternatives(m[1]), template))


@cache
def pattern_of_words(template: str) -> WordPattern:
    """A pattern with word lists that begins at a word."""
    return WordPattern(pattern(template).pattern)


def _joined(parts: Sequence[str]) -> re.Pattern[str] | None:
    if not parts:
        return None
    inside = "|".join(fold(part).replace(" .. ", r"\s[^,;]{0,40}?") for part in parts)
    return re.compile(rf"(?<!\w)(?:{inside})(?!\w)")


def _of(name: str, code: str) -> Sequence[str]:
    found: Sequence[str] = _rows()[name].get(code, ())
    return found


@cache
def near_words(code: str, parts: tuple[str, ...]) -> re.Pattern[str] | None:
    """Parts of an indicator between the number before and this one or right behind its noun.

    `parts` are those of the indicator's own row.
    """
    return _joined([*parts, *_of("near", code)])


@cache
def open_words(code: str, parts: tuple[str, ...]) -> re.Pattern[str] | None:
    """Those of the near words that take in what the page says behind them."""
    return _joined([part for part in (*parts, *_of("near", code)) if part.endswith("}")])


@cache
def wide_words(code: str) -> re.Pattern[str] | None:
    """Parts of an indicator that hold for all that follows in the sentence: programmes, awards, occasions."""
    return _joined(_of("wide", code))


@cache
def contrasts(code: str) -> re.Pattern[str] | None:
    """Words that are parts of an indicator where a sentence sets two of them apart (`xây 12 nhà, sửa 8`)."""
    return _joined(_of("contrasts", code))


def is_listed(name: str, code: str) -> bool:
    """Whether an indicator is in a list of codes."""
    return code in _rows()[name]
