"""A miss: its calls, its units, and its time beside the bare calls that it is made of.

Of the four bare calls to the database the three writes are conditional, as they must be for a limit
that is exact and one caller at a time who asks; Last.fm is asked for gzip, as by the gateway.
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
    """Return what an uncached answer costs."""
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
        asked = {**FIELDS, **_page(number)}
        body = pool.request("GET", rig.lastfm.url, fields=asked, headers=GZIP).data
        packed = {"b": {"B": body[: len(body) // 10]}}
        client.put_item(TableName=TABLE, Item={**answer, **packed}, ConditionExpression=NEW)

    with quiet():
        for _ in range(60):  # until the grants of the budget are as large as they get
            ours()
    ratio, ours_ms, bare_ms = ratio_of_medians(
        ours, bare, time.perf_counter, rounds=ROUNDS, calls=CALLS
    )
    asked = len(rig.lastfm.log)
    with counted() as units, quiet():
        calls = [_one(ours, units) for _ in range(32)]
    return {
        "miss_dynamodb_calls": sorted(calls)[len(calls) // 2],
        "miss_dynamodb_calls_each": {str(n): calls.count(n) for n in sorted(set(calls))},
        "miss_upstream_calls": (len(rig.lastfm.log) - asked) / 32,
        "write_units_per_miss": units.write / 32,
        "read_units_per_miss": units.read / 32,
        "miss_wall_vs_direct": ratio,
        "miss_ms": {"ours": ours_ms, "bare calls": bare_ms},
    }


def _page(number: int) -> dict[str, str]:
    """Return a page that no other number has, of about twenty rows."""
    return {"limit": str(10 + number // 20), "page": str(number % 20 + 1)}


def _one(ours: Any, units: Any) -> int:
    before: int = units.calls
    ours()
    after: int = units.calls
    return after - before
