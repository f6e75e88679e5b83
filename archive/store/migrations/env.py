"""Alembic's entry: migrate the connection that archive.store.versions hands over, inside its transaction."""

from alembic import context

from archive.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
