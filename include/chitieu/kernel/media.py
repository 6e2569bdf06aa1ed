"""What the first bytes of a file say it is."""

from __future__ import annotations

from typing import Final

_MAGIC: Final = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)


def binary_kind(content: bytes) -> str | None:
    """What a file that is no text is (`a PNG image`), by its first bytes; None for what may be text."""
    return next((what for magic, what in _MAGIC if content.startswith(magic)), None)
