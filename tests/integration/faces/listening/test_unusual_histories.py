"""Top lists of ranges for users with unusual histories, recomputed from the raw scrobbles."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import pytest

from lastfm_gateway.lastfm.names import EntityKind, identity
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    NOW,
    TRACKS,
    Clock,
    Listener,
)

KINDS: Final[dict[str, EntityKind]] = {ARTISTS: "artist", ALBUMS: "album", TRACKS: "track"}


@pytest.mark.parametrize("user", ["sporadic", "leaper", "namesake", "silent"])
@pytest.mark.parametrize("path", KINDS)
def test_range_counts_the_raw_scrobbles_of_unusual_users(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock, path: str, user: str
) -> None:
    """Names in different spellings, leap days and years of none: rows, totals and points agree."""
    assert environment
    kind = KINDS[path]
    truth = Counter[int]()
    for at, artist, album, track, _ in set(raw_scrobbles(lastfm.service.world, user, NOW)):
        name = {"artist": artist, "album": album, "track": track}[kind]
        if name and at <= NOW:
            truth[identity(kind, *((artist,) if kind == "artist" else (artist, name)))] += 1
    reply = Listener(lastfm, clock, user).get(
        path, _from="1970-01-01", limit=50, include_sparklines="true"
    )
    assert "partial" not in reply.json
    assert reply.json["pagination"]["total"] == len(truth)
    rows = reply.json["data"]
    assert [row["playcount"] for row in rows] == sorted(truth.values(), reverse=True)[:50]
    for row in rows:
        assert row["playcount"] == truth[row["id"]] == sum(row["sparkline"]["points"])
