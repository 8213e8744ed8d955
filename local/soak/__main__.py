"""The soak: deploys to a local AWS, loads, breaks Last.fm at random, and counts.

SOAK_SECONDS (60) and SOAK_REQUESTS (10000) bound it; whichever is reached first ends it.
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

from local.soak.requests import all_wishes, pick
from local.soak.tally import Tally
from local.stack import LocalStack, local_stack

SECONDS: Final = float(os.environ.get("SOAK_SECONDS", "60"))
REQUESTS: Final = int(os.environ.get("SOAK_REQUESTS", "10000"))
THREADS: Final = 6
CALLERS: Final = 40

#: The faults, each as likely as it is often here; what is between them is an upstream in order.
FAULTS: Final = (
    *("html", "html-200", "truncated", "empty", "drop", "drop-midway", "wrong-user"),
    *("error:8", "error:11", "error:16", "delay:1500", "slow-drip:200", "huge"),
    *("error:29", None, None, None, None, None),
)

#: Freshness a sixtieth of the deployed: recent tracks are stale at once, charts within a minute.
OVERRIDES: Final = {"FreshnessFactor": "0.0167", "ThrottleRate": "1000", "ThrottleBurst": "1000"}

http = urllib3.PoolManager(maxsize=THREADS + 1, retries=False)


def main() -> int:
    """Exit code 1 when an answer was lost, wrong or another user's."""
    tally, over = Tally(), threading.Event()
    with local_stack(say=_say, overrides=OVERRIDES, at_once=0) as stack:
        _say(f"Loading for {SECONDS:.0f} s or {REQUESTS} requests")
        breaker = threading.Thread(target=_break, args=(stack, over))
        breaker.start()
        with ThreadPoolExecutor(THREADS) as pool:
            for number in _numbers():
                pool.submit(_ask, stack, tally, number)
                while pool._work_queue.qsize() > THREADS:  # noqa: SLF001 (it has no bound)
                    time.sleep(0.005)
        over.set()
        breaker.join()
        calls = len(http.request("GET", f"{stack.simulator_url}/admin/log").json())
    _say(f"{tally.report()}\nupstream calls: {calls}")
    return 1 if tally.bad else 0


def _numbers() -> Iterator[int]:
    end = time.monotonic() + SECONDS
    for number in range(REQUESTS):
        if time.monotonic() > end:
            return
        if number % 1000 == 999:  # noqa: PLR2004 (a round number)
            _say(f"  {number + 1} requests")
        yield number


def _ask(stack: LocalStack, tally: Tally, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 (the same load each time)
    wish = pick(_WISHES, chance)
    # The local AWS takes the caller's address from this header, as the real one never does.
    headers = {"X-Forwarded-For": f"203.0.113.{chance.randrange(CALLERS)}"}
    try:
        reply = http.request(
            "GET", stack.base_url + wish.path, fields=wish.query, headers=headers, timeout=30
        )
    except urllib3.exceptions.HTTPError as error:
        tally.lost(wish, type(error).__name__)
        return
    try:
        tally.answered(wish, reply)
    except Exception as error:  # noqa: BLE001 (an answer that cannot be read is a finding)
        tally.lost(wish, repr(error))


def _break(stack: LocalStack, over: threading.Event) -> None:
    """Break Last.fm in one way after another, with pauses in which it is in order."""
    chance = random.Random(11)  # noqa: S311 (the same faults each time)
    place = f"{stack.simulator_url}/admin/faults"
    while not over.wait(chance.uniform(0.5, 3)):
        http.request("DELETE", place)
        fault = chance.choice(FAULTS)
        if fault:
            http.request("POST", place, json={"fault": fault})
    http.request("DELETE", place)


def _say(line: str) -> None:
    print(line, flush=True)


_WISHES: Final = all_wishes()

if __name__ == "__main__":
    sys.exit(main())
