"""The commands. Each one does its imports itself, so that `chitieu --help` answers at once."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from chitieu import __version__
from chitieu.cli.sources import sources
from chitieu.kernel.errors import ChitieuError

app = typer.Typer(
    name="chitieu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""Read the figures that Vietnamese news and government pages state in prose.

    **extract** and **explain** need nothing but files. **ingest** takes pages all the way into the warehouse
    in one process; **demo**, **up** and **down** do it through Airflow.""",
)
db = typer.Typer(no_args_is_help=True, help="The warehouse: start, migrate, connect.")
app.add_typer(db, name="db")
app.add_typer(sources, name="sources")

INTERRUPTED = 130

PagesArgument = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Pages (.html, .htm, .txt), folders, or - for standard input."),
]
BatchSize = Annotated[int, typer.Option(min=1, max=1000, help="Pages a batch.")]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"chitieu {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command("extract")
def extract_command(
    paths: PagesArgument,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One JSON object a line (default in a pipe).")
    ] = False,
    table: Annotated[bool, typer.Option("--table", help="A table (default on a terminal).")] = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Comma-separated values, safe in a spreadsheet.")
    ] = False,
) -> None:
    """Write the observations of pages on stdout; messages go to stderr.

    Offsets count characters of the page's text. The exit status is 1 if a page could not be read; the other
    pages are done all the same.
    """
    from chitieu.cli.extract import extract_pages
    from chitieu.cli.writers import OutputFormat

    flags = {OutputFormat.JSONL: jsonl, OutputFormat.TABLE: table, OutputFormat.CSV: csv}
    chosen = [output for output, wanted in flags.items() if wanted]
    if len(chosen) > 1:
        raise typer.BadParameter("take one of --jsonl, --table and --csv")
    raise typer.Exit(extract_pages(paths, chosen[0] if chosen else None))


@app.command("explain")
def explain_command(
    paths: PagesArgument,
    html: Annotated[Path | None, typer.Option("--html", help="Write one self-contained HTML file.")] = None,
    trace: Annotated[bool, typer.Option(help="Show the rules behind each reading.")] = True,
    whole_page: Annotated[
        bool, typer.Option("--whole-page", help="Show navigation and footers too.")
    ] = False,
) -> None:
    """Show pages with each number marked: what it became and by which rules, or why it was rejected."""
    from chitieu.cli.extract import explain_pages

    raise typer.Exit(explain_pages(paths, html, with_trace=trace, whole_page=whole_page))


@app.command("ingest")
@app.command("run", hidden=True)
def ingest_command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="DIR|WARC|URLLIST|FILE...",
            help="Folders, pages, WARC files (also s3://...), files that list addresses, addresses.",
        ),
    ],
    batch_size: BatchSize = 50,
    source: Annotated[
        str | None, typer.Option("--source", help="Of WARC files, take the pages of this source alone.")
    ] = None,
) -> None:
    """Take pages all the way into the warehouse in this process, without Airflow.

    Every page ends as a capture in the archive or as an outcome with its reason. The same files again change
    nothing; addresses are asked for anew, politely, and only where they have changed.
    """
    from chitieu.cli.ingest import ingest_pages

    raise typer.Exit(ingest_pages(paths, batch_size, source))


@app.command("fetch")
def fetch_command(
    addresses: Annotated[list[str], typer.Argument(metavar="URL...", help="http and https addresses.")],
    batch_size: BatchSize = 50,
) -> None:
    """Fetch single pages of sites and take them all the way; robots.txt is honoured.

    Sites are told whom they may write to: set CHITIEU_CONTACT to a mail address or a page about you. The exit
    status is 1 if a page could not be had.
    """
    from chitieu.cli.ingest import fetch_addresses

    raise typer.Exit(fetch_addresses(addresses, batch_size))


@app.command("replay")
def replay_command(
    since: Annotated[
        datetime | None, typer.Option(help="Pages that were seen since this day.", formats=["%Y-%m-%d"])
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Pages of this source alone.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read all pages again and show what would change; keep nothing.")
    ] = False,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write",
            help="Write all changes to this .html or .csv file; by default var/reports/replay.html.",
        ),
    ] = None,
    batch_size: BatchSize = 50,
) -> None:
    """Read pages again from the archive with the parser and rules of today, and show what figures change.

    A second replay finds nothing to do. One that was broken off goes on where it was.
    """
    from chitieu.cli.ingest import replay

    raise typer.Exit(replay(since, source, dry_run=dry_run, write=write, batch_size=batch_size))


@app.command("changes")
def changes_command(
    page: Annotated[
        str, typer.Argument(metavar="PAGE", help="A page's file name (with or without ending) or address.")
    ],
    write: Annotated[
        Path | None, typer.Option("--write", help="Write all changes to a .html or .csv file.")
    ] = None,
) -> None:
    """Show the versions of a page and what each one changed in its figures."""
    from chitieu.cli.ingest import show_version_changes

    raise typer.Exit(show_version_changes(page, write))


@app.command("demo")
def demo_command(
    pages: Annotated[
        Path | None,
        typer.Option("--pages", help="A folder of pages to read, instead of crawling the sample sites."),
    ] = None,
    edition: Annotated[
        int, typer.Option(min=1, max=2, help="2: the sample sites as they are after a correction.")
    ] = 1,
) -> None:
    """Crawl sample sites that this machine serves, with a local Airflow, and show what came of it."""
    from chitieu.cli.operate import run_demo

    if pages is not None and edition != 1:
        raise typer.BadParameter("editions are of the sample sites: take one of --pages and --edition")
    raise typer.Exit(run_demo(pages, edition))


@app.command("up")
def up_command() -> None:
    """Start a local Airflow (scheduler, DAG processor, triggerer, API server with UI) and its PostgreSQL."""
    from chitieu.cli.operate import start_stack

    raise typer.Exit(start_stack())


@app.command("down")
def down_command() -> None:
    """Stop what `up` and `demo` started."""
    from chitieu.cli.operate import stop_stack

    raise typer.Exit(stop_stack())


@app.command("status")
def status_command() -> None:
    """Say what runs, which migration the warehouse has, and how many rows each stage holds."""
    from chitieu.cli.operate import show_status

    raise typer.Exit(show_status())


@app.command("follow")
def follow_command(
    page: Annotated[
        str, typer.Argument(metavar="PAGE", help="A page's file name (with or without ending) or address.")
    ],
) -> None:
    """Show what each stage of the warehouse made of one page, from its bytes to the marts."""
    from chitieu.cli.operate import follow

    raise typer.Exit(follow(page))


@app.command("env")
def env_command() -> None:
    """Write `.env` with generated secrets for docker-compose.yml; an existing file is left alone."""
    from chitieu.cli.operate import write_env_file

    raise typer.Exit(write_env_file())


@app.command("docs")
def docs_command() -> None:
    """Write dbt seeds, data dictionary and the facts of sources anew, after a change of the catalogue."""
    from chitieu.cli.operate import write_docs

    raise typer.Exit(write_docs())


@db.command("upgrade")
def db_upgrade_command() -> None:
    """Bring the warehouse to the newest migration, starting the embedded PostgreSQL if that is in use."""
    from chitieu.cli.operate import upgrade_database

    raise typer.Exit(upgrade_database())


@db.command("url")
def db_url_command(
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="reader, loader, transformer or owner.")
    ] = "reader",
) -> None:
    """Print the connection URL of a role, password included, for psql or a BI tool."""
    from chitieu.cli.operate import print_url

    raise typer.Exit(print_url(role))


def main() -> None:
    """Run the command; a user's problem is one line and an exit status, never a traceback."""
    try:
        app()
    except ChitieuError as problem:
        typer.secho(f"error: {problem}", fg=typer.colors.RED, err=True)
        sys.exit(problem.exit_status)
    except SystemExit as stopped:
        if stopped.code == INTERRUPTED:
            typer.echo("Stopped. What has landed stays; the same command again does the rest.", err=True)
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
