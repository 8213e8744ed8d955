"""One caller's load on the deployed stack, and its effect on another caller."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
import urllib3

from local.simulator import SECOND_API_KEY
from local.stack import LocalStack
from tests.e2e.conftest import LIMIT

ATTACKER, OTHER = "192.0.2.66", "198.51.100.67"
LEFT: Final = "X-RateLimit-Remaining"

http = urllib3.PoolManager(retries=False)


@pytest.fixture
def faults(stack: LocalStack) -> Iterator[Callable[..., None]]:
    """A function that adds faults to the simulator, whose log starts empty."""

    def add(fault: str, **details: Any) -> None:
        http.request(
            "POST", f"{stack.simulator_url}/admin/faults", json={"fault": fault, **details}
        )

    wait_for_a_closed_circuit(stack)
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    yield add
    http.request("DELETE", f"{stack.simulator_url}/admin/faults")


def wait_for_a_closed_circuit(stack: LocalStack) -> None:
    """Return when calls are made again: an earlier test's faults may have opened the breaker."""
    for number in itertools.count():
        tag = f"{uuid4().hex} {number}"
        if get(stack, "/tag/getInfo", "192.0.2.60", tag=tag).status != 503:
            return
        assert number < 60
        time.sleep(1)


def get(stack: LocalStack, path: str, address: str, **query: str) -> urllib3.BaseHTTPResponse:
    """Call the stack from an address."""
    headers = {"X-Forwarded-For": address}
    return http.request("GET", stack.base_url + path, fields=query, headers=headers)


def calls(stack: LocalStack, *methods: str) -> int:
    """Return how many calls of some methods reached Last.fm.

    An earlier test's import of a history may be at work: it reads user.* only.
    """
    log = http.request("GET", f"{stack.simulator_url}/admin/log").json()
    return sum(call["method"] in methods for call in log)


def test_repeated_failing_requests_cost_the_calls_of_one(
    stack: LocalStack, faults: Callable[..., None]
) -> None:
    """Thirty requests make three calls, which their caller pays for, and the rest fail at once."""
    faults("html", method="artist.getInfo")
    told = [get(stack, "/artist/getInfo", "192.0.2.61", artist="Fails") for _ in range(30)]
    assert {reply.status for reply in told} == {502}
    assert all(1 <= int(reply.headers["Retry-After"]) <= 5 for reply in told)
    assert {int(reply.headers[LEFT]) for reply in told} == {LIMIT - 3}
    assert calls(stack, "artist.getInfo") == 3


def test_incomplete_calls_affect_no_other_caller(
    stack: LocalStack, faults: Callable[..., None]
) -> None:
    """They get Last.fm's `{}` while another caller is served."""
    incomplete = ("artist.getInfo", "artist.getSimilar", "artist.getTopTags", "tag.getInfo")
    methods = (*incomplete, "album.getInfo", "track.getInfo")
    for method in methods:
        faults("body", status=500, body="{}", times=1, method=method)
        reply = get(stack, "/2.0/", ATTACKER, method=method, format="json")
        assert (reply.status, reply.data) == (500, b"{}")
    assert get(stack, "/2.0/", OTHER, method="tag.getInfo", tag="careless").status == 200
    assert calls(stack, *methods) == 7


def test_slow_refusal_of_a_bogus_key_delays_no_other_caller(
    stack: LocalStack, faults: Callable[..., None]
) -> None:
    """Another caller's request for the same answer is a miss, which is stored."""
    query = {"artist": "Portishead", "lang": "de"}
    assert get(stack, "/artist/getInfo", OTHER, artist="Portishead").status == 200
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    faults("error:10", delay_ms=6000, times=1, method="artist.getInfo")
    bogus = {**query, "api_key": "f" * 32}
    refused = list[int]()
    slow = threading.Thread(
        target=lambda: refused.append(get(stack, "/artist/getInfo", ATTACKER, **bogus).status)
    )
    slow.start()
    while not calls(stack, "artist.getInfo"):
        time.sleep(0.05)
    reply = get(stack, "/artist/getInfo", OTHER, **query)
    assert (reply.status, reply.headers["X-Cache"]) == (200, "MISS")
    assert refused == []
    slow.join()
    assert refused in ([403], [504])


def test_answer_to_a_callers_own_key_is_not_stored(
    stack: LocalStack, faults: Callable[..., None]
) -> None:
    """A planted 404 reaches no other caller."""
    query = {"artist": "Portishead", "lang": "eo"}
    faults("error:6", times=1, method="artist.getInfo")
    own = get(stack, "/artist/getInfo", ATTACKER, **query, api_key=SECOND_API_KEY)
    assert own.headers["X-Cache"] == "BYPASS"
    reply = get(stack, "/artist/getInfo", OTHER, **query)
    assert (reply.status, reply.headers["X-Cache"]) == (200, "MISS")


def test_open_breaker_costs_no_quota(stack: LocalStack, faults: Callable[..., None]) -> None:
    """503 while the breaker is open costs its caller nothing."""
    faults("error:29", times=1, method="tag.getInfo")
    assert get(stack, "/tag/getInfo", ATTACKER, tag="limited").status == 429
    for number in range(20):
        reply = get(stack, "/tag/getInfo", "192.0.2.99", tag=f"rests {number}")
        assert (reply.status, reply.headers[LEFT]) == (503, str(LIMIT))
    time.sleep(5)
    assert get(stack, "/tag/getInfo", "192.0.2.99", tag="rock").status == 200
