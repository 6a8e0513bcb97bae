"""The family's models as ONNX graphs; inputs and outputs have the names that serving asks for."""

import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from matchloop.column_mapping.models.channel import Channel
from matchloop.column_mapping.models.head import Head
from matchloop.column_mapping.models.siamese import Siamese
from matchloop.column_mapping.words.letters import PLACES
from matchloop.files import replacing

_ROWS = {0: "rows"}


class _Encoder(nn.Module):
    """Token numbers to unit vectors: what sentence-transformers does, without its dictionaries."""

    def __init__(self, model: Siamese):
        super().__init__()
        transformer: Any = model.encoder[0]
        self.body: nn.Module = transformer.model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(2).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp_min(1e-9)
        return nn.functional.normalize(mean, dim=1)


class _Steps(nn.Module):
    def __init__(self, model: Channel):
        super().__init__()
        self.channel = model

    def forward(
        self, codes: Tensor, place: Tensor, place_from_end: Tensor, word: Tensor
    ) -> tuple[Tensor, ...]:
        return *self.channel.steps(codes, place, place_from_end, word), *self.channel.writing()


def export_encoder(model: Siamese, path: Path, opset: int) -> None:
    """Write the encoder: input_ids and attention_mask int64 [n, t] to vectors float32 [n, d]."""
    ids = torch.tensor([[1, 2, 3], [1, 2, 0]])  # any vocabulary has these
    both = {0: "rows", 1: "tokens"}
    axes = {"input_ids": both, "attention_mask": both, "vectors": _ROWS}
    _export(_Encoder(model), (ids, (ids > 0).long()), path, opset, axes, ["vectors"])


def export_channel(model: Channel, path: Path, opset: int) -> None:
    """Write the channel's `steps` and `writing`; inputs int64 [m, letters]."""
    codes = torch.tensor([[1, 2, 3, 4], [5, 6, 0, 0]])
    place = torch.tensor([[0, 1, 2, 0], [0, 1, 0, 0]])
    word = torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0]])
    both = {0: "rows", 1: "letters"}
    names = ("codes", "place", "place_from_end", "word")
    axes = dict.fromkeys(names, both) | {
        "to_letter": {0: "rows", 1: "from", 2: "letters"},
        "to_end": {0: "rows", 1: "from"},
    }
    outputs = ["to_letter", "to_end", "spelling", "part", "extra"]
    _export(_Steps(model), (codes, place, PLACES - 1 - place, word), path, opset, axes, outputs)


def export_head(model: Head, path: Path, opset: int, dimensions: int) -> None:
    """Write the head: u, v float32 [p, d], features [p, f] to logits float32 [p]."""
    features = model.mean.shape[0] - 1
    given = (torch.zeros(2, dimensions), torch.zeros(2, dimensions), torch.zeros(2, features))
    axes = dict.fromkeys(("u", "v", "features", "logits"), _ROWS)
    _export(model, given, path, opset, axes, ["logits"])


def _export(
    module: nn.Module,
    given: tuple[Tensor, ...],
    path: Path,
    opset: int,
    axes: dict[str, dict[int, str]],
    outputs: list[str],
) -> None:
    inputs = [name for name in axes if name not in outputs]
    with replacing(path) as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations and traced shapes
        torch.onnx.export(
            module.cpu().eval(),
            given,
            str(temporary),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=opset,
            dynamo=False,
        )
