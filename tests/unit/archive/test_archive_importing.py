"""WARC files of other crawlers: whatever way they are packed, each record is found and read by itself."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from backports import zstd
from test_archive_sink import HTML, fetched, written
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from chitieu.archive import Archive, ArchiveDamaged, entity_of, import_warc, is_warc
from chitieu.kernel.errors import ChitieuError


def foreign(path: Path, *bodies: tuple[bytes, dict[str, str]], packed: bool = True) -> Path:
    """A file as other crawlers write it: WARC 1.0, digests in base 32, bodies as they came."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
        for number, (body, headers) in enumerate(bodies):
            head = StatusAndHeaders("200 OK", list(headers.items()), protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://tin.example.vn/{number}.html",
                    "response",
                    BytesIO(body),
                    len(body),
                    http_headers=head,
                )
            )
    return path


def contents(archive: Archive, warc_path: str) -> list[bytes]:
    return [
        entity_of(stored.record, 1_000_000).content
        for stored in archive.records(warc_path)
        if stored.record.rec_type == "response"
    ]


CODED = [
    (HTML, {"Content-Type": "text/html"}),
    (gzip.compress(HTML), {"Content-Encoding": "gzip"}),
    (zlib.compress(HTML), {"Content-Encoding": "deflate"}),
    (brotli.compress(HTML), {"Content-Encoding": "br"}),
    (zstd.compress(HTML), {"Content-Encoding": "zstd"}),
    (b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML), {"Transfer-Encoding": "chunked"}),
    (HTML, {"Content-Encoding": "br"}),
    (HTML, {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
]


@pytest.mark.parametrize("packing", ["members", "plain", "whole"])
def test_each_packing_gives_the_same_pages(tmp_path: Path, packing: str) -> None:
    name = "CC-NEWS 01.warc" + ("" if packing == "plain" else ".gz")
    path = foreign(tmp_path / name, *CODED, packed=packing == "members")
    if packing == "whole":
        path.write_bytes(gzip.compress(path.read_bytes()))
    archive = Archive(tmp_path / "archive")

    warc_path = import_warc(archive, str(path))

    assert warc_path.startswith("imported/CC-NEWS-01-")
    assert contents(archive, warc_path) == [HTML] * len(CODED)
    assert [span.pages for span in archive.spans(warc_path, 3)] == [3, 3, 2]
    assert import_warc(archive, path.as_uri().replace("%20", " ")) == warc_path
    assert archive.files() == [warc_path]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    archive = Archive(tmp_path / "archive")
    warc_path = import_warc(
        archive, str(foreign(tmp_path / "a.warc.gz", (bomb, {"Content-Encoding": "gzip"})))
    )

    (stored,) = [found for found in archive.records(warc_path) if found.record.rec_type == "response"]

    assert entity_of(stored.record, 1_000_000).problem == "decoded_too_large"


def test_a_member_that_unpacks_to_gigabytes_is_told_and_passed(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.warc.gz", (bytes(60_000_000), {}), (HTML, {}))
    archive = Archive(tmp_path / "archive")

    found = list(archive.records(import_warc(archive, str(path))))

    assert [stored.is_cut for stored in found] == [False, True, False]
    assert entity_of(found[2].record, 1_000_000).content == HTML


@pytest.mark.parametrize("body", [b"", b"no archive at all", gzip.compress(b"no archive at all")])
def test_what_is_no_warc_file_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(body)
    archive = Archive(tmp_path / "archive")

    with pytest.raises(ArchiveDamaged, match=r"no WARC file|cannot be read as WARC"):
        import_warc(archive, str(tmp_path / "a.warc.gz"))
    assert archive.files() == []


def test_a_torn_file_is_told_when_it_is_cut_into_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    written(path, fetched(), fetched("https://tin.example.vn/2.html"))
    path.write_bytes(path.read_bytes()[:-50])
    archive = Archive(tmp_path / "archive")

    with pytest.raises(ArchiveDamaged, match="torn at byte"):
        archive.spans(import_warc(archive, str(path)), 50)


def test_files_over_http_are_left_to_the_crawler(tmp_path: Path) -> None:
    with pytest.raises(ChitieuError, match="Download the file"):
        import_warc(Archive(tmp_path), "https://data.example.org/a.warc.gz")
    with pytest.raises(ChitieuError, match="cannot be read"):
        import_warc(Archive(tmp_path), str(tmp_path / "nowhere.warc.gz"))
    assert is_warc("s3://bucket/CC-NEWS.WARC.GZ")
    assert not is_warc("/pages/warc.html")
