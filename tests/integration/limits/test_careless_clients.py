"""Calls that Last.fm cannot read: their caller is told what it said, and nobody else suffers."""

import pytest

from lastfm_gateway.limits.circuit_state import FAILURES_TO_OPEN, FIRST_OPEN_MS
from local.simulator import API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions
from tests.support.clock import Clock

JSON = {"format": "json"}
#: Reads that lack what they need, as a careless client sends them.
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
    """Functions that go by the test's clock, and never pause between tries."""
    from lastfm_gateway.composition import Runtime  # noqa: PLC0415 (patched below)

    start = Runtime.from_environment
    monkeypatch.setattr(Runtime, "from_environment", lambda: start(clock=clock))
    monkeypatch.setattr("lastfm_gateway.lastfm.transport.RETRY_BASE_SECONDS", 0.001)
    return functions


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("key", [{}, {"api_key": API_KEY}], ids=("placeholder", "own key"))
def test_an_empty_answer_goes_through_as_it_came(
    driven: Functions, lastfm: Simulator, status: int, key: dict[str, str]
) -> None:
    """A call that lacks a parameter: one try, and Last.fm's own `{}` with Last.fm's own status."""
    lastfm.faults.add(_empty(status))
    reply = driven.ask("artist.getInfo", **JSON, **key)
    assert (reply.status, reply.text) == (status, "{}")
    assert "Retry-After" not in reply.headers
    assert len(lastfm.log) == 1


def test_calls_that_lack_a_parameter_open_nothing(driven: Functions, lastfm: Simulator) -> None:
    """More of them than open the breaker, each failing: other callers are answered."""
    for status in (200, 400, 500):
        lastfm.faults.add(_empty(status))
        for method in LACKING:
            driven.ask(method, **JSON)
        lastfm.faults.clear()
    lastfm.faults.add(Fault("html"))
    for method in LACKING:
        assert driven.ask(method, **JSON).status == 500
    assert len(lastfm.log) == 4 * len(LACKING) > FAILURES_TO_OPEN
    lastfm.faults.clear()
    assert driven.ask("tag.getInfo", tag="rock", **JSON).status == 200


def test_writes_that_lack_a_parameter_open_nothing(driven: Functions, lastfm: Simulator) -> None:
    """The same with a session and the placeholder key: nothing is learnt from them."""
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
    assert driven.ask("tag.getInfo", tag="rock", **JSON).status == 200


def test_a_valid_call_with_an_empty_answer_is_no_outage(
    driven: Functions, lastfm: Simulator
) -> None:
    """`{}` goes through as it came here too, asks to wait, is not kept, and opens nothing."""
    lastfm.faults.add(_empty(500))
    for number in range(FAILURES_TO_OPEN + 1):
        reply = driven.ask("tag.getInfo", tag=f"tag {number}", **JSON)
        assert (reply.status, reply.text) == (500, "{}")
    lastfm.faults.clear()
    assert driven.ask("tag.getInfo", tag="rock", **JSON).status == 200


def test_a_careless_client_takes_no_probe(
    driven: Functions, lastfm: Simulator, clock: Clock
) -> None:
    """When a probe is due, calls that lack a parameter are refused, and the next one probes."""
    lastfm.faults.add(Fault("error", code=29, times=1))
    assert driven.ask("tag.getInfo", tag="one", **JSON).status == 429
    clock.later += FIRST_OPEN_MS / 1000 + 0.1
    for method in LACKING:
        refused = driven.ask(method, **JSON)
        assert (refused.status, refused.json["error"]) == (503, 11)
    assert len(lastfm.log) == 1
    assert driven.ask("tag.getInfo", tag="rock", **JSON).status == 200


def test_the_keys_limit_counts_whoever_meets_it(driven: Functions, lastfm: Simulator) -> None:
    """Error 29 is the key's, not the caller's: even a careless call's rests the fleet."""
    lastfm.faults.add(Fault("error", code=29, times=1))
    assert driven.ask("artist.getInfo", **JSON).status == 429
    assert driven.ask("tag.getInfo", tag="rock", **JSON).status == 503


def test_blank_parameters_are_no_carelessness(
    driven: Functions, lastfm: Simulator, clock: Clock
) -> None:
    """Players send `album=`: to Last.fm that is as good as none, and such a call probes."""
    lastfm.faults.add(Fault("error", code=29, times=1))
    driven.ask("tag.getInfo", tag="one", **JSON)
    clock.later += FIRST_OPEN_MS / 1000 + 0.1
    assert driven.ask("artist.getInfo", artist="Radiohead", mbid="", **JSON).status == 200
