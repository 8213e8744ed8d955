"""Counts what a request costs at DynamoDB, on the real DynamoDB Local: `make units`.

Each kind of request is put to the real handler in a new environment, which also reads breaker and
budget; DynamoDB tells the units of each call. AWS charges for an item that is asked for and not
there, half a unit or, read consistently, a whole one; DynamoDB Local nothing: that is added.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import boto3

from bench.rig import Rig, quiet, rig
from tools.proxy_event import proxy_event

WRITES = ("PutItem", "UpdateItem")


class Meter:
    """Adds up calls and units of every DynamoDB client that is made from the default session."""

    def __init__(self) -> None:
        self.reset()
        events = boto3._get_default_session().events  # noqa: SLF001 (no public way to it)
        events.register("provide-client-params.dynamodb.*", self._ask)
        events.register("after-call.dynamodb.*", self._add)

    def reset(self) -> None:
        """Begin to count anew."""
        self.calls = Counter[str]()
        self.units = {"read": 0.0, "write": 0.0}
        self._of_missing = dict[str, float]()

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"
        for table, asked in params.get("RequestItems", {}).items():
            self._of_missing[table] = 1.0 if asked.get("ConsistentRead") else 0.5
            self.units["read"] += len(asked["Keys"]) * self._of_missing[table]

    def _add(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        told = parsed.get("ConsumedCapacity", [])
        self.calls[model.name] += 1
        kind = "write" if model.name in WRITES else "read"
        for each in told if isinstance(told, list) else [told]:
            self.units[kind] += each["CapacityUnits"]
        for table, found in parsed.get("Responses", {}).items():  # these were charged already
            self.units["read"] -= len(found) * self._of_missing[table]


def ask(rig: Rig, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a new environment's answer: nothing is remembered."""
    with quiet():
        return rig.handler(path.split("/")[1])(proxy_event(path, query), None)


#: Answers of about 1, 5, 12, 40 and 160 KB.
SAMPLES: Mapping[str, Mapping[str, str]] = {
    "/user/getInfo": {"user": "rj"},
    "/artist/getInfo": {"artist": "Radiohead"},
    "/chart/getTopArtists": {"limit": "20"},
    "/chart/getTopTracks": {},
    "/user/getWeeklyTrackChart": {"user": "rj"},
}


def main() -> int:
    """Print a row for each kind of request."""
    meter = Meter()
    print(f"{'request':45}{'body':>8}{'read':>7}{'write':>7}  calls")
    with rig(RATE_LIMIT_CALLS=str(len(SAMPLES)), UPSTREAM_BUDGET_CALLS="1200") as made:
        for use in ("MISS", "HIT"):
            for path, query in SAMPLES.items():
                meter.reset()
                _row(meter, f"{path} {use}", ask(made, path, query), use)
        meter.reset()
        refused = ask(made, "/tag/getInfo", {"tag": "rock"})
        _row(meter, "refused: the limit is spent", refused, "BYPASS")
    return 0


def _row(meter: Meter, label: str, answer: Mapping[str, Any], use: str) -> None:
    assert answer["headers"]["X-Cache"] == use, answer  # noqa: S101 (else the row would be wrong)
    calls = ", ".join(f"{number} {name}" for name, number in meter.calls.items())
    size = len(answer["body"].encode())
    read, write = meter.units["read"], meter.units["write"]
    print(f"{label:45}{size:8}{read:7.1f}{write:7.1f}  {calls}")


if __name__ == "__main__":
    sys.exit(main())
