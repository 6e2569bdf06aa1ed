"""The table of facts in `docs/adding_a_source.md`, written from the descriptions of the facts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chitieu.catalogue.source_facts import described_facts
from chitieu.catalogue.sources import load_left_everywhere
from chitieu.kernel.errors import ConfigurationError
from chitieu.settings import Settings

_BEGIN: Final = "<!-- facts: written by `chitieu docs` -->"
_END: Final = "<!-- end of facts -->"


def render_facts() -> str:
    """The facts of a source and what is left on every site, as Markdown tables."""
    rows = [
        (f"`{name}`", f"`{default}`" if default else "must be given", meaning)
        for name, default, meaning in described_facts()
    ]
    left = [(f"`{row.pattern}`", row.reason, f"`{row.examples[0]}`") for row in load_left_everywhere()]
    return (
        _table(("fact", "without it", "meaning"), rows)
        + "\nLeft on every site (`catalogue/data/addresses.yml`):\n\n"
        + _table(("pattern", "what it is", "example"), left)
    )


def with_facts(text: str) -> str:
    """The guide with its tables as they are now.

    Raises:
        ConfigurationError: the lines between which the tables stand are not there.
    """
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ConfigurationError(f"adding_a_source.md has no lines {_BEGIN} and {_END}. Put them back.")
    return f"{before}{_BEGIN}\n\n{render_facts()}\n{_END}{after}"


def write_guide(settings: Settings) -> Path:
    """Write the tables anew and return the guide's path."""
    path = settings.project_dir / "docs" / "adding_a_source.md"
    path.write_text(with_facts(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return path


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
