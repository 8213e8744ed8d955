"""Plots the simulated fleets."""

from pathlib import Path

from bench.fleet import BUDGET, Outcome


def plot(outcomes: list[Outcome], path: Path) -> None:
    """Plot hit ratio, upstream calls and refusals over the load, into a PNG file."""
    import matplotlib as mpl  # noqa: PLC0415 (slow to import, used only here)

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 (after the choice of a backend)

    rates = [outcome.rate for outcome in outcomes]
    figure, axes = plt.subplots(4, 1, figsize=(8, 11), sharex=True)
    top, middle, window, bottom = axes
    for name, values in (
        ("fresh, from cache", [o.hits / o.arrivals for o in outcomes]),
        ("fresh or stale", [(o.hits + o.stale) / o.arrivals for o in outcomes]),
    ):
        top.plot(rates, values, marker="o", label=name)
    top.set_ylabel("share of requests")
    top.set_ylim(0, 1.02)
    middle.plot(rates, [len(o.calls) / o.seconds for o in outcomes], marker="o", label="calls")
    window.plot(rates, [o.max_calls_in_window for o in outcomes], marker="o", label="most calls")
    window.axhline(BUDGET.calls, linestyle="--", color="grey", label="budget")
    window.set_ylim(0, BUDGET.calls * 1.1)
    window.set_ylabel("calls in any 5 minutes")
    middle.set_ylabel("upstream calls a second")
    for name, values in (
        ("over a caller's limit", [o.rate_limited / o.arrivals for o in outcomes]),
        ("budget spent, nothing stored", [o.over_budget / o.arrivals for o in outcomes]),
    ):
        bottom.plot(rates, values, marker="o", label=name)
    bottom.set_ylabel("refused share")
    bottom.set_xlabel("requests a second")
    for axis in axes:
        axis.set_xscale("log")
        axis.grid(visible=True, alpha=0.3)
        axis.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
