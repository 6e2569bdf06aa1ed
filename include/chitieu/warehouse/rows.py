"""Records of the kernel as rows of landing, and back. Offsets and units stay as they are in the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chitieu.kernel.ids import digest, stable_id
from chitieu.kernel.records import (
    ArchiveRef,
    Article,
    Block,
    BlockKind,
    Capture,
    Observation,
    Rejection,
)
from chitieu.kernel.serialise import trace_rows
from chitieu.warehouse.copying import Row, as_json, column_names


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture of the warehouse, with empty `content`: the bytes are in the archive at `ref`."""

    capture: Capture
    ref: ArchiveRef


ARTICLE_COLUMNS = column_names(
    "article_version_id article_id capture_id batch_id url page source_id title lead author publisher "
    "published_at updated_at language text text_digest blocks warnings parser_version "
    "original_url"
)
PARSE_OUTCOME_COLUMNS = column_names(
    "outcome_id batch_id capture_id outcome reason detail article_version_id parser_version"
)
EXTRACTION_COLUMNS = column_names(
    "article_version_id extractor_version batch_id numbers observations rejections"
)
OBSERVATION_COLUMNS = column_names(
    "observation_id extractor_version batch_id article_version_id page start_offset end_offset text "
    "indicator_code measure value unit total per qualifier status period_start period_end place "
    "place_code basis part organisation sentence sentence_start sentence_end confidence trace"
)
FIGURE_COLUMNS = (*OBSERVATION_COLUMNS, "extracted_at")
REJECTION_COLUMNS = column_names(
    "rejection_id extractor_version batch_id article_version_id page start_offset end_offset text "
    "reason sentence trace"
)


def stored_capture(row: Mapping[str, Any]) -> StoredCapture:
    """A row of `raw.captures` without its bytes."""
    capture = Capture(
        capture_id=row["capture_id"],
        uri=row["uri"],
        source_id=row["source_id"],
        media_type=row["media_type"],
        content=b"",
        payload_digest=row["payload_digest"],
        fetched_at=row["fetched_at"],
        status_code=row["status_code"],
        requested_uri=row["requested_uri"],
        etag=row["etag"],
        last_modified=row["last_modified"],
    )
    return StoredCapture(capture, ArchiveRef(row["warc_path"], row["warc_offset"], row["warc_length"]))


def article_row(batch_id: str, article: Article) -> Row:
    """One row of `landing.articles`."""
    return (
        article.article_version_id,
        article.article_id,
        article.capture_id,
        batch_id,
        article.url,
        article.page,
        article.source_id,
        article.title,
        article.lead,
        article.author,
        article.publisher,
        article.published_at,
        article.updated_at,
        article.language,
        article.text,
        digest(article.text.encode("utf-8", errors="surrogatepass")),
        as_json([_block(block) for block in article.blocks]),
        as_json(article.warnings),
        article.parser_version,
        article.original_url,
    )


def _block(block: Block) -> dict[str, object]:
    return {"start": block.start, "end": block.end, "kind": block.kind.value, "reason": block.reason}


def article_record(row: Mapping[str, Any]) -> Article:
    """A row of `landing.articles` as the record it was made from."""
    blocks = tuple(
        Block(block["start"], block["end"], BlockKind(block["kind"]), block["reason"])
        for block in row["blocks"]
    )
    same = column_names(
        "article_id article_version_id capture_id url page source_id title lead author publisher "
        "published_at updated_at language text parser_version original_url"
    )
    return Article(**{name: row[name] for name in same}, blocks=blocks, warnings=tuple(row["warnings"]))


def parsed_row(batch_id: str, article: Article) -> Row:
    """The row of `landing.parse_outcomes` of a capture that gave an article."""
    outcome_id = stable_id("parse_outcome", batch_id, str(article.capture_id))
    version = article.article_version_id
    return (outcome_id, batch_id, article.capture_id, "parsed", None, None, version, article.parser_version)


def rejected_row(batch_id: str, capture_id: str, reason: str, detail: str, parser_version: str | None) -> Row:
    """The row of `landing.parse_outcomes` of a capture that gave none."""
    outcome_id = stable_id("parse_outcome", batch_id, capture_id)
    return (outcome_id, batch_id, capture_id, "rejected", reason, detail, None, parser_version)


def observation_row(batch_id: str, observation: Observation) -> Row:
    """One row of `landing.candidates`."""
    return (
        observation.observation_id,
        observation.extractor_version,
        batch_id,
        observation.article_version_id,
        observation.page,
        observation.start,
        observation.end,
        observation.text,
        observation.indicator,
        observation.measure.value,
        observation.value,
        observation.unit.value,
        observation.total,
        observation.per,
        observation.qualifier.value,
        observation.status.value,
        observation.period_start,
        observation.period_end,
        observation.place,
        observation.place_code,
        observation.basis.value if observation.basis else None,
        observation.part,
        observation.organisation,
        observation.sentence,
        observation.sentence_start,
        observation.sentence_end,
        Decimal(f"{observation.confidence:.4f}"),
        as_json(trace_rows(observation.trace)),
    )


def rejection_row(batch_id: str, rejection: Rejection) -> Row:
    """One row of `landing.rejections`."""
    return (
        rejection.rejection_id,
        rejection.extractor_version,
        batch_id,
        rejection.article_version_id,
        rejection.page,
        rejection.start,
        rejection.end,
        rejection.text,
        rejection.reason,
        rejection.sentence,
        as_json(trace_rows(rejection.trace)),
    )
