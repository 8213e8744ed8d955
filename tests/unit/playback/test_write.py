"""What a write changes: read from its parameters and from Last.fm's answer, JSON or XML."""

import json
from typing import Any

import pytest

from lastfm_gateway.playback.note import (
    MANY_OLD,
    MAX_BYTES,
    MAX_LISTENS,
    Noted,
    current,
    listen_attribute,
    old_attributes,
    parse_notes,
)
from lastfm_gateway.playback.write import (
    NoteChange,
    dropped_change,
    now_playing_change,
    queued_change,
    scrobble_change,
)
from tests.unit.playback.support import NOW, listen, names

MS = NOW * 1000


def answered(track: str = "Run", *, ignored: int = 0, corrected: bool = False) -> dict[str, Any]:
    """Return Last.fm's answer to one scrobble."""
    return {
        "artist": {"corrected": "0", "#text": "Air"},
        "album": {"corrected": "0", "#text": ""},
        "track": {"corrected": str(int(corrected)), "#text": track},
        "ignoredMessage": {"code": str(ignored), "#text": ""},
    }


def reply(*rows: dict[str, Any], collapsed: bool = False) -> bytes:
    """Return the answer to some scrobbles; Last.fm sends a list of one as its item."""
    listed = rows[0] if collapsed else list(rows)
    return json.dumps({"scrobbles": {"scrobble": listed, "@attr": {}}}).encode()


def sent(*tracks: str, ago: int = 200) -> dict[str, str]:
    """Return the parameters of some scrobbles of one artist."""
    return {
        name: value
        for n, track in enumerate(tracks)
        for name, value in (
            (f"artist[{n}]", "Air"),
            (f"track[{n}]", track),
            (f"timestamp[{n}]", str(NOW - ago + n)),
        )
    }


def noted(change: NoteChange) -> Noted:
    """Return what a change notes."""
    return parse_notes({name: {"S": text} for name, text in change.values.items()})


def test_accepted_scrobbles_are_noted_under_corrected_names() -> None:
    """An ignored one is removed: it may have been noted while it was queued."""
    rows = (answered(), answered("Venus", corrected=True), answered("Alone", ignored=1))
    change = scrobble_change(sent("Run", "Venus (live)", "Alone"), reply(*rows), MS)
    assert change.is_whole
    assert set(noted(change).listens) == {
        listen("Run", ago=200),
        listen("Venus", ago=199),
    }
    assert change.removed == (listen_attribute(NOW - 198, "Air", "Alone"),)


def test_xml_and_collapsed_answers() -> None:
    """The web service's answers, signed there or here."""
    xml = b"""<?xml version="1.0"?><lfm status="ok"><scrobbles accepted="1" ignored="0"><scrobble>
      <track corrected="1">Venus</track><artist corrected="0">Air</artist><album corrected="0"/>
      <ignoredMessage code="0"/><timestamp>1</timestamp></scrobble></scrobbles></lfm>"""
    for body in (xml, reply(answered("Venus", corrected=True), collapsed=True)):
        change = scrobble_change(sent("Venus (live)"), body, MS)
        assert noted(change).listens == (listen("Venus", ago=200),)
        assert change.is_whole


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<lfm",
        b"{}",
        b"[]",
        b'{"scrobbles": []}',
        b'{"scrobbles": {"scrobble": ["x"]}}',
        b'{"scrobbles": {"scrobble": {"artist": "x"}}}',
        reply(answered(), answered()),
    ],
)
def test_unknown_answers_note_nothing(body: bytes) -> None:
    """The write's details are unknown, so that the newest page is asked for again."""
    assert scrobble_change(sent("Run"), body, MS) == NoteChange({}, is_whole=False)


def test_queued_and_delivered_are_one_attribute() -> None:
    """The names that were sent make the key, whatever Last.fm corrects; dropped ones go."""
    parameters = sent("Venus (live)")
    queued = queued_change(parameters, MS)
    delivered = scrobble_change(parameters, reply(answered("Venus", corrected=True)), MS)
    assert (
        queued.values.keys() == delivered.values.keys() == set(dropped_change(parameters).removed)
    )
    assert noted(queued).listens == (listen("Venus (live)", ago=200, queued=True),)


@pytest.mark.parametrize("at", ["", "x", "-5", "9" * 30, str(NOW - 86_400), str(NOW + 61)])
def test_old_future_and_malformed_times_are_not_noted(at: str) -> None:
    """They are left to Last.fm's pages."""
    parameters = {"artist": "Air", "track": "Run", "timestamp": at}
    change = scrobble_change(parameters, reply(answered()), MS)
    assert (change.values, change.is_whole) == ({}, False)


def test_long_names_are_not_noted() -> None:
    """A note has 600 bytes at most."""
    change = queued_change(sent("R" * MAX_BYTES, "Run"), MS)
    assert (len(change.values), change.is_whole) == (1, False)


@pytest.mark.parametrize(
    ("duration", "seconds"), [("244", 244), ("", 0), ("x", 0), ("-1", 0), ("99999", 0)]
)
def test_now_playing_update(duration: str, seconds: int) -> None:
    """Names, album and duration; without a believable duration it is unknown."""
    parameters = {"artist": "Air", "track": "Run", "album": "Moon", "duration": duration}
    change = now_playing_change(parameters, json.dumps({"nowplaying": answered()}).encode(), MS)
    found = noted(change).playing
    assert found
    assert (found.names, found.duration) == (names("Run", album="Moon"), seconds)
    assert found.began == MS


def test_ignored_now_playing_is_not_noted() -> None:
    """Last.fm shows nothing then."""
    body = json.dumps({"nowplaying": answered(ignored=1)}).encode()
    assert now_playing_change({"artist": "Air", "track": "Run"}, body, MS).values == {}


def test_names_of_any_text() -> None:
    """A lone surrogate, which DynamoDB refuses, becomes a question mark."""
    change = queued_change({"artist": "\ud800", "track": "♫\0", "timestamp": str(NOW)}, MS)
    [found] = noted(change).listens
    assert (found.names.artist, found.names.track) == ("?", "♫\0")


def test_old_listens_are_left_out_and_removed_when_many() -> None:
    """Delivered ones after ten minutes, queued ones after three days, 50 at most."""
    queued = queued_change(sent(*(f"Q{n}" for n in range(30))), MS)
    delivered = scrobble_change(sent("Run"), reply(answered()), MS)
    item = {name: {"S": text} for name, text in {**queued.values, **delivered.values}.items()}
    assert len(current(parse_notes(item), NOW + 599).listens) == 31
    assert len(current(parse_notes(item), NOW + 600).listens) == 30
    assert old_attributes(item, NOW + 600) == []
    few = scrobble_change(sent(*"abcd"), reply(*(answered(track) for track in "abcd")), MS)
    item |= {name: {"S": text} for name, text in few.values.items()}
    assert len(old_attributes(item, NOW + 600)) == MANY_OLD + 1
    assert current(parse_notes(item), NOW + 3 * 86_400) == Noted()
    many = queued_change(sent(*(f"M{n}" for n in range(40)), ago=100), MS)
    item = {name: {"S": text} for name, text in {**queued.values, **many.values}.items()}
    removed = old_attributes(item, NOW)
    assert len(removed) == 70 - MAX_LISTENS
    assert set(removed) < set(queued.values)
