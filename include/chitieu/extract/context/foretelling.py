"""Figures that somebody foretells: without a time of their own they are of the year."""

from __future__ import annotations

from collections.abc import Sequence

from chitieu.extract.context.patterns import words
from chitieu.extract.spans import Sentence

_FORETOLD = words(r"dự báo|dự đoán")
_FORETELLS = words(
    r"(?:hạ|nâng|điều chỉnh|giữ|giữ nguyên|đưa ra|cắt|công bố|cắt giảm) (?:mức )?dự báo|dự báo tăng trưởng"
)
_TOLD = words(r"đã|thực tế|cùng kỳ|vừa qua|trước đó|hiện|so với")
_REACH = 400


def is_foretold(text: str, sentence: Sentence, start: int) -> bool:
    """`ADB dự báo Indonesia tăng 5%` without a time is of the year."""
    return _FORETOLD.search(text, max(sentence.start, start - _REACH), start) is not None


def foretold_before(text: str, sentences: Sequence[Sentence], index: int) -> bool:
    """`ADB hạ dự báo GDP năm nay xuống 6%. Ngân hàng Thế giới nghiêng về 5,8%.`: both foretell."""
    here = sentences[index]
    if _TOLD.find(text, here.start, here.end):
        return False
    first = index
    while first and sentences[first - 1].paragraph == here.paragraph:
        first -= 1
    return any(_FORETELLS.find(text, s.start, s.end) for s in sentences[first:index])
