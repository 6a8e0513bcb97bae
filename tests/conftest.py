"""What all tests share."""

import pytest

from matchloop import families
from tests.toys import TOYS


@pytest.fixture(scope="session", autouse=True)
def toy_families():
    """Toys stand in the list beside the families there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(families, "FAMILIES", (*families.FAMILIES, *TOYS))
        yield
