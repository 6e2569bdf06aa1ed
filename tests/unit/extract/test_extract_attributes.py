"""Comparisons by what they name, statuses by headings, and the heads of table columns."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from extract_pages import article_of

from chitieu.catalogue.folding import fold
from chitieu.extract import extract
from chitieu.extract.basis import basis_of
from chitieu.extract.tables import TableHead
from chitieu.kernel.records import Basis, Qualifier, Status

SAME, BEFORE, OTHER = Basis.SAME_PERIOD_LAST_YEAR, Basis.PREVIOUS_PERIOD, Basis.OTHER


@pytest.mark.parametrize(
    ("what", "end", "expected"),
    [
        ("cùng kỳ năm trước", None, SAME),
        ("năm 2021", date(2022, 12, 31), SAME),
        ("năm 2015", date(2020, 12, 31), OTHER),
        ("năm 2021", None, OTHER),
        ("tháng 6", date(2022, 7, 31), BEFORE),
        ("tháng 7/2021", date(2022, 7, 31), SAME),
        ("quý i/2019", date(2019, 6, 30), BEFORE),
        ("quý ii/2018", date(2019, 6, 30), SAME),
        ("tháng 12 năm trước", date(2022, 5, 31), OTHER),
        ("tháng 12 năm trước", date(2022, 12, 31), SAME),
        ("cuối năm 2021", date(2022, 12, 31), SAME),
        ("đầu nhiệm kỳ", date(2022, 12, 31), OTHER),
        ("nhiệm kỳ trước", date(2020, 12, 31), OTHER),
        ("cùng kỳ năm 2019", date(2022, 6, 30), OTHER),
        ("cùng kỳ năm 2021", date(2022, 6, 30), SAME),
        ("kỳ 2 tháng 9", date(2022, 10, 15), BEFORE),
        ("kỳ 2 tháng 3", date(2022, 10, 15), OTHER),
        ("tết quý mão", date(2024, 2, 10), SAME),
        ("trước khi sáp nhập", date(2022, 12, 31), OTHER),
    ],
)
def test_a_comparison_is_known_by_what_it_names_and_the_period_of_the_figure(
    what: str, end: date | None, expected: Basis
) -> None:
    assert basis_of(fold(what), end) is expected


def _statuses(text: str) -> list[tuple[str, Status]]:
    return [(row.text, row.status) for row in extract(article_of(text)).observations]


def test_a_heading_of_plans_holds_for_the_items_under_it_until_the_next_heading() -> None:
    text = (
        "III. Phương hướng, nhiệm vụ năm 2023\n- Kết nạp 700 đoàn viên;\n- Thành lập 8 CĐCS.\n"
        "IV. Kết quả phong trào thi đua\n- Có 320 sáng kiến được công nhận."
    )
    assert _statuses(text) == [
        ("700", Status.TARGET),
        ("8", Status.TARGET),
        ("320", Status.ACTUAL),
    ]


def test_a_result_under_a_heading_of_plans_stays_a_result() -> None:
    text = "II. Mục tiêu năm 2022\n- Đến nay đã kết nạp 640 đoàn viên."
    assert _statuses(text) == [("640", Status.ACTUAL)]


def test_a_row_takes_status_and_comparison_from_the_heads_of_its_columns() -> None:
    text = "Chỉ tiêu\tĐơn vị\tƯớc năm 2022\tSo cùng kỳ (%)\nThu ngân sách\ttỷ đồng\t1.530\t+8,5"
    amount, growth = extract(article_of(text)).observations
    assert (amount.status, amount.basis) == (Status.ESTIMATED, None)
    assert (growth.status, growth.basis) == (Status.ESTIMATED, SAME)


def test_columns_end_with_the_table() -> None:
    head = TableHead()
    head.note("Chỉ tiêu\tKế hoạch")
    assert head.cell("Thu ngân sách\t1.530", 16) == fold("kế hoạch")
    assert head.cell("Thu ngân sách 1.530", 16) == ""
    head.note("Nguồn: Cục Thống kê")
    assert head.cell("Thu ngân sách\t1.530", 16) == ""


def test_the_first_sentence_that_a_process_reads_has_all_rules() -> None:
    code = (
        "from chitieu.extract.nonstatistics import rejected_spans\n"
        "print([span.reason for span in rejected_spans('| 412 lượt đọc | a')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['page_views']"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huyện phấn đấu kết nạp từ 300 đoàn viên trở lên.", Qualifier.OVER),
        ("Huyện phấn đấu giảm tỷ lệ hộ nghèo từ 1,5% trở lên.", Qualifier.OVER),
        ("Tỷ lệ hộ nghèo của xã còn 3% trở xuống.", Qualifier.UNDER),
        ("Huyện kết nạp 300 đoàn viên.", Qualifier.EXACT),
    ],
)
def test_what_stands_behind_a_number_may_bound_it(text: str, expected: Qualifier) -> None:
    assert [row.qualifier for row in extract(article_of(text)).observations] == [expected]
