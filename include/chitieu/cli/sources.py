"""`chitieu sources`: what is known of the sites that pages come from, whether it holds, and new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from chitieu.cli.console import counted, fail, note, out, warn
from chitieu.kernel.errors import ChitieuError

if TYPE_CHECKING:
    from chitieu.catalogue.sources import Source
    from chitieu.fetch.asking import Answer, Asker, Question
    from chitieu.settings import Settings

sources = typer.Typer(
    no_args_is_help=True,
    help="The sites that pages come from: list them, check their files, draft a new one.",
)
FolderOption = Annotated[
    Path | None, typer.Option("--folder", help="Folder of YAML files; by default the catalogue's.")
]


@sources.command("list")
def list_command(folder: FolderOption = None) -> None:
    """Show every source: what it is, when it is crawled, and from where."""
    from chitieu.catalogue.sources import load_sources

    table = Table()
    for title in ("id", "name", "kind", "active", "schedule", "hosts"):
        table.add_column(title, overflow="fold")
    for title in ("feeds", "sitemaps", "sections"):
        table.add_column(title, justify="right")
    known = load_sources(*([folder] if folder else [])).by_id
    for source_id, source in sorted(known.items()):
        seeds = source.seeds
        cells = (source_id, source.name_vi, source.kind, "yes" if source.active else "no")
        counts = (str(len(each) or "") for each in (seeds.feeds, seeds.sitemaps, seeds.sections))
        table.add_row(*map(Text, (*cells, source.schedule or "", " ".join(source.hosts), *counts)))
    out.print(table)
    crawled = sum(1 for source in known.values() if source.active and source.hosts)
    note(f"{counted(len(known), 'source')}, {crawled} crawled. Times are those of Việt Nam.")


@sources.command("check")
def check_command(
    live: Annotated[
        bool, typer.Option("--live", help="Ask every seed too; CHITIEU_CONTACT has to be set.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="ID", help="With --live, ask this source alone; repeatable."),
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Say all that is wrong with the files of sources; the exit status is 1 where anything is."""
    from chitieu.catalogue.source_checks import check_sources
    from chitieu.catalogue.sources import SOURCES_DIR

    if only and not live:
        raise typer.BadParameter("all files are checked together; --source says which to ask with --live")
    place = folder or SOURCES_DIR
    if not place.is_dir():
        raise ChitieuError(f"There is no folder {place}. Give one with YAML files of sources.")
    checked = check_sources(place)
    for problem in checked.problems:
        fail(f"{problem.file}: {problem}. {problem.next_step}")
    active = [source for source in checked.sources if source.active and source.hosts]
    patterns = sum(len(source.take) for source in checked.sources)
    shown = sum(len(source.examples.take) + len(source.examples.leave) for source in checked.sources)
    told = (
        f"{counted(len(checked.sources), 'source')} ({len(active)} crawled), "
        f"{counted(patterns, 'pattern')} of articles, {counted(shown, 'example')}"
    )
    files = len({problem.file for problem in checked.problems})
    if checked.problems:
        note(f"Problems: {len(checked.problems)}, in files: {files}. What could be read: {told}.")
    else:
        out.print(f"All good: {told}.", style="green", markup=False)
    failed = bool(checked.problems)
    if live:
        wanted = _wanted(only, [source.source_id for source in active])
        failed = _ask(source for source in active if source.source_id in wanted) or failed
    raise typer.Exit(1 if failed else 0)


def _asker(settings: Settings, source_id: str | None = None, delay_seconds: float = 1.0) -> Asker:
    """What asks sites, as the settings allow: sites of this machine where they are named, contact told."""
    from chitieu.fetch.asking import Asker
    from chitieu.fetch.running import WEB_SOURCE

    local = settings.local_sites
    return Asker(settings.contact, source_id or WEB_SOURCE, delay_seconds, bool(local), local)


def _wanted(only: Sequence[str] | None, known: list[str]) -> set[str]:
    unknown = sorted(set(only or ()) - set(known))
    if unknown:
        raise ChitieuError(
            f"No source that is crawled is called {', '.join(unknown)}. See: chitieu sources list"
        )
    return set(only or known)


def _ask(chosen: Iterable[Source]) -> bool:
    """Ask the seeds of sources and show what came; whether any has a problem."""
    from chitieu.fetch.seed_checks import ask_source
    from chitieu.settings import Settings

    settings = Settings.load()
    troubled = 0
    table = Table()
    for title in ("source", "what", "address", "answer"):
        table.add_column(title, overflow="fold")
    for source in chosen:
        note(f"  asking {source.source_id} ...")
        asker = _asker(settings, source.source_id, source.politeness.delay_seconds)
        robots, seeds = ask_source(source, asker)
        for said in robots:
            style = "red" if said.problem else ""
            table.add_row(*map(Text, (source.source_id, "robots.txt", said.address)), Text(said.said, style))
            troubled += said.problem is not None
        for seed in seeds:
            answer = seed.problem or f"{seed.articles} articles among {seed.links} addresses"
            style = "red" if seed.problem else "green"
            table.add_row(*map(Text, (source.source_id, seed.kind, seed.address)), Text(answer, style))
            troubled += seed.problem is not None
    out.print(table)
    if troubled:
        warn(f"{troubled} answers need a look: mend the address or the patterns, or set active: false.")
    return bool(troubled)


@sources.command("add")
def add_command(
    address: Annotated[str, typer.Argument(metavar="URL", help="Front page of a site, a section or a feed.")],
    source_id: Annotated[
        str | None, typer.Option("--id", help="Name of the file; by default from the host.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the file; it never replaces one.")] = False,
    folder: FolderOption = None,
) -> None:
    """Draft the YAML of a source from a page: feeds, sitemaps, sections, patterns of its articles.

    The draft goes to stdout, what speaks for it to stderr. CHITIEU_CONTACT has to be set: sites are told.
    """
    from chitieu.catalogue.sources import SOURCES_DIR, load_sources
    from chitieu.fetch.drafting import draft_source, explore
    from chitieu.settings import Settings

    settings = Settings.load()
    place = folder or SOURCES_DIR
    whole = address if "://" in address else f"https://{address}"
    asker = _asker(settings)

    def ask(question: Question) -> Mapping[str, Answer]:
        note(f"  asking {' '.join(question.all)} ...")
        return asker(question)

    site = explore(whole, ask)
    draft = draft_source(site, load_sources(place), source_id)
    for found in (*site.feeds, *site.sitemaps):
        note(f"  {found.kind} {found.address}: {len(found.links)} addresses")
    for pattern in draft.take:
        note(f"  take {pattern}")
    _show("taken as articles", draft.taken)
    _show("left", draft.left)
    out.print(draft.text, markup=False, soft_wrap=True, end="")
    for remark in draft.remarks:
        warn(remark)
    if write:
        _write(place / f"{draft.source_id}.yml", draft.text)
    else:
        note(f"Nothing was written. With --write it becomes {draft.source_id}.yml in {place}.")


_EXAMPLES = 5


def _show(what: str, addresses: Sequence[str]) -> None:
    note(f"  {what}: {len(addresses)}")
    for each in addresses[:_EXAMPLES]:
        note(f"    {each}")


def _write(path: Path, text: str) -> None:
    """Write a new file and say what is still wrong with it."""
    from chitieu.catalogue.source_checks import check_sources
    from chitieu.catalogue.sources import SOURCES_DIR

    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise ChitieuError(f"{path} is there already. Give the draft another name with --id.") from error
    except OSError as error:
        raise ChitieuError(
            f"{path} cannot be written ({error.strerror}). Give another folder with --folder."
        ) from error
    note(f"wrote {path}")
    for problem in check_sources(path.parent).problems:
        if problem.file == path.name:
            warn(f"{problem}. {problem.next_step}")
    elsewhere = "" if path.parent == SOURCES_DIR else f" --folder {path.parent}"
    note(f"Next: read it through, then `chitieu sources check --live --source {path.stem}{elsewhere}`.")
    if elsewhere:
        note(
            "Crawls and replays know the sources of a folder of your own where CHITIEU_SOURCES_DIR names it."
        )
