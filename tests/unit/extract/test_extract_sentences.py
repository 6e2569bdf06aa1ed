"""Where sentences end."""

from __future__ import annotations

import pytest
from extract_pages import article_of

from chitieu.extract.sentences import split_sentences
from chitieu.kernel.records import Block, BlockKind


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Thu ngân sách ở TP. HCM tăng 5%. Chi ngân sách giảm.", 2),
        ("Tại Tp.Hồ Chí Minh có 3 dự án.", 1),
        ("Ông Đ. Bình ở Q. 4 nói vậy.", 1),
        ("Tăng 18.5% và 1.200 hộ.", 1),
        ("Xã đạt chuẩn NTM.Tiếp đó, huyện công nhận.", 2),
        ("“Con số là 5 xã.” Ông nói thêm.", 2),
        ("Có nhiều việc... nhưng đã xong.", 1),
        ("Năm 2015.Thực hiện bộ tiêu chí mới.", 2),
        ("Dòng một\nDòng hai", 2),
        ("PGS.TS Trần Hoàng cho biết đạt 5%.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(split_sentences(article_of(text))) == count


def test_a_list_without_stops_is_cut_between_its_items() -> None:
    sentences = split_sentences(article_of("xã A có 12 hộ nghèo; " * 400))
    assert max(len(s.text) for s in sentences) <= 1500
    assert all(s.text.startswith("xã A") and s.text.endswith("nghèo;") for s in sentences)


def test_sentences_are_of_content_and_keep_their_place() -> None:
    text = "Trang chủ 12\nHuyện có 5 xã. Xã có 3 thôn."
    blocks = (Block(0, 12, BlockKind.NAVIGATION), Block(13, len(text), BlockKind.BODY))
    sentences = split_sentences(article_of(text, blocks=blocks))
    assert [s.text for s in sentences] == ["Huyện có 5 xã.", "Xã có 3 thôn."]
    assert all(text[s.start : s.end] == s.text for s in sentences)
    assert [(s.index, s.paragraph) for s in sentences] == [(0, 0), (1, 0)]


@pytest.mark.parametrize("piece", ["((1)(", "1,2,", "1/2/"])
def test_a_stretch_without_spaces_is_cut_between_numbers(piece: str) -> None:
    text = piece * 2000
    sentences = split_sentences(article_of(text))
    assert max(sentence.end - sentence.start for sentence in sentences) <= 1500
    assert "".join(sentence.text for sentence in sentences) == text
    assert all(not (sentence.text[-1].isdigit()) for sentence in sentences[:-1])
