"""What the next version's number is, by what has changed since the one before."""

import pytest

from matchloop.bundle import BundleManifest
from matchloop.registry.semantic_version import FIRST, Before, SemanticVersion, next_version
from tests.tiny_bundle import manifest

TRAINED = manifest().model_copy(update={"weights_hash": "w" * 64})


def changed(**changes: object) -> BundleManifest:
    return TRAINED.model_copy(update=changes)


def after(new: BundleManifest, old: BundleManifest | None = TRAINED) -> str:
    return str(next_version(Before(SemanticVersion(2, 3, 4), old), new))


def test_the_first_is_1_0_0() -> None:
    assert str(next_version(None, TRAINED)) == str(FIRST) == "1.0.0"


@pytest.mark.parametrize(
    "changes",
    [
        {"feature_version": "2.0"},
        {"feature_names": ("length", "nulls", "digits")},
        {"labels": ("no", "yes", "perhaps")},
        {"feature_version": "2.0", "weights_hash": "x" * 64},
    ],
)
def test_another_layout_of_features_or_labels_is_major(changes: dict[str, object]) -> None:
    assert after(changed(**changes)) == "3.0.0"


@pytest.mark.parametrize(
    "changes",
    [{"data_hash": "e" * 64}, {"weights_hash": "x" * 64}, {"weights_hash": ""}, {"model": "net"}],
)
def test_trained_anew_is_minor(changes: dict[str, object]) -> None:
    assert after(changed(**changes)) == "2.4.0"


def test_the_same_training_set_up_in_another_way_is_a_patch() -> None:
    assert after(changed(params_hash="q" * 64, metrics={})) == "2.3.5"


def test_what_cannot_be_compared_counts_as_trained_anew() -> None:
    assert after(TRAINED, None) == "2.4.0"
    unknown = changed(weights_hash="")
    assert after(unknown, unknown) == "2.4.0"


def test_versions_are_ordered_by_number() -> None:
    found = [SemanticVersion.parse(text) for text in ("1.2.0", "1.10.0", "2.0.0")]
    assert all(found)
    assert found == sorted(found)  # type: ignore[type-var]
    for text in ("", "v1", "1.2", "1.02.0", "1.2.0-rc1"):
        assert SemanticVersion.parse(text) is None
