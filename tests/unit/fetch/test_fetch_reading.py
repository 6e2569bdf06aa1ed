"""URIs to captures: every attempt ends as a record, and one bad page leaves the others alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chitieu.fetch import read_paths, read_uri
from chitieu.fetch.reading import MAX_BYTES
from chitieu.kernel.ids import digest
from chitieu.kernel.records import Capture, FetchFailure

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def read(path: Path) -> Capture | FetchFailure:
    return read_uri(path.as_uri(), "files")


def test_a_capture_holds_the_bytes_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "xã Tân Lập 50%.html"
    path.write_bytes("\ufeff<p>Giảm 12 hộ nghèo</p>\r\n".encode())

    capture = read(path)

    assert isinstance(capture, Capture)
    assert capture.content == path.read_bytes()
    assert capture.payload_digest == digest(path.read_bytes())
    assert (capture.media_type, capture.source_id, capture.uri) == ("text/html", "files", path.as_uri())
    assert capture.fetched_at.tzinfo is not None


def test_the_same_bytes_at_the_same_place_are_the_same_capture(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    for path in (first, second):
        path.write_text("Thu ngân sách đạt 12 tỷ đồng.", encoding="utf-8")

    ids = [
        capture.capture_id for capture in map(read, (first, first, second)) if isinstance(capture, Capture)
    ]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.html", b"", "empty"),
        ("blank.txt", b" \n\t\r\n", "empty"),
        ("image.html", PNG, "binary"),
        ("paper.txt", b"%PDF-1.7\n", "binary"),
        ("zeros.txt", b"\x00" * 5000 + b"x", "binary"),
        ("huge.txt", b"a" * (MAX_BYTES + 1), "too_large"),
        ("sheet.csv", b"a,b\n", "unsupported_ending"),
    ],
)
def test_what_is_no_page_fails_with_its_reason_and_a_next_step(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)

    failure = read(tmp_path / name)

    assert isinstance(failure, FetchFailure)
    assert failure.reason == reason
    assert name in failure.detail
    assert failure.detail.count(". ") >= 1, "a cause and what to do"


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "full.txt").write_bytes(b"a" * MAX_BYTES)

    assert isinstance(read(tmp_path / "full.txt"), Capture)


def test_utf_16_is_no_binary(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Thu 12 tỷ đồng".encode("utf-16"))

    assert isinstance(read(tmp_path / "a.txt"), Capture)


def test_places_without_a_page_fail_and_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "folder").mkdir()
    reasons = {
        "pipe.txt": "not_a_file",
        "loop.txt": "unreadable",
        "folder": "no_pages",
        "gone.txt": "missing",
    }

    found = {name: read(tmp_path / name) for name in reasons}

    assert {name: getattr(result, "reason", None) for name, result in found.items()} == reasons


def test_other_schemes_are_refused_by_name() -> None:
    failure = read_uri("https://tin.example.vn/a.html", "files")

    assert isinstance(failure, FetchFailure)
    assert failure.reason == "unsupported_scheme"


def test_a_bad_page_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PNG)
    (tmp_path / "b.txt").write_text("Kết nạp 45 đoàn viên.", encoding="utf-8")
    (tmp_path / "c.html").write_bytes(b"")

    kinds = [type(result) for result in read_paths([tmp_path])]

    assert kinds == [FetchFailure, Capture, FetchFailure]
