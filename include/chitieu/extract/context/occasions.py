"""Whether `Tháng Công nhân` dates what is told, or only says on what occasion something was given."""

from __future__ import annotations

from chitieu.extract.context.patterns import compiled
from chitieu.extract.context.temporal import TimeMention

_APART = compiled(r"\W*(?:chỉ\s+)?riêng\s+(?:trong\s+)?")
_IN_BRACKETS = compiled(r"\s*\(tháng\s")


def is_frame(text: str, sentence_start: int, mention: TimeMention) -> bool:
    """`Riêng Tháng Công nhân, công đoàn trao 140 suất quà`: what follows is of that month alone."""
    if mention.kind != "campaign":
        return False
    if mention.year or mention.relative or _IN_BRACKETS.match(text, mention.end):
        return True
    return _APART.fullmatch(text, sentence_start, mention.start) is not None
