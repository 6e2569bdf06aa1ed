"""Figures are written as Vietnamese readers write them, and nothing is made more exact than it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chitieu.publish import wording


@pytest.mark.parametrize(
    ("value", "unit", "per", "said"),
    [
        ("1250", "count", None, "1.250"),
        ("2167000000000", "VND", None, "2.167 tỷ đồng"),
        ("5700000", "VND", "month", "5,7 triệu đồng/tháng"),
        ("900000", "VND", None, "900.000 đồng"),
        ("1500000", "USD", None, "1,5 triệu USD"),
        ("93.20", "percent", None, "93,2%"),
        ("46", "kilometre", None, "46 km"),
        ("6", "rank", None, "thứ 6"),
        ("-344", "count", None, "−344"),
        ("1.5", "index", None, "1,5"),
        ("65", None, None, "65"),
        ("6.2", "tonne", "hectare", "6,2 tấn/ha"),
    ],
)
def test_amounts(value: str, unit: str | None, per: str | None, said: str) -> None:
    assert wording.amount(Decimal(value), unit, per).replace("\u00a0", " ") == said


def test_what_is_not_exact_says_so() -> None:
    assert wording.hedged("65.000", "over", "estimated") == "ước trên 65.000"
    assert wording.hedged("65.000", "exact", "actual") == "65.000"


@pytest.mark.parametrize(("value", "said"), [("12.5", "+12,5%"), ("-3", "−3%"), ("0", "0%")])
def test_differences_carry_their_sign(value: str, said: str) -> None:
    assert wording.signed(Decimal(value)) == said


def test_days_and_times_are_those_of_viet_nam() -> None:
    assert wording.moment(datetime(2022, 12, 31, 18, 5, tzinfo=UTC)) == "01/01/2023 01:05"
    assert wording.day(datetime(2022, 12, 31, 18, 5, tzinfo=UTC)) == "01/01/2023"
    assert wording.day(date(2022, 12, 31)) == "31/12/2022"
    assert wording.day(None) == ""


@pytest.mark.parametrize(
    "url",
    [
        None,
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " https://a.example",
        "data:text/html,x",
        "//a.example/x",
        "http://",
        "http://[",
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert wording.web_link(url) is None


def test_a_web_address_is_kept() -> None:
    assert wording.web_link("https://a.example/?q=1&b=2") == "https://a.example/?q=1&b=2"


@pytest.mark.parametrize(
    ("sentence", "text", "start", "cut"),
    [
        ("Có 12 xã và 2 phường.", "2", None, ("Có 12 xã và ", "2", " phường.")),
        ("Tăng 1.250, nay là 250.", "250", None, ("Tăng 1.250, nay là ", "250", ".")),
        ("Có 5 xã, 5 phường.", "5", 9, ("Có 5 xã, ", "5", " phường.")),
        ("Có 5 xã.", "5", 0, ("Có ", "5", " xã.")),
        ("Có 5 xã.", "7", None, ("Có 5 xã.", "", "")),
        ("Có 5 xã.", None, None, ("Có 5 xã.", "", "")),
    ],
)
def test_the_number_is_marked_where_it_stands(
    sentence: str, text: str | None, start: int | None, cut: tuple[str, str, str]
) -> None:
    assert wording.marked(sentence, text, start) == cut
