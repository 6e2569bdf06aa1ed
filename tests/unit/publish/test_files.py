"""Files are replaced whole, and a spreadsheet takes no cell of theirs for a formula."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from chitieu.kernel.errors import ConfigurationError
from chitieu.publish.files import csv_cell, replacing, write_csv, write_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"])
def test_a_formula_becomes_text(text: str) -> None:
    assert csv_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (Decimal("-0.7"), "-0.7"), (True, "true"), ("huyện Sông Lam", "huyện Sông Lam")],
)
def test_other_cells_stay_what_they_are(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_csv_reads_back_with_its_diacritics(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a" / "x.csv", ["place", "value"], [{"place": 'xã "Lạc, Sơn"\n', "value": Decimal("1E+3")}]
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["place", "value"], ['xã "Lạc, Sơn"\n', "1000"]]


def test_a_write_that_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = write_text(tmp_path / "x.html", "old")
    with pytest.raises(RuntimeError), replacing(path) as file:
        file.write("half")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.html"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="CHITIEU_REPORTS_DIR"):
        write_text(tmp_path / "file" / "x.html", "new")
