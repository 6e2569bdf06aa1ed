"""Where the names of unions and guilds end that list the estates or the trades that they are of."""

from __future__ import annotations

import re

from chitieu.extract.context.bodywords import SPEAKS, VERBS
from chitieu.extract.context.patterns import compiled, words

# `Nghiệp đoàn bốc xếp, xe ôm chợ A`: what the members of a guild do, and where.
_TRADE = re.compile(r"(?:\s|,\s|\s[-\u2013/]\s|[-/])([^\W\d_]+)")
_NO_TRADE = words(
    r"hiện|mới|ra|gồm|với|vừa|do|để|ở|tại|trong|của|thì|này|trên|từ|sau|nay|chỉ|vẫn|gia nhập|hoạt động"
)
_MOST_WORDS = 10
# `Công đoàn KKT A và các KCN`, with the unit behind it or without.
_ESTATES_TOO = compiled(
    r"\s(?:và|-)\s(?:các\s)?"
    r"(?:kcn|kcx|ccn|kkt|khu công nghiệp|khu chế xuất|cụm công nghiệp|khu kinh tế)(?!\w)"
)
_ESTATE = words(r"kcn|kcx|kkt|khu công nghiệp|khu chế xuất|khu kinh tế")


def guild_end(plain: str, text: str, end: int, limit: int) -> int | None:
    """Where the name of a guild ends that lists its trades and closes with where it is."""
    stop = end
    for _ in range(_MOST_WORDS):
        word = _TRADE.match(plain, stop, limit)
        if word is None:
            return None
        if word.group(1)[0].isupper():
            return None if stop == end else _behind_capitals(plain, stop, limit)
        if any(verbs.match(text, word.start(1)) for verbs in (VERBS, SPEAKS, _NO_TRADE)):
            return None
        stop = word.end()
    return None


def _behind_capitals(plain: str, stop: int, limit: int) -> int:
    while (word := _TRADE.match(plain, stop, limit)) and word.group(1)[0].isupper() and plain[stop] == " ":
        stop = word.end()
    return stop


def estates_behind(text: str, end: int, stop: int) -> int | None:
    """Where the estates end that a union of an estate, named in `[end, stop)`, is of too."""
    too = _ESTATES_TOO.match(text, stop)
    return too.end() if too and _ESTATE.find(text, end, stop) else None
