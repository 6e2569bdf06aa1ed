"""Addresses from feeds, sitemaps and list pages; what stands where an article should; what is known."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chitieu.fetch.crawler.middlewares import retry_after_seconds
from chitieu.fetch.discovery import feed_links, looks_like_article, section_links, sitemap_links
from chitieu.fetch.known import read_known
from chitieu.fetch.pages import check_signs, signs
from chitieu.fetch.plan import CrawlPlan, Limits
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.reasons import REASONS

LIMIT = 1_000_000
SAMPLES = Path(__file__).parents[3] / "samples"


def named(links: tuple[object, ...]) -> list[str]:
    return [link.address for link in links]  # type: ignore[attr-defined]


def test_rss_and_atom_and_rdf_give_their_articles() -> None:
    rss = b"<rss><channel><link>/</link><item><link> /a </link><pubDate>x</pubDate></item></channel></rss>"
    guid = b"<rss><channel><item><guid>https://e.vn/b</guid></item></channel></rss>"
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/><entry><link rel="self" href="/no"/>'
        b'<link href="/c"/></entry></feed>'
    )
    rdf = (
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<item><link>/d</link></item></r:RDF>"
    )
    assert [named(feed_links(feed).pages) for feed in (rss, guid, atom, rdf)] == [
        ["/a"],
        ["https://e.vn/b"],
        ["/c"],
        ["/d"],
    ]


def test_a_feed_that_is_broken_behind_an_article_gives_it() -> None:
    assert named(feed_links(b"<rss><channel><item><link>/a</link></item><item><link>/b&c").pages)[0] == "/a"


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("/secret")
    feed = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss><item><link>&x;</link></item></rss>'
    assert "/secret" not in named(feed_links(feed.encode()).pages)


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\x00\x01", b"tin"])
def test_what_is_no_feed_and_no_sitemap_is_refused(content: bytes) -> None:
    for read, reason in ((feed_links, "bad_feed"), (lambda c: sitemap_links(c, LIMIT), "bad_sitemap")):
        with pytest.raises(PageRejected) as problem:
            read(content)
        assert problem.value.reason == reason


def test_sitemaps_give_the_last_changed_first_packed_or_not() -> None:
    entries = "".join(
        f"<url><loc>/{name}</loc>{date}</url>"
        for name, date in (
            ("a", ""),
            ("b", "<lastmod>2023-05-01</lastmod>"),
            ("c", "<lastmod>2024-01-02</lastmod>"),
        )
    )
    whole = f'<?xml version="1.0"?><urlset>{entries}</urlset>'.encode()
    for content in (whole, gzip.compress(whole), b"\xef\xbb\xbf" + whole):
        assert named(sitemap_links(content, LIMIT).pages) == ["/c", "/b", "/a"]
    assert named(sitemap_links(b"https://e.vn/a\nhttps://e.vn/b\n", LIMIT).pages) == [
        "https://e.vn/a",
        "https://e.vn/b",
    ]
    index = b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>"
    assert named(sitemap_links(index, LIMIT).lists) == ["/1.xml"]


@pytest.mark.parametrize(
    ("markup", "following"),
    [
        ('<link rel="next" href="/muc?p=2">', "/muc?p=2"),
        ('<a rel="nofollow next" href="?p=2">x</a>', "?p=2"),
        ('<a href="?p=2">Trang sau</a>', "?p=2"),
        ('<a href="?p=2"> <b>»</b></a>', "?p=2"),
        ('<b>1</b> <a href="?p=2">2</a> <a href="?p=3">3</a>', "?p=2"),
        ("<a href=\"javascript:__doPostBack('x','')\">Tiếp</a>", None),
        ('<a href="/tin">Tin sau lễ</a>', None),
    ],
)
def test_the_next_page_of_a_list_is_found(markup: str, following: str | None) -> None:
    lists = named(section_links(f"<html><body>{markup}</body></html>".encode(), 1).lists)
    assert lists == ([following] if following else [])


def test_a_base_changes_what_links_lead_to() -> None:
    content = b'<html><head><base href="https://e.vn/x/"></head><body><a href="a.html">a</a></body></html>'
    assert named(section_links(content, 1).pages) == ["https://e.vn/x/a.html"]


def test_articles_are_told_by_their_address_where_a_source_does_not_say() -> None:
    taken = (
        "/cong-doan-huyen-tong-ket-165801.html",
        "/chi-tiet.aspx?ItemID=20231",
        "/tin/thu-ngan-sach-vuot.htm",
    )
    left = ("/", "/cong-doan", "/lien-he.html", "/anh-dep-cua-toi-12345.jpg", "/tag/cong-doan")
    assert [path for path in taken if not looks_like_article(path)] == []
    assert [path for path in left if looks_like_article(path)] == []


def test_each_sign_fits_its_example_and_has_a_reason() -> None:
    for sign in signs():
        with pytest.raises(PageRejected) as problem:
            check_signs(sign.example.encode())
        assert problem.value.reason == sign.reason
        assert sign.reason in REASONS


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<title>Just a moment...</title><p>Checking your browser.</p>", "challenge_page"),
        ("<title>DDoS-Guard</title>", "challenge_page"),
        ("<title>Không tìm thấy trang | Báo Mẫu</title><p>Trang bạn tìm không có.</p>", "soft_404"),
        ("<title>Báo Mẫu - Bài viết không tồn tại</title>", "soft_404"),
        ("<title>404 - Báo Mẫu</title>", "soft_404"),
        ("<title>L&#7895;i 404: trang đã bị gỡ</title>", "soft_404"),
        ("<title>Cổng thông tin</title><h2>Bài viết không tồn tại hoặc đã bị gỡ</h2>", "soft_404"),
        ("<title>Đăng nhập hệ thống</title><p>Mời bạn đăng nhập.</p>", "login_required"),
        ("<title>Trước khi bạn tiếp tục</title><button>Đồng ý</button>", "consent_page"),
        ("<title>403 Forbidden</title><center>nginx</center>", "forbidden"),
        ("<title>502 Bad Gateway</title><center>nginx</center>", "server_error"),
    ],
)
def test_what_a_stand_in_is_titled_gives_it_away(markup: str, reason: str) -> None:
    with pytest.raises(PageRejected) as problem:
        check_signs(markup.encode())
    assert problem.value.reason == reason
    check_signs((markup + "<p>Một bài dài về chuyện này.</p>" * 200).encode())


@pytest.mark.parametrize(
    "title",
    [
        "Vui lòng đăng nhập: dòng chữ làm khó người cao tuổi",
        "Đăng nhập cổng dịch vụ công bằng VNeID: 45 người được hướng dẫn",
        "Trang không tồn tại: 12 cổng thông tin xã ngừng hoạt động",
        "4040 suất quà đến với công nhân",
        "Công an không tìm thấy nội dung nào sai",
    ],
)
def test_news_about_such_pages_are_taken(title: str) -> None:
    check_signs(f"<title>{title} | Báo Mẫu</title><h1>{title}</h1><h3>Đăng nhập</h3><p>Tin.</p>".encode())


def test_no_sample_page_is_taken_for_a_stand_in() -> None:
    pages = sorted((SAMPLES / "pages").glob("*.html"))
    assert pages
    for page in pages:
        check_signs(page.read_bytes())


def test_known_pages_ask_only_for_what_changed_and_settle_with_time(tmp_path: Path) -> None:
    path = tmp_path / "known.jsonl"
    path.write_text(
        '{"uri": "a", "etag": "\\"1\\"", "last_modified": "x\\r\\ny", "payload_digest": "d",'
        ' "fetched_at": "2024-05-02T00:00:00+00:00", "first_seen_at": "2024-05-01T00:00:00+00:00"}\n'
        '{"uri": "b", "etag": "\\"1\\"", "payload_digest": null, "fetched_at": null}\n\n',
        encoding="utf-8",
    )
    known = read_known(path)
    assert known["a"].validators() == {"If-None-Match": '"1"'}
    assert known["b"].validators() == {}
    now = datetime(2024, 5, 5, tzinfo=UTC)
    assert known["a"].is_settled(now, 3.0)
    assert not known["a"].is_settled(now, 5.0)
    assert not known["b"].is_settled(now, 0.0)
    assert read_known(None) == {}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("-5", 0.0),
        ("mai", 0.0),
        ("", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_a_break_is_asked_for_in_seconds_or_till_a_date(value: str, seconds: float) -> None:
    assert retry_after_seconds(value) == seconds


def test_a_break_till_a_far_date_is_long() -> None:
    assert retry_after_seconds("Thu, 01 Jan 2099 00:00:00 GMT") > 10**9
    assert retry_after_seconds("9" * 5_000) == 10**9


def test_a_plan_travels_as_json(tmp_path: Path) -> None:
    plan = CrawlPlan(
        "c", "s", tmp_path, feeds=("https://e.vn/rss",), known_path=tmp_path / "k", connect_to=(("a", "b"),),
        limits=Limits(pages=3),
    )  # fmt: skip
    assert CrawlPlan.from_json(plan.to_json()) == plan
