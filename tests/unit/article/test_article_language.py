from __future__ import annotations

import unicodedata

import pytest

from chitieu.article.language import language_of

VIETNAMESE = "Năm 2023, huyện Đông Anh kết nạp được 1.240 đoàn viên, vượt chỉ tiêu được giao."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_is_known_in_both_normal_forms(form: str) -> None:
    assert language_of(unicodedata.normalize(form, VIETNAMESE)) == "vi"


@pytest.mark.parametrize(
    "text",
    [
        "In 2023 the district admitted 1,240 new members and exceeded its target.",
        "En 2023, le district a admis 1 240 nouveaux membres, dépassant l'objectif fixé à l'été.",
        "Nam 2023, huyen Dong Anh ket nap duoc 1.240 doan vien.",
        "2023 1.240 125%",
        "",
    ],
)
def test_another_language_or_no_marks_is_not_taken_for_vietnamese(text: str) -> None:
    assert language_of(text) is None
