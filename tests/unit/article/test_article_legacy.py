"""Pages in fonts and encodings of before Unicode read as the same page in Unicode does."""

from __future__ import annotations

import unicodedata

import pytest
from article_pages import PROSE, capture, content

from chitieu.article import parse_article
from chitieu.article.decode import decode
from chitieu.article.legacy import convert, layout_of, modernise_lines
from chitieu.article.syllables import is_syllable
from chitieu.extract import extract
from chitieu.kernel.records import Article

TEXT = "\n".join(("Công đoàn huyện An Phú vượt nhiều chỉ tiêu", "(Ngày 12/01/2024)", *PROSE))
_TCVN3 = {
    **{convert(chr(code), "tcvn3"): chr(code) for code in range(0xA1, 0x100)},
    **dict(zip("¸µ¶·¹", "áàảãạ", strict=True)),
}
_VNI_TONES = {"\u0301": "ùáé", "\u0300": "øàè", "\u0309": "ûåú", "\u0303": "õãü", "\u0323": "ïäë"}
_VNI_LETTERS = dict(zip("đĐỉỊịĨĩíìỈÍÌỵỴ", "ñÑæÒòÓóíìÆÍÌîÎ", strict=True))


def tcvn3(text: str) -> str:
    """Text as typed for `.VnTime`, which has small letters with marks alone."""
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower(), c) for c in text)


def vni(text: str) -> str:
    """Text as typed for `VNI-Times`: a vowel and a sign for its shape and tone."""
    return "".join(_VNI_LETTERS.get(c) or _vni_letter(c) for c in text)


def _vni_letter(letter: str) -> str:
    base, *marks = unicodedata.normalize("NFD", letter)
    if not marks:
        return letter
    if "\u031b" in marks:
        base = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
    shape = 1 if "\u0302" in marks else 2 if "\u0306" in marks else 0
    tone = next((signs[shape] for mark, signs in _VNI_TONES.items() if mark in marks), " âê"[shape].strip())
    return base + (tone.upper() if base.isupper() else tone)


def windows_1258(text: str) -> bytes:
    """A letter with a tone is a letter and a combining tone there, a few letters apart."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258")
            out += tone.encode("cp1258")
    return out


def text_page(payload: bytes) -> Article:
    return parse_article(capture(payload, "file:///tin/bai.txt", "text/plain"))


def figures(article: Article) -> list[tuple[object, ...]]:
    return [
        (row.indicator, row.measure, row.value, row.unit, row.period_start, row.place, row.status)
        for row in extract(article).observations
    ]


def test_the_tables_are_those_of_the_fonts() -> None:
    assert convert("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc", "tcvn3") == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    )
    told = convert("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc", "vni")
    assert unicodedata.normalize("NFC", told) == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    )


@pytest.mark.parametrize(
    ("payload", "encoding"),
    [
        (tcvn3(TEXT).encode("latin-1"), "tcvn3"),
        (vni(TEXT).encode("latin-1"), "vni"),
        (windows_1258(TEXT), "cp1258"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_figures_are_those_of_the_unicode_page_at_the_same_signs(payload: bytes, encoding: str) -> None:
    plain, page = text_page(TEXT.encode()), text_page(payload)
    decoded = decode(payload)

    assert decoded.encoding == encoding
    assert unicodedata.normalize("NFC", page.text).lower() == TEXT.lower()
    assert figures(page) == figures(plain)
    assert len(figures(plain)) > 5
    for row, same in zip(extract(page).observations, extract(plain).observations, strict=True):
        assert unicodedata.normalize("NFC", page.text[row.start : row.end]) == same.text
        if encoding in ("tcvn3", "vni", "cp1258"):
            written = payload[row.start : row.end]
            signs = {"tcvn3": tcvn3, "vni": vni}.get(encoding)
            assert written == (signs(same.text).encode("latin-1") if signs else windows_1258(same.text))


@pytest.mark.parametrize("write", [tcvn3, vni])
@pytest.mark.parametrize(
    "media_type",
    [None, "text/html", "text/html; charset=iso-8859-1", "text/html; charset=x-user-defined",
     "text/html; charset=utf-8"],
)  # fmt: skip
def test_a_wrong_charset_does_not_matter(write: object, media_type: str | None) -> None:
    assert callable(write)
    body = "".join(f"<p>{write(line)}</p>" for line in PROSE)
    article = parse_article(
        capture(f"<html><body>{body}</body></html>".encode("latin-1"), media_type=media_type)
    )

    assert [line.lower() for line in content(article)] == [line.lower() for line in PROSE]
    assert "legacy_font" in article.warnings


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize(
    "style",
    [
        "<h1><font face='.VnTimeH'>{}</font></h1>",
        "<h1 style=\"font-family: '.VnArialH', serif\">{}</h1>",
        "<style>.tit {{ font-family: .VnTimeH }}</style><h1><span class=tit>{}</span></h1>",
    ],
)
def test_fonts_of_capitals_show_capitals(style: str, charset: str) -> None:
    head = style.format(tcvn3("liên đoàn lao động"))
    body = "".join(f"<p>{tcvn3(line)}</p>" for line in PROSE)
    article = parse_article(capture(f"<html><body>{head}{body}</body></html>".encode(charset)))

    assert article.title == "LIÊN ĐOÀN LAO ĐỘNG"


def test_signs_written_as_entities_are_read() -> None:
    lines = [tcvn3(line).encode("ascii", "xmlcharrefreplace").decode() for line in PROSE]
    article = parse_article(capture("<html><body>" + "".join(f"<p>{line}</p>" for line in lines)))

    assert [line.lower() for line in content(article)] == [line.lower() for line in PROSE]


def test_numbered_entities_of_unicode_are_read() -> None:
    lines = [line.encode("ascii", "xmlcharrefreplace").decode() for line in PROSE]

    assert content(parse_article(capture("".join(f"<p>{line}</p>" for line in lines)))) == list(PROSE)


def test_a_page_that_mixes_unicode_and_two_fonts_is_read_line_by_line() -> None:
    page = "\n".join((PROSE[0], tcvn3(PROSE[1]), vni(PROSE[2]), PROSE[3]))
    article = text_page(page.encode())

    assert unicodedata.normalize("NFC", article.text).lower() == "\n".join(PROSE).lower()
    assert len(article.text) == len(page)


@pytest.mark.parametrize(
    "text",
    [
        "Le développement économique à Paris a été très élevé, où l'on a créé «près» de mille emplois. " * 5,
        "Die Größe der Straße über dem Fluß läßt sich schön erhöhen; Bücher für Mädchen. " * 5,
        "El año pasado señaló un crecimiento económico según la pequeña compañía española. " * 5,
        "Plain ASCII text of a page with 12 figures in it. " * 5,
        TEXT,
        "Ông đến bé, hai bé và bà mế ở làng Đá; «tấm lòng vàng» trao 30 suất quà. " * 5,
    ],
)
def test_what_is_set_in_no_such_font_is_left_alone(text: str) -> None:
    assert layout_of(text) is None
    assert modernise_lines(text) == text
    assert decode(text.encode()).text == text


def test_the_name_of_a_font_alone_changes_nothing() -> None:
    lines = ("Le chômage a été réduit de 12% à Paris, où 300 employés ont été formés en août.", PROSE[0])
    body = "".join(f"<p>{line}</p>" for line in lines)
    article = parse_article(capture(f"<html><body><font face='.VnTime'>{body}</font></body></html>"))

    assert content(article) == list(lines)


@pytest.mark.parametrize("times", [1, 2])
def test_utf_8_misread_once_or_twice_is_repaired_also_where_only_a_line_is(times: int) -> None:
    line = PROSE[1]
    for _ in range(times):
        line = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in line.encode())
    decoded = decode("\n".join((PROSE[0], line, PROSE[2])).encode())

    assert decoded.text == "\n".join(PROSE[:3])
    assert decoded.warnings == ("double_encoded",)


@pytest.mark.parametrize("word", ["nghiệp", "Quỹ", "khuyến", "gì", "ngoẹo", "THƯỞNG", "uỷ", "ủy", "giếng"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["straße", "élève", "càt", "größe", "ngế́", "ViÖt", "ñoàn", "12", "wạ"])
def test_what_is_no_syllable_is_told(word: str) -> None:
    assert not is_syllable(word)
