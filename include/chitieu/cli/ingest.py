"""What the commands do that bring pages in and read them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.table import Table
from rich.text import Text

from chitieu.catalogue.sources import load_sources
from chitieu.cli.changes import show_changes, tally, write_changes, writer_of
from chitieu.cli.console import counted, fail, note, out, progress, warn
from chitieu.cli.operate import finish, know_sources, ready_warehouse, step
from chitieu.cli.summary import snapshot
from chitieu.kernel.changes import FigureChange
from chitieu.kernel.errors import BatchStopped, ChitieuError
from chitieu.settings import Settings
from chitieu.warehouse import Warehouse

FAILURES_SHOWN = 20


def ingest_pages(paths: Sequence[str], batch_size: int, source_id: str | None) -> int:
    """Take pages all the way without Airflow; the exit status is 1 if a batch was stopped."""
    from chitieu import pipeline

    _check_source(source_id)
    settings = Settings.load()
    for path in paths:
        if "://" not in path and not Path(path).exists():
            raise ChitieuError(f"There is no {path}. Check the spelling, or give another path.")
    if any(path.startswith(("http://", "https://")) for path in paths):
        pipeline.check_contact(settings)
    note("Setting up")
    ready_warehouse(settings)
    before = snapshot(settings)
    note("Reading pages")
    given = [path if "://" in path else str(Path(path).absolute()) for path in paths]
    batches = pipeline.plan_ingest(settings, given, batch_size, source_id)
    for batch_id in batches:
        step(f"batch {batch_id[:12]} to the archive", partial(pipeline.capture_batch, settings, batch_id))
        step(f"batch {batch_id[:12]} to articles", partial(pipeline.parse_batch, settings, batch_id))
    stopped = _figures(settings, batch_size)
    _marts(settings)
    finish(settings, before)
    _tell_failures(settings, batches)
    return 1 if stopped else 0


def fetch_addresses(addresses: Sequence[str], batch_size: int) -> int:
    """Fetch single pages and take them all the way; exit status 1 if a page could not be had."""
    others = [address for address in addresses if not address.startswith(("http://", "https://"))]
    if others:
        raise ChitieuError(
            f"{others[0]!r} is no http or https address. Bring files in with: chitieu ingest PATH"
        )
    status = ingest_pages(addresses, batch_size, None)
    settings = Settings.load()
    return 1 if Warehouse(settings, "loader").last_failures(addresses) else status


def _figures(settings: Settings, batch_size: int) -> int:
    """Read and check every article that waits; returns how many batches were stopped."""
    from chitieu import pipeline

    stopped = 0
    for batch_id in pipeline.plan_extraction(settings, batch_size):
        step(f"batch {batch_id[:12]} to figures", partial(pipeline.extract_batch, settings, batch_id))
        try:
            step(f"batch {batch_id[:12]} checked", partial(pipeline.validate_batch, settings, batch_id))
        except BatchStopped as problem:
            fail(str(problem))
            stopped += 1
    return stopped


def _marts(settings: Settings) -> None:
    from chitieu import pipeline

    step("marts", partial(pipeline.build_marts, settings))
    step("marts checked", partial(pipeline.check_marts, settings))
    step("reports", partial(pipeline.publish, settings))


def _tell_failures(settings: Settings, batches: Sequence[str]) -> None:
    warehouse = Warehouse(settings, "loader")
    reasons = warehouse.failures_of(batches)
    if not reasons:
        return
    total = sum(int(row["attempts"]) for row in reasons)
    warn(f"{counted(total, 'page')} gave no article; chitieu follow PAGE tells more of one")
    table = Table("reason", title="Pages that gave no article", title_justify="left")
    table.add_column("pages", justify="right")
    table.add_column("for example", overflow="fold")
    table.add_column("what is wrong", overflow="fold")
    for row in reasons[:FAILURES_SHOWN]:
        cells = (row["reason"], f"{row['attempts']:,}", row["uri"], row["detail"])
        table.add_row(*(Text(str(cell or "")) for cell in cells))
    out.print(table)


def _check_source(source_id: str | None) -> None:
    known = load_sources().by_id
    if source_id is not None and source_id not in known:
        raise ChitieuError(f"There is no source {source_id!r}. Take one of: {', '.join(sorted(known))}.")


def replay(
    since: datetime | None, source_id: str | None, *, dry_run: bool, write: Path | None, batch_size: int
) -> int:
    """Read pages again from the archive by the parser and rules of today, and show what changed."""
    if write is not None:
        writer_of(write)
    settings = Settings.load()
    ready_warehouse(settings)
    know_sources(settings)
    _check_source(source_id)
    since = since.astimezone() if since else None
    if dry_run:
        changes = _preview(settings, since, source_id, batch_size)
        stopped = 0
    else:
        changes, stopped = _replayed(settings, since, source_id, batch_size)
    if changes:
        show_changes(changes)
        note(f"{'It would change' if dry_run else 'Changed'}: {tally(changes)}.")
    else:
        note("Nothing changed: the parser and the rules of today read the same figures.")
    if changes or write:
        about = "what the parser and rules of today would change" if dry_run else "what the replay changed"
        write_changes(changes, write or settings.reports_dir / "replay.html", about)
    return 1 if stopped else 0


def _preview(
    settings: Settings, since: datetime | None, source_id: str | None, batch_size: int
) -> list[FigureChange]:
    from chitieu import pipeline

    changes: list[FigureChange] = []
    pages = 0
    with progress("reading again") as advance:
        for read, found in pipeline.preview_replay(settings, since, source_id, batch_size):
            advance()
            pages += read
            changes += found
    note(f"{counted(pages, 'page')} read again from the archive; nothing of it is kept (--dry-run)")
    return changes


def _replayed(
    settings: Settings, since: datetime | None, source_id: str | None, batch_size: int
) -> tuple[list[FigureChange], int]:
    from chitieu import pipeline

    before = snapshot(settings)
    batches = pipeline.plan_replay(settings, since, source_id, batch_size)
    if not batches:
        note("Every page has been read by the parser and the rules of today; --dry-run reads them all again.")
        return [], 0
    for batch_id in batches:
        step(f"batch {batch_id[:12]} read again", partial(pipeline.replay_batch, settings, batch_id))
    changes = Warehouse(settings, "loader").figure_changes(batches)
    stopped = _figures(settings, batch_size)
    _marts(settings)
    finish(settings, before)
    return changes, stopped


def show_version_changes(page: str, write: Path | None) -> int:
    """Show what each version of a page changed in its figures; exit status 1 for a page that is not known."""
    from chitieu import pipeline

    if write is not None:
        writer_of(write)
    versions = pipeline.compare_versions(Settings.load(), page)
    if not versions:
        fail(f"No article of {page!r} is known. Bring it in with: chitieu ingest PATH")
        return 1
    changes: list[FigureChange] = []
    for version in versions:
        seen = version.after["first_seen_at"]
        words = f"{version.after['article_version_id']}, first seen {seen:%Y-%m-%d %H:%M} UTC"
        if version.before is None:
            out.print(f"{version.after['url']}", markup=False, soft_wrap=True)
            out.print(
                f"version {words}: {counted(len(version.changes), 'figure')}", markup=False, soft_wrap=True
            )
            continue
        what = tally(version.changes) if version.changes else "the same figures in other words"
        out.print(f"version {words}: {what}", markup=False, soft_wrap=True)
        if version.changes:
            show_changes(version.changes)
        changes += version.changes
    if write is not None:
        write_changes(changes, write, f"what versions of {page} changed")
    return 0
