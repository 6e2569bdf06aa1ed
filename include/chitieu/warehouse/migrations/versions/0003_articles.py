"""Make the landing tables of articles: versions, outcomes of parsing, which were read for figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_articles"
down_revision = "0002_raw"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Three tables, in the order in which they refer to each other."""
    _articles()
    _parse_outcomes()
    _extractions()


def downgrade() -> None:
    """Drop them, the last first."""
    for table in ("extractions", "parse_outcomes", "articles"):
        op.drop_table(table, schema="landing")


def _batch() -> sa.Column[str]:
    reference = sa.ForeignKey("raw.batches.batch_id")
    return sa.Column("batch_id", sa.Text, reference, nullable=False, comment="Batch that landed the row")


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column(
            "article_version_id", sa.Text, primary_key=True, comment="Hash of URL and digest of the text"
        ),
        sa.Column(
            "article_id", sa.Text, nullable=False, comment="Hash of the URL; the same for all versions"
        ),
        sa.Column(
            "capture_id",
            sa.Text,
            sa.ForeignKey("raw.captures.capture_id"),
            nullable=False,
            comment="Bytes it was first read from",
        ),
        _batch(),
        sa.Column("url", sa.Text, nullable=False, comment="Canonical link of the page, else its URI"),
        sa.Column("page", sa.Text, nullable=False, comment="Short name of the page in files"),
        sa.Column("source_id", sa.Text, nullable=False, comment="Source in the catalogue"),
        sa.Column("title", sa.Text, comment="Title; null where the page shows none"),
        sa.Column("lead", sa.Text, comment="Lead paragraph (sapô); null where there is none"),
        sa.Column("author", sa.Text, comment="Author as written; null where none is named"),
        sa.Column("publisher", sa.Text, comment="Publishing body; null where not known"),
        sa.Column("published_at", INSTANT, comment="When the page says it was published, UTC"),
        sa.Column("updated_at", INSTANT, comment="When the page says it was last changed, UTC"),
        sa.Column("language", sa.Text, comment="Language tag (BCP 47); null where the parser does not say"),
        sa.Column("text", sa.Text, nullable=False, comment="Text that all offsets count in, in code points"),
        sa.Column(
            "text_digest", sa.Text, nullable=False, comment="sha256: and hex digest of the text as UTF-8"
        ),
        sa.Column(
            "blocks", JSONB, nullable=False, comment="[{start, end, kind, reason}] in order of the text"
        ),
        sa.Column("warnings", JSONB, nullable=False, comment="What the parser was not sure of, as sentences"),
        sa.Column("parser_version", sa.Text, nullable=False, comment="Version of the parser"),
        sa.Column(
            "parsed_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it landed"
        ),
        sa.CheckConstraint("jsonb_typeof(blocks) = 'array'", name="articles_blocks_check"),
        sa.CheckConstraint("jsonb_typeof(warnings) = 'array'", name="articles_warnings_check"),
        schema="landing",
        comment="One row per version of an article; a changed page adds a row.",
    )
    op.create_index("articles_article_id_idx", "articles", ["article_id"], schema="landing")
    op.create_index("articles_capture_id_idx", "articles", ["capture_id"], schema="landing")


def _parse_outcomes() -> None:
    op.create_table(
        "parse_outcomes",
        sa.Column("outcome_id", sa.Text, primary_key=True, comment="Hash of batch and capture"),
        _batch(),
        sa.Column(
            "capture_id",
            sa.Text,
            sa.ForeignKey("raw.captures.capture_id"),
            nullable=False,
            comment="Bytes read",
        ),
        sa.Column("outcome", sa.Text, nullable=False, comment="parsed or rejected"),
        sa.Column("reason", sa.Text, comment="Stable code of a rejection"),
        sa.Column("detail", sa.Text, comment="The rejection in a sentence"),
        sa.Column(
            "article_version_id",
            sa.Text,
            sa.ForeignKey("landing.articles.article_version_id"),
            comment="What was read, unless rejected",
        ),
        sa.Column(
            "parser_version", sa.Text, comment="Version of the parser; null where a rejection does not say"
        ),
        sa.Column(
            "parsed_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it landed"
        ),
        sa.CheckConstraint("outcome IN ('parsed', 'rejected')", name="parse_outcomes_outcome_check"),
        sa.CheckConstraint(
            "(outcome = 'parsed') = (reason IS NULL) AND (reason IS NULL) = (article_version_id IS NOT NULL)",
            name="parse_outcomes_reason_check",
        ),
        schema="landing",
        comment="One row per capture of a batch: the article version it gave, or why it gave none.",
    )
    op.create_index("parse_outcomes_batch_id_idx", "parse_outcomes", ["batch_id"], schema="landing")


def _extractions() -> None:
    op.create_table(
        "extractions",
        sa.Column(
            "article_version_id",
            sa.Text,
            sa.ForeignKey("landing.articles.article_version_id"),
            primary_key=True,
            comment="Article version that was read",
        ),
        sa.Column("extractor_version", sa.Text, primary_key=True, comment="Version of rules and catalogue"),
        _batch(),
        sa.Column("numbers", sa.Integer, nullable=False, comment="Numbers found in the article"),
        sa.Column("observations", sa.Integer, nullable=False, comment="Numbers that are figures"),
        sa.Column(
            "rejections", sa.Integer, nullable=False, comment="Numbers that are not, each with its reason"
        ),
        sa.Column(
            "extracted_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it landed"
        ),
        sa.CheckConstraint(
            "observations >= 0 AND rejections >= 0 AND numbers = observations + rejections",
            name="extractions_numbers_check",
        ),
        schema="landing",
        comment="One row per article version and extractor version: how many numbers became what.",
    )
    op.create_index("extractions_batch_id_idx", "extractions", ["batch_id"], schema="landing")
