"""A model of column mapping that is trained in seconds, and a home that it serves from."""

import atexit
import shutil
import string
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import torch
from transformers import BertConfig, BertModel, BertTokenizer

from matchloop import serving
from matchloop.bundle import Bundle, BundleManifest, Calibration, Graph, Variant, write_bundle
from matchloop.column_mapping.generate import pairs as raw_pairs
from matchloop.column_mapping.models.channel import Channel, train_channel
from matchloop.column_mapping.models.export import export_channel, export_encoder, export_head
from matchloop.column_mapping.models.head import Head, calibrate, train_head
from matchloop.column_mapping.models.lists import lists_of
from matchloop.column_mapping.models.loop import Schedule
from matchloop.column_mapping.models.siamese import Siamese, pretrained, train_siamese
from matchloop.column_mapping.schema.schema import Schema, schema_of
from matchloop.column_mapping.training import Examples, examples
from matchloop.column_mapping.views.features import FEATURE_NAMES, FEATURE_VERSION
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, HEAD, TOKENIZER, Views

OPSET = 17
LETTERS = string.ascii_lowercase + string.digits
WHOLE = ("customer", "client", "order", "product", "email", "phone", "name", "date", "id")
_HEADS = {
    "train": "customer order product invoice supplier employee payment shipment".split(),
    "validation": "account address company event ticket".split(),
    "test": "vehicle patient student contract".split(),
}
_TAILS = "id name date email status amount country phone".split()


def encoder_folder(folder: Path, dimensions: int = 16) -> Path:
    """Write a sentence encoder of one layer with random weights and a tokenizer of letters."""
    torch.manual_seed(1)
    folder.mkdir(parents=True, exist_ok=True)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *WHOLE]
    pieces += [f"##{letter}" for letter in LETTERS]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=dimensions,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * dimensions,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder


@cache
def tables() -> tuple[pa.Table, pa.Table]:
    """Pairs and standards as the step generate writes them, some hundred of them."""
    rows = [
        {"standard": f"{head} {tail}", "source": "composed", "domain": head, "split": split}
        for split, heads in _HEADS.items()
        for head in heads
        for tail in _TAILS
    ]
    standards = pa.Table.from_pylist(rows)
    return raw_pairs(standards, 3000, 3), standards


@cache
def schema(split: str = "test") -> Schema:
    return schema_of(data(split).standards)


@cache
def data(split: str) -> Examples:
    return examples(*tables(), split)


def schedule(steps: int, **changes: float) -> Schedule:
    return Schedule(steps, **({"evaluate_every": steps} | changes))  # type: ignore[arg-type]


@cache
def encoder() -> str:
    return str(encoder_folder(_folder() / "encoder"))


@cache
def channel() -> Channel:
    torch.set_num_threads(1)
    told = {"batch": 16, "wrong": 7, "rate": 0.01, "seed": 1}
    return train_channel(data("train"), data("validation"), schedule(120), **told)[0]


@cache
def siamese() -> Siamese:
    torch.set_num_threads(1)
    told = {"rounds": 1, "batch": 16, "rate": 0.005, "head_rate": 0.005, "seed": 1}
    base = pretrained(encoder(), 1)
    return train_siamese(data("train"), data("validation"), base, schedule(30), **told)[0]


@cache
def views() -> Views:
    folder = _folder()
    siamese().encoder.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    export_encoder(siamese(), folder / ENCODER, OPSET)
    export_channel(channel(), folder / CHANNEL, OPSET)
    return Views(folder / ENCODER, folder / CHANNEL, folder / TOKENIZER)


@cache
def head() -> Head:
    lists = lists_of(views(), data("validation"), schema("validation"))
    told = {"steps": 200, "batch": 64, "rate": 0.01, "absent": 0.1, "seed": 1}
    model, _ = train_head(siamese().head, lists, **told)
    calibrate(model, lists)
    return model


@cache
def files() -> dict[str, Path]:
    """The files of the bundle, by name."""
    views()
    export_head(head(), _folder() / HEAD, OPSET, siamese().dimensions)
    return {name: _folder() / name for name in (ENCODER, CHANNEL, TOKENIZER, HEAD)}


def bundle(folder: Path, **changes: object) -> Bundle:
    """Write the small model as a bundle of the family."""
    fields = {
        "family": "column_mapping",
        "model": "siamese",
        "labels": (),
        "feature_names": FEATURE_NAMES,
        "feature_version": FEATURE_VERSION,
        "graphs": {
            "encoder": _graph(ENCODER),
            "channel": _graph(CHANNEL),
            "head": _graph(
                HEAD,
                thresholds={"answer": 0.5, "rate": 0.95},
                calibration=Calibration(temperature=1.0, ece=0.0),
            ),
        },
        "data_hash": "d" * 64,
        "params_hash": "p" * 64,
    }
    return write_bundle(folder, BundleManifest(**(fields | changes)), files())


def _graph(file: str, **more: object) -> Graph:
    variants = {"float": Variant(file=file, fit=True, reason="as trained")}
    return Graph(variants=variants, served="float", opset=OPSET, **more)  # type: ignore[arg-type]


def install(folder: Path) -> None:
    """Make the small model the champion of the home that MATCHLOOP_HOME names."""
    bundle(folder)
    serving.install("column_mapping", 4, folder)
    serving.point("column_mapping", 4)


@cache
def _folder() -> Path:
    """A folder of this process; what is trained once is kept there until the process ends."""
    folder = Path(mkdtemp(prefix="small-mapping-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
