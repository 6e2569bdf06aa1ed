"""The page with each number marked, what it became and by which rules: on a terminal or as one HTML file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from chitieu.cli.console import counted, local_time
from chitieu.kernel.records import CONTENT_KINDS, Article, Extraction, Observation, Rejection, RuleHit

MEASURE_STYLE = {
    "level": "bold black on bright_green",
    "change": "bold black on bright_cyan",
    "growth": "bold black on bright_cyan",
    "plan_completion": "bold black on bright_yellow",
    "share": "bold black on bright_magenta",
    "rank": "bold black on bright_blue",
}
REJECTED_STYLE = "dim strike"
FURNITURE_STYLE = "dim"


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of the page with its running count and what became of it."""

    index: int
    item: Observation | Rejection


def marks_of(extraction: Extraction) -> list[Mark]:
    """Every number of an article in the order of the text, counted from 1."""
    items: list[Observation | Rejection] = [*extraction.observations, *extraction.rejections]
    items.sort(key=lambda item: (item.start, item.end))
    return [Mark(index, item) for index, item in enumerate(items, 1)]


def grouped(value: Decimal) -> str:
    """A value as people read it, its thousands apart: `118 200 000 000`, `43.1`."""
    return f"{value.normalize():,f}".replace(",", "\u202f")


def reading_of(observation: Observation) -> str:
    """One line that says what the number measures."""
    hedge = {"exact": "", "over": "over ", "under": "under ", "about": "about "}[observation.qualifier.value]
    total = f" of {grouped(observation.total)}" if observation.total is not None else ""
    line = (
        f"{observation.indicator} · {observation.measure.value} · {hedge}{grouped(observation.value)}{total}"
    )
    line += f" {observation.unit.value}"
    if observation.per:
        line += f" per {observation.per}"
    if observation.status.value != "actual":
        line += f" · {observation.status.value}"
    if observation.period_start:
        line += f" · {observation.period_start} … {observation.period_end}"
    for label, value in (
        ("place", observation.place),
        ("against", observation.basis.value if observation.basis else None),
        ("part", observation.part),
        ("organisation", observation.organisation),
    ):
        if value:
            line += f" · {label}: {value}"
    return line + f" · sure {observation.confidence:.2f}"


def trace_lines(trace: tuple[RuleHit, ...], text: str) -> list[str]:
    """One line a rule: its name, what it decided, and the words it looked at."""
    lines = []
    for hit in trace:
        seen = ""
        if hit.start is not None and hit.end is not None and hit.end > hit.start:
            seen = " «" + " ".join(text[hit.start : hit.end].split()) + "»"
        lines.append(f"{hit.rule}: {hit.decision}{seen}")
    return lines


def _block_text(article: Article, start: int, end: int, marks: list[Mark], base: str) -> Text:
    rendered = Text()
    at = start
    for mark in marks:
        rendered.append(article.text[at : mark.item.start], style=base)
        style = (
            MEASURE_STYLE[mark.item.measure.value] if isinstance(mark.item, Observation) else REJECTED_STYLE
        )
        rendered.append(article.text[mark.item.start : mark.item.end], style=style)
        rendered.append(f"[{mark.index}]", style="dim")
        at = mark.item.end
    rendered.append(article.text[at:end], style=base)
    return rendered


def _mark_text(mark: Mark, text: str, *, with_trace: bool) -> Text:
    line = Text(f"  [{mark.index}] ", style="dim")
    if isinstance(mark.item, Observation):
        line.append(mark.item.text, style=MEASURE_STYLE[mark.item.measure.value])
        line.append(f" → {reading_of(mark.item)}")
    else:
        line.append(mark.item.text, style=REJECTED_STYLE)
        line.append(f" → rejected: {mark.item.reason}", style="red")
    if with_trace:
        for rule in trace_lines(mark.item.trace, text):
            line.append(f"\n        {rule}", style="dim")
    return line


def _about(article: Article, extraction: Extraction) -> str:
    """When a page was published, and what was read from it by which rules."""
    published = local_time(article.published_at, has_clock="published_date_only" not in article.warnings)
    parts = (
        f"published {published}",
        counted(len(extraction.observations), "observation"),
        counted(len(extraction.rejections), "rejection"),
        extraction.extractor_version,
    )
    return " · ".join(parts)


def render_terminal(
    article: Article, extraction: Extraction, *, with_trace: bool = True, whole_page: bool = False
) -> RenderableType:
    """The page block by block, each followed by its numbers.

    Navigation and footers are shown only with `whole_page`; their numbers are rejections by block.
    """
    marks = marks_of(extraction)
    parts: list[RenderableType] = [
        Text(f"{article.page} — {article.title or 'no title'}", style="bold"),
        Text(
            _about(article, extraction),
            style="dim",
        ),
    ]
    position = 0
    for block in article.blocks:
        inside: list[Mark] = []
        while position < len(marks) and marks[position].item.start < block.end:
            inside.append(marks[position])
            position += 1
        is_content = block.kind in CONTENT_KINDS
        if not is_content and not whole_page:
            continue
        label = block.kind.value + (f" ({block.reason})" if block.reason else "")
        parts.append(Text(f"\n{label}", style="blue"))
        parts.append(
            _block_text(article, block.start, block.end, inside, "" if is_content else FURNITURE_STYLE)
        )
        parts.extend(_mark_text(mark, article.text, with_trace=with_trace) for mark in inside)
    return Group(*parts)


def write_html(pages: list[tuple[Article, Extraction]], path: Path) -> None:
    """The same as one self-contained HTML file: no script, no outside resource, page text escaped."""
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("chitieu.cli", "templates"), autoescape=select_autoescape(default=True)
    )
    views = []
    for article, extraction in pages:
        marks = marks_of(extraction)
        blocks = []
        position = 0
        for block in article.blocks:
            pieces: list[dict[str, object]] = []
            inside: list[dict[str, object]] = []
            at = block.start
            while position < len(marks) and marks[position].item.start < block.end:
                mark = marks[position]
                position += 1
                item = mark.item
                kind = item.measure.value if isinstance(item, Observation) else "rejected"
                pieces.append({"text": article.text[at : item.start], "mark": None})
                pieces.append({"text": article.text[item.start : item.end], "mark": mark.index, "kind": kind})
                at = item.end
                reading = reading_of(item) if isinstance(item, Observation) else f"rejected: {item.reason}"
                inside.append(
                    {
                        "index": mark.index,
                        "text": item.text,
                        "kind": kind,
                        "reading": reading,
                        "trace": trace_lines(item.trace, article.text),
                    }
                )
            pieces.append({"text": article.text[at : block.end], "mark": None})
            blocks.append(
                {
                    "kind": block.kind.value,
                    "reason": block.reason,
                    "is_content": block.kind in CONTENT_KINDS,
                    "pieces": pieces,
                    "marks": inside,
                }
            )
        views.append({"article": article, "about": _about(article, extraction), "blocks": blocks})
    html = environment.get_template("explain.html.j2").render(pages=views)
    path.write_text(html, encoding="utf-8")
