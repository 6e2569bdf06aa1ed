"""Links between articles: the newest set of them holds, and a repeated article counts once in the marts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from warehouse_samples import AT, article_of, capture, land_articles

from chitieu import pipeline
from chitieu.dedupe import Comparer, link_articles, sketch
from chitieu.kernel.records import Article, ArticleLink, LinkKind
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

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
