from matchloop.evaluation.metric import ACCURACY, ECE, Metric, flat


def test_flat_names_are_of_hold_out_and_metric() -> None:
    found = flat(
        {"real tables": {ACCURACY: 0.12345678, ECE: None}, "int8": {Metric("same", ""): 1}}
    )
    assert found == {"real_tables.accuracy": 0.123457, "int8.same": 1}
