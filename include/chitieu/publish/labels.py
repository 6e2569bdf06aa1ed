"""The words of the report for codes, from `labels.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """What readers see for codes, by kind of code."""
    path = Path(__file__).with_name("labels.yml")
    read: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read
