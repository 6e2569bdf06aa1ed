"""What pages say that stand in an article's place: one list of words for the crawler and for the reader.

The words are in `refusals.yml`, the reasons in `reasons`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

REFUSALS_PATH: Final = Path(__file__).with_name("refusals.yml")
LINE_ENDS: Final = " \t\u00a0\u200b:;.,»›>«<|•·-–—…\"'“”()[]*+"
_BARS: Final = re.compile(r"\s[-–—:]+\s|[|»«•·]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of the list; `place` is `title`, `whole`, `text` or `page`, as the list says."""

    words: str
    place: str
    reason: str


@cache
def refusals() -> tuple[Refusal, ...]:
    """The rows of the list, their words as lines are compared."""
    rows = yaml.safe_load(REFUSALS_PATH.read_text(encoding="utf-8"))
    return tuple(Refusal(plain_line(row["words"]), row["in"], row["reason"]) for row in rows)


def plain_line(line: str) -> str:
    """A line as it is compared with words: without case, in NFC, without signs at its ends.

    >>> plain_line(" Không  tìm thấy trang...")
    'không tìm thấy trang'
    """
    return " ".join(unicodedata.normalize("NFC", line).casefold().strip(LINE_ENDS).split())


def refused(title: str, text: str = "", page: str = "") -> str | None:
    """The reason why a page is no article by its title, its short text or its whole text; None for none."""
    whole, parts = plain_line(title), _parts(title)
    shown, all_shown = plain_line(text), plain_line(page)
    for row in refusals():
        if row.place == "text":
            found = row.words in shown
        elif row.place == "page":
            found = row.words in all_shown
        else:
            found = _is_titled(row, whole, parts)
        if found:
            return row.reason
    return None


def titled(title: str) -> str | None:
    """The reason why a page is no article by nothing but its title; None for none.

    >>> titled("Trang không tồn tại | Báo Mẫu"), titled("Trang không tồn tại: 12 xã đóng cổng thông tin")
    ('soft_404', None)
    """
    whole, parts = plain_line(title), _parts(title)
    return next((row.reason for row in refusals() if _is_titled(row, whole, parts)), None)


def headed(heading: str) -> str | None:
    """The reason that a heading gives which begins with the words of a text; None for none.

    >>> headed("Bài viết không tồn tại hoặc đã bị gỡ"), headed("Trang không tồn tại: 12 xã đóng cổng")
    ('soft_404', None)
    """
    line = plain_line(heading)
    for row in refusals():
        # Behind a colon stands what an article tells of it.
        if (
            row.place == "text"
            and line.startswith(row.words)
            and line[len(row.words) :][:1] in ("", " ", ".")
        ):
            return row.reason
    return None


def _is_titled(row: Refusal, title: str, parts: Sequence[str]) -> bool:
    begins = row.place == "title" and title.startswith(row.words)
    return row.words in parts or (begins and not title[len(row.words) : len(row.words) + 1].isalnum())


def _parts(title: str) -> list[str]:
    return [plain_line(part) for part in _BARS.split(title)]
