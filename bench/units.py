"""Counts what a request costs at DynamoDB, on the real DynamoDB Local: `make units`.

Each kind of request is put to the real handler in a new environment, which also reads breaker and
budget; DynamoDB tells the units of each call. AWS charges half a unit for an item that is asked for
and not there, DynamoDB Local nothing: that is added.
"""

import io
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from typing import Any
from uuid import uuid4

import boto3
from moto.server import ThreadedMotoServer

from lastfm_gateway.faces.rest import family_handler
from local.simulator import Simulator
from tests.integration.conftest import CREDENTIALS
from tests.support.aws import create_table, store_credentials
from tests.support.database import database
from tools.proxy_event import proxy_event

WRITES = ("PutItem", "UpdateItem")
type Ask = Callable[[str, Mapping[str, str]], dict[str, Any]]


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

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"
        for asked in params.get("RequestItems", {}).values():
            self.units["read"] += len(asked["Keys"]) / 2

    def _add(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        told = parsed.get("ConsumedCapacity", [])
        self.calls[model.name] += 1
        kind = "write" if model.name in WRITES else "read"
        for each in told if isinstance(told, list) else [told]:
            self.units[kind] += each["CapacityUnits"]
        for found in parsed.get("Responses", {}).values():
            self.units["read"] -= len(found) / 2  # they were charged: only the missing ones are not


@contextmanager
def deployment(limit: int) -> Iterator[Ask]:
    """Give what asks a fresh deployment, whose table is empty and whose Last.fm is simulated."""
    with ExitStack() as running:
        store = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        store.start()
        running.callback(store.stop)
        host, port = store.get_host_and_port()
        os.environ |= CREDENTIALS | {
            "AWS_ENDPOINT_URL_DYNAMODB": running.enter_context(database()),
            "AWS_ENDPOINT_URL_SSM": f"http://{host}:{port}",
            "GATEWAY_TABLE": f"cache-{uuid4().hex}",
            "LASTFM_PARAMETER_PREFIX": f"/gateway/{uuid4().hex}",
            "LASTFM_API_ROOT": running.enter_context(Simulator()).url,
            "ADDRESS_KEY": "made up",
            "RATE_LIMIT_CALLS": str(limit),
            "POWERTOOLS_METRICS_NAMESPACE": "bench",
        }
        create_table(os.environ["GATEWAY_TABLE"])
        store_credentials(os.environ["LASTFM_PARAMETER_PREFIX"])

        def ask(path: str, query: Mapping[str, str]) -> dict[str, Any]:
            handler = family_handler(path.split("/")[1])  # a new environment: nothing remembered
            with redirect_stdout(io.StringIO()):
                return handler(proxy_event(path, query), None)

        yield ask


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
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    meter = Meter()
    print(f"{'request':45}{'body':>8}{'read':>7}{'write':>7}  calls")
    with deployment(limit=len(SAMPLES)) as ask:
        for use in ("MISS", "HIT"):
            for path, query in SAMPLES.items():
                meter.reset()
                _row(meter, f"{path} {use}", ask(path, query), use)
        meter.reset()
        _row(meter, "refused: the limit is spent", ask("/tag/getInfo", {"tag": "rock"}), "BYPASS")
    return 0


def _row(meter: Meter, label: str, answer: Mapping[str, Any], use: str) -> None:
    assert answer["headers"]["X-Cache"] == use, answer  # noqa: S101 (else the row would be wrong)
    calls = ", ".join(f"{number} {name}" for name, number in meter.calls.items())
    size = len(answer["body"].encode())
    read, write = meter.units["read"], meter.units["write"]
    print(f"{label:45}{size:8}{read:7.1f}{write:7.1f}  {calls}")


if __name__ == "__main__":
    sys.exit(main())
