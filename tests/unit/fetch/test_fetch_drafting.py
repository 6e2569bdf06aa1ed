"""Drafts of sources from pages in the structure of sites that there are, in our own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chitieu.catalogue.source_checks import check_sources
from chitieu.catalogue.source_facts import path_of
from chitieu.catalogue.sources import Source, load_sources, read_source
from chitieu.fetch.drafting import Draft, Site, draft_source
from chitieu.fetch.drafting.exploring import FoundList
from chitieu.fetch.drafting.looking import look_at, words
from chitieu.fetch.drafting.patterns import form_of, infer_patterns
from chitieu.kernel.errors import ChitieuError, PageRejected

TITLES = (
    "Quận Hải Ninh thu ngân sách chín tháng đạt 2.150 tỷ đồng",
    "Công đoàn huyện Ninh Sa kết nạp thêm 320 đoàn viên mới",
    "Xã Lộc Hạ hoàn thành mười chín tiêu chí nông thôn mới",
    "Tỷ lệ hộ nghèo của huyện giảm còn 1,2 phần trăm",
)
SLUGS = (
    "quan-hai-ninh-thu-ngan-sach-chin-thang-dat-2150-ty-dong",
    "cong-doan-huyen-ninh-sa-ket-nap-them-320-doan-vien-moi",
    "xa-loc-ha-hoan-thanh-muoi-chin-tieu-chi-nong-thon-moi",
    "ty-le-ho-ngheo-cua-huyen-giam-con-1-2-phan-tram",
)


def page(paths: list[str], menu: dict[str, str], head: str = "", foot: str = "", lang: str = "vi") -> bytes:
    """A front page: a menu, headlines of articles, a footer with links that are no articles'."""
    items = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in menu.items())
    stories = "".join(
        f'<h3 class="story"><a href="{path}" title="{title}">{title}</a></h3>'
        for path, title in zip(paths, TITLES, strict=False)
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>'
        f'<div class="main-menu"><ul>{items}</ul></div><div class="list">{stories}</div>'
        '<div class="box"><a href="https://khac.example/bai-cua-trang-khac-99999.html">Bài của trang khác'
        " dài như một tiêu đề</a></div>"
        f'<footer>{foot}<a href="/dieu-khoan-su-dung-cua-trang-12345.html">Điều khoản sử dụng của trang'
        "</a></footer></body></html>"
    ).encode()


def drafted(address: str, content: bytes, **lists: tuple[FoundList, ...]) -> Draft:
    return draft_source(Site(look_at(content, address), **lists), load_sources())


def source_of(draft: Draft, folder: Path) -> Source:
    """The draft as it is read from its file; a draft without problems."""
    path = folder / f"{draft.source_id}.yml"
    path.write_text(draft.text, encoding="utf-8")
    assert check_sources(folder).problems == ()
    return read_source(path)


MENU = {
    "/": "Trang chủ",
    "/the-thao": "Thể thao",
    "/xa-hoi": "Xã hội",
    "/kinh-te": "Kinh tế",
    "/video": "Video",
}


@pytest.mark.parametrize(
    ("host", "paths", "take"),
    [
        ("so", [f"/{slug}-{81200 + n}.html" for n, slug in enumerate(SLUGS)], r"-\d{4,}\.html$"),
        ("post", [f"/{slug}-post{812000 + n}.html" for n, slug in enumerate(SLUGS)], r"-post\d{4,}\.html$"),
        ("ldo", [f"/cong-doan/{slug}-{1212345 + n}.ldo" for n, slug in enumerate(SLUGS)], r"-\d{4,}\.ldo$"),
        ("epi", [f"/{slug}-c{47912345 + n}.epi" for n, slug in enumerate(SLUGS)], r"-c\d{5,}\.epi$"),
        ("cham", [f"/{slug}.{412345 + n}.html" for n, slug in enumerate(SLUGS)], r"\.\d{4,}\.html$"),
        ("so-truoc", [f"/tin/{5012345 + n}-{slug}" for n, slug in enumerate(SLUGS)], r"/\d{4,}-[^/]+$"),
        (
            "liferay",
            [f"/tin-tuc/-/view_content/{5012345 + n}-{slug}.html" for n, slug in enumerate(SLUGS)],
            r"/\d{4,}-[^/]+\.html$",
        ),
        ("giua", [f"/tin/{1041234 + n}/{slug}" for n, slug in enumerate(SLUGS)], r"/\d{4,}/[^/]+$"),
        (
            "ngay",
            [f"/2024/05/{12 + n}/{slug}/" for n, slug in enumerate(SLUGS)],
            r"/\d{4}/\d\d?/[0-9]{1,2}/[^/]+/$",
        ),
        ("ten", [f"/{slug}.html" for slug in SLUGS], r"/[^/?.-]+(?:-[^/?.-]+){5,}\.html$"),
        (
            "aspx",
            [f"/chi-tiet.aspx?CateID=12&ItemID={20231 + n}" for n in range(4)],
            r"/chi-tiet\.aspx\?(?:.*&)?ItemID=\d+",
        ),
    ],
)
def test_addresses_of_articles_are_generalised(
    tmp_path: Path, host: str, paths: list[str], take: str
) -> None:
    draft = drafted(f"https://{host}.vn/", page(paths, MENU))

    assert draft.take == (take,)
    assert draft.taken == tuple(f"https://{host}.vn{path}" for path in paths)
    source = source_of(draft, tmp_path)
    assert source.seeds.sections == (f"https://{host}.vn/kinh-te", f"https://{host}.vn/xa-hoi")
    assert set(draft.left) == {f"https://{host}.vn{path}" for path in MENU} - {f"https://{host}.vn/"}


def test_a_newspaper_is_drafted_whole(tmp_path: Path) -> None:
    head = (
        "<title>Báo Ninh Sa - Tin nhanh</title>"
        '<meta property="og:site_name" content="Báo Ninh Sa">'
        '<link rel="alternate" type="application/rss+xml" href="/rss/home.rss">'
        '<script type="application/ld+json">[{"@type": "WebPage", "publisher": {"@type": "Organization",'
        ' "name": "Ninh Sa Online"}}]</script><script type="application/ld+json">{broken</script>'
    )
    foot = "<p><b>Cơ quan chủ quản:</b> Tỉnh ủy Bắc Ninh</p>"
    paths = [f"/{slug}-{81200 + n}.html" for n, slug in enumerate(SLUGS)]
    content = page(paths, MENU, head, foot)
    look = look_at(content, "https://www.baoninhsa.vn/")
    feed = FoundList("feed", look.feeds[0], tuple(f"https://baoninhsa.vn{path}" for path in paths))
    robots = "User-agent: *\nCrawl-delay: 5\n"

    draft = draft_source(Site(look, robots, (feed,)), load_sources())

    source = source_of(draft, tmp_path)
    assert (source.source_id, source.name_vi, source.name_en) == (
        "baoninhsa",
        "Báo Ninh Sa",
        "Ninh Sa newspaper",
    )
    assert (source.kind, source.owner, source.language) == ("newspaper", "Tỉnh ủy Bắc Ninh", "vi")
    assert (source.home_place, source.hosts) == ("tỉnh Bắc Ninh", ("baoninhsa.vn",))
    assert source.aliases == ("Báo Ninh Sa", "Ninh Sa Online", "baoninhsa.vn")
    assert source.seeds.feeds == ("https://www.baoninhsa.vn/rss/home.rss",)
    assert source.politeness.delay_seconds == 5.0
    assert re.fullmatch(r"\d\d? 5 \* \* \*", source.schedule or "")
    assert [remark.split(":")[0] for remark in draft.remarks] == ["Check name_en, kind and precedence"]


def test_a_portal_is_of_the_government_and_at_home_where_its_name_says(tmp_path: Path) -> None:
    head = "<title>Trang chủ | Cổng thông tin điện tử huyện Thanh Trì</title>"
    paths = [f"/chi-tiet.aspx?ItemID={20231 + n}" for n in range(4)]

    source = source_of(drafted("http://thanhtri.tinh.gov.vn/", page(paths, MENU, head)), tmp_path)

    assert (source.source_id, source.kind, source.precedence) == ("thanhtri_tinh_gov", "government", 5)
    assert (source.name_vi, source.home_place) == (
        "Cổng thông tin điện tử huyện Thanh Trì",
        "huyện Thanh Trì",
    )
    assert source.name_en == "Portal of huyen Thanh Tri"


def test_a_site_without_feeds_is_read_from_its_sitemap_of_news(tmp_path: Path) -> None:
    paths = [f"/{slug}-{81200 + n}.html" for n, slug in enumerate(SLUGS)]
    links = tuple(f"https://muc.vn{path}" for path in paths)
    maps = (
        FoundList("sitemap", "https://muc.vn/sitemap-all.xml", links),
        FoundList("sitemap", "https://muc.vn/sitemap-news.xml", links),
    )

    source = source_of(drafted("https://muc.vn/", page(paths, MENU), sitemaps=maps), tmp_path)

    assert source.seeds.sitemaps == ("https://muc.vn/sitemap-news.xml", "https://muc.vn/sitemap-all.xml")


def test_two_forms_give_two_patterns_and_each_has_its_example(tmp_path: Path) -> None:
    numbered = [f"/{slug}-{81200 + n}.html" for n, slug in enumerate(SLUGS[:2])]
    dated = [f"/tin/2023/07/03/{slug}" for slug in SLUGS[2:]]

    draft = drafted("https://hai.vn/", page([*numbered, *dated], MENU))

    assert len(draft.take) == 2
    source_of(draft, tmp_path)


def test_no_pattern_is_said_and_not_made_up() -> None:
    draft = drafted("https://ngan.vn/", page([], MENU))

    assert draft.take == ()
    assert "take:" not in draft.text.partition("examples:")[0]
    assert any("No pattern" in remark for remark in draft.remarks)


def test_a_page_without_links_is_refused() -> None:
    content = b"<html><body><div id=app></div><script src=/main.js></script></body></html>"

    with pytest.raises(ChitieuError, match=r"holds no links .* Give the address of a section"):
        drafted("https://app.vn/", content)


def test_a_site_that_is_a_source_is_not_drafted_again() -> None:
    with pytest.raises(ChitieuError, match=r"laodongthudo already\. Edit laodongthudo\.yml"):
        drafted("https://www.laodongthudo.vn/kinh-te", page(["/a"], MENU))


@pytest.mark.parametrize("name", ["../ra-ngoai", "Báo", "", "a/b", "9so"])
def test_a_file_is_not_named_just_anything(name: str) -> None:
    look = look_at(page(["/a"], MENU), "https://moi.vn/")

    with pytest.raises(ChitieuError, match="no name for a source"):
        draft_source(Site(look), load_sources(), name)


def test_names_that_others_have_are_left_out() -> None:
    head = '<meta property="og:site_name" content="Báo Lao động Thủ đô">'

    draft = drafted("https://laodongmoi.vn/", page([f"/{SLUGS[0]}-81200.html"], MENU, head))

    assert "aliases: [laodongmoi.vn]" in draft.text


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    head = (
        '<meta property="og:site_name" content="Báo: {x}, &quot;[y]&quot; # &#39;z&#39; !!python/object:os">'
    )
    paths = [f"/{slug}-{81200 + n}.html" for n, slug in enumerate(SLUGS)]

    source = source_of(drafted("https://xau.vn/", page(paths, MENU, head)), tmp_path)

    assert source.name_vi == "Báo: {x}, \"[y]\" # 'z' !!python/object:os"


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        ("<title>Báo Tết</title>".encode("utf-8-sig"), None, "Báo Tết"),
        ("<title>Báo Vi\u1ec7t</title>".encode("utf-16"), "text/html; charset=utf-16", "Báo Việt"),
        ("<title>Revue d'été</title>".encode("latin-1"), "text/html; charset=iso-8859-1", "Revue d'été"),
        ("<title>Báo lạ</title>".encode(), "text/html; charset=khong-co", "Báo lạ"),
    ],
)
def test_a_page_is_read_in_its_encoding(content: bytes, media_type: str | None, name: str) -> None:
    assert look_at(content, "https://a.vn/", media_type).titles == (name,)


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(PageRejected):
        look_at(b"", "https://a.vn/")


def test_a_deep_json_ld_is_passed_over() -> None:
    nested = "[" * 100_000
    content = f'<script type="application/ld+json">{nested}</script><a href="/x">Tin</a>'.encode()

    assert look_at(content, "https://a.vn/").publishers == ()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://a.vn/tong-ket-hoat-dong-cong-doan-nam-2023.html", "name"),
        ("https://a.vn/tet-2024", None),
        ("https://a.vn/kinh-te", None),
        ("https://a.vn/", None),
        ("https://a.vn/tin/81234", "last"),
        ("https://a.vn/index.php?option=com_content&id=812", "query"),
    ],
)
def test_a_year_is_no_number_of_an_article(address: str, kind: str | None) -> None:
    formed = form_of(address)

    assert (formed and formed[0].kind) == kind


def test_the_patterns_of_the_shipped_sources_are_found_from_their_examples() -> None:
    for source in load_sources().crawled():
        if source.take:
            examples = [one for each in source.examples.take for one in (each, f"{each[:8]}x{each[8:]}")]
            twins = [each.replace("-", "-them-", 1) for each in source.examples.take]
            patterns = infer_patterns([*examples, *twins])
            assert patterns, source.source_id
            assert all(
                any(re.search(pattern, path_of(each)) for pattern in patterns)
                for each in source.examples.take
            ), source.source_id


def test_what_the_draft_knows_of_sites_is_in_order() -> None:
    known = words()

    assert set(known["name_openings"]) | {"aggregator"} == set(known["names_en"]) == set(known["precedence"])
    assert all("{}" in form for form in known["names_en"].values())
    assert all(
        re.search(known["feed_address"], place) for place in ("/rss/home.rss", "/feed/", "/rss/kinh-te")
    )
    assert not re.search(known["feed_address"], "/kinh-te.html")
