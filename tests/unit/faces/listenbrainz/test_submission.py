"""What is read of submitted listens, and what is refused."""

from typing import Any

import pytest

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listenbrainz.submission import (
    FIRST_LISTEN,
    Listen,
    Submission,
    parse_submission,
)

NOW = 1_800_000_000
MBID = "0b1a2c3d-0000-4000-8000-0123456789AB"


def one(at: object = NOW - 60, **metadata: object) -> dict[str, Any]:
    """Return a listen; `at` None leaves its time out."""
    named = {"artist_name": "Mogwai", "track_name": "Ritchie Sacramento", **metadata}
    return {**({} if at is None else {"listened_at": at}), "track_metadata": named}


def submit(*payload: object, kind: str = "import", now: float = NOW) -> Submission:
    """Parse a submission."""
    return parse_submission({"listen_type": kind, "payload": list(payload)}, now)


def read(**metadata: object) -> Listen:
    """Return a listen as it is read."""
    (listen,) = submit(one(**metadata)).listens
    return listen


@pytest.mark.parametrize(
    "body",
    [
        [],
        "listens",
        None,
        {"listen_type": "single"},
        {"listen_type": "single", "payload": []},
        {"listen_type": "single", "payload": {}},
        {"listen_type": "scrobble", "payload": [one()]},
        {"listen_type": ["single"], "payload": [one()]},
        {"payload": [one()]},
        {"listen_type": "import", "payload": [one()] * 1001},
    ],
)
def test_malformed_body_is_refused(body: object) -> None:
    """ListenBrainz answers 400 to all of them, too."""
    with pytest.raises(BadRequest):
        parse_submission(body, NOW)


@pytest.mark.parametrize(
    ("listen", "word"),
    [
        (7, "object"),
        ({"listened_at": NOW}, "track_metadata"),
        (one(artist_name=""), "artist_name"),
        (one(artist_name=" \t"), "artist_name"),
        (one(artist_name=["Mogwai"]), "artist_name"),
        (one(track_name=None), "track_name"),
        (one(track_name="\x00"), "track_name"),
        (one(track_name="x" * 1001), "1000"),
        (one(track_name="rw_live_" + "0" * 80), "key"),
        (one(at=None), "listened_at"),
        (one(at="soon"), "listened_at"),
        (one(at=True), "listened_at"),
        (one(at=float("nan")), "listened_at"),
        (one(at=float("inf")), "listened_at"),
        (one(at=FIRST_LISTEN - 1), "2002"),
        (one(at=NOW + 3600), "future"),
    ],
)
def test_faulty_listen_is_named_and_the_others_are_taken(listen: object, word: str) -> None:
    """Alone it is 400 with its index; in an import only it is left out."""
    with pytest.raises(BadRequest, match=r"payload\[0\]") as refused:
        submit(listen, kind="single")
    assert word in refused.value.message
    submission = submit(one(), listen, one())
    assert [good.place for good in submission.listens] == [0, 2]
    (ignored,) = submission.ignored
    assert (ignored.place, ignored.reason) == (1, "invalid")
    assert word in ignored.message


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        (NOW - 5, NOW - 5),
        (str(NOW - 5), NOW - 5),
        (f" {NOW - 5} ", NOW - 5),
        (NOW - 4.2, NOW - 5),
        (NOW + 3599, NOW),
    ],
)
def test_time_is_read_as_clients_send_it(sent: object, at: int) -> None:
    """A number as a text is read, a fraction cut, and a clock that is ahead set back to now."""
    assert submit(one(at=sent)).listens[0].listened_at == at


def test_old_and_short_listens_are_settled_without_a_call() -> None:
    """They are no fault of the client's, so even alone they are no error."""
    (old,) = submit(one(at=NOW - 14 * 86_400 - 1), kind="single").ignored
    assert old.reason == "too_old"
    (short,) = submit(one(additional_info={"duration": 30})).ignored
    assert short.reason == "too_short"
    assert submit(one(at=NOW - 14 * 86_400)).listens
    assert submit(one(additional_info={"duration": 31})).listens


def test_playing_now_needs_no_time_and_takes_the_last() -> None:
    """A time that is there is ignored; a short track is playing all the same."""
    info = {"duration": 12}
    first, last = one(at=None), one(at=NOW, track_name="Drive", additional_info=info)
    (listen,) = submit(first, last, kind="playing_now").listens
    assert (listen.track, listen.listened_at, listen.duration) == ("Drive", 0, 12)


def test_several_singles_are_all_taken() -> None:
    """ListenBrainz refuses them; nothing is gained by that."""
    assert len(submit(one(), one(), kind="single").listens) == 2


@pytest.mark.parametrize(
    ("info", "seconds"),
    [
        ({"duration_ms": 244_000}, 244),
        ({"duration_ms": 244_600, "duration": 9}, 245),
        ({"duration_ms": "244000"}, 244),
        ({"duration_ms": 0, "duration": 244}, 244),
        ({"duration": 244.4}, 244),
        ({"duration": "244"}, 244),
        ({"duration": 0}, None),
        ({"duration": -1}, None),
        ({"duration": None}, None),
        ({"duration": True}, None),
        ({"duration": [244]}, None),
        ({"duration": "four minutes"}, None),
        ({"duration": 25 * 86_400}, None),
        ({"duration_ms": float("inf")}, None),
        ({"duration_ms": 10**400}, None),
    ],
)
def test_duration_is_in_seconds_or_absent(info: object, seconds: int | None) -> None:
    """No unreadable duration refuses a listen."""
    assert read(additional_info=info).duration == seconds


@pytest.mark.parametrize(
    ("sent", "number"),
    [(4, 4), ("4", 4), ("4/11", 4), (" 4 ", 4), (0, None), (-1, None), ("A1", None), (None, None)],
)
def test_track_number_is_read_from_numbers_and_texts(sent: object, number: int | None) -> None:
    """Players send either."""
    assert read(additional_info={"tracknumber": sent}).track_number == number


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ({"release_artist_name": "Various"}, "Various"),
        ({"release_artist_names": ["Various"]}, "Various"),
        ({"release_artist_names": ["A", "B"]}, ""),
        ({"albumartist": "Various"}, "Various"),
        ({"release_artist_name": " ", "albumartist": "Various"}, "Various"),
        ({"albumartist": "MOGWAI"}, ""),
        ({"albumartist": 7}, ""),
        ({}, ""),
    ],
)
def test_album_artist_is_read_where_clients_put_it(info: object, name: str) -> None:
    """The track's own artist is left out, and so are several."""
    assert read(additional_info=info).album_artist == name


def test_only_the_recording_id_is_read_and_only_if_it_is_one() -> None:
    """A track's MusicBrainz id is another thing."""
    assert read(additional_info={"recording_mbid": MBID}).mbid == MBID.lower()
    assert read(additional_info={"recording_mbid": "x", "track_mbid": MBID}).mbid is None
    assert read(additional_info={"recording_mbid": None}).mbid is None


def test_blanks_nulls_and_unknown_keys_are_ignored() -> None:
    """So are control characters; a lone surrogate becomes a question mark."""
    listen = read(release_name="", additional_info=None, mbid_mapping={}, tags=["x"] * 60)
    assert listen.album == ""
    assert read(release_name=7).album == ""
    assert read(track_name="A\x00B\x07").track == "AB"
    assert read(track_name="A\ud800").track == "A?"


@pytest.mark.parametrize(
    ("names", "artist"),
    [
        (["Mogwai", "Clark"], "Mogwai"),
        ([], "A & B"),
        ([" "], "A & B"),
        ([7], "A & B"),
        (7, "A & B"),
    ],
)
def test_first_artist_is_scrobbled_if_the_key_says_so(names: object, artist: str) -> None:
    """Only the client's own list of artists is read; without one the credit stays."""
    played = one(artist_name="A & B", additional_info={"artist_names": names})
    body = {"listen_type": "single", "payload": [played]}
    (listen,) = parse_submission(body, NOW, first_artist=True).listens
    assert listen.artist == artist
    assert parse_submission(body, NOW).listens[0].artist == "A & B"


def test_credit_of_several_artists_is_kept_whole() -> None:
    """No name is split: "Tyler, The Creator" is one artist."""
    names = {"artist_name": "Tyler, The Creator", "additional_info": {"artist_names": ["Tyler"]}}
    assert read(**names).artist == "Tyler, The Creator"
