"""What `chitieu extract` and `chitieu explain` do."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chitieu.cli.console import counted, fail, note, out, progress, writing
from chitieu.cli.reading import PageResult, read_pages
from chitieu.cli.writers import WRITERS, OutputFormat
from chitieu.kernel.records import Observation


@dataclass(slots=True)
class Tally:
    """What a command line came to: pages read and not, and the numbers of those read."""

    read: int = 0
    problems: int = 0
    observations: int = 0
    rejections: int = 0

    def add(self, result: PageResult) -> None:
        """Count one page; a page that could not be read is told at once."""
        if result.extraction is None:
            self.problems += 1
            problem = result.problem or ""
            fail(problem if result.name in problem else f"{result.name}: {problem}")
            return
        self.read += 1
        self.observations += len(result.extraction.observations)
        self.rejections += len(result.extraction.rejections)

    def tell(self) -> None:
        """One line of totals on stderr."""
        counts = (
            f"{counted(self.read, 'page')} read",
            counted(self.observations, "observation"),
            f"{counted(self.rejections, 'number')} rejected",
        )
        failed = f"; {counted(self.problems, 'page')} could not be read" if self.problems else ""
        note(", ".join(counts) + failed)


def _observations(paths: Sequence[str], tally: Tally) -> Iterator[Observation]:
    with progress("reading pages") as advance:
        for result in read_pages(paths):
            advance()
            tally.add(result)
            if result.extraction is not None:
                yield from result.extraction.observations


def extract_pages(paths: Sequence[str], output: OutputFormat | None) -> int:
    """Write the observations of pages on stdout; return the exit status (1 if a page could not be read)."""
    if output is None:
        output = OutputFormat.TABLE if sys.stdout.isatty() else OutputFormat.JSONL
    tally = Tally()
    WRITERS[output](_observations(paths, tally))
    sys.stdout.flush()
    tally.tell()
    return 1 if tally.problems else 0


def explain_pages(paths: Sequence[str], html: Path | None, *, with_trace: bool, whole_page: bool) -> int:
    """Show pages with each number marked, on the terminal or in one HTML file; return the exit status."""
    from chitieu.cli.explain import render_terminal, write_html

    tally = Tally()
    read = []
    for result in read_pages(paths):
        tally.add(result)
        if result.article is None or result.extraction is None:
            continue
        if html is not None:
            read.append((result.article, result.extraction))
        else:
            out.print(
                render_terminal(
                    result.article, result.extraction, with_trace=with_trace, whole_page=whole_page
                )
            )
    if html is not None:
        with writing(html):
            write_html(read, html)
        note(f"wrote {html}")
    tally.tell()
    return 1 if tally.problems else 0
