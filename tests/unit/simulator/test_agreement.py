"""Consistency of the simulator: every count follows from the raw scrobbles."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from local.simulator.catalogue import Catalogue
from local.simulator.people import DAY, PEOPLE
from local.simulator.scrobbles import raw
from local.simulator.weeks import PERIOD_DAYS
from tests.unit.simulator.in_process import NOW, InProcess

type Play = tuple[int, str, str, str]  # when, artist, album, track


@pytest.fixture(scope="module", params=["rj", "hermit", "newcomer"])
def history(request: pytest.FixtureRequest) -> tuple[str, list[Play]]:
    """Return a user's name and raw scrobbles, read without any of the counting methods."""
    person = next(p for p in PEOPLE if p.name == request.param)
    scrobbles = raw(person, NOW, Catalogue().playable())
    return person.name, [
        (uts, t.artist.name, t.album.name if t.album else "", t.name) for uts, t in scrobbles
    ]


def _ranked(plays: Counter[tuple[Any, ...]]) -> list[tuple[tuple[Any, ...], int]]:
    return sorted(plays.items(), key=lambda pair: (-pair[1], pair[0][-1]))


def _pages(lastfm: InProcess, method: str, root: str, kind: str, user: str) -> Iterator[Any]:
    total, page = 1, 1
    while page <= total:
        answer = lastfm.json(method, user=user, limit="200", page=str(page))[root]
        total = int(answer["@attr"]["totalPages"])
        yield from answer[kind]
        page += 1


def test_user_playcount_is_the_number_of_scrobbles(
    lastfm: InProcess, history: tuple[str, list[Play]]
) -> None:
    """user.getInfo counts what was scrobbled, to the last one."""
    user, plays = history
    assert lastfm.json("user.getInfo", user=user)["user"]["playcount"] == str(len(plays))


@pytest.mark.parametrize("period", ["overall", *PERIOD_DAYS])
def test_top_lists_are_sums_of_the_period(
    lastfm: InProcess, history: tuple[str, list[Play]], period: str
) -> None:
    """Each list counts the period's scrobbles, ordered by plays and then by name."""
    user, plays = history
    start = NOW - PERIOD_DAYS[period] * DAY if period in PERIOD_DAYS else 0
    played = [play for play in plays if play[0] > start]
    for method, root, kind, names in (
        ("user.getTopArtists", "topartists", "artist", (1,)),
        ("user.getTopAlbums", "topalbums", "album", (1, 2)),
        ("user.getTopTracks", "toptracks", "track", (1, 3)),
    ):
        expected = _ranked(Counter(tuple(play[n] for n in names) for play in played))
        answer = lastfm.json(method, user=user, period=period, limit="1000")[root]
        got = [(item["name"], int(item["playcount"])) for item in answer[kind]]
        assert got == [(key[-1], count) for key, count in expected]
        assert answer["@attr"]["total"] == str(len(expected))


def test_weekly_charts_take_any_range(lastfm: InProcess, history: tuple[str, list[Play]]) -> None:
    """A chart counts from `from` until just before `to`."""
    user, plays = history
    start, end = plays[0][0], plays[len(plays) // 2][0] + 1
    window = {"user": user, "from": str(start), "to": str(end)}
    played = Counter(play[1] for play in plays if start <= play[0] < end)
    chart = lastfm.json("user.getWeeklyArtistChart", **window)["weeklyartistchart"]["artist"]
    assert {a["name"]: int(a["playcount"]) for a in chart} == played
    tracks = lastfm.json("user.getWeeklyTrackChart", **window)["weeklytrackchart"]["track"]
    assert sum(int(t["playcount"]) for t in tracks) == played.total()
    albums = lastfm.json("user.getWeeklyAlbumChart", **window)["weeklyalbumchart"]["album"]
    assert sum(int(a["playcount"]) for a in albums) == played.total()


def test_windows_include_from_and_exclude_to(lastfm: InProcess) -> None:
    """A play exactly at `from` counts, one exactly at `to` doesn't, in charts and recent tracks."""
    only = PEOPLE[2].only or pytest.fail("newcomer has no scrobble")
    for start, end, count in ((only, only + 1, 1), (only - 1, only, 0)):
        window = {"user": "newcomer", "from": str(start), "to": str(end)}
        chart = lastfm.json("user.getWeeklyTrackChart", **window)["weeklytrackchart"]["track"]
        recent = lastfm.json("user.getRecentTracks", **window)["recenttracks"]
        assert (len(chart), recent["@attr"]["total"]) == (count, str(count))


def test_library_holds_every_artist_ever_played(
    lastfm: InProcess, history: tuple[str, list[Play]]
) -> None:
    """All pages of library.getArtists are the history counted by artist."""
    user, plays = history
    artists = _pages(lastfm, "library.getArtists", "artists", "artist", user)
    counts = {artist["name"]: int(artist["playcount"]) for artist in artists}
    assert counts == Counter(play[1] for play in plays)


def test_recent_tracks_are_the_scrobbles_newest_first(lastfm: InProcess) -> None:
    """Pages of recent tracks, put together, are the scrobbles of the range."""
    person, start = PEOPLE[0], NOW - 3 * DAY
    expected = [
        (uts, t.name)
        for uts, t in raw(person, NOW, Catalogue().playable())
        if start <= uts < NOW - DAY
    ]
    got: list[tuple[int, str]] = []
    for page in range(1, 9):
        window = {"from": str(start), "to": str(NOW - DAY), "page": str(page)}
        answer = lastfm.json("user.getRecentTracks", user="rj", **window)["recenttracks"]
        got += [(int(t["date"]["uts"]), t["name"]) for t in answer["track"]]
        assert answer["@attr"]["total"] == str(len(expected))
    assert got == expected[::-1]
    assert len(got) > 100


def test_track_scrobbles_agree_with_the_top_list(lastfm: InProcess) -> None:
    """user.getTrackScrobbles counts as the top list does, and lists each time."""
    top = lastfm.json("user.getTopTracks", user="rj", limit="1")["toptracks"]["track"][0]
    names = {"artist": top["artist"]["name"], "track": top["name"]}
    answer = lastfm.json("user.getTrackScrobbles", user="rj", **names, limit="1000")
    attributes = answer["trackscrobbles"]["@attr"]
    assert attributes["total"] == top["playcount"]
    times = [int(t["date"]["uts"]) for t in answer["trackscrobbles"]["track"]]
    assert times == sorted(set(times), reverse=True)


def test_user_playcounts_agree_with_the_top_lists(lastfm: InProcess) -> None:
    """A track's, album's and artist's userplaycount are those of the user's top lists."""
    for method, root, kind, info in (
        ("user.getTopTracks", "toptracks", "track", "track.getInfo"),
        ("user.getTopAlbums", "topalbums", "album", "album.getInfo"),
        ("user.getTopArtists", "topartists", "artist", "artist.getInfo"),
    ):
        top = lastfm.json(method, user="rj", limit="1")[root][kind][0]
        names = {kind: top["name"], "artist": top.get("artist", top)["name"]}
        found = lastfm.json(info, **names, username="rj")[kind]
        count = found["stats"]["userplaycount"] if kind == "artist" else found["userplaycount"]
        assert str(count) == top["playcount"]


def test_global_counts_grow_with_the_users_plays(lastfm: InProcess) -> None:
    """Between two moments, global counts grow by exactly what the users play."""
    later = InProcess(lastfm.service, NOW + 2 * DAY)
    grown = 0
    before = lastfm.json("chart.getTopArtists", limit="100")["artists"]["artist"]
    counts = {artist["name"]: int(artist["playcount"]) for artist in before}
    for artist in later.json("chart.getTopArtists", limit="100")["artists"]["artist"]:
        grown += int(artist["playcount"]) - counts[artist["name"]]
    users = ("rj", "hermit", "newcomer")
    plays = [int(lastfm.json("user.getInfo", user=u)["user"]["playcount"]) for u in users]
    after = [int(later.json("user.getInfo", user=u)["user"]["playcount"]) for u in users]
    assert grown == sum(after) - sum(plays) > 0


def test_artist_playcount_is_the_sum_of_its_tracks(lastfm: InProcess) -> None:
    """Artists, albums and tracks agree on global plays."""
    artist = lastfm.json("artist.getInfo", artist="Radiohead")["artist"]["stats"]["playcount"]
    tracks = lastfm.json("artist.getTopTracks", artist="Radiohead")["toptracks"]["track"]
    albums = lastfm.json("artist.getTopAlbums", artist="Radiohead")["topalbums"]["album"]
    assert int(artist) == sum(int(t["playcount"]) for t in tracks)
    assert int(artist) == sum(a["playcount"] for a in albums)
