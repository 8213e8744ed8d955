"""Measures everything and writes bench/results.json, RESULTS.md and fleet.png: `make bench`.

Name some parts to measure only those: `python -m bench hits misses`.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import cold_start, endurance, fleet, growth, hits, misses, stampede, storage, top_items
from bench.rig import ROOT, Rig, rig
from bench.targets import TARGETS

HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results.json"

PARTS: Final[dict[str, Callable[[Rig], dict[str, Any]]]] = {
    "cold_start": cold_start.measure,
    "hits": hits.measure,
    "misses": misses.measure,
    "storage": storage.measure,
    "stampede": stampede.measure,
    "endurance": endurance.measure,
    "growth": growth.measure,
    "top_items": top_items.measure,
}


def main(names: list[str]) -> int:
    """Exit code 1 when a target is missed."""
    os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT / "layers/gateway"), str(ROOT)))
    known = RESULTS.read_text(encoding="utf-8") if names and RESULTS.exists() else "{}"
    results: dict[str, Any] = json.loads(known)
    for name, measure in PARTS.items():
        if not names or name in names:
            results |= _timed(name, lambda measure=measure: _in_a_rig(measure))  # type: ignore[misc]
    if not names or "fleet" in names:
        results |= _timed("fleet", _fleet)
    results["machine"] = _machine()
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text(_table(results), encoding="utf-8")
    measured = {name: target for name, target in TARGETS.items() if name in results}
    missed = [name for name, target in measured.items() if not target.is_met(results[name])]
    print(_table(results))
    return 1 if missed else 0


def _timed(name: str, part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    print(f"{name} …", end=" ", flush=True)
    started = time.monotonic()
    found = part()
    print(f"{time.monotonic() - started:.0f} s", flush=True)
    return found


def _in_a_rig(measure: Callable[[Rig], dict[str, Any]]) -> dict[str, Any]:
    with rig() as made:
        return measure(made)


def _fleet() -> dict[str, Any]:
    outcomes = []
    for rate in fleet.RATES:
        print(f"{rate}/s", end=" ", flush=True)
        outcomes.append(fleet.simulate(rate))
    fleet.plot(outcomes, HERE / "fleet.png")
    most = {str(outcome.rate): outcome.most_in_a_window for outcome in outcomes}
    held = all(calls <= fleet.BUDGET.calls for calls in most.values())
    return {"fleet_budget_held": held, "fleet_most_calls_in_a_window": most}


def _machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    day = datetime.now(UTC).date().isoformat()
    python = platform.python_version()
    return f"{os.cpu_count()} cores of {cpu}, {platform.system()}, Python {python}, {day}"


def _table(results: dict[str, Any]) -> str:
    rows = [
        f"| `{name}` | {target.what} | {_figure(results[name])} | {_bound(target.most)} | "
        f"{'yes' if target.is_met(results[name]) else '**no**'} |"
        for name, target in TARGETS.items()
        if name in results
    ]
    return "\n".join(
        [
            "# Results",
            "",
            f"Written by `make bench`. {results['machine']}.",
            "",
            "| key | what | measured | target | met |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "Each ratio is of medians taken turn by turn in one run. The bare handler of",
            "`cold_start_vs_floor` imports boto3 with one client, pydantic, urllib3 and the",
            "logger and metrics of Powertools, but no resolver: ours does without one, so the",
            "floor is lower for it.",
            "",
            "![Hit ratio, upstream calls and refusals over load](fleet.png)",
            "",
            "`fleet.png`: simulated fleets from a cold cache, 1 to 10,000 requests a second,",
            "with the real limiter, budget and memory tier on a driven clock.",
            "",
        ]
    )


def _figure(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:.3g}"


def _bound(most: float | None) -> str:
    return "" if most is None else f"≤ {most:g}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
