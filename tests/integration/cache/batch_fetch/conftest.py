"""A caller who looks tracks up, against a real table and a simulated Last.fm."""

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


class Looker:
    """A caller of one environment, for whom the gateway has read before."""

    def __init__(self, clock: Clock) -> None:
        self.runtime = Runtime.from_environment(clock=clock)
        self.caller = Caller("caller#looker")

    def begin(self) -> None:
        """Begin a request: the gateway's batched read of the caller's log and the breaker."""
        self.caller = Caller("caller#looker")
        self.runtime.cache.read_entry("answer#none", self.caller)

    def calls(self, names: list[tuple[str, str]]) -> "list[CachedCall]":
        """Return the calls that look up tracks, by artist and title."""
        return [
            self.runtime.planner.plan_lookup(INFO, {"artist": artist, "track": title}, self.caller)
            for artist, title in names
        ]

    def ask(
        self,
        names: list[tuple[str, str]],
        at_most: int = 50,
        within: float = FOREVER,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> dict[str, Entry]:
        """Look up tracks in a new request, which has so many seconds by a clock that stands still.

        So what it takes to begin calls is no part of its time: only their answers are waited for.
        """
        self.begin()
        calls = self.calls(names)
        deadline = Deadline(clock() + within, clock)
        return self.runtime.batch_fetch().fetch(calls, deadline, at_most)

    def left(self) -> int:
        """Return how many calls the caller has left, as the table has it."""
        return self.runtime.limiter.quota(Caller(self.caller.key)).remaining


class TimeUp:
    """A clock that stands still, and runs out for who asks once ten calls are on their way.

    The calls themselves have some seconds more, to reach Last.fm from a slow machine too.
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
        """Tell the time."""
        if threading.current_thread() is not self._asks:
            return -3.0
        return 0.0 if self._begun < CONNECTIONS else FOREVER


@pytest.fixture
def time_up(monkeypatch: pytest.MonkeyPatch) -> TimeUp:
    """A page's time that is over once ten calls were begun."""
    return TimeUp(monkeypatch)


@pytest.fixture
def looker(environment: Mapping[str, str], clock: Clock) -> Iterator[Looker]:
    """A caller; afterwards no thread of it goes on."""
    assert environment
    before = set(threading.enumerate())
    yield Looker(clock)
    for thread in set(threading.enumerate()) - before:
        if thread.daemon and thread.name.endswith("(_fly)"):
            thread.join(10)


@pytest.fixture
def tracks(lastfm: Simulator) -> list[tuple[str, str]]:
    """Thirty tracks that Last.fm knows."""
    known = lastfm.service.world.catalogue.tracks[:30]
    return [(track.artist.name, track.name) for track in known]
