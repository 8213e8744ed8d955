"""Measures a function's memory over ten thousand requests, hits and misses mixed."""

import multiprocessing
import os
from pathlib import Path
from typing import Any, Final

from bench.rig import Rig
from lastfm_gateway.faces.rest.handler import family_handler
from tools.proxy_event import proxy_event

REQUESTS, WARM = 10_000, 1_000
PAGES: Final = 400


def measure(_rig: Rig) -> dict[str, Any]:
    """Return the final resident set in megabytes, and its growth after the warm-up."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    worker = context.Process(target=_serve, args=(results,))
    worker.start()
    warm, end = results.get(timeout=300)
    worker.join()
    return {"max_rss_mb": end, "rss_growth_mb": end - warm}


def _serve(results: Any) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    handler, warm = family_handler("chart"), 0.0
    for number in range(REQUESTS):
        query = {"page": str(number * 7919 % PAGES + 1), "limit": "10"}
        address = f"10.0.{number % 250}.{number % 7}"
        handler(proxy_event("/chart/getTopTracks", query, source_ip=address), None)
        if number == WARM:
            warm = _megabytes()
    results.put((warm, _megabytes()))


def _megabytes() -> float:
    """Return this process's resident set in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20
