"""Keep what articles are compared by, so that each is compared once: when it is new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0009_sketches"
down_revision = "0008_links"
branch_labels = None
depends_on = None

_PLACE = "landing.article_sketches.place"


def upgrade() -> None:
    """Three tables: sketches, their bands, and what they have in common."""
    op.create_table(
        "article_sketches",
        sa.Column(
            "place", sa.BigInteger, sa.Identity(always=True), primary_key=True, comment="Order of comparing"
        ),
        sa.Column(
            "article_version_id",
            sa.Text,
            sa.ForeignKey("landing.articles.article_version_id"),
            nullable=False,
            unique=True,
            comment="Version that is sketched; a current one",
        ),
        sa.Column("rules", sa.Text, nullable=False, comment="Version of the linking rules and the sources"),
        sa.Column("runs", sa.LargeBinary, nullable=False, comment="Hashes of runs of words, 8 bytes each"),
        sa.Column("figures", ARRAY(sa.Text), nullable=False, comment="Figures as written, years left out"),
        schema="landing",
        comment="One row per current article version: what it is compared with others by.",
    )
    op.create_table(
        "article_bands",
        sa.Column("band", sa.BigInteger, primary_key=True, comment="Hash of a piece of the signature"),
        _place("place", "Sketch that has it"),
        schema="landing",
        comment="One row per piece of the signature of an article: two that share one are compared.",
    )
    op.create_index("article_bands_place_idx", "article_bands", ["place"], schema="landing")
    op.create_table(
        "article_matches",
        _place("place", "Sketch of the later article"),
        _place("other_place", "Sketch of the earlier one"),
        sa.Column("similarity", sa.Float, nullable=False, comment="Share of runs of words in common, 0 to 1"),
        sa.Column("runs", sa.Integer, nullable=False, comment="Runs of words that both have"),
        sa.Column("runs_of", sa.Integer, nullable=False, comment="Runs of the shorter one"),
        sa.Column("figures", sa.Integer, nullable=False, comment="Figures that both have"),
        sa.Column("figures_of", sa.Integer, nullable=False, comment="Figures of the one with fewer"),
        schema="landing",
        comment="One row per pair of current articles of which one repeats the other.",
    )
    op.create_index("article_matches_other_idx", "article_matches", ["other_place"], schema="landing")
    for table in ("article_sketches", "article_bands", "article_matches"):
        op.execute(f"GRANT DELETE ON landing.{table} TO chitieu_loader")


def downgrade() -> None:
    """Take it back; the next linking compares all articles anew."""
    for table in ("article_matches", "article_bands", "article_sketches"):
        op.drop_table(table, schema="landing")


def _place(name: str, comment: str) -> sa.Column[int]:
    key = sa.ForeignKey(_PLACE, ondelete="CASCADE")
    return sa.Column(name, sa.BigInteger, key, primary_key=True, autoincrement=False, comment=comment)
