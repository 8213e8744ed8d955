"""A hit's CPU, from the table and from memory, beside one bare batched read of the same items."""

import time
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.counting import counted
from bench.rig import TABLE, Rig, quiet, ratio_of_medians
from lastfm_gateway.core.memory import Memory
from tools.proxy_event import proxy_event

#: A page whose answer is about 12 KB.
EVENT: Final = proxy_event("/user/getTopTracks", {"user": "rj", "limit": "15"})
ROUNDS, CALLS = 9, 300


def measure(rig: Rig) -> dict[str, Any]:
    """Return the two ratios, and what a hit costs of DynamoDB and Last.fm."""
    handler = rig.handler("user")
    with quiet():
        handler(EVENT, None)
        size = len(handler(EVENT, None)["body"])
    client = boto3.client("dynamodb")
    keys = [
        {"pk": item["pk"]}
        for item in client.scan(TableName=TABLE)["Items"]
        if item["pk"]["S"].startswith(("answer#", "caller#"))
    ]

    def bare() -> None:
        client.batch_get_item(RequestItems={TABLE: {"Keys": keys}})

    def ours() -> None:
        handler(EVENT, None)

    memory, memory_ms, _ = ratio_of_medians(
        ours, bare, time.process_time, rounds=ROUNDS, calls=CALLS
    )
    with patch.object(Memory, "get", lambda *_: None):
        table, table_ms, bare_ms = ratio_of_medians(
            ours, bare, time.process_time, rounds=ROUNDS, calls=CALLS
        )
        asked = len(rig.lastfm.log)
        with counted() as units:
            rig.handler("user")(EVENT, None)
    return {
        "hit_cpu_vs_bare_read": table,
        "memory_hit_cpu_vs_bare_read": memory,
        "hit_dynamodb_calls": units.calls,
        "hit_upstream_calls": len(rig.lastfm.log) - asked,
        "read_units_per_hit": units.read,
        "hit_cpu_ms": {"table": table_ms, "memory": memory_ms, "bare read": bare_ms},
        "hit_answer_bytes": size,
    }
