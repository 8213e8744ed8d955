"""Hostile request bodies and sessions against the deployed gateway."""

from typing import Any

import pytest
import urllib3

from local import aws
from local.stack import LocalStack
from tests.e2e.test_scrobble_queue import depth, down, scrobble
from tests.support.writer import Writer

__all__ = ["down"]  # the fixture

http = urllib3.PoolManager(retries=False)
FORM = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "203.0.113.77"}
FLOOD = "&".join(f"a{number}=1" for number in range(450_000))
LONG = "artist=" + "x" * 4_500_000
ASKED = "method=artist.getInfo&format=json&"


def post(stack: LocalStack, body: str) -> urllib3.BaseHTTPResponse:
    """Post a form to the web service."""
    return http.request("POST", f"{stack.base_url}/2.0/?format=json", body=body, headers=FORM)


def upstream_log(stack: LocalStack) -> list[dict[str, Any]]:
    """Return the calls that reached the simulator since its log was emptied."""
    calls: list[dict[str, Any]] = http.request("GET", f"{stack.simulator_url}/admin/log").json()
    return calls


@pytest.mark.parametrize("body", [FLOOD, LONG], ids=("450,000 parameters", "one of 4.5 MB"))
@pytest.mark.parametrize("key", ["", "api_key=" + "f" * 32 + "&"], ids=("shared", "own key"))
def test_large_form_is_413(stack: LocalStack, body: str, key: str) -> None:
    """4.5 MB are refused in the requested format, without a call or quota."""
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    before, reply = post(stack, ASKED), post(stack, ASKED + key + body)
    assert (reply.status, reply.json()["error"]) == (413, 6)
    left = [int(it.headers["X-RateLimit-Remaining"]) for it in (before, reply)]
    assert left[1] >= left[0]
    sent = [call for call in upstream_log(stack) if call["method"] == "artist.getInfo"]
    assert all(len(call["parameters"]) < 10 for call in sent)


def test_body_of_a_get_does_not_change_the_cached_answer(stack: LocalStack) -> None:
    """Other callers get the answer to the address alone."""
    url = f"{stack.base_url}/2.0/?method=chart.getTopTags&format=json&limit=7"
    evil = "method=artist.getInfo&artist=Evil&format=json"
    hostile = http.request("GET", url, body=evil, headers=FORM)
    assert (hostile.status, list(hostile.json())) == (200, ["tags"])
    assert http.request("GET", url).data == hostile.data


@pytest.mark.parametrize("verb", ["HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/2.0", "/2.0/"])
def test_other_verbs_are_405_with_allow(stack: LocalStack, path: str, verb: str) -> None:
    """The error has the security headers."""
    reply = http.request(verb, stack.base_url + path)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST, OPTIONS")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_api_gateways_errors_have_the_security_headers(stack: LocalStack) -> None:
    """HSTS is missing without a custom domain."""
    reply = http.request("GET", f"{stack.base_url}/artist/getCorrection")
    assert reply.status == 400
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "Strict-Transport-Security" not in reply.headers


def test_forged_sessions_fill_no_queue(stack: LocalStack, down: str, writer: Writer) -> None:
    """With Last.fm failing, twenty forged scrobbles are 503, and both queues stay empty."""
    assert down
    sqs = aws.session().client("sqs", endpoint_url=stack.endpoint_url)
    outputs = aws.deployed_stack(stack.endpoint_url).outputs
    queues = [outputs[name] for name in ("ScrobbleQueueUrl", "ScrobbleFailuresUrl")]
    before = [depth(sqs, url) for url in queues]
    replies = [
        scrobble(stack, writer, "Forged", writer.start, f"{number:032x}") for number in range(20)
    ]
    assert {reply.status for reply in replies} == {503}
    assert [depth(sqs, url) for url in queues] == before
