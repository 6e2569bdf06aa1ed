"""Bytes to text: byte order marks, declared charsets, and charsets that are not what they say."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from chitieu.article.legacy import convert, layout_of, modernise_lines, share_of_syllables
from chitieu.kernel.errors import PageRejected
from chitieu.kernel.media import binary_kind

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Eight-bit encodings that Vietnamese pages use and Python knows; the layouts of old fonts are tried besides.
_EIGHT_BIT = ("cp1258",)
_TAG = re.compile(
    r"<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style)\s*>)[^<]*+)*+</(?:script|style)\s*>|<[^<>]*>",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_HEAD_BYTES = 4096
_VIETNAMESE = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)
# The signs that windows-1252 shows for bytes 80 to BF, where the letters of UTF-8 go on.
_TRAILING = range(0x80, 0xC0)
_BYTE_OF = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in _TRAILING}
_BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0x100)}
_TAIL = "[" + re.escape("".join(sign for sign, byte in _BYTE_OF.items() if byte in _TRAILING)) + "]"
_MISREAD = re.compile(f"[\xc2-\xdf]{_TAIL}|[\xe0-\xef]{_TAIL}{{2}}|[\xf0-\xf4]{_TAIL}{{3}}")
_MAY_BE_MISREAD = re.compile(f"[\xc2-\xf4]{_TAIL}")
# The same in the bytes of a page, looser and many times faster: it spares most pages the search above.
_MAY_BE_MISREAD_BYTES = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
_MISREAD_TIMES = 3
_MIN_MISREAD_SHARE = 0.6
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_UNDEFINED = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_LATIN_SIGNS = frozenset(map(chr, range(0xA1, 0xC0)))
_MAX_FOREIGN_SHARE = 0.1
_MAX_BROKEN_SHARE = 0.002
_MAX_CONTROL_SHARE = 0.02
_UTF16_NUL_SHARE = 0.2
_LOOKED_AT = 6_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, the encoding it was read with, and codes of what was odd about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, media_type: str | None = None) -> Decoded:
    """Decode a page without changing its letters: no normalisation, one character per character.

    Text in windows-1258 or for a font of before Unicode has one character per byte as well, some of them
    combining marks. Only where UTF-8 was saved as if it were windows-1252 do offsets count in what was meant.
    A NUL, which no database text can hold, becomes U+FFFD so that offsets stay. Raises `PageRejected` with
    `empty`, `binary` or `encoding`.
    """
    if not content.strip():
        raise PageRejected("empty", "The page has no text. Fetch it again, or leave it out.")
    what = binary_kind(content)
    if what is not None:
        raise PageRejected("binary", f"The page is {what}, no text. Give the page itself, as HTML or text.")
    decoded = _by_mark(content) or _as_utf8(content) or _without_mark(content, media_type)
    if decoded is None:
        raise PageRejected(
            "encoding",
            "The page is in no encoding that is known (UTF-8, UTF-16, windows-1258, TCVN3, VNI). "
            "Save it as UTF-8.",
        )
    return _checked(decoded, content, declared_charset(content, media_type))


def declared_charset(content: bytes, media_type: str | None = None) -> str | None:
    """Python name of the charset that the media type or the first 4 KB declare; None where none is known."""
    for place in ((media_type or "").encode("ascii", "ignore"), content[:_HEAD_BYTES]):
        found = _DECLARED.search(place)
        if found:
            try:
                return codecs.lookup(found.group(1).decode("ascii")).name
            except LookupError:
                continue
    return None


def _by_mark(content: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return Decoded(content[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    return None


def _as_utf8(content: bytes) -> Decoded | None:
    if 0 in content and content.count(0) > len(content) * _UTF16_NUL_SHARE:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    repaired = _repair_double_encoding(text) if _MAY_BE_MISREAD_BYTES.search(content) else None
    if repaired is not None:
        return Decoded(repaired, "utf-8", ("double_encoded",))
    return Decoded(text, "utf-8")


def _without_mark(content: bytes, media_type: str | None) -> Decoded | None:
    utf16 = _as_utf16(content)
    if utf16 is not None:
        return utf16
    if content.count(0) > len(content) * _MAX_CONTROL_SHARE:
        raise PageRejected("binary", "The page is a binary file, no text. Give the page as HTML or text.")
    lenient = content.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    whole = len(_BEYOND_ASCII.findall(lenient)) - broken
    if broken <= max(1, int(len(lenient) * _MAX_BROKEN_SHARE)) and whole > broken:
        # A copy that was cut inside a letter is still worth reading: all but that letter is there.
        return Decoded(lenient, "utf-8", ("broken_letters",))
    return _as_eight_bit(content, declared_charset(content, media_type))


def _as_eight_bit(content: bytes, declared: str | None) -> Decoded | None:
    """The reading, among the codecs and the layouts of old fonts, in which most words are Vietnamese."""
    latin = _as_latin(content)
    found: list[tuple[float, Decoded]] = []
    if (layout := layout_of(_words_of(latin))) is not None:
        text = modernise_lines(latin)
        if text == latin:  # too few signs to tell line by line, as in a page of one sentence
            text = convert(latin, layout)
        found.append((share_of_syllables(_words_of(text)), Decoded(text, layout, ("legacy_font",))))
    candidates = [declared, *_EIGHT_BIT] if declared not in (None, "utf-8") else [*_EIGHT_BIT]
    for encoding in dict.fromkeys(name for name in candidates if name):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        words = _words_of(text)
        if _reads_vietnamese(words):
            share = share_of_syllables(unicodedata.normalize("NFC", words))
            found.append((share, Decoded(text, encoding)))
    return max(found, key=lambda reading: reading[0])[1] if found else None


def _as_latin(content: bytes) -> str:
    """One sign per byte: those of windows-1252, of Latin-1 where it has none."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("cp1252", "surrogateescape").translate(_UNDEFINED)


def _words_of(markup: str) -> str:
    """What a page says, as far as it is looked at to tell its encoding: without tags and scripts."""
    words: list[str] = []
    size = place = 0
    for tag in _TAG.finditer(markup):
        words += (markup[place : tag.start()], " ")
        size += tag.start() - place + 1
        place = tag.end()
        if size >= _LOOKED_AT:
            break
    else:
        words.append(markup[place:])
    return "".join(words)[:_LOOKED_AT]


def _as_utf16(content: bytes) -> Decoded | None:
    half = len(content) // 2
    if half == 0:
        return None
    for encoding, nuls in (("utf-16-le", content[1::2].count(0)), ("utf-16-be", content[0::2].count(0))):
        if nuls > half * _UTF16_NUL_SHARE:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if _reads_vietnamese(text) or text.isascii():
                return Decoded(text, encoding)
    return None


def _reads_vietnamese(text: str) -> bool:
    """Whether nearly all signs beyond ASCII are Vietnamese letters in their place, and there are some.

    In its place means: no capital behind a small letter, no tone without vowel, no sign inside a word. That
    is what text in another Vietnamese encoding looks like, though its letters seem Vietnamese one by one.
    """
    composed = unicodedata.normalize("NFC", text)
    good = bad = 0
    for found in _BEYOND_ASCII.finditer(composed):
        sign, place = found[0], found.start()
        before = composed[place - 1] if place else " "
        if sign in _VIETNAMESE:
            good += 1
            bad += sign.isupper() and before.islower()
        elif sign.isalpha() or unicodedata.combining(sign) or (before.isalpha() and sign in _LATIN_SIGNS):
            bad += 1
    return good > 0 and bad <= (good + bad) * _MAX_FOREIGN_SHARE


def _repair_double_encoding(text: str) -> str | None:
    """The text with the lines repaired that were UTF-8, read as windows-1252 and saved again, once or more.

    None where no line was. Offsets then count in the repaired text.
    """
    if _MAY_BE_MISREAD.search(text) is None:
        return None
    lines = text.split("\n")
    repaired = [_repaired_line(line) for line in lines]
    return "\n".join(repaired) if repaired != lines else None


def _repaired_line(line: str) -> str:
    repaired = line
    for _ in range(_MISREAD_TIMES):
        misread = sum(map(len, _MISREAD.findall(repaired)))
        if misread == 0 or misread < _MIN_MISREAD_SHARE * sum(sign > "\x7f" for sign in repaired):
            break
        repaired = _MISREAD.sub(_letter_meant, repaired)
    return repaired if repaired == line or _reads_vietnamese(repaired) else line


def _letter_meant(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[sign] for sign in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()


def _checked(decoded: Decoded, content: bytes, declared: str | None) -> Decoded:
    warnings = list(decoded.warnings)
    # Counted in bytes, where it costs next to nothing: in UTF-8 these signs are bytes of their own.
    encoded = content if decoded.encoding == "utf-8" else decoded.text.encode("utf-8", "replace")
    controls = len(encoded) - len(encoded.translate(None, _CONTROL_BYTES))
    if controls > len(decoded.text) * _MAX_CONTROL_SHARE:
        raise PageRejected(
            "binary", "The page is mostly control characters, no text. Give it as HTML or text."
        )
    if controls:
        warnings.append("control_characters")
    if declared is not None and declared != decoded.encoding and not decoded.text.isascii():
        warnings.append("charset_mislabelled")
    text = decoded.text.replace("\x00", "\ufffd") if "\x00" in decoded.text else decoded.text
    return Decoded(text, decoded.encoding, tuple(warnings))
