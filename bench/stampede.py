"""A hundred callers of one cold answer, in eight processes."""

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
    """Return how many upstream calls the callers make together."""
    asked = len(rig.lastfm.log)
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
        raise RuntimeError(f"not all were answered: {statuses}")
    return {"stampede_upstream_calls": len(rig.lastfm.log) - asked}


def _call(start: Any, results: Any, callers: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    handlers = [family_handler("artist") for _ in range(callers)]
    start.wait()

    def ask(number: int) -> int:
        address = f"10.{os.getpid() % 250}.{number}.1"
        answer = handlers[number](proxy_event("/artist/getInfo", _QUERY, source_ip=address), None)
        status: int = answer["statusCode"]
        return status

    with ThreadPoolExecutor(callers) as pool:
        results.put(list(pool.map(ask, range(callers))))
