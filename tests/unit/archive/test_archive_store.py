"""The archive gives back the bytes that it was given, or says that it cannot."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from chitieu.archive import Archive, ArchiveDamaged
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import ArchiveRef, Capture


def capture(uri: str, content: bytes, status_code: int | None = None) -> Capture:
    return Capture(
        capture_id=stable_id("capture", uri, digest(content)),
        uri=uri,
        source_id="files",
        media_type="text/html",
        content=content,
        payload_digest=digest(content),
        fetched_at=datetime(2024, 1, 12, 3, 4, 5, tzinfo=UTC),
        status_code=status_code,
    )


PAGES = [
    capture("file:///tin/a.html", "<p>Kết nạp 45 đoàn viên</p>".encode()),
    capture("file:///tin/b%20c.txt", b"HTTP/1.1 200 OK\r\n\r\nnot a header\x00\xff"),
    capture("https://tin.example.vn/c.html", "<p>Giảm 12 hộ nghèo</p>".encode(), status_code=200),
]


def test_what_is_stored_is_loaded_unchanged(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")

    refs = archive.store(PAGES, "ingest-1")

    assert [archive.load(ref) for ref in refs] == [page.content for page in PAGES]


def test_the_file_is_warc_with_one_record_per_page(tmp_path: Path) -> None:
    ref = Archive(tmp_path).store(PAGES, "ingest-1")[0]

    with (tmp_path / ref.warc_path).open("rb") as file:
        records = [
            (record.format, record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]

    assert [kind for _, kind, _ in records] == ["warcinfo", "resource", "resource", "response"]
    assert [uri for _, _, uri in records[1:]] == [page.uri for page in PAGES]
    assert gzip.decompress((tmp_path / ref.warc_path).read_bytes()).startswith(b"WARC/1.1\r\n")


def test_storing_again_writes_nothing_and_gives_the_same_references(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    refs = archive.store(PAGES, "ingest-1")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    later = [replace(page, fetched_at=datetime(2025, 1, 1, tzinfo=UTC)) for page in PAGES]

    assert archive.store(later, "ingest-1") == refs
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_other_pages_under_the_same_name_keep_the_first_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = archive.store(PAGES[:1], "ingest-1")[0]
    second = archive.store(PAGES[1:], "ingest-1")[0]

    assert first.warc_path != second.warc_path
    assert archive.load(first) == PAGES[0].content


def test_a_write_that_breaks_leaves_no_file(tmp_path: Path) -> None:
    broken = replace(PAGES[1], content=None)

    with pytest.raises(TypeError):
        Archive(tmp_path).store([PAGES[0], broken], "ingest-1")

    assert list(tmp_path.iterdir()) == []


def test_no_pages_make_no_file(tmp_path: Path) -> None:
    assert Archive(tmp_path).store([], "ingest-1") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../out", "a//b", "a/../b", "/a", ".hidden", "a\x00b"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ChitieuError, match="no name for an archive file"):
        Archive(tmp_path).store(PAGES, name)


def test_references_do_not_leave_the_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="outside the archive"):
        Archive(tmp_path / "archive").load(ArchiveRef("../secret", 0))


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    ref = archive.store(PAGES[:1], "ingest-1")[0]
    path = tmp_path / ref.warc_path
    records = gzip.decompress(path.read_bytes()).replace("45 đoàn".encode(), "46 đoàn".encode())
    info, page = records.split(b"WARC/1.1\r\n")[1:]
    head = gzip.compress(b"WARC/1.1\r\n" + info)
    path.write_bytes(head + gzip.compress(b"WARC/1.1\r\n" + page))

    with pytest.raises(ArchiveDamaged, match="has changed"):
        archive.load(ArchiveRef(ref.warc_path, len(head)))


@pytest.mark.parametrize("offset", [0, 17, 100_000])
def test_an_offset_without_a_page_is_noticed(tmp_path: Path, offset: int) -> None:
    archive = Archive(tmp_path)
    ref = archive.store(PAGES, "ingest-1")[0]

    with pytest.raises(ArchiveDamaged, match="Restore the file"):
        archive.load(ArchiveRef(ref.warc_path, offset))


def test_a_missing_and_a_truncated_file_are_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    ref = archive.store(PAGES, "ingest-1")[-1]
    path = tmp_path / ref.warc_path
    path.write_bytes(path.read_bytes()[: ref.warc_offset + 40])

    with pytest.raises(ArchiveDamaged):
        archive.load(ref)
    path.unlink()
    with pytest.raises(ArchiveDamaged):
        archive.load(ref)


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file where the folder should be")

    with pytest.raises(ChitieuError, match="cannot be written"):
        Archive(tmp_path / "archive").store(PAGES, "ingest-1")
