from pathlib import Path

import pytest

from matchloop.errors import DataError
from matchloop.labels import snapshot
from matchloop.labels.files import Problem, collected


def write(path: Path, text: str = "x\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def listed(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.*")}


def data(folder: Path) -> dict[str, str]:
    return {name: text for name, text in listed(folder).items() if "README" not in name}


def test_everything_that_can_be_read_is_copied(tmp_path):
    write(tmp_path / "data/labelled/toys/mine.csv", "a,b\n")
    write(tmp_path / "data/labelled/toys/numeric/more.csv")
    write(tmp_path / "data/recent/toys/feedback.csv", "c\n")
    write(tmp_path / "data/retrain/toys/weights/net/w.bin", "w")
    write(tmp_path / "data/labelled/boys/other.csv")
    counts = snapshot.take(tmp_path, "toys")
    assert counts == {"labelled": 2, "recent": 1, "retrain": 1}
    assert data(tmp_path / snapshot.folder("toys")) == {
        "labelled/mine.csv": "a,b\n",
        "labelled/numeric/more.csv": "x\n",
        "recent/feedback.csv": "c\n",
        "retrain/weights/net/w.bin": "w",
    }


def test_what_readers_pass_over_is_left_out(tmp_path):
    write(tmp_path / "data/labelled/toys/.gitignore")
    write(tmp_path / "data/labelled/toys/.mine.csv.7.part")
    write(tmp_path / "data/labelled/toys/README.md")
    snapshot.take(tmp_path, "toys")
    assert data(tmp_path / snapshot.folder("toys")) == {}


def test_empty_folders_are_there_and_say_what_they_are(tmp_path):
    write(tmp_path / "data/retrain/toys/generate/.gitignore")
    snapshot.take(tmp_path, "toys")
    assert set(listed(tmp_path / snapshot.folder("toys"))) == {
        "labelled/README.txt",
        "recent/README.txt",
        "retrain/README.txt",
        "retrain/generate/README.txt",
    }
    text = (tmp_path / "data/toys/inputs/retrain/generate/README.txt").read_text()
    assert text.startswith("A copy of data/retrain/toys/generate, ")


def test_the_next_snapshot_takes_the_place_of_the_last(tmp_path):
    mine = write(tmp_path / "data/labelled/toys/mine.csv")
    snapshot.take(tmp_path, "toys")
    first = listed(tmp_path / snapshot.folder("toys"))
    snapshot.take(tmp_path, "toys")
    assert listed(tmp_path / snapshot.folder("toys")) == first
    mine.rename(mine.with_name("yours.csv"))
    write(tmp_path / "data/toys/.inputs.part/left/behind.csv")
    snapshot.take(tmp_path, "toys")
    assert list(data(tmp_path / snapshot.folder("toys"))) == ["labelled/yours.csv"]
    assert [path.name for path in (tmp_path / "data/toys").iterdir()] == ["inputs"]


def test_places_in_the_snapshot_and_back():
    original = Path("data/retrain/toys/weights/net")
    copy = snapshot.copy_of(original)
    assert copy == Path("data/toys/inputs/retrain/weights/net")
    assert snapshot.original_of(copy) == original
    assert snapshot.original_of(Path("/here") / copy) == Path("/here") / original
    assert snapshot.original_of(Path("data/toys/inputs")) == Path("data/toys/inputs")
    with pytest.raises(ValueError, match=r"expected data/<one of labelled, recent, retrain>"):
        snapshot.copy_of(Path("work/toys"))


def test_an_error_names_the_file_to_be_mended():
    folder = snapshot.copy_of(Path("data/labelled/toys"))
    with pytest.raises(DataError, match=r"^data/labelled/toys has one problem"):
        collected(folder, [Problem("mine.csv: empty file")])
