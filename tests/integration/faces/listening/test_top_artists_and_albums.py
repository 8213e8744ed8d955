"""Top artists and albums against the simulator's raw scrobbles."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from local.simulator import Simulator
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    DAY,
    NOW,
    Listener,
    played,
)

RANGE = (
    datetime(2026, 2, 27, tzinfo=UTC).timestamp(),
    datetime(2026, 3, 2, tzinfo=UTC).timestamp(),
)


def _artists(lastfm: Simulator, start: float, end: float) -> list[tuple[str, str, int]]:
    plays: Counter[Any] = Counter(track.artist for _, track in played(lastfm, start, end))
    order = sorted((-n, artist.name, artist.url) for artist, n in plays.items())
    return [(name, "", -n) for n, name, _ in order]


def _albums(lastfm: Simulator, start: float, end: float) -> list[tuple[str, str, int]]:
    albums = [track.album for _, track in played(lastfm, start, end)]
    plays: Counter[Any] = Counter(album for album in albums if album is not None)
    order = sorted((-n, album.name, album.url, album.artist.name) for album, n in plays.items())
    return [(name, artist, -n) for n, name, _, artist in order]


TRUTH: dict[str, Any] = {ARTISTS: _artists, ALBUMS: _albums}


@pytest.mark.parametrize("path", TRUTH)
@pytest.mark.parametrize(
    ("query", "span"),
    [
        ({"period": "1month"}, (NOW - 30 * DAY + 1, NOW + 1)),
        ({"period": "overall"}, (0, NOW + 1)),
        ({"_from": "2026-02-27", "to": "2026-03-01"}, RANGE),
    ],
)
def test_list_counts_the_raw_scrobbles(
    rj: Listener, lastfm: Simulator, path: str, query: dict[str, str], span: tuple[float, float]
) -> None:
    """Rows, ranks and totals are right for periods and ranges."""
    truth = TRUTH[path](lastfm, *span)
    data = []
    for page in (1, 2):
        reply = rj.get(path, limit=20, page=page, **query)
        data += reply.json["data"]
    assert [(row["name"], row["detail"], row["playcount"]) for row in data] == truth[:40]
    assert [row["rank"] for row in data] == list(range(1, len(truth[:40]) + 1))
    assert reply.json["pagination"]["total"] == len(truth)


def test_artists_have_genres_and_albums_have_pictures(rj: Listener) -> None:
    """Both have all other fields."""
    fields = ["rank", "id", "name", "detail", "playcount", "image", "url", "apple_music_url"]
    artist = rj.get(ARTISTS).json["data"][0]
    assert sorted(artist) == sorted([*fields, "genre"])
    assert (artist["detail"], artist["image"], type(artist["genre"])) == ("", None, str)
    albums = rj.get(ALBUMS).json["data"]
    assert sorted(albums[0]) == sorted(fields)
    assert any(album["image"] for album in albums)
    assert "artist_id" not in rj.get(ALBUMS).json
