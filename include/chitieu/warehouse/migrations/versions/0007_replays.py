"""Make room for replays of the archive and what they change, and for links between articles of one text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007_replays"
down_revision = "0006_crawls"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A further kind of batch, and two tables."""
    _set_kinds("'ingest', 'extract', 'replay'")
    op.execute(
        "COMMENT ON COLUMN raw.batches.kind IS "
        "'ingest: pages come in; extract: articles are read; replay: pages of the archive are parsed again'"
    )
    _figure_changes()
    _article_links()


def downgrade() -> None:
    """Take it back; replays and what they changed are forgotten, articles and figures stay."""
    for table in ("article_links", "figure_changes"):
        op.drop_table(table, schema="landing")
    op.execute("UPDATE raw.batches SET kind = 'ingest' WHERE kind = 'replay'")
    _set_kinds("'ingest', 'extract'")
    op.execute("COMMENT ON COLUMN raw.batches.kind IS 'ingest: pages come in; extract: articles are read'")


def _set_kinds(kinds: str) -> None:
    op.drop_constraint("batches_kind_check", "batches", schema="raw")
    op.create_check_constraint("batches_kind_check", "batches", f"kind IN ({kinds})", schema="raw")


def _figure_changes() -> None:
    op.create_table(
        "figure_changes",
        sa.Column("change_id", sa.Text, primary_key=True, comment="Hash of page, versions and figures"),
        sa.Column(
            "batch_id",
            sa.Text,
            sa.ForeignKey("raw.batches.batch_id"),
            nullable=False,
            comment="Replay batch that found it",
        ),
        sa.Column(
            "capture_id",
            sa.Text,
            sa.ForeignKey("raw.captures.capture_id"),
            nullable=False,
            comment="Bytes that were read again",
        ),
        sa.Column("page", sa.Text, nullable=False, comment="Short name of the page, its address if unread"),
        sa.Column("change", sa.Text, nullable=False, comment="added, removed or changed"),
        sa.Column("fields", JSONB, nullable=False, comment="What differs of a changed figure, as names"),
        sa.Column("before", JSONB, comment="The figure as it was; null if added"),
        sa.Column("after", JSONB, comment="The figure as it is read now; null if removed"),
        sa.Column("before_article_version_id", sa.Text, comment="Article version that was read before"),
        sa.Column("after_article_version_id", sa.Text, comment="Article version that is read now"),
        sa.Column("before_extractor_version", sa.Text, comment="Rules and catalogue of before"),
        sa.Column("after_extractor_version", sa.Text, nullable=False, comment="Rules and catalogue of now"),
        sa.Column(
            "found_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it landed"
        ),
        sa.CheckConstraint("change IN ('added', 'removed', 'changed')", name="figure_changes_change_check"),
        sa.CheckConstraint(
            "(change = 'added') = (before IS NULL) AND (change = 'removed') = (after IS NULL)",
            name="figure_changes_sides_check",
        ),
        schema="landing",
        comment="One row per figure that a replay of the archive read otherwise than before.",
    )
    op.create_index("figure_changes_batch_id_idx", "figure_changes", ["batch_id"], schema="landing")


def _article_links() -> None:
    op.create_table(
        "article_links",
        sa.Column(
            "article_version_id",
            sa.Text,
            sa.ForeignKey("landing.articles.article_version_id"),
            primary_key=True,
            comment="Version that repeats another article",
        ),
        sa.Column("first_hand_article_id", sa.Text, primary_key=True, comment="Article that it repeats"),
        sa.Column("linker_version", sa.Text, primary_key=True, comment="Version of the rules that linked"),
        sa.Column("kind", sa.Text, nullable=False, comment="syndicated: names its source; near_duplicate"),
        sa.Column("similarity", sa.Numeric(5, 4), nullable=False, comment="Share of shingles in common"),
        sa.Column("evidence", sa.Text, nullable=False, comment="Why, in a sentence"),
        sa.Column(
            "linked_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it landed"
        ),
        sa.CheckConstraint("kind IN ('syndicated', 'near_duplicate')", name="article_links_kind_check"),
        sa.CheckConstraint("similarity BETWEEN 0 AND 1", name="article_links_similarity_check"),
        schema="landing",
        comment="One row per article version and article that it repeats, by version of the linking rules.",
    )
    op.create_index(
        "article_links_first_hand_idx", "article_links", ["first_hand_article_id"], schema="landing"
    )
