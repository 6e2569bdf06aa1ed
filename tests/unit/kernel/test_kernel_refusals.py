"""Each row of the list of what pages in an article's place say works where it is to, and nowhere else."""

from __future__ import annotations

import pytest

from chitieu.kernel.reasons import REASONS
from chitieu.kernel.refusals import Refusal, headed, refusals, refused, titled


@pytest.mark.parametrize("row", refusals(), ids=lambda row: f"{row.words} ({row.place})")
def test_each_row_works_in_its_place(row: Refusal) -> None:
    places = {
        "title": (f"{row.words.upper()}: báo", "", ""),
        "whole": (f"Báo Mẫu | {row.words.title()}.", "", ""),
        "text": ("Báo", f"A, {row.words}!", ""),
        "page": ("", "", f"A {row.words}."),
    }

    assert refused(*places[row.place]) == row.reason
    assert titled(row.words) == row.reason
    assert (headed(f"{row.words} nữa") == row.reason) == (row.place == "text")
    assert row.reason in REASONS


def test_no_words_stand_in_the_list_twice() -> None:
    words = [row.words for row in refusals()]

    assert len(set(words)) == len(words)


def test_longer_words_are_other_words() -> None:
    assert (titled("4040 suất quà"), titled("404: không có trang"), titled("Đăng nhập bằng VNeID")) == (
        None,
        "soft_404",
        None,
    )
