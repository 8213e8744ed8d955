"""Cards on the deployed stack, over HTTP: every card, its pictures, and a Last.fm that is slow."""

import re
import time
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
import urllib3

from local import aws
from local.stack import LocalStack
from tests.e2e.test_fairness import wait_for_a_closed_circuit
from tests.e2e.test_keys import sign_in
from tests.e2e.test_routes import call, check_headers

KINDS = ("recent", "now", "top", "stats")

#: An image proxy gives up after three or four seconds.
SECONDS = 2.5
SLOW_MS = 10_000

http = urllib3.PoolManager(retries=False)


def svg(reply: urllib3.BaseHTTPResponse) -> str:
    """Return a card, after a check of status, type and form."""
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/svg+xml")
    check_headers(reply)
    text = reply.data.decode()
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 (our own)
    return text


@pytest.fixture
def slow_lastfm(stack: LocalStack) -> Iterator[None]:
    """A Last.fm that takes ten seconds for each answer. The circuit is closed before and after."""
    wait_for_a_closed_circuit(stack)
    faults = f"{stack.simulator_url}/admin/faults"
    http.request("POST", faults, json={"fault": f"delay:{SLOW_MS}"})
    yield
    http.request("DELETE", faults)
    wait_for_a_closed_circuit(stack)


@pytest.mark.parametrize("path", ["/svg", *(f"/card/{kind}.svg" for kind in KINDS)])
def test_every_card_is_a_picture(stack: LocalStack, path: str) -> None:
    """With covers from the simulator, which the stack loads in place of Last.fm's hosts."""
    reply = call(stack, path, {"user": "rj", "type": "albums"})
    assert "data:image/png;base64," in svg(reply)
    assert "X-Card-Error" not in reply.headers
    assert re.fullmatch(r"public, max-age=(60|5\d), s-maxage=\1", reply.headers["Cache-Control"])
    known = {"If-None-Match": reply.headers["ETag"]}
    again = call(stack, path, {"user": "rj", "type": "albums"}, headers=known)
    assert (again.status, again.data, again.headers["X-Cache"]) == (304, b"", "HIT")
    assert call(stack, path, verb="HEAD").headers["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/card/recent.svg", "no_user"),
        ("/card/recent.svg?user=nobody-at-all", "user_not_found"),
        ("/card/now.svg?user=hermit&theme=light", "hidden"),
        ("/card/none.svg?user=rj", "no_card"),
        ("/card/a/b", "no_card"),
        ("/share/rw_share_0/card/recent.svg", "invalid_link"),
        ("/share/rw_share_0/card/none.svg", "no_card"),
    ],
)
def test_errors_are_pictures(stack: LocalStack, path: str, error: str) -> None:
    """API Gateway refuses nothing itself: not one is JSON."""
    reply = http.request("GET", stack.base_url + path)
    svg(reply)
    assert reply.headers["X-Card-Error"] == error


def test_share_link_shows_hidden_listening(stack: LocalStack) -> None:
    """With a token that its user made after signing in."""
    key = sign_in(stack, "hermit").json()["key"]
    made = http.request(
        "POST", f"{stack.base_url}/v1/keys/share", headers={"Authorization": f"Bearer {key}"}
    )
    reply = call(stack, f"/share/{made.json()['key']}/card/recent.svg")
    assert "hermit" in svg(reply)
    assert "X-Card-Error" not in reply.headers
    assert reply.headers["Cache-Control"].startswith("public")


@pytest.mark.usefixtures("slow_lastfm")
def test_cold_card_is_in_time_though_last_fm_takes_ten_seconds(stack: LocalStack) -> None:
    """A picture before an image proxy gives up. The function has started; the users are new."""
    call(stack, "/card/recent.svg")
    for kind in KINDS:
        took, reply = timed(stack, kind, {"user": f"cold-{kind}"})
        assert reply.headers["X-Card-Error"] == "busy"
        assert took < SECONDS


@pytest.mark.usefixtures("slow_lastfm")
def test_first_card_of_an_environment_is_a_picture(stack: LocalStack) -> None:
    """Its start counts, and is as long as the machine makes it: here it is measured only."""
    restart(stack)
    timed(stack, "recent", {})
    restart(stack)
    _, reply = timed(stack, "recent", {"user": "cold-start"})
    assert reply.headers["X-Card-Error"] == "busy"


def restart(stack: LocalStack) -> None:
    """End all environments of the cards' function: with other memory it begins anew."""
    functions = aws.session().client("lambda", endpoint_url=stack.endpoint_url)
    name = aws.resources(stack.endpoint_url, "AWS::Lambda::Function")["CardsFunction"]
    memory = functions.get_function_configuration(FunctionName=name)["MemorySize"]
    functions.update_function_configuration(FunctionName=name, MemorySize=memory + 1)


def timed(
    stack: LocalStack, kind: str, query: dict[str, str]
) -> tuple[float, urllib3.BaseHTTPResponse]:
    """Return the seconds that a card takes, and the card."""
    started = time.monotonic()
    reply = call(stack, f"/card/{kind}.svg", query)
    took = round(time.monotonic() - started, 2)
    svg(reply)
    print(f"{kind} {query}: {took} s")  # noqa: T201 (the figures, with -s)
    return took, reply
