"""What `chitieu sources check` finds in the files of sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chitieu.catalogue.source_checks import check_sources, unit_named, units_named
from chitieu.catalogue.sources import SOURCES_DIR, load_left_everywhere, load_sources

GOOD = """
name_vi: Báo Đất Cảng
name_en: Port city paper
owner: null
kind: newspaper
hosts: [datcang.example.vn]
aliases: [Đất Cảng]
language: vi
home_place: thành phố Hà Nội
seeds:
  feeds: [https://datcang.example.vn/rss/home.rss]
  sections: [https://datcang.example.vn/kinh-te]
take: ['-\\d{5,}\\.html$']
leave: ['^/quang-cao-']
examples:
  take: [https://datcang.example.vn/thu-ngan-sach-12345.html]
  leave: [https://datcang.example.vn/quang-cao-tet-12346.html]
schedule: "0 5 * * *"
"""


def problems_of(folder: Path, content: str, name: str = "datcang.yml") -> list[str]:
    """What is said of one file, as `fact said`."""
    (folder / name).write_text(content, encoding="utf-8")
    return [str(problem) for problem in check_sources(folder).problems]


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path, GOOD) == []


def test_the_shipped_sources_have_no_problem() -> None:
    checked = check_sources()

    assert checked.problems == ()
    assert {source.source_id for source in checked.sources} == set(load_sources().by_id)


def test_every_source_shows_articles_and_what_is_left() -> None:
    for source in load_sources().by_id.values():
        if source.kind != "files":
            assert all(map(source.is_article, source.examples.take)), source.source_id
            assert not any(map(source.is_article, source.examples.leave)), source.source_id
            assert source.examples.take, source.source_id
            assert source.examples.leave, source.source_id


def test_every_pattern_of_all_sources_is_proved_and_part_of_each() -> None:
    rows = load_left_everywhere()

    for row in rows:
        assert row.reason
        assert row.examples
        assert all(re.search(row.pattern, path) for path in row.examples), row.pattern
    patterns = {row.pattern for row in rows}
    assert all(patterns <= set(source.leave) for source in load_sources().by_id.values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("language: vi", "language: Vietnamese!", "language 'Vietnamese!' is no language tag"),
        ("[datcang.example.vn]", "[datcang.example.vn, DatCang.example.vn]", "hosts stand twice"),
        ("[datcang.example.vn]", "[datcang.example.vn, www.cang.vn]", "'www.cang.vn' is no public site"),
        ("[datcang.example.vn]", "[datcang.example.vn, 127.0.0.1]", "'127.0.0.1' is no public site"),
        ("[datcang.example.vn]", "[datcang.example.vn, localhost]", "'localhost' is no public site"),
        ("[datcang.example.vn]", "[datcang.example.vn, 'a.vn:8080']", "'a.vn:8080' is no public site"),
        ("[Đất Cảng]", "[Đất Cảng, ĐẤT CẢNG]", "aliases stand twice: đất cảng"),
        ("thành phố Hà Nội", "tỉnh Đất Cảng", "home_place 'tỉnh Đất Cảng' is no unit"),
        (
            "[https://datcang.example.vn/kinh-te]",
            "[https://datcang.example.vn/rss/home.rss]",
            "seeds stand twice: https://datcang.example.vn/rss/home.rss",
        ),
        (
            "[https://datcang.example.vn/kinh-te]",
            "[https://datcang.example.vn/chuyen-muc-10234.html]",
            "take takes seeds for articles: https://datcang.example.vn/chuyen-muc-10234.html",
        ),
        ("['-\\d{5,}\\.html$']", "['.*']", "take '.*' finds every address"),
        ("['-\\d{5,}\\.html$']", "['\\d*']", "take '\\\\d*' finds every address"),
        ("['-\\d{5,}\\.html$']", "['https?://.*-\\d+']", "names a host"),
        (
            "['-\\d{5,}\\.html$']",
            "['-\\d{5,}\\.html$', '-post\\d+\\.html$']",
            "examples.take has none that '-post\\\\d+\\\\.html$' finds",
        ),
        (
            "['-\\d{5,}\\.html$']",
            "['-\\d{5,}\\.html$', '\\d\\.html$']",
            "examples.take has none that '\\\\d\\\\.html$' alone finds",
        ),
        ("['^/quang-cao-']", "['^quang-cao-']", "examples.leave has none that '^quang-cao-' finds"),
        (
            "[https://datcang.example.vn/thu-ngan-sach-12345.html]",
            "[https://datcang.example.vn/thu-ngan-sach.html]",
            "examples.take https://datcang.example.vn/thu-ngan-sach.html are not taken as articles",
        ),
        (
            "[https://datcang.example.vn/quang-cao-tet-12346.html]",
            "[https://datcang.example.vn/quang-cao-tet, https://datcang.example.vn/du-toan-12346.html]",
            "examples.leave https://datcang.example.vn/du-toan-12346.html are taken as articles",
        ),
        (
            "[https://datcang.example.vn/thu-ngan-sach-12345.html]",
            "[https://khac.example.vn/thu-ngan-sach-12345.html]",
            "examples.take on other hosts: https://khac.example.vn",
        ),
        (
            "  take: [https://datcang.example.vn/thu-ngan-sach-12345.html]\n",
            "",
            "examples.take is empty",
        ),
        ('"0 5 * * *"', '"0 5 31 2 *"', "schedule '0 5 31 2 *' never runs"),
        ('"0 5 * * *"', '"61 5 * * *"', "schedule '61 5 * * *' never runs"),
        ('"0 5 * * *"', '"* * * * *"', "schedule runs every 0:01:00"),
        (
            '"0 5 * * *"',
            '"0 * * * *"\npoliteness: {pages_per_run: 400, delay_seconds: 10}',
            "politeness allows runs of 1:06:40, but they are 1:00:00 apart",
        ),
        (
            'schedule: "0 5 * * *"',
            'schedule: "0 5 * * *"\nparser:\n'
            "  - {valid_until: 2020-06-30, main: '#a'}\n  - {valid_from: 2020-06-30, main: '#b'}",
            "parser.1 holds on days of parser.0 (... to 2020-06-30)",
        ),
        (
            "  sections: [https://datcang.example.vn/kinh-te]",
            "  sections: [https://datcang.example.vn/kinh-te]\n  postbacks: ['.*']",
            "seeds.postbacks '.*' finds every target",
        ),
        (
            "  sections: [https://datcang.example.vn/kinh-te]",
            "  postbacks: ['gvTin$']",
            "seeds.postbacks has no section to page through",
        ),
        (
            'schedule: "0 5 * * *"',
            'schedule: "0 5 * * *"\nparser: [{valid_until: 2020-06-30}]',
            "parser.0 names no element",
        ),
        (
            'schedule: "0 5 * * *"',
            'schedule: "0 5 * * *"\nparser: [{main: "div[", drop: [.ads]}]',
            "parser.0 'div[' is no CSS selector",
        ),
        ("owner: null", "owner: null\nowner: Sở Ví dụ", "owner stands twice, again in line 5"),
    ],
)
def test_each_wrong_fact_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = problems_of(tmp_path, GOOD.replace(old, new, 1))

    assert [problem for problem in found if said in problem], found


def test_all_problems_of_all_files_are_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("later", encoding="utf-8")
    (tmp_path / "broken.yml").write_text("a: [", encoding="utf-8")
    (tmp_path / "bare.yml").write_text(GOOD.replace("datcang.example.vn", "bare.vn"), encoding="utf-8")
    wrong = GOOD.replace("kind: newspaper", "kind: blog").replace("language: vi\n", "")
    (tmp_path / "wrong.yml").write_text(wrong, encoding="utf-8")
    (tmp_path / "Xa Lạ.yml").write_text(GOOD.replace("datcang", "xala"), encoding="utf-8")

    checked = check_sources(tmp_path)

    assert {source.source_id for source in checked.sources} == {"bare", "Xa Lạ"}
    assert [(problem.file, problem.fact) for problem in checked.problems] == [
        ("Xa Lạ.yml", ""),
        ("Xa Lạ.yml", "aliases"),
        ("bare.yml", "aliases"),
        ("broken.yml", ""),
        ("notes.txt", ""),
        ("wrong.yml", "kind"),
        ("wrong.yml", "language"),
    ]
    assert all(problem.next_step.endswith(".") for problem in checked.problems)


def test_facts_that_contradict_each_other_are_all_named(tmp_path: Path) -> None:
    content = GOOD.replace('schedule: "0 5 * * *"\n', "").replace("datcang.example.vn/rss", "khac.vn/rss")

    found = problems_of(tmp_path, content)

    assert [problem.partition(" ")[0] for problem in found] == ["schedule", "seeds"]


def test_what_reprints_comes_after_what_is_first_hand(tmp_path: Path) -> None:
    (tmp_path / "gom.yml").write_text(
        GOOD.replace("newspaper", "aggregator").replace("datcang", "gom").replace("Đất Cảng", "Gom")
        + "precedence: 10\n",
        encoding="utf-8",
    )

    assert problems_of(tmp_path, GOOD) == [
        "precedence 10 puts what it reprints before first-hand sources (50)"
    ]


def test_a_unit_is_known_by_type_and_name_as_it_was_last() -> None:
    units = map(unit_named, ("huyện Thanh Trì", "thị xã Sơn Tây", "tỉnh Bắc Ninh"))
    assert [unit and unit.place_code for unit in units] == ["020", "269", "24"]
    assert len(units_named()["xã Tân Hưng"]) > 1
    assert unit_named("xã Tân Hưng") is None
    assert unit_named(None) is None


def test_what_is_crawled_is_at_home_in_a_unit_of_today() -> None:
    homes = {source.source_id: unit_named(source.home_place) for source in load_sources().crawled()}

    assert not [source_id for source_id, unit in homes.items() if unit and unit.valid_to]


def test_a_name_of_several_units_is_no_home(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, GOOD.replace("thành phố Hà Nội", "xã Tân Hưng"))

    assert re.match(r"home_place 'xã Tân Hưng' is the name of \d+ units", found)


def test_the_folder_of_sources_holds_nothing_else() -> None:
    assert {path.suffix for path in SOURCES_DIR.iterdir()} == {".yml"}
