"""Rows of a table of data as lines of text: a bare number gets the unit and the heading of its column.

Under `Chỉ tiêu | Đơn vị | Năm 2023`, `Thu ngân sách | tỷ đồng | 1.250` reads `Thu ngân sách | 1.250 tỷ đồng
(Năm 2023)`: what a reader of the table sees at a glance, in words of the page alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chitieu.article.lexicon import key
from chitieu.article.markup import Element, tidy, whole_text

_CELL_CHARS: Final = 200
_HEADING_CHARS: Final = 80
_MIN_CELLS: Final = 2
_CELLS: Final = ("td", "th")
_NUMBER: Final = re.compile(r"[-+–]?\s?\d[\d.,]*\s?%?")
_UNIT_NAMES: Final = frozenset(("đơn vị", "đơn vị tính", "đvt", "đv tính", "đv"))
_NUMBERING: Final = frozenset(("stt", "tt", "số tt", "số thứ tự"))
_IN_BRACKETS: Final = re.compile(r"\s*\((?:đvt:?|đơn vị(?: tính)?:?)?\s*([^()\d]{1,20})\)\s*$", re.IGNORECASE)
_VERB: Final = re.compile(r"(?:đạt|tăng|giảm|vượt|chiếm)\b", re.IGNORECASE)
_COMPARED: Final = re.compile(r"so với\s.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    """The heading of a column, the unit it names in brackets, and whether it holds units or row numbers."""

    heading: str
    unit: str
    is_unit: bool = False
    is_numbering: bool = False


def data_row(row: Element) -> str | None:
    """The cells of a row between bars; None for a row of a table that only lays out the page."""
    cells = _texts(row)
    filled = [cell for cell in cells if cell]
    if len(filled) < _MIN_CELLS or max(map(len, filled)) > _CELL_CHARS:
        return None
    columns = _columns(row)
    if len(columns) != len(cells):
        return tidy(" | ".join(filled))
    unit = next((cell for cell, column in zip(cells, columns, strict=True) if column.is_unit), "")
    named = (_named(cell, column, unit) for cell, column in zip(cells, columns, strict=True))
    return tidy(" | ".join(text for text in named if text))


def _texts(row: Element) -> list[str]:
    return [whole_text(cell) for cell in row if cell.tag in _CELLS]


def _columns(row: Element) -> Sequence[_Column]:
    """The columns by the first row of the table; none where that row is no row of headings for this one."""
    table = next(row.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None or first is row or any(_spans(cell) for line in (first, row) for cell in line):
        return ()
    headings = _texts(first)
    if any(len(text) > _HEADING_CHARS or _NUMBER.fullmatch(text) for text in headings):
        return ()
    columns = [_column(text) for text in headings]
    return columns if len([c for c in columns if c.heading]) >= _MIN_CELLS else ()


def _spans(cell: Element) -> bool:
    return (cell.get("colspan") or "1") != "1" or (cell.get("rowspan") or "1") != "1"


def _column(text: str) -> _Column:
    plain = key(text)
    if plain in _UNIT_NAMES:
        return _Column(text, "", is_unit=True)
    if plain in _NUMBERING:
        return _Column(text, "", is_numbering=True)
    unit = _IN_BRACKETS.search(text)
    if unit is not None:
        return _Column(text[: unit.start()].strip(), unit[1].strip())
    return _Column(text, "")


def _named(cell: str, column: _Column, unit: str) -> str:
    """A cell with what its column says of it: the unit behind it, then the heading, a verb before it."""
    if column.is_unit or column.is_numbering:
        return ""
    if _NUMBER.fullmatch(cell) is None:
        return cell
    share = cell.endswith("%") or column.unit == "%"
    amount = f"{cell.removesuffix('%').strip()}%" if share else f"{cell} {column.unit or unit}".rstrip()
    if share and _VERB.match(column.heading):
        return f"{column.heading} {amount}"
    if share and (compared := _COMPARED.search(column.heading)):
        return f"{amount} {compared.group()}"
    return f"{amount} ({column.heading})" if column.heading else amount
