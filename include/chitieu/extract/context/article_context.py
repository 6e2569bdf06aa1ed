"""The context of every figure of one article, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chitieu.catalogue.folding import fold
from chitieu.catalogue.organisations import load_organisation_words
from chitieu.catalogue.places import load_gazetteer
from chitieu.extract.context.bodies import Bodies
from chitieu.extract.context.digitnames import digit_names
from chitieu.extract.context.periods import Timeline
from chitieu.extract.context.places import Atlas
from chitieu.extract.context.readings import OrganisationReading, PeriodReading, PlaceReading
from chitieu.extract.spans import Sentence
from chitieu.extract.words import cuts_word, words_of_part
from chitieu.kernel.records import Article


class ArticleContext:
    """When, where and whose: asked for a number by its sentence and its span in the article's text."""

    def __init__(self, article: Article, sentences: Sequence[Sentence]) -> None:
        self._text = article.text
        self._folded = fold(article.text)
        # How a final sigma is lowered depends on what stands around it.
        self._divides = "ς" not in self._folded and "Σ" not in self._folded
        self._timeline = Timeline(article, sentences, self._folded)
        self._periods: dict[tuple[int, int, int], PeriodReading] = {}
        self._day = self._timeline.day_known()
        self._atlas = Atlas(
            article, sentences, self._folded, load_gazetteer(), self._timeline.numerals, day=self._day
        )
        self._names = [digit_names(article.text, self._folded, s, self._atlas) for s in sentences]
        self._bodies = Bodies(article, sentences, self._folded, load_organisation_words(), self._atlas)

    def folded(self, sentence: Sentence) -> str:
        """The folded text of a sentence: a piece of that of the page, with its words, if it cuts none."""
        if not self._is_apart(sentence.start, sentence.end):
            return fold(sentence.text)
        folded = self._folded[sentence.start : sentence.end]
        words_of_part(folded, self._folded, sentence.start)
        return folded

    def folded_stretches(self, stretches: Sequence[tuple[int, int]]) -> str:
        """The folded text of some stretches of the page, a space between them."""
        if all(self._is_apart(*stretch) for stretch in stretches):
            return " ".join(self._folded[start:end] for start, end in stretches)
        return fold(" ".join(self._text[start:end] for start, end in stretches))

    def _is_apart(self, start: int, end: int) -> bool:
        """Whether a stretch of the page is folded alike by itself."""
        return self._divides and not (cuts_word(self._folded, start) or cuts_word(self._folded, end))

    def period(self, sentence_index: int, start: int, end: int) -> PeriodReading:
        """The days that a number is about."""
        asked = (sentence_index, start, end)
        if asked not in self._periods:
            self._periods[asked] = self._timeline.reading(*asked)
        return self._periods[asked]

    def published(self) -> date | None:
        """The day on which the page came out, or tells of; None where nothing says it."""
        return self._timeline.published()

    def place(self, sentence_index: int, start: int, end: int) -> PlaceReading:
        """The administrative unit that a number is about."""
        period = self.period(sentence_index, start, end)
        day = period.end or self._day
        home = self._bodies.home(sentence_index, start, end)
        return self._atlas.reading(sentence_index, start, end, day, home)

    def organisation(self, sentence_index: int, start: int, end: int) -> OrganisationReading:
        """The body whose number it is."""
        return self._bodies.reading(sentence_index, start, end)

    def temporal_spans(self, sentence_index: int) -> list[tuple[int, int, str]]:
        """Dates, times, years, terms, durations and periods of a sentence: their numbers are no figures."""
        spans = self._timeline.spans(sentence_index)
        # Months of wages (`thưởng 2 tháng lương`) are an amount.
        return [span for span in spans if not self._folded.startswith((" lương", " tiền lương"), span[1])]

    def name_spans(self, sentence_index: int) -> list[tuple[int, int, str]]:
        """Names with digits inside (`Quốc lộ 1A`, `phường 12`): their numbers are no figures."""
        return self._names[sentence_index]
