"""Short names of a page's bodies: abbreviations, said or left to be understood, and names without their form.

`Công đoàn Khu kinh tế (CĐ KKT)`, `CĐ CSVN` for Công đoàn Cao su Việt Nam, `EVN`, `May Sông Xanh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from chitieu.catalogue.folding import fold
from chitieu.catalogue.organisations import HeadKind, OrganisationHead
from chitieu.extract.context.patterns import compiled, folded
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import record

_CALLED = folded(r"(?:(?:sau đây\s+)?(?:gọi\s+|viết\s+)?tắt(?:\s+là)?|sau đây gọi là)\s*:?\s*")
_INTRODUCED = re.compile(
    rf"\s?\(\s?(?:{_CALLED})?[\"“”']?((?:(?:CĐ|LĐLĐ|HTX|Cty)\s)?[A-ZĐ][A-Za-zĐ&-]{{1,11}})[\"“”']?\s?\)"
)
_INSIDE = re.compile(r"\s\(\s?((?:CĐ|LĐLĐ)?\s?[A-ZĐ&-]{2,9})\s?\)(?=\s)")
BRACKETED = re.compile(r"\s\(\s?(?:(?:CĐ|LĐLĐ)?\s?[A-ZĐ&-]{2,9})\s?\)(?=\s)")
_CAPITALS = re.compile(r"[A-ZĐ][A-ZĐ&-]{2,9}\Z")
_SHORTENED = re.compile(r"[A-ZĐ][A-ZĐ&-]{1,8}\Z")
_PART = re.compile(r"[\w&-]+")
_FEWEST_LARGE, _FEWEST_WORDS = 2, 2
# A word of several syllables is no Vietnamese one: it names one firm wherever it stands.
_FOREIGN = re.compile(r"[A-Z][a-z]*[aeiou][b-df-hj-np-tv-z]+[aeiou]")
# What stands between the head of a firm's name and what it is called by.
_FORM_WORDS = "cổ phần cp tnhh mtv nhà nước một thành viên trách nhiệm hữu hạn"
FORMS = frozenset(map(fold, _FORM_WORDS.split()))
_FIRM_IN = compiled(r"(?:(?:công đoàn cơ sở|công đoàn|cđcs|cđ) )?(?:công ty|cty|ctcp) ")
_COMMON = frozenset(
    ("TNHH", "MTV", "XNK", "KCN", "KCX", "KKT", "HTX", "NTM", "HCM", "DVVL", "CNTT", "XHCN", "CNVCLĐ", "CSXH")
)
FIRMS = frozenset(
    {"Công ty", "Cty", "CTCP", "Tổng công ty", "Tập đoàn", "Tổ chức tài chính vi mô", "Hợp tác xã", "HTX"}
)


@record
class Alias:
    """A short name, the full name it stands for, and the head of that."""

    short: str
    name: str
    head: OrganisationHead


def inside(plain: str, stop: int, limit: int) -> re.Match[str] | None:
    """An abbreviation in brackets inside a name (`Công đoàn Khu kinh tế (CĐ KKT) Hải Phòng`)."""
    return _INSIDE.match(plain, stop, limit)


def aliases_of(plain: str, start: int, end: int, name: str, head: OrganisationHead) -> Iterator[Alias]:
    """The short names that one mention of a body gives it."""
    for match in (_INTRODUCED.match(plain, end), _INSIDE.search(plain, start, end)):
        short = match.group(1).strip() if match else ""
        if sum(char.isupper() for char in short) >= _FEWEST_LARGE and short not in _COMMON:
            yield Alias(short, name, head)
    if head.short in FIRMS and head.kind is not HeadKind.PHRASE:
        called = _called(name.removeprefix(head.short).split())
        if called:
            yield Alias(called, name, head)


def _called(rest: list[str]) -> str | None:
    """What a firm is called without its form: capitals, or two capitalised words or more."""
    words = list(rest)
    while words and fold(words[0]) in FORMS:
        words = words[1:]
    if len(words) == 1 and _CAPITALS.match(words[0]) and words[0] not in _COMMON:
        return words[0]
    if len(words) == len(rest) or len(words) < _FEWEST_WORDS:
        return None
    own = list(takewhile(lambda word: word[:1].isupper(), reversed(words)))[::-1]
    # `Takara Sông Xanh` of Công ty TNHH Linh kiện Takara Sông Xanh: by what it alone is called.
    called = len(own) == len(words) or len(own) > _FEWEST_WORDS or _FOREIGN.match(" ".join(own))
    return " ".join(own) if called and len(own) >= _FEWEST_WORDS else None


def occurrences(
    plain: str, shorts: Iterable[str], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, int, int, int]]:
    """Where short names stand as words of their own: the name, its sentence's index, start and end."""
    by_first: dict[str, list[str]] = {}
    for short in shorts:
        first = _PART.search(short)
        if first:
            by_first.setdefault(first.group(), []).append(short)
    if not by_first:
        return
    for index, sentence in enumerate(sentences):
        for match in _PART.finditer(plain, sentence.start, sentence.end):
            for short in by_first.get(match.group(), ()):
                end = match.start() + len(short)
                if plain.startswith(short, match.start()) and not _PART.match(plain, end):
                    yield short, index, match.start(), end


def is_shortened(word: str) -> bool:
    """Whether a word is capitals that may stand for others."""
    return _SHORTENED.match(word) is not None


def stands_for(short: str, words: Sequence[str]) -> bool:
    """Whether capitals are the first letters of words, or of the first of them.

    >>> stands_for("CSVN", ["Cao", "su", "Việt", "Nam"]), stands_for("KKT", "Khu kinh tế Hà Nam".split())
    (True, True)
    """
    letters = [fold(char) for char in short if char.isalpha()]
    first = [fold(word[:1]) for word in words]
    return (
        bool(_SHORTENED.match(short)) and len(letters) >= _FEWEST_LARGE and first[: len(letters)] == letters
    )


def firm_in(name: str) -> str | None:
    """The firm that a body is or is the union of, by its name without the words of its form."""
    found = _FIRM_IN.match(fold(name))
    words = name[found.end() :].split() if found else []
    while words and fold(words[0]) in FORMS:
        words = words[1:]
    return " ".join(words) or None


def is_one_firm(one: str, other: str) -> bool:
    """Whether two names without their forms are one firm's (`Linh kiện Seiwa Hà Nam`, `Seiwa Hà Nam`).

    >>> is_one_firm("Linh kiện Seiwa Hà Nam", "Seiwa Hà Nam"), is_one_firm("May A", "May B")
    (True, False)
    """
    first, second = sorted((fold(one), fold(other)), key=len)
    return first == second or (len(first.split()) >= _FEWEST_WORDS and second.endswith(f" {first}"))
