"""Details that Last.fm's lists lack: pictures, albums and genres."""

from typing import Any

import pytest

from lastfm_gateway.cache import entity_lookup
from lastfm_gateway.lastfm.names import identity
from local.simulator import Simulator
from local.simulator.entities import Track
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    NOW,
    TRACKS,
    Clock,
    Listener,
    played,
)
from tests.support.holding import held

YEAR = {"period": "12month", "include_sparklines": "true"}


def _tracks(lastfm: Simulator) -> dict[int, Track]:
    """Return every track that was ever played, by its id."""
    every = {track for _, track in played(lastfm, 0, NOW + 1)}
    return {identity("track", track.artist.name, track.name): track for track in every}


def _check(data: list[dict[str, Any]], truth: dict[int, Track]) -> None:
    """Fail where a row's picture or album is not its track's."""
    assert data
    for row in data:
        album = truth[row["id"]].album
        assert row["album_name"] == (album.name if album else None)
        if album:
            assert row["album_id"] == identity("album", album.artist.name, album.name)
            assert row["image"] is None or album.picture in row["image"]["cdn_url"]
        else:
            assert (row["album_id"], row["image"]) == (None, None)
        assert (row["album_released_year"], row["album_total_tracks"]) == (None, None)


def test_tracks_have_their_albums_and_pictures(rj: Listener, lastfm: Simulator) -> None:
    """They come from the history: no row that was played in the last year is looked up."""
    truth = _tracks(lastfm)
    _check(rj.get(TRACKS, period="overall", limit=40).json["data"], truth)
    assert (rj.calls, rj.syncs, rj.lookups) == (1, 1, 0)
    _check(rj.get(TRACKS, period="overall", limit=20, page=2).json["data"], truth)
    assert (rj.calls, rj.syncs, rj.lookups) == (0, 0, 0)
    first = rj.get(TRACKS, period="overall").json["data"][0]
    albums = rj.get(ALBUMS, period="overall", limit=50).json["data"]
    assert first["album_id"] in {album["id"] for album in albums}


def test_artists_have_a_genre(rj: Listener, lastfm: Simulator) -> None:
    """The genre is the most used tag, and there is no picture."""
    tags = {artist.name: artist.tags for artist in lastfm.service.world.catalogue.artists}
    rows = rj.get(ARTISTS, period="overall", limit=20).json["data"]
    assert (rj.calls, rj.lookups) == (1, 20)
    for row in rows:
        assert row["genre"] == (tags[row["name"]][0] if tags[row["name"]] else None)
        assert row["image"] is None
    assert any(row["genre"] for row in rows)


def test_genres_are_looked_up_a_few_at_a_time_beside_sparklines(rj: Listener, clock: Clock) -> None:
    """A repeated request makes no call, and one after a quiet minute at most three."""
    known = 0
    while known < 10:
        reply = rj.get(ARTISTS, **YEAR)
        assert 0 < rj.lookups <= 2
        assert rj.calls + rj.syncs + rj.lookups <= 3
        known += rj.lookups
        assert sum(row["genre"] is not None for row in reply.json["data"]) == known
        rj.get(ARTISTS, **YEAR)
        assert rj.calls + rj.syncs + rj.lookups == 0
        clock.now += 61
    rj.get(ARTISTS, **YEAR)
    assert rj.lookups == 0


@pytest.mark.usefixtures("environment")
def test_details_refused_by_the_rate_limiter_are_null(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is answered at once and kept for a minute at most."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "6")
    slow = Listener(lastfm, clock)
    genres = []
    for _ in range(2):
        reply = slow.get(ARTISTS, period="overall")
        assert reply.status == 200
        genres.append(sum(row["genre"] is not None for row in reply.json["data"]))
        clock.now += 61
    assert genres[0] == 2  # half of the five that the list left
    assert genres[1] > genres[0]


def test_slow_lookups_do_not_delay_the_list(
    rj: Listener, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Details are null while they are fetched, and present next time."""
    assert 1 < entity_lookup.LOOKUP_SECONDS <= 2.5
    with held(lastfm, "artist.getTopTags"), monkeypatch.context() as briefly:
        briefly.setattr("lastfm_gateway.faces.listening.reader.LOOKUP_SECONDS", 0.05)
        late = rj.get(ARTISTS, period="overall")
        assert {row["genre"] for row in late.json["data"]} == {None}
        assert "max-age=60" in late.headers["Cache-Control"]
    clock.now += 61
    assert None not in {row["genre"] for row in rj.get(ARTISTS, period="overall").json["data"]}


def test_track_without_an_album_has_null_details(rj: Listener, lastfm: Simulator) -> None:
    """A scrobble without an album completes the page."""
    world = lastfm.service.world
    unknown = Track(world.catalogue.artists[0], "A song that nobody else has")
    for ago in range(40):
        world.histories["rj"].add(int(NOW) - 300 * ago, unknown, int(NOW))
    reply = rj.get(TRACKS)
    [row] = [row for row in reply.json["data"] if row["name"] == unknown.name]
    assert (row["image"], row["album_id"], row["album_name"]) == (None, None, None)
    assert rj.lookups == 0


def test_names_with_lone_surrogates_are_not_looked_up(rj: Listener, lastfm: Simulator) -> None:
    """No call can carry such a name; its row is counted, with null details."""
    world = lastfm.service.world
    broken = Track(world.catalogue.artists[0], "D\ufffdj\x85 vu")
    for ago in range(40):
        world.histories["rj"].add(int(NOW) - 300 * ago, broken, int(NOW))
    for query in ({}, {"include_sparklines": "true"}):
        reply = rj.get(TRACKS, **query)
        assert reply.status == 200
        [row] = [row for row in reply.json["data"] if row["name"] == broken.name]
        assert (row["playcount"], row["image"]) == (40, None)
    assert sum(row["sparkline"]["points"]) == 40
