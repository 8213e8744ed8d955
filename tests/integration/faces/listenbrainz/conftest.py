"""A ListenBrainz client of one function environment, which records its upstream calls."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listenbrainz.handler import open_listenbrainz
from lastfm_gateway.keys.issue import IssuedKey
from local.simulator import Simulator, session_key
from tests.integration.conftest import Reply, new_session_key
from tests.support.clock import Clock
from tools.proxy_event import proxy_event

#: The headers of ListenBrainz's rate limit, which clients read.
LIMITS = (
    *("X-RateLimit-Limit", "X-RateLimit-Remaining"),
    *("X-RateLimit-Reset", "X-RateLimit-Reset-In"),
)


class Client:
    """A player with a token. It checks what every answer has."""

    def __init__(self, lastfm: Simulator, clock: Clock, token: str) -> None:
        self._handler = open_listenbrainz(Runtime.from_environment(clock=clock))
        self._lastfm = lastfm
        self._clock = clock
        self.token = token
        self.calls: list[str] = []

    def now(self) -> int:
        """Return the current time."""
        return int(self._clock())

    def send(  # noqa: PLR0913 (the parts of a request)
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        verb: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        is_base64: bool = False,
    ) -> Reply:
        """Send a request. `headers` None means the token as most clients send it."""
        sent = {"Authorization": f"Token {self.token}"} if headers is None else headers
        before = len(self._lastfm.log)
        event = proxy_event(
            path,
            query,
            verb=verb,
            resource="/1" if path.strip("/") == "1" else "/1/{proxy+}",
            variables=None if path.strip("/") == "1" else {"proxy": path.removeprefix("/1/")},
            headers=sent,
            body=body,
            is_base64=is_base64,
        )
        answer = self._handler(event, None)
        self.calls = [call.method for call in self._lastfm.log[before:]]
        reply = Reply(answer["statusCode"], answer["headers"], answer["body"])
        for name in LIMITS:
            assert reply.headers[name].isdecimal()
            assert name in reply.headers["Access-Control-Expose-Headers"]
        assert verb == "OPTIONS" or reply.headers["Cache-Control"] == "no-store"
        return reply

    def get(self, path: str, **query: object) -> Reply:
        """Send a GET."""
        return self.send(path, {name: str(value) for name, value in query.items()})

    def post(self, path: str, content: object, **query: str) -> Reply:
        """Send a POST with JSON."""
        return self.send(path, query, verb="POST", body=json.dumps(content))

    def submit(self, kind: str, *payload: object, **query: str) -> Reply:
        """Submit listens."""
        content = {"listen_type": kind, "payload": list(payload)}
        return self.post("/1/submit-listens", content, **query)

    def sent(self, method: str = "track.scrobble") -> list[Mapping[str, str]]:
        """Return the parameters of all calls of a method."""
        return [call.parameters for call in self._lastfm.log if call.method == method]


def listen(at: int | None, title: Any = "Creep", **info: Any) -> dict[str, Any]:
    """Return a listen; `at` None for what is playing."""
    metadata = {"artist_name": "Radiohead", "track_name": title, "additional_info": info}
    return {**({} if at is None else {"listened_at": at}), "track_metadata": metadata}


@pytest.fixture
def key(environment: Mapping[str, str]) -> IssuedKey:
    """A write key of rj's."""
    assert environment
    return new_session_key("write", "rj", session_key("rj"))


@pytest.fixture
def connect(lastfm: Simulator, clock: Clock, key: IssuedKey) -> Callable[..., Client]:
    """A function that returns a client in a new function environment, rj's by default."""

    def connect_with(token: str | None = None) -> Client:
        return Client(lastfm, clock, token or key.text)

    return connect_with


@pytest.fixture
def player(connect: Callable[..., Client]) -> Client:
    """A player of rj's."""
    return connect()
