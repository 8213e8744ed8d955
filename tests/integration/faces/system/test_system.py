"""The system family: paths that lead nowhere, and paths that another verb leads to."""

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
    """Call a path that no other function serves by that verb."""
    answer = handler(proxy_event(path, verb=verb, resource=ELSEWHERE), None)
    return Reply(answer["statusCode"], answer["headers"], answer["body"])


@pytest.mark.parametrize("path", ["/track/love", "/track/love/"])
def test_a_wrong_verb_is_405_with_and_without_a_closing_slash(system: Handler, path: str) -> None:
    """A client that reads what it should post is told the right verb, however it ends the path."""
    reply = _get(system, path, "GET")
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("path", ["/track/lov", "/track/love/x", "/", "//", "/nowhere/"])
def test_a_path_that_leads_nowhere_is_404(system: Handler, path: str) -> None:
    """No other path is taken for a route, by any verb."""
    for verb in ("GET", "DELETE"):
        reply = _get(system, path, verb)
        assert (reply.status, reply.json["error"]) == (404, 3)
