"""What holds for any text: nothing is raised, spans are in range and apart, every number is accounted for."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

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


def test_time_grows_with_the_text_only() -> None:
    # A pattern that backtracked would not come back from these.
    for piece in ("trong đó tăng ", "1.000", "thành lập ", "(", "từ 1 đến ", "đạt 9/9 "):
        extract(article_of(piece * 400))
