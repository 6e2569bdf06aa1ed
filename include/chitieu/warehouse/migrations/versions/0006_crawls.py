"""Make the tables of crawls and addresses, and let captures and outcomes say more of the exchange."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006_crawls"
down_revision = "0005_results"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

CAPTURES = (
    sa.Column("requested_uri", sa.Text, comment="What was asked for, where redirects led elsewhere"),
    sa.Column("etag", sa.Text, comment="ETag of the response, as sent"),
    sa.Column("last_modified", sa.Text, comment="Last-Modified of the response, as sent"),
    sa.Column("warc_length", sa.BigInteger, comment="Length of the record as it lies there, bytes"),
)
OUTCOMES = (
    sa.Column("crawl_id", sa.Text, comment="Crawl that made the attempt; null for other ways in"),
    sa.Column("requested_uri", sa.Text, comment="What was asked for, where redirects led elsewhere"),
    sa.Column("status_code", sa.Integer, comment="HTTP status; null for files and where no server answered"),
    sa.Column("payload_bytes", sa.BigInteger, comment="Length of what came; null where nothing did"),
)


def upgrade() -> None:
    """Two tables, and columns that are null in the rows of before."""
    _crawls()
    _addresses()
    for column in CAPTURES:
        op.add_column("captures", column.copy(), schema="raw")
    for column in OUTCOMES:
        op.add_column("fetch_outcomes", column.copy(), schema="raw")
    op.create_foreign_key(
        "fetch_outcomes_crawl_id_fkey",
        "fetch_outcomes",
        "crawls",
        ["crawl_id"],
        ["crawl_id"],
        source_schema="raw",
        referent_schema="raw",
    )
    op.create_index("captures_payload_digest_idx", "captures", ["payload_digest"], schema="raw")
    op.create_index("fetch_outcomes_crawl_id_idx", "fetch_outcomes", ["crawl_id"], schema="raw")
    op.create_index("fetch_outcomes_capture_id_idx", "fetch_outcomes", ["capture_id"], schema="raw")
    op.create_index("parse_outcomes_capture_id_idx", "parse_outcomes", ["capture_id"], schema="landing")
    op.execute("GRANT UPDATE ON raw.crawls, raw.addresses TO chitieu_loader")


def downgrade() -> None:
    """Take it back; what the columns held is lost."""
    op.drop_index("parse_outcomes_capture_id_idx", "parse_outcomes", schema="landing")
    op.drop_index("fetch_outcomes_capture_id_idx", "fetch_outcomes", schema="raw")
    op.drop_index("captures_payload_digest_idx", "captures", schema="raw")
    for column in OUTCOMES:
        op.drop_column("fetch_outcomes", column.name, schema="raw")
    for column in CAPTURES:
        op.drop_column("captures", column.name, schema="raw")
    for table in ("addresses", "crawls"):
        op.drop_table(table, schema="raw")


def _crawls() -> None:
    op.create_table(
        "crawls",
        sa.Column("crawl_id", sa.Text, primary_key=True, comment="Source and time of planning"),
        sa.Column("source_id", sa.Text, nullable=False, comment="Source in the catalogue"),
        sa.Column(
            "planned_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it was planned"
        ),
        sa.Column("started_at", INSTANT, comment="When its first request was made; null until it has landed"),
        sa.Column("finished_at", INSTANT, comment="When it ended; null until it has landed"),
        sa.Column("stop_reason", sa.Text, comment="finished, or the limit that ended it"),
        sa.Column("new_pages", sa.Integer, comment="Addresses that no earlier batch had a capture of"),
        sa.Column("counts", JSONB, comment="What the crawler counted, by name, as JSON"),
        sa.Column("reasons", JSONB, comment="Failed attempts by reason, as JSON"),
        sa.CheckConstraint(
            "num_nonnulls(started_at, finished_at, stop_reason, new_pages, counts, reasons) IN (0, 6)",
            name="crawls_finished_check",
        ),
        schema="raw",
        comment="One row per crawl of one source, from its plan on.",
    )
    op.create_index("crawls_source_id_finished_at_idx", "crawls", ["source_id", "finished_at"], schema="raw")


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("source_id", sa.Text, primary_key=True, comment="Source in the catalogue"),
        sa.Column("uri", sa.Text, primary_key=True, comment="Address of the page"),
        sa.Column("etag", sa.Text, comment="Validator for the next conditional request"),
        sa.Column("last_modified", sa.Text, comment="Validator for the next conditional request"),
        sa.Column("payload_digest", sa.Text, comment="Digest of the newest bytes; null where none ever came"),
        sa.Column("fetched_at", INSTANT, comment="When bytes, new or known, last came"),
        sa.Column("first_seen_at", INSTANT, nullable=False, comment="First attempt"),
        sa.Column("last_seen_at", INSTANT, nullable=False, comment="Newest attempt"),
        sa.Column(
            "last_outcome", sa.Text, nullable=False, comment="What became of it: stored, unchanged, failed"
        ),
        sa.Column("last_reason", sa.Text, comment="Stable code of its failure"),
        sa.Column("last_status_code", sa.Integer, comment="Its HTTP status"),
        sa.CheckConstraint(
            "last_outcome IN ('stored', 'unchanged', 'failed')", name="addresses_last_outcome_check"
        ),
        sa.CheckConstraint("first_seen_at <= last_seen_at", name="addresses_seen_check"),
        schema="raw",
        comment="One row per source and address: what to ask for next time, and what came last time.",
    )
