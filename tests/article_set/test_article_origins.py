"""From an article's text back to the bytes of the page: the stretch of bytes, read alone, says the same."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import UTC, datetime

import pytest
from page_set import SetPage, pages

from chitieu.article import parse_article
from chitieu.article.origins import Origins
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import CONTENT_KINDS, BlockKind, Capture

ENCODINGS = {"oldtables": "cp1258"}
NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def capture_of(content: bytes, media_type: str = "text/html") -> Capture:
    return Capture(
        capture_id=stable_id("capture", "x"),
        uri="https://example.vn/bai.html",
        source_id="files",
        media_type=media_type,
        content=content,
        payload_digest=digest(content),
        fetched_at=datetime(2025, 6, 1, tzinfo=UTC),
    )


def said(stretch: bytes, encoding: str) -> str:
    plain = html.unescape(re.sub(r"<[^<>]*>", " ", stretch.decode(encoding)))
    return "".join(unicodedata.normalize("NFC", plain).split())


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_block_and_every_number_comes_from_bytes_that_say_it(page: SetPage) -> None:
    capture = capture_of(page.content, page.media_type)
    article = parse_article(capture)
    origins = Origins(capture)
    encoding = ENCODINGS.get(page.skeleton, "utf-8")
    checked = 0
    for block in article.blocks:
        if block.kind not in CONTENT_KINDS or block.kind is BlockKind.TABLE:
            continue
        stretches = [(block.start, block.end)]
        stretches += [found.span() for found in NUMBER.finditer(article.text, block.start, block.end)]
        for start, end in stretches:
            span = origins.of(article, start, end)
            assert span is not None
            assert said(page.content[span.start : span.end], encoding) == "".join(
                article.text[start:end].split()
            )
            checked += 1
    assert checked > 3


def test_the_same_bytes_make_the_same_article() -> None:
    page = pages()[0]
    first, again = (parse_article(capture_of(page.content, page.media_type)) for _ in range(2))

    assert (first.text, first.blocks, first.article_version_id) == (
        again.text,
        again.blocks,
        again.article_version_id,
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_count(encoding: str) -> None:
    line = "Toàn huyện kết nạp 45 đoàn viên, thành lập 12 công đoàn cơ sở trong sáu tháng đầu năm nay."
    content = f"<html><body><h1>Kết quả</h1><p>{line} Đạt 96&#44;5% &amp; vượt.</p></body></html>".encode(
        encoding
    )
    article = parse_article(capture_of(content))
    origins = Origins(capture_of(content))
    for wanted in ("45", "96,5%", "12 công đoàn"):
        start = article.text.index(wanted)
        span = origins.of(article, start, start + len(wanted))
        assert span is not None
        stretch = content[span.start : span.end].decode("utf-8" if encoding == "utf-8-sig" else "utf-16-le")
        assert html.unescape(stretch) == wanted


def test_where_a_page_does_not_say_it_in_one_stretch_there_is_no_span() -> None:
    rows = (
        "<tr><th>Chỉ tiêu</th><th>Đơn vị</th><th>Năm 2023</th></tr>"
        "<tr><td>Thu</td><td>tỷ đồng</td><td>1.250</td></tr>"
    )
    content = f"<html><body><h1>Kết quả thu ngân sách</h1><table>{rows}</table></body></html>".encode()
    article = parse_article(capture_of(content))
    start = article.text.index("1.250")

    assert "1.250 tỷ đồng (Năm 2023)" in article.text
    assert Origins(capture_of(content)).of(article, start, start + 5) is None
