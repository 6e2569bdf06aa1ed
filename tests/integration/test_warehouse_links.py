"""Links between articles: the newest set of them holds, and a repeated article counts once in the marts."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from warehouse_samples import AT, article_of, capture, land_articles

from chitieu import pipeline
from chitieu.article import parse_article
from chitieu.dedupe import Comparer, link_articles, sketch
from chitieu.kernel.records import Article, ArticleLink, LinkKind
from chitieu.localweb import serve
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

SITES = Path(__file__).parents[2] / "samples" / "sites"
PAGES = [capture(f"https://tin.example.vn/{name}.html", name.encode()) for name in "abc"]
ARTICLES = [article_of(page, f"Bài {page.uri}") for page in PAGES]


def link(copy: Article, first: Article, similarity: float = 0.93, version: str = "1") -> ArticleLink:
    return ArticleLink(
        copy.article_version_id,
        first.article_id,
        LinkKind.NEAR_DUPLICATE,
        similarity,
        "the same words",
        version,
    )


@pytest.fixture
def store(fresh_settings: Settings) -> Warehouse:
    store = Warehouse(fresh_settings, "loader")
    land_articles(store, *zip(PAGES, ARTICLES, strict=True))
    return store


Rows = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def kept(fresh_settings: Settings) -> Rows:
    def asked() -> list[dict[str, Any]]:
        parameters = fresh_settings.warehouse("transformer").parameters()
        with psycopg.connect(**parameters, row_factory=dict_row) as connection:
            return connection.execute(
                "SELECT * FROM landing.article_links ORDER BY article_version_id"
            ).fetchall()

    return asked


def test_the_newest_set_takes_the_place_of_the_one_before(store: Warehouse, kept: Rows) -> None:
    first, second, third = ARTICLES
    batch = store.plan_batch("link", None, store.corpus())
    assert store.land_links(batch, [link(second, first), link(third, first)]) == {
        "links": 2,
        "new": 2,
        "gone": 0,
    }
    before = {row["article_version_id"]: row["linked_at"] for row in kept()}

    other = store.plan_batch("link", None, {**store.corpus(), "again": 1})
    counts = store.land_links(other, [link(second, first), link(third, second, 0.9)])

    assert counts == {"links": 2, "new": 1, "gone": 1}
    rows = {row["article_version_id"]: row for row in kept()}
    assert rows[second.article_version_id]["linked_at"] == before[second.article_version_id]
    assert rows[third.article_version_id]["first_hand_article_id"] == second.article_id
    assert store.land_links(other, []) == counts


def test_the_state_of_the_articles_changes_with_them_alone(store: Warehouse) -> None:
    before = store.corpus()
    assert before["articles"] == 3
    assert store.corpus() == before
    changed = replace(PAGES[0], capture_id="other", content=b"new", payload_digest="sha256:00")
    land_articles(store, (changed, article_of(changed, "Bài khác")))
    assert store.corpus() != before
    assert {article.text for article in store.current_articles()} >= {ARTICLES[1].text, ARTICLES[2].text}


def test_only_new_articles_are_compared_and_the_links_are_those_of_all(
    fresh_settings: Settings, kept: Rows
) -> None:
    store = Warehouse(fresh_settings, "loader")
    pages = [capture(f"https://tin.example.vn/{n}.html", f"{n}".encode()) for n in range(4)]
    texts = [REPORT, REPORT.replace("Đông Anh", "Gia Lâm"), REPORT + " Hội nghị bế mạc.", REPORT[::-1]]
    articles = [article_of(page, text) for page, text in zip(pages, texts, strict=True)]
    dated = [replace(a, published_at=AT - timedelta(days=n)) for n, a in enumerate(articles)]
    for page, article in zip(pages, dated, strict=True):
        land_articles(store, (page, article))
        pipeline.link_articles(fresh_settings)

    expected = {(link.article_version_id, link.first_hand_article_id) for link in link_articles(dated)}
    assert len(expected) == 2
    assert {(row["article_version_id"], row["first_hand_article_id"]) for row in kept()} == expected
    assert store.unsketched_articles() == []

    # A page that is changed into another text takes its links along.
    changed = replace(pages[2], capture_id="changed", content=b"new", payload_digest="sha256:00")
    land_articles(store, (changed, article_of(changed, "Một bài hoàn toàn khác.")))
    assert len(store.unsketched_articles()) == 1
    assert pipeline.link_articles(fresh_settings)["links"] == 1


def test_other_rules_compare_all_articles_anew(store: Warehouse) -> None:
    comparer = Comparer()
    sketches = [sketch(article) for article in ARTICLES]
    assert store.land_sketches(sketches, comparer.rules, comparer.compare, most=24) == 0
    assert (store.unsketched_articles(), store.forget_sketches(comparer.rules)) == ([], 0)
    assert store.land_sketches(sketches, comparer.rules, comparer.compare, most=24) == 0

    assert store.forget_sketches("other rules") == len(ARTICLES)
    assert len(store.unsketched_articles()) == len(ARTICLES)


REPORT = (
    "Năm 2023, LĐLĐ huyện Đông Anh kết nạp mới 1.240 đoàn viên, đạt 124% chỉ tiêu được giao, thành lập 15 "
    "công đoàn cơ sở. Các cấp công đoàn trong huyện thăm hỏi, trợ cấp cho 2.315 lượt đoàn viên gặp khó "
    "khăn với số tiền 1.870 triệu đồng, xây mới 4 mái ấm công đoàn và sửa chữa 3 nhà cho lao động nghèo."
)


def test_a_copy_counts_once_and_the_nearer_source_is_the_first_hand(
    fresh_settings: Settings, kept: Rows
) -> None:
    store = Warehouse(fresh_settings, "loader")
    pages = [
        replace(capture("https://baomoi.com/ban-tin-c123456.epi", b"1"), source_id="baomoi"),
        replace(capture("https://laodongthudo.vn/ban-tin-1.html", b"2"), source_id="laodongthudo"),
    ]
    articles = [replace(article_of(page, REPORT), source_id=page.source_id) for page in pages]
    land_articles(store, *zip(pages, articles, strict=True))

    counts = pipeline.link_articles(fresh_settings)

    assert counts == {"links": 1, "new": 1, "gone": 0}
    (found,) = kept()
    assert found["article_version_id"] == articles[0].article_version_id
    assert found["first_hand_article_id"] == articles[1].article_id
    assert pipeline.link_articles(fresh_settings) == counts

    for batch in pipeline.plan_extraction(fresh_settings):
        pipeline.extract_batch(fresh_settings, batch)
        pipeline.validate_batch(fresh_settings, batch)
    pipeline.build_marts(fresh_settings)
    with psycopg.connect(
        **fresh_settings.warehouse("reader").parameters(), row_factory=dict_row
    ) as connection:
        kpis = connection.execute("SELECT source_url, source_count FROM marts.fct_union_kpi").fetchall()
        voices = connection.execute(
            "SELECT source_url, bool_and(is_syndicated) AS repeats FROM marts.fct_observation"
            " GROUP BY source_url ORDER BY source_url"
        ).fetchall()
    assert {(row["source_url"], row["source_count"]) for row in kpis} == {(pages[1].uri, 1)}
    assert [row["repeats"] for row in voices] == [True, False]


def test_an_excerpt_is_linked_once_its_original_lands(fresh_settings: Settings, kept: Rows) -> None:
    store = Warehouse(fresh_settings, "loader")
    first, second, third = PAGES
    stating = replace(article_of(first, "Bản tin ngắn."), original_url=f"{second.uri}?ban=in")
    printed = replace(article_of(second, "Bản in."), url="http://www.tin.example.vn/b.html?ban=in")
    printed = replace(printed, original_url=third.uri)
    land_articles(store, (first, stating))
    assert pipeline.link_articles(fresh_settings) == {"links": 0, "new": 0, "gone": 0}

    land_articles(store, (second, printed))
    assert pipeline.link_articles(fresh_settings)["links"] == 1
    (found,) = kept()
    assert (found["first_hand_article_id"], found["kind"]) == (printed.article_id, "stated_original")
    assert printed.url in found["evidence"]

    # What it states is a reprint itself: both lead to the first hand as soon as that is there.
    whole = article_of(third, REPORT)
    land_articles(store, (third, whole))
    assert pipeline.link_articles(fresh_settings) == {"links": 2, "new": 2, "gone": 1}
    assert {row["first_hand_article_id"] for row in kept()} == {whole.article_id}
    expected = link_articles([stating, printed, whole])
    assert {(row["article_version_id"], row["evidence"]) for row in kept()} == {
        (one.article_version_id, one.evidence) for one in expected
    }
    assert [one.original_url for one in store.articles_of([stating.article_version_id])] == [
        stating.original_url
    ]


def test_a_newer_parser_may_say_what_a_known_version_was_taken_from(
    fresh_settings: Settings, kept: Rows
) -> None:
    store = Warehouse(fresh_settings, "loader")
    silent = article_of(PAGES[0], "Bản tin ngắn.")
    land_articles(store, (PAGES[0], silent), (PAGES[1], ARTICLES[1]))
    assert pipeline.link_articles(fresh_settings)["links"] == 0

    telling = replace(silent, original_url=PAGES[1].uri, parser_version="newer")
    for found in (telling, replace(telling, original_url=PAGES[2].uri), silent):
        batch = store.plan_batch("replay", None, {"again": found.original_url, "of": found.parser_version})
        store.land_articles(batch, [found])
        assert pipeline.link_articles(fresh_settings)["links"] == 1

    # What was said is never taken back by another reading of the same text.
    (kept_article,) = store.articles_of([silent.article_version_id])
    assert kept_article.original_url == PAGES[1].uri
    assert [row["first_hand_article_id"] for row in kept()] == [ARTICLES[1].article_id]


def test_the_reprint_of_the_sample_sites_is_linked_to_its_original(
    fresh_settings: Settings, kept: Rows
) -> None:
    store = Warehouse(fresh_settings, "loader")
    landed = {}
    with serve(SITES) as web:
        for host in ("diembao.example.vn", "thudolaodong.example.vn"):
            for story in web.sites[host].edition(1):
                connection = http.client.HTTPConnection(web.address, timeout=10)
                connection.request("GET", story.path, headers={"Host": host})
                answer = connection.getresponse()
                content = answer.read()
                connection.close()
                if answer.status == http.client.OK:
                    page = replace(capture(f"https://{host}{story.path}", content), media_type="text/html")
                    landed[page.uri] = (page, parse_article(page))
    reprint = next(article for _, article in landed.values() if article.original_url)
    original = landed[reprint.original_url or ""][1]
    first, *rest = [pair for pair in landed.values() if pair[1] is not original]
    land_articles(store, first, *rest)
    before = pipeline.link_articles(fresh_settings)["links"]
    land_articles(store, landed[original.url])

    assert pipeline.link_articles(fresh_settings)["links"] == before + 1
    (found,) = [row for row in kept() if row["article_version_id"] == reprint.article_version_id]
    assert (found["first_hand_article_id"], found["kind"]) == (original.article_id, "stated_original")
