"""The pages on the deployed stack, over HTTP: API Gateway's root included."""

import re
from pathlib import Path

import pytest
import urllib3

from lastfm_gateway.faces.pages.assets import VIEWER
from local.stack import LocalStack
from tests.e2e.test_routes import call

ASSETS = Path(__file__).parents[2] / "functions/pages/assets"
http = urllib3.PoolManager(retries=False)


@pytest.mark.parametrize("path", ["", "/"])
def test_the_stages_root_is_the_home_page(stack: LocalStack, path: str) -> None:
    """With and without the last slash, with this deployment's own address in what it shows."""
    reply = call(stack, path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'action="{stack.base_url}/artist/getInfo"' in reply.data.decode()


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_other_verbs_at_the_root_are_405(stack: LocalStack, verb: str) -> None:
    """The page's function refuses them, not the one for unknown paths."""
    reply = call(stack, "/", verb=verb)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_documentation_and_its_files_come_from_the_deployment(stack: LocalStack) -> None:
    """The viewer's file arrives whole; the document names the deployment as its server."""
    page = call(stack, "/docs").data.decode()
    [viewer] = re.findall(r'src="([^"]+)"', page)
    [document] = re.findall(r'spec-url="([^"]+)"', page)
    assert viewer.startswith(stack.base_url)
    script = http.request("GET", viewer)
    assert script.data == (ASSETS / VIEWER).read_bytes()
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    described = http.request("GET", document).json()
    assert described["servers"][0]["url"] == stack.base_url
    assert {"/docs", "/status", "/artist/getInfo"} <= described["paths"].keys()


def test_status_counts_what_the_stack_did(stack: LocalStack) -> None:
    """JSON for scripts and HTML for browsers; a call to Last.fm shows with the next one."""
    for artist in ("The Pages", "Of The Status"):
        call(stack, "/artist/getInfo", {"artist": artist})
    found = call(stack, "/status").json()
    assert found["status"] in ("ok", "degraded", "down")
    assert found["lastfm"]["calls"] >= 1
    assert found["budget"]["left"] < found["budget"]["calls"]
    page = call(stack, "/status", headers={"Accept": "text/html"})
    assert "<svg" in page.data.decode()
