"""The champion's answers, how they move with the name, and the schemas it keeps."""

import numpy as np
import pytest

from matchloop.column_mapping.predict import MappingModel, load_bundle, load_champion
from matchloop.column_mapping.schema.schema import schema_of
from matchloop.column_mapping.views.encoder import Encoder
from matchloop.column_mapping.words.names import words
from matchloop.errors import BundleError, NoChampionError
from tests.column_mapping import small
from tests.tiny_bundle import change_one_byte

STANDARDS = small.data("test").standards


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def model(tmp_path):
    small.bundle(tmp_path / "siamese")
    return load_bundle(tmp_path / "siamese", threads=1)


@pytest.fixture
def ask(model):
    """Probability of each standard of the test split for each name, 0 beyond the first ten."""
    encoded = model.encode(schema_of(STANDARDS))

    def ask(*names):
        found = model.rank(names, encoded)
        out = np.zeros((len(names), len(STANDARDS)))
        np.put_along_axis(out, found.candidates.astype(int), found.probabilities, 1)
        return out

    return ask


@pytest.fixture
def reads(monkeypatch):
    """What encoders read, list by list."""
    lists = []
    real = Encoder.__call__

    def call(self, names, on_progress=None):
        lists.append(list(names))
        return real(self, names, on_progress)

    monkeypatch.setattr(Encoder, "__call__", call)
    return lists


def test_what_a_bundle_says(model):
    assert (model.version, model.threshold, model.rate) == ("siamese", 0.5, 0.95)
    assert len(model.digest) == 64


def test_the_champion_is_the_version_that_was_promoted(tmp_path):
    with pytest.raises(NoChampionError, match=r"no champion of column_mapping .*make run"):
        load_champion()
    small.install(tmp_path / "bundle")
    assert load_champion().version == "v4"


@pytest.mark.parametrize("changes", [{"feature_version": "0.9"}, {"feature_names": ("one", "two")}])
def test_a_bundle_for_other_features_is_refused(tmp_path, changes):
    bundle = small.bundle(tmp_path / "b", **changes)
    with pytest.raises(BundleError, match=r"was trained on features .* computes 1\.0.*make run"):
        MappingModel(bundle, "v1")


@pytest.mark.parametrize("name", ["model.onnx", "channel.onnx", "head.onnx", "tokenizer.json"])
def test_one_changed_byte_is_refused(tmp_path, name):
    small.bundle(tmp_path / "b")
    change_one_byte(tmp_path / "b" / name)
    with pytest.raises(BundleError, match=rf"{name} is damaged"):
        load_bundle(tmp_path / "b")


def test_an_exact_name_wins(ask):
    found = ask(*STANDARDS)
    assert (found.argmax(1) == np.arange(len(STANDARDS))).all()
    assert np.diag(found).min() > 0.9


@pytest.mark.parametrize("standard", ["vehicle id", "student name", "contract amount"])
def test_case_and_separators_hardly_matter(ask, standard):
    parts = [part[:4] for part in words(standard)]
    styles = (
        "_".join(parts),
        "-".join(parts),
        " ".join(parts).upper(),
        parts[0] + parts[1].title(),
    )
    found = ask(*styles)
    assert (found.argmax(1) == STANDARDS.index(standard)).all()
    assert np.ptp(found[:, STANDARDS.index(standard)]) < 0.01


@pytest.mark.parametrize(
    ("standard", "names"),
    [
        ("vehicle country", ("vehicle_country", "vehcl_cntry", "vhcl_ct", "v_c")),
        ("student email", ("student_email", "studnt_emal", "st_em", "s_e")),
        ("contract amount", ("contract_amount", "contrct_amnt", "cn_am", "c_a")),
    ],
)
def test_fewer_letters_less_sure(ask, standard, names):
    sure = ask(*names)[:, STANDARDS.index(standard)]
    assert (np.diff(sure) < 0.01).all(), sure  # between two sure answers anything goes
    assert sure[0] > 0.9 > sure[-1]


def test_an_added_standard_takes_part_of_the_chance(model):
    alone = model.rank(["stud_nm"], model.encode(schema_of(["student name", "zone"])), 1)
    rival = model.rank(["stud_nm"], model.encode(schema_of(["student name", "study name"])), 1)
    assert rival.probabilities[0, 0] < alone.probabilities[0, 0] - 0.05


def test_odd_names_have_answers_that_are_sane(model):
    names = ["", "😀", "x" * 500, "顧客番号", "Größe", "id", "id", "\x00", "a\ud800b", "#", "%%"]
    found = model.rank(names, model.encode(schema_of(STANDARDS)), 3)
    assert np.isfinite(found.probabilities).all()
    assert (found.candidates[5] == found.candidates[6]).all()
    assert (found.candidates[[0, 1, 7]] == -1).all()
    assert found.probabilities[2, 0] < 0.5


def test_a_schema_is_encoded_once(model, home, reads, tmp_path):
    schema = schema_of(STANDARDS)
    first = model.encode(schema)
    assert reads == [list(STANDARDS)]
    files = list((home / "cache" / "column_mapping").iterdir())
    assert len(files) == 1
    again = load_bundle(tmp_path / "siamese").encode(schema)
    assert len(reads) == 1
    assert (again.vectors == first.vectors).all()
    one, other = (model.rank(["vhcl_id"], encoded, 3) for encoded in (first, again))
    assert (one.probabilities == other.probabilities).all()


def test_another_schema_or_another_model_is_encoded_anew(model, reads, tmp_path):
    model.encode(schema_of(["order id"]))
    model.encode(schema_of(["order date"]))
    small.bundle(tmp_path / "other", data_hash="e" * 64)
    load_bundle(tmp_path / "other").encode(schema_of(["order id"]))
    assert reads == [["order id"], ["order date"], ["order id"]]


def test_a_damaged_cache_is_made_anew(model, home, reads):
    schema = schema_of(STANDARDS)
    first = model.encode(schema)
    (path,) = (home / "cache" / "column_mapping").iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[:-9], b"\x93NUMPY", bytes([whole[0] ^ 1]) + whole[1:]):
        path.write_bytes(damaged)
        assert (model.encode(schema).vectors == first.vectors).all()
        assert path.read_bytes() == whole
    assert len(reads) == 5


def test_progress_of_encoding_is_told(model):
    told = []
    model.encode(schema_of(STANDARDS), lambda done, of: told.append((done, of)))
    assert told[-1] == (len(STANDARDS), len(STANDARDS))
