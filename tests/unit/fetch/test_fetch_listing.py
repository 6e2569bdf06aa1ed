"""Paths to URIs: what is a page, what is left out, what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from chitieu.fetch import list_pages, list_uris
from chitieu.kernel.errors import ChitieuError


def put(path: Path, content: str = "Toàn huyện có 12 công đoàn cơ sở.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_folders_are_walked_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    expected = [put(tmp_path / name) for name in ("a.html", "b/c.HTM", "b/d/e.txt")]
    for hidden in (".f.html", ".git/g.html", "b/.cache/h.txt"):
        put(tmp_path / hidden)

    assert list_uris([tmp_path]) == [path.as_uri() for path in expected]


def test_other_endings_in_folders_are_reported_not_read(tmp_path: Path) -> None:
    page = put(tmp_path / "bài viết 1.html")
    style = put(tmp_path / "bài viết 1_files/style.css")

    listing = list_pages([tmp_path])

    assert listing.uris == (page.as_uri(),)
    assert listing.skipped == (style,)


def test_the_same_page_by_two_ways_is_one(tmp_path: Path) -> None:
    page = put(tmp_path / "a.txt")
    (tmp_path / "x").mkdir()

    assert list_uris([page, tmp_path, tmp_path / "x" / ".." / "a.txt"]) == [page.as_uri()]


def test_a_file_that_is_named_itself_is_listed_whatever_its_ending(tmp_path: Path) -> None:
    sheet = put(tmp_path / "a.csv")

    assert list_uris([sheet]) == [sheet.as_uri()]


def test_a_folder_without_pages_stands_for_itself(tmp_path: Path) -> None:
    put(tmp_path / "empty" / "note.md")

    assert list_uris([tmp_path / "empty"]) == [(tmp_path / "empty").as_uri()]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    page = put(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)

    assert list_uris([tmp_path / "in"]) == [page.as_uri()]


def test_paths_that_do_not_exist_are_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ChitieuError, match=r"There is no .*missing.html.*Check the spelling"):
        list_uris([put(tmp_path / "a.txt"), tmp_path / "missing.html"])
