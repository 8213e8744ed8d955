"""Every route of the deployed stack, over HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest
import urllib3
import yaml

from lastfm_gateway import methods
from lastfm_gateway.methods.method import Auth
from local.stack import LocalStack
from tests.e2e.conftest import LIMIT
from tools.events import all_events

ROOT = Path(__file__).parents[2]
EVENTS = {str(path.relative_to(ROOT)): json.loads(text) for path, text in all_events()}
PATHS = list(yaml.safe_load((ROOT / "openapi.yaml").read_text())["paths"])
WRITES = [method.route for method in methods.all_methods() if method.auth is Auth.SESSION]
#: A user of whom no test imports a history.
USER = "newcomer-of-the-routes"
LIMITS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Cache")

http = urllib3.PoolManager(retries=False)


def call(
    stack: LocalStack, path: str, query: dict[str, str] | None = None, **rest: Any
) -> urllib3.BaseHTTPResponse:
    """Call the deployed gateway."""
    verb = rest.pop("verb", "GET")
    if verb == "GET":
        rest["fields"] = query
    return http.request(verb, stack.base_url + path, **rest)


def forget_upstream_log(stack: LocalStack) -> None:
    """Empty the simulator's log."""
    http.request("DELETE", f"{stack.simulator_url}/admin/log")


def upstream_calls(stack: LocalStack) -> list[str]:
    """Return the methods of the calls that reached the simulator since its log was emptied.

    Without the pages of histories that earlier tests' users have imported meanwhile.
    """
    log = http.request("GET", f"{stack.simulator_url}/admin/log").json()
    return [call["method"] for call in log if call["parameters"].get("user") in (None, USER)]


def check_headers(reply: urllib3.BaseHTTPResponse) -> None:
    """Fail when a response lacks a header that every response has."""
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    for name in LIMITS:
        assert name in reply.headers
        assert name in reply.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_every_sample_request_is_answered(stack: LocalStack, event: dict[str, Any]) -> None:
    """Samples with made-up secrets get Last.fm's refusal."""
    path = event["path"]
    reply = call(
        stack,
        path,
        event["queryStringParameters"],
        verb=event["httpMethod"],
        body=event["body"],
        headers={name: value for name, value in event["headers"].items() if name != "Host"},
    )
    if path == "/auth/login":
        assert reply.status == 302
        check_headers(reply)
        return
    refused = {"/auth/getSession": 403, "/auth/callback": 403, "/auth/getMobileSession": 403}
    refused |= dict.fromkeys(WRITES, 403) | {"/api/token": 400}
    if path == "/auth/getMobileSession" and event["httpMethod"] == "GET":
        refused[path] = 400
    refused["/docs/rapidoc.js"] = 404  # the file's name has its hash
    refused["/1/validate-token"] = 200  # it says that the sample's key is invalid
    needs_key = path.startswith(("/v1/", "/1/", "/share/")) and path not in refused
    is_shown = path in ("/", "/docs", "/svg") or path.endswith(("/overlay", ".svg"))
    is_open = path.startswith(("/v1/health", "/v1/openapi.json")) or is_shown
    made_up = needs_key and not is_open  # the sample's key
    assert reply.status == (401 if made_up else refused.get(path, 200))
    check_headers(reply)
    if path not in ("/health", "/openapi") and not is_shown:
        assert isinstance(reply.json(), dict)


@pytest.mark.parametrize("path", [path for path in PATHS if "{" not in path])
def test_every_route_answers_a_preflight(stack: LocalStack, path: str) -> None:
    """OPTIONS permits pages of the allowed origin."""
    reply = call(stack, path, verb="OPTIONS", headers={"Origin": "https://app.example"})
    assert reply.status == 204
    check_headers(reply)
    assert "OPTIONS" in reply.headers["Access-Control-Allow-Methods"]


def test_health_and_openapi_are_served(stack: LocalStack) -> None:
    """`/openapi` equals the committed document."""
    assert call(stack, "/health").data == b"OK"
    served = call(stack, "/openapi")
    assert served.headers["Content-Type"].startswith("application/yaml")
    assert served.data == (ROOT / "functions/system/openapi.yaml").read_bytes()


def test_second_request_is_a_hit(stack: LocalStack) -> None:
    """MISS, then HIT with one upstream call between them, by the simulator's own log."""
    forget_upstream_log(stack)
    query = {"artist": "Portishead", "lang": "fr"}
    first, second = (call(stack, "/artist/getInfo", query) for _ in range(2))
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert first.data == second.data
    assert upstream_calls(stack) == ["artist.getInfo"]


@pytest.mark.parametrize(
    ("path", "query", "status", "named"),
    [
        ("/artist/getCorrection", {}, 400, "artist"),
        ("/artist/getCorrection", {"artist": ""}, 400, "artist"),
        ("/artist/getInfo", {}, 400, "artist"),
        ("/user/getRecentTracks", {"user": USER, "limit": "0"}, 400, "limit"),
        ("/user/getRecentTracks", {"user": USER, "page": "x"}, 400, "page"),
        ("/user/getTopTracks", {"user": USER, "period": "day"}, 400, "period"),
        ("/artist/getInfo", {"artist": "x" * 1001}, 400, "artist"),
        ("/artist/getInfo", {"artist": "x", "callback": "f"}, 400, "callback"),
        ("/artist/getNothing", {}, 404, ""),
        ("/nowhere/at/all", {}, 404, ""),
    ],
)
def test_invalid_input_is_refused_in_the_error_shape(
    stack: LocalStack, path: str, query: dict[str, str], status: int, named: str
) -> None:
    """Each 4xx has CORS headers and the parameter's name, and makes no call."""
    forget_upstream_log(stack)
    reply = call(stack, path, query)
    assert reply.status == status
    assert set(reply.json()) == {"error", "message"}
    assert named in reply.json()["message"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert upstream_calls(stack) == []


def test_invalid_utf8_and_repeated_parameters_are_refused(stack: LocalStack) -> None:
    """No client library would send them."""
    for query in ("artist=%FF%FE", "artist=a&artist=b", "artist=a%00b", "artist=a%0d%0aX-Y:%20z"):
        reply = http.request("GET", f"{stack.base_url}/artist/getInfo?{query}")
        assert (reply.status, reply.json()["error"]) == (400, 6)
        assert "artist" in reply.json()["message"]
        assert "X-Y" not in reply.headers


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
def test_wrong_verb_is_405(stack: LocalStack, verb: str) -> None:
    """Allow names the right verbs, whichever function answers."""
    reply = call(stack, "/artist/getInfo", verb=verb)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, OPTIONS")
    check_headers(reply)


@pytest.mark.parametrize(
    ("verb", "path", "allowed", "shape"),
    [
        ("POST", "/health", "GET, HEAD, OPTIONS", {"error", "message"}),
        ("DELETE", "/openapi", "GET, HEAD, OPTIONS", {"error", "message"}),
        ("POST", "/auth/url", "GET, OPTIONS", {"error", "message"}),
        ("POST", "/auth/login", "GET, OPTIONS", {"error", "message"}),
        ("DELETE", "/auth/callback", "GET, OPTIONS", {"error", "message"}),
        ("POST", "/v1/keys", "GET, OPTIONS", {"error", "status"}),
        ("GET", "/v1/keys/0123456789abcdef", "DELETE, OPTIONS", {"error", "status"}),
    ],
)
def test_wrong_verb_on_an_own_path_is_405(
    stack: LocalStack, verb: str, path: str, allowed: str, shape: set[str]
) -> None:
    """405 with Allow from the path's own function, in the shape of its face."""
    reply = call(stack, path, verb=verb)
    assert (reply.status, reply.headers["Allow"]) == (405, allowed)
    assert set(reply.json()) == shape
    check_headers(reply)


def test_health_answers_head(stack: LocalStack) -> None:
    """An uptime monitor that sends HEAD is answered 200, without a body."""
    reply = call(stack, "/health", verb="HEAD")
    assert (reply.status, reply.data) == (200, b"")
    described = call(stack, "/openapi.json", verb="HEAD")
    assert (described.status, described.data) == (200, b"")


def test_names_with_special_characters_arrive_unchanged(stack: LocalStack) -> None:
    """Slashes, signs and other scripts are the same at Last.fm and in the response."""
    for artist in ("AC/DC", "Björk", "P!nk & Friends", "Tyler, the Creator"):
        reply = call(stack, "/artist/getInfo", {"artist": artist})
        assert reply.json()["artist"]["name"] == artist


def test_rate_limit_refuses_further_misses(stack: LocalStack) -> None:
    """Past the limit a miss is 429 with Retry-After, and hits still pass."""
    caller = {"X-Forwarded-For": "203.0.113.9"}
    for number in range(LIMIT):
        query = {"artist": "Radiohead", "page": str(number + 1), "limit": "1"}
        reply = call(stack, "/artist/getTopTracks", query, headers=caller)
        assert (reply.status, reply.headers["X-Cache"]) == (200, "MISS")
    refused = call(stack, "/artist/getTopTracks", {"artist": "Blur"}, headers=caller)
    assert (refused.status, refused.json()["error"]) == (429, 29)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    check_headers(refused)
    assert call(stack, "/artist/getTopTracks", query, headers=caller).headers["X-Cache"] == "HIT"
