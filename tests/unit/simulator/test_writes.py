"""Writes of the simulator."""

from local.simulator.people import DAY
from tests.unit.simulator.in_process import NOW, InProcess


def _count(lastfm: InProcess) -> int:
    return int(lastfm.json("user.getInfo", user="newcomer")["user"]["playcount"])


def _scrobble(lastfm: InProcess, uts: int, track: str = "Creep") -> dict[str, object]:
    answer = lastfm.write("track.scrobble", artist="Radiohead", track=track, timestamp=str(uts))
    scrobbles: dict[str, object] = answer["scrobbles"]
    return scrobbles


def test_scrobble_shows_everywhere(lastfm: InProcess) -> None:
    """Recent tracks, charts and counts have it at once."""
    names = {"artist": "Radiohead", "track": "Creep"}
    before = lastfm.json("track.getInfo", **names, username="newcomer")["track"]
    answer = _scrobble(lastfm, NOW - 60)
    assert answer["@attr"] == {"ignored": 0, "accepted": 1}
    assert isinstance(answer["scrobble"], dict)  # a list of one collapses
    recent = lastfm.json("user.getRecentTracks", user="newcomer")["recenttracks"]["track"]
    assert (recent[0]["name"], recent[0]["date"]["uts"]) == ("Creep", str(NOW - 60))
    after = lastfm.json("track.getInfo", **names, username="newcomer")["track"]
    assert int(after["playcount"]) == int(before["playcount"]) + 1
    assert int(after["listeners"]) == int(before["listeners"]) + 1
    assert (before["userplaycount"], after["userplaycount"]) == ("0", "1")
    top = lastfm.json("user.getTopArtists", user="newcomer", period="7day")["topartists"]
    assert [(a["name"], a["playcount"]) for a in top["artist"]] == [("Radiohead", "1")]


def test_batch_holds_fifty(lastfm: InProcess) -> None:
    """Fifty scrobbles come back as a list in their order; fifty-one are refused."""
    batch = {
        f"{name}[{place}]": value
        for place in range(50)
        for name, value in (
            ("artist", "Radiohead"),
            ("track", f"Take {place}"),
            ("timestamp", str(NOW - 1000 + place)),
        )
    }
    answer = lastfm.write("track.scrobble", **batch)["scrobbles"]
    assert answer["@attr"] == {"ignored": 0, "accepted": 50}
    assert [s["track"]["#text"] for s in answer["scrobble"]] == [f"Take {n}" for n in range(50)]
    assert _count(lastfm) == 51
    more = {"artist[50]": "a", "track[50]": "b", "timestamp[50]": str(NOW)}
    assert lastfm.write("track.scrobble", **batch, **more)["error"] == 6
    assert _count(lastfm) == 51


def test_old_and_future_scrobbles_are_ignored(lastfm: InProcess) -> None:
    """Older than 14 days is code 3, of the future code 4; neither is written."""
    before = _count(lastfm)
    for uts, code in ((NOW - 14 * DAY - 1, "3"), (NOW + DAY, "4")):
        answer = _scrobble(lastfm, uts)
        assert answer["@attr"] == {"ignored": 1, "accepted": 0}
        scrobble = answer["scrobble"]
        assert isinstance(scrobble, dict)
        assert scrobble["ignoredMessage"]["code"] == code
    assert _count(lastfm) == before
    _scrobble(lastfm, NOW - 14 * DAY)
    assert _count(lastfm) == before + 1


def test_placeholder_names_are_ignored(lastfm: InProcess) -> None:
    """An artist is code 1, a track code 2; neither is written, nor set as playing."""
    before = _count(lastfm)
    at = str(NOW - 60)
    unknown = {"artist": "Unknown Artist", "track": "Creep"}
    answer = lastfm.write("track.scrobble", **unknown, timestamp=at)["scrobbles"]["scrobble"]
    assert answer["ignoredMessage"]["code"] == "1"
    scrobble = _scrobble(lastfm, NOW - 60, "[untitled]")["scrobble"]
    assert isinstance(scrobble, dict)
    assert scrobble["ignoredMessage"]["code"] == "2"
    playing = lastfm.write("track.updateNowPlaying", **unknown)["nowplaying"]
    assert playing["ignoredMessage"]["code"] == "1"
    assert _count(lastfm) == before
    recent = lastfm.json("user.getRecentTracks", user="newcomer")["recenttracks"]["track"]
    assert "@attr" not in (recent[0] if isinstance(recent, list) else recent)


def test_daily_limit_is_code_5_until_the_next_day(lastfm: InProcess) -> None:
    """Repeated and ignored scrobbles do not count; each user has a limit of their own."""
    lastfm.service.world.daily_limit = 2
    for track, accepted in (("Creep", 1), ("Creep", 1), ("Lucky", 1), ("Airbag", 0)):
        assert _scrobble(lastfm, NOW - 60, track)["@attr"] == {
            "ignored": 1 - accepted,
            "accepted": accepted,
        }
    scrobble = _scrobble(lastfm, NOW - 60, "Airbag")["scrobble"]
    assert isinstance(scrobble, dict)
    assert scrobble["ignoredMessage"]["code"] == "5"
    lastfm.now += DAY
    assert _scrobble(lastfm, NOW - 60, "Airbag")["@attr"] == {"ignored": 0, "accepted": 1}


def test_duplicate_scrobble_is_written_once(lastfm: InProcess) -> None:
    """Artist, track and second are equal, in any case of letters."""
    before = _count(lastfm)
    for track in ("Creep", "creep", "Creep", "Airbag"):
        assert _scrobble(lastfm, NOW - 5, track)["@attr"] == {"ignored": 0, "accepted": 1}
    assert _count(lastfm) == before + 2


def test_late_scrobbles_are_sorted_in(lastfm: InProcess) -> None:
    """They may arrive out of order, days late."""
    for uts in (NOW - 10, NOW - 9 * DAY, NOW - 2 * DAY):
        _scrobble(lastfm, uts)
    recent = lastfm.json("user.getRecentTracks", user="newcomer")["recenttracks"]["track"]
    times = [int(track["date"]["uts"]) for track in recent]
    assert times == sorted(times, reverse=True)
    assert times[:3] == [NOW - 10, NOW - 2 * DAY, NOW - 9 * DAY]


def test_misspelt_scrobble_is_corrected(lastfm: InProcess) -> None:
    """The answer says so."""
    answer = lastfm.write("track.scrobble", artist="Radiohea", track="Crep", timestamp=str(NOW))
    scrobble = answer["scrobbles"]["scrobble"]
    assert scrobble["artist"] == {"corrected": "1", "#text": "Radiohead"}
    assert scrobble["track"] == {"corrected": "1", "#text": "Creep"}
    assert scrobble["album"] == {"corrected": "0", "#text": ""}


def test_unknown_track_is_added_when_scrobbled(lastfm: InProcess) -> None:
    """It exists from then on, with the details that were sent."""
    query = {"artist": "Brand New", "track": "Song", "album": "Record", "timestamp": str(NOW)}
    lastfm.write("track.scrobble", **query)
    track = lastfm.json("track.getInfo", artist="brand new", track="SONG")["track"]
    assert (track["playcount"], track["listeners"], track["duration"]) == ("1", "1", "0")
    assert track["album"]["title"] == "Record"
    assert track["toptags"] == {"tag": []}
    assert "mbid" not in track


def test_now_playing_lasts_until_the_scrobble(lastfm: InProcess) -> None:
    """track.updateNowPlaying shows in the recent tracks; the scrobble ends it."""
    answer = lastfm.write("track.updateNowPlaying", artist="Radiohead", track="Creep")
    assert answer["nowplaying"]["track"] == {"corrected": "0", "#text": "Creep"}
    recent = lastfm.json("user.getRecentTracks", user="newcomer")["recenttracks"]["track"]
    assert recent[0]["@attr"] == {"nowplaying": "true"}
    _scrobble(lastfm, NOW)
    recent = lastfm.json("user.getRecentTracks", user="newcomer")["recenttracks"]["track"]
    assert "@attr" not in recent[0]


def test_tags_are_added_and_removed(lastfm: InProcess) -> None:
    """GetTags and the user's lists follow; both calls answer {}."""
    for kind in ("artist", "album", "track"):
        names = {"artist": "Radiohead", "album": "OK Computer", "track": "Creep"}
        assert lastfm.write(f"{kind}.addTags", **names, tags="seen, two words,seen") == {}
        found = lastfm.json(f"{kind}.getTags", **names, user="newcomer")["tags"]["tag"]
        assert [tag["name"] for tag in found] == ["seen", "two words"]
        assert lastfm.write(f"{kind}.removeTag", **names, tag="SEEN") == {}
        query = {"user": "newcomer", "tag": "two words", "taggingtype": kind}
        tagged = lastfm.json("user.getPersonalTags", **query)["taggings"][f"{kind}s"][kind]
        assert [item["name"] for item in tagged] == [names[kind]]
    top = lastfm.json("user.getTopTags", user="newcomer")["toptags"]["tag"]
    assert [(tag["name"], tag["count"]) for tag in top] == [("two words", "3")]


def test_eleven_tags_are_too_many(lastfm: InProcess) -> None:
    """A call of addTags takes at most ten."""
    tags = ",".join(f"tag {place}" for place in range(11))
    assert lastfm.write("artist.addTags", artist="Radiohead", tags=tags)["error"] == 6


def test_loved_track_is_listed_until_unloved(lastfm: InProcess) -> None:
    """It also has userloved 1."""
    names = {"artist": "Radiohead", "track": "Creep"}
    for method, loved in (("track.love", "1"), ("track.unlove", "0")):
        assert lastfm.write(method, **names) == {}
        track = lastfm.json("track.getInfo", **names, username="newcomer")["track"]
        assert track["userloved"] == loved
        total = lastfm.json("user.getLovedTracks", user="newcomer")["lovedtracks"]["@attr"]["total"]
        assert total == loved
