"""Edits of a user's history in the simulator."""

import pytest

from local.simulator import session_key
from local.simulator.editing import Editor
from local.simulator.people import DAY
from local.simulator.raw import raw_scrobbles
from tests.unit.simulator.in_process import NOW, InProcess

OLD = 1_200_000_000  # 2008, long before any user registered


def _editor(lastfm: InProcess, user: str = "rj") -> Editor:
    return Editor(lastfm.service.world, user, lastfm.now)


def _total(lastfm: InProcess, user: str = "rj", **window: str) -> int:
    answer = lastfm.json("user.getRecentTracks", user=user, limit="1", **window)
    return int(answer["recenttracks"]["@attr"]["total"])


def _window(start: int, end: int) -> dict[str, str]:
    return {"from": str(start), "to": str(end)}


def test_added_scrobbles_are_the_oldest(lastfm: InProcess) -> None:
    """Scrobbles of 2008 come first, with their names as they were given, and count once."""
    before = _total(lastfm)
    scrobbles = [(OLD + 60, "Björk", "Debut", "New One"), (OLD, "bJÖRK", "", "Odd")]
    assert _editor(lastfm).add(scrobbles) == 2
    assert _editor(lastfm).add(scrobbles) == 0
    assert _total(lastfm) == before + 2
    assert _total(lastfm, **_window(OLD, OLD + 60)) == 1
    raw = raw_scrobbles(lastfm.service.world, "rj", NOW)
    assert [row[:4] for row in raw[:2]] == sorted(scrobbles)
    assert lastfm.json("user.getInfo", user="rj")["user"]["playcount"] == str(before + 2)


def test_added_names_of_the_catalogue_are_its_items(lastfm: InProcess) -> None:
    """A scrobble of a known track, spelt just so, counts for that track."""
    names = {"artist": "Radiohead", "track": "Creep"}
    before = lastfm.json("track.getInfo", **names, username="newcomer")["track"]["userplaycount"]
    _editor(lastfm, "newcomer").add([(OLD, "Radiohead", "Pablo Honey", "Creep")])
    after = lastfm.json("track.getInfo", **names, username="newcomer")["track"]["userplaycount"]
    assert int(after) == int(before) + 1


def test_added_names_change_no_chart(lastfm: InProcess) -> None:
    """Calls that name a new artist find it; the charts and searches do not list it."""
    before = lastfm.json("chart.getTopArtists", limit="100")
    _editor(lastfm).add([(OLD, "Nobody Else", "First", "One")])
    assert lastfm.json("chart.getTopArtists", limit="100") == before
    assert lastfm.json("artist.getInfo", artist="nobody else")["artist"]["name"] == "Nobody Else"


@pytest.mark.parametrize("uts", [-1, NOW + DAY + 1])
def test_impossible_times_are_refused(lastfm: InProcess, uts: int) -> None:
    """No scrobble is added before 1970 or more than a day ahead, and none moved there."""
    before = _total(lastfm, "newcomer")
    with pytest.raises(ValueError, match="time"):
        _editor(lastfm, "newcomer").add([(OLD, "A", "", "B"), (uts, "A", "", "B")])
    with pytest.raises(ValueError, match="time"):
        _editor(lastfm, "newcomer").move(1_736_942_400, uts)
    assert _total(lastfm, "newcomer") == before


def test_window_is_deleted(lastfm: InProcess) -> None:
    """All scrobbles of a month go, the first second included and the end excluded."""
    start, end = NOW - 60 * DAY, NOW - 30 * DAY
    before, inside = _total(lastfm), _total(lastfm, **_window(start, end))
    assert inside > 1000
    assert _editor(lastfm).delete(start, end) == inside
    assert (_total(lastfm), _total(lastfm, **_window(start, end))) == (before - inside, 0)
    lastfm.now += DAY
    assert _total(lastfm, **_window(start, end)) == 0


def test_one_scrobble_of_a_second_is_deleted(lastfm: InProcess) -> None:
    """The artist or the track tells which."""
    editor = _editor(lastfm, "silent")
    editor.add([(OLD, "A", "", "One"), (OLD, "A", "", "Two"), (OLD, "B", "", "One")])
    assert editor.delete(OLD, OLD + 1, artist="A", track="One") == 1
    assert editor.delete(OLD, OLD + 1, artist="C") == 0
    raw = raw_scrobbles(lastfm.service.world, "silent", NOW)
    assert [row[1:4] for row in raw] == [("A", "", "Two"), ("B", "", "One")]


def test_scrobble_is_moved(lastfm: InProcess) -> None:
    """It leaves its second and is in another, years earlier."""
    editor = _editor(lastfm, "newcomer")
    (only,) = raw_scrobbles(lastfm.service.world, "newcomer", NOW)
    assert editor.move(only[0] + 1, OLD) == 0
    assert editor.move(only[0], OLD) == 1
    assert raw_scrobbles(lastfm.service.world, "newcomer", NOW) == [(OLD, *only[1:])]


def test_history_is_hidden_and_shown_again(lastfm: InProcess) -> None:
    """Error 17 for everybody but the user with their session, as long as it is hidden."""
    world = lastfm.service.world
    world.hide("RJ", hidden=True)
    assert lastfm.json("user.getRecentTracks", user="rj")["error"] == 17
    own = lastfm.signed("user.getRecentTracks", user="rj", sk=session_key("rj"))
    assert own.status == 200
    world.hide("rj", hidden=False)
    assert _total(lastfm) > 0


def test_next_days_scrobbles_stay_in_order(lastfm: InProcess) -> None:
    """A scrobble that is added a day ahead comes in its place when that day is over."""
    _editor(lastfm).add([(NOW + DAY - 1, "A", "", "B")])
    lastfm.now += 3 * DAY
    times = [row[0] for row in raw_scrobbles(lastfm.service.world, "rj", lastfm.now)]
    assert times == sorted(times)
    assert NOW + DAY - 1 in times
