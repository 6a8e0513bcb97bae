"""A version that answers beside the champion is as sound as one that serves."""

from collections.abc import Callable

import pytest

from matchloop import registry, serving
from matchloop.errors import BundleError, RegistryError


def test_a_shadow_is_fetched_and_rehearsed_like_a_champion(
    registered: Callable[..., int],
) -> None:
    registered(1)
    with pytest.raises(RegistryError, match="Version 1 of toys would stand beside no champion"):
        registry.start_shadow("toys", 1)
    registry.promote("toys", 1, "first")
    with pytest.raises(RegistryError, match="Version 1 of toys is the champion"):
        registry.start_shadow("toys", 1)

    started = registry.start_shadow("toys", registered(2))
    assert started.version == 2
    assert serving.shadow_bundle("toys", started).manifest.model == "forest"
    with pytest.raises(BundleError, match="is 5 wide"):
        registry.start_shadow("toys", registered(3, outputs=5))
    assert serving.shadow("toys") == started
    assert registry.stop_shadow("toys")
    assert not registry.stop_shadow("toys")
