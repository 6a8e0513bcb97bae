import numpy as np

from matchloop.drift.sampling import clusters, sample, without_rare


def test_a_short_log_is_taken_whole():
    assert sample(3, 5, 0).tolist() == [0, 1, 2]


def test_a_long_log_is_sampled_the_same_way_every_time():
    rows = sample(1_000, 50, 7)
    assert len(set(rows.tolist())) == 50
    assert rows.tolist() == sample(1_000, 50, 7).tolist() != sample(1_000, 50, 8).tolist()


def test_the_sample_is_of_the_whole_log():
    assert sample(10_000, 1_000, 0).mean() / 10_000 > 0.45


def test_rows_of_a_cluster_are_one_group():
    group = clusters(np.arange(4), np.array(["a", "a", "b", "b"]))
    assert group.tolist() == [0, 0, 1, 1]


def test_an_input_that_comes_again_links_its_clusters():
    group = clusters(np.array(["x", "y", "x", "z"]), np.array(["a", "a", "b", "c"]))
    assert group.tolist() == [0, 0, 0, 1]


def test_inputs_and_clusters_of_the_same_name_are_not_mixed_up():
    group = clusters(np.array([1, 2, 3]), np.array([3, 1, 2]))
    assert group.tolist() == [0, 1, 2]


def test_no_rows():
    assert clusters(np.zeros(0, int), np.zeros(0, int)).tolist() == []


def test_rare_answers_are_one():
    one = np.array(["a"] * 199 + ["x"])
    other = np.array(["a"] * 197 + ["y", "z", "z"])
    found = without_rare(one, other)
    assert [sorted(set(side.tolist())) for side in found] == [
        ["(rare ones)", "a"],
        ["(rare ones)", "a", "z"],
    ]


def test_an_answer_that_is_rare_in_one_only_is_kept():
    found = without_rare(np.array(["a"] * 200), np.array(["a"] * 190 + ["b"] * 10))
    assert found[1].tolist().count("b") == 10
