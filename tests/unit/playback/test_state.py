"""What plays, by notes and by Last.fm's rows."""

import pytest

from lastfm_gateway.playback.newest_row import Newest
from lastfm_gateway.playback.note import Noted, PlayingNote
from lastfm_gateway.playback.state import fresh_for, playback
from lastfm_gateway.playback.validity import repeated_note, valid_note
from tests.unit.playback.support import NOW, listen, names, newest, note

#: What is noted, what Last.fm answered, and the status and the title that follow.
CASES: dict[str, tuple[Noted, Newest | None, tuple[str, str]]] = {
    "a note within its duration": (
        Noted(note(ago=99, duration=100)),
        newest(asked=200),
        ("playing", "Run"),
    ),
    "over by its duration": (Noted(note(ago=100, duration=100)), newest(), ("idle", "Old")),
    "no duration, within 600 s": (Noted(note(ago=599)), None, ("playing", "Run")),
    "no duration, after 600 s": (Noted(note(ago=600)), newest(), ("idle", "Old")),
    "ended by its scrobble": (
        Noted(note(ago=200), (listen(ago=200, written=1),)),
        newest(asked=30),
        ("idle", "Run"),
    ),
    "scrobbled halfway through its duration": (
        Noted(note(ago=200, duration=400), (listen(ago=200, written=1),)),
        newest(asked=30),
        ("playing", "Run"),
    ),
    "the scrobble of an earlier play of the track": (
        Noted(note(ago=10), (listen(ago=500, written=1),)),
        newest(asked=30),
        ("playing", "Run"),
    ),
    "the scrobble of the track before": (
        Noted(note("Venus", ago=2), (listen(ago=200, written=1),)),
        None,
        ("playing", "Venus"),
    ),
    "Last.fm still shows the track before": (
        Noted(note("Venus", ago=5, duration=200)),
        newest(playing="Run", asked=2, artist="Moby"),
        ("playing", "Venus"),
    ),
    "another player tells Last.fm of another track": (
        Noted(note("Venus", ago=60, duration=200)),
        newest(playing="Creep", artist="Radiohead", asked=1),
        ("playing", "Creep"),
    ),
    "Last.fm corrects the title of the note": (
        Noted(note("Venus (live)", ago=60, duration=200)),
        newest(playing="Venus", asked=1),
        ("playing", "Venus (live)"),
    ),
    "Last.fm was asked while the note's track played": (
        Noted(note(ago=100, duration=100)),
        newest(playing="Run", asked=50),
        ("idle", "Old"),
    ),
    "Last.fm was asked after the note was over": (
        Noted(note(ago=200, duration=100)),
        newest(playing="Run", asked=50),
        ("playing", "Run"),
    ),
    "Last.fm's track was scrobbled since": (
        Noted(None, (listen(ago=200, written=1),)),
        newest(playing="Run", asked=5),
        ("idle", "Run"),
    ),
    "a later listen of another player": (
        Noted(None, (listen(ago=1000, written=1),)),
        newest(asked=5),
        ("idle", "Old"),
    ),
    "a listen that Last.fm dropped": (
        Noted(None, (listen(ago=200, written=100),)),
        newest(asked=5),
        ("idle", "Old"),
    ),
    "a queued listen": (
        Noted(None, (listen(ago=200, written=100, queued=True),)),
        newest(asked=5),
        ("idle", "Run"),
    ),
    "Last.fm has the listen, corrected": (
        Noted(None, (listen("run (live)", ago=200, written=20),)),
        newest(last="Run", last_ago=200, asked=5),
        ("idle", "Run"),
    ),
    "nothing ever": (Noted(), newest(last="")._replace(total=0), ("never", "")),
    "the first listen ever": (
        Noted(None, (listen(ago=200, written=1),)),
        newest(last="", asked=5),
        ("idle", "Run"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_status_and_track(case: str) -> None:
    """Each case of the table."""
    noted, answer, shown = CASES[case]
    state = playback(noted, answer, NOW)
    assert (state.status, state.names.track) == shown
    assert (state.played_at is None) == (state.status != "idle")


def test_later_note_replaces_the_one_before() -> None:
    """There is one note; its progress is its own."""
    state = playback(Noted(note("Venus", ago=7, duration=200)), None, NOW)
    assert (state.started_at, state.progress_ms(NOW), state.duration) == (NOW - 7, 7000, 200)
    assert state.progress_ms(NOW + 500) == 200_000


def test_progress_is_known_by_notes_only() -> None:
    """Last.fm does not say when a track began."""
    state = playback(Noted(), newest(playing="Run"), NOW)
    assert (state.started_at, state.progress_ms(NOW), state.duration) == (None, None, None)


def test_note_takes_details_from_lastfms_rows() -> None:
    """Picture, address and love of the same track; the picture of the same album."""
    same = playback(Noted(note(ago=5, duration=99)), newest(playing="run", asked=2), NOW)
    assert (same.names.image, same.url, same.loved) == ("p.jpg", "url", True)
    on_album = PlayingNote(names("Venus", album="Talkie Walkie"), 99, NOW * 1000)
    answer = newest()
    assert answer.last
    row = answer.last._replace(names=names("Run", album="talkie walkie", image="a.jpg"))
    state = playback(Noted(on_album), answer._replace(last=row), NOW)
    assert (state.names.image, state.loved) == ("a.jpg", False)
    assert state.url == "https://www.last.fm/music/Air/_/Venus"


def test_playcount_includes_what_lastfm_did_not_count() -> None:
    """Listens since it was asked, and those that are queued."""
    since = listen(ago=200, written=1)
    before = listen("Venus", ago=500, written=100)
    queued = listen("Alone", ago=900, written=500, queued=True)
    state = playback(Noted(None, (since, before, queued)), newest(asked=10), NOW)
    assert state.playcount == 102
    assert playback(Noted(note()), None, NOW).playcount is None


def test_freshness_and_poll_after() -> None:
    """10 seconds while a track plays, 30 when idle, 60 after an hour; 60 while a note counts."""
    rows = {
        "playing": (newest(playing="Run"), 10),
        "idle": (newest(last_ago=3599), 30),
        "silent": (newest(last_ago=3600), 60),
        "never": (newest(last=""), 60),
    }
    for answer, seconds in rows.values():
        assert fresh_for(Noted(), answer, NOW) == seconds
        assert playback(Noted(), answer, NOW).poll_after == seconds
    assert fresh_for(Noted(note()), newest(playing="Run"), NOW) == 60
    assert valid_note(Noted(note()), NOW)
    assert playback(Noted(note()), None, NOW).poll_after == 10


@pytest.mark.parametrize(
    ("noted", "update", "is_repeated"),
    [
        (Noted(note(ago=30, duration=200)), note(duration=200), True),
        (Noted(note(ago=30)), note(), True),
        (Noted(note("Venus", ago=30, duration=200)), note(duration=200), False),
        (Noted(note(ago=30)), note(duration=200), False),
        (Noted(note(ago=197, duration=200)), note(duration=200), True),
        (Noted(note(ago=199, duration=200)), note(duration=200), False),
        (Noted(note(ago=300)), note(), True),
        (Noted(note(ago=300), (listen(ago=300),)), note(), False),
        (Noted(note(ago=90, duration=200), (listen(ago=90),)), note(duration=200), True),
        (Noted(), note(), False),
    ],
    ids=[
        *("known duration", "unknown duration", "other track", "another duration"),
        *("before its end", "played again", "long ago", "scrobbled", "scrobbled halfway", "first"),
    ],
)
def test_repeated_update_is_of_the_same_play(
    noted: Noted, update: PlayingNote, *, is_repeated: bool
) -> None:
    """Unless that play is over: by its duration, or by its scrobble if that is unknown."""
    assert (repeated_note(noted, update) is not None) == is_repeated
