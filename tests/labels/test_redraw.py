import pytest

from matchloop.errors import DataError
from matchloop.labels.redraw import draw_anew, draws, folder, seed


def test_each_draw_has_a_seed_of_its_own_for_each_family(tmp_path):
    assert seed(7, tmp_path, "toys") == 7
    assert draw_anew(tmp_path, "toys") == 1
    first = seed(7, tmp_path, "toys")
    assert draw_anew(tmp_path, "toys") == draws(tmp_path, "toys") == 2
    assert len({7, first, seed(7, tmp_path, "toys")}) == 3
    assert seed(7, tmp_path, "boys") == 7


def test_a_damaged_count_is_told(tmp_path):
    draw_anew(tmp_path, "toys")
    (tmp_path / folder("toys") / "draws.txt").write_text("two\n")
    with pytest.raises(DataError, match=r"draws\.txt holds 'two'; expected a whole number"):
        seed(7, tmp_path, "toys")
