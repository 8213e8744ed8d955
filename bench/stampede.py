"""Measures a cache stampede: a hundred callers in eight processes request one uncached entry."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from bench.rig import Rig
from lastfm_gateway.faces.rest.handler import family_handler
from local.simulator.faults import Fault
from tools.proxy_event import proxy_event

PROCESSES, CALLERS = 8, 100
_QUERY: Final = {"artist": "Portishead", "lang": "pt"}


def measure(rig: Rig) -> dict[str, Any]:
    """Return the number of upstream calls for all callers together."""
    calls_before = len(rig.lastfm.log)
    rig.lastfm.faults.add(Fault("delay", delay_ms=200))
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(PROCESSES), context.Queue()
    workers = [
        context.Process(target=_call, args=(start, results, share))
        for share in [CALLERS // PROCESSES + (n < CALLERS % PROCESSES) for n in range(PROCESSES)]
    ]
    for worker in workers:
        worker.start()
    statuses = [status for _ in workers for status in results.get(timeout=120)]
    for worker in workers:
        worker.join()
    rig.lastfm.faults.clear()
    if statuses != [200] * CALLERS:
        raise RuntimeError(f"not every response was 200: {statuses}")
    return {"stampede_upstream_calls": len(rig.lastfm.log) - calls_before}


def _call(start: Any, results: Any, callers: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    handlers = [family_handler("artist") for _ in range(callers)]
    start.wait()

    def request(number: int) -> int:
        address = f"10.{os.getpid() % 250}.{number}.1"
        response = handlers[number](proxy_event("/artist/getInfo", _QUERY, source_ip=address), None)
        status: int = response["statusCode"]
        return status

    with ThreadPoolExecutor(callers) as pool:
        results.put(list(pool.map(request, range(callers))))
