import pytest

from matchloop.version_names import version_name, version_number


def test_there_and_back() -> None:
    assert version_name(3) == "v3"
    assert version_number("v3") == 3


@pytest.mark.parametrize("name", ["forest", "", "v", "v3b", "V3", "3", "v-1"])
def test_other_names_are_no_versions(name: str) -> None:
    assert version_number(name) is None
