"""Let the links between articles be found anew as a whole, in a batch of their own."""

from __future__ import annotations

from alembic import op

revision = "0008_links"
down_revision = "0007_replays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A further kind of batch with its step; links may go again."""
    _set_words("'ingest', 'extract', 'replay', 'link'", "'capture', 'article', 'extract', 'validate', 'link'")
    op.execute("GRANT DELETE ON landing.article_links TO chitieu_loader")
    op.execute(
        "COMMENT ON COLUMN raw.batches.kind IS 'ingest: pages come in; extract: articles are read; "
        "replay: pages of the archive are parsed again; link: articles that repeat each other are found'"
    )
    op.execute("COMMENT ON COLUMN raw.batch_steps.step IS 'capture, article, extract, validate or link'")


def downgrade() -> None:
    """Take it back; the batches of links are forgotten."""
    op.execute("DELETE FROM raw.batch_steps WHERE step = 'link'")
    op.execute("DELETE FROM raw.batches WHERE kind = 'link'")
    op.execute("REVOKE DELETE ON landing.article_links FROM chitieu_loader")
    _set_words("'ingest', 'extract', 'replay'", "'capture', 'article', 'extract', 'validate'")


def _set_words(kinds: str, steps: str) -> None:
    op.drop_constraint("batches_kind_check", "batches", schema="raw")
    op.create_check_constraint("batches_kind_check", "batches", f"kind IN ({kinds})", schema="raw")
    op.drop_constraint("batch_steps_step_check", "batch_steps", schema="raw")
    op.create_check_constraint("batch_steps_step_check", "batch_steps", f"step IN ({steps})", schema="raw")
