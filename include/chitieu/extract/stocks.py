"""Bare nouns that name no stock: `980 đoàn viên` are all there are, unless the text goes on with a flow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from chitieu.catalogue.folding import folded_pattern
from chitieu.catalogue.indicators import Indicator, load_indicators
from chitieu.extract.carrying import narrowed, next_part
from chitieu.extract.cues import cue_words
from chitieu.extract.mentions import Mention
from chitieu.extract.quantity import Quantity
from chitieu.extract.readings import Candidate, SentenceText
from chitieu.extract.ties import of_stock
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.record import replace
from chitieu.kernel.records import Unit

# What a stock loses behind `trong đó`, where the count before it goes on.
_TOTAL, _PLAN_REACH = 0.4, 80


# `đạt 80% chỉ tiêu được giao (5 CĐCS)`, `chỉ tiêu là 400 đoàn viên`: the plan of what was counted before.
_OF_PLAN = word_pattern(
    r"(?<!\w)(?:chỉ tiêu|kế hoạch)(?:\s+[^,.;:()\d]{0,40}?)?\s*(?:[:(]\s*|\s(?:là|giao)\s)$"
)


def _is_noun_before(text: SentenceText, mention: Mention) -> bool:
    """Whether a phrase is but the noun of a number before."""
    return any(
        r.noun and r.quantity.after <= mention.start <= r.quantity.after + 1 and r.quantity.kind == "count"
        for r in text.readings
    )


def without_totals(text: SentenceText, q: Quantity, candidates: list[Candidate]) -> list[Candidate]:
    """`thành lập 22 CĐCS, trong đó có 13 CĐCS ...`: a part of what was counted is no stock of its own."""
    going_on = next((c for c in candidates if c.relation == "carried" and c.indicator), None)
    if going_on is None or going_on.indicator is None:
        return candidates
    if q.unit is Unit.PERCENT and text.readings:
        # `tăng 240 đoàn viên và vượt 12% kế hoạch`, `nâng tổng số lên 4.210 đoàn viên, vượt 12%`: the noun
        # of the number before is no subject of its own.
        return [
            replace(c, score=c.score - _TOTAL)
            if c.mention is not None
            and c.code == going_on.indicator.stock
            and (_is_noun_before(text, c.mention) or text.readings[-1].indicator is c.indicator)
            else c
            for c in candidates
        ]
    planned = _OF_PLAN.find(text.folded, max(0, q.hedge_start - _PLAN_REACH), q.hedge_start) is not None
    if q.kind != "count" or not (planned or narrowed(text, q) or next_part(text, q)):
        return candidates
    stocks = {going_on.indicator.stock, *cue_words("workforces")}
    # `265 đoàn viên được hỗ trợ. Trong số này, 53 đoàn viên ...`
    before = going_on.source.noun if going_on.source else ""
    alike = before != "" and text.folded.startswith(before, q.after + 1)
    return [
        replace(c, score=c.score - _TOTAL)
        if c.mention is not None
        and c.indicator is not going_on.indicator
        and (
            c.mention.behind or c.code in stocks or (alike and c.relation == "behind" and of_stock(c.mention))
        )
        else c
        for c in candidates
    ]


def without_stocks(q: Quantity, candidates: list[Candidate]) -> list[Candidate]:
    """`551 đoàn viên được kết nạp vào Đảng`: what the counted did follows them, they are not all."""
    did = any(
        c.relation == "behind"
        and c.mention
        and c.indicator
        and c.mention.words > 1
        and not of_stock(c.mention)
        for c in candidates
    )
    if (q.kind != "count" and q.unit is not Unit.PERCENT) or not did:
        return candidates
    return [
        replace(c, score=c.score - _TOTAL)
        if c.relation != "carried" and c.mention and of_stock(c.mention)
        else c
        for c in candidates
    ]


# `318.640 đoàn viên trên tổng số 402.500 công nhân`: the total is named, the noun does not stand alone.
_OF_TOTAL = word_pattern(r"(?<!\w)tổng(?:\ssố|\scộng)?\s$")
_TOTAL_REACH = 12


def without_bare_stocks(text: SentenceText, q: Quantity, candidates: list[Candidate]) -> list[Candidate]:
    """`Đài Loan nhận 38.114 lao động` on a page on workers abroad: the noun alone names no stock."""
    page = next((c.indicator for c in candidates if c.relation == "page"), None)
    if page is None or page is not text.subjects[0]:
        return candidates
    if _OF_TOTAL.find(text.folded, max(0, q.hedge_start - _TOTAL_REACH), q.hedge_start):
        return candidates
    return [
        replace(c, score=c.score - _TOTAL - 0.1)
        if c.mention is not None and c.mention.behind and c.code not in (page.code, page.stock)
        else c
        for c in candidates
    ]


# A count right behind the unit or body that it is of: `LĐLĐ huyện A 980 đoàn viên`, `B (7 CĐCS)`.
_NAME_WORD = r"(?!(?:có|hiện|gồm|với|quản lý|tổng|đang|tập hợp|tăng|giảm|còn|lên|là)(?!\w))[^\s:;,.()\d]+"
_LISTED = word_pattern(
    r"(?<!\w)(?:lđlđ|liên đoàn lao động|công đoàn(?! cơ sở)|cđ|ngành|huyện|quận|thị xã|thành phố|tp|tx|xã"
    r"|phường|tỉnh|khu kinh tế|khối)(?:\.\s?|\s)"
    rf"(?:{_NAME_WORD}\s){{0,7}}{_NAME_WORD}\s?[:(]?\s?$"
)
# `Các đảng bộ làm tốt gồm: Lâm Thao 214 đảng viên, ...`: what stands behind the heading are names.
_HEADED = folded_pattern(
    r"\W*(?:các|những|một số|nhiều|trong đó các)\s"
    r"(?:đơn vị|địa phương|huyện|xã|đảng bộ|công đoàn|lđlđ|nơi|ngành|cơ sở)"
    r"[^.;:\d]{0,60}?(?::|gồm|là|như)\s?:?\s(?:[^\s:;,.()\d]+\s){1,5}:?\s?\(?"
)
_NEXT_LISTED = folded_pattern(r"[^\d;.:]{0,24}\)?\s?(?:,|và|;)\s?(?:[^\d,;.:()]{2,40}\s?\(?\s?)?")
_HAS = word_pattern(r"(?<!\w)(?:có|hiện|gồm|với|quản lý|tổng|đang|tập hợp)(?!\w)")
_LISTED_REACH = 80


@cache
def _flows() -> Mapping[str, Indicator]:
    """By the code of a stock what adds to it."""
    flows = load_indicators().values()
    return {flow.stock: flow for flow in flows if flow.stock and flow.polarity != "less"}


def with_listed_flows(text: SentenceText, q: Quantity, candidates: list[Candidate]) -> list[Candidate]:
    """`Các đơn vị đạt cao: LĐLĐ huyện A 980 đoàn viên, 3 CĐCS` goes on with those admitted and founded."""
    if q.kind != "count":
        return candidates
    carried = [c.indicator for c in candidates if c.relation == "carried" and c.indicator]
    flows = {i.stock: i for i in (*text.subjects[:1], *carried) if i.stock}
    last = text.readings[-1] if text.readings else None
    if last is not None and last.indicator is not None and last.indicator.code in _flows():
        return candidates
    if last is not None and last.indicator is not None and last.indicator.stock:
        between = text.folded[last.quantity.after : q.hedge_start]
        listed = _NEXT_LISTED.fullmatch(between) is not None and not _HAS.find(between)
        flows = dict(_flows()) if listed else flows
    else:
        before = text.folded, max(0, q.hedge_start - _LISTED_REACH), q.hedge_start
        headed = last is None and _HEADED.fullmatch(text.folded, 0, q.hedge_start) is not None
        listed = headed or _LISTED.find(*before) is not None
    if not listed:
        return candidates
    return [
        replace(c, indicator=flows[c.code], relation="carried") if c.mention and c.code in flows else c
        for c in candidates
    ]
