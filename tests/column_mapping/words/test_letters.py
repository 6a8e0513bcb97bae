import numpy as np

from matchloop.column_mapping.words.letters import (
    INSIDE,
    LETTERS,
    RAW_LENGTH,
    SINGLE,
    STANDARD_LENGTH,
    START,
    raw_letters,
    standard_letters,
)


def test_a_standard_knows_the_places_of_its_letters():
    found = standard_letters(["Customer_ID"])
    assert found.length.tolist() == [10]
    assert found.codes[0, :11].tolist() == [3, 21, 19, 20, 15, 13, 5, 18, 9, 4, 0]
    assert found.place[0, :10].tolist() == [0, 1, 2, 3, 4, 4, 4, 4, 0, 1]
    assert found.place_from_end[0, :10].tolist() == [4, 4, 4, 4, 3, 2, 1, 0, 1, 0]
    assert found.word[0, :10].tolist() == [0] * 8 + [1, 1]
    assert found.codes.shape == (1, STANDARD_LENGTH)
    assert found.codes.dtype == np.uint8


def test_a_raw_name_knows_where_its_parts_begin():
    found = raw_letters(["cuId2", "cuid"])
    assert found.codes[0, :6].tolist() == [3, 21, 9, 4, 29, 0]
    assert found.part[0, :5].tolist() == [START, INSIDE, START, INSIDE, START]
    assert found.part[1].tolist() == [SINGLE] * RAW_LENGTH
    assert found.length.tolist() == [5, 4]


def test_letters_of_other_scripts_are_one_letter_and_accents_are_none():
    assert raw_letters(["顧客x"]).codes[0, :4].tolist() == [LETTERS - 1, LETTERS - 1, 24, 0]
    assert (raw_letters(["Größe"]).codes == raw_letters(["grosse"]).codes).all()
    assert standard_letters(["顧"]).codes[0, 0] == LETTERS - 1


def test_long_names_are_cut_and_empty_ones_are_empty():
    names = ["ab_" * 100, "", "😀", "---"]
    assert raw_letters(names).length.tolist() == [RAW_LENGTH, 0, 0, 0]
    assert standard_letters(names).length.tolist() == [STANDARD_LENGTH, 0, 0, 0]
    assert not standard_letters(names).codes[1:].any()
    assert len(raw_letters([]).codes) == len(standard_letters([]).codes) == 0


def test_take_gives_rows():
    index = np.array([2, 0])
    for read in (standard_letters, raw_letters):
        taken, direct = read(["a b", "c", "d e f"]).take(index), read(["d e f", "a b"])
        for name, value in vars(direct).items():
            assert (getattr(taken, name) == value).all(), name
