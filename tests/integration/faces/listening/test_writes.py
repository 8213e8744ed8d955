"""Scrobbles through the gateway show on listening pages at once."""

from urllib.parse import urlencode

import pytest

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from local.simulator import Simulator, session_key
from tests.integration.faces.listening.support import TRACKS, Clock, Listener
from tools.proxy_event import proxy_event


class Player:
    """A client that scrobbles for a user through the gateway."""

    def __init__(self, clock: Clock, user: str = "rj") -> None:
        runtime = Runtime.from_environment(clock=clock)
        self._handler = runtime.handlers.make(
            runtime.method_routes.routes_of(methods.of_family("track"))
        )
        self._clock = clock
        self._session = session_key(user)

    def play(self, artist: str, track: str, ago: int = 60) -> None:
        """Scrobble a track played some seconds ago."""
        at = str(int(self._clock.now) - ago)
        form = {"artist": artist, "track": track, "timestamp": at, "sk": self._session}
        event = proxy_event("/track/scrobble", verb="POST", body=urlencode(form))
        assert self._handler(event, None)["statusCode"] == 200


def _first(listener: Listener, **query: str) -> tuple[int, int]:
    """Return the plays of the first row, and the sum of its sparkline."""
    [row, *_] = listener.get(TRACKS, include_sparklines="true", **query).json["data"]
    return row["playcount"], sum(row["sparkline"]["points"])


@pytest.mark.parametrize("query", [{"period": "7day"}, {"period": "12month"}])
def test_scrobble_shows_on_the_next_page(
    rj: Listener, lastfm: Simulator, clock: Clock, query: dict[str, str]
) -> None:
    """Count and sparkline include it for three calls at most; then the page is cached."""
    [row, *_] = rj.get(TRACKS, **query).json["data"]
    before = _first(rj, **query)
    clock.now += 1
    Player(clock).play(row["detail"], row["name"])
    clock.now += 1
    assert _first(rj, **query) == (before[0] + 1, before[1] + 1)
    assert rj.calls <= 3
    rj.get(TRACKS, include_sparklines="true", **query)
    rj.get(TRACKS, include_sparklines="true", **query)
    assert rj.calls == 0
    assert lastfm.log


def test_scrobble_shows_in_other_environments(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """Environments with and without the key in memory show it; without a write both have hits."""
    [row, *_] = rj.get(TRACKS).json["data"]
    other = Listener(lastfm, clock)
    other.key = rj.key
    assert other.get(TRACKS).headers["X-Cache"] == "HIT"
    clock.now += 1
    Player(clock).play(row["detail"], row["name"])
    clock.now += 1
    new = Listener(lastfm, clock)
    new.key = rj.key
    for listener in (new, other, rj):
        [first, *_] = listener.get(TRACKS).json["data"]
        assert first["playcount"] == row["playcount"] + 1


def test_another_users_scrobble_invalidates_nothing(rj: Listener, clock: Clock) -> None:
    """Only the page's own user counts."""
    rj.get(TRACKS)
    clock.now += 1
    Player(clock, "newcomer").play("Radiohead", "Creep")
    clock.now += 1
    assert rj.get(TRACKS).headers["X-Cache"] == "HIT"
