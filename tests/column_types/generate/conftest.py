import pytest

from matchloop.column_types.generate import GeneratedColumn, generate
from matchloop.column_types.labels import LABELS


@pytest.fixture(scope="session")
def columns() -> list[GeneratedColumn]:
    """A few hundred columns of each label, short enough to be quick."""
    return list(generate(dict.fromkeys(LABELS, 300), seed=20, max_values=120))
