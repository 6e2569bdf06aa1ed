"""WARC files as other crawlers leave them, for the tests that bring them in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def html(members: int = 45) -> bytes:
    text = (
        f"<html><head><title>Công đoàn Đông Anh kết nạp {members} đoàn viên</title></head><body><article>"
        f"<h1>Công đoàn huyện Đông Anh kết nạp {members} đoàn viên</h1><p>Ngày 12/01/2024</p>"
        f"<p>Năm 2023, LĐLĐ huyện Đông Anh đã kết nạp mới {members} đoàn viên, lập mới 15 công đoàn cơ sở, "
        "đời sống của người lao động trên địa bàn huyện được chăm lo chu đáo hơn so với mọi năm.</p>"
        "</article></body></html>"
    )
    return text.encode()


def foreign_warc(path: Path, pages: int = 5) -> Path:
    """A file of another crawler: pages, a lost page, a picture, an answer in several steps."""
    answers: list[tuple[str, str, str, bytes]] = [
        (f"https://laodongthudo.vn/tin-{number}.html", "200 OK", "text/html", html(40 + number))
        for number in range(pages)
    ]
    answers += [
        ("https://laodongthudo.vn/mat.html", "404 Not Found", "text/html", b"<p>Khong co</p>"),
        ("https://laodongthudo.vn/anh.jpg", "200 OK", "image/jpeg", b"\xff\xd8\xff\xe0" + bytes(50)),
        ("https://khac.example.com/a.html", "200 OK", "text/html; charset=utf-8", html(7)),
    ]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another"}))
        for uri, status, kind, body in answers:
            head = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            facts = {"WARC-Date": "2024-01-13T00:00:00Z"}
            writer.write_record(
                writer.create_warc_record(
                    uri, "response", BytesIO(body), len(body), http_headers=head, warc_headers_dict=facts
                )
            )
            writer.write_record(writer.create_warc_record(uri, "metadata", BytesIO(b"a: b"), 4))
    return path
