"""Alembic migrations of the store; applied by `matchloop.store.migrate`."""
