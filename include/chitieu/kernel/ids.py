"""Identifiers are hashes of source strings, so better rules never rename history."""

from __future__ import annotations

import hashlib

_SEPARATOR = "\x1f"


def digest(content: bytes) -> str:
    """`sha256:` and the hexadecimal digest of bytes as they came."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def stable_id(kind: str, *parts: str | int) -> str:
    """A 32-digit hexadecimal identifier for one thing of a kind, from the strings that make it what it is."""
    joined = _SEPARATOR.join([kind, *(str(part) for part in parts)])
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:32]
