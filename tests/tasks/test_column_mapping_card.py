"""What `column_mapping` adds to its model card."""

from matchloop.column_mapping.evidence.judgement import Mapped
from tasks.column_mapping.card import sections


def mapped(columns: int, right: float) -> Mapped:
    return Mapped(
        columns=columns,
        answered=0.4,
        right=right,
        right_when_sure=None,
        found=0.555,
        falsely_mapped=0.037,
    )


def test_the_card_tells_how_tables_of_strangers_fare() -> None:
    (told,) = sections({"learn": mapped(9, 0.97), "measure": mapped(1_234, 0.962)})
    assert [row[0] for row in told.rows] == ["measure", "learn"]
    assert [cell.replace("\u202f", " ") for cell in told.rows[0][2:]] == [
        *("1,234", "40.0 %", "96.2 %", "–", "55.5 %", "3.7 %"),
    ]
    assert {len(row) for row in told.rows} == {len(told.head)}


def test_without_strangers_there_is_no_section() -> None:
    assert sections({}) == ()
