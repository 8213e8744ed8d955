"""Submitted listens: what Last.fm gets, and what the client is told."""

import base64
import json

import pytest

from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.listenbrainz.conftest import Client, listen
from tests.support.listenbrainz import Failure


def test_single_is_one_scrobble_with_every_field(player: Client) -> None:
    """Last.fm gets seconds, the album's artist and the recording's id."""
    at = player.now() - 300
    info = {
        "duration_ms": 238_600,
        "tracknumber": "2/12",
        "recording_mbid": "5b4e5e3c-0000-4000-8000-00000000ABCD",
        "track_mbid": "5b4e5e3c-0000-4000-8000-000000000000",
        "release_artist_name": "Various Artists",
        "submission_client": "navidrome",
    }
    played = listen(at, **info)
    played["track_metadata"]["release_name"] = "Pablo Honey"
    reply = player.submit("single", played)
    assert reply.status == 200
    assert reply.json == {"status": "ok", "lastfm": {"accepted": 1, "queued": 0, "ignored": []}}
    assert reply.headers["X-Scrobble"] == "delivered"
    (sent,) = player.sent()
    fields = {name: value for name, value in sent.items() if name.endswith("[0]")}
    assert fields == {
        "artist[0]": "Radiohead",
        "track[0]": "Creep",
        "album[0]": "Pablo Honey",
        "albumArtist[0]": "Various Artists",
        "trackNumber[0]": "2",
        "mbid[0]": "5b4e5e3c-0000-4000-8000-00000000abcd",
        "duration[0]": "239",
        "timestamp[0]": str(at),
    }


def test_scrobble_costs_one_call(player: Client) -> None:
    """The session's owner is known from the key, so nobody asks Last.fm for it."""
    player.submit("single", listen(player.now() - 300))
    assert player.calls == ["track.scrobble"]


def test_playing_now_is_one_call_and_a_repetition_none(player: Client) -> None:
    """Slimserver repeats it every 30 seconds."""
    for _ in range(2):
        reply = player.submit("playing_now", listen(None, duration=238))
        assert reply.json["lastfm"]["accepted"] == 1
        assert "X-Scrobble" not in reply.headers
    (sent,) = player.sent("track.updateNowPlaying")
    assert (sent["track"], sent["duration"]) == ("Creep", "238")
    assert "timestamp" not in sent
    player.submit("playing_now", listen(None, "Lucky"))
    assert player.calls == ["track.updateNowPlaying"]


@pytest.mark.parametrize("code", [11, 29])
def test_failed_playing_now_is_never_repeated_by_the_client(
    player: Client, lastfm: Simulator, code: int
) -> None:
    """It is out of date soon: 200 with nothing accepted, and the next one is sent again."""
    lastfm.faults.add(Fault("error", code=code, method="track.updateNowPlaying", times=1))
    reply = player.submit("playing_now", listen(None))
    assert (reply.status, reply.json["lastfm"]["accepted"]) == (200, 0)


def test_msid_is_answered_whatever_the_parameters_value(player: Client) -> None:
    """Pano Scrobbler always asks for it. It is the same for the same names in any case."""
    first = player.submit("playing_now", listen(None), return_msid="true").json["recording_msid"]
    single = player.submit("single", listen(player.now() - 300, "CREEP"), return_msid="")
    assert single.json["recording_msid"] == first
    assert "recording_msid" not in player.submit("playing_now", listen(None)).json


def test_body_is_json_whatever_its_type(player: Client) -> None:
    """Liblistenbrainz sends no Content-Type; a byte order mark and base64 are read."""
    content = {"listen_type": "single", "payload": [listen(player.now() - 300, "Lucky ✓")]}
    plain = json.dumps(content, ensure_ascii=False)
    for content_type in (None, "text/plain", "application/json; charset=UTF-8"):
        headers = {"Authorization": f"Token {player.token}"}
        if content_type:
            headers["Content-Type"] = content_type
        for text in (plain, "\ufeff" + plain):
            for is_base64 in (False, True):
                reply = player.send(
                    "/1/submit-listens",
                    verb="POST",
                    body=base64.b64encode(text.encode()).decode() if is_base64 else text,
                    headers=headers,
                    is_base64=is_base64,
                )
                assert reply.json["lastfm"]["accepted"] == 1
    assert {sent["track[0]"] for sent in player.sent()} == {"Lucky ✓"}


@pytest.fixture
def unusable() -> dict[str | None, int]:
    """Bodies without a listen, and the status of each."""
    return {
        **dict.fromkeys((None, "", "{", "[]", "[" * 100_000), 400),
        '{"listen_type": "single", "payload": []}': 400,
        '{"a": "' + "x" * (4 * 1024 * 1024) + '"}': 413,
    }


def test_unusable_body_is_refused_in_listenbrainzs_shape(
    player: Client, unusable: dict[str | None, int]
) -> None:
    """`code` is the status and an integer, `error` a sentence. Nothing is called."""
    for body, status in unusable.items():
        reply = player.send("/1/submit-listens", verb="POST", body=body)
        assert (reply.status, Failure.model_validate_json(reply.text).code) == (status, status)
        assert player.calls == []


def test_body_up_to_four_megabytes_is_taken(player: Client) -> None:
    """A thousand listens with long tags are far below."""
    padding = {"tags": ["x" * 3900] * 1}
    listens = [listen(player.now() - place - 100, f"T{place}", **padding) for place in range(1000)]
    assert player.submit("import", *listens).json["lastfm"]["accepted"] == 1000


def test_import_of_a_thousand_with_a_bad_and_old_ones(player: Client) -> None:
    """The rest is accepted in batches of fifty; each other one is listed with its reason."""
    now = player.now()
    payload: list[object] = [listen(now - 60 * place - 60, f"T{place}") for place in range(800)]
    payload[7] = {"listened_at": now, "track_metadata": {"artist_name": ""}}
    payload += [listen(now - 15 * 86_400 - place, f"T{place}") for place in range(200)]
    reply = player.submit("import", *payload)
    assert reply.status == 200
    told = reply.json["lastfm"]
    assert (reply.json["status"], told["accepted"], told["queued"]) == ("ok", 799, 0)
    reasons = [item["reason"] for item in told["ignored"]]
    assert (reasons.count("invalid"), reasons.count("too_old")) == (1, 200)
    assert [item["index"] for item in told["ignored"]] == [7, *range(800, 1000)]
    assert all(set(item) == {"index", "reason", "message"} for item in told["ignored"])
    assert player.calls == ["track.scrobble"] * 16


def test_same_listen_twice_is_ok_twice_and_one_scrobble(player: Client, lastfm: Simulator) -> None:
    """Last.fm drops the repetition, and the client is not told to try again."""
    at = player.now() - 300
    for _ in range(2):
        assert player.submit("single", listen(at)).json["status"] == "ok"
    now = player.now() + 1
    history = lastfm.service.world.histories["rj"]
    assert len(list(history.scrobbles(at, at + 1, now))) == 1


def test_what_last_fm_ignores_is_settled(player: Client, lastfm: Simulator) -> None:
    """Placeholder names get a reason, and 200: sent again they would be ignored again."""
    now = player.now()
    unknown = listen(now - 60)
    unknown["track_metadata"]["artist_name"] = "Unknown Artist"
    payload = [listen(now - 300), unknown, listen(now - 30, "Unknown Track")]
    told = player.submit("import", *payload).json["lastfm"]
    assert told["accepted"] == 1
    assert [(item["index"], item["reason"]) for item in told["ignored"]] == [
        (1, "artist"),
        (2, "track"),
    ]
    assert lastfm.log


@pytest.mark.parametrize(
    ("played", "reason"),
    [({"at": 15 * 86_400}, "too_old"), ({"duration": 30}, "too_short")],
)
def test_settled_without_a_call(player: Client, played: dict[str, int], reason: str) -> None:
    """Fifteen days old, or half a minute long: Last.fm would ignore it."""
    at = player.now() - played.pop("at", 60)
    reply = player.submit("single", listen(at, **played))
    assert (reply.status, reply.json["status"]) == (200, "ok")
    assert [item["reason"] for item in reply.json["lastfm"]["ignored"]] == [reason]
    assert player.calls == []


def test_client_ahead_of_time_scrobbles_now(player: Client) -> None:
    """Last.fm refuses the future, ListenBrainz takes an hour of it."""
    now = player.now()
    assert player.submit("single", listen(now + 3000)).json["lastfm"]["accepted"] == 1
    assert now <= int(player.sent()[0]["timestamp[0]"]) <= now + 5


def test_batch_that_last_fm_refuses_as_invalid_is_settled(
    player: Client, lastfm: Simulator
) -> None:
    """Error 6 comes again with every repetition: the listens are listed as refused."""
    lastfm.faults.add(Fault("error", code=6, method="track.scrobble", times=1))
    told = player.submit("single", listen(player.now() - 60)).json["lastfm"]
    assert [item["reason"] for item in told["ignored"]] == ["refused"]


def test_no_secret_is_in_logs_items_or_answers(
    player: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither token, nor session, nor what was played, is logged."""
    reply = player.submit("single", listen(player.now() - 300))
    player.send("/1/validate-token", {"token": player.token}, headers={})
    out, err = capfd.readouterr()
    assert player.token not in out + err + reply.text
    assert "Creep" not in out + err
