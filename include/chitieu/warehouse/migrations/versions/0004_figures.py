"""Make the landing tables of figures: candidates, observations, rejections and quarantine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_figures"
down_revision = "0003_articles"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

# The words as they stood at this revision; a later word is a later migration.
WORDS = {
    "measure": ("level", "change", "growth", "plan_completion", "share", "rank"),
    "unit": (
        "VND",
        "USD",
        "percent",
        "count",
        "tonne",
        "hectare",
        "square_metre",
        "kilometre",
        "rank",
        "index",
    ),
    "qualifier": ("exact", "over", "under", "about"),
    "status": ("actual", "estimated", "target"),
    "basis": ("same_period_last_year", "previous_period", "other"),
}
PURPOSES = {
    "candidates": "One row per figure that awaits validation; validation moves it on. Empty between runs.",
    "observations": "One row per figure of an article version, as one version of the extractor read it.",
}


def upgrade() -> None:
    """Candidates and observations have the same columns: validation moves rows from one to the other."""
    # Candidates come and go by batch alone.
    _figures("candidates", PURPOSES["candidates"], "batch_id")
    _figures("observations", PURPOSES["observations"], "article_version_id", "batch_id")
    _rejections()
    _quarantine()
    op.execute("GRANT DELETE ON landing.candidates TO chitieu_loader")


def downgrade() -> None:
    """Drop them, the last first."""
    for table in ("quarantine", "rejections", "observations", "candidates"):
        op.drop_table(table, schema="landing")


def _origin() -> list[sa.Column[str]]:
    return [
        sa.Column(
            "batch_id",
            sa.Text,
            sa.ForeignKey("raw.batches.batch_id"),
            nullable=False,
            comment="Batch that landed the row",
        ),
        sa.Column(
            "article_version_id",
            sa.Text,
            sa.ForeignKey("landing.articles.article_version_id"),
            nullable=False,
            comment="Article version that states it",
        ),
    ]


def _span() -> list[sa.Column[object]]:
    return [
        sa.Column("page", sa.Text, nullable=False, comment="Short name of the page in files"),
        sa.Column("start_offset", sa.Integer, nullable=False, comment="Where the number starts in the text"),
        sa.Column("end_offset", sa.Integer, nullable=False, comment="Where it ends, exclusive"),
        sa.Column("text", sa.Text, nullable=False, comment="The number as written"),
    ]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"{table}_{column}_idx", table, [column], schema="landing")


def _reading() -> list[sa.Column[object]]:
    return [
        sa.Column("indicator_code", sa.Text, nullable=False, comment="Indicator of the catalogue, or other"),
        sa.Column(
            "measure", sa.Text, nullable=False, comment="In which way the number speaks of its indicator"
        ),
        sa.Column("value", sa.Numeric, nullable=False, comment="The number in the canonical unit, signed"),
        sa.Column("unit", sa.Text, nullable=False, comment="Canonical unit"),
        sa.Column("total", sa.Numeric, comment="The m of a stated n/m"),
        sa.Column("per", sa.Text, comment="year, month, hectare ... where a rate is stated"),
        sa.Column("qualifier", sa.Text, nullable=False, comment="How exact the page says the number is"),
        sa.Column("status", sa.Text, nullable=False, comment="Result, estimate or target"),
        sa.Column("period_start", sa.Date, comment="First day the figure is about"),
        sa.Column("period_end", sa.Date, comment="Last day, inclusive"),
        sa.Column("place", sa.Text, comment="Type and name of the place: huyện Thanh Trì"),
        sa.Column("place_code", sa.Text, comment="Official code of the place"),
        sa.Column("basis", sa.Text, comment="What a growth or change is against"),
        sa.Column("part", sa.Text, comment="Phrase that narrows the figure to a part"),
        sa.Column("organisation", sa.Text, comment="Body whose figure it is"),
        sa.Column("sentence", sa.Text, nullable=False, comment="The sentence that states it"),
        sa.Column(
            "sentence_start", sa.Integer, nullable=False, comment="Where the sentence starts in the text"
        ),
        sa.Column("sentence_end", sa.Integer, nullable=False, comment="Where it ends, exclusive"),
        sa.Column("confidence", sa.Numeric(5, 4), nullable=False, comment="0 to 1"),
        sa.Column(
            "trace", JSONB, nullable=False, comment="[{rule, decision, start, end}] from number to reading"
        ),
        sa.Column(
            "extracted_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it was read"
        ),
    ]


def _figure_checks(table: str) -> list[sa.CheckConstraint]:
    """What no figure may break whatever its source; plausibility is the suites' business, not the table's.

    Candidates are bound less than observations: what the suites put into quarantine must reach them first.
    """
    conditions = {
        "span": "start_offset >= 0 AND end_offset > start_offset",
        "value_finite": "value NOT IN ('NaN', 'Infinity', '-Infinity')",
        "total_finite": "total NOT IN ('NaN', 'Infinity', '-Infinity')",
        "trace": "jsonb_typeof(trace) = 'array'",
    }
    for column, words in WORDS.items():
        listed = ", ".join(f"'{word}'" for word in words)
        conditions[column] = f"{column} IN ({listed})"
    if table == "observations":
        conditions |= {
            "sentence_span": "sentence_start <= start_offset AND sentence_end >= end_offset",
            "period": "period_start <= period_end",
            "confidence": "confidence BETWEEN 0 AND 1",
        }
    return [sa.CheckConstraint(sql, name=f"{table}_{name}_check") for name, sql in conditions.items()]


def _figures(table: str, purpose: str, *columns_to_index: str) -> None:
    op.create_table(
        table,
        sa.Column(
            "observation_id", sa.Text, primary_key=True, comment="Hash of article version, span and number"
        ),
        sa.Column("extractor_version", sa.Text, primary_key=True, comment="Version of rules and catalogue"),
        *_origin(),
        *_span(),
        *_reading(),
        *_figure_checks(table),
        schema="landing",
        comment=purpose,
    )
    _index(table, *columns_to_index)


def _rejections() -> None:
    op.create_table(
        "rejections",
        sa.Column(
            "rejection_id", sa.Text, primary_key=True, comment="Hash of article version, span and number"
        ),
        sa.Column("extractor_version", sa.Text, primary_key=True, comment="Version of rules and catalogue"),
        *_origin(),
        *_span(),
        sa.Column("reason", sa.Text, nullable=False, comment="Stable code: date, document_number ..."),
        sa.Column("sentence", sa.Text, nullable=False, comment="The sentence around it"),
        sa.Column(
            "trace", JSONB, nullable=False, comment="[{rule, decision, start, end}] from number to reason"
        ),
        sa.Column(
            "extracted_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it was read"
        ),
        sa.CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="rejections_span_check"),
        schema="landing",
        comment="One row per number that is no figure, with the reason.",
    )
    _index("rejections", "article_version_id", "batch_id")


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column(
            "observation_id", sa.Text, primary_key=True, comment="Hash of article version, span and number"
        ),
        sa.Column("extractor_version", sa.Text, primary_key=True, comment="Version of rules and catalogue"),
        *_origin(),
        sa.Column("observation", JSONB, nullable=False, comment="The candidate, all its columns as JSON"),
        sa.Column("reasons", JSONB, nullable=False, comment="[{expectation, column, message}], at least one"),
        sa.Column(
            "quarantined_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When put aside"
        ),
        sa.CheckConstraint("jsonb_array_length(reasons) > 0", name="quarantine_reasons_check"),
        schema="landing",
        comment="One row per doubtful figure that is kept out of the marts until a steward decides.",
    )
    _index("quarantine", "article_version_id", "batch_id")
