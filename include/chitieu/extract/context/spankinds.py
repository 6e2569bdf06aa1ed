"""What the numbers of an expression of time are: a date, a time, a year, a term, a duration or a period."""

from __future__ import annotations

# What the numbers of a time are for those who ask; any other kind is a period.
SPAN_KINDS = {
    "day": "date",
    "days": "date",
    "since_day": "date",
    "since_event": "date",
    "lunar": "date",
    "date": "date",
    "clock": "time",
    "year": "year",
    "whole_year": "year",
    "term_start": "term",
    "mid_term": "term",
    "since_term": "term",
    "holiday": "date",
    "next_years": "duration",
    "school_relative": "term",
    "run": "duration",
    "after_years": "duration",
    "tet_year": "year",
    "season": "year",
    "term_to_come": "term",
    "relative_year": "year",
    "then": "year",
    "founding": "year",
    "years": "term",
    "last_term": "term",
    "school_year": "term",
    "duration": "duration",
    "past_years": "duration",
    "years_ago": "duration",
    "years_later": "duration",
    "century": "date",
}
