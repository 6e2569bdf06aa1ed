"""Every reason of a page that was not fetched or not read is in the runbook, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from chitieu.kernel.reasons import REASONS

RUNBOOK = Path(__file__).parents[3] / "docs" / "runbook.md"


def test_the_runbook_says_what_to_do_about_every_reason() -> None:
    section = RUNBOOK.read_text("utf-8").partition("## Addresses that gave no page")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = [reason for row in rows for reason in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(REASONS)
