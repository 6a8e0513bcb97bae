import io

import pytest
from rich.console import Console

from tasks.pipeline.dvc import Outcome, StageRun
from tasks.pipeline.screen import Screen, share, spell

NAMES = ("toy-draw", "toy-left", "toy-join")


def shown(tell, **options):
    """All that is written to a console of 80 columns, control codes included."""
    file = io.StringIO()
    console = Console(file=file, width=80, height=24, color_system=None, **options)
    with Screen(console, "logs/train.log") as screen:
        screen.begin("toy (a test)")
        screen.planned(NAMES)
        tell(screen)
    return file.getvalue()


def story(screen):
    screen.ended(StageRun("toy-draw", Outcome.CACHED))
    screen.started("toy-left")
    screen.printed("toy-left", "fold 2 of 5, accuracy 0.93")
    screen.ended(StageRun("toy-left", Outcome.FAILED, 723.4, "row 7"))
    screen.ended(StageRun("toy-join", Outcome.NOT_STARTED))


def test_a_pipe_gets_one_plain_line_a_stage():
    assert shown(story).splitlines() == [
        "toy (a test)",
        "· toy-draw  cached",
        "✗ toy-left  failed       12 min 03 s",
        "- toy-join  not started",
    ]


def test_a_terminal_shows_what_runs_and_how_far_it_is():
    def look(screen):
        screen.ended(StageRun("toy-draw", Outcome.RAN, 1.25))
        screen.started("toy-left")
        screen.printed("toy-left", "fold 2 of 5, accuracy 0.93")
        screen._live.refresh()

    output = shown(look, force_terminal=True)
    assert "toy-left" in output
    assert "fold 2 of 5, accuracy 0.93" in output
    assert "1 of 3 stages" in output
    assert "log: logs/train.log" in output
    assert output.count("\x1b[?25l") == output.count("\x1b[?25h") == 1  # the cursor is back


def test_a_stop_is_told_while_it_takes_its_time():
    def stop(screen):
        screen.stopping()
        screen._live.refresh()

    assert "stopping · " in shown(stop, force_terminal=True)


def test_a_dumb_terminal_is_no_page(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(story, force_terminal=True)


def test_nothing_that_a_stage_prints_steers_the_terminal():
    def look(screen):
        screen.started("toy-left")
        screen.printed("toy-left", "got '\x1b]0;owned\x07' [bold]in[/] row 1")
        screen._live.refresh()

    output = shown(look, force_terminal=True)
    assert "\x1b]" not in output
    assert "\x07" not in output
    assert "[bold]in[/] row 1" in output


def test_lines_of_stages_that_do_not_run_are_passed_over():
    assert "late" not in shown(lambda screen: screen.printed("toy-left", "late"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("forest: fold 2 of 5, accuracy 0.93", 0.4),
        ("Epoch 3/60", 0.05),
        ("Loading weights:  45%|████▌     | 46/103", 0.45),
        ("Loading weights: 100%|██████████| 103/103", None),
        ("fold 5 of 5, accuracy 0.93", None),
        ("epoch  31  loss 0.4", None),
        ("78.7% of 1,746 rows are answered", None),
        ("step 0 of 0", None),
    ],
)
def test_how_far_a_stage_is_is_read_from_what_it_prints(line, expected):
    assert share(line) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.04, "0.0 s"), (99.94, "99.9 s"), (99.96, "1 min 40 s"), (3600, "60 min 00 s")],
)
def test_durations_are_spelt(seconds, expected):
    assert spell(seconds) == expected
