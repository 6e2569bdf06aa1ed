"""Types of administrative units as they are written: before a name, abbreviated, in a committee's name."""

from __future__ import annotations

from chitieu.kernel.record import record

Levels = tuple[str, ...]


@record
class UnitType:
    """A type of unit as it is written: the words that follow its first, the type, the levels it can have."""

    rest: tuple[str, ...]
    name: str
    levels: Levels


CITY = UnitType((), "thành phố", ("province", "district"))
DISTRICT = UnitType((), "huyện", ("district",))
TYPES: dict[str, tuple[UnitType, ...]] = {
    "tỉnh": (UnitType((), "tỉnh", ("province",)),),
    "thành": (UnitType(("phố",), "thành phố", CITY.levels),),
    "tp": (CITY,),
    "thị": (UnitType(("xã",), "thị xã", ("district",)), UnitType(("trấn",), "thị trấn", ("commune",))),
    "tx": (UnitType((), "thị xã", ("district",)),),
    "tt": (UnitType((), "thị trấn", ("commune",)),),
    "huyện": (UnitType(("đảo",), "huyện", ("district",)), DISTRICT),
    "h": (DISTRICT,),
    "quận": (UnitType((), "quận", ("district",)),),
    "q": (UnitType((), "quận", ("district",)),),
    "xã": (UnitType(("điểm",), "xã", ("commune",)), UnitType((), "xã", ("commune",))),
    "x": (UnitType((), "xã", ("commune",)),),
    "phường": (UnitType((), "phường", ("commune",)),),
    "p": (UnitType((), "phường", ("commune",)),),
    "đặc": (UnitType(("khu",), "đặc khu", ("commune",)),),
}
# Committees say by their own name what type of unit they are of (`Thành ủy Lào Cai`, `Huyện đoàn Vĩnh Bảo`).
COMMITTEES = {
    (first, organ): kind
    for first, kind in (
        ("tỉnh", UnitType((), "tỉnh", ("province",))),
        ("thành", CITY),
        ("huyện", DISTRICT),
        ("quận", UnitType((), "quận", ("district",))),
        ("thị", UnitType((), "thị xã", ("district",))),
    )
    for organ in ("ủy", "đoàn")
}
# `XÃ HỘI`, `XÃ VIÊN` in capitals are words of their own.
NOT_TYPES = frozenset({("xã", "hội"), ("xã", "viên"), ("xã", "ntm"), ("phường", "hội")})
ABBREVIATED = frozenset({"q", "h", "p", "x", "tt"})
NUMBERED = frozenset({"quận", "phường"})
