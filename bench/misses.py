"""Measures a cache miss: its calls, capacity units, and time beside its bare calls.

The bare side makes the same four DynamoDB calls and one call to Last.fm. Its three writes are
conditional, as an exact rate limit and a single flight need. It requests gzip, as the gateway does.
"""

import itertools
import time
from typing import Any, Final

import boto3
import urllib3

from bench.counting import counted
from bench.rig import TABLE, Rig, quiet, ratio_of_medians
from local.simulator import API_KEY
from tools.proxy_event import proxy_event

ROUNDS, CALLS = 9, 30
FIELDS: Final = {"method": "chart.getTopTracks", "api_key": API_KEY, "format": "json"}

GZIP: Final = {"Accept-Encoding": "gzip"}
NEW: Final = "attribute_not_exists(pk)"


def measure(rig: Rig) -> dict[str, Any]:
    """Return the calls, capacity units and time of a miss."""
    handler, numbers = rig.handler("chart"), itertools.count()
    client, pool = boto3.client("dynamodb"), urllib3.PoolManager()

    def ours() -> None:
        number = next(numbers)
        address = f"10.{number // 60_000}.{number // 250 % 250}.{number % 250}"
        event = proxy_event("/chart/getTopTracks", _page(number), source_ip=address)
        if handler(event, None)["headers"]["X-Cache"] != "MISS":
            raise RuntimeError("not a miss")

    def bare() -> None:
        number = next(numbers)
        answer, caller = {"pk": {"S": f"bare#{number}"}}, {"pk": {"S": f"bare-caller#{number}"}}
        client.batch_get_item(RequestItems={TABLE: {"Keys": [answer, caller]}})
        client.put_item(
            TableName=TABLE, Item={**caller, "l": {"B": b"x" * 8}}, ConditionExpression=NEW
        )
        client.update_item(
            TableName=TABLE,
            Key={"pk": {"S": f"bare-lease#{number}"}},
            UpdateExpression="SET a = :a",
            ExpressionAttributeValues={":a": {"N": "1"}},
            ConditionExpression=NEW,
        )
        fields = {**FIELDS, **_page(number)}
        body = pool.request("GET", rig.lastfm.url, fields=fields, headers=GZIP).data
        packed = {"b": {"B": body[: len(body) // 10]}}
        client.put_item(TableName=TABLE, Item={**answer, **packed}, ConditionExpression=NEW)

    with quiet():
        for _ in range(60):  # until the call budget's grants reach their full size
            ours()
    ratio, ours_ms, bare_ms = ratio_of_medians(
        ours, bare, time.perf_counter, rounds=ROUNDS, calls=CALLS
    )
    calls_before = len(rig.lastfm.log)
    with counted() as units, quiet():
        calls = [_calls_of_one(ours, units) for _ in range(32)]
    return {
        "miss_dynamodb_calls": sorted(calls)[len(calls) // 2],
        "miss_dynamodb_calls_each": {str(n): calls.count(n) for n in sorted(set(calls))},
        "miss_upstream_calls": (len(rig.lastfm.log) - calls_before) / 32,
        "write_units_per_miss": units.write / 32,
        "read_units_per_miss": units.read / 32,
        "miss_wall_vs_direct": ratio,
        "miss_ms": {"ours": ours_ms, "bare calls": bare_ms},
    }


def _page(number: int) -> dict[str, str]:
    """Return a page of about twenty rows that no other number has."""
    return {"limit": str(10 + number // 20), "page": str(number % 20 + 1)}


def _calls_of_one(ours: Any, units: Any) -> int:
    before: int = units.calls
    ours()
    after: int = units.calls
    return after - before
