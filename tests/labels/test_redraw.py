import pytest

from matchloop.errors import DataError
from matchloop.labels import snapshot
from matchloop.labels.redraw import draw_anew, draws, folder, seed


def test_each_draw_has_a_seed_of_its_own_for_each_family(tmp_path):
    assert seed(7, tmp_path, "toys") == 7
    assert draw_anew(tmp_path, "toys") == 1
    snapshot.take(tmp_path, "toys")
    first = seed(7, tmp_path, "toys")
    assert draw_anew(tmp_path, "toys") == draws(tmp_path, "toys") == 2
    assert seed(7, tmp_path, "toys") == first  # until the next snapshot
    snapshot.take(tmp_path, "toys")
    assert len({7, first, seed(7, tmp_path, "toys")}) == 3
    assert seed(7, tmp_path, "boys") == 7


def test_a_damaged_count_is_told(tmp_path):
    draw_anew(tmp_path, "toys")
    (tmp_path / folder("toys") / "draws.txt").write_text("two\n")
    snapshot.take(tmp_path, "toys")
    told = r"/data/retrain/toys/generate/draws\.txt holds 'two'; expected a whole number"
    with pytest.raises(DataError, match=told):
        seed(7, tmp_path, "toys")
