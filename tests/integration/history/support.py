"""Helpers of the history tests: requests that read, and the raw scrobbles to compare with."""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.history.listening import Listening, Scrobble, TrackNames
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.window import Window
from lastfm_gateway.http.access import accept_bearer_key
from lastfm_gateway.limits.rate_limiter import Caller
from local.simulator import API_KEY, Simulator, session_key
from local.simulator.editing import Editor
from local.simulator.raw import raw_scrobbles
from tests.integration.conftest import Functions, new_key, sign_in
from tests.support.clock import StillClock
from tools.proxy_event import proxy_event

DAY: Final = 86_400
YEAR: Final = 365 * DAY


class Client:
    """A function environment, and a key of one user with which it is asked."""

    def __init__(
        self, lastfm: Simulator, clock: StillClock, user: str = "rj", key: str = ""
    ) -> None:
        self.runtime = Runtime.from_environment(clock=clock)
        self.user = user
        self.key = key or new_key(user=user)
        #: The calls to Last.fm of the last request, its operations in the database, and how many
        #: items of histories it put.
        self.calls = 0
        self.operations: list[str] = []
        self.put = 0
        self._lastfm = lastfm
        self._clock = clock
        self.database = self.runtime._database  # noqa: SLF001 (to count its operations)
        self.database.meta.events.register("before-parameter-build.dynamodb", self._note)

    def caller(self) -> Caller:
        """Return the caller of a new request, its key authenticated."""
        caller = Caller(f"caller#{self.user}")
        accept_bearer_key(caller, self.key)
        self.runtime.reader.read((), caller)
        return caller

    def reader(self) -> HistoryReader:
        """Return the reader of a new request."""
        return self.runtime.history_reader(self.caller())

    def read(self, window: Window | None = None) -> Listening:
        """Read a window in a request of its own."""
        return self.read_with(self.reader(), window)

    def read_with(self, reader: HistoryReader, window: Window | None = None) -> Listening:
        """Read a window; note the calls and operations."""
        before = len(self._lastfm.log)
        self.operations.clear()
        self.put = 0
        try:
            return reader.read(window)
        finally:
            self.calls = len(self._lastfm.log) - before

    def _note(self, params: Mapping[str, Any], model: Any, **_: object) -> None:
        self.operations.append(model.name)
        self.put += is_history(params) and model.name == "PutItem"

    def last(self, seconds: int) -> Window:
        """Return the window of the last seconds. It ends a day ahead, as a week's may."""
        now = int(self._clock.now)
        return Window(now - seconds, now + DAY)

    def expected(self, window: Window | None = None) -> list[Scrobble]:
        """Return the raw scrobbles of a window as they should be read, each once."""
        return raw(self._lastfm, self._clock, self.user, window)

    def edit(self) -> Editor:
        """Return an editor of the user's history at Last.fm."""
        return Editor(self._lastfm.service.world, self.user, int(self._clock.now))


def is_history(params: Mapping[str, Any]) -> bool:
    """Return whether an operation of the database is on the history table."""
    table = os.environ["HISTORY_TABLE"]
    return params.get("TableName") == table or table in params.get("RequestItems", {})


def raw(
    lastfm: Simulator, clock: Callable[[], float], user: str, window: Window | None = None
) -> list[Scrobble]:
    """Return the raw scrobbles of a user, sorted, each once."""
    found = {
        Scrobble(at, TrackNames(artist, album, track, image))
        for at, artist, album, track, image in raw_scrobbles(lastfm.service.world, user, clock())
    }
    return sorted(s for s in found if window is None or window.start <= s.at < window.end)


def scrobbles(listening: Listening) -> list[Scrobble]:
    """Return the scrobbles of a Listening, sorted."""
    names = listening.names
    pairs = zip(listening.times, listening.ids, strict=True)
    return sorted(Scrobble(at, names[track]) for at, track in pairs)


def key_with_session(lastfm: Simulator, user: str) -> str:
    """Return a key that a user got by signing in."""
    token = lastfm.service.world.tokens.issue(API_KEY, int(lastfm.now()), user)
    key: str = sign_in(Functions(), token).json["key"]
    return key


def play(clock: StillClock, user: str, artist: str, track: str, ago: int = 60) -> None:
    """Scrobble a track through the gateway, played some seconds ago."""
    runtime = Runtime.from_environment(os.environ, clock)
    handler = runtime.handlers.make(runtime.method_routes.routes_of(methods.of_family("track")))
    at = str(int(clock.now) - ago)
    form = {"artist": artist, "track": track, "timestamp": at, "sk": session_key(user)}
    event = proxy_event("/track/scrobble", verb="POST", body=urlencode(form))
    assert handler(event, None)["statusCode"] == 200
