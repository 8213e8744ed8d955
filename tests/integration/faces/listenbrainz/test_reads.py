"""What clients read: listens, their number, loved recordings. Each by a strict decoder."""

from collections.abc import Callable
from typing import Any

from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from local.simulator.people import PEOPLE
from tests.integration.conftest import Queues, new_key, new_session_key
from tests.integration.faces.listenbrainz.conftest import Client, listen
from tests.support.listenbrainz import (
    Failure,
    ListenCount,
    Listens,
    ListensPayload,
    LovedItems,
    PlayingNow,
    PlayingPayload,
)

REGISTERED = next(person.registered for person in PEOPLE if person.name == "rj")


def listens_of(client: Client, user: str = "rj", **query: object) -> ListensPayload:
    """Return a page of listens."""
    reply = client.get(f"/1/user/{user}/listens", **query)
    assert reply.status == 200, reply.text
    return Listens.model_validate_json(reply.text).payload


def truth(lastfm: Simulator, start: int, end: int, user: str = "rj") -> list[tuple[int, str]]:
    """Return times and titles of a user's scrobbles from `start` to `end`, newest first."""
    history = lastfm.service.world.histories[user]
    return [(at, track.name) for at, track in history.scrobbles(start, end, end)]


def rows(payload: ListensPayload) -> list[tuple[int, str]]:
    """Return times and titles."""
    return [(item.listened_at, item.track_metadata.track_name) for item in payload.listens]


def test_latest_listens_come_first(player: Client, lastfm: Simulator) -> None:
    """Twenty-five, or as many as are requested; the user's name in any case."""
    now = player.now()
    expected = truth(lastfm, now - 10 * 86_400, now)
    page = listens_of(player)
    assert rows(page) == expected[:25]
    assert (page.count, page.user_id) == (25, "rj")
    assert page.latest_listen_ts == expected[0][0]
    assert page.oldest_listen_ts == REGISTERED
    assert rows(listens_of(player, "RJ", count=3)) == expected[:3]
    assert rows(listens_of(player, count=0)) == []


def test_bounds_are_excluded(player: Client, lastfm: Simulator) -> None:
    """Strictly before `max_ts` and strictly after `min_ts`."""
    now = player.now()
    expected = truth(lastfm, now - 10 * 86_400, now)
    first, last = expected[2][0], expected[12][0]
    assert rows(listens_of(player, max_ts=first, count=4)) == expected[3:7]
    assert rows(listens_of(player, max_ts=first, min_ts=last)) == expected[3:12]
    assert rows(listens_of(player, min_ts=expected[3][0])) == expected[:3]
    refused = player.get("/1/user/rj/listens", max_ts=last, min_ts=first)
    assert Failure.model_validate_json(refused.text).code == refused.status == 400


def test_min_ts_alone_gives_the_next_listens_after_it(player: Client, lastfm: Simulator) -> None:
    """A client that pages forwards misses none."""
    now = player.now()
    start = now - 20 * 86_400
    expected = truth(lastfm, start + 1, now)
    assert rows(listens_of(player, min_ts=start, count=5)) == expected[-5:]


def test_pages_reach_the_first_scrobble(connect: Callable[..., Client], lastfm: Simulator) -> None:
    """Pano Scrobbler pages while the last listen is newer than the oldest one."""
    client = connect(new_key(user="newcomer"))
    (expected,) = truth(lastfm, 0, client.now(), "newcomer")
    page = listens_of(client, "newcomer")
    assert rows(page) == [expected]
    assert listens_of(client, "newcomer", max_ts=expected[0]).listens == []


def test_user_without_scrobbles_has_an_empty_page(connect: Callable[..., Client]) -> None:
    """Every key is there."""
    page = listens_of(connect(new_key(user="silent")), "silent")
    assert (page.count, page.latest_listen_ts, page.oldest_listen_ts) == (0, 0, 0)


def test_unreadable_query_is_400(player: Client) -> None:
    """The message names the parameter."""
    for name, value in (("max_ts", "x"), ("min_ts", "-1"), ("count", "many"), ("max_ts", "1.5")):
        reply = player.get("/1/user/rj/listens", **{name: value})
        assert (reply.status, reply.json["code"]) == (400, 400)
        assert name in reply.json["error"]


def test_blank_query_counts_as_none(player: Client) -> None:
    """A count beyond the most is the most."""
    assert listens_of(player, max_ts="").count == 25
    assert listens_of(player, count=5000).count == 1000


def test_own_scrobble_is_in_the_next_page(player: Client) -> None:
    """Through the same environment and another; multi-scrobbler looks for duplicates so."""
    listens_of(player)
    at = player.now() - 61
    player.submit("single", listen(at, "Sulk"))
    assert (at, "Sulk") in rows(listens_of(player))


def test_other_users_are_unknown(player: Client) -> None:
    """A key shows its own user; the message is ListenBrainz's."""
    for route in ("listens", "listen-count", "playing-now"):
        reply = player.get(f"/1/user/hermit/{route}")
        failure = Failure.model_validate_json(reply.text)
        assert (reply.status, failure.code) == (404, 404)
        assert failure.error == "Cannot find user: hermit"
        assert player.send(f"/1/user/hermit/{route}", headers={}).status == 401


def test_hidden_history_is_read_with_the_keys_session(connect: Callable[..., Client]) -> None:
    """A key without one gets 403."""
    hermit = connect(new_session_key("write", "hermit", session_key("hermit")).text)
    assert listens_of(hermit, "hermit", count=5).count == 5
    refused = connect(new_key(user="hermit")).get("/1/user/hermit/listens")
    assert Failure.model_validate_json(refused.text).code == refused.status == 403


def test_listen_count_is_last_fms(player: Client, lastfm: Simulator) -> None:
    """One cached call."""
    reply = player.get("/1/user/rj/listen-count")
    count = ListenCount.model_validate_json(reply.text).payload.count
    assert count == lastfm.service.world.histories["rj"].size(None, None, player.now())
    assert player.calls == ["user.getInfo"]
    player.get("/1/user/rj/listen-count")
    assert player.calls == []


def loved_by(client: Client, **query: object) -> LovedItems:
    """Return a part of the loved recordings."""
    reply = client.get("/1/feedback/user/rj/get-feedback", **query)
    assert reply.status == 200, reply.text
    return LovedItems.model_validate_json(reply.text)


def test_loved_recordings_are_paged_by_any_offset(player: Client) -> None:
    """Lms first asks for none, then from an offset; Pano for fifty with names."""
    none = loved_by(player, score=1, count=0)
    assert (none.count, none.feedback) == (0, [])
    every = loved_by(player, count=1000, metadata="true")
    assert every.total_count == every.count == none.total_count > 20
    for offset in (0, 5, 7):
        part = loved_by(player, count=5, offset=offset, metadata="true")
        assert part.feedback == every.feedback[offset : offset + 5]
        assert (part.offset, part.count) == (offset, 5)
    assert loved_by(player, count=2).feedback[0].track_metadata is None
    assert loved_by(player, score=-1).total_count == 0


def feedback(client: Client, score: object, **ids: object) -> Any:
    """Send feedback."""
    return client.post("/1/feedback/recording-feedback", {**ids, "score": score})


def test_love_by_the_msid_of_an_answer(player: Client) -> None:
    """Of what was playing, of a listen and of a loved recording; then unloved again."""
    playing = player.submit("playing_now", listen(None, "Sulk"), return_msid="true")
    for msid in (
        playing.json["recording_msid"],
        listens_of(player).listens[3].recording_msid,
    ):
        reply = feedback(player, 1, recording_msid=str(msid))
        assert (reply.status, reply.json) == (200, {"status": "ok"})
        assert player.calls[-1] == "track.love"
    names = [(sent["artist"], sent["track"]) for sent in player.sent("track.love")]
    assert names[0] == ("Radiohead", "Sulk")
    newest = loved_by(player, metadata="true").feedback[0]
    assert feedback(player, 0, recording_msid=newest.recording_msid).status == 200
    assert newest.track_metadata
    (unloved,) = player.sent("track.unlove")
    assert unloved["track"] == newest.track_metadata.track_name
    again = loved_by(player).feedback
    assert newest.recording_msid not in {item.recording_msid for item in again}


def test_love_by_musicbrainz_id(player: Client, lastfm: Simulator) -> None:
    """Last.fm knows some; -1 unloves, since it has no hate."""
    track = next(track for track in lastfm.service.world.catalogue.tracks if track.mbid)
    assert feedback(player, 1, recording_mbid=track.mbid, recording_msid="").status == 200
    assert player.calls == ["track.getInfo", "track.love"]
    assert feedback(player, "-1", recording_mbid=track.mbid).status == 200
    assert player.sent("track.unlove")[0]["track"] == track.name


UNKNOWN = "5b4e5e3c-0000-4000-8000-00000000abcd"
NO_FEEDBACK: tuple[object, ...] = (
    {"score": 1},
    {"score": 1, "recording_msid": "x"},
    {"score": 2, "recording_msid": UNKNOWN},
    {"recording_msid": UNKNOWN},
    {"score": 1, "recording_msid": UNKNOWN},
    {"score": 1, "recording_mbid": UNKNOWN},
    [],
)


def test_feedback_without_a_known_recording_is_400(player: Client) -> None:
    """Nothing is loved."""
    for body in NO_FEEDBACK:
        reply = player.post("/1/feedback/recording-feedback", body)
        assert Failure.model_validate_json(reply.text).code == reply.status == 400
    assert player.sent("track.love") == []


def test_read_key_loves_nothing(connect: Callable[..., Client]) -> None:
    """It has no session that may write."""
    reply = feedback(connect(new_key()), 1, recording_mbid="0" * 8 + "-0000" * 3 + "-" + "0" * 12)
    assert reply.status == 401


def playing_at(client: Client) -> PlayingPayload:
    """Return what is playing."""
    reply = client.get("/1/user/rj/playing-now")
    assert reply.status == 200, reply.text
    return PlayingNow.model_validate_json(reply.text).payload


def test_playing_now_is_what_was_submitted(player: Client) -> None:
    """Without a call, with its duration; before, nothing plays."""
    assert (playing_at(player).count, playing_at(player).listens) == (0, [])
    player.submit("playing_now", listen(None, "Sulk", duration_ms=222_000))
    (playing,) = playing_at(player).listens
    assert player.calls == []
    assert playing.user_name == "rj"
    assert playing.track_metadata.track_name == "Sulk"
    assert playing.track_metadata.additional_info["duration_ms"] == 222_000


def test_playing_now_of_another_application_is_shown(player: Client, lastfm: Simulator) -> None:
    """Last.fm tells it, without a duration."""
    world = lastfm.service.world
    world.playing["rj"] = world.catalogue.tracks[0]
    (playing,) = playing_at(player).listens
    assert playing.track_metadata.track_name == world.catalogue.tracks[0].name
    assert "duration_ms" not in playing.track_metadata.additional_info


def test_queued_listen_is_in_the_next_page(
    queues: Queues, connect: Callable[..., Client], lastfm: Simulator
) -> None:
    """While Last.fm is down, too: else multi-scrobbler would send it again."""
    assert queues
    client = connect()
    listens_of(client)
    lastfm.faults.add(Fault("error", code=11, method="track.scrobble"))
    at = client.now() - 61
    assert client.submit("single", listen(at, "Sulk")).json["lastfm"]["queued"] == 1
    assert (at, "Sulk") in rows(listens_of(client))
