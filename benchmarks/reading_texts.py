"""Texts of any length for the reading benchmark: prose, tables, and what a careless pattern chokes on."""

from __future__ import annotations

from collections.abc import Callable

from chitieu.kernel.records import Article, Block, BlockKind

# Repeated to the length that is asked for; `{}` is the number of the repetition.
_REPEATED = {
    "table": "Xã số {} | {} người | 12,5% | 300 triệu đồng\n",
    "many places": "Ở xã An {} có 12 hộ.\n",
    "many months": "Tháng 3/20{}, có 15 hộ; từ 15 lên 17.\n",
    "one figure again and again": "Toàn tỉnh có 12.345 hộ nghèo.\n",
    "opening brackets": "(",
    "brackets of all kinds": "[({",
    "digits": "1",
    "numbers alone": "12 ",
    "numbers in brackets": "(12) ",
    "digits and dots": "1.",
    "digits and slashes": "1/",
    "commas": ",",
    "quotes": '" ',
    "trong đó": "trong đó ",
    "one word": "tăng ",
    "one word without spaces": "tăng",
    "one movement": "tăng 5% ",
    "combining marks": "a\u0301\u0302\u0323\u0300 ",
    "combining marks alone": "\u0301\u0323",
    "empty lines": "a\n",
}


def _joined(prose: str) -> str:
    """Prose without the ends of its sentences and lines."""
    return prose.replace("\n", " ").replace(". ", ", ")


_GROWN: dict[str, Callable[[str], str]] = {"prose": str, "prose without an end": _joined}
KINDS = (*_GROWN, *_REPEATED)


def text_of(kind: str, length: int, prose: str) -> str:
    """A text of one of `KINDS` of about so many characters; `prose` is what prose is made of."""
    if kind in _GROWN:
        piece = _GROWN[kind](prose) + "\n"
        return (piece * (length // len(piece) + 1))[:length]
    piece = _REPEATED[kind]
    count = length // len(piece) + 1
    if "{}" not in piece:
        return (piece * count)[:length]
    return "".join(piece.replace("{}", str(number)) for number in range(count))[:length]


def article_of(text: str) -> Article:
    """An article whose lines are its paragraphs."""
    blocks = []
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            blocks.append(Block(start, start + len(line.rstrip("\n")), BlockKind.BODY))
        start += len(line)
    return Article(
        article_id="article",
        article_version_id="version",
        capture_id=None,
        url="https://example.org/",
        page="page",
        source_id="example",
        title=None,
        lead=None,
        author=None,
        publisher=None,
        published_at=None,
        updated_at=None,
        text=text,
        blocks=tuple(blocks),
        parser_version="none",
    )
