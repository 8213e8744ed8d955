"""Requests through CloudFront: whose limit they count for, and who is refused."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from lastfm_gateway.storage.secret_versions import READ_EVERY, VALID_FOR, SecretVersions
from local.simulator import SECOND_API_KEY, Simulator
from tests.integration.conftest import Functions, bearer, new_key
from tests.support.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

SECRET = "e" * 64
LIMITS = ("Limit", "Remaining", "Reset", "Reset-In")


def forwarded(address: str = "198.51.100.10", secret: str = SECRET) -> dict[str, str]:
    """Return the headers that CloudFront adds to a viewer's request."""
    return {
        "X-Cdn-Secret": secret,
        "X-Cdn-Host": "cdn.example",
        "CloudFront-Viewer-Address": f"{address}:40000",
    }


@pytest.fixture
def at_edge(
    functions: Functions, monkeypatch: pytest.MonkeyPatch, parameter_store_url: str
) -> Functions:
    """Functions of a deployment with Cdn=on, whose secret has no earlier value."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", parameter_store_url)
    monkeypatch.setenv("EDGE_SECRET", SECRET)
    monkeypatch.setenv("EDGE_SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:1:secret:none")
    return functions


def remaining(functions: Functions, headers: Mapping[str, str]) -> int:
    """Return what a caller has left after an uncached call."""
    reply = functions.get("/tag/getInfo", {"tag": "none"}, headers=headers)
    return int(reply.headers["X-RateLimit-Remaining"])


def test_viewers_have_limits_of_their_own(at_edge: Functions, lastfm: Simulator) -> None:
    """Two viewers behind one location of CloudFront's do not share one."""
    at_edge.get("/tag/getInfo", {"tag": "rock"}, headers=forwarded("198.51.100.10"))
    assert remaining(at_edge, {**forwarded("198.51.100.10"), **bearer(new_key())}) == 98
    assert remaining(at_edge, {**forwarded("198.51.100.11"), **bearer(new_key())}) == 100
    assert len(lastfm.log) == 2


@pytest.mark.parametrize("secret", ["", "wrong", "e" * 63])
def test_a_straight_caller_counts_by_their_own_address(at_edge: Functions, secret: str) -> None:
    """Whatever they write into the headers: each claim would be a fresh limit."""
    left = [
        int(
            at_edge.get(
                "/tag/getInfo", {"tag": f"rock{n}"}, headers=forwarded(f"198.51.100.{n}", secret)
            ).headers["X-RateLimit-Remaining"]
        )
        for n in (1, 2, 3)
    ]
    assert left == [99, 98, 97]


def test_what_cloudfront_keeps_tells_no_ones_quota(at_edge: Functions) -> None:
    """A caller whose quota is spent would make all others wait."""
    shared = at_edge.get("/tag/getInfo", {"tag": "rock"}, headers=forwarded())
    assert shared.headers["Cache-Control"].startswith("public")
    assert not [name for name in LIMITS if f"X-RateLimit-{name}" in shared.headers]
    assert not {"Age", "X-Accel-Expires"} & set(shared.headers)
    straight = at_edge.get("/tag/getInfo", {"tag": "rock"})
    assert {"Age", "X-Accel-Expires"} <= set(straight.headers)
    for reply in (
        at_edge.get("/tag/getInfo", {"tag": "rock"}),
        at_edge.get("/tag/getInfo", {"tag": ""}, headers=forwarded()),
        at_edge.get("/tag/getInfo", {"tag": "rock"}, headers={**forwarded(), **bearer(new_key())}),
        at_edge.get("/tag/getInfo", {"tag": "a", "api_key": SECOND_API_KEY}, headers=forwarded()),
    ):
        assert [name for name in LIMITS if f"X-RateLimit-{name}" in reply.headers] == list(LIMITS)


def test_a_hit_with_an_own_key_is_not_shared(functions: Functions) -> None:
    """The address of the answer holds the key: no cache but the caller's may store it."""
    functions.get("/tag/getInfo", {"tag": "rock"})
    own = functions.get("/tag/getInfo", {"tag": "rock", "api_key": SECOND_API_KEY})
    assert own.headers["X-Cache"] == "HIT"
    assert own.headers["Cache-Control"].startswith("private, ")
    functions.call_method("tag.getInfo", tag="rock", format="json")
    service = functions.call_method(
        "tag.getInfo", tag="rock", format="json", api_key=SECOND_API_KEY
    )
    assert service.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/tag/getInfo", {"error": 16}),
        ("/1/search/users", {"code": 403}),
        ("/v1/listening/stats", {"status": 403}),
        ("/auth/login", {"error": 16}),
    ],
)
def test_straight_callers_are_refused_before_anything_is_spent(
    at_edge: Functions,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    shape: Mapping[str, int],
) -> None:
    """403 in the face's shape, with CORS headers; no table is read, and Last.fm not called."""
    monkeypatch.setenv("CDN_ONLY", "on")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9")  # nobody listens
    for headers in ({}, forwarded(secret="wrong"), bearer("rw_live_" + "0" * 80)):
        reply = at_edge.get(path, {"tag": "rock"}, headers=headers)
        assert reply.status == 403
        assert shape.items() <= reply.json.items()
        assert "CDN" in reply.text
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cache-Control"] == "no-store"
    assert lastfm.log == []


def test_viewers_are_served_when_straight_callers_are_not(
    at_edge: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Preflights too."""
    monkeypatch.setenv("CDN_ONLY", "on")
    assert at_edge.get("/tag/getInfo", {"tag": "rock"}, headers=forwarded()).status == 200
    assert at_edge.get("/tag/getInfo", verb="OPTIONS", headers=forwarded()).status == 204


@pytest.fixture
def secrets(parameter_store_url: str) -> "SecretsManagerClient":
    """A client of Secrets Manager's stand-in."""
    return boto3.client("secretsmanager", endpoint_url=parameter_store_url)


def test_a_replaced_secret_is_valid_for_a_day(secrets: "SecretsManagerClient") -> None:
    """The current one is for ever: CloudFront may learn it before a function does."""
    old, new = (json.dumps({"value": letter * 64}) for letter in "on")
    made = secrets.create_secret(Name="edge", SecretString=old)["ARN"]
    secrets.put_secret_value(SecretId=made, SecretString=new)
    faults: list[str] = []
    clock = Clock()
    versions = SecretVersions(lambda: secrets, made, clock, lambda: faults.append("fault"))
    assert [versions.is_valid(sent) for sent in ("o" * 64, "n" * 64, "x" * 64)] == [
        *(True, True, False)
    ]
    clock.later = VALID_FOR + 60
    assert [versions.is_valid(sent) for sent in ("o" * 64, "n" * 64)] == [False, True]
    assert faults == []


def test_a_guess_does_not_hide_the_next_secret(secrets: "SecretsManagerClient") -> None:
    """An environment that has read the versions once reads them again for an unknown value."""
    old, new = (json.dumps({"value": letter * 64}) for letter in "on")
    made = secrets.create_secret(Name="guessed", SecretString=old)["ARN"]
    clock = Clock()
    versions = SecretVersions(lambda: secrets, made, clock, pytest.fail)
    assert not versions.is_valid("guess")
    secrets.put_secret_value(SecretId=made, SecretString=new)
    clock.later = READ_EVERY + 1
    assert versions.is_valid("n" * 64)


@pytest.mark.parametrize("text", ["text", '"text"', "[1]", "5", "{}"])
def test_a_malformed_secret_is_a_counted_fault(secrets: "SecretsManagerClient", text: str) -> None:
    """Somebody changed it by hand: callers are straight callers, and no request fails."""
    made = secrets.create_secret(Name=f"malformed-{len(text)}", SecretString=text)["ARN"]
    faults: list[str] = []
    versions = SecretVersions(lambda: secrets, made, Clock(), lambda: faults.append("fault"))
    assert not versions.is_valid("anything")
    assert faults == ["fault"]


def test_unknown_secrets_cause_few_reads() -> None:
    """Anybody may send one. A fault is counted, and the secret read again a minute later."""
    reads: list[str] = []
    faults: list[str] = []
    clock = Clock()

    def connect() -> "SecretsManagerClient":
        reads.append("read")
        raise EndpointConnectionError(endpoint_url="https://secretsmanager.example")

    versions = SecretVersions(connect, "none", clock, lambda: faults.append("fault"))
    assert not any(versions.is_valid(str(n)) for n in range(100))
    clock.later = READ_EVERY + 1
    assert not versions.is_valid("1")
    assert (len(reads), len(faults)) == (2, 2)
