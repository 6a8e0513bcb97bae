"""The words of the generator: each file is read by one function, and a wrong one is refused."""

from pathlib import Path

import pytest

from matchloop.column_types import generate
from matchloop.column_types.generate.addresses import address_words
from matchloop.column_types.generate.calendar_words import months
from matchloop.column_types.generate.header_words import HeaderWords, header_words
from matchloop.column_types.generate.locales import LOCALES
from matchloop.column_types.generate.natives import native_pools
from matchloop.column_types.generate.phrases import phrases
from matchloop.column_types.generate.sentences import Sentences, sentence_parts
from matchloop.column_types.generate.truth_words import spellings, truth_words
from matchloop.column_types.generate.vocabularies import Vocabularies, vocabularies
from matchloop.column_types.generate.word_files import Texts, parse
from matchloop.errors import DataError

READERS = {
    "addresses": address_words,
    "headers": header_words,
    "months": months,
    "natives": native_pools,
    "phrases": phrases,
    "sentences": sentence_parts,
    "truth": truth_words,
    "vocabularies": vocabularies,
}


def test_every_file_has_its_reader_and_is_read_once() -> None:
    folder = Path(generate.__file__).parent / "words"
    assert {path.stem for path in folder.iterdir()} == set(READERS)
    assert all(read() is read() for read in READERS.values())


def test_words_are_there_for_every_domain_and_language() -> None:
    domains, languages = set(generate.domains()), {place.language for place in LOCALES.values()}
    for known in (header_words().of_domain, vocabularies().of_domain, phrases().things):
        assert set(known) == domains
    assert set(sentence_parts().of_domain) == domains
    assert set(truth_words().spellings) == languages
    assert set(native_pools()) <= set(LOCALES)
    assert set(header_words().translations) <= languages
    assert set(sentence_parts().languages) <= languages


def test_a_few_words_stand_where_they_stood() -> None:
    assert header_words().english["id"][:3] == ("id", "record id", "row id")
    assert vocabularies().common[0] == ("gender", ("Male", "Female"))
    assert sentence_parts().languages["zh"].joint == ""
    assert sentence_parts().genres["definition"].openers == ("",)
    assert spellings("de")[0] == ("ja", "nein")
    assert native_pools()["tr_TR"]["street"][0] == "Atatürk Cad. No: 3"
    assert months()["de"][2] == "März"


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("a: [yes, maybe]", dict[str, Texts], r"words/w\.yaml: a\.0 is True: .*Put quotes around"),
        ("a: [1]", dict[str, Texts], r"a\.0 is 1: .*around numbers"),
        ("a: []", dict[str, Texts], r"a is \[\]: .*at least 1 item"),
        ("a: [b]\na: [c]", dict[str, Texts], r"words/w\.yaml is not YAML: 'a' stands twice"),
        ("a: [b", dict[str, Texts], r"words/w\.yaml is not YAML"),
        ("", dict[str, Texts], "the file is None"),
        ("{}", HeaderWords, "english is .*required"),
        ("{words: {}}", HeaderWords, "english is .*required"),
        ("common: [{a: [b], c: [d]}]", Vocabularies, r"common\.0 is .*one concept with its values"),
        (
            "{genres: {}, languages: {}, anywhere: [[comment, gossip]], of_domain: {}}",
            Sentences,
            "comment is of genre gossip, which is not among genres",
        ),
    ],
)
def test_wrong_files_are_refused(text: str, kind: type, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse("w", text, kind)
