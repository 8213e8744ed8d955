"""Counts the calls to Last.fm of every endpoint that reads a history: listening, search and feed.

Each is requested with nothing stored, and with all of the user's 83,000 scrobbles stored; then both
again a minute later. The clock is simulated, for Last.fm too.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.history_page import fill
from bench.rig import Rig, other_table, quiet
from bench.sparklines import NOW, QUERY
from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.answers import ENDPOINTS
from lastfm_gateway.faces.listening.handler import open_listening
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.lastfm.names import identity
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.storage.sorted_table import SortedTable
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tools.proxy_event import proxy_event

MINUTE: Final = 60
_YEAR: Final = {"from": "2025-11-21", "to": "2026-11-20"}

#: What is requested, a year where an endpoint takes a range; the others take no parameters here.
QUERIES: Final[Mapping[str, Mapping[str, str]]] = {
    "/v1/listening/top/artists": QUERY,
    "/v1/listening/top/albums": QUERY,
    "/v1/listening/top/tracks": QUERY,
    "/v1/listening/stats": _YEAR,
    "/v1/listening/genres": _YEAR,
    "/v1/listening/recent": _YEAR,
    "/v1/listening/history": _YEAR,
    "/v1/listening/trends": _YEAR,
    "/v1/listening/export": _YEAR,
    "/v1/search": {"q": "the"},
    "/v1/feed": _YEAR,
    "/v1/feed/domain/{domain}": _YEAR,
    "/v1/feed/on-this-day": {"month": "11", "day": "20"},
}


class _Clock:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def measure(_rig: Rig) -> dict[str, Any]:
    """Return the calls of each endpoint: nothing stored, a minute later, all stored, again."""
    clock = _Clock()
    calls = {}
    with Simulator(now=clock) as lastfm, patch.dict(os.environ, LASTFM_API_ROOT=lastfm.url):
        variables = _variables(lastfm)
        for endpoint in ENDPOINTS:
            if endpoint.verb == "GET":
                event = _event(endpoint, variables)
                calls[endpoint.path] = [
                    *_calls(event, lastfm, clock, f"cold-{endpoint.operation}"),
                    *_calls(event, lastfm, clock, f"warm-{endpoint.operation}", stored=True),
                ]
                print(".", end="", flush=True)
    return {"endpoint_calls": calls}


def _calls(
    event: dict[str, Any], lastfm: Simulator, clock: _Clock, table: str, *, stored: bool = False
) -> Iterator[str]:
    """Yield the calls of a request on new tables, and of the same one a minute later."""
    with other_table(table):
        if stored:
            fill(_history(), lastfm)
        handler = open_listening(Runtime.from_environment(clock=clock))
        for clock.now in (NOW, NOW + MINUTE):
            before = len(lastfm.log)
            with quiet():
                response = handler(event, None)
            yield _count(response, len(lastfm.log) - before)


def _history() -> HistoryStore:
    return HistoryStore(SortedTable(boto3.client("dynamodb"), os.environ["HISTORY_TABLE"]))


def _variables(lastfm: Simulator) -> dict[str, dict[str, str]]:
    """Return the variables of the paths that have some: what the user played last, this year."""
    raw = raw_scrobbles(lastfm.service.world, "rj", NOW)
    _, artist, album, *_ = next(each for each in reversed(raw) if each[2])
    return {
        "/v1/listening/artists/{id}": {"id": str(identity("artist", artist))},
        "/v1/listening/albums/{id}": {"id": str(identity("album", artist, album))},
        "/v1/listening/year/{year}": {"year": "2026"},
        "/v1/feed/domain/{domain}": {"domain": "listening"},
    }


def _event(endpoint: Endpoint, variables: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    keys = KeyStore(boto3.client("dynamodb"), os.environ["KEYS_TABLE"])
    in_path = variables.get(endpoint.path, {})
    return proxy_event(
        endpoint.path.format(**in_path),
        QUERIES.get(endpoint.path),
        resource=endpoint.path,
        headers={"Authorization": f"Bearer {issue_key(keys, 'read', 'rj', NOW).text}"},
        variables=in_path,
    )


def _count(response: Mapping[str, Any], calls: int) -> str:
    """Return the number of calls, and what is remarkable about the answer."""
    if response["statusCode"] != 200:  # noqa: PLR2004 (HTTP's OK)
        return f"{calls}, status {response['statusCode']}"
    is_partial = '"partial":true' in response["body"].replace(" ", "")
    return f"{calls}, partial" if is_partial else str(calls)
