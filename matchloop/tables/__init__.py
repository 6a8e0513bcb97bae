"""Reads a stranger's file as a stream of chunks of text columns.

Format, compression, encoding, delimiter and header are found out by looking at the bytes; what was
found and what was repaired stands in `Table.notes`. Knows nothing of column types.
"""

from matchloop.tables.columns import columns_of
from matchloop.tables.opening import find_tables, open_table
from matchloop.tables.table import Table

__all__ = ["Table", "columns_of", "find_tables", "open_table"]
