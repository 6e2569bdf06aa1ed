"""The local web: the sample sites over a real socket."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from chitieu.kernel.errors import ConfigurationError
from chitieu.localweb import LocalWeb, load_sites, serve

SITES = Path(__file__).parents[3] / "samples" / "sites"
PAPER = "thudolaodong.example.vn"
ARTICLE = "/ldld-huyen-thanh-oai-tong-ket-cong-tac-nam-2023-165801.html"


@pytest.fixture(scope="module")
def web() -> Iterator[LocalWeb]:
    with serve(SITES) as sites:
        yield sites


def get(web: LocalWeb, host: str, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(web.address, timeout=10)
    try:
        connection.request(
            "GET", path, headers={"Host": host, **{n.replace("_", "-"): v for n, v in headers.items()}}
        )
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def test_every_article_and_list_of_every_site_is_served(web: LocalWeb) -> None:
    for host, site in web.sites.items():
        mishaps = {mishap.path for mishap in site.mishaps}
        for path in (*(story.path for story in site.edition(1)), *site.feeds, *site.sitemaps):
            if path not in mishaps:
                assert get(web, host, path)[0] == 200, path


def test_a_page_that_the_client_has_is_not_sent_again(web: LocalWeb) -> None:
    status, body, headers = get(web, PAPER, ARTICLE)
    assert (status, get(web, PAPER, ARTICLE, If_None_Match=headers["ETag"])[:2]) == (200, (304, b""))
    assert get(web, PAPER, ARTICLE, If_None_Match='"other"')[1] == body
    old = get(web, "thanhoai.example.vn", "/chi-tiet.aspx?CateID=12&ItemID=20544")[2]
    assert "ETag" not in old
    again = get(
        web,
        "thanhoai.example.vn",
        "/chi-tiet.aspx?CateID=12&ItemID=20544",
        If_Modified_Since=old["Last-Modified"],
    )
    assert again[0] == 304


def test_pages_are_packed_where_the_client_takes_it(web: LocalWeb) -> None:
    plain = get(web, PAPER, ARTICLE)[1]
    _, packed, headers = get(web, PAPER, ARTICLE, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    _, sitemap, headers = get(web, PAPER, "/sitemaps/articles.xml.gz", Accept_Encoding="gzip")
    assert "Content-Encoding" not in headers
    assert gzip.decompress(sitemap).count(b"<loc>") == len(web.sites[PAPER].edition(1))


def test_a_later_edition_corrects_an_article_and_brings_a_new_one() -> None:
    site = load_sites(SITES)[PAPER]
    first, second = ({story.path: story for story in site.edition(number)} for number in (1, 2))
    assert len(second) == len(first) + 1
    assert "1.236 đoàn viên" in first[ARTICLE].body
    assert "1.263 đoàn viên" in second[ARTICLE].body


def test_what_is_not_there_is_not_found(web: LocalWeb) -> None:
    assert get(web, PAPER, "/khong-co")[0] == 404
    assert get(web, PAPER, "/cong-doan?page=99")[0] == 404
    status, body, _ = get(web, "la.example", "/")
    assert (status, PAPER.encode() in body) == (404, True)


def test_a_site_that_fails_once_answers_then() -> None:
    with serve(SITES) as web:
        assert [get(web, PAPER, "/rss/cong-doan.rss")[0] for _ in range(2)] == [503, 200]
        status, _, headers = get(web, PAPER, "/cong-doan?page=2")
        assert (status, headers["Retry-After"]) == (429, "1")


def test_a_folder_without_sites_and_a_taken_port_are_said(web: LocalWeb, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds no site"), serve(tmp_path):
        pass
    with (
        pytest.raises(ConfigurationError, match="cannot be taken"),
        serve(SITES, int(web.address.rpartition(":")[2])),
    ):
        pass
