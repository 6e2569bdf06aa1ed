"""Pages in an article's place are rejected by name; articles about such pages are not."""

from __future__ import annotations

import pytest
from article_pages import PROSE, capture, html_article

from chitieu.article import parse_article
from chitieu.article.refusals import REFUSALS
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.refusals import refusals

TITLE = "Công đoàn huyện An Phú vượt nhiều chỉ tiêu trong năm 2023"
DATED = '<meta property="article:published_time" content="2024-02-05T14:30:00+07:00">'
MENU = "<nav><ul><li><a href='/'>Trang chủ</a></li><li><a href='/dang-nhap'>Đăng nhập</a></li></ul></nav>"
CARDS = "".join(
    f"<div class='i'><h3><a href='/{n}'>Huyện Tân Lập kết nạp {n} đoàn viên</a></h3><p>Huyện Tân Lập đã kết "
    f"nạp {n} đoàn viên trong năm, đạt {n}% kế hoạch được thành phố giao từ đầu năm.</p></div>"
    for n in (210, 331, 452, 518, 77)
)
COOKIES = (
    "Chúng tôi sử dụng cookie và dữ liệu để cung cấp và duy trì dịch vụ, theo dõi sự cố và chống thư rác.",
    "Nếu bạn chọn Chấp nhận tất cả, chúng tôi cũng dùng cookie để hiển thị quảng cáo phù hợp với bạn.",
)


def reason_of(body: str, head: str = "") -> str:
    with pytest.raises(PageRejected) as rejected:
        html_article(f"{MENU}{body}", head)
    return rejected.value.reason


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        ("<h1>404 Not Found</h1><p>Rất tiếc, trang không tồn tại.</p>", "", "soft_404"),
        ("<h1>Rất tiếc!</h1><p>Bài viết không tồn tại hoặc đã bị gỡ bỏ khỏi hệ thống.</p>", "", "soft_404"),
        (
            f"<h1>Không tìm thấy trang</h1><section>{CARDS}</section>",
            "",
            "soft_404",
        ),
        ("<div>Trang này không có nội dung.</div>", "<title>404 - Báo An Phú</title>", "soft_404"),
        ("<h1>Vui lòng đăng nhập</h1><p>Bạn cần có tài khoản để xem trang này.</p>", "", "login_required"),
        (
            f"<h1>{TITLE}</h1><p>{PROSE[0]}</p><div class='login-box'>Đăng nhập để đọc tiếp</div>",
            DATED,
            "login_required",
        ),
        (f"<h1>Trước khi tiếp tục</h1><p>{COOKIES[0]}</p><p>{COOKIES[1]}</p>", "", "consent_page"),
        (f"<div><p>{COOKIES[0]}</p><p>{COOKIES[1]}</p><button>Đồng ý</button></div>", "", "consent_page"),
        (
            "<h1>Just a moment...</h1><p>Checking your browser before accessing the site.</p>",
            "",
            "challenge_page",
        ),
        ("<h1>403 Forbidden</h1><hr><center>nginx</center>", "", "forbidden"),
        ("<h1>502 Bad Gateway</h1><hr><center>nginx</center>", "", "server_error"),
        ("<p>Website đang bảo trì, mời quý vị quay lại sau 2 giờ nữa.</p>", "", "server_error"),
        (
            "<div id='root'></div><noscript>You need to enable JavaScript.</noscript>",
            "",
            "needs_script",
        ),
        (f"<section>{CARDS}</section>", "<title>Tin tức - Báo An Phú</title>", "no_article"),
        (f"<h1>{TITLE}</h1><div class='content'></div><section>{CARDS}</section>", "", "no_article"),
    ],
)
def test_pages_in_an_articles_place(body: str, head: str, reason: str) -> None:
    assert reason_of(body, head) == reason


@pytest.mark.parametrize(
    ("title", "first"),
    [
        (
            "Vui lòng đăng nhập: dòng chữ làm khó người cao tuổi",
            "Từ đầu năm, 45 người cao tuổi của phường được hướng dẫn đăng nhập cổng dịch vụ công.",
        ),
        (
            "Trang không tồn tại: 12 cổng thông tin xã ngừng hoạt động",
            "Kiểm tra 30 cổng thông tin cấp xã, tổ công tác thấy 12 trang báo lỗi 404 Not Found.",
        ),
        (
            "Chúng tôi sử dụng cookie: người dùng có được hỏi ý kiến?",
            "Khảo sát 210 trang thông tin điện tử cho thấy 64% không hỏi ý kiến người dùng về cookie.",
        ),
        (
            "Hệ thống đang bảo trì, 3.200 hồ sơ bảo hiểm chậm trả kết quả",
            "Bảo hiểm xã hội tỉnh cho biết hệ thống bảo trì 2 ngày, 3.200 hồ sơ phải lùi ngày hẹn.",
        ),
    ],
)
@pytest.mark.parametrize("is_long", [True, False])
def test_articles_about_such_pages_stay(title: str, first: str, is_long: bool) -> None:
    body = f"<p>{first}</p>" + ("".join(f"<p>{line}</p>" for line in PROSE) if is_long else "")
    article = html_article(f"{MENU}<article><h1>{title}</h1>{body}</article>", DATED)

    assert (article.title, article.lead) == (title, first)


def test_an_invitation_to_comment_is_no_wall() -> None:
    page = f"<h1>{TITLE}</h1><p>{PROSE[0]}</p><div>Vui lòng đăng nhập để bình luận.</div>"

    assert PROSE[0] in html_article(page, DATED).text


def test_text_pages_are_told_apart_too() -> None:
    with pytest.raises(PageRejected) as rejected:
        parse_article(capture("Trang không tồn tại\n\nQuay lại trang chủ", "file:///a.txt", "text/plain"))

    assert rejected.value.reason == "soft_404"


def test_what_the_list_calls_a_page_is_a_reason_of_all_steps() -> None:
    assert {row.reason for row in refusals()} <= REFUSALS
    assert REASONS.keys() >= REFUSALS
