"""Make the raw tables: batches, their steps, captures and the outcome of every fetch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_raw"
down_revision = "0001_schemas"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four tables, in the order in which they refer to each other."""
    _batches()
    _batch_steps()
    _captures()
    _fetch_outcomes()


def downgrade() -> None:
    """Drop them, the last first."""
    for table in ("fetch_outcomes", "captures", "batch_steps", "batches"):
        op.drop_table(table, schema="raw")


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("batch_id", sa.Text, primary_key=True, comment="Hash of kind and manifest"),
        sa.Column(
            "kind", sa.Text, nullable=False, comment="ingest: pages come in; extract: articles are read"
        ),
        sa.Column("source_id", sa.Text, comment="Source of the pages of an ingest batch"),
        sa.Column("manifest", JSONB, nullable=False, comment="What the batch is about, as JSON"),
        sa.Column(
            "planned_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it was planned"
        ),
        sa.CheckConstraint("kind IN ('ingest', 'extract')", name="batches_kind_check"),
        sa.CheckConstraint("jsonb_typeof(manifest) = 'object'", name="batches_manifest_check"),
        schema="raw",
        comment="One row per batch, the unit of work that is done whole or not at all.",
    )
    op.create_index("batches_kind_planned_at_idx", "batches", ["kind", "planned_at"], schema="raw")


def _batch_steps() -> None:
    op.create_table(
        "batch_steps",
        sa.Column(
            "batch_id", sa.Text, sa.ForeignKey("raw.batches.batch_id"), primary_key=True, comment="The batch"
        ),
        sa.Column("step", sa.Text, primary_key=True, comment="capture, article, extract or validate"),
        sa.Column("counts", JSONB, nullable=False, comment="Rows that the step landed, by kind"),
        sa.Column(
            "landed_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it landed"
        ),
        sa.CheckConstraint(
            "step IN ('capture', 'article', 'extract', 'validate')", name="batch_steps_step_check"
        ),
        schema="raw",
        comment="One row per step of a batch that has landed, written in one transaction with its rows.",
    )


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("capture_id", sa.Text, primary_key=True, comment="Hash of URI and digest of the bytes"),
        sa.Column(
            "batch_id",
            sa.Text,
            sa.ForeignKey("raw.batches.batch_id"),
            nullable=False,
            comment="Batch that stored it",
        ),
        sa.Column("uri", sa.Text, nullable=False, comment="Where the bytes came from"),
        sa.Column("source_id", sa.Text, nullable=False, comment="Source in the catalogue"),
        sa.Column("media_type", sa.Text, comment="Media type as served; null where none was given"),
        sa.Column("status_code", sa.Integer, comment="HTTP status; null for files"),
        sa.Column("payload_digest", sa.Text, nullable=False, comment="sha256: and hex digest of the bytes"),
        sa.Column("payload_bytes", sa.BigInteger, nullable=False, comment="Length of the bytes"),
        sa.Column("warc_path", sa.Text, nullable=False, comment="WARC file, relative to the archive"),
        sa.Column(
            "warc_offset", sa.BigInteger, nullable=False, comment="Offset of the record in that file, bytes"
        ),
        sa.Column("fetched_at", INSTANT, nullable=False, comment="When the bytes were read"),
        sa.CheckConstraint("payload_bytes >= 0 AND warc_offset >= 0", name="captures_sizes_check"),
        sa.CheckConstraint("payload_digest LIKE 'sha256:%'", name="captures_payload_digest_check"),
        schema="raw",
        comment="One row per distinct content of a page, with its place in the WARC archive.",
    )
    op.create_index("captures_uri_fetched_at_idx", "captures", ["uri", "fetched_at"], schema="raw")


def _fetch_outcomes() -> None:
    op.create_table(
        "fetch_outcomes",
        sa.Column("outcome_id", sa.Text, primary_key=True, comment="Hash of batch and URI"),
        sa.Column(
            "batch_id", sa.Text, sa.ForeignKey("raw.batches.batch_id"), nullable=False, comment="The batch"
        ),
        sa.Column("uri", sa.Text, nullable=False, comment="What was asked for"),
        sa.Column("source_id", sa.Text, nullable=False, comment="Source in the catalogue"),
        sa.Column(
            "outcome",
            sa.Text,
            nullable=False,
            comment="stored: new bytes; unchanged: known bytes; failed: none",
        ),
        sa.Column("reason", sa.Text, comment="Stable code of a failure"),
        sa.Column("detail", sa.Text, comment="The failure in a sentence"),
        sa.Column(
            "capture_id",
            sa.Text,
            sa.ForeignKey("raw.captures.capture_id"),
            comment="The bytes, unless failed",
        ),
        sa.Column("attempted_at", INSTANT, nullable=False, comment="When it was tried"),
        sa.CheckConstraint(
            "outcome IN ('stored', 'unchanged', 'failed')", name="fetch_outcomes_outcome_check"
        ),
        sa.CheckConstraint(
            "(outcome = 'failed') = (capture_id IS NULL) AND (outcome = 'failed') = (reason IS NOT NULL)",
            name="fetch_outcomes_reason_check",
        ),
        schema="raw",
        comment="One row per attempt of a batch at a page, success or not.",
    )
    op.create_index("fetch_outcomes_batch_id_idx", "fetch_outcomes", ["batch_id"], schema="raw")
