"""Calls with missing parameters: their caller gets Last.fm's answer, nobody else is affected."""

import pytest

from lastfm_gateway.limits.circuit_state import FAILURES_TO_OPEN, FIRST_OPEN_MS
from local.simulator import API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions
from tests.support.clock import Clock

JSON = {"format": "json"}
#: Reads without their required parameters.
LACKING = [
    "artist.getInfo",
    "artist.getSimilar",
    "artist.getTopTags",
    "user.getInfo",
    "tag.getInfo",
]


def _empty(status: int) -> Fault:
    return Fault("body", status=status, body="{}")


@pytest.fixture
def driven(functions: Functions, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Functions:
    """Functions on the test's clock, without pauses between tries."""
    from lastfm_gateway.composition import Runtime  # noqa: PLC0415 (patched below)

    start = Runtime.from_environment
    monkeypatch.setattr(Runtime, "from_environment", lambda: start(clock=clock))
    monkeypatch.setattr("lastfm_gateway.lastfm.transport.RETRY_BASE_SECONDS", 0.001)
    return functions


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("key", [{}, {"api_key": API_KEY}], ids=("placeholder", "own key"))
def test_empty_response_to_an_incomplete_call_is_passed_on(
    driven: Functions, lastfm: Simulator, status: int, key: dict[str, str]
) -> None:
    """A call that lacks a parameter is tried once and gets Last.fm's own `{}` and status."""
    lastfm.faults.add(_empty(status))
    reply = driven.call_method("artist.getInfo", **JSON, **key)
    assert (reply.status, reply.text) == (status, "{}")
    assert "Retry-After" not in reply.headers
    assert len(lastfm.log) == 1


def test_incomplete_calls_do_not_open_the_breaker(driven: Functions, lastfm: Simulator) -> None:
    """More failing incomplete calls than open the breaker leave other callers served."""
    for status in (200, 400, 500):
        lastfm.faults.add(_empty(status))
        for method in LACKING:
            driven.call_method(method, **JSON)
        lastfm.faults.clear()
    lastfm.faults.add(Fault("html"))
    for method in LACKING:
        assert driven.call_method(method, **JSON).status == 500
    assert len(lastfm.log) == 4 * len(LACKING) > FAILURES_TO_OPEN
    lastfm.faults.clear()
    assert driven.call_method("tag.getInfo", tag="rock", **JSON).status == 200


def test_incomplete_writes_do_not_open_the_breaker(driven: Functions, lastfm: Simulator) -> None:
    """The same with a session and the placeholder key."""
    lastfm.faults.add(_empty(500))
    for method in (
        "track.love",
        "track.unlove",
        "album.addTags",
        "artist.addTags",
        "track.addTags",
    ):
        driven.post("/2.0/", method=method, sk="none", format="json")
    assert len(lastfm.log) == 5
    lastfm.faults.clear()
    assert driven.call_method("tag.getInfo", tag="rock", **JSON).status == 200


def test_empty_response_to_a_valid_call_does_not_open_the_breaker(
    driven: Functions, lastfm: Simulator
) -> None:
    """`{}` is passed on with Retry-After, and not stored."""
    lastfm.faults.add(_empty(500))
    for number in range(FAILURES_TO_OPEN + 1):
        reply = driven.call_method("tag.getInfo", tag=f"tag {number}", **JSON)
        assert (reply.status, reply.text) == (500, "{}")
    lastfm.faults.clear()
    assert driven.call_method("tag.getInfo", tag="rock", **JSON).status == 200


def test_incomplete_call_is_never_the_probe(
    driven: Functions, lastfm: Simulator, clock: Clock
) -> None:
    """While a probe is due, incomplete calls are refused and the next valid call probes."""
    lastfm.faults.add(Fault("error", code=29, times=1))
    assert driven.call_method("tag.getInfo", tag="one", **JSON).status == 429
    clock.later += FIRST_OPEN_MS / 1000 + 0.1
    for method in LACKING:
        refused = driven.call_method(method, **JSON)
        assert (refused.status, refused.json["error"]) == (503, 11)
    assert len(lastfm.log) == 1
    assert driven.call_method("tag.getInfo", tag="rock", **JSON).status == 200


def test_error_29_opens_the_breaker_for_incomplete_calls_too(
    driven: Functions, lastfm: Simulator
) -> None:
    """The limit is the key's, so any call that meets it stops the fleet."""
    lastfm.faults.add(Fault("error", code=29, times=1))
    assert driven.call_method("artist.getInfo", **JSON).status == 429
    assert driven.call_method("tag.getInfo", tag="rock", **JSON).status == 503


def test_blank_parameters_are_valid(driven: Functions, lastfm: Simulator, clock: Clock) -> None:
    """Players send `album=`, which Last.fm treats as absent, and such a call may probe."""
    lastfm.faults.add(Fault("error", code=29, times=1))
    driven.call_method("tag.getInfo", tag="one", **JSON)
    clock.later += FIRST_OPEN_MS / 1000 + 0.1
    assert driven.call_method("artist.getInfo", artist="Radiohead", mbid="", **JSON).status == 200
