"""A stranger's table ends where its bounds are."""

import io
import time
import zipfile
from dataclasses import replace

import pytest

from matchloop.column_types.profile import summarize_table
from matchloop.server.bounded import Bounds, open_bounded
from matchloop.server.problems import RefusedError

BOUNDS = Bounds(columns=3, rows=10, bytes=1e4, seconds=60)


def read(tmp_path, text, name="a.csv", **changes):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_bounded(path, replace(BOUNDS, **changes)) as table:
        return summarize_table(table), table


def test_within_bounds_it_is_the_table(tmp_path):
    summaries, table = read(tmp_path, "a,a\n" + "1,2\n" * 10)
    assert [summary.total for summary in summaries] == [10, 10]
    assert (table.name, table.columns) == ("a.csv", ("a", "a"))
    assert "1 header repeated" in table.notes[0]
    assert table.progress() == (44, 44)
    assert table._file.closed


def test_beyond_them_it_is_refused(tmp_path):
    for text, changes, told in (
        ("a,b\n" + "1,2\n" * 11, {}, "more than 10 rows"),
        ("a,b,c,d\n1,2,3,4\n", {}, "4 columns, at most 3"),
        ("a\n" + "x" * 9_000 + "\n", {"bytes": 100}, "more than 0 MB"),
        ('{"a": 1}\n{"a": 1, "b": 2, "c": 3, "d": 4}\n', {}, "4 columns, at most 3"),
    ):
        with pytest.raises(RefusedError, match=told) as raised:
            read(tmp_path, text, **changes)
        assert raised.value.status == 413


def test_reading_has_its_time(tmp_path, monkeypatch):
    now = iter((0.0, 100.0))
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    with pytest.raises(RefusedError, match="longer than 60 seconds") as raised:
        read(tmp_path, "a,b\n1,2\n")
    assert raised.value.status == 504


def test_a_workbook_says_what_it_unpacks_to(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/sheet.xml", b" " * 300_000)
    with pytest.raises(RefusedError, match="0 MB unpacked"):
        read(tmp_path, bomb.getvalue(), "bomb.xlsx")
