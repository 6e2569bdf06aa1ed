"""Whether an answer is a page: by its status, its bytes, and what it looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Final

import yaml

from chitieu.kernel.errors import PageRejected
from chitieu.kernel.media import binary_kind
from chitieu.kernel.reasons import REASONS
from chitieu.kernel.refusals import headed, titled

_SIGNS: Final = Path(__file__).with_name("signs.yml")
_STATUSES: Final = {
    204: "empty",
    205: "empty",
    401: "login_required",
    402: "login_required",
    403: "forbidden",
    404: "not_found",
    407: "login_required",
    410: "gone",
    429: "too_many_requests",
    451: "forbidden",
    511: "login_required",
}
_OK: Final = frozenset({200, 203})
_SERVER_ERRORS: Final = range(500, 600)
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})
_LYING_TYPES: Final = frozenset({"application/octet-stream", "text/xml", "application/xml", "text/asp"})
_MARKUP: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|article|p|div|meta|h1)[\s>]", re.IGNORECASE
)
_PROBE_BYTES: Final = 8_192
_LOOKED_AT: Final = 300_000
# A page with more of it is about what its title says.
_TITLED_MOST_TEXT: Final = 3_000
_HEADED_MOST_TEXT: Final = 1_500
_MAX_NUL_SHARE: Final = 0.6  # text in UTF-16 is up to half NULs
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_TITLE: Final = re.compile(r"<title[^>]*>([^<]{0,400})", re.IGNORECASE)
_HEADING: Final = re.compile(r"<h[1-4][^<>]{0,400}>\s{0,80}([^<\s][^<]{0,200})", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"<(script|style|noscript|svg|template)\b|<!--")
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Sign:
    """One row of `signs.yml`."""

    reason: str
    holds: tuple[bytes, ...]
    markup: re.Pattern[str] | None
    most_text: int
    example: str


@cache
def signs() -> tuple[Sign, ...]:
    """The rows of `signs.yml`."""
    rows = yaml.safe_load(_SIGNS.read_text(encoding="utf-8"))
    return tuple(
        Sign(
            row["reason"],
            tuple(word.encode("ascii") for word in row.get("holds", ())),
            re.compile(row["markup"], re.IGNORECASE) if "markup" in row else None,
            row["most_text"],
            row["example"],
        )
        for row in rows
    )


def check_status(status: int) -> None:
    """Refuse a status with which no page comes.

    Raises:
        PageRejected: with the reason that the status stands for.
    """
    if status in _OK:
        return
    reason = _STATUSES.get(status, "server_error" if status in _SERVER_ERRORS else "http_error")
    raise PageRejected(reason, f"{REASONS[reason]} The status is {status}.")


def check_bytes(content: bytes, media_type: str | None) -> None:
    """Refuse bytes that are no text.

    Args:
        content: the body, its content coding undone.
        media_type: the value of `Content-Type`.

    Raises:
        PageRejected: `empty`, `binary` or `not_a_page`.
    """
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise PageRejected("empty", REASONS["empty"])
    probe = content[:_PROBE_BYTES]
    kind = binary_kind(content)
    if kind is None and probe.count(0) > len(probe) * _MAX_NUL_SHARE:
        kind = "a binary file"
    if kind is not None:
        raise PageRejected("binary", f"The body is {kind}.")
    declared = (media_type or "").partition(";")[0].strip().lower()
    looks = _MARKUP.search(probe) is not None or probe.startswith(_UTF16_MARKS)
    if declared in _PAGE_TYPES or (declared in _LYING_TYPES and looks):
        return
    raise PageRejected("not_a_page", f"The body is labelled {declared[:60]!r}.")


def check_signs(content: bytes) -> None:
    """Refuse what stands in an article's place by its title (`kernel/refusals.yml`) or looks (`signs.yml`).

    Raises:
        PageRejected: with the reason of the title, else of the first row that fits.
    """
    looked_at = content[:_LOOKED_AT]
    markup, folded = looked_at.decode("utf-8", "ignore"), looked_at.lower()
    found = _TITLE.search(markup)
    title = " ".join(unescape(found.group(1)).split()) if found else ""
    reason = titled(title)
    fitting = [] if reason is None else [(reason, _TITLED_MOST_TEXT)]
    if any(headed(unescape(heading)) == "soft_404" for heading in _HEADING.findall(markup)):
        fitting.append(("soft_404", _HEADED_MOST_TEXT))
    fitting += [(sign.reason, sign.most_text) for sign in signs() if _shows(sign, markup, folded)]
    if not fitting:
        return
    text = len(" ".join(_TAG.sub(" ", _without_unseen(markup.lower())).split()))
    for reason, most_text in fitting:
        if text <= most_text:
            raise PageRejected(reason, f"{REASONS[reason]} Its title is {title[:80]!r}.")


def _shows(sign: Sign, markup: str, folded: bytes) -> bool:
    """Whether the HTML is as a sign has it. Its words come first: to look for them costs next to nothing."""
    if sign.holds and not any(word in folded for word in sign.holds):
        return False
    return sign.markup.search(markup) is not None if sign.markup else bool(sign.holds)


def _without_unseen(markup: str) -> str:
    """Markup in lower case without scripts, styles and comments; in linear time, closed or not."""
    kept, at = [], 0
    while (found := _UNSEEN.search(markup, at)) is not None:
        kept.append(markup[at : found.start()])
        closing = f"</{found.group(1)}" if found.group(1) else "-->"
        end = markup.find(closing, found.end())
        if end < 0:
            return " ".join(kept)
        at = end + len(closing)
    return " ".join([*kept, markup[at:]])
