"""Counts the upstream calls of a year's sparklines for a user with 50,000 scrobbles, none stored.

The clock is simulated, for Last.fm too, so that warm requests come hours and days later.
"""

import os
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.rig import Rig, other_table, quiet
from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.handler import open_listening
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from local.simulator import Simulator
from tools.proxy_event import proxy_event

#: Friday, 20 November 2026, 15:30 UTC: a fixed day, for comparable runs.
NOW: Final = 1_795_188_600.0
HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400

#: Seconds from the cold request to each warm one: all is fresh; the day's bucket is stale; the next
#: day; a week has ended.
LATER: Final = (60, 2 * HOUR, 26 * HOUR, 3 * DAY)
QUERY: Final = {"period": "12month", "limit": "50", "include_sparklines": "true"}


def measure(_rig: Rig) -> dict[str, Any]:
    """Return the most cold and warm calls of the three lists, and the calls of each list."""
    calls = {kind: _calls(kind) for kind in ("artists", "albums", "tracks")}
    return {
        "sparkline_cold_calls": max(cold for cold, *_ in calls.values()),
        "sparkline_warm_calls": max(max(warm) for _, *warm in calls.values()),
        "sparkline_calls": calls,
    }


def _calls(kind: str) -> list[int]:
    """Return the upstream calls of a list's cold request, then of each warm one."""
    now, path = NOW, f"/v1/listening/top/{kind}"
    calls = []
    with (
        Simulator(now=lambda: now) as lastfm,
        patch.dict(os.environ, LASTFM_API_ROOT=lastfm.url),
        other_table(f"cache-{kind}"),
    ):
        handler = open_listening(Runtime.from_environment(clock=lambda: now))
        keys = KeyStore(boto3.client("dynamodb"), os.environ["KEYS_TABLE"])
        key = {"Authorization": f"Bearer {issue_key(keys, 'read', 'rj', now).text}"}
        for later in (0, *LATER):
            now = NOW + later
            calls_before = len(lastfm.log)
            with quiet():
                response = handler(proxy_event(path, QUERY, headers=key), None)
            if response["statusCode"] != 200 or '"partial"' in response["body"]:  # noqa: PLR2004
                raise RuntimeError(f"incomplete list: {response['statusCode']}")
            calls.append(len(lastfm.log) - calls_before)
    return calls
