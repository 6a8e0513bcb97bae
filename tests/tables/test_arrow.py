"""Numpy to Arrow and back, and no pandas on the way."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from matchloop.tables import arrow


@pytest.mark.parametrize("values", [[], ["a", "", "ünï"], [None], ["x", None, "z"] * 20])
def test_texts_are_what_arrow_makes(values):
    made = arrow.texts(values)
    made.validate(full=True)
    assert made.equals(pa.array(values, pa.string()))


@pytest.mark.parametrize("size", [0, 1, 8, 21])
def test_masks_and_indices(size):
    keep = np.arange(size) % 3 == 0
    assert arrow.mask(keep).equals(pa.array(keep))
    assert arrow.indices(np.arange(size)).equals(pa.array(np.arange(size), pa.int64()))


@pytest.mark.parametrize("kind", ["int32", "int64", "uint64", "float32", "float64", "bool"])
def test_numbers_come_back_also_from_slices(kind):
    values = np.array([0, 1, 1, 0, 5, 0, 7, 0, 9, 1]).astype(kind)
    array = pa.array(values)
    assert (arrow.numbers(array) == values).all()
    assert (arrow.numbers(array[3:9]) == values[3:9]).all()
    assert arrow.numbers(array).dtype == values.dtype
    assert len(arrow.numbers(array[:0])) == 0


def test_numbers_of_a_computed_mask():
    found = pc.is_in(arrow.texts(["a", "b", "c"]), arrow.texts(["b"]))
    assert arrow.numbers(found).tolist() == [False, True, False]


def test_reading_and_summarizing_a_file_loads_no_pandas(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,x\n2,\n3\n")
    code = (
        "import sys; from matchloop.tables import open_table;"
        "from matchloop.column_types.profile import summarize_table;"
        f"summarize_table(open_table({str(path)!r}));"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
