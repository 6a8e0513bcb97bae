"""Trained weights on disk between the steps of training: safetensors, data only."""

from pathlib import Path

from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from matchloop.column_mapping.models.channel import Channel
from matchloop.column_mapping.models.pair_head import widths_of
from matchloop.column_mapping.models.siamese import LONGEST, Siamese

WEIGHTS = "weights.safetensors"
ENCODER = "encoder"


def save_channel(model: Channel, folder: Path) -> None:
    """Write the channel's weights."""
    save_file(model.cpu().state_dict(), folder / WEIGHTS)


def load_channel(folder: Path) -> Channel:
    """Read a channel."""
    model = Channel()
    model.load_state_dict(load_file(folder / WEIGHTS))
    return model.eval()


def save_siamese(model: Siamese, folder: Path) -> None:
    """Write the encoder as sentence-transformers does, and the head's weights."""
    model.cpu().encoder.save(str(folder / ENCODER), create_model_card=False)
    save_file(model.head.state_dict(), folder / WEIGHTS)


def load_siamese(folder: Path) -> Siamese:
    """Read encoder and head."""
    encoder = SentenceTransformer(str(folder / ENCODER), device="cpu")
    encoder.max_seq_length = LONGEST
    head = load_file(folder / WEIGHTS)
    model = Siamese(encoder, widths_of(head))
    model.head.load_state_dict(head)
    return model.eval()
