"""The set of pages on which article extraction is measured: stories in the skeletons of real kinds of sites.

`pages()` gives each page with what a careful reader takes from it. A page is a skeleton (Jinja template), a
story (`stories.yml`) and furniture from a seed; its bytes are the same each time.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from page_filler import Filler

FOLDER: Final = Path(__file__).parent
GOLD: Final = FOLDER.parent / "gold"
VIETNAM: Final = timezone(timedelta(hours=7))
KINDS: Final = ("p", "h", "cap", "li", "table", "quote")
_LONG_PARAGRAPH: Final = 200


@dataclass(frozen=True)
class Expected:
    """What a page says. `lines` are its blocks but for the title; `captions` and `rows` are among them."""

    title: str
    lead: str | None
    author: str | None
    published: datetime | None
    updated: datetime | None
    url: str
    publisher: str | None
    lines: tuple[str, ...]
    captions: frozenset[str]
    rows: frozenset[str]


@dataclass(frozen=True)
class SetPage:
    """One page of the set. `held_out` is explained in README.md."""

    name: str
    skeleton: str
    held_out: bool
    uri: str
    media_type: str
    content: bytes
    expected: Expected


@cache
def stories() -> Mapping[str, Mapping[str, Any]]:
    """The stories by ID, each with the paragraphs of the pages that its `more` names."""
    found = {}
    for story in yaml.safe_load((FOLDER / "stories.yml").read_text(encoding="utf-8")):
        blocks = [dict(block) for block in story["blocks"]]
        for page in story.get("more", ()):
            lines = (line.strip() for line in (GOLD / page).read_text(encoding="utf-8").splitlines())
            blocks += [{"p": line} for line in lines if len(line) >= _LONG_PARAGRAPH and line.endswith(".")]
        found[story["id"]] = {**story, "blocks": [dict.fromkeys(KINDS) | block for block in blocks]}
    return found


@cache
def skeletons() -> Sequence[Mapping[str, Any]]:
    """The rows of `skeletons.yml`."""
    rows: Sequence[Mapping[str, Any]] = yaml.safe_load((FOLDER / "skeletons.yml").read_text(encoding="utf-8"))
    return rows


@cache
def pages() -> tuple[SetPage, ...]:
    """All pages of the set, each skeleton with each of its stories."""
    return tuple(
        page_of(skeleton, stories()[name], number)
        for skeleton in skeletons()
        for number, name in enumerate(skeleton["stories"])
    )


def page_of(
    skeleton: Mapping[str, Any], story: Mapping[str, Any], number: int = 0, seed: str = ""
) -> SetPage:
    """One story in one skeleton; another `seed` gives other furniture."""
    name = f"{skeleton['name']}-{story['id']}"
    uri = skeleton["uri"].format(slug=story["id"].replace("_", "-"), number=210000 + 37 * number)
    published = datetime.fromisoformat(story["published"]).replace(tzinfo=VIETNAM)
    updated = datetime.fromisoformat(story["updated"]).replace(tzinfo=VIETNAM) if "updated" in story else None
    facts = {
        **story,
        "url": uri,
        "number": number,
        "published": published,
        "updated": updated,
        "source": skeleton.get("source"),
        "f": Filler(f"{name}{seed}"),
    }
    markup = _environment().get_template(f"{skeleton['name']}.html").render(**facts)
    form = skeleton.get("normal_form")
    if form:
        markup = unicodedata.normalize(form, markup)
    encoding = skeleton.get("encoding", "utf-8")
    content = _cp1258(markup) if encoding == "cp1258" else markup.encode(encoding)
    expected = _expected(skeleton, story, uri, published, updated)
    return SetPage(
        name=name,
        skeleton=skeleton["name"],
        held_out=skeleton.get("held_out", False),
        uri=uri,
        media_type=skeleton.get("media_type", "text/html; charset=utf-8"),
        content=content,
        expected=expected,
    )


def _expected(
    skeleton: Mapping[str, Any],
    story: Mapping[str, Any],
    uri: str,
    published: datetime,
    updated: datetime | None,
) -> Expected:
    states = set(skeleton["states"])
    lines, captions, rows = [], set(), set()
    for kind, value in (pair for block in story["blocks"] for pair in block.items() if pair[1]):
        if kind == "li":
            lines += value
        elif kind == "table":
            rows |= {" | ".join(row) for row in value}
            lines += [" | ".join(row) for row in value]
        else:
            lines.append(value)
            captions |= {value} if kind == "cap" else set()
    lead = f"{skeleton.get('before_lead', '')}{story['lead']}"
    return Expected(
        title=story["title"],
        lead=lead if "lead" in states else None,
        author=story["author"] if "author" in states else None,
        published=published if "clock" in states else published.replace(hour=0, minute=0),
        updated=updated if "updated" in states else None,
        url=uri,
        publisher=skeleton["publisher"],
        lines=((lead, *lines) if "lead" in states else tuple(lines)),
        captions=frozenset(captions),
        rows=frozenset(rows),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "skeletons"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["js"] = lambda value: Markup(  # noqa: S704 - our own prose, as JSON inside a script
        json.dumps(str(value), ensure_ascii=False).replace("</", "<\\/")
    )
    environment.filters["iso"] = lambda moment: moment.isoformat()
    environment.filters["shown"] = lambda moment, form: moment.strftime(form)
    environment.filters["weekday"] = _weekday
    return environment


def _weekday(moment: datetime) -> str:
    days = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
    return days[moment.weekday()]


def _cp1258(markup: str) -> bytes:
    """Windows-1258 has some letters whole and the rest as a letter and a combining tone."""
    out = bytearray()
    for sign in unicodedata.normalize("NFC", markup):
        try:
            out += sign.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        apart = unicodedata.normalize("NFD", sign)
        shape = unicodedata.normalize("NFC", apart[:-1]) if len(apart) > 1 else sign
        # The tone may stand before the shape in the decomposed form (dot below): bring it to the end.
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            if tone in apart:
                shape = unicodedata.normalize("NFC", apart.replace(tone, ""))
                out += (shape + tone).encode("cp1258")
                break
        else:
            out += f"&#{ord(sign)};".encode("ascii")
    return bytes(out)


def with_furniture_of(page: SetPage, seed: str) -> SetPage:
    """The same article at another visit: other teasers, counters and comments around it."""
    skeleton = next(row for row in skeletons() if row["name"] == page.skeleton)
    story_id = page.name.removeprefix(f"{page.skeleton}-")
    number = list(skeleton["stories"]).index(story_id)
    return replace(page_of(skeleton, stories()[story_id], number, seed))


def stream(count: int) -> Iterator[SetPage]:
    """`count` different pages: the set again and again with other furniture and other addresses."""
    base = pages()
    for place in range(count):
        page = base[place % len(base)]
        yield page if place < len(base) else replace(page, uri=f"{page.uri}?ban={place}")
