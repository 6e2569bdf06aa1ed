"""How the command speaks: results on stdout, everything else on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from chitieu.kernel.errors import ChitieuError

WIDTH_IN_A_PIPE = 180

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_IN_A_PIPE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def note(message: str) -> None:
    """One line of progress or explanation."""
    err.print(message, markup=False)


def warn(message: str) -> None:
    """A problem that does not stop the work."""
    err.print(f"warning: {message}", markup=False, style="yellow")


def fail(message: str) -> None:
    """A problem that stops the work, or a part of it."""
    err.print(f"error: {message}", markup=False, style="red")


def counted(number: int, thing: str) -> str:
    """How many things there are: `1 page`, `2 pages`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def local_time(at: datetime | None, *, has_clock: bool = True) -> str:
    """A moment on the clocks of Việt Nam, as its pages tell it."""
    from chitieu.article.times import VIETNAM

    if at is None:
        return "unknown"
    return f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M}" if has_clock else f"{at.astimezone(VIETNAM):%Y-%m-%d}"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around the writing of a file: its folder is made, and what the system refuses is a user's problem.

    Raises:
        ChitieuError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ChitieuError(f"{path} cannot be written ({error.strerror}). Give another place.") from error


@contextmanager
def progress(description: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr; yields the call that counts one step. Silent where stderr is no terminal."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(description, total=total)
        yield lambda: bar.advance(task)
