"""Measures the CPU of a cache hit, from the table and from memory, beside one bare batched read.

Entries about a user are never served from memory, since a write in another environment must show
at once, and their hits read one more key. They are measured separately.
"""

import time
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.counting import counted
from bench.rig import TABLE, Rig, quiet, ratio_of_medians
from lastfm_gateway.cache.memory import MemoryCache
from tools.proxy_event import proxy_event

#: Requests with responses of about 12 KB: a chart, and a list of a user.
CHART: Final = proxy_event("/chart/getTopArtists", {"limit": "16"})
USERS: Final = proxy_event("/user/getTopTracks", {"user": "rj", "limit": "15"})
ROUNDS, CALLS = 9, 200


def measure(rig: Rig) -> dict[str, Any]:
    """Return the two CPU ratios and the calls of a hit to DynamoDB and Last.fm."""
    handler, user_handler = rig.handler("chart"), rig.handler("user")
    with quiet():
        handler(CHART, None)
        size = len(handler(CHART, None)["body"])
    client = boto3.client("dynamodb")
    keys = [
        {"pk": item["pk"]}
        for item in client.scan(TableName=TABLE)["Items"]
        if item["pk"]["S"].startswith(("answer#", "caller#"))
    ]
    with quiet():
        user_handler(USERS, None)

    def bare() -> None:
        client.batch_get_item(RequestItems={TABLE: {"Keys": keys}})

    def ours() -> None:
        handler(CHART, None)

    memory, memory_ms, _ = ratio_of_medians(
        ours, bare, time.process_time, rounds=ROUNDS, calls=CALLS
    )
    with patch.object(MemoryCache, "get", lambda *_: None):
        table, table_ms, bare_ms = ratio_of_medians(
            ours, bare, time.process_time, rounds=ROUNDS, calls=CALLS
        )
        _, user_ms, _ = ratio_of_medians(
            lambda: user_handler(USERS, None), bare, time.process_time, rounds=ROUNDS, calls=CALLS
        )
        calls_before = len(rig.lastfm.log)
        with counted() as units, quiet():
            rig.handler("chart")(CHART, None)
    return {
        "hit_cpu_vs_bare_read": table,
        "memory_hit_cpu_vs_bare_read": memory,
        "hit_dynamodb_calls": units.calls,
        "hit_upstream_calls": len(rig.lastfm.log) - calls_before,
        "read_units_per_hit": units.read,
        "hit_cpu_ms": {
            "table": table_ms,
            "table, of a user": user_ms,
            "memory": memory_ms,
            "bare read": bare_ms,
        },
        "hit_answer_bytes": size,
    }
