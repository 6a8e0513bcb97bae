"""The abbreviation channel in torch: how likely a raw name is to be written for a standard column.

A noisy channel (Kernighan, Church & Gale 1990; Brill & Moore 2000) for names. The writer of an
abbreviation walks through the letters of the full name and decides after each letter kept which
one to keep next, or to stop. A small network that sees each letter in its surroundings gives the
chances of these steps; the chance of a raw name is their product, summed over all the ways in
which its letters can be found in the standard name in order (the forward algorithm, Rabiner 1989).
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from matchloop.column_mapping.models.loop import History, Progress, Schedule, device, train
from matchloop.column_mapping.training import Examples, draw, hard_by_letters
from matchloop.column_mapping.words.letters import (
    LETTERS,
    PLACES,
    RawLetters,
    StandardLetters,
    raw_letters,
    standard_letters,
)

HARD = 24  # wrong standards mined for each raw name
GAPS = 10  # gaps of so many letters and more count alike
RELATIONS = 4  # the next letter kept: same word, next word, a later word; or the end


class Channel(nn.Module):
    """Chances of keeping letters; `steps` reads standards, `follow` raw names."""

    def __init__(self, width: int = 64):
        super().__init__()
        self.letter = nn.Embedding(LETTERS, width // 2)
        self.place = nn.Embedding(PLACES, width // 4)
        self.place_from_end = nn.Embedding(PLACES, width // 4)
        self.near = nn.Conv1d(width, width, 5, padding=2)
        self.wide = nn.Conv1d(width, width, 5, padding=2)
        self.start = nn.Parameter(torch.randn(width) * 0.1)
        self.end = nn.Parameter(torch.randn(width) * 0.1)
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.gap = nn.Parameter(-0.4 * torch.arange(GAPS).float().repeat(RELATIONS, 1))
        self.spelling = nn.Parameter(6.0 * torch.eye(LETTERS))
        self.starts = nn.Parameter(torch.tensor([-2.0, 2.0]))  # inside a word, at its start
        self.extra = nn.Parameter(torch.tensor(-6.0))

    @property
    def device(self) -> torch.device:
        """Where the weights are; what the model reads goes there."""
        return self.start.device

    def steps(
        self, codes: Tensor, place: Tensor, place_from_end: Tensor, word: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Chances of the next letter kept, from the letters of standards (int64 [n, L]).

        Returns float32 [n, L + 1, L]: from the start (row 0) or letter j (row j + 1) to letter t;
        and float32 [n, L + 1]: to the end.
        """
        n, length = codes.shape
        used = codes > 0
        x = torch.cat(
            [self.letter(codes), self.place(place), self.place_from_end(place_from_end)], 2
        )
        # Masked each time: how far a standard is padded must not change what is seen of its end.
        mask = used.unsqueeze(1)
        x = x.transpose(1, 2) * mask
        x = (x + functional.gelu(self.near(x))) * mask
        x = (x + functional.gelu(self.wide(x))) * mask
        x = x.transpose(1, 2)
        rows = torch.cat([self.start.expand(n, 1, -1), x], 1)
        columns = torch.cat([x, self.end.expand(n, 1, -1)], 1)
        score = self.query(rows) @ self.key(columns).transpose(1, 2) / x.shape[2] ** 0.5
        score = score + self._gap_bias(word, used)
        at = torch.arange(length + 1, device=codes.device)
        later = (at.unsqueeze(0) >= at.unsqueeze(1)).unsqueeze(0)
        real = torch.cat([used, torch.ones_like(used[:, :1])], 1).unsqueeze(1)
        chances = score.masked_fill(~(later & real), -1e9).softmax(2)
        return chances[:, :, :-1], chances[:, :, -1]

    def _gap_bias(self, word: Tensor, used: Tensor) -> Tensor:
        """Bias by how many letters are passed over, and whether words are."""
        n, length = word.shape
        last = (word * used).amax(1, keepdim=True)
        rows = torch.cat([torch.full_like(last, -1), word], 1).unsqueeze(2)
        columns = torch.cat([word, last], 1).unsqueeze(1)
        relation = (columns - rows).clamp(0, 2)
        at = torch.arange(length + 1, device=word.device)
        at_end = at == length
        relation = torch.where(at_end, torch.full_like(relation, 3), relation)
        gap = (at.unsqueeze(0) - at.unsqueeze(1)).clamp(0, GAPS - 1).expand(n, -1, -1)
        used_letters = used.sum(1).view(-1, 1, 1)
        to_end = (used_letters - at.view(1, -1, 1)).clamp(0, GAPS - 1)
        gap = torch.where(at_end, to_end.expand(n, -1, length + 1), gap)
        return self.gap.flatten()[relation * GAPS + gap]

    def writing(self) -> tuple[Tensor, Tensor, Tensor]:
        """How a kept letter is written.

        Returns float32 [LETTERS, LETTERS] (chance of a raw letter for a standard letter, rows are
        raw letters), [2, 3] (factor for a letter inside or at the start of its word, by the raw
        letter's part) and [] (chance of an extra raw letter).
        """
        spelling = self.spelling.softmax(0)
        start = self.starts.sigmoid()
        part = torch.stack([torch.ones_like(start), 1 - start, start], 1)
        return spelling, part, self.extra.exp()

    def follow(
        self,
        codes: Tensor,
        place: Tensor,
        to_letter: Tensor,
        to_end: Tensor,
        columns: Tensor,
        raw: Tensor,
        part: Tensor,
        length: Tensor,
    ) -> Tensor:
        """Log chance float32 [p] of raw names (int64 [p, R]) under the standards at `columns` [p].

        codes and place [m, L], to_letter and to_end (see `steps`) are of all standards.
        """
        spelling, parts, extra = self.writing()
        codes, starts = codes[columns], (place == 0).long()[columns]
        to_letter, to_end = to_letter[columns], to_end[columns]
        state = torch.zeros_like(to_end)
        state[:, 0] = 1.0
        log_scale = torch.zeros(len(raw), device=raw.device)
        for i in range(int(length.max())):
            on = (length > i).unsqueeze(1)
            written = spelling[raw[:, i].unsqueeze(1), codes]
            written = written * parts[starts, part[:, i].unsqueeze(1).expand_as(starts)]
            kept = torch.bmm(state.unsqueeze(1), to_letter).squeeze(1) * written
            moved = functional.pad(kept, (1, 0)) + extra * state
            scale = moved.sum(1, keepdim=True).clamp_min(1e-30)
            state = torch.where(on, moved / scale, state)
            log_scale = log_scale + torch.where(on, scale.log(), 0.0).squeeze(1)
        return log_scale + (state * to_end).sum(1).clamp_min(1e-30).log()


def tensors(letters: StandardLetters, at: torch.device) -> tuple[Tensor, ...]:
    """Return codes, place, place from the end and word as int64 tensors, no longer than needed.

    at: the device of the model that reads them.
    """
    longest = int(letters.length.max(initial=1))
    fields = (letters.codes, letters.place, letters.place_from_end, letters.word)
    return tuple(_tensor(field[:, :longest], at) for field in fields)


def train_channel(
    data: Examples,
    held_out: Examples,
    schedule: Schedule,
    *,
    batch: int,
    wrong: int,
    rate: float,
    seed: int,
    start: Channel | None = None,
    checkpoint: Path | None = None,
    on_step: Progress | None = None,
) -> tuple[Channel, History]:
    """Train a channel to tell the right standard from hard wrong ones, and to give it a chance.

    start: a trained channel to go on from, in place of a new one.
    The loss is the cross-entropy of the right one among its rivals and, less weighted, the
    negative log chance of the raw name itself, without which chances would lose their meaning.
    """
    torch.manual_seed(seed)
    model = (start or Channel()).to(device())
    hard, standards, raw = (
        hard_by_letters(data, HARD),
        standard_letters(data.standards),
        raw_letters(data.names),
    )
    measure = _Measure(held_out)

    def loss(number: int) -> Tensor:
        names, candidates = draw(data, hard, batch, wrong, (seed, number))
        chances = _chances(model, standards, raw, names, candidates)
        same = _tensor(candidates[:, 1:] == candidates[:, :1], model.device).bool()
        rivals = chances.clone()
        rivals[:, 1:] = chances[:, 1:].masked_fill(same, -1e9)
        target = torch.zeros(batch, dtype=torch.long, device=chances.device)
        letters = _tensor(raw.length[names], model.device).clamp_min(1)
        likelihood = -(chances[:, 0] / letters).mean()
        return functional.cross_entropy(rivals, target) + 0.3 * likelihood

    history = train(
        model,
        [(model.parameters(), rate)],
        schedule,
        loss=loss,
        score=lambda: measure(model),
        seed=seed,
        checkpoint=checkpoint,
        on_step=on_step,
    )
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return model, history


class _Measure:
    """Top-1 among the hardest rivals on held-out standards."""

    def __init__(self, data: Examples, most: int = 1000):
        rng = np.random.default_rng(0)
        self.names = np.sort(rng.permutation(len(data))[:most])
        hard = hard_by_letters(data, HARD)[self.names]
        self.candidates = np.concatenate([data.right[self.names, None], hard], 1)
        self.standards = standard_letters(data.standards)
        self.raw = raw_letters(data.names)

    def __call__(self, model: Channel) -> float:
        right = 0
        for start in range(0, len(self.names), 100):
            part = slice(start, start + 100)
            chances = _chances(
                model, self.standards, self.raw, self.names[part], self.candidates[part]
            )
            right += int((chances[:, 0] > chances[:, 1:].amax(1)).sum())
        return right / max(1, len(self.names))


def _chances(
    model: Channel,
    standards: StandardLetters,
    raw: RawLetters,
    names: np.ndarray,
    candidates: np.ndarray,
) -> Tensor:
    """Log chances [n, k] of each name under its candidates; each standard is read once."""
    columns, where = np.unique(candidates, return_inverse=True)
    read = tensors(standards.take(columns), model.device)
    chosen = raw.take(np.repeat(names, candidates.shape[1]))
    return model.follow(
        read[0],
        read[1],
        *model.steps(*read),
        _tensor(where.reshape(-1), model.device),
        *(_tensor(field, model.device) for field in (chosen.codes, chosen.part, chosen.length)),
    ).view(candidates.shape)


def _tensor(values: np.ndarray, at: torch.device) -> Tensor:
    return torch.from_numpy(values.astype("int64")).to(at)
