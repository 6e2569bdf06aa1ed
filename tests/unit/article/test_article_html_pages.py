"""HTML pages: what the markup says of an article, and what the article is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from article_pages import PROSE, capture, content, html_article, kinds

from chitieu.article import parse_article
from chitieu.kernel.errors import PageRejected

TITLE = "Công đoàn huyện An Phú vượt nhiều chỉ tiêu trong năm 2023"
H1 = f"<h1>{TITLE}</h1>"
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
LINKS = "".join(
    f"<li><a href='/{n}'>Trao {n} suất quà cho công nhân xã Tân Lập</a></li>" for n in (120, 350, 87)
)
CARDS = "".join(
    f"<div class='i'><a href='/{n}'>Huyện Tân Lập kết nạp {n} đoàn viên</a><p>Huyện Tân Lập đã kết nạp {n} "
    f"đoàn viên trong năm, đạt {n}% kế hoạch được thành phố giao từ đầu năm.</p></div>"
    for n in (210, 331, 452)
)


def json_ld(**facts: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **facts})}</script>'


def test_text_is_the_blocks_one_below_the_other() -> None:
    article = html_article(f"<article>{H1}{BODY}</article>")

    assert article.text == "\n".join([TITLE, *PROSE])
    assert [kind for kind, _ in kinds(article)] == ["title", "lead", "body", "body", "body"]
    assert (article.title, article.lead) == (TITLE, PROSE[0])


@pytest.mark.parametrize(
    "furniture",
    [
        f"<nav><ul>{LINKS}</ul></nav>",
        f"<ul>{LINKS}</ul>",
        f"<div class='box-tinlienquan'><p>{PROSE[0]} (bản khác)</p></div>",
        f"<section>{CARDS}</section>",
        "<div class='social-share'>128 lượt chia sẻ</div>",
        "<div id='comments'><p>Bạn đọc: 450 suất quà là quá ít so với nhu cầu của người dân.</p></div>",
        "<form><textarea>Tối đa 1000 ký tự</textarea><button>Gửi 1</button></form>",
        "<div style='display: none'>Đoạn ẩn nói rằng đã kết nạp 99.999 đoàn viên trong năm vừa qua.</div>",
        "<script>document.write('999')</script><style>p{margin:12px}</style><noscript>888</noscript>",
        "<p>Tin liên quan: <a href='/x'>An Phú trao 350 suất quà</a></p>",
        "<footer>Điện thoại: 0222.383.7000</footer>",
        "<template><p>777 hộ nghèo của huyện đã được hỗ trợ xây nhà trong năm nay theo đề án.</p></template>",
    ],
)
@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_furniture_is_left_out_wherever_it_stands(furniture: str, place: str) -> None:
    above, inside, below = (furniture if place == name else "" for name in ("above", "inside", "below"))
    middle = BODY.replace("</p>", f"</p>{inside}", 1)
    article = html_article(
        f"<div>{above}</div><div>{H1}<div class='content'>{middle}</div></div><div>{below}</div>"
    )

    assert content(article) == [TITLE, *PROSE]


def test_a_changed_counter_or_teaser_makes_no_new_version() -> None:
    pages = [
        f"{H1}<div>05/02/2024 14:30 | Lượt xem: {views}</div><div class='content'>{BODY}</div>"
        f"<h3>Tin khác</h3><ul>{LINKS.replace('120', str(views))}</ul>"
        for views in (10, 2_345)
    ]
    first, second = (html_article(page) for page in pages)

    assert first.article_version_id == second.article_version_id
    assert first.text == second.text


def test_lead_dates_and_signature_outside_the_main_element() -> None:
    article = html_article(
        f"{H1}<div class='meta'>Thứ Hai, 05/02/2024 | 14:30 <span>1.200 lượt xem</span></div>"
        f"<p class='sapo'>Năm qua đạt 12 chỉ tiêu.</p><div class='content'>{BODY}</div>"
        "<p class='author-name'>Thu An</p><div>Quảng cáo 24/7</div>"
    )

    assert (article.lead, article.author) == ("Năm qua đạt 12 chỉ tiêu.", "Thu An")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-02-05T07:30:00+00:00"
    assert content(article) == [TITLE, "Năm qua đạt 12 chỉ tiêu.", *PROSE]


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src='a.jpg' alt='888'><figcaption>{}</figcaption></figure>",
        "<div><img src='a.jpg'></div><p class='image-caption'>{}</p>",
        "<table><tr><td><img src='a.jpg'></td></tr><tr><td>{}</td></tr></table>",
        "<p><img src='a.jpg'></p><p><em>{}</em></p>",
    ],
)
def test_captions(caption: str) -> None:
    shown = "Công nhân nhận 45 suất quà dịp Tết"
    article = html_article(f"{H1}<p>{PROSE[0]}</p><p>{PROSE[1]}</p>{caption.format(shown)}<p>{PROSE[2]}</p>")

    assert ("caption", shown) in kinds(article)
    assert "888" not in article.text


def test_lists_tables_quotes_and_headings() -> None:
    article = html_article(
        f"{H1}<div class='content'><p>{PROSE[0]}</p><h2>Kết quả 9 tháng</h2>"
        "<ul><li>Kết nạp <b>45</b> đoàn viên;</li><li><p>Trao 12&nbsp;suất quà.</p></li></ul>"
        f"<p>- Kiểm tra 57 đơn vị;<br>- Đối thoại 18 cuộc.</p><blockquote>{PROSE[3]}</blockquote>"
        "<table><tr><th>Chỉ tiêu</th><th>Thực hiện</th></tr><tr><td>Kết nạp</td><td>2.184 người</td></tr>"
        f"</table><p>{PROSE[1]}</p></div>"
    )

    assert kinds(article)[2:] == [
        ("heading", "Kết quả 9 tháng"),
        ("list_item", "Kết nạp 45 đoàn viên;"),
        ("list_item", "Trao 12 suất quà."),
        ("list_item", "Kiểm tra 57 đơn vị;"),
        ("list_item", "Đối thoại 18 cuộc."),
        ("quote", PROSE[3]),
        ("table", "Chỉ tiêu | Thực hiện"),
        ("table", "Kết nạp | 2.184 người"),
        ("body", PROSE[1]),
    ]


def test_line_breaks_part_paragraphs_but_no_sentences() -> None:
    first, second = PROSE[0][:38], PROSE[0][38:]
    article = html_article(f"{H1}<div>{first}<br>{second}<br><br>{PROSE[1]}<br>{PROSE[2]}</div>")

    assert content(article) == [TITLE, f"{first.strip()} {second.strip()}", PROSE[1], PROSE[2]]


@pytest.mark.parametrize(
    ("head", "published", "updated"),
    [
        (
            json_ld(datePublished="2024-02-05T14:30:00+07:00", dateModified="2024-02-06T01:00:00Z"),
            "2024-02-05T07:30:00+00:00",
            "2024-02-06T01:00:00+00:00",
        ),
        (
            '<meta name="pubdate" content="2024-02-05 14:30">',
            "2024-02-05T07:30:00+00:00",
            None,
        ),
        ('<meta itemprop="datePublished" content="05/02/2024 14:30">', "2024-02-05T07:30:00+00:00", None),
        (json_ld(datePublished="2024-13-45"), None, None),
        (json_ld(datePublished="2024-02-05", dateModified="2024-01-01"), "2024-02-04T17:00:00+00:00", None),
        ('<script type="application/ld+json">{"@type": "NewsArticle", [[</script>', None, None),
    ],
)
def test_times_that_the_head_states(head: str, published: str | None, updated: str | None) -> None:
    article = html_article(f"{H1}{BODY}", head)

    assert (article.published_at and article.published_at.isoformat()) == published
    assert (article.updated_at and article.updated_at.isoformat()) == updated


def test_times_that_contradict_each_other_or_lie_ahead_are_warned_of() -> None:
    article = html_article(
        f"{H1}<p>05/02/2023 14:30</p>{BODY}", json_ld(datePublished="2030-02-05T14:30:00+07:00")
    )

    assert set(article.warnings) == {"published_dates_disagree", "published_in_future"}


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://Tin.Example.vn/bai-1.html#top", "https://tin.example.vn/bai-1.html"),
        ("http://ten:mat-khau@tin.example.vn/a?id=5", "http://tin.example.vn/a?id=5"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//tin.example.vn/a", None),
        ("https://tin.example.vn/", None),
        ("https://[::1", None),
        ("https://tin.example.vn/a b", None),
        ("file:///etc/passwd", None),
    ],
)
def test_canonical_addresses(written: str, url: str | None) -> None:
    article = html_article(f"{H1}{BODY}", f'<link rel="canonical" href="{written}">')

    assert article.url == (url or "file:///tin/bai.html")


@pytest.mark.parametrize(
    ("uri", "written", "is_taken"),
    [
        ("https://tin.example.vn/bai?utm=1", "https://tin.example.vn/bai", True),
        ("https://m.tin.example.vn/bai", "https://www.tin.example.vn/bai", True),
        ("https://hanoimoi.com.vn/bai-1", "https://hanoimoi.vn/bai-1", True),  # both are one source's
        ("https://xau.example.com/bai", "https://laodongthudo.vn/bai-12345.html", False),
        ("https://xau.tin.example.vn/bai", "https://tin.example.vn/bai", False),
    ],
)
def test_a_page_cannot_pose_as_an_article_of_another_site(uri: str, written: str, is_taken: bool) -> None:
    head = f'<head><link rel="canonical" href="{written}"></head>'
    page = f"<!DOCTYPE html><html>{head}<body>{H1}{BODY}</body></html>"
    article = parse_article(replace(capture(page), uri=uri))

    assert article.url == (written if is_taken else uri)


def test_publisher_by_attribution_by_site_and_by_head() -> None:
    head = '<meta property="og:site_name" content="Đất Cảng Online">'
    site = '<link rel="canonical" href="https://m.baomoi.com/a-c1.epi">'
    source = "<p>Nguồn LĐTĐ</p>"

    assert html_article(f"{H1}{BODY}", head).publisher == "Đất Cảng Online"
    assert html_article(f"{H1}{BODY}", head + site).publisher == "Báo Mới"
    assert html_article(f"{H1}<div>{BODY}{source}</div>", head + site).publisher == "Lao động Thủ đô"


def test_the_title_is_the_one_shown_without_the_name_of_the_site() -> None:
    named = html_article(
        f"<div class='tieu-de'>{TITLE}</div>{BODY}", f"<title>{TITLE} - Đất Cảng Online</title>"
    )
    unnamed = html_article(f"<h2>{TITLE}</h2><div class='x'>{BODY}</div>", "<title>Cổng thông tin</title>")
    hidden = html_article(BODY, f"<title>{TITLE} | Đất Cảng Online</title>")

    assert [article.title for article in (named, unnamed, hidden)] == [TITLE] * 3
    assert TITLE not in hidden.text


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 5000 + H1 + BODY + "</div>" * 5000,
        "<font><b><q><ins>" * 2000 + H1 + BODY,
        "<table><tr><td>" * 3000 + BODY + "</td></tr></table>" * 3000,
        "<ul><li>" * 3000 + BODY,
        f"{H1}<p>{PROSE[0]}<p>{PROSE[1]}<div>{PROSE[2]}</span></b>{PROSE[3]}",
        f"<!-- <p>{PROSE[0]} -->{H1}{BODY}<!-- {PROSE[0]}",
        f"{H1}{BODY}<p><a href='",
        f"<p {'x=1 ' * 5000}>{PROSE[0]}</p>{H1}{BODY}",
        f"{H1}{BODY}".replace("12 công đoàn", "12\x00\x01\x08 công đoàn"),
        f"<?xml version='1.0' encoding='utf-16'?><html xmlns='http://www.w3.org/1999/xhtml'>{H1}{BODY}",
    ],
)
def test_deep_and_broken_pages_lose_no_text(page: str) -> None:
    article = parse_article(capture(page))

    assert all(line in article.text for line in PROSE[1:])


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><body><script>var a = 'Kết nạp 45 đoàn viên trong năm';</script></body></html>",
        f"<html><body><ul>{LINKS}</ul></body></html>",
        "<!--" * 1000,
        "<div" * 100_000,
    ],
)
def test_pages_without_an_article_are_rejected(page: str) -> None:
    with pytest.raises(PageRejected) as rejected:
        parse_article(capture(page))

    assert rejected.value.reason == "no_article"


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/octet-stream"])
def test_html_is_known_by_its_start_whatever_its_type(media_type: str | None) -> None:
    saved = "<!-- saved from url=(0031)https://tin.example.vn/bai-1.html -->\n"
    page = f"{saved}<html><body>{H1}{BODY}</body></html>"
    article = parse_article(capture(page, "file:///tin/bai", media_type=media_type))

    assert content(article) == [TITLE, *PROSE]
    assert article.url == "https://tin.example.vn/bai-1.html"
