"""A user of the simulated Last.fm without made-up history."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Final
from uuid import uuid4

import urllib3

from local.simulator import API_KEY, session_key

#: The hours by which tests that write set the clock ahead, to run at every time of day.
HOURS: Final = range(24)

_BEFORE: Final = 9_000  # seconds between a test's first scrobble and now
_http = urllib3.PoolManager(retries=False)
_numbers = count()


@dataclass(frozen=True, slots=True)
class Writer:
    """A user for one test. `start` is when the first scrobble may have been played.

    `address` is the test's own, so that it spends no other test's quota.
    """

    name: str
    password: str
    start: int
    address: str

    def session(self, api_key: str = API_KEY) -> str:
        """Return the user's session key for an application."""
        return session_key(self.name, api_key)


def new_writer(simulator_url: str) -> Writer:
    """Add a user without made-up history to a simulator."""
    name, number = f"writer-{uuid4().hex[:12]}", next(_numbers)
    payload = {"name": name, "password": uuid4().hex}
    reply = _http.request("POST", f"{simulator_url}/admin/people", json=payload)
    assert reply.status == 200, reply.data
    now = _http.request("GET", f"{simulator_url}/admin/clock").json()["now"]
    address = f"198.18.{number // 250}.{number % 250 + 1}"
    return Writer(name, payload["password"], int(now) - _BEFORE, address)


@contextmanager
def clock_ahead(simulator_url: str, seconds: float) -> Iterator[None]:
    """Set a simulator's clock ahead of the true time until the block ends."""

    def go(ahead: float) -> None:
        reply = _http.request("POST", f"{simulator_url}/admin/clock", json={"ahead": ahead})
        assert reply.status == 200, reply.data

    go(seconds)
    try:
        yield
    finally:
        go(0)
