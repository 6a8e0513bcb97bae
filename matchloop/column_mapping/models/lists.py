"""Lists for the head: raw names with the candidates that serving would look at."""

from dataclasses import fields, replace

import numpy as np
import torch

from matchloop.column_mapping.models.head import Head, Lists, seen_by
from matchloop.column_mapping.ranker import softmax_with_none
from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.training import Examples
from matchloop.column_mapping.views.views import Views

_ROWS = 256


def lists_of(views: Views, data: Examples, schema: Schema) -> Lists:
    """See every raw name beside its candidates among `schema`, whose columns are the standards."""
    encoded = views.encode(schema)
    parts = [
        views.look(data.names[start : start + _ROWS], encoded)
        for start in range(0, len(data), _ROWS)
    ]
    candidates = np.concatenate([part.candidates for part in parts])
    present = candidates >= 0
    texts = np.where(present, candidates, 0)
    return Lists(
        u=np.concatenate([part.u for part in parts]),
        v=encoded.vectors[texts],
        features=np.concatenate([part.features for part in parts]),
        present=present,
        right=present & (encoded.owner[texts] == data.right[:, None]),
        owner=np.where(present, encoded.owner[texts], -1),
    )


def take(lists: Lists, rows: np.ndarray) -> Lists:
    """Return the lists of some rows."""
    return Lists(*(getattr(lists, field.name)[rows] for field in fields(Lists)))


def without_some(lists: Lists, share: float, seed: int) -> Lists:
    """Hide the right candidate from a share of the lists: names of no standard column at all."""
    hidden = (np.random.default_rng(seed).random(len(lists.u)) < share)[:, None] & lists.right
    return replace(lists, present=lists.present & ~hidden, right=lists.right & ~hidden)


@torch.no_grad()
def confidence_of(model: Head, lists: Lists) -> tuple[np.ndarray, np.ndarray]:
    """Return the confidence of the first answer to each name, and whether it is right.

    As in serving, the chances of a column's name and synonyms add up.
    """
    logits = model.judged(seen_by(model, lists)).numpy().astype(np.float64)
    chances = softmax_with_none(np.where(lists.present, logits, -np.inf))
    same = (lists.owner[:, :, None] == lists.owner[:, None, :]) & lists.present[:, None, :]
    sums = np.where(lists.present, (same * chances[:, None, :]).sum(2), 0)
    first = sums.argmax(1)
    rows = np.arange(len(first))
    return sums[rows, first], lists.right[rows, first]
