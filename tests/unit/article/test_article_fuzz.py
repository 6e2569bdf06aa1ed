"""Whatever bytes come: an article whose blocks fit its text, or a rejection with a known reason."""

from __future__ import annotations

from article_pages import PROSE, capture
from hypothesis import given, settings
from hypothesis import strategies as st

from chitieu.article import parse_article, refusals
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.records import Article

TITLE = "Công đoàn huyện An Phú vượt nhiều chỉ tiêu"
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><ul><li><a href='/1'>Trao 120 suất quà</a></li></ul>"
    f"<h1>{TITLE}</h1><div class='content'>{''.join(f'<p>{line}</p>' for line in PROSE)}"
    "<table><tr><td>Kết nạp</td><td>45</td></tr></table></div><h3>Tin khác</h3></body></html>"
)
PIECES = st.sampled_from(
    [
        *(
            *PROSE,
            TITLE,
            "Tin khác",
            "Nên xem",
            "Xem thêm: Trao 120 suất quà",
            "Thu An",
            "Ngày đăng 06/02/2024",
        ),
        *(
            "- Giảm 12 hộ;",
            "Nguồn LĐTĐ",
            "Bình luận",
            "",
            " ",
            "\u00a0",
            "\r",
            "\t|\t|\t|",
            "“",
            "1.",
            "\u200b",
        ),
        *("\ufeff", "Ảnh: CTV"),
    ]
)
REASONS = {"empty", "binary", "encoding", *refusals.REASONS}


def parsed(payload: bytes, uri: str, media_type: str) -> Article | None:
    try:
        return parse_article(capture(payload, uri, media_type))
    except PageRejected as rejected:
        assert rejected.reason in REASONS
        return None


def assert_blocks_fit(article: Article) -> None:
    end = 0
    for block in article.blocks:
        assert end <= block.start < block.end <= len(article.text)
        assert article.text[block.start : block.end].strip()
        end = block.end
    article.text.encode("utf-8")
    assert "\x00" not in article.text


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=30).map("\n".join))
def test_text_pages_of_any_lines_keep_their_text(page: str) -> None:
    article = parsed(page.encode(), "file:///tin/bai.txt", "text/plain")

    if article is not None:
        assert article.text == page.removeprefix("\ufeff")
        assert_blocks_fit(article)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(payload: bytes) -> None:
    for uri, media_type in (("file:///tin/bai.txt", "text/plain"), ("file:///tin/bai.html", "text/html")):
        article = parsed(payload, uri, media_type)
        if article is not None:
            assert_blocks_fit(article)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_broken_copies_of_a_page(data: st.DataObject) -> None:
    payload = bytearray(PAGE.encode())
    for _ in range(data.draw(st.integers(0, 12))):
        place = data.draw(st.integers(0, len(payload) - 1))
        payload[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    article = parsed(bytes(payload), "file:///tin/bai.html", "text/html")

    if article is not None:
        assert_blocks_fit(article)
