"""The forward algorithm in NumPy, against the sum over all ways that it stands for."""

import numpy as np
import pytest

from matchloop.column_mapping.views import channel
from matchloop.column_mapping.views.channel import Steps, Writing, log_chances
from matchloop.column_mapping.words.letters import LETTERS, raw_letters, standard_letters

RNG = np.random.default_rng(4)
WRITING = Writing(
    RNG.random((LETTERS, LETTERS), np.float32), RNG.random((2, 3), np.float32), extra=0.05
)


def steps_for(texts):
    """Chances of any size, but for letters passed and letters that are not there."""
    length = standard_letters(texts).length
    longest = int(length.max(initial=1))
    ahead = np.triu(np.ones((longest + 1, longest), np.float32))
    there = np.arange(longest) < length[:, None, None]
    to_letter = RNG.random((len(texts), longest + 1, longest), np.float32) * ahead * there
    return Steps(to_letter, RNG.random((len(texts), longest + 1), np.float32))


def by_hand(standards, steps, raw, name, column):
    """Sum over every way to find the raw letters in the standard, one by one."""

    def ways(i, state):
        if i == raw.length[name]:
            return float(steps.to_end[column, state])
        total = WRITING.extra * ways(i + 1, state)
        for t in range(int(standards.length[column])):
            code, start = standards.codes[column, t], int(standards.place[column, t] == 0)
            step = float(steps.to_letter[column, state, t])
            step *= WRITING.spelling[raw.codes[name, i], code]
            step *= WRITING.part[start, raw.part[name, i]]
            total += step * ways(i + 1, t + 1) if step else 0.0
        return total

    return np.log(ways(0, 0))


def asked(texts, names, steps=None):
    """Log chance of every name under every text, [names, texts]."""
    standards, raw = standard_letters(texts), raw_letters(names)
    rows, columns = (a.reshape(-1) for a in np.indices((len(names), len(texts))))
    steps = steps or steps_for(texts)
    found = log_chances(standards, steps, raw, (rows, columns), WRITING)
    assert found.dtype == np.float32
    return found.reshape(len(names), len(texts)), standards, steps, raw


def test_it_sums_over_every_way_to_find_the_letters():
    texts, names = ["to go", "age", "a"], ["tg", "goo", "a_e", "", "x1"]
    found, standards, steps, raw = asked(texts, names)
    for name in range(len(names)):
        for column in range(len(texts)):
            expected = by_hand(standards, steps, raw, name, column)
            assert found[name, column] == pytest.approx(expected, abs=1e-4)


def test_a_pair_has_the_same_chance_whatever_is_asked_beside_it(monkeypatch):
    texts = ["age", "customer id", "date of the first delivery", "x" * 56]
    names = ["cid", "dt_1st_deliv", "a", "x" * 40]
    together, _, steps, _ = asked(texts, names)
    monkeypatch.setattr(channel, "_CHUNK", 1)
    one_by_one, *_ = asked(texts, names, steps)
    assert one_by_one == pytest.approx(together, abs=1e-5)
    for column, text in enumerate(texts):
        alone = Steps(steps.to_letter[[column]], steps.to_end[[column]])
        assert asked([text], names, alone)[0][:, 0] == pytest.approx(together[:, column], abs=1e-4)


def test_what_cannot_be_is_very_unlikely_and_still_a_number():
    steps = steps_for(["age"])
    steps.to_letter[:] = 0
    found, *_ = asked(["age"], ["qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"], steps)
    assert np.isfinite(found).all()
    assert found[0, 0] < -50


def test_no_pairs_give_no_chances():
    nothing = np.zeros(0, np.int64)
    texts = ["age"]
    found = log_chances(
        standard_letters(texts), steps_for(texts), raw_letters(["a"]), (nothing, nothing), WRITING
    )
    assert found.shape == (0,)
