"""Helpers of the listening tests: a fixed time, a client and the raw scrobbles."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.answers import ENDPOINTS
from lastfm_gateway.faces.listening.handler import open_listening
from lastfm_gateway.lastfm.names import identity
from local.simulator import Simulator
from local.simulator.log import Received
from local.simulator.scrobbles import Scrobble, raw
from tests.integration.conftest import Reply, bearer, new_key
from tools.proxy_event import proxy_event

#: Friday, 20 November 2026, 15:30 UTC.
NOW: Final = datetime(2026, 11, 20, 15, 30, tzinfo=UTC).timestamp()
TODAY: Final = datetime(2026, 11, 20, tzinfo=UTC).timestamp()
TRACKS: Final = "/v1/listening/top/tracks"
ARTISTS: Final = "/v1/listening/top/artists"
ALBUMS: Final = "/v1/listening/top/albums"
DAY: Final = 86_400
#: What Last.fm says of a list with one row.
OF_RJ: Final = {"user": "rj", "page": "1", "perPage": "1000", "totalPages": "1", "total": "1"}
#: The bounds of all years with scrobbles.
YEARS: Final = [datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in range(2019, 2028)]
LOOKUPS: Final = {"track.getInfo", "album.getInfo", "artist.getTopTags"}


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        """Return the current time."""
        return self.now


class Listener:
    """A client with a read key of one user."""

    def __init__(self, lastfm: Simulator, clock: Callable[[], float], user: str = "rj") -> None:
        self.runtime = Runtime.from_environment(clock=clock)
        self._handler = open_listening(self.runtime)
        self._lastfm = lastfm
        self.user = user
        self.key = new_key(user=user)
        self.calls = 0
        self.lookups = 0
        self.syncs = 0

    def get(self, path: str = TRACKS, **query: Any) -> Reply:
        """Get a page; an underscore before a name is left out.

        Notes the calls upstream: `lookups` for pictures, albums and genres, `syncs` for the newest
        scrobbles, `calls` the others.
        """
        headers = {**bearer(self.key), **query.pop("headers", {})}
        sent = {name.lstrip("_"): str(value) for name, value in query.items()}
        before = len(self._lastfm.log)
        event = proxy_event(path, sent, headers=headers, **_routed(path))
        answer = self._handler(event, None)
        made = self._lastfm.log[before:]
        self.lookups = sum(call.method in LOOKUPS for call in made)
        self.syncs = sum(is_sync(call) for call in made)
        self.calls = len(made) - self.lookups - self.syncs
        return Reply(answer["statusCode"], answer["headers"], answer["body"])


def _routed(path: str) -> dict[str, Any]:
    """Return what API Gateway finds in a path: the declared path, and its variables' values."""
    for endpoint in ENDPOINTS:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", endpoint.path)
        if found := re.fullmatch(pattern, path):
            return {"resource": endpoint.path, "variables": found.groupdict()}
    return {}


def played(lastfm: Simulator, start: float, end: float, user: str = "rj") -> list[Scrobble]:
    """Return a user's raw scrobbles from `start` until before `end`."""
    world = lastfm.service.world
    albums = world.catalogue.playable()
    return [s for s in raw(world.people[user], int(NOW), albums) if start <= s[0] < end]


def ranked(scrobbles: Iterable[Scrobble]) -> list[tuple[str, str, int]]:
    """Return title, artist and plays of the tracks, the most played first."""
    plays = Counter(track for _, track in scrobbles)
    order = sorted((-count, track.name, track.url) for track, count in plays.items())
    artist = {(track.name, track.url): track.artist.name for track in plays}
    return [(name, artist[name, url], -count) for count, name, url in order]


def is_sync(call: Received) -> bool:
    """Whether a call asks for the newest scrobbles."""
    return call.method == "user.getRecentTracks" and call.parameters.get("limit") == "200"


def rows(reply: Reply) -> list[tuple[str, str, int]]:
    """Return title, artist and plays of an answer's rows."""
    return [(row["name"], row["detail"], row["playcount"]) for row in reply.json["data"]]


def _ids(scrobble: Scrobble) -> dict[str, int]:
    _, track = scrobble
    album = track.album.name if track.album else ""
    return {
        TRACKS: identity("track", track.artist.name, track.name),
        ALBUMS: identity("album", track.artist.name, album),
        ARTISTS: identity("artist", track.artist.name),
    }


def check(
    lastfm: Simulator, path: str, reply: Reply, edges: Sequence[float], user: str = "rj"
) -> None:
    """Fail where a row's sparkline differs from the raw scrobbles between `edges`."""
    data = reply.json["data"]
    counted = {row["id"]: [0] * (len(edges) - 1) for row in data}
    for scrobble in played(lastfm, edges[0], edges[-1], user):
        points = counted.get(_ids(scrobble)[path], [0] * len(edges))
        for place in range(len(edges) - 1):
            points[place] += edges[place] <= scrobble[0] < edges[place + 1]
    assert data
    for row in data:
        assert row["sparkline"]["points"] == counted[row["id"]], row["name"]
        assert "partial" not in row["sparkline"]


def at(*parts: int) -> float:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]
