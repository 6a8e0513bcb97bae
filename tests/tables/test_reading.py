"""Whatever a reader raises becomes the error of its table."""

import pytest

from matchloop.errors import InputError, NoRowsError
from matchloop.tables.reading import reading, shown


class PanicException(BaseException):
    """What libraries in Rust raise where they panic."""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ZeroDivisionError("by 0\nand more"), r"t.csv cannot be read \(ZeroDivisionError: by 0\)"),
        (MemoryError(), r"t.csv needs more memory than there is. Give a part"),
        (RecursionError(), r"t.csv holds values nested deeper than can be read. Flatten"),
        (UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "end"), r"is not valid Unicode .* as UTF-8"),
        (OSError(5, "Input/output error"), r"cannot be read on \(Input/output error\)"),
        (PanicException("index out of bounds"), r"PanicException: index out of bounds"),
    ],
)
def test_every_exception_is_the_tables_error(error, message):
    with pytest.raises(InputError, match=message), reading("t.csv"):
        raise error


def test_our_own_errors_pass_as_they_are():
    with pytest.raises(NoRowsError, match="no rows"), reading("t.csv"):
        raise NoRowsError("no rows")


def test_an_interrupt_is_no_error_of_a_table():
    with pytest.raises(KeyboardInterrupt), reading("t.csv"):
        raise KeyboardInterrupt


def test_long_names_are_shortened():
    assert shown("a") == "'a'"
    assert shown("x" * 100_000) == f"{'x' * 60!r}… (100,000 characters)"
