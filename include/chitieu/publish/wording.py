"""How figures are written for Vietnamese readers: `1.234,5`, `2.167 tỷ đồng`, `31/12/2022`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from urllib.parse import unquote, urlsplit

VIET_NAM = timezone(timedelta(hours=7), "ICT")
MINUS = "−"

_NO_BREAK = "\u00a0"
_SWAPPED = str.maketrans(",.", ".,")
_SCALES = ((Decimal(10**9), "tỷ"), (Decimal(10**6), "triệu"))
_CURRENCIES = {"VND": "đồng", "USD": "USD"}
_UNITS = {
    "percent": "%",
    "tonne": "tấn",
    "hectare": "ha",
    "square_metre": "m²",
    "kilometre": "km",
}
_PER = {
    "year": "năm",
    "quarter": "quý",
    "month": "tháng",
    "week": "tuần",
    "day": "ngày",
    "hour": "giờ",
    "hectare": "ha",
}
_QUALIFIERS = {"over": "trên", "under": "dưới", "about": "khoảng"}
_STATUSES = {"estimated": "ước", "target": "mục tiêu"}
_BASES = {
    "same_period_last_year": "so với cùng kỳ",
    "previous_period": "so với kỳ trước",
    "other": "so với mốc khác",
}


def number(value: Decimal, decimals: int = 2) -> str:
    """A number with a dot between thousands and a decimal comma; zeros at the end are dropped.

    >>> number(Decimal("1234567.50"))
    '1.234.567,5'
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SWAPPED).replace("-", MINUS)


def amount(value: Decimal, unit: str | None, per: str | None = None) -> str:
    """A value with its unit, spaces unbreakable: money in tỷ or triệu, a rank as `thứ 3`, a count bare.

    >>> amount(Decimal("2167000000000"), "VND").split()
    ['2.167', 'tỷ', 'đồng']
    """
    suffix = f"/{_PER.get(per, per)}" if per else ""
    if unit == "rank":
        return f"thứ{_NO_BREAK}{number(value, 0)}"
    if unit in _CURRENCIES:
        return _money(value, _CURRENCIES[unit]) + suffix
    if unit == "percent":
        return number(value) + "%" + suffix
    named = _UNITS.get(unit or "", "")
    return (f"{number(value)}{_NO_BREAK}{named}" if named else number(value)) + suffix


def coarse(value: Decimal, digits: int = 3) -> Decimal:
    """A computed value with as many digits as figures of the press carry, so that none looks exact.

    >>> coarse(Decimal("2247925311203"))
    Decimal('2250000000000')
    """
    if not value:
        return value
    rounded = round(value, digits - 1 - value.adjusted())
    return Decimal(format(rounded, "f"))


def _money(value: Decimal, currency: str) -> str:
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{number(value / scale, 3)}{_NO_BREAK}{name}{_NO_BREAK}{currency}"
    return f"{number(value)}{_NO_BREAK}{currency}"


def signed(value: Decimal, unit: str | None = "percent") -> str:
    """A difference with its sign: `+12,5%`, `−344`."""
    return ("+" if value > 0 else "") + amount(value, unit)


def hedged(said: str, qualifier: str | None, status: str | None) -> str:
    """The words of a value with what the page says of its exactness: `ước trên 65.000`."""
    words = [_STATUSES.get(status or ""), _QUALIFIERS.get(qualifier or ""), said]
    return " ".join(word for word in words if word)


def basis(code: str | None) -> str:
    """What a growth is against, in words; empty where the page says nothing."""
    return _BASES.get(code or "", "")


def day(value: date | datetime | None) -> str:
    """A day as `31/12/2022`, in the time of Viet Nam; empty for null."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VIET_NAM)
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """A time as `31/12/2022 08:05`, in the time of Viet Nam."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{aware.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"


def web_link(url: str | None) -> str | None:
    """The address if it is one of the web, else null: a `javascript:` or `file:` address is never a link."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    plain = url.lower().startswith(("http://", "https://"))
    return url if plain and parts.hostname else None


def page_name(url: str | None) -> str:
    """What a page that is no web address is called: the last part of its path.

    >>> page_name("file:///pages/song-lam.txt")
    'song-lam.txt'
    """
    return unquote((url or "").rstrip("/").rpartition("/")[2])


def marked(sentence: str, text: str | None, start: int | None = None) -> tuple[str, str, str]:
    """A sentence cut in three: before the number, the number, after it. Without the number: all before.

    `start` is the offset of the number in the sentence; without it the first standing of the number counts
    that is no part of a longer one.
    """
    if not text:
        return sentence, "", ""
    if start is None or sentence[start : start + len(text)] != text:
        start = _standing(sentence, text)
    if start is None:
        return sentence, "", ""
    return sentence[:start], text, sentence[start + len(text) :]


def _standing(sentence: str, text: str) -> int | None:
    at = sentence.find(text)
    while at >= 0:
        before, after = sentence[:at][-2:], sentence[at + len(text) :][:2]
        if not (_joins(before[::-1]) or _joins(after)):
            return at
        at = sentence.find(text, at + 1)
    return None


def _joins(edge: str) -> bool:
    """Whether the edge of a number makes it a longer one: a digit, or a mark and a digit."""
    return edge[:1].isdigit() or (edge[:1] in ".,/" and edge[1:2].isdigit())
