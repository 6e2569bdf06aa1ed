"""Rows of HTML tables, and lines and bullets that the markup only breaks, read as statements of the page."""

from __future__ import annotations

from article_pages import PROSE, capture, kinds

from chitieu.article import parse_article
from chitieu.extract import extract
from chitieu.kernel.records import Article

TITLE = "<h1>Huyện An Phú tổng kết năm 2023</h1>"
BODY = "".join(f"<p>{line}</p>" for line in PROSE)


def page(part: str) -> Article:
    return parse_article(capture(f"<html><body><article>{TITLE}{BODY}{part}</article></body></html>"))


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def rows_of(article: Article) -> list[str]:
    return [text for kind, text in kinds(article) if kind == "table"]


def test_bare_numbers_get_the_unit_and_the_heading_of_their_column() -> None:
    article = page(
        table(
            ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2022", "Năm 2023", "Đạt (%)"),
            ("1", "Thu ngân sách", "tỷ đồng", "1.100", "1.250", "96,2"),
            ("2", "Số hộ nghèo", "hộ", "250", "", "104%"),
        )
    )

    assert rows_of(article)[1:] == [
        "Thu ngân sách | 1.100 tỷ đồng (Năm 2022) | 1.250 tỷ đồng (Năm 2023) | Đạt 96,2%",
        "Số hộ nghèo | 250 hộ (Năm 2022) | Đạt 104%",
    ]


def test_figures_of_rows_have_the_period_of_their_column() -> None:
    article = page(
        table(
            ("Chỉ tiêu", "Đơn vị", "Năm 2022", "Năm 2023"),
            ("Thu ngân sách", "tỷ đồng", "1.100", "1.250"),
            ("Số hộ nghèo", "hộ", "250", "215"),
        )
    )
    read = {(row.indicator, int(row.value), str(row.period_start)) for row in extract(article).observations}

    assert read >= {
        ("budget.revenue", 1_100_000_000_000, "2022-01-01"),
        ("budget.revenue", 1_250_000_000_000, "2023-01-01"),
        ("poverty.poor_households", 250, "2022-01-01"),
        ("poverty.poor_households", 215, "2023-01-01"),
    }


def test_rows_without_headings_of_their_own_are_left_as_they_are() -> None:
    assert rows_of(page(table(("Thu ngân sách", "1.250"), ("Chi ngân sách", "900")))) == [
        "Thu ngân sách | 1.250",
        "Chi ngân sách | 900",
    ]
    spanned = table(("Chỉ tiêu", "Kết quả"), ("Thu ngân sách", "1.250")).replace(
        "<td>C", "<td colspan=2>C", 1
    )
    assert rows_of(page(spanned))[-1] == "Thu ngân sách | 1.250"


def test_lines_that_only_br_breaks_and_bullets_are_read_one_by_one() -> None:
    article = page(
        "<div>Kết quả năm 2023:<br>- Kết nạp 1.300 đoàn viên;<br>- Thành lập 12 công đoàn cơ sở;</div>"
        "<ul><li>• Thu ngân sách <b>1.250</b> tỷ đồng</li></ul>"
    )
    read = {(row.indicator, int(row.value)) for row in extract(article).observations}

    assert [text for kind, text in kinds(article) if kind == "list_item"] == [
        "Kết nạp 1.300 đoàn viên;",
        "Thành lập 12 công đoàn cơ sở;",
        "Thu ngân sách 1.250 tỷ đồng",
    ]
    assert read >= {
        ("union.members_admitted", 1300),
        ("union.grassroots_unions_established", 12),
        ("budget.revenue", 1_250_000_000_000),
    }
