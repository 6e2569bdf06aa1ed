"""Alembic runs this file: it migrates over the connection that `chitieu.warehouse.schema` hands in."""

from __future__ import annotations

from alembic import context

from chitieu.kernel.errors import ConfigurationError

connection = context.config.attributes.get("connection")
if connection is None:
    raise ConfigurationError("Migrations run through the package. Run: chitieu db upgrade")

# One transaction for all steps: the database is at the old revision or at the new one, never between.
context.configure(connection=connection, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
