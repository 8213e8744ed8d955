"""Bearer keys never reach Last.fm, whichever face and parameter they come in."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlencode

import boto3
import pytest

from lastfm_gateway import methods
from lastfm_gateway.errors import KeyNotPassedOn
from lastfm_gateway.keys.token import KeyKind, generate_token
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.storage.sqs import BatchHandler
from local.simulator import SECOND_API_KEY, Simulator, session_key
from tests.integration.conftest import (
    Functions,
    Queues,
    Reply,
    bearer,
    new_key,
    new_session_key,
)
from tests.support.poller import poll, receive
from tests.support.scrobbles import START, delivered
from tools.events import all_events
from tools.openapi.route import Route, declarations
from tools.openapi.routes import all_routes

RADIOHEAD = {"method": "artist.getInfo", "artist": "Radiohead", "format": "json"}
ROUTES = [route for route in all_routes() if route.family not in ("system", "pages", "webservice")]
SAMPLES = {
    (route.path, route.verb): json.loads(text)
    for route, (_, text) in zip(all_routes(), all_events(), strict=True)
}


@pytest.fixture
def wire(lastfm: Simulator, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that the simulator was sent, unmasked: query, body and headers of each call."""
    sent: list[str] = []
    receive_call = lastfm.receive

    def spy(verb: str, query: str, body: bytes, headers: dict[str, str]) -> object:
        sent.append(unquote_plus(f"{query}&{body.decode()}&{headers}"))
        return receive_call(verb, query, body, headers)

    monkeypatch.setattr(lastfm, "receive", spy)
    return sent


@pytest.fixture(params=["at the face", "at the last check"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a key is stopped: at the face, or by the client if no face checks."""
    where: str = request.param
    if where == "at the last check":
        for module in ("methods.validation", "faces.webservice.handler"):
            monkeypatch.setattr(f"lastfm_gateway.{module}.holds_token", lambda _: False)
    return where


def _call(functions: Functions, route: Route, sent: dict[str, str], key: str, **rest: Any) -> Reply:
    """Call a route with its changed sample."""
    event = SAMPLES[route.path, route.verb]
    variables = {**(event["pathParameters"] or {}), **rest.pop("variables", {})}
    query, body = (sent, None) if route.verb != "post" else (None, urlencode(sent))
    if route.needs_key and route.verb == "post":
        body = json.dumps(sent)
    path = re.sub(r"\{(\w+)\}", lambda found: variables.get(found[1], "rj"), route.path)
    return functions.get(
        path,
        query,
        verb=route.verb.upper(),
        resource=event["resource"],
        variables=variables or None,
        headers=bearer(key) if route.needs_key else None,
        body=body,
    )


def _sample(route: Route) -> dict[str, str]:
    event = SAMPLES[route.path, route.verb]
    body = event["body"]
    if route.verb == "post" and body:
        fields = body.split("&") if not body.startswith("{") else []
        form = dict(pair.split("=", 1) for pair in fields)
        return json.loads(body) if body.startswith("{") else form
    return dict(event["queryStringParameters"] or {})


@pytest.mark.parametrize("family", sorted({route.family for route in ROUTES}))
def test_key_in_a_rest_parameter_is_never_sent(
    functions: Functions, wire: list[str], place: str, family: str
) -> None:
    """It is refused in declared and undeclared parameters, names, `api_key` and path variables."""
    admits, key = new_key("admin"), new_key()
    inside = f"https://example.org/?next={key}#x"  # an address, for the parameter that is one
    for route in ROUTES:
        if route.family != family:
            continue
        sample = _sample(route)
        names = [*declarations(route), "api_key", "extra", "sk", "token"]
        changed = [{**sample, name: inside} for name in names]
        replies = [_call(functions, route, sent, admits) for sent in [*changed, {key: "1"}]]
        replies += [
            _call(functions, route, sample, admits, variables={variable: key})
            for variable in re.findall(r"\{(\w+)\}", route.path)
        ]
        statuses = {reply.status for reply in replies}
        without_queue = {503} if route.path.endswith("/import") else set[int]()
        refused = {401} if route.takes_share_token or route.family == "listenbrainz" else set[int]()
        allowed = {200, 201, 204, 302, 400, 403, 404, 429} | without_queue | refused
        assert statuses <= allowed, (place, route.path)
    assert not [call for call in wire if "rw_" in call.lower()]


@pytest.mark.parametrize("family", methods.FAMILIES)
def test_key_in_a_web_service_parameter_is_never_sent(
    functions: Functions, wire: list[str], place: str, family: str
) -> None:
    """Each method's parameters are tried by GET, with a session so that they are signed here."""
    key = new_key()
    for method in methods.of_family(family):
        for name in (*method.parameters.declarations(), "sk", "raw", "extra", key):
            sent = {"sk": "0" * 32, "method": method.name, name: f"a {key}"}
            reply = functions.get("/2.0/", sent)
            assert reply.status in (200, 400, 403, 404, 429), place
    assert not [call for call in wire if "rw_" in call.lower()]


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_key_beside_a_callers_own_api_key_is_never_sent(
    functions: Functions, wire: list[str], place: str, verb: str
) -> None:
    """Requests that are passed on unchanged hold no bearer key in any parameter."""
    key = new_key()
    for name in ("method", "artist", "api_sig", "sk", "token", "password", "lang", "extra", key):
        for value in (key, key.upper(), key[:-1]):
            sent = {**RADIOHEAD, "api_key": SECOND_API_KEY, name: value}
            query, body = (sent, None) if verb == "GET" else (None, urlencode(sent))
            assert functions.get("/2.0/", query, verb=verb, body=body).status == 400, place
    assert wire == []


@pytest.mark.parametrize("mode", ["open", "keyed"])
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_key_as_api_key_admits_an_old_client(
    functions: Functions, wire: list[str], monkeypatch: pytest.MonkeyPatch, mode: str, verb: str
) -> None:
    """`api_key=rw_…`, with any signature, is answered with the deployment's key."""
    monkeypatch.setenv("ACCESS_MODE", mode)
    kind: KeyKind = "read" if verb == "GET" else "admin"
    sent = {**RADIOHEAD, "api_key": new_key(kind), "api_sig": "0" * 32}
    query, body = (sent, None) if verb == "GET" else (None, urlencode(sent))
    first, second = (functions.get("/2.0/", query, verb=verb, body=body) for _ in range(2))
    assert (first.json["artist"]["name"], first.headers["X-Cache"]) == ("Radiohead", "MISS")
    assert (second.headers["X-Cache"], second.text) == ("HIT", first.text)
    assert second.headers["Cache-Control"].startswith("private")
    assert len(wire) == 1
    assert "rw_" not in wire[0]
    assert "api_sig" not in wire[0]


@pytest.mark.parametrize("mode", ["open", "keyed"])
def test_invalid_key_is_401_even_on_a_hit(
    functions: Functions, wire: list[str], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Forged, malformed and expired keys are refused, as `api_key` and as bearer."""
    monkeypatch.setenv("ACCESS_MODE", mode)
    assert functions.get("/2.0/", RADIOHEAD, headers=bearer(new_key())).status == 200
    for bad in ("rw_live_" + "0" * 80, "rw_live_x", "rw_admin_", new_key(expires=1)):
        reply = functions.get("/2.0/", {**RADIOHEAD, "api_key": bad})
        assert (reply.status, reply.json["error"]) == (401, 10)
    reply = functions.get("/2.0/", RADIOHEAD, headers=bearer("rw_live_" + "0" * 80))
    assert (reply.status, reply.json["error"]) == (401, 10)
    assert len(wire) == 1


def test_session_is_accepted_beside_the_key(functions: Functions, wire: list[str]) -> None:
    """A call of an old client with a bearer key and a session is signed here."""
    sent = {"method": "user.getInfo", "sk": session_key("hermit"), "api_sig": "0" * 32}
    reply = functions.post("/2.0/", **sent, format="json", api_key=new_key())
    assert reply.json["user"]["name"] == "hermit"
    assert "rw_" not in wire[0]


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_uuid_of_a_write_key_is_never_sent_as_a_key(
    functions: Functions, wire: list[str], verb: str
) -> None:
    """It is a key of the ListenBrainz face only: elsewhere 401, as it is no key of Last.fm's."""
    text = new_session_key("write", "rj", session_key("rj")).listenbrainz_token or ""
    for sent in (text, text.upper(), f" {text}"):
        parameters = {**RADIOHEAD, "api_key": sent}
        body, query = (urlencode(parameters), None) if verb == "POST" else (None, parameters)
        reply = functions.get("/2.0/", query, verb=verb, body=body)
        assert (reply.status, reply.json["error"]) == (401, 10)
    for header in (bearer(text), bearer(text.upper())):
        assert functions.get("/2.0/", RADIOHEAD, headers=header).status == 401
        assert functions.get("/artist/getInfo", RADIOHEAD, headers=header).status == 401
    assert functions.get("/artist/getInfo", {**RADIOHEAD, "api_key": text}).status == 401
    assert wire == []


def test_refused_key_costs_no_quota(functions: Functions, wire: list[str]) -> None:
    """The error names the parameter and not the key, and nothing is sent."""
    key = new_key()
    replies = [
        functions.get("/artist/getInfo", {"artist": f"x {key}"}),
        functions.get("/2.0/", {**RADIOHEAD, "artist": key}),
        functions.post("/2.0/", **{**RADIOHEAD, "artist": key, "api_key": SECOND_API_KEY}),
    ]
    for reply in replies:
        assert (reply.status, reply.json["error"]) == (400, 6)
        assert "artist contains a key" in reply.json["message"]
        assert key[-60:] not in reply.text
        assert reply.headers["X-RateLimit-Remaining"] == "100"
    assert wire == []


def _everywhere(key: str) -> Iterator[dict[str, str]]:
    yield {"artist": key}
    yield {key: "artist"}
    yield {"a": "b", "user": f"rj?{key}"}


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("kind", ["share", "read", "write", "admin"])
def test_lastfm_client_refuses_to_send_a_key(lastfm: Simulator, verb: str, kind: KeyKind) -> None:
    """The client raises before it opens a connection, whoever calls it."""
    key, _ = generate_token(kind)
    client = Transport(lastfm.url, "test")
    for parameters in _everywhere(key):
        with pytest.raises(KeyNotPassedOn):
            client.send(verb, {"method": "artist.getInfo", **parameters}, Deadline.after(5))
    assert lastfm.log == []


def test_queued_scrobble_with_a_key_goes_to_the_dlq(
    queues: Queues, worker: BatchHandler, lastfm: Simulator, functions: Functions
) -> None:
    """A message from before this check is never sent."""
    assert functions
    parameters = {"sk": "s", "artist": new_key(), "track": "t", "timestamp": str(START)}
    boto3.client("sqs").send_message(
        QueueUrl=queues.waiting,
        MessageBody=json.dumps({"parameters": parameters, "sealed": False}),
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    assert poll(queues.waiting, worker) == []
    assert len(receive(queues.failures)) == 1
    assert delivered(lastfm) == []
