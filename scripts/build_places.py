"""Write the gazetteer of administrative units from two versions of the PyPI package `vietnam-provinces`.

Run from the repository's root:  uv run python scripts/build_places.py

The package's 0.6.0 holds the units before 2025-07-01 (63 provinces, districts, communes), its 2025.10.1 those
since then (34 provinces, communes). Each version is read in an environment of its own with `uv run`. Two small
tables beside the result are kept by hand: `province_successions.csv` (Resolution 202/2025/QH15) and
`earlier_units.csv` (units that ended before the older version was taken). One row of the result is one unit.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
from pathlib import Path

from chitieu.catalogue.places import COLUMNS, DATA, name_key, plain_name

ROOT = Path(__file__).resolve().parents[1]

BEFORE, SINCE = "0.6.0", "2025.10.1"
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
MERGED = "@" + LAST_DAY
_PRINT_DIVISIONS = (
    "import vietnam_provinces as v; print(v.NESTED_DIVISIONS_JSON_PATH.read_text(encoding='utf-8'))"
)
_TYPES = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "quận", "huyện", "phường", "xã")


def divisions(version: str) -> list[dict]:
    """The nested divisions of one version of the package."""
    command = ["uv", "run", "--no-project", "--with", f"vietnam-provinces=={version}", "python", "-c"]
    done = subprocess.run([*command, _PRINT_DIVISIONS], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def split_type(full: str, usual: str) -> tuple[str, str]:
    """Type and bare name of `Thành phố Hà Nội`; `usual` where the name comes bare."""
    for kind in _TYPES:
        if full.lower().startswith(kind + " "):
            return kind, plain_name(full[len(kind) + 1 :])
    return usual, plain_name(full)


def row(
    code: str, official: str, full: str, usual: str, parent: str, since: str, until: str
) -> dict[str, str]:
    kind, name = split_type(full, usual)
    return {
        "place_code": code,
        "official_code": official,
        "type": kind,
        "name": name,
        "key": name_key(name),
        "parent_code": parent,
        "valid_from": since,
        "valid_to": until,
        "successor_code": "",
    }


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def provinces_before(units: list[dict], successor_of: dict[str, str]) -> dict[int, dict[str, str]]:
    """Rows of the provinces before the change, by number; one that was not merged gets no last day."""
    rows = {}
    for unit in units:
        official = f"{unit['code']:02d}"
        made = row(official, official, unit["name"], "tỉnh", "VN", "", "")
        if made["name"] in successor_of:
            made["valid_to"] = LAST_DAY
        rows[unit["code"]] = made
    return rows


def build() -> list[dict[str, str]]:
    before, since = divisions(BEFORE), divisions(SINCE)
    successor_of = {r["former"]: r["successor"] for r in read("province_successions.csv")}
    now = {split_type(p["name"], "tỉnh")[1]: f"{p['code']:02d}" for p in since}
    codes_now = set(now.values()) | {f"{w['code']:05d}" for p in since for w in p["wards"]}

    def former(official: str) -> str:
        return official + MERGED if official in codes_now else official

    rows = [row("VN", "VN", "Việt Nam", "", "", "", "")]
    old = provinces_before(before, successor_of)
    for province in before:
        made = old[province["code"]]
        if made["valid_to"]:
            made["place_code"] = former(made["official_code"])
            made["successor_code"] = now[successor_of[made["name"]]]
        rows.append(made)
        for district in province["districts"]:
            code = f"{district['code']:03d}"
            rows.append(row(code, code, district["name"], "huyện", made["place_code"], "", LAST_DAY))
            for ward in district["wards"]:
                official = f"{ward['code']:05d}"
                rows.append(row(former(official), official, ward["name"], "xã", code, "", LAST_DAY))
    kept = {r["place_code"] for r in rows}
    for province in since:
        code = f"{province['code']:02d}"
        if code not in kept:
            rows.append(row(code, code, province["name"], "tỉnh", "VN", FIRST_DAY, ""))
        for ward in province["wards"]:
            official = f"{ward['code']:05d}"
            rows.append(row(official, official, ward["name"], "xã", code, FIRST_DAY, ""))
    for earlier in read("earlier_units.csv"):
        code = f"{earlier['official_code']}@{earlier['valid_to']}"
        rows.append({**earlier, "place_code": code, "key": name_key(earlier["name"])})
    for made in rows:
        if made["place_code"] == "46":
            made["valid_from"] = "2025-01-01"  # the city of Huế followed the province of Thừa Thiên Huế
    return rows


def main() -> None:
    """Write `places.tsv.gz`, the same bytes for the same input."""
    rows = sorted(build(), key=lambda r: (len(r["official_code"]), r["place_code"]))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
    writer.writeheader()
    writer.writerows(rows)
    target = DATA / "places.tsv.gz"
    target.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))
    print(f"{target.relative_to(ROOT)}: {len(rows)} units")


if __name__ == "__main__":
    main()
