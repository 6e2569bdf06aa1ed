"""Text pages: the article and what stands around it, told apart without changing a character."""

from __future__ import annotations

import pytest
from article_pages import PROSE, capture, content, kinds, reasons, text_article

from chitieu.article import PARSER_VERSION, parse_article
from chitieu.kernel.errors import PageRejected

TITLE = "Công đoàn huyện An Phú vượt nhiều chỉ tiêu trong năm 2023"
TEASERS = (
    "An Phú trao 350 suất quà Tết cho công nhân khó khăn Hội thi thợ giỏi thu hút 120 đoàn viên "
    "Công đoàn Tân Lập đổi mới cách thu kinh phí"
)
OTHER = (
    "Khởi công 3 dự án nhà ở xã hội tại thành phố",
    "Giá xăng giảm 450 đồng một lít từ chiều nay",
    "Hơn 5.000 người dự ngày hội việc làm mùa xuân",
)


def test_the_text_is_the_page_and_blocks_are_ordered_stretches_of_it() -> None:
    page = f"\r\n  {TITLE}\t\r\n\r\n{PROSE[0]}\r\n \u00a0 \r\n{PROSE[1]}  \r\n"
    article = parse_article(capture(page, "file:///tin/bai.txt", "text/plain"))

    assert article.text == page
    assert kinds(article) == [("title", TITLE), ("lead", PROSE[0]), ("body", PROSE[1])]
    assert [b.start for b in article.blocks] == sorted(b.start for b in article.blocks)
    assert all(a.end <= b.start for a, b in zip(article.blocks, article.blocks[1:], strict=False))


def test_facts_of_the_article() -> None:
    article = text_article(
        TITLE, "Ngày đăng 16/01/2024 | 12:21 | Lượt xem: 152", PROSE[0], PROSE[1], "Thu An"
    )

    assert (article.title, article.lead, article.author) == (TITLE, PROSE[0], "Thu An")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-01-16T05:21:00+00:00"
    assert (article.page, article.url, article.source_id) == ("bai", "file:///tin/bai.txt", "files")
    assert article.parser_version == PARSER_VERSION
    assert article.warnings == ()


@pytest.mark.parametrize(
    ("dateline", "published", "warnings"),
    [
        ("Ngày đăng 06/02/2017", "2017-02-05T17:00:00+00:00", ("published_date_only",)),
        ("Publish date 27/02/2023 | 19:40 \u00a0|\u00a0Lượt xem: 1312", "2023-02-27T12:40:00+00:00", ()),
        ("Thứ Hai, 05/02/2024 | 14:30 GMT+7", "2024-02-05T07:30:00+00:00", ()),
        ("13 giờ trướcBài gốc", None, ("published_relative",)),
        ("Lượt xem: 1.312", None, ("published_unknown",)),
    ],
)
def test_datelines(dateline: str, published: str | None, warnings: tuple[str, ...]) -> None:
    article = text_article(TITLE, dateline, *PROSE)

    assert reasons(article) == {dateline: None}
    assert (article.published_at and article.published_at.isoformat()) == published
    assert article.warnings == warnings


def test_what_stands_above_the_title_is_navigation() -> None:
    article = text_article(
        "Trang chủ > Tin tức",
        "CHỈ ĐẠO ĐIỀU HÀNH CHỈ ĐẠO ĐIỀU HÀNH",
        "",
        TITLE,
        "Ngày đăng 06/02/2024",
        *PROSE,
    )

    assert article.title == TITLE
    assert reasons(article)["CHỈ ĐẠO ĐIỀU HÀNH CHỈ ĐẠO ĐIỀU HÀNH"] == "section_doubled"
    assert reasons(article)["Trang chủ > Tin tức"] == "Trang chủ"


def test_a_short_lead_above_the_date_is_no_title() -> None:
    article = text_article("TIN HUYỆN", TITLE, "Năm qua đạt 12 chỉ tiêu", "Ngày đăng 06/02/2024", *PROSE)

    assert article.title == TITLE
    assert "Năm qua đạt 12 chỉ tiêu" in content(article)
    assert reasons(article) == {"TIN HUYỆN": "before_title", "Ngày đăng 06/02/2024": None}


def test_copies_of_the_title_are_no_content_and_what_follows_is_a_caption() -> None:
    caption = "Đồng chí Chủ tịch công đoàn huyện trao quà cho 45 đoàn viên khó khăn."
    article = text_article(TITLE, "", PROSE[0], "", PROSE[1], "", TITLE, caption, "", PROSE[2])

    assert [kind for kind, _ in kinds(article)] == ["title", "lead", "body", "navigation", "caption", "body"]
    assert reasons(article) == {TITLE: "title_repeated"}


def test_headlines_run_together_under_the_lead_are_cut() -> None:
    article = text_article(TITLE, "", PROSE[0], TEASERS, "", PROSE[1])

    assert reasons(article) == {TEASERS: "teaser_line"}


def test_a_paragraph_without_a_full_stop_is_no_teaser() -> None:
    open_end = PROSE[1].rstrip(".") + " tại các xã trên địa bàn huyện và thị trấn"
    article = text_article(TITLE, "", PROSE[0], "", open_end, "", PROSE[2])

    assert open_end in content(article)


@pytest.mark.parametrize("cue", ["Nên xem", "Có thể bạn quan tâm", "TIN KHÁC:", "Tin cùng chuyên mục"])
def test_lists_of_other_pages_run_to_the_end(cue: str) -> None:
    tail = [line for other in OTHER for line in (other, "", other, "", f"{other}, {PROSE[1]}")]
    article = text_article(TITLE, "", *PROSE, "", "Thu An", "", cue, "", *tail, "Phiên bản di động")

    assert content(article) == [TITLE, *PROSE]
    assert set(reasons(article).values()) == {None, cue.rstrip(":").capitalize(), "Phiên bản di động"}


def test_lists_of_other_pages_without_a_heading_are_known_by_their_pairs() -> None:
    tail = [line for other in OTHER for line in (other, "", other, "", f"{other}, {PROSE[1]}")]
    article = text_article(TITLE, "", *PROSE, "", *tail)

    assert content(article) == [TITLE, *PROSE]
    assert set(reasons(article).values()) == {"title_pair"}


def test_a_list_inside_the_article_ends_at_the_next_paragraph() -> None:
    article = text_article(TITLE, "", *PROSE[:2], "", "Tin liên quan", *OTHER, "", *PROSE[2:])

    assert content(article) == [TITLE, *PROSE]


def test_a_heading_that_reads_like_a_cue_does_not_swallow_the_article() -> None:
    article = text_article(TITLE, "", PROSE[0], "", "Mới nhất", "", *PROSE[1:], *PROSE[1:])

    assert content(article) == [TITLE, PROSE[0], *PROSE[1:], *PROSE[1:]]


@pytest.mark.parametrize(
    "link", ["Xem thêm: An Phú trao 350 suất quà", ">> An Phú trao 350 suất quà", "Tags: an phú, 2024"]
)
def test_links_on_a_line_of_their_own(link: str) -> None:
    article = text_article(TITLE, "", PROSE[0], "", link, "", *PROSE[1:])

    assert content(article) == [TITLE, *PROSE]
    assert link in reasons(article)


def test_headlines_after_the_signature_belong_to_other_pages() -> None:
    article = text_article(TITLE, "", *PROSE, "", "Thu An", "", *OTHER, *(f"{other} 2" for other in OTHER))

    assert content(article) == [TITLE, *PROSE]
    assert set(reasons(article).values()) == {None, "after_byline"}


def test_captions_after_the_signature_are_the_article() -> None:
    caption = "Xã Tân Lập có 12 hộ thoát nghèo trong năm. Ảnh: CTV"
    article = text_article(TITLE, "", *PROSE, "Thu An", "", "", caption)

    assert kinds(article)[-2:] == [("byline", "Thu An"), ("caption", caption)]


def test_footers() -> None:
    footer = ["Bản quyền thuộc UBND huyện", "Điện thoại: 0222.383.7000", "Số lượt truy cập: 245.180"]
    article = text_article(TITLE, "", *PROSE, "", *footer)

    assert content(article) == [TITLE, *PROSE]
    assert [kind for kind, _ in kinds(article)][-3:] == ["footer"] * 3


def test_forms_of_content() -> None:
    quote = "“Công đoàn cơ sở mạnh thì người lao động mới tin, 45 đoàn viên mới là bước đầu của một năm”"
    items = ["- Kết nạp 45 đoàn viên;", "• Trao 12 suất quà;", "1. Thu kinh phí đạt 98%;"]
    rows = ["Chỉ tiêu | Kế hoạch | Thực hiện | Tỷ lệ", "Kết nạp\t40\t45\t112%"]
    article = text_article(
        *(TITLE, "", PROSE[0], "", "Nhiều kết quả nổi bật", ""),
        *(*items, "", *rows, "", quote, "", "Quang cảnh hội nghị", "", PROSE[1]),
    )

    assert kinds(article)[2:] == [
        ("heading", "Nhiều kết quả nổi bật"),
        ("list_item", "Kết nạp 45 đoàn viên;"),
        ("list_item", "Trao 12 suất quà;"),
        ("list_item", "1. Thu kinh phí đạt 98%;"),
        ("table", "Chỉ tiêu | Kế hoạch | Thực hiện | Tỷ lệ"),
        ("table", "Kết nạp\t40\t45\t112%"),
        ("quote", quote),
        ("caption", "Quang cảnh hội nghị"),
        ("body", PROSE[1]),
    ]


def test_lines_that_were_wrapped_are_one_paragraph() -> None:
    words = " ".join(PROSE[:3] * 2).split()
    lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
    article = text_article(TITLE, "", *lines)

    assert content(article) == [TITLE, "\n".join(lines)]


def test_attribution_names_the_first_publisher() -> None:
    reprint = text_article(TITLE, "", *PROSE, "N.Lam", "Nguồn LĐTĐ : https://bao.example.vn/bai-1.html")
    unknown = text_article(TITLE, "", *PROSE, "Theo Đất Cảng Online")

    assert (reprint.author, reprint.publisher) == ("N.Lam", "Lao động Thủ đô")
    assert (unknown.author, unknown.publisher) == (None, "Đất Cảng Online")


def test_one_sentence_is_an_article() -> None:
    article = text_article("Năm 2023 toàn xã giảm 12 hộ nghèo.")

    assert kinds(article) == [("body", "Năm 2023 toàn xã giảm 12 hộ nghèo.")]


@pytest.mark.parametrize("page", ["1 2 3 4", "Trang chủ\nĐăng nhập\nTìm kiếm", "05/02/2024", "* * *"])
def test_pages_without_an_article_are_rejected(page: str) -> None:
    with pytest.raises(PageRejected) as rejected:
        text_article(page)

    assert rejected.value.reason == "no_article"


def test_ids_follow_the_address_and_the_text_alone() -> None:
    first = text_article(TITLE, *PROSE)
    again = text_article(TITLE, *PROSE)
    changed = text_article(TITLE, *PROSE[:3])

    assert first == again
    assert first.article_id == changed.article_id
    assert first.article_version_id != changed.article_version_id
