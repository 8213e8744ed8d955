"""Spellings of the URL, unknown paths and verbs, and what answers to each error."""

import json

import pytest

from lastfm_gateway.faces.listenbrainz import handler
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.listenbrainz.conftest import Client, listen
from tests.support.listenbrainz import Failure

SUBMITS = (
    *("/1/submit-listens", "/1/submit-listens/", "/1/1/submit-listens", "//1/submit-listens"),
    *("/1//submit-listens", "/1/submit-listens/1/submit-listens", "/1", "/1/", "/1/1/"),
    "/base/1/submit-listens",  # a custom domain's base path
)
VALIDATES = (
    *("/1/validate-token", "/1/validate-token/", "/1/1/validate-token", "//1/validate-token"),
    "/1/submit-listens/1/validate-token",
)
UNKNOWN = (
    *("/1/nothing", "/1/apis/web/v1/stats", "/1/stats/user/rj/artists", "/1/metadata/lookup"),
    *("/1/user/rj/following", "/1/user/rj"),
)


def test_every_spelling_is_answered(player: Client) -> None:
    """Users type the base with and without `/1`, with slashes, or the whole path.

    There is no redirect: it would turn a POST into a GET.
    """
    for place, path in enumerate(SUBMITS):
        listens = [listen(player.now() - 60 - place)]
        reply = player.post(path, {"listen_type": "single", "payload": listens})
        assert (reply.status, reply.json["lastfm"]["accepted"]) == (200, 1), path
    assert len(player.sent()) == len(SUBMITS)
    for path in VALIDATES:
        assert player.get(path).json["user_name"] == "rj", path


def test_bare_base_says_how_to_connect(player: Client) -> None:
    """It names the deployment's own URLs."""
    reply = player.send("/1", headers={})
    assert reply.status == 200
    assert "https://abc123.execute-api.eu-central-1.amazonaws.com/live/1/" in reply.json["message"]


def test_unknown_path_is_404_in_listenbrainzs_shape(player: Client) -> None:
    """multi-scrobbler takes a 200 at `apis/web/v1/stats` for another server."""
    for path in UNKNOWN:
        reply = player.get(path)
        assert (reply.status, Failure.model_validate_json(reply.text).code) == (404, 404), path


def test_listen_cannot_be_deleted(player: Client) -> None:
    """Last.fm has no such method."""
    assert player.post("/1/delete-listen", {"listened_at": 1}).status == 404


def test_wrong_verb_is_405(player: Client) -> None:
    """With Allow, in ListenBrainz's shape."""
    for verb in ("GET", "PUT", "DELETE", "PATCH", "HEAD"):
        reply = player.send("/1/submit-listens", verb=verb)
        assert (reply.status, Failure.model_validate_json(reply.text).code) == (405, 405)
        assert reply.headers["Allow"] == "POST, OPTIONS"


def test_endpoints_without_an_effect_are_ok(player: Client) -> None:
    """Importers and new clients call them."""
    assert player.post("/1/playing-now/delete", {}).json == {"status": "ok"}
    assert player.post("/1/latest-import", {"ts": 7}).json == {"status": "ok"}
    assert player.get("/1/latest-import").json == {"musicbrainz_id": "rj", "latest_import": 0}
    assert player.get("/1/search/users/", search_term="x").json == {"users": []}
    assert player.calls == []


@pytest.mark.parametrize(
    "fault",
    [
        *(Fault("error", code=code) for code in (8, 17, 26, 29)),
        *(Fault("drop"), Fault("body", body="[]")),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.code}",
)
def test_code_is_the_status_and_never_429(player: Client, lastfm: Simulator, fault: Fault) -> None:
    """Navidrome retries 500 and 503 with that code in the body, and drops the rest."""
    lastfm.faults.add(fault)
    love = {"recording_mbid": "5b4e5e3c-0000-4000-8000-00000000abcd", "score": 1}
    for reply in (
        player.get("/1/user/rj/listen-count"),
        player.post("/1/feedback/recording-feedback", love),
    ):
        failure = Failure.model_validate_json(reply.text)
        assert (reply.status, failure.code) == (503, 503)
        assert int(reply.headers["Retry-After"]) > 0


def test_bug_is_500_in_the_same_shape(player: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Navidrome retries it; no detail is told."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(handler, "canonical_path", fail)
    reply = player.submit("single", listen(player.now() - 60))
    assert (reply.status, Failure.model_validate_json(reply.text).code) == (500, 500)
    assert "secret" not in json.dumps(reply.json)
