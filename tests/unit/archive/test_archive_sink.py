"""A crawl's file grows by whole captures: a crash costs at most the one that was being written."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from chitieu.archive import ArchiveDamaged, WarcSink, recover
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import Capture

URI = "https://tin.example.vn/xa-hoi/ket-nap.html"
HTML = "<p>Kết nạp 45 đoàn viên</p>".encode()
AT = datetime(2026, 3, 2, 1, 30, 0, 250_000, tzinfo=UTC)


def fetched(uri: str = URI, content: bytes = HTML) -> Capture:
    return Capture(
        capture_id=stable_id("capture", uri, digest(content)),
        uri=uri,
        source_id="tin",
        media_type="text/html; charset=utf-8",
        content=content,
        payload_digest=digest(content),
        fetched_at=AT,
        status_code=200,
        requested_uri="https://tin.example.vn/k",
        request_headers=(("Host", "tin.example.vn"), ("User-Agent", "chitieu")),
        response_headers=(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "br"),
            ("Transfer-Encoding", "chunked"),
            ("ETag", '"bài-45"'),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
        ),
        etag='"bài-45"',
        ip_address="203.0.113.7",
    )


def unchanged(status_code: int = 304) -> Capture:
    return replace(
        fetched(),
        content=b"",
        status_code=status_code,
        fetched_at=datetime(2026, 3, 3, tzinfo=UTC),
        response_headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"bài-45"')),
        revisit=True,
        refers_to_uri=URI,
        refers_to_at=AT,
    )


def written(path: Path, *captures: Capture) -> list[int]:
    with WarcSink(path) as sink:
        return [sink.append(capture).warc_offset for capture in captures]


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def test_a_capture_comes_back_as_it_was_but_for_its_content(tmp_path: Path) -> None:
    path = tmp_path / "pages-00001.warc.gz"
    offsets = written(path, fetched(), unchanged())

    found = recover(path)

    assert [item.capture for item in found] == [
        replace(fetched(), content=b"", content_bytes=len(HTML)),
        unchanged(),
    ]
    assert [item.ref.warc_offset for item in found] == offsets
    assert {item.ref.warc_path for item in found} == {path.name}
    ends = [item.ref.warc_offset + (item.ref.warc_length or 0) for item in found]
    assert ends[-1] == path.stat().st_size


def test_the_request_is_kept_beside_the_response(tmp_path: Path) -> None:
    written(tmp_path / "a.warc.gz", fetched())

    info, request, response = records(tmp_path / "a.warc.gz")

    assert [info[0], request[0], response[0]] == ["warcinfo", "request", "response"]
    assert request[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert response[1]["WARC-IP-Address"] == "203.0.113.7"
    assert response[1]["WARC-Block-Digest"].startswith("sha256:")
    assert response[1]["WARC-Payload-Digest"] == digest(HTML)
    assert response[2] == HTML
    raw = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    assert b"GET /xa-hoi/ket-nap.html HTTP/1.1\r\nHost: tin.example.vn\r\n" in raw
    assert b"X-Crawler-Content-Encoding: br\r\n" in raw
    assert '\r\nETag: "bài-45"\r\n'.encode() in raw


@pytest.mark.parametrize(
    ("status_code", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")]
)
def test_an_unchanged_page_refers_to_the_first_record(tmp_path: Path, status_code: int, profile: str) -> None:
    written(tmp_path / "a.warc.gz", fetched(), unchanged(status_code))

    kind, facts, content = records(tmp_path / "a.warc.gz")[-1]

    assert (kind, content) == ("revisit", b"")
    assert facts["WARC-Profile"].endswith(profile)
    assert facts["WARC-Payload-Digest"] == digest(HTML)
    assert facts["WARC-Refers-To-Target-URI"] == URI
    assert facts["WARC-Refers-To-Date"] == "2026-03-02T01:30:00.250000Z"


def test_wherever_a_crash_cuts_whole_captures_stay_and_the_file_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    pages = [fetched(f"https://tin.example.vn/{number}.html") for number in range(3)]
    written(path, *pages)
    whole = path.read_bytes()
    ends = [item.ref.warc_offset + (item.ref.warc_length or 0) for item in recover(path)]

    for cut in range(0, len(whole), 7):
        path.write_bytes(whole[:cut])
        kept = [item.capture.uri for item in recover(path)]
        assert kept == [page.uri for page, end in zip(pages, ends, strict=True) if end <= cut]
        written(path, *pages[len(kept) :])
        assert [item.capture.uri for item in recover(path)] == [page.uri for page in pages]


def test_zeros_that_a_power_cut_left_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    written(path, fetched())
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(5000))

    assert len(recover(path)) == 1
    assert path.read_bytes() == whole


def test_a_file_that_is_no_archive_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("ghi chép")

    with pytest.raises(ArchiveDamaged, match="no WARC file"):
        WarcSink(path)
    assert path.read_text() == "ghi chép"
    assert recover(tmp_path / "nowhere.warc.gz") == []


def test_headers_of_a_hostile_site_stay_one_header_each(tmp_path: Path) -> None:
    sent = (("X-A", "1\r\nX-B: 2\r\n\r\n<html>"), ("bad name:", "\x00\ud800ấ"), ("", "none"))
    hostile = replace(
        fetched(f"{URI}?q=1\r\nWARC-Type: request"),
        response_headers=sent,
        media_type="text/html\r\nX-C: 3",
        etag=None,
    )
    written(tmp_path / "a.warc.gz", hostile)

    (found,) = recover(tmp_path / "a.warc.gz")

    assert [name for name, _ in found.capture.response_headers] == [
        "X-A",
        "bad_name_",
        "_",
        "Content-Length",
        "Content-Type",
    ]
    assert records(tmp_path / "a.warc.gz")[-1][2] == HTML
