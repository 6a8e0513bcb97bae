import numpy as np
import pytest
import torch
from transformers import DistilBertConfig, DistilBertModel

from matchloop.column_mapping.models.losses import Losses
from matchloop.column_mapping.models.siamese import (
    LONGEST,
    Lesson,
    Siamese,
    judge_pairs,
    pretrained,
    train_siamese,
)
from matchloop.column_mapping.training import Examples, NamePairs
from matchloop.errors import ParamsError
from matchloop.evaluation.metric import AUC, F1
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


def taught(lesson, steps=1):
    """Train on the handful of names; return the model."""
    encoder = pretrained(small.encoder(), 1)
    schedule = small.schedule(steps)
    return train_siamese(DATA, DATA, encoder, schedule, rounds=1, lesson=lesson, **TOLD)[0]


def test_what_no_loss_asks_of_the_head_leaves_it_as_it_was():
    torch.manual_seed(TOLD["seed"])
    fresh = Siamese(pretrained(small.encoder(), 1)).head.state_dict()
    for losses, moves in ((Losses(pairs=0), False), (Losses(in_batch=0), True)):
        head = taught(Lesson(losses)).head.state_dict()
        # Without a gradient only weight decay moves it, by a share of 1e-4 a step.
        apart = max(float((head[name] - value).abs().max()) for name, value in fresh.items())
        assert (apart > 1e-3) is moves


@pytest.mark.parametrize("losses", [Losses(in_batch=0), Losses(0, 1, 0), Losses(1, 1, 1, margin=1)])
def test_each_loss_alone_learns_a_handful_of_names(losses):
    model = taught(Lesson(losses), 80)
    found = (model.vectors(DATA.names) @ model.vectors(DATA.standards).T).argmax(1)
    assert (found == DATA.right).mean() >= 5 / 6


def test_pairs_of_raw_names_are_learned_from():
    """Two names that letters do not bring together, and two that they would."""
    alike = NamePairs(("qx", "prc"), ("wv", "prt"), np.array([1, 0], np.float32))

    def nearness(model):
        one, other = (model.vectors(names) for names in (alike.one, alike.other))
        return (one * other).sum(1)

    losses = Losses(pairs=1, contrastive=4, in_batch=1)
    without, with_them = (
        nearness(taught(Lesson(losses, name_pairs=pairs), 60)) for pairs in (NamePairs(), alike)
    )
    assert with_them[0] > without[0]
    assert with_them[1] < without[1]


def test_the_head_has_the_widths_that_were_asked_for():
    head = taught(Lesson(widths=(8, 4), dropout=0.3)).head
    assert [layer.out_features for layer in head.hidden] == [8, 4]
    assert head.dropout.p == 0.3


def test_bfloat16_trains_too_and_leaves_whole_weights():
    model = taught(Lesson(bfloat16=True), 3)
    assert {value.dtype for value in weights(model).values() if value.is_floating_point()} == {
        torch.float32
    }
    assert not same(model, taught(Lesson(bfloat16=False), 3))


def test_pairs_are_judged_by_the_head():
    wrong = np.array([[1], [2], [3], [4], [5], [-1]])
    data = Examples(DATA.names, DATA.right, DATA.standards, DATA.distortion, wrong)
    encoder = pretrained(small.encoder(), 1)
    fresh = judge_pairs(Siamese(encoder), data)
    learned = judge_pairs(taught(Lesson(), 80), data)
    assert learned[AUC] > max(0.9, fresh[AUC])
    assert learned[F1] > 0.8
