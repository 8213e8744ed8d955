"""Errors of the top items face, in Spotify's shape."""

from collections.abc import Callable
from typing import Any

import pytest

from lastfm_gateway.faces.spotify import handler as top_items
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Reply, bearer
from tests.integration.faces.spotify.conftest import ARTISTS, TRACKS, Client
from tests.support.broken_database import broken_database
from tests.support.clock import Clock
from tests.support.holding import held
from tests.support.spotify import PAGES, Error


@pytest.mark.parametrize(
    ("path", "query", "status", "named"),
    [
        (TRACKS, {"limit": 0}, 400, "limit"),
        (TRACKS, {"limit": 51}, 400, "limit"),
        (TRACKS, {"limit": "ten"}, 400, "limit"),
        (TRACKS, {"offset": -1}, 400, "offset"),
        (TRACKS, {"time_range": "7day"}, 400, "time_range"),
        ("/v1/me/top/albums", {}, 400, "type"),
        ("/v1/tracks/short", {}, 400, "id"),
        ("/v1/tracks/" + "0" * 22, {}, 404, "not found"),
        ("/v1/artists/" + "z" * 22, {}, 404, "not found"),
        ("/v1/albums/" + "z" * 22, {}, 404, "matches /v1/albums"),
        ("/v1/me/player/pause", {}, 404, "matches /v1/me/player/pause"),
        ("/v1/search", {}, 404, "matches /v1/search"),
        ("/v1/tracks", {}, 404, "matches /v1/tracks"),
        ("/v1/me/top/artists/x", {}, 404, "matches /v1/me/top"),
        ("/v1/me/top", {}, 404, "matches /v1/me/top"),
        ("/v1/artists/a/top-tracks", {}, 404, "matches /v1/artists/a/top-tracks"),
    ],
)
def test_each_invalid_request_is_an_error_in_spotifys_shape(
    rj: Client, path: str, query: dict[str, Any], status: int, named: str
) -> None:
    """The body has the status and a message, and nothing else."""
    reply = rj.get(path, **query)
    error = Error.model_validate(reply.json).error
    assert (reply.status, error.status) == (status, status)
    assert named in error.message
    assert f'"status": {status}' in reply.text  # one client searches the text for it


@pytest.mark.parametrize("path", [TRACKS, "/v1/me", "/v1/tracks/" + "0" * 22])
def test_missing_and_invalid_keys_are_401(rj: Client, lastfm: Simulator, path: str) -> None:
    """The error has Spotify's challenge."""
    for wrong in ({"Authorization": ""}, bearer("rw_live_" + "0" * 80), bearer("BQD-spotifys")):
        reply = rj.get(path, headers=wrong)
        assert Error.model_validate(reply.json).error.status == reply.status == 401
        assert reply.headers["WWW-Authenticate"] == 'Bearer realm="spotify", error="invalid_token"'
    for wrong in ({"Authorization": ""}, bearer("rw_live_" + "0" * 80)):
        for reply in (rj.get("/v1/me/nothing", headers=wrong), rj.get(limit=0, headers=wrong)):
            assert Error.model_validate(reply.json).error.status == 401
    assert lastfm.log == []


def test_other_verbs_are_405_and_preflights_need_no_key(rj: Client) -> None:
    """405 has Allow and Spotify's shape."""
    for path in (TRACKS, "/v1/me", "/v1/tracks", "/v1/artists/" + "0" * 22):
        preflight = rj.get(path, verb="OPTIONS", headers={"Authorization": ""})
        assert preflight.status == 204
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    reply = rj.get(TRACKS, verb="PUT")
    assert Error.model_validate(reply.json).error.status == reply.status == 405
    assert reply.headers["Allow"] == "GET, OPTIONS"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault("error", code=8), 502),
        (Fault("error", code=11), 503),
        (Fault("error", code=29), 503),
        (Fault("error", code=17), 502),
        (Fault("error", code=26), 502),
        (Fault("error", code=6), 502),
        (Fault("html"), 502),
        (Fault("truncated"), 502),
        (Fault("drop"), 502),
    ],
    ids=lambda value: f"{value.kind}{value.code}" if isinstance(value, Fault) else str(value),
)
def test_upstream_fault_is_502_or_503(
    rj: Client, lastfm: Simulator, fault: Fault, status: int
) -> None:
    """Every fault of Last.fm has a small whole Retry-After."""
    lastfm.faults.add(fault)
    _check_unavailable(rj.get(), status)


def test_silent_last_fm_is_503(
    rj: Client, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page stops waiting before clients do, who wait five seconds."""
    assert 1 < top_items.REQUEST_SECONDS <= 5
    monkeypatch.setattr(top_items, "REQUEST_SECONDS", 0.05)
    with held(lastfm, "user.getTopTracks"):
        _check_unavailable(rj.get(), 503)


def _check_unavailable(reply: Reply, status: int) -> None:
    assert Error.model_validate(reply.json).error.status == reply.status == status
    assert 1 <= int(reply.headers["Retry-After"]) <= 5


@pytest.mark.parametrize(
    "body",
    [
        '{"toptracks": []}',
        '{"toptracks": ""}',
        '{"toptracks": {"track": [{"name": "x"}], "@attr": {"total": "1"}}}',
        '{"toptracks": {"#text": " ", "total": "0"}}',
        '{"other": {"track": [], "@attr": {"total": "0"}}}',
    ],
)
def test_malformed_list_is_502(rj: Client, lastfm: Simulator, body: str) -> None:
    """The fault is Last.fm's, not the gateway's."""
    lastfm.faults.add(Fault("body", body=body, method="user.getTopTracks"))
    reply = rj.get()
    assert Error.model_validate(reply.json).error.status == reply.status == 502


@pytest.mark.parametrize("body", ['{"track": [1]}', '{"track": {"album": "x"}}', "{}"])
def test_malformed_lookup_leaves_neutral_albums(rj: Client, lastfm: Simulator, body: str) -> None:
    """The page itself is complete."""
    lastfm.faults.add(Fault("body", body=body, method="track.getInfo"))
    page = rj.get(limit=3)
    assert page.status == 200
    PAGES["tracks"].validate_python(page.json)
    assert {item["album"]["name"] for item in page.json["items"]} == {""}


def test_spent_quota_is_429_with_a_short_retry_after(
    limited: Callable[[int], Client], clock: Clock
) -> None:
    """The wait is five seconds at most; a page whose lookups are refused is neutral."""
    client = limited(3)
    page = client.get(limit=10)
    assert (page.status, len(client.calls)) == (200, 2)
    PAGES["tracks"].validate_python(page.json)
    assert client.get(ARTISTS).status == 200  # lookups leave enough quota for its list
    refused = client.get(ARTISTS, time_range="long_term")
    assert Error.model_validate(refused.json).error.status == refused.status == 429
    assert refused.headers["Retry-After"] == "5"
    clock.later += 61
    client.get(limit=10)
    assert client.calls[0] == "track.getInfo"  # it goes on where it was stopped


def test_failing_tables_are_503(rj: Client, lastfm: Simulator, clock: Clock) -> None:
    """A key that cannot be checked admits nobody."""
    with broken_database("InternalServerError", status=500):
        reply = Client(lastfm, clock, key=rj.key).get()
    assert Error.model_validate(reply.json).error.status == reply.status == 503
    assert 1 <= int(reply.headers["Retry-After"]) <= 5
    assert lastfm.log == []
