"""The archive is the same in a folder and in a store by URL, and reads no more than a record needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest
from test_archive_sink import fetched, unchanged, written

from chitieu.archive import Archive, ArchiveDamaged
from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.kernel.records import ArchiveRef

PAGES = [
    fetched(f"https://tin.example.vn/{number}.html", b"<p>%d</p>" % number * 9000) for number in range(9)
]


@pytest.fixture(params=["folder", "file", "memory"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "kho lưu trữ"
    where = {
        "folder": str(folder),
        "file": folder.as_uri(),
        "memory": f"memory://{uuid4().hex}/archive",
    }[request.param]
    yield where
    if request.param == "memory":
        fsspec.filesystem("memory").store.clear()


def test_what_is_stored_anywhere_is_loaded_unchanged(root: str) -> None:
    refs = Archive(root).store(iter(PAGES), "ingest-1")

    assert [Archive(root).load(ref, page.payload_digest) for ref, page in zip(refs, PAGES, strict=True)] == [
        page.content for page in PAGES
    ]
    bare = [ArchiveRef(ref.warc_path, ref.warc_offset) for ref in refs]
    assert [Archive(root).load(ref) for ref in bare] == [page.content for page in PAGES]
    assert Archive(root).store(PAGES, "ingest-1") == refs


def test_a_crawl_s_file_keeps_its_places_in_the_archive(root: str, tmp_path: Path) -> None:
    path = tmp_path / "pages-00001.warc.gz"
    offsets = written(path, *PAGES)

    adopted = Archive(root).adopt(path, "tin/2026-03-02-pages-00001")

    assert adopted.startswith("tin/2026-03-02-pages-00001-")
    assert Archive(root).adopt(path, "tin/2026-03-02-pages-00001") == adopted
    assert [Archive(root).load(ArchiveRef(adopted, offset)) for offset in offsets] == [
        page.content for page in PAGES
    ]


def test_spans_cut_a_file_into_stretches_that_are_read_by_themselves(root: str, tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    written(path, *PAGES, unchanged())
    archive = Archive(root)
    adopted = archive.adopt(path, "pages")

    spans = archive.spans(adopted, 4)

    assert [span.pages for span in spans] == [4, 4, 2]
    assert (spans[0].start, spans[-1].end) == (0, path.stat().st_size)
    kinds = [
        [stored.record.rec_type for stored in archive.records(adopted, span.start, span.end)]
        for span in spans
    ]
    assert kinds == [
        ["warcinfo"] + ["request", "response"] * 4,
        ["request", "response"] * 4,
        ["request", "response", "request", "revisit"],
    ]


def test_one_record_of_a_store_is_read_by_its_bytes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    root = f"memory://{uuid4().hex}"
    refs = Archive(root).store(PAGES, "ingest-1")
    asked = []
    whole = type(fsspec.filesystem("memory")).cat_file

    def counted(self: object, path: str, start: int | None = None, end: int | None = None) -> bytes:
        asked.append((start, end))
        return bytes(whole(self, path, start=start, end=end))

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "cat_file", counted)

    assert Archive(root).load(refs[5]) == PAGES[5].content
    assert asked == [(refs[5].warc_offset, refs[5].warc_offset + (refs[5].warc_length or 0))]
    assert refs[5].warc_length is not None and refs[5].warc_length < len(PAGES[5].content)


def test_other_bytes_than_the_warehouse_knows_are_noticed(root: str) -> None:
    first, second = Archive(root).store(PAGES[:2], "ingest-1")

    with pytest.raises(ArchiveDamaged, match="has changed"):
        Archive(root).load(first, PAGES[1].payload_digest)
    with pytest.raises(ArchiveDamaged, match=r"cannot be read|has no page"):
        Archive(root).load(ArchiveRef("missing.warc.gz", 0, 10))
    with pytest.raises(ArchiveDamaged, match="outside the archive"):
        Archive(root).load(ArchiveRef("../secret", 0, 10))
    assert Archive(root).load(second) == PAGES[1].content


def test_a_revisit_is_no_page_to_load(root: str, tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    offset = written(path, unchanged())[0]
    adopted = Archive(root).adopt(path, "pages")

    with pytest.raises(ArchiveDamaged, match="has no page"):
        Archive(root).load(ArchiveRef(adopted, offset))


def test_a_link_that_leads_out_of_the_archive_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")

    with pytest.raises(ArchiveDamaged, match="outside the archive"):
        Archive(folder).load(ArchiveRef("link", 0))


def test_a_store_that_nothing_reads_is_a_setting_to_correct() -> None:
    with pytest.raises(ConfigurationError, match="CHITIEU_ARCHIVE_URL"):
        Archive("nosuch://bucket/archive")


def test_a_write_that_breaks_leaves_nothing(root: str) -> None:
    def breaking() -> Iterator[object]:
        yield PAGES[0]
        raise ChitieuError("the pages end here")

    archive = Archive(root)
    with pytest.raises(ChitieuError, match="end here"):
        archive.store(breaking(), "ingest-1")  # type: ignore[arg-type]

    assert archive.files() == []
