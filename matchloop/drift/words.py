"""Differences in words: what rose, what fell, from where to where."""

import numpy as np

_MOST_ANSWERS = 3


def moved(name: str, before: np.ndarray, after: np.ndarray) -> str:
    """Say how a number changed: its mean, or its spread where the mean is nearly the same."""
    old, new = float(before.mean(dtype=np.float64)), float(after.mean(dtype=np.float64))
    old_spread, new_spread = float(before.std()), float(after.std())
    if abs(new - old) >= 0.5 * abs(new_spread - old_spread):
        return f"{name} {'rose' if new > old else 'fell'} from {number(old)} to {number(new)}"
    wider = "wider" if new_spread > old_spread else "narrower"
    return f"{name} spreads {wider}, from ±{number(old_spread)} to ±{number(new_spread)}"


def share_moved(name: str, before: np.ndarray, after: np.ndarray) -> str:
    """Say how a share changed, in per cent; before, after: 1 where it is so, else 0."""
    old, new = float(before.mean()), float(after.mean())
    return f"{name} {'rose' if new > old else 'fell'} from {percent(old)} to {percent(new)}"


def answers_moved(labels: np.ndarray, before: np.ndarray, after: np.ndarray) -> str:
    """Say which answers' shares changed most; before, after: shares [labels]."""
    largest = np.argsort(-np.abs(after - before), kind="stable")[:_MOST_ANSWERS]
    moves = [f"{labels[i]} {percent(before[i])} → {percent(after[i])}" for i in largest]
    return f"answers: {', '.join(moves)}"


def unlike(share: float) -> str:
    """Say how many inputs are strangers."""
    return f"inputs: about {percent(share)} of them or more are unlike the reference"


def accuracy_fell(before: float, right: int, judged: int) -> str:
    """Say how accuracy stands against promotion."""
    return (
        f"accuracy fell from {percent(before)} at promotion to {percent(right / judged)} "
        f"({right} of {judged} judged answers were right)"
    )


def percent(share: float) -> str:
    """Write a share: "31 %", "0.4 %"."""
    return f"{100 * share:.1f} %" if 0 < abs(share) < 0.0995 else f"{100 * share:.0f} %"


def number(value: float) -> str:
    """Write a number with two digits after the point, or two digits that count."""
    return f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"
