"""`python -m tasks.<family> STEP`: what dvc.yaml calls."""

import pytest

from matchloop.errors import DataError
from tasks.steps import main

calls: list[tuple[str, ...]] = []


def generate() -> None:
    calls.append(("generate",))


def train(model: str) -> None:
    calls.append(("train", model))


def broken() -> None:
    raise DataError("table.csv, row [3]: got 'x', expected a number. Mend the row.")


STEPS = (generate, train, broken)


@pytest.fixture(autouse=True)
def _no_calls():
    calls.clear()


def test_a_step_runs_with_its_arguments():
    main(STEPS, ["generate"])
    main(iter(STEPS), ["train", "forest"])
    assert calls == [("generate",), ("train", "forest")]


def test_words_come_from_the_command_line(monkeypatch):
    monkeypatch.setattr("sys.argv", ["tasks.toys", "train", "network"])
    main(STEPS)
    assert calls == [("train", "network")]


@pytest.mark.parametrize(
    ("words", "got"),
    [
        ([], "Got 'nothing'"),
        (["trian"], "Got 'trian'"),
        (["train"], "Got 'train'"),
        (["train", "forest", "fast"], "Got 'train forest fast'"),
        (["generate", "all"], "Got 'generate all'"),
    ],
)
def test_a_wrong_call_says_what_there_is(words, got, capsys):
    with pytest.raises(SystemExit) as stop:
        main(STEPS, words)
    told = capsys.readouterr()
    assert stop.value.code == 2
    assert told.out == ""
    assert told.err == f"{got}; expected one of: generate, train MODEL, broken\n"
    assert calls == []


def test_an_error_is_told_in_one_paragraph(capsys):
    with pytest.raises(SystemExit) as stop:
        main(STEPS, ["broken"])
    assert stop.value.code == 1
    told = capsys.readouterr().err
    assert told == "table.csv, row [3]: got 'x', expected a number. Mend the row.\n"
