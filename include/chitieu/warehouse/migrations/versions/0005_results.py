"""Make the landing tables of checks: results of expectations and of dbt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005_results"
down_revision = "0004_figures"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Results are rows, so that they can be counted over time like any figure."""
    _validation_results()
    _dbt_results()


def downgrade() -> None:
    """Drop both."""
    for table in ("dbt_results", "validation_results"):
        op.drop_table(table, schema="landing")


def _validation_results() -> None:
    op.create_table(
        "validation_results",
        sa.Column(
            "result_id", sa.Text, primary_key=True, comment="Hash of run, batch, suite and expectation"
        ),
        sa.Column("run_id", sa.Text, nullable=False, comment="Run that checked"),
        sa.Column(
            "batch_id", sa.Text, sa.ForeignKey("raw.batches.batch_id"), comment="Batch; null for the marts"
        ),
        sa.Column("suite", sa.Text, nullable=False, comment="Great Expectations suite"),
        sa.Column("expectation", sa.Text, nullable=False, comment="Expectation"),
        sa.Column("column_name", sa.Text, comment="Column looked at; null for the whole table"),
        sa.Column(
            "severity",
            sa.Text,
            nullable=False,
            comment="critical stops, quarantine puts aside, warning tells",
        ),
        sa.Column("success", sa.Boolean, nullable=False, comment="Whether it held"),
        sa.Column("evaluated", sa.BigInteger, nullable=False, comment="Rows looked at"),
        sa.Column("unexpected", sa.BigInteger, nullable=False, comment="Rows that failed"),
        sa.Column("detail", JSONB, nullable=False, comment="Bounds, samples and messages as JSON"),
        sa.Column("validated_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When"),
        sa.CheckConstraint(
            "severity IN ('critical', 'quarantine', 'warning')", name="validation_results_severity_check"
        ),
        sa.CheckConstraint("evaluated >= 0 AND unexpected >= 0", name="validation_results_rows_check"),
        schema="landing",
        comment="One row per expectation of a run.",
    )
    op.create_index("validation_results_run_id_idx", "validation_results", ["run_id"], schema="landing")


def _dbt_results() -> None:
    op.create_table(
        "dbt_results",
        sa.Column("invocation_id", sa.Text, primary_key=True, comment="Invocation of dbt"),
        sa.Column(
            "unique_id", sa.Text, primary_key=True, comment="Node of dbt: model.chitieu.fct_observation"
        ),
        sa.Column("run_id", sa.Text, comment="Run that started dbt"),
        sa.Column("resource_type", sa.Text, nullable=False, comment="model, test, seed, snapshot, unit_test"),
        sa.Column("name", sa.Text, nullable=False, comment="Name of the node"),
        sa.Column("status", sa.Text, nullable=False, comment="success, error, skipped, pass, fail, warn"),
        sa.Column("execution_seconds", sa.Double, nullable=False, comment="Seconds it took"),
        sa.Column(
            "rows_affected", sa.BigInteger, comment="Rows written; null where the database does not say"
        ),
        sa.Column("message", sa.Text, comment="What dbt says, with the database's error"),
        sa.Column(
            "finished_at", INSTANT, nullable=False, server_default=sa.func.now(), comment="When it ended"
        ),
        sa.CheckConstraint("execution_seconds >= 0", name="dbt_results_execution_seconds_check"),
        schema="landing",
        comment="One row per node of a run of dbt.",
    )
