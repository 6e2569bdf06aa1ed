"""An article's numbers, sentence by sentence: quantities, links, context, and what becomes of each number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chitieu.catalogue.folding import fold, folded_pattern
from chitieu.catalogue.indicators import Indicator
from chitieu.catalogue.units import factor_between
from chitieu.extract.asides import aside_reason, named_unit
from chitieu.extract.bases import Bases, Figures
from chitieu.extract.confidence import with_confidence
from chitieu.extract.context import ArticleContext
from chitieu.extract.cues import word_list
from chitieu.extract.legends import legend_of, under_legend
from chitieu.extract.linker import link
from chitieu.extract.mentions import counted_noun, find_mentions
from chitieu.extract.multiples import read_multiples, read_out_of
from chitieu.extract.nonstatistics import RejectedSpan, rejected_spans
from chitieu.extract.numbers import commas_part_thousands
from chitieu.extract.parts import PartReading, Parts
from chitieu.extract.quantities import read_quantities
from chitieu.extract.quantity import Quantity
from chitieu.extract.ranks import read_ranks
from chitieu.extract.readings import Reading, SentenceText, Topic
from chitieu.extract.sentences import split_sentences
from chitieu.extract.spans import Sentence
from chitieu.extract.status import Statuses
from chitieu.extract.subjects import Subjects
from chitieu.extract.tables import TableHead
from chitieu.extract.wordpatterns import word_pattern
from chitieu.kernel.ids import stable_id
from chitieu.kernel.record import replace
from chitieu.kernel.records import (
    CONTENT_KINDS,
    OTHER_INDICATOR,
    Article,
    BlockKind,
    Extraction,
    Measure,
    Observation,
    Qualifier,
    Rejection,
    RuleHit,
)

_DIGITS = folded_pattern(r"\d+(?:[.,]\d+)*")
_CONTINUES = re.compile(word_list("continues") + r"(?!\w)")
_THIS = word_pattern(r"(?<!\w)(?:tỷ lệ|con số|chỉ số|mức|số|chỉ tiêu|kết quả)\s(?:này|ấy|đó|trên)(?!\w)")
# `Chia theo loại hình:`, `Cụ thể như sau:` go into the figures that were told before.
_PARTS_IT = folded_pattern(
    r"(?:^|\W)(?:chia theo|phân theo|xét theo|tính theo|theo từng|cụ thể|trong đó|bao gồm|gồm|như sau)"
    r"(?:\s[^,;.:()\d]{1,40})?\s?:\s*$"
)
_TOPIC_REACH = 3


def _quantities(folded: str, rejected: Sequence[RejectedSpan], grouped: bool) -> list[Quantity]:
    ranks = [*read_ranks(folded), *read_multiples(folded), *read_out_of(folded)]
    return read_quantities(folded, counted_noun(), rejected, ranks, grouped=grouped)


def _context_spans(context: ArticleContext, sentence: Sentence) -> list[RejectedSpan]:
    spans = [
        RejectedSpan(start - sentence.start, end - sentence.start, _temporal_reason(kind), f"context.{kind}")
        for start, end, kind in context.temporal_spans(sentence.index)
    ]
    spans += [
        RejectedSpan(start - sentence.start, end - sentence.start, "name", "context.name")
        for start, end, _ in context.name_spans(sentence.index)
    ]
    return spans


def _temporal_reason(kind: str) -> str:
    return kind if kind in ("date", "time", "period", "age", "duration") else "period"


class ArticleReader:
    """Reads one article once; `observations` and `rejections` fill up in the order of the text."""

    def __init__(self, article: Article, version: str) -> None:
        self._article = article
        self._version = version
        self._sentences = split_sentences(article)
        self._context = ArticleContext(article, self._sentences)
        self._page = self._context.folded_stretches(
            [(block.start, block.end) for block in article.blocks if block.kind in CONTENT_KINDS]
        )
        self._grouped = commas_part_thousands(self._page)
        self._head = fold(" ".join((article.title or "", article.lead or "")))
        self._before: list[str] = []
        self._topic: Topic | None = None
        # Whether the items of a list stand under a line that parts what was told before it.
        self._parted = False
        # What the percentages in the brackets of a list are.
        self._legend: Measure | None = None
        # What the line above a list names (`Kết quả thu ở một số địa bàn:`).
        self._headed: tuple[Indicator, ...] = ()
        self._subjects = Subjects(fold(article.title or ""), self._page)
        self._bases = Bases()
        self._statuses = Statuses(self._context.published())
        self._table = TableHead()
        self._parts = Parts(article.title or "")
        self.observations: list[Observation] = []
        self.rejections: list[Rejection] = []

    def read(self) -> Extraction:
        """All numbers of the article, each an observation or a rejection."""
        for sentence in self._sentences:
            self._read_sentence(sentence)
        self._reject_furniture()
        return Extraction(
            self._article.article_version_id,
            self._version,
            with_confidence(self._article, sorted(self.observations, key=lambda row: row.start)),
            tuple(sorted(self.rejections, key=lambda row: row.start)),
        )

    def _near(self) -> str:
        """The folded title and lead and the two sentences just before."""
        return " ".join((self._head, *self._before[-2:]))

    def _read_sentence(self, sentence: Sentence) -> None:
        folded = self._context.folded(sentence)
        try:
            self._read_folded(sentence, folded)
        finally:
            self._before.append(folded)

    def _read_folded(self, sentence: Sentence, folded: str) -> None:
        spans = _context_spans(self._context, sentence) + rejected_spans(folded)
        quantities = _quantities(folded, spans, self._grouped)
        figures = []
        for quantity in quantities:
            reason = quantity.reject or named_unit(sentence.text, folded, quantity)
            if reason is None:
                figures.append(quantity)
            else:
                self._reject(sentence, quantity, reason)
        self._statuses.note_line(folded, bool(figures))
        item = sentence.block.kind is BlockKind.LIST_ITEM
        self._legend = legend_of(folded) or (self._legend if item or "%)" in folded else None)
        if not figures:
            self._table.note(sentence.text)
            parts = folded.rstrip().endswith(":") and _PARTS_IT.search(folded) is not None
            self._parted = parts or (self._parted and item)
            if not item:
                self._headed = self._named_by(folded)
            if self._topic and not self._parted:
                self._topic = replace(self._topic, distance=self._topic.distance + 1)
            return
        self._parted = self._parted and item
        topic = self._topic if self._topic and self._topic.distance <= _TOPIC_REACH else None
        text = SentenceText(
            folded,
            figures,
            find_mentions(folded, self._near(), self._page),
            topic,
            self._parted or _CONTINUES.match(folded) is not None or _THIS.find(folded) is not None,
            self._subjects.of_page(),
            self._headed if item else (),
        )
        linked = under_legend(folded, link(text), self._legend) if self._legend else link(text)
        readings = self._without_asides(sentence, linked)
        if not readings:
            return
        self._observe(sentence, folded, readings)
        self._subjects.add(readings)
        subjects = [reading for reading in readings if reading.relation != "none"]
        if subjects:
            self._topic = Topic(subjects[-1], 1, tuple(subjects))
        elif self._topic:
            self._topic = replace(self._topic, distance=self._topic.distance + 1)

    def _named_by(self, heading: str) -> tuple[Indicator, ...]:
        """The indicators that a line before a list names."""
        if not heading.rstrip().endswith(":"):
            return ()
        named = find_mentions(heading, self._near(), self._page)
        return tuple({m.code: m.indicator for m in named if m.indicator and not m.behind}.values())

    def _without_asides(self, sentence: Sentence, readings: list[Reading]) -> list[Reading]:
        """The readings without a person's own affairs and a firm's terms of trade, which are rejected."""
        kept = []
        for reading in readings:
            reason = aside_reason(sentence.text, self._head, reading)
            if reason is None:
                kept.append(reading)
            else:
                self._reject(sentence, reading.quantity, reason)
        return kept

    def _observe(self, sentence: Sentence, folded: str, readings: list[Reading]) -> None:
        periods = [
            self._context.period(
                sentence.index, sentence.start + r.quantity.start, sentence.start + r.quantity.end
            )
            for r in readings
        ]
        heads = [self._table.cell(sentence.text, r.quantity.start) for r in readings]
        statuses = self._statuses.read(folded, readings, periods, heads)
        bases = self._bases.read(
            Figures(
                sentence.index,
                sentence.paragraph,
                folded,
                readings,
                periods,
                [status for status, _ in statuses],
                heads,
            )
        )
        parts: list[PartReading] = []
        for i, reading in enumerate(readings):
            q = reading.quantity
            start, end = sentence.start + q.start, sentence.start + q.end
            place = self._context.place(sentence.index, start, end)
            organisation = self._context.organisation(sentence.index, start, end)
            status, status_hit = statuses[i]
            part = self._parts.read((folded, sentence.text), readings, parts, place.name)
            parts.append(part)
            written = self._article.text[start:end]
            wanted = reading.indicator.unit if reading.indicator else reading.unit
            factor = factor_between(reading.unit, wanted)
            hits = [*q.hits, *reading.hits, *([status_hit] if status_hit else []), *part.hits]
            if factor != 1:
                hits.append(RuleHit("unit.of_indicator", wanted.value, q.start, q.end))
            trace = tuple(_placed(hit, sentence.start) for hit in hits)
            trace += (*periods[i].hits, *place.hits, *organisation.hits)
            self.observations.append(
                Observation(
                    observation_id=stable_id(
                        "observation", self._article.article_version_id, start, end, written
                    ),
                    article_version_id=self._article.article_version_id,
                    page=self._article.page,
                    start=start,
                    end=end,
                    text=written,
                    indicator=reading.indicator.code if reading.indicator else OTHER_INDICATOR,
                    measure=reading.measure,
                    value=reading.value * factor,
                    unit=reading.unit if factor == 1 else wanted,
                    qualifier=_qualifier(folded, reading),
                    status=status,
                    sentence_start=sentence.start,
                    sentence_end=sentence.end,
                    sentence=sentence.text,
                    confidence=0.0,  # told once the whole page is read
                    extractor_version=self._version,
                    total=None if q.total is None else q.total * factor,
                    per=q.per,
                    period_start=periods[i].start,
                    period_end=periods[i].end,
                    place=place.name,
                    place_code=place.code,
                    basis=bases[i],
                    part=part.text,
                    organisation=organisation.name,
                    trace=trace,
                )
            )

    def _reject(self, sentence: Sentence, quantity: Quantity, reason: str) -> None:
        trace = tuple(_placed(hit, sentence.start) for hit in quantity.hits)
        self._add_rejection(
            sentence.start + quantity.start, sentence.start + quantity.end, reason, sentence.text, trace
        )

    def _add_rejection(
        self, start: int, end: int, reason: str, sentence: str, trace: tuple[RuleHit, ...]
    ) -> None:
        written = self._article.text[start:end]
        self.rejections.append(
            Rejection(
                rejection_id=stable_id("rejection", self._article.article_version_id, start, end, written),
                article_version_id=self._article.article_version_id,
                page=self._article.page,
                start=start,
                end=end,
                text=written,
                reason=reason,
                sentence=sentence,
                extractor_version=self._version,
                trace=trace,
            )
        )

    def _reject_furniture(self) -> None:
        """Numbers of navigation, related news, bylines and the like: rejected with what the block is."""
        for block in self._article.blocks:
            if block.kind in CONTENT_KINDS:
                continue
            for start, end in _numbers(self._article.text, block.start, block.end):
                hit = RuleHit(
                    f"block.{block.kind.value}", block.reason or block.kind.value, block.start, block.end
                )
                line = self._article.text[block.start : block.end].strip()
                self._add_rejection(start, end, block.kind.value, line[:500], (hit,))


def _numbers(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _DIGITS.finditer(text, start, end):
        yield match.span()


def _placed(hit: RuleHit, offset: int) -> RuleHit:
    if hit.start is None or hit.end is None:
        return hit
    return RuleHit(hit.rule, hit.decision, hit.start + offset, hit.end + offset)


def _qualifier(folded: str, reading: Reading) -> Qualifier:
    q = reading.quantity
    if (reading.cue.beats_hedge or q.total is not None) and folded[
        q.hedge_start : q.start
    ].strip().startswith("vượt"):
        return Qualifier.EXACT
    return q.qualifier
