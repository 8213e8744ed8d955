"""Every method through `/2.0/` equals the simulator's own answer, in both formats."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

import pytest
import urllib3

from lastfm_gateway import methods
from lastfm_gateway.lastfm.response_mapper import map_response
from lastfm_gateway.lastfm.signature import sign
from lastfm_gateway.methods.method import Auth, Method
from local.simulator import (
    API_KEY,
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    Simulator,
    session_key,
)
from local.simulator.methods import METHODS as SIMULATED
from tests.integration.conftest import Functions
from tools.events import all_events

METHODS = list(methods.all_methods())
SAMPLES = {
    event["path"]: event["queryStringParameters"] or dict(parse_qsl(event["body"] or ""))
    for _, text in all_events()
    if not (event := json.loads(text))["path"].startswith("/2.0")
}
NOW = 1_795_200_000
OURS = ("api_key", "api_sig", "format", "method")
FORMATS: tuple[dict[str, str], ...] = ({"format": "json"}, {})

http = urllib3.PoolManager(retries=False)


@pytest.fixture
def lastfm() -> Iterator[Simulator]:
    """A simulated Last.fm with a frozen clock."""
    with Simulator(now=lambda: NOW) as simulator:
        yield simulator


@pytest.fixture
def twin() -> Iterator[Simulator]:
    """An identical simulator, which is called without the gateway."""
    with Simulator(now=lambda: NOW) as simulator:
        yield simulator


def _sample(method: Method, *simulators: Simulator, api_key: str = API_KEY) -> dict[str, str]:
    """Return parameters that the method answers without error."""
    sample = dict(SAMPLES[method.route])
    good = {
        "sk": session_key("rj", api_key),
        "password": PASSWORDS["rj"],
        "timestamp": str(NOW - 100),
    }
    sample |= {name: value for name, value in good.items() if name in sample}
    if "token" in sample:
        tokens = {each.service.world.tokens.issue(api_key, NOW, "rj") for each in simulators}
        (sample["token"],) = tokens
    return sample


def _signed(
    method: Method, sample: dict[str, str], api_key: str = API_KEY, secret: str = SHARED_SECRET
) -> dict[str, str]:
    """Return what a client sends with an application's key and secret."""
    call = {"method": method.name, "api_key": api_key, **sample}
    return call if method.auth is Auth.NONE else {**call, "api_sig": sign(call, secret)}


def _check(functions: Functions, twin: Simulator, sent: dict[str, str], own: dict[str, str]) -> str:
    """Compare a call through the gateway with a direct one, and return its X-Cache."""
    reply = functions.post("/2.0/", **sent)
    raw = http.request("POST", twin.url, fields=own, encode_multipart=False)
    assert raw.status == 200
    assert reply.status == raw.status
    assert reply.headers["Content-Type"] == raw.headers["Content-Type"]
    assert reply.text.encode() == raw.data
    return reply.headers["X-Cache"]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_bytes_equal_last_fms(
    functions: Functions, lastfm: Simulator, twin: Simulator, method: Method
) -> None:
    """With the caller's own key and signature, and with neither, fresh and cached.

    Methods that are signed without a session need a caller with a secret of its own.
    """
    for form in FORMATS:
        sample = _sample(method, lastfm, twin, api_key=SECOND_API_KEY)
        own = _signed(method, sample, SECOND_API_KEY, SECOND_SHARED_SECRET) | form
        assert _check(functions, twin, own, own) == "BYPASS"
        if method.auth is Auth.SIGNED:
            continue
        sample = _sample(method, lastfm, twin)
        sent = {"method": method.name.lower(), **sample} | form
        uses = [_check(functions, twin, sent, own) for _ in range(2)]
        assert uses == (["MISS", "HIT"] if method.auth is Auth.NONE else ["BYPASS", "BYPASS"])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_rest_answer_equals_the_web_service_answer_but_for_lists(
    functions: Functions, lastfm: Simulator, twin: Simulator, method: Method
) -> None:
    """Only lists differ between the two faces."""
    sample = _sample(method, lastfm, twin)
    query = None if method.verb == "POST" else sample
    body = urlencode(sample) if method.verb == "POST" else None
    reply = functions.get(method.route, query, verb=method.verb, body=body)
    asked = lastfm.log[0].parameters  # with the defaults filled in; secrets are masked
    filled = {name: value for name, value in asked.items() if name not in OURS}
    own = _signed(method, {**filled, **sample}) | {"format": "json"}
    raw = http.request("POST", twin.url, fields=own, encode_multipart=False)
    assert (reply.status, raw.status) == (200, 200)
    assert reply.json == map_response(json.loads(raw.data), method.answer)


def test_simulator_has_every_declared_method() -> None:
    """The comparison covers every method that the gateway declares."""
    assert {method.name.lower() for method in METHODS} == SIMULATED.keys()
    assert "user.getTrackScrobbles" in {method.name for method in METHODS}
