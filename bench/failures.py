"""The failures of Last.fm in the comparison with nginx: outages, and single faulty answers."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import urllib3

from bench.rival_requests import FAULTS, query_for, query_of
from bench.scene import OK, Figures, Query, call_counter
from bench.sides import SHORT, Received, Side
from local.simulator import API_KEY, Simulator
from local.simulator.faults import Fault

OUTAGE_KEYS, OUTAGE_REQUESTS = 20, 100

#: Seconds from a fault's end to the last request: the gateway remembers failures for five.
LATER: Final = 6


def outage(side: Side, lastfm: Simulator) -> Figures:
    """Return the right answers and the calls while Last.fm answers 502, and afterwards."""
    return _outage(side, lastfm, FAULTS["HTML with status 502"], "outage")


def outage_as_200(side: Side, lastfm: Simulator) -> Figures:
    """Return the same while Last.fm sends its errors with status 200."""
    return _outage(side, lastfm, FAULTS["error 8 with status 200"], "outage_200")


def faults(sides: Mapping[str, Side], lastfm: Simulator) -> dict[str, int]:
    """Return what becomes of each fault, on a side of its own: how many of them do what.

    Each is requested during the fault, right after it and some seconds later.
    """
    outcomes = Counter[str]()
    truths = {name: _truth(lastfm, query_for(name)) for name in sides}
    for name, side in sides.items():
        lastfm.faults.add(FAULTS[name])
        outcomes["fault_passed_on"] += _is_wrong(side.get(query_for(name)), truths[name])
        lastfm.faults.clear()
        soon = side.get(query_for(name))
        outcomes["fault_kept"] += _is_wrong(soon, truths[name])
        outcomes["fault_right_again"] += soon == Received(OK, truths[name])
    time.sleep(LATER)
    for name, side in sides.items():
        later = side.get(query_for(name))
        outcomes["fault_kept_later"] += _is_wrong(later, truths[name])
        outcomes["fault_right_later"] += later == Received(OK, truths[name])
    return {name: outcomes[name] for name in sorted(outcomes)}


def _outage(side: Side, lastfm: Simulator, fault: Fault, name: str) -> Figures:
    queries = [query_of(number) for number in range(OUTAGE_KEYS)]
    truth = [_truth(lastfm, query) for query in queries]
    for query in queries:
        side.get(query)
    time.sleep(SHORT + 1)
    lastfm.faults.add(fault)
    calls = call_counter(lastfm)
    right = sum(_right(side, queries, truth) for _ in range(OUTAGE_REQUESTS // OUTAGE_KEYS))
    lastfm.faults.clear()
    return {
        f"{name}_right": right,
        f"{name}_calls": calls(),
        f"{name}_right_after": _right(side, queries, truth),
    }


def _right(side: Side, queries: Iterable[Query], truth: Iterable[bytes]) -> int:
    answers = map(side.get, queries)
    return sum(each == Received(OK, body) for each, body in zip(answers, truth, strict=True))


def _is_wrong(received: Received, truth: bytes) -> bool:
    """Return whether a caller takes an answer for good that is not."""
    return received.status == OK and received.body != truth


def _truth(lastfm: Simulator, query: Query) -> bytes:
    """Return Last.fm's own answer."""
    return urllib3.request("GET", lastfm.url, fields={**query, "api_key": API_KEY}).data
