"""Patterns written in plain Vietnamese, compiled for folded text."""

from __future__ import annotations

import re

from chitieu.catalogue.folding import fold
from chitieu.extract.wordpatterns import WordPattern

_LOWER_WORD = re.compile(r"[^\W\d_A-Z]{2,}")


def folded(pattern: str) -> str:
    """The pattern with its words spelt as `fold` spells them (`kế hoạch` has its tone elsewhere there)."""
    return _LOWER_WORD.sub(lambda match: fold(match.group()), pattern)


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled for folded text."""
    return re.compile(folded(pattern))


def words(pattern: str) -> WordPattern:
    """The pattern as whole words of folded text."""
    return WordPattern(rf"(?<!\w)(?:{folded(pattern)})(?!\w)")


def ending(pattern: str) -> WordPattern:
    """The pattern at the end of a folded text, from the beginning of a word."""
    return WordPattern(rf"(?<!\w)(?:{folded(pattern)})$")


_GOES_ON = compiled(
    r"[\s\"'(-]{0,12}(?:tuy nhiên|tuy vậy|thế nhưng|nhưng|song|ngoài ra|bên cạnh đó|tương tự|tại đây"
    r"|ở đây|nơi đây"
    r"|(?:xét|chia|phân|tính) theo|theo (?:địa bàn|ngành|lĩnh vực|khu vực|nhóm|loại hình|độ tuổi)"
    r"|đáng lưu ý|qua rà soát|qua đó|chỉ riêng|chẳng hạn|đồng thời|cũng|trong đó|số này|hiện)(?!\w)"
)


def continues(text: str, start: int) -> bool:
    """Whether a paragraph of folded text says that it goes on with the one before it (`Tuy nhiên`)."""
    return _GOES_ON.match(text, start) is not None


# `tăng 38,7% do quý III năm ngoái có dịch`: when and where a cause was, not what is told of.
_CAUSED = compiled(
    r".*(?<!\w)(?:tăng|giảm|nhích|sụt|hụt|thấp|cao|hạ|đạt|bằng|còn)(?!\w)[^;.()\d]{0,25}[\d.,]+\s?"
    r"(?:%|điểm|lần)?[^,;.()\d]{0,25}(?<!\w)(?:do|nhờ|vì|bởi)(?!\w)[^;:.()\d]{0,60}$"
)


def in_cause(before: str) -> bool:
    """Whether a folded text ends within the cause of a movement."""
    return _CAUSED.match(before) is not None
