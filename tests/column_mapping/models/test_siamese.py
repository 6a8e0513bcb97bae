import numpy as np
import pytest
import torch
from transformers import DistilBertConfig, DistilBertModel

from matchloop.column_mapping.models.siamese import (
    LONGEST,
    PairHead,
    Siamese,
    pretrained,
    train_siamese,
)
from matchloop.column_mapping.training import Examples
from matchloop.errors import ParamsError
from tests.column_mapping import small

TOLD = {"batch": 8, "rate": 0.005, "head_rate": 0.01, "seed": 1}
DATA = Examples(
    ("ord_dt", "client no", "prc", "zn", "kunde", "st_nm"),
    np.arange(6),
    ("order date", "customer id", "price", "zone", "customer", "street name"),
    ("vowels", "synonym", "vowels", "vowels", "translation:de", "initials"),
)


def weights(model):
    return model.state_dict()


def same(one, other):
    return all(torch.equal(value, weights(other)[name]) for name, value in weights(one).items())


def test_an_encoder_keeps_its_first_layers():
    whole, first = pretrained(small.encoder(), None), pretrained(small.encoder(), 1)
    assert [len(encoder[0].model.encoder.layer) for encoder in (whole, first)] == [2, 1]
    assert first[0].model.config.num_hidden_layers == 1
    assert first.max_seq_length == LONGEST


def test_an_encoder_of_another_build_keeps_all_its_layers_or_is_refused(tmp_path):
    small.encoder_folder(tmp_path)
    config = DistilBertConfig(vocab_size=100, dim=16, n_layers=1, n_heads=2, hidden_dim=16)
    DistilBertModel(config).save_pretrained(tmp_path)
    with pytest.raises(ParamsError, match=r"DistilBertModel\) cannot be taken .*layers to null"):
        pretrained(str(tmp_path), 1)
    assert Siamese(pretrained(str(tmp_path), None)).vectors(["a"]).shape == (1, 16)


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours():
    model = Siamese(pretrained(small.encoder(), 1)).eval()
    names = ["customer id", "CUSTOMER_ID", "", "😀", "order " * 50]
    found = model.vectors(names)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert (found[0] == found[1]).all()
    alone = np.concatenate([model.vectors([name]) for name in names])
    assert alone == pytest.approx(found, abs=1e-5)
    assert model.vectors(names, rows=2) == pytest.approx(found, abs=1e-5)


def test_the_head_reads_both_vectors_and_what_they_have_in_common():
    head = PairHead(4).eval()
    u, v = torch.randn(3, 4), torch.randn(3, 4)
    with torch.no_grad():
        assert head(u, v).shape == (3,)
        compared = torch.cat([u, v, (u - v).abs(), u * v], 1)
        expected = head.out(torch.nn.functional.gelu(head.hidden(compared))).squeeze(1)
        assert torch.equal(head(u, v), expected)


def test_it_can_learn_a_handful_of_names_by_heart():
    """Synonyms too, of which letters show nothing."""
    encoder = pretrained(small.encoder(), 1)
    schedule = small.schedule(80, evaluate_every=20, patience=4)
    model, (history,) = train_siamese(DATA, DATA, encoder, schedule, rounds=1, **TOLD)
    assert history.best == 1.0
    u, v = (torch.from_numpy(model.vectors(names)) for names in (DATA.names, DATA.standards))
    with torch.no_grad():
        assert (model.head(u, v) > model.head(u, v.roll(1, 0))).all()


def test_encoder_and_head_have_their_own_rates():
    before = Siamese(pretrained(small.encoder(), 1))
    still, _ = train_siamese(
        DATA,
        DATA,
        pretrained(small.encoder(), 1),
        small.schedule(3),
        rounds=1,
        **(TOLD | {"rate": 1e-12}),
    )
    moved = {
        name: float((value - weights(before)[name]).abs().max())
        for name, value in weights(still).items()
        if name.startswith("encoder")
    }
    assert max(moved.values()) < 1e-6
    torch.manual_seed(TOLD["seed"])
    fresh = Siamese(pretrained(small.encoder(), 1)).head
    assert (still.head.out.weight - fresh.out.weight).abs().max() > 1e-3


def train(checkpoint=None, stop_at=None):
    calls = []

    def on_step(step, of):
        calls.append(step)
        if len(calls) == stop_at:
            raise KeyboardInterrupt

    found = train_siamese(
        small.data("train"),
        small.data("validation"),
        pretrained(small.encoder(), 1),
        small.schedule(4, evaluate_every=2),
        rounds=2,
        **TOLD,
        checkpoint=checkpoint,
        on_step=on_step,
    )
    return *found, calls


@pytest.mark.parametrize(("stop_at", "left"), [(3, [3, 4, 1, 2, 3, 4]), (7, [3, 4])])
def test_a_stopped_run_ends_with_the_same_weights(tmp_path, stop_at, left):
    whole, histories, _ = train()
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "s.pt", stop_at)
    resumed, again, calls = train(tmp_path / "s.pt")
    assert calls == left
    assert same(whole, resumed)
    assert again == histories
    assert not list(tmp_path.iterdir())
