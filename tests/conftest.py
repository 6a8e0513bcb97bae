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


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items):
    """Side by side, a finished project is made once, and what a file shares too."""
    for item in items:
        shared = {"finished", "mapping_finished"}.intersection(item.fixturenames)
        item.add_marker(pytest.mark.xdist_group(min(shared, default=item.path.name)))
