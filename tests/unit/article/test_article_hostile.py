"""Hostile pages give plain text: nothing runs, nothing hidden counts, nothing odd reaches the database."""

from __future__ import annotations

from pathlib import Path

from article_pages import capture

from chitieu.article import parse_article

HOSTILE = Path(__file__).parents[2] / "fixtures" / "hostile"


def test_markup_as_text_stays_text() -> None:
    article = parse_article(capture((HOSTILE / "script_in_title.html").read_bytes()))

    assert article.title == "<script>alert('tiêu đề')</script> Huyện kết nạp 45 đoàn viên"
    assert "<img src=x onerror=alert(4)>" in article.text
    assert "=cmd|' /C calc'!A0" in article.text
    assert article.url == "file:///tin/bai.html"
    assert article.published_at is None
    assert "control_characters" in article.warnings


def test_what_no_reader_sees_is_no_text() -> None:
    article = parse_article(capture((HOSTILE / "script_in_title.html").read_bytes()))

    assert not any(hidden in article.text for hidden in ("99999", "66.666", "777", "888", "alert(1)"))
    assert not any(sign in article.text for sign in "\x00\x08\x1b\u200b\u202e")
    assert "Công đoàn cơ sở đã kết nạp 45 đoàn viên, đạt 150% kế hoạch năm 2023" in article.text


def test_windows_1258_that_says_utf_8() -> None:
    article = parse_article(capture((HOSTILE / "windows_1258_declared_utf8.html").read_bytes()))

    assert article.title == "Xã An Bình giảm 12 hộ nghèo"
    assert "18/19 tiêu chí nông thôn mới đạt chuẩn, tỷ lệ hộ nghèo còn 2,3%." in article.text
