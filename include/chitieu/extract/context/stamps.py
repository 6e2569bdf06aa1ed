"""How a page says when it appeared: a line near its headline, words before its lead, a line at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from chitieu.extract.context import calendar
from chitieu.extract.context.patterns import folded
from chitieu.extract.context.temporal import TimeMention
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import record

_MONTH_NAMES = {
    name: at
    for at, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
} | {f"th{at}": at for at in range(1, 13)}
_NAME = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))
_CLOCK = r"\d{1,2}\s?[:hg]\s?\d\d(?::\d\d)?(?:\s*(?:[ap]m|sa|ch))?"
_SAID = folded(
    r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn|cập nhật|đăng|ngày|lúc|lần cuối"
    r"|thời gian|xuất bản|date|gmt\s*\+?\s*7|" + _CLOCK + r")[\s|,.:;()/–-]*)"
)
_SIGNED = (
    rf"\W*{_SAID}+(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?(?P<year>\d\d(?:\d\d)?)\W*"
)
_STAMPS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\W*(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:[\st]*{_CLOCK}\S*)?\W*",
        r"\W*(?:date\W+)?(?P<year>20\d\d)-(?P<month>\d\d)\W*",
        rf"\W*(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d\d)[\s|,-]+{_CLOCK}\W*",
        rf"{_SIGNED}(?:{_SAID})*\W*",
        rf"\W*(?P<name>{_NAME})[a-z]*\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>20\d\d)\W*",
        rf"\W*(?P<day>\d{{1,2}})\s+(?P<name>{_NAME})[a-z]*[.,]?\s+(?P<year>20\d\d)\W*",
    )
)
# `(TQĐT - 21/7/2017) ...`, `HÀ NỘI (22-3-2018). ...`, `TTO - 12/10/2021 - ...`: glued to the first sentence.
_GLUED = re.compile(r"\W*(?:(?:t[pxt]\.\s?)?[^\d.;:]{0,30}[-,(|])?\s*(?:ngày\s+)?\Z")
_GLUED_END = re.compile(r"\s*(?:\)|-\s|[|:])")
# `Hà Nội, ngày 5 tháng 10 năm 2016` under a document, `Ngày 12/3/2018` under an article.
_SIGNATURE = re.compile(folded(r"\W*(?:[^\d.;:()]{0,40},)?\s*(?:ngày\s+)?\Z"))
# A document has its body, its number and its country's name above the day.
_SIGNED_ABOVE = 8
_CENTURY, _DECEMBER = 2000, 12
_STAMP_SENTENCES, _GLUED_SENTENCES, _SIGNATURE_SENTENCES = 5, 4, 5
_SHORT_STAMP, _LONGEST_STAMP, _LONGEST_SIGNATURE = 40, 120, 70


@record
class Stamp:
    """The day of a page, with the sentence that says it.

    `mention` is the one time of the sentence that tells the day where the rest of it is prose; None where the
    whole sentence is the stamp.
    """

    day: date
    sentence: int
    mention: int | None = None


def stamp_of(
    sentences: Sequence[Sentence], mentions: Sequence[Sequence[TimeMention]], text: str
) -> Stamp | None:
    """The stamp of a folded text: a line near the headline, words before the lead, or a line at the end."""
    for index, found in enumerate(mentions[:_STAMP_SENTENCES]):
        day = next((m for m in found if m.rule == "time.full_date" and m.year), None)
        length = sentences[index].end - sentences[index].start
        clocks = (m for m in found if m.kind == "clock")
        timed = length < _LONGEST_STAMP and any(":" in text[m.start : m.end] for m in clocks)
        if day is not None and (timed or length < _SHORT_STAMP):
            stamp = _day_of(day)
            return Stamp(stamp, index) if stamp else None
        foreign = _foreign_stamp(text, sentences[index]) if length < _LONGEST_SIGNATURE else None
        if foreign is not None:
            return Stamp(foreign, index)
    return _glued(sentences, mentions, text) or _signature(sentences, mentions, text)


def _day_of(mention: TimeMention) -> date | None:
    return calendar.safe_day(mention.year or 0, mention.month or 0, mention.day or 0)


def _glued(
    sentences: Sequence[Sentence], mentions: Sequence[Sequence[TimeMention]], text: str
) -> Stamp | None:
    for index, found in enumerate(mentions[:_GLUED_SENTENCES]):
        for at, mention in enumerate(found[:1]):
            if mention.kind != "day" or not mention.year:
                continue
            opens = _GLUED.fullmatch(text, sentences[index].start, mention.start)
            day = _day_of(mention) if opens and _GLUED_END.match(text, mention.end) else None
            if day is not None:
                return Stamp(day, index, at)
    return None


def _signature(
    sentences: Sequence[Sentence], mentions: Sequence[Sequence[TimeMention]], text: str
) -> Stamp | None:
    """A short line that is a day, under or over a document: `Nam Trực, ngày 5 tháng 10 năm 2016`."""
    last = range(len(sentences) - 1, max(-1, len(sentences) - 1 - _SIGNATURE_SENTENCES), -1)
    for index in (*range(min(_SIGNED_ABOVE, len(sentences))), *last):
        found, line = mentions[index], sentences[index]
        if len(found) != 1 or line.end - line.start > _LONGEST_SIGNATURE:
            continue
        mention = found[0]
        alone = not text[mention.end : line.end].strip(" .)")
        if mention.kind != "day" or not mention.year or not alone:
            continue
        if _SIGNATURE.fullmatch(text, line.start, mention.start):
            day = _day_of(mention)
            return Stamp(day, index) if day else None
    return None


def _foreign_stamp(text: str, line: Sentence) -> date | None:
    """The day of a line like `2020-07-08`, `08/07/20 16:45`, `Jul 8, 2020`, `Thứ Sáu 17.10.14`.

    A line that gives the month alone (`date 2020-07`) is read as its last day.
    """
    for pattern in _STAMPS:
        found = pattern.fullmatch(text, line.start, line.end)
        if found is None:
            continue
        groups = found.groupdict()
        name = groups.get("name")
        year, month = int(groups["year"]), _MONTH_NAMES[name] if name else int(groups["month"])
        if groups.get("day") is None:
            return calendar.month_end(year, month) if month in range(1, _DECEMBER + 1) else None
        return calendar.safe_day(year if year > _CENTURY else _CENTURY + year, month, int(groups["day"]))
    return None
