"""Parses the newest rows of user.getRecentTracks: what plays, and the last scrobble. Pure."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.recent_tracks import names_of
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault


class NewestRow(NamedTuple):
    """A track with its page at Last.fm. `at`: unix seconds; None while it is playing."""

    names: TrackNames
    url: str
    is_loved: bool
    at: int | None


class Newest(NamedTuple):
    """What Last.fm answered. `fence`: when it was asked, in unix milliseconds.

    `total`: how many scrobbles the user has.
    """

    playing: NewestRow | None
    last: NewestRow | None
    total: int
    fence: int


@malformed_is_upstream_fault()
def parse_newest(body: bytes, fence: int) -> Newest:
    """Return the newest rows. Raises UpstreamFault (502) on a malformed response."""
    listed = json.loads(body)["recenttracks"]
    rows = [_row(track) for track in listed["track"]]
    playing = next((row for row in rows if row.at is None), None)
    last = next((row for row in rows if row.at is not None), None)
    return Newest(playing, last, int(listed["@attr"]["total"]), fence)


def _row(track: Mapping[str, Any]) -> NewestRow:
    is_playing = track.get("@attr", {}).get("nowplaying") == "true"
    return NewestRow(
        names_of(track),
        str(track.get("url", "")),
        str(track.get("loved", "0")) == "1",
        None if is_playing else int(track["date"]["uts"]),
    )
