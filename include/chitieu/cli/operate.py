"""What the commands do that run things: the pipeline, the local stack, the warehouse."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from chitieu.cli.console import fail, note, out, warn
from chitieu.cli.summary import (
    Snapshot,
    show_counts,
    show_kpis,
    show_next_steps,
    show_trail,
    snapshot,
)
from chitieu.kernel.errors import ChitieuError, ConfigurationError
from chitieu.settings import ROLES, Settings
from chitieu.stack.postgres import postgres_status, start_postgres, stop_postgres
from chitieu.warehouse import Warehouse

if TYPE_CHECKING:
    from chitieu.stack.airflow_chain import Chain

Outcome = TypeVar("Outcome")

SAMPLE_SITES = Path("samples") / "sites"
SAMPLE_SOURCES = Path("samples") / "sources"


def step(description: str, call: Callable[[], Outcome]) -> Outcome:
    """Run one step and say how long it took."""
    note(f"  {description} ...")
    began = time.monotonic()
    outcome = call()
    note(f"  {description}: done in {time.monotonic() - began:.1f} s")
    return outcome


def ready_warehouse(settings: Settings) -> None:
    """See that the server runs and has the newest migration."""
    from chitieu.warehouse import upgrade

    status = start_postgres(settings)
    if status.state == "running":
        note(f"  PostgreSQL listens on {status.host}:{status.port}")
    applied = upgrade(settings)
    note(f"  migrations applied: {', '.join(applied)}" if applied else "  the warehouse is up to date")


def _tell_difference(before: Snapshot, after: Snapshot) -> None:
    if before.fingerprint == after.fingerprint and after.counts.get("pages"):
        note(
            "Nothing changed in the warehouse: the same pages, the same rules, the same figures "
            f"({after.counts.get('observations', 0)} observations, fingerprint {after.fingerprint[:12]})."
        )
    else:
        note(
            f"The warehouse changed: {before.counts.get('observations', 0)} → "
            f"{after.counts.get('observations', 0)} observations, "
            f"fingerprint {before.fingerprint[:12]} → {after.fingerprint[:12]}."
        )


def finish(settings: Settings, before: Snapshot, *, with_kpis: bool = False) -> None:
    """Show what a run came to: the KPIs where it changed anything, or `with_kpis`."""
    after = snapshot(settings)
    if after.fingerprint != before.fingerprint or with_kpis:
        show_kpis(settings)
    show_counts(after, before)
    _tell_difference(before, after)
    show_next_steps(settings)


def run_demo(pages: Path | None, edition: int) -> int:
    """Run the DAGs on sample sites that this machine serves, or on a folder of pages; show what came of it.

    Airflow is stopped afterwards unless it ran before; PostgreSQL stays for psql and BI tools.
    """
    from chitieu.fetch import list_uris
    from chitieu.stack.airflow import airflow_status, trigger_and_wait

    settings = Settings.load()
    if pages is not None:
        folder = pages.absolute()
        note(f"Chitieu demo on {len(list_uris([folder]))} pages of {folder}")
        return _run_chain(settings, partial(trigger_and_wait, paths=[str(folder)]))
    if airflow_status(settings).running:
        raise ChitieuError(
            "Airflow runs already, and knows nothing of the sample sites. Stop it first: make down. "
            "Pages of your own go through it as it is: make demo PAGES=FOLDER"
        )
    from chitieu.localweb import serve

    with serve(settings.project_dir / SAMPLE_SITES) as web:
        web.edition = edition
        demo = _with_sample_sites(settings, web.connect_to)
        sources = sorted(path.stem for path in (settings.project_dir / SAMPLE_SOURCES).glob("*.yml"))
        note(f"Chitieu demo on {len(web.hosts)} sites that this machine serves: {', '.join(web.hosts)}")
        status = _run_chain(demo, partial(trigger_and_wait, sources=sources))
        note(f"The sites answered {len(web.asked)} requests.")
    return status


def _with_sample_sites(settings: Settings, sites: Sequence[tuple[str, str]]) -> Settings:
    """The settings of a process that crawls sites of this machine and no other."""
    own = {
        "CHITIEU_LOCAL_SITES": " ".join(f"{host}={place}" for host, place in sites),
        "CHITIEU_SOURCES_DIR": str(settings.project_dir / SAMPLE_SOURCES),
    }
    os.environ.update(own)
    return Settings.load(settings.home)


def know_sources(settings: Settings) -> None:
    """See that the source of each archived page is known: its file says where things stand on its pages.

    The demo's own are taken from the samples, as the demo does.

    Raises:
        ChitieuError: pages of a source are archived that no file describes.
    """
    from chitieu.catalogue.sources import load_sources
    from chitieu.fetch import WEB_SOURCE

    samples = settings.project_dir / SAMPLE_SOURCES
    captured = Warehouse(settings, "loader").captured_sources() - {WEB_SOURCE}
    if "CHITIEU_SOURCES_DIR" not in os.environ and captured & {path.stem for path in samples.glob("*.yml")}:
        os.environ["CHITIEU_SOURCES_DIR"] = str(samples)
    unknown = sorted(captured - set(load_sources().by_id))
    if unknown:
        raise ChitieuError(
            f"Pages of {', '.join(unknown)} are archived, and the catalogue has no such source: they would "
            "be read otherwise than before. Put its file back, or set CHITIEU_SOURCES_DIR to its folder."
        )


def _run_chain(settings: Settings, run: Callable[..., Chain]) -> int:
    from chitieu.stack.airflow import StackEvent, airflow_status, start_airflow, stop_airflow

    began = time.monotonic()
    ready_warehouse(settings)
    before = snapshot(settings)
    was_running = airflow_status(settings).healthy

    def tell(event: StackEvent) -> None:
        chosen = (event.task_id or "").startswith("choose_") and event.state == "success"
        if event.state == "skipped" or chosen:
            return  # the sources that are not crawled, two lines each
        note(f"  [{time.monotonic() - began:5.1f} s] {event.message}")

    try:
        start_airflow(settings, progress=tell)
        chain = run(settings, progress=tell)
    finally:
        if not was_running:
            stop_airflow(settings, progress=tell)
    for failure in chain.failures:
        fail(failure)
    finish(settings, before, with_kpis=True)
    note(f"{len(chain.runs)} DAG runs in {time.monotonic() - began:.0f} s.")
    return 0 if chain.succeeded else 1


def start_stack() -> int:
    """Start PostgreSQL and Airflow and say where they are."""
    from chitieu.stack.airflow import start_airflow

    settings = Settings.load()
    note("Starting a local Airflow")
    ready_warehouse(settings)
    status = start_airflow(settings, progress=lambda event: note(f"  {event.message}"))
    note("")
    out.print(f"Airflow    {status.url}", markup=False)
    out.print(f"login      {status.user} / {settings.secret('airflow_admin_password')}", markup=False)
    note("The DAGs run on schedule from now on. Stop everything with: make down")
    return 0


def stop_stack() -> int:
    """Stop Airflow, then PostgreSQL."""
    from chitieu.stack.airflow import stop_airflow

    settings = Settings.load()
    ran = stop_airflow(settings, progress=lambda event: note(f"  {event.message}"))
    note("Airflow stopped." if ran else "Airflow was not running.")
    was = postgres_status(settings).state
    stop_postgres(settings)
    note(
        {"running": "PostgreSQL stopped.", "stopped": "PostgreSQL was not running."}.get(
            was, "PostgreSQL is your own server; it is left alone."
        )
    )
    return 0


def show_status() -> int:
    """Say what runs and what the warehouse holds."""
    from chitieu.stack.airflow import airflow_status
    from chitieu.warehouse import current, head

    settings = Settings.load()
    server = postgres_status(settings)
    where = f" on {server.host}:{server.port}" if server.state == "running" else ""
    out.print(f"PostgreSQL  {server.state}{where}", markup=False)
    airflow = airflow_status(settings)
    state = "running" if airflow.healthy else "unhealthy" if airflow.running else "stopped"
    out.print(f"Airflow     {state}" + (f" at {airflow.url}" if airflow.healthy else ""), markup=False)
    if server.state == "stopped":
        note("Start them with: make up (PostgreSQL alone: chitieu db upgrade)")
        return 0
    revision = current(settings)
    out.print(f"migration   {revision or 'none'}", markup=False)
    if revision != head():
        warn(f"the newest migration is {head()}; run: chitieu db upgrade")
        return 0
    shot = snapshot(settings)
    show_counts(shot)
    for source in Warehouse(settings, "loader").quiet_sources():
        last = source["last_new_page_at"]
        since = f"since {last:%Y-%m-%d}" if last else "so far"
        warn(f"{source['source_id']}: no new page in {source['crawls']} crawls {since}. Site changed?")
    return 0


def follow(page: str) -> int:
    """Show the way of one page through the stages; exit status 1 for a page that nobody asked for."""
    trail = Warehouse(Settings.load(), "transformer").trail(page)
    if trail is None:
        fail(f"Nobody asked for a page {page!r}. Bring it in with: chitieu ingest PATH")
        return 1
    show_trail(trail)
    return 0


def write_env_file() -> int:
    """Write `.env` for docker compose."""
    from chitieu.stack.envfile import write_env

    path = write_env(Settings.load().home)
    note(f"wrote {path} with generated secrets; next: docker compose up -d --wait")
    return 0


def write_docs() -> int:
    """Write what is derived from the catalogue: dbt seeds, data dictionary, the facts of sources."""
    from chitieu.catalogue.seeds import write_seeds
    from chitieu.publish.dictionary import write_dictionary
    from chitieu.publish.source_guide import write_guide

    settings = Settings.load()
    for path in write_seeds(settings.dbt_dir / "seeds"):
        note(f"wrote {path}")
    note(f"wrote {write_dictionary(settings)}")
    note(f"wrote {write_guide(settings)}")
    return 0


def upgrade_database() -> int:
    """Bring the warehouse to the newest migration."""
    ready_warehouse(Settings.load())
    return 0


def print_url(role: str) -> int:
    """Print the URL of a role; it holds the password, so it goes to stdout alone."""
    known = next((name for name in ROLES if name == role), None)
    if known is None:
        raise ConfigurationError(f"There is no role {role!r}. Take one of: {', '.join(ROLES)}.")
    settings = Settings.load()
    if postgres_status(settings).state == "stopped":
        raise ChitieuError("PostgreSQL does not run. Start it with: chitieu db upgrade")
    url = settings.warehouse_url(known).replace("postgresql+psycopg://", "postgresql://")
    out.print(url, markup=False, soft_wrap=True)
    return 0
