from matchloop.evaluation.latency import median_milliseconds


def test_every_example_is_asked_once_in_order() -> None:
    asked: list[str] = []
    assert median_milliseconds(asked.append, ["a", "b", "c"]) >= 0
    assert asked == ["a", "b", "c"]
