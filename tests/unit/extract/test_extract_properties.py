"""What holds for any text: nothing is raised, spans are in range and apart, every number is accounted for."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from extract_pages import article_of
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.extract import EXTRACTOR_VERSION, extract
from chitieu.kernel.records import Article, Block, BlockKind, Observation, Rejection

PIECES = (
    "tăng 12,5% so với cùng kỳ",
    "thành lập mới 12 CĐCS",
    "đạt 120% kế hoạch",
    "8.000 - 11.000 đoàn viên",
    "ngày 28/7/2021",
    "từ 2,1% xuống 1,4%",
    "trong đó 2 xã",
    "lần lượt là 12, 14 và 15",
    "Nghị quyết số 05-CT/TW",
    "xếp thứ Nhì",
    "gấp đôi",
    "1.23.4",
    "1 tỷ 850 triệu USD",
    "0/0 xã",
    "(cùng kỳ tăng 9%)",
    "hai mươi xã",
    "30/34",
    "%",
    "...",
    ";",
    "(",
    ")",
    "“",
    "”",
    "\n",
    "46m",
    "Km185",
    "tỷ lệ hộ nghèo",
    "thu ngân sách",
    "CPI",
    "TP. HCM",
    "năm 2023",
    "99999999999999999999%",
    "ước đạt gần 5,5 triệu/tháng",
)
TEXTS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)
KINDS = st.sampled_from([BlockKind.BODY, BlockKind.TITLE, BlockKind.NAVIGATION, BlockKind.BYLINE])


def _rows(article: Article) -> list[Observation | Rejection]:
    found = extract(article)
    return sorted([*found.observations, *found.rejections], key=lambda row: (row.start, row.end))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_number_is_accounted_for_once(text: str) -> None:
    rows = _rows(article_of(text))
    for row in rows:
        assert 0 <= row.start < row.end <= len(text)
        assert row.text == text[row.start : row.end]
    for before, after in pairwise(rows):
        assert before.end <= after.start
    for match in re.finditer(r"[0-9]+", text):
        assert any(row.start <= match.start() and match.end() <= row.end for row in rows)


@given(TEXTS, KINDS)
@settings(max_examples=60, deadline=None)
def test_figures_come_from_content_alone(text: str, kind: BlockKind) -> None:
    found = extract(article_of(text, blocks=(Block(0, len(text), kind),)))
    if kind in (BlockKind.NAVIGATION, BlockKind.BYLINE):
        assert not found.observations
        assert {row.reason for row in found.rejections} <= {kind.value}


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_decomposed_text_gives_the_same_figures(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    apart = unicodedata.normalize("NFD", composed)
    plain, spread = extract(article_of(composed)), extract(article_of(apart))
    assert [row.value for row in plain.observations] == [row.value for row in spread.observations]
    for row in spread.observations:
        assert row.text == apart[row.start : row.end]


def test_an_extraction_is_repeatable_and_traced() -> None:
    article = article_of("Quận thành lập mới 12 CĐCS, đạt 120% chỉ tiêu, ngày 5/3.")
    first, second = extract(article), extract(article)
    assert first == second
    assert first.extractor_version == EXTRACTOR_VERSION
    for row in (*first.observations, *first.rejections):
        assert row.trace
    for observation in first.observations:
        assert 0 < observation.confidence <= 1
        assert any(hit.rule.startswith("link.") for hit in observation.trace)
        assert any(hit.rule.startswith("measure.") for hit in observation.trace)


def test_no_number_is_too_long_to_be_read() -> None:
    (row,) = _rows(article_of("có " + "1" * 1_100_000 + " nghìn xã"))
    assert isinstance(row, Rejection)
    assert row.reason == "malformed_number"


def test_a_mark_that_joins_no_letter_takes_no_digit_away() -> None:
    (row,) = _rows(article_of("có 20\u0301 xã"))
    assert row.text == "20"


def test_time_grows_with_the_text_only() -> None:
    # A pattern that backtracked would not come back from these.
    for piece in ("trong đó tăng ", "1.000", "thành lập ", "(", "từ 1 đến ", "đạt 9/9 "):
        extract(article_of(piece * 400))


@pytest.mark.parametrize(
    "piece", ["1", "0.", "(", "([{", "a", "\u0301\u0323", ",", '" ', "tăng", "trong đó "]
)
def test_a_long_page_of_one_thing_comes_back(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    assert all(row.text == text[row.start : row.end] for row in _rows(article_of(text)))


# What rules begin with, go on with and end with: any of it may stand beside any other, and again and again.
TRIGGERS = (
    *(
        "trong đó ",
        "từ ",
        "đến ",
        "tăng ",
        "giảm ",
        "so với ",
        "cùng kỳ ",
        "lần lượt ",
        "gấp ",
        "đạt ",
        "bằng ",
    ),
    *("kế hoạch ", "tỷ lệ ", "tổng số ", "số ", "thứ ", "hạng ", "khoảng ", "hơn ", "mỗi ", "cứ ", "thì "),
    *("ngày ", "tháng ", "quý ", "năm 20", "giai đoạn ", "nhiệm kỳ ", "đến nay", "trước", "tuổi "),
    *("tỷ ", "nghìn ", "triệu đồng ", "đồng/", "người ", "hộ ", "ha ", "điểm ", "%", "% "),
    *("xã ", "huyện ", "tỉnh ", "TP. ", "Hà Nội", "Công đoàn ", "CĐCS ", "Công ty ", "Sở ", "UBND "),
    *("1", "12 ", "1/", "1.", "1,", "0", "1.000 ", "20", "-", "–", "hai ", "mười ", "x"),
    *("(", ")", "[", "]", '"', "“", "”", "'", ";", ": ", ", ", ". ", "…", "/", "@", "https://", "\n", "\t"),
    *("\u0301", "\u0323", "\u200b", "İ", "²", "½", "٣", "ß", "M", "đ"),
)
RUNS = st.tuples(st.sampled_from(TRIGGERS), st.sampled_from([1, 1, 1, 2, 3, 40]))
HOSTILE = st.lists(RUNS, min_size=20, max_size=160).map(
    lambda runs: "".join(piece * times for piece, times in runs)
)


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_hostile_mixtures_are_read_like_any_text(text: str) -> None:
    rows = _rows(article_of(text))
    for row in rows:
        assert row.text == text[row.start : row.end]
    for before, after in pairwise(rows):
        assert before.end <= after.start
    for match in re.finditer(r"[0-9]+", text):
        assert any(row.start <= match.start() and match.end() <= row.end for row in rows)
