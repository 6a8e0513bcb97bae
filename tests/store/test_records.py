"""What is handed to the log: as many of each, and hashes for inputs."""

import numpy as np
import pytest

from matchloop.store.records import identity


def test_answers_of_different_lengths_are_refused(answers):
    with pytest.raises(ValueError, match=r"different lengths: \{'inputs': 2, 'answers': 1"):
        answers(2, answers=["a"])
    with pytest.raises(ValueError, match=r"features of shape \(2, 65\)"):
        answers(2, features=np.ones((2, 65)), feature_set="x")


def test_identity_stands_for_parts_in_order():
    assert identity(["a", "b"]) == identity([b"a", "b"])
    parts = [["a", "b"], ["b", "a"], ["ab"], ["ab", ""], ["ab", None], [], [None], [""], ["\ud800"]]
    assert len({identity(each) for each in parts}) == len(parts)
    assert len(identity(["a"])) == 32
