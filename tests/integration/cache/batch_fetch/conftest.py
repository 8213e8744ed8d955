"""A client of the batch fetch, against a real table and a simulated Last.fm."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pytest

from lastfm_gateway import methods
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.composition import Runtime
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.transport import CONNECTIONS
from lastfm_gateway.limits.rate_limiter import Caller
from local.simulator import Simulator
from tests.support.clock import Clock
from tests.support.holding import FOREVER

if TYPE_CHECKING:
    from lastfm_gateway.cache.call import CachedCall

INFO: Final = methods.get("track.getInfo")


class BatchClient:
    """One caller in one environment, which looks tracks up."""

    def __init__(self, clock: Clock) -> None:
        self.runtime = Runtime.from_environment(clock=clock)
        self.caller = Caller("caller#test")

    def begin_request(self) -> None:
        """Read the caller's log and the breaker, as the start of a request does."""
        self.caller = Caller("caller#test")
        self.runtime.cache.read_entry("answer#none", self.caller)

    def plan(self, names: list[tuple[str, str]]) -> "list[CachedCall]":
        """Return the calls that look up tracks, by artist and title."""
        return [
            self.runtime.planner.plan_lookup(INFO, {"artist": artist, "track": title}, self.caller)
            for artist, title in names
        ]

    def look_up(
        self,
        names: list[tuple[str, str]],
        at_most: int = 50,
        within: float = FOREVER,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> dict[str, Entry]:
        """Look up tracks in a new request with a time limit, on a clock that stands still.

        Starting the calls takes none of that time: only waiting for their answers does.
        """
        self.begin_request()
        calls = self.plan(names)
        deadline = Deadline(clock() + within, clock)
        return self.runtime.batch_fetch().fetch(calls, deadline, at_most)

    def remaining(self) -> int:
        """Return the caller's remaining quota, as stored in the table."""
        return self.runtime.limiter.quota(Caller(self.caller.key)).remaining


class DeadlineAfterTenCalls:
    """A frozen clock that passes the deadline once ten calls have started.

    The calls themselves have some seconds more, so that a slow machine reaches Last.fm too.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._asks = threading.current_thread()
        self._begun = 0
        permit = LastfmClient.permit

        def noted(asker: LastfmClient, call: "CachedCall") -> None:
            permit(asker, call)
            self._begun += 1

        monkeypatch.setattr(LastfmClient, "permit", noted)

    def __call__(self) -> float:
        """Return the current time."""
        if threading.current_thread() is not self._asks:
            return -3.0
        return 0.0 if self._begun < CONNECTIONS else FOREVER


@pytest.fixture
def deadline_clock(monkeypatch: pytest.MonkeyPatch) -> DeadlineAfterTenCalls:
    """A clock whose deadline passes once ten calls have started."""
    return DeadlineAfterTenCalls(monkeypatch)


@pytest.fixture
def client(environment: Mapping[str, str], clock: Clock) -> Iterator[BatchClient]:
    """A caller without history. Its threads end before the next test."""
    assert environment
    before = set(threading.enumerate())
    yield BatchClient(clock)
    for thread in set(threading.enumerate()) - before:
        if thread.daemon and thread.name.endswith("(_fly)"):
            thread.join(10)


@pytest.fixture
def tracks(lastfm: Simulator) -> list[tuple[str, str]]:
    """Thirty tracks that Last.fm knows."""
    known = lastfm.service.world.catalogue.tracks[:30]
    return [(track.artist.name, track.name) for track in known]
