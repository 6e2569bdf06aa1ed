"""What a run came to, as tables: the KPIs found, the rows of each stage, and where to look next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from rich.table import Table
from rich.text import Text

from chitieu.cli.console import local_time, note, out
from chitieu.settings import Settings
from chitieu.warehouse import Trail, Warehouse

STAGE_LABELS: Mapping[str, str] = {
    "pages": "pages captured",
    "articles": "articles parsed",
    "numbers": "numbers found",
    "observations": "observations",
    "rejections": "numbers rejected",
    "quarantined": "in quarantine",
    "candidates": "not checked yet",
}
KPI_ROWS = 40
NAMESAKES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The warehouse at one moment: rows per stage and a fingerprint of its content."""

    counts: Mapping[str, int]
    fingerprint: str


def snapshot(settings: Settings) -> Snapshot:
    """Count the rows of each stage and hash what they say."""
    warehouse = Warehouse(settings, "transformer")
    return Snapshot(warehouse.counts(), warehouse.fingerprint())


def show_counts(after: Snapshot, before: Snapshot | None = None) -> None:
    """One line per stage, with what a run added since `before`."""
    table = Table("stage", title="Rows per stage", title_justify="left")
    table.add_column("rows", justify="right")
    if before is not None:
        table.add_column("new", justify="right")
    for stage, rows in after.counts.items():
        cells = [STAGE_LABELS.get(stage, f"marts.{stage}"), f"{rows:,}"]
        if before is not None:
            added = rows - before.counts.get(stage, 0)
            cells.append(f"{added:+,}" if added else "")
        table.add_row(*cells)
    out.print(table)


def amount(value: Decimal | None, unit: str | None) -> str:
    """A number as Vietnamese readers write it, money in `tỷ` or `triệu`: `2.167 tỷ`."""
    if value is None:
        return ""
    scale = ""
    if unit in {"đồng", "VND"}:
        for power, name in ((Decimal(10) ** 9, " tỷ"), (Decimal(10) ** 6, " triệu")):
            if abs(value) >= power:
                value, scale = value / power, name
                break
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) + scale


def _hedged(row: Mapping[str, Any]) -> str:
    hedge = {"over": "> ", "under": "< ", "about": "≈ "}.get(row["qualifier"] or "", "")
    stated = amount(row["value"], row["unit"])
    if stated:
        return hedge + stated + (" (ước)" if row["is_estimated"] else "")
    growth = row["growth_pct"]
    return f"{amount(growth, None)}% growth" if growth is not None else ""


def _source(url: str | None) -> str:
    parts = urlsplit(url or "")
    return parts.netloc or PurePosixPath(unquote(parts.path)).name


def show_kpis(settings: Settings) -> None:
    """The KPIs of the marts: many indicators, those that say most first."""
    table = Table(title=f"KPIs found (the first {KPI_ROWS})", title_justify="left")
    for heading in ("indicator", "place", "period"):
        table.add_column(heading, overflow="fold")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("against plan", justify="right")
    table.add_column("source", overflow="fold")
    for row in Warehouse(settings, "reader").kpis(KPI_ROWS):
        plan = row["plan_completion_pct"]
        name = row["indicator"] + (f" ({row['part']})" if row["part"] else "")
        cells = (
            name,
            row["place"],
            row["period"],
            _hedged(row),
            row["unit"] if row["value"] is not None else "",
            f"{amount(plan, None)}%" if plan is not None else "",
            _source(row["source_url"]),
        )
        table.add_row(*(Text(str(cell or "")) for cell in cells))
    out.print(table)


def show_next_steps(settings: Settings) -> None:
    """Where to look next: files to open, and how to connect."""
    reports = settings.reports_dir
    warehouse = settings.warehouse("reader")
    note("Look at")
    note(f"  report        {(reports / 'report' / 'index.html').as_uri()}")
    note(f"  Data Docs     {(reports / 'data-docs' / 'index.html').as_uri()}")
    note(f"  observations  {reports / 'report' / 'observations.csv'}")
    note("Connect")
    note('  psql          psql "$(.venv/bin/chitieu db url)"')
    note(f"  BI tool       {warehouse} (PostgreSQL), schemas marts and audit, read only;")
    note("                .venv/bin/chitieu db url prints the whole address with the password")
    note("  each number   .venv/bin/chitieu explain PAGE")
    note("Airflow's pages: make up. Stop PostgreSQL: make down")


def _stage(table: Table, name: str, lines: Sequence[str]) -> None:
    table.add_row(Text(name), Text("\n".join(lines)))


def _counted(numbers: Mapping[str, int] | None) -> str:
    ordered = sorted((numbers or {}).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered) or "none"


def show_trail(trail: Trail) -> None:
    """What each stage made of one page, a row per stage."""
    attempt, capture, article, read = trail.attempt, trail.capture, trail.article, trail.extraction
    table = Table("stage", "what became of the page", show_lines=True)
    if attempt is not None and attempt["outcome"] == "failed":
        tried = f"tried {attempt['attempted_at']:%Y-%m-%d %H:%M} UTC"
        _stage(table, "fetch", [attempt["uri"], tried, f"{attempt['reason']}: {attempt['detail'] or ''}"])
    if capture is None:
        out.print(table)
        return
    if trail.namesakes:
        others = ", ".join(trail.namesakes[:NAMESAKES_SHOWN])
        note(
            f"The newest of {len(trail.namesakes) + 1} pages of this name; others by their address: {others}"
        )
    _stage(
        table,
        "capture",
        [
            capture["uri"],
            f"{capture['payload_bytes']:,} bytes, {capture['payload_digest'][:23]}…",
            f"read {capture['fetched_at']:%Y-%m-%d %H:%M} UTC",
            f"archived in {capture['warc_path']} at byte {capture['warc_offset']}",
        ],
    )
    if article is None:
        _stage(table, "article", [f"{capture['outcome'] or 'not parsed yet'}: {capture['detail'] or ''}"])
        out.print(table)
        return
    has_clock = "published_date_only" not in (article["warnings"] or ())
    published = local_time(article["published_at"], has_clock=has_clock)
    article_lines = [
        article["title"] or "no title",
        f"published {published}; {article['publisher'] or 'publisher unknown'}",
        f"{article['characters']:,} characters",
        f"blocks: {_counted(article['blocks'])}",
    ]
    if article["original_url"]:
        article_lines.append(f"taken from {article['original_url']}")
    if article["warnings"]:
        article_lines.append(f"warnings: {', '.join(article['warnings'])}")
    _stage(table, "article", article_lines)
    if read is None:
        _stage(table, "extract", ["not read yet"])
        out.print(table)
        return
    _stage(
        table,
        "extract",
        [
            f"{read['numbers']} numbers: {read['observations']} candidates, {read['rejections']} rejected",
            f"rejected as: {_counted(read['rejected'])}",
            f"by {read['extractor_version']}",
        ],
    )
    held = [f"held: {row['text']} ({row['indicator_code']}): {row['message']}" for row in trail.quarantine]
    checked = (
        f"{read['landed']} landed" if read["validated_at"] else "not checked yet, or the batch was stopped"
    )
    _stage(table, "validate", [checked, *held])
    if trail.marts is not None:
        _stage(
            table,
            "marts",
            [
                f"{trail.marts['observations']} rows of fct_observation",
                f"{trail.marts['indicators']} indicators of the catalogue",
                f"{trail.marts['chosen']} chosen for the KPIs among all pages that state the same figure",
            ],
        )
    out.print(table)
