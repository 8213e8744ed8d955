"""What a user scrobbles through the gateway shows on their listening pages at once."""

from urllib.parse import urlencode

import pytest

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.http.handler import make_handler
from lastfm_gateway.http.method_routes import routes_of
from local.simulator import Simulator, session_key
from tests.integration.faces.listening.support import TRACKS, Clock, Listener
from tools.proxy_event import proxy_event


class Player:
    """A client that scrobbles for a user through the gateway."""

    def __init__(self, clock: Clock, user: str = "rj") -> None:
        runtime = Runtime.from_environment(clock=clock)
        self._handler = make_handler(runtime, routes_of(methods.of_family("track"), runtime))
        self._clock = clock
        self._session = session_key(user)

    def play(self, artist: str, track: str, ago: int = 60) -> None:
        """Scrobble a track that was played some seconds ago."""
        at = str(int(self._clock.now) - ago)
        form = {"artist": artist, "track": track, "timestamp": at, "sk": self._session}
        event = proxy_event("/track/scrobble", verb="POST", body=urlencode(form))
        assert self._handler(event, None)["statusCode"] == 200


def _first(listener: Listener, **wish: str) -> tuple[int, int]:
    """Return the plays of the first row, and the sum of its sparkline."""
    [row, *_] = listener.get(TRACKS, include_sparklines="true", **wish).json["data"]
    return row["playcount"], sum(row["sparkline"]["points"])


@pytest.mark.parametrize("wish", [{"period": "7day"}, {"period": "12month"}])
def test_a_scrobble_is_seen_at_once(
    rj: Listener, lastfm: Simulator, clock: Clock, wish: dict[str, str]
) -> None:
    """In the count and in the sparkline, at no more than three calls; then the page is kept."""
    [row, *_] = rj.get(TRACKS, **wish).json["data"]
    before = _first(rj, **wish)
    clock.now += 1
    Player(clock).play(row["detail"], row["name"])
    clock.now += 1
    assert _first(rj, **wish) == (before[0] + 1, before[1] + 1)
    assert rj.calls <= 3
    rj.get(TRACKS, include_sparklines="true", **wish)
    rj.get(TRACKS, include_sparklines="true", **wish)
    assert rj.calls == 0
    assert lastfm.log


def test_another_environment_sees_it_too(rj: Listener, lastfm: Simulator, clock: Clock) -> None:
    """One that has not met the key yet, and one that has; without a write both have hits."""
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


def test_another_users_write_drops_nothing(rj: Listener, clock: Clock) -> None:
    """Whose page it is is what counts."""
    rj.get(TRACKS)
    clock.now += 1
    Player(clock, "newcomer").play("Radiohead", "Creep")
    clock.now += 1
    assert rj.get(TRACKS).headers["X-Cache"] == "HIT"
