"""Firms that bear the name of one place and lie in another, as a page says (`Cao su Chư Prông (huyện A)`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chitieu.extract.context.patterns import compiled, ending
from chitieu.extract.context.placenames import PlaceMention

_FIRM = ending(
    r"(?:công ty|cty|ctcp|tổng công ty|tập đoàn|nhà máy|xí nghiệp|nông trường|lâm trường|hợp tác xã|htx)"
    r"\s[^,;:()]{0,90}"
)
_LONGEST_FIRM, _LONGEST_GAP, _LONGEST_WORD = 110, 120, 30
# Firms that serve the whole of the unit that they are named after, wherever their house is.
_SERVES = ending(
    r"(?:điện lực|(?:cấp|thoát) nước|xổ số(?: kiến thiết)?|viễn thông|bưu điện|thủy lợi"
    r"|môi trường(?: đô thị)?|xăng dầu|vnpt|viettel)\s+"
)
_ESTATE = r"(?:kcn|khu công nghiệp|ccn|cụm công nghiệp|khu kinh tế|kkt|khu chế xuất|kcx)"
# `(đóng tại `, `, đặt trụ sở ở `, ` có nhà máy tại `, `, KCN B, `
_SITS_IN = compiled(
    r"(?:\s?\([^\s()]{2,10}\))?(?:"
    r"\s?\((?:[^();]{0,70}[\s,])?"
    r"|,?\s(?:[^\s,;:.()\d]+\s){0,3}?(?:đóng(?: chân| quân)?|đặt|nằm|trụ sở|nhà máy|nhà xưởng|xưởng)\s"
    r"[^;:()]{0,70}"
    rf"|,\s{_ESTATE}\s[^;:()]{{2,40}},\s"
    rf"|\s(?:tại|ở|thuộc)\s(?:{_ESTATE}\s[^;:()]{{2,40}},\s)?"
    r")"
)
_STOPS = frozenset(".;:)\n")


def seat_firms(mentions: Sequence[Sequence[PlaceMention]], text: str) -> None:
    """Lets the names of firms whose seat a page tells mean that seat, wherever they stand in the page."""
    seats: dict[tuple[str, str], PlaceMention] = {}
    for named in mentions:
        for own, seat in _seated(named, text):
            seats.setdefault((own.key, _word_before(text, own.start)), seat)
    if not seats:
        return
    keys = {key for key, _ in seats}
    for own in (mention for named in mentions for mention in named if mention.bare and mention.key in keys):
        seat_told = seats.get((own.key, _word_before(text, own.start)))
        if seat_told is not None and seat_told is not own:
            own.seat, own.in_name = seat_told, False


def _seated(named: Sequence[PlaceMention], text: str) -> Iterator[tuple[PlaceMention, PlaceMention]]:
    """The names of places that end a firm's name, each with the unit where the firm lies."""
    for at, own in enumerate(named[:-1]):
        if not own.bare or own.kind != "unit":
            continue
        before = text, max(0, own.start - _LONGEST_FIRM), own.start
        if not _FIRM.stands_in(*before) or _SERVES.stands_in(*before):
            continue
        seat = _seat_behind(own, named[at + 1 :], text)
        if seat is not None and seat.key != own.key:
            yield own, seat


def _seat_behind(own: PlaceMention, others: Sequence[PlaceMention], text: str) -> PlaceMention | None:
    """The district behind a firm's name, else the commune."""
    found: PlaceMention | None = None
    for other in others:
        gap = text[own.end : other.start]
        if len(gap) > _LONGEST_GAP or other.kind != "unit" or not _SITS_IN.fullmatch(gap):
            break
        if found is not None and not _STOPS.isdisjoint(text[found.end : other.start]):
            break
        if other.bare or "province" in other.levels:
            continue
        found = other
        if "district" in other.levels:
            break
    return found


def _word_before(text: str, start: int) -> str:
    """The word that a place's name goes on in a firm's name."""
    before = text[max(0, start - _LONGEST_WORD) : start].rsplit(maxsplit=1)
    return before[-1] if before else ""
