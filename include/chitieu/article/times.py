"""The times that Vietnamese pages print, as UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

# Vietnam has kept UTC+7 without summer time since 1975, before any page that is read here.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

CLOCK = r"(?P<hour>[01]?\d|2[0-3])\s*[:hg]\s*(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s*(?P<half>AM|PM|SA|CH)\b)?"
DAY = (
    r"(?P<day>0?[1-9]|[12]\d|3[01])\s*(?:[/.-]|\s+tháng\s+)\s*(?P<month>0?[1-9]|1[0-2])"
    r"\s*(?:[/.-]|,?\s+năm\s+)\s*(?P<year>(?:19|20)\d\d)"
)
_DAY = re.compile(r"(?<!\d)" + DAY + r"(?!\d)", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)" + CLOCK + r"(?!\d)", re.IGNORECASE)
_ISO = re.compile(
    r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?"
)
_NOON = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in UTC; without `has_clock` the page gave the day alone: midnight in Vietnam."""

    at: datetime
    has_clock: bool


def read_moment(text: str) -> Moment | None:
    """The first time in a text: `05/02/2024 | 14:30`, `14h30 ngày 5/2/2024`, `2024-02-05T14:30:00+07:00`.

    A time without an offset is Vietnam's. None where there is no date, or none that exists.
    """
    iso = _ISO.search(text)
    if iso is not None:
        return _read_iso(iso.group(0))
    day = _DAY.search(text)
    if day is None:
        return None
    clock = _CLOCK.search(text[: day.start()] + " " * (day.end() - day.start()) + text[day.end() :])
    hour, minute = (_hour(clock), int(clock["minute"])) if clock else (0, 0)
    try:
        local = datetime(int(day["year"]), int(day["month"]), int(day["day"]), hour, minute, tzinfo=VIETNAM)
    except ValueError:
        return None
    return Moment(local.astimezone(UTC), clock is not None)


def _hour(clock: re.Match[str]) -> int:
    hour, half = int(clock["hour"]), (clock["half"] or "").upper()
    if half in ("PM", "CH") and hour < _NOON:
        return hour + _NOON
    return 0 if half in ("AM", "SA") and hour == _NOON else hour


def _read_iso(written: str) -> Moment | None:
    compact = re.sub(r"\s+(?=[Z+-])", "", written.strip())
    try:
        at = datetime.fromisoformat(compact)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=VIETNAM)
    return Moment(at.astimezone(UTC), ":" in compact)
