"""Patterns that begin at words find what the pattern itself finds, in whole texts and in any stretch."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.catalogue.folding import fold
from chitieu.extract.wordpatterns import WordPattern
from chitieu.extract.words import words_of, words_of_part

PATTERNS = tuple(
    map(
        WordPattern,
        (
            r"(?<!\w)(?:tại|ở|so với|cao hơn)\s$",
            r"(?<!\w)(?<!sinh hoạt )(?:tại|ở)\s[^,;]{0,12}",
            r"(?<!\w)(?:đ/?v|đoàn viên|cđ\w*)(?!\w)",
            r"(?<!\w)(?:từ\s)?(?:\d+|tháng chạp)(?!\w)",
            r"(?<!\w)(?:tăng|giảm)(?:\s\w+){0,2}",
        ),
    )
)
PIECES = [
    "tại",
    "ở",
    "so",
    "với",
    "cao hơn",
    "sinh hoạt",
    "đv",
    "đ/v",
    "cđcs",
    "đoàn viên",
    "từ",
    "tháng chạp",
]
PIECES += ["12", "1.250", "5g", "k9", "tăng", "giảm", "tăng2", "²", "a_b", " ", " ", ", ", ";", "(", "-", "."]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map(lambda pieces: fold("".join(pieces)))


@pytest.mark.parametrize("pattern", PATTERNS, ids=range(len(PATTERNS)))
@given(text=TEXTS, bounds=st.tuples(st.integers(0, 60), st.integers(0, 60)))
@settings(max_examples=300, deadline=None)
def test_a_pattern_of_words_finds_what_a_pattern_finds(
    pattern: WordPattern, text: str, bounds: tuple[int, int]
) -> None:
    low, high = min(bounds), max(bounds)
    found, expected = pattern.find(text, low, high), pattern.search(text, low, high)
    assert (found and found.span()) == (expected and expected.span())
    assert [m.span() for m in pattern.find_all(text, low, high)] == [
        m.span() for m in pattern.finditer(text, low, high)
    ]
    assert pattern.stands_in(text, low, high) == (pattern.search(text[low:high]) is not None)


@given(before=TEXTS, text=TEXTS, behind=TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_words_of_a_part_are_those_of_the_page(before: str, text: str, behind: str) -> None:
    own = words_of(f" {text} ")
    page = f"{before}. {text} {behind}"
    start = len(before) + 1
    cut = words_of(page).part(page[start : start + len(text) + 2], start)
    assert (cut.words, cut.starts, cut.bits) == (own.words, own.starts, own.bits)
    words_of_part(page[start : start + len(text) + 2], page, start)
    assert words_of(page[start : start + len(text) + 2]).places == own.places


def test_a_pattern_that_begins_with_anything_is_no_pattern_of_words() -> None:
    with pytest.raises(ValueError, match="begins with"):
        WordPattern(r"(?<!\w)\w+\stuổi")
