"""The way from a name to a table: pipes, devices, and what cannot be opened."""

import errno
import gzip
import io
import os
import threading

import pytest

from matchloop.errors import InputError
from matchloop.tables import open_table
from tests.tables.test_delimited import read


def test_a_named_pipe_is_read_like_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("a,b\n1,2\n",))
    writer.start()
    names, columns, _ = read(pipe)
    writer.join()
    assert (names, columns) == (("a", "b"), [["1"], ["2"]])


def test_a_pipe_by_its_descriptor_is_read_like_a_file():
    ours, theirs = os.pipe()
    os.write(theirs, gzip.compress(b"a\tb\n1\t2\n"))
    os.close(theirs)
    try:
        _, columns, _ = read(f"/dev/fd/{ours}")
    finally:
        os.close(ours)
    assert columns == [["1"], ["2"]]


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="a file of Linux")
def test_a_file_that_does_not_know_its_size_is_read():
    assert read("/proc/self/status")[1]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/dev/null", "/dev/null is empty"),
        ("/dev/zero", "/dev/zero is a device and not a file. Give the path of a table"),
        ("x" * 5_000, r"'x{60}'… \(5,000 characters\) cannot be opened \(File name too long\)"),
    ],
)
def test_what_cannot_be_opened(path, message):
    with pytest.raises(InputError, match=message):
        open_table(path)


def test_standard_input_that_is_closed(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match=r"standard input is closed. Give a file"):
        open_table("-")


def test_no_room_for_what_comes_through_a_pipe(monkeypatch):
    class Full:
        def write(self, block):
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self):
            pass

    class Stdin:
        buffer = io.BytesIO(b"a,b\n1,2\n")

    monkeypatch.setattr("sys.stdin", Stdin)
    monkeypatch.setattr("tempfile.TemporaryFile", Full)
    with pytest.raises(InputError, match=r"cannot be kept in .* \(No space left .* set TMPDIR"):
        open_table("-")


def test_a_gzip_whose_first_member_is_empty(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"") + gzip.compress(b"a,b\n1,2\n"))
    assert read(path)[1] == [["1"], ["2"]]


def test_what_a_reader_raises_is_the_files_error(tmp_path, monkeypatch):
    def explode(self):
        raise KeyError("surprise")

    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    monkeypatch.setattr("matchloop.tables.delimited.DelimitedTable._read", explode)
    with pytest.raises(InputError, match=r"t.csv cannot be read \(KeyError: 'surprise'\)"):
        read(path)
    monkeypatch.setattr("matchloop.tables.delimited.sniff", lambda *_: 1 // 0)
    with pytest.raises(InputError, match=r"t.csv cannot be read \(ZeroDivisionError"):
        open_table(path)
