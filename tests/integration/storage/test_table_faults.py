"""DynamoDB faults: the gateway answers without cache and limiter."""

import json
import time
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.cache.single_flight import SingleFlight
from lastfm_gateway.faces.rest.handler import family_handler
from lastfm_gateway.limits.caller_key import caller_key
from lastfm_gateway.storage import connection
from lastfm_gateway.storage.table import Table, TableFault
from local.simulator import Simulator
from tests.integration.conftest import Functions, Reply
from tests.support.broken_database import absent_database, broken_database
from tests.support.holding import FOREVER
from tests.support.patience import Patience

PATH, QUERY = "/chart/getTopTags", {"limit": "3"}
KEY = cache_key("rest", "chart.getTopTags", {"limit": "3", "page": "1"})


FAULTS = {
    "throttled": lambda: broken_database("ProvisionedThroughputExceededException"),
    "absent table": lambda: broken_database("ResourceNotFoundException"),
    "no permission": lambda: broken_database("AccessDeniedException"),
    "internal error": lambda: broken_database("InternalServerError", status=500),
    "silent": lambda: broken_database(silent_for=FOREVER),
    "not there": absent_database,
}


def _warnings(written: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("level") == "WARNING"]


def _metric(written: str, name: str) -> float:
    lines = [json.loads(line) for line in written.splitlines() if line.startswith('{"_aws"')]
    return float(sum(sum(line.get(name, [0])) for line in lines))


def _started(patience: Patience) -> Functions:
    """Return functions that wait for the table as long as in production."""
    patience.use_production()
    functions = Functions()
    functions.serve("chart", family_handler("chart"))
    patience.extend()
    return functions


@pytest.mark.parametrize("fault", FAULTS)
def test_gateway_answers_without_its_table(
    environment: Mapping[str, str],
    capfd: pytest.CaptureFixture[str],
    patience: Patience,
    fault: str,
) -> None:
    """Each fault gives an uncached answer, one warning and a metric, never a 5xx."""
    assert environment
    with FAULTS[fault]():
        functions = _started(patience)
        reply = functions.get(PATH, QUERY)
        assert (reply.status, reply.headers["X-Cache"]) == (200, "MISS")
        assert reply.headers["Cache-Status"] == "lastfm-gateway; fwd=miss"
        assert reply.headers["X-RateLimit-Remaining"] == "100"
        written, _ = capfd.readouterr()
        assert len(_warnings(written)) == 1
        assert _metric(written, "TableFaults") >= 1
        assert functions.get(PATH, QUERY).status == 200
        assert functions.get("/chart/nothing").status == 404


def test_no_requests_go_to_the_table_for_a_while_after_a_timeout(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    patience: Patience,
    lastfm: Simulator,
) -> None:
    """Requests skip the table until its pause is over."""
    assert environment
    assert 1 < connection.COOLDOWN <= 5
    asked: list[str] = []
    with broken_database(silent_for=FOREVER, requests=asked):
        functions = _started(patience)
        monkeypatch.setattr(connection, "COOLDOWN", FOREVER)
        functions.get(PATH, QUERY)
        before = len(asked)
        assert 1 <= before <= 2  # one call, tried twice at the most
        assert functions.get(PATH, QUERY).status == 200
        assert len(asked) == before
        assert len(lastfm.log) == 2


def _damage(environment: Mapping[str, str], item: dict[str, Any]) -> None:
    boto3.client("dynamodb").put_item(TableName=environment["GATEWAY_TABLE"], Item=item)


def _fresh_answer() -> dict[str, Any]:
    later = {"N": str(int(time.time()) + 1000)}
    return {
        "pk": {"S": KEY},
        "s": {"N": "200"},
        "b": {"B": b"this is not deflated"},
        "e": {"S": 'W/"x"'},
        "t": {"N": "1"},
        "f": later,
        "u": later,
        "g": {"N": "1"},
    }


@pytest.mark.parametrize(
    "item",
    [
        _fresh_answer(),
        {"pk": {"S": KEY}},
        {**_fresh_answer(), "b": {"S": "text, not bytes"}},
        {**_fresh_answer(), "f": {"S": "soon"}},
        {**_fresh_answer(), "s": {"M": {}}},
    ],
    ids=["corrupt body", "empty", "text body", "text time", "map status"],
)
def test_damaged_entry_is_replaced(
    functions: Functions, environment: Mapping[str, str], item: dict[str, Any]
) -> None:
    """A corrupt or foreign item under an answer's key counts as a miss."""
    _damage(environment, item)
    reply = functions.get(PATH, QUERY)
    assert (reply.status, reply.headers["X-Cache"]) == (200, "MISS")
    assert len(reply.json["tags"]["tag"]) == 3
    assert Functions().get(PATH, QUERY).headers["X-Cache"] == "HIT"


@pytest.mark.parametrize("log", [{"S": "x"}, {"B": b"nine bytes"}], ids=["text", "bytes"])
def test_damaged_call_log_admits_its_caller(
    functions: Functions, environment: Mapping[str, str], log: dict[str, Any]
) -> None:
    """A caller whose log is unreadable has the full quota."""
    caller = caller_key("203.0.113.7", environment["ADDRESS_KEY"])
    _damage(environment, {"pk": {"S": caller}, "v": {"N": "7"}, "l": log})
    reply = functions.get(PATH, QUERY)
    assert (reply.status, reply.headers["X-RateLimit-Remaining"]) == (200, "100")


@pytest.mark.parametrize("name", ["upstream#breaker", *(f"budget#{n}" for n in range(8))])
def test_damaged_breaker_or_budget_lets_calls_pass(
    functions: Functions, environment: Mapping[str, str], name: str
) -> None:
    """An unreadable state counts as a closed breaker or an unspent budget."""
    _damage(environment, {"pk": {"S": name}, "v": {"N": "3"}, "l": {"B": b"nine bytes"}})
    assert functions.get(PATH, QUERY).status == 200


def test_damaged_lease_makes_nobody_wait(
    functions: Functions, environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable lease counts as none."""
    _damage(environment, {"pk": {"S": "lease#" + KEY}, "a": {"S": "?"}, "x": {"N": "9" * 14}})
    monkeypatch.setattr(SingleFlight, "wait", lambda *_: pytest.fail("it waited"))
    assert functions.get(PATH, QUERY).status == 200


def _large(functions: Functions, lastfm: Simulator) -> Reply:
    import random  # noqa: PLC0415

    from local.simulator.faults import Fault  # noqa: PLC0415 (only here)

    noise = random.Random(1).randbytes(450_000).hex()  # noqa: S311 (incompressible, no secret)
    body = json.dumps({"tags": {"tag": [{"name": noise}], "@attr": {}}})
    lastfm.faults.add(Fault("body", body=body))
    return functions.get(PATH, QUERY)


def test_answer_too_large_for_an_item_is_served(
    functions: Functions, lastfm: Simulator, capfd: pytest.CaptureFixture[str]
) -> None:
    """An answer above 400 KB compressed is not stored, and is counted in a metric."""
    reply = _large(functions, lastfm)
    assert (reply.status, reply.headers["Cache-Status"]) == (200, "lastfm-gateway; fwd=miss")
    assert len(reply.text) > 900_000
    assert _metric(capfd.readouterr().out, "AnswerTooLarge") == 1


def test_no_lease_is_taken_when_the_table_cannot_be_read(
    functions: Functions,
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
) -> None:
    """A lease would make others wait for an answer that is never stored."""

    def fail(*_: object, **__: object) -> None:
        raise TableFault("ThrottlingException")

    monkeypatch.setattr(Table, "read", fail)
    for _ in range(2):
        reply = functions.get(PATH, QUERY)
        assert (reply.status, reply.headers["Cache-Status"]) == (200, "lastfm-gateway; fwd=miss")
    assert len(lastfm.log) == 2
    items = boto3.client("dynamodb").scan(TableName=environment["GATEWAY_TABLE"])["Items"]
    assert not [item for item in items if item["pk"]["S"].startswith(("lease#", "answer#"))]
