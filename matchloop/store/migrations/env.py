"""What Alembic runs: the migrations on the connection, and in the transaction, it was given."""

from alembic import context

from matchloop.store.migrate import VERSION_TABLE
from matchloop.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
