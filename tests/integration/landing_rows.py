"""Landing rows of a few pages in our own words: what dbt builds on where no page has been read yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

EXTRACTOR = "test+1"
YEAR_2023 = {"period_start": "2023-01-01", "period_end": "2023-12-31"}


@dataclass(frozen=True)
class Statement:
    """One number of a sentence; `reading` holds the columns of its observation that differ from plain."""

    sentence: str
    number: str
    value: float | int
    indicator: str
    reading: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One version of one article, with what was read from it."""

    name: str
    published: str | None
    statements: tuple[Statement, ...]
    rejected: tuple[tuple[str, str, str], ...] = ()
    quarantined: tuple[tuple[Statement, str], ...] = ()
    version: int = 1
    seen: str = "2024-06-01T00:00:00Z"
    extractor: str = EXTRACTOR
    is_validated: bool = True

    @property
    def url(self) -> str:
        return f"https://tin.example/{self.name}"

    @property
    def version_id(self) -> str:
        return f"{self.name}-v{self.version}"

    @property
    def text(self) -> str:
        kept = [statement.sentence for statement in self.statements]
        kept += [sentence for sentence, _, _ in self.rejected]
        kept += [statement.sentence for statement, _ in self.quarantined]
        return "\n".join(dict.fromkeys(kept))


def land(connection: psycopg.Connection, pages: Iterable[Page]) -> None:
    """Write the pages as their batches would have landed them."""
    for page in pages:
        batch = f"{page.version_id}-{page.extractor}"
        steps = ["capture", "article", "extract"] + (["validate"] if page.is_validated else [])
        _insert(
            connection,
            "raw.batches",
            [{"batch_id": batch, "kind": "extract", "manifest": {}, "planned_at": page.seen}],
        )
        _insert(
            connection,
            "raw.batch_steps",
            [
                {"batch_id": batch, "step": step, "counts": {"rows": 1}, "landed_at": page.seen}
                for step in steps
            ],
        )
        _land_article(connection, page, batch)
        _land_figures(connection, page, batch)


def _insert(connection: psycopg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    name = sql.SQL(".").join(map(sql.Identifier, table.split(".")))
    connection.execute(
        sql.SQL(
            "INSERT INTO {0} SELECT * FROM jsonb_populate_recordset(null::{0}, %s::jsonb)"
            " ON CONFLICT DO NOTHING"
        ).format(name),
        [json.dumps(rows)],
    )


def _land_article(connection: psycopg.Connection, page: Page, batch: str) -> None:
    capture = f"capture-{page.version_id}"
    digest = "sha256:" + hashlib.sha256(page.text.encode()).hexdigest()
    came = {"batch_id": batch, "uri": page.url, "source_id": "files"}
    _insert(
        connection,
        "raw.captures",
        [
            came
            | {
                "capture_id": capture,
                "payload_digest": digest,
                "payload_bytes": 1,
                "warc_path": "a.warc.gz",
                "warc_offset": 0,
                "fetched_at": page.seen,
            }
        ],
    )
    _insert(
        connection,
        "raw.fetch_outcomes",
        [
            came
            | {
                "outcome_id": capture,
                "outcome": "stored",
                "capture_id": capture,
                "attempted_at": page.seen,
            }
        ],
    )
    _insert(
        connection,
        "landing.articles",
        [
            {
                "article_version_id": page.version_id,
                "article_id": page.name,
                "capture_id": capture,
                "batch_id": batch,
                "url": page.url,
                "page": page.name,
                "source_id": "files",
                "title": f"Tin {page.name}",
                "published_at": page.published,
                "text": page.text,
                "text_digest": digest,
                "blocks": [],
                "warnings": [],
                "parser_version": "1",
                "parsed_at": page.seen,
            }
        ],
    )
    _insert(
        connection,
        "landing.parse_outcomes",
        [
            {
                "outcome_id": capture,
                "batch_id": batch,
                "capture_id": capture,
                "outcome": "parsed",
                "article_version_id": page.version_id,
                "parser_version": "1",
                "parsed_at": page.seen,
            }
        ],
    )


def _land_figures(connection: psycopg.Connection, page: Page, batch: str) -> None:
    read = len(page.statements) + len(page.quarantined)
    origin = {
        "batch_id": batch,
        "article_version_id": page.version_id,
        "extractor_version": page.extractor,
    }
    _insert(
        connection,
        "landing.extractions",
        [
            origin
            | {
                "numbers": read + len(page.rejected),
                "observations": read,
                "rejections": len(page.rejected),
                "extracted_at": page.seen,
            }
        ],
    )
    _insert(connection, "landing.observations", [_observation(page, origin, s) for s in page.statements])
    _insert(
        connection,
        "landing.rejections",
        [
            origin
            | _span(page, sentence, number)
            | {
                "rejection_id": _identifier(page, sentence, number),
                "reason": reason,
                "trace": [],
                "extracted_at": page.seen,
            }
            for sentence, number, reason in page.rejected
        ],
    )
    _insert(
        connection,
        "landing.quarantine",
        [
            origin
            | {
                "observation_id": _identifier(page, statement.sentence, statement.number),
                "observation": _observation(page, origin, statement),
                "reasons": [
                    {
                        "expectation": "expect_value_within_bounds",
                        "column": "value",
                        "message": message,
                    }
                ],
                "quarantined_at": page.seen,
            }
            for statement, message in page.quarantined
        ],
    )


def _identifier(page: Page, sentence: str, number: str) -> str:
    return hashlib.sha256(f"{page.version_id}|{sentence}|{number}".encode()).hexdigest()[:32]


def _span(page: Page, sentence: str, number: str) -> dict[str, Any]:
    start = page.text.index(sentence)
    at = start + sentence.index(number)
    return {
        "page": page.name,
        "start_offset": at,
        "end_offset": at + len(number),
        "text": number,
        "sentence": sentence,
    }


def _observation(page: Page, origin: Mapping[str, Any], statement: Statement) -> dict[str, Any]:
    start = page.text.index(statement.sentence)
    plain = {
        "observation_id": _identifier(page, statement.sentence, statement.number),
        "indicator_code": statement.indicator,
        "measure": "level",
        "value": statement.value,
        "unit": "count",
        "qualifier": "exact",
        "status": "actual",
        "sentence_start": start,
        "sentence_end": start + len(statement.sentence),
        "confidence": 0.9,
        "trace": [],
        "extracted_at": page.seen,
    }
    return {
        **origin,
        **_span(page, statement.sentence, statement.number),
        **plain,
        **YEAR_2023,
        **statement.reading,
    }
