"""How the gate's figures read: shares with three digits, differences in points.

Knows nothing of what is allowed; `gate` decides, this says it.
"""

from matchloop.evaluation.bootstrap import Difference


def at_least(value: float, floor: float) -> tuple[str, bool]:
    """The comparison as text, e.g. 0.962 ≥ floor 0.90, and whether it holds; NaN never does."""
    passed = value >= floor
    return f"{_apart(value, floor, passed)} {'≥' if passed else '<'} floor {_short(floor)}", passed


def at_most(value: float, limit: float) -> tuple[str, bool]:
    """The comparison as text, e.g. 0.031 ≤ limit 0.10, and whether it holds; NaN never does."""
    passed = value <= limit
    return f"{_apart(value, limit, passed)} {'≤' if passed else '>'} limit {_short(limit)}", passed


def _apart(value: float, limit: float, passed: bool) -> str:
    """Three digits, or as many as a failure needs: not "0.900 < floor 0.90" for 0.8999."""
    digits = 3
    while not passed and digits < 8 and round(value, digits) == limit:
        digits += 1
    return f"{value:.{digits}f}"


def _short(limit: float) -> str:
    text = f"{limit:.6f}".rstrip("0")
    return f"{limit:.2f}" if len(text.partition(".")[2]) < 2 else text


def interval(difference: Difference, level: float) -> str:
    """+0.8 points (95 % interval +0.2 … +1.5)."""
    value, low, high = (signed(x) for x in (difference.value, difference.low, difference.high))
    return f"{value} points ({level * 100:.4g} % interval {low} … {high})"


def signed(share: float) -> str:
    """+0.8 for 0.008, −0.8 for −0.008."""
    text = f"{share * 100:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def points(share: float, unlike: str = "") -> str:
    """4.1 for 0.041; with more digits where it would read like the limit that it exceeds."""
    texts = (f"{share * 100:.{digits}f}".removesuffix(".0") for digits in (1, 2, 4))
    return next((text for text in texts if text != unlike), unlike)
