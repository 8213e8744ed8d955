"""Writes bench/RESULTS.md: the figures beside their targets, and the missed targets."""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.sections import edge, endpoint_calls, rivals
from bench.targets import TARGETS

type Results = Mapping[str, Any]


def missed(results: Results) -> list[str]:
    """Return the names of the measured figures that miss their targets."""
    return [
        name
        for name, target in TARGETS.items()
        if name in results and not target.is_met(results[name])
    ]


def table(results: Results) -> str:
    """Return the report in Markdown."""
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
            *_summary(results),
            "",
            "| key | what | measured | target | met |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "Each ratio compares medians of interleaved rounds in one run. The bare handler of",
            "`cold_start_vs_floor` imports boto3 with one client, pydantic, urllib3 and the",
            "logger and metrics of Powertools, but no event handler: the gateway needs none. The",
            "same on libraries without `prune.py` is `cold_start_vs_bare`. The bare writes of",
            "`miss_wall_vs_direct` are conditional.",
            "",
            *endpoint_calls(results.get("endpoint_calls", {})),
            *edge(results.get("edge_replays", [])),
            *rivals(results.get("rivals", {})),
            "![Hit ratio, upstream calls and refusals over load](fleet.png)",
            "",
            "`fleet.png`: simulated fleets that start with a cold cache, 1 to 10,000 requests a",
            "second, with the real rate limiter, call budget and memory cache in simulated time.",
            "Each runs for 330 s, the budget's window and the burst after it; the largest ends",
            "after a million requests, 100 s.",
            "",
        ]
    )


def machine() -> str:
    """Return the processor, the Python version and the date in one line."""
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


def _summary(results: Results) -> list[str]:
    absent = [name for name in TARGETS if name not in results]
    return [
        f"**Targets missed: {_listed(missed(results))}.**",
        *([f"Not measured: {_listed(absent)}."] if absent else []),
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _figure(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:.3g}"


def _bound(most: float | None) -> str:
    return "" if most is None else f"≤ {most:g}"
