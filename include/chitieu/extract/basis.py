"""What a growth or a change is against."""

from __future__ import annotations

import re
from datetime import date

from chitieu.catalogue.folding import folded_pattern
from chitieu.extract.cues import Cue, word_list
from chitieu.kernel.records import Basis

_YEAR = folded_pattern(r"(?<![\d/.-])((?:19|20)\d{2})(?!\d)")
_MONTH = folded_pattern(r"tháng\s+(\d{1,2})(?:\s?[-/.]\s?(\d{4})|\s+năm\s+(\d{4}))?")
_QUARTER = folded_pattern(r"quý\s+(i{1,3}|iv|\d)(?:\s?[-/.]?\s?(\d{4})|\s+năm\s+(\d{4}))?(?!\w)")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_AGAINST = folded_pattern(
    r"(?<!\w)so(?:\s+với)?\s(?P<what>[^;()]{2,80})|(?<!\w)với\s(?P<with>cùng kỳ[^;()]{0,30})"
)
_SAME = folded_pattern(rf"(?<!\w){word_list('same_period')}(?!\w)")
_PREVIOUS = folded_pattern(rf"(?<!\w){word_list('previous_period')}(?!\w)")
_ASIDE = folded_pattern(r"\(?(?:cùng kỳ|năm trước|năm ngoái)[^()]*$")
_FIRST = folded_pattern(r"\s(?:và|nhưng|còn|trong khi)\s|[,;)]")
_EARLIER = folded_pattern(r"\((?:cùng kỳ|năm trước|năm ngoái)[^()]*\)[^;]*$")
_SINCE = folded_pattern(r"(?<!\w)(?:sau|qua)\s(?:hơn |gần )?\d+\s(?:năm|nhiệm kỳ)")
# `gấp 3 lần năm 2021`: after a multiple no `so với` is needed.
_DIRECT = folded_pattern(
    r"\s(?:của )?(?P<what>(?:cùng kỳ|năm trước|năm ngoái|(?:cả )?năm \d{4}|tết \d{4})[^;,()]*)"
)
_MULTIPLE = folded_pattern(r"\s?(?:mọi năm|trước đây|ban đầu)")


_HIGHER = folded_pattern(
    r"(?:cao|nhiều|lớn|thấp|ít|kém)\shơn\s(?:so với\s)?(?P<what>(?!khoảng|gần|hơn|tới|đến)[^\d]{4,60})$"
)


def _by_quarter(found: re.Match[str], end: date) -> Basis:
    name = found[1]
    quarter = _QUARTERS.get(name) or int(name)
    year = int(found[2] or found[3] or end.year)
    now = (end.month + 2) // 3
    if quarter == now and year == end.year - 1:
        return Basis.SAME_PERIOD_LAST_YEAR
    return Basis.PREVIOUS_PERIOD if (end.year * 4 + now) - (year * 4 + quarter) == 1 else Basis.OTHER


def _by_month(found: re.Match[str], end: date) -> Basis:
    month, year = int(found[1]), int(found[2] or found[3] or end.year)
    if month == end.month and year == end.year - 1:
        return Basis.SAME_PERIOD_LAST_YEAR
    return Basis.PREVIOUS_PERIOD if (end.year * 12 + end.month) - (year * 12 + month) == 1 else Basis.OTHER


def basis_of(what: str, end: date | None) -> Basis:
    """The basis that a comparison names (`năm 2021`, `tháng trước`, `quý IV/2018`).

    `end` is the last day of the figure's own period; without it a bare year cannot be told to be the last.
    """
    what = _FIRST.split(what.lstrip())[0]
    if _PREVIOUS.match(what):
        return Basis.PREVIOUS_PERIOD
    if _SAME.search(what[:45]):
        return Basis.SAME_PERIOD_LAST_YEAR
    if _PREVIOUS.search(what[:30]):
        return Basis.PREVIOUS_PERIOD
    if end is not None:
        if found := _QUARTER.search(what[:40]):
            return _by_quarter(found, end)
        if found := _MONTH.search(what[:40]):
            return _by_month(found, end)
        if found := _YEAR.search(what[:60]):
            return Basis.SAME_PERIOD_LAST_YEAR if int(found[1]) == end.year - 1 else Basis.OTHER
    return Basis.OTHER


def comparison_after(folded: str, after: int, limit: int, end: date | None) -> Basis | None:
    """The basis that is named between a number and the next one (`so với cùng kỳ`)."""
    text = folded[after:limit]
    direct = _DIRECT.match(text) if folded.endswith("lần", 0, after) else None
    if direct:
        return basis_of(direct["what"], end)
    found = _AGAINST.search(text)
    if found and ";" not in text[: found.start()]:
        # The comparison may name a number of its own (`so với năm 2021`), so it is read beyond the limit.
        what = folded[after + found.start("what" if found["what"] else "with") : after + found.start() + 90]
        return basis_of(what.split(";")[0], end)
    return Basis.OTHER if _MULTIPLE.match(text) else None


def comparison_within(folded: str, cue: Cue, start: int, end: date | None) -> Basis | None:
    """The basis of `cao hơn lương tối thiểu 40%`: what stands between the verb and the number."""
    if cue.rule not in ("increase", "decrease"):
        return None
    found = _HIGHER.match(folded[cue.start : start])
    return basis_of(found["what"], end) if found else None


def comparison_before(folded: str, low: int, start: int, end: date | None) -> Basis | None:
    """The basis that is named ahead of a number (`so với năm 2021, ... tăng`)."""
    aside = _ASIDE.search(folded, max(low, start - 60), start)
    if aside and aside.group().startswith("("):
        return Basis.SAME_PERIOD_LAST_YEAR
    if _EARLIER.search(folded, 0, start):
        return Basis.SAME_PERIOD_LAST_YEAR
    comparisons = list(_AGAINST.finditer(folded, low, start))
    if not comparisons:
        return Basis.OTHER if _SINCE.search(folded, low, start) else None
    return basis_of(comparisons[-1]["what"] or comparisons[-1]["with"], end)
