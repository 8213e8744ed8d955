"""A client of the top items, which records its upstream calls."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.spotify import endpoints, player_endpoints
from lastfm_gateway.faces.spotify.endpoints import NOWHERE, PREFIXES
from lastfm_gateway.faces.spotify.handler import open_top_items
from local.simulator import Simulator
from tests.integration.conftest import Reply, bearer, new_key
from tests.support.clock import Clock
from tools.proxy_event import proxy_event

_ENDPOINTS = (*endpoints.ENDPOINTS, *player_endpoints.ENDPOINTS)
#: The declared paths, those with fewer variables first, and the longest prefixes first.
_RESOURCES = [
    *NOWHERE,
    *sorted(
        (endpoint.path for endpoint in _ENDPOINTS),
        key=lambda path: path.count("{"),
    ),
    *(prefix + "/{proxy+}" for prefix in sorted(PREFIXES, key=len, reverse=True)),
]
TRACKS = "/v1/me/top/tracks"
ARTISTS = "/v1/me/top/artists"


class Client:
    """One user's client of one function environment."""

    def __init__(
        self,
        lastfm: Simulator,
        clock: Callable[[], float],
        user: str = "rj",
        *,
        key: str | None = None,
    ) -> None:
        self.user = user
        self.runtime = Runtime.from_environment(clock=clock)
        self._handler = open_top_items(self.runtime)
        self._lastfm = lastfm
        self.key = key or new_key(user=user)
        self.calls: list[str] = []

    def get(self, path: str = TRACKS, verb: str = "GET", **query: Any) -> Reply:
        """Call the face, and record the upstream methods that it calls."""
        headers = {**bearer(self.key), **query.pop("headers", {})}
        sent = {name: str(value) for name, value in query.items()}
        resource, variables = _route(path)
        before = len(self._lastfm.log)
        event = proxy_event(
            path, sent, verb=verb, headers=headers, resource=resource, variables=variables
        )
        answer = self._handler(event, None)
        self.calls = [call.method for call in self._lastfm.log[before:]]
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    def refresh(self, body: str, **headers: str) -> Reply:
        """Post a form to the token endpoint, and record the upstream methods that it calls."""
        before = len(self._lastfm.log)
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        event = proxy_event("/api/token", verb="POST", headers=form, body=body)
        answer = self._handler(event, None)
        self.calls = [call.method for call in self._lastfm.log[before:]]
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    def follow(self, link: str) -> Reply:
        """Call an absolute link of a reply."""
        parts = urlsplit(link)
        assert parts.hostname == "abc123.execute-api.eu-central-1.amazonaws.com"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return self.get(parts.path.removeprefix("/live"), **query)


def _route(path: str) -> tuple[str, Mapping[str, str]]:
    """Return a path's resource and variables, as API Gateway sends them."""
    for resource in _RESOURCES:
        pattern = resource.replace("{proxy+}", "(?P<proxy>.+)").replace("{id}", "(?P<id>[^/]+)")
        if found := re.fullmatch(pattern.replace("{type}", "(?P<type>[^/]+)"), path):
            return resource, found.groupdict()
    raise ValueError(path)


@pytest.fixture
def limited(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
    clock: Clock,
) -> Callable[[int], Client]:
    """A function that returns a client with the rate limit of a test."""
    assert environment

    def connect(calls: int) -> Client:
        monkeypatch.setenv("RATE_LIMIT_CALLS", str(calls))
        return Client(lastfm, clock)

    return connect


@pytest.fixture
def rj(limited: Callable[[int], Client]) -> Client:
    """The user with years of scrobbles, without a relevant rate limit."""
    return limited(10_000)
