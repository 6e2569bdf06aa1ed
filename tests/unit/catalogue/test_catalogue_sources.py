"""The facts of sources, and what a wrong file says."""

from __future__ import annotations

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
        ("hanoi.gov.vn", None),
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
    assert sources.of_name("Lao động") is None
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
