"""What a reprint states as its original: the ways in which pages do, and addresses that are none."""

from __future__ import annotations

import http.client
import json
import unicodedata
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from article_pages import PROSE, capture, text_article

from chitieu.article import parse_article
from chitieu.localweb import serve

SITES = Path(__file__).parents[3] / "samples" / "sites"
HERE = "https://diem.example.vn/bai-1.html"
GIVEN = "https://bao.example.vn/cong-doan/bai-165.html"
TITLE = "<h1>Công đoàn huyện An Phú vượt nhiều chỉ tiêu trong năm 2023</h1>"
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
LINK = f'<a href="{GIVEN}">{GIVEN}</a>'


def original(body: str = "", head: str = "", uri: str = HERE) -> str | None:
    page = f"<!doctype html><html><head>{head}</head><body><div>{TITLE}{BODY}{body}</div></body></html>"
    return parse_article(replace(capture(page), uri=uri)).original_url


def stated(**facts: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **facts})}</script>'


@pytest.mark.parametrize(
    "body",
    [
        f"<p>Bài gốc: {LINK}</p>",
        f"<p>Bài gốc: {GIVEN}</p>",
        f'<p><a href="{GIVEN}">Xem bài gốc</a></p>',
        f'<span class="time">3 giờ trước</span><a href="{GIVEN}"> Gốc </a>',
        f"<p>Mời bạn đọc bài viết gốc tại đây: {LINK}</p>",
        f"<div><span>Link bài gốc</span><i>Sao chép</i></div><div><b>Link gốc:</b> <i>{GIVEN}</i></div>",
        f"<div><label>Đường dẫn gốc</label><div>{LINK}</div></div>",
        f"<p>This story first appeared in {LINK}</p>",
        f"<p>{unicodedata.normalize('NFD', 'Bài gốc')}: {LINK}</p>",
        f"<p>B&agrave;i g&#7889;c: {LINK}</p>",
        f"<p>Nguồn: <a href='{GIVEN}'>Lao động Thủ đô</a></p>",
        f"<p><em>(Theo <a href='{GIVEN}'>bao.example.vn</a>)</em></p>",
        f"<p>Nguồn LĐTĐ : {GIVEN}</p>",
        f"<p>Bài gốc: {LINK} ({LINK})</p>",
        f"<div data-source-url='{GIVEN}'></div>",
        f"<p>Bài gốc: <a href='{GIVEN}?utm_source=diem&amp;fbclid=x#dau'>đây</a></p>",
    ],
)
def test_an_original_is_read_where_the_page_shows_it(body: str) -> None:
    assert original(body) == GIVEN


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="original" href="{GIVEN}">',
        f'<meta name="original-source" content="{GIVEN}">',
        f'<meta property="syndication-source" content="{GIVEN}">',
        f'<link rel="syndication-source" href="{GIVEN}">',
        f'<link rel="canonical" href="{GIVEN}">',
        stated(isBasedOn=GIVEN),
        stated(isBasedOn=[{"@type": "NewsArticle", "url": GIVEN}]),
        stated(isBasedOn={"@id": GIVEN}),
    ],
)
def test_an_original_is_read_where_the_head_states_it(head: str) -> None:
    assert original("", head) == GIVEN


@pytest.mark.parametrize(
    "lines",
    [(f"Bài gốc: {GIVEN}",), ("Bài gốc", GIVEN), (f"Nguồn LĐTĐ : {GIVEN}",), (f"Bài gốc tại {GIVEN}",)],
)
def test_an_original_is_read_in_text_pages(lines: tuple[str, ...]) -> None:
    assert text_article("Tin công đoàn huyện An Phú", "", *PROSE, *lines).original_url == GIVEN


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://bao.example.vn/a.html",
        "data:text/html,<b>1</b>",
        "file:///etc/passwd",
        "ftp://bao.example.vn/a.html",
        "https://nguoi:matkhau@bao.example.vn/a.html",
        "https://bao.example.vn@evil.example.vn/a.html",
        "http://127.0.0.1/a.html",
        "http://127.1/a.html",
        "http://2130706433/a.html",
        "http://[::1]/a.html",
        "http://10.0.0.8/a.html",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/a.html",
        "http://noi-bo/a.html",
        "http://bao.example.vn:22/a.html",
        "https:///a.html",
        "https://",
        "http://[",
        "https://bao.example.vn/a\u202ehtml.exe",
        "https://bao.example.vn/a\u200b.html",
        "https://bao.example.vn/a b.html",
        "https://bao.example.vn\\@evil.example.vn/a.html",
        "https://bao.example.vn/" + "a" * 5000,
        "https://bao.example.vn/",
        "https://bao.example.vn",
        "mailto:a@example.vn",
        "#",
        "",
        HERE,
        HERE + "#binh-luan",
        HERE + "?utm_source=x",
        "http://www.diem.example.vn/bai-1.html",
        "/bai-1.html",
        "bai-1.html",
    ],
)
def test_no_original_is_an_address_that_is_none_or_the_page_itself(address: str) -> None:
    written = escape(address, quote=True)
    ways = {
        "label": original(f'<p>Bài gốc: <a href="{written}">đây</a></p>'),
        "source": original(f'<p>Nguồn: <a href="{written}">Lao động Thủ đô</a></p>'),
        "data": original(f'<p data-original-url="{written}"></p>'),
        "meta": original("", f'<meta name="original-source" content="{written}">'),
        "canonical": original("", f'<link rel="canonical" href="{written}">'),
        "stated": original("", stated(isBasedOn=address)),
    }
    if "@" in address:
        # As an address of the page itself, its canonical link is taken without a login.
        del ways["canonical"]
    assert ways == dict.fromkeys(ways)


@pytest.mark.parametrize(
    "body",
    [
        # Prose that names what it tells of, lists of other pages, and words that only look like a label.
        f"<p>Theo {LINK}, huyện đã kết nạp 815 đoàn viên trong năm, tăng so với cùng kỳ.</p>",
        f"<p>Tinh thần dân là gốc được nêu trong {LINK}</p>",
        f"<p>Nguồn gốc: {LINK}</p>",
        "".join(f"<p>Nguồn: <a href='https://b{n}.example.vn/a-{n}.html'>Báo</a></p>" for n in "12"),
        "".join(f"<p>Bài gốc: <a href='https://b{n}.example.vn/a-{n}.html'>Báo</a></p>" for n in "12"),
        "<p>Nguồn: <a href='/nguon/lao-dong-thu-do'>Lao động Thủ đô</a></p>",
        "<p>Bài gốc</p>",
        "<p>Bài gốc: <a>đây</a></p>",
        f"<template><a href='{GIVEN}'></a></template><script>var x = 'Bài gốc: {GIVEN}';</script>",
    ],
)
def test_what_states_no_original(body: str) -> None:
    assert original(body) is None


def test_heads_that_are_no_addresses_state_nothing() -> None:
    for value in ({"url": {"a": 1}}, [None, 3, {}], 5, True, {"@id": ["x"]}, [[GIVEN]]):
        assert original("", stated(isBasedOn=value)) is None


def test_what_readers_see_counts_before_what_the_head_says() -> None:
    other = "https://khac.example.vn/b-2.html"
    head = f'<link rel="canonical" href="{other}"><meta name="original-source" content="{other}">'

    assert original(f"<p>Bài gốc: {LINK}</p>", head) == GIVEN
    assert original(f"<p>Nguồn: <a href='{GIVEN}'>Lao động Thủ đô</a></p>", head) == other


def test_a_relative_address_counts_from_the_base_of_the_page() -> None:
    body = "<p>Bài gốc: <a href='tin/b-2.html'>đây</a></p>"

    assert original(body) == "https://diem.example.vn/tin/b-2.html"
    assert (
        original(body, '<base href="https://bao.example.vn/x/">') == "https://bao.example.vn/x/tin/b-2.html"
    )
    assert original(body, '<base href="javascript:1">') == "https://diem.example.vn/tin/b-2.html"
    assert original(body, uri="file:///tin/a.html") is None


def test_the_address_that_was_asked_for_is_the_page_itself() -> None:
    page = replace(capture(f"{TITLE}{BODY}<p>Bài gốc: {LINK}</p>"), uri=HERE, requested_uri=GIVEN)

    assert parse_article(page).original_url is None


def test_a_page_of_nothing_but_links_is_looked_through_in_time_that_grows_with_it() -> None:
    many = "".join(f"<p>gốc <a href='https://b.example.vn/{n}.html'>Bài {n}</a></p>" for n in range(3000))

    assert original(many) is None
    assert original("<i>" * 5000 + f"Bài gốc: {LINK}") in (GIVEN, None)


def test_the_reprint_of_the_sample_sites_states_its_original() -> None:
    with serve(SITES) as web:
        site = web.sites["diembao.example.vn"]
        found = {}
        for story in site.edition(1):
            connection = http.client.HTTPConnection(web.address, timeout=10)
            connection.request("GET", story.path, headers={"Host": site.host})
            page = capture(connection.getresponse().read())
            connection.close()
            found[story.path] = parse_article(replace(page, uri=site.root + story.path)).original_url

    assert found == {story.path: story.facts["original"] for story in site.edition(1)}
    assert sum(address is not None for address in found.values()) == 1
