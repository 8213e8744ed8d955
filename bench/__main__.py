"""Runs all benchmarks and writes bench/results.json, RESULTS.md and fleet.png: `make bench`.

Arguments select parts, whose figures are merged into the existing results:
`python -m bench hits misses`.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench import (
    cold_start,
    edge,
    endpoints,
    endurance,
    fleet,
    fleet_plot,
    growth,
    history,
    history_page,
    hits,
    misses,
    rivals,
    sparklines,
    stampede,
    storage,
    top_items,
)
from bench.report import machine, missed, table
from bench.rig import ROOT, Rig, rig

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results.json"

PARTS: Final[dict[str, Callable[[Rig], dict[str, Any]]]] = {
    "cold_start": cold_start.measure,
    "hits": hits.measure,
    "misses": misses.measure,
    "storage": storage.measure,
    "stampede": stampede.measure,
    "sparklines": sparklines.measure,
    "history": history.measure,
    "history_page": history_page.measure,
    "endpoints": endpoints.measure,
    "endurance": endurance.measure,
    "growth": growth.measure,
    "top_items": top_items.measure,
    "edge": edge.measure,
    "rivals": rivals.measure,
}


def main(names: list[str]) -> int:
    """Return exit code 1 when a target is missed, 2 for an unknown part."""
    if unknown := set(names) - {*PARTS, "fleet"}:
        print(f"No such part: {', '.join(unknown)}. The parts are {', '.join(PARTS)}, fleet.")
        return 2
    os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT / "layers/gateway"), str(ROOT)))
    previous = RESULTS.read_text(encoding="utf-8") if names and RESULTS.exists() else "{}"
    results: dict[str, Any] = json.loads(previous)
    for name, measure in PARTS.items():
        if not names or name in names:
            results |= _timed(name, lambda measure=measure: _in_rig(measure))  # type: ignore[misc]
    if not names or "fleet" in names:
        results |= _timed("fleet", _fleet)
    results["machine"] = machine()
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text(table(results), encoding="utf-8")
    print(table(results))
    return 1 if missed(results) else 0


def _timed(name: str, part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    print(f"{name} …", end=" ", flush=True)
    started = time.monotonic()
    figures = part()
    print(f" {time.monotonic() - started:.0f} s", flush=True)
    return figures


def _in_rig(measure: Callable[[Rig], dict[str, Any]]) -> dict[str, Any]:
    with rig() as started:
        return measure(started)


def _fleet() -> dict[str, Any]:
    outcomes = []
    for rate in fleet.RATES:
        print(f"{rate}/s", end=" ", flush=True)
        outcomes.append(fleet.simulate(rate))
    fleet_plot.plot(outcomes, HERE / "fleet.png")
    max_calls = {str(outcome.rate): outcome.max_calls_in_window for outcome in outcomes}
    held = all(calls <= fleet.BUDGET.calls for calls in max_calls.values())
    return {"fleet_budget_held": held, "fleet_most_calls_in_a_window": max_calls}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
