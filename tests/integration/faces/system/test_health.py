"""The deployment's health, as Rewind's clients read it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.system.handler import system_handler
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.window import Window
from tests.integration.faces.system.test_system import DESCRIPTION
from tests.support.rewind_library import Health, SyncHealth
from tools.proxy_event import proxy_event

type Get = Callable[..., dict[str, Any]]


@pytest.fixture
def get(environment: Mapping[str, str]) -> Get:
    """Calls a path of the system family without a key."""
    assert environment
    handler = system_handler(DESCRIPTION)
    return lambda path, verb="GET", resource=None: handler(
        proxy_event(path, verb=verb, resource=resource or path), None
    )


def test_health_has_the_time(get: Get) -> None:
    """It needs no key, and may be cached for 30 seconds."""
    answer = get("/v1/health")
    assert answer["statusCode"] == 200
    Health.model_validate(json.loads(answer["body"]))
    assert answer["headers"]["Cache-Control"] == "public, max-age=30"


def test_sync_health_tells_nothing_about_users(get: Get) -> None:
    """The answer is the same whoever's history is stored. Unknown figures are null."""
    before = get("/v1/health/sync")
    SyncHealth.model_validate(json.loads(before["body"]))
    play = Scrobble(5, TrackNames("Air", "", "Run", ""))
    Runtime.from_environment().history.replace("somebody", Window(0, 10), [play])
    after = get("/v1/health/sync")
    assert (after["statusCode"], after["body"]) == (200, before["body"])
    state = json.loads(after["body"])["domains"]["listening"]
    assert {state[name] for name in ("last_sync", "items_synced", "duration_ms", "error")} == {None}


def test_openapi_document_at_the_root_names_the_deployment(get: Get) -> None:
    """Its server is absolute, since viewers do not resolve a relative one; HEAD and 304 work."""
    answer = get("/openapi.json")
    [server] = json.loads(answer["body"])["servers"]
    assert server["url"] == "https://abc123.execute-api.eu-central-1.amazonaws.com/live"
    head = get("/openapi.json", "HEAD")
    assert (head["statusCode"], head["body"]) == (200, "")
    assert head["headers"]["ETag"] == answer["headers"]["ETag"]


def test_openapi_document_is_served_as_json(get: Get) -> None:
    """Without a key, for five minutes; the server is the URL two levels up. 405 is of /v1."""
    answer = get("/v1/openapi.json")
    assert answer["statusCode"] == 200
    document = json.loads(answer["body"])
    assert document["openapi"].startswith("3.1")
    assert document["servers"][0]["url"] == ".."
    assert "/v1/listening/recent" in document["paths"]
    assert answer["headers"]["Cache-Control"] == "public, max-age=300"
    refused = get("/v1/openapi.json", verb="DELETE")
    assert (refused["statusCode"], json.loads(refused["body"])["status"]) == (405, 405)


@pytest.mark.parametrize(
    ("path", "verb", "resource", "status"),
    [
        ("/v1/health/users", "GET", "/v1/health/{proxy+}", 404),
        ("/v1/health/sync", "POST", "/v1/health/{proxy+}", 405),
        ("/v1/health/sync", "POST", None, 405),
        ("/v1/health", "DELETE", None, 405),
    ],
)
def test_errors_below_health_have_the_shape_of_v1(
    get: Get, path: str, verb: str, resource: str | None, status: int
) -> None:
    """Other paths of the family keep Last.fm's shape."""
    answer = get(path, verb, resource)
    assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (status, status)
    other = get("/nowhere", "GET", "/{proxy+}")
    assert json.loads(other["body"]).keys() == {"error", "message"}
