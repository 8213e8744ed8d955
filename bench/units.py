"""Counts the DynamoDB capacity units of each kind of request, on DynamoDB Local: `make units`.

Each request runs in a new environment, which also reads the circuit breaker and the call budget.
AWS charges half a unit for reading an absent item, or a whole one if read consistently. DynamoDB
Local does not, so this adds it.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bench.rig import Rig, quiet, rig
from lastfm_gateway.storage.aws_clients import aws_session
from tools.proxy_event import proxy_event

_BEFORE, _AFTER = "provide-client-params.dynamodb.*", "after-call.dynamodb.*"
WRITES = ("PutItem", "UpdateItem", "BatchWriteItem")


class Meter:
    """Counts calls and units of the gateway's DynamoDB clients that are made from now on."""

    def __init__(self) -> None:
        self.reset()
        self._events = aws_session().get_component("event_emitter")
        self._events.register(_BEFORE, self._before)
        self._events.register(_AFTER, self._after)

    def close(self) -> None:
        """Count nothing of the clients that are built from now on."""
        self._events.unregister(_BEFORE, self._before)
        self._events.unregister(_AFTER, self._after)

    def reset(self) -> None:
        """Reset the counts."""
        self.calls = Counter[str]()
        self.units = {"read": 0.0, "write": 0.0}
        self._units_of_absent = dict[str, float]()

    def _before(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"
        if model.name != "BatchGetItem":
            return
        for table, request in params["RequestItems"].items():
            self._units_of_absent[table] = 1.0 if request.get("ConsistentRead") else 0.5
            self.units["read"] += len(request["Keys"]) * self._units_of_absent[table]

    def _after(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity", [])
        self.calls[model.name] += 1
        kind = "write" if model.name in WRITES else "read"
        for each in consumed if isinstance(consumed, list) else [consumed]:
            self.units[kind] += each["CapacityUnits"]
        for table, found in parsed.get("Responses", {}).items():  # already counted in _before
            self.units["read"] -= len(found) * self._units_of_absent[table]


def send(rig: Rig, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the response of a new environment, whose memory cache is empty."""
    with quiet():
        return rig.handler(path.split("/")[1])(proxy_event(path, query), None)


#: Requests with responses of about 1, 5, 12, 40 and 160 KB.
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
    with rig(RATE_LIMIT_CALLS=str(len(SAMPLES)), UPSTREAM_BUDGET_CALLS="1200") as started:
        for use in ("MISS", "HIT"):
            for path, query in SAMPLES.items():
                meter.reset()
                _row(meter, f"{path} {use}", send(started, path, query), use)
        meter.reset()
        refused = send(started, "/tag/getInfo", {"tag": "rock"})
        _row(meter, "rate limited", refused, "BYPASS")
    return 0


def _row(meter: Meter, label: str, response: Mapping[str, Any], use: str) -> None:
    assert response["headers"]["X-Cache"] == use, response  # noqa: S101 (otherwise the row is wrong)
    calls = ", ".join(f"{number} {name}" for name, number in meter.calls.items())
    size = len(response["body"].encode())
    read, write = meter.units["read"], meter.units["write"]
    print(f"{label:45}{size:8}{read:7.1f}{write:7.1f}  {calls}")


if __name__ == "__main__":
    sys.exit(main())
