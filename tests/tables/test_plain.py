"""Arrow columns that are stored as something else than they mean."""

import numpy as np
import pyarrow as pa
import pytest

from matchloop.errors import InputError
from matchloop.tables.plain import plain
from matchloop.tables.texts import as_text


def told(values, metadata=None):
    return as_text(plain(values, pa.field("c", values.type, metadata=metadata), "t")).to_pylist()


def extension(name: str, about: str = "") -> dict[str, str]:
    return {"ARROW:extension:name": name, "ARROW:extension:metadata": about}


def test_durations():
    values = pa.array([90_061_500, None, -1], pa.duration("ms"))
    assert told(values) == ["1 days 01:01:01.5", None, "-1 days 23:59:59.999"]


@pytest.mark.parametrize(
    ("frequency", "text"),
    [
        ("M", "2024-01"),
        ("D", "1971-10-11"),
        ("Q-DEC", "2132Q1"),
        ("A-DEC", "2618"),
        ("YE-DEC", "2618"),
    ],
)
def test_periods_of_pandas_by_their_metadata(frequency, text):
    about = extension("pandas.period", f'{{"freq": "{frequency}"}}')
    assert told(pa.array([648, None], pa.int64()), about)[0] == text


def test_periods_of_an_unknown_frequency_are_refused():
    with pytest.raises(InputError, match=r"frequency 'W-SUN' are stored as numbers"):
        told(pa.array([1]), extension("pandas.period", '{"freq": "W-SUN"}'))


def test_intervals_of_pandas_by_their_metadata():
    values = pa.array([{"left": 0, "right": 1}, None])
    about = extension("pandas.interval", '{"subtype": "int64", "closed": "left"}')
    assert told(values, about) == ["[0, 1)", None]


def test_numbers_of_an_unknown_type_are_refused_by_name():
    with pytest.raises(
        InputError, match=r"t, column 'c' has the type acme.colour, which is stored"
    ):
        told(pa.array([1]), extension("acme.colour"))


def test_dictionaries_of_any_values():
    views = pa.DictionaryArray.from_arrays(
        pa.array([1, None, 0], pa.uint32()), pa.array(["a", "b"], pa.string_view())
    )
    lists = pa.DictionaryArray.from_arrays([1, None], pa.array([[1], [2]]))
    assert told(views) == ["b", None, "a"]
    assert told(lists) == ["[2]", None]


def test_texts_that_are_no_utf8_are_repaired():
    offsets = pa.py_buffer(np.array([0, 1, 3], np.int32))
    values = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"ab\xe9")])
    assert told(values) == ["a", "b\ufffd"]
