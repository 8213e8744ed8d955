"""Errors of `/2.0/`: Last.fm's own unchanged, the gateway's in Last.fm's shape."""

import pytest

from local.simulator import (
    SECOND_API_KEY,
    Simulator,
)
from local.simulator.faults import Fault
from tests.integration.conftest import Functions

JSON = {"format": "json"}
RADIOHEAD = {"artist": "Radiohead"}


def test_jsonp_wraps_errors(functions: Functions) -> None:
    """Errors of the gateway and of Last.fm come as a script, with their status."""
    unknown = functions.call_method("tag.getNothing", callback="f", **JSON)
    assert (unknown.status, unknown.headers["Content-Type"]) == (400, "text/javascript")
    assert unknown.text.startswith('f({"error":3,')
    missing = functions.call_method("tag.getInfo", callback="f", **JSON)
    assert missing.text.startswith('f({"error":6,')


def test_upstream_errors_are_passed_on_unchanged(functions: Functions, lastfm: Simulator) -> None:
    """Body and status are Last.fm's in both formats; only "not found" is cached."""
    gone = {"user": "nobody-at-all"}
    for form, start in ((JSON, '{"error":6,"message":"User not found"'), ({}, "<?xml")):
        replies = [functions.call_method("user.getInfo", **gone, **form) for _ in range(2)]
        assert [reply.status for reply in replies] == [404, 404]
        assert replies[0].text.startswith(start)
        assert [reply.headers["X-Cache"] for reply in replies] == ["MISS", "HIT"]
        assert replies[1].headers["Cache-Control"].startswith("public, max-age=300,")
    lastfm.log.clear()
    for _ in range(2):
        old = functions.call_method("geo.getTopArtists", **JSON)
        assert (old.status, old.json["error"], old.json["links"]) == (200, 6, [])
        hidden = functions.call_method("user.getRecentTracks", user="hermit")
        assert (hidden.status, '<error code="17">' in hidden.text) == (403, True)
    assert len(lastfm.log) == 4


@pytest.mark.parametrize("form", [JSON, {}], ids=("json", "xml"))
@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("html"), 500, 8),
        (Fault("html-200"), 500, 8),
        (Fault("truncated"), 500, 8),
        (Fault("empty"), 500, 8),
        (Fault("drop"), 500, 8),
        (Fault("wrong-user"), 500, 8),
        (Fault("error", code=8), 500, 8),
        (Fault("error", code=11), 503, 11),
        (Fault("error", code=29), 429, 29),
    ],
    ids=lambda value: f"{value.kind}-{value.code}" if isinstance(value, Fault) else "",
)
def test_upstream_fault_is_an_error_in_the_requested_format(  # noqa: PLR0913, PLR0917 (one row of the table)
    functions: Functions,
    lastfm: Simulator,
    fault: Fault,
    status: int,
    code: int,
    form: dict[str, str],
) -> None:
    """It is not cached and has Retry-After."""
    lastfm.faults.add(fault)
    reply = functions.call_method("user.getTopArtists", user="rj", **form)
    assert reply.status == status
    assert reply.headers["Cache-Control"] == "no-store"
    assert int(reply.headers["Retry-After"]) > 0
    if form:
        assert reply.json["error"] == code
        assert reply.headers["Content-Type"] == "application/json"
    else:
        assert f'<lfm status="failed"><error code="{code}">' in reply.text
        assert reply.headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_rate_limit_error_has_the_requested_format(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Error 29 has Retry-After; callers' own keys count too, and hits do not."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    functions.call_method("chart.getTopTags")
    functions.call_method("chart.getTopTags", api_key=SECOND_API_KEY)
    refused = functions.call_method("chart.getTopTracks")
    assert refused.status == 429
    assert '<error code="29">' in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert functions.call_method("chart.getTopTags").headers["X-Cache"] == "HIT"


def test_unknown_method_is_error_3_without_a_call(functions: Functions, lastfm: Simulator) -> None:
    """The bytes equal the simulator's."""
    for form in (JSON, {}):
        ours = functions.call_method("artist.getNothing", **form)
        own = functions.call_method("artist.getNothing", api_key=SECOND_API_KEY, **form)
        assert (ours.status, ours.text) == (own.status, own.text)
        assert ours.headers["Content-Type"] == own.headers["Content-Type"]
    assert {call.parameters["api_key"] for call in lastfm.log} == {SECOND_API_KEY}
    assert len(lastfm.log) == 2
    assert functions.get("/2.0/").status == 400


def test_other_verbs_are_405_and_options_is_a_preflight(functions: Functions) -> None:
    """The error has the requested format."""
    reply = functions.get("/2.0/", verb="PUT")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST, OPTIONS")
    assert "<lfm" in reply.text
    assert functions.get("/2.0/", verb="OPTIONS").status == 204
