"""Runs the soak test: deploys to a local AWS, sends load, injects faults, checks every response.

It ends after SOAK_SECONDS (60) or SOAK_REQUESTS (10000), whichever comes first.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import urllib3

from local.soak.requests import all_queries, pick
from local.soak.tally import Tally
from local.stack import LocalStack, local_stack

SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "60"))
REQUESTS: Final = int(os.environ.get("SOAK_REQUESTS", "10000"))
THREADS: Final = 6
CALLERS: Final = 40

#: The faults to choose from; None is a healthy upstream.
FAULTS: Final = (
    *("html", "html-200", "truncated", "empty", "drop", "drop-midway", "wrong-user"),
    *("error:8", "error:11", "error:16", "delay:1500", "slow-drip:200", "huge"),
    *("error:29", None, None, None, None, None),
)

#: A sixtieth of the deployed freshness: recent tracks are stale at once, charts within a minute.
OVERRIDES: Final = {"FreshnessFactor": "0.0167", "ThrottleRate": "1000", "ThrottleBurst": "1000"}

http = urllib3.PoolManager(maxsize=THREADS + 1, retries=False)


def main() -> int:
    """Return exit code 1 when a response was lost, wrong or about another user."""
    tally, done = Tally(), threading.Event()
    with local_stack(say=_say, overrides=OVERRIDES, at_once=0) as stack:
        _say(f"Loading for {SECONDS:.0f} s or {REQUESTS} requests")
        injector = threading.Thread(target=_inject_faults, args=(stack, done))
        injector.start()
        with ThreadPoolExecutor(THREADS) as pool:
            for number in _numbers():
                pool.submit(_send, stack, tally, number)
                while pool._work_queue.qsize() > THREADS:  # noqa: SLF001 (the queue is unbounded)
                    time.sleep(0.005)
        done.set()
        injector.join()
        calls = len(http.request("GET", f"{stack.simulator_url}/admin/log").json())
    _say(f"{tally.report()}\nupstream calls: {calls}")
    return 1 if tally.bad else 0


def _numbers() -> Iterator[int]:
    deadline = time.monotonic() + SECONDS
    for number in range(REQUESTS):
        if time.monotonic() > deadline:
            return
        if number % 1000 == 999:  # noqa: PLR2004 (every thousandth)
            _say(f"  {number + 1} requests")
        yield number


def _send(stack: LocalStack, tally: Tally, number: int) -> None:
    rng = random.Random(number)  # noqa: S311 (the same load in every run)
    query = pick(_QUERIES, rng)
    # The local AWS reads the client's address from this header; the real one does not.
    headers = {"X-Forwarded-For": f"203.0.113.{rng.randrange(CALLERS)}"}
    try:
        reply = http.request(
            "GET", stack.base_url + query.path, fields=query.parameters, headers=headers, timeout=30
        )
    except urllib3.exceptions.HTTPError as error:
        tally.lost(query, type(error).__name__)
        return
    try:
        tally.answered(query, reply)
    except Exception as error:  # noqa: BLE001 (an unreadable response is a finding)
        tally.lost(query, repr(error))


def _inject_faults(stack: LocalStack, done: threading.Event) -> None:
    """Inject one random fault after another, with healthy pauses."""
    rng = random.Random(11)  # noqa: S311 (the same faults in every run)
    url = f"{stack.simulator_url}/admin/faults"
    while not done.wait(rng.uniform(0.5, 3)):
        http.request("DELETE", url)
        fault = rng.choice(FAULTS)
        if fault:
            http.request("POST", url, json={"fault": fault})
    http.request("DELETE", url)


def _say(line: str) -> None:
    print(line, flush=True)


_QUERIES: Final = all_queries()

if __name__ == "__main__":
    sys.exit(main())
