"""What a log has written, read back."""

import pyarrow as pa

from matchloop import store as stores
from matchloop.store import predictions


def ids(url: str, family: str = "toys") -> list[int]:
    """The ids of a family's predictions, oldest first."""
    with stores.opened(url) as store:
        return predictions.window(store, family, columns=("id",))["id"].to_pylist()


def rows(url: str) -> pa.Table:
    """All columns of the toys' predictions."""
    with stores.opened(url) as store:
        return predictions.window(store, "toys")
