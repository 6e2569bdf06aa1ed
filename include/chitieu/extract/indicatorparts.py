"""Parts by the words that belong to an indicator itself, by what complements it and by those who get it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator
from chitieu.extract.partcuts import BORDER, NO_SUBJECT, OPENER, SHORTEST, Found, trimmed, without_time
from chitieu.extract.partwords import contrasts, is_listed, near_words, pattern, pattern_of_words
from chitieu.extract.readings import Reading
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.records import Measure

_SIGN = re.compile(r"[,;:.(]")
# `giảm 2,4% so với cùng kỳ do nắng hạn vụ đông xuân`: what moved a figure is no part of it.
_CAUSE = word_pattern(r"(?<!\w)(?:do|vì|nhờ|bởi)(?!\w)")
_WHOLE = fold("toàn ")
_NUMBER_BEHIND, _NUMBER_BEFORE = re.compile(r"\D{0,16}\d"), re.compile(r"\d\s[^,;\d]{0,12}$")
_AND = frozenset({fold(" và "), ", "})
# `suất quà cho đoàn viên khó khăn`: those whom unions give gifts to anyway.
_USUAL_RECEIVERS = folded_pattern(
    r"(?:các |những )?(?:(?:đoàn viên|đvcđ|công nhân|người lao động|nlđ|cnlđ|cnvclđ|lao động)(?: lao động)?"
    r"(?:, | và |\s)?)+"
    r"(?:nghèo|khó khăn|có hoàn cảnh [^,;]*khó khăn)?"
)
_BENEFICIARY = folded_pattern(r"[^,;.()\d]{0,40}?\s(?P<who>cho\s(?!các hoạt động|biết)[^,;.()\d]{4,70})")


def _span_behind(folded: str, reading: Reading) -> tuple[int, int]:
    """Where the phrase of the indicator ends if it reaches over the number, and where what follows ends."""
    inside = reading.mention.end if reading.mention and reading.relation in ("inside", "behind") else 0
    if inside and pattern_of_words(OPENER).find(folded, reading.quantity.after, inside):
        # The phrase took in the beginning of what is told in detail behind the number.
        inside = 0
    border = BORDER.search(folded, max(reading.quantity.after, inside))
    behind = border.start() if border else reading.quantity.after
    moved = reading.measure in (Measure.GROWTH, Measure.CHANGE)
    cause = _CAUSE.find(folded, reading.quantity.after, behind) if moved else None
    return inside, cause.start() if cause else behind


def words_between(folded: str, indicator: Indicator, low: int, high: int) -> Iterator[Found]:
    """The indicator's words in a stretch, the nearest to its end first."""
    words = near_words(indicator.code, indicator.parts)
    for found in reversed(list(words.finditer(folded, low, high))) if words else ():
        if not folded.endswith(_WHOLE, 0, found.start()):
            yield (*found.span(), "part.of_indicator")


def of_words(folded: str, indicator: Indicator, reading: Reading, low: int) -> Iterator[Found]:
    """Words that are a part of this indicator, before the number or right behind its noun."""
    words = near_words(indicator.code, indicator.parts)
    if words is None:
        return
    q = reading.quantity
    begin = min(low, reading.mention.start) if reading.mention and reading.relation == "before" else low
    inside, behind = _span_behind(folded, reading)
    if q.kind == "count" and inside > q.start and (found := words.search(folded, q.after, behind)):
        yield (*found.span(), "part.of_indicator")
    after = words.search(folded, q.after, behind) if q.kind in ("count", "percent") else None
    after = after or (words.match(folded, q.after + 1, behind) if q.kind == "measure" else None)
    before = list(words.finditer(folded, begin, max(q.start, inside)))
    if before and after and q.kind == "count" and low and not _SIGN.search(folded, low, before[-1].start()):
        # `40 người bị ngập nhà và 12 người mồ côi`: the words before are those of the number before.
        yield (*after.span(), "part.of_indicator")
    yield from words_between(folded, indicator, begin, max(q.start, inside))
    if after:
        yield (*after.span(), "part.of_indicator")


def of_complement(folded: str, indicator: Indicator, reading: Reading, low: int) -> Found | None:
    """What is a part of this indicator beside another one, as its complement or as those who get it."""
    q = reading.quantity
    behind = _span_behind(folded, reading)[1]
    opposed = contrasts(indicator.code)
    if opposed and (
        mine := list(opposed.finditer(folded, low, q.start))
        or list(opposed.finditer(folded, q.after, behind))
    ):
        last = mine[-1]
        others = [found for found in opposed.finditer(folded) if found.group() != last.group()]
        if any(folded[found.end() : last.start()] in _AND for found in others):
            # `xây mới và sửa chữa 337 căn`: both together are the whole.
            return None
        if any(_beside_number(folded, *found.span()) for found in others):
            return (*last.span(), "part.contrast")
    if is_listed("complements", indicator.code) and (thing := _complement(folded, reading)):
        return (*thing, "part.complement")
    given = is_listed("beneficiaries", indicator.code) and q.kind == "count"
    if given and (who := _BENEFICIARY.match(folded, q.after)):
        start, end = trimmed(folded, who.start("who") + 4, who.end("who"))
        usual = indicator.domain == "union" and _USUAL_RECEIVERS.fullmatch(folded, start, end)
        return None if usual else (start, end, "part.beneficiary")
    return None


def _beside_number(folded: str, start: int, end: int) -> bool:
    """Whether a number of its own stands close to a phrase: `29 căn xây mới và 9 căn sửa chữa`."""
    return bool(_NUMBER_BEHIND.match(folded, end) or _NUMBER_BEFORE.search(folded, max(0, start - 16), start))


def _complement(folded: str, reading: Reading) -> tuple[int, int] | None:
    """What follows the name of the indicator (`xuất khẩu cà phê đạt 3,5 tỷ USD`)."""
    mention, q = reading.mention, reading.quantity
    if mention is None or reading.relation != "before" or mention.end > q.start:
        return None
    cue = reading.cue
    high = min(q.hedge_start, cue.start if mention.end <= cue.start < q.start else q.hedge_start)
    border = BORDER.search(folded, mention.end, high)
    if folded.startswith((" của", " và "), mention.end):
        return None
    start, end = trimmed(folded, mention.end, border.start() if border else high)
    start, end = without_time(folded, start, end)
    whole = pattern(r"^(?:<whole_complements>)(?!\w)").match(folded[start:end])
    if end - start < SHORTEST or whole or pattern(NO_SUBJECT).search(folded[start:end]):
        return None
    return start, end
