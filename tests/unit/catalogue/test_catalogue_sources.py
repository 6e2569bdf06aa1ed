"""The facts of sources, and what a wrong file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chitieu.catalogue.sources import KINDS, SOURCES_DIR, load_sources
from chitieu.kernel.errors import ConfigurationError

FACTS = """
name_vi: Báo Đất Cảng
name_en: Port city paper
owner: null
kind: newspaper
hosts: [datcang.example.vn]
aliases: [Đất Cảng]
language: vi
home_place: thành phố Hải Phòng
seeds:
  feeds: [https://datcang.example.vn/rss/home.rss]
schedule: "0 5 * * *"
"""


def test_every_file_is_a_source_of_a_known_kind() -> None:
    sources = load_sources().by_id

    assert set(sources) == {path.stem for path in SOURCES_DIR.iterdir()}
    assert {source.kind for source in sources.values()} == KINDS
    assert all(source.hosts or source.kind == "files" for source in sources.values())


@pytest.mark.parametrize(
    ("host", "source_id"),
    [
        ("laodongthudo.vn", "laodongthudo"),
        ("www.laodongthudo.vn", "laodongthudo"),
        ("M.BAOMOI.COM.", "baomoi"),
        ("thanhtri.hanoi.gov.vn", "thanhtri_hanoi_gov"),
        ("hanoi.gov.vn", "hanoi_gov"),
        ("soyte.hanoi.gov.vn", None),
        ("notlaodongthudo.vn", None),
        ("laodongthudo.vn.example.com", None),
        (None, None),
    ],
)
def test_hosts(host: str | None, source_id: str | None) -> None:
    found = load_sources().of_host(host)

    assert (found and found.source_id) == source_id


def test_names_in_texts() -> None:
    sources = load_sources()

    assert [
        source.source_id for name in ("LĐTĐ", "báo  lao động thủ đô") if (source := sources.of_name(name))
    ] == ["laodongthudo"] * 2
    assert sources.of_name("Lao động xã hội") is None
    assert sources.of_name(None) is None


def test_a_further_source_is_one_more_file(tmp_path: Path) -> None:
    (tmp_path / "datcang.yml").write_text(FACTS, encoding="utf-8")

    source = load_sources(tmp_path).of_host("datcang.example.vn")

    assert source is not None
    assert (source.source_id, source.home_place) == ("datcang", "thành phố Hải Phòng")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a\n- b\n", "not a mapping"),
        ("a: [", "cannot be read as YAML"),
        (FACTS.replace("language: vi\n", ""), "language is missing"),
        (FACTS + "robots: ignored\n", "robots is no fact of a source"),
        (FACTS.replace("kind: newspaper", "kind: blog"), "kind is none of"),
        (FACTS.replace("[Đất Cảng]", "Đất Cảng"), "aliases is no list of texts"),
        (FACTS.replace("owner: null", "owner: 12"), "owner is no text"),
    ],
)
def test_wrong_facts_are_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "datcang.yml").write_text(content, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=message):
        load_sources(tmp_path)


def test_two_sources_do_not_share_a_site(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yml").write_text(FACTS, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"claim the hosts datcang\.example\.vn"):
        load_sources(tmp_path)


def test_an_article_is_told_by_its_address() -> None:
    source = load_sources().by_id["laodongthudo"]

    assert source.is_article("https://www.laodongthudo.vn/cong-doan-quan-tong-ket-nam-2023-165432.html")
    assert not source.is_article("https://laodongthudo.vn/cong-doan")
    assert not source.is_article("https://laodongthudo.vn/video/tong-ket-165432.html")
    assert not source.is_article("https://soyte.laodongthudo.vn/tong-ket-165432.html")


def test_a_hint_holds_between_its_days(tmp_path: Path) -> None:
    hints = (
        "parser:\n"
        "  - {valid_until: 2019-06-30, main: '#noidung'}\n"
        "  - {valid_from: 2019-07-01, main: .detail-content, drop: [.ads]}\n"
    )
    (tmp_path / "datcang.yml").write_text(FACTS + hints, encoding="utf-8")
    source = load_sources(tmp_path).by_id["datcang"]

    assert [(hint and hint.main) for hint in map(source.hint_on, (date(2019, 6, 30), date(2024, 1, 1)))] == [
        "#noidung",
        ".detail-content",
    ]


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("take: ['(']", "take.0 '\\(' is no regular expression"),
        ("politeness: {delay_seconds: 0}", "politeness.delay_seconds"),
        ("politeness: {robots: ignore}", "politeness.robots is no fact"),
        ("parser: [{valid_from: 2020-02-01, valid_until: 2020-01-01}]", "valid_from is after valid_until"),
    ],
)
def test_wrong_facts_of_a_crawl_are_named(tmp_path: Path, fact: str, message: str) -> None:
    (tmp_path / "datcang.yml").write_text(f"{FACTS}{fact}\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=message):
        load_sources(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("https://datcang", "ftp://datcang", "is no http or https address"),
        ("https://datcang.example.vn", "https://khac.example.vn", "seeds on other hosts"),
        ('schedule: "0 5 * * *"', "", "no schedule"),
        ('"0 5 * * *"', '"daily"', "no cron expression"),
        ("seeds:\n  feeds: [https://datcang.example.vn/rss/home.rss]\n", "", "no seeds"),
    ],
)
def test_a_source_that_cannot_be_crawled_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "datcang.yml").write_text(FACTS.replace(old, new), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=message):
        load_sources(tmp_path)
