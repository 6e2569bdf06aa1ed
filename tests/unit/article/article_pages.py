"""Captures of short pages for the tests of the parser."""

from __future__ import annotations

from datetime import UTC, datetime

from chitieu.article import parse_article
from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import CONTENT_KINDS, Article, Capture

PROSE = (
    "Năm 2023, toàn huyện lập mới 14 công đoàn cơ sở, bằng 116% kế hoạch giao, kết nạp 815 đoàn viên.",
    "Công đoàn huyện đã trao 450 suất quà cho đoàn viên khó khăn, tổng trị giá hơn 225 triệu đồng.",
    "Các phong trào thi đua được triển khai sâu rộng, có 318 sáng kiến, tăng 12% so với năm trước.",
    "Năm tới, công đoàn huyện phấn đấu kết nạp thêm 600 đoàn viên tại các doanh nghiệp trên địa bàn.",
)
"""Four paragraphs of running text, each with figures."""

FETCHED_AT = datetime(2024, 6, 1, tzinfo=UTC)


def capture(
    content: str | bytes, uri: str = "file:///tin/bai.html", media_type: str | None = "text/html"
) -> Capture:
    """A capture of a page, HTML by default."""
    payload = content.encode() if isinstance(content, str) else content
    return Capture(
        capture_id=stable_id("capture", uri, digest(payload)),
        uri=uri,
        source_id="files",
        media_type=media_type,
        content=payload,
        payload_digest=digest(payload),
        fetched_at=FETCHED_AT,
    )


def text_article(*lines: str) -> Article:
    """The article of a text page of these lines."""
    return parse_article(capture("\n".join(lines), "file:///tin/bai.txt", "text/plain"))


def html_article(body: str, head: str = "") -> Article:
    """The article of an HTML page with this head and body."""
    return parse_article(capture(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"))


def kinds(article: Article) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind.value, article.text[block.start : block.end]) for block in article.blocks]


def reasons(article: Article) -> dict[str, str | None]:
    """Reason by text of each block that is none of the article."""
    return {
        article.text[block.start : block.end]: block.reason
        for block in article.blocks
        if block.kind not in CONTENT_KINDS
    }


def content(article: Article) -> list[str]:
    """Texts of the blocks of the article itself."""
    return [article.text[block.start : block.end] for block in article.blocks if block.kind in CONTENT_KINDS]
