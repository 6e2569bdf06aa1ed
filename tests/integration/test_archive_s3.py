"""The archive in an S3 store, spoken to over the network on this machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from chitieu.archive import Archive, ArchiveDamaged
from chitieu.kernel.errors import ChitieuError
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import ArchiveRef, Capture

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.makedirs("kho-luu-tru", exist_ok=True)
    yield "s3://kho-luu-tru/archive"
    server.stop()
    type(store).clear_instance_cache()


def page(number: int) -> Capture:
    uri, content = (
        f"https://tin.example.vn/{number}.html",
        f"<p>Kết nạp {number} đoàn viên</p>".encode() * 500,
    )
    return Capture(
        capture_id=stable_id("capture", uri, digest(content)),
        uri=uri,
        source_id="tin",
        media_type="text/html",
        content=content,
        payload_digest=digest(content),
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
        status_code=200,
    )


def test_pages_go_to_the_bucket_and_come_back_one_by_one(bucket: str) -> None:
    pages = [page(number) for number in range(20)]

    refs = Archive(bucket).store(pages, "ingest-1")

    archive = Archive(bucket)
    assert [archive.load(ref, p.payload_digest) for ref, p in zip(refs, pages, strict=True)] == [
        p.content for p in pages
    ]
    assert archive.load(ArchiveRef(refs[7].warc_path, refs[7].warc_offset)) == pages[7].content
    assert archive.store(pages, "ingest-1") == refs
    assert archive.files() == [refs[0].warc_path]
    assert [span.pages for span in archive.spans(refs[0].warc_path, 15)] == [15, 5]


def test_what_is_wrong_with_the_bucket_is_said(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArchiveDamaged, match="cannot be read at byte 0"):
        Archive(bucket).load(ArchiveRef("missing.warc.gz", 0))
    with pytest.raises(ChitieuError, match="cannot be"):
        Archive("s3://no-such-bucket/archive").store([page(1)], "ingest-1")
