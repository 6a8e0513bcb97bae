"""Many features as at most 64 numbers to watch: some of them, and how strange each kind is.

Which features tell most of all others is found on what the model was trained on (principal
variables, McCabe 1984, Technometrics 26), so what is watched has names that people know. A feature
that was always the same in training tells nothing there, but all about inputs that were never
seen: so for each block of features the distance from what was usual is added, as "novelty_<block>"
(the part of it that the block's own principal components do not explain). An embedding, whose
numbers mean nothing one by one, is watched by its principal components and its novelty.

Fit it on training rows, never on the reference: rows that a subspace was fitted to lie nearer to
it than new ones, which alone is an alarm. Knows no family; numpy only, so that the answering path
can log what it gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from matchloop.drift.observations import MOST_FEATURES
from matchloop.errors import DataError
from matchloop.files import replacing

EXPLAINED = 0.8
"""Share of a block's variance that its principal components explain."""
LEAST_SPREAD = 0.02
FARTHEST = 8.0
"""Standard deviations at which a feature is cut off, so that one alone does not decide all."""
_MOST_ROWS = 10_000


@dataclass(frozen=True)
class Projection:
    """A fitted projection of d features to k numbers.

    names: of the k numbers; mean, spread: [d]; chosen: int [c], features that stay as they are;
    components: [p, d], watched directions of standardised features; blocks: for each novelty,
    which features are in it, bool [b, d]; usual: the blocks' principal components under each
    other, [r, d]; owner: which block each of them is of, int [r].
    """

    names: tuple[str, ...]
    mean: np.ndarray
    spread: np.ndarray
    chosen: np.ndarray
    components: np.ndarray
    blocks: np.ndarray
    usual: np.ndarray
    owner: np.ndarray

    def apply(self, features: np.ndarray) -> np.ndarray:
        """Return what is watched of features [n, d]: float32 [n, k]."""
        if features.ndim != 2 or features.shape[1] != len(self.mean):
            raise DataError(
                f"The projection was fitted on {len(self.mean)} features and got an array of "
                f"shape {features.shape}; give rows of the same features."
            )
        standard = _standard(features, self.mean, self.spread)
        known = (standard @ self.usual.T) ** 2
        novelty = np.stack(
            [
                (standard[:, block] ** 2).sum(axis=1) - known[:, self.owner == number].sum(axis=1)
                for number, block in enumerate(self.blocks)
            ],
            axis=1,
        )
        parts = (
            features[:, self.chosen],
            standard @ self.components.T,
            np.log1p(np.maximum(novelty, 0)),
        )
        return np.concatenate(parts, axis=1).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write plain arrays as a .npz file."""
        with replacing(path) as temporary, temporary.open("wb") as file:
            np.savez(file, **{**vars(self), "names": np.array(self.names)})

    @classmethod
    def load(cls, path: Path) -> "Projection":
        """Read what `save` wrote; raises `DataError` when it is not there or something else."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                content = {name: arrays[name] for name in arrays.files}
            names = tuple(content.pop("names").tolist())
            return cls(names=names, **content)
        except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
            raise DataError(
                f"{path} is not a projection ({error}). Train the model again: make run."
            ) from error


def fit(
    features: np.ndarray,
    names: Sequence[str],
    blocks: Mapping[str, Sequence[int]],
    *,
    readable: Sequence[int] = (),
    embedding: Sequence[int] = (),
    directions: int = 16,
    size: int = MOST_FEATURES,
) -> Projection:
    """Fit a projection on training rows [n, d].

    names: of the features; blocks: name and features of each novelty, together all that matters;
    readable: features that people understand, of which the most telling are watched. Without any,
    principal components are watched ("component_00", ...). embedding: features beside readable
    ones whose own `directions` first principal components are watched. size: numbers in all.
    """
    rows = features[:: max(1, len(features) // _MOST_ROWS)].astype(np.float64)
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), LEAST_SPREAD)
    standard = _standard(rows, mean, spread)
    room = size - len(blocks)
    components = np.zeros((0, len(mean)))
    if len(embedding):
        components = _within(standard, embedding)[:directions]
    elif not len(readable):
        components = _components(standard)[:room]
    chosen = _principal_variables(standard, np.asarray(readable, int), room - len(components))
    usual, owner = _usual(standard, list(blocks.values()))
    masks = np.zeros((len(blocks), len(mean)), bool)
    for mask, members in zip(masks, blocks.values(), strict=True):
        mask[list(members)] = True
    return Projection(
        (
            *(str(names[i]) for i in chosen),
            *(f"component_{i:02}" for i in range(len(components))),
            *(f"novelty_{block}" for block in blocks),
        ),
        mean.astype(np.float32),
        spread.astype(np.float32),
        chosen,
        components.astype(np.float32),
        masks,
        usual.astype(np.float32),
        owner,
    )


def _standard(features: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    return np.clip((features - mean) / spread, -FARTHEST, FARTHEST)


def _components(standard: np.ndarray) -> np.ndarray:
    """Return the principal directions, the most telling first, each with a sign of its own."""
    values, vectors = np.linalg.eigh(standard.T @ standard / len(standard))
    directions = vectors.T[::-1][values[::-1] > 1e-9]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(1)[:, None], 1)
    return directions * np.sign(largest)


def _within(standard: np.ndarray, members: Sequence[int]) -> np.ndarray:
    """Return the principal directions of some features, over all features [r, d]."""
    directions = _components(standard[:, list(members)])
    rows = np.zeros((len(directions), standard.shape[1]))
    rows[:, list(members)] = directions
    return rows


def _usual(standard: np.ndarray, blocks: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return each block's own principal components as rows [r, d], and whose each is [r]."""
    found, owner = [], []
    for number, members in enumerate(blocks):
        directions = _within(standard, members)
        strength = ((standard @ directions.T) ** 2).sum(axis=0)
        enough = int(np.searchsorted(np.cumsum(strength), EXPLAINED * strength.sum())) + 1
        found.append(directions[:enough])
        owner += [number] * len(found[-1])
    return np.concatenate(found), np.array(owner)


def _principal_variables(standard: np.ndarray, candidates: np.ndarray, most: int) -> np.ndarray:
    """Choose features one by one, each the one that explains most of what is left of all."""
    left = standard - standard.mean(axis=0)
    products = left.T @ left
    open_ = np.zeros(len(products), bool)
    open_[candidates] = True
    chosen: list[int] = []
    for _ in range(min(most, len(candidates))):
        own = np.diag(products)
        usable = open_ & (own > 1e-6 * len(standard))
        if not usable.any():
            break
        gain = np.where(usable, (products**2).sum(axis=0) / np.where(usable, own, 1), -1)
        best = int(gain.argmax())
        chosen.append(best)
        open_[best] = False
        products = products - np.outer(products[best], products[best]) / own[best]
    return np.array(chosen, int)
