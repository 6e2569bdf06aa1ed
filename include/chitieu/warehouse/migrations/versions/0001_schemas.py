"""Make the schemas and say which role may do what in each."""

from __future__ import annotations

from alembic import op

revision = "0001_schemas"
down_revision = None
branch_labels = None
depends_on = None

WRITTEN_BY_LOADER = {
    "raw": "The package: what was fetched, and every attempt at it.",
    "landing": "The package: what was read from captures; articles, figures, checks.",
}
WRITTEN_BY_DBT = {
    "staging": "dbt: landing tables renamed and cast, one model per table.",
    "intermediate": "dbt: joined and reconciled, not for end users.",
    "marts": "dbt: the star schema that BI tools read.",
    "audit": "dbt: the outcome of every fetch, extraction, check and model run.",
}
READABLE = ("marts", "audit")


def upgrade() -> None:
    """One schema per layer; later tables get their grants from default privileges."""
    for name, purpose in {**WRITTEN_BY_LOADER, **WRITTEN_BY_DBT}.items():
        op.execute(f"CREATE SCHEMA {name}")
        op.execute(f"COMMENT ON SCHEMA {name} IS '{purpose}'")
    for name in WRITTEN_BY_LOADER:
        op.execute(f"GRANT USAGE ON SCHEMA {name} TO chitieu_loader, chitieu_transformer")
        op.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT SELECT, INSERT ON TABLES TO chitieu_loader"
        )
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT SELECT ON TABLES TO chitieu_transformer")
    for name in WRITTEN_BY_DBT:
        op.execute(f"GRANT USAGE, CREATE ON SCHEMA {name} TO chitieu_transformer")
    for name in READABLE:
        op.execute(f"GRANT USAGE ON SCHEMA {name} TO chitieu_reader")
        # dbt replaces its tables on every run; each new one must be readable from its first moment.
        op.execute(
            f"ALTER DEFAULT PRIVILEGES FOR ROLE chitieu_transformer IN SCHEMA {name} "
            "GRANT SELECT ON TABLES TO chitieu_reader"
        )


def downgrade() -> None:
    """Drop the schemas. What dbt built in them goes too: it can be built again from landing."""
    for name in reversed([*WRITTEN_BY_LOADER, *WRITTEN_BY_DBT]):
        op.execute(f"DROP SCHEMA {name} CASCADE")
