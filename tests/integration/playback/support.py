"""Helpers of the playback tests: a user's player, and the readers of what it plays."""

import os
from collections.abc import Mapping
from typing import Final
from unittest.mock import patch
from urllib.parse import urlencode

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.webservice.handler import webservice_handler
from lastfm_gateway.http.access import accept_bearer_key
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.playback.state import Playback
from local.simulator import (
    API_KEY,
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    Simulator,
    session_key,
    sign,
)
from tests.integration.conftest import new_key
from tests.integration.history.support import key_with_session
from tests.support.clock import StillClock
from tools.proxy_event import proxy_event

AIR: Final = {"artist": "Air", "track": "Run"}


class Player:
    """Plays tracks of one user through the gateway, and reads what is playing."""

    def __init__(self, lastfm: Simulator, clock: StillClock, user: str) -> None:
        self.lastfm = lastfm
        self.clock = clock
        self.user = user
        self.session = session_key(user)
        self.key = key_with_session(lastfm, user)
        self._own_key = (API_KEY, SHARED_SECRET)
        self.runtime = runtime = Runtime.from_environment(os.environ, clock)
        routes = runtime.method_routes.routes_of(methods.of_family("track"))
        self._track = runtime.handlers.make(routes)
        with patch.object(Runtime, "from_environment", return_value=runtime):
            self._web = webservice_handler()

    def now_playing(self, *, face: str = "rest", **details: str) -> int:
        """Tell the gateway what plays; return the status."""
        return self._send("track.updateNowPlaying", face, {**AIR, **details})

    def scrobble(self, *, face: str = "rest", ago: int = 200, **details: str) -> int:
        """Scrobble a play that began so many seconds ago; return the status."""
        at = str(int(self.clock.now) - ago)
        return self._send("track.scrobble", face, {**AIR, "timestamp": at, **details})

    def sign_in_with_own_key(self) -> None:
        """Sign in through the gateway as a client with its own Last.fm key; write with it."""
        form = {"method": "auth.getMobileSession", "username": self.user}
        form |= {"password": PASSWORDS[self.user], "api_key": SECOND_API_KEY}
        form["api_sig"] = sign(form, SECOND_SHARED_SECRET)
        event = proxy_event("/2.0/", verb="POST", body=urlencode(form), resource="/2.0")
        assert self._web(event, None)["statusCode"] == 200
        self.session = session_key(self.user, SECOND_API_KEY)
        self._own_key = (SECOND_API_KEY, SECOND_SHARED_SECRET)

    def love(self) -> int:
        """Love a track; return the status."""
        return self._send("track.love", "rest", AIR)

    def read(self, key: str = "") -> Playback:
        """Return what plays, as a new environment reads it."""
        runtime = Runtime.from_environment(os.environ, self.clock)
        caller = Caller("caller#reader")
        accept_bearer_key(caller, key or self.key)
        return runtime.playback(caller).read(Deadline.after(5))

    def key_without_session(self) -> str:
        """Return a key of the user that cannot read a hidden history."""
        return new_key(user=self.user)

    def calls(self) -> list[str]:
        """Return the methods of the calls to Last.fm since it was asked last."""
        log = [call.method for call in self.lastfm.log]
        self.lastfm.log.clear()
        return log

    def _send(self, method: str, face: str, sent: Mapping[str, str]) -> int:
        form = {**sent, "sk": self.session}
        if face == "rest":
            event = proxy_event("/" + method.replace(".", "/"), verb="POST", body=urlencode(form))
            return int(self._track(event, None)["statusCode"])
        form["method"] = method
        if face == "presigned":
            form["api_key"], secret = self._own_key
            form["api_sig"] = sign(form, secret)
        event = proxy_event("/2.0/", verb="POST", body=urlencode(form), resource="/2.0")
        return int(self._web(event, None)["statusCode"])
