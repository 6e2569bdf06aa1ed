"""The gazetteer: every row parses, codes are unique, dates agree with those of the units above."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from chitieu.catalogue.places import COUNTRY_CODE, Gazetteer, Place, load_gazetteer, name_key, plain_name

CHANGE = date(2025, 7, 1)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def places(gazetteer: Gazetteer) -> list[Place]:
    return list(gazetteer)


def _on(places: list[Place], day: date, level: str) -> list[Place]:
    return [place for place in places if place.level == level and place.existed_on(day)]


def test_codes_are_one_units_alone(places: list[Place]) -> None:
    assert [code for code, times in Counter(place.place_code for place in places).items() if times > 1] == []


def test_names_are_as_most_pages_write_them(places: list[Place]) -> None:
    assert [place.name for place in places if plain_name(place.name) != place.name] == []
    assert [
        place for place in places if not place.name or (not place.type and place.place_code != "VN")
    ] == []


def test_dates_are_in_order(places: list[Place]) -> None:
    spans = [(p.valid_from, p.valid_to) for p in places if p.valid_from and p.valid_to]
    assert spans
    assert [span for span in spans if span[0] > span[1]] == []


def test_parents_exist_and_are_of_a_level_above(gazetteer: Gazetteer, places: list[Place]) -> None:
    rank = {"commune": 0, "district": 1, "province": 2, "country": 3}
    below = [place for place in places if place.parent_code is not None]
    assert [place for place in below if rank[gazetteer.ancestors(place)[0].level] <= rank[place.level]] == []
    assert [place.place_code for place in places if place.parent_code is None] == [COUNTRY_CODE]


def test_provinces_before_and_since_the_change(places: list[Place]) -> None:
    assert len(_on(places, CHANGE - timedelta(days=1), "province")) == 63
    assert len(_on(places, CHANGE, "province")) == 34
    assert _on(places, CHANGE, "district") == []
    assert len(_on(places, CHANGE - timedelta(days=1), "district")) == 696


def test_every_merged_province_has_its_successor(gazetteer: Gazetteer, places: list[Place]) -> None:
    ended = [p for p in places if p.level == "province" and p.valid_to == CHANGE - timedelta(days=1)]
    assert len(ended) == 52
    assert [p for p in ended if not gazetteer.by_code(p.successor_code or "").existed_on(CHANGE)] == []


def test_a_code_that_went_on_to_another_unit_stays_apart(gazetteer: Gazetteer) -> None:
    assert gazetteer.by_code("24@2025-06-30").full_name == "tỉnh Bắc Giang"
    assert gazetteer.by_code("24").full_name == "tỉnh Bắc Ninh"
    assert gazetteer.by_code("01").full_name == "thành phố Hà Nội"


def test_ambiguous_names_give_all_their_units(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.named("châu thành", "district")) > 5
    assert {place.type for place in gazetteer.named("cao lãnh", "district")} == {
        "thành phố",
        "thị xã",
        "huyện",
    }
    assert gazetteer.named("nơi không có", "district") == []


def test_every_alias_names_a_unit_or_says_that_it_names_none(gazetteer: Gazetteer) -> None:
    named = {place.full_name for place in gazetteer}
    assert {full for full in gazetteer.aliases.values() if full} - named == set()


def test_keys_are_those_of_the_names(gazetteer: Gazetteer, places: list[Place]) -> None:
    assert [p for p in places if not gazetteer.has(name_key(p.name), p.level)] == []


@pytest.mark.parametrize(
    ("code", "day", "full_name"),
    [
        ("724", date(2010, 6, 1), "huyện Dĩ An"),
        ("724", date(2015, 6, 1), "thị xã Dĩ An"),
        ("724", date(2021, 6, 1), "thành phố Dĩ An"),
        ("268", date(2007, 6, 1), "thành phố Hà Đông"),
        ("268", date(2010, 6, 1), "quận Hà Đông"),
        ("407", date(2019, 6, 1), "huyện Tĩnh Gia"),
        ("407", date(2021, 6, 1), "thị xã Nghi Sơn"),
    ],
)
def test_a_unit_that_rose_has_the_type_of_each_time(
    places: list[Place], code: str, day: date, full_name: str
) -> None:
    assert [p.full_name for p in places if p.official_code == code and p.existed_on(day)] == [full_name]


def test_a_unit_has_one_type_at_a_time(places: list[Place]) -> None:
    spans: dict[str, list[tuple[date, date]]] = {}
    for place in places:
        if place.level == "district":
            span = place.valid_from or date.min, place.valid_to or date.max
            spans.setdefault(place.official_code, []).append(span)
    for each in spans.values():
        each.sort()
        assert all(before[1] < after[0] for before, after in pairwise(each)), each


def test_a_successor_is_a_unit_of_the_gazetteer(gazetteer: Gazetteer, places: list[Place]) -> None:
    codes = {place.place_code for place in places}
    assert {place.successor_code for place in places if place.successor_code} - codes == set()
