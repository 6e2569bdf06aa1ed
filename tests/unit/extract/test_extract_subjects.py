"""What a page is about explains numbers that nothing nearer explains, and those alone."""

from __future__ import annotations

import pytest
from extract_pages import article_of

from chitieu.extract import extract
from chitieu.kernel.records import Block, BlockKind


def _indicators(title: str, text: str) -> list[str]:
    return [row.indicator for row in extract(article_of(text, title)).observations]


def test_title_names_the_subject_of_bare_movements() -> None:
    text = "Số liệu vừa được công bố. So với tháng trước, Hà Nội tăng 0,4%."
    assert _indicators("Chỉ số giá tiêu dùng tháng 5", text) == ["economy.cpi"]
    assert _indicators("Họp báo tháng 5", text) == ["other"]


def test_most_figures_of_a_page_name_its_subject() -> None:
    told = "Kim ngạch xuất khẩu gỗ đạt 40 triệu USD, gạo 30 triệu USD, cà phê 20 triệu USD, tôm 9 triệu USD."
    found = _indicators("Tin trong tháng", f"{told} Thị trường tốt lên. Người mua ở Nhật trả 7 triệu USD.")
    assert found == ["economy.exports"] * 5


@pytest.mark.parametrize(
    "text",
    [
        "Tháng qua, 72% người được hỏi lo mất việc.",
        "Tỷ lệ hộ có xe máy tăng 1,3%.",
        "Trong tháng, giá vàng tăng 2,1%.",
    ],
)
def test_a_subject_of_its_own_beats_that_of_the_page(text: str) -> None:
    assert _indicators("Chỉ số giá tiêu dùng tháng 5", text) == ["other"]


def test_a_few_people_are_no_workforce() -> None:
    assert _indicators("Tổng số lao động của tỉnh", "Hôm đó có 40 người.") == ["other"]


def _list_under(heading: str, *items: str) -> list[str]:
    """What the items of a list under a line are read as."""
    text = "\n".join((heading, *items))
    blocks, at = [Block(0, len(heading), BlockKind.BODY)], len(heading) + 1
    for item in items:
        blocks.append(Block(at, at + len(item), BlockKind.LIST_ITEM))
        at += len(item) + 1
    found = extract(article_of(text, "Thu ngân sách của tỉnh", blocks=tuple(blocks)))
    return [row.indicator for row in found.observations]


def test_the_line_above_a_list_names_what_its_items_count() -> None:
    items = "Thị xã Ba Đồn: 212 tỷ đồng;", "Huyện Lệ Thủy: 184 tỷ đồng, đạt 91% dự toán."
    assert _list_under("Kết quả thu ở một số địa bàn:", *items) == ["budget.revenue"] * 3
    assert _list_under("Chi thường xuyên của các huyện:", *items) == ["budget.expenditure"] * 3
    own = "Doanh thu của hai khách sạn lớn là 40 tỷ đồng."
    assert _list_under("Kết quả thu ở một số địa bàn:", own) == ["other"]


def test_a_named_total_is_no_bare_noun_beside_the_subject_of_the_page() -> None:
    text = "Các cấp công đoàn tập hợp 96.200 đoàn viên trên tổng số 118.500 công nhân, viên chức, lao động."
    plain, titled = (
        [(hit.rule, hit.decision) for hit in extract(article_of(text, title)).observations[1].trace]
        for title in (None, "Phát triển đoàn viên vượt chỉ tiêu")
    )
    linked = ("link.behind:{staff}", "labour.workers_total 1.00")
    assert linked in plain
    assert linked in titled
