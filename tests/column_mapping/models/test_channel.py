import numpy as np
import pytest
import torch

from matchloop.column_mapping.models.channel import Channel, tensors, train_channel
from matchloop.column_mapping.training import Examples
from matchloop.column_mapping.views import channel as numpy_channel
from matchloop.column_mapping.words.letters import raw_letters, standard_letters
from tests.column_mapping import small

TEXTS = ["customer email", "id", "date of the first delivery to the customer of the order"]
NAMES = ["custEml", "id", "", "dt_1st_deliv", "😀", "x" * 40]
TOLD = {"batch": 8, "wrong": 3, "rate": 0.01, "seed": 1}


@pytest.fixture
def model():
    torch.manual_seed(3)
    found = Channel()
    with torch.no_grad():
        for value in found.parameters():
            value += 0.3 * torch.randn_like(value)
    return found.eval()


def read(texts):
    return tensors(standard_letters(texts), torch.device("cpu"))


def followed(model, texts, names):
    """Log chance of every name under every text, in torch: [names, texts]."""
    codes, place, *others = read(texts)
    raw = raw_letters(np.repeat(names, len(texts)).tolist())
    given = (torch.from_numpy(a.astype("int64")) for a in (raw.codes, raw.part, raw.length))
    columns = torch.arange(len(texts)).repeat(len(names))
    steps = model.steps(codes, place, *others)
    return model.follow(codes, place, *steps, columns, *given).view(len(names), len(texts))


@torch.no_grad()
def test_the_steps_from_a_letter_are_chances(model):
    to_letter, to_end = model.steps(*read(TEXTS))
    length = standard_letters(TEXTS).length
    longest = int(length.max())
    assert to_letter.shape == (3, longest + 1, longest)
    for row, used in enumerate(length):
        total = (to_letter.sum(2) + to_end)[row, : used + 1]
        assert total.numpy() == pytest.approx(np.ones(used + 1), abs=1e-5)
        assert not to_letter[row, :, used:].any()
    # Never back, and never the same letter twice.
    assert not torch.tril(to_letter, -1).any()


@torch.no_grad()
def test_a_standard_is_read_the_same_beside_longer_ones(model):
    to_letter, to_end = model.steps(*read(TEXTS))
    alone, alone_end = model.steps(*read([TEXTS[0]]))
    n = alone.shape[2]
    assert alone[0].numpy() == pytest.approx(to_letter[0, : n + 1, :n].numpy(), abs=1e-5)
    assert alone_end[0].numpy() == pytest.approx(to_end[0, : n + 1].numpy(), abs=1e-5)


@torch.no_grad()
def test_numpy_follows_names_as_torch_does(model):
    expected = followed(model, TEXTS, NAMES)
    spelling, part, extra = (value.numpy() for value in model.writing())
    to_letter, to_end = (value.numpy() for value in model.steps(*read(TEXTS)))
    rows, columns = (a.reshape(-1) for a in np.indices(expected.shape))
    got = numpy_channel.log_chances(
        standard_letters(TEXTS),
        numpy_channel.Steps(to_letter, to_end),
        raw_letters(NAMES),
        (rows, columns),
        numpy_channel.Writing(spelling, part, float(extra)),
    )
    assert got.reshape(expected.shape) == pytest.approx(expected.numpy(), abs=1e-3, rel=1e-4)


@torch.no_grad()
def test_writing_is_made_of_chances(model):
    spelling, part, extra = model.writing()
    assert spelling.sum(0).numpy() == pytest.approx(np.ones(38), abs=1e-5)
    assert part[:, 0].tolist() == [1, 1]
    assert part[:, 1:].sum(1).numpy() == pytest.approx(np.ones(2), abs=1e-6)
    assert 0 < extra < 1


def test_a_trained_channel_knows_how_names_are_abbreviated():
    texts, model = ["vehicle name", "vehicle email", "contract name"], small.channel()
    with torch.no_grad():
        found = followed(model, texts, ["vhcl_nm", "contrct_nam", "vehicl_eml"])
        kept = followed(model, ["vehicle name"], ["vhcl_nm", "eile_ae"])
    assert found.argmax(1).tolist() == [0, 2, 1]
    assert kept[0, 0] > kept[1, 0] + 1  # consonants and first letters are kept, not vowels


def test_it_can_learn_a_handful_of_names_by_heart():
    names = ("ord_dt", "c_id", "prc", "zn", "shp_ad", "st_nm")
    standards = ("order date", "customer id", "price", "zone", "ship address", "street name")
    data = Examples(names, np.arange(6), standards)
    told = TOLD | {"rate": 0.003}
    model, history = train_channel(data, data, small.schedule(60, evaluate_every=20), **told)
    assert history.best == 1.0
    assert history.loss[-1] < 0.5 * history.loss[0]
    assert not model.training


def test_the_same_seed_gives_the_same_weights_and_a_stopped_run_too(tmp_path):
    data, held_out = small.data("train"), small.data("validation")
    schedule = small.schedule(6, evaluate_every=2)
    whole, history = train_channel(data, held_out, schedule, **TOLD)

    def stop(step, of):
        if step == 5:
            raise KeyboardInterrupt

    checkpoint = tmp_path / "c.pt"
    with pytest.raises(KeyboardInterrupt):
        train_channel(data, held_out, schedule, **TOLD, checkpoint=checkpoint, on_step=stop)
    assert checkpoint.is_file()
    steps = []
    resumed, again = train_channel(
        data,
        held_out,
        schedule,
        **TOLD,
        checkpoint=checkpoint,
        on_step=lambda s, _: steps.append(s),
    )
    assert steps == [5, 6]
    assert again == history
    assert not checkpoint.exists()
    other, _ = train_channel(data, held_out, schedule, **(TOLD | {"seed": 2}))
    for name, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name
    assert not torch.equal(whole.key.weight, other.key.weight)
