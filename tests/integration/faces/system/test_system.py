"""The system family: unknown paths and wrong verbs."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from lastfm_gateway.faces.system.handler import ELSEWHERE, system_handler
from lastfm_gateway.http.handler import Handler
from tests.integration.conftest import Reply
from tools.proxy_event import proxy_event

DESCRIPTION = Path(__file__).parents[4] / "functions/system/openapi.yaml"


@pytest.fixture
def system(environment: Mapping[str, str]) -> Handler:
    """The handler of the system family."""
    assert environment
    return system_handler(DESCRIPTION)


def _get(handler: Handler, path: str, verb: str) -> Reply:
    """Call a path with a verb that no other function serves."""
    answer = handler(proxy_event(path, verb=verb, resource=ELSEWHERE), None)
    return Reply(answer["statusCode"], answer["headers"], answer["body"])


@pytest.mark.parametrize("path", ["/track/love", "/track/love/"])
def test_wrong_verb_is_405_with_and_without_a_trailing_slash(system: Handler, path: str) -> None:
    """The Allow header names the right verb either way."""
    reply = _get(system, path, "GET")
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, OPTIONS")


def test_health_answers_head(system: Handler) -> None:
    """HEAD /health is 200 with the headers of GET and no body."""
    get, head = (
        system(proxy_event("/health", verb=verb, resource="/health"), None)
        for verb in ("GET", "HEAD")
    )
    assert (get["statusCode"], get["body"]) == (200, "OK")
    assert (head["statusCode"], head["body"]) == (200, "")
    assert head["headers"]["Cache-Control"] == get["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "verb", "allowed"),
    [
        ("/health", "POST", "GET, HEAD, OPTIONS"),
        ("/openapi", "POST", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "DELETE", "GET, HEAD, OPTIONS"),
    ],
)
def test_wrong_verb_on_an_own_path_is_405(
    system: Handler, path: str, verb: str, allowed: str
) -> None:
    """Allow names the verbs that the path takes."""
    answer = system(proxy_event(path, verb=verb, resource=path), None)
    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["/track/lov", "/track/love/x", "/", "//", "/nowhere/"])
def test_unknown_path_is_404(system: Handler, path: str) -> None:
    """It is 404 with every verb."""
    for verb in ("GET", "DELETE"):
        reply = _get(system, path, verb)
        assert (reply.status, reply.json["error"]) == (404, 3)
