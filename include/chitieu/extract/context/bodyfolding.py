"""The bodies of a page under one name each: the fullest usual one that the page gives them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from chitieu.catalogue.folding import fold
from chitieu.extract.context.bodyaliases import (
    FIRMS,
    FORMS,
    Alias,
    aliases_of,
    is_shortened,
    occurrences,
    stands_for,
)
from chitieu.extract.context.bodynames import Body, BodyReader
from chitieu.extract.context.pagebody import UNION_HEADS, usual_name
from chitieu.extract.context.units import Unit
from chitieu.extract.spans import Sentence
from chitieu.kernel.record import replace

_WORD = re.compile(r"\w+")
_WRITTEN_OUT = {
    fold(short): fold(written)
    for short, written in {
        "tp": "thành phố",
        "tx": "thị xã",
        "cđ": "công đoàn",
        "cđcs": "công đoàn cơ sở",
        "cty": "công ty",
        "ctcp": "công ty cổ phần",
        "lhpn": "liên hiệp phụ nữ",
        "cp": "cổ phần",
    }.items()
}
# The short name of the women's union is its usual one where a page has it.
_WOMENS = "Hội LHPN"
_SHORT = frozenset({"CĐ", "Cty", "CTCP", "CP"})
_UNION, _GRASSROOTS = fold("công đoàn").split(), fold("cơ sở").split()
_FIRM, _FEWEST_OF_FIRM = fold("công ty").split(), 5
_SECTOR_HEADS = frozenset({"Công đoàn ngành", "CĐ ngành"})
_OF_ONE_FIRM = ("CĐCS", "Công đoàn cơ sở")
_FOLDED = UNION_HEADS | FIRMS | set(_OF_ONE_FIRM)
_PUBLIC_SERVICE = fold("Trung tâm Phục vụ hành chính công")
_OF_COUNTRY = f" {fold('Việt Nam')}"
# A youth union is known by the short name of its level: `Huyện đoàn Sơn Động`.
_YOUTH = ("Đoàn TNCS Hồ Chí Minh", "Đoàn Thanh niên")
_YOUTH_OF = {
    "huyện": "Huyện đoàn",
    "quận": "Quận đoàn",
    "thị xã": "Thị đoàn",
    "thành phố": "Thành đoàn",
    "tỉnh": "Tỉnh đoàn",
}
_PROVINCE, _CITY = fold("tỉnh"), fold(" thành phố ")
_LEFT_AWAY = frozenset({fold("ngành"), _PROVINCE})


def _key(name: str) -> str:
    """What the names of one body have in common: abbreviations written out, `ngành` and `tỉnh` left away."""
    words = [word for first in _WORD.findall(fold(name)) for word in _WRITTEN_OUT.get(first, first).split()]
    if words[:2] == _UNION:
        rest = words[4:] if words[2:4] == _GRASSROOTS else words[2:]
        words = [*words[:2], *(word for word in rest if word not in _LEFT_AWAY)]
        return " ".join(words).replace(_CITY, " ")
    return " ".join(words)


def _whole(name: str) -> str:
    """A name without the type of its province, which is left away at will."""
    return " ".join(word for word in _WORD.findall(fold(name)) if word != _PROVINCE).replace(_CITY, " ")


class Folding:
    """Names every body of a page as it is usually named, and finds those that it calls by a short name."""

    def __init__(
        self,
        plain: str,
        sentences: Sequence[Sentence],
        reader: BodyReader,
        focus: Unit | None,
    ) -> None:
        self._plain = plain
        self._sentences = sentences
        self._reader = reader
        self._focus = focus
        self._bodies = [list(bodies) for bodies in reader.all_bodies()]
        self._aliases = self._find_aliases()
        self._add_short_ones()
        told = Counter(b.name for bodies in self._bodies for b in bodies if not b.collective)
        self._told = told
        self._groups: dict[str, list[str]] = {}
        for name in told:
            self._groups.setdefault(_key(self._long(name)), []).append(name)
        self._keys = sorted(self._groups)
        self._usual: dict[str, str] = {}
        self._heads = frozenset(b.head.short for bodies in self._bodies for b in bodies)

    def all_bodies(self) -> list[list[Body]]:
        """The bodies of each sentence, in order, each by its usual name."""
        return [
            [body if body.collective else replace(body, name=self._usual_name(body)) for body in bodies]
            for bodies in self._bodies
        ]

    # --- short names

    def _find_aliases(self) -> dict[str, Alias]:
        found: dict[str, Alias] = {}
        for body in (b for bodies in self._bodies for b in bodies if not b.collective):
            for alias in aliases_of(self._plain, body.start, body.end, body.name, body.head):
                found.setdefault(alias.short, alias)
        return found

    def _add_short_ones(self) -> None:
        for short, index, start, end in occurrences(self._plain, self._aliases, self._sentences):
            bodies, alias = self._bodies[index], self._aliases[short]
            if any(body.start < end and start < body.end for body in bodies):
                continue
            if self._reader.names_place(index, start, end):
                continue
            body = Body(start, end, alias.name, alias.head)
            bodies.append(self._reader.told(body, self._sentences[index]))
            bodies.sort(key=lambda each: each.start)

    def _long(self, name: str) -> str:
        """The name that a short one stands for, else itself."""
        alias = self._aliases.get(name)
        return alias.name if alias else name

    def _understood(self, body: Body) -> str:
        """`CĐ CSVN` of Công đoàn Cao su Việt Nam, which the page names without saying so."""
        name = self._long(body.name)
        rest = name.removeprefix(body.head.short).split()
        if not rest:
            return name
        alias = self._aliases.get(rest[0]) if len(rest) == 1 else None
        if alias:
            return alias.name
        if not is_shortened(rest[0]) or fold(rest[0]) in FORMS:
            # `Công ty CP May Sông Xanh` is not any other joint-stock company.
            return name
        head, behind = _key(name).split()[:2], " ".join(_key(name).split()[3:])
        for key in self._keys:
            words = key.split()
            if words[:2] == head and key.endswith(behind) and stands_for(rest[0], words[2:]):
                return self._groups[key][0]
        return name

    # --- usual names

    def _usual_name(self, body: Body) -> str:
        if body.name not in self._usual:
            self._usual[body.name] = self._find_usual(body)
        return self._usual[body.name]

    def _find_usual(self, body: Body) -> str:
        name = self._understood(body)
        if youth := self._youth(name, body.head.short):
            return youth
        if body.head.short not in _FOLDED and not body.head.short.startswith("Hội "):
            return self._placed(name, body)
        key = self._extended(name)
        names = self._groups.get(key, [name])
        names = [each for each in names if _WOMENS in each] or names
        written_out = name in names and all(self._rank(name))
        if written_out:
            # `Công đoàn ngành Y tế Hà Nam` where the page also says `tỉnh Hà Nam`: one name for both.
            names = [each for each in names if _whole(each) == _whole(name) and all(self._rank(each))]
        elif body.head.short in _OF_ONE_FIRM:
            names = [each for each in names if each.startswith(_OF_ONE_FIRM)] or names
        best = max(names, key=lambda each: (self._rank(each), written_out and self._told[each], len(each)))
        best = self._placed(best, body)
        union = body.head.short in UNION_HEADS and best.startswith(body.head.short)
        return usual_name(best, body.head.short, self._focus) if union else best

    def _youth(self, name: str, short: str) -> str | None:
        """A youth union by its level's short name, where the page knows it by that or by nothing more."""
        focus = self._focus
        if name == short and short in _YOUTH_OF.values() and focus and _YOUTH_OF.get(focus.type) == short:
            return f"{short} {focus.name}"
        if short not in _YOUTH:
            return None
        rest = name.removeprefix(short).strip()
        kind = next((kind for kind in _YOUTH_OF if rest.startswith(f"{kind} ")), None)
        if kind is None or _YOUTH_OF[kind] not in self._heads:
            return None
        return f"{_YOUTH_OF[kind]} {rest.removeprefix(kind).strip()}"

    @staticmethod
    def _rank(name: str) -> tuple[bool, bool, bool]:
        """How usual a name is among those of one body: not in capitals, written out, whole."""
        short = any(word in _SHORT for word in name.split())
        return not name.isupper(), not short, " - " not in name

    def _extended(self, name: str) -> str:
        """The key of the fuller name, where the page has one alone that begins as this one."""
        key = _key(name)
        first = bisect_left(self._keys, key + " ")
        fuller = list(takewhile(lambda each: each.startswith(key + " "), self._keys[first:]))
        as_written = fold(name) + " "
        literal = [k for k in fuller if any(fold(each).startswith(as_written) for each in self._groups[k])]
        # The page's own, not the one above it that gives awards.
        national = self._focus is not None and self._focus.level == "country"
        for some in (literal, [k for k in fuller if k.endswith(_OF_COUNTRY) is national], fuller):
            longest = max(some, key=len, default=None)
            if longest and all(longest.startswith(k) for k in some):
                return longest
        return self._of_firm(key)

    def _of_firm(self, key: str) -> str:
        """The key of the one firm's union that a shorter name ends (`Công đoàn Thủy sản Tân Phú Hải`)."""
        words = key.split()
        if words[:2] != _UNION or len(words) < _FEWEST_OF_FIRM or words[2] == _FIRM[0]:
            return key
        tail = " " + " ".join(words[2:])
        firms = [k for k in self._keys if k.endswith(tail) and k.split()[2:4] == _FIRM and k != key]
        return firms[0] if len(firms) == 1 else key

    def _placed(self, name: str, body: Body) -> str:
        """A sector's union, a commune's service point: with the page's unit where the page leaves it away."""
        focus = self._focus
        if focus is None:
            return name
        sector = body.head.short in _SECTOR_HEADS and focus.level in ("province", "district")
        service = fold(name) == _PUBLIC_SERVICE and focus.level == "commune"
        whole = fold(focus.name) in fold(name) or fold(name).endswith(_OF_COUNTRY)
        return name if whole or not (sector or service) else f"{name} {focus.shown}"
