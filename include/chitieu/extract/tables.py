"""Heads of table columns in running text, where tabs stand between the cells."""

from __future__ import annotations

from chitieu.catalogue.folding import fold

_TAB = "\t"


class TableHead:
    """The last line of column heads; `cell` gives the head above a number of a row."""

    def __init__(self) -> None:
        self._cells: tuple[str, ...] = ()

    def note(self, line: str) -> None:
        """Take a line without figures for a head where it has cells; any other line ends the table."""
        self._cells = tuple(fold(cell) for cell in line.split(_TAB)) if _TAB in line else ()

    def cell(self, row: str, at: int) -> str:
        """The folded head of the column in which `row` has offset `at`; empty outside a table."""
        if not self._cells or _TAB not in row:
            return ""
        column = row.count(_TAB, 0, at)
        return self._cells[column] if column < len(self._cells) else ""
