"""The picture of `benchmarks.drift`: false alarms by length of the log, detection by share."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.drift_windows import Shift


def draw(
    path: Path,
    alarms: Mapping[int, float],
    detected: Mapping[tuple[Shift, float], float],
    shares: Sequence[float],
) -> None:
    """Write the picture as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), width_ratios=(1, 2))
    left.bar([f"{size:,}" for size in alarms], [100 * rate for rate in alarms.values()])
    left.axhline(5, color="black", linestyle=":", linewidth=1)
    left.set(
        title="Without drift", xlabel="predictions logged", ylabel="% of windows with an alarm"
    )
    left.set_ylim(0, 10)
    for shift in Shift:
        rates = [100 * detected[shift, share] for share in shares]
        right.plot([100 * share for share in shares], rates, marker="o", label=str(shift))
    right.axhline(95, color="black", linestyle=":", linewidth=1)
    right.set(
        title="Windows of 1,000 with drift",
        xlabel="% of the traffic that is shifted",
        ylabel='% of windows called "drifted"',
    )
    right.set_ylim(0, 103)
    right.legend(loc="lower right", fontsize="small")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
