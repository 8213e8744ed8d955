"""Reads Last.fm's responses. Every function raises UpstreamFault (502) on a malformed response."""

from typing import Any

from lastfm_gateway.faces.listening.rows import Play, Row, plays_of_tracks, rows_of_list
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import EntityKind


@malformed_is_upstream_fault()
def rows_in(kind: EntityKind, response: dict[str, Any]) -> list[Row]:
    """Return the rows of a top list, a chart or a library."""
    [listed] = response.values()
    return rows_of_list(kind, listed[kind])


@malformed_is_upstream_fault()
def plays_in(response: dict[str, Any]) -> list[Play]:
    """Return the scrobbles of a user.getRecentTracks page."""
    return plays_of_tracks(response["recenttracks"]["track"])


@malformed_is_upstream_fault()
def times_in(response: dict[str, Any]) -> list[int]:
    """Return the unix times of a user.getTrackScrobbles page."""
    tracks = response["trackscrobbles"]["track"]
    return [int(track["date"]["uts"]) for track in tracks if "date" in track]


@malformed_is_upstream_fault()
def total_in(response: dict[str, Any]) -> int:
    """Return how many rows all pages hold together."""
    [listed] = response.values()
    return int(listed["@attr"]["total"])
