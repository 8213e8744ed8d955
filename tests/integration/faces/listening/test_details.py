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
    """Each row of a page is looked up once."""
    truth = _tracks(lastfm)
    _check(rj.get(TRACKS, period="overall", limit=40).json["data"], truth)
    assert (rj.calls, rj.lookups) == (1, 40)
    _check(rj.get(TRACKS, period="overall", limit=20, page=2).json["data"], truth)
    assert (rj.calls, rj.lookups) == (0, 0)
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


def test_albums_come_from_scrobbles_that_were_read(rj: Listener, lastfm: Simulator) -> None:
    """Pages whose sparklines are counted from scrobbles need no lookups."""
    truth = _tracks(lastfm)
    for query in ({}, {"page": 2}, {"limit": 50}):
        _check(rj.get(TRACKS, **YEAR, **query).json["data"], truth)
        assert rj.lookups == 0


def test_genres_use_the_calls_that_sparklines_leave(rj: Listener, clock: Clock) -> None:
    """A repeated request makes no call, and one after a quiet minute makes three."""
    reply = rj.get(ARTISTS, **YEAR)
    known = rj.lookups
    assert 0 < known <= 55 - rj.calls
    for query in ({}, {"page": 2}):
        rj.get(ARTISTS, **YEAR, **query)
        assert (rj.calls, rj.lookups) == (0, 0)
    while known < 10:
        assert "max-age=60" in reply.headers["Cache-Control"]
        assert sum(row["genre"] is not None for row in reply.json["data"]) == known
        clock.now += 61
        reply = rj.get(ARTISTS, **YEAR)
        assert (rj.calls, rj.lookups) == (0, min(3, 10 - known))
        known += rj.lookups
    assert None not in {row["genre"] for row in reply.json["data"]}
    assert "max-age=60" not in reply.headers["Cache-Control"]
    clock.now += 61
    rj.get(ARTISTS, **YEAR)
    assert (rj.calls, rj.lookups) == (0, 0)


@pytest.mark.usefixtures("environment")
def test_details_refused_by_the_rate_limiter_are_null(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is answered at once and kept for a minute at most."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "6")
    slow = Listener(lastfm, clock)
    pictures = []
    for _ in range(2):
        reply = slow.get(TRACKS, period="overall")
        assert reply.status == 200
        pictures.append(sum(row["image"] is not None for row in reply.json["data"]))
        clock.now += 61
    assert pictures[0] == 2  # half of the five that the list left
    assert pictures[1] > pictures[0]


def test_slow_lookups_do_not_delay_the_list(
    rj: Listener, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Details are null while they are fetched, and present next time."""
    assert 1 < entity_lookup.LOOKUP_SECONDS <= 2.5
    with held(lastfm, "track.getInfo"), monkeypatch.context() as briefly:
        briefly.setattr("lastfm_gateway.faces.listening.reader.LOOKUP_SECONDS", 0.05)
        late = rj.get(TRACKS, period="overall")
        assert {row["image"] for row in late.json["data"]} == {None}
        assert "max-age=60" in late.headers["Cache-Control"]
    clock.now += 61
    _check(rj.get(TRACKS, period="overall").json["data"], _tracks(lastfm))


def test_unknown_details_are_null_and_cached(rj: Listener, lastfm: Simulator, clock: Clock) -> None:
    """An answer "not found" completes the page."""
    world = lastfm.service.world
    unknown = Track(world.catalogue.artists[0], "A song that nobody else has")
    for ago in range(40):
        world.histories["rj"].add(int(NOW) - 300 * ago, unknown, int(NOW))
    reply = rj.get(TRACKS)
    [row] = [row for row in reply.json["data"] if row["name"] == unknown.name]
    assert (row["image"], row["album_id"], row["album_name"]) == (None, None, None)
    assert "max-age=60" not in reply.headers["Cache-Control"]
    clock.now += 61
    rj.get(TRACKS, limit=9)
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
