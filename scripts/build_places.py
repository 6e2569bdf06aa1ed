"""Write the gazetteer of administrative units from two versions of the PyPI package `vietnam-provinces`.

Its 0.6.0 holds the units before 2025-07-01 (63 provinces, districts, communes), its 2025.10.1 those since
then (34 provinces, communes). From the repository's root:

    show="import vietnam_provinces as v; print(v.NESTED_DIVISIONS_JSON_PATH.read_text('utf-8'))"
    uv run --no-project --with vietnam-provinces==0.6.0 python -c "$show" > before.json
    uv run --no-project --with vietnam-provinces==2025.10.1 python -c "$show" > since.json
    uv run python scripts/build_places.py before.json since.json

Three small tables beside the result are kept by hand: `province_successions.csv` (Resolution 202/2025/QH15),
`earlier_units.csv` (units that ended before the older version was taken, and towns and districts before they
rose to another type) and `first_days.csv` (units that were split from others). One row of the result is one
unit while it was of one type.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chitieu.catalogue.places import COLUMNS, COUNTRY_CODE, COUNTRY_NAME, DATA, name_key, plain_name

LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
_TYPES = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "quận", "huyện", "phường", "xã")

Unit = dict[str, Any]
Row = dict[str, str]


def split_type(full: str, usual: str) -> tuple[str, str]:
    """Type and bare name of `Thành phố Hà Nội`; `usual` where the name comes bare."""
    for kind in _TYPES:
        if full.lower().startswith(kind + " "):
            return kind, plain_name(full[len(kind) + 1 :])
    return usual, plain_name(full)


def unit_row(unit: Unit, digits: int, usual: str, parent: str) -> Row:
    """One unit of either version, with its dates and its successor still open."""
    kind, name = split_type(unit["name"], usual)
    official = f"{unit['code']:0{digits}d}"
    row = dict.fromkeys(COLUMNS, "")
    row |= {"place_code": official, "official_code": official, "type": kind, "name": name}
    return row | {"key": name_key(name), "parent_code": parent}


def read_table(name: str) -> list[Row]:
    """The rows of one of the tables kept by hand."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ended(row: Row, codes_now: set[str]) -> Row:
    """A unit that ended with the change; where its code went on to another, the day is part of its key."""
    row["valid_to"] = LAST_DAY
    if row["official_code"] in codes_now:
        row["place_code"] = f"{row['official_code']}@{LAST_DAY}"
    return row


def rows_before(before: list[Unit], codes_now: set[str], successors: dict[str, str]) -> Iterator[Row]:
    """The units before the change; a province that was not merged goes on as it is."""
    for province in before:
        top = unit_row(province, 2, "tỉnh", COUNTRY_CODE)
        if top["name"] in successors:
            top = ended(top, codes_now) | {"successor_code": successors[top["name"]]}
        yield top
        for district in province["districts"]:
            middle = ended(unit_row(district, 3, "huyện", top["place_code"]), set())
            yield middle
            for ward in district["wards"]:
                yield ended(unit_row(ward, 5, "xã", middle["place_code"]), codes_now)


def rows_since(since: list[Unit], kept: set[str]) -> Iterator[Row]:
    """The units since the change, less the provinces that went on as they were."""
    for province in since:
        top = unit_row(province, 2, "tỉnh", COUNTRY_CODE) | {"valid_from": FIRST_DAY}
        if top["place_code"] not in kept:
            yield top
        for ward in province["wards"]:
            yield unit_row(ward, 5, "xã", top["place_code"]) | {"valid_from": FIRST_DAY}


def first_days(earlier: list[Row]) -> dict[str, str]:
    """When a unit began that was split from another, or that has the code of one that ended."""
    began = {row["official_code"]: row["valid_from"] for row in read_table("first_days.csv")}
    for row in sorted(earlier, key=lambda row: row["valid_to"]):
        next_day = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
        began[row["official_code"]] = next_day.isoformat()
    return began


def build(before: list[Unit], since: list[Unit]) -> list[Row]:
    """All rows of the gazetteer, ordered by level and code."""
    numbers = {split_type(unit["name"], "tỉnh")[1]: f"{unit['code']:02d}" for unit in since}
    codes_now = {*numbers.values(), *(f"{ward['code']:05d}" for unit in since for ward in unit["wards"])}
    successors = {row["former"]: numbers[row["successor"]] for row in read_table("province_successions.csv")}
    country = dict.fromkeys(COLUMNS, "") | {"place_code": COUNTRY_CODE, "official_code": COUNTRY_CODE}
    rows = [country | {"name": COUNTRY_NAME, "key": name_key(COUNTRY_NAME)}]
    rows += rows_before(before, codes_now, successors)
    rows += rows_since(since, {row["place_code"] for row in rows})
    earlier_units = read_table("earlier_units.csv")
    began = first_days(earlier_units)
    for row in rows:
        row["valid_from"] = began.get(row["place_code"], row["valid_from"])
    for earlier in earlier_units:
        code = f"{earlier['official_code']}@{earlier['valid_to']}"
        rows.append(earlier | {"place_code": code, "key": name_key(earlier["name"])})
    return sorted(rows, key=lambda row: (len(row["official_code"]), row["place_code"]))


def main(before: str, since: str) -> None:
    """Write `places.tsv.gz`, the same bytes for the same input."""
    rows = build(*(json.loads(Path(name).read_text(encoding="utf-8")) for name in (before, since)))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
    writer.writeheader()
    writer.writerows(rows)
    (DATA / "places.tsv.gz").write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))
    print(f"{len(rows)} units")


if __name__ == "__main__":
    main(*sys.argv[1:])
