"""Pictures, albums and genres: what Last.fm's lists leave out."""

from typing import Any

import pytest

from lastfm_gateway.cache import entity_lookup
from lastfm_gateway.faces.listening.ids import identity
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
    """Return all that was ever played, by its id."""
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
    """One look-up for each row of a page, once; of those that were looked up none again."""
    truth = _tracks(lastfm)
    _check(rj.get(TRACKS, period="overall", limit=40).json["data"], truth)
    assert (rj.calls, rj.lookups) == (1, 40)
    _check(rj.get(TRACKS, period="overall", limit=20, page=2).json["data"], truth)
    assert (rj.calls, rj.lookups) == (0, 0)
    first = rj.get(TRACKS, period="overall").json["data"][0]
    albums = rj.get(ALBUMS, period="overall", limit=50).json["data"]
    assert first["album_id"] in {album["id"] for album in albums}


def test_artists_have_a_genre(rj: Listener, lastfm: Simulator) -> None:
    """The tag that is given to them most; no picture."""
    tags = {artist.name: artist.tags for artist in lastfm.service.world.catalogue.artists}
    rows = rj.get(ARTISTS, period="overall", limit=20).json["data"]
    assert (rj.calls, rj.lookups) == (1, 20)
    for row in rows:
        assert row["genre"] == (tags[row["name"]][0] if tags[row["name"]] else None)
        assert row["image"] is None
    assert any(row["genre"] for row in rows)


def test_scrobbles_that_were_read_tell_albums_too(rj: Listener, lastfm: Simulator) -> None:
    """Where sparklines are counted from scrobbles, nothing is looked up for any page of tracks."""
    truth = _tracks(lastfm)
    for wish in ({}, {"page": 2}, {"limit": 50}):
        _check(rj.get(TRACKS, **YEAR, **wish).json["data"], truth)
        assert rj.lookups == 0


def test_genres_come_after_sparklines(rj: Listener, clock: Clock) -> None:
    """With what is left of a cold request's calls; again none; then three after a quiet minute."""
    reply = rj.get(ARTISTS, **YEAR)
    known = rj.lookups
    assert 0 < known <= 55 - rj.calls
    for wish in ({}, {"page": 2}):
        rj.get(ARTISTS, **YEAR, **wish)
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
def test_what_the_limit_refuses_is_null_and_comes_next(
    lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list goes out at once; such an answer is kept for a minute at the most."""
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


def test_slow_look_ups_do_not_hold_the_list(
    rj: Listener, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list goes out while they are on their way: null now, and there next time."""
    assert 1 < entity_lookup.LOOKUP_SECONDS <= 2.5
    with held(lastfm, "track.getInfo"), monkeypatch.context() as briefly:
        briefly.setattr("lastfm_gateway.faces.listening.details.LOOKUP_SECONDS", 0.05)
        late = rj.get(TRACKS, period="overall")
        assert {row["image"] for row in late.json["data"]} == {None}
        assert "max-age=60" in late.headers["Cache-Control"]
    clock.now += 61
    _check(rj.get(TRACKS, period="overall").json["data"], _tracks(lastfm))


def test_what_lastfm_does_not_know_is_null_and_kept(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """Not found is an answer: the page is whole, and is not asked for again."""
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


def test_names_with_broken_letters_do_no_harm(rj: Listener, lastfm: Simulator) -> None:
    """No call can carry such a name: its row goes out with null, and is counted all the same."""
    world = lastfm.service.world
    broken = Track(world.catalogue.artists[0], "D\ufffdj\x85 vu")
    for ago in range(40):
        world.histories["rj"].add(int(NOW) - 300 * ago, broken, int(NOW))
    for wish in ({}, {"include_sparklines": "true"}):
        reply = rj.get(TRACKS, **wish)
        assert reply.status == 200
        [row] = [row for row in reply.json["data"] if row["name"] == broken.name]
        assert (row["playcount"], row["image"]) == (40, None)
    assert sum(row["sparkline"]["points"]) == 40
