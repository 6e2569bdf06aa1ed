"""What a page as a whole says about time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from chitieu.extract.context.calendar import Period


@dataclass(slots=True)
class PageDates:
    """What the page as a whole says about time; unknown parts are None.

    `year` is the newest year the page can be of, `report_year` the one it speaks of most, `day` that of the
    event it tells of (else of its publication), `focus` what it reports on, `as_of` how far its stocks go,
    `terms_reviewed` the term of office that a congress looks back on, `begun` the years in which something
    that the page follows up may have begun, `holiday` the days off that it reports on, `tet` the
    year of the Tết that it tells of, `run` the months since something that it follows up began to work.
    """

    published: date | None
    year: int | None = None
    day: date | None = None
    report_year: int | None = None
    focus: Period | None = None
    as_of: Period | None = None
    terms: list[Period] = field(default_factory=list)
    begun: frozenset[int] = frozenset()
    holiday: Period | None = None
    tet: Period | None = None
    run: Period | None = None
    terms_reviewed: list[Period] = field(default_factory=list)
    is_report: bool = False
    has_event: bool = False

    @property
    def so_far(self) -> date | None:
        """The day of a page that is no report of its year: `từ đầu năm đến nay` ends there."""
        seen, as_of = self.published, self.as_of
        if self.is_report or seen is None or as_of is None or not as_of.whole_year:
            return None
        return seen if as_of.end.year == seen.year else None
