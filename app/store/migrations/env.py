"""Runs the steps on the connection that app/store/migrate.py holds; the lock and the commit are there."""

from alembic import context

from app.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
