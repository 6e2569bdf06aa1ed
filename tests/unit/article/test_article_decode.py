"""Bytes to text, also where a page says the wrong thing about itself."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from article_pages import PROSE, capture, content

from chitieu.article import parse_article
from chitieu.article.decode import declared_charset, decode
from chitieu.kernel.errors import PageRejected

TEXT = "\n".join(PROSE)
HOSTILE = Path(__file__).parents[2] / "fixtures" / "hostile"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-32"), "utf-32-le"),
    ],
)
def test_unicode_encodings_with_and_without_a_mark(content: bytes, encoding: str) -> None:
    decoded = decode(content)

    assert (decoded.text, decoded.encoding, decoded.warnings) == (TEXT, encoding, ())


def test_letters_are_left_as_they_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", TEXT)

    assert decode(decomposed.encode()).text == decomposed


@pytest.mark.parametrize("media_type", [None, "text/html; charset=windows-1258", "text/html; charset=utf-8"])
def test_windows_1258_is_found_whatever_is_declared(media_type: str | None) -> None:
    decoded = decode((HOSTILE / "windows_1258_declared_utf8.html").read_bytes(), media_type)

    assert decoded.encoding == "cp1258"
    assert "Xã An Bình giảm 12 hộ nghèo" in unicodedata.normalize("NFC", decoded.text)
    assert ("charset_mislabelled" in decoded.warnings) == (media_type != "text/html; charset=windows-1258")


def test_utf_8_that_says_it_is_latin_1_is_utf_8() -> None:
    decoded = decode(TEXT.encode(), "text/html; charset=iso-8859-1")

    assert decoded.text == TEXT
    assert decoded.warnings == ("charset_mislabelled",)


def test_doubly_encoded_text_is_repaired() -> None:
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in TEXT.encode()).encode()

    decoded = decode(twice)

    assert decoded.text == TEXT
    assert decoded.warnings == ("double_encoded",)


def test_a_page_cut_inside_a_letter_is_read_with_a_warning() -> None:
    decoded = decode(TEXT.encode() + "ộ".encode()[:2])

    assert decoded.text.startswith(TEXT)
    assert decoded.warnings == ("broken_letters",)


def test_a_nul_keeps_its_place() -> None:
    decoded = decode(TEXT.replace("815", "8\x005").encode())

    assert decoded.text.index("8\ufffd5") == TEXT.index("815")
    assert decoded.warnings == ("control_characters",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n1234", "binary"),
        (b"\x00\x01\x02\x03" * 500, "binary"),
        (bytes(range(128, 256)) * 50, "encoding"),
        ("Die Größe der Straße über dem Fluß läßt sich schön erhöhen. ".encode("latin-1") * 9, "encoding"),
        (b"\xff\xfe" + b"a\xd8" * 9, "encoding"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(PageRejected) as rejected:
        decode(content)

    assert rejected.value.reason == reason


@pytest.mark.parametrize(
    ("head", "media_type", "name"),
    [
        (b'<meta charset="UTF-8">', None, "utf-8"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=windows-1258'>", None, "cp1258"),
        (b'<meta charset="utf-8">', "text/html; charset=utf-16", "utf-16"),
        (b'<meta charset="no-such-charset">', None, None),
        (b"<p>charset</p>", None, None),
    ],
)
def test_declared_charsets(head: bytes, media_type: str | None, name: str | None) -> None:
    assert declared_charset(head, media_type) == name


def test_offsets_of_a_decomposed_text_page_count_in_the_page_as_it_came() -> None:
    decomposed = unicodedata.normalize("NFD", TEXT)
    article = parse_article(capture(decomposed, "file:///tin/bai.txt", "text/plain"))

    assert article.text == decomposed
    assert "\n".join(content(article)) == decomposed


def test_html_is_composed() -> None:
    page = f"<html><body><h1>Tin huyện</h1><p>{unicodedata.normalize('NFD', PROSE[0])}</p></body></html>"

    assert content(parse_article(capture(page)))[-1] == PROSE[0]
