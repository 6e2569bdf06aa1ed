"""Whether what follows is counted until a day or a month too: `Tính đến 20/9`, but not `Đến 20/9`."""

from __future__ import annotations

from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.context.temporal import TimeMention

_COUNTED_TO = frozenset({"day", "month", "mid_month"})
_UNTIL = ending(r"(?:đến|tới)\s+(?:hết\s+|cuối\s+|giữa\s+)?(?:ngày\s+)?")
_UNTIL_INSIDE = compiled(r"(?:đến|tới)(?!\w)")
_SUMMED_UP = ending(r"(?:tính|lũy kế|cộng dồn|kể)\s+(?:[^\W\d]+\s+){0,3}?")
_SINCE_NEW_YEAR = compiled(r"từ\s+đầu\s+năm(?!\w)")
_REACH = 60


def counts_on(text: str, sentence_start: int, mention: TimeMention) -> bool:
    """Whether the sentences behind a time until which something is counted are counted until then too.

    `Đến 20/9 đã thu hoạch 480 ha`, `thu ngân sách từ đầu năm đến 20/9 đạt 90 tỷ` say it of that
    alone. A day that is told with its year is one that the page counts by.
    """
    if mention.kind not in _COUNTED_TO or mention.year is not None:
        return True
    before = text[max(sentence_start, mention.start - _REACH) : mention.start]
    until = _UNTIL.search(before)
    if until:
        before = before[: until.start()]
    elif _SINCE_NEW_YEAR.match(text, mention.start):
        return not before.strip()
    elif not _UNTIL_INSIDE.match(text, mention.start):
        return True
    return _SUMMED_UP.search(before) is not None
