"""Keep what a reprint says it was taken from, and link it to that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_originals"
down_revision = "0009_sketches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column of articles, two of sketches, and a further kind of link."""
    op.add_column(
        "articles",
        sa.Column("original_url", sa.Text, comment="Address that a reprint gives for its original, or null"),
        schema="landing",
    )
    op.create_check_constraint(
        "articles_original_url_check", "articles", "original_url ~ '^https?://'", schema="landing"
    )
    # A parser that finds more in a page of before may say so, where nothing was said.
    op.execute("GRANT UPDATE (original_url) ON landing.articles TO chitieu_loader")
    # Sketches are of older rules, so the next linking makes all of them anew.
    op.execute("DELETE FROM landing.article_sketches")
    address = sa.Column(
        "address", sa.Text, nullable=False, comment="Address, as originals are compared with it"
    )
    original = sa.Column("original", sa.Text, comment="Address of its original, as it is compared")
    for column in (address, original):
        op.add_column("article_sketches", column, schema="landing")
        op.create_index(
            f"article_sketches_{column.name}_idx", "article_sketches", [column.name], schema="landing"
        )
    _set_kinds("'stated_original', 'syndicated', 'near_duplicate'")
    op.execute(
        "COMMENT ON COLUMN landing.article_links.kind IS "
        "'stated_original: gives what it repeats by address; syndicated: names its source; near_duplicate'"
    )


def downgrade() -> None:
    """Take it back; links by a stated original are forgotten until the next linking."""
    op.execute("DELETE FROM landing.article_links WHERE kind = 'stated_original'")
    _set_kinds("'syndicated', 'near_duplicate'")
    op.execute(
        "COMMENT ON COLUMN landing.article_links.kind IS 'syndicated: names its source; near_duplicate'"
    )
    op.execute("DELETE FROM landing.article_sketches")
    for name in ("original", "address"):
        op.drop_column("article_sketches", name, schema="landing")
    op.execute("REVOKE UPDATE (original_url) ON landing.articles FROM chitieu_loader")
    op.drop_column("articles", "original_url", schema="landing")


def _set_kinds(kinds: str) -> None:
    op.drop_constraint("article_links_kind_check", "article_links", schema="landing")
    op.create_check_constraint(
        "article_links_kind_check", "article_links", f"kind IN ({kinds})", schema="landing"
    )
