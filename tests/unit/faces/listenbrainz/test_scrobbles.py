"""Listens as Last.fm's parameters, and Last.fm's answer as outcomes."""

import json

import pytest

from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.faces.listenbrainz.scrobbles import (
    batch_outcome,
    batches_of,
    playing_parameters,
    scrobble_parameters,
)
from lastfm_gateway.faces.listenbrainz.submission import Listen
from lastfm_gateway.methods.track_writes import ScrobbleParameters
from lastfm_gateway.methods.validation import validate

BARE = Listen(0, 1_700_000_000, "Mogwai", "Drive", "", "", None, None, None)
FULL = BARE._replace(
    place=1, album="Album", album_artist="Various", track_number=4, mbid="0" * 8, duration=244
)


def test_unknown_fields_are_left_out() -> None:
    """Last.fm takes no blank album."""
    sent = scrobble_parameters([BARE, FULL], "s")
    assert {name for name in sent if name.endswith("[0]")} == {
        "artist[0]",
        "track[0]",
        "timestamp[0]",
    }
    assert (sent["duration[1]"], sent["albumArtist[1]"], sent["trackNumber[1]"]) == (
        *("244", "Various", "4"),
    )
    assert sent["sk"] == "s"
    sent = scrobble_parameters([BARE, FULL._replace(mbid=None)], "s")
    assert validate(ScrobbleParameters, {name: [text] for name, text in sent.items()}) == sent


def test_what_is_playing_has_no_time() -> None:
    """It has a duration, by which Last.fm ends it."""
    sent = playing_parameters(FULL._replace(listened_at=0), "s")
    assert "timestamp" not in sent
    assert sent["duration"] == "244"


def test_batches_hold_fifty_in_order() -> None:
    """The last one has the rest."""
    listens = [BARE._replace(place=place) for place in range(120)]
    batches = list(batches_of(listens))
    assert list(map(len, batches)) == [50, 50, 20]
    assert [listen for batch in batches for listen in batch] == listens


def test_batches_of_long_names_are_smaller() -> None:
    """Each fits a message of the queue, 256 KiB, with letters that take six bytes in JSON."""
    long = BARE._replace(artist="ü" * 1000, track="ü" * 1000, album="ü" * 1000)
    batches = list(batches_of([long] * 50))
    assert len(batches) > 1
    for batch in batches:
        assert len(json.dumps(scrobble_parameters(batch, "s"))) < 200 * 1024


def answer(*codes: int | str) -> bytes:
    """Return Last.fm's answer with these codes."""
    rows = [{"ignoredMessage": {"code": code, "#text": ""}} for code in codes]
    return json.dumps({"scrobbles": {"scrobble": rows}}).encode()


def test_codes_become_reasons_by_place() -> None:
    """What exceeds the daily limit is to wait; all other codes settle the scrobble."""
    listens = [BARE._replace(place=10 + place) for place in range(7)]
    outcome = batch_outcome(listens, answer("0", "1", "2", "3", "4", "5", 9))
    assert outcome.accepted == 1
    assert [(it.place, it.reason) for it in outcome.ignored] == [
        (11, "artist"),
        (12, "track"),
        (13, "too_old"),
        (14, "in_the_future"),
        (16, "refused"),
    ]
    assert [listen.place for listen in outcome.limited] == [15]


@pytest.mark.parametrize("body", [b"{}", b"[]", answer("0", "0"), b"x"])
def test_answer_that_does_not_fit_is_a_fault_of_lastfms(body: bytes) -> None:
    """So the client sends the listens again, and nothing is said to be accepted."""
    with pytest.raises(UpstreamFault):
        batch_outcome([BARE], body)
