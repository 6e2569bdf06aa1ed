"""Copies, edited copies and excerpts are linked to the first-hand article; reports in one wording are not."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chitieu.dedupe import LINKER_VERSION, link_articles
from chitieu.kernel.ids import stable_id
from chitieu.kernel.records import Article, Block, BlockKind, LinkKind

PARAGRAPHS = (
    "Sáng 5/7, Liên đoàn Lao động huyện Thạch Hòa sơ kết hoạt động 6 tháng đầu năm 2023.",
    "Đến hết tháng 6 có 112 doanh nghiệp ký kết thỏa ước lao động tập thể, đạt 96,5% kế hoạch, tăng 9 bản.",
    "Tại Công ty may Sông Tích, nơi có 1.240 lao động, bữa ăn ca tăng từ 16.000 lên 22.000 đồng một suất.",
    "Các cấp công đoàn trao 3.615 suất quà Tết cho đoàn viên khó khăn, tổng trị giá gần 2,4 tỷ đồng.",
    "Toàn huyện kết nạp mới 818 đoàn viên, thành lập 17 công đoàn cơ sở, trong đó 12 đơn vị ngoài nhà nước.",
    "Nửa cuối năm, huyện đặt mục tiêu có thêm 10 doanh nghiệp đưa nội dung bữa ăn ca vào thỏa ước tập thể.",
)
TEMPLATE = (
    "Trong 9 tháng đầu năm 2023, {name} kết nạp mới {a} đoàn viên, đạt {b}% chỉ tiêu thành phố giao.",
    "Các cấp công đoàn trên địa bàn đã thành lập {c} công đoàn cơ sở, thăm và tặng {d} suất quà.",
    "Công tác kiểm tra, giám sát được duy trì nền nếp với {e} cuộc kiểm tra, đạt {f}% kế hoạch đề ra.",
    "Thời gian tới, công đoàn tiếp tục tuyên truyền, vận động và chăm lo tốt hơn cho đoàn viên.",
)


def article(
    lines: tuple[str, ...] | list[str],
    url: str = "https://laodongthudo.vn/bai-100001.html",
    published: str = "2023-07-05T09:00",
    publisher: str | None = None,
    version: int = 1,
) -> Article:
    text = "\n".join(lines)
    blocks, place = [], 0
    for line in lines:
        blocks.append(Block(place, place + len(line), BlockKind.BODY))
        place += len(line) + 1
    return Article(
        article_id=stable_id("article", url),
        article_version_id=stable_id("article_version", url, str(version)),
        capture_id=None,
        url=url,
        page="bai",
        source_id="files",
        title=None,
        lead=None,
        author=None,
        publisher=publisher,
        published_at=datetime.fromisoformat(published).replace(tzinfo=UTC),
        updated_at=None,
        text=text,
        blocks=tuple(blocks),
        parser_version="1",
    )


ORIGINAL = article(PARAGRAPHS, publisher="Lao động Thủ đô")
COPY = article(PARAGRAPHS, "https://baomoi.com/bai-c1.epi", "2023-07-05T08:00", "Lao động Thủ đô")
NEWLY = (
    "Theo tìm hiểu của phóng viên, đây là địa phương đầu tiên của thành phố làm được việc này trong năm nay."
)


@pytest.mark.parametrize("order", [(ORIGINAL, COPY), (COPY, ORIGINAL)])
def test_a_copy_that_names_its_source_is_linked_to_it_though_it_seems_earlier(
    order: tuple[Article, ...],
) -> None:
    (link,) = link_articles(order)

    assert (link.article_version_id, link.first_hand_article_id) == (
        COPY.article_version_id,
        ORIGINAL.article_id,
    )
    assert link.kind is LinkKind.SYNDICATED
    assert link.similarity == 1.0
    assert ORIGINAL.url in link.evidence
    assert "Lao động Thủ đô" in link.evidence
    assert link.linker_version == LINKER_VERSION


@pytest.mark.parametrize(
    "lines",
    [
        (*PARAGRAPHS[:3], NEWLY, *PARAGRAPHS[3:]),
        (NEWLY, *PARAGRAPHS),
        tuple(
            line.replace("Toàn huyện", "Cả huyện").replace("Tại Công ty", "Ở Công ty") for line in PARAGRAPHS
        ),
        tuple(line.upper() for line in PARAGRAPHS),
        tuple(line.replace("thỏa", "thoả").replace("Hòa", "Hoà") for line in PARAGRAPHS),
        PARAGRAPHS[:3],
        PARAGRAPHS[2:5],
        tuple(reversed(PARAGRAPHS)),
    ],
    ids=[
        "added",
        "added on top",
        "other words",
        "capitals",
        "other tone marks",
        "beginning",
        "middle",
        "reordered",
    ],
)
def test_edited_copies_and_excerpts(lines: tuple[str, ...]) -> None:
    other = article(lines, "https://kinhtedothi.vn/bai-200002.html", "2023-07-06T09:00")
    (link,) = link_articles([other, ORIGINAL])

    assert link.first_hand_article_id == ORIGINAL.article_id
    assert link.article_version_id == other.article_version_id
    assert link.kind is LinkKind.NEAR_DUPLICATE


def test_one_corrected_figure_leaves_a_copy_a_copy() -> None:
    lines = tuple(line.replace("818 đoàn viên", "828 đoàn viên") for line in PARAGRAPHS)

    assert len(link_articles([ORIGINAL, article(lines, "https://kinhtedothi.vn/b-1000.html")])) == 1


def report(name: str, seed: int, url: str) -> Article:
    draw = random.Random(seed)  # noqa: S311 - the same figures each time
    figures = {key: draw.randint(20, 990) for key in "abcdef"}
    return article([line.format(name=name, **figures) for line in TEMPLATE], url)


def test_reports_of_two_districts_in_the_same_wording_are_two_reports() -> None:
    reports = [
        report("công đoàn quận Bồ Đề", 1, "https://longbien.hanoi.gov.vn/a-1.html"),
        report("công đoàn huyện Đan Phong", 2, "https://danphuong.hanoi.gov.vn/a-1.html"),
        report("công đoàn huyện Thạch Hòa", 3, "https://thachthat.hanoi.gov.vn/a-1.html"),
    ]

    assert link_articles(reports) == []


def test_the_same_district_a_year_later_is_another_report() -> None:
    pages = [report("quận Bồ Đề", seed, f"https://longbien.hanoi.gov.vn/a-{seed}.html") for seed in (1, 2)]

    assert link_articles(pages) == []


def test_a_short_notice_with_one_other_figure_is_another_notice() -> None:
    first, second = (
        article(
            [
                f"Sáng nay, {name} tổ chức lễ giao nhận quân năm 2024 tại sân vận động, {count} thanh "
                "niên lên đường làm nghĩa vụ trong tiếng trống hội và sự tiễn đưa của người thân, bạn bè."
            ],
            f"https://{host}.hanoi.gov.vn/a-1.html",
        )
        for name, count, host in (("huyện", 186, "socson"), ("huyện", 203, "melinh"))
    )

    assert link_articles([first, second]) == []


def test_versions_of_one_article_are_no_copies_of_each_other() -> None:
    assert link_articles([ORIGINAL, article(PARAGRAPHS, version=2)]) == []


def test_the_nearer_source_counts_before_the_earlier_page() -> None:
    portal = article(PARAGRAPHS, "https://hanoi.gov.vn/tin-1.html", "2023-07-07T09:00")
    paper = article(PARAGRAPHS, "https://nld.com.vn/bai-123456789.htm", "2023-07-05T09:00")
    (link,) = link_articles([paper, portal])

    assert link.first_hand_article_id == portal.article_id


def test_of_sources_as_near_the_earlier_page_counts() -> None:
    first = article(PARAGRAPHS, "https://socson.hanoi.gov.vn/a-1.html", "2023-07-05T09:00")
    second = article(PARAGRAPHS, "https://melinh.hanoi.gov.vn/a-1.html", "2023-07-06T09:00")
    (link,) = link_articles([second, first])

    assert link.first_hand_article_id == first.article_id


def test_a_copy_of_an_excerpt_is_linked_to_the_whole() -> None:
    whole = article(PARAGRAPHS, "https://hanoi.gov.vn/tin-1.html", "2023-07-05T09:00")
    excerpt = article((*PARAGRAPHS[:3], NEWLY * 2), "https://nld.com.vn/b-123456789.htm", "2023-07-06T09:00")
    copy = article((NEWLY * 2, PARAGRAPHS[2]), "https://example.vn/c.html", "2023-07-07T09:00")
    links = {link.article_version_id: link for link in link_articles([copy, excerpt, whole])}

    assert {link.first_hand_article_id for link in links.values()} == {whole.article_id}
    assert excerpt.url in links[copy.article_version_id].evidence


def test_many_reports_in_one_wording_hide_no_copy() -> None:
    reports = [report(f"công đoàn quận {n}", n, f"https://example.vn/{n}.html") for n in range(300)]
    again = article(reports[250].text.split("\n"), "https://example.org/ban-sao.html", "2023-08-01T09:00")
    (link,) = link_articles([*reports, again])

    assert (link.article_version_id, link.first_hand_article_id) == (
        again.article_version_id,
        reports[250].article_id,
    )


def test_nothing_to_compare() -> None:
    empty = article(["Ảnh."], "https://a.vn/1.html")

    assert link_articles([]) == []
    assert link_articles([empty, article(["Ảnh."], "https://b.vn/1.html")]) == []


def test_very_long_articles_are_compared_by_a_part_of_their_runs() -> None:
    draw = random.Random(5)  # noqa: S311 - the same text each time
    words = [f"từ{n}" for n in range(4000)]
    long = [" ".join(draw.choices(words, k=40)) + f" {n}.{n + 100:03}." for n in range(300)]
    first = article(long, "https://hanoi.gov.vn/d-1.html")
    second = article(long[:200], "https://example.vn/d-2.html", "2023-07-09T09:00")
    (link,) = link_articles([first, second])

    assert link.article_version_id == second.article_version_id
    assert link.similarity == pytest.approx(1.0, abs=0.02)


def stating(url: str, original: str | None, lines: tuple[str, ...], day: int = 7) -> Article:
    return replace(article(lines, url, f"2023-07-{day:02}T09:00"), original_url=original)


def pairs(articles: list[Article]) -> dict[str, str]:
    """Address of the repeat to that of its first hand, the same in whatever order the articles come."""
    urls = {one.article_id: one.url for one in articles}
    versions = {one.article_version_id: one.url for one in articles}
    found = []
    for order in (articles, articles[::-1], sorted(articles, key=lambda one: one.url)):
        links = link_articles(order)
        found.append({versions[one.article_version_id]: urls[one.first_hand_article_id] for one in links})
    assert found[0] == found[1] == found[2]
    return found[0]


A, B, C, D = (f"https://{name}.example.vn/bai-{name}-1.html" for name in "abcd")
OTHERS = (
    ("Huyện khánh thành 3 nhà văn hóa.",),
    ("Xã trao 12 suất quà.",),
    ("Quận tổ chức 7 lớp tập huấn.",),
    ("Thị xã có 5 chợ.",),
)


def test_an_excerpt_is_linked_to_the_original_that_it_states() -> None:
    excerpt = stating(A, "http://www.laodongthudo.vn/bai-100001.html#dau", ("Huyện kết nạp 818 đoàn viên.",))
    (link,) = link_articles([excerpt, ORIGINAL])

    assert (link.article_version_id, link.first_hand_article_id) == (
        excerpt.article_version_id,
        ORIGINAL.article_id,
    )
    assert link.kind is LinkKind.STATED_ORIGINAL
    assert 0.0 <= link.similarity < 0.6
    assert f"It states {ORIGINAL.url} as its original." in link.evidence
    assert pairs([excerpt, ORIGINAL]) == {A: ORIGINAL.url}


def test_an_original_that_is_not_there_links_nothing() -> None:
    assert link_articles([stating(A, B, OTHERS[0]), stating(C, None, OTHERS[1])]) == []


def test_a_copy_that_states_its_original_is_no_first_hand() -> None:
    # The first has the better source and the earlier day, and yet it says whom it has copied.
    copy = stating("https://hanoi.gov.vn/tin-1.html", "https://khong-co.example.vn/bai-2.html", PARAGRAPHS, 1)
    plain = stating(D, None, PARAGRAPHS, 9)

    assert pairs([copy, plain]) == {copy.url: D}


def test_an_original_that_is_a_reprint_leads_to_the_first_hand() -> None:
    chain = [
        stating(A, B, OTHERS[0]),
        stating(B, C, OTHERS[1]),
        stating(C, D, OTHERS[2]),
        stating(D, None, OTHERS[3]),
    ]

    assert pairs(chain) == {A: D, B: D, C: D}
    links = {link.article_version_id: link.evidence for link in link_articles(chain)}
    assert f"It came by way of {B}." in links[chain[0].article_version_id]


def test_an_original_that_copies_another_in_its_words_leads_to_that() -> None:
    copy = stating("https://baomoi.com/bai-c1.epi", None, PARAGRAPHS)
    teaser = stating(A, copy.url, OTHERS[0])

    assert pairs([copy, teaser, ORIGINAL]) == {copy.url: ORIGINAL.url, A: ORIGINAL.url}


def test_pages_that_state_each_other_are_resolved_to_one() -> None:
    loop = [stating(A, B, OTHERS[0], 3), stating(B, C, OTHERS[1], 1), stating(C, A, OTHERS[2], 2)]
    tail = stating(D, A, OTHERS[3])

    assert pairs([*loop, tail]) == {A: B, C: B, D: B}
    assert any(
        "states a repeat of itself as its original in turn" in one.evidence for one in link_articles(loop)
    )


def test_a_loop_that_copies_an_article_is_resolved_to_that() -> None:
    loop = [stating(A, B, PARAGRAPHS, 3), stating(B, A, OTHERS[1], 4)]

    assert pairs([*loop, ORIGINAL]) == {A: ORIGINAL.url, B: ORIGINAL.url}


def test_an_aggregator_that_others_state_is_their_first_hand() -> None:
    # In rank the copy stands before the aggregator that it states: it is linked all the same, once.
    aggregator = stating("https://baomoi.com/bai-c1.epi", None, PARAGRAPHS, 9)
    copy = stating(A, aggregator.url, PARAGRAPHS, 1)

    assert pairs([copy, aggregator]) == {A: aggregator.url}


def test_a_page_that_states_itself_states_nothing() -> None:
    assert link_articles([stating(A, A, PARAGRAPHS), stating(A, A, PARAGRAPHS)]) == []


def test_the_original_under_two_addresses_is_the_nearer_one() -> None:
    secure = stating(B, None, OTHERS[1], 2)
    plain = stating(B.replace("https", "http"), None, OTHERS[1], 3)

    assert pairs([stating(A, plain.url, OTHERS[0]), plain, secure]) == {A: secure.url}


def test_many_that_state_each_other_at_random_give_links_that_end() -> None:
    draw = random.Random(7)  # noqa: S311 - the same each time
    urls = [f"https://s{n % 5}.example.vn/bai-{n}.html" for n in range(60)]
    for _ in range(20):
        pages = [
            stating(
                url,
                draw.choice([*urls, None]),
                draw.choice([PARAGRAPHS, PARAGRAPHS[:3], *OTHERS]),
                draw.randint(1, 28),
            )
            for url in urls
        ]
        found = pairs(pages)
        assert not set(found) & set(found.values())
